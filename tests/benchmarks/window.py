# SPDX-License-Identifier: Apache-2.0
"""The real window on a record, in a process of its own, and when what was asked of it is painted.

Painted means: the widget was sent a paint event, and the event loop came to its next turn, by which
time Qt has handed the picture to the window system.
"""

import gc
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from companion import app as companion_app
from companion.storage.diary import open_or_create
from companion.storage.vault import Locked
from companion.ui.locking import LOCKED
from companion.ui.main_window import MainWindow
from companion.ui.making_pages import page_names
from companion.ui.pages.locked import LockedPage
from companion.ui.pages.page import Page
from tests.benchmarks import records

PATIENCE = 60.0
"""Seconds after which something that is never painted is given up."""
QUIET = 0.15
"""Seconds without a paint event after which a widget is what it will be."""

Act = Callable[[], object]


class NeverPainted(Exception):
    """What was waited for was not painted."""


class Painted(NamedTuple):
    """Seconds from what was done until the first and the last paint that came of it."""

    first: float
    last: float


class PaintWatch(QObject):
    """Notes when widgets are painted, and each time the event loop got there."""

    def __init__(self) -> None:
        super().__init__()
        self.first = self.last = 0.0
        self.count = 0
        self._waits = False

    def over(self, *widgets: QWidget) -> "PaintWatch":
        """Watch over some widgets, from now on."""
        for widget in widgets:
            widget.installEventFilter(self)
        return self

    def over_page(self, page: Page) -> "PaintWatch":
        """Watch over what a page shows."""
        sheet = page.widget()
        return self.over(page.viewport(), *([sheet] if sheet is not None else []))

    def forget(self) -> None:
        """Start over."""
        self.first = self.last = 0.0
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt's own
        """Have the time noted once this turn of the event loop is over."""
        if event.type() is QEvent.Type.Paint and not self._waits:
            self._waits = True
            QTimer.singleShot(0, self, self._note)
        return False

    def _note(self) -> None:
        self._waits = False
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.count += 1


def run_loop(seconds: float) -> None:
    """Let the event loop run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop, loop.quit)
    loop.exec()


def wait_until(is_so: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Let the event loop run until something is so. Raises NeverPainted."""
    loop = QEventLoop()
    look = QTimer(interval=1)
    end = time.perf_counter() + patience

    def see() -> None:
        if is_so() or time.perf_counter() > end:
            loop.quit()

    look.timeout.connect(see)
    look.start()
    loop.exec()
    look.stop()
    if not is_so():
        raise NeverPainted


def settle(quiet: float = QUIET) -> None:
    """Let everything that is under way come to its end."""
    run_loop(quiet)
    QThreadPool.globalInstance().waitForDone()
    run_loop(0.02)


def painted(
    watch: PaintWatch, act: Act, quiet: float = QUIET, patience: float = PATIENCE
) -> Painted:
    """Do something, and give how long it took until what is watched was painted."""
    watch.forget()
    begun = time.perf_counter()
    act()
    wait_until(lambda: watch.count > 0, patience)
    first = watch.first
    while time.perf_counter() - watch.last < quiet:
        run_loop(max(0.001, quiet - (time.perf_counter() - watch.last)))
    return Painted(first - begun, watch.last - begun)


def opened(folder: Path) -> MainWindow:
    """Give the window on the record of a folder, with the keyboard, on Today.

    Where it takes the passphrase, that was typed as a person types it.
    """
    window = started(folder)
    if window.context.is_locked:
        type_passphrase(window)
        press_enter(window)
        wait_until(lambda: not window.context.is_locked and window.place[0] != LOCKED)
        settle()
    return window


def started(folder: Path) -> MainWindow:
    """Give the window as a start leaves it some seconds later; locked where it takes a passphrase.

    What was made is no garbage to look through, and what pages would wait for was read ahead.
    """
    gc.disable()
    companion_app.application()
    try:
        diary = open_or_create(folder, records.clock)
    except Locked:
        diary = None
    window = companion_app.make_window(
        diary, folder / "preferences.json", clock=records.clock, data_folder=folder
    )
    window.show()
    window.activateWindow()
    if not QTest.qWaitForWindowActive(window, 10_000):
        raise NeverPainted
    companion_app.collect_again()
    companion_app.read_ahead(window.context)
    settle()
    run_loop((len(page_names()) + 4) * companion_app.BETWEEN / 1000)
    return window


def type_passphrase(window: MainWindow) -> None:
    """Type it into the field of a locked window; Enter is left to be pressed."""
    _field(window).setFocus()
    QTest.keyClicks(_field(window), records.PASSPHRASE)


def press_enter(window: MainWindow) -> None:
    """Press the key that unlocks, behind the passphrase."""
    QTest.keyClick(_field(window), Qt.Key.Key_Return)


def _field(window: MainWindow) -> QLineEdit:
    page = window.page
    assert isinstance(page, LockedPage)
    return page.ask.field.line


def page_of(window: MainWindow, name: str) -> Page:
    """Open a page of the window and give it, settled."""
    window.open_page(name)
    settle()
    return window.page


def memory(name: str) -> int:
    """Give one of this process's figures of memory in bytes: "VmHWM" is the peak of all."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(name)


def give(found: object) -> None:
    """Hand the figures to whoever started this process, and end it: the record is a copy."""
    print(json.dumps(found), flush=True)
    os._exit(0)
