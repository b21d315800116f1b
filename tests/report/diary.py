# SPDX-License-Identifier: Apache-2.0
"""A diary that keeps made-up records: the same from the same seed, and short to write."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from companion.content import Content
from companion.domain.moment import Plan
from companion.domain.records import (
    Appointment,
    CheckIn,
    DoseUnit,
    Entry,
    Grade,
    Intake,
    ItemAnswer,
    Medicine,
    Person,
    Question,
    Reading,
    ReadingTime,
    Record,
    Response,
    Route,
    Session,
    SessionState,
    SideEffect,
    Sought,
    Tone,
)

K = TypeVar("K", bound=Record)

CONTENT = Content()
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
LAST = NOW.date()
VISIT = date(2026, 11, 24)
FUNCTION = "/69722-7"
CHECKED_IN, ANSWERED, BEGAN, TAKEN = time(9), time(10), time(12), time(8)

Score = tuple[date, int, int, int]
"""The day of a PHQ-9, its total, its item 9 and how function was rated."""


class Diary:
    """Makes entries with ids of their own, so that a course is the same whenever it is made."""

    def __init__(self, name: str, seed: int) -> None:
        self.name, self.random, self.count = name, Random(seed), 0

    def keep(self, record: K, created: datetime) -> Entry[K]:
        self.count += 1
        return Entry(id=f"{self.name}-{self.count}", revision=1, created_at=created, record=record)

    def moods(
        self, first: date, recorded: int, level: Callable[[date], float], hard: int = 0
    ) -> tuple[Entry[CheckIn], ...]:
        """Give so many days with a mood near its level, and so many hard days without one."""
        days = [first + timedelta(place) for place in range((LAST - first).days + 1)]
        drawn = self.random.sample(days, recorded + hard)
        found = []
        for day in sorted(drawn):
            value = min(10, max(0, round(level(day) + self.random.gauss(0, 0.8))))
            told = None if day in drawn[:hard] else value
            found.append(CheckIn(at=on(day, CHECKED_IN), mood=told, hard_day=told is None))
        return tuple(self.keep(one, one.at) for one in found)

    def session(self, day: date, peak: str = "", **told: object) -> Entry[Session]:
        """Give a session that was held, with the peak of its blood pressure if it was taken."""
        usual: dict[str, object] = {
            "route": Route.IV, "dose": 40.0, "dose_unit": DoseUnit.MG, "weight_kg": 80.0,
            "intensity": self.random.randint(4, 8), "tone": Tone.CALM,
            "dissociation": self.random.randint(3, 7), "sedation": self.random.randint(2, 5),
            "readings": readings(peak) if peak else (),
        }  # fmt: skip
        start = on(day, BEGAN)
        record = Session(
            plan=plan(day, BEGAN), state=SessionState.HELD, start=start, recorded=start,
            end=start + timedelta(minutes=40), ready=start + timedelta(minutes=120),
            **(usual | told),  # type: ignore[arg-type]
        )  # fmt: skip
        return self.keep(record, start)

    def ahead(
        self, day: date, route: Route, state: SessionState = SessionState.PLANNED
    ) -> Entry[Session]:
        return self.keep(Session(plan=plan(day, BEGAN), route=route, state=state), NOW)

    def scores(
        self, phq_9: list[Score], gad_7: list[tuple[date, int]]
    ) -> tuple[Entry[Response], ...]:
        found = [
            filled("phq-9", day, total, item_9, function) for day, total, item_9, function in phq_9
        ]
        found += [filled("gad-7", day, total) for day, total in gad_7]
        return tuple(self.keep(one, one.started) for one in found)

    def effect(
        self, key: str, day: date, hours: float | None, grade: Grade = Grade.MILD,
        sought: Sought | None = None,
    ) -> Entry[SideEffect]:  # fmt: skip
        """Give a side effect that ended after so many hours, or that is still there."""
        start = on(day, BEGAN) + timedelta(hours=1)
        end = None if hours is None else start + timedelta(hours=hours)
        asked = None if hours is not None else NOW - timedelta(hours=9)
        told = SideEffect(
            effect=key, grade=grade, start=start, end=end, asked_at=asked, sought=sought
        )
        return self.keep(told, start)

    def visits(self, *days: date, decided: str = "") -> tuple[Entry[Appointment], ...]:
        """Give visits, the first with what was decided there, and the one tomorrow."""
        records = [
            Appointment(plan=plan(day, CHECKED_IN), decided=decided if place == 0 else "")
            for place, day in enumerate((*days, VISIT))
        ]
        return tuple(self.keep(one, NOW) for one in records)

    def raises(self, words: str) -> tuple[Entry[Question], ...]:
        at = NOW - timedelta(days=2)
        return (self.keep(Question(at=at, words=words, to_raise=1), at),)

    def person(self, name: str, indication: str, **told: object) -> Entry[Person]:
        record = Person(
            name=name, born=date(1984, 5, 2), indication=indication, prescriber="Dr. N. Shah",
            **told,  # type: ignore[arg-type]
        )  # fmt: skip
        return self.keep(record, NOW)

    def intakes(
        self, medicine: Entry[Medicine], first: date, taken: int, missed: int
    ) -> tuple[Entry[Intake], ...]:
        """Give so many days on which a medicine was taken, and so many on which it was missed."""
        drawn = self.random.sample(range((LAST - first).days + 1), taken + missed)
        left_out = set(drawn[:missed])
        records = [
            Intake(
                medicine_id=medicine.id, name=medicine.record.name, dose=medicine.record.dose,
                at=on(first + timedelta(place), TAKEN), taken=place not in left_out,
            )
            for place in sorted(drawn)
        ]  # fmt: skip
        return tuple(self.keep(one, one.at) for one in records)


def on(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, UTC)


def plan(day: date, hour: time) -> Plan:
    return Plan(at=datetime.combine(day, hour), zone="Europe/Dublin")


def readings(peak: str) -> tuple[Reading, ...]:
    systolic, diastolic = (int(part) for part in peak.split("/"))
    return (
        Reading(when=ReadingTime.BEFORE, systolic=systolic - 20, diastolic=diastolic - 10),
        Reading(when=ReadingTime.FORTY_MINUTES, systolic=systolic, diastolic=diastolic),
        Reading(when=ReadingTime.LEAVING, systolic=systolic - 16, diastolic=diastolic - 8),
    )


def filled(
    instrument: str, day: date, total: int, item_9: int = 0, function: int | None = None
) -> Response:
    """Give a finished questionnaire with this total and this value of item 9."""
    known = CONTENT.instruments[instrument]
    items = [item.id for item in known.scored_items if item.id != known.suicide_item]
    each, more = divmod(total - item_9, len(items))
    values = {item: each + (place < more) for place, item in enumerate(items)}
    if known.suicide_item:
        values[known.suicide_item] = item_9
    if function is not None:
        values[FUNCTION] = function
    moment = on(day, ANSWERED)
    answers = tuple(ItemAnswer(item=item, value=value) for item, value in values.items())
    return Response(
        instrument=instrument, started=moment, finished=moment + timedelta(minutes=5),
        answers=answers,
    )  # fmt: skip


def days(*found: tuple[int, int]) -> tuple[date, ...]:
    """Give days of the year of the courses, from day and month."""
    return tuple(date(2026, month, day) for day, month in found)


def between(first: date, start: float, end: float) -> Callable[[date], float]:
    """Give a level that goes evenly from start to end over the period."""
    whole = (LAST - first).days
    return lambda day: start + (end - start) * (day - first).days / whole
