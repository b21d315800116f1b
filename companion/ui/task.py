# SPDX-License-Identifier: Apache-2.0
"""Work that takes longer than a frame, off the GUI thread."""

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QThreadPool, Signal, SignalInstance


class Task(QObject):
    """Run a function in the thread pool and report back on the GUI thread.

    Signals: ``done`` with the result, ``failed`` with the exception; neither comes once the
    parent is gone, as a page is after a change of look. It lives as long as its parent, but lets go
    of the function when that was run: a page that stays open for days has a great many of them.
    """

    done = Signal(object)
    failed = Signal(Exception)

    def __init__(self, function: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._function: Callable[[], object] | None = function

    def start(self) -> None:
        """Start the work."""
        QThreadPool.globalInstance().start(self._run)

    def _run(self) -> None:
        function, self._function = self._function, None
        assert function is not None, "it was started before"
        try:
            result = function()
        except Exception as error:  # noqa: BLE001 - handed to the GUI thread, which tells it apart
            self._tell(self.failed, error)
        else:
            self._tell(self.done, result)

    def _tell(self, signal: SignalInstance, what: object) -> None:
        # Qt says so by a RuntimeError when the task went with its parent while it ran.
        with suppress(RuntimeError):
            signal.emit(what)
