# SPDX-License-Identifier: Apache-2.0
"""Vital signs around a session: before, at about 40 minutes, before leaving, and between."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from math import inf

from PySide6.QtWidgets import QLineEdit, QWidget

from companion.domain.faults import Fault
from companion.domain.records import Reading, ReadingTime
from companion.language import _
from companion.ui import words
from companion.ui.forms.reading_rows import NUMBERS, Clock, ReadingRow, ReadingsGrid
from companion.ui.widgets.basics import button, row
from companion.ui.widgets.fields import Field, Raw, read_all

SHOWN = (ReadingTime.BEFORE, ReadingTime.FORTY_MINUTES, ReadingTime.LEAVING)


class ReadingsField(Field[tuple[Reading, ...]]):
    """Blood pressure, pulse and oxygen before, at about 40 minutes, before leaving, and between.

    Each may have its clock time. ``clock`` gives the moment of one.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(_("Readings"))
        self._clock = clock
        self._doubles: tuple[Reading, ...] = ()
        self._fixed = {when: ReadingRow(when) for when in SHOWN}
        self.others: list[ReadingRow] = []
        self._grid = ReadingsGrid(list(self._fixed.values()))
        for one in self._fixed.values():
            one.on_edit(self.edited.emit)
        self.more = button(_("Another reading"), "plain")
        self.more.clicked.connect(self._on_more)
        self.layout_.addWidget(self._grid)
        self.layout_.addLayout(row(self.more, 1))
        self._finish()

    def value(self) -> tuple[Reading, ...]:
        """Give the readings that have any number or a time; raises Unreadable for what is none."""
        rows = read_all(partial(one.reading, self._clock) for one in self._rows())
        told = [each for each in rows if each is not None]
        others = [each for each in told if each.when not in SHOWN]
        others.sort(key=lambda each: each.at.timestamp() if each.at is not None else inf)
        return (*(each for each in told if each.when in SHOWN), *others, *self._doubles)

    def raw(self) -> Raw:
        """Give what was typed, row by row, as JSON."""
        return json.dumps([[one.when.value, *one.typed] for one in self._rows()])

    def set_raw(self, raw: Raw) -> None:
        """Put back what was typed."""
        rows = json.loads(str(raw or "[]"))
        typed = {ReadingTime(when): texts for when, *texts in rows}
        others = [texts for when, *texts in rows if ReadingTime(when) not in SHOWN]
        for when, one in self._fixed.items():
            one.set_typed(typed.get(when, ()))
        while len(self.others) > len(others):
            self._take(self.others[-1])
        while len(self.others) < len(others):
            self._add()
        for one, texts in zip(self.others, others, strict=True):
            one.set_typed(texts)

    def merged(self, before: Raw, typed: Raw) -> Raw:
        """Give what stands here now, with the rows that were changed as they were typed."""
        then, changed, present = (_by_time(raw) for raw in (before, typed, self.raw()))
        rows = {
            when: changed[when] if changed[when] != then[when] else present[when] for when in SHOWN
        }
        others = present[ReadingTime.OTHER]
        if changed[ReadingTime.OTHER] != then[ReadingTime.OTHER]:
            since = [texts for texts in others if texts not in then[ReadingTime.OTHER]]
            others = [*changed[ReadingTime.OTHER], *since]
        merged = [[when.value, *texts] for when in SHOWN for texts in rows[when]]
        return json.dumps([*merged, *([ReadingTime.OTHER.value, *texts] for texts in others)])

    def set_readings(self, readings: tuple[Reading, ...]) -> None:
        """Show readings. A second one of a time that has one row is kept as it is."""
        first = {reading.when: reading for reading in reversed(readings)}
        others = [reading for reading in readings if reading.when not in SHOWN]
        shown = [first[when] for when in SHOWN if when in first]
        self._doubles = tuple(
            each
            for each in readings
            if each not in others and not any(each is one for one in shown)
        )
        for when, one in self._fixed.items():
            one.show(first.get(when))
        for one in list(self.others):
            self._take(one)
        for reading in others:
            self._add().show(reading)

    def control(self) -> QWidget:
        """Give the first field."""
        return self._fixed[SHOWN[0]].edits["systolic"]

    def edit(self, when: ReadingTime, number: str) -> QLineEdit:
        """Give one field by its time and number; ``at`` is its clock time."""
        return self._fixed[when].edits[number]

    def show_faults(self, faults_of: Callable[[Reading], Iterable[Fault]]) -> None:
        """Say what each reading is refused for, at its own fields."""
        sentences: list[str] = []
        marked: list[QLineEdit] = []
        for one in self._rows():
            reading = one.reading(self._clock)
            for fault in faults_of(reading) if reading is not None else ():
                _readings, _when, *number = fault.field.split(".")
                marked += [one.edits[each] for each in number or NUMBERS[:2]]
                sentences.append(f"{one.name}: {words.fault(fault)}")
        self.show_fault("\n".join(dict.fromkeys(sentences)), *dict.fromkeys(marked))

    def _rows(self) -> Iterator[ReadingRow]:
        yield from self._fixed.values()
        yield from self.others

    def _on_more(self) -> None:
        self._add().edits["at"].setFocus()

    def _add(self) -> ReadingRow:
        made = ReadingRow(ReadingTime.OTHER)
        made.on_edit(self.edited.emit)
        self.others.append(made)
        self._show_rows()
        return made

    def _take(self, one: ReadingRow) -> None:
        self.others.remove(one)
        self._show_rows()
        one.discard()

    def _show_rows(self) -> None:
        for number, one in enumerate(self.others, 1):
            one.set_number(number)
        self._grid.show_rows([*self._fixed.values(), *self.others])


def _by_time(raw: Raw) -> Mapping[ReadingTime, list[list[str]]]:
    """Give the rows as typed by when they are of; only those of any other time are several."""
    found: dict[ReadingTime, list[list[str]]] = {when: [] for when in ReadingTime}
    for when, *texts in json.loads(str(raw or "[]")):
        found[ReadingTime(when)].append(texts)
    return found
