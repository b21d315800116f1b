# SPDX-License-Identifier: Apache-2.0
"""Editors that take whatever is pasted into them: all of it, and without standing still."""

import re

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

MOST = 2**31 - 1
"""Qt takes 32,767 letters into a line and drops the rest without a word."""

_ENDLESS = re.compile(r"\S{2000}")
"""What has no place to break it would be laid out again and again, letter by letter."""


class Line(QLineEdit):
    """One line, however long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(MOST)


class Lines(QPlainTextEdit):
    """Several lines; an endless word is broken anywhere, since there is no better place."""

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
