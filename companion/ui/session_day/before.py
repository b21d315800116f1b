# SPDX-License-Identifier: Apache-2.0
"""Before the medicine: that it starts now, or started some minutes ago, and the first reading."""

from datetime import timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.records import Reading, ReadingTime, Session
from companion.language import _, ngettext
from companion.ui.dates import clock
from companion.ui.session_day import wording
from companion.ui.session_day.tile import Tapped, Tile
from companion.ui.widgets.basics import Flow, label

EARLIER = (5, 10, 15)
"""Minutes by which a start can be told afterwards."""


class Beginning(QWidget):
    """Signals: ``began`` with how long ago the medicine started, ``reading_asked``."""

    began = Signal(object)
    reading_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._intention_title = label(_("Your intention"), "daySmall")
        self._intention = label("", "dayLine")
        intention = QVBoxLayout()
        intention.setSpacing(2)
        intention.addWidget(self._intention_title)
        intention.addWidget(self._intention)
        self.start = Tile("1")
        self.start.say(_("The medicine starts now"), _("The clock begins to run."), main=True)
        self.start.clicked.connect(lambda: self.began.emit(timedelta()))
        self.reading = Tile("5")
        self.reading.clicked.connect(self.reading_asked.emit)
        earlier = Flow(spacing=10)
        said = label(_("It started earlier:"), "dayWords", wrap=False)
        earlier.addWidget(said)
        for minutes in EARLIER:
            words = ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
            way = Tapped(words, name=_("It started {ago}").format(ago=words))
            way.clicked.connect(partial(self.began.emit, timedelta(minutes=minutes)))
            earlier.addWidget(way)
            said.setMinimumHeight(way.sizeHint().height())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(intention)
        layout.addWidget(self.start, 3)
        layout.addLayout(earlier)
        layout.addWidget(self.reading, 2)
        layout.addStretch(2)

    def show_session(self, session: Session) -> None:
        """Show the intention, if one was written, and the reading before."""
        for part in (self._intention_title, self._intention):
            part.setVisible(bool(session.intention.strip()))
        self._intention.setText(session.intention)
        taken = [each for each in session.readings if each.when is ReadingTime.BEFORE]
        self.reading.say(_("Blood pressure, before"), _reading(taken[-1]) if taken else "")

    def choose(self, number: int) -> None:
        """Take the number of a tile."""
        for tile, key in ((self.start, 1), (self.reading, 5)):
            if key == number:
                tile.click()


def _reading(reading: Reading) -> str:
    said = wording.reading(reading)
    if reading.at is None:
        return said
    return _("{reading} at {time}").format(reading=said, time=clock(reading.at))
