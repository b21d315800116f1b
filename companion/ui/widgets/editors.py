# SPDX-License-Identifier: Apache-2.0
"""Editors that take whatever is pasted into them: all of it, and without standing still.

Ctrl+Z undoes typing in them. Where there is none, it is left to the window.
"""

import re
from typing import Protocol

from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextOption
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

MOST = 2**31 - 1
"""Qt takes 32,767 letters into a line and drops the rest without a word."""

ASKED = QEvent.Type.ShortcutOverride
"""What Qt sends before a key is given to the window."""

_ENDLESS = re.compile(r"\S{2000}")
"""What has no place to break it would be laid out again and again, letter by letter."""


class Undoes(Protocol):
    """What keeps what was typed, to undo it: a line, or the document of several."""

    def isUndoAvailable(self) -> bool:
        """Tell whether there is typing to undo."""
        ...

    def isRedoAvailable(self) -> bool:
        """Tell whether typing was undone."""
        ...


def left_to_window(event: QEvent, line: Undoes) -> bool:
    """Leave the key that undoes to the window where nothing was typed; tell whether that is so.

    Qt asks whoever has the keyboard before the window is given a key, and its editors always take
    this one. One in which typing was undone keeps it: who presses it once too often means the field.
    """
    if event.type() is not ASKED or line.isUndoAvailable() or line.isRedoAvailable():
        return False
    if not (isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)):
        return False
    event.ignore()
    return True


class Line(QLineEdit):
    """One line, however long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(MOST)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window where nothing was typed."""
        return not left_to_window(event, self) and super().event(event)


class Lines(QPlainTextEdit):
    """Several lines; an endless word is broken anywhere, since there is no better place."""

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window where nothing was typed."""
        return not left_to_window(event, self.document()) and super().event(event)

    def setPlainText(self, text: str) -> None:
        """Put a text in the place of another."""
        self._break_fitly(text)
        super().setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste, or take what was dropped."""
        self._break_fitly(f"{self.toPlainText()}{source.text()}")
        super().insertFromMimeData(source)

    def _break_fitly(self, text: str) -> None:
        modes = QTextOption.WrapMode
        endless = _ENDLESS.search(text) is not None
        self.setWordWrapMode(modes.WrapAnywhere if endless else modes.WrapAtWordBoundaryOrAnywhere)
