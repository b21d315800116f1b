# SPDX-License-Identifier: Apache-2.0
"""A backup, a restore and a merge that are stopped anywhere leave everything as it was."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from companion.stopping import Progress, Stopped
from companion.storage import backup, backup_file, database, diary, merge, opening, restore
from companion.storage.backup import PAUSED
from companion.storage.copies import Backup, Reason, backups
from companion.storage.diary import merge_aside
from companion.storage.opening import BACKUPS, Access
from companion.storage.store import Line
from tests.stops import StopAt, stopped_everywhere
from tests.storage.samples import Clock, begin, check_in, contents, fill

NOW = datetime(2026, 11, 22, 20, 49, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let even a short record be stopped in the middle of each step."""
    monkeypatch.setattr(database, "LOOKS_EVERY", 50)
    monkeypatch.setattr(merge, "EVERY", 1)


@pytest.fixture
def access(tmp_path: Path) -> Access:
    """Give a diary with one entry of each kind, of which there is a backup."""
    book = begin(tmp_path / "data")
    fill(book)
    book.close()
    found = opening.access(tmp_path / "data")
    backup.make(found, NOW, Reason.SESSION)
    return found


def test_a_backup(access: Access) -> None:
    make = partial(backup.make, access, NOW + DAY, Reason.ASKED)
    before = contents(access.folder)
    counting = StopAt()
    made = make(progress=counting)
    shutil.rmtree(made.folder)
    assert counting.last == 1
    for _each in stopped_everywhere(lambda stop: make(progress=stop), counting.calls):
        assert contents(access.folder) == before


def test_a_copy_in_a_second_place(access: Access, tmp_path: Path) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    (made,) = backups(access.folder)
    counting = StopAt()
    backup_file.copy_to(made, place, counting)
    for file in place.iterdir():
        file.unlink()
    copy = partial(backup_file.copy_to, made, place)
    for _each in stopped_everywhere(copy, counting.calls):
        assert not list(place.iterdir())


def test_a_file_that_is_unpacked(access: Access, tmp_path: Path) -> None:
    (made,) = backups(access.folder)
    file = tmp_path / "mine.companion-backup"
    backup_file.write(made, file)
    counting = StopAt()
    backup_file.unpack(file, tmp_path / "whole", counting)
    with pytest.raises(Stopped):
        backup_file.unpack(file, tmp_path / "half", StopAt(counting.calls))


@pytest.fixture
def earlier(access: Access) -> Backup:
    """Give a backup from before the last entry."""
    (made,) = backups(access.folder)
    book = diary.open_(access.folder, Clock(), access=access)
    book.add(check_in("since then"))
    book.close()
    return made


def test_a_restore(access: Access, earlier: Backup, tmp_path: Path) -> None:
    shutil.copytree(access.folder, tmp_path / "other")
    counting = StopAt()
    other = Access(tmp_path / "other", access.keys)
    restore.restore(other.folder, earlier, access.keys, NOW, present=other, progress=counting)
    assert counting.last == 1
    before = contents(access.folder)

    def go_back(stop: Progress) -> None:
        restore.restore(access.folder, earlier, access.keys, NOW, present=access, progress=stop)

    for _each in stopped_everywhere(go_back, counting.calls):
        # That of the present is whole, where it was made already, and may stay.
        for made in backups(access.folder):
            if made.folder != earlier.folder:
                assert not made.trouble
                shutil.rmtree(made.folder)
        (access.folder / BACKUPS / PAUSED).unlink(missing_ok=True)
        assert contents(access.folder) == before


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[tuple[Line, ...]]:
    """Give what another diary has: some is new here, one is newer, and one is a rival."""
    there = begin(tmp_path / "there", prefix="t")
    fill(there)
    there.merge(_shared(tmp_path))
    first, second, *_others = there.entries(type(check_in("")))
    there.change(first.id, check_in("newer"))
    there.change(second.id, check_in("theirs"))
    yield there.lines()
    there.close()


def _shared(tmp_path: Path) -> tuple[Line, ...]:
    here = diary.open_(tmp_path / "data", Clock())
    found = here.lines()
    here.close()
    return found


def closed(access: Access) -> None:
    """Leave the record as one file, with nothing beside it."""
    diary.open_(access.folder, Clock(), access=access).close()


def test_a_merge(access: Access, theirs: tuple[Line, ...], tmp_path: Path) -> None:
    closed(access)
    before = contents(access.folder)
    shutil.copytree(access.folder, tmp_path / "other")
    counting = StopAt()
    done = merge_aside(Access(tmp_path / "other", access.keys), Clock(), theirs, counting)
    assert done.added > counting.calls / 20
    assert counting.last == 1

    def take_in(stop: Progress) -> None:
        merge_aside(access, Clock(), theirs, stop)

    for _each in stopped_everywhere(take_in, counting.calls):
        closed(access)
        assert contents(access.folder) == before


def test_whoever_saves_while_a_merge_is_made_ready_need_not_wait(
    access: Access, theirs: tuple[Line, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.0)
    book = diary.open_(access.folder, Clock(), access=access)
    saved: dict[str, float] = {}

    def save(done: int, of: int) -> None:
        if done / of < 2 / 3:
            saved[book.add(check_in("meanwhile")).id] = done / of

    merge_aside(access, Clock(), theirs, save)
    assert max(saved.values()) > 1 / 3
    assert {*saved, *(line.entry.id for line in theirs)} <= {one.entry.id for one in book.lines()}
    book.close()
