# SPDX-License-Identifier: Apache-2.0
"""When to remind: of what is open before a session, of questionnaires and of the check-in.

Only moments come out of it, and nothing of what they are about, so that they can be kept while the
diary is locked. Each thing has three moments at most, which follow from the record alone: to work
them out again never adds one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from companion.domain.checklist import Phase, Step, arrival, leaving
from companion.domain.course import low_day
from companion.domain.instrument import (
    SESSION_NEAR,
    WITHIN_BEFORE_SESSION,
    Instrument,
    completed,
    in_session_rest,
    is_due,
)
from companion.domain.item import DayPart
from companion.domain.moment import Plan, fixed
from companion.domain.records import CheckIn, Entry, Response, Session, SessionState

MORNING, EVENING = time(10), time(18)
QUIET_FROM, QUIET_UNTIL = time(22), time(7)
BEFORE = (-60, -15, 0)
"""Minutes from the clock time of what must be in place: after it a reminder is of no use."""
AT_ITS_TIME = (0,)
AGAIN = (0, 60)
"""Minutes from the moment since which something can be done at any time."""
NIGHT_BEFORE = timedelta(minutes=30)
"""How long before a clock time in the quiet hours the first reminder may come."""
APART = timedelta(minutes=10)
"""Two reminders closer than this are one: they say the same."""
STILL = timedelta(minutes=5)
"""A reminder that comes later than this is of no use, as when the computer slept meanwhile."""
AHEAD = 7
"""Days for which the check-in is planned."""


class Reminder(Struct, frozen=True):
    """One moment to remind of one thing; ``thing`` is a name of the program's own."""

    thing: str
    at: datetime


def of_steps(walked: Iterable[Step], session: Session) -> Iterator[Reminder]:
    """Give the reminders of what is open before a session, of each thing three at most.

    What has a clock time is reminded of at that time, and what must be in place an hour and a
    quarter of an hour before as well. What is for a whole day is reminded of at 10:00 of its day,
    or at 18:00 where it is for the evening, and at 18:00 of the day before the session. There are
    none once it is time to leave home, or to be there where the way is not known.
    """
    away = leaving(session) or arrival(session)
    for step in walked:
        if step.settled or step.phase is Phase.AFTERWARDS:
            continue
        for moment in sorted(set(_of_step(step, session.plan))):
            if moment <= away:
                yield Reminder(step.item.id, moment)


def of_questionnaires(
    instruments: Iterable[Instrument],
    responses: Sequence[Entry[Response]],
    sessions: Sequence[Entry[Session]],
    ahead: Plan | None,
    zone: str,
) -> Iterator[Reminder]:
    """Give the reminders of questionnaires, two at most each time that one falls due.

    One falls due on its day, at 10:00, or on the day after where that is a session day. In the
    three days before a session ``ahead`` it falls due for the session instead: at 18:00 of the day
    before, or at 10:00 of the day. One that was never filled in falls due for sessions alone.
    """
    for one in instruments:
        for due in _due(one, responses, sessions, ahead, zone):
            for moment in _around(due, AGAIN, zone):
                if is_due(one, responses, sessions, moment):
                    yield Reminder(f"{one.id} {due.date()}", moment)


def of_check_ins(
    at: time, check_ins: Iterable[Entry[CheckIn]], today: date, zone: str
) -> Iterator[Reminder]:
    """Give the reminders of the daily check-in at a time of day, from today on, two a day.

    There is none for a day with a check-in, also one without a number.
    """
    done = {entry.record.at.date() for entry in check_ins}
    for day in (today + timedelta(days=each) for each in range(AHEAD)):
        if day not in done:
            for moment in _around(_on(day, at, zone), AGAIN, zone):
                if moment.date() == day:
                    yield Reminder(f"check-in {day}", moment)


def plan_of(
    reminders: Iterable[Reminder],
    sessions: Sequence[Entry[Session]],
    check_ins: Sequence[Entry[CheckIn]],
    now: datetime,
) -> tuple[datetime, ...]:
    """Give the moments to remind at, in order; the first is at most five minutes past.

    None lies between a session's start and the next morning. On a low day only what lies in the
    24 hours before a session is left, for the rest can wait.
    """
    plans = [entry.record for entry in sessions if entry.record.state is not SessionState.CANCELLED]
    low = now.date() if low_day(tuple(check_ins), now.date()) else None
    kept: list[datetime] = []
    for moment in sorted({reminder.at for reminder in reminders}):
        if any(in_session_rest(session, moment) for session in plans):
            continue
        if moment.date() == low and not _cannot_wait(moment, plans):
            continue
        if not kept or moment - kept[-1] >= APART:
            kept.append(moment)
    return tuple(moment for moment in kept if now - moment <= STILL)


def _of_step(step: Step, plan: Plan) -> Iterator[datetime]:
    if step.at is not None:
        yield from _around(step.at, BEFORE if step.item.must else AT_ITS_TIME, plan.zone)
        return
    hour = EVENING if step.item.part is DayPart.EVENING else MORNING
    yield _on(step.day, hour, plan.zone)
    yield _on(plan.day - timedelta(days=1), EVENING, plan.zone)


def _due(
    one: Instrument,
    responses: Sequence[Entry[Response]],
    sessions: Sequence[Entry[Session]],
    ahead: Plan | None,
    zone: str,
) -> Iterator[datetime]:
    """Give since when it is due: on its day, and for the session ahead."""
    done = completed(one, responses)
    last = done[-1][0].finished if done else None
    on_its_day, for_session = [], []
    if last is not None and one.due_days is not None:
        day = last.date() + timedelta(days=one.due_days)
        on_its_day = [_on(each, MORNING, zone) for each in (day, day + timedelta(days=1))]
    if ahead is not None:
        start, day = ahead.moment(), ahead.day
        on_its_day = [
            each for each in on_its_day if not timedelta() <= start - each <= SESSION_NEAR
        ]
        for_session = [_on(day - timedelta(days=1), EVENING, zone), _on(day, MORNING, zone)]
    for moments in (on_its_day, for_session):
        yield from [each for each in moments if is_due(one, responses, sessions, each)][:1]


def _cannot_wait(moment: datetime, sessions: Iterable[Session]) -> bool:
    planned = (each.plan.moment() for each in sessions if each.state is SessionState.PLANNED)
    return any(timedelta() <= start - moment <= WITHIN_BEFORE_SESSION for start in planned)


def _around(own: datetime, minutes: Iterable[int], zone: str) -> Iterator[datetime]:
    """Give moments some minutes from a thing's own time, without those that would disturb.

    In the quiet hours that is all but its own time, and the half hour before.
    """
    for each in minutes:
        moment = fixed((own + timedelta(minutes=each)).astimezone(ZoneInfo(zone)))
        at_night = _is_quiet(own) and own - NIGHT_BEFORE <= moment <= own
        if at_night or not _is_quiet(moment):
            yield moment


def _is_quiet(moment: datetime) -> bool:
    return moment.time() >= QUIET_FROM or moment.time() < QUIET_UNTIL


def _on(day: date, at: time, zone: str) -> datetime:
    return Plan(at=datetime.combine(day, at), zone=zone).moment()
