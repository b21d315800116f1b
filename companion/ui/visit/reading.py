# SPDX-License-Identifier: Apache-2.0
"""What the visit page reads of the diary: the visit, those around it, and what changed."""

from msgspec.structs import replace

from companion.domain.course import course_start, next_appointment
from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Medicine,
    Response,
    Session,
    SideEffect,
    Snapshot,
)
from companion.domain.visit import Since, first_day, near_visits, one_before, since
from companion.storage.diary import Diary, NotThere
from companion.ui.context import Context


def find_visit(context: Context, wanted: str) -> Entry[Appointment] | None:
    """Give the visit that is wanted; without a wish the one that is near, else the next.

    None where it is in the bin, or where there is none.
    """
    if wanted:
        try:
            entry = context.diary.get(Appointment, wanted)
        except NotThere:
            return None
        return entry if entry.deleted_at is None else None
    now = context.now()
    visits = context.diary.entries(Appointment)
    near = near_visits(visits, now.date())
    return near[0] if near else next_appointment(visits, now)


def read_since(context: Context, visit: Entry[Appointment]) -> Since:
    """Give what changed since the visit before, of no more entries than that takes."""
    diary = context.diary
    told = _base(diary)
    if _is_first_of_all(told, visit):
        told = replace(told, check_ins=diary.entries(CheckIn))
    first = first_day(told, visit)
    last = max(first, min(visit.record.plan.day, context.now().date()))
    told = replace(
        told,
        check_ins=diary.entries(CheckIn, first=first, last=last),
        side_effects=diary.entries(SideEffect),
        medicines=diary.entries(Medicine),
    )
    return since(told, context.content.instruments, first, last)


def _base(diary: Diary) -> Snapshot:
    return Snapshot(
        sessions=diary.entries(Session),
        responses=diary.entries(Response),
        appointments=diary.entries(Appointment),
        person=diary.person(),
    )


def _is_first_of_all(told: Snapshot, visit: Entry[Appointment]) -> bool:
    """Tell whether there was neither a visit before nor a course, from which days are counted."""
    marked = told.person.record.treatment_started if told.person else None
    no_course = course_start(told.sessions, marked) is None
    return one_before(told.appointments, visit) is None and no_course
