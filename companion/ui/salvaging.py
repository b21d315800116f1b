# SPDX-License-Identifier: Apache-2.0
"""Looking at a damaged record and salvaging it, aside, with progress and an end at any time."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from companion.problem import Problem
from companion.stopping import Stopped
from companion.storage.rescue import Rescue, rescue
from companion.storage.vault import Keys
from companion.ui.aside import beside_the_window
from companion.ui.progress import Progress
from companion.ui.task import Task


class Salvaging(QObject):
    """One salvage. It outlives the page that shows it, as when the look changes.

    ``part`` is how much is done, from 0 to 1; ``result`` and ``problem`` say how it ended, both
    None where it runs or was stopped. Signals: ``progressed`` at each step, ``ended`` once.
    """

    progressed = Signal()
    ended = Signal()

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
        self._progress = Progress(self)
        self.runs = False
        self.part = 0.0
        self.result: Rescue | None = None
        self.problem: Problem | None = None
        self._progress.came.connect(self._show)
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
        self._progress.stop()

    def _work(self) -> Rescue:
        with beside_the_window():
            return rescue(
                self._folder,
                self._keys,
                self._now,
                always=self._always,
                progress=self._progress,
            )

    # ---- slots

    def _show(self, done: int, of: int) -> None:
        self.part = done / of
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
        if not isinstance(error, Problem | Stopped):
            raise error
