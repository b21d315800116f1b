# SPDX-License-Identifier: Apache-2.0
"""A visit to the psychiatrist or clinic: what to raise, what changed since the last, what was said.

Definitions: a visit is *near* from three days before it until 14 days after it, as long as nothing
is written down of what was decided there. The *one before* is the latest planned for an earlier
moment. What changed is counted from the day of the one before until the visit's day, or today
where that is earlier, both included; the figures are those of the report. A questionnaire goes
from the score that stood at the visit before, which is the last up to it, or where there was no
visit from the course's baseline; where no such score is there, or none came after it, from the
first of the time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from companion.domain.course import (
    ScaleCourse,
    Scored,
    course_start,
    daily_moods,
    hard_days,
    held_sessions,
    open_effects,
    scale_course,
    stood_at,
)
from companion.domain.instrument import Instrument, last_touched
from companion.domain.medicine import changes_within
from companion.domain.moment import Moment, day_of
from companion.domain.records import (
    Appointment,
    DoseChange,
    Entry,
    Medicine,
    Question,
    SideEffect,
    Snapshot,
    Sought,
)
from companion.domain.session_record import day_of_session

NEAR_BEFORE, NEAR_AFTER = timedelta(days=3), timedelta(days=14)
MOST_RAISED = 3
BEFORE_TREATMENT = timedelta(days=14)
"""So long before the course's first session is counted in where there was no visit before."""


class ScaleChange(Struct, frozen=True, kw_only=True):
    """What a questionnaire went from and to; the same where there is one total alone."""

    instrument: Instrument
    first: float
    first_at: Moment
    last: float
    last_at: Moment

    @property
    def is_one(self) -> bool:
        """Whether there is only one total."""
        return self.first_at == self.last_at


class Since(Struct, frozen=True, kw_only=True):
    """What changed from ``first`` to ``last``, both included.

    ``effects`` are those still there when last asked, ``sought`` those that began in this time
    and because of which the person turned to somebody. ``recorded`` counts the days with a mood,
    ``hard`` the hard days without a number.
    """

    first: date
    last: date
    sessions: int
    scales: tuple[ScaleChange, ...]
    effects: tuple[SideEffect, ...]
    sought: tuple[SideEffect, ...]
    started: tuple[Medicine, ...]
    stopped: tuple[Medicine, ...]
    changed: tuple[tuple[Medicine, DoseChange], ...]
    recorded: int
    hard: int

    @property
    def days(self) -> int:
        """How many days it is about."""
        return (self.last - self.first).days + 1


def is_near(visit: Appointment, today: date) -> bool:
    """Tell whether a visit is near: see the definition above."""
    day = visit.plan.day
    return day - NEAR_BEFORE <= today <= day + NEAR_AFTER and not visit.decided.strip()


def near_visits(
    visits: Iterable[Entry[Appointment]], today: date
) -> tuple[Entry[Appointment], ...]:
    """Give the visits that are near, the earliest first."""
    return _ordered(entry for entry in visits if is_near(entry.record, today))


def one_before(
    visits: Iterable[Entry[Appointment]], visit: Entry[Appointment]
) -> Entry[Appointment] | None:
    """Give the visit before one, None where it is the first."""
    at = visit.record.plan.moment()
    before = _ordered(entry for entry in visits if entry.record.plan.moment() < at)
    return before[-1] if before else None


def one_after(
    visits: Iterable[Entry[Appointment]], visit: Entry[Appointment]
) -> Entry[Appointment] | None:
    """Give the visit after one, None where none is planned."""
    at = visit.record.plan.moment()
    return next(iter(_ordered(entry for entry in visits if entry.record.plan.moment() > at)), None)


def raised(questions: Iterable[Entry[Question]]) -> tuple[Entry[Question], ...]:
    """Give the open questions that are to be raised, by their places; three at most."""
    picked = [
        (entry.record.to_raise, entry.record.at, entry)
        for entry in questions
        if entry.record.to_raise is not None and not entry.record.answered
    ]
    ordered = sorted(picked, key=lambda one: one[:2])
    return tuple(entry for _place, _at, entry in ordered[:MOST_RAISED])


def in_places(
    order: Sequence[Entry[Question]], no_more: Iterable[Entry[Question]] = ()
) -> tuple[tuple[Entry[Question], Question], ...]:
    """Give what changes when the questions to raise are these, in this order.

    ``no_more`` are those that are not to be raised any longer. More than three cannot be raised.
    """
    if len(order) > MOST_RAISED:
        raise ValueError(f"{len(order)} questions to raise")
    wanted: list[tuple[Entry[Question], int | None]] = [
        *((entry, None) for entry in no_more),
        *((entry, place) for place, entry in enumerate(order, 1)),
    ]
    return tuple(
        (entry, replace(entry.record, to_raise=place))
        for entry, place in wanted
        if entry.record.to_raise != place
    )


