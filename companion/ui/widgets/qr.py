# SPDX-License-Identifier: Apache-2.0
"""A code that a phone's camera reads, so that nobody has to type a number in a bad hour."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.report.codes import modules


class QrCode(QWidget):
    """One code in ink on white, in the dark theme too: cameras read it best so."""

    spoken_as = QAccessible.Role.Graphic

    def __init__(self, text: str, name: str, *, module: int = 4) -> None:
        super().__init__()
        self.text = text
        self._rows = modules(text)
        self._module = module
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give whole pixels to every module."""
        side = len(self._rows) * self._module
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the modules."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    place = QRect(x * self._module, y * self._module, self._module, self._module)
                    painter.fillRect(place, Qt.GlobalColor.black)
