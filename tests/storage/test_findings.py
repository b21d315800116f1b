# SPDX-License-Identifier: Apache-2.0
"""Looking at everything names what is wrong and mends nothing without saying so."""

import shutil
from pathlib import Path

import pytest

from companion.storage import diary, vault
from companion.storage.findings import Area, Finding, file_findings, findings, key_findings
from tests.storage.samples import Clock, begin, check_in, contents, fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book = begin(tmp_path / "data")
    fill(book)
    book.close()
    return tmp_path / "data"


def keys_of(folder: Path) -> vault.Keys:
    return vault.unlock(vault.read(folder))


def test_a_sound_folder_has_nothing_to_name(folder: Path) -> None:
    before = contents(folder)
    assert key_findings(folder) == ()
    assert file_findings(folder, keys_of(folder), [("2026", ())]) == ()
    assert contents(folder) == before


@pytest.mark.parametrize("name", [vault.KEYS, vault.COPY])
def test_a_key_file_that_is_missing_or_differs_is_named(folder: Path, name: str) -> None:
    sound = (folder / name).read_bytes()
    (folder / name).write_bytes(sound[:-2])
    before = contents(folder)
    (finding,) = key_findings(folder)
    assert finding.test is Area.KEYS
    assert contents(folder) == before
    (folder / name).unlink()
    assert key_findings(folder) == (Finding(Area.KEYS, f"{name} is missing"),)


def test_another_salt_is_named(folder: Path) -> None:
    keys = keys_of(folder)
    path = folder / "record.db"
    path.write_bytes(b"?" * 16 + path.read_bytes()[16:])
    (finding,) = file_findings(folder, keys)
    assert finding.test is Area.SALT


def test_a_log_that_lost_saves_is_named(folder: Path, tmp_path: Path) -> None:
    book = diary.open_(folder, Clock())
    for _ in range(3):
        book.add(check_in("words " * 50))
    shutil.copytree(folder, tmp_path / "killed")
    book.close()
    log = tmp_path / "killed" / "record.db-wal"
    hurt = bytearray(log.read_bytes())
    hurt[200] ^= 1
    log.write_bytes(hurt)
    before = contents(tmp_path / "killed")
    (finding,) = file_findings(tmp_path / "killed", keys_of(folder))
    assert finding == Finding(Area.LOG, "the log lost 3 saves at least")
    assert contents(tmp_path / "killed") == before


def test_each_fault_of_a_backup_is_named(folder: Path) -> None:
    backups = [("one", ()), ("two", ("no manifest",)), ("three", ("a", "b"))]
    found = file_findings(folder, keys_of(folder), backups)
    assert [finding.detail for finding in found] == ["two: no manifest", "three: a", "three: b"]
    assert {finding.test for finding in found} == {Area.BACKUPS}


def test_an_entry_that_does_not_decode_is_named_and_the_others_are_looked_at(folder: Path) -> None:
    book = diary.open_(folder, Clock())
    with book._database.write():
        book._database.tables.execute("UPDATE history SET body = '{}'")
        book._database.tables.execute("UPDATE medicine SET schedule = 'whenever'")
        book._database.tables.execute("DELETE FROM search WHERE entry_id LIKE '%2'")
    (medicine,) = book._database.rows("SELECT id FROM medicine")
    assert findings(book._database) == (
        Finding(Area.ENTRIES, f"medicine {medicine[0]!s}"),
        Finding(Area.SEARCH, "written anew"),
    )
    book.close()


def test_a_history_that_does_not_decode_is_named(folder: Path) -> None:
    book = diary.open_(folder, Clock())
    entry = book.add(check_in("one"))
    book.change(entry.id, check_in("two"))
    with book._database.write():
        book._database.tables.execute("UPDATE history SET body = '{}'")
    assert findings(book._database) == (
        Finding(Area.ENTRIES, f"check_in {entry.id}"),
        Finding(Area.SEARCH, "written anew"),
    )
    book.close()
