# SPDX-License-Identifier: Apache-2.0
"""A passphrase set, changed and removed: what opens before and after, backups and copies too."""

import errno
import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from companion.domain.records import CheckIn
from companion.problem import Problem
from companion.stopping import Progress, unwatched
from companion.storage import (
    backup,
    copies,
    database,
    diary,
    opening,
    protection,
    recovery,
    swap,
    vault,
)
from companion.storage.copies import Reason
from companion.storage.opening import Access
from companion.storage.vault import Passphrase, RecoveryCode
from companion.storage.verifying import verify
from tests.quick_seals import seal_quickly
from tests.stops import StopAt, stopped_everywhere
from tests.storage.samples import Clock, begin, check_in, contents

WORDS = Passphrase("vier rote Türen")
CODE = recovery.new_code()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    seal_quickly(monkeypatch.setattr)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of an open record with an entry and two backups."""
    folder = tmp_path / "diary"
    book = begin(folder)
    book.add(check_in(words="before the passphrase"))
    access = book.access
    book.close()
    for hours in (1, 2):
        backup.make(access, Clock()() + timedelta(hours=hours), Reason.ASKED)
    return folder


def protect(
    folder: Path,
    progress: Progress = unwatched,
    *,
    decided: Callable[[], object] = lambda: None,
) -> Access:
    access, now = opening.access(folder), Clock()()
    return protection.protect(access, WORDS.text, CODE, now, progress, decided=decided)


def words_in(folder: Path, secret: vault.Secret | None) -> list[str]:
    book = diary.open_(folder, Clock(), access=opening.access(folder, secret))
    found = [entry.record.words for entry in book.entries(CheckIn)]
    book.close()
    return found


def test_the_first_passphrase_brings_a_new_key(folder: Path) -> None:
    before = opening.access(folder).keys
    granted = protect(folder)
    assert granted.keys.key != before.key
    assert granted.keys.salt != before.salt
    assert (folder / vault.RECORD).read_bytes().startswith(granted.keys.salt)
    with pytest.raises(vault.Locked):
        opening.access(folder)
    assert words_in(folder, WORDS) == ["before the passphrase"]
    assert words_in(folder, RecoveryCode(CODE)) == ["before the passphrase"]
    assert diary.check(folder, granted) == ()


@pytest.fixture
def decided(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Give how many pieces there are until the record is replaced, and in all."""
    monkeypatch.setattr(database, "LOOKS_EVERY", 50)
    shutil.copytree(folder, tmp_path / "other")
    counting, until = StopAt(), list[int]()
    protect(tmp_path / "other", counting, decided=lambda: until.append(counting.calls))
    assert counting.last == 1
    return until[0], counting.calls


def test_stopped_before_the_record_is_replaced_all_is_bit_for_bit_as_before(
    folder: Path, decided: tuple[int, int]
) -> None:
    before = contents(folder)
    until, _all = decided
    for _each in stopped_everywhere(lambda stop: protect(folder, stop), until):
        assert contents(folder) == before


def test_from_then_on_it_goes_to_its_end_whatever_is_asked(
    folder: Path, decided: tuple[int, int], tmp_path: Path
) -> None:
    until, of = decided
    assert until + len(copies.backups(folder)) < of
    for number in (until + 1, of):
        here = tmp_path / str(number)
        shutil.copytree(folder, here)
        stop = StopAt(number)
        granted = protect(here, stop)
        assert stop.calls == of
        assert protection.still_open(here) == 0
        assert all(verify(one, granted.keys) == () for one in copies.backups(here))


