# SPDX-License-Identifier: Apache-2.0
"""How far work in another thread is, told on the GUI thread."""

from contextlib import suppress

from PySide6.QtCore import QObject, Signal


class Progress(QObject):
    """To be called with how many steps of how many are done, from any thread.

    Signal: ``came`` with the two numbers, which Qt hands over to the thread of whoever listens.
    """

    came = Signal(int, int)

    def __call__(self, done: int, of: int) -> None:
        """Tell it; nobody hears once the page is gone."""
        with suppress(RuntimeError):
            self.came.emit(done, of)
