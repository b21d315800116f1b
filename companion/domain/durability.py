# SPDX-License-Identifier: Apache-2.0
"""How long mood stayed above half of its gain after each series of sessions, in days.

It describes past weeks. It predicts nothing, and it does not say that a session did it: later
sessions add up, and other causes are not excluded.

Sources: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", J Am
Stat Assoc 1958;53:457-481, for the median over series of which some were cut short. R. E. Barlow,
D. J. Bartholomew, J. M. Bremner and H. D. Brunk, "Statistical inference under order restrictions",
Wiley 1972, for the non-increasing fit by pooling adjacent violators. What counts as a series, as
an improvement and as enough days is this app's own rule, tried out on simulated courses.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from statistics import fmean, median_low
from typing import NamedTuple

from msgspec import Struct

from companion.domain.course import DayMood, Mean, SessionFigures
from companion.domain.records import Route
from companion.domain.session_record import day_of_session

SERIES_GAP = 5
"""Sessions fewer days apart than this form one series."""
DAYS_BEFORE, FEWEST_BEFORE = 14, 5
DAYS_AFTER, FEWEST_AFTER = 3, 2
FEWEST_PAIRS = 10
LEAST_IMPROVEMENT = 1.0
"""In points of mood (0-10)."""
STANDARD_ERRORS = 2
FEWEST_BELOW = 2
LONGEST_GAP = 3
"""So many missing days in a row are let pass."""
FEWEST_SERIES = 3
FEWEST_SERIES_BY_ROUTE = 5
HAIR = 1e-9
"""What two figures may differ by for the way computers count alone."""


class Blank(StrEnum):
    """Why there is no number of days. All but the last mean "not enough days"."""

    TOO_FEW_BEFORE = "too_few_before"
    TOO_FEW_AFTER = "too_few_after"
    TOO_FEW_PAIRS = "too_few_pairs"
    LONG_GAP = "long_gap"
    NO_CLEAR_IMPROVEMENT = "no_clear_improvement"

    @property
    def is_for_want_of_days(self) -> bool:
        """Whether it is blank as too few days were recorded."""
        return self is not Blank.NO_CLEAR_IMPROVEMENT


class SeriesFigures(Struct, frozen=True, kw_only=True):
    """One series of sessions, and how long mood stayed above half of its gain after it.

    ``sessions`` are the numbers of its sessions, ``first`` and ``last`` their days, ``route`` the
    one way all were given, None where they differ or it is not known. ``before`` is the mean of
    the recorded days among the 14 before, ``after`` that of the recorded days 1-3 after, each with
    its number of days; ``improvement`` is the difference, in points of mood. ``noise`` is in
    points too and rests on ``pairs``. ``recorded`` counts the recorded days from day 1 to the next
    session, or to the end of the record. ``days`` is None where ``blank`` says why; where it is
    ``censored`` the days are "at least".
    """

    sessions: tuple[int, ...]
    first: date
    last: date
    route: Route | None
    before: Mean | None
    after: Mean | None
    improvement: float | None
    noise: float | None
    pairs: int
    recorded: int
    days: int | None = None
    censored: bool = False
    blank: Blank | None = None


class MedianDays(Struct, frozen=True, kw_only=True):
    """The Kaplan-Meier median over ``n`` series, of which ``censored`` say only "at least".

    Where it is not ``reached``, ``days`` is what the median is at least.
    """

    days: int
    reached: bool
    n: int
    censored: int


class _Noise(NamedTuple):
    value: float | None
    pairs: int


class _Stay(NamedTuple):
    """How many days mood stayed up, at least where it is ``censored``; None after a long gap."""

    days: int | None
    censored: bool = False


def series_of(figures: Iterable[SessionFigures]) -> tuple[tuple[SessionFigures, ...], ...]:
    """Group held sessions into series: those fewer than 5 days apart belong together.

    Days are counted from one session to the next, by the local dates. A lone session is a series
    of one.
    """
    series: list[list[SessionFigures]] = []
    for each in sorted(figures, key=lambda one: one.number):
        if series and (_day(each) - _day(series[-1][-1])).days < SERIES_GAP:
            series[-1].append(each)
        else:
            series.append([each])
    return tuple(tuple(each) for each in series)


def stayed_up(
    figures: Iterable[SessionFigures], moods: Iterable[DayMood]
) -> tuple[SeriesFigures, ...]:
    """Give for each series how many days mood stayed above half of its gain.

    ``figures`` are those of all sessions that were held, and ``moods`` all daily moods of the
    diary: what a report leaves out must not make a series look longer. Days that were entered more
    than two days late are left out here.

    *Before* is the mean of the recorded days among the 14 before the first session (at least 5).
    *After* is the mean of the recorded days 1-3 after the last one (at least 2). *Noise* is the
    root of the mean squared difference of neighbouring days, over root 2 (at least 10 pairs, none
    with a session between its moods). Where *after* - *before* is below 1 point, or below twice its
    standard error, noise * sqrt(1 / n after + 1 / n before), there is no clear improvement.

    Else a non-increasing step function is fitted to the recorded days from day 1 to the day before
    the next session. Mood stayed up until the first day at which it is at or below *before* + half
    the improvement, if at least 2 recorded days lie there; the days are counted from the last
    session. Else it is censored at the last day above that: "at least n days". More than 3 missing
    days in a row before that point are too many.
    """
    recorded = sorted((mood for mood in moods if not mood.late), key=lambda mood: mood.day)
    series = series_of(figures)
    noise = _noise(recorded, sorted({_day(one) for each in series for one in each}))
    following = [*(_day(each[0]) for each in series[1:]), None][: len(series)]
    return tuple(
        _series(each, recorded, noise, next_day)
        for each, next_day in zip(series, following, strict=True)
    )


def median_days(figures: Iterable[SeriesFigures]) -> MedianDays | None:
    """Give the median over the series that have a number of days; None for fewer than 3.

    It is the Kaplan-Meier median: the first day by which at most half of the series are still up,
    series that were cut short counting as up as long as they were followed. Where that day is not
    reached, the median is at least that of the days seen, whatever came after them.
    """
    times = [(each.days, each.censored) for each in figures if each.days is not None]
    if len(times) < FEWEST_SERIES:
        return None
    median = kaplan_meier_median(times)
    return MedianDays(
        days=median_low(days for days, _censored in times) if median is None else median,
        reached=median is not None,
        n=len(times),
        censored=sum(censored for _days, censored in times),
    )


def median_days_by_route(figures: Iterable[SeriesFigures]) -> Mapping[Route, MedianDays]:
    """Give the median by route; nothing unless there are several, each with at least 5 series.

    Series with more than one route, or with one that is not known, are in no group.
    """
    groups: dict[Route, list[SeriesFigures]] = {}
    for each in figures:
        if each.route is not None and each.days is not None:
            groups.setdefault(each.route, []).append(each)
    if len(groups) < 2 or any(len(group) < FEWEST_SERIES_BY_ROUTE for group in groups.values()):
        return {}
    medians = {route: median_days(groups[route]) for route in Route if route in groups}
    return {route: median for route, median in medians.items() if median is not None}


def kaplan_meier_median(times: Iterable[tuple[int, bool]]) -> int | None:
    """Give the first time at which the Kaplan-Meier estimate is at most one half, else None.

    Each time goes with whether it is censored, that is, followed no longer. One that is censored
    at the time of an event was still under observation then (Kaplan and Meier 1958). Counted in
    fractions, so that one half is exactly one half.
    """
    ends = sorted(times)
    surviving = Fraction(1)
    at_risk = len(ends)
    for time in sorted({time for time, _censored in ends}):
        here = [censored for end, censored in ends if end == time]
        surviving *= Fraction(at_risk - here.count(False), at_risk)
        if surviving <= Fraction(1, 2):
            return time
        at_risk -= len(here)
    return None


def isotonic(values: Iterable[float]) -> tuple[float, ...]:
    """Give the non-increasing sequence nearest to the values, by least squares.

    Neighbours that rise are pooled into their mean until none does: pool adjacent violators
    (Barlow, Bartholomew, Bremner and Brunk 1972).
    """
    pools: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while pools and pools[-1][0] * count <= total * pools[-1][1]:
            earlier, n = pools.pop()
            total, count = total + earlier, count + n
        pools.append((total, count))
    return tuple(total / count for total, count in pools for _ in range(count))


def _series(
    series: Sequence[SessionFigures],
    moods: Sequence[DayMood],
    noise: _Noise,
    next_day: date | None,
) -> SeriesFigures:
    first, last = _day(series[0]), _day(series[-1])
    before = _mean(_between(moods, first - timedelta(DAYS_BEFORE), first))
    after = _mean(_between(moods, last + timedelta(1), last + timedelta(DAYS_AFTER + 1)))
    stretch = _between(moods, last + timedelta(1), next_day)
    blank = _blank(before, after, noise)
    stay = _Stay(None)
    if blank is None and before is not None and after is not None:
        stay = _stay(stretch, last, (before.mean + after.mean) / 2)
        blank = Blank.LONG_GAP if stay.days is None else None
    routes = {each.entry.record.route for each in series}
    return SeriesFigures(
        sessions=tuple(each.number for each in series),
        first=first,
        last=last,
        route=routes.pop() if len(routes) == 1 else None,
        before=before,
        after=after,
        improvement=after.mean - before.mean if before and after else None,
        noise=noise.value,
        pairs=noise.pairs,
        recorded=len(stretch),
        days=stay.days,
        censored=stay.censored,
        blank=blank,
    )


def _blank(before: Mean | None, after: Mean | None, noise: _Noise) -> Blank | None:
    if before is None or before.n < FEWEST_BEFORE:
        return Blank.TOO_FEW_BEFORE
    if after is None or after.n < FEWEST_AFTER:
        return Blank.TOO_FEW_AFTER
    if noise.value is None or noise.pairs < FEWEST_PAIRS:
        return Blank.TOO_FEW_PAIRS
    error = noise.value * sqrt(1 / after.n + 1 / before.n)
    if after.mean - before.mean < max(LEAST_IMPROVEMENT, STANDARD_ERRORS * error) - HAIR:
        return Blank.NO_CLEAR_IMPROVEMENT
    return None


def _stay(stretch: Sequence[DayMood], last: date, half: float) -> _Stay:
    """Give how long the fit to the days after the session of ``last`` lies above ``half``.

    The first days always do: the fit begins with no less than the mean of any first days.
    """
    fit = isotonic(mood.mean for mood in stretch)
    above = sum(value > half + HAIR for value in fit)
    fell = len(stretch) - above >= FEWEST_BELOW
    days = [(mood.day - last).days for mood in stretch[: above + 1 if fell else above]]
    if any(later - earlier - 1 > LONGEST_GAP for earlier, later in pairwise((0, *days))):
        return _Stay(None)
    return _Stay(days[-1], censored=not fell)


def _noise(moods: Sequence[DayMood], sessions: Sequence[date]) -> _Noise:
    """Give the noise of daily mood from pairs of days that follow each other.

    A session day's mood was told before the session, so the session lies between it and the next
    day's.
    """
    held = set(sessions)
    steps = [
        later.mean - earlier.mean
        for earlier, later in pairwise(moods)
        if later.day - earlier.day == timedelta(1) and earlier.day not in held
    ]
    if not steps:
        return _Noise(None, 0)
    return _Noise(sqrt(fmean(step * step for step in steps) / 2), len(steps))


def _between(moods: Sequence[DayMood], first: date, until: date | None) -> Sequence[DayMood]:
    """Give the moods from ``first`` to the day before ``until``."""
    start = bisect_left(moods, first, key=lambda mood: mood.day)
    if until is None:
        return moods[start:]
    return moods[start : bisect_left(moods, until, key=lambda mood: mood.day)]


def _mean(moods: Sequence[DayMood]) -> Mean | None:
    return Mean(mean=fmean(mood.mean for mood in moods), n=len(moods)) if moods else None


def _day(figures: SessionFigures) -> date:
    return day_of_session(figures.entry.record)
