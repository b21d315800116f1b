# SPDX-License-Identifier: Apache-2.0
"""What the tests of the window share: a real diary, a clock to advance, and a recording guide."""

import gc
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.storage import ids
from companion.storage.diary import Diary, create, open_
from companion.ui.context import Context
from companion.ui.main_window import MainWindow
from companion.ui.theme import load_fonts
from tests.quick_seals import seal_quickly
from tests.ui.gestures import LOOK_FOR_A_DIALOG, bring_up

ZONE = "Europe/Dublin"


class Clock:
    """A clock that stands still until it is advanced: Monday 23 November 2026, 10:00."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **parts: float) -> None:
        """Let time pass, as ``advance(days=1, hours=2)``."""
        self.moment += timedelta(**parts)


class RecordingWays:
    """Stands for the main window and remembers what it was asked."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, str]] = []
        self.saved: list[str] = []
        self.said: list[str] = []

    def open_page(self, name: str, argument: str = "") -> None:
        self.pages.append((name, argument))

    def go_back(self) -> None:
        self.pages.append(("", ""))

    def say_saved(self, what: str) -> None:
        self.saved.append(what)

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


@pytest.fixture(scope="session", autouse=True)
def _what_stays() -> Iterator[None]:
    """Keep what was there before the first window out of every look for what can go."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """Let go of the last test's widgets: the style sheet is applied to every one that lives.

    A window that no test let go of goes too. What is left of Python's own stays out of the next
    look for what can go, which would take longer with every test.
    """
    yield
    for widget in QApplication.topLevelWidgets():
        if widget.parent() is None:
            widget.deleteLater()
    app = QApplication.instance()
    for look in app.findChildren(QTimer, LOOK_FOR_A_DIALOG) if app is not None else ():
        look.stop()
        look.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _place_and_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Context, "zone", property(lambda _context: ZONE))
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


@pytest.fixture(autouse=True)
def _seals_cost_next_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to the tests of the vault what a seal has to cost."""
    seal_quickly(monkeypatch.setattr)


@pytest.fixture(scope="session")
def fonts(qapp: QApplication) -> None:
    load_fonts()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ways() -> RecordingWays:
    return RecordingWays()


@pytest.fixture(scope="session")
def content() -> Content:
    return Content()


@pytest.fixture(scope="session")
def empty_diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a diary that was just begun, to be copied: to begin one takes long."""
    clock = Clock()
    folder = tmp_path_factory.mktemp("empty") / "Companion"
    create(folder, clock, ids.ids(clock)).close()
    return folder


@pytest.fixture
def diary(tmp_path: Path, empty_diary: Path, clock: Clock) -> Iterator[Diary]:
    folder = tmp_path / "Companion"
    shutil.copytree(empty_diary, folder)
    opened = open_(folder, clock, ids.ids(clock))
    yield opened
    opened.close()


@pytest.fixture
def context(
    *,
    fonts: None,
    qapp: QApplication,
    diary: Diary,
    content: Content,
    clock: Clock,
    ways: RecordingWays,
    tmp_path: Path,
) -> Context:
    made = Context(diary, content, clock, tmp_path / "preferences.json", ways)
    made.theme.apply(qapp)
    return made


@pytest.fixture
def window(
    *,
    fonts: None,
    qtbot: QtBot,
    diary: Diary,
    content: Content,
    clock: Clock,
    tmp_path: Path,
) -> MainWindow:
    made = MainWindow(diary, content, clock, tmp_path / "preferences.json")
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    return made
