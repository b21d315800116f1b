# SPDX-License-Identifier: Apache-2.0
"""How far work in another thread is, told on the GUI thread, and the way to end it early."""

from contextlib import suppress
from threading import Event
from time import monotonic

from PySide6.QtCore import QObject, Signal

from companion.stopping import go_on

SEEN = 0.04
"""Seconds between two tellings: a window that is told of each piece does nothing but paint."""


class Progress(QObject):
    """To be called with how many steps of how many are done, from any thread.

    It raises Stopped there once ``stop`` was called, unless that was too late. Signals, which Qt
    hands over to the thread of whoever listens: ``came`` with the two numbers, ``decided`` once
    there is no way back.
    """

    came = Signal(int, int)
    decided = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = Event()
        self.is_decided = False
        """Whether it goes to its end, whatever is asked."""
        self._told = 0.0

    def stop(self) -> None:
        """Have the work end at its next piece, with everything as it was before."""
        self._stop.set()

    def no_way_back(self) -> None:
        """Have it go to its end from here on; for the work to call, from any thread."""
        self.is_decided = True
        with suppress(RuntimeError):
            self.decided.emit()

    def __call__(self, done: int, of: int) -> None:
        """Tell it, but not oftener than one sees; nobody hears once the page is gone."""
        if not self.is_decided:
            go_on(self._stop)
        now = monotonic()
        if now - self._told < SEEN and done < of:
            return
        self._told = now
        with suppress(RuntimeError):
            self.came.emit(done, of)
