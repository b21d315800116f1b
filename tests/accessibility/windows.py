# SPDX-License-Identifier: Apache-2.0
"""The main window in a language and a text size, on the made-up course, kept for many tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget

from companion import app, preferences
from companion.paths import places
from companion.storage.diary import Diary
from companion.ui import languages
from companion.ui.main_window import MainWindow
from tests.accessibility import in_process, in_window, rules

USUAL, SMALL = (1180, 760), (1024, 700)
TURN, TURNS = 10, 300
"""Milliseconds between two looks, and how many there are at most."""


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
    """Wait until nothing is laid out anew any more: what wraps takes a few turns.

    Its window has the keyboard then. A window manager that has much to do may hand it back late to
    the window that stood there before.
    """
    before: object = None
    for _turn in range(TURNS):
        QTest.qWait(TURN)
        now = [(each.pos(), each.size()) for each in place.findChildren(QWidget)]
        if now == before and place.isActiveWindow():
            return
        before = now
        if not place.isActiveWindow():
            place.activateWindow()


def in_the_end(look: Callable[[], list[str]]) -> list[str]:
    """Give what is still wrong once the system had its time to answer: it sizes windows late."""
    wrong = look()
    for _turn in range(TURNS):
        if not wrong:
            break
        QTest.qWait(TURN)
        wrong = look()
    return wrong


def misread(window: QWidget) -> list[str]:
    """Give what a screen reader would be told wrongly of a window."""
    return in_the_end(lambda: rules.faults(in_process.read(window)))


def does_not_fit(window: QWidget) -> list[str]:
    """Give what of a window is cut off, or has to be moved sideways to be seen."""
    return in_the_end(lambda: [*_to_be_moved(window), *in_window.cut_off(window)])


def _to_be_moved(window: QWidget) -> Iterator[str]:
    for area in window.findChildren(QScrollArea):
        if area.isVisible():
            yield from in_window.too_wide(area)
