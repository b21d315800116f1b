# SPDX-License-Identifier: Apache-2.0
"""Records to report on: small builders, and courses with known figures."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import TypeVar

from companion.content import Content
from companion.domain.moment import Plan
from companion.domain.records import (
    Answer,
    Appointment,
    CheckIn,
    ChecklistRun,
    Choice,
    DoseUnit,
    Entry,
    Grade,
    ItemAnswer,
    Medicine,
    Note,
    Person,
    Question,
    Reading,
    ReadingTime,
    Record,
    Response,
    Route,
    Schedule,
    Session,
    SessionState,
    SideEffect,
    Snapshot,
    Tone,
)

CONTENT = Content()
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 10, 12), date(2026, 11, 23)
_numbers = count(1)
K = TypeVar("K", bound=Record)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def entry(record: K, created: datetime | None = None, key: str = "") -> Entry[K]:
    number = key or f"e{next(_numbers)}"
    return Entry(id=number, revision=1, created_at=created or NOW, record=record)


def mood(day: date, value: int | None, *, late: bool = False, hard: bool = False) -> Entry[CheckIn]:
    moment = at(day)
    record = CheckIn(at=moment, mood=value, hard_day=hard)
    return entry(record, moment + timedelta(days=5 if late else 0))


def readings(before: str, middle: str, leaving: str) -> tuple[Reading, ...]:
    times = (ReadingTime.BEFORE, ReadingTime.FORTY_MINUTES, ReadingTime.LEAVING)
    found = []
    for when, pressure in zip(times, (before, middle, leaving), strict=True):
        systolic, diastolic = pressure.split("/")
        found.append(Reading(when=when, systolic=int(systolic), diastolic=int(diastolic)))
    return tuple(found)


def held(day: date, pressures: Sequence[str] = (), **told: object) -> Entry[Session]:
    usual: dict[str, object] = {
        "route": Route.IV, "dose": 40.0, "dose_unit": DoseUnit.MG, "weight_kg": 80.0,
        "intensity": 6, "tone": Tone.CALM, "dissociation": 5, "sedation": 4,
    }  # fmt: skip
    start = at(day, 12)
    session = Session(
        plan=Plan(at=start.replace(tzinfo=None), zone="Europe/Dublin"),
        state=SessionState.HELD, start=start, end=start + timedelta(minutes=40),
        ready=start + timedelta(minutes=130),
        readings=readings(*pressures) if pressures else (), **(usual | told),  # type: ignore[arg-type]
    )  # fmt: skip
    return entry(session, start, key=f"s{day}")


def planned(day: date, state: SessionState = SessionState.PLANNED) -> Entry[Session]:
    plan = Plan(at=datetime.combine(day, time(12)), zone="Europe/Dublin")
    return entry(Session(plan=plan, state=state, route=Route.IV))


def response(
    day: date, total: int, item_9: int = 0, instrument: str = "phq-9", *, done: bool = True
) -> Entry[Response]:
    """Give a response with this total and this value of item 9; unfinished: item 9 alone."""
    items = [item.id for item in CONTENT.instruments[instrument].scored_items]
    suicide = CONTENT.instruments[instrument].suicide_item
    rest = total - (item_9 if suicide else 0)
    answers = []
    for item in items:
        value = item_9 if item == suicide else min(rest, 3)
        rest -= 0 if item == suicide else value
        if done or item == suicide:
            answers.append(ItemAnswer(item=item, value=value))
    assert rest == 0 or not done
    moment = at(day, 10)
    return entry(
        Response(
            instrument=instrument, started=moment, finished=moment if done else None,
            answers=tuple(answers),
        ),
        moment,
    )  # fmt: skip


def effect(
    key: str | None, start: datetime, hours: float | None, grade: Grade = Grade.MILD, own: str = ""
) -> Entry[SideEffect]:
    end = None if hours is None else start + timedelta(hours=hours)
    return entry(SideEffect(effect=key, own_name=own, grade=grade, start=start, end=end), start)


def walk(session: Entry[Session], *, missed: Sequence[str] = ()) -> Entry[ChecklistRun]:
    moment = session.record.start or session.record.plan.moment()
    answers = []
    for item in CONTENT.checklists["iv"].item:
        choice = Choice.NOT_YET if item.id in missed else Choice.YES
        reason = ""
        if item.id == "diabetes_plan":
            choice, reason = Choice.NOT_APPLICABLE, "no diabetes"
        answers.append(Answer(item=item.id, choice=choice, at=moment, reason=reason))
    run = ChecklistRun(session_id=session.id, checklist="iv", answers=tuple(answers))
    return entry(run)


def person(**told: object) -> Entry[Person]:
    usual: dict[str, object] = {
        "name": "Alex Rivera", "born": date(1988, 3, 14), "indication": "MDD",
        "prescriber": "Dr. N. Shah", "clinic_phone": "555 0100",
        "planned_sessions": 6,
    }  # fmt: skip
    return entry(Person(**(usual | told)))  # type: ignore[arg-type]


def appointment(day: date) -> Entry[Appointment]:
    return entry(Appointment(plan=Plan(at=datetime.combine(day, time(9)), zone="Europe/Dublin")))


def question(words: str, *, answered: bool = False) -> Entry[Question]:
    return entry(Question(at=at(date(2026, 11, 20)), words=words, answered=answered))


def note(words: str, key: str = "note") -> Entry[Note]:
    return entry(Note(at=at(date(2026, 11, 20)), words=words), key=key)


SESSION_DAYS = (date(2026, 10, 28), date(2026, 11, 4), date(2026, 11, 11), date(2026, 11, 19))
MISSING = (date(2026, 11, 7), date(2026, 11, 8), date(2026, 11, 10), date(2026, 10, 20))


def course() -> Snapshot:
    """Give six weeks with four sessions, as on the drawing of the report."""
    sessions = (
        held(SESSION_DAYS[0], ("128/82", "146/90", "130/84")),
        held(SESSION_DAYS[1], ("132/84", "158/96", "136/86"), tone=Tone.FRIGHTENING),
        held(SESSION_DAYS[2], ("126/80", "144/88", "128/82")),
        held(SESSION_DAYS[3], ("128/80", "142/86", "130/80"), intensity=3),
    )
    starts = [at(day, 13) for day in SESSION_DAYS]
    nausea = [effect("nausea", start, 2 + place) for place, start in enumerate(starts[:2])]
    return Snapshot(
        check_ins=course_moods(),
        sessions=(*sessions, planned(date(2026, 11, 26)), planned(date(2026, 12, 3))),
        runs=tuple(
            walk(one, missed=["blood_pressure"] if place > 1 else [])
            for place, one in enumerate(sessions)
        ),
        side_effects=(
            *nausea,
            effect("nausea", starts[3], None, Grade.MILD),
            *(effect("dizziness", start, 1.6, Grade.MILD) for start in starts[:3]),
            effect("tired", at(date(2026, 11, 19), 16), None, Grade.MODERATE),
        ),
        responses=(
            response(date(2026, 10, 14), 21, 2), response(date(2026, 10, 29), 17, 1),
            response(date(2026, 11, 9), 13, 1), response(date(2026, 11, 23), 9, 0),
            response(date(2026, 10, 14), 15, instrument="gad-7"),
            response(date(2026, 11, 23), 8, instrument="gad-7"),
        ),
        medicines=(
            entry(Medicine(name="Sertraline", dose="100 mg", schedule=Schedule.SCHEDULED,
                           started=date(2025, 3, 3))),
            entry(Medicine(name="Lorazepam", dose="0.5 mg", schedule=Schedule.AS_NEEDED)),
        ),
        questions=(
            question("Can the next sessions be spaced to every two weeks?"),
            question("Is lorazepam the night before a problem?"),
            question("Old one", answered=True),
        ),
        notes=(note("Slept well."),),
        appointments=(appointment(date(2026, 10, 12)), appointment(date(2026, 11, 24))),
        person=person(),
    )  # fmt: skip


def course_moods() -> tuple[Entry[CheckIn], ...]:
    found = []
    for place in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=place)
        since = [(day - one).days for one in SESSION_DAYS if one <= day]
        value = 3 - place % 2 if not since else max(4, 8 - since[-1] // 2)
        if day not in MISSING:
            found.append(mood(day, value, late=day in (date(2026, 11, 2), date(2026, 11, 3))))
    return (*found, mood(MISSING[0], None, hard=True))


def long_course(first: date, days: int, every: int) -> Snapshot:
    """Give a long record: a mood most days, a session every so many days, PHQ-9 fortnightly."""
    last = first + timedelta(days=days - 1)
    moods = [
        mood(first + timedelta(place), 2 + (place * 7 + place // 5) % 7, late=place % 90 == 0)
        for place in range(days)
        if place % 9
    ]
    sessions = [
        held(first + timedelta(place), ("120/80", f"{130 + place % 40}/88", "122/80"))
        for place in range(14, days, every)
    ]
    scores = [
        response(first + timedelta(place), 22 - (place // 14) % 15, (place // 14) % 3)
        for place in range(2, days, 14)
    ]
    effects = [effect("nausea", at(one.record.plan.day, 13), 3) for one in sessions[::2]]
    effects += [effect("headache", at(one.record.plan.day, 14), 5) for one in sessions[::3]]
    return Snapshot(
        check_ins=tuple(moods), sessions=tuple(sessions), responses=tuple(scores),
        side_effects=tuple(effects), person=person(), runs=tuple(walk(one) for one in sessions),
        appointments=(appointment(last),),
    )  # fmt: skip
