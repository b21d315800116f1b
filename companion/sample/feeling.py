# SPDX-License-Identifier: Apache-2.0
"""How the invented person feels: mood lifts after a session and fades, with noise on top."""

import math
from datetime import date, timedelta
from random import Random

from msgspec import Struct

from companion.domain.moment import days_between
from companion.sample.timetable import Timetable

CEILING = 8.2


class Temperament(Struct, frozen=True, kw_only=True):
    """What differs between people: mood without treatment, and how long a gain lasts."""

    untreated: float
    gain: float
    half_time: float
    noise: float
    wave: float


class Feelings(Struct, frozen=True, kw_only=True):
    """The level of mood under each day's ups and downs."""

    levels: dict[date, float]
    temperament: Temperament

    def level(self, day: date) -> float:
        """Give the level of a day."""
        return self.levels[day]

    def mean(self, day: date, days: int) -> float:
        """Give the mean level of the days up to a day, as far as they are known."""
        span = [self.levels.get(day - timedelta(days=back)) for back in range(days)]
        known = [level for level in span if level is not None]
        return sum(known) / len(known)


def temperament(random: Random) -> Temperament:
    """Draw a person."""
    return Temperament(
        untreated=random.uniform(2.5, 3.2),
        gain=random.uniform(0.5, 0.62),
        half_time=random.uniform(10, 18),
        noise=random.uniform(0.7, 1.0),
        wave=random.uniform(0, 2 * math.pi),
    )


def feelings(table: Timetable, random: Random) -> Feelings:
    """Work out the level of every day of a course."""
    person = temperament(random)
    sessions = {meeting.day for meeting in table.sessions}
    levels: dict[date, float] = {}
    lift, fading = 0.0, 0.5 ** (1 / person.half_time)
    for number, day in enumerate(days_between(table.first, table.until)):
        slow = 0.35 * math.sin(person.wave + number / 17)
        levels[day] = person.untreated + lift + slow
        lift *= fading
        if day in sessions:
            lift += person.gain * (CEILING - person.untreated - lift)
    return Feelings(levels=levels, temperament=person)


def whole(value: float) -> int:
    """Give the whole number from 0 to 10 that a person would choose."""
    return min(10, max(0, round(value)))
