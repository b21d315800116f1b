# SPDX-License-Identifier: Apache-2.0
"""A made-up course for looking around: the same for the same seed, days and last day."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from random import Random

import msgspec

from companion.content import Content
from companion.domain.records import (
    CheckIn,
    ChecklistRun,
    Entry,
    Intake,
    Note,
    Record,
    Session,
    SideEffect,
)
from companion.sample import background, daily, effects, intakes, meetings, scales, walks
from companion.sample.deeds import Course, Deed, Deeds
from companion.sample.feeling import feelings
from companion.sample.timetable import timetable
from companion.sample.words import words
from companion.storage import diary as diaries
from companion.storage.diary import Diary
from companion.storage.discard import discard
from companion.storage.ids import ids

ZONE = "Europe/Dublin"
COUNTRY = "IE"
LAST_HOUR = 8
"""Nothing is done after this hour of the last day, so that the course lies behind its reader."""

PARTS: tuple[Callable[[Course], Deeds], ...] = (
    background.appointments,
    background.person,
    background.rules,
    background.medicines,
    background.trackers,
    background.safety_plan,
    background.questions,
    meetings.sessions,
    walks.walks,
    effects.side_effects,
    scales.questionnaires,
    scales.outside_scores,
    intakes.intakes,
    daily.check_ins,
    daily.notes,
    meetings.timed_notes,
)


class _Clock:
    """The time of the deed being done."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def fill(folder: Path, *, days: int, seed: int, until: date, zone: str = ZONE) -> int:
    """Fill a folder that has no diary with a course that ends on a day; give how many entries.

    Every entry goes through the diary, at its own time. Raises Problem where there is a diary
    already or it cannot be written; nothing is left of a course that was cut short.
    """
    course = make(days=days, seed=seed, until=until, zone=zone)
    todo = deeds(course)
    clock = _Clock(todo[0].at)
    source = ids(clock, course.random("ids").randbytes)
    diary = diaries.create(folder, clock, source)
    try:
        count = _do(todo, diary, clock)
    except BaseException:
        diary.close()
        discard(folder)
        raise
    diary.close()
    return count


def make(*, days: int, seed: int, until: date, zone: str = ZONE) -> Course:
    """Lay out a course: its days, how the person feels, and where its words are from."""
    table = timetable(days=days, until=until, zone=zone, random=Random(f"{seed}/timetable"))
    return Course(
        seed=seed,
        table=table,
        feelings=feelings(table, Random(f"{seed}/feelings")),
        words=words(),
        content=Content(),
    )


def deeds(course: Course) -> tuple[Deed, ...]:
    """Give everything the person does in the diary, in the order it is done."""
    ending = course.table.moment(course.table.until, LAST_HOUR)
    done = [deed for part in PARTS for deed in part(course) if deed.at <= ending]
    return tuple(sorted(done, key=lambda deed: deed.at))


def _do(todo: Iterable[Deed], diary: Diary, clock: _Clock) -> int:
    """Do every deed at its time; give how many entries there are."""
    known: dict[str, str] = {}
    for deed in todo:
        clock.now = deed.at
        if deed.record is None:
            diary.remove(known[deed.key])
        elif deed.key in known:
            diary.change(known[deed.key], _linked(deed.record, known))
        else:
            added: Entry[Record] = diary.add(_linked(deed.record, known))
            known[deed.key] = added.id
    return len(known)


def _linked(record: Record, known: Mapping[str, str]) -> Record:
    """Give a record with the ids of what it belongs to in place of their keys."""
    replace = msgspec.structs.replace
    match record:
        case ChecklistRun() | Note() | SideEffect() if record.session_id:
            return replace(record, session_id=known[record.session_id])
        case Intake():
            return replace(record, medicine_id=known[record.medicine_id])
        case CheckIn():
            tracked = [replace(one, tracker=known[one.tracker]) for one in record.tracked]
            return replace(record, tracked=tuple(tracked))
        case Session():
            taken = [replace(one, medicine_id=known[one.medicine_id or ""]) for one in record.taken]
            return replace(record, taken=tuple(taken))
    return record
