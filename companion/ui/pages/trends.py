# SPDX-License-Identifier: Apache-2.0
"""Trends: mood and questionnaires on one time axis, and the same in words."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from companion.domain import course
from companion.domain.course import DayMood, ScaleCourse
from companion.domain.instrument import Instrument
from companion.domain.records import CheckIn, Person, Response, Session, SideEffect, Snapshot
from companion.language import _, ngettext
from companion.report.chart import layout
from companion.report.chart_words import words
from companion.report.panels import (
    before_treatment,
    in_period,
    markers,
    mood_panel,
    scale_panel,
)
from companion.report.shapes import Chart, Panel
from companion.report.wording import Wording
from companion.ui import dates
from companion.ui.chart import ChartView
from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.widgets.basics import Card, button, label, row
from companion.ui.widgets.scale import Choices

PANEL_HEIGHT = 160


class Range(StrEnum):
    """How much time the charts show."""

    MONTH = "month"
    TREATMENT = "treatment"
    YEAR = "year"
    ALL = "all"


class TrendsPage(Page):
    """Charts to read, not to score: each with its words and its table."""

    shows = (CheckIn, Session, Response, SideEffect, Person)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head(_("Your course so far"))
        self.range = Choices(
            _("Time shown"),
            [
                (Range.MONTH, _("30 days")),
                (Range.TREATMENT, _("Treatment")),
                (Range.YEAR, _("1 year")),
                (Range.ALL, _("All")),
            ],
        )
        self.range.set_value(Range.TREATMENT)
        self.range.changed.connect(self._on_range)
        self.chart = ChartView(context.theme, PANEL_HEIGHT)
        self._chart_card = Card()
        self._chart_card.add(self.range)
        self._chart_card.add(self.chart)
        self._chart_card.add(
            label(_("Point at a day, or use the arrow keys, to read it."), "small")
        )
        self._empty = Card()
        self._build_empty()
        self._words_card = Card(_("In words"))
        self._words = label("")
        self._words_card.add(self._words)
        self._table_button = button(_("Show as a table"), "plain")
        self._table_button.setCheckable(True)
        self._table_button.toggled.connect(self._toggle_table)
        self._words_card.add(row(self._table_button, 1))
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(_("What was recorded, day by day"))
        self.table.setHorizontalHeaderLabels([_("Day"), _("What"), _("Value")])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setMinimumHeight(context.theme.scaled(260))
        self.table.hide()
        self._words_card.add(self.table)
        for card in (self._empty, self._chart_card, self._words_card):
            self.body.addWidget(card)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read the record and draw it."""
        snapshot = self.context.diary.snapshot()
        now = self.context.now()
        moods = course.daily_moods(snapshot.check_ins, snapshot.sessions)
        scales = self._scales(snapshot)
        anything = bool(moods or scales)
        self._empty.setVisible(not anything)
        self._chart_card.setVisible(anything)
        self._words_card.setVisible(anything)
        self.subtitle.setText(self._counts(snapshot, moods))
        if not anything:
            return
        first, last = self._period(snapshot, moods, scales, now)
        wording = Wording(locale=self.context.content.language, year=last.year)
        panels = self._panels(moods, scales, first, last, wording)
        self._draw(panels, snapshot, moods, (first, last), wording)

    def _draw(
        self,
        panels: list[Panel],
        snapshot: Snapshot,
        moods: tuple[DayMood, ...],
        period: tuple[date, date],
        wording: Wording,
    ) -> None:
        first, last = period
        held = course.session_figures(snapshot.sessions, moods)
        marks, shades = markers(held), before_treatment(held, first)
        self.chart.setMinimumHeight(self.context.theme.scaled(PANEL_HEIGHT * len(panels)))

        def lay_out(width: float, height: float, text: float) -> Chart:
            return layout(panels, marks, shades, first, last, width, height, text=text)

        said = words(panels, marks, shades, first, last, locale=wording.locale)
        self.chart.show_chart(lay_out, said)
        self._words.setText(said)
        self._fill_table(panels, first, last)

    def _scales(self, snapshot: Snapshot) -> list[tuple[Instrument, ScaleCourse]]:
        marked = snapshot.person.record.treatment_started if snapshot.person else None
        found = []
        for one in self.context.content.instruments.values():
            scale = course.scale_course(one, snapshot.responses, snapshot.sessions, marked)
            if scale is not None:
                found.append((one, scale))
        return found

    def _panels(
        self,
        moods: tuple[DayMood, ...],
        scales: list[tuple[Instrument, ScaleCourse]],
        first: date,
        last: date,
        wording: Wording,
    ) -> list[Panel]:
        panels = [mood_panel(moods, wording)]
        for one, scale in scales:
            shown = in_period(scale, first, last)
            if shown:
                panels.append(
                    scale_panel(one, self.context.content.instrument_words[one.id], shown)
                )
        return panels

    def _period(
        self,
        snapshot: Snapshot,
        moods: tuple[DayMood, ...],
        scales: list[tuple[Instrument, ScaleCourse]],
        now: datetime,
    ) -> tuple[date, date]:
        today = now.date()
        days = [mood.day for mood in moods]
        days += [
            (entry.record.finished or entry.record.started).date() for entry in snapshot.responses
        ]
        earliest = min([*days, today])
        start = course.course_start(snapshot.sessions)
        baselines = [scale.first.at.date() for _one, scale in scales]
        treatment = min([start - timedelta(days=14), *baselines]) if start else earliest
        first = {
            Range.MONTH: today - timedelta(days=29),
            Range.TREATMENT: max(treatment, earliest),
            Range.YEAR: today - timedelta(days=364),
            Range.ALL: earliest,
        }[Range(str(self.range.value or Range.TREATMENT))]
        return first, today

    def _counts(self, snapshot: Snapshot, moods: tuple[DayMood, ...]) -> str:
        held = len(course.held_sessions(snapshot.sessions))
        return " · ".join(
            (
                ngettext("{n} session", "{n} sessions", held).format(n=held),
                ngettext("{n} day with a mood", "{n} days with a mood", len(moods)).format(
                    n=len(moods)
                ),
            )
        )

    def _fill_table(self, panels: list[Panel], first: date, last: date) -> None:
        rows = sorted(
            ((point.day, point.words) for panel in panels for point in panel.points
             if first <= point.day <= last),
            reverse=True,
        )  # fmt: skip
        self.table.setRowCount(len(rows))
        for place, (day, said) in enumerate(rows):
            what, _space, value = said.partition(" ")
            for column, text in enumerate((dates.weekday_date(day), what, value)):
                self.table.setItem(place, column, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()

    def _toggle_table(self, shown: bool) -> None:
        self.table.setVisible(shown)
        self._table_button.setText(_("Hide the table") if shown else _("Show as a table"))

    def _on_range(self, value: object) -> None:
        if value is None:
            self.range.set_value(Range.TREATMENT)
        self.refresh()

    def _build_empty(self) -> None:
        self._empty.add(
            label(
                _(
                    "Your mood and questionnaires will draw lines here, with each session marked. "
                    "A day without an entry stays a gap."
                )
            )
        )
        go = button(_("Check in today"), "primary")
        go.clicked.connect(lambda: self.context.ways.open_page("today"))
        self._empty.add(row(go, 1))
