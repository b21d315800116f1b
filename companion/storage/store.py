# SPDX-License-Identifier: Apache-2.0
"""Entries in their tables: reading, writing, history and the search table. No rules live here."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import cast

import msgspec
from msgspec import Struct

from companion.domain.moment import Moment, day_of
from companion.domain.records import KINDS, Entry, Record, Version, moment_of
from companion.storage import mapping, reading, search
from companion.storage.database import Database, Row, Value
from companion.storage.mapping import TABLES, Parts, RecordT, Shape, shape_of, table_of

BY_TIME = "instant, id"
HISTORY = "history"
HISTORY_COLUMNS = ("entry_id", "revision", "parent", "device", "at", "kind", "body")
SEARCH = "search"
SEARCH_COLUMNS = ("entry_id", "words")


class Line(Struct, frozen=True):
    """An entry with its earlier versions, the oldest first."""

    entry: Entry[Record]
    past: tuple[Version, ...] = ()


class Store:
    """The tables of an open record. Every writing method belongs in a ``write`` block."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def entries(
        self,
        kind: type[RecordT],
        where: str = "1",
        parameters: Sequence[Value] = (),
        order: str = BY_TIME,
    ) -> tuple[Entry[RecordT], ...]:
        """Give the entries of a kind that meet a condition, with their parts."""
        rows = self.database.rows(
            f"SELECT {reading.expression(kind)} FROM {table_of(kind)}"  # noqa: S608 -- names of ours
            f" WHERE {where} ORDER BY {order}",
            parameters,
        )
        decode = reading.decoder(kind).decode
        return tuple(decode(cast(str, text)) for (text,) in rows)

    def latest(
        self, kind: type[RecordT], where: str, parameters: Sequence[Value], *, limit: int
    ) -> tuple[Entry[RecordT], ...]:
        """Give the last entries of a kind that meet a condition, in the order of time."""
        last = f"""id IN (
            SELECT id FROM {table_of(kind)} WHERE {where} ORDER BY instant DESC, id DESC LIMIT ?
        )"""  # noqa: S608 -- names of ours
        return self.entries(kind, last, [*parameters, limit])

    def names(self, kind: type[Record], where: str, parameters: Sequence[Value]) -> tuple[str, ...]:
        """Give the names of the entries of a kind that meet a condition, in the order of time."""
        sql = f"SELECT id FROM {table_of(kind)} WHERE {where} ORDER BY {BY_TIME}"  # noqa: S608
        return tuple(str(name) for (name,) in self.database.rows(sql, parameters))

    def days(
        self, kind: type[Record], where: str, parameters: Sequence[Value], limit: int = -1
    ) -> tuple[date, ...]:
        """Give the first days with an entry of a kind that meets a condition, each once."""
        rows = self.database.rows(
            f"SELECT DISTINCT day FROM {table_of(kind)} WHERE {where} ORDER BY day LIMIT ?",  # noqa: S608
            [*parameters, limit],
        )
        return tuple(date.fromisoformat(str(day)) for (day,) in rows)

    def count(self, kind: type[Record], where: str, parameters: Sequence[Value]) -> int:
        """Count the entries of a kind that meet a condition."""
        sql = f"SELECT count(*) FROM {table_of(kind)} WHERE {where}"  # noqa: S608
        return cast(int, self.database.rows(sql, parameters)[0][0])

    def binned(self) -> list[tuple[type[Record], str, datetime]]:
        """Give the kind and the name of everything in the bin, and since when it is there."""
        return [
            (TABLES[str(table)], str(name), msgspec.convert(at, Moment))
            for table, name, at in self.database.rows(_BINNED)
        ]

    def find(self, entry_id: str) -> Entry[Record] | None:
        """Give an entry of any kind, in the bin or not; None where there is none."""
        kind = self.kind_of(entry_id)
        if kind is None:
            return None
        found: Entry[Record] = self.entries(kind, "id = ?", (entry_id,))[0]
        return found

    def kind_of(self, entry_id: str) -> type[Record] | None:
        """Give the kind of an entry; None where there is none of that name."""
        rows = self.database.rows(_KIND_OF, [entry_id] * len(KINDS))
        return TABLES[str(rows[0][0])] if rows else None

    def insert(self, entries: Iterable[Entry[Record]]) -> None:
        """Write new entries, each with its parts and words."""
        by_kind: dict[type[Record], list[Entry[Record]]] = {kind: [] for kind in KINDS}
        for entry in entries:
            by_kind[type(entry.record)].append(entry)
        for kind, group in by_kind.items():
            if group:
                self._insert(shape_of(kind), group)

    def update(self, entry: Entry[Record]) -> None:
        """Write an entry over the one of its name."""
        kind = type(entry.record)
        shape = shape_of(kind)
        earlier = self.entries(kind, "id = ?", [entry.id])[0]
        before, now = mapping.plain(earlier.record), mapping.plain(entry.record)
        columns = ", ".join(f'"{column}" = ?' for column in _columns(shape))
        self.database.run(
            f"UPDATE {shape.table} SET {columns} WHERE id = ?",  # noqa: S608 -- names of ours
            [*_row(entry, shape, now), entry.id],
        )
        for part in shape.parts:
            if before[part.field] != now[part.field]:
                self._delete(part.table, "parent_id = ?", entry.id)
                self._insert_parts(part, _part_rows(part, entry.id, now))
        self._index([(entry.id, search.words_of(earlier.record), search.words_of(entry.record))])

    def delete(self, entry: Entry[Record]) -> None:
        """Take an entry out for good, with its parts, history and words."""
        self._delete(table_of(type(entry.record)), "id = ?", entry.id)
        self.forget_versions(entry.id)
        self._delete(SEARCH, "entry_id = ?", entry.id)

    def versions(self, entry_id: str | None = None) -> tuple[Version, ...]:
        """Give the earlier versions of an entry, or of all, the oldest first."""
        sql = "SELECT entry_id, revision, parent, device, at, kind, body FROM history"
        if entry_id is None:
            rows = self.database.rows(f"{sql} ORDER BY entry_id, revision")
        else:
            rows = self.database.rows(f"{sql} WHERE entry_id = ? ORDER BY revision", [entry_id])
        return tuple(_version(row) for row in rows)

    def keep(self, versions: Iterable[Version]) -> None:
        """Write earlier versions into the history."""
        self.database.insert(HISTORY, HISTORY_COLUMNS, map(_version_row, versions))

    def forget_versions(self, entry_id: str) -> None:
        """Take the history of an entry out."""
        self._delete(HISTORY, "entry_id = ?", entry_id)

    def lines(self) -> Iterator[Line]:
        """Give every entry with its history, the bin included, by kind and then by name."""
        past = {
            entry_id: tuple(versions)
            for entry_id, versions in groupby(self.versions(), lambda version: version.entry_id)
        }
        for kind in KINDS:
            for entry in self.entries(kind, order="id"):
                yield Line(entry, past.get(entry.id, ()))

    def device(self) -> str:
        """Give the name of this copy of the record."""
        return str(self.database.rows("SELECT id FROM device")[0][0])

    def indexed(self) -> list[tuple[str, str]]:
        """Give what the search table holds: names and words, sorted."""
        rows = self.database.rows("SELECT entry_id, words FROM search")
        return sorted((str(entry_id), str(words)) for entry_id, words in rows)

    def rebuild_search(self, words: Mapping[str, str]) -> None:
        """Write the search table anew with these words by entry."""
        table = self.database.tables.table(SEARCH)
        table.delete_where()
        table.insert_all({"entry_id": name, "words": text} for name, text in words.items())

    def _insert(self, shape: Shape, entries: Sequence[Entry[Record]]) -> None:
        plains = [mapping.plain(entry.record) for entry in entries]
        pairs = list(zip(entries, plains, strict=True))
        rows = (_row(entry, shape, plain) for entry, plain in pairs)
        self.database.insert(shape.table, _columns(shape), rows)
        for part in shape.parts:
            self._insert_parts(
                part, (row for entry, plain in pairs for row in _part_rows(part, entry.id, plain))
            )
        self._index((entry.id, "", search.words_of(entry.record)) for entry in entries)

    def _insert_parts(self, part: Parts, rows: Iterable[Sequence[Value]]) -> None:
        columns = ("parent_id", "position", *(column.name for column in part.columns))
        self.database.insert(part.table, columns, rows)

    def _index(self, changes: Iterable[tuple[str, str, str]]) -> None:
        """Have the search table hold what entries say: each a name, its words before and now."""
        added: list[tuple[str, str]] = []
        for entry_id, before, now in changes:
            if before and before != now:
                self._forget_words(entry_id)
            if now and before != now:
                added.append((entry_id, now))
        self.database.insert(SEARCH, SEARCH_COLUMNS, added)

    def _forget_words(self, entry_id: str) -> None:
        # The names have no index there. What is changed was mostly written of late, so the search
        # goes from the end, and ends where it finds the one row that there is.
        row = "SELECT rowid FROM search WHERE entry_id = ? ORDER BY rowid DESC LIMIT 1"
        self.database.run(f"DELETE FROM search WHERE rowid = ({row})", [entry_id])  # noqa: S608

    def _delete(self, table: str, where: str, parameter: str) -> None:
        self.database.run(f"DELETE FROM {table} WHERE {where}", [parameter])  # noqa: S608


