# SPDX-License-Identifier: Apache-2.0
"""What was called saved is there after a kill, on a full disk, and where writing is forbidden."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from sqlcipher3 import dbapi2 as driver

from companion.domain.records import CheckIn
from companion.problem import Problem
from companion.storage import database, diary
from tests.storage.samples import Clock, begin, check_in

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals and users of Unix")

KILLS = 15
SAVE = """
import sys
from datetime import datetime
from pathlib import Path
from companion.domain.records import CheckIn, Note, Session
from companion.domain.moment import Plan
from companion.storage import diary
now = lambda: datetime.now().astimezone()
book = diary.open_(Path(sys.argv[1]), now)
plan = Plan(at=datetime(2026, 6, 1, 14), zone="Europe/Dublin")
for number in range(100000):
    entry = book.add(CheckIn(at=now(), mood=number % 11, words=f"{number} " * (number % 400)))
    print("added", entry.id, flush=True)
    if number % 3 == 0:
        book.change(entry.id, CheckIn(at=now(), mood=1, words=f"changed {number}"))
        print("changed", entry.id, flush=True)
    if number % 5 == 0:
        kept = book.add(Session(plan=plan, place=f"{number}"))
        print("added", kept.id, flush=True)
"""

READ_ONLY = """
import os, sys
from datetime import datetime
from pathlib import Path
from companion.problem import Problem
from companion.storage import diary
os.setgid(65534); os.setuid(65534)
for start in (diary.open_, diary.open_or_create, diary.check):
    try:
        start(Path(sys.argv[1]), *([] if start is diary.check else [lambda: datetime.now()]))
    except Problem as problem:
        print(problem.happened)
"""

READ_ONLY_NEW = """
import os, sys
from datetime import datetime
from pathlib import Path
from companion.problem import Problem
from companion.storage import diary, lock
os.setgid(65534); os.setuid(65534)
for name in ("", "new"):
    try:
        diary.open_or_create(Path(sys.argv[1]) / name, lambda: datetime.now().astimezone())
    except Problem as problem:
        print(problem.happened)
try:
    with lock.take(Path(sys.argv[1])):
        pass
except Problem as problem:
    print(problem.happened)
"""

FULL = """
import resource, sys
from datetime import datetime
from pathlib import Path
from companion.domain.records import CheckIn
from companion.problem import Problem
from companion.storage import diary
now = lambda: datetime.now().astimezone()
book = diary.open_(Path(sys.argv[1]), now)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
kept = 0
try:
    while True:
        book.add(CheckIn(at=now(), mood=1, words="x" * 5000))
        kept += 1
except Problem as problem:
    print(kept, len(book.entries(CheckIn)), problem.happened)
"""


def child(program: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
    )


def test_nothing_called_saved_is_lost_by_a_kill(tmp_path: Path) -> None:
    begin(tmp_path).close()
    random = Random(1)
    saved: dict[str, int] = {}
    for _ in range(KILLS):
        writer = child(SAVE, tmp_path)
        assert writer.stdout is not None
        for _ in range(random.randrange(1, 60)):
            deed, name = writer.stdout.readline().split()
            saved[name] = 2 if deed == "changed" else 1
        writer.kill()
        for line in writer.communicate()[0].splitlines(keepends=True):
            if line.endswith("\n"):
                deed, name = line.split()
                saved[name] = 2 if deed == "changed" else 1
    book = diary.open_(tmp_path, Clock())
    found = {line.entry.id: line for line in book.lines()}
    for name, revision in saved.items():
        assert found[name].entry.revision >= revision
        assert len(found[name].past) == found[name].entry.revision - 1
    book.close()
    assert diary.check(tmp_path) == ()
    assert len(saved) > KILLS


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """Give a diary whose files anyone may read, outside pytest's own closed folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        begin(folder).close()
        for way in (Path(name), folder):
            way.chmod(0o755)
        for file in folder.iterdir():
            file.chmod(0o644)
        yield folder


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs another user")
@pytest.mark.parametrize(
    ("folder_mode", "file_mode"), [(0o755, 0o644), (0o777, 0o644), (0o700, 0o600)]
)
def test_a_place_that_may_not_be_written_is_named(
    open_to_all: Path, folder_mode: int, file_mode: int
) -> None:
    for file in open_to_all.iterdir():
        file.chmod(file_mode)
    open_to_all.chmod(folder_mode)
    said = child(READ_ONLY, open_to_all).communicate()[0].splitlines()
    assert said[:2] == ["Companion is not allowed to write in the folder of your diary."] * 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs another user")
