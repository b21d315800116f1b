# SPDX-License-Identifier: Apache-2.0
"""A record is opened only when it can be believed, and nothing is ever written over one."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
import sqlcipher3
from sqlite_utils import utils

from companion.domain.records import KINDS
from companion.paths import write_atomically
from companion.problem import Problem
from companion.storage import database, diary, migrations, opening, vault
from companion.storage.examination import refuse_sick
from companion.storage.findings import Area, Finding
from tests.storage.samples import Clock, begin, check_in, contents, fill


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the files of a diary with one entry of each kind."""
    folder = tmp_path_factory.mktemp("made")
    book = begin(folder)
    fill(book)
    for number in range(40):
        book.add(check_in(f"day {number} " * 30))
    book.close()
    return contents(folder)


@pytest.fixture
def folder(tmp_path: Path, made: dict[str, bytes]) -> Path:
    """Give a folder of its own with a copy of the diary."""
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def refused(folder: Path, saying: str) -> None:
    """Assert that neither way of opening opens, and that no file changes."""
    before = contents(folder)
    for start in (diary.open_, diary.open_or_create):
        with pytest.raises(Problem, match=saying):
            start(folder, Clock())
    assert contents(folder) == before


def test_the_driver_is_under_sqlite_utils() -> None:
    assert vars(utils)["sqlite3"] is sqlcipher3
    assert issubclass(utils.OperationalError, sqlcipher3.Error)


def test_a_first_run_begins_and_a_second_opens(tmp_path: Path) -> None:
    first = diary.open_or_create(tmp_path / "new" / "data", Clock())
    entry = first.add(check_in("one"))
    first.close()
    second = diary.open_or_create(tmp_path / "new" / "data", Clock())
    assert second.timeline().entries == (entry,)
    second.close()
    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700


def test_only_this_user_can_read(folder: Path, tmp_path: Path) -> None:
    book = begin(tmp_path / "data")
    book.add(check_in())
    for path in (tmp_path / "data").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_the_record_is_set_up_to_last(folder: Path) -> None:
    book = diary.open_(folder, Clock())
    settings = {
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "foreign_keys": "1",
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "temp_store": 2,
        "locking_mode": "normal",
    }
    for name, value in settings.items():
        assert str(book._database.rows(f"PRAGMA {name}")[0][0]) == str(value), name
    book.close()


def test_opening_writes_no_stray_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    diary.open_(folder, Clock()).close()
    assert list(elsewhere.iterdir()) == []


def test_a_folder_that_never_held_a_diary_has_none_to_open(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Problem, match="no diary in this folder"):
            diary.open_(place, Clock())
        with pytest.raises(Problem, match="no diary in this folder"):
            diary.check(place)
    assert list(tmp_path.iterdir()) == []


