# SPDX-License-Identifier: Apache-2.0
"""Words, cards, buttons and rows in the app's hand."""

import re
from collections.abc import Iterator, Sequence
from math import ceil

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTextBoundaryFinder
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from companion.language import _
from companion.ui.spoken import Button, Heading, Rule, unmnemonic

ENDLESS = 25
"""More letters in a row than a word has, and than always find room."""
BREAK = "\u200b"
"""Where a line may end within a word; it has no width."""
_ENDLESS = re.compile(rf"[^ \t\n\r\f\v{BREAK}]{{{ENDLESS},}}")
PIECE = 5
"""Letters, each with its marks and signs, that stay together in one that is broken."""
LONGEST_LINE = 80
"""Letters of a line that is not to wrap; what somebody typed can be longer, and then it wraps."""
WIDEST = 200
"""Pixels at the usual text size of what is too long for a line that cannot wrap."""

HEADINGS = frozenset(("title", "heading", "question", "group"))
"""The roles of the style sheet whose words head what stands below them."""

USUAL_TEXT = 15
"""The height of the body text in pixels at a text size of 100 %."""


def label(words: str, role: str = "", *, wrap: bool = True, heads: bool = False) -> QLabel:
    """Give a line of words in a role of the style sheet; never read as markup.

    Where it ``heads`` what stands below it though its role does not tell so, that is said too.
    """
    made = (HeadingLabel if heads or role in HEADINGS else Label)(words, wrap=wrap)
    if role:
        made.setProperty("role", role)
    return made


class Label(QLabel):
    """Words, of which none is wider than its place: a row of letters without an end is broken.

    The words themselves stay what they were told, for whoever asks for them, has them read out or
    copies them. What is to stand in one line wraps all the same where it is far too long.
    """

    def __init__(self, words: str = "", *, wrap: bool = True) -> None:
        super().__init__(words)
        self._told = ""
        self._wraps = wrap
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if len(words) >= ENDLESS and not (wrap and _ENDLESS.search(words) is None):
            self.setText(words)

    def text(self) -> str:
        """Give the words as they were told."""
        return self._told or super().text()

    def setText(self, words: str) -> None:
        """Show other words."""
        if self._told and self.accessibleName() == self._told:
            self.setAccessibleName("")
        is_plain = self.textFormat() is Qt.TextFormat.PlainText
        shown = breakable(words) if len(words) >= ENDLESS and is_plain else words
        super().setText(shown)
        self._told = words if shown != words else ""
        if self._told and not self.accessibleName():
            self.setAccessibleName(words)
        if not self._wraps:
            self.setWordWrap(len(words) > LONGEST_LINE or bool(self._told))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the words as they were told."""
        if self._told and event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Hand on what was marked, where the system pastes that by the middle button."""
        super().mouseReleaseEvent(event)
        if self._told and QApplication.clipboard().supportsSelection():
            self._copy(QClipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the words as they were told."""
        if not self._told or not self.hasSelectedText():
            super().contextMenuEvent(event)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy"), self._copy)
        menu.popup(event.globalPos())

    def _copy(self, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        if marked := self.selectedText():
            QApplication.clipboard().setText(marked.replace(BREAK, ""), mode)


class HeadingLabel(Label, Heading):
    """Words that head what stands below them."""


def button(
    words: str, role: str = "", *, name: str = "", kind: type[QPushButton] = Button
) -> QPushButton:
    """Give a button with its words; ``name`` is what a screen reader says if not the words.

    ``kind`` tells it what the button is, where it does more than act: one of companion.ui.spoken.
    """
    told = shortened(words)
    made = kind(told)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if role:
        made.setProperty("role", role)
    if name or told != words:
        made.setAccessibleName(name or unmnemonic(words))
    return made


def unmarked(words: str) -> str:
    """Give words for a button in which an "&" is an "&", and no mark before a shortcut's letter."""
    return words.replace("&", "&&")


def breakable(words: str) -> str:
    """Give words in which an endless row of letters may be broken, so that nothing is cut off."""
    return _ENDLESS.sub(lambda run: BREAK.join(_pieces(run[0])), words)


def _pieces(run: str) -> Iterator[str]:
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, run)
    units = run.encode("utf-16-le", "surrogatepass")  # as Qt counts them
    begun = letters = 0
    while (at := finder.toNextBoundary()) != -1:
        letters += 1
        if letters == PIECE or 2 * at == len(units):
            yield units[2 * begun : 2 * at].decode("utf-16-le", "surrogatepass")
            begun, letters = at, 0


