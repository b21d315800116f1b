# SPDX-License-Identifier: Apache-2.0
"""Looking at everything in a record: its pages, its tables, its entries and the search table."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec
from msgspec import Struct

from companion.domain.records import KINDS
from companion.storage import search
from companion.storage.database import Database, damaged_pages
from companion.storage.mapping import table_of
from companion.storage.store import Store


class Area(StrEnum):
    """What was looked at."""

    PAGES = "pages"
    TABLES = "tables"
    LINKS = "links"
    ENTRIES = "entries"
    SEARCH = "search"


class Finding(Struct, frozen=True):
    """Something wrong: what was looked at, and where. ``detail`` never holds a patient's words."""

    test: Area
    detail: str


def findings(database: Database) -> tuple[Finding, ...]:
    """Look at every area; the search table is written anew where it does not fit the entries."""
    pages = tuple(Finding(Area.PAGES, detail) for detail in damaged_pages(database))
    # What lies on damaged pages cannot be read, and must not be written.
    return pages or (*_tables(database), *_links(database), *_entries(Store(database)))


def _tables(database: Database) -> Iterator[Finding]:
    for row in database.rows("PRAGMA integrity_check"):
        if row != ("ok",):
            yield Finding(Area.TABLES, str(row[0]))


def _links(database: Database) -> Iterator[Finding]:
    for table, row, target, _ in database.rows("PRAGMA foreign_key_check"):
        yield Finding(Area.LINKS, f"{table!s} {row!s} -> {target!s}")


def _entries(store: Store) -> Iterator[Finding]:
    expected: dict[str, str] = {}
    for kind in KINDS:
        for row in store.database.rows(f"SELECT id FROM {table_of(kind)} ORDER BY id"):  # noqa: S608
            entry_id = str(row[0])
            try:
                entry = store.entries(kind, "id = ?", [entry_id])[0]
                store.versions(entry_id)
            except (msgspec.DecodeError, KeyError):
                yield Finding(Area.ENTRIES, f"{table_of(kind)} {entry_id}")
            else:
                words = search.words_of(entry.record)
                expected |= {entry_id: words} if words else {}
    if store.indexed() != sorted(expected.items()):
        with store.database.write():
            store.rebuild_search(expected)
        yield Finding(Area.SEARCH, "written anew")
