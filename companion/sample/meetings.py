# SPDX-License-Identifier: Apache-2.0
"""The sessions of the sample course: planned, moved, cancelled, held and thought about."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

import msgspec

from companion.domain.moment import Moment, Plan
from companion.domain.records import (
    Concomitant,
    DoseUnit,
    Note,
    Reading,
    ReadingTime,
    Route,
    Said,
    Session,
    SessionState,
    SitterCheck,
    Tone,
)
from companion.domain.sitter import EVERY
from companion.sample.background import AS_NEEDED
from companion.sample.deeds import Course, Deed, Deeds
from companion.sample.feeling import whole
from companion.sample.words import in_turn

NEXT = "session-next"
SESSION_AT = time(14, 0)
DOSE, WEIGHT = 0.5, 80.0
LENGTH = timedelta(minutes=40)
FRIGHTENING_ONE = 2
"""The session that was hard going, with the highest blood pressure."""
FORGETFUL_ONE = 3
"""The session in which whoever stayed forgot one look."""
OF_NOTE = "benzodiazepine"
"""The kind that the medicine as needed is of."""
TAKEN_EVERY = 5
TONES = (Tone.CALM, Tone.CALM, Tone.CALM, Tone.JOYFUL, Tone.SAD, Tone.EMPTY)


def sessions(course: Course) -> Deeds:
    """Give every session from its plan to its last word."""
    random = course.random("sessions")
    days = [(f"session-{n}", one.day) for n, one in enumerate(course.table.sessions, 1)]
    known = course.table.written(course.table.first, 11, 0)
    for number, (key, day) in enumerate([*days, (NEXT, course.table.next_session)], 1):
        fallen = [one for one in course.table.cancelled if known.date() < one < day]
        for one in fallen:
            yield from _cancelled(course, one, known)
            known = course.table.written(one - timedelta(days=1), 9, 45)
        if key == NEXT:
            yield Deed(at=known, key=key, record=planned(course, day))
            return
        yield from _held(course, number, known, random)
        known = course.table.written(day, 21, 10)


def timed_notes(course: Course) -> Deeds:
    """Give what the person noted during the sessions: a tap, and a few words."""
    seen: set[str] = set()
    for deed in sessions(course):
        record = deed.record
        if not isinstance(record, Session) or record.start is None or deed.key in seen:
            continue
        seen.add(deed.key)
        words = in_turn(course.words.in_session, len(seen) - 1)
        said = Said.FRIGHTENED if record.tone is Tone.FRIGHTENING else Said.OK
        for minutes, note in ((14, Note(at=record.start, said=said)), (23, _words(record, words))):
            at = record.start + timedelta(minutes=minutes)
            told = msgspec.structs.replace(note, at=at, session_id=deed.key)
            entered = course.table.written(record.start.date(), 20, 44)
            yield Deed(at=entered, key=f"{deed.key}-at-{minutes}", record=told)


def _words(session: Session, words: str) -> Note:
    return Note(at=session.start or session.plan.moment(), words=words)


def planned(course: Course, day: date) -> Session:
    """Give a session as it is planned for a day."""
    return Session(
        plan=Plan(at=datetime.combine(day, SESSION_AT), zone=course.table.zone),
        route=Route.IV,
        travel=20,
        place=course.words.session.place,
        companion=course.words.session.companion,
    )


def _cancelled(course: Course, day: date, known: Moment) -> Iterator[Deed]:
    key, plan = f"cancelled-{day}", planned(course, day)
    at = course.table.written(day - timedelta(days=1), 9, 30)
    yield Deed(at=known, key=key, record=plan)
    fell_through = msgspec.structs.replace(plan, state=SessionState.CANCELLED)
    yield Deed(at=at, key=key, record=fell_through)


def _held(course: Course, number: int, known: Moment, random: Random) -> Iterator[Deed]:
    table, key = course.table, f"session-{number}"
    meeting = table.sessions[number - 1]
    yield Deed(at=known, key=key, record=planned(course, meeting.first_plan))
    plan = planned(course, meeting.day)
    if meeting.moved:
        plan = msgspec.structs.replace(plan, moves=1)
        at = table.written(meeting.first_plan - timedelta(days=2), 11, 5)
        yield Deed(at=at, key=key, record=plan)
    record = _recorded(course, number, plan, random)
    yield Deed(at=table.written(meeting.day, 20, 40), key=key, record=record)
    reflection = in_turn(course.words.reflections, number - 1)
    after = table.written(meeting.day + timedelta(days=1), 10, 20)
    said = msgspec.structs.replace(
        record,
        reflection=reflection,
        for_therapy=in_turn(course.words.for_therapy, number - 1),
    )
    yield Deed(at=after, key=key, record=said)


def _recorded(course: Course, number: int, plan: Session, random: Random) -> Session:
    start = plan.plan.moment() + timedelta(minutes=random.randint(2, 14))
    ready = start + timedelta(minutes=random.randint(92, 138))
    strength = 7.5 - min(number, 8) * 0.45
    frightening = number % 9 == FRIGHTENING_ONE
    level = course.feelings.level(plan.plan.day)
    of_note = Concomitant(
        medicine_id=AS_NEEDED,
        name=course.words.medicines.as_needed.name,
        of_note=OF_NOTE,
        taken=number % TAKEN_EVERY == 0,
    )
    return msgspec.structs.replace(
        plan,
        state=SessionState.HELD,
        dose=DOSE,
        dose_unit=DoseUnit.MG_PER_KG,
        weight_kg=WEIGHT,
        start=start,
        end=start + LENGTH,
        ready=ready,
        recorded=course.table.written(plan.plan.day, 20, 40),
        taken=(of_note,),
        mood_before=whole(level),
        mood_after=whole(level + 1),
        readings=tuple(_readings(start, ready, number, random)),
        checks=tuple(_checks(start, ready, number)),
        dissociation=whole(strength + random.gauss(-0.5, 1)),
        sedation=whole(random.gauss(4.5, 1.2)),
        intensity=whole(strength + random.gauss(0, 0.8)),
        tone=Tone.FRIGHTENING if frightening else random.choice(TONES),
        intention=in_turn(course.words.intentions, number - 1),
    )


def _checks(start: Moment, ready: Moment, number: int) -> Iterator[SitterCheck]:
    """Give the sitter's looks; in some sessions one was forgotten."""
    forgotten = 3 if number % 4 == FORGETFUL_ONE else 0
    for place in range(1, (ready - start) // EVERY + 1):
        due = start + place * EVERY
        if place == forgotten:
            yield SitterCheck(due=due)
        else:
            yield SitterCheck(due=due, answered=due + timedelta(minutes=1), well=True)


def _readings(start: Moment, ready: Moment, number: int, random: Random) -> Iterator[Reading]:
    systolic, diastolic = random.randint(122, 130), random.randint(76, 83)
    pulse = random.randint(68, 76)
    rise = 30 if number % 9 == FRIGHTENING_ONE else random.randint(11, 20)
    rises = (
        (ReadingTime.BEFORE, start - timedelta(minutes=20), 0),
        (ReadingTime.FORTY_MINUTES, start + LENGTH, rise),
        (ReadingTime.LEAVING, ready - timedelta(minutes=5), random.randint(-2, 7)),
    )
    for when, at, higher in rises:
        yield Reading(
            when=when,
            at=at,
            systolic=systolic + higher,
            diastolic=diastolic + higher // 2,
            pulse=pulse + higher // 2,
            oxygen=random.randint(96, 99) if higher < 10 else random.randint(95, 98),
        )
