# SPDX-License-Identifier: Apache-2.0
"""The days on a time axis: as many as fit, at round distances, never on one another."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from companion.report.placing import text_width
from companion.report.wording import Wording

BETWEEN = 1.2
"""Least room between two labels, in widths of their letters' height."""
DAY_STEPS = (1, 2, 7, 14, 28)
MONTH_STEPS = (1, 2, 3, 6)
YEAR_STEPS = (1, 2, 5, 10, 20, 50)

Tick = tuple[date, str]


def ticks(first: date, last: date, width: float, size: float, wording: Wording) -> tuple[Tick, ...]:
    """Give days and their labels for an axis so many points wide."""
    found: tuple[Tick, ...] = ()
    days = (last - first).days + 1
    for found in _candidates(first, last, wording):
        if _fit(found, days, width, size):
            return found
    return found[:1]


def _fit(found: tuple[Tick, ...], days: int, width: float, size: float) -> bool:
    if not found:
        return False
    widest = max(text_width(words, size) for _, words in found) + BETWEEN * size
    pairs = pairwise(found)
    nearest = min(((late - early).days for (early, _), (late, _) in pairs), default=days)
    return nearest * width / days >= widest


def _candidates(first: date, last: date, wording: Wording) -> Iterator[tuple[Tick, ...]]:
    days = (last - first).days + 1
    for step in DAY_STEPS:
        if days / step <= 60:
            count = (days - 1) // step + 1
            yield _worded([first + timedelta(step * n) for n in range(count)], "d MMM", wording)
    for step in MONTH_STEPS:
        if days / step <= 60 * 30:
            yield _worded(_months(first, last, step), "MMM", wording)
    for step in YEAR_STEPS:
        years = [year for year in range(first.year, last.year + 1) if year % step == 0]
        starts = [date(year, 1, 1) for year in years]
        yield tuple((day, str(day.year)) for day in starts if first <= day <= last)
    yield ((first, wording.written(first, "MMM y")),)


def _months(first: date, last: date, step: int) -> list[date]:
    found = []
    for count in range(first.year * 12, last.year * 12 + 12, step):
        day = date(count // 12, count % 12 + 1, 1)
        if first <= day <= last:
            found.append(day)
    return found


def _worded(days: list[date], pattern: str, wording: Wording) -> tuple[Tick, ...]:
    """Write days; the year stands at the first one of each year, if there are several."""
    found: list[Tick] = []
    several = bool(days) and (days[0].year != days[-1].year or "d" not in pattern)
    for place, day in enumerate(days):
        new_year = several and (place == 0 or days[place - 1].year != day.year)
        found.append((day, wording.written(day, f"{pattern} y" if new_year else pattern)))
    return tuple(found)
