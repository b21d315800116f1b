# SPDX-License-Identifier: Apache-2.0
"""What every window before the main one has in common: it is gone through, and left, by keys."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from companion.ui.context import Context
from companion.ui.reading_order import go_on
from companion.ui.shortcuts import LOCK


class ByKeys(QDialog):
    """A dialog whose Tab order is that of reading. Enter presses the button it stands on alone.

    The keys of the window behind it rest, so the one that locks the diary does so from here too.
    """

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(parent)
        QShortcut(QKeySequence(LOCK), self, partial(_lock, context))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on with the Tab key as one reads, whatever was made anew meanwhile."""
        return go_on(self, forward=forward)


def _lock(context: Context) -> None:
    """Lock the diary where it has a passphrase; where it has none, a dialog stays as it is."""
    if context.is_protected:
        context.lock_asked.emit()
