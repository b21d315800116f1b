# SPDX-License-Identifier: Apache-2.0
"""What a record holds, in figures: rows, entries, and a fingerprint that tells when it changed."""

import hashlib

import msgspec
from msgspec import Struct

from companion.storage.database import Database, Row
from companion.storage.mapping import TABLES
from companion.storage.steps import taken


class Figures(Struct, frozen=True):
    """A record in figures: rows by table, entries by kind without the bin, and what it is.

    ``diary`` stays the same through edits, restores and changes of the key, and says nothing.
    """

    rows: dict[str, int]
    entries: dict[str, int]
    fingerprint: str
    diary: str
    steps: tuple[str, ...]


def figures(database: Database) -> Figures:
    """Give the figures of a record, all of one time."""
    with database.read():
        tables = _tables(database)
        return Figures(
            rows=_rows(database, tables),
            entries=_entries(database, tables),
            fingerprint=_fingerprint(database, tables),
            diary=_diary(database),
            steps=taken(database),
        )


def rows(database: Database) -> dict[str, int]:
    """Give the number of rows in each table."""
    with database.read():
        return _rows(database, _tables(database))


def fingerprint(database: Database) -> str:
    """Give a text that is another one after any change to an entry, its history or a draft.

    Takes some milliseconds: it is made of how many there are and of the last one of each, since
    every change adds an entry or an earlier version, and no name is given twice.
    """
    with database.read():
        return _fingerprint(database, _tables(database))


def _tables(database: Database) -> list[str]:
    """Give the tables that hold rows of their own."""
    found = database.rows(
        "SELECT name FROM sqlite_schema"
        " WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    return [str(row[0]) for row in found]


def _rows(database: Database, tables: list[str]) -> dict[str, int]:
    return {table: _count(database, f'"{table}"') for table in tables}


def _entries(database: Database, tables: list[str]) -> dict[str, int]:
    return {
        table: _count(database, f"{table} WHERE deleted_at IS NULL")
        for table in TABLES
        if table in tables
    }


def _count(database: Database, where: str) -> int:
    return msgspec.convert(database.rows(f"SELECT count(*) FROM {where}")[0][0], int)  # noqa: S608


def _fingerprint(database: Database, tables: list[str]) -> str:
    columns = dict.fromkeys(TABLES, "id, revision, created_at, edited_at, deleted_at")
    columns |= {"history": "entry_id, revision, at", "draft": "form, at"}
    state: list[object] = [
        [table, _count(database, table), *_last(database, table, names)]
        for table, names in columns.items()
        if table in tables
    ]
    state.append(taken(database))
    return hashlib.sha256(msgspec.json.encode(state)).hexdigest()


def _last(database: Database, table: str, columns: str) -> list[Row]:
    return database.rows(
        f"SELECT {columns} FROM {table} ORDER BY rowid DESC LIMIT 1"  # noqa: S608
    )


def _diary(database: Database) -> str:
    device = database.rows("SELECT id FROM device")
    return hashlib.sha256(str(device).encode()).hexdigest()[:16]
