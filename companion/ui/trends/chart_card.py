# SPDX-License-Identifier: Apache-2.0
"""The charts on one time axis, and what else can be put below them."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from companion.domain.records import Entry, Tracker, TrackerKind
from companion.domain.session_record import day_of_session
from companion.language import _
from companion.report.chart import Notes, layout
from companion.report.chart_words import spoken
from companion.report.day_panels import (
    around_panel,
    measure_name,
    measure_panel,
    medicine_events,
    pressure_panel,
    pulse_panel,
    tracker_panel,
)
from companion.report.panels import before_from, in_period, mood_panel, scale_panel
from companion.report.shapes import Chart, Marker, Panel
from companion.report.wording import Wording
from companion.ui.chart import ChartView
from companion.ui.context import Context
from companion.ui.spoken import ToggleButton
from companion.ui.trends.course_read import CourseRead
from companion.ui.widgets.basics import Card, Flow, button, clear, label, unmarked

PANEL_HEIGHT = 150
BELOW = 56
PRESSURE, PULSE, AROUND = "pressure", "pulse", "around"


class ChartCard(Card):
    """Mood and each questionnaire; more on request.

    Signal: ``chosen`` when something more was asked for, or less.
    """

    chosen = Signal()

    def __init__(self, context: Context, more: set[str]) -> None:
        super().__init__()
        self.setAccessibleName(_("Charts"))
        self._context = context
        self.more = more
        self.chart = ChartView(context.theme, PANEL_HEIGHT)
        self.said: tuple[str, ...] = ()
        self._forms = label(
            _("Below the sessions: a triangle up is a medicine started, a diamond is one changed, "
              "a triangle down is one stopped."),
            "small",
        )  # fmt: skip
        self._hint = label(
            _("Point at a day, or use the arrow keys, to read it. A hollow dot was entered later."),
            "small",
        )
        self._lead = label(_("Show more"), "group", wrap=False)
        self._flow = Flow(spacing=8)
        self.buttons: dict[str, QPushButton] = {}
        self.add(self.chart)
        self.add(self._forms)
        self.add(self._hint)
        self.add(self._lead)
        self.add(self._flow)

    def show_course(
        self,
        read: CourseRead,
        period: tuple[date, date],
        wording: Wording,
        notes: Notes,
    ) -> None:
        """Draw a period of the record."""
        first, last = period
        self._offer(read)
        panels = [*self._panels(read, period, wording), *self._asked(read, period, wording)]
        marks = _markers(read)
        shades = before_from(read.start, first)
        events = medicine_events(read.medicines, first, last)
        self._forms.setVisible(bool(events))
        height = PANEL_HEIGHT * len(panels) + BELOW
        self.chart.setMinimumHeight(self._context.theme.scaled(height))

        def lay_out(width: float, height: float, text: float) -> Chart:
            return layout(
                panels, marks, shades, first, last, width, height,
                text=text, wording=wording, events=events, notes=notes,
            )  # fmt: skip

        self.said = spoken(panels, marks, shades, first, last, wording=wording, events=events)
        lead = _("Chart, {period}.").format(period=wording.period(first, last))
        self.chart.show_chart(lay_out, " ".join((lead, *self.said)))

    def _panels(self, read: CourseRead, period: tuple[date, date], wording: Wording) -> list[Panel]:
        panels = [mood_panel(read.moods, wording)]
        for one, scale in read.scales:
            shown = in_period(scale, *period)
            if shown:
                names = self._context.content.instrument_words[one.id]
                panels.append(scale_panel(one, names, shown, clinical=False))
        return panels

    def _asked(self, read: CourseRead, period: tuple[date, date], wording: Wording) -> list[Panel]:
        """Give the panels that were asked for, in the order of their buttons."""
        panels = [
            measure_panel(measure, read.values(measure), wording)
            for measure in read.measures
            if measure.value in self.more
        ]
        for entry in _drawable(read):
            if entry.id in self.more:
                days = read.tracked(entry, *period)
                panels.append(tracker_panel(entry.record, days, wording))
        if PRESSURE in self.more:
            panels.append(pressure_panel(read.held, read.person))
        if PULSE in self.more:
            panels.append(pulse_panel(read.held))
        if AROUND in self.more:
            panels.append(around_panel(read.held))
        return panels

    def _offer(self, read: CourseRead) -> None:
        """Offer what was ever recorded; what was asked for before and is gone is forgotten."""
        offered = _offered(read)
        self.more.intersection_update(offered)
        if list(self.buttons) != list(offered) or any(
            self.buttons[key].accessibleName() != words for key, words in offered.items()
        ):
            clear(self._flow)
            self.buttons = {}
            for key, words in offered.items():
                made = button(unmarked(words), "choice", name=words, kind=ToggleButton)
                made.setCheckable(True)
                made.toggled.connect(partial(self._toggle, key))
                self.buttons[key] = made
                self._flow.addWidget(made)
        for key, made in self.buttons.items():
            made.blockSignals(True)
            made.setChecked(key in self.more)
            made.blockSignals(False)
        self._lead.setVisible(bool(offered))

    def _toggle(self, key: str, wanted: bool) -> None:
        if wanted:
            self.more.add(key)
        else:
            self.more.discard(key)
        self.chosen.emit()


def _offered(read: CourseRead) -> dict[str, str]:
    """Give what can be shown beside mood and scores, with its words."""
    offered = {measure.value: measure_name(measure) for measure in read.measures}
    offered |= {entry.id: entry.record.name for entry in _drawable(read)}
    readings = [one for _number, entry in read.held for one in entry.record.readings]
    if any(one.systolic is not None for one in readings):
        offered[PRESSURE] = _("Blood pressure")
    if any(one.pulse is not None for one in readings):
        offered[PULSE] = _("Pulse")
    if any(
        (entry.record.mood_before, entry.record.mood_after) != (None, None)
        for _number, entry in read.held
    ):
        offered[AROUND] = _("Mood around sessions")
    return offered


def _drawable(read: CourseRead) -> list[Entry[Tracker]]:
    """Give the own trackers that were answered and can be drawn; words stand in the table."""
    return [
        entry
        for entry in read.trackers
        if entry.id in read.answered and entry.record.kind is not TrackerKind.WORDS
    ]


def _markers(read: CourseRead) -> tuple[Marker, ...]:
    """Mark each session; what is read on its day names it already."""
    return tuple(
        Marker(day=day_of_session(entry.record), number=number) for number, entry in read.held
    )
