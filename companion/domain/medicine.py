# SPDX-License-Identifier: Apache-2.0
"""What follows from a medicine: how it is taken on a day, what changed, and what was noted of it.

A day is the local day of the moment an intake tells of: it stays the same when the patient
travels, when the clock changes, and when the intake is written down later. A day without an
intake is missing, which is neither taken nor missed.
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from companion.domain.moment import Moment, day_of
from companion.domain.records import DoseChange, Entry, Intake, Medicine, Schedule


class Adherence(Struct, frozen=True):
    """On how many days a medicine was taken, and on how many it was recorded at all."""

    taken: int
    recorded: int


class AsNeeded(Struct, frozen=True):
    """How often a medicine was taken as needed, on how many days, and what that rests on.

    ``recorded`` are the days of the period on which any intake of any medicine was recorded. On
    the others nobody knows: none recorded is not none taken.
    """

    times: int
    days: int
    recorded: int


class Change(Struct, frozen=True):
    """A change of how a medicine is taken, with how it was taken until then."""

    before: DoseChange
    after: DoseChange


def as_taken(medicine: Medicine, day: date) -> DoseChange:
    """Give how a medicine is taken on a local day: as at first, or as last changed by then.

    ``since`` is the first day of it; where nobody told that, ``date.min``.
    """
    by_then = [change for change in medicine.changes if change.since <= day]
    return max(by_then, key=lambda change: change.since, default=_as_first(medicine))


def is_taken(medicine: Medicine, day: date) -> bool:
    """Tell whether a medicine is taken on a local day; the day it was stopped is not one more."""
    begun = medicine.started is None or medicine.started <= day
    return begun and (medicine.stopped is None or day < medicine.stopped)


def is_stopped(medicine: Medicine, day: date) -> bool:
    """Tell whether a medicine is stopped by a local day; one that has not begun yet is not."""
    return medicine.stopped is not None and medicine.stopped <= day


def taken_now(medicines: Iterable[Entry[Medicine]], day: date) -> tuple[Entry[Medicine], ...]:
    """Give the medicines taken on a day: regular ones first, then by name."""
    order = {Schedule.SCHEDULED: 0, None: 1, Schedule.AS_NEEDED: 2}
    return tuple(
        sorted(
            (entry for entry in medicines if is_taken(entry.record, day)),
            key=lambda entry: (
                order[as_taken(entry.record, day).schedule],
                entry.record.name.casefold(),
            ),
        )
    )


def with_change(medicine: Medicine, change: DoseChange) -> Medicine:
    """Give a medicine with a change of how it is taken; what was before that day stays as it was.

    Changes stand in the order of their days. One from the same day takes the other's place.
    """
    others = [one for one in medicine.changes if one.since != change.since]
    changes = sorted((*others, change), key=lambda one: one.since)
    return replace(medicine, changes=tuple(changes))


def changes_within(medicine: Medicine, first: date, last: date) -> tuple[Change, ...]:
    """Give what changed from one local day to another, both included, the earliest first."""
    ordered = sorted(medicine.changes, key=lambda one: one.since)
    return tuple(
        Change(before=before, after=after)
        for before, after in pairwise((_as_first(medicine), *ordered))
        if first <= after.since <= last
    )


def intake_of(medicine: Entry[Medicine], at: Moment, *, taken: bool) -> Intake:
    """Give an intake of a medicine at a moment, with its name and dose as they were that day."""
    return Intake(
        medicine_id=medicine.id,
        name=medicine.record.name,
        dose=as_taken(medicine.record, day_of(at)).dose,
        at=at,
        taken=taken,
    )


def intakes_of(
    medicine_id: str, intakes: Iterable[Entry[Intake]], first: date, last: date
) -> tuple[Entry[Intake], ...]:
    """Give the intakes of a medicine from one local day to another, in the order they happened."""
    found = [
        entry
        for entry in intakes
        if entry.record.medicine_id == medicine_id and first <= day_of(entry.record.at) <= last
    ]
    return tuple(sorted(found, key=lambda entry: (entry.record.at, entry.created_at, entry.id)))


def answers_by_day(medicine_id: str, intakes: Iterable[Entry[Intake]]) -> dict[date, Entry[Intake]]:
    """Give the intake that answers for a medicine on each local day that has one.

    Where a day has several, the one that was written down last counts, whatever time it tells of.
    """
    told = (entry for entry in intakes if entry.record.medicine_id == medicine_id)
    return {day_of(entry.record.at): entry for entry in sorted(told, key=_written)}


def answer_on(
    medicine_id: str, intakes: Iterable[Entry[Intake]], day: date
) -> Entry[Intake] | None:
    """Give the intake that answers for a medicine on a local day; None where nobody told."""
    return answers_by_day(medicine_id, intakes).get(day)


def last_taken(medicine_id: str, intakes: Iterable[Entry[Intake]]) -> Entry[Intake] | None:
    """Give the latest intake of a medicine; what was missed is none."""
    told = intakes_of(medicine_id, intakes, date.min, date.max)
    return next((entry for entry in reversed(told) if entry.record.taken), None)


def unanswered(
    medicines: Iterable[Entry[Medicine]], intakes: Iterable[Entry[Intake]], day: date
) -> tuple[Entry[Medicine], ...]:
    """Give the medicines that are taken regularly on a day and were not answered for that day."""
    told = tuple(intakes)
    return tuple(
        entry
        for entry in taken_now(medicines, day)
        if _is_regular(entry.record, day) and answer_on(entry.id, told, day) is None
    )


def adherence(
    medicine: Entry[Medicine], intakes: Iterable[Entry[Intake]], first: date, last: date
) -> Adherence:
    """Give adherence from one local day to another, both included.

    Definition: days a scheduled medicine was taken / days recorded. A day is recorded when it has
    an intake of this medicine, taken or missed; the last one written down counts. Days without one
    are missing and are not counted, nor are days on which it was not taken regularly: before it
    was started, from the day it was stopped, and while it was taken as needed.
    """
    answers = [
        entry.record.taken
        for day, entry in answers_by_day(medicine.id, intakes).items()
        if first <= day <= last and _is_regular(medicine.record, day)
    ]
    return Adherence(taken=sum(answers), recorded=len(answers))


def taken_as_needed(
    medicine: Entry[Medicine], intakes: Iterable[Entry[Intake]], first: date, last: date
) -> AsNeeded:
    """Give how often a medicine was taken as needed from one local day to another.

    Definition: its intakes that say taken, on days on which it was not taken regularly; and the
    days of the period, while it was taken at all, that have an intake of any medicine.
    """
    told = tuple(intakes)
    days = [
        day_of(entry.record.at)
        for entry in intakes_of(medicine.id, told, first, last)
        if entry.record.taken and _is_as_needed(medicine.record, day_of(entry.record.at))
    ]
    noted = {day_of(entry.record.at) for entry in told}
    recorded = sum(first <= day <= last and _is_as_needed(medicine.record, day) for day in noted)
    return AsNeeded(times=len(days), days=len(set(days)), recorded=recorded)


def _as_first(medicine: Medicine) -> DoseChange:
    return DoseChange(
        since=medicine.started or date.min,
        dose=medicine.dose,
        taken_when=medicine.taken_when,
        schedule=medicine.schedule,
    )


def _is_regular(medicine: Medicine, day: date) -> bool:
    return is_taken(medicine, day) and as_taken(medicine, day).schedule is Schedule.SCHEDULED


def _is_as_needed(medicine: Medicine, day: date) -> bool:
    return is_taken(medicine, day) and as_taken(medicine, day).schedule is not Schedule.SCHEDULED


def _written(entry: Entry[Intake]) -> tuple[Moment, Moment, str]:
    return entry.created_at, entry.record.at, entry.id
