# SPDX-License-Identifier: Apache-2.0
"""What the whole journeys share: a clock to advance, the real window, and someone before it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from companion import app
from companion.storage.diary import Diary, open_or_create
from companion.ui.context import Context
from companion.ui.main_window import MainWindow
from tests.e2e.person import Person, screenshots
from tests.ui.gestures import bring_up

Open = Callable[..., MainWindow]


class Clock:
    """A clock that stands still until it is advanced: Monday 23 November 2026, 10:00."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def next_day(self) -> None:
        """Let a day pass."""
        self.moment += timedelta(days=1)


@pytest.fixture(autouse=True)
def _place_and_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Context, "zone", property(lambda _context: "Europe/Dublin"))
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def own_dialogs() -> Iterator[None]:
    """Show Qt's own file dialog, since the system's is another program."""
    attribute = Qt.ApplicationAttribute.AA_DontUseNativeDialogs
    QApplication.setAttribute(attribute, True)
    yield
    QApplication.setAttribute(attribute, False)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return screenshots(tmp_path / "pictures")


@pytest.fixture
def diary(tmp_path: Path, clock: Clock) -> Iterator[Diary]:
    opened = open_or_create(tmp_path / "record", clock)
    yield opened
    opened.close()


@pytest.fixture
def open_window(*, qtbot: QtBot, clock: Clock, tmp_path: Path) -> Open:
    """Give what opens the real window on a diary."""

    def opened(diary: Diary, *, welcomes: bool = False) -> MainWindow:
        preferences, folder = tmp_path / "preferences.json", tmp_path / "record"
        window = app.make_window(
            diary, preferences, clock=clock, data_folder=folder, welcomes=welcomes
        )
        qtbot.addWidget(window)
        bring_up(qtbot, window)
        return window

    return opened


@pytest.fixture
def newcomer(*, diary: Diary, open_window: Open, pictures: Path) -> Person:
    """Give someone who starts the app for the first time."""
    return Person(open_window(diary, welcomes=True), pictures)


@pytest.fixture
def person(*, diary: Diary, open_window: Open, pictures: Path) -> Person:
    """Give someone who sits before the window of the diary."""
    return Person(open_window(diary), pictures)
