# SPDX-License-Identifier: Apache-2.0
"""How long nobody has used the window, and whether the computer slept meanwhile."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

TICK = 1000
WARNING = 30
"""Seconds before the end at which it is announced."""

SLEPT = 60
"""Seconds by which the clock has to run ahead of the running time to mean that it slept."""

_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Idle(QObject):
    """Counts the seconds without a key, click or movement, as long as it is started.

    Signals: ``nearing`` with the seconds left, each second of the last thirty; ``resumed`` when
    the person came back in that time; ``passed`` when the time is over; ``slept`` when the
    computer slept, with the clock a minute or more ahead of the time that ran.
    """

    nearing = Signal(int)
    resumed = Signal()
    passed = Signal()
    slept = Signal()

    def __init__(
        self,
        parent: QObject,
        running: Callable[[], float] = time.monotonic,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._running, self._clock = running, clock
        self._seconds = 0
        self._last = running()
        self._ahead = clock() - running()
        self._announced = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self.look)

    def start(self, seconds: int) -> None:
        """Count from now on; after 0 seconds of nothing, never."""
        self._seconds = seconds
        self._ahead = self._clock() - self._running()
        self.stay()
        if not self._timer.isActive():
            self._timer.start()
            # Every event there is comes by then, so what is about to be painted is painted first.
            QTimer.singleShot(0, self, self._watch)

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def _watch(self) -> None:
        app = QApplication.instance()
        if app is not None and self._timer.isActive():
            app.installEventFilter(self)

    def stay(self) -> None:
        """Take the person to be here now."""
        self._last = self._running()
        if self._announced:
            self._announced = False
            self.resumed.emit()

    def look(self) -> None:
        """Tell how long it is, as the timer does every second."""
        ahead = self._clock() - self._running()
        slept, self._ahead = ahead - self._ahead > SLEPT, ahead
        if slept:
            self.slept.emit()
        if not self._seconds:
            return
        left = self._seconds - (self._running() - self._last)
        if left <= 0:
            self.passed.emit()
        elif left <= min(WARNING, self._seconds / 2):
            self._announced = True
            self.nearing.emit(round(left))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice any use of the app."""
        if event.type() in _SIGNS_OF_LIFE:
            self.stay()
        return False
