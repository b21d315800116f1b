# SPDX-License-Identifier: Apache-2.0
"""Going back to a backup keeps the present, works from any ruin, and believes no file unseen."""

import shutil
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from companion.domain.records import CheckIn, Note
from companion.problem import Problem
from companion.storage import (
    backup,
    copies,
    diary,
    opening,
    restore,
    retention,
    swap,
    vault,
    verifying,
)
from companion.storage.copies import Backup, Reason, backups
from companion.storage.opening import Access
from tests.storage.samples import Clock, begin, check_in, contents, fill

NOW = datetime(2026, 11, 22, 20, 49, 30, tzinfo=UTC)
DAY = timedelta(days=1)
SECRET = vault.Passphrase("kept between us")


@pytest.fixture
def access(tmp_path: Path) -> Access:
    """Give a diary with one entry of each kind."""
    book = begin(tmp_path / "data")
    fill(book)
    book.close()
    return opening.access(tmp_path / "data")


@pytest.fixture
def one(access: Access) -> Backup:
    """Give a backup of it."""
    return backup.make(access, NOW, Reason.SESSION)


def add(access: Access, *words: str) -> None:
    book = diary.open_(access.folder, Clock(), access=access)
    for word in words:
        book.add(check_in(word))
    book.close()


def words(folder: Path, access: Access | None = None) -> list[str]:
    book = diary.open_(folder, Clock(), access=access)
    found = sorted(entry.record.words for entry in book.entries(CheckIn))
    book.close()
    return found


def back(access: Access, one: Backup, present: Access | None = None) -> restore.Restored:
    keys = vault.unlock(copies.key_file(one))
    return restore.restore(access.folder, one, keys, NOW + DAY, present=present)


# --- what a restore would change ------------------------------------------------------------------


def test_a_backup_of_now_differs_in_nothing(access: Access, one: Backup) -> None:
    found = restore.compare(access, one, access.keys)
    assert found.then == found.now
    assert set(found.then.values()) == {1}
    assert (found.only_now, found.only_then, found.changed) == (0, 0, 0)
    assert (found.first, found.last) == (None, None)


def test_what_came_went_and_changed_since_is_counted(access: Access, one: Backup) -> None:
    book = diary.open_(access.folder, Clock())
    book.change(book.entries(CheckIn)[0].id, check_in("another"))
    book.remove(book.entries(Note)[0].id)
    late = datetime(2026, 6, 1, 9, tzinfo=UTC)
    book.add(CheckIn(at=late - 40 * DAY, mood=1))
    book.add(CheckIn(at=late - 2 * DAY, mood=1))
    book.close()
    found = restore.compare(access, one, access.keys)
    assert (found.only_now, found.only_then, found.changed) == (2, 1, 1)
    assert (found.first, found.last) == (date(2026, 4, 22), date(2026, 6, 1))
    assert found.now is not None
    assert (found.then[CheckIn], found.now[CheckIn]) == (1, 3)
    assert (found.then[Note], found.now[Note]) == (1, 0)


def test_without_a_present_only_the_copy_is_told(access: Access, one: Backup) -> None:
    found = restore.compare(None, one, access.keys)
    assert found.now is None
    assert found.then[CheckIn] == 1


def test_comparing_changes_no_byte_of_the_copy(access: Access, one: Backup) -> None:
    before = contents(one.folder)
    restore.compare(access, one, access.keys)
    assert contents(one.folder) == before


# --- going back -----------------------------------------------------------------------------------


def test_the_backup_is_there_and_the_present_is_kept(access: Access, one: Backup) -> None:
    before = words(access.folder)
    add(access, "later")
    done = back(access, one, access)
    assert words(access.folder) == before
    assert done.aside == ()
    assert done.kept is not None
    assert done.kept.manifest is not None
    assert done.kept.manifest.reason is Reason.BEFORE_RESTORE
    assert diary.check(access.folder) == ()
    back(access, done.kept, access)
    assert words(access.folder) == sorted([*before, "later"])


