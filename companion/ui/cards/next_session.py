# SPDX-License-Identifier: Apache-2.0
"""The next session's card: when, how, and the clock times that lead to it."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from companion.domain import checklist, session_day
from companion.domain.checklist import Step
from companion.domain.records import Entry, Session
from companion.language import _
from companion.ui import dates, words
from companion.ui.cards.timeline import Timeline
from companion.ui.context import Context
from companion.ui.forms.form import FormDialog
from companion.ui.forms.plan import PlanForm
from companion.ui.sessions import session_title
from companion.ui.walk.walking import of_session
from companion.ui.widgets.basics import Card, Flow, button, label, row

RECORD_FROM = timedelta(hours=1)
"""How long before its time a session can be recorded."""


class SessionCard(Card):
    """The next session: when, how, and its clock times."""

    def __init__(self, context: Context, entry: Entry[Session]) -> None:
        now = context.now()
        session = entry.record
        away = label(dates.when(session.plan.day, now.date()), "pill", wrap=False)
        super().__init__(session_title(context, entry), away, role="sessionCard")
        self._context = context
        self._entry = entry
        self.add(self._facts(session, now))
        walked = of_session(context, entry)
        if walked is not None:
            waiting = checklist.upcoming(walked.steps, now)
            self.add(Timeline(context.content, waiting, now))
            self.add(self._walk_line(walked.steps))
        if session_day.at_hand(session, now, RECORD_FROM):
            self.add(row(screen_button(context, entry), 1))
        self.fill()

    def _facts(self, session: Session, now: datetime) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(2)
        how = words.route(session.route) if session.route else _("how it is given: not set")
        at = dates.day_and_clock(session.plan.moment())
        lines.addWidget(label(f"{dates.begun(at)} · {how}"))
        lines.addWidget(
            label(
                _("Arrive {arrive} · home about {home}").format(
                    arrive=dates.clock(checklist.arrival(session)),
                    home=dates.clock(checklist.home_about(session)),
                ),
                "secondary",
            )
        )
        lines.addLayout(self._other_ways(session, now))
        return lines

    def _walk_line(self, walked: tuple[Step, ...]) -> Flow:
        walk = button(_("Go through the checklist"), "outline")
        walk.clicked.connect(lambda: self._context.ways.open_page("prepare", self._entry.id))
        ready = checklist.readiness(walked)
        text = _("{met} of {all} done").format(met=ready.met, all=ready.applicable)
        done = label(text, "secondary", wrap=False)
        done.setMinimumHeight(self._context.theme.size("target"))
        line = Flow(spacing=12)
        line.addWidget(walk)
        line.addWidget(done)
        return line

    def _other_ways(self, session: Session, now: datetime) -> Flow:
        move = button(_("Change or move"), "plain")
        move.clicked.connect(self._move)
        line = Flow(spacing=16)
        line.addWidget(move)
        if session.plan.moment() - RECORD_FROM <= now:
            record = button(_("Record the session"), "plain")
            record.clicked.connect(lambda: self._context.ways.open_page("session", self._entry.id))
            line.addWidget(record)
        return line

    def _move(self) -> None:
        FormDialog.ask(PlanForm(self._context), self.window(), self._entry)


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
        FormDialog.ask(PlanForm(self._context), self.window())