def moved(
    order: Sequence[Entry[Question]], entry: Entry[Question], by: int
) -> tuple[Entry[Question], ...]:
    """Give the order with one question moved up (-1) or down (1); at an end it stays."""
    rest = [one for one in order if one.id != entry.id]
    place = next(at for at, one in enumerate(order) if one.id == entry.id) + by
    place = max(0, min(len(rest), place))
    return (*rest[:place], entry, *rest[place:])


def with_answer(question: Question, answer: str) -> Question:
    """Give a question as answered; it has no place among those to raise any more."""
    return replace(question, answered=True, answer=answer, to_raise=None)


def answered_between(
    questions: Iterable[Entry[Question]], first: date, before: date | None
) -> tuple[Entry[Question], ...]:
    """Give the questions whose answer was last written from a day on, and before another.

    When a question was answered is known by when its entry was last written.
    """
    found = [
        (entry.edited_at or entry.created_at, entry) for entry in questions if entry.record.answered
    ]
    return tuple(
        entry
        for at, entry in sorted(found, key=lambda one: one[0])
        if first <= day_of(at) and (before is None or day_of(at) < before)
    )


def first_day(snapshot: Snapshot, visit: Entry[Appointment]) -> date:
    """Give the day from which is counted what changed.

    Where there was no visit before: two weeks before the course began, else the first day with a
    check-in or a questionnaire, else the visit's own day.
    """
    before = one_before(snapshot.appointments, visit)
    if before is not None:
        return before.record.plan.day
    marked = snapshot.person.record.treatment_started if snapshot.person else None
    began = course_start(snapshot.sessions, marked)
    if began is not None:
        return min(began - BEFORE_TREATMENT, visit.record.plan.day)
    told = [day_of(entry.record.at) for entry in snapshot.check_ins]
    told += [day_of(entry.record.started) for entry in snapshot.responses]
    return min([*told, visit.record.plan.day])


def since(
    snapshot: Snapshot,
    instruments: Mapping[str, Instrument],
    first: date,
    last: date,
    *,
    visit_before: datetime | None = None,
) -> Since:
    """Give what changed from one local day to another, both included.

    ``visit_before`` is the moment of the visit before, where there was one. Of the time before
    the first day only questionnaires are told, and without a visit before all sessions.
    """
    moods = [
        mood
        for mood in daily_moods(snapshot.check_ins, snapshot.sessions)
        if first <= mood.day <= last
    ]
    check_ins = [one for one in snapshot.check_ins if first <= day_of(one.record.at) <= last]
    medicines = [entry.record for entry in snapshot.medicines]
    effects = [entry for entry in snapshot.side_effects if day_of(entry.record.start) <= last]
    return Since(
        first=first,
        last=last,
        sessions=sum(
            first <= day_of_session(entry.record) <= last
            for entry in held_sessions(snapshot.sessions)
        ),
        scales=tuple(_scales(snapshot, instruments, (first, last), visit_before)),
        effects=tuple(entry.record for entry in open_effects(effects)),
        sought=tuple(
            entry.record
            for entry in effects
            if first <= day_of(entry.record.start) and _turned_to(entry.record)
        ),
        started=tuple(one for one in medicines if _within(one.started, first, last)),
        stopped=tuple(one for one in medicines if _within(one.stopped, first, last)),
        changed=tuple(
            (one, change.after) for one in medicines for change in changes_within(one, first, last)
        ),
        recorded=len(moods),
        hard=len(hard_days(check_ins, moods)),
    )


def is_begun(visit: Appointment, now: datetime) -> bool:
    """Tell whether the visit's day has come: from then on there is something to write down."""
    return visit.plan.day <= now.date()


def _scales(
    snapshot: Snapshot,
    instruments: Mapping[str, Instrument],
    time: tuple[date, date],
    visit_before: datetime | None,
) -> Iterator[ScaleChange]:
    first, last = time
    told = [one for one in snapshot.responses if day_of(last_touched(one.record)) <= last]
    sessions = [one for one in snapshot.sessions if day_of_session(one.record) <= last]
    marked = snapshot.person.record.treatment_started if snapshot.person else None
    for instrument in instruments.values():
        course = scale_course(instrument, told, sessions, marked)
        within = [one for one in course.scores if first <= day_of(one.at)] if course else []
        if course is None or not within:
            continue
        earlier, latest = _started_from(course, visit_before), within[-1]
        if earlier is None or earlier.at >= latest.at:
            earlier = within[0]
        yield ScaleChange(
            instrument=instrument,
            first=earlier.total,
            first_at=earlier.at,
            last=latest.total,
            last_at=latest.at,
        )


def _started_from(course: ScaleCourse, visit_before: datetime | None) -> Scored | None:
    """Give the score that stood at the visit before, else the baseline, as the report does."""
    if visit_before is not None:
        return stood_at(course.scores, visit_before)
    return course.first if course.is_baseline else None


def _turned_to(effect: SideEffect) -> bool:
    return effect.sought in (Sought.CLINIC, Sought.EMERGENCY)


def _within(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last


def _ordered(visits: Iterable[Entry[Appointment]]) -> tuple[Entry[Appointment], ...]:
    return tuple(sorted(visits, key=lambda entry: entry.record.plan.moment()))
