# SPDX-License-Identifier: Apache-2.0
"""Each day's anxiety, energy, pain and sleep, as told with the check-ins; each with its n."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct

from companion.domain.course import by_day, held_sessions, told_values
from companion.domain.records import CheckIn, Entry, Session


class Measure(StrEnum):
    """What a check-in can tell beside the mood, by the name of its field."""

    ANXIETY = "anxiety"
    ENERGY = "energy"
    PAIN = "pain"
    SLEEP = "sleep_hours"


class DayValue(Struct, frozen=True, kw_only=True, gc=False):
    """The value of one day: the mean of its ``n`` answers; ``late`` if all were entered late."""

    day: date
    mean: float
    n: int
    late: bool


def daily_values(
    measure: Measure, check_ins: Iterable[Entry[CheckIn]], sessions: Iterable[Entry[Session]]
) -> tuple[DayValue, ...]:
    """Give each recorded day's value: the mean of that day's answers, as with the mood.

    A day without an answer is missing. Answers between a session's start and the next morning are
    left out, but for sleep: it tells of the night before.
    """
    held = _left_out(measure, sessions)
    return tuple(
        DayValue(day=day, mean=mean, n=n, late=late)
        for day, mean, n, late in by_day(measure.value, check_ins, held)
    )


def is_told(
    measure: Measure, check_ins: Iterable[Entry[CheckIn]], sessions: Iterable[Entry[Session]]
) -> bool:
    """Tell whether any day has a value, without working out a single one."""
    held = _left_out(measure, sessions)
    return any(True for _told in told_values(measure.value, check_ins, held))


def _left_out(measure: Measure, sessions: Iterable[Entry[Session]]) -> tuple[Entry[Session], ...]:
    """Give the held sessions in whose rest a measure does not count."""
    return () if measure is Measure.SLEEP else held_sessions(sessions)
