# SPDX-License-Identifier: Apache-2.0
"""How treatment was borne: blood pressure against a ceiling, side effects asked about, use, care.

"None reported", "not asked" and "left out" are three different answers. Nothing is judged here:
a reading above a ceiling is a note, not a finding.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

from companion.domain.checklist import last_answers
from companion.domain.course import SessionFigures
from companion.domain.item import ANY_EFFECT, Checklist, Walk
from companion.domain.moment import day_of
from companion.domain.records import (
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Person,
    Reading,
    SideEffect,
    Sought,
)

GUIDE_SYSTOLIC, GUIDE_DIASTOLIC = 140, 90
"""The general guide of the esketamine nasal spray label for elevated pressure before dosing, mmHg."""
GUIDE_SOURCES = ("L2", "L18")
OUTSIDE_PLAN = "maintenance_outside_plan"
"""The item of the monthly walk that asks for use outside the plan."""
LOOKED = (Choice.YES, Choice.NOT_APPLICABLE, Choice.ASK)
"""Answers by which a person has looked; "not yet" is none."""


# ---- blood pressure


class Ceiling(Struct, frozen=True, kw_only=True):
    """What pressure is compared with, in mmHg: the clinic's own ceiling, else a general guide.

    A side that the clinic did not give is None. ``sources`` name where the guide comes from.
    """

    systolic: int | None
    diastolic: int | None
    is_clinics: bool
    sources: tuple[str, ...] = ()


class Pressures(Struct, frozen=True, kw_only=True):
    """Blood pressure over ``n`` sessions with a reading, of ``sessions`` that were held.

    ``highest`` is the reading with the highest systolic pressure, with its diastolic, and
    ``highest_in`` the number of its session. ``above`` are the numbers of the sessions with a
    reading above the ceiling. Without any reading n is 0, and ``above`` says nothing.
    """

    ceiling: Ceiling
    sessions: int
    n: int
    highest: Reading | None
    highest_in: int | None
    above: tuple[int, ...]


def ceiling(person: Person | None) -> Ceiling:
    """Give the clinic's ceiling, else "above 140/90" as a note.

    140/90 is the guide that the US label of the esketamine nasal spray names for elevated pressure
    before dosing. It was not made for the peak after it, nor for other routes.
    """
    if person and (person.systolic_limit is not None or person.diastolic_limit is not None):
        return Ceiling(
            systolic=person.systolic_limit, diastolic=person.diastolic_limit, is_clinics=True
        )
    return Ceiling(
        systolic=GUIDE_SYSTOLIC,
        diastolic=GUIDE_DIASTOLIC,
        is_clinics=False,
        sources=GUIDE_SOURCES,
    )


def is_above(reading: Reading, limit: Ceiling) -> bool:
    """Tell whether either side of a reading lies above the ceiling; at it is not above."""
    sides = ((reading.systolic, limit.systolic), (reading.diastolic, limit.diastolic))
    return any(value is not None and most is not None and value > most for value, most in sides)


def pressures(figures: Iterable[SessionFigures], person: Person | None) -> Pressures:
    """Give the peaks of the sessions against the ceiling. Every reading of a session counts."""
    limit = ceiling(person)
    held = sorted(figures, key=lambda one: one.number)
    measured = [
        one
        for one in held
        if any(
            reading.systolic is not None or reading.diastolic is not None
            for reading in one.entry.record.readings
        )
    ]
    peaks = [(one.peak.systolic or 0, one.number, one.peak) for one in held if one.peak]
    top = max(peaks, key=lambda each: each[0], default=None)
    return Pressures(
        ceiling=limit,
        sessions=len(held),
        n=len(measured),
        highest=top[2] if top else None,
        highest_in=top[1] if top else None,
        above=tuple(
            one.number
            for one in measured
            if any(is_above(reading, limit) for reading in one.entry.record.readings)
        ),
    )


# ---- side effects: asked about or not


class Told(StrEnum):
    """What can be said of side effects in a period."""

    REPORTED = "reported"
    NONE_REPORTED = "none_reported"
    NOT_ASKED = "not_asked"
    LEFT_OUT = "left_out"


class Asked(Struct, frozen=True, kw_only=True):
    """What was told of side effects, how many, and how ``often`` the person was asked."""

    told: Told
    reported: int = 0
    often: int = 0

    @property
    def is_known(self) -> bool:
        """Whether none is a zero: any was told of, or the person was asked. Else it is a blank."""
        return self.told in (Told.REPORTED, Told.NONE_REPORTED)


def asking_items(checklists: Iterable[Checklist], effects: Collection[str] = ()) -> frozenset[str]:
    """Give the items of the walks after a session and each month that ask for side effects.

    Without ``effects`` those that ask for any; else those that name one of them, such as the
    bladder's: who was asked about the bladder alone was not asked about the rest.
    """
    wanted = set(effects) or {ANY_EFFECT}
    return frozenset(
        item.id
        for checklist in checklists
        if checklist.walk in (Walk.AFTERWARDS, Walk.MAINTENANCE)
        for item in checklist.item
        if wanted.intersection(item.effects)
    )


def looked(run: ChecklistRun, asking: Collection[str]) -> Iterator[Answer]:
    """Give the last answer to each ``asking`` item of a walk by which the person has looked."""
    for answer in last_answers(run.answers).values():
        if answer.item in asking and answer.choice in LOOKED:
            yield answer


def side_effects_told(
    side_effects: Iterable[Entry[SideEffect]],
    runs: Iterable[Entry[ChecklistRun]],
    asking: Collection[str],
    period: tuple[date, date],
    *,
    left_out: bool = False,
) -> Asked:
    """Give what was told of side effects from the first day of a period to its last.

    Reported are those that were there on any of its days. The person was asked once for each walk
    and day on which an item of ``asking`` was answered otherwise than "not yet", whatever the
    answer, and once for each day on which one was told to be still there. Where the patient
    leaves side effects out, nothing else is said.
    """
    if left_out:
        return Asked(told=Told.LEFT_OUT)
    kept = tuple(side_effects)
    reported = sum(_is_there(entry.record, period) for entry in kept)
    walked = {
        (entry.id, day_of(answer.at))
        for entry in runs
        for answer in looked(entry.record, asking)
        if _is_within(day_of(answer.at), period)
    }
    again = {day_of(entry.record.asked_at) for entry in kept if entry.record.asked_at is not None}
    often = len(walked) + sum(_is_within(day, period) for day in again)
    if reported:
        return Asked(told=Told.REPORTED, reported=reported, often=often)
    return Asked(told=Told.NONE_REPORTED if often else Told.NOT_ASKED, often=often)


def serious_events(
    side_effects: Iterable[Entry[SideEffect]], period: tuple[date, date]
) -> tuple[Entry[SideEffect], ...]:
    """Give the side effects of a period for which emergency care or a hospital was sought."""
    found = [
        entry
        for entry in side_effects
        if entry.record.sought is Sought.EMERGENCY and _is_there(entry.record, period)
    ]
    return tuple(sorted(found, key=lambda entry: entry.record.start))


# ---- use outside the plan


class OutsidePlan(Struct, frozen=True, kw_only=True):
    """What was told of use outside the plan: ``asked`` so often, each answer with its moment.

    ``noted`` are the answers with what the patient wrote, which may say that there was none;
    ``nothing`` those that say nothing was noticed; ``to_ask`` those that want to talk about it.
    """

    asked: int
    noted: tuple[Answer, ...]
    nothing: tuple[Answer, ...]
    to_ask: tuple[Answer, ...]


def outside_plan(runs: Iterable[Entry[ChecklistRun]], period: tuple[date, date]) -> OutsidePlan:
    """Give the answers of a period to the monthly question about use outside the plan, in order.

    In a walk the last answer counts, and "not yet" is none.
    """
    lasts = (last_answers(entry.record.answers).get(OUTSIDE_PLAN) for entry in runs)
    answers = sorted(
        (answer for answer in lasts if answer and _is_within(day_of(answer.at), period)),
        key=lambda answer: answer.at,
    )
    given = {
        choice: tuple(answer for answer in answers if answer.choice is choice) for choice in LOOKED
    }
    return OutsidePlan(
        asked=sum(len(some) for some in given.values()),
        noted=given[Choice.YES],
        nothing=given[Choice.NOT_APPLICABLE],
        to_ask=given[Choice.ASK],
    )


def _is_there(effect: SideEffect, period: tuple[date, date]) -> bool:
    """Tell whether a side effect was there on a day of the period."""
    first, last = period
    return day_of(effect.start) <= last and (effect.end is None or day_of(effect.end) >= first)


def _is_within(day: date, period: tuple[date, date]) -> bool:
    return period[0] <= day <= period[1]
