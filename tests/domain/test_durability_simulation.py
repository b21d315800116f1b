# SPDX-License-Identifier: Apache-2.0
"""What the days above half of the gain are worth: simulated courses whose truth is known.

Whole-number scores, 15 % of the days missing, noise that is new each day. How mood fades is made
up in two ways: straight down, and by the same part each day. Other shapes were not tried.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from companion.domain.course import DayMood, SessionFigures, session_figures
from companion.domain.durability import SeriesFigures, median_days, stayed_up
from tests.domain.making import held

FIRST = date(2026, 1, 1)
BEFORE, BASE, MISSING = 28, 3, 0.15
COURSES, SESSIONS, GAIN = 20, 6, 4
NOISE = (0.5, 1.0, 1.5)
HALF_TIMES = (3, 6, 11, 22)

Fade = Callable[[int, int], float]


def straight(day: int, half: int) -> float:
    """Give what is left of the gain: half of it on day ``half``, nothing on twice that day."""
    return max(0.0, 1 - day / (2 * half))


def halving(day: int, half: int) -> float:
    """Give what is left of the gain where it halves every ``half`` days."""
    return float(0.5 ** (day / half))


def sessions(apart: int) -> tuple[SessionFigures, ...]:
    days = [FIRST + timedelta(BEFORE + n * apart) for n in range(SESSIONS)]
    return session_figures([held(f"{day} 12:00") for day in days], ())


def moods(random: Random, apart: int, noise: float, gain: Callable[[int], float]) -> list[DayMood]:
    """Give the days recorded; ``gain`` is in points, by the day after a session."""
    found = []
    for n in range(BEFORE + SESSIONS * apart):
        if random.random() < MISSING:
            continue
        since = n - BEFORE - max(0, n - BEFORE - 1) // apart * apart
        level = BASE + (gain(since) if since > 0 else 0)
        score = min(10, max(0, round(random.gauss(level, noise))))
        found.append(DayMood(day=FIRST + timedelta(n), mean=score, n=1, late=False))
    return found


def simulated(
    seed: int, noise: float, gain: Callable[[int], float], apart: int = 60
) -> list[SeriesFigures]:
    random, held_sessions = Random(seed), sessions(apart)
    return [
        one
        for _ in range(COURSES)
        for one in stayed_up(held_sessions, moods(random, apart, noise, gain))
    ]


def median_of(series: list[SeriesFigures]) -> int:
    median = median_days(series)
    assert median is not None
    assert median.reached
    return median.days


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("half", HALF_TIMES)
def test_a_gain_that_fades_straight_is_recovered(half: int, noise: float) -> None:
    """The median is within 2 days of the true half-time, or within 20 %."""
    found = median_of(simulated(1, noise, lambda day: GAIN * straight(day, half)))
    print(f"half-time {half}, noise {noise}: {found} days")
    assert abs(found - half) <= max(2, 0.2 * half)


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("half", HALF_TIMES)
def test_a_gain_that_halves_again_and_again_is_a_day_further_off(half: int, noise: float) -> None:
    """The median is within 3 days, or within 20 %; after a short half-time it comes out late.

    Days 1-3, whose mean the gain is measured by, have lost a part of it themselves by then.
    """
    found = median_of(simulated(2, noise, lambda day: GAIN * halving(day, half)))
    print(f"half-time {half}, halving, noise {noise}: {found} days")
    assert abs(found - half) <= max(3, 0.2 * half)


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("apart", [7, 14, 28])
def test_where_there_is_no_effect_few_series_claim_one(apart: int, noise: float) -> None:
    series = simulated(3, noise, lambda _day: 0, apart)
    assert len(series) == COURSES * SESSIONS
    claimed = sum(one.improvement is not None and one.blank is None for one in series)
    told = sum(one.blank is None or not one.blank.is_for_want_of_days for one in series)
    print(f"every {apart} days, noise {noise}: {claimed} of {told}")
    assert told > 0.8 * len(series)
    assert claimed <= 0.15 * told


@pytest.mark.parametrize("apart", [7, 28])
def test_a_mood_that_drifts_by_itself_claims_more_but_still_few(apart: int) -> None:
    """Half of each day's deviation is still there on the next, as with mood that comes and goes."""
    random = Random(5)
    series: list[SeriesFigures] = []
    for _ in range(2 * COURSES):
        drift, found = 0.0, []
        for n in range(BEFORE + SESSIONS * apart):
            drift = drift / 2 + random.gauss(0, 0.75**0.5)
            score = min(10, max(0, round(BASE + drift)))
            if random.random() >= MISSING:
                found.append(DayMood(day=FIRST + timedelta(n), mean=score, n=1, late=False))
        series.extend(stayed_up(sessions(apart), found))
    claimed = sum(one.blank is None for one in series)
    told = sum(one.blank is None or not one.blank.is_for_want_of_days for one in series)
    print(f"drifting, every {apart} days: {claimed} of {told}")
    assert claimed <= 0.15 * told


def test_a_session_each_week_allows_at_least_alone() -> None:
    """With a true half-time of 11 days and a session every 7, no fall to half is ever seen."""
    series = simulated(4, 0.5, lambda day: GAIN * straight(day, 11), apart=7)
    first = [one for one in series if one.sessions == (1,) and one.days is not None]
    assert len(first) > 0.8 * COURSES
    assert all(one.censored for one in first)
    median = median_days(first)
    assert median is not None
    assert (median.reached, median.days) == (False, 6)
