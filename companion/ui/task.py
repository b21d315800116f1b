# SPDX-License-Identifier: Apache-2.0
"""Work that takes longer than a frame, off the GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, Signal


class Task(QObject):
    """Run a function in the thread pool and report back on the GUI thread.

    Signals: ``done`` with the result, ``failed`` with the exception. Give it a parent that
    outlives the work.
    """

    done = Signal(object)
    failed = Signal(Exception)

    def __init__(self, function: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._function = function

    def start(self) -> None:
        """Start the work."""
        QThreadPool.globalInstance().start(self._run)

    def _run(self) -> None:
        try:
            result = self._function()
        except Exception as error:  # noqa: BLE001 - handed to the GUI thread, which tells it apart
            self.failed.emit(error)
        else:
            self.done.emit(result)
