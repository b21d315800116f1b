# SPDX-License-Identifier: Apache-2.0
"""What stands in the place of the tiles after one was tapped, until the person goes back."""

from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.records import Entry, Record
from companion.language import _
from companion.ui.session_day.tile import Tapped
from companion.ui.widgets.basics import beside, key_hint, label


class Keep(Protocol):
    """Saves a record and answers that it was saved."""

    def __call__(self, record: Record, what: str, entry: Entry[Record] | None = None) -> None:
        """Save in an entry or a new one. Raises Impossible and Problem."""


class Panel(QWidget):
    """One thing, large, with the way back. Signal: ``closed`` when the tiles are to come back."""

    closed = Signal()
    name = ""
    """What it is called where the screen comes back to it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(14)
        self.title = label(title, "tileTitle")
        self.body.addWidget(self.title)
        self.back = Tapped(_("Back"))
        self.back.clicked.connect(self.closed.emit)

    def first_control(self) -> QWidget:
        """Give the control a person starts with."""
        return self.back

    def choose(self, number: int) -> None:
        """Take a number key, where the panel has something to choose by it."""

    def leave(self) -> None:
        """Keep what is half done."""

    def way_back(self) -> QWidget:
        """Give the way back with its key."""
        return beside(self.back, key_hint("Esc"))
