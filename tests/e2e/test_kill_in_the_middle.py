# SPDX-License-Identifier: Apache-2.0
"""What is half done when the app dies is offered again at the next start, and nothing is there twice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Timer

from companion import app
from companion.domain.moment import Plan
from companion.domain.records import Note, Response, Route, Said, Session, SessionState
from companion.storage.diary import Diary, create, open_
from tests.e2e.person import PATIENCE, needs_screen, xdotool

pytestmark = needs_screen

PROGRAM = Path(__file__).with_name("is_killed.py")


class Child:
    """The app in a process of its own, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def says(self) -> str:
        """Give the next line."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def until(self, word: str) -> None:
        """Wait for a word; the others before it do not matter."""
        while (said := self.says()) != word:
            assert said, f"it ended before it said {word}"


@contextmanager
def killed_at_the_end(folder: Path, *page: str) -> Iterator[Child]:
    """Start the app, and kill it when the block is over."""
    command = [sys.executable, str(PROGRAM), str(folder), *page]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    patience = Timer(2 * PATIENCE, process.kill)
    patience.start()
    try:
        yield Child(process)
    finally:
        patience.cancel()
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def opened(folder: Path) -> Iterator[Diary]:
    diary = open_(folder, app.now)
    try:
        yield diary
    finally:
        diary.close()


def begin(folder: Path) -> None:
    create(folder, app.now).close()


def session_begun(folder: Path) -> str:
    """Have a session begun ten minutes ago; give its id."""
    start = app.now().replace(microsecond=0) - timedelta(minutes=10)
    with opened(folder) as diary:
        plan = Plan(at=datetime.combine(start.date(), start.time()), zone="UTC")
        session = Session(plan=plan, state=SessionState.HELD, route=Route.IV, start=start)
        return diary.add(session).id


def test_a_session_goes_on_where_it_was(tmp_path: Path) -> None:
    begin(tmp_path)
    session = session_begun(tmp_path)
    with killed_at_the_end(tmp_path, "session_day", session) as child:
        child.until("session_day")
        xdotool("key", "1")
        child.until("saved")
        xdotool("key", "4")
        xdotool("type", "half a word")
        child.until("draft")
        xdotool("type", " more")
        child.until("draft")
    with killed_at_the_end(tmp_path) as again:
        assert again.says() == "session_day", "the session's own screen comes first"
        xdotool("key", "4")
        xdotool("key", "ctrl+Return")
        again.until("saved")
    with opened(tmp_path) as diary:
        notes = sorted(diary.belonging(Note, session), key=lambda entry: entry.record.at)
        said = [(entry.record.said, entry.record.words) for entry in notes]
        assert said == [(Said.OK, ""), (None, "half a word more")]


def test_a_questionnaire_goes_on_where_it_was(tmp_path: Path) -> None:
    begin(tmp_path)
    with killed_at_the_end(tmp_path, "questionnaire", "phq-9") as child:
        child.until("questionnaire")
        for _answer in range(4):
            xdotool("key", "2")
            child.until("saved")
    with killed_at_the_end(tmp_path, "questionnaire", "phq-9") as again:
        again.until("questionnaire")
        xdotool("key", "space")
        for _answer in range(4):
            xdotool("key", "1")
            again.until("saved")
        xdotool("key", "0")
        again.until("saved")
    with opened(tmp_path) as diary:
        (entry,) = diary.entries(Response)
        assert [answer.value for answer in entry.record.answers] == [2] * 4 + [1] * 4 + [0]
        assert entry.record.finished is not None
