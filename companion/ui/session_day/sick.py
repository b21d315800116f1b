# SPDX-License-Identifier: Apache-2.0
"""How sick someone feels: three large choices, and that it has passed."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from companion.domain.records import Grade, SideEffect
from companion.language import _
from companion.ui.dates import clock
from companion.ui.session_day import wording
from companion.ui.session_day.panel import Panel
from companion.ui.session_day.tile import Tile
from companion.ui.session_day.tile_grid import TileGrid
from companion.ui.widgets.basics import Flow


class SickPanel(Panel):
    """Signals: ``graded`` with the Grade that was tapped, ``passed`` where it is over."""

    graded = Signal(object)
    passed = Signal()
    name = "sick"

    def __init__(self, still: SideEffect | None) -> None:
        title = _("I feel sick")
        if still is not None:
            title = _("I feel sick: {grade}, since {time}").format(
                grade=wording.grade(still.grade), time=clock(still.start)
            )
        super().__init__(title)
        self._tiles = []
        for number, grade in enumerate(Grade, 1):
            words = wording.grade(grade)
            tile = Tile(str(number))
            tile.say(words[:1].upper() + words[1:], "")
            tile.clicked.connect(partial(self.graded.emit, grade))
            self._tiles.append(tile)
        if still is not None:
            over = Tile(str(len(self._tiles) + 1))
            over.say(_("It has passed"), "")
            over.clicked.connect(self.passed.emit)
            self._tiles.append(over)
        self.body.addWidget(TileGrid(self._tiles), 2)
        ways = Flow(spacing=10)
        ways.addWidget(self.way_back())
        self.body.addLayout(ways)
        self.body.addStretch(1)

    def first_control(self) -> QWidget:
        """Give the first grade."""
        return self._tiles[0]

    def choose(self, number: int) -> None:
        """Take the number of a tile."""
        if number <= len(self._tiles):
            self._tiles[number - 1].click()
