# SPDX-License-Identifier: Apache-2.0
"""A list that drops down, of which one entry is chosen."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox

from companion.ui.widgets.basics import scaled

LEAST_LETTERS = 12
"""Letters that a list which takes little room shows at least of an entry."""
WIDEST, WIDEST_LEAST = 420, 260
"""Pixels at the usual text size that a list takes at most for its longest entry, which somebody may
have typed, and those below which it shrinks in any case."""


class DropDown(QComboBox):
    """A list that drops down. Neither the mouse wheel nor a stray key chooses before it is open."""

    spoken_as = QAccessible.Role.ComboBox

    def take_little_room(self) -> None:
        """Let it be narrower than its longest entry, whatever is filled into it."""
        self.setMinimumContentsLength(LEAST_LETTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def sizeHint(self) -> QSize:
        """Give the size for its longest entry, as far as that is no longer than entries are."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), scaled(WIDEST)), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Let it shrink where its longest entry is very long."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), scaled(WIDEST_LEAST)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sign that it opens, which the style sheet leaves out."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = self.fontMetrics().height() / 4
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), half / 3))
        from_end, y = 4 * half + 4, self.height() / 2
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = from_end if turned else self.width() - from_end
        painter.drawPolyline(
            [
                QPointF(x - half, y - half / 2),
                QPointF(x, y + half / 2),
                QPointF(x + half, y - half / 2),
            ]
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list with the arrows or with any letter."""
        arrow = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if arrow or event.text().isalnum():
            self.showPopup()
        else:
            super().keyPressEvent(event)
