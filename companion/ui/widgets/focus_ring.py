# SPDX-License-Identifier: Apache-2.0
"""A ring around what has the keyboard, where its own picture leaves no room for one."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from companion.ui.theme import Theme

GAP = 6
"""Pixels between what has the keyboard and the outer edge of its ring."""


class FocusRing(QWidget):
    """Stands beside a widget, in what holds it, and is seen while that widget has the keyboard."""

    def __init__(self, around: QWidget, theme: Theme) -> None:
        super().__init__(around)
        self._around = around
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        around.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the keyboard, and follow what it is around."""
        match event.type():
            case QEvent.Type.FocusIn if self._around.parentWidget() is not None:
                self.setParent(self._around.parentWidget())
                self._follow()
                self.show()
                self.raise_()
            case QEvent.Type.FocusOut:
                self.hide()
            case QEvent.Type.Move | QEvent.Type.Resize:
                self._follow()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()

    def _follow(self) -> None:
        self.setGeometry(self._around.geometry().adjusted(-GAP, -GAP, GAP, GAP))
