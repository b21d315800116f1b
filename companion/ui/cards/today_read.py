# SPDX-License-Identifier: Apache-2.0
"""What Today reads of the diary: each thing once, and no more of it than the page shows."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

from companion.domain import course
from companion.domain.catching_up import missed_days
from companion.domain.course import DayMood, Held, Mean
from companion.domain.instrument import RESUME_WITHIN, interval
from companion.domain.item import Walk
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
    Session,
    SideEffect,
)
from companion.domain.visit import NEAR_AFTER
from companion.domain.walks import MONTH
from companion.ui.context import Context
from companion.ui.pages.state import state_of
from companion.ui.walk.walking import Walking, of_session

WEEKS = 6
"""Weeks of moods that are shown. No other look back at check-ins reaches further than they do."""

REST = timedelta(days=2)
"""Longer than the rest that follows a session, by the clock of wherever that was."""

REST_NEAR = timedelta(days=4)
"""So far from a day at most lies a session whose rest a check-in of that day may lie in."""

BEFORE_COURSE = 14
"""Days before a course of treatment whose mood this week's is shown beside."""


class TodayRead:
    """What Today shows of a diary on one day; each part is read when it is first asked for."""

    def __init__(self, context: Context, today: date) -> None:
        self._context = context
        self._diary = context.diary
        self._state = state_of(context, today)
        self._walks: dict[tuple[str, Walk], Walking | None] = {}
        self.today = today
        self.first = today - timedelta(weeks=WEEKS) + timedelta(days=1)

    def holds(self, today: date) -> bool:
        """Tell whether it is still that day, and nothing was written since."""
        return self._state == state_of(self._context, today)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Every session that was held, in order."""
        return self._diary.held_sessions()

    @cached_property
    def near(self) -> tuple[Entry[Session], ...]:
        """The sessions that are ahead, and those that are hardly over."""
        return self._diary.entries(Session, first=self.today - REST)

    @cached_property
    def planned(self) -> tuple[Entry[Session], ...]:
        """The sessions that are planned, also those whose time went by."""
        return self._diary.planned_sessions()

    @cached_property
    def first_session(self) -> tuple[Entry[Session], ...]:
        """The first session of all, none as long as there is none."""
        first = self._diary.first_session()
        return () if first is None else (first,)

    @cached_property
    def check_ins(self) -> tuple[Entry[CheckIn], ...]:
        """The check-ins of the last six weeks."""
        return self._diary.entries(CheckIn, first=self.first)

    @cached_property
    def first_check_in(self) -> date | None:
        """The day of the first check-in of all."""
        return self._diary.first_day(CheckIn)

    @cached_property
    def missed(self) -> tuple[date, ...]:
        """The days gone by without a check-in that are offered to be filled in."""
        # One from before tells that there was a diary already.
        earlier = self._diary.latest(CheckIn, before=self.first)
        return missed_days((*earlier, *self.check_ins), self.today)

    @cached_property
    def last_check_in(self) -> Entry[CheckIn] | None:
        """The last check-in, however long ago it was."""
        return next(iter(self._diary.latest(CheckIn)), None)

    @cached_property
    def moods(self) -> tuple[DayMood, ...]:
        """The mood of each recorded day of the last six weeks."""
        return self._moods(self.check_ins, self.first, self.today)

    @cached_property
    def mood_before(self) -> Mean | None:
        """The mean mood in the days before the present course of treatment began."""
        start = course.first_after_gap(held.began for held in self.held)
        if start is None:
            return None
        first, last = start - timedelta(days=BEFORE_COURSE), start - timedelta(days=1)
        moods = self._moods(self._diary.entries(CheckIn, first=first, last=last), first, last)
        return course.mean_between(moods, first, last)

    @cached_property
    def person(self) -> Person:
        """The patient's own details."""
        return self._context.person

    @cached_property
    def lasting(self) -> tuple[Entry[SideEffect], ...]:
        """The side effects that were still there when last asked."""
        return self._diary.lasting_effects()

    @cached_property
    def responses(self) -> tuple[Entry[Response], ...]:
        """The questionnaires that tell whether one is due or half done."""
        wanted = self.person.schedules
        every = [interval(one, wanted) or 0 for one in self._context.content.instruments.values()]
        # One that was half done was begun a day ago at most, by the clock of wherever that was.
        days = max((timedelta(days=each) for each in every), default=timedelta())
        first = self.today - max(days, RESUME_WITHIN + timedelta(days=1))
        return self._diary.entries(Response, first=first)

    @cached_property
    def monthly(self) -> tuple[Entry[ChecklistRun], ...]:
        """The last times that the monthly questions were gone through."""
        lately = self._diary.entries(ChecklistRun, first=self.today - MONTH)
        asked = tuple(
            run
            for run in lately
            if run.record.checklist == Walk.MAINTENANCE and run.record.begun is not None
        )
        return asked or self._diary.walks_alone(Walk.MAINTENANCE)

    @cached_property
    def visits(self) -> tuple[Entry[Appointment], ...]:
        """The visits that are ahead, and those that are only just over."""
        return self._diary.entries(Appointment, first=self.today - NEAR_AFTER)

    @cached_property
    def questions(self) -> tuple[Entry[Question], ...]:
        """Every question for a visit."""
        return self._diary.entries(Question)

    @cached_property
    def medicines(self) -> tuple[Entry[Medicine], ...]:
        """Every medicine."""
        return self._diary.entries(Medicine)

    @cached_property
    def intakes(self) -> tuple[Entry[Intake], ...]:
        """What was noted of medicines today."""
        return self._diary.entries(Intake, first=self.today, last=self.today)

    def _moods(
        self, check_ins: Sequence[Entry[CheckIn]], first: date, last: date
    ) -> tuple[DayMood, ...]:
        """Give the moods of some days; no other sessions than those near them bear on them."""
        days = {"first": first - REST_NEAR, "last": last + REST_NEAR}
        return course.daily_moods(check_ins, self._diary.entries(Session, **days))

    def walked(self, session: Entry[Session], walk: Walk = Walk.SESSION) -> Walking | None:
        """Give a session's walk."""
        key = (session.id, walk)
        if key not in self._walks:
            self._walks[key] = of_session(self._context, session, walk)
        return self._walks[key]
