# SPDX-License-Identifier: Apache-2.0
"""What cannot be true of a record, field by field, so that a form can say it at the field."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, singledispatch
from zoneinfo import available_timezones

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from companion.domain.records import (
    OWN_ITEM,
    Appointment,
    CheckIn,
    ChecklistRun,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Reading,
    Record,
    Response,
    RuleSet,
    SafetyPlan,
    Session,
    SessionState,
    SideEffect,
    Tracked,
    Tracker,
    TrackerKind,
)

CLOCK_TOLERANCE = timedelta(minutes=5)
"""A moment this far ahead of the clock is still now: a form stays open while time passes."""


class Rule(StrEnum):
    """Why a value is refused."""

    OUT_OF_RANGE = "out_of_range"
    EMPTY = "empty"
    IN_THE_FUTURE = "in_the_future"
    END_BEFORE_START = "end_before_start"
    DIASTOLIC_NOT_BELOW = "diastolic_not_below"
    PAIR_INCOMPLETE = "pair_incomplete"
    UNKNOWN_ZONE = "unknown_zone"
    NUMBER_AND_HARD_DAY = "number_and_hard_day"
    DAY_AND_CLOCK = "day_and_clock"
    NUMBER_AND_UNKNOWN = "number_and_unknown"
    NOT_IN_ORDER = "not_in_order"


class Fault(Struct, frozen=True):
    """One field and the rule it breaks; low and high are the range where that is the rule.

    ``above`` says that the lowest does not belong to the range.
    """

    field: str
    rule: Rule
    low: float | None = None
    high: float | None = None
    above: bool = False


class Impossible(ValueError):
    """A record that cannot be true. ``faults`` says which fields and why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(f"{fault.field}: {fault.rule}" for fault in faults))
        self.faults = faults


def check(record: Record, now: datetime) -> None:
    """Raise Impossible with every fault of a record; give nothing when there is none."""
    found = tuple(faults(record, now))
    if found:
        raise Impossible(found)


def faults(record: Record, now: datetime) -> Iterator[Fault]:
    """Give each fault of a record as seen at the moment ``now``."""
    yield from _range_faults(record)
    yield from _own_faults(record, now)


@singledispatch
def _own_faults(record: Struct, now: datetime) -> Iterator[Fault]:
    raise TypeError(f"{type(record).__name__} is no record")


@_own_faults.register
def _check_in_faults(record: CheckIn, now: datetime) -> Iterator[Fault]:
    yield from _future("at", record.at, now)
    if record.hard_day and record.mood is not None:
        yield Fault("mood", Rule.NUMBER_AND_HARD_DAY)
    if record.mood is None and not record.hard_day:
        yield Fault("mood", Rule.EMPTY)
    for answer in record.tracked:
        yield from _tracked_faults(answer)


def _tracked_faults(answer: Tracked) -> Iterator[Fault]:
    field = f"tracked.{answer.tracker}"
    told = (answer.number is not None, answer.yes is not None, bool(answer.words.strip()))
    if sum(told) != 1:
        yield Fault(field, Rule.EMPTY)
    for fault in _range_faults(answer):
        yield replace(fault, field=field)


@_own_faults.register
def _tracker_faults(record: Tracker, now: datetime) -> Iterator[Fault]:
    if not record.name.strip():
        yield Fault("name", Rule.EMPTY)
    if record.unit and record.kind is not TrackerKind.NUMBER:
        yield Fault("unit", Rule.NOT_IN_ORDER)


@_own_faults.register
def _run_faults(record: ChecklistRun, now: datetime) -> Iterator[Fault]:
    if record.session_id is None and record.begun is None:
        yield Fault("begun", Rule.EMPTY)
    yield from _future("begun", record.begun, now)
    yield from _future("frozen_at", record.frozen_at, now)
    for number, kept in enumerate(record.walked):
        if kept.minutes is not None and kept.anchor is None:
            yield Fault(f"walked.{number}.anchor", Rule.EMPTY)
        if kept.day is not None and kept.anchor is not None:
            yield Fault(f"walked.{number}.day", Rule.DAY_AND_CLOCK)
    for answer in record.answers:
        yield from _future("answers", answer.at, now)


