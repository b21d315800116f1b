# SPDX-License-Identifier: Apache-2.0
"""On a disk that is really full, the ballast makes room to delete and to close."""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from companion.domain.records import CheckIn
from companion.problem import Problem
from companion.storage import ballast, diary
from companion.storage.ballast import SIZE, Ballast
from companion.storage.surroundings import free_space
from tests.storage.samples import Clock, begin, check_in

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a small disk of Unix")

ROOM = 6_000_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 6 MB, where the system lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no small disk to be had")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def _ample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballast, "AMPLE", SIZE)


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as file:
        while True:
            file.write(b"x")


def test_it_takes_real_room_and_gives_it_back(tmp_path: Path) -> None:
    assert not Ballast(tmp_path).there
    laid = Ballast(tmp_path)
    assert laid.lay()
    assert laid.there
    found = (tmp_path / "ballast").stat()
    assert found.st_size == SIZE
    assert found.st_blocks * 512 >= SIZE
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert laid.lay()
    assert laid.release()
    assert list(tmp_path.iterdir()) == []
    assert not laid.release()


def test_a_ballast_that_was_cut_short_is_laid_again(tmp_path: Path) -> None:
    (tmp_path / "ballast").write_bytes(b"x" * 1000)
    laid = Ballast(tmp_path)
    assert not laid.there
    assert laid.lay()
    assert (tmp_path / "ballast").stat().st_size == SIZE


def test_it_is_not_laid_where_there_is_little_room(small_disk: Path) -> None:
    assert not Ballast(small_disk).lay()
    assert list(small_disk.iterdir()) == []


@pytest.mark.usefixtures("_ample")
def test_it_leaves_nothing_where_it_does_not_fit(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * (ROOM - SIZE - 8192))
    assert free_space(small_disk) >= SIZE
    (small_disk / "quota").write_bytes(b"x" * 16384)
    laid = Ballast(small_disk)
    assert not laid.lay()
    assert not (small_disk / "ballast").exists()


def test_a_folder_that_is_not_there_or_not_ours_raises_nothing(tmp_path: Path) -> None:
    assert not Ballast(tmp_path / "nothing").lay()
    assert not Ballast(tmp_path / "nothing").release()


def removed(book: diary.Diary, entry_id: str) -> bool:
    try:
        book.remove(entry_id)
    except Problem as problem:
        assert "no room left" in str(problem)  # noqa: PT017 -- anything else is a failure
        return False
    return True


@pytest.mark.usefixtures("_ample")
def test_a_full_disk_can_be_deleted_on_and_closed(small_disk: Path) -> None:
    folder = small_disk / "data"
    book = begin(folder)
    laid = Ballast(folder)
    assert laid.lay()
    kept = [book.add(check_in("x" * 9000)) for _ in range(60)]
    fill(small_disk)
    release, book._database.when_full = book._database.when_full, lambda: False
    fitted = [entry for entry in kept if removed(book, entry.id)]  # into what the log had left
    kept = [entry for entry in kept if entry not in fitted]
    refused = [entry.id for entry in kept if not removed(book, entry.id)]
    assert len(refused) == len(kept) > 50  # the control: without it a full disk stays full
    book._database.when_full = release
    assert not removed(book, kept[0].id)  # this one says that the disk is full, and makes room
    gone = [entry.id for entry in kept[:20] if removed(book, entry.id)]
    assert len(gone) == 20
    assert not (folder / "ballast").exists()
    book.close()
    assert not (folder / "record.db-wal").exists()
    book = diary.open_(folder, Clock())
    assert list(book.entries(CheckIn)) == kept[20:]
    assert len(book.bin()) == 20 + len(fitted)
    book.close()
    assert diary.check(folder) == ()
    print(f"full disk: {len(refused)} deletions refused before, {len(gone)} of 20 done after")
