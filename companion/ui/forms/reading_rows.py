# SPDX-License-Identifier: Apache-2.0
"""The rows of vital signs: one reading a row, one small field a number, folding where it is narrow."""

from collections.abc import Callable, Iterable
from datetime import datetime, time
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from companion.domain.records import Reading, ReadingTime
from companion.language import _
from companion.ui import words
from companion.ui.widgets.basics import label, row, scaled
from companion.ui.widgets.editors import Line
from companion.ui.widgets.fields import Unreadable, number_in, read_all
from companion.ui.widgets.moments import ClockEdit

NUMBERS = ("systolic", "diastolic", "pulse", "oxygen")
GAP = 6

Clock = Callable[[time], datetime]
"""Gives the moment that a clock time means within the session."""


class Heads(NamedTuple):
    """What stands above the numbers of a reading."""

    pressure: QLabel
    pulse: QLabel
    oxygen: QLabel

    def place(self, grid: QGridLayout, line: int, column: int) -> None:
        """Put them into a line, the first above two columns."""
        grid.addWidget(self.pressure, line, column, 1, 2)
        grid.addWidget(self.pulse, line, column + 2)
        grid.addWidget(self.oxygen, line, column + 3)


def make_heads() -> Heads:
    """Make what stands above the numbers; it is shown once it has its place."""
    names = (_("Blood pressure"), _("Pulse"), _("Oxygen"))
    return Heads(*(label(name, "secondary", wrap=False) for name in names))


class ReadingRow:
    """The fields of one reading: its clock time and its numbers. An empty one is none."""

    def __init__(self, when: ReadingTime) -> None:
        self.when = when
        self._shown: Reading | None = None
        self.name = words.reading_time(when)
        self.label = label(self.name, wrap=False)
        self.heads = make_heads()
        clock = ClockEdit("")
        clock.setPlaceholderText(_("time"))
        clock.setMinimumWidth(scaled(66))
        clock.setMaximumWidth(scaled(80))
        self._time = clock
        self.edits: dict[str, QLineEdit] = {"at": clock}
        for number in NUMBERS:
            edit = Line()
            edit.setMinimumWidth(scaled(58))
            edit.setMaximumWidth(scaled(64))
            self.edits[number] = edit
        self._say_names()

    @property
    def typed(self) -> tuple[str, ...]:
        """What stands in each field."""
        return tuple(edit.text() for edit in self.edits.values())

    @property
    def controls(self) -> list[QWidget]:
        """What stands in its line where there is room."""
        return [self.label, *self.edits.values()]

    def on_edit(self, tell: Callable[[], None]) -> None:
        """Call something whenever a field changes."""
        for edit in self.edits.values():
            edit.textChanged.connect(lambda _typed: tell())

    def set_number(self, number: int) -> None:
        """Take a place among the readings at any time."""
        self.name = _("Other {n}").format(n=number)
        self.label.setText(self.name)
        self._say_names()

    def show(self, reading: Reading | None) -> None:
        """Show a reading, or an empty row."""
        self._shown = reading
        at = reading.at if reading is not None else None
        self.edits["at"].setText(f"{at:%H:%M}" if at is not None else "")
        for number in NUMBERS:
            value = getattr(reading, number) if reading is not None else None
            self.edits[number].setText("" if value is None else str(value))

    def set_typed(self, texts: Iterable[str]) -> None:
        """Put back what was typed."""
        kept = iter(texts)
        for edit in self.edits.values():
            edit.setText(next(kept, ""))

    def reading(self, clock: Clock) -> Reading | None:
        """Give the reading, None for an empty row; raises Unreadable for what is none."""
        reads: list[Callable[[], Any]] = [partial(self._moment, clock)]
        reads += [partial(number_in, self.edits[number], whole=True) for number in NUMBERS]
        try:
            at, *numbers = read_all(reads)
        except Unreadable as error:
            said = str(error).splitlines()
            raise Unreadable(
                "\n".join(f"{self.name}: {sentence}" for sentence in said), *error.at
            ) from None
        if at is None and all(number is None for number in numbers):
            return None
        return Reading(when=self.when, at=at, **dict(zip(NUMBERS, numbers, strict=True)))

    def discard(self) -> None:
        """Let go of its widgets."""
        for each in (*self.controls, *self.heads):
            each.hide()
            each.deleteLater()

    def _moment(self, clock: Clock) -> datetime | None:
        try:
            at = self._time.time()
        except Unreadable as error:
            raise Unreadable(str(error), self._time) from None
        if at is None:
            return None
        shown = self._shown.at if self._shown is not None else None
        if shown is not None and (shown.hour, shown.minute) == (at.hour, at.minute):
            return shown
        return clock(at)

    def _say_names(self) -> None:
        names = {
            "at": _("clock time"),
            "systolic": _("upper blood pressure"),
            "diastolic": _("lower blood pressure"),
            "pulse": _("pulse"),
            "oxygen": _("oxygen, percent"),
        }
        for field, edit in self.edits.items():
            edit.setAccessibleName(f"{self.name}, {names[field]}")


