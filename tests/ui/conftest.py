# SPDX-License-Identifier: Apache-2.0
"""What the tests of the window share: a real diary, a clock to advance, and a recording guide."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.storage import ids
from companion.storage.diary import Diary, create
from companion.ui.context import Context
from companion.ui.main_window import MainWindow
from companion.ui.theme import load_fonts

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
    """Let go of the last test's widgets: the style sheet is applied to every one that lives."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


@pytest.fixture(autouse=True)
def _place_and_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Context, "zone", property(lambda _context: ZONE))
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


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


@pytest.fixture
def diary(tmp_path: Path, clock: Clock) -> Iterator[Diary]:
    opened = create(tmp_path / "Companion", clock, ids.ids(clock))
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
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made
