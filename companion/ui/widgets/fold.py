# SPDX-License-Identifier: Apache-2.0
"""A part that folds away what is not asked of everybody."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from companion.ui.spoken import FoldButton
from companion.ui.theme import Theme
from companion.ui.widgets.basics import button, row


class _Press(FoldButton):
    """Words that stand on several lines where there is no room for them on one."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
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
            self.setAccessibleName(self._words.replace("&&", "&") if len(lines) > 1 else "")

    def _length(self, words: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, words).width()

    def _beside(self) -> int:
        """Give the width of all that is not words: the sign, the room beside it, the edges."""
        return super().sizeHint().width() - self._length(super().text())


class Fold(QWidget):
    """Words to press, and below them what they hide until then."""

    def __init__(self, words: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.press = button(words, "plain", kind=_Press)
        self.press.setIconSize(theme.icon_size)
        self.press.toggled.connect(self._show)
        self.inside = QWidget()
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(16)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row(self.press, 1))
        layout.addWidget(self.inside)
        self._show(opened=False)

    @property
    def opened(self) -> bool:
        """Whether what is inside can be seen."""
        return self.press.isChecked()

    def open(self) -> None:
        """Show what is inside."""
        self.press.setChecked(True)

    def close_again(self) -> None:
        """Hide what is inside."""
        self.press.setChecked(False)

    def _show(self, opened: bool) -> None:
        self.inside.setVisible(opened)
        self.press.setIcon(
            self._theme.icon("chevron-down" if opened else "chevron-right", "accent")
        )
