# SPDX-License-Identifier: Apache-2.0
"""A second start brings the first window forward; what cannot be opened is left as it is."""

import base64
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from companion.domain.records import CheckIn
from companion.storage import backup, migrations
from companion.storage.diary import open_
from tests.e2e.person import PATIENCE, needs_screen, until, window_of, xdotool
from tests.storage.samples import Clock, begin, check_in, contents

pytestmark = needs_screen

COMPANION = [sys.executable, "-m", "companion"]
ROOT = Path(__file__).parents[2]
TELLS = Path(__file__).with_name("tells.py")
QUICK = 8.0
LIKE_ANYBODY = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
"""Takes from root what makes it root: the rights of files count for it then."""


def in_front() -> str:
    """Give the window that has the keyboard."""
    with suppress(subprocess.CalledProcessError):
        return xdotool("getactivewindow")
    return ""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that other users may be let into."""
    made = Path(tempfile.mkdtemp(prefix="companion-test-"))
    yield made
    made.chmod(0o700)
    shutil.rmtree(made)


@pytest.fixture
def first(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Give an app that runs, with its window in front."""
    process = subprocess.Popen([*COMPANION, "--data-dir", str(folder)])
    try:
        window = until("the first window", lambda: window_of(process))
        until("the first window in front", lambda: in_front() == window)
        yield process
    finally:
        process.terminate()
        process.wait()


def start_second(folder: Path) -> None:
    command = [*COMPANION, "--data-dir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=QUICK, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_second_start_brings_a_minimised_window_back(
    folder: Path, first: subprocess.Popen[bytes]
) -> None:
    window = window_of(first)
    xdotool("windowminimize", window)
    until("the window gone", lambda: not window_of(first))
    start_second(folder)
    until("the window back", lambda: window_of(first) == window)
    until("the window in front", lambda: in_front() == window)
    assert first.poll() is None


def test_a_second_start_brings_a_covered_window_forward(
    folder: Path, first: subprocess.Popen[bytes], qtbot: QtBot
) -> None:
    window = window_of(first)
    cover = QLabel("Something else")
    qtbot.addWidget(cover)
    with qtbot.waitActive(cover):
        cover.showMaximized()
        cover.activateWindow()
    assert in_front() != window
    start_second(folder)
    qtbot.waitUntil(lambda: in_front() == window, timeout=int(1000 * PATIENCE))


