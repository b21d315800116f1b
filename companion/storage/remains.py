# SPDX-License-Identifier: Apache-2.0
"""What can still be read of a damaged record: its entries, their history, and what is known to miss.

An entry counts only where its row and its parts decode. A row is matched to its columns by the
record's own schema; a field that an older schema lacks takes the record's default.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct
from sqlite_utils import Database as Tables

from companion.domain.moment import Moment
from companion.domain.records import KINDS, Entry, Record, Version
from companion.stopping import EVERY, Progress, stage, unwatched
from companion.storage import mapping
from companion.storage.database import Row, Value
from companion.storage.mapping import ENTRY_COLUMNS, TABLES, Parts, shape_of, table_of
from companion.storage.migrations import migrations
from companion.storage.pages import Pages
from companion.storage.store import HISTORY
from companion.storage.trees import Forest, Tree

_EMPTY = Tree((), whole=False)
_TYPES: Mapping[str, tuple[type, ...]] = {
    "TEXT": (str,),
    "INTEGER": (int,),
    "REAL": (int, float),
    "BLOB": (bytes,),
}


class Draft(Struct, frozen=True):
    """What was typed into a form and not saved."""

    form: str
    body: bytes
    at: str


class _Column(Struct, frozen=True):
    name: str
    type: str
    may_be_null: bool


class Remains(Struct, frozen=True, kw_only=True):
    """What a record still holds.

    ``partial`` names entries whose parts may be missing; ``known`` every entry that some page
    speaks of, with its kind where that is told; ``listed`` the kinds of which ``known`` is sure to
    name all. ``past`` names the versions that there should be; None where that is not known.
    """

    entries: Mapping[str, Entry[Record]]
    partial: frozenset[str]
    versions: Mapping[str, Mapping[int, Version]]
    past: Mapping[str, frozenset[int]] | None
    known: Mapping[str, type[Record] | None]
    listed: frozenset[type[Record]]
    drafts: tuple[Draft, ...]
    device: str | None


def read_remains(pages: Pages, progress: Progress = unwatched) -> Remains:
    """Read everything that the sound pages of a record hold."""
    reading = _Reading(pages, stage(progress, 0, 3, many=2))
    return reading.remains(stage(progress, 2, 3))


class _Reading:
    """The tables of a damaged record, as far as they go."""

    def __init__(self, pages: Pages, progress: Progress) -> None:
        # Where every page is of one time, what is on none of them was not there at that time.
        self._sure = pages.sure
        # A log that was cut short leaves an earlier time, in which later entries were not there.
        self._is_latest = pages.sure and pages.log.promised <= len(pages.log.frames)
        self._forest = Forest(pages, progress)
        self._columns = _columns(self._forest)
        stray_rows, stray_keys = self._forest.strays()
        self._stray_keys = stray_keys
        self._stray_rows: dict[str, list[Row]] = defaultdict(list)
        for row in stray_rows:
            for table, columns in self._columns.items():
                if not self._tree(table).whole and _fits(row, columns):
                    self._stray_rows[table].append(row)

    def remains(self, progress: Progress) -> Remains:
        entries: dict[str, Entry[Record]] = {}
        partial: set[str] = set()
        rows = sum(len(self._tree(table_of(kind)).rows) for kind in KINDS)
        for kind in KINDS:
            for entry, is_whole in self._entries(kind):
                if len(entries) % EVERY == 0:
                    progress(min(len(entries), rows), rows)
                earlier = entries.get(entry.id)
                if earlier is None or earlier.revision < entry.revision:
                    entries[entry.id] = entry
                    (partial.discard if is_whole else partial.add)(entry.id)
        versions: dict[str, dict[int, Version]] = defaultdict(dict)
        for row in self._rows(HISTORY):
            if version := _version(row):
                versions[version.entry_id][version.revision] = version
        return Remains(
            entries=entries,
            partial=frozenset(partial),
            versions=versions,
            past=self._past(),
            known=self._known(entries, versions),
            listed=frozenset(filter(self._is_listed, KINDS)),
            drafts=tuple(self._drafts()),
            device=next((str(row["id"]) for row in self._rows("device")), None),
        )

    def _entries(self, kind: type[Record]) -> Iterator[tuple[Entry[Record], bool]]:
        parts = {part.field: self._parts(part) for part in shape_of(kind).parts}
        expected = [self._expected(part) for part in shape_of(kind).parts]
        for row in self._rows(table_of(kind)):
            owner = str(row["id"])
            own = {field: by_owner.get(owner, {}) for field, by_owner in parts.items()}
            try:
                entry = _entry(kind, row, own)
            except (msgspec.DecodeError, KeyError):
                continue
            pairs = zip(own.values(), expected, strict=True)
            yield entry, all(len(found) == _due(due, owner, found) for found, due in pairs)

    def _parts(self, part: Parts) -> dict[str, dict[int, mapping.Plain]]:
        """Give the plain parts by entry and position."""
        found: dict[str, dict[int, mapping.Plain]] = defaultdict(dict)
        for row in self._rows(part.table):
            columns = [column for column in part.columns if column.name in row]
            values = [row[column.name] for column in columns]
            found[str(row["parent_id"])][_int(row["position"])] = mapping.gathered(columns, values)
        return found

    def _expected(self, part: Parts) -> Mapping[str, int] | bool:
        """Give how many parts each entry has; True where all were read, False where none knows."""
        if self._tree(part.table).whole:
            return self._sure
        index = self._tree(f"sqlite_autoindex_{part.table}_1")
        if not index.whole or not self._sure:
            return False
        counts: dict[str, int] = defaultdict(int)
        for owner, *_ in index.rows:
            counts[str(owner)] += 1
        return counts

    def _past(self) -> Mapping[str, frozenset[int]] | None:
        index = self._tree(f"sqlite_autoindex_{HISTORY}_1")
        table = self._tree(HISTORY)
        if not self._sure or not (table.whole or index.whole):
            return None
        past: dict[str, set[int]] = defaultdict(set)
        for owner, revision, *_ in (table if table.whole else index).rows:
            past[str(owner)].add(_int(revision))
        return {owner: frozenset(revisions) for owner, revisions in past.items()}

    def _known(
        self, entries: Mapping[str, Entry[Record]], versions: Mapping[str, Mapping[int, Version]]
    ) -> dict[str, type[Record] | None]:
        known: dict[str, type[Record] | None] = dict.fromkeys(self._loose_names())
        for owner, past in versions.items():
            known[owner] = type(next(iter(past.values())).record)
        for kind in KINDS:
            table = table_of(kind)
            known |= {str(row[0]): kind for row in self._tree(f"sqlite_autoindex_{table}_1").rows}
            known |= {str(row[1]): kind for row in self._tree(f"{table}_instant").rows}
            for part in shape_of(kind).parts:
                index = self._tree(f"sqlite_autoindex_{part.table}_1")
                known |= {str(row[0]): kind for row in index.rows}
        return known | {entry.id: type(entry.record) for entry in entries.values()}

    def _loose_names(self) -> Iterator[str]:
        """Give names of entries from places that do not tell their kind."""
        for _, name, *_ in self._tree("search_content").rows:
            yield str(name)
        for key in self._stray_keys:
            # Only the indexes by moment have this shape: moment, name, row.
            if [type(value) for value in key] == [int, str, int]:
                yield str(key[1])

    def _is_listed(self, kind: type[Record]) -> bool:
        table = table_of(kind)
        places = (table, f"sqlite_autoindex_{table}_1", f"{table}_instant")
        return self._is_latest and any(self._tree(place).whole for place in places)

    def _drafts(self) -> Iterator[Draft]:
        for row in self._rows("draft"):
            if isinstance(row["body"], bytes):
                yield Draft(str(row["form"]), row["body"], str(row["at"]))

    def _rows(self, table: str) -> Iterator[dict[str, Value]]:
        names = [column.name for column in self._columns.get(table, ())]
        for row in (*self._tree(table).rows, *self._stray_rows.get(table, ())):
            yield dict(zip(names, row, strict=False))

    def _tree(self, name: str) -> Tree:
        return self._forest.trees.get(name, _EMPTY)


def _columns(forest: Forest) -> dict[str, list[_Column]]:
    """Give the columns of each table, from the record's own schema where that can be read."""
    here = Tables(memory=True)
    migrations.apply(here)
    own = {named.name: named.sql for named in forest.schema if named.kind == "table"}
    found = {}
    for table in here.table_names():
        if table.startswith(("search", "sqlite_", "_")):
            continue
        if table in own:
            here.execute(f'DROP TABLE "{table}"')
            here.execute(own[table])
        rows = here.execute(f'PRAGMA table_info("{table}")').fetchall()
        found[table] = [_Column(row[1], row[2], not row[3] or row[2] == "INTEGER") for row in rows]
    here.close()
    return found


