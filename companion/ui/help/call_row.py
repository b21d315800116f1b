# SPDX-License-Identifier: Apache-2.0
"""One number to call: in figures as large as there is room for, with its state and its code."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QVBoxLayout, QWidget

from companion.language import _
from companion.ui.theme import Theme
from companion.ui.widgets.basics import Columns, Whole, label
from companion.ui.widgets.qr import QrCode

FOLDS_CODE = 280
"""Pixels at the usual text size under which a code stands below its number."""
LARGE_CODE, SMALL_CODE = 4, 3
"""Pixels of a code's module: of the number to call first, and of the others."""


class BigNumber(QWidget):
    """A number to call, as large as there is room for, in one line."""

    spoken_as = QAccessible.Role.StaticText

    def __init__(self, number: str, token: str, theme: Theme) -> None:
        super().__init__()
        self.number = number
        self._token = token
        self._theme = theme
        self.setAccessibleName(number)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give the size of the number at its largest."""
        return self._size("number")

    def minimumSizeHint(self) -> QSize:
        """Let it shrink to the size of text."""
        return QSize(self._size("body").width(), self._size("number").height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the number in the largest size that fits."""
        del event
        painter = QPainter(self)
        painter.setPen(self._theme.colour(self._token))
        sizes = ("number", "question", "page", "card", "body")
        fitting = [each for each in sizes if self._size(each).width() <= self.width()]
        painter.setFont(self._theme.font(fitting[0] if fitting else "body", 700))
        place = QRect(0, 0, self.width(), self.height())
        # Figures run from the left in every language; where they begin is where one reads from.
        start = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.drawText(place, start | Qt.AlignmentFlag.AlignVCenter, self.number)

    def _size(self, token: str) -> QSize:
        metrics = QFontMetrics(self._theme.font(token, 700))
        return QSize(metrics.horizontalAdvance(self.number) + 2, metrics.height())


class CallRow(Columns):
    """Words about one number at the left, and at the right the code of what a phone is to do.

    The ``first`` of a card says below its code what the code is for.
    """

    def __init__(
        self,
        words: Sequence[QWidget],
        code: str,
        number: str,
        theme: Theme,
        *,
        large: bool = False,
        first: bool = False,
    ) -> None:
        left = Whole()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for each in words:
            column.addWidget(each)
        column.addStretch(1)
        parts: list[tuple[QWidget, int]] = [(left, 1)]
        if code:
            module = LARGE_CODE if large else SMALL_CODE
            parts.append((_scanned(code, number, module, says=first), 0))
        super().__init__(parts, narrow=theme.scaled(FOLDS_CODE))


def _scanned(code: str, number: str, module: int, *, says: bool) -> QWidget:
    """Give a code, with what to do with it where it ``says`` so."""
    whole = Whole()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    if code.startswith("sms:"):
        name = _("Code for a phone’s camera, to send a text: {number}").format(number=number)
        words = _("scan to text")
    else:
        name = _("Code for a phone’s camera: {number}").format(number=number)
        words = _("scan with a phone")
    # Codes of one card stand exactly below one another, with words below them or without.
    right = Qt.AlignmentFlag.AlignRight
    column.addWidget(QrCode(code, name, module=module), 0, right)
    if says:
        column.addWidget(label(words, "small", wrap=False), 0, right)
    column.addStretch(1)
    return whole
