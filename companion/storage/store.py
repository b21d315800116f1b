# SPDX-License-Identifier: Apache-2.0
"""Entries in their tables: reading, writing, history and the search table. No rules live here."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple, cast

import msgspec
from msgspec import Struct

from companion.domain.moment import Moment, day_of
from companion.domain.records import KINDS, Entry, Record, Version, moment_of
from companion.stopping import Progress, unwatched
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
        for rows in rows_of(entries):
            self.write(rows)

    def write(self, rows: "Rows") -> None:
        """Write rows that were made before."""
        self.database.insert(rows.table, rows.columns, rows.rows)

    def update(self, entry: Entry[Record]) -> None:
        """Write an entry over the one of its name."""
        entry_id, before, now = self._write_over(entry)
        if before and before != now:
            self._forget_words(entry_id)
        if now and before != now:
            self.database.insert(SEARCH, SEARCH_COLUMNS, [(entry_id, now)])

    def update_all(self, entries: Iterable[Entry[Record]]) -> None:
        """Write entries over those of their names, with one walk through the search table for all."""
        changes = [self._write_over(entry) for entry in entries]
        changed = [(entry_id, now) for entry_id, before, now in changes if before != now]
        if not changed:
            return
        names = msgspec.json.encode([entry_id for entry_id, _now in changed]).decode()
        self._delete(SEARCH, "entry_id IN (SELECT value FROM json_each(?))", names)
        self.database.insert(SEARCH, SEARCH_COLUMNS, [pair for pair in changed if pair[1]])

    def _write_over(self, entry: Entry[Record]) -> tuple[str, str, str]:
        """Write an entry over the one of its name; give its name, its words before and now."""
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
                self.write(_rows_of_parts(part, _part_rows(part, entry.id, now)))
        return entry.id, search.words_of(earlier.record), search.words_of(entry.record)

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
        self.write(rows_of_versions(versions))

    def forget_versions(self, entry_id: str) -> None:
        """Take the history of an entry out."""
        self._delete(HISTORY, "entry_id = ?", entry_id)

    def lines(self, progress: Progress = unwatched) -> Iterator[Line]:
        """Give every entry with its history, the bin included, by kind and then by name."""
        counts = [self.count(kind, "1", ()) for kind in KINDS]
        past = {
            entry_id: tuple(versions)
            for entry_id, versions in groupby(self.versions(), lambda version: version.entry_id)
        }
        for number, kind in enumerate(KINDS):
            progress(sum(counts[:number]), sum(counts))
            for entry in self.entries(kind, order="id"):
                yield Line(entry, past.get(entry.id, ()))
        progress(1, 1)

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

    def _forget_words(self, entry_id: str) -> None:
        # The names have no index there. What is changed was mostly written of late, so the search
        # goes from the end, and ends where it finds the one row that there is.
        row = "SELECT rowid FROM search WHERE entry_id = ? ORDER BY rowid DESC LIMIT 1"
        self.database.run(f"DELETE FROM search WHERE rowid = ({row})", [entry_id])  # noqa: S608

    def _delete(self, table: str, where: str, parameter: str) -> None:
        self.database.run(f"DELETE FROM {table} WHERE {where}", [parameter])  # noqa: S608


class Rows(NamedTuple):
    """Rows to be written into one table."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def rows_of(entries: Iterable[Entry[Record]], progress: Progress = unwatched) -> Iterator[Rows]:
    """Give the rows of new entries with their parts and words, in the order to write them in."""
    by_kind: dict[type[Record], list[Entry[Record]]] = {kind: [] for kind in KINDS}
    for entry in entries:
        by_kind[type(entry.record)].append(entry)
    done, of = 0, sum(map(len, by_kind.values()))
    for kind, group in by_kind.items():
        if group:
            progress(done, of)
            yield from _rows_of_kind(shape_of(kind), group)
            done += len(group)


def rows_of_versions(versions: Iterable[Version]) -> Rows:
    """Give the rows of earlier versions in the history."""
    return Rows(HISTORY, HISTORY_COLUMNS, [_version_row(version) for version in versions])


def _rows_of_kind(shape: Shape, entries: Sequence[Entry[Record]]) -> Iterator[Rows]:
    pairs = [(entry, mapping.plain(entry.record)) for entry in entries]
    yield Rows(shape.table, _columns(shape), [_row(entry, shape, plain) for entry, plain in pairs])
    for part in shape.parts:
        rows = (row for entry, plain in pairs for row in _part_rows(part, entry.id, plain))
        yield _rows_of_parts(part, rows)
    words = ((entry.id, search.words_of(entry.record)) for entry in entries)
    yield Rows(SEARCH, SEARCH_COLUMNS, [pair for pair in words if pair[1]])


def _rows_of_parts(part: Parts, rows: Iterable[Sequence[Value]]) -> Rows:
    columns = ("parent_id", "position", *(column.name for column in part.columns))
    return Rows(part.table, columns, list(rows))


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
