# SPDX-License-Identifier: Apache-2.0
"""What the window calls saved is in the diary, even when the app dies while the word is painted."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from companion import app
from companion.domain.records import CheckIn
from companion.storage.diary import open_
from tests.e2e.person import PATIENCE, needs_screen, xdotool

pytestmark = needs_screen

ROUNDS = 5
PROGRAM = Path(__file__).with_name("saves_one.py")


@contextmanager
def started(folder: Path, *how: str) -> Iterator[subprocess.Popen[str]]:
    """Start the app on a folder and wait until it can be typed into."""
    command = [sys.executable, str(PROGRAM), str(folder), *how]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    assert child.stdout is not None
    patience = Timer(PATIENCE, child.kill)
    patience.start()
    try:
        assert child.stdout.readline() == "ready\n"
        yield child
    finally:
        patience.cancel()
        child.kill()
        child.wait()
        child.stdout.close()


def saved_and_killed(folder: Path, *how: str) -> None:
    """Save a check-in by the keyboard and kill the app at the instant "Saved" is painted."""
    with started(folder, *how) as child:
        assert child.stdout is not None
        xdotool("type", "7")
        xdotool("key", "ctrl+Return")
        assert child.stdout.readline() == "saved\n"
        child.kill()


def moods(folder: Path) -> list[int | None]:
    """Give the moods that the next start finds."""
    diary = open_(folder, app.now)
    try:
        return [entry.record.mood for entry in diary.entries(CheckIn)]
    finally:
        diary.close()


def test_what_is_called_saved_outlives_a_kill(tmp_path: Path) -> None:
    for kept in range(1, ROUNDS + 1):
        saved_and_killed(tmp_path)
        assert moods(tmp_path) == [7] * kept


def test_an_app_that_answers_before_it_writes_would_be_found_out(tmp_path: Path) -> None:
    saved_and_killed(tmp_path, "late")
    assert moods(tmp_path) == []
