# SPDX-License-Identifier: Apache-2.0
"""The pages of a document as pictures, as wide as there is room, with their words.

The pictures are held as they came, compressed; only the pages looked at last are unpacked. A
report on ten years thus takes no more memory than one on a month.
"""

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from companion.language import _, ngettext
from companion.ui.theme import Theme
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.at_once import at_once
from companion.ui.widgets.basics import button, clear, label, row

WIDEST = 900
AT_A_TIME = 4
"""So many pages are held unpacked, at the size they are shown."""


def size_of(picture: bytes) -> QSize:
    """Give a PNG picture's size without unpacking it: it stands in its first chunk."""
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    return QSize(width, height)


class Unpacked:
    """The pages that were painted last, scaled to the screen.

    To unpack one takes several frames, so the window is kept for one at a time.
    """

    def __init__(self) -> None:
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._is_enough = False
        """Whether a page was unpacked in this turn of the event loop."""

    def __len__(self) -> int:
        return len(self._images)

    def get(self, number: int, picture: bytes, size: QSize) -> QImage | None:
        """Give a page at a size, unpacking it where it is not held.

        Where another was unpacked in this turn of the event loop, it gives what it has: the page at
        the size it had, or None.
        """
        image = self._images.get(number)
        if (image is None or image.size() != size) and not self._is_enough:
            self._is_enough = True
            QTimer.singleShot(0, self._begin_turn)
            image = _scaled(picture, size)
        if image is not None:
            self._images[number] = image
            self._images.move_to_end(number)
        while len(self._images) > AT_A_TIME:
            self._images.popitem(last=False)
        return image

    def _begin_turn(self) -> None:
        self._is_enough = False


def _scaled(picture: bytes, size: QSize) -> QImage:
    mode = Qt.TransformationMode.SmoothTransformation
    return QImage.fromData(picture).scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)


class PageView(QWidget):
    """One page, painted at the width it is given."""

    spoken_as = QAccessible.Role.Graphic

    def __init__(self, picture: bytes, number: int, count: int, unpacked: Unpacked) -> None:
        super().__init__()
        self.picture = picture
        self._shape = size_of(picture)
        self._number = number
        self._unpacked = unpacked
        self.setAccessibleName(_("Page {n} of {all}").format(n=number, all=count))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(WIDEST)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Keep the page's shape."""
        return round(width * self._shape.height() / max(1, self._shape.width()))

    def sizeHint(self) -> QSize:
        """Ask for a readable width."""
        return QSize(520, self.heightForWidth(520))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width with the height."""
        self.setFixedHeight(self.heightForWidth(event.size().width()))
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page, or the sheet as long as it is not its turn."""
        ratio = self.devicePixelRatioF()
        size = QSize(round(self.width() * ratio), round(self.height() * ratio))
        image = self._unpacked.get(self._number, self.picture, size)
        painter = QPainter(self)
        if image is None:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
        else:
            painter.drawImage(self.rect(), image)
        painter.end()
        # One that cannot be unpacked has no size at all, and would be tried for ever.
        if image is None or not (image.isNull() or image.size() == size):
            QTimer.singleShot(0, self, self.update)


class Preview(QFrame):
    """The document's pages one below the other on a desk. Signal: ``again`` to make them anew."""

    again = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "paper")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 20, 24, 24)
        self._layout.setSpacing(16)
        self._state = label("", "secondary")
        self.fault = AnswerLine()
        self.retry = button(_("Try again"), "outline")
        self.retry.clicked.connect(self.again.emit)
        self.retry.hide()
        self._desk = QWidget()
        self._pages = QVBoxLayout(self._desk)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.setSpacing(16)
        self._layout.addWidget(self._state)
        self._layout.addWidget(self.fault)
        self._layout.addLayout(row(self.retry, 1))
        self._layout.addWidget(self._desk)
        self._layout.addStretch(1)
        self.count = 0
        self._told = ""
        self.unpacked = Unpacked()
        self.setAccessibleName(_("Preview of the report"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(280)
        self.show_waiting()

    @property
    def state(self) -> str:
        """What the line above the pages says."""
        return self._state.text()

    def show_waiting(self) -> None:
        """Say that the pages are being made; the old ones stay until then."""
        self._say(_("Making the pages…"))

    def show_same(self) -> None:
        """Say that the pages that are shown are the ones that were asked for."""
        self._say(self._told)

    def show_failure(self, sentence: str) -> None:
        """Say what hindered the pages; the old ones are taken away, since they show other choices."""
        clear(self._pages)
        self.count = 0
        self.setAccessibleDescription("")
        self._say(_("There is no preview now."), sentence)

    def show_pages(self, pages: list[bytes], words: str, *, is_whole: bool = True) -> None:
        """Show pages given as PNG pictures; ``words`` are what a screen reader says.

        ``is_whole`` tells whether these are all pages there are.
        """
        self.count = len(pages)
        self.unpacked = Unpacked()
        # Filled in sight, the pages would first lie upon each other, and all be unpacked for that.
        with at_once(self._desk):
            clear(self._pages)
            for number, picture in enumerate(pages, 1):
                view = PageView(picture, number, len(pages), self.unpacked)
                view.setFixedHeight(view.heightForWidth(min(self._desk.width(), WIDEST)))
                self._pages.addWidget(view, 0)
        count = ngettext("{n} page", "{n} pages", len(pages)).format(n=len(pages))
        told = _("Preview: the document itself, {count}").format(count=count)
        if not is_whole:
            first = _("Preview: the first {n} pages. The file holds every page.")
            told = first.format(n=len(pages))
        self._told = told
        self._say(told)
        self.setAccessibleDescription(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll through the pages: by a line, by a page of paper, to the start and the end."""
        area = self._area()
        step = self._steps(area).get(Qt.Key(event.key())) if area is not None else None
        if area is None or step is None:
            super().keyPressEvent(event)
            return
        bar = area.verticalScrollBar()
        bar.setValue(step(bar.value()))

    def _steps(self, area: QScrollArea) -> dict[Qt.Key, Callable[[int], int]]:
        bar = area.verticalScrollBar()
        # Where a page's top is in the sheet: where it is in what is seen, and how far that is down.
        seen = area.viewport()
        tops = [
            view.mapTo(seen, view.rect().topLeft()).y() + bar.value()
            for view in self.findChildren(PageView)
        ]
        line, last = bar.singleStep(), bar.maximum()
        return {
            Qt.Key.Key_Down: lambda at: at + line,
            Qt.Key.Key_Up: lambda at: at - line,
            Qt.Key.Key_PageDown: lambda at: min((top for top in tops if top > at), default=last),
            Qt.Key.Key_PageUp: lambda at: max((top for top in tops if top < at), default=0),
            Qt.Key.Key_Home: lambda _at: 0,
            Qt.Key.Key_End: lambda _at: last,
        }

    def _area(self) -> QScrollArea | None:
        place = self.parentWidget()
        while place is not None and not isinstance(place, QScrollArea):
            place = place.parentWidget()
        return place

    def _say(self, state: str, fault: str = "") -> None:
        self._state.setText(state)
        self.fault.say(fault, fault=True)
        self.retry.setVisible(bool(fault))