def test_nothing_but_the_diary_is_left_in_the_folder(access: Access, one: Backup) -> None:
    back(access, one, access)
    found = {path.name for path in access.folder.iterdir()}
    assert found - {"ballast"} == {"backups", "record.db", "record.keys", "record.keys.copy"}
    for path in access.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_restored_diary_has_not_changed_since_its_backup(access: Access, one: Backup) -> None:
    add(access, "later")
    back(access, one, access)
    assert not backup.changed_since(access, one)


def test_what_a_crash_left_in_the_log_is_kept_and_not_taken_for_the_backups(
    access: Access, one: Backup, tmp_path: Path
) -> None:
    book = diary.open_(access.folder, Clock())
    book.add(check_in("in the log"))
    crashed = tmp_path / "crashed"
    shutil.copytree(access.folder, crashed, ignore=shutil.ignore_patterns("*-shm"))
    book.close()
    assert (crashed / "record.db-wal").stat().st_size
    there = opening.access(crashed)
    done = back(there, one, there)
    assert len(words(crashed)) == 1
    assert done.kept is not None
    back(there, done.kept, there)
    assert "in the log" in words(crashed)


def lose(home: Path, *names: str) -> None:
    for name in names:
        (home / name).unlink()


def spoil(home: Path, content: bytes, *names: str) -> None:
    for name in names:
        (home / name).write_bytes(content)


RUINS: dict[str, Callable[[Path], None]] = {
    "missing": lambda home: lose(home, "record.db"),
    "empty": lambda home: spoil(home, b"", "record.db"),
    "damaged": lambda home: spoil(home, b"?" * 8192, "record.db"),
    "without keys": lambda home: lose(home, vault.KEYS, vault.COPY),
    "damaged keys": lambda home: spoil(home, b"?", vault.KEYS, vault.COPY),
    "all but its backups": lambda home: lose(home, "record.db", vault.KEYS, vault.COPY),
}


@pytest.mark.parametrize("ruin", RUINS)
def test_a_restore_works_from_any_ruin_and_keeps_it(access: Access, one: Backup, ruin: str) -> None:
    before = words(access.folder)
    RUINS[ruin](access.folder)
    ruined = {name: data for name, data in contents(access.folder).items() if name[:6] == "record"}
    done = back(access, one)
    assert words(access.folder) == before
    assert diary.check(access.folder) == ()
    kept = {path.name.partition(".before-restore")[0]: path.read_bytes() for path in done.aside}
    assert kept == {name: data for name, data in ruined.items() if data}


def test_a_damaged_present_is_kept_although_it_opens(access: Access, one: Backup) -> None:
    add(access, *("x" * 5000 for _ in range(20)))
    content = bytearray((access.folder / "record.db").read_bytes())
    content[-2000] ^= 1
    (access.folder / "record.db").write_bytes(bytes(content))
    done = back(access, one, access)
    assert done.kept is None
    assert next(path.read_bytes() for path in done.aside) == bytes(content)


def test_a_diary_can_be_restored_where_there_was_none(
    access: Access, one: Backup, tmp_path: Path
) -> None:
    done = restore.restore(tmp_path / "new", one, access.keys, NOW)
    assert (done.kept, done.aside) == (None, ())
    assert words(tmp_path / "new") == words(access.folder)


def test_a_backup_with_other_keys_brings_them(access: Access, tmp_path: Path) -> None:
    begin(tmp_path / "other", prefix="m").close()
    other = opening.access(tmp_path / "other")
    add(other, "theirs")
    theirs = backup.make(other, NOW, Reason.ASKED)
    done = back(access, theirs, access)
    assert words(access.folder) == ["theirs"]
    assert opening.access(access.folder).keys == other.keys
    assert done.kept is not None
    assert verifying.verify(done.kept, access.keys) == ()


def test_with_the_same_key_the_present_passphrase_stays(access: Access, one: Backup) -> None:
    vault.write(access.folder, vault.sealed_file(access.keys, [SECRET]))
    back(access, one, access)
    with pytest.raises(vault.Locked):
        opening.access(access.folder)
    assert opening.access(access.folder, SECRET) == access


