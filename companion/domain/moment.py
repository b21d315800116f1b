# SPDX-License-Identifier: Apache-2.0
"""A moment as the patient lived it: wall clock and UTC offset, and the local day that follows.

What happened is an aware ``datetime`` with a fixed offset, so that the hour on the patient's
clock is kept wherever they travel. What is planned is a wall clock in a named zone, because the
offset of a future day is not known before it comes.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

Moment = Annotated[datetime, Meta(tz=True)]
WallClock = Annotated[datetime, Meta(tz=False)]

LATE_AFTER = timedelta(days=2)
"""An entry made longer than this after its moment counts as entered late (drawn hollow)."""


class Plan(Struct, frozen=True, kw_only=True):
    """A planned wall-clock time in an IANA time zone, such as 14:00 in Europe/Dublin."""

    at: WallClock
    zone: str

    def moment(self) -> datetime:
        """Give the moment this plan means under the zone's rules as they are known now.

        A wall clock that daylight saving skips means the same instant on the clock that was
        put forward; one that occurs twice means the first of the two.
        """
        zone = ZoneInfo(self.zone)
        return fixed(self.at.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone))

    @property
    def day(self) -> date:
        """The local day of the plan."""
        return self.at.date()


def fixed(moment: datetime) -> datetime:
    """Give the same wall clock with its UTC offset frozen, without microseconds.

    Raises ValueError when the moment has no offset.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a moment needs its UTC offset")
    return moment.replace(tzinfo=timezone(offset), microsecond=0, fold=0)


def day_of(moment: datetime) -> date:
    """Give the local day a moment belongs to, by the patient's clock at that moment."""
    return moment.date()


def entered_late(happened: datetime, entered: datetime) -> bool:
    """Tell whether an entry was made more than two days after what it tells of."""
    return entered - happened > LATE_AFTER


def days_between(first: date, last: date) -> Iterator[date]:
    """Give every day from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
