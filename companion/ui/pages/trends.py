# SPDX-License-Identifier: Apache-2.0
"""Trends: four figures, charts on one time axis, and the same in words and as a table."""

from datetime import date
from functools import partial

from msgspec import Struct, field

from companion.domain.records import CheckIn
from companion.domain.session_record import day_of_session
from companion.language import _, ngettext
from companion.problem import Problem
from companion.report.wording import DASH, SPACE, Wording
from companion.storage.diary import open_for_reading
from companion.ui import dates
from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.pages.state import state_of
from companion.ui.task import Task
from companion.ui.trends.chart_card import ChartCard
from companion.ui.trends.course_read import SHOWN_KINDS, CourseRead, Range
from companion.ui.trends.effects_card import EffectsCard
from companion.ui.trends.figures import Figures, figures
from companion.ui.trends.recorded import DayNotes, recorded
from companion.ui.trends.stayed_up_card import StayedUpCard
from companion.ui.trends.table_card import TableCard
from companion.ui.trends.words_card import WordsCard
from companion.ui.widgets.basics import Card, Columns, button, label, row, stack
from companion.ui.widgets.scale import Choices

NARROW = 760
MANY = 1000
"""With more check-ins than this they are read aside when the page is first opened."""


class _Wanted(Struct):
    """What the person asked the page to show, for as long as the app runs."""

    range: Range = Range.TREATMENT
    more: set[str] = field(default_factory=set)
    table: bool = False
    stayed_up: bool = False


_WANTED = "trends"
"""The property of the context that keeps it: the page itself is made anew with another look."""


