# SPDX-License-Identifier: Apache-2.0
"""What the trends page reads of the diary, and the days of each range."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from companion.domain import course
from companion.domain.course import DayMood, ScaleCourse
from companion.domain.daily import DayValue, Measure, daily_values
from companion.domain.instrument import Instrument
from companion.domain.item import ANY_EFFECT
from companion.domain.records import (
    CheckIn,
    ChecklistRun,
    Entry,
    Medicine,
    Person,
    Response,
    Session,
    SideEffect,
    Tracker,
)
from companion.domain.session_record import day_of_session
from companion.domain.tracker import TrackedDay, pauses, tracked_days
from companion.ui.context import Context


class Range(StrEnum):
    """How much time the charts show."""

    MONTH = "month"
    TREATMENT = "treatment"
    YEAR = "year"
    ALL = "all"


class CourseRead:
    """The record as it was when the page was shown, and what follows from it, worked out once.

    Only the kinds that the page shows are read, so that ten years are there at once.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        diary = context.diary
        self.now: datetime = context.now()
        self.check_ins = diary.entries(CheckIn)
        self.sessions = diary.entries(Session)
        self.responses = diary.entries(Response)
        self.side_effects = diary.entries(SideEffect)
        self.medicines = diary.entries(Medicine)
        self.trackers = diary.entries(Tracker)
        self.person = context.person
        self.moods: tuple[DayMood, ...] = course.daily_moods(self.check_ins, self.sessions)
        self.hard_days = course.hard_days(self.check_ins, self.moods)
        self.held = tuple(enumerate(course.held_sessions(self.sessions), 1))
        self.start = course.course_start(self.sessions, self.person.treatment_started)
        self.scales = self._scales()

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self.moods or self.hard_days or self.scales or self.held)

    @cached_property
    def runs(self) -> tuple[Entry[ChecklistRun], ...]:
        """The walks, which tell what was asked about."""
        return self._context.diary.entries(ChecklistRun)

    @cached_property
    def asking(self) -> tuple[str, ...]:
        """The items of the walks that ask about any side effect."""
        checklists = self._context.content.checklists.values()
        items = [item for checklist in checklists for item in checklist.item]
        return tuple({item.id for item in items if ANY_EFFECT in item.effects})

    @cached_property
    def measures(self) -> dict[Measure, tuple[DayValue, ...]]:
        """The daily measures that were ever told."""
        found = {one: daily_values(one, self.check_ins, self.sessions) for one in Measure}
        return {measure: values for measure, values in found.items() if values}

    def tracked(self, tracker: Entry[Tracker], first: date, last: date) -> tuple[TrackedDay, ...]:
        """Give what a tracker says of each day."""
        paused = pauses(tracker, self._context.diary.history(tracker.id))
        return tracked_days(tracker, self.check_ins, first, last, paused)

    def period(self, chosen: Range) -> tuple[date, date]:
        """Give the first and the last day of a range.

        Treatment begins 14 days before its first session, or earlier where the first of the
        questionnaires was before that; never before anything was recorded.
        """
        earliest = self._earliest()
        treatment = earliest
        if self.start is not None:
            baselines = [one.first.at.date() for _instrument, one in self.scales]
            near = [day for day in baselines if day <= self.start]
            treatment = min([self.start - timedelta(days=14), *near])
        first = {
            Range.MONTH: self.today - timedelta(days=29),
            Range.TREATMENT: max(treatment, earliest),
            Range.YEAR: self.today - timedelta(days=364),
            Range.ALL: earliest,
        }[chosen]
        return first, self.today

    def _earliest(self) -> date:
        days = [self.today, *(mood.day for mood in self.moods[:1]), *self.hard_days[:1]]
        days += [scale.scores[0].at.date() for _instrument, scale in self.scales]
        days += [day_of_session(entry.record) for _number, entry in self.held[:1]]
        return min(days)

    def _scales(self) -> tuple[tuple[Instrument, ScaleCourse], ...]:
        """Give each questionnaire with a complete response, in the order of the content."""
        found = []
        for one in self._context.content.instruments.values():
            scale = course.scale_course(
                one, self.responses, self.sessions, self.person.treatment_started
            )
            if scale is not None:
                found.append((one, scale))
        return tuple(found)


SHOWN_KINDS = (
    CheckIn, Session, Response, SideEffect, Medicine, Tracker, ChecklistRun, Person,
)  # fmt: skip
"""The kinds of record of which a change changes the page."""
