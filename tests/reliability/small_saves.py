# SPDX-License-Identifier: Apache-2.0
"""Saves a few rows by sqlite-utils on SQLCipher and counts them after opening again.

``python -m tests.reliability.small_saves FILE with`` imports the storage first, which puts the
driver under sqlite-utils; ``without`` does not, and each of them tells on a line how many rows were
reported as saved and how many are there.
"""

import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

SAVES = 12


def main(path: Path, how: str) -> None:
    """Save, close, open again and count."""
    if how == "with":
        import_module("companion.storage")
    driver = import_module("sqlcipher3.dbapi2")
    tables = import_module("sqlite_utils")

    def connect() -> object:
        connection = driver.connect(str(path), isolation_level=None)
        connection.execute("PRAGMA key = 'a key of these tests'")
        return connection

    database = tables.Database(connect(), execute_plugins=False)
    database["entry"].create({"id": int, "words": str}, pk="id")
    saved = 0
    with suppress(driver.Error):
        # An insert that gives rows back is where it begins: on the wrong driver this raises, and
        # leaves a transaction open in which every later save ends.
        list(database.query("INSERT INTO entry VALUES (0, 'first') RETURNING id"))
        saved += 1
    for number in range(1, SAVES):
        database["entry"].insert({"id": number, "words": "saved"})
        saved += 1
    database.close()
    again = tables.Database(connect(), execute_plugins=False)
    print(saved, again["entry"].count)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
