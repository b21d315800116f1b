# SPDX-License-Identifier: Apache-2.0
"""Buttons whose words begin a new line where there is no room for them on one."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from companion.ui.spoken import Button, FoldButton


class Wrapping(QPushButton):
    """Words that stand on several lines where there is no room for them on one."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self._spoken = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Give the words as they are, on however many lines they stand."""
        return self._words

    def setText(self, words: str) -> None:
        """Take other words."""
        self._words = words
        self._wrap()

    def sizeHint(self) -> QSize:
        """Give the size with all words on one line; as high as they are now."""
        return QSize(self._beside() + self._length(self._words), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Let it shrink to its longest word."""
        longest = max(map(self._length, self._words.split()), default=0)
        return QSize(self._beside() + longest, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Begin a new line where there is no room."""
        super().resizeEvent(event)
        self._wrap()

    def _wrap(self) -> None:
        room = self.width() - self._beside()
        lines = [""]
        for word in self._words.split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if lines[-1] and self._length(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        told = "\n".join(lines)
        if told != super().text():
            super().setText(told)
            if self.accessibleName() == self._spoken:  # else it was given another name
                self._spoken = self._words.replace("&&", "&") if len(lines) > 1 else ""
                self.setAccessibleName(self._spoken)

    def _length(self, words: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, words).width()

    def _beside(self) -> int:
        """Give the width of all that is not words: the sign, the room beside it, the edges."""
        return super().sizeHint().width() - self._length(super().text())


class WrappedButton(Wrapping, Button):
    """Acts."""


class WrappedFold(Wrapping, FoldButton):
    """Shows and hides what stands below it."""
