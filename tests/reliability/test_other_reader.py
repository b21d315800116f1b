# SPDX-License-Identifier: Apache-2.0
"""The record outlives the app: a program that shares no code with SQLCipher reads it.

That program is SQLite3 Multiple Ciphers, which has an implementation of its own of the format of
SQLCipher 4. All it needs is the file and the raw key, the 96 hexadecimal digits of key and salt.
"""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from companion.storage import opening
from companion.storage.database import Row
from companion.storage.opening import RECORD, Access
from tests.reliability.conftest import Figure
from tests.reliability.outcome import Outcome
from tests.storage.samples import begin, check_in, fill

COMMANDS = """\
PRAGMA cipher = 'sqlcipher';
PRAGMA legacy = 4;
PRAGMA key = "x'{raw}'";
"""
"""What to say first in its shell. SQLCipher's own shell needs the last line alone."""

TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"


@pytest.fixture
def record(tmp_path: Path) -> Access:
    """Give a closed record with every kind, a history and a bin."""
    book = begin(tmp_path / "record")
    fill(book)
    entry = book.add(check_in("first"))
    book.change(entry.id, check_in("second"))
    book.remove(book.add(check_in("gone")).id)
    book.close()
    return book.access


def others_view(path: Path, raw: str) -> dict[str, list[Row]]:
    """Give every row of every table as the other program reads them, which writes nothing."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        for command in COMMANDS.format(raw=raw).splitlines():
            connection.execute(command).fetchall()
        return {
            str(name): sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in connection.execute(TABLES).fetchall()
        }
    finally:
        connection.close()


def our_view(record: Access) -> dict[str, list[Row]]:
    database = opening.connect(record, read_only=True)
    try:
        return {
            str(name): sorted(database.rows(f'SELECT * FROM "{name!s}"'), key=repr)
            for (name,) in database.rows(TABLES)
        }
    finally:
        database.abandon()


def test_every_row_is_read_by_another_program(record: Access, figure: Figure) -> None:
    ours, others = our_view(record), others_view(record.folder / RECORD, record.keys.raw)
    assert others == ours
    assert others["note"]
    count = sum(len(rows) for rows in ours.values())
    figure("read by SQLite3 Multiple Ciphers", Outcome("rows", count, {"differing": 0}))


def test_a_copy_of_a_backup_is_read_in_the_same_way(record: Access, tmp_path: Path) -> None:
    database = opening.connect(record)
    database.rows("VACUUM INTO ?", [str(tmp_path / RECORD)])
    database.close()
    others = others_view(tmp_path / RECORD, record.keys.raw)
    assert others["note"] == our_view(record)["note"]


def wrong_keys(raw: str) -> Iterator[str]:
    """Give keys near the right one: a digit off at each end, halves swapped, all noughts."""
    yield f"{int(raw[0], 16) ^ 1:x}{raw[1:]}"
    yield f"{raw[:63]}{int(raw[63], 16) ^ 1:x}{raw[64:]}"
    yield raw[32:64] + raw[:32] + raw[64:]
    yield "0" * 64 + raw[64:]


def test_a_wrong_key_reads_nothing(record: Access) -> None:
    """The control: it is the key that opens the file, and no other."""
    for wrong in wrong_keys(record.keys.raw):
        with pytest.raises(apsw.NotADBError):
            others_view(record.folder / RECORD, wrong)
    assert others_view(record.folder / RECORD, record.keys.raw)


def test_a_row_that_differs_would_be_noticed(record: Access) -> None:
    """The control: what the other program reads changes with one word."""
    before = others_view(record.folder / RECORD, record.keys.raw)
    database = opening.connect(record)
    with database.write():
        database.tables.execute("UPDATE note SET words = words || '.'")
    database.close()
    assert before != our_view(record)
    assert others_view(record.folder / RECORD, record.keys.raw) == our_view(record)
