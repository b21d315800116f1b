# SPDX-License-Identifier: Apache-2.0
"""The app started as a person starts it, by its command line; it says when its page was painted.

All that is done to it is to see its window being shown: the page in it is then watched for paint
events. No more is imported before its own start than Qt, which both this and the floor import.
"""

import builtins
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QMainWindow, QScrollArea, QWidget

QUIET = 0.3
"""Seconds without a paint event after which the page is what it will be."""


class Watch(QObject):
    """Notes when the page is painted first, and last before it is quiet."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.first = self.last = 0.0
        self._quiet = QTimer(self, interval=round(QUIET * 1000), singleShot=True)
        self._quiet.timeout.connect(self._finish)
        for widget in (page, *_inside(page)):
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt's own
        """Have the time noted once this turn of the event loop is over."""
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._note)
        return False

    def _note(self) -> None:
        self.last = time.monotonic()
        self.first = self.first or self.last
        self._quiet.start()

    def _finish(self) -> None:
        from tests.benchmarks.window_process import finish

        finish(self.first, self.last)


def _inside(page: QWidget) -> tuple[QWidget, ...]:
    if not isinstance(page, QScrollArea):
        return ()
    sheet = page.widget()
    return (page.viewport(), *([sheet] if sheet is not None else []))


def main(folder: Path) -> int:
    """Start the app on the record of a folder."""
    show: Callable[[QMainWindow], None] = QMainWindow.show

    def shown(window: QMainWindow) -> None:
        page = getattr(window, "page", window)
        Watch(page)
        show(window)

    setattr(QMainWindow, "show", shown)  # noqa: B010 -- types say that it cannot be replaced
    # A start imports the command line before Qt, and what looks at the record. Here Qt is there
    # first, with which PySide puts an import of its own in place that reads every source; whether
    # it stays is up to the app.
    with_qt = builtins.__import__
    builtins.__import__ = getattr(builtins, "__orig_import__", with_qt)
    from companion import cli
    from companion.storage import opening

    del opening
    builtins.__import__ = with_qt
    return cli.main(["--data-dir", str(folder)])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
