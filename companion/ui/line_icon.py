# SPDX-License-Identifier: Apache-2.0
"""The app's line icons, drawn when they are first shown, at the density of that screen."""

from math import ceil

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from companion.shipped import resource_path

POINTING = frozenset(("arrow-left", "arrow-right", "chevron-right"))
"""Icons that point on or back, and so the other way where one reads from the right."""


class LineIcon(QIconEngine):
    """One icon in a colour; ``turned`` where it stands beside words that are read from the right.

    It has two sizes: ``side`` each way for a menu, which keeps the room to the words itself, and
    wider by ``beside``, which is that room.
    """

    def __init__(self, name: str, colour: str, *, side: int, beside: int, turned: bool) -> None:
        super().__init__()
        self._name = name
        self._colour = colour
        # Read at once: that a part is missing has to be told where it is asked for.
        self._text = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
        self._side = side
        self._beside = beside
        self._turned = turned
        self._drawn: dict[int, QIcon] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint it into a place (Qt calls this)."""
        density = painter.device().devicePixelRatio()
        self._at(density).paint(painter, rect, Qt.AlignmentFlag.AlignCenter, mode, state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Give it as a picture (Qt calls this)."""
        return self._at(1).pixmap(size, 1, mode, state)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        """Give it as a picture for a screen of a density (Qt calls this)."""
        return self._at(scale).pixmap(size, scale, mode, state)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        """Give how large it is where there is so much room (Qt calls this)."""
        return self._at(1).actualSize(size, mode, state)

    def availableSizes(
        self, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        """Give the sizes it has (Qt calls this)."""
        return list(self._at(1).availableSizes(mode, state))

    def isNull(self) -> bool:
        """Say that there is something to draw (Qt calls this)."""
        return False

    def clone(self) -> QIconEngine:
        """Give another of the same (Qt calls this)."""
        return LineIcon(
            self._name, self._colour, side=self._side, beside=self._beside, turned=self._turned
        )

    def _at(self, density: float) -> QIcon:
        """Give it drawn for screens of a density; what lies between two is drawn for the higher."""
        ratio = max(1, ceil(density))
        if ratio not in self._drawn:
            self._drawn[ratio] = icon = QIcon()
            for beside in (self._beside, 0):
                icon.addPixmap(self._pixmap(ratio, beside))
        return self._drawn[ratio]

    def _pixmap(self, ratio: int, beside: int) -> QPixmap:
        from PySide6.QtSvg import QSvgRenderer

        text = self._text.replace("currentColor", self._colour)
        drawing = QSvgRenderer(QByteArray(text.encode()))
        side = self._side * ratio
        size = QSize(side + beside * ratio, side)
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.translate(size.width() - side if self._turned else 0, 0)
        if self._turned and self._name in POINTING:
            painter.translate(side, 0)
            painter.scale(-1, 1)
        drawing.render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