_BINNED = " UNION ALL ".join(
    f"SELECT '{table}', id, deleted_at FROM {table} WHERE deleted_at IS NOT NULL"  # noqa: S608
    for table in TABLES
)

_KIND_OF = " UNION ALL ".join(
    f"SELECT '{table}' FROM {table} WHERE id = ?"  # noqa: S608
    for table in TABLES
)


def _version(row: Row) -> Version:
    entry_id, revision, parent, device, at, kind, body = row
    return Version(
        entry_id=str(entry_id),
        revision=msgspec.convert(revision, int),
        parent=msgspec.convert(parent, int | None),
        device=str(device),
        at=msgspec.convert(at, Moment),
        record=msgspec.json.decode(str(body), type=TABLES[str(kind)]),
    )


def _row(entry: Entry[Record], shape: Shape, plain: mapping.Plain) -> tuple[Value, ...]:
    """Give an entry's row, by ``_columns``."""
    moment = moment_of(entry.record) or entry.created_at
    return (
        entry.id,
        entry.revision,
        _text(entry.created_at),
        _text(entry.edited_at),
        _text(entry.deleted_at),
        math.floor(moment.timestamp()),
        day_of(moment).isoformat(),
        *mapping.values(shape.columns, plain).values(),
    )


def _columns(shape: Shape) -> tuple[str, ...]:
    """Give the columns of an entry: its own, where it lies in time, and the record's."""
    return (*mapping.ENTRY_COLUMNS, "instant", "day", *(column.name for column in shape.columns))


def _part_rows(part: Parts, owner: str, plain: mapping.Plain) -> Iterator[tuple[Value, ...]]:
    for position, inner in enumerate(plain[part.field]):
        yield (owner, position, *mapping.values(part.columns, inner).values())


def _version_row(version: Version) -> tuple[Value, ...]:
    """Give a version's row, by HISTORY_COLUMNS."""
    mapping.plain(version.record)
    return (
        version.entry_id,
        version.revision,
        version.parent,
        version.device,
        _text(version.at),
        table_of(type(version.record)),
        mapping.body_of(version.record).decode(),
    )


def _text(moment: datetime | None) -> str | None:
    text: str | None = msgspec.to_builtins(moment)
    return text
