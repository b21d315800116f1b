# SPDX-License-Identifier: Apache-2.0
"""An answer to a questionnaire's question, as a large button."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy

from companion.domain.instrument import Option
from companion.ui.context import Context
from companion.ui.spoken import RadioButton
from companion.ui.widgets.basics import key_hint, label


class AnswerButton(RadioButton):
    """One answer: words that wrap, a tick once it is chosen, and its key."""

    def __init__(self, option: Option, context: Context) -> None:
        super().__init__("")
        self.option = option
        self.setProperty("role", "largeChoice")
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{option.value}: {option.text}")
        self._tick = QLabel()
        theme = context.theme
        self._tick.setPixmap(theme.icon("check", "accent").pixmap(theme.icon_size))
        line = QHBoxLayout(self)
        line.setContentsMargins(18, 10, 14, 10)
        line.setSpacing(12)
        line.addWidget(label(option.text, "strong"), 1)
        line.addWidget(self._tick)
        line.addWidget(key_hint(str(option.value)))
        for part in self.findChildren(QLabel):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._least = theme.size("largeTarget")
        self.toggled.connect(self.show_chosen)
        self.show_chosen()

    def show_chosen(self) -> None:
        """Show the tick where this is the answer."""
        self._tick.setVisible(self.isChecked())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave the second half of a double click: it was meant for the question before."""
        event.accept()

    def hasHeightForWidth(self) -> bool:
        """Say that the words may wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of the words in a width, never less than a large target."""
        layout = self.layout()
        inner = layout.totalHeightForWidth(width) if layout else 0
        return max(self._least, inner)

    def sizeHint(self) -> QSize:
        """Give the size of the words in one line."""
        layout = self.layout()
        hint = layout.sizeHint() if layout else QSize()
        return QSize(hint.width(), max(self._least, hint.height()))

    def minimumSizeHint(self) -> QSize:
        """Let the width shrink to the longest word."""
        layout = self.layout()
        width = layout.minimumSize().width() if layout else 0
        return QSize(width, self._least)