class ReadingsGrid(QWidget):
    """The rows below their headings; where it is narrow, a row's name and time stand above it."""

    def __init__(self, rows: list[ReadingRow]) -> None:
        super().__init__()
        self._rows = rows
        self._folded = False
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(GAP)
        self._layout.setVerticalSpacing(8)
        self._time = label(_("Time"), "secondary", wrap=False)
        self._heads = make_heads()
        self._lay_out()

    def show_rows(self, rows: list[ReadingRow]) -> None:
        """Show these rows instead."""
        self._rows = rows
        self._folded = self.width() < self._needed()
        self._lay_out()
        self._keep_tab_order()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Let the width shrink to the numbers side by side; the rows then fold."""
        numbers = [self._rows[0].edits[number] for number in NUMBERS]
        return QSize(_together(numbers), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold with the width."""
        folded = event.size().width() < self._needed()
        if folded is not self._folded:
            self._folded = folded
            self._lay_out()
        super().resizeEvent(event)

    def _needed(self) -> int:
        """Give the width of the widest row in one line."""
        named = max(one.label.sizeHint().width() for one in self._rows)
        return named + GAP + _together(self._rows[0].edits.values())

    def _lay_out(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            inner = item.layout()
            while inner is not None and inner.takeAt(0) is not None:
                pass
        for column in range(self._layout.columnCount()):
            self._layout.setColumnStretch(column, 0)
        if self._folded:
            self._lay_out_folded()
        else:
            self._lay_out_wide()
        # Shown before it has a place, it would come up as a window.
        for head in (self._time, *self._heads):
            head.setVisible(not self._folded)
        for head in (each for one in self._rows for each in one.heads):
            if head.parent() is not None:
                head.setVisible(self._folded)

    def _lay_out_wide(self) -> None:
        place = self._layout.addWidget
        place(self._time, 0, 1)
        self._heads.place(self._layout, 0, 2)
        for line, one in enumerate(self._rows, 1):
            for column, control in enumerate(one.controls):
                place(control, line, column)
        self._layout.setColumnStretch(0, 1)

    def _lay_out_folded(self) -> None:
        place = self._layout.addWidget
        named_by = max(one.label.sizeHint().width() for one in self._rows)
        for number, one in enumerate(self._rows):
            line = 3 * number
            one.label.setMinimumWidth(named_by)
            named = row(one.label, one.edits["at"], 1, spacing=10)
            self._layout.addLayout(named, line, 0, 1, 5)
            one.heads.place(self._layout, line + 1, 0)
            for column, name in enumerate(NUMBERS):
                place(one.edits[name], line + 2, column)
        self._layout.setColumnStretch(4, 1)

    def _keep_tab_order(self) -> None:
        controls = [each for one in self._rows for each in one.controls[1:]]
        for first, second in pairwise(controls):
            QWidget.setTabOrder(first, second)


def _together(widgets: Iterable[QLineEdit]) -> int:
    """Give the least width of widgets side by side."""
    widths = [each.minimumWidth() for each in widgets]
    return sum(widths) + GAP * max(0, len(widths) - 1)
