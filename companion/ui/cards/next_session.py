# SPDX-License-Identifier: Apache-2.0
"""The next session's card: when, how, and the clock times that lead to it."""

from datetime import datetime, timedelta

from msgspec import Struct
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from companion.domain import checklist, session_day
from companion.domain.records import Entry, Session
from companion.language import _
from companion.ui import dates, words
from companion.ui.cards.timeline import Line, Timeline, lines
from companion.ui.cards.today_read import TodayRead
from companion.ui.context import Context
from companion.ui.sessions import title_among
from companion.ui.widgets.basics import Card, Flow, button, label, row

RECORD_FROM = timedelta(hours=1)
"""How long before its time a session can be recorded."""


class Ahead(Struct, frozen=True, kw_only=True):
    """What the next session's card says. ``walk`` is None where there is no checklist to walk."""

    entry: Entry[Session]
    title: str
    away: str
    time_and_way: str
    arrival: str
    can_record: bool
    at_hand: bool
    walk: tuple[Line, ...] | None
    walked: str


def ahead(context: Context, read: TodayRead, entry: Entry[Session], now: datetime) -> Ahead:
    """Give what the card says of the next session at a moment."""
    session = entry.record
    planned = session.plan.moment()
    how = words.route(session.route) if session.route else _("how it is given: not set")
    steps = walked.steps if (walked := read.walked(entry)) is not None else ()
    ready = checklist.readiness(steps)
    waiting = checklist.upcoming(steps, now)
    return Ahead(
        entry=entry,
        title=title_among(read.held, entry, read.person.planned_sessions),
        away=dates.when(session.plan.day, now.date()),
        time_and_way=f"{dates.begun(dates.day_and_clock(planned))} · {how}",
        arrival=_("Arrive {arrive} · home about {home}").format(
            arrive=dates.clock(checklist.arrival(session)),
            home=dates.clock(checklist.home_about(session)),
        ),
        can_record=planned - RECORD_FROM <= now,
        at_hand=session_day.at_hand(session, now, RECORD_FROM),
        walk=lines(context.content, waiting, now) if walked is not None else None,
        walked=_("{met} of {all} done").format(met=ready.met, all=ready.applicable),
    )


class SessionCard(Card):
    """The next session: when, how, and its clock times."""

    def __init__(self, context: Context, told: Ahead) -> None:
        super().__init__(told.title, label(told.away, "pill", wrap=False), role="sessionCard")
        self._context = context
        self._told = told
        self.add(self._facts())
        if told.walk is not None:
            self.add(Timeline(told.walk))
            self.add(self._walk_line())
        if told.at_hand:
            self.add(row(screen_button(context, told.entry), 1))
        self.fill()

    def _facts(self) -> QVBoxLayout:
        facts = QVBoxLayout()
        facts.setSpacing(2)
        facts.addWidget(label(self._told.time_and_way))
        facts.addWidget(label(self._told.arrival, "secondary"))
        facts.addLayout(self._other_ways())
        return facts

    def _walk_line(self) -> Flow:
        key = self._told.entry.id
        walk = button(_("Go through the checklist"), "outline")
        walk.clicked.connect(lambda: self._context.ways.open_page("prepare", key))
        done = label(self._told.walked, "secondary", wrap=False)
        done.setMinimumHeight(self._context.theme.size("target"))
        line = Flow(spacing=12)
        line.addWidget(walk)
        line.addWidget(done)
        return line

    def _other_ways(self) -> Flow:
        key = self._told.entry.id
        move = button(_("Change or move"), "plain")
        move.clicked.connect(self._move)
        line = Flow(spacing=16)
        line.addWidget(move)
        if self._told.can_record:
            record = button(_("Record the session"), "plain")
            record.clicked.connect(lambda: self._context.ways.open_page("session", key))
            line.addWidget(record)
        return line

    def _move(self) -> None:
        _ask_for_plan(self._context, self, self._told.entry)


def screen_button(context: Context, entry: Entry[Session]) -> QPushButton:
    """Give the way to the session-day screen of a session that is at hand."""
    made = button(_("Start session-day screen"), "primary")
    made.clicked.connect(lambda: context.ways.open_page("session_day", entry.id))
    return made


class NoSessionCard(Card):
    """Where the next session will stand, and the way to add it."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Your next session"), role="sessionCard")
        self._context = context
        self.add(
            label(
                _(
                    "Add its day and time, and Companion works out when to stop eating, when to leave and what to have ready."
                ),
                "secondary",
            )
        )
        add = button(_("Add a session"), "primary")
        add.clicked.connect(self._add)
        self.add(row(add, 1))
        self.fill()

    def _add(self) -> None:
        _ask_for_plan(self._context, self, None)


def _ask_for_plan(context: Context, card: Card, entry: Entry[Session] | None) -> None:
    from companion.ui.forms.form import FormDialog
    from companion.ui.forms.plan import PlanForm

    FormDialog.ask(PlanForm(context), card.window(), entry)
