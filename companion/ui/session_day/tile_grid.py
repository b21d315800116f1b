# SPDX-License-Identifier: Apache-2.0
"""The tiles side by side, in as many columns as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from companion.ui.session_day.tile import Tile

GAP = 14
MOST = 3
"""So many columns at most."""


class TileGrid(QWidget):
    """Tiles of the same width, in one to three columns."""

    def __init__(self, tiles: Sequence[Tile]) -> None:
        super().__init__()
        self._tiles = tiles
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._place(MOST)

    def minimumSizeHint(self) -> QSize:
        """Let the width shrink to one tile; the columns then fold."""
        return QSize(self._least(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as fit."""
        fit = (event.size().width() + GAP) // (self._least() + GAP)
        self._place(max(1, min(MOST, fit)))
        super().resizeEvent(event)

    def make_compact(self, compact: bool) -> None:
        """Let each tile take less height, or the usual one again."""
        for tile in self._tiles:
            tile.make_compact(compact)

    def _least(self) -> int:
        return max(tile.minimumSizeHint().width() for tile in self._tiles)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // columns, place % columns)
        for column in range(MOST):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for line in range(len(self._tiles)):
            self._grid.setRowStretch(line, 1 if line * columns < len(self._tiles) else 0)
