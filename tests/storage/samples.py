# SPDX-License-Identifier: Apache-2.0
"""A clock, a source of names and one record of each kind to try the storage on."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path

from companion.domain.moment import Plan
from companion.domain.records import (
    Anchor,
    Answer,
    Appointment,
    CheckIn,
    ChecklistRun,
    Choice,
    Concomitant,
    DoseChange,
    DoseUnit,
    Grade,
    InstrumentSchedule,
    Intake,
    ItemAnswer,
    Medicine,
    MissingDay,
    Note,
    OutsideScore,
    Person,
    Question,
    Reading,
    ReadingTime,
    Record,
    Response,
    Route,
    Rule,
    RuleSet,
    SafetyPlan,
    Said,
    Schedule,
    Session,
    SessionState,
    SideEffect,
    SitterCheck,
    Sought,
    Tone,
    Tracked,
    Tracker,
    TrackerKind,
    WalkedItem,
    Whose,
)
from companion.storage import diary
from companion.storage.diary import Diary

KATHMANDU = timezone(timedelta(hours=5, minutes=45))
START = datetime(2026, 6, 1, 14, 30, tzinfo=KATHMANDU)
WORDS = "Grüße 🙂👩‍🚀 你好 مرحبا שלום \0 \x01\x1f\x7f \u2028 \ufeff'\";--\r\n\t %s {x} [[T]] "
"""Emoji, four scripts, control characters, a NUL and what breaks careless programs."""


class Clock:
    """A clock that goes on by a minute each time it is asked, or by as much as it is told."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


