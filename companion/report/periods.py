# SPDX-License-Identifier: Apache-2.0
"""The periods a report is usually on."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from companion.domain.course import course_start
from companion.domain.records import Record, Snapshot, moment_of


def since_last_appointment(snapshot: Snapshot, now: datetime) -> tuple[date, date] | None:
    """Give the period since the last appointment, today included; None where there was none."""
    past = [entry.record.plan.moment() for entry in snapshot.appointments]
    last = max((at for at in past if at.date() < now.date()), default=None)
    return (last.date(), now.date()) if last else None


def whole_treatment(snapshot: Snapshot, now: datetime) -> tuple[date, date]:
    """Give the period from two weeks before the course, or from the first entry, to today."""
    marked = snapshot.person.record.treatment_started if snapshot.person else None
    start = course_start(snapshot.sessions, marked)
    if start is not None:
        return min(start - timedelta(days=14), now.date()), now.date()
    moments = (moment_of(record) for record in told(snapshot))
    days = [moment.date() for moment in moments if moment is not None]
    return min([*days, now.date()]), now.date()


def told(snapshot: Snapshot) -> Iterator[Record]:
    """Give what the patient told of days: check-ins, questionnaires, side effects."""
    yield from (entry.record for entry in snapshot.check_ins)
    yield from (entry.record for entry in snapshot.responses)
    yield from (entry.record for entry in snapshot.side_effects)
