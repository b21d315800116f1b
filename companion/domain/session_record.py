# SPDX-License-Identifier: Apache-2.0
"""What follows from the record of one session: how it came to be told, and its clock times."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from companion.domain.faults import CLOCK_TOLERANCE
from companion.domain.moment import day_of, fixed
from companion.domain.records import Session

LIVE_WITHIN = timedelta(minutes=30)
"""A start that was told so soon after it was told as it happened."""

EVENING, MORNING = 18, 6
"""A session that starts from 18:00 on may go on until before 06:00 of the next day."""


class How(StrEnum):
    """When a session was told: as it happened, later the same day, or on a later day."""

    LIVE = "live"
    SAME_DAY = "same_day"
    LATER = "later"


class Entered(Struct, frozen=True):
    """How a session came into the diary, and for a later day how many days after."""

    how: How
    days: int = 0


def how_entered(session: Session) -> Entered | None:
    """Give how a session came into the diary; None where that is not known.

    Known is when the start was first told. Up to 30 minutes after the start itself it is LIVE; on
    the same day by the patient's clock SAME_DAY; else LATER, with the days between the two dates.
    A session from before this was kept, or one without a start, gives None.
    """
    if session.start is None or session.recorded is None:
        return None
    if session.recorded - session.start <= LIVE_WITHIN:
        return Entered(How.LIVE)
    days = (day_of(session.recorded) - day_of(session.start)).days
    # Whoever flew west may have told it on the date before.
    return Entered(How.LATER, days) if days > 0 else Entered(How.SAME_DAY)


def first_told(before: Session, start: datetime | None, now: datetime) -> datetime | None:
    """Give when a start was first told, for a session that is to have this start now.

    It stays when the start is put right or taken away again. But nobody can tell a start before
    it was, so what was told of an earlier one, by mistake, does not count for one that came after.
    """
    told = before.recorded
    if start is None or (told is None and before.start is not None):
        return told
    if told is None or told + CLOCK_TOLERANCE < start:
        return fixed(now)
    return told


def day_of_session(session: Session) -> date:
    """Give the local day of a session: of its start, else as planned."""
    return day_of(session.start) if session.start is not None else session.plan.day


def moment_at(session: Session, at: time, start: datetime | None = None) -> datetime:
    """Give the moment that a clock time means within a session, in the zone of its plan.

    ``start`` is when it began, where that is known. After one from 18:00 on, a time before 06:00
    is that of the next morning.
    """
    day = day_of_session(session)
    if start is not None and start.hour >= EVENING and at.hour < MORNING:
        day += timedelta(days=1)
    return fixed(datetime.combine(day, at).replace(tzinfo=ZoneInfo(session.plan.zone)))


def until_ready(start: datetime | None, ready: datetime | None) -> timedelta | None:
    """Give the time from the start to feeling ready to go home; None where either is not known."""
    if start is None or ready is None or ready < start:
        return None
    return ready - start
