# SPDX-License-Identifier: Apache-2.0
"""A code that a phone's camera reads, so that nobody has to type a number in a bad hour."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QAccessible, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.report.codes import modules

_BLACK_ON_WHITE = bytes.maketrans(b"\0\1", b"\xff\0")
"""What a pixel is for a module that is light, and for one that is dark."""


class QrCode(QWidget):
    """One code in ink on white, in the dark theme too: cameras read it best so."""

    spoken_as = QAccessible.Role.Graphic

    def __init__(self, text: str, name: str, *, module: int = 4) -> None:
        super().__init__()
        self.text = text
        rows = modules(text)
        self._side = len(rows)
        self._pixels = b"".join(rows).translate(_BLACK_ON_WHITE)
        self._module = module
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give whole pixels to every module."""
        side = self._side * self._module
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the modules."""
        del event
        side = self._side
        image = QImage(self._pixels, side, side, side, QImage.Format.Format_Grayscale8)
        QPainter(self).drawImage(QRect(QPoint(0, 0), self.sizeHint()), image)
