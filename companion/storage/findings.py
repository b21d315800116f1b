# SPDX-License-Identifier: Apache-2.0
"""Looking at everything in a record and at the files around it. What is mended is said."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from companion.domain.records import KINDS, Entry, Record
from companion.storage import search, vault
from companion.storage.database import Database, damaged_pages
from companion.storage.log_frames import log_damage
from companion.storage.mapping import table_of
from companion.storage.pages import salt_of
from companion.storage.store import Store


class Area(StrEnum):
    """What was looked at."""

    KEYS = "keys"
    SALT = "salt"
    LOG = "log"
    PAGES = "pages"
    TABLES = "tables"
    LINKS = "links"
    ENTRIES = "entries"
    SEARCH = "search"
    BACKUPS = "backups"


class Finding(Struct, frozen=True):
    """Something wrong: what was looked at, and where. ``detail`` never holds a patient's words."""

    test: Area
    detail: str


def key_findings(folder: Path) -> tuple[Finding, ...]:
    """Compare the key file with its copy; to be asked before ``vault.read``, which mends the one.

    Whether what they say can be believed is told by ``vault.read``. Raises OSError.
    """
    paths = (folder / vault.KEYS, folder / vault.COPY)
    missing = [path.name for path in paths if not path.exists()]
    if missing:
        return tuple(Finding(Area.KEYS, f"{name} is missing") for name in missing)
    one, other = (path.read_bytes() for path in paths)
    if one == other:
        return ()
    return (Finding(Area.KEYS, f"{vault.KEYS} and {vault.COPY} are not the same"),)


def file_findings(
    folder: Path, keys: vault.Keys, backups: Iterable[tuple[str, Sequence[str]]] = ()
) -> tuple[Finding, ...]:
    """Look at the head and the log of a record that nothing has open, and name its bad backups.

    ``backups`` gives each backup's name with what is wrong with it. Reads only. Raises OSError.
    """
    return (
        *_salt(folder / vault.RECORD, keys),
        *_log(folder / vault.RECORD),
        *(
            Finding(Area.BACKUPS, f"{name}: {fault}")
            for name, faults in backups
            for fault in faults
        ),
    )


def findings(database: Database) -> tuple[Finding, ...]:
    """Look at every area inside; the search table is written anew where it does not fit."""
    pages = tuple(Finding(Area.PAGES, detail) for detail in damaged_pages(database))
    # What lies on damaged pages cannot be read, and must not be written.
    return pages or (*_tables(database), *_links(database), *_entries(Store(database)))


def _salt(record: Path, keys: vault.Keys) -> Iterator[Finding]:
    if salt_of(record) != keys.salt:
        yield Finding(Area.SALT, f"{record.name} does not begin with the salt of its key file")


def _log(record: Path) -> Iterator[Finding]:
    damage = log_damage(record)
    if damage is not None:
        how = "lost" if damage.certain else "may have lost"
        yield Finding(Area.LOG, f"the log {how} {damage.transactions} saves at least")


def _tables(database: Database) -> Iterator[Finding]:
    for row in database.rows("PRAGMA integrity_check"):
        if row != ("ok",):
            yield Finding(Area.TABLES, str(row[0]))


def _links(database: Database) -> Iterator[Finding]:
    for table, row, target, _ in database.rows("PRAGMA foreign_key_check"):
        yield Finding(Area.LINKS, f"{table!s} {row!s} -> {target!s}")


def _entries(store: Store) -> Iterator[Finding]:
    expected: dict[str, str] = {}
    past = _sound_past(store)
    for kind in KINDS:
        try:
            found = store.entries(kind) if past else None
        except (msgspec.DecodeError, KeyError):
            found = None
        if found is None:
            found, bad = _one_by_one(store, kind)
            yield from (Finding(Area.ENTRIES, f"{table_of(kind)} {name}") for name in bad)
        words = ((entry.id, search.words_of(entry.record)) for entry in found)
        expected |= {name: text for name, text in words if text}
    if store.indexed() != sorted(expected.items()):
        with store.database.write():
            store.rebuild_search(expected)
        yield Finding(Area.SEARCH, "written anew")


def _sound_past(store: Store) -> bool:
    """Tell whether all of the history decodes."""
    try:
        store.versions()
    except (msgspec.DecodeError, KeyError):
        return False
    return True


def _one_by_one(
    store: Store, kind: type[Record]
) -> tuple[tuple[Entry[Record], ...], tuple[str, ...]]:
    """Give the entries of a kind that decode with their history, and the names of the others."""
    found: list[Entry[Record]] = []
    bad: list[str] = []
    for row in store.database.rows(f"SELECT id FROM {table_of(kind)} ORDER BY id"):  # noqa: S608
        entry_id = str(row[0])
        try:
            entry = store.entries(kind, "id = ?", [entry_id])[0]
            store.versions(entry_id)
        except (msgspec.DecodeError, KeyError):
            bad.append(entry_id)
        else:
            found.append(entry)
    return tuple(found), tuple(bad)
