# SPDX-License-Identifier: Apache-2.0
"""Which of the walks is shown."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from companion.domain.item import Walk
from companion.language import _
from companion.ui import words
from companion.ui.spoken import Group, RadioButton
from companion.ui.widgets.basics import Flow, button

ORDER = (Walk.SESSION, Walk.AFTERWARDS, Walk.CONSULTATION, Walk.MAINTENANCE)


class WalkChoice(Group):
    """A line of walks to choose from. Signal: ``chosen`` with the walk that was pressed."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Which checklist"))
        flow = Flow(spacing=8)
        self.setLayout(flow)
        self.buttons: dict[Walk, QPushButton] = {}
        for walk in ORDER:
            made = button(words.walk(walk), "choice", kind=RadioButton)
            made.setCheckable(True)
            made.clicked.connect(partial(self._choose, walk))
            self.buttons[walk] = made
            flow.addWidget(made)

    def show_walk(self, walk: Walk) -> None:
        """Mark the walk that is shown."""
        for each, made in self.buttons.items():
            made.setChecked(each is walk)

    def _choose(self, walk: Walk) -> None:
        self.show_walk(walk)
        self.chosen.emit(walk)
