# SPDX-License-Identifier: Apache-2.0
"""Which days of the sample course hold what: sessions, visits, trips and days without an entry."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from msgspec import Struct

from companion.domain.moment import Moment, days_between, fixed

BASELINE_DAYS = 16
NEXT_SESSION_IN = 3
INDUCTION = 6
WEEKS_OF_INDUCTION = 7
"""Up to this many weeks from the first session to the next one, all are about weekly."""
MAINTENANCE_GAP = 25
VISIT_EVERY = 43
ABROAD = ("Europe/Athens", "America/New_York", "Asia/Tokyo")


class Meeting(Struct, frozen=True, kw_only=True):
    """One session day. ``first_plan`` is another day where the plan was moved to ``day``."""

    day: date
    first_plan: date

    @property
    def moved(self) -> bool:
        """Whether the plan was moved."""
        return self.first_plan != self.day


class Timetable(Struct, frozen=True, kw_only=True):
    """The days of a course. ``sessions`` were held; ``cancelled`` are days that were planned.

    ``gaps`` are stretches without an entry, ``trips`` stretches in another zone.
    """

    first: date
    until: date
    zone: str
    sessions: tuple[Meeting, ...]
    next_session: date
    cancelled: tuple[date, ...]
    visits: tuple[date, ...]
    gaps: tuple[tuple[date, date], ...]
    trips: tuple[tuple[date, date, str], ...]

    @property
    def days(self) -> int:
        """How many days the course has."""
        return (self.until - self.first).days + 1

    def zone_on(self, day: date) -> str:
        """Give the zone the person is in on a day."""
        return next((zone for start, end, zone in self.trips if start <= day <= end), self.zone)

    def moment(self, day: date, hour: int, minute: int = 0) -> Moment:
        """Give a wall-clock time on a day as the person lived it."""
        clock = datetime.combine(day, time(hour, minute), ZoneInfo(self.zone_on(day)))
        return fixed(clock)

    def written(self, day: date, hour: int, minute: int = 0) -> Moment:
        """Give when something is written on a day; on the last day it is between 7 and 8.

        So the whole course lies behind anyone who opens it later on its last day.
        """
        if day == self.until:
            return self.moment(day, 7, hour * 2 + minute // 30)
        return self.moment(day, hour, minute)

    def is_gap(self, day: date) -> bool:
        """Tell whether a day lies in a stretch without an entry."""
        return any(start <= day <= end for start, end in self.gaps)

    def is_session(self, day: date) -> bool:
        """Tell whether a session was held on a day."""
        return any(meeting.day == day for meeting in self.sessions)

    def index(self, day: date) -> int:
        """Give how many days after the first a day is."""
        return (day - self.first).days

    def day(self, index: int) -> date:
        """Give the day that many days after the first."""
        return self.first + timedelta(days=index)


def timetable(*, days: int, until: date, zone: str, random: Random) -> Timetable:
    """Lay out a course of any length that ends on a day."""
    first = until - timedelta(days=days - 1)
    ahead = until + timedelta(days=NEXT_SESSION_IN)
    days_in_mind = enumerate(_held_days(first, until, ahead, random), 1)
    sessions = tuple(_meeting(number, day, until) for number, day in days_in_mind)
    held = tuple(meeting.day for meeting in sessions)
    quiet = tuple(_quiet_stretches(first, until, held, ahead))
    trips, gaps = _trips_and_gaps(quiet, days, random)
    return Timetable(
        first=first,
        until=until,
        zone=zone,
        sessions=sessions,
        next_session=ahead,
        cancelled=tuple(_cancelled(held)),
        visits=tuple(_visits(first, until, held)),
        gaps=gaps,
        trips=trips,
    )


def _held_days(first: date, until: date, ahead: date, random: Random) -> Iterator[date]:
    start = _weekday(first + timedelta(days=BASELINE_DAYS))
    span = (ahead - start).days
    if start > until - timedelta(days=1):
        return
    if span <= WEEKS_OF_INDUCTION * 7:
        yield from _spread(start, span, min(INDUCTION - 1, max(1, round(span / 7))))
        return
    yield from (start + timedelta(weeks=week) for week in range(INDUCTION - 1))
    last = start + timedelta(weeks=INDUCTION - 1)
    left = (ahead - last).days
    for number, day in enumerate(_spread(last, left, max(1, round(left / MAINTENANCE_GAP)))):
        yield day if number == 0 else _weekday(day + timedelta(days=random.randint(-2, 2)))


def _spread(start: date, span: int, parts: int) -> Iterator[date]:
    """Give the first day of each of so many about equal parts."""
    for part in range(parts):
        yield start + timedelta(days=span * part // parts)


def _weekday(day: date) -> date:
    """Give the day itself, or the Monday after a weekend: the clinic is closed then."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _meeting(number: int, day: date, until: date) -> Meeting:
    """Give a session day; the plan of every fourteenth, from the fourth on, was moved."""
    later = _weekday(day + timedelta(days=1))
    moved = number % 14 == 4 and later < until
    return Meeting(day=later if moved else day, first_plan=day)