def test_a_diary_is_not_begun_over_another(folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(Problem, match="already a diary"):
        diary.create(folder, Clock())
    assert contents(folder) == before


@pytest.mark.parametrize("left", ["record.keys", "record.keys.copy", "record.db-wal"])
def test_a_missing_record_is_not_replaced(folder: Path, left: str) -> None:
    if left.endswith("-wal"):
        (folder / left).write_bytes(b"x")
    for path in folder.iterdir():
        if path.name != left:
            path.unlink()
    refused(folder, "missing from its folder")


def test_backups_alone_are_no_new_folder(tmp_path: Path) -> None:
    made = tmp_path / "backups" / "2026-06-01T12-00-00Z"
    made.mkdir(parents=True)
    (made / "record.db").write_bytes(bytes(4096))
    refused(tmp_path, "missing from its folder")


def test_an_empty_record_is_refused(folder: Path) -> None:
    (folder / "record.db").write_bytes(b"")
    refused(folder, "is empty")


def test_a_plain_sqlite_file_is_refused(folder: Path) -> None:
    (folder / "record.db").unlink()
    other = sqlite3.connect(folder / "record.db")
    other.execute("CREATE TABLE theirs (a)")
    other.commit()
    other.close()
    refused(folder, "not a Companion diary")


def test_an_encrypted_file_of_another_program_is_refused(folder: Path) -> None:
    keys = vault.unlock(vault.read(folder))
    (folder / "record.db").unlink()
    other = database.make(folder / "record.db", keys)
    other.rows("PRAGMA application_id = 7")
    other.close()
    refused(folder, "not a Companion diary")


def test_a_record_of_a_newer_version_is_refused(folder: Path) -> None:
    book = diary.open_(folder, Clock())
    with book._database.write():
        book._database.tables.table("_sqlite_migrations").insert(
            {"migration_set": migrations.SET, "name": "of_tomorrow", "applied_at": "x"}
        )
    book.close()
    refused(folder, "newer version")


def test_every_step_is_known_by_its_name() -> None:
    names = [step.name for step in migrations.migrations._migrations]
    assert names == [step.__name__ for step in migrations.STEPS]


@pytest.mark.parametrize("length", [1, 100, 4096, 20_000, -4096, -10])
def test_a_cut_file_is_refused(folder: Path, length: int) -> None:
    path = folder / "record.db"
    path.write_bytes(path.read_bytes()[:length])
    refused(folder, "damaged")


def test_one_flipped_bit_is_never_silent(folder: Path) -> None:
    path = folder / "record.db"
    sound = path.read_bytes()
    random = Random(1)
    # The first 16 bytes are the salt, which is in the keys too.
    pages = range(0, len(sound), 4096)
    for place in [16, *(page + random.randrange(16, 4096) for page in pages), len(sound) - 1]:
        hurt = bytearray(sound)
        hurt[place] ^= 1 << random.randrange(8)
        path.write_bytes(hurt)
        with pytest.raises(Problem, match="damaged"):
            diary.open_(folder, Clock())
        assert path.read_bytes() == hurt


def test_a_damaged_salt_costs_nothing(folder: Path) -> None:
    path = folder / "record.db"
    path.write_bytes(b"?" * 16 + path.read_bytes()[16:])
    book = diary.open_(folder, Clock())
    assert len(book.lines()) == 40 + len(KINDS)
    book.close()
    assert diary.check(folder) == ()


@pytest.mark.parametrize("hurt", ["record.keys", "record.keys.copy"])
@pytest.mark.parametrize("how", ["missing", "cut", "changed"])
def test_one_key_file_is_enough_and_mends_the_other(folder: Path, hurt: str, how: str) -> None:
    path = folder / hurt
    sound = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "cut":
        path.write_bytes(sound[: len(sound) // 2])
    else:
        salt = json.loads(sound)["salt"]
        path.write_bytes(sound.replace(salt.encode(), salt[::-1].encode()))
    diary.open_(folder, Clock()).close()
    assert path.read_bytes() == sound


def test_the_key_files_are_the_same_and_know_whose_they_are(folder: Path) -> None:
    keys = (folder / "record.keys").read_bytes()
    assert keys == (folder / "record.keys.copy").read_bytes()
    read = json.loads(keys)
    assert (read["version"], read["app"]) == (1, "io.github.companionapp.Companion")
    assert (len(read["slots"][0]["key"]), len(read["salt"])) == (64, 32)
    assert read["slots"][0]["key"] not in repr(vault.unlock(vault.read(folder)))


def test_without_keys_the_message_is_about_keys(folder: Path) -> None:
    (folder / "record.keys").unlink()
    (folder / "record.keys.copy").unlink()
    refused(folder, "key file .* missing")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 1}', b"\xff", b"[" * 9999])
def test_damaged_keys_are_named_as_such(folder: Path, content: bytes) -> None:
    (folder / "record.keys").unlink()
    (folder / "record.keys.copy").write_bytes(content)
    refused(folder, "key file .* damaged")


def _newer_version(file: dict[str, object]) -> None:
    file["version"] = 2


def _other_slot(file: dict[str, object]) -> None:
    file["slots"] = [{"kind": "token", "salt": "00"}]


@pytest.mark.parametrize("change", [_newer_version, _other_slot])
def test_keys_of_a_newer_version_are_named_as_such(
    folder: Path, change: Callable[[dict[str, object]], None]
) -> None:
    for name in ("record.keys", "record.keys.copy"):
        file = json.loads((folder / name).read_bytes())
        change(file)
        (folder / name).write_text(json.dumps(file))
    refused(folder, "newer version")


def test_other_keys_do_not_open_it(folder: Path) -> None:
    vault.write(folder, vault.open_file(vault.new_keys()))
    refused(folder, "belongs to another diary")


@pytest.mark.parametrize("step", ["make", "first key file", "second key file", "rename"])
def test_a_first_run_cut_short_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        written: list[Path] = []

        def write_some(path: Path, content: bytes) -> None:
            if len(written) == (0 if step == "first key file" else 1):
                raise PowerCut
            written.append(path)
            write_atomically(path, content)

        if step == "make":
            patch.setattr(opening, "migrate", cut)
        elif step == "rename":
            patch.setattr(Path, "rename", cut)
        else:
            patch.setattr(vault, "write_atomically", write_some)
        with pytest.raises(PowerCut):
            diary.open_or_create(tmp_path, Clock())
    assert contents(tmp_path), "it began"
    with pytest.raises(Problem, match="no diary in this folder"):
        diary.open_(tmp_path, Clock())
    book = diary.open_or_create(tmp_path, Clock())
    book.add(check_in())
    book.close()
    assert set(contents(tmp_path)) == {"ballast", "record.db", "record.keys", "record.keys.copy"}
    assert diary.check(tmp_path) == ()


def test_what_a_crash_left_in_the_log_is_read(tmp_path: Path) -> None:
    book = begin(tmp_path / "data")
    entry = book.add(check_in("one"))
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name, content in contents(tmp_path / "data").items():
        (crashed / name).write_bytes(content)
    again = diary.open_(crashed, Clock())
    assert again.timeline().entries == (entry,)
    again.close()


def test_check_finds_nothing_in_a_sound_diary(folder: Path) -> None:
    before = contents(folder)
    assert diary.check(folder) == ()
    assert contents(folder) == before


def test_check_names_damaged_pages(folder: Path) -> None:
    path = folder / "record.db"
    hurt = bytearray(path.read_bytes())
    hurt[5 * 4096 + 100] ^= 1
    path.write_bytes(hurt)
    (finding,) = diary.check(folder)
    assert finding.test is Area.PAGES
    assert path.read_bytes() == hurt


def test_check_finds_what_the_tables_cannot_forbid(folder: Path) -> None:
    book = diary.open_(folder, Clock())
    tables = book._database.tables
    book._database.rows("PRAGMA foreign_keys = OFF")
    with book._database.write():
        tables.execute("UPDATE note SET session_id = 'nowhere'")
        tables.execute("UPDATE medicine SET schedule = 'whenever'")
        tables.execute("UPDATE search SET words = 'x' WHERE rowid = 3")
    book.close()
    found = diary.check(folder)
    assert [finding.test for finding in found] == [Area.LINKS, Area.ENTRIES, Area.SEARCH]
    left = diary.check(folder)
    assert Finding(Area.SEARCH, "written anew") not in left


def no_look(*_given: object) -> bool:
    pytest.fail("it was looked at again")


def test_a_look_ahead_is_not_taken_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(folder)
    looked = opening.begin(folder).result()
    assert looked is not None
    assert contents(folder) == before
    monkeypatch.setattr(opening, "refuse_sick", no_look)
    book = diary.open_or_create(folder, Clock(), looked=looked)
    assert book.access == looked.access
    assert not book.interrupted
    book.close()


@pytest.mark.parametrize("name", ["record.db", "record.db-wal", "record.db-shm"])
def test_a_look_ahead_is_worth_nothing_once_a_file_is_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    looked = opening.begin(folder).result()
    path = folder / name
    content = path.read_bytes() if path.exists() else b""
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    looks: list[Path] = []

    def spied(where: Path, keys: vault.Keys) -> bool:
        looks.append(where)
        return refuse_sick(where, keys)

    monkeypatch.setattr(opening, "refuse_sick", spied)
    diary.open_(folder, Clock(), looked=looked).close()
    assert looks == [folder]


def test_a_look_ahead_settles_nothing_where_the_record_is_sick_or_locked(folder: Path) -> None:
    path = folder / "record.db"
    sound = path.read_bytes()
    path.write_bytes(sound[:-100] + bytes([sound[-100] ^ 1]) + sound[-99:])
    looked = opening.begin(folder).result()
    assert looked is None
    with pytest.raises(Problem, match="damaged"):
        diary.open_(folder, Clock(), looked=looked)
    path.write_bytes(sound)
    keys = vault.unlock(vault.read(folder))
    assert opening.begin(folder.with_name("nothing")).result() is None
    (folder / vault.COPY).unlink()
    (folder / vault.KEYS).write_bytes(b"x")
    assert opening.begin(folder).result() is None
    (folder / vault.KEYS).unlink()
    (folder / vault.COPY).write_bytes(vault.encoded(vault.open_file(keys)))
    before = contents(folder)
    assert opening.begin(folder).result() is not None
    assert contents(folder) == before


def test_a_look_ahead_is_worth_nothing_once_the_same_file_was_written_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = opening.begin(folder).result()
    path = folder / "record.db"
    content, before = path.read_bytes(), path.stat()
    time.sleep(0.02)  # the clock of a file system goes by a few milliseconds
    with path.open("r+b") as file:
        file.write(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    monkeypatch.setattr(opening, "refuse_sick", no_look)
    with pytest.raises(pytest.fail.Exception, match="again"):
        diary.open_(folder, Clock(), looked=looked)


def test_a_process_that_ends_during_a_look_ahead_ends_well(tmp_path: Path) -> None:
    book = begin(tmp_path)
    book.add(check_in("long " * 800_000))
    book.close()
    code = (
        "import sys; from pathlib import Path; from companion.storage import opening;"
        "opening.begin(Path(sys.argv[1]))"
    )
    for _time in range(3):
        command = [sys.executable, "-c", code, str(tmp_path)]
        ended = subprocess.run(command, capture_output=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")


def test_nobody_looks_at_a_record_while_another_connection_writes(folder: Path) -> None:
    book = diary.open_(folder, Clock())
    access = book.access
    with ThreadPoolExecutor() as pool:
        with opening.aside(access) as other:
            book.close()  # as where the person locks it meanwhile
            with other.write():
                other.run("DELETE FROM draft")
            looking = pool.submit(opening.look, access)
            with pytest.raises(TimeoutError):
                looking.result(timeout=0.1)
            assert (folder / "record.db-wal").stat().st_size
        looked = looking.result(timeout=10)
    assert (looked.problem, looked.interrupted) == (None, False)
    # The last to close has left the record as one file, which was looked at after that.
    assert not (folder / "record.db-wal").exists()
    diary.open_(folder, Clock(), access=access, looked=looked).close()


def test_a_look_at_a_sick_record_gives_its_problem_to_whoever_opens_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "record.db"
    sound = path.read_bytes()
    path.write_bytes(sound[:-100] + bytes([sound[-100] ^ 1]) + sound[-99:])
    access = opening.access(folder)
    looked = opening.look(access)
    monkeypatch.setattr(opening, "refuse_sick", no_look)
    with pytest.raises(Problem, match="damaged"):
        diary.open_(folder, Clock(), access=access, looked=looked)
