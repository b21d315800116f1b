# SPDX-License-Identifier: Apache-2.0
"""A record that spares page one nothing: thirty years of every kind of entry, in long words."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from companion.domain.moment import Plan
from companion.domain.records import (
    Answer,
    Appointment,
    ChecklistRun,
    Choice,
    DoseChange,
    DoseUnit,
    Entry,
    Grade,
    Intake,
    ItemAnswer,
    Medicine,
    OutsideScore,
    Question,
    Response,
    Route,
    Schedule,
    Session,
    SideEffect,
    Snapshot,
    Sought,
    Tracker,
    TrackerKind,
)
from tests.report.records import (
    CONTENT,
    LAST,
    at,
    effect,
    entry,
    held,
    mood,
    note,
    person,
    planned,
    question,
)

BEGAN = date(LAST.year - 30, 1, 4)
LONG = "A very long thing to say about how it all went, with little in it"
TIMES = 12
"""So often there was each side effect of the catalogue."""
ROUTES, UNITS = tuple(Route), (DoseUnit.MG, DoseUnit.MG_PER_KG)


def merciless() -> Snapshot:
    """Give the record."""
    medicines = tuple(_medicines())
    return Snapshot(
        check_ins=tuple(
            mood(BEGAN + timedelta(n), None if n % 40 == 0 else 2 + n % 7, hard=n % 40 == 0)
            for n in range(0, (LAST - BEGAN).days, 3)
        ),
        sessions=(*_sessions(), planned(LAST + timedelta(days=9))),
        side_effects=tuple(_effects()),
        responses=tuple(_responses()),
        medicines=medicines,
        intakes=tuple(_intakes(medicines)),
        questions=(
            *(entry(Question(at=at(LAST), words=LONG * 9, to_raise=n)) for n in (1, 2, 3)),
            *(question(f"{n} {LONG * 9}") for n in range(40)),
        ),
        appointments=tuple(_visit(LAST - timedelta(days=1 + 10 * n)) for n in range(40)),
        runs=tuple(_looking_back(LAST - timedelta(days=30 * n)) for n in range(60)),
        trackers=tuple(
            entry(Tracker(name=f"{n} {LONG}", kind=TrackerKind.SCALE)) for n in range(30)
        ),
        outside_scores=tuple(
            entry(OutsideScore(at=at(LAST), scale=f"{n} {LONG}", total=1.5, by_whom=LONG))
            for n in range(30)
        ),
        notes=tuple(note(LONG * 9, f"note {n}") for n in range(30)),
        person=person(
            **dict.fromkeys(
                ("name", "indication", "prescriber", "clinic", "clinic_phone", "allergies"), LONG
            )
        ),
    )


def _sessions() -> Iterator[Entry[Session]]:
    day, number = BEGAN, 0
    while day < LAST:
        pressures = ("120/80", f"{130 + number % 60}/{85 + number % 30}", "122/80")
        unit = UNITS[number % 2]
        dose = 0.5 + number % 5 / 10 if number % 2 else 40.0 + number % 7
        route = ROUTES[number % len(ROUTES)]
        yield held(day, pressures, route=route, dose=dose, dose_unit=unit)
        number += 1
        day += timedelta(days=30 if number % 3 else 7)


def _effects() -> Iterator[Entry[SideEffect]]:
    """Give every effect many times, the grave ones each time with emergency care."""
    grades = tuple(Grade)
    for place, (key, known) in enumerate(CONTENT.effects.items()):
        for n in range(TIMES):
            began = at(LAST - timedelta(days=3 * (TIMES - n) + place % 3), 13)
            one = effect(key, began, None if n % 9 == 0 else 30, grades[n % 3])
            if known.tier is not None:
                one = replace(one, record=replace(one.record, sought=Sought.EMERGENCY))
            yield one
    for n in range(40):
        yield effect(None, at(LAST - timedelta(days=n)), None, Grade.SEVERE, own=f"{n} {LONG}")


def _medicines() -> Iterator[Entry[Medicine]]:
    for n in range(40):
        changes = tuple(
            DoseChange(since=LAST - timedelta(days=40 * (3 - k) + n), dose=f"{k} mg {LONG}")
            for k in range(3)
        )
        yield entry(
            Medicine(
                name=f"Medicine {n} {LONG}", dose=f"{n} mg {LONG}", schedule=tuple(Schedule)[n % 2],
                started=LAST - timedelta(days=900 if n % 2 else n),
                stopped=None if n % 4 else LAST - timedelta(days=n), changes=changes,
            )
        )  # fmt: skip


def _intakes(medicines: tuple[Entry[Medicine], ...]) -> Iterator[Entry[Intake]]:
    for medicine in medicines:
        for n in range(9):
            moment = at(LAST - timedelta(days=n))
            name = medicine.record.name
            yield entry(Intake(medicine_id=medicine.id, name=name, at=moment, taken=n % 3 > 0))


def _responses() -> Iterator[Entry[Response]]:
    for instrument in CONTENT.instruments.values():
        for n in range(120):
            moment = at(BEGAN + timedelta(days=90 * n - 3), 10)
            answers = tuple(
                ItemAnswer(item=item.id, value=item.options[n % len(item.options)].value)
                for item in instrument.items
            )
            yield entry(
                Response(
                    instrument=instrument.id, started=moment, finished=moment, answers=answers
                ),
                moment,
            )


def _visit(day: date) -> Entry[Appointment]:
    plan = Plan(at=datetime.combine(day, time(9)), zone="Europe/Dublin")
    return entry(Appointment(plan=plan, with_whom=LONG * 3, decided=LONG * 9))


def _looking_back(day: date) -> Entry[ChecklistRun]:
    answers = tuple(
        Answer(item=item.id, choice=Choice.YES, at=at(day), words=LONG * 4)
        for item in CONTENT.checklists["maintenance"].item
    )
    return entry(ChecklistRun(checklist="maintenance", begun=at(day), answers=answers))
