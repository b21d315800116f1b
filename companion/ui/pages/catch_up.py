# SPDX-License-Identifier: Apache-2.0
"""Catching up: the days that went by without a check-in, each with one row, none of them needed."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.catching_up import STANDS_FOR, moment_of_day
from companion.domain.course import low_day
from companion.domain.moment import day_of
from companion.domain.records import CheckIn, Entry
from companion.language import _
from companion.problem import Problem
from companion.storage.diary_reading import NotThere
from companion.ui.cards.check_in import QuietOffer
from companion.ui.cards.week_sheet import WeekSheetOffer
from companion.ui.context import Context
from companion.ui.dates import clock, long_date, when
from companion.ui.log.reading import read_missed_days
from companion.ui.pages.page import Page
from companion.ui.pages.state import state_of
from companion.ui.theme import Theme
from companion.ui.widgets.basics import Card, Columns, button, clear, label, row, rule
from companion.ui.widgets.one_tap import OneTapScale

SIDE_BY_SIDE = 680
"""Pixels at the usual text size from which "not up to it" stands beside the numbers."""


class CatchUpPage(Page):
    """Lists the missed days of the last two weeks, the newest first; each answer is saved at once.

    A day that was answered here stays, with the way to take that back, until the page is left.
    """

    shows = (CheckIn,)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head(_("Fill in earlier days"))
        self.subtitle.setText(
            _("As many or as few as you like. Leave out what you don’t remember.")
        )
        self._answered: dict[date, str] = {}
        self._saves = False
        self._read_in: object = None
        """In which state what is shown was read."""
        self.rows: dict[date, DayRow] = {}
        self._said_on: date | None = None
        """The day on which the rows say how long ago theirs are."""
        self.card = Card()
        self._list = QVBoxLayout()
        self._list.setSpacing(16)
        self.card.add(self._list)
        self._offer = QuietOffer(context)
        self._about = label(
            _(
                "Each answer is saved for {time} of its day. If that is more than two days ago, "
                "it is marked as entered later."
            ).format(time=clock(STANDS_FOR)),
            "small",
        )
        self._done = button(_("Back to Today"), "outline")
        self._done.clicked.connect(lambda: context.ways.open_page("today"))
        self.body.addWidget(self.card)
        self.body.addWidget(self._offer)
        self.body.addWidget(self._about)
        self.body.addLayout(row(self._done, 1))
        self.body.addSpacing(12)
        self.body.addWidget(WeekSheetOffer(context))
        self.body.addStretch(1)
        self.setFocusProxy(self._done)

    def refresh(self) -> None:
        """Read again which days are without a check-in; what was answered here stays in sight."""
        if self._saves:
            return  # its row would be taken away before it is known whose answer it is
        state = state_of(self.context, *self._answered.values())
        if state == self._read_in:
            return
        self._read_in = None
        today = self.context.now().date()
        kept = {day: entry for day in self._answered if (entry := self._entry(day)) is not None}
        self._answered = {day: entry.id for day, entry in kept.items()}
        days = sorted({*read_missed_days(self.context), *kept}, reverse=True)
        if not self.rows or (list(self.rows), self._said_on) != (days, today):
            self._build_rows(days, today)
            self._said_on = today
        for day, made in self.rows.items():
            made.show_answer(kept.get(day))
        self._about.setVisible(bool(days))
        self._offer.offer(any(low_day((entry,), day) for day, entry in kept.items()))
        self._read_in = state

    def leave(self) -> None:
        """Let go of what was answered here: it is in the log."""
        self._answered.clear()

    # ---- building

    def _build_rows(self, days: list[date], today: date) -> None:
        clear(self._list)
        self.rows = {}
        for day in days:
            if self.rows:
                self._list.addWidget(rule())
            name = _("{day}, {when}").format(day=long_date(day), when=when(day, today))
            made = DayRow(name, self.context.theme)
            made.given.connect(lambda number, day=day: self._save(day, number))
            made.declined.connect(lambda day=day: self._save(day, None))
            made.taken_back.connect(lambda day=day: self._take_back(day))
            self.rows[day] = made
            self._list.addWidget(made)
        self.setFocusProxy(self.rows[days[0]].scale if days else self._done)
        if not days:
            empty = label(_("No days to fill in. Nothing to catch up on."), "secondary")
            empty.setContentsMargins(0, 12, 0, 12)
            self._list.addWidget(empty)

    # ---- slots

    def _entry(self, day: date) -> Entry[CheckIn] | None:
        """Give what was answered here for a day, if it is still in the diary."""
        try:
            entry = self.context.diary.get(CheckIn, self._answered[day])
        except NotThere:
            return None
        return entry if entry.deleted_at is None and day_of(entry.record.at) == day else None

    def _save(self, day: date, number: int | None) -> None:
        """Save a number for a day, or a hard day."""
        if day in self._answered:
            return
        at = moment_of_day(day, self.context.zone)
        record = CheckIn(at=at, mood=number, hard_day=number is None)
        self._saves = True
        try:
            kept = self.context.save(record, long_date(day))
        except Problem as problem:
            self.context.ways.say(str(problem))
            self.rows[day].scale.set_value(None)
            return
        finally:
            self._saves = False
        self._answered[day] = kept.id
        self.refresh()
        self._go_on(day)

    def _go_on(self, day: date) -> None:
        """Lead to the next day that is still open, the ones below first."""
        days = list(self.rows)
        place = days.index(day)
        for each in (*days[place + 1 :], *days[:place]):
            if each not in self._answered:
                self.rows[each].scale.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(self.rows[each])
                return
        self.rows[day].back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_back(self, day: date) -> None:
        entry = self._entry(day)
        if entry is None:
            return
        try:
            self.context.diary.remove(entry.id)
        except Problem as problem:
            self.context.ways.say(str(problem))
            return
        self.context.ways.say_saved(_("Moved to the bin"))
        self.refresh()
        if day in self.rows:
            self.rows[day].scale.setFocus(Qt.FocusReason.OtherFocusReason)


class DayRow(QWidget):
    """One missed day: a scale and "not up to it", or what was answered.

    Signals: ``given`` with a number; ``declined`` for a hard day; ``taken_back``.
    """

    given = Signal(int)
    declined = Signal()
    taken_back = Signal()

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.scale = OneTapScale(name, _("very low"), _("very good"), long=True)
        hard = button(_("Not up to it that day"), name=_("Not up to it: {day}").format(day=name))
        beside_numbers = QWidget()
        bottom = QVBoxLayout(beside_numbers)
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.addStretch(1)
        bottom.addLayout(row(hard, label("–", "key", wrap=False), 1))
        narrow = theme.scaled(SIDE_BY_SIDE)
        self._asking = Columns([(self.scale, 1), (beside_numbers, 0)], narrow=narrow)
        self._name = name
        self._said = label("")
        self.back = button(_("Take back"), "quiet", name=_("Take back: {day}").format(day=name))
        self._told = QWidget()
        told = row(self._said, self.back, spacing=12)
        told.setStretch(0, 1)
        self._told.setLayout(told)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._asking)
        layout.addWidget(self._told)
        self._told.hide()
        self.scale.given.connect(self.given)
        self.scale.declined.connect(self.declined)
        hard.clicked.connect(self.declined)
        self.back.clicked.connect(self.taken_back)

    def show_answer(self, entry: Entry[CheckIn] | None) -> None:
        """Show what was answered, or ask."""
        self._asking.setVisible(entry is None)
        self._told.setVisible(entry is not None)
        if entry is None:
            self.scale.set_value(None)
            return
        record = entry.record
        answer = _("Mood {value}").format(value=record.mood)
        if record.hard_day:
            answer = _("Hard day, no number")
        self._said.setText(_("{day}: {answer}").format(day=self._name, answer=answer))