def test_a_diary_cannot_begin_where_writing_is_forbidden(open_to_all: Path) -> None:
    for file in open_to_all.iterdir():
        file.unlink()
    said = child(READ_ONLY_NEW, open_to_all).communicate()[0].splitlines()
    assert said == [
        "Companion is not allowed to write “record.db” there.",
        "Companion is not allowed to write “new” there.",
        "Companion is not allowed to write in the folder of your diary.",
    ]


def test_a_full_disk_keeps_what_was_saved(tmp_path: Path) -> None:
    begin(tmp_path).close()
    kept, there, happened = child(FULL, tmp_path).communicate()[0].split(" ", 2)
    assert kept == there != "0"
    assert "disk" in happened
    book = diary.open_(tmp_path, Clock())
    assert len(book.entries(CheckIn)) == int(kept)
    book.add(check_in("room again"))
    book.close()
    assert diary.check(tmp_path) == ()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 1.5 MB, where the system lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no small disk to be had")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_small_disk_that_fills_up(small_disk: Path) -> None:
    folder = small_disk / "data"
    room = small_disk / "what can be deleted"
    room.write_bytes(b"x" * 200_000)
    book = begin(folder)
    kept = []

    def fill_up() -> None:
        while True:
            kept.append(book.add(check_in("x" * 9000)))

    with pytest.raises(Problem, match="no room left"):
        fill_up()
    assert kept
    assert list(book.entries(CheckIn)) == kept
    for size in (5000, 20_000, 80_000):
        body = b"x" * size
        try:
            book.keep_draft("note", body)
        except Problem:
            assert book.draft("note") != body
        else:
            assert book.draft("note") == body
    book.close()
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    with suppress(Problem):
        book = diary.open_(folder, Clock())
        assert list(book.entries(CheckIn)) == kept
        book.close()
    filler.unlink()
    room.unlink()
    book = diary.open_(folder, Clock())
    book.add(check_in("room again"))
    assert len(book.entries(CheckIn)) == len(kept) + 1
    book.close()
    assert diary.check(folder) == ()


def test_a_first_run_on_a_full_disk_says_so_and_can_be_tried_again(small_disk: Path) -> None:
    filler = small_disk / "filler"
    for room in (0, 4_000, 100_000, 300_000, 600_000):
        filler.write_bytes(b"x" * (1_500_000 - 4096 * 4 - room))
        with pytest.raises(Problem, match="no room left"):
            diary.open_or_create(small_disk / "data", Clock())
    filler.unlink()
    diary.open_or_create(small_disk / "data", Clock()).close()
    assert diary.check(small_disk / "data") == ()


def test_a_full_record_says_that_the_disk_is_full(tmp_path: Path) -> None:
    book = begin(tmp_path)
    entry = book.add(check_in("one"))
    pages = book._database.rows("PRAGMA page_count")[0][0]
    book._database.rows(f"PRAGMA max_page_count = {pages!s}")
    for write in (
        lambda: book.add(check_in("x" * 50_000)),
        lambda: book.change(entry.id, check_in("x" * 50_000)),
        lambda: book.keep_draft("note", b"x" * 50_000),
    ):
        with pytest.raises(Problem, match="no room left"):
            write()
    assert book.timeline().entries == (entry,)
    book._database.rows("PRAGMA max_page_count = 1000000")
    book.add(check_in("room again"))
    book.close()


def test_another_program_that_holds_the_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    begin(tmp_path).close()
    first = diary.open_(tmp_path, Clock())
    second = diary.open_(tmp_path, Clock())
    with first._database.write(), pytest.raises(Problem, match="Another program"):
        second.add(check_in())
    second.add(check_in())
    second.close()
    first.close()


def test_a_commit_that_failed_is_called_uncertain(tmp_path: Path) -> None:
    book = begin(tmp_path)
    connection = book._database._connection

    class Failing:
        """The connection of a disk that fails as the commit is written."""

        def __getattr__(self, name: str) -> object:
            return getattr(connection, name)

        def execute(self, sql: str, *parameters: object) -> object:
            if sql == "COMMIT":
                error = driver.OperationalError("disk I/O error")
                error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
                raise error
            return connection.execute(sql, *parameters)

    book._database._connection = Failing()
    with pytest.raises(Problem, match="may be there or not"):
        book.add(check_in())
    book._database._connection = connection
    assert book.timeline().entries == ()
    assert book.undo() is None


def test_a_mistake_of_ours_is_not_called_a_problem(tmp_path: Path) -> None:
    book = begin(tmp_path)
    with pytest.raises(driver.OperationalError):
        book._database.rows("SELECT nothing FROM nowhere")