def test_an_old_open_copy_does_not_open_the_new_record(folder: Path, tmp_path: Path) -> None:
    """Neither the old key file nor an old backup's key opens what is written from now on."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    protect(folder)
    for old in (copy, *(one.folder for one in copies.backups(copy))):
        here = tmp_path / f"attempt-{old.name}"
        here.mkdir()
        shutil.copy(folder / "record.db", here)
        shutil.copy(old / "record.keys", here)
        with pytest.raises(Problem, match="damaged"):
            diary.open_(here, Clock())
    assert words_in(copy, None) == ["before the passphrase"]


def test_the_backups_take_the_new_key_and_open_no_other_way(folder: Path) -> None:
    before = opening.access(folder).keys
    kept = {one.folder.name for one in copies.backups(folder)}
    granted = protect(folder)
    after = copies.backups(folder)
    assert kept < {one.folder.name for one in after}
    for one in after:
        assert verify(one, granted.keys) == ()
        assert verify(one, before) != ()
        assert not copies.key_file(one).is_open
        assert vault.unlock(copies.key_file(one), WORDS) == granted.keys
    assert not list((folder / "backups").glob(".partial-*"))


def test_the_control_only_slots_changed_leaves_the_old_key_good(folder: Path) -> None:
    """Without encrypting anew the old copy of the key would go on opening the record."""
    old = opening.access(folder)
    vault.write(folder, vault.sealed_file(old.keys, [WORDS]))
    book = diary.open_(folder, Clock(), access=old)
    assert len(book.entries(CheckIn)) == 1
    book.close()


def test_a_changed_passphrase_opens_the_record_and_its_backups(folder: Path) -> None:
    granted = protect(folder)
    content = (folder / "record.db").read_bytes()
    other = Passphrase("fünf")
    protection.change_passphrase(granted, other.text)
    assert (folder / "record.db").read_bytes() == content
    for file in [vault.read(folder), *map(copies.key_file, copies.backups(folder))]:
        assert vault.unlock(file, other) == granted.keys
        assert vault.unlock(file, RecoveryCode(CODE)) == granted.keys
        with pytest.raises(vault.WrongSecret):
            vault.unlock(file, WORDS)


def test_a_new_recovery_code_ends_the_old_one(folder: Path) -> None:
    granted = protect(folder)
    code = recovery.new_code()
    protection.change_code(granted, code)
    protection.confirm(granted, RecoveryCode(code))
    protection.confirm(granted, WORDS)
    with pytest.raises(vault.WrongSecret):
        protection.confirm(granted, RecoveryCode(CODE))


def test_stopped_before_the_first_file_is_written_the_secrets_are_the_same(folder: Path) -> None:
    granted = protect(folder)
    before = contents(folder)
    for change in (
        partial(protection.change_passphrase, granted, "fünf"),
        partial(protection.change_code, granted, recovery.new_code()),
    ):
        counting = StopAt()
        change(counting)
        assert counting.last == 1
        assert contents(folder) != before
        before = contents(folder)
        for _each in stopped_everywhere(change, counting.calls):
            assert contents(folder) == before


def test_without_a_passphrase_again_everything_opens(folder: Path) -> None:
    granted = protect(folder)
    protection.unprotect(granted)
    assert words_in(folder, None) == ["before the passphrase"]
    assert all(copies.key_file(one).is_open for one in copies.backups(folder))
    again = protect(folder)
    assert again.keys != granted.keys


def test_a_damaged_open_backup_is_removed_and_a_sealed_or_unreadable_one_stays(
    folder: Path,
) -> None:
    backup.make(opening.access(folder), Clock()() + timedelta(hours=3), Reason.ASKED)
    damaged, sealed, unreadable = copies.backups(folder)
    (damaged.folder / "record.db").write_bytes(bytes(damaged.size))
    other = vault.sealed_file(vault.new_keys(), [Passphrase("another time")])
    (sealed.folder / "record.keys").write_bytes(vault.encoded(other))
    (unreadable.folder / "record.keys").write_bytes(b"scratched")
    granted = protect(folder)
    protection.bring_backups_over(granted)
    names = {one.folder.name for one in copies.backups(folder)}
    assert damaged.folder.name not in names
    assert {sealed.folder.name, unreadable.folder.name} < names


def test_a_full_disk_takes_no_backup_away(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    before = {one.folder.name for one in copies.backups(folder)}
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", full)
        granted = protect(folder)
    assert before < {one.folder.name for one in copies.backups(folder)}
    assert protection.still_open(folder) == 3
    assert protection.bring_backups_over(granted) == 3
    assert protection.still_open(folder) == 0


def test_a_backup_that_something_else_holds_is_done_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = copies.backups(folder)[1].folder
    rename = Path.rename

    def refuses(path: Path, target: Path) -> Path:
        if path == held:
            raise PermissionError(errno.EACCES, "held by a scanner")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuses)
        granted = protect(folder)
        assert protection.still_open(folder) == 1
        assert not list((folder / "backups").glob(".*"))
    assert protection.bring_backups_over(granted) == 1
    assert protection.still_open(folder) == 0


def test_a_backup_that_the_disk_does_not_give_now_is_not_taken_for_damaged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = copies.backups(folder)[1].record
    before = {one.folder.name for one in copies.backups(folder)}
    opened = Path.open

    def gives_not(path: Path, *mode: Any, **more: Any) -> Any:
        if path == silent:
            raise OSError(errno.EIO, "no answer")
        return opened(path, *mode, **more)

    def copies_not(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EIO, "no answer")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", gives_not)
        patch.setattr(shutil, "copytree", copies_not)
        granted = protect(folder)
    assert before < {one.folder.name for one in copies.backups(folder)}
    protection.bring_backups_over(granted)
    assert protection.still_open(folder) == 0


def test_what_a_kill_left_goes_from_an_open_diary_too(folder: Path) -> None:
    access = opening.access(folder)
    left = folder / protection.WRITING
    left.write_bytes(b"half")
    assert protection.bring_backups_over(access) == 0
    assert not left.exists()


def test_a_kill_between_the_two_renamings_of_a_backup_loses_it_not(folder: Path) -> None:
    granted = protect(folder)
    one, *_others = copies.backups(folder)
    one.folder.rename(one.folder.with_name(f".partial-old-{one.folder.name}"))
    backup.make(granted, Clock()() + timedelta(hours=9), Reason.ASKED)
    assert one.folder.name in {each.folder.name for each in copies.backups(folder)}
    shutil.copytree(one.folder, one.folder.with_name(f".partial-old-{one.folder.name}"))
    protection.bring_backups_over(granted)
    assert not list((folder / "backups").glob(".partial-*"))


def test_no_part_of_a_file_with_a_key_is_left(folder: Path) -> None:
    granted = protect(folder)
    parts = [folder / ".companion-a.part", copies.backups(folder)[0].folder / ".companion-b.part"]
    copy = folder / "record.db.partial-restore"
    for path in (*parts, copy):
        path.write_bytes(b"a key")
    protection.bring_backups_over(granted)
    assert not any(path.exists() for path in (*parts, copy))


def test_a_changed_passphrase_is_that_of_what_was_put_aside_too(folder: Path) -> None:
    granted = protect(folder)
    aside = folder / "record.keys.before-restore-2026-06-01T12-00-00Z"
    shutil.copy(folder / "record.keys", aside)
    protection.change_passphrase(granted, "fünf")
    assert aside.read_bytes() == (folder / "record.keys").read_bytes()
    aside.write_bytes(vault.encoded(vault.open_file(vault.new_keys())))
    assert protection.still_open(folder) == 1


def test_an_error_after_the_decisive_renaming_says_that_it_was_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = swap.settle

    def failing(where: Path) -> None:
        if (where / "record.keys.next").exists():
            raise OSError(errno.ENOSPC, "no room")
        real(where)

    with monkeypatch.context() as patch:
        patch.setattr(swap, "settle", failing)
        with pytest.raises(Problem, match="changed and whole"):
            protect(folder)
    assert words_in(folder, WORDS) == ["before the passphrase"]


@pytest.mark.parametrize(("passphrase", "code"), [("", CODE), ("words", CODE[:-1]), ("words", "")])
def test_nothing_is_changed_by_a_secret_that_is_none(
    folder: Path, passphrase: str, code: str
) -> None:
    before = {path: path.read_bytes() for path in folder.glob("record*")}
    with pytest.raises(Problem):
        protection.protect(opening.access(folder), passphrase, code, Clock()())
    assert {path: path.read_bytes() for path in folder.glob("record*")} == before
    granted = protect(folder)
    with pytest.raises(Problem, match="at least one character"):
        protection.change_passphrase(granted, "")
    protection.confirm(granted, WORDS)


def test_every_file_is_private(folder: Path) -> None:
    protect(folder)
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path.name


def test_backups_left_open_by_a_kill_are_brought_over_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(protection, "_bring_over", killed)
        with pytest.raises(Killed):
            protect(folder)
    granted = opening.access(folder, WORDS)
    assert all(copies.key_file(one).is_open for one in copies.backups(folder))
    assert protection.bring_backups_over(granted) == len(copies.backups(folder)) == 3
    assert not any(copies.key_file(one).is_open for one in copies.backups(folder))
    assert all(verify(one, granted.keys) == () for one in copies.backups(folder))
    assert protection.bring_backups_over(granted) == 0
