# SPDX-License-Identifier: Apache-2.0
"""The medicines that were stopped, and what was noted lately, each folded away."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from companion.domain.medicine import as_taken, is_stopped
from companion.domain.records import Entry, Intake, Medicine
from companion.language import _
from companion.ui.context import Context
from companion.ui.dates import clock, full_date, weekday_date
from companion.ui.entries import ICONS, Wording, is_late
from companion.ui.medicines import how_taken
from companion.ui.widgets.basics import Card, clear
from companion.ui.widgets.entry_row import EntryRow, RowLook, RowWords
from companion.ui.widgets.fold import Fold


class MedicinesBeforeCard(Card):
    """Rows to open. Hidden where there are none.

    Signals: ``opened`` and ``removed`` with the entry; ``menu_asked`` with the entry and the
    button under which its menu is to come up.
    """

    opened = Signal(object)
    removed = Signal(object)
    menu_asked = Signal(object, QWidget)

    def __init__(self, context: Context, wording: Wording) -> None:
        super().__init__()
        self._theme = context.theme
        self._look = RowLook(context.theme)
        self._wording = wording
        self._intakes: Sequence[Entry[Intake]] = ()
        self.stopped = Fold("", context.theme)
        self.noted = Fold("", context.theme)
        for fold in (self.stopped, self.noted):
            fold.body.setSpacing(2)
            self.add(fold)
        self.noted.press.toggled.connect(lambda _on: self._fill_noted())

    def show_before(
        self, medicines: Sequence[Entry[Medicine]], intakes: Sequence[Entry[Intake]], today: date
    ) -> None:
        """Show what was stopped by today, and the intakes given."""
        self._intakes = intakes
        self.noted.press.setText(_("Noted in the last 4 weeks ({n})").format(n=len(intakes)))
        self.noted.setVisible(bool(intakes))
        self._fill_noted()
        ended = [(one.record.stopped, one) for one in medicines if one.record.stopped is not None]
        past = [(day, one) for day, one in ended if is_stopped(one.record, today)]
        self.stopped.press.setText(_("Stopped earlier ({n})").format(n=len(past)))
        self.stopped.setVisible(bool(past))
        clear(self.stopped.body)
        for day, entry in sorted(past, key=lambda each: each[0], reverse=True):
            told = (
                entry.record.name.strip(),
                how_taken(as_taken(entry.record, day)),
                _("stopped {day}").format(day=full_date(day)),
            )
            words = RowWords(time="", line=" · ".join(part for part in told if part))
            self._add_row(self.stopped, words, entry)
        self.setVisible(bool(past or intakes))

    def _fill_noted(self) -> None:
        """List what was noted, also of a medicine that is not there any more, once it is asked for."""
        clear(self.noted.body)
        for entry in reversed(self._intakes if self.noted.opened else ()):
            day = weekday_date(entry.record.at.date())
            words = RowWords(
                time=clock(entry.record.at),
                line=_("{day} · {what}").format(day=day, what=self._wording.line(entry)),
                mark=_("entered later") if is_late(entry) else "",
            )
            self._add_row(self.noted, words, entry)

    def _add_row(self, fold: Fold, words: RowWords, entry: Entry[Medicine] | Entry[Intake]) -> None:
        made = EntryRow(words, self._theme.icon(ICONS[type(entry.record)]), self._look)
        made.opened.connect(lambda: self.opened.emit(entry))
        made.removed.connect(lambda: self.removed.emit(entry))
        more = made.add_side("⋯", _("Edit, history, delete: {entry}").format(entry=words.told))
        more.setToolTip(_("Edit, history, delete"))
        more.clicked.connect(lambda: self.menu_asked.emit(entry, more))
        made.menu_wanted.connect(more.click)
        fold.body.addWidget(made)
