# SPDX-License-Identifier: Apache-2.0
"""A code that a phone's camera reads, so that nobody has to type a number in a bad hour."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.content import Line

QUIET_ZONE = 4
"""Modules of white that the standard asks for around a code."""


def to_dial(number: str) -> str:
    """Give what makes a phone dial a number: its digits, and a plus at the front."""
    plus = "+" if number.strip().startswith("+") else ""
    return f"tel:{plus}{''.join(sign for sign in number if sign in '0123456789')}"


def of_line(line: Line) -> str:
    """Give what a crisis line's code holds: its number to dial, else the address it is found at."""
    if line.dial:
        return to_dial(line.dial)
    return f"https://{line.number}" if line.number and line.number == line.operator else ""


class QrCode(QWidget):
    """One code in ink on white, in the dark theme too: cameras read it best so."""

    def __init__(self, text: str, name: str, *, module: int = 4) -> None:
        super().__init__()
        import segno

        made = segno.make(text, micro=False, error="m")
        self.text = text
        self._rows = [bytes(row) for row in made.matrix_iter(border=QUIET_ZONE)]
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