def shortened(words: str) -> str:
    """Give words for one line that cannot wrap, as of a button.

    Of what is far too long, as only something that somebody typed can be, it is how that begins.
    """
    if len(words) < ENDLESS or (len(words) <= LONGEST_LINE and not _ENDLESS.search(words)):
        return words
    metrics = QFontMetrics(QApplication.font())
    return metrics.elidedText(" ".join(words.split()), Qt.TextElideMode.ElideRight, scaled(WIDEST))


def scaled(pixels: float) -> int:
    """Give a length that grows with the text, for parts that are made without the theme."""
    return round(pixels * QApplication.font().pixelSize() / USUAL_TEXT)


def key_hint(sequence: str) -> QLabel:
    """Give the small sign that shows an action's shortcut."""
    hint = label(
        QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText), "key", wrap=False
    )
    hint.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return hint


def rule() -> QFrame:
    """Give a hairline."""
    line = Rule()
    line.setProperty("role", "rule")
    return line


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet looks at, and paint anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_shown(part: QWidget, shown: bool) -> None:
    """Show or hide a part.

    What comes up with its page anyway is left to that: what is told to show, Qt styles and lays
    out at once, before its page has a size.
    """
    if not shown or part.isHidden():
        part.setVisible(shown)


def rough_hint(whole: QWidget) -> QSize:
    """Give the size that something with parts would like, each line of words as long as it is.

    How high it is follows from the width that it is given. Qt would work that out for the width it
    would like as well, which is another one in each thing that holds others.
    """
    layout = whole.layout()
    assert layout is not None
    return layout.sizeHint()


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def row(*parts: QWidget | int, spacing: int = 8) -> QHBoxLayout:
    """Give widgets side by side; a number is stretch between them."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        else:
            layout.addWidget(part)
    return layout


def flow(*parts: QWidget, spacing: int = 10) -> "Flow":
    """Give widgets in lines that wrap."""
    made = Flow(spacing=spacing)
    for part in parts:
        made.addWidget(part)
    return made


def flow_widget(parts: Sequence[QWidget], *, spacing: int = 10) -> QWidget:
    """Give widgets in lines that wrap, to be hidden together."""
    whole = QWidget()
    whole.setLayout(flow(*parts, spacing=spacing))
    return whole


def beside(*parts: QWidget) -> QWidget:
    """Give widgets that stay side by side when a line of them wraps, as long as there is room."""
    return flow_widget(parts, spacing=8)


def stack(*parts: QWidget) -> QWidget:
    """Give widgets one below the other, with what height is left at the bottom."""
    whole = Whole()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(18)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    return whole


class Whole(QWidget):
    """Holds parts in a layout."""

    def sizeHint(self) -> QSize:
        """Give the width it would like."""
        return rough_hint(self)


class Card(QFrame):
    """A sheet of paper with a title, on which a page puts one thing."""

    def __init__(self, title: str = "", aside: QWidget | None = None, role: str = "card") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 16, 20, 20)
        self.body.setSpacing(12)
        self.heading = label(title, "heading")
        if title:
            self.setAccessibleName(title)
            top = row(self.heading, spacing=12)
            top.setStretch(0, 1)
            if aside is not None:
                top.addWidget(aside, 0, Qt.AlignmentFlag.AlignVCenter)
            if isinstance(aside, QPushButton):
                # It is taller than the title, which stands as high as that of any other card.
                self.body.setContentsMargins(20, 6, 20, 20)
                self.body.setSpacing(8)
            self.body.addLayout(top)
        else:
            self.heading.setParent(self)
            self.heading.hide()

    def sizeHint(self) -> QSize:
        """Give the width it would like."""
        return rough_hint(self)

    def add(self, part: QWidget | QLayout) -> None:
        """Put a part below the others."""
        if isinstance(part, QWidget):
            self.body.addWidget(part)
        else:
            self.body.addLayout(part)

    def fill(self) -> None:
        """Leave what height is left at the bottom."""
        self.body.addStretch(1)


class Columns(Whole):
    """Widgets side by side where there is room, else one below the other.

    ``main_last`` says that the last part matters most: it stands on top when they fold.
    """

    def __init__(
        self, parts: Sequence[tuple[QWidget, int]], *, narrow: int, main_last: bool = False
    ) -> None:
        super().__init__()
        self._narrow = narrow
        direction = QBoxLayout.Direction
        self._folded = direction.BottomToTop if main_last else direction.TopToBottom
        self._layout = _Folding(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(18)
        for part, stretch in parts:
            self._layout.addWidget(part, stretch)

    def minimumSizeHint(self) -> QSize:
        """Let the width shrink to the widest part; the columns then fold."""
        return QSize(max(self._widths(), default=0), super().minimumSizeHint().height())

    def fold(self, width: int) -> None:
        """Fold or unfold with the width, and with what the parts need by now."""
        widths = self._widths()
        needed = sum(widths) + self._layout.spacing() * max(0, len(widths) - 1)
        folded = width < max(self._narrow, needed)
        direction = self._folded if folded else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() is not direction:
            self._layout.setDirection(direction)

    def _widths(self) -> list[int]:
        """Give the least width of each part."""
        places = range(self._layout.count())
        items = (self._layout.itemAt(place) for place in places)
        return [item.minimumSize().width() for item in items if item is not None]


class _Folding(QBoxLayout):
    """Lays columns out: side by side, or one below the other."""

    def setGeometry(self, rect: QRect) -> None:
        """Look first which of both it is; Qt lays out anew for another width and other words."""
        whole = self.parentWidget()
        assert isinstance(whole, Columns)
        whole.fold(rect.width())
        super().setGeometry(rect)


class Flow(QLayout):
    """Lays widgets out in lines, like words, wrapping where the width ends.

    ``even`` fills the lines evenly, so that no widget is left alone on the last. ``top`` lets what
    stands on a line begin at one height, not have its middle there.
    """

    def __init__(self, spacing: int = 8, *, even: bool = False, top: bool = False) -> None:
        self._even = even
        self._top = top
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        super().__init__()
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item in (Qt calls this)."""
        self._items.append(item)

    def count(self) -> int:
        """Give how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Give an item by its place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out by its place."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height the lines need in a width; Qt asks for it again and again."""
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return height

    def invalidate(self) -> None:
        """Forget what was worked out: a widget changed (Qt calls this)."""
        self._heights.clear()
        super().invalidate()

    def sizeHint(self) -> QSize:
        """Give the size of everything in one line."""
        widths = [item.sizeHint().width() for item in self._shown()]
        height = max((item.sizeHint().height() for item in self._shown()), default=0)
        return QSize(sum(widths) + self.spacing() * max(0, len(widths) - 1), height)

    def minimumSize(self) -> QSize:
        """Give the size of the largest item."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Lay the items out in a place."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _items_a_line(self, width: int) -> int:
        """Give how many items stand on a line when lines are even; 0 when they are not."""
        items = self._shown()
        if not self._even or self.sizeHint().width() <= width or not items:
            return 0
        widest = max(item.sizeHint().width() for item in items) + self.spacing()
        fit = max(1, (width + self.spacing()) // widest)
        return ceil(len(items) / ceil(len(items) / fit))

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay the lines out from where one begins to read; give the height they take."""
        y = rect.y()
        is_turned = move and self._direction() is Qt.LayoutDirection.RightToLeft
        for line in self._lines(rect.width()):
            height = max(size.height() for _item, size in line)
            x = rect.x()
            for item, size in line:
                if move:
                    above = 0 if self._top else (height - size.height()) // 2
                    place = QRect(QPoint(x, y + above), size)
                    item.setGeometry(_turned(place, rect) if is_turned else place)
                x += size.width() + self.spacing()
            y += height + self.spacing()
        return max(0, y - self.spacing() - rect.y())

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """Give the items of each line with their sizes."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        a_line, x = self._items_a_line(width), 0
        for nth, item in enumerate(self._shown()):
            size = _size_in(item, width)
            full = x + size.width() > width or (a_line and nth % a_line == 0)
            if not lines or full:
                lines.append([])
                x = 0
            lines[-1].append((item, size))
            x += size.width() + self.spacing()
        return lines

    def _direction(self) -> Qt.LayoutDirection:
        whole = self.parentWidget()
        return whole.layoutDirection() if whole else QApplication.layoutDirection()


def _turned(place: QRect, whole: QRect) -> QRect:
    """Give a place as far from the right edge of the whole as it is from the left one."""
    return place.translated(whole.left() + whole.right() - place.left() - place.right(), 0)


def _size_in(item: QLayoutItem, width: int) -> QSize:
    """Give the size of an item, which is less wide than it would be where there is no room."""
    size = item.sizeHint()
    if size.width() <= width:
        return size
    height = item.heightForWidth(width) if item.hasHeightForWidth() else size.height()
    return QSize(width, height)
