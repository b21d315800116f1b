# SPDX-License-Identifier: Apache-2.0
"""The main window in a language and a text size, on the made-up course, kept for many tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from companion import app, preferences
from companion.paths import places
from companion.storage.diary import Diary
from companion.ui import languages
from companion.ui.main_window import MainWindow
from tests.accessibility import in_window

USUAL, SMALL = (1180, 760), (1024, 700)


class Look(NamedTuple):
    """How the window is shown."""

    language: str = "en"
    text_size: int = 100

    def __str__(self) -> str:
        return f"{self.language}-{self.text_size}"


@contextmanager
def window_on(diary: Diary, look: Look, folder: Path) -> Iterator[MainWindow]:
    """Show the main window; English again afterwards. Twice the words stand in the least window."""
    chosen = preferences.read(places(diary.access.folder).preferences)
    path = folder / "preferences.json"
    given = replace(
        chosen, text_size=look.text_size, language=look.language, protect_after=date.max
    )
    preferences.write(path, given)
    languages.speak(app.application(), look.language)
    window = app.make_window(diary, path, data_folder=diary.access.folder)
    window.resize(*(USUAL if look.text_size == 100 else SMALL))
    bring_forward(window)
    try:
        yield window
    finally:
        window.close()
        let_go(window)
        languages.speak(app.application(), "en")


def bring_forward(window: QWidget) -> None:
    """Show a window and wait until it has the keyboard."""
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)


def let_go(window: QWidget) -> None:
    """Take a window away for good, and what hangs on it."""
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle(place: QWidget) -> None:
    """Wait until nothing is laid out anew any more: what wraps takes a few turns."""
    before: object = None
    for _turn in range(100):
        QTest.qWait(10)
        now = [(each.pos(), each.size()) for each in place.findChildren(QWidget)]
        if now == before:
            return
        before = now


def does_not_fit(window: QWidget) -> list[str]:
    """Give what of a window is cut off, or has to be moved sideways to be seen."""
    QApplication.processEvents()
    wide = [
        each
        for area in window.findChildren(QScrollArea)
        if area.isVisible()
        for each in in_window.too_wide(area)
    ]
    return [*wide, *in_window.cut_off(window)]
