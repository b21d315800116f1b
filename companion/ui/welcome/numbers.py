# SPDX-License-Identifier: Apache-2.0
"""Whom to call in a country, each number with its state, before the whole page of help is seen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from companion.content import Country
from companion.language import _
from companion.ui import calls
from companion.ui.context import Context
from companion.ui.help.numbers import facts_of
from companion.ui.widgets.basics import label


class NumberList(QWidget):
    """The numbers of a country: what to dial, and beside it what is known of it."""

    def __init__(self, context: Context, country: Country) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        for number in country.emergency:
            state = calls.checked_state(number.checked)
            self._add(number.number, "dangerNumber", _("Emergency"), state)
        if not country.emergency:
            words = label(_("Call your local emergency number."), "dangerNumber")
            self._grid.addWidget(words, 0, 0, 1, 2)
        for line in country.line:
            state = calls.checked_state(line.checked, line.operator)
            self._add(line.number, "number", facts_of(context, line), state)

    def _add(self, number: str, role: str, *told: str) -> None:
        row = self._grid.rowCount()
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for words in told:
            lines.addWidget(label(words, "small"))
        self._grid.addWidget(label(number, role, wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(lines, row, 1)