def _cancelled(held: tuple[date, ...]) -> Iterator[date]:
    """Give the days of sessions that fell through, about a week before the one that was held."""
    for number, (before, day) in enumerate(pairwise(held), 2):
        if number % 12 == 8 and (day - before).days > 14:
            yield _weekday(day - timedelta(days=7))


def _quiet_stretches(
    first: date, until: date, held: tuple[date, ...], ahead: date
) -> Iterator[tuple[date, date]]:
    """Give the stretches that are free for a trip or a gap: clear of sessions and both ends."""
    bounds = [first + timedelta(days=4), *held, ahead]
    for start, end in pairwise(bounds):
        opening, closing = start + timedelta(days=3), end - timedelta(days=2)
        closing = min(closing, until - timedelta(days=4))
        if (closing - opening).days >= 1:
            yield opening, closing


def _trips_and_gaps(
    quiet: tuple[tuple[date, date], ...], days: int, random: Random
) -> tuple[tuple[tuple[date, date, str], ...], tuple[tuple[date, date], ...]]:
    """Give a trip and a gap in turn; early on in every stretch, later on in every third."""
    trips: list[tuple[date, date, str]] = []
    gaps: list[tuple[date, date]] = []
    chosen = [one for number, one in enumerate(quiet) if number in {0, 2} or number % 3 == 1]
    for number, (opening, closing) in enumerate(chosen):
        room = (closing - opening).days + 1
        if number % 3 == 0 and days >= 20:
            length = min(room, random.randint(3, 6))
            zone = ABROAD[len(trips) % len(ABROAD)]
            trips.append((opening, opening + timedelta(days=length - 1), zone))
        elif number % 3 == 1:
            length = min(room, random.randint(3, 5))
            start = closing - timedelta(days=length - 1)
            gaps.append((start, closing))
    return tuple(trips), tuple(gaps)


def _visits(first: date, until: date, held: tuple[date, ...]) -> Iterator[date]:
    """Give the days of visits so far: the first day, then about every six weeks."""
    yield first
    day = until + timedelta(days=1 - VISIT_EVERY * ((until - first).days // VISIT_EVERY))
    while day < until:
        if (day - first).days >= VISIT_EVERY // 2:
            yield _free_weekday(day, held)
        day += timedelta(days=VISIT_EVERY)


def _free_weekday(day: date, taken: tuple[date, ...]) -> date:
    day = _weekday(day)
    return _free_weekday(day + timedelta(days=1), taken) if day in taken else day


def usual_days(table: Timetable) -> Iterator[date]:
    """Give every day of the course on which something may be written."""
    return (day for day in days_between(table.first, table.until) if not table.is_gap(day))