def test_a_forgotten_passphrase_is_left_behind_with_the_present(
    access: Access, one: Backup
) -> None:
    vault.write(access.folder, vault.sealed_file(access.keys, [SECRET]))
    done = back(access, one)
    assert opening.access(access.folder) == access
    assert any(path.name.startswith("record.keys.before-restore") for path in done.aside)


def test_a_damaged_backup_changes_nothing(access: Access, one: Backup) -> None:
    add(access, "later")
    content = bytearray(one.record.read_bytes())
    content[5000] ^= 1
    one.record.write_bytes(bytes(content))
    before = contents(access.folder)
    with pytest.raises(Problem, match="This backup is damaged"):
        back(access, one, access)
    assert contents(access.folder) == before


def test_a_backup_of_a_newer_version_says_so(access: Access, one: Backup) -> None:
    (one.folder / "manifest.json").write_bytes(b'{"format": 2}')
    with pytest.raises(Problem, match="newer version"):
        back(access, copies.read(one.folder), access)


def test_the_backup_that_is_restored_is_not_thinned_by_it(access: Access) -> None:
    one = backup.make(access, NOW - 400 * DAY, Reason.SESSION)
    for days in range(1, 14):
        backup.make(access, NOW - 400 * DAY + days * timedelta(minutes=1), Reason.SESSION)
    assert one in retention.gone(backups(access.folder), one, NOW) or one.folder.is_dir()
    kept = len(backups(access.folder))
    back(access, one, access)
    for hours in range(3):
        backup.make(access, NOW + 100 * DAY + hours * DAY, Reason.SESSION)
    assert len(backups(access.folder)) == kept + 4
    backup.resume_thinning(access.folder)
    backup.make(access, NOW + 104 * DAY, Reason.SESSION)
    assert len(backups(access.folder)) < kept + 5


def test_without_room_nothing_is_changed(
    access: Access, one: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(access.folder)
    usage = shutil.disk_usage(access.folder)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(Problem, match="not enough room"):
        back(access, one, access)
    after = contents(access.folder)
    after.pop("backups/.thinning-paused")
    assert after == before


# --- the swap, cut short at each of its steps -----------------------------------------------------


class Cut(BaseException):
    """A kill, as far as one process can have it."""


@pytest.mark.parametrize("other_key", [False, True])
@pytest.mark.parametrize("step", range(30))
def test_a_swap_cut_short_anywhere_leaves_the_old_or_the_new(
    access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, other_key: bool
) -> None:
    old = words(access.folder)
    home = tmp_path / "other"
    if other_key:
        begin(home).close()
    else:
        shutil.copytree(access.folder, home)
    add(opening.access(home), "new")
    new = words(home)
    record = access.folder / "incoming"
    shutil.copy(home / "record.db", record)
    book = diary.open_(access.folder, Clock())
    book.add(check_in("in the log"))
    log = (access.folder / "record.db-wal").read_bytes()
    book._database.abandon()
    (access.folder / "record.db-wal").write_bytes(log)
    _cut_at(step, monkeypatch)
    try:
        swap.swap_in(access.folder, record, (home / "record.keys").read_bytes())
    except Cut:
        pass
    else:
        assert step > 5
    monkeypatch.undo()
    swap.settle(access.folder)
    found = words(access.folder)
    assert found in (sorted([*old, "in the log"]), new)
    left = {path.name for path in access.folder.iterdir() if path.suffix != ".part"}
    assert left - {"incoming", "ballast"} == {"record.db", "record.keys", "record.keys.copy"}
    assert diary.check(access.folder) == ()


def _cut_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the step of that number, of those that change names, be the last that is not done."""
    count = -1

    def cutting(name: str) -> Callable[..., object]:
        deed = getattr(Path, name)

        def cut(*given: object, **more: object) -> object:
            nonlocal count
            count += 1
            if count >= step:
                raise Cut
            return deed(*given, **more)

        return cut

    for name in ("replace", "unlink", "exists"):
        monkeypatch.setattr(Path, name, cutting(name))