def test_the_command_line_beside_a_window_says_that_it_is_in_use(
    folder: Path, first: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    for verb in (["check"], ["report", "--out", str(tmp_path / "report.pdf")]):
        command = [*COMPANION, "--data-dir", str(folder), *verb]
        done = subprocess.run(command, capture_output=True, text=True, timeout=QUICK, check=False)
        assert done.returncode == 1
        assert "This diary is already open in another Companion window" in done.stderr
    assert list(tmp_path.glob("report*")) == []
    assert first.poll() is None


HOLDS = """
import sys, time, pathlib
from companion.storage import lock
with lock.take(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(1.5)
"""


def test_a_start_while_another_is_closing_opens_once_it_has_closed(folder: Path) -> None:
    """Whoever holds the folder hears nothing any more, as in the last moments of a window."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, str(folder)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    process = subprocess.Popen([*COMPANION, "--data-dir", str(folder)])
    try:
        until("the window", lambda: window_of(process))
        assert holder.poll() == 0
        until("the asking heard", lambda: not list(folder.glob("raise*")))
    finally:
        process.terminate()
        process.wait()
        holder.communicate()


# ---- a file that is opened


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Give a backup from another computer, in one file."""
    book = begin(tmp_path / "Other")
    book.add(check_in("from the old computer"))
    access = book.access
    book.close()
    path = tmp_path / "my old diary.companion-backup"
    backup.give_out(access, Clock()(), path)
    return path


def dialog_of(process: subprocess.Popen[bytes]) -> str:
    """Give the window that shows the backup, empty while there is none."""
    with suppress(subprocess.CalledProcessError):
        return xdotool(
            "search", "--all", "--onlyvisible", "--pid", str(process.pid), "--name", "Go back to a"
        )
    return ""


def read_until(process: subprocess.Popen[bytes], sentence: str) -> None:
    """Read what the app says until it says a sentence."""
    assert process.stdout is not None
    for line in process.stdout:
        if any(sentence in said for said in json.loads(line)[:-1]):
            return
    raise AssertionError(f"never said: {sentence}")


def test_a_backup_handed_over_by_a_second_start_is_shown_by_the_first(
    folder: Path, first: subprocess.Popen[bytes], stick: Path
) -> None:
    command = [*COMPANION, "--data-dir", str(folder), "open", stick.name]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    done = subprocess.run(
        command, cwd=stick.parent, env=here, capture_output=True, timeout=QUICK, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    dialog = until("the dialog", lambda: dialog_of(first))
    until("the dialog in front", lambda: in_front() == dialog)
    assert "my old diary" not in xdotool("getwindowname", dialog)
    assert not list(folder.glob("raise*"))
    assert all(b"my old" not in log.read_bytes() for log in folder.glob("log/*"))
    xdotool("key", "Escape")
    until("the dialog gone", lambda: not dialog_of(first))
    assert window_of(first)


def test_on_a_new_computer_a_backup_is_opened_and_gone_back_to_by_keys(
    folder: Path, stick: Path
) -> None:
    command = [sys.executable, str(TELLS), "--data-dir", str(folder), "open", str(stick)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        read_until(process, "It has 1 entry that you do not have now.")
        dialog = until("the dialog", lambda: dialog_of(process))
        until("the dialog in front", lambda: in_front() == dialog)
        xdotool("key", "Tab", "space")
        until("the dialog gone", lambda: not dialog_of(process))
        until("a backup of what was there", lambda: list(folder.glob("backups/[!.]*/record.db")))
        window = until("the window", lambda: window_of(process))
        until("the window in front", lambda: in_front() == window)
        xdotool("key", "ctrl+q")
        assert process.wait(timeout=QUICK) == 0
    finally:
        process.kill()
        process.communicate()
    book = open_(folder, Clock())
    words = [entry.record.words for entry in book.entries(CheckIn)]
    book.close()
    assert words == ["from the old computer"]


# ---- what cannot be opened


def refused(folder: Path, picture: Path, *, prefix: Sequence[str] = (), box: bool = False) -> str:
    """Start the app, read its page of trouble or its box, close it by keys; give what it said."""
    before = held(folder)
    command = [*prefix, sys.executable, str(TELLS), "--data-dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            *words, seen = json.loads(process.stdout.readline())
            xdotool("key", "Return" if box else "ctrl+q")
            assert process.wait(timeout=QUICK) == (1 if box else 0)
        finally:
            process.kill()
    assert held(folder) == before
    picture.write_bytes(base64.b64decode(seen))
    return "\n".join(words)


def held(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Give the bytes and the rights of the diary's files; the lock's is empty."""
    found = contents(folder)
    assert found.pop("record.lock", b"") == b""
    # Where the window was, and the log, are not the diary.
    own = {name: kept for name, kept in found.items() if name != "preferences.json"}
    diary = {name: kept for name, kept in own.items() if not name.startswith("log/")}
    return {name: (kept, (folder / name).stat().st_mode) for name, kept in diary.items()}


@pytest.fixture
def kept(folder: Path) -> Path:
    """Give a folder with a diary in it."""
    book = begin(folder)
    for number in range(40):
        book.add(check_in(f"day {number} " * 30))
    book.close()
    return folder


def test_a_folder_that_may_only_be_read_is_said_so(kept: Path, pictures: Path) -> None:
    prefix = LIKE_ANYBODY if os.geteuid() == 0 else ()
    for path in kept.iterdir():
        path.chmod(stat.S_IRUSR)
    kept.chmod(stat.S_IRUSR | stat.S_IXUSR)
    said = refused(kept, pictures / "refused-read-only.png", prefix=prefix, box=True)
    assert "Companion is not allowed to write" in said
    assert "Everything you saved before is still there." in said


def test_a_damaged_record_is_said_so(kept: Path, pictures: Path) -> None:
    record = kept / "record.db"
    content = bytearray(record.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    record.write_bytes(content)
    said = refused(kept, pictures / "refused-damaged.png")
    assert "The diary file is damaged" in said
    assert "The file was left exactly as it is" in said


def test_a_record_of_a_newer_version_is_said_so(kept: Path, pictures: Path) -> None:
    book = open_(kept, Clock())
    with book._database.write():
        book._database.tables.table("_sqlite_migrations").insert(
            {"migration_set": migrations.SET, "name": "of_tomorrow", "applied_at": "x"}
        )
    book.close()
    said = refused(kept, pictures / "refused-newer.png")
    assert "This diary was written by a newer version of Companion." in said
    assert "Nothing was changed." in said
