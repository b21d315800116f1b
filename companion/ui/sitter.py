# SPDX-License-Identifier: Apache-2.0
"""The sitter's timer: when to look next. It is kept in memory and calls nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

EVERY = timedelta(minutes=15)
TICK = 1000


class SitterTimer(QObject):
    """Counts down to the next look, for whoever stays with the person.

    It goes on while the diary is locked. Signal: ``ticked`` every second while it runs, and once
    when it is started or ended.
    """

    ticked = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._now = now
        self._next: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self.ticked.emit)

    @property
    def runs(self) -> bool:
        """Whether someone asked for it."""
        return self._next is not None

    @property
    def left(self) -> timedelta:
        """The time until the next look; zero when it is due, or when the timer does not run."""
        if self._next is None:
            return timedelta()
        return max(timedelta(), self._next - self._now())

    @property
    def is_due(self) -> bool:
        """Whether it is time to look."""
        return self.runs and not self.left

    def start(self) -> None:
        """Begin, or begin anew after a look."""
        self._next = self._now() + EVERY
        self._timer.start()
        self.ticked.emit()

    def end(self) -> None:
        """Stop."""
        self._next = None
        self._timer.stop()
        self.ticked.emit()
