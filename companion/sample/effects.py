# SPDX-License-Identifier: Apache-2.0
"""The side effects of the sample course: they come with a session and go, one is still there."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import msgspec
from msgspec import Struct

from companion.domain.moment import Moment
from companion.domain.records import (
    Grade,
    ReadingTime,
    Session,
    SessionState,
    SideEffect,
    Sought,
)
from companion.sample.deeds import Course, Deed, Deeds
from companion.sample.meetings import sessions

RAISED = 150
"""From this systolic pressure on, the clinic called it raised."""
RECENT = timedelta(days=6)
OWN_NAME_IN_SESSION = 2


class Usual(Struct, frozen=True):
    """How an effect usually goes: how likely, begins after minutes, lasts for minutes."""

    effect: str
    chance: float
    begins: tuple[int, int]
    lasts: tuple[int, int]


USUAL = (
    Usual("dizziness", 0.7, (8, 20), (60, 150)),
    Usual("nausea", 0.65, (50, 90), (110, 300)),
    Usual("headache", 0.35, (150, 260), (180, 900)),
    Usual("tired", 0.5, (90, 130), (1200, 3200)),
    Usual("blurred_vision", 0.12, (15, 30), (40, 90)),
)
BLOOD_PRESSURE = Usual("bp_up", 1, (25, 35), (90, 150))
TIRED = USUAL[3]


def side_effects(course: Course) -> Deeds:
    """Give the side effects of every session held, and the one that is still there."""
    random = course.random("side effects")
    held = list(_held(course))
    for number, (key, session) in enumerate(held, 1):
        last = number == len(held)
        for usual in _drawn(session, last=last and _recent(course, session), random=random):
            yield from _course_of(course, key, session, usual, random)
        if number == OWN_NAME_IN_SESSION:
            yield _in_own_words(course, key, session)
    yield from _still_there(course, held)


def _held(course: Course) -> Iterator[tuple[str, Session]]:
    """Give each held session as it was first recorded, with its key."""
    seen: set[str] = set()
    for deed in sessions(course):
        if isinstance(deed.record, Session) and deed.record.state is SessionState.HELD:
            if deed.key not in seen:
                yield deed.key, deed.record
            seen.add(deed.key)


def _drawn(session: Session, *, last: bool, random: Random) -> Iterator[Usual]:
    if any(
        reading.when is ReadingTime.FORTY_MINUTES and (reading.systolic or 0) >= RAISED
        for reading in session.readings
    ):
        yield BLOOD_PRESSURE
    for usual in USUAL:
        if random.random() < usual.chance and not (last and usual is TIRED):
            yield usual


def _course_of(
    course: Course, key: str, session: Session, usual: Usual, random: Random
) -> Iterator[Deed]:
    """Give an effect as noted in the evening, and its end once it was gone."""
    start = _start(session) + timedelta(minutes=random.randint(*usual.begins))
    end = start + timedelta(minutes=random.randint(*usual.lasts))
    noted = course.table.written(_start(session).date(), 20, 50)
    grade = Grade.MODERATE if random.random() < 0.3 else Grade.MILD
    words = course.words.effects.nausea if usual.effect == "nausea" else ""
    record = SideEffect(effect=usual.effect, grade=grade, start=start, session_id=key, words=words)
    entry = f"effect-{key}-{usual.effect}"
    gone = msgspec.structs.replace(record, end=end)
    if end <= noted:
        yield Deed(at=noted, key=entry, record=gone)
        return
    yield Deed(at=noted, key=entry, record=record)
    asked = course.table.written(end.date() + timedelta(days=1), 9, 10)
    yield Deed(at=asked, key=entry, record=gone)


def _in_own_words(course: Course, key: str, session: Session) -> Deed:
    start = _start(session)
    record = SideEffect(
        own_name=course.words.effects.own_name,
        grade=Grade.MILD,
        start=start + timedelta(minutes=45),
        end=start + timedelta(hours=5),
        session_id=key,
        sought=Sought.NOBODY,
    )
    return Deed(
        at=course.table.written(start.date(), 20, 52), key=f"effect-{key}-own", record=record
    )


def _still_there(course: Course, held: list[tuple[str, Session]]) -> Deeds:
    """Give the effect without an end: tiredness since the last session, else a bad few nights."""
    if not held:
        return
    table = course.table
    key, session = held[-1]
    if _recent(course, session):
        start = _start(session) + timedelta(minutes=110)
        words = course.words.effects.tired
        record = SideEffect(
            effect="tired", grade=Grade.MODERATE, start=start, session_id=key, words=words
        )
        noted = table.written(start.date(), 20, 54)
    else:
        start = table.moment(table.until - timedelta(days=3), 23, 15)
        record = SideEffect(effect="insomnia", grade=Grade.MILD, start=start)
        noted = table.written(table.until - timedelta(days=2), 8, 20)
    yield Deed(at=noted, key="still-there", record=record)
    asked = table.written(table.until - timedelta(days=1), 20, 15)
    if asked > noted:
        still = msgspec.structs.replace(record, asked_at=asked, sought=Sought.CLINIC)
        yield Deed(at=asked, key="still-there", record=still)


def _recent(course: Course, session: Session) -> bool:
    ending = course.table.written(course.table.until, 7, 0)
    return ending - _start(session) < RECENT


def _start(session: Session) -> Moment:
    return session.start or session.plan.moment()
