# SPDX-License-Identifier: Apache-2.0
"""What the visit page reads of the diary: the visit, those around it, and what changed."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec.structs import replace

from companion.domain.course import course_start, next_appointment
from companion.domain.instrument import Instrument, completed
from companion.domain.moment import day_of
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
from companion.storage.diary import Diary
from companion.storage.diary_reading import NotThere
from companion.ui.context import Context

RESTS_WITHIN = timedelta(days=3)
"""No day of a session's rest lies further from its start, on whatever clock it is written."""


LOOKS_BACK = 12
"""So many questionnaires before the time are read at first."""


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


def read_since(
    context: Context, visit: Entry[Appointment], visits: tuple[Entry[Appointment], ...]
) -> Since:
    """Give what changed since the visit before, of no more entries than that takes."""
    diary, instruments = context.diary, context.content.instruments
    before, told = one_before(visits, visit), _before(diary, visit, visits)
    first = first_day(told, visit)
    last = max(first, min(visit.record.plan.day, context.now().date()))
    if before is not None:
        rests = first - RESTS_WITHIN, last + RESTS_WITHIN
        told = replace(
            told,
            sessions=diary.entries(Session, first=rests[0], last=rests[1]),
            responses=_responses(diary, instruments, first, last),
        )
    else:
        told = replace(told, responses=diary.entries(Response, last=last))
    told = replace(
        told,
        check_ins=diary.entries(CheckIn, first=first, last=last),
        side_effects=_side_effects(diary, first, last),
        medicines=diary.entries(Medicine),
    )
    visit_before = before.record.plan.moment() if before is not None else None
    return since(told, instruments, first, last, visit_before=visit_before)


def _before(
    diary: Diary, visit: Entry[Appointment], visits: tuple[Entry[Appointment], ...]
) -> Snapshot:
    """Give what tells from when on is counted: mostly there was a visit before."""
    if one_before(visits, visit) is not None:
        return Snapshot(appointments=visits)
    told = Snapshot(sessions=diary.entries(Session), person=diary.person(), appointments=visits)
    marked = told.person.record.treatment_started if told.person else None
    if course_start(told.sessions, marked) is not None:
        return told
    began = diary.first_day(CheckIn)
    return replace(
        told,
        check_ins=diary.entries(CheckIn, first=began, last=began) if began is not None else (),
        responses=diary.entries(Response),
    )


def _responses(
    diary: Diary, instruments: Mapping[str, Instrument], first: date, last: date
) -> tuple[Entry[Response], ...]:
    """Give those of these days, and before them for each so many that one of them has a score."""
    within = diary.entries(Response, first=first, last=last)
    wanted = [
        instruments[key] for key in {one.record.instrument for one in within} if key in instruments
    ]
    some = LOOKS_BACK
    while wanted:
        earlier = diary.latest(Response, before=first, limit=some)
        if len(earlier) < some or all(completed(one, earlier) for one in wanted):
            return (*earlier, *within)
        some *= 4
    return within


def _side_effects(diary: Diary, first: date, last: date) -> tuple[Entry[SideEffect], ...]:
    """Give those that began in these days, and before them those that are still there."""
    lasting = (one for one in diary.lasting_effects() if day_of(one.record.start) < first)
    return (*lasting, *diary.entries(SideEffect, first=first, last=last))
