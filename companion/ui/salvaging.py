# SPDX-License-Identifier: Apache-2.0
"""Looking at a damaged record and salvaging it, aside, with progress and an end at any time."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from companion.problem import Problem
from companion.storage.rescue import Rescue, rescue
from companion.storage.vault import Keys
from companion.ui.task import Task


class _Stopped(Exception):
    """The person, or the end of the app, stopped the work."""


class Salvaging(QObject):
    """One salvage. It outlives the page that shows it, as when the look changes.

    ``part`` is how much is done, from 0 to 1; ``result`` and ``problem`` say how it ended, both
    None where it runs or was stopped. Signals: ``progressed`` at each step, ``ended`` once.
    """

    progressed = Signal()
    ended = Signal()
    _told = Signal(float)

    def __init__(
        self,
        folder: Path,
        keys: Keys,
        now: Callable[[], datetime],
        parent: QObject,
        *,
        always: bool = False,
    ) -> None:
        super().__init__(parent)
        self._folder, self._keys, self._now, self._always = folder, keys, now, always
        self._stopped = False
        self.runs = False
        self.part = 0.0
        self.result: Rescue | None = None
        self.problem: Problem | None = None
        self._told.connect(self._show)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.stop)

    def start(self) -> None:
        """Begin."""
        self.runs = True
        task = Task(self._work, self)
        task.done.connect(self._done)
        task.failed.connect(self._failed)
        task.start()

    def stop(self) -> None:
        """End at the next step, and leave nothing."""
        self._stopped = True

    def _work(self) -> Rescue:
        return rescue(self._folder, self._keys, self._now, self._tell, always=self._always)

    def _tell(self, part: float) -> None:
        if self._stopped:
            raise _Stopped
        # Called off the GUI thread; the signal brings it there. The app may be gone by now.
        with suppress(RuntimeError):
            self._told.emit(part)

    # ---- slots

    def _show(self, part: float) -> None:
        self.part = part
        self.progressed.emit()

    def _done(self, result: Rescue) -> None:
        self.runs = False
        self.result = result
        self.ended.emit()

    def _failed(self, error: Exception) -> None:
        self.runs = False
        if isinstance(error, Problem):
            self.problem = error
        self.ended.emit()
        if not isinstance(error, Problem | _Stopped):
            raise error
