# SPDX-License-Identifier: Apache-2.0
"""Trying passphrases and recovery codes aside, and counting the wrong ones; they make it slower."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from companion.problem import Problem
from companion.storage.vault import WrongSecret
from companion.ui.task import Task

FREE_ATTEMPTS = 2
LONGEST_PAUSE = 30
"""Seconds to wait at most after a wrong passphrase."""


def pause_after(failures: int) -> int:
    """Give the seconds to wait after so many wrong passphrases in a row: 0, 0, 2, 4, 8 … 30."""
    if failures <= FREE_ATTEMPTS:
        return 0
    return int(min(LONGEST_PAUSE, 2 ** (failures - FREE_ATTEMPTS)))


class Attempt(QObject):
    """One try of a secret. It is let go of once it was made.

    Signals: ``granted`` with what it gave, ``refused`` with the error, ``held_back`` where it was
    not begun because there is a pause to wait for first. None comes once it was given up.
    """

    granted = Signal(object)
    refused = Signal(object)
    held_back = Signal()

    def __init__(self, act: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.act = act
        self.is_given_up = False

    def give_up(self) -> None:
        """Want nothing of it any more. What has begun goes on, as no derivation can be ended."""
        self.is_given_up = True


class Attempts(QObject):
    """Makes one attempt after another, in another thread: each takes much memory on purpose.

    It outlives whoever asks. So a wrong one that was given up, or whose window was closed, counts
    like any other, and neither is a way around the pause. ``wrong`` is how many there were in a
    row. Signal: ``failed`` after each of them.
    """

    failed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wrong = 0
        self._made: Attempt | None = None
        self._waiting: list[Attempt] = []

    def begin(self, act: Callable[[], object]) -> Attempt:
        """Try something that raises WrongSecret or another Problem, after what is tried now."""
        attempt = Attempt(act, self)
        self._waiting.append(attempt)
        self._go_on()
        return attempt

    def _go_on(self) -> None:
        while self._made is None and self._waiting:
            attempt = self._waiting.pop(0)
            if attempt.is_given_up:
                attempt.deleteLater()
                continue
            self._made = attempt
            task = Task(attempt.act, attempt)
            task.done.connect(self._on_done)
            task.failed.connect(self._on_failed)
            task.start()

    def _on_done(self, result: object) -> None:
        attempt = self._ended()
        if not attempt.is_given_up:
            self.wrong = 0
            attempt.granted.emit(result)
        self._go_on()

    def _on_failed(self, error: Exception) -> None:
        attempt = self._ended()
        if isinstance(error, WrongSecret):
            self.wrong += 1
            self.failed.emit()
            if pause_after(self.wrong):
                self._hold_back()
        if not attempt.is_given_up:
            attempt.refused.emit(error)
        self._go_on()
        if not isinstance(error, Problem):
            raise error

    def _ended(self) -> Attempt:
        assert self._made is not None
        attempt, self._made = self._made, None
        attempt.deleteLater()
        return attempt

    def _hold_back(self) -> None:
        waiting, self._waiting = self._waiting, []
        for attempt in waiting:
            if not attempt.is_given_up:
                attempt.held_back.emit()
            attempt.deleteLater()
