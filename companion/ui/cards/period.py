# SPDX-License-Identifier: Apache-2.0
"""Which period a report covers."""

from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton

from companion.domain.records import Snapshot
from companion.language import _
from companion.report.summary import since_last_appointment, whole_treatment
from companion.ui import dates
from companion.ui.context import Context
from companion.ui.widgets.basics import Card
from companion.ui.widgets.moments import DayField

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
        today = context.now().date()
        self._since: tuple[date, date] | None = None
        self._whole = (today, today)
        self._touched = False
        self.since = QRadioButton()
        self.whole = QRadioButton()
        self.own = QRadioButton(_("Choose dates"))
        self._group = QButtonGroup(self)
        self.first = DayField(_("From"), today=today)
        self.last = DayField(_("To"), today=today)
        for choice in (self.since, self.whole, self.own):
            self._group.addButton(choice)
            self.add(choice)
        self.add(self.first)
        self.add(self.last)
        self._group.buttonClicked.connect(lambda _button: self._chose())
        for field in (self.first, self.last):
            field.edited.connect(self.edited.emit)
        self._show_own()

    def show_choices(self, snapshot: Snapshot, now: datetime) -> None:
        """Show what the record offers; the first choice stands until another is made."""
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
            self.first.set_raw(self._whole[0].isoformat())
        self._show_own()

    def chosen(self) -> tuple[date, date] | None:
        """Give the first and last day; None while own dates are the wrong way round."""
        self.last.show_fault("")
        if self.since.isChecked() and self._since:
            return self._since
        if self.whole.isChecked():
            return self._whole
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

    def _show_own(self) -> None:
        self.first.setVisible(self.own.isChecked())
        self.last.setVisible(self.own.isChecked())


def _day_words(day: date, now: datetime) -> str:
    """Give a day, with its year where that is not this one."""
    said = dates.short_date(day)
    return said if day.year == now.year else f"{said} {day.year}"
