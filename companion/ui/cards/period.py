# SPDX-License-Identifier: Apache-2.0
"""Which period a report covers."""

from datetime import date, datetime
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton

from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Response,
    Session,
    SideEffect,
    Snapshot,
)
from companion.language import _
from companion.report.periods import since_last_appointment, whole_treatment
from companion.storage.diary import Diary
from companion.ui import dates
from companion.ui.context import Context
from companion.ui.widgets.basics import Card
from companion.ui.widgets.moments import DayField

Told = TypeVar("Told", CheckIn, Response, SideEffect)
LARGE = 150
"""From this text size on, in per cent, a choice's words stand on two lines."""


class PeriodCard(Card):
    """Since the last appointment, the whole treatment, or own dates.

    Signal: ``edited`` when another period was chosen.
    """

    edited = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(_("Period"))
        self._theme = context.theme
        self._today = today = context.now().date()
        self._since: tuple[date, date] | None = None
        self._whole = (today, today)
        self._touched = False
        self.since = QRadioButton()
        self.whole = QRadioButton()
        self.own = QRadioButton(_("Choose dates"))
        self._group = QButtonGroup(self)
        self._dates: tuple[DayField, DayField] | None = None
        for choice in (self.since, self.whole, self.own):
            self._group.addButton(choice)
            self.add(choice)
        self._group.buttonClicked.connect(lambda _button: self._chose())

    @property
    def first(self) -> DayField:
        """The first of the own dates."""
        return self._own_dates()[0]

    @property
    def last(self) -> DayField:
        """The last of them."""
        return self._own_dates()[1]

    def show_choices(self, diary: Diary, now: datetime) -> None:
        """Show what the record offers; the first choice stands until another is made."""
        snapshot = _ends(diary)
        self._since = since_last_appointment(snapshot, now)
        self._whole = whole_treatment(snapshot, now)
        self.since.setVisible(self._since is not None)
        if self._since:
            day = _day_words(self._since[0], now)
            self._name(self.since, _("Since your appointment, {day}").format(day=day))
        day = _day_words(self._whole[0], now)
        self._name(self.whole, _("Whole treatment, from {day}").format(day=day))
        if self.since.isChecked() and self._since is None:
            # The appointment is gone from which it counted.
            self._touched = False
        if not self._touched:
            (self.since if self._since else self.whole).setChecked(True)
            if self._dates is not None:
                self.first.set_raw(self._whole[0].isoformat())
        self._show_own()

    def chosen(self) -> tuple[date, date] | None:
        """Give the first and last day; None while own dates are none, or the wrong way round."""
        if self._dates is not None:
            self.last.show_fault("")
        if self.since.isChecked() and self._since:
            return self._since
        if self.whole.isChecked():
            return self._whole
        for field in self._own_dates():
            field.tell()
        if self.first.refused or self.last.refused:
            return None
        first, last = self.first.value(), self.last.value()
        if first is None or last is None or first > last:
            self.last.show_fault(_("The end lies before the start. Please check both days."))
            return None
        return first, last

    def _name(self, choice: QRadioButton, words: str) -> None:
        """Put a choice's words beside it: on two lines where they are large, since none wraps."""
        choice.setAccessibleName(words)
        is_large = self._theme.scaled(100) >= LARGE
        choice.setText(words.replace(", ", ",\n") if is_large else words)

    def _chose(self) -> None:
        self._touched = True
        self._show_own()
        self.edited.emit()

    def _on_edited(self) -> None:
        """Take another day once it is typed: on the way there it is another one with each key."""
        if not any(field.is_being_typed for field in self._own_dates()):
            self.edited.emit()

    def _show_own(self) -> None:
        if self.own.isChecked() or self._dates is not None:
            self.first.setVisible(self.own.isChecked())
            self.last.setVisible(self.own.isChecked())

    def _own_dates(self) -> tuple[DayField, DayField]:
        """Give the fields for own dates, built once they are chosen: each comes with a month."""
        if self._dates is None:
            first = DayField(_("From"), today=self._today)
            first.set_raw(self._whole[0].isoformat())
            last = DayField(_("To"), today=self._today)
            for field in (first, last):
                field.edited.connect(self._on_edited)
                self.add(field)
                field.setVisible(self.own.isChecked())
            self._dates = (first, last)
        return self._dates


def _ends(diary: Diary) -> Snapshot:
    """Give what a period can begin with: visits, sessions, and each first day something was told."""
    return Snapshot(
        appointments=diary.entries(Appointment),
        sessions=diary.entries(Session),
        person=diary.person(),
        check_ins=_first(diary, CheckIn),
        responses=_first(diary, Response),
        side_effects=_first(diary, SideEffect),
    )


def _first(diary: Diary, kind: type[Told]) -> tuple[Entry[Told], ...]:
    """Give the entries of a kind on the first day that has any."""
    day = diary.first_day(kind)
    return () if day is None else diary.entries(kind, first=day, last=day)


def _day_words(day: date, now: datetime) -> str:
    """Give a day, with its year where that is not this one."""
    said = dates.short_date(day)
    return said if day.year == now.year else f"{said} {day.year}"
