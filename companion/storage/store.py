# SPDX-License-Identifier: Apache-2.0
"""Entries in their tables: reading, writing, history and the search table. No rules live here."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct
from sqlite_utils.db import Table

from companion.domain.moment import Moment, day_of
from companion.domain.records import KINDS, Entry, Record, Version, moment_of
from companion.storage import mapping, search
from companion.storage.database import Database, Row, Value
from companion.storage.mapping import TABLES, Parts, RecordT, Shape, shape_of, table_of

ENTRY_COLUMNS = ("id", "revision", "created_at", "edited_at", "deleted_at")
BY_TIME = "instant, id"
HISTORY = "history"
SEARCH = "search"


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
        shape = shape_of(kind)
        columns = _quoted([*ENTRY_COLUMNS, *(column.name for column in shape.columns)])
        rows = self.database.rows(
            f"SELECT {columns} FROM {shape.table} WHERE {where} ORDER BY {order}",  # noqa: S608 -- names of ours
            parameters,
        )
        parts = {part.field: self._parts(shape, part, where, parameters) for part in shape.parts}
        return tuple(_entry(kind, row, parts) for row in rows)

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
        shape = shape_of(type(entry.record))
        plain = mapping.plain(entry.record)
        self._table(shape.table).update(entry.id, _row(entry, shape, plain))
        for part in shape.parts:
            self._table(part.table).delete_where("parent_id = ?", [entry.id])
            self._table(part.table).insert_all(_part_rows(part, entry.id, plain))
        self._table(SEARCH).delete_where("entry_id = ?", [entry.id])
        self._index([entry])

    def delete(self, entry: Entry[Record]) -> None:
        """Take an entry out for good, with its parts, history and words."""
        self._table(table_of(type(entry.record))).delete(entry.id)
        self.forget_versions(entry.id)
        self._table(SEARCH).delete_where("entry_id = ?", [entry.id])

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
        self._table(HISTORY).insert_all(_version_row(version) for version in versions)

    def forget_versions(self, entry_id: str) -> None:
        """Take the history of an entry out."""
        self._table(HISTORY).delete_where("entry_id = ?", [entry_id])

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
        self._table(SEARCH).delete_where()
        self._table(SEARCH).insert_all(
            {"entry_id": name, "words": text} for name, text in words.items()
        )

    def _parts(
        self, shape: Shape, part: Parts, where: str, parameters: Sequence[Value]
    ) -> dict[str, list[mapping.Plain]]:
        """Give the plain parts of every entry that meets a condition, by entry, in order."""
        columns = _quoted(column.name for column in part.columns)
        rows = self.database.rows(
            f"SELECT parent_id, {columns} FROM {part.table} WHERE parent_id IN"  # noqa: S608
            f" (SELECT id FROM {shape.table} WHERE {where}) ORDER BY parent_id, position",
            parameters,
        )
        found: dict[str, list[mapping.Plain]] = {}
        for parent_id, *row in rows:
            found.setdefault(str(parent_id), []).append(mapping.gathered(part.columns, row))
        return found

    def _insert(self, shape: Shape, entries: Sequence[Entry[Record]]) -> None:
        plains = [mapping.plain(entry.record) for entry in entries]
        pairs = list(zip(entries, plains, strict=True))
        self._table(shape.table).insert_all(_row(entry, shape, plain) for entry, plain in pairs)
        for part in shape.parts:
            self._table(part.table).insert_all(
                row for entry, plain in pairs for row in _part_rows(part, entry.id, plain)
            )
        self._index(entries)

    def _index(self, entries: Iterable[Entry[Record]]) -> None:
        rows = ((entry.id, search.words_of(entry.record)) for entry in entries)
        self._table(SEARCH).insert_all(
            {"entry_id": name, "words": words} for name, words in rows if words
        )

    def _table(self, name: str) -> Table:
        return self.database.tables.table(name)


_KIND_OF = " UNION ALL ".join(
    f"SELECT '{table}' FROM {table} WHERE id = ?"  # noqa: S608
    for table in TABLES
)


def _entry(
    kind: type[RecordT], row: Row, parts: dict[str, dict[str, list[mapping.Plain]]]
) -> Entry[RecordT]:
    count = len(ENTRY_COLUMNS)
    record = mapping.gathered(shape_of(kind).columns, row[count:])
    plain: dict[str, Any] = dict(zip(ENTRY_COLUMNS, row[:count], strict=True))
    for field, by_owner in parts.items():
        record[field] = by_owner.get(plain["id"], ())
    plain["record"] = record
    entry: Entry[RecordT] = msgspec.convert(plain, Entry[kind])  # type: ignore[valid-type]
    return entry


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


def _row(entry: Entry[Record], shape: Shape, plain: mapping.Plain) -> dict[str, Value]:
    """Give an entry's row: the entry's own columns, where it lies in time, and the record's."""
    moment = moment_of(entry.record) or entry.created_at
    return {
        "id": entry.id,
        "revision": entry.revision,
        "created_at": _text(entry.created_at),
        "edited_at": _text(entry.edited_at),
        "deleted_at": _text(entry.deleted_at),
        "instant": math.floor(moment.timestamp()),
        "day": day_of(moment).isoformat(),
        **mapping.values(shape.columns, plain),
    }


def _part_rows(part: Parts, owner: str, plain: mapping.Plain) -> list[dict[str, Value]]:
    return [
        {"parent_id": owner, "position": position, **mapping.values(part.columns, inner)}
        for position, inner in enumerate(plain[part.field])
    ]


def _version_row(version: Version) -> dict[str, Value]:
    mapping.plain(version.record)
    return {
        "entry_id": version.entry_id,
        "revision": version.revision,
        "parent": version.parent,
        "device": version.device,
        "at": _text(version.at),
        "kind": table_of(type(version.record)),
        "body": mapping.body_of(version.record).decode(),
    }


def _text(moment: datetime | None) -> str | None:
    text: str | None = msgspec.to_builtins(moment)
    return text


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
