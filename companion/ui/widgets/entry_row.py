# SPDX-License-Identifier: Apache-2.0
"""One line of the log, painted by itself so that a page of them stays light."""

import re

from msgspec import Struct
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QSizePolicy, QStyle, QWidget

from companion.language import _
from companion.ui.theme import Theme
from companion.ui.widgets.basics import breakable, button

LONGEST = 220
"""Characters of a line and of typed words that are shown; the rest stands in the entry."""

LOOKED_AT = 4 * LONGEST
"""Characters that are looked at for it: spaces and line ends take no room."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Line ends, tabs and every other control character."""

WRAP = int(Qt.TextFlag.TextWordWrap)
GAP = 12
EDGE = 10
BETWEEN = 4


class RowWords(Struct, frozen=True, kw_only=True):
    """What a row says."""

    time: str
    line: str
    words: str = ""
    mark: str = ""
    flag: str = ""
    urgent: bool = False

    @property
    def told(self) -> str:
        """The line with its time, which tells it from one of the same day that says the same."""
        return _(", ").join(part for part in (self.time, self.line) if part)


class RowLook:
    """What all rows of a page share: the theme, its fonts and what they measure, made once."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.body = theme.font()
        self.small = theme.font("secondary")
        self.strong = theme.font(weight=600)
        self.body_metrics = QFontMetrics(self.body)
        self.strong_metrics = QFontMetrics(self.strong)
        self.small_metrics = QFontMetrics(self.small)
        self.icon_size = theme.icon_size
        self.least = theme.size("target") + 6
        """The height of a row of one line."""
        self.usual, self.narrowest = theme.scaled(420), theme.scaled(200)
        self.top = (self.least - self.body_metrics.height()) // 2
        self.icon_left = EDGE + self.body_metrics.horizontalAdvance("00:00") + GAP


class EntryRow(QAbstractButton):
    """A row to press: the time, an icon, a line, and below it what was typed.

    Signals: ``opened``; ``walked`` with -1 or 1 when an arrow leads on; ``removed`` on Delete;
    ``menu_wanted`` when the menu is asked for.
    """

    opened = Signal()
    walked = Signal(int)
    removed = Signal()
    menu_wanted = Signal()

    def __init__(self, words: RowWords, icon: QIcon, look: RowLook) -> None:
        super().__init__()
        self._look = look
        self._laid: dict[int, list[tuple[str, QRect, QFont, QColor]]] = {}
        self._heights: dict[int, int] = {}
        self._side: list[QPushButton] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.say(words, icon)
        self.clicked.connect(self.opened.emit)

    def say(self, words: RowWords, icon: QIcon) -> None:
        """Say something, in place of what it said before."""
        self.words = words
        self._icon = icon
        self._typed = shortened(words.words)
        self._lay_out_anew()
        parts = (words.time, words.line, words.mark, words.flag, self._typed)
        self.setAccessibleName(_(", ").join(part for part in parts if part))

    def add_side(self, words: str, name: str) -> QPushButton:
        """Put a small button at the right end."""
        made = button(words, "more", name=name)
        made.setParent(self)
        self._side.append(made)
        self._lay_out_anew()
        return made

    def heightForWidth(self, width: int) -> int:
        """Give the height the words need."""
        if width not in self._heights:
            bottom = max((rect.bottom() for _text, rect, _f, _c in self._lines(width)), default=0)
            self._heights[width] = max(bottom + EDGE + 1, self._look.least)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Give a usual size; the height follows from the width the row is given."""
        return QSize(self._look.usual, self._look.least)

    def minimumSizeHint(self) -> QSize:
        """Give the narrowest that still reads well."""
        return QSize(self._look.narrowest, self._look.least)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        look = self._look
        painter.setFont(look.body)
        painter.setPen(look.theme.colour("ink2"))
        top, metrics, size = look.top, look.body_metrics, look.icon_size
        room = QRect(EDGE, top, metrics.horizontalAdvance(self.words.time) + 2, metrics.height())
        painter.drawText(self._turned(room), self.words.time)
        pixmap = self._icon.pixmap(size)
        middle = top + (metrics.height() - size.height()) // 2
        painter.drawPixmap(self._turned(QRect(QPoint(look.icon_left, middle), size)), pixmap)
        for text, rect, font, colour in self._lines(self.width()):
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(self._turned(rect), WRAP, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the small buttons at the right end."""
        super().resizeEvent(event)
        if event.size().width() == event.oldSize().width():
            return
        right = self.width() - BETWEEN
        for made in reversed(self._side):
            size = made.sizeHint()
            right -= size.width()
            made.setGeometry(self._turned(QRect(QPoint(right, 2), size)))
            right -= BETWEEN

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, walk with the arrows, delete with Delete, menu with its key."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit()
            case Qt.Key.Key_Down:
                self.walked.emit(1)
            case Qt.Key.Key_Up:
                self.walked.emit(-1)
            case Qt.Key.Key_Delete:
                self.removed.emit()
            case Qt.Key.Key_Menu:
                self.menu_wanted.emit()
            case Qt.Key.Key_F10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.menu_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def _paint_ground(self, painter: QPainter) -> None:
        inner = self.rect().adjusted(1, 1, -1, -1)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.theme.colour("accentSoft"))
            painter.drawRoundedRect(inner, 8, 8)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._look.theme.colour("accent"), 2))
            painter.drawRoundedRect(inner, 8, 8)

    def _turned(self, place: QRect) -> QRect:
        """Give a place as it is where one reads from the right, if one does."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)

    def _lines(self, width: int) -> list[tuple[str, QRect, QFont, QColor]]:
        """Give each text with its place, font and colour, in a width; laid out once."""
        if width not in self._laid:
            self._laid[width] = self._lay_out(width)
        return self._laid[width]

    def _lay_out(self, width: int) -> list[tuple[str, QRect, QFont, QColor]]:
        look = self._look
        colour, body, small = look.theme.colour, look.body_metrics, look.small_metrics
        left = look.icon_left + look.icon_size.width() + GAP
        right = max(left + 80, width - self._side_width() - GAP)
        lines: list[tuple[str, QRect, QFont, QColor]] = []
        edge, below = right, ""
        room = small.horizontalAdvance(self.words.mark) + 2
        if room > (right - left) // 3:
            below = self.words.mark
        elif self.words.mark:
            top = look.top + body.ascent() - small.ascent()
            place = QRect(right - room, top, room, small.height())
            lines.append((self.words.mark, place, look.small, colour("ink2")))
            edge = right - room - GAP
        alarm = colour("danger" if self.words.urgent else "warn")
        told = (
            (breakable(self.words.line), look.body, body, colour("ink"), edge),
            (breakable(self._typed), look.body, body, colour("ink2"), right),
            (below, look.small, small, colour("ink2"), right),
            (self.words.flag, look.small, small, alarm, right),
        )
        top = look.top
        for text, font, metrics, ink, end in told:
            if text:
                place = QRect(left, top, max(60, end - left), 10_000)
                place.setHeight(metrics.boundingRect(place, WRAP, text).height())
                lines.append((text, place, font, ink))
                top += place.height() + 2
        return lines

    def _lay_out_anew(self) -> None:
        self._laid.clear()
        self._heights.clear()
        self.updateGeometry()
        self.update()

    def _side_width(self) -> int:
        return sum(made.sizeHint().width() + BETWEEN for made in self._side)


def show_menu(menu: QMenu, under: QWidget) -> None:
    """Show a menu below a button."""
    menu.popup(under.mapToGlobal(QPoint(0, under.height() + 2)))


def shortened(words: str) -> str:
    """Give words in one short line, as a row shows them."""
    # A control character beside right-to-left words would put them out of order.
    whole = words.strip()
    seen = whole[:LOOKED_AT]
    together = " ".join(_CONTROL.sub(" ", seen).split())
    if len(together) <= LONGEST and seen == whole:
        return together
    return together[: LONGEST - 1].rstrip() + "…"