@_own_faults.register
def _rule_set_faults(record: RuleSet, now: datetime) -> Iterator[Fault]:
    for number, rule in enumerate(record.rules):
        field = f"rules.{number}"
        if not rule.item.strip():
            yield Fault(f"{field}.item", Rule.EMPTY)
        if rule.item.startswith(OWN_ITEM) and not rule.question.strip():
            yield Fault(f"{field}.question", Rule.EMPTY)
        if rule.minutes is not None and rule.anchor is None:
            yield Fault(f"{field}.anchor", Rule.EMPTY)
        if rule.minutes is not None and rule.day is not None:
            yield Fault(f"{field}.day", Rule.DAY_AND_CLOCK)
        for fault in _range_faults(rule):
            yield replace(fault, field=f"{field}.{fault.field}")


@_own_faults.register
def _side_effect_faults(record: SideEffect, now: datetime) -> Iterator[Fault]:
    if not record.effect and not record.own_name.strip():
        yield Fault("effect", Rule.EMPTY)
    yield from _future("start", record.start, now)
    yield from _future("end", record.end, now)
    yield from _order("end", record.start, record.end)
    yield from _future("asked_at", record.asked_at, now)


@_own_faults.register
def _response_faults(record: Response, now: datetime) -> Iterator[Fault]:
    yield from _future("started", record.started, now)
    yield from _future("finished", record.finished, now)
    yield from _order("finished", record.started, record.finished)
    for answer in record.answers:
        for fault in _range_faults(answer):
            yield replace(fault, field="answers")


@_own_faults.register
def _medicine_faults(record: Medicine, now: datetime) -> Iterator[Fault]:
    if not record.name.strip():
        yield Fault("name", Rule.EMPTY)
    if record.started and record.stopped and record.stopped < record.started:
        yield Fault("stopped", Rule.END_BEFORE_START)
    days = [record.started, *(change.since for change in record.changes), record.stopped]
    known = [day for day in days if day is not None]
    since = [change.since for change in record.changes]
    if record.changes and (known != sorted(known) or len(set(since)) < len(since)):
        yield Fault("changes", Rule.NOT_IN_ORDER)


@_own_faults.register
def _intake_faults(record: Intake, now: datetime) -> Iterator[Fault]:
    if not record.name.strip():
        yield Fault("name", Rule.EMPTY)
    yield from _future("at", record.at, now)


@_own_faults.register
def _outside_score_faults(record: OutsideScore, now: datetime) -> Iterator[Fault]:
    if not record.scale.strip():
        yield Fault("scale", Rule.EMPTY)
    yield from _future("at", record.at, now)


@_own_faults.register
def _safety_plan_faults(record: SafetyPlan, now: datetime) -> Iterator[Fault]:
    """Give none: a plan may be empty, as while it is being written."""
    del record, now
    yield from ()


@_own_faults.register
def _words_faults(record: Question | Note, now: datetime) -> Iterator[Fault]:
    said = record.said if isinstance(record, Note) else None
    if not record.words.strip() and said is None:
        yield Fault("words", Rule.EMPTY)
    yield from _future("at", record.at, now)


@_own_faults.register
def _appointment_faults(record: Appointment, now: datetime) -> Iterator[Fault]:
    yield from _zone_faults(record.plan.zone)