def names(prefix: str = "n") -> Callable[[], str]:
    """Give names that sort as they were made."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers):06}"


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=KATHMANDU)


def begin(folder: Path, clock: Clock | None = None, prefix: str = "n") -> Diary:
    """Begin a diary in a folder."""
    return diary.create(folder, clock or Clock(), names(prefix))


def check_in(words: str = "", mood: int = 4) -> CheckIn:
    return CheckIn(at=at(9), mood=mood, words=words)


def session(**more: object) -> Session:
    return Session(plan=Plan(at=datetime(2026, 6, 8, 14), zone="Europe/Dublin"), **more)  # type: ignore[arg-type]


def every_kind(session_id: str) -> tuple[Record, ...]:
    """Give one full record of each kind but Session, with hard words in every text."""
    return (
        CheckIn(
            at=at(9),
            mood=0,
            anxiety=10,
            energy=5,
            pain=1,
            sleep_hours=7.25,
            tracked=(
                Tracked(tracker="t1", number=-0.5),
                Tracked(tracker="t2", yes=False),
                Tracked(tracker="t3", words=WORDS),
            ),
            words=WORDS,
        ),
        ChecklistRun(
            session_id=session_id,
            checklist="iv",
            begun=at(8),
            frozen_at=at(9),
            walked=(
                WalkedItem(
                    item="fast",
                    label=WORDS,
                    minutes=-480,
                    anchor=Anchor.START,
                    must=True,
                    whose=Whose.CLINIC,
                    rule=WORDS,
                ),
                WalkedItem(item="ride", label="Ride", day=-7),
            ),
            answers=(
                Answer(item="ride", choice=Choice.YES, at=at(9), words=WORDS, reason=WORDS),
                Answer(item="fast", choice=Choice.NOT_APPLICABLE, at=at(10)),
            ),
        ),
        SideEffect(
            own_name=WORDS,
            grade=Grade.SEVERE,
            start=at(9),
            end=at(10),
            asked_at=at(11),
            session_id="elsewhere",
            sought=Sought.EMERGENCY,
            words=WORDS,
        ),
        Response(
            instrument="phq-9",
            started=at(9),
            finished=at(9, 5),
            answers=(ItemAnswer(item="/1", value=3), ItemAnswer(item="/2", value=0)),
        ),
        Medicine(
            name=WORDS,
            dose=WORDS,
            taken_when=WORDS,
            schedule=Schedule.AS_NEEDED,
            started=date(2025, 1, 1),
            stopped=date(2025, 12, 31),
            of_note="benzodiazepine",
            changes=(
                DoseChange(
                    since=date(2025, 3, 1),
                    dose=WORDS,
                    taken_when=WORDS,
                    schedule=Schedule.SCHEDULED,
                ),
                DoseChange(since=date(2025, 6, 1)),
            ),
            words=WORDS,
        ),
        Question(at=at(9), words=WORDS, from_item="ride", to_raise=2, answered=True, answer=WORDS),
        Note(at=at(9), said=Said.FRIGHTENED, words=WORDS, session_id=session_id),
        Appointment(
            plan=Plan(at=datetime(2026, 7, 1, 10, 30), zone="Asia/Kathmandu"),
            with_whom=WORDS,
            words=WORDS,
            decided=WORDS,
        ),
        Person(
            name=WORDS,
            born=date(1980, 2, 29),
            indication=WORDS,
            prescriber=WORDS,
            clinic=WORDS,
            clinic_phone=WORDS,
            clinic_phone_after_hours=WORDS,
            person_name=WORDS,
            person_phone=WORDS,
            allergies=WORDS,
            planned_sessions=8,
            treatment_started=date(2026, 5, 1),
            systolic_limit=150,
            diastolic_limit=95,
            schedules=(
                InstrumentSchedule(instrument="peg", every_days=7),
                InstrumentSchedule(instrument="gad-7", every_days=0),
            ),
        ),
        RuleSet(
            pack="lakeside",
            clinic=WORDS,
            issued=date(2026, 4, 30),
            rules=(
                Rule(
                    item="own-1",
                    whose=Whose.CLINIC,
                    checklist="iv",
                    question=WORDS,
                    says=WORDS,
                    minutes=-10080,
                    anchor=Anchor.LEAVING,
                    must=False,
                    after="",
                ),
                Rule(item="ride", whose=Whose.OWN, day=-60, off=True),
            ),
        ),
        Tracker(
            name=WORDS,
            kind=TrackerKind.NUMBER,
            unit=WORDS,
            missing=MissingDay.SAME,
            stopped=date(2026, 5, 1),
        ),
        Intake(medicine_id="m1", name=WORDS, dose=WORDS, at=at(9), taken=False),
        OutsideScore(at=at(9), scale=WORDS, total=14.5, by_whom=WORDS, words=WORDS),
        SafetyPlan(
            warning_signs=WORDS,
            by_myself=WORDS,
            distraction=WORDS,
            people_to_ask=WORDS,
            professionals=WORDS,
            surroundings=WORDS,
            better_day=WORDS,
        ),
    )


def full_session() -> Session:
    return session(
        state=SessionState.HELD,
        moves=2,
        route=Route.IV,
        arrive_before=15,
        travel=0,
        dose=0.5,
        dose_unit=DoseUnit.MG_PER_KG,
        weight_kg=70.5,
        start=at(9),
        end=at(10),
        ready=at(11),
        recorded=at(9, 2),
        place=WORDS,
        companion=WORDS,
        readings=(
            Reading(when=ReadingTime.BEFORE, at=at(9), systolic=120, diastolic=80, pulse=60),
            Reading(when=ReadingTime.LEAVING, oxygen=98),
        ),
        checks=(
            SitterCheck(due=at(9, 15), answered=at(9, 16), well=True),
            SitterCheck(due=at(9, 30)),
        ),
        taken=(
            Concomitant(medicine_id="m1", name=WORDS, of_note="benzodiazepine", taken=False),
            Concomitant(name=WORDS, of_note="opioid", taken=True),
        ),
        mood_before=2,
        mood_after=6,
        dissociation=10,
        sedation=0,
        intensity=7,
        tone=Tone.FRIGHTENING,
        intention=WORDS,
        reflection=WORDS,
        for_therapy=WORDS,
    )


def fill(open_diary: Diary) -> None:
    """Add one entry of each kind."""
    kept = open_diary.add(full_session())
    for record in every_kind(kept.id):
        open_diary.add(record)


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file in a folder with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
