# SPDX-License-Identifier: Apache-2.0
"""Answers that are numbers in a row, with words at the two ends alone."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from companion.domain.instrument import Option
from companion.language import _
from companion.ui.context import Context
from companion.ui.spoken import Group, RadioButton
from companion.ui.widgets.basics import Flow, label, row, scaled

CHOOSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NumberButton(RadioButton):
    """One number of the row. Up and down move along the row; Enter or the space bar chooses.

    Signal: ``stepped`` with 1 or −1.
    """

    stepped = Signal(int)

    def __init__(self, option: Option, size: int) -> None:
        super().__init__(str(option.value))
        self.option = option
        self.setProperty("role", "scale")
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._size = QSize(size, size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # One stop for the tab key: the row says which.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def sizeHint(self) -> QSize:
        """Give a large square."""
        return self._size

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave the second half of a double click: it was meant for the question before."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along, choose, or leave the key to the page."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() in CHOOSES:
            self.click()
        else:
            super().keyPressEvent(event)


class NumberRow(Group):
    """The numbers, and below them the words of the ends."""

    def __init__(self, options: Sequence[Option], chosen: int | None, context: Context) -> None:
        super().__init__()
        size = context.theme.size("largeTarget")
        low, high = options[0], options[-1]
        self.buttons = [NumberButton(option, size) for option in options]
        numbers = Flow(spacing=6, even=True)
        for place, made in enumerate(self.buttons):
            at_end = made.option in (low, high)
            told = f"{made.option.value}: {made.option.text}" if at_end else made.text()
            made.setAccessibleName(told)
            made.setChecked(made.option.value == chosen)
            made.stepped.connect(lambda step, place=place: self._step(place + step))
            numbers.addWidget(made)
        self.first.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(numbers)
        layout.addLayout(_ends(low, high))
        layout.addWidget(
            label(_("Keys 0 to 9, and + for 10. Or move with ↑ ↓ and press Enter."), "small")
        )

    @property
    def first(self) -> NumberButton:
        """The chosen number, else the lowest: where the keyboard begins."""
        chosen = [made for made in self.buttons if made.isChecked()]
        return chosen[0] if chosen else self.buttons[0]

    def _step(self, place: int) -> None:
        if 0 <= place < len(self.buttons):
            self.buttons[place].setFocus(Qt.FocusReason.OtherFocusReason)


def _ends(low: Option, high: Option) -> QVBoxLayout:
    """Give the words of both ends, each with its number, one below the other."""
    column = QVBoxLayout()
    column.setSpacing(4)
    for option in (low, high):
        number = label(str(option.value), "strong", wrap=False)
        number.setMinimumWidth(scaled(24))
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        line = row(number, label(option.text, "secondary"), spacing=10)
        line.setStretch(1, 1)
        column.addLayout(line)
    return column
