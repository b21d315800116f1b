# SPDX-License-Identifier: Apache-2.0
"""The sample course day by day: check-ins, hard days, late and mended entries, and notes."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import msgspec

from companion.domain.moment import Moment
from companion.domain.records import CheckIn, Note, Tracked
from companion.sample.background import OUTSIDE, WORK
from companion.sample.deeds import Course, Deed, Deeds
from companion.sample.feeling import whole
from companion.sample.timetable import usual_days
from companion.sample.words import Lines, in_turn

FIRST_HARD_DAY = 6
MENDED = (9, 29)
"""The check-in of this day is mended the next morning, and again every so many days."""
NOTE_EVERY = 9
MISTAKE_BEFORE_END = 9


def check_ins(course: Course) -> Deeds:
    """Give the daily check-ins; some days are skipped, and the last day is still to come."""
    random, tracked = course.random("check-ins"), course.random("trackers")
    days = course.table.days
    for day in usual_days(course.table):
        index = course.table.index(day)
        skipped = random.random() < 0.08 and index not in {0, FIRST_HARD_DAY, MENDED[0]}
        if not skipped and (day < course.table.until or days == 1):
            yield from (_with_trackers(deed, tracked) for deed in _day(course, day, random))
    yield from _late(course)


def notes(course: Course) -> Deeds:
    """Give a note now and then, and one that was written by mistake and went into the bin."""
    table = course.table
    for number, index in enumerate(range(4, table.days - 1, NOTE_EVERY)):
        day = table.day(index)
        at = table.written(day, 21, 40)
        text = in_turn(course.words.notes, number)
        if not table.is_gap(day):
            record = Note(at=at, words=text, session_id=_session_before(course, day))
            yield Deed(at=at, key=f"note-{number}", record=record)
    day = max(table.first, table.until - timedelta(days=MISTAKE_BEFORE_END))
    at = table.written(day, 17, 5)
    yield Deed(at=at, key="mistake", record=Note(at=at, words=course.words.mistaken_note))
    yield Deed(at=at + timedelta(minutes=1), key="mistake", record=None)


def _session_before(course: Course, day: date) -> str | None:
    """Give the key of the session that was held the day before."""
    for number, meeting in enumerate(course.table.sessions, 1):
        if meeting.day == day - timedelta(days=1):
            return f"session-{number}"
    return None


def _day(course: Course, day: date, random: Random) -> Iterator[Deed]:
    index = course.table.index(day)
    level = course.feelings.level(day)
    for number, at in enumerate(_times(course, day, random)):
        record = _check_in(course, at, level, random)
        if index == FIRST_HARD_DAY or (number == 0 and _hard(level, random)):
            record = CheckIn(at=at, hard_day=True)
        key = f"check-in-{index}-{number}"
        yield Deed(at=at, key=key, record=record)
        if index % MENDED[1] == MENDED[0] and number == 0 and record.mood is not None:
            yield Deed(at=_next_morning(course, day), key=key, record=_mended(record))


def _with_trackers(deed: Deed, random: Random) -> Deed:
    """Give a check-in with what the person noted beside the mood, on some days nothing."""
    noted = random.random()
    record = deed.record
    if not isinstance(record, CheckIn) or record.hard_day or noted < 0.4:
        return deed
    tracked = [Tracked(tracker=OUTSIDE, yes=True)] if noted < 0.75 else []
    if record.at.weekday() < 5 and noted > 0.55:
        tracked.append(Tracked(tracker=WORK, number=random.randint(4, 16) / 2))
    return msgspec.structs.replace(
        deed, record=msgspec.structs.replace(record, tracked=tuple(tracked))
    )


def _hard(level: float, random: Random) -> bool:
    return random.random() < (0.04 if level < 3.6 else 0.006)


def _times(course: Course, day: date, random: Random) -> Iterator[Moment]:
    """Give when the person checks in: mostly in the evening, sometimes in the morning or both."""
    kind = random.random()
    if kind < 0.25:
        yield course.table.written(day, random.randint(8, 9), random.randint(5, 55))
    if kind > 0.19:
        yield course.table.written(day, random.randint(19, 22), random.randint(0, 50))


def _check_in(course: Course, at: Moment, level: float, random: Random) -> CheckIn:
    noise = course.feelings.temperament.noise
    mood = whole(level + random.gauss(0, noise))
    anxiety = whole(8.8 - 0.8 * level + random.gauss(0, noise))
    energy = whole(0.8 * level + 0.8 + random.gauss(0, noise))
    sleep = round(2 * min(10.0, max(2.5, 4.6 + 0.35 * level + random.gauss(0, 0.8)))) / 2
    pain = random.randint(1, 4)
    return CheckIn(
        at=at,
        mood=mood,
        anxiety=anxiety if random.random() < 0.7 else None,
        energy=energy if random.random() < 0.5 else None,
        sleep_hours=sleep if random.random() < 0.6 else None,
        pain=pain if random.random() < 0.12 else None,
        words=random.choice(_lines(course, mood)) if random.random() < 0.15 else "",
    )


def _lines(course: Course, mood: int) -> Lines:
    if mood <= 3:
        return course.words.low
    return course.words.middling if mood <= 6 else course.words.better


def _mended(record: CheckIn) -> CheckIn:
    mood = record.mood or 0
    return msgspec.structs.replace(record, mood=mood - 1 if mood > 5 else mood + 1)


def _next_morning(course: Course, day: date) -> Moment:
    return course.table.written(day + timedelta(days=1), 7, 45)


def _late(course: Course) -> Deeds:
    """Give the first day of each gap, filled in on the evening after the gap."""
    table = course.table
    random = course.random("late")
    for start, end in table.gaps:
        at = table.moment(start, 20, 30)
        mood = whole(course.feelings.level(start) + random.gauss(0, 1))
        entered = table.written(end + timedelta(days=1), 20, 55)
        record = CheckIn(at=at, mood=mood)
        yield Deed(at=entered, key=f"late-{table.index(start)}", record=record)
