# SPDX-License-Identifier: Apache-2.0
"""Which days went by without a check-in, and the moment that one filled in later stands for."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from companion.domain.moment import day_of, days_between, fixed
from companion.domain.records import CheckIn, Entry

LOOKS_BACK = 14
"""Days before today that are offered: what lies further back is hard to remember truly."""

STANDS_FOR = time(20)
"""The time of day that a day filled in later stands for: the evening, when most of it is over."""


def missed_days(check_ins: Iterable[Entry[CheckIn]], today: date) -> tuple[date, ...]:
    """Give the days of the last fourteen without a check-in, the newest first.

    A hard day without a number is a check-in. Today is not over and not missed, and no day is
    before the first check-in of all: there was no diary yet.
    """
    recorded = {day_of(entry.record.at) for entry in check_ins}
    if not recorded:
        return ()
    first = max(min(recorded), today - timedelta(days=LOOKS_BACK))
    days = days_between(first, today - timedelta(days=1))
    return tuple(sorted((day for day in days if day not in recorded), reverse=True))


def moment_of_day(day: date, zone: str) -> datetime:
    """Give the moment that a day filled in later stands for, in the zone the computer is in."""
    return fixed(datetime.combine(day, STANDS_FOR, tzinfo=ZoneInfo(zone)))
