# SPDX-License-Identifier: Apache-2.0
"""The checklists walked before and after each session of the sample course, and each month."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import msgspec
from msgspec import Struct

from companion.domain.checklist import Phase, Step, answered, frozen, steps
from companion.domain.moment import Moment
from companion.domain.records import Answer, ChecklistRun, Choice, Question, Route
from companion.sample.background import clinic_rules
from companion.sample.deeds import Course, Deed, Deeds
from companion.sample.meetings import NEXT, planned
from companion.sample.words import in_turn
from companion.timing import frozen_item

WALKS = (
    (Phase.THIS_WEEK, -3, 19, 40),
    (Phase.DAY_BEFORE, -1, 20, 10),
    (Phase.SESSION_DAY, 0, 13, 40),
    (Phase.AFTERWARDS, 0, 13, 45),
)
"""When the items of each phase are gone through: days from the session, and a clock time."""
NOT_YET_AT_FIRST = {"ride_home": 3, "blood_pressure": 5}
"""Items that wait for the day before, every so many sessions."""
ASKED_FIRST = "blood_pressure"
ASKED_NEXT = "medicines_that_day"
FORGOTTEN = (
    "bag_packed", "intention", "questionnaires", "note_evening", "journal", "afterwards_movement",
)  # fmt: skip
FROZEN_AT = (20, 41)
"""A session of the sample is written down in its evening; its walk is frozen then."""
LOOKED_BACK_AT = (10, 40)
MONTH = timedelta(days=30)
HALF_WALKED = 7


class _Sitting(Struct, frozen=True, kw_only=True):
    """One time at which items of a session's checklist are gone through."""

    number: int
    day: date
    phase: Phase
    at: Moment


def walks(course: Course) -> Deeds:
    """Give the walk for each session held, and half of the one for the next."""
    random = course.random("walks")
    for number, meeting in enumerate(course.table.sessions, 1):
        key = f"session-{number}"
        run = ChecklistRun(session_id=key, checklist=_checklist(course))
        for phase, days, hour, minute in WALKS:
            at = course.table.written(meeting.day + timedelta(days=days), hour, minute)
            sitting = _Sitting(number=number, day=meeting.day, phase=phase, at=at)
            for answer in _answers(course, sitting, random):
                run = answered(run, answer)
            yield Deed(at=at, key=f"walk-{number}", record=run)
        at = course.table.written(meeting.day, *FROZEN_AT)
        kept = (frozen_item(course.content, step) for step in _steps(course, meeting.day))
        yield Deed(at=at, key=f"walk-{number}", record=frozen(run, kept, at))
        yield from _afterwards(course, number, meeting.day, random)
    yield from _monthly(course)
    yield from _first_question(course)
    yield from _half_walk(course)


def _afterwards(course: Course, number: int, day: date, random: Random) -> Deeds:
    """Give what was gone through the morning after a session, as far as it was due then."""
    chosen = course.content.checklists["afterwards"]
    at = course.table.written(day + timedelta(days=1), *LOOKED_BACK_AT)
    run = ChecklistRun(session_id=f"session-{number}", checklist=chosen.id)
    for step in steps(chosen, planned(course, day), None):
        if step.day <= at.date() and not (step.item.id in FORGOTTEN and random.random() < 0.3):
            run = answered(run, _answer(course, step.item.id, Choice.YES, number, at))
    yield Deed(at=at, key=f"after-{number}", record=run)


def _monthly(course: Course) -> Deeds:
    """Give the monthly questions, from a month after the first session on."""
    chosen = course.content.checklists["maintenance"]
    day = course.table.first + MONTH
    number = 1
    while day <= course.table.until and course.table.sessions:
        at = course.table.written(day, 18, 20)
        run = ChecklistRun(checklist=chosen.id, begun=at)
        for item in chosen.item:
            choice = Choice.NOT_APPLICABLE if item.field is not None else Choice.YES
            run = answered(run, Answer(item=item.id, choice=choice, at=at))
        yield Deed(at=at, key=f"month-{number}", record=run)
        day, number = day + MONTH, number + 1


def _checklist(course: Course) -> str:
    checklist = course.content.checklist_for(Route.IV)
    if checklist is None:
        raise LookupError("there is no checklist for an infusion")
    return checklist.id


def _steps(course: Course, day: date) -> tuple[Step, ...]:
    checklist = course.content.checklists[_checklist(course)]
    return steps(checklist, planned(course, day), None, clinic_rules(course).rules)


def _answers(course: Course, sitting: _Sitting, random: Random) -> Iterator[Answer]:
    """Give the answers of one phase; the day before settles what was open from the week."""
    number, at = sitting.number, sitting.at
    for step in _steps(course, sitting.day):
        item, waiting = step.item.id, _waits(step.item.id, number)
        if step.phase is sitting.phase:
            choice = waiting or Choice.YES
            if item in FORGOTTEN and random.random() < 0.12:
                choice = Choice.NOT_YET
            yield _answer(course, item, choice, number, at)
        elif waiting and sitting.phase is Phase.DAY_BEFORE:
            yield _answer(course, item, Choice.YES, number, at)


def _waits(item: str, number: int) -> Choice | None:
    if number == 1 and item == ASKED_FIRST:
        return Choice.ASK
    every = NOT_YET_AT_FIRST.get(item)
    return Choice.NOT_YET if every and number % every == 0 else None


def _answer(course: Course, item: str, choice: Choice, number: int, at: Moment) -> Answer:
    """Give one answer, with the words of its small field, or the reason it does not apply."""
    words = course.words.checklist
    if item in words.reasons:
        return Answer(item=item, choice=Choice.NOT_APPLICABLE, at=at, reason=words.reasons[item])
    text = words.words.get(item, "")
    if item == "intention":
        text = in_turn(course.words.intentions, number - 1)
    return Answer(item=item, choice=choice, at=at, words=text if choice is Choice.YES else "")


def _first_question(course: Course) -> Deeds:
    """Give the question from the first walk, answered at the session."""
    if not course.table.sessions:
        return
    day = course.table.sessions[0].day
    at = course.table.written(day - timedelta(days=3), 19, 40)
    question = _question(course, ASKED_FIRST, at)
    yield Deed(at=at, key="asked-first", record=question)
    said = msgspec.structs.replace(question, answered=True)
    yield Deed(at=course.table.written(day, 20, 45), key="asked-first", record=said)


def _half_walk(course: Course) -> Deeds:
    """Give the walk for the next session as far as it was gone through on the evening before."""
    table = course.table
    evening = table.next_session - timedelta(days=4)
    known = table.first < evening and not table.is_session(evening)
    at = table.written(evening if known else table.until, 19, 45)
    number = len(table.sessions) + 1
    run = ChecklistRun(session_id=NEXT, checklist=_checklist(course))
    choices = {"ride_home": Choice.NOT_YET, ASKED_NEXT: Choice.ASK}
    for step in _steps(course, table.next_session)[:HALF_WALKED]:
        choice = choices.get(step.item.id, Choice.YES)
        run = answered(run, _answer(course, step.item.id, choice, number, at))
    yield Deed(at=at, key="walk-next", record=run)
    yield Deed(at=at, key="asked-next", record=_question(course, ASKED_NEXT, at))


def _question(course: Course, item: str, at: Moment) -> Question:
    text = course.words.questions.from_items[item]
    return Question(at=at, words=text, from_item=item)
