# SPDX-License-Identifier: Apache-2.0
"""The record by the bare driver: what its work costs without the app, with the same key and pragmas."""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlcipher3

from companion.storage import vault

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "wal_autocheckpoint = 100",
)
"""As README and `companion/storage/database.py` have them, as far as they cost time here."""


class BareRecord:
    """A record opened by the driver alone. It must have no passphrase: its key lies beside it."""

    def __init__(self, folder: Path, keys: vault.Keys | None = None) -> None:
        self.keys = keys or vault.unlock(vault.read(folder))
        path = folder / vault.RECORD
        self._connection = sqlcipher3.connect(str(path), isolation_level=None)
        self._connection.execute(f"PRAGMA key = {self.keys.pragma}")
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}").fetchall()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a query and give all its rows."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, parameters).fetchall()
        return found

    def run(self, sql: str) -> None:
        """Run a statement."""
        self._connection.execute(sql)

    def insert_one(self, table: str) -> float:
        """Insert a row like the last one and commit it; give the seconds."""
        last = self.rows(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1")[0]
        row = (secrets.token_hex(13), *last[1:])
        marks = ", ".join("?" * len(row))
        begun = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)
        self._connection.execute("COMMIT")
        return time.perf_counter() - begun

    def insert_all(self, tables: dict[str, list[tuple[Any, ...]]]) -> None:
        """Insert all rows of all tables in one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        for table, rows in tables.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
