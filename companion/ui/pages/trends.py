# SPDX-License-Identifier: Apache-2.0
"""Trends: four figures, charts on one time axis, and the same in words and as a table."""

from datetime import date
from functools import cache, partial

from msgspec import Struct, field

from companion.domain.session_record import day_of_session
from companion.language import _, ngettext
from companion.report.wording import DASH, SPACE, Wording
from companion.ui import dates
from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.trends.chart_card import ChartCard
from companion.ui.trends.course_read import SHOWN_KINDS, CourseRead, Range
from companion.ui.trends.effects_card import EffectsCard
from companion.ui.trends.figures import Figures, figures
from companion.ui.trends.recorded import by_day, recorded
from companion.ui.trends.stayed_up_card import StayedUpCard
from companion.ui.trends.table_card import TableCard
from companion.ui.trends.words_card import WordsCard
from companion.ui.widgets.basics import Card, Columns, button, label, row, stack
from companion.ui.widgets.scale import Choices

NARROW = 760


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
        self.range = self._choices()
        self.add_wide_head(_("Your course so far"), self.range)
        self.figures = Figures()
        self.charts = ChartCard(context, self._wanted.more)
        self.chart = self.charts.chart
        self.charts.chosen.connect(self._show)
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
        """Read the record and draw it."""
        self._course = CourseRead(self.context)
        self._show()

    def _show(self) -> None:
        """Show the range that was chosen of what was read."""
        read = self._course
        if read is None:
            return
        self._empty.setVisible(read.is_empty)
        for part in self._parts:
            part.setVisible(not read.is_empty)
        self.range.setVisible(not read.is_empty)
        self.table_card.setVisible(self._wanted.table and not read.is_empty)
        self.stayed_up.setVisible(self._wanted.stayed_up and not read.is_empty)
        if read.is_empty:
            self.subtitle.setText(_("Nothing to draw yet"))
            return
        first, last = read.period(self._wanted.range)
        year = last.year if first.year == last.year else None
        wording = Wording(locale=self.context.content.language, year=year)
        lines = cache(partial(recorded, read, self.context, first, last, wording))
        self.subtitle.setText(self._counts(read, first, last))
        self.figures.show_figures(figures(read, self.context, wording))
        self.charts.show_course(read, (first, last), wording, lambda: by_day(lines()))
        self.words.show_course(read, (first, last), wording, self.charts.said)
        self.effects.show_course(read, first, last)
        if self._wanted.table:
            self.table_card.show_lines(lines(), several_years=year is None)
        if self._wanted.stayed_up:
            self.stayed_up.show_course(read)

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
        self._show()

    def _toggle_stayed_up(self, wanted: bool) -> None:
        self._wanted.stayed_up = wanted
        self._show()

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
