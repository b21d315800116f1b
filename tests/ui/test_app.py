# SPDX-License-Identifier: Apache-2.0
"""Starting: a record that cannot be opened is told and left alone; a mistake says no word of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from companion import HOMEPAGE, app, paths
from companion.domain.records import CheckIn
from companion.problem import Problem
from companion.storage import diary, lock, migrations, opening
from companion.ui.main_window import MainWindow
from tests.ui.gestures import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.paths import Places
    from companion.storage.diary import Diary

SECRET = "I thought of my sister"

MANY = 1000
"""Looks at something that comes to pass in another thread; a few are enough where nothing else runs."""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return paths.places(tmp_path / "record")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Problem]:
    problems: list[Problem] = []
    monkeypatch.setattr(app, "tell", problems.append)
    return problems


@pytest.fixture
def _signals_and_hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_window_has_a_picture_of_its_own_at_every_size(qapp: QApplication) -> None:
    icon = app.application().windowIcon()
    for side in (16, 32, 256):
        drawn = icon.pixmap(side).toImage()
        assert (drawn.width(), drawn.height()) == (side, side)
        assert drawn.pixelColor(side // 2, side // 2).alpha() == 255


def with_record(places: Places) -> Diary:
    made = diary.open_or_create(places.data, lambda: NOW)
    made.add(CheckIn(at=NOW, mood=5, words=SECRET))
    return made


def bytes_of(folder: Path) -> dict[str, bytes]:
    left_out = (lock.LOCK,)
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.name not in left_out}


def trouble_at_start(places: Places) -> Problem:
    """Give what keeps the diary from opening; the window shows it (test_trouble)."""
    made, problem = app.opened(places.data)
    assert made is None
    assert problem is not None
    return problem


def shown_box(act: str = "ok") -> list[str]:
    """Read the box that comes up next, and close it."""
    seen: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.extend((box.windowTitle(), box.text(), box.informativeText()))
        box.accept()

    QTimer.singleShot(30, look)
    return seen


def test_a_record_of_a_newer_version_is_told_and_left_alone(
    places: Places,
) -> None:
    made = with_record(places)
    with made._database.write():
        made._database.tables.table("_sqlite_migrations").insert(
            {"migration_set": migrations.SET, "name": "of_tomorrow", "applied_at": "x"}
        )
    made.close()
    before = bytes_of(places.data)
    problem = trouble_at_start(places)
    assert problem.happened == "This diary was written by a newer version of Companion."
    assert problem.safe == "Nothing was changed."
    assert problem.next_step == f"Install the newest version to open it. It is here: {HOMEPAGE}"
    assert bytes_of(places.data) == before


def test_a_damaged_record_is_told_and_left_alone(places: Places) -> None:
    with_record(places).close()
    record = places.data / "record.db"
    record.write_bytes(record.read_bytes()[:5000])
    before = bytes_of(places.data)
    problem = trouble_at_start(places)
    assert "damaged" in problem.happened
    assert "left exactly as it is" in problem.safe
    assert bytes_of(places.data) == before


def test_a_missing_record_is_not_begun_anew(places: Places) -> None:
    with_record(places).close()
    (places.data / "record.db").unlink()
    assert "is missing" in trouble_at_start(places).happened
    assert not (places.data / "record.db").exists()


def test_a_second_start_asks_the_first_to_come_forward(
    qtbot: QtBot, places: Places, told: list[Problem]
) -> None:
    made = with_record(places)
    window = app.make_window(made, places.preferences, clock=lambda: NOW)
    qtbot.addWidget(window)
    window.hide()
    watcher = app.watch_for_second_start(places.data, window)
    with lock.take(places.data):
        assert app.run(places) == 0
        assert told == []
        qtbot.waitUntil(window.isVisible)
    assert not (places.data / lock.RAISE).exists()
    watcher.removePaths(watcher.directories())
    made.close()


@pytest.mark.usefixtures("_signals_and_hook")
def test_it_opens_the_window_and_ends_when_that_is_closed(
    qapp: QApplication, places: Places, told: list[Problem]
) -> None:
    titles: list[str] = []

    def look() -> None:
        (window,) = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        assert isinstance(window, MainWindow)
        titles.append(window.windowTitle())
        window.close()

    QTimer.singleShot(200, look)
    assert app.run(places) == 0
    assert titles == ["Companion"]
    assert told == []
    assert places.preferences.exists()
    diary.open_or_create(places.data, lambda: NOW).close()


@pytest.mark.usefixtures("_signals_and_hook")
def test_the_articles_are_read_before_anybody_asks_for_them(
    qapp: QApplication, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "READS_AHEAD", 0)
    found: list[bool] = []

    def look() -> None:
        (window,) = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        assert isinstance(window, MainWindow)
        found.append("articles" in vars(window.context.content))
        if found[-1] or len(found) == MANY:
            looks.stop()
            window.close()

    looks = QTimer(interval=20)
    looks.timeout.connect(look)
    looks.start()
    assert app.run(places) == 0
    assert found[-1]


@pytest.mark.usefixtures("_signals_and_hook")
def test_a_signal_to_end_closes_the_window_and_the_record(
    qapp: QApplication, places: Places, told: list[Problem]
) -> None:
    QTimer.singleShot(200, lambda: signal.raise_signal(signal.SIGTERM))
    assert app.run(places) == 0
    assert sorted(places.data.glob("record.db-*")) == []


def test_a_problem_is_told_in_its_three_sentences(qtbot: QtBot) -> None:
    seen = shown_box()
    app.tell(Problem(happened="It happened.", safe="It is safe.", next_step="Do this."))
    assert seen == ["Companion", "It happened.", "It is safe.\n\nDo this."]


def test_a_mistake_of_the_program_says_no_word_of_the_record(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    def read_record() -> None:
        words = SECRET
        raise ValueError(words)

    seen = shown_box()
    try:
        read_record()
    except ValueError as error:
        app.last_resort(type(error), error, error.__traceback__)
    said = capsys.readouterr().err
    assert "sister" not in said
    assert "Companion: unexpected\n  ValueError" in said
    assert "test_app.py" in said
    assert "read_record" in said
    assert seen[0] == "Companion"
    assert seen[1] == "Something went wrong in the app."
    assert "What was saved is safe." in seen[2]
    assert "sister" not in " ".join(seen)


def test_the_self_test_shows_every_page(qapp: QApplication) -> None:
    app.self_test_window()
    assert not any(isinstance(one, MainWindow) and one.isVisible() for one in qapp.allWidgets())


@pytest.mark.usefixtures("_signals_and_hook")
def test_the_look_that_was_taken_ahead_is_used_where_it_holds(
    qapp: QApplication, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary.open_or_create(places.data, lambda: NOW).close()
    looks: list[opening.Access] = []
    real = opening.look

    def look(access: opening.Access) -> opening.Look:
        looks.append(access)
        return real(access)

    monkeypatch.setattr(opening, "look", look)
    for ahead, taken in ((opening.begin(places.data), 0), (None, 1)):
        looks.clear()
        QTimer.singleShot(200, QApplication.closeAllWindows)
        assert app.run(places, ahead=ahead) == 0
        assert len(looks) == taken


def test_a_start_imports_what_it_needs_and_looks_for_garbage_after_it(places: Places) -> None:
    made = diary.open_or_create(places.data, lambda: NOW)
    made.add(CheckIn(at=NOW - timedelta(days=2000), mood=5))
    made.close()
    late = (
        "babel", "sqlite_utils", "cryptography", "typst", "companion.ui.mending",
        "companion.ui.opening_files", "companion.ui.tray", "companion.report.chart",
    )  # fmt: skip
    script = f"""
import gc, linecache, sys
from companion import cli
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from companion.ui.main_window import MainWindow
shown = MainWindow.showEvent
def end():
    print(gc.isenabled(), gc.get_freeze_count() > 0)
    QApplication.closeAllWindows()
def look(self, event):
    shown(self, event)
    print(sorted(set(sys.modules) & set({late!r})), gc.isenabled())
    print(sorted(set(linecache.cache) - sources))
    QTimer.singleShot(50, end)
MainWindow.showEvent = look
sources = set(linecache.cache)
sys.exit(cli.main(["--data-dir", {str(places.data)!r}]))
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", script]
    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == ["[] False", "[]", "True True"]