@_own_faults.register
def _person_faults(record: Person, now: datetime) -> Iterator[Fault]:
    if record.born and record.born > now.date():
        yield Fault("born", Rule.IN_THE_FUTURE)
    if (record.systolic_limit is None) != (record.diastolic_limit is None):
        yield Fault("systolic_limit", Rule.PAIR_INCOMPLETE)
    elif (record.diastolic_limit or 0) >= (record.systolic_limit or 1):
        yield Fault("systolic_limit", Rule.DIASTOLIC_NOT_BELOW)
    for schedule in record.schedules:
        for fault in _range_faults(schedule):
            yield replace(fault, field="schedules")


@_own_faults.register
def _session_faults(session: Session, now: datetime) -> Iterator[Fault]:
    yield from _zone_faults(session.plan.zone)
    yield from _future("start", session.start, now)
    yield from _future("end", session.end, now)
    yield from _future("ready", session.ready, now)
    yield from _order("end", session.start, session.end)
    yield from _order("ready", session.start, session.ready)
    if session.state is SessionState.HELD and session.start is None:
        yield Fault("start", Rule.EMPTY)
    yield from _future("recorded", session.recorded, now)
    if session.dose is not None and session.dose_unit is None:
        yield Fault("dose_unit", Rule.EMPTY)
    if session.dose is not None and session.dose_unknown:
        yield Fault("dose", Rule.NUMBER_AND_UNKNOWN)
    if any(not medicine.name.strip() for medicine in session.taken):
        yield Fault("taken", Rule.EMPTY)
    for reading in session.readings:
        yield from _reading_faults(reading, now)
    for look in session.checks:
        yield from _future("checks", look.answered, now)
        if (look.answered is None) != (look.well is None):
            yield Fault("checks", Rule.PAIR_INCOMPLETE)


def _reading_faults(reading: Reading, now: datetime) -> Iterator[Fault]:
    field = f"readings.{reading.when}"
    yield from _future(f"{field}.at", reading.at, now)
    if (reading.systolic is None) != (reading.diastolic is None):
        yield Fault(field, Rule.PAIR_INCOMPLETE)
    elif (reading.diastolic or 0) >= (reading.systolic or 1):
        yield Fault(field, Rule.DIASTOLIC_NOT_BELOW)
    for fault in _range_faults(reading):
        yield replace(fault, field=f"{field}.{fault.field}")


def _zone_faults(zone: str) -> Iterator[Fault]:
    if zone not in _zones():
        yield Fault("plan", Rule.UNKNOWN_ZONE)


@cache
def _zones() -> frozenset[str]:
    """Give the names of all zones; finding them takes some 30 ms."""
    return frozenset(available_timezones())


def _future(field: str, moment: datetime | None, now: datetime) -> Iterator[Fault]:
    if moment is not None and moment > now + CLOCK_TOLERANCE:
        yield Fault(field, Rule.IN_THE_FUTURE)


def _order(field: str, start: datetime | None, end: datetime | None) -> Iterator[Fault]:
    if start is not None and end is not None and end < start:
        yield Fault(field, Rule.END_BEFORE_START)


def _range_faults(record: Struct) -> Iterator[Fault]:
    for field, (low, high, above) in limits(type(record)).items():
        value = getattr(record, field)
        if value is None:
            continue
        low_enough = high is None or value <= high
        high_enough = value > low if above else value >= low
        if not (low_enough and high_enough):  # so that what is not a number is refused too
            yield Fault(field, Rule.OUT_OF_RANGE, low, high, above)


@cache
def limits(kind: type[Struct]) -> dict[str, tuple[float, float | None, bool]]:
    """Give the range of each number field: lowest, highest or None, and whether lowest is out."""
    found: dict[str, tuple[float, float | None, bool]] = {}
    for field in msgspec.inspect.type_info(kind).fields:  # type: ignore[attr-defined]
        parts = getattr(field.type, "types", (field.type,))
        for part in parts:
            if isinstance(part, msgspec.inspect.IntType | msgspec.inspect.FloatType):
                low = part.ge if part.ge is not None else part.gt
                if low is not None:
                    found[field.name] = (low, part.le, part.gt is not None)
    return found
