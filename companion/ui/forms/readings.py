# SPDX-License-Identifier: Apache-2.0
"""Vital signs around a session: one row a time, one small field a number."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from companion.domain.records import Reading, ReadingTime
from companion.language import _
from companion.ui import words
from companion.ui.widgets.basics import label, restyle, scaled
from companion.ui.widgets.fields import Field, Raw, Unreadable

NUMBERS = ("systolic", "diastolic", "pulse", "oxygen")
SHOWN = (ReadingTime.BEFORE, ReadingTime.FORTY_MINUTES, ReadingTime.LEAVING)


class ReadingsField(Field[tuple[Reading, ...]]):
    """Blood pressure, pulse and oxygen before, at about 40 minutes, and before leaving."""

    def __init__(self) -> None:
        super().__init__(_("Readings"))
        self._others: tuple[Reading, ...] = ()
        self._edits: dict[tuple[ReadingTime, str], QLineEdit] = {}
        names = {
            "systolic": _("upper blood pressure"),
            "diastolic": _("lower blood pressure"),
            "pulse": _("pulse"),
            "oxygen": _("oxygen, percent"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.addWidget(label(_("Blood pressure"), "secondary"), 0, 1, 1, 2)
        grid.addWidget(label(_("Pulse"), "secondary", wrap=False), 0, 3)
        grid.addWidget(label(_("Oxygen"), "secondary", wrap=False), 0, 4)
        for row, when in enumerate(SHOWN, 1):
            grid.addWidget(label(words.reading_time(when)), row, 0)
            for column, number in enumerate(NUMBERS, 1):
                edit = QLineEdit()
                edit.setMaximumWidth(scaled(64))
                edit.setMinimumWidth(scaled(40))
                edit.setAccessibleName(f"{words.reading_time(when)}, {names[number]}")
                edit.textChanged.connect(lambda _typed: self.edited.emit())
                self._edits[when, number] = edit
                grid.addWidget(edit, row, column)
        grid.setColumnStretch(0, 1)
        self.layout_.addLayout(grid)
        self._finish()

    def value(self) -> tuple[Reading, ...]:
        """Give the readings that have any number; raises Unreadable for what is none."""
        rows = [(when, self._numbers(when)) for when in SHOWN]
        typed = [Reading(when=when, **numbers) for when, numbers in rows if _any(numbers)]
        return (*typed, *self._others)

    def raw(self) -> Raw:
        """Give what was typed, one number after the other."""
        return "|".join(edit.text().replace("|", "") for edit in self._edits.values())

    def set_raw(self, raw: Raw) -> None:
        """Put back what was typed."""
        typed = str(raw or "").split("|")
        for place, edit in enumerate(self._edits.values()):
            edit.setText(typed[place] if place < len(typed) else "")

    def set_readings(self, readings: tuple[Reading, ...]) -> None:
        """Show readings; those of other times are kept as they are."""
        by_time: Mapping[ReadingTime, Reading] = {reading.when: reading for reading in readings}
        self._others = tuple(reading for reading in readings if reading.when not in SHOWN)
        for (when, number), edit in self._edits.items():
            value = getattr(by_time[when], number) if when in by_time else None
            edit.setText("" if value is None else str(value))

    def control(self) -> QWidget:
        """Give the first field."""
        return next(iter(self._edits.values()))

    def edit(self, when: ReadingTime, number: str) -> QLineEdit:
        """Give one field by its time and number."""
        return self._edits[when, number]

    def show_fault(self, sentence: str) -> None:
        """Say why a reading is refused; an empty sentence takes that back."""
        super().show_fault(sentence)
        if not sentence:
            for edit in self._edits.values():
                restyle(edit, faulty=False)

    def show_fault_at(self, path: str, sentence: str) -> None:
        """Say it at the time and number that a fault's path names, "before.pulse"."""
        when, _dot, number = path.partition(".")
        time = ReadingTime(when)
        self._fault.setText(f"{words.reading_time(time)}: {sentence}")
        self._fault.show()
        for column in (number,) if number else NUMBERS[:2]:
            if (time, column) in self._edits:
                restyle(self._edits[time, column], faulty=True)

    def _numbers(self, when: ReadingTime) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for number in NUMBERS:
            typed = self._edits[when, number].text().strip()
            try:
                found[number] = int(typed) if typed else None
            except ValueError:
                raise Unreadable(
                    _("{time}: this needs a whole number.").format(time=words.reading_time(when))
                ) from None
        return found


def _any(numbers: Mapping[str, Any]) -> bool:
    return any(number is not None for number in numbers.values())
