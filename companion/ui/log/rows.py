# SPDX-License-Identifier: Apache-2.0
"""What the list of entries is made of: the heading of a day and the row of an entry, used again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFont, QFontMetrics, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QWidget

from companion.domain.records import Entry, Record
from companion.domain.safety import Reply
from companion.language import _
from companion.ui.widgets.entry_row import EDGE, EntryRow, RowLook, RowWords

if TYPE_CHECKING:
    from companion.ui.widgets.reply import ReplyPanel

BETWEEN = 2
"""Pixels between what stands in the list."""

ABOVE_RULE = 4
"""And so many more between the last row of a day and the line below it."""

RULE, ABOVE, APART = 1, 10, 8
"""Pixels of that line, above the words of a heading, and between these."""

START = int(Qt.AlignmentFlag.AlignLeft)
EXACTLY = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
"""How words stand where they are measured, and in a place that is as large as they are."""

ENDLESS = QRect(0, 0, 2000, 2000)
"""Room enough for the name of any day."""


class LogRow(EntryRow):
    """A row for an entry that is there, with a button for what can be done with it.

    One without a reply is used again for another entry: to say something else takes far less time
    than to make a row.
    """

    def __init__(
        self,
        entry: Entry[Record],
        reply: Reply | None,
        words: RowWords,
        icon: QIcon,
        look: RowLook,
    ) -> None:
        super().__init__(words, icon, look)
        self.entry = entry
        self.reply = reply
        self.call: QPushButton | None = None
        self.panel: ReplyPanel | None = None
        """Whom to call, while it is shown below."""
        if reply is not None:
            name = _("Whom to call: {entry}").format(entry=words.line)
            self.call = self.add_side(_("Whom to call"), name)
        self.more = self.add_side("⋯", self._name_of_more())
        self.more.setToolTip(_("Edit, history, delete"))
        self.menu_wanted.connect(self.more.click)

    def show_entry(self, entry: Entry[Record], words: RowWords, icon: QIcon) -> None:
        """Show another entry, or the same one as it is now."""
        is_same = words == self.words and type(entry.record) is type(self.entry.record)
        self.entry = entry
        if not is_same:
            self.say(words, icon)
            self.more.setAccessibleName(self._name_of_more())

    def _name_of_more(self) -> str:
        return _("Edit, history, delete: {entry}").format(entry=self.words.told)


class DayHead(QWidget):
    """The heading of a day, with a line above it where there is a day above. Used again, too.

    It is painted by itself, as the rows are: where words were sought, each may be of another day.
    """

    spoken_as = QAccessible.Role.Heading

    def __init__(self, look: RowLook, *, first: bool) -> None:
        super().__init__()
        self.first = first
        self.words: tuple[str, ...] = ()
        """Which day it is, and how far away where that is said."""
        self._look = look
        self._sizes: list[QSize] = []
        self._top = ABOVE if first else ABOVE_RULE + RULE + BETWEEN + ABOVE
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, day: str, when: str) -> None:
        """Say which day it is; how far it is away is said of one that is near."""
        words = (day, when) if when else (day,)
        if words == self.words:
            return
        self.words = words
        self._sizes = [
            metrics.boundingRect(ENDLESS, START, each).size()
            for each, (_font, metrics, _token) in zip(words, self._hands(), strict=False)
        ]
        self.setAccessibleName(_(", ").join(words))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Give the height the words need: how far away the day is stands below where it must."""
        return max((place.bottom() + 1 for place in self._places(width)), default=self._top)

    def sizeHint(self) -> QSize:
        """Give the size of one line."""
        width = self._in_one_line()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Give the size of the longer words."""
        widest = max((size.width() for size in self._sizes), default=0)
        tallest = max((size.height() for size in self._sizes), default=0)
        return QSize(widest + 2 * EDGE, self._top + tallest)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line above it, and its words."""
        painter = QPainter(self)
        colour = self._look.theme.colour
        if not self.first:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("line"))
            painter.drawRect(0, ABOVE_RULE, self.width(), RULE)
        hands = zip(self.words, self._hands(), self._places(self.width()), strict=False)
        for words, (font, _metrics, token), place in hands:
            painter.setFont(font)
            painter.setPen(colour(token))
            painter.drawText(
                QStyle.visualRect(self.layoutDirection(), self.rect(), place), EXACTLY, words
            )

    def _hands(self) -> tuple[tuple[QFont, QFontMetrics, str], ...]:
        """Give the font of each of its words, what that measures, and the colour."""
        look = self._look
        return (look.strong, look.strong_metrics, "ink"), (look.body, look.body_metrics, "ink2")

    def _in_one_line(self) -> int:
        """Give the width of its words beside each other, with the room at both ends."""
        between = APART * (len(self._sizes) - 1)
        return sum(size.width() for size in self._sizes) + between + 2 * EDGE

    def _places(self, width: int) -> list[QRect]:
        """Give where its words stand: beside each other, or below where there is no room."""
        beside = self._in_one_line() <= width
        line = max((size.height() for size in self._sizes), default=0)
        x, y = EDGE, self._top
        places = []
        for size in self._sizes:
            if beside:
                places.append(QRect(QPoint(x, y + (line - size.height()) // 2), size))
                x += size.width() + APART
            else:
                places.append(QRect(QPoint(x, y), size))
                y += size.height() + APART
        return places
