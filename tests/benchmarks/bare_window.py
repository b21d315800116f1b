# SPDX-License-Identifier: Apache-2.0
"""The floor of every start: a window of PySide6 with nothing in it, painted once.

On its own, `python -m tests.benchmarks.bare_window` prints when it was painted and the peak memory.
"""

import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Bare(QWidget):
    """Nothing at all."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 -- Qt's own
        """Say when, once this turn of the event loop is over."""
        super().paintEvent(event)
        QTimer.singleShot(0, self, _finish)


def _finish() -> None:
    painted = time.monotonic()
    # Imported late: it is no part of a bare window.
    from tests.benchmarks.window_process import finish

    finish(painted, painted)


def main() -> None:
    """Show it."""
    app = QApplication([])
    window = Bare()
    window.resize(1180, 760)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
