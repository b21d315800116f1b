# SPDX-License-Identifier: Apache-2.0
"""Today: the check-in, the next session and its clock times, what waits, and mood since then."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from companion.domain import catching_up, course
from companion.domain.records import (
    Appointment,
    CheckIn,
    ChecklistRun,
    Entry,
    Intake,
    Medicine,
    Person,
    Question,
    Response,
    RuleSet,
    Session,
    SideEffect,
    Tracker,
)
from companion.domain.session_day import under_way
from companion.language import _, ngettext
from companion.ui import dates
from companion.ui.cards.after_session import AfterSessionCard, UnderWayCard, lately_begun
from companion.ui.cards.check_in import CheckInCard
from companion.ui.cards.medicines_today import MedicinesTodayCard
from companion.ui.cards.mood import MoodCard
from companion.ui.cards.next_session import NoSessionCard, SessionCard
from companion.ui.cards.waiting import WaitingCard
from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.widgets.basics import Columns, clear, stack

AWAY = timedelta(days=7)


class TodayPage(Page):
    """The first page: what matters now, with the shortest way to say how one is."""

    shows = (
        CheckIn, Session, ChecklistRun, SideEffect, Response, Question, Appointment, Person,
        RuleSet, Tracker, Medicine, Intake,
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head("")
        self.check_in = CheckInCard(context)
        self.setFocusProxy(self.check_in.form.first_control())
        self._session = QVBoxLayout()
        self._session_place = QWidget()
        self._session_place.setLayout(self._session)
        self._session.setContentsMargins(0, 0, 0, 0)
        self._session.setSpacing(18)
        self._chart = MoodCard(context)
        self._waiting = WaitingCard(context)
        self.medicines = MedicinesTodayCard(context)
        self._under_way = QWidget()
        self._under_way_line = QVBoxLayout(self._under_way)
        self._under_way_line.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._under_way)
        narrow = context.theme.scaled(760)
        self.body.addWidget(
            Columns([(self.check_in, 14), (self._session_place, 10)], narrow=narrow)
        )
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(18)
        left.addWidget(self._chart)
        left.addWidget(self.medicines)
        left.addStretch(1)
        self.body.addWidget(Columns([(self._left, 12), (stack(self._waiting), 12)], narrow=narrow))
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read again what waits and what comes."""
        now = self.context.now()
        diary = self.context.diary
        sessions = diary.entries(Session)
        self.title.setText(dates.day_heading(now.date()))
        self.subtitle.setText(self._line_below(sessions, now))
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._session_place.isAncestorOf(focused)
        clear(self._session)
        upcoming = course.next_session(sessions, now)
        self._session.addWidget(
            SessionCard(self.context, upcoming) if upcoming else NoSessionCard(self.context)
        )
        running = under_way(sessions, now)
        self._under_way.setVisible(running is not None)
        clear(self._under_way_line)
        if running is not None:
            self._under_way_line.addWidget(UnderWayCard(self.context, running))
        lately = lately_begun(sessions, now)
        if lately is not None and lately != upcoming:
            self._session.insertWidget(0, AfterSessionCard(self.context, lately))
        if had_focus:
            self._session_place.findChildren(QPushButton)[-1].setFocus()
        check_ins = diary.entries(CheckIn)
        low = course.low_day(check_ins, now.date())
        self._chart.setVisible(not low)
        if not low:
            self._chart.show_moods(check_ins, sessions, now)
        self._waiting.show_waiting(sessions, check_ins, now)
        self.medicines.show_medicines(now.date(), low=low)
        self._left.setVisible(not low or not self.medicines.isHidden())
        self.check_in.refresh()
        self.check_in.show_quiet_offer(low)
        missed = catching_up.missed_days(check_ins, now.date())
        self.check_in.show_missed(() if low else missed)

    def leave(self) -> None:
        """Keep a half-filled check-in."""
        self.check_in.keep_draft()

    def _line_below(self, sessions: tuple[Entry[Session], ...], now: datetime) -> str:
        held = len(course.held_sessions(sessions))
        parts = [ngettext("{n} session so far", "{n} sessions so far", held).format(n=held)]
        ahead = course.next_appointment(self.context.diary.entries(Appointment), now)
        if ahead:
            day = ahead.record.plan.day
            parts.append(
                _("follow-up {when}, {day}").format(
                    when=dates.when(day, now.date()), day=dates.weekday_date(day)
                )
            )
        last = max((entry.record.at for entry in self.context.diary.entries(CheckIn)), default=None)
        if last is not None and now - last > AWAY:
            return _("Good to see you. Nothing to catch up on.")
        return " · ".join(parts)
