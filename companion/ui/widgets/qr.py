# SPDX-License-Identifier: Apache-2.0
"""A code that a phone's camera reads, so that nobody has to type a number in a bad hour."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.report.codes import QUIET_ZONE, modules

_BLACK_ON_WHITE = bytes.maketrans(b"\0\1", b"\xff\0")
"""What a pixel is for a module that is light, and for one that is dark."""

HOLDS = (14, 26, 42, 62, 84, 106)
"""How many plain letters a code of the smallest size holds, of the next one, and so on."""
SMALLEST, STEP = 21, 4
"""Modules along a side of the smallest code, and how many more each next size has."""


class QrCode(QWidget):
    """One code in ink on white, in the dark theme too: cameras read it best so.

    It is worked out once its place was painted white, so that the words beside it can be read
    before; how large it will be is known from its text.
    """

    spoken_as = QAccessible.Role.Graphic

    def __init__(self, text: str, name: str, *, module: int = 4) -> None:
        super().__init__()
        self.text = text
        self._pixels = b""
        self._side = side_of(text)
        self._module = module
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give whole pixels to every module."""
        side = self._side * self._module
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the modules; at first, in sight, only the white that they will stand on."""
        del event
        place = QRect(QPoint(0, 0), self.sizeHint())
        if not self._pixels and self.isVisible():
            painter = QPainter(self)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(Qt.GlobalColor.white)
            painter.drawRect(place)
            self._soon.start()
            return
        if not self._pixels:
            self._draw()
        side = self._side
        image = QImage(self._pixels, side, side, side, QImage.Format.Format_Grayscale8)
        QPainter(self).drawImage(place, image)

    def _draw(self) -> None:
        rows = modules(self.text)
        assert len(rows) == self._side, self.text
        self._pixels = b"".join(rows).translate(_BLACK_ON_WHITE)
        self.update()


def side_of(text: str) -> int:
    """Give the modules along the side of a text's code, with the quiet zone around it.

    What a code could hold in less room than plain letters, or in more than the sizes known here, is
    worked out.
    """
    size = next((size for size, most in enumerate(HOLDS) if len(text) <= most), None)
    if size is None or not text.isascii() or text == text.upper():
        return len(modules(text))
    return SMALLEST + STEP * size + 2 * QUIET_ZONE
