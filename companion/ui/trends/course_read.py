# SPDX-License-Identifier: Apache-2.0
"""What the trends page reads of the diary, and the days of each range."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from companion.content import Content
from companion.domain import course, tolerability
from companion.domain.course import DayMood, ScaleCourse
from companion.domain.daily import DayValue, Measure, daily_values, is_told
from companion.domain.instrument import Instrument
from companion.domain.moment import day_of
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
from companion.domain.tolerability import Asked, Told
from companion.domain.tracker import TrackedDay, pauses, tracked_days
from companion.storage.diary import Diary

AROUND = (timedelta(days=-2), timedelta(days=4))
"""Where the days lie on which a side effect may belong to a session, from that of its start."""
FAR = timedelta(days=4)
"""A session farther than this from a day has nothing to do with it."""


class Range(StrEnum):
    """How much time the charts show."""

    MONTH = "month"
    TREATMENT = "treatment"
    YEAR = "year"
    ALL = "all"


class CourseRead:
    """The record as it was when the page was shown, and what follows from it, worked out once.

    Only what the page shows is read, and what it shows on request when that is asked for, so that
    ten years are there at once. It holds for as long as the diary's state is the same. What is asked
    for later is read from ``diary``, which may be another connection then, as another thread needs.

    It ends with today, as the charts and the report do: what lies later was written before the
    computer's clock was set back, and counts again when its day comes.
    """

    def __init__(self, diary: Diary, content: Content, now: datetime) -> None:
        self.diary = diary
        self._content = content
        self.now = now
        self.check_ins = diary.entries(CheckIn, last=self.today)
        self.sessions = course.until(diary.entries(Session), self.today)
        self.responses = diary.entries(Response, last=self.today)
        self.medicines = diary.entries(Medicine)
        self.trackers = diary.entries(Tracker)
        entry = diary.person()
        self.person = entry.record if entry else Person()
        self.moods: tuple[DayMood, ...] = course.daily_moods(self.check_ins, self.sessions)
        self.hard_days = course.hard_days(self.check_ins, self.moods)
        self.held = tuple(enumerate(course.held_sessions(self.sessions), 1))
        self.start = course.course_start(self.sessions, self.person.treatment_started)
        self.scales = self._scales()
        self._values: dict[Measure, tuple[DayValue, ...]] = {}
        self._tracked: dict[tuple[str, date, date], tuple[TrackedDay, ...]] = {}

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self.moods or self.hard_days or self.scales or self.held)

    @cached_property
    def asking(self) -> Collection[str]:
        """The items of the walks that ask about any side effect."""
        return tolerability.asking_items(self._content.checklists.values())

    @cached_property
    def lasting(self) -> tuple[Entry[SideEffect], ...]:
        """The side effects that are still there."""
        lasting = self.diary.lasting_effects()
        return tuple(entry for entry in lasting if day_of(entry.record.start) <= self.today)

    @cached_property
    def effects_told(self) -> Asked:
        """What was ever told of side effects; how often it was asked only where there were none."""
        reported = self.diary.count(SideEffect, last=self.today)
        if reported:
            return Asked(told=Told.REPORTED, reported=reported)
        ever = (date.min, self.today)
        runs = self.diary.entries(ChecklistRun)
        return tolerability.side_effects_told((), runs, self.asking, ever)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The daily measures that were ever told."""
        return tuple(one for one in Measure if is_told(one, self.check_ins, self.sessions))

    @cached_property
    def answered(self) -> Collection[str]:
        """The ids of the own trackers that were ever answered."""
        return {told.tracker for entry in self.check_ins for told in entry.record.tracked}

    @cached_property
    def by_day(self) -> Mapping[date, Sequence[Entry[CheckIn]]]:
        """The check-ins of each day, in order."""
        found: dict[date, list[Entry[CheckIn]]] = defaultdict(list)
        for entry in self.check_ins:
            found[entry.record.at.date()].append(entry)
        return found

    def values(self, measure: Measure) -> tuple[DayValue, ...]:
        """Give a measure's value of each day."""
        if measure not in self._values:
            self._values[measure] = daily_values(measure, self.check_ins, self.sessions)
        return self._values[measure]

    def values_on(self, measure: Measure, days: Collection[date]) -> tuple[DayValue, ...]:
        """Give a measure's values of a few days, for which the others need not be worked out."""
        told = [entry for day in days for entry in self.by_day.get(day, ())]
        if not told:
            return ()
        # A session rests into the next day; whoever flies may write another, by two at most.
        first, last = min(days) - FAR, max(days) + FAR
        near = [entry for _n, entry in self.held if first <= day_of_session(entry.record) <= last]
        return daily_values(measure, told, near)

    def effects(self, first: date, last: date) -> tuple[Entry[SideEffect], ...]:
        """Give the side effects that began in a period."""
        return self.diary.entries(SideEffect, first=first, last=last)

    def effect_days(self, first: date, last: date) -> tuple[date, ...]:
        """Give the days of a period on which a side effect began."""
        return self.diary.days_of(SideEffect, first=first, last=last)

    def effects_around(self, numbers: Collection[int]) -> tuple[Entry[SideEffect], ...]:
        """Give the side effects that may belong to the sessions of these numbers, and some more."""
        found: dict[str, Entry[SideEffect]] = {}
        for session in self._numbered(numbers):
            day = course.began(session.record).date()
            first, last = (day + offset for offset in AROUND)
            near = (*self.diary.belonging(SideEffect, session.id), *self.effects(first, last))
            found |= {entry.id: entry for entry in near}
        return tuple(found.values())

    def walks_for(self, numbers: Collection[int]) -> tuple[Entry[ChecklistRun], ...]:
        """Give the walks for the sessions of these numbers, which tell what was asked about."""
        return tuple(
            entry
            for session in self._numbered(numbers)
            for entry in self.diary.belonging(ChecklistRun, session.id)
        )

    def tracked(self, tracker: Entry[Tracker], first: date, last: date) -> tuple[TrackedDay, ...]:
        """Give what a tracker says of each day."""
        key = (tracker.id, first, last)
        if key not in self._tracked:
            paused = pauses(tracker, self.diary.history(tracker.id))
            self._tracked[key] = tracked_days(tracker, self.check_ins, first, last, paused)
        return self._tracked[key]

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

    def _numbered(self, numbers: Collection[int]) -> list[Entry[Session]]:
        return [entry for number, entry in self.held if number in numbers]

    def _earliest(self) -> date:
        days = [self.today, *(mood.day for mood in self.moods[:1]), *self.hard_days[:1]]
        days += [scale.scores[0].at.date() for _instrument, scale in self.scales]
        days += [day_of_session(entry.record) for _number, entry in self.held[:1]]
        return min(days)

    def _scales(self) -> tuple[tuple[Instrument, ScaleCourse], ...]:
        """Give each questionnaire with a complete response, in the order of the content."""
        found = []
        for one in self._content.instruments.values():
            scale = course.scale_course(
                one, self.responses, self.sessions, self.person.treatment_started
            )
            if scale is not None:
                found.append((one, scale))
        return tuple(found)


def moods_within(moods: Sequence[DayMood], first: date, last: date) -> Sequence[DayMood]:
    """Give the moods of a period; they stand in the order of their days."""
    start = bisect_left(moods, first, key=lambda one: one.day)
    return moods[start : bisect_right(moods, last, key=lambda one: one.day)]


SHOWN_KINDS = (
    CheckIn, Session, Response, SideEffect, Medicine, Tracker, ChecklistRun, Person,
)  # fmt: skip
"""The kinds of record of which a change changes the page."""
