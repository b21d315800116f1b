# SPDX-License-Identifier: Apache-2.0
"""Today: the check-in, the next session and its clock times, what waits, and mood since then."""

from datetime import date, datetime, timedelta

from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from companion.domain import course
from companion.domain.records import (
    Appointment,
    CheckIn,
    ChecklistRun,
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
from companion.language import _, ngettext
from companion.ui import dates
from companion.ui.cards.after_session import (
    After,
    AfterSessionCard,
    UnderWay,
    UnderWayCard,
    after,
    going_on,
    lately_begun,
)
from companion.ui.cards.check_in import CheckInCard
from companion.ui.cards.medicines_today import MedicinesTodayCard
from companion.ui.cards.mood import MoodCard
from companion.ui.cards.next_session import Ahead, NoSessionCard, SessionCard, ahead
from companion.ui.cards.today_read import TodayRead
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
        self._read: TodayRead | None = None
        self._running: UnderWay | None = None
        self._sessions: tuple[After | None, Ahead | None] | None = None
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
        """Read again what waits and what comes, and make anew what says something else now."""
        now = self.context.now()
        read = self._read_on(now.date())
        self.title.setText(dates.day_heading(now.date()))
        self.subtitle.setText(self._line_below(read, now))
        self._show_under_way(read, now)
        self._show_sessions(read, now)
        low = course.low_day(read.check_ins, now.date())
        self._chart.setVisible(not low)
        if not low:
            self._chart.show_moods(read)
        self._waiting.show_waiting(read, now, low=low)
        self.medicines.show_medicines(read, low=low)
        self._left.setVisible(not low or not self.medicines.isHidden())
        self.check_in.refresh()
        self.check_in.show_quiet_offer(low)
        self.check_in.show_missed(() if low else read.missed)

    def _read_on(self, today: date) -> TodayRead:
        """Give what was read, or read anew where that may not hold any more."""
        if self._read is None or not self._read.holds(today):
            self._read = TodayRead(self.context, today)
        return self._read

    def _show_under_way(self, read: TodayRead, now: datetime) -> None:
        running = going_on(read, now)
        self._under_way.setVisible(running is not None)
        if running != self._running:
            self._running = running
            clear(self._under_way_line)
            if running is not None:
                self._under_way_line.addWidget(UnderWayCard(self.context, running))

    def _show_sessions(self, read: TodayRead, now: datetime) -> None:
        """Show the session that began lately, and the next one or where it will stand."""
        upcoming = course.next_session(read.near, now)
        lately = lately_begun(read.near, now)
        coming = ahead(self.context, read, upcoming, now) if upcoming else None
        begun = after(self.context, read, lately, now) if lately and lately != upcoming else None
        if self._sessions == (begun, coming):
            return
        self._sessions = begun, coming
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._session_place.isAncestorOf(focused)
        clear(self._session)
        if begun is not None:
            self._session.addWidget(AfterSessionCard(self.context, begun))
        self._session.addWidget(
            SessionCard(self.context, coming) if coming else NoSessionCard(self.context)
        )
        if had_focus:
            self._session_place.findChildren(QPushButton)[-1].setFocus()

    def leave(self) -> None:
        """Keep a half-filled check-in."""
        self.check_in.keep_draft()

    def _line_below(self, read: TodayRead, now: datetime) -> str:
        held = len(read.held)
        parts = [ngettext("{n} session so far", "{n} sessions so far", held).format(n=held)]
        coming = course.next_appointment(read.visits, now)
        if coming:
            day = coming.record.plan.day
            parts.append(
                _("follow-up {when}, {day}").format(
                    when=dates.when(day, now.date()), day=dates.weekday_date(day)
                )
            )
        last = read.last_check_in
        if last is not None and now - last.record.at > AWAY:
            return _("Good to see you. Nothing to catch up on.")
        return " · ".join(parts)