class TrendsPage(Page):
    """Charts to read, not to score: each with its words and its table."""

    shows = SHOWN_KINDS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        kept = context.property(_WANTED)
        self._wanted = kept if isinstance(kept, _Wanted) else _Wanted()
        context.setProperty(_WANTED, self._wanted)
        self._course: CourseRead | None = None
        self._read_in: object = None
        """In which state it was read."""
        self._reading: object = None
        """The same of what is being read aside."""
        self.range = self._choices()
        self.add_wide_head(_("Your course so far"), self.range)
        self.figures = Figures()
        self.charts = ChartCard(context, self._wanted.more)
        self.chart = self.charts.chart
        self.charts.chosen.connect(self._show_charts)
        self.words = WordsCard(context)
        self.words.table.toggled.connect(self._toggle_table)
        self.words.stayed_up.toggled.connect(self._toggle_stayed_up)
        self.effects = EffectsCard(context)
        self.table_card = TableCard(context)
        self.table = self.table_card.table
        self.stayed_up = StayedUpCard(context)
        self._columns = Columns([(self.words, 2), (stack(self.effects), 3)], narrow=NARROW)
        self._empty = self._empty_card()
        self._parts = (self.figures, self.charts, self._columns)
        for card in (self._empty, *self._parts, self.table_card, self.stayed_up):
            self.body.addWidget(card)
        self.body.addStretch(1)
        self.words.set_wanted(table=self._wanted.table, stayed_up=self._wanted.stayed_up)

    def refresh(self) -> None:
        """Read the record and draw it; where nothing was written since, only what the hour changes."""
        now = self.context.now()
        place = state_of(self.context)
        if self._course is None and self.context.diary.count(CheckIn) > MANY:
            self._read_aside(place)
        elif self._course is None or place != self._read_in:
            content = self.context.content
            self._take(CourseRead(self.context.diary, content, now), place)
        else:
            self._course.now = now
            self._show_again(self._course)

    def _read_aside(self, place: object) -> None:
        """Show the page's frame alone until the record is read, in another thread."""
        self._show_parts(None)
        if place == self._reading:
            return
        self._reading = place
        access, content, now = self.context.diary.access, self.context.content, self.context.now

        def read() -> CourseRead:
            diary = open_for_reading(access, now)
            try:
                return CourseRead(diary, content, now())
            finally:
                diary.close()

        task = Task(read, self)
        task.done.connect(partial(self._on_read, place))
        task.failed.connect(partial(self._on_not_read, place))
        task.start()

    def _on_read(self, place: object, read: CourseRead) -> None:
        # Otherwise something was written meanwhile, and is being read by another task.
        if place != self._reading:
            return
        self._reading = None
        # What is made while a session's dark screen is shown would be dark. It is read again then.
        if not (self.context.is_locked or self.context.session_day):
            read.diary = self.context.diary
            self._take(read, place)

    def _on_not_read(self, place: object, error: Exception) -> None:
        if place == self._reading:
            self._reading = None
            self.subtitle.setText(str(error) if isinstance(error, Problem) else "")
        if not isinstance(error, Problem):
            raise error

    def _take(self, read: CourseRead, place: object) -> None:
        self._course, self._read_in = read, place
        self._show()

    def _show_again(self, read: CourseRead) -> None:
        """Show what the hour changes, and the rest as when the page is opened."""
        if read.is_empty:
            return
        self._show_figures(read)
        self.effects.show_first()
        if self._wanted.table:
            self.table_card.show_newest()

    def _show_parts(self, read: CourseRead | None) -> None:
        """Show the parts that have something to show."""
        is_drawn = read is not None and not read.is_empty
        self._empty.setVisible(read is not None and read.is_empty)
        self.range.setVisible(read is None or is_drawn)
        for part in self._parts:
            part.setVisible(is_drawn)
        self.table_card.setVisible(is_drawn and self._wanted.table)
        self.stayed_up.setVisible(is_drawn and self._wanted.stayed_up)

    def _show(self) -> None:
        """Show the range that was chosen of what was read."""
        read = self._course
        if read is None:
            return
        if read.is_empty:
            self._show_parts(read)
            self.subtitle.setText(_("Nothing to draw yet"))
            return
        first, last = read.period(self._wanted.range)
        self.subtitle.setText(self._counts(read, first, last))
        self._show_figures(read)
        self._show_charts()
        self.effects.show_course(read, first, last)
        self._show_table(read)
        self._show_stayed_up(read)
        self._show_parts(read)

    def _show_charts(self) -> None:
        """Draw what was asked for, and say it in words."""
        read = self._course
        if read is None:
            return
        first, last = read.period(self._wanted.range)
        wording = self._wording(first, last)
        notes = partial(DayNotes, read, self.context, first, last, wording)
        self.charts.show_course(read, (first, last), wording, notes)
        self.words.show_course(read, (first, last), wording, self.charts.said)

    def _show_figures(self, read: CourseRead) -> None:
        wording = self._wording(*read.period(self._wanted.range))
        self.figures.show_figures(figures(read, self.context, wording))

    def _show_table(self, read: CourseRead) -> None:
        if self._wanted.table:
            first, last = read.period(self._wanted.range)
            wording = self._wording(first, last)
            lines = recorded(read, self.context, first, last, wording)
            self.table_card.show_lines(lines, several_years=wording.year is None)

    def _show_stayed_up(self, read: CourseRead) -> None:
        if self._wanted.stayed_up:
            self.stayed_up.show_course(read)

    def _wording(self, first: date, last: date) -> Wording:
        """Give the wording for a period, which names the year where it lies in several."""
        year = last.year if first.year == last.year else None
        return Wording(locale=self.context.content.language, year=year)

    def _counts(self, read: CourseRead, first: date, last: date) -> str:
        """Give "12 Oct – 23 Nov · 4 sessions · 38 check-ins · 4 PHQ-9"."""
        day = dates.short_date if first.year == last.year else dates.full_date
        sessions = sum(
            first <= day_of_session(entry.record) <= last for _number, entry in read.held
        )
        check_ins = sum(first <= entry.record.at.date() <= last for entry in read.check_ins)
        parts = [
            f"{day(first)} {DASH} {day(last)}",
            ngettext("{n} session", "{n} sessions", sessions).format(n=sessions),
            ngettext("{n} check-in", "{n} check-ins", check_ins).format(n=check_ins),
        ]
        for instrument, scale in read.scales:
            n = sum(first <= score.at.date() <= last for score in scale.scores)
            if n:
                name = self.context.content.instrument_words[instrument.id].short
                parts.append(f"{n} {name}")
        return " · ".join(part.replace(" ", SPACE) for part in parts)

    def _choices(self) -> Choices:
        """Give the ranges, their buttons at the page's head."""
        made = Choices(
            _("Time shown"),
            [
                (Range.MONTH, _("30 days")),
                (Range.TREATMENT, _("Treatment")),
                (Range.YEAR, _("1 year")),
                (Range.ALL, _("All")),
            ],
        )
        made.set_value(self._wanted.range)
        made.changed.connect(self._on_range)
        return made

    def _on_range(self, value: object) -> None:
        # A second press leaves the range as it is: there is always one.
        if value is not None:
            self._wanted.range = Range(str(value))
        self.range.set_value(self._wanted.range)
        self._show()

    def _toggle_table(self, wanted: bool) -> None:
        self._wanted.table = wanted
        if self._course is not None:
            self._show_table(self._course)
            self._show_parts(self._course)

    def _toggle_stayed_up(self, wanted: bool) -> None:
        self._wanted.stayed_up = wanted
        if self._course is not None:
            self._show_stayed_up(self._course)
            self._show_parts(self._course)

    def _empty_card(self) -> Card:
        card = Card(_("Nothing to draw yet"))
        card.add(
            label(
                _(
                    "Your mood and questionnaires will draw lines here, with each session marked. "
                    "A day without an entry stays a gap."
                )
            )
        )
        go = button(_("Check in today"), "primary")
        go.clicked.connect(lambda: self.context.ways.open_page("today"))
        card.add(row(go, 1))
        return card
