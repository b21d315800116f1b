# SPDX-License-Identifier: Apache-2.0
"""One process for each data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from companion.problem import Problem
from companion.storage import lock

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
        lock.ask_to_raise(folder)
    finally:
        holder.kill()
        holder.communicate()
    with lock.take(folder):
        assert lock.asked_to_raise(folder)
        assert not lock.asked_to_raise(folder)
    with lock.take(folder):
        pass


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(Problem, match=r"could not be written|not there"),
        lock.take(tmp_path / "file" / "data"),
    ):
        pass
    with pytest.raises(Problem):
        lock.ask_to_raise(tmp_path / "nowhere")
