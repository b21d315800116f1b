# SPDX-License-Identifier: Apache-2.0
"""Small records to try the rules on, made from short text."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import count
from random import Random
from typing import Any, TypeVar

from hypothesis import settings

from companion.domain.instrument import Instrument
from companion.domain.moment import Plan
from companion.domain.records import (
    CheckIn,
    Entry,
    Grade,
    ItemAnswer,
    Record,
    Response,
    Session,
    SessionState,
    SideEffect,
)

DUBLIN = "Europe/Dublin"
LORD_HOWE = "Australia/Lord_Howe"

few = settings(derandomize=True, max_examples=40, deadline=None, database=None)
"""The same few examples on every run."""

RecordT = TypeVar("RecordT", bound=Record)
T = TypeVar("T")
_numbers = count(1)


def at(text: str, offset: float = 1) -> datetime:
    """Read "2026-06-01 14:00" as a moment, with its offset in hours (Irish summer time)."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=offset)))


def plan(text: str, zone: str = DUBLIN) -> Plan:
    return Plan(at=datetime.fromisoformat(text), zone=zone)


def entry(record: RecordT, created: datetime | None = None) -> Entry[RecordT]:
    """Put a record into the diary, at the moment it tells of unless said otherwise."""
    if created is None:
        created = at("2026-01-01 00:00")
    return Entry(id=f"e{next(_numbers)}", revision=1, created_at=created, record=record)


def check_in(
    text: str, mood: int | None, *, hard: bool = False, created: str | None = None
) -> Entry[CheckIn]:
    record = CheckIn(at=at(text), mood=mood, hard_day=hard)
    return entry(record, at(created) if created else record.at)


def held(text: str, *, created: str | None = None, **more: Any) -> Entry[Session]:
    record = Session(plan=plan(text), start=at(text), state=SessionState.HELD, **more)
    return entry(record, at(created or text))


def planned(text: str, **more: Any) -> Entry[Session]:
    return entry(Session(plan=plan(text), **more))


def cancelled(text: str, **more: Any) -> Entry[Session]:
    return entry(Session(plan=plan(text), state=SessionState.CANCELLED, **more))


def answers(instrument: Instrument, total: int) -> tuple[ItemAnswer, ...]:
    """Answer every scored item so that the points add up, the first items taking the most."""
    given = []
    for item in instrument.scored_items:
        points = min(3, total)
        total -= points
        given.append(ItemAnswer(item=item.id, value=points))
    assert total == 0
    return tuple(given)


def filled_in(instrument: Instrument, text: str, total: int) -> Entry[Response]:
    """Make a finished questionnaire with a total."""
    moment = at(text)
    return entry(
        Response(
            instrument=instrument.id,
            started=moment - timedelta(minutes=3),
            finished=moment,
            answers=answers(instrument, total),
        ),
        moment,
    )


def effect(
    key: str | None,
    start: str,
    end: str | None = None,
    *,
    name: str = "",
    grade: Grade = Grade.MILD,
) -> Entry[SideEffect]:
    record = SideEffect(
        effect=key, own_name=name, grade=grade, start=at(start), end=at(end) if end else None
    )
    return entry(record, record.start)


def shuffled(things: Sequence[T], seed: int) -> list[T]:
    return Random(seed).sample(things, len(things))
