# SPDX-License-Identifier: Apache-2.0
"""One process for each data folder."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from companion.problem import Problem
from companion.storage import lock
from companion.storage.lock import Asking

FILE = Path("/media/stick/día 今\udcff.companion-backup")
"""A path as any system may have it, also with bytes that are no text."""

HOLD = """
import sys, time
from pathlib import Path
from companion.storage import lock
with lock.take(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_told_and_a_kill_frees_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Problem, match="already open"), lock.take(folder):
            pass
        lock.ask_to_raise(folder, FILE)
    finally:
        holder.kill()
        holder.communicate()
    with lock.take(folder):
        assert lock.asked_to_raise(folder) == Asking(FILE)
        assert lock.asked_to_raise(folder) is None
    with lock.take(folder):
        pass


def test_what_is_handed_over_is_private_and_gone_once_it_was_heard(tmp_path: Path) -> None:
    lock.ask_to_raise(tmp_path)
    lock.ask_to_raise(tmp_path, FILE)
    assert [path.name for path in tmp_path.iterdir()] == [lock.RAISE]
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / lock.RAISE).stat().st_mode) == 0o600
    assert lock.asked_to_raise(tmp_path) == Asking(FILE)
    assert list(tmp_path.iterdir()) == []
    lock.ask_to_raise(tmp_path)
    assert lock.asked_to_raise(tmp_path) == Asking(None)


def test_what_nobody_heard_counts_no_more_and_what_a_kill_left_goes(tmp_path: Path) -> None:
    lock.ask_to_raise(tmp_path, FILE)
    long_ago = time.time() - lock.FRESH - 1
    os.utime(tmp_path / lock.RAISE, (long_ago, long_ago))
    assert lock.asked_to_raise(tmp_path) is None
    (tmp_path / lock.HEARD).write_text("/left")
    assert lock.asked_to_raise(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_whoever_asks_learns_whether_there_is_somebody_to_hear(tmp_path: Path) -> None:
    lock.ask_to_raise(tmp_path, FILE)
    assert not lock.is_heard(tmp_path, 60)
    with lock.take(tmp_path):
        begun = time.monotonic()
        assert lock.is_heard(tmp_path, 0.2)
        assert time.monotonic() - begun >= 0.2
        assert lock.asked_to_raise(tmp_path) == Asking(FILE)
        assert lock.is_heard(tmp_path, 60)


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(Problem, match=r"could not be written|not there"),
        lock.take(tmp_path / "file" / "data"),
    ):
        pass
    with pytest.raises(Problem):
        lock.ask_to_raise(tmp_path / "nowhere")