def _fits(row: Row, columns: Sequence[_Column]) -> bool:
    """Tell whether a row could be of a table: as many values, each of its column's type."""
    return len(row) == len(columns) and all(
        column.may_be_null if value is None else isinstance(value, _TYPES[column.type])
        for value, column in zip(row, columns, strict=True)
    )


def _entry(
    kind: type[Record],
    row: Mapping[str, Value],
    parts: Mapping[str, Mapping[int, mapping.Plain]],
) -> Entry[Record]:
    columns = [column for column in shape_of(kind).columns if column.name in row]
    record = mapping.gathered(columns, [row[column.name] for column in columns])
    for field, by_position in parts.items():
        record[field] = [by_position[position] for position in sorted(by_position)]
    plain: mapping.Plain = {name: row[name] for name in ENTRY_COLUMNS}
    plain["record"] = record
    entry: Entry[Record] = msgspec.convert(plain, Entry[kind])  # type: ignore[valid-type]
    return entry


def _version(row: Mapping[str, Value]) -> Version | None:
    """Give an earlier version; None where its row makes no sense."""
    try:
        return Version(
            entry_id=str(row["entry_id"]),
            revision=msgspec.convert(row["revision"], int),
            parent=msgspec.convert(row["parent"], int | None),
            device=str(row["device"]),
            at=msgspec.convert(row["at"], Moment),
            record=msgspec.json.decode(str(row["body"]), type=TABLES[str(row["kind"])]),
        )
    except (KeyError, msgspec.DecodeError):
        return None


def _due(expected: Mapping[str, int] | bool, owner: str, found: Mapping[int, object]) -> int:
    """Give how many parts an entry should have; never what was found where nobody knows."""
    if isinstance(expected, bool):
        return len(found) if expected else -1
    return expected.get(owner, 0)


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value
