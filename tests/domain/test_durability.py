# SPDX-License-Identifier: Apache-2.0
"""How long mood stayed above half of its gain: worked by hand, and whatever comes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from companion.domain.course import DayMood, Mean, daily_moods, session_figures
from companion.domain.durability import (
    Blank,
    MedianDays,
    SeriesFigures,
    isotonic,
    kaplan_meier_median,
    median_days,
    median_days_by_route,
    series_of,
    stayed_up,
)
from companion.domain.records import CheckIn, Entry, Route, Session
from tests.domain.making import at, cancelled, check_in, entry, few, held, planned, shuffled

BEFORE = "33333333333333"
"""The 14 days before a session on 10 June, each of them a 3."""


def days(digits: str, first: str = "2026-05-27") -> tuple[DayMood, ...]:
    """Give one mood a day, a dot being a missing day and a letter (a is 0) one entered late."""
    start = date.fromisoformat(first)
    return tuple(
        DayMood(
            day=start + timedelta(n),
            mean=int(digit) if digit.isdigit() else ord(digit) - ord("a"),
            n=1,
            late=not digit.isdigit(),
        )
        for n, digit in enumerate(digits)
        if digit != "."
    )


def after(digits: str, *sessions: Entry[Session]) -> SeriesFigures:
    """Give the first series, the session of 10 June, with the moods from 11 June on."""
    all_held = session_figures([held("2026-06-10 12:00"), *sessions], ())
    return stayed_up(all_held, days(f"{BEFORE}.{digits}"))[0]


def stay(found: SeriesFigures) -> tuple[int | None, bool, Blank | None]:
    return found.days, found.censored, found.blank


# ---- one series


def test_a_series_in_full_worked_by_hand() -> None:
    # before 3, after 6, half of the gain at 4.5; 13 + 6 pairs, of which two differ, by 1 each
    found = after("6665544", held("2026-06-30 12:00"))
    assert found == SeriesFigures(
        sessions=(1,),
        first=date(2026, 6, 10),
        last=date(2026, 6, 10),
        route=None,
        before=Mean(mean=3, n=14),
        after=Mean(mean=6, n=3),
        improvement=3,
        noise=sqrt(2 / 19 / 2),
        pairs=19,
        recorded=7,
        days=6,
        censored=False,
        blank=None,
    )


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("6665544", 6),
        ("66655544", 7),
        ("666464655544", 11),  # a dip alone is pooled with what follows
        ("66644", 4),
        ("666.44", 5),  # the first recorded day that is down
        ("666...44", 7),  # three missing days in a row are let pass
        ("666...3........3", 7),  # and what is missing later makes no difference
        ("66665430000", 6),  # the fit is at 4 on day 6
    ],
)
def test_mood_stayed_up_until_the_fit_is_at_half(digits: str, expected: int) -> None:
    assert stay(after(digits)) == (expected, False, None)


def test_exactly_half_of_the_gain_is_down() -> None:
    # before 3, after 5, half at 4
    assert stay(after("5555544")) == (6, False, None)
    assert stay(after("555555")) == (6, True, None)


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("666", 3),
        ("6666666666", 10),
        ("666664", 5),  # one day down is not enough
        ("6666......", 4),  # it was not followed further
        ("666666...4", 6),
    ],
)
def test_what_is_cut_short_is_at_least_so_many_days(digits: str, expected: int) -> None:
    assert stay(after(digits)) == (expected, True, None)


def test_the_next_session_cuts_it_short() -> None:
    cut = "666666" + "." + "4444"
    assert stay(after(cut, held("2026-06-17 12:00"))) == (6, True, None)
    # Its own day was told before it, and is left out all the same.
    assert stay(after("6665544", held("2026-06-17 12:00"))) == (5, True, None)
    assert stay(after("6665544", held("2026-06-18 12:00"))) == (6, False, None)
    # One that was planned or cancelled cuts nothing.
    not_held = (planned("2026-06-14 12:00"), cancelled("2026-06-15 12:00"))
    assert stay(after("6665544", *not_held)) == (6, False, None)


@pytest.mark.parametrize(
    ("digits", "blank"),
    [
        ("", Blank.TOO_FEW_AFTER),
        ("6", Blank.TOO_FEW_AFTER),
        ("6..66644", Blank.TOO_FEW_AFTER),
        ("6gg66644", Blank.TOO_FEW_AFTER),  # entered late
        ("66....44", Blank.LONG_GAP),
        ("666....66644", Blank.LONG_GAP),
        ("666....", None),  # nothing is said of what comes after
        ("666gggg66644", Blank.LONG_GAP),
        ("333", Blank.NO_CLEAR_IMPROVEMENT),
        ("343", Blank.NO_CLEAR_IMPROVEMENT),
        ("222", Blank.NO_CLEAR_IMPROVEMENT),
        ("444", None),  # one point, without noise to speak of
    ],
)
def test_what_the_days_do_not_allow_is_blank_with_the_reason(
    digits: str, blank: Blank | None
) -> None:
    found = after(digits)
    assert found.blank == blank
    assert (found.days is None) == (blank is not None)


@pytest.mark.parametrize(
    ("before", "blank"),
    [
        ("..........3333", Blank.TOO_FEW_BEFORE),
        (".........33333", Blank.TOO_FEW_PAIRS),
        ("333333ddd.3333", None),
        ("ddddddddddddd3", Blank.TOO_FEW_BEFORE),
        ("3.3.3.3.3.3.3.", Blank.TOO_FEW_PAIRS),
    ],
)
def test_days_before_are_needed(before: str, blank: Blank | None) -> None:
    figures = session_figures([held("2026-06-10 12:00")], ())
    (found,) = stayed_up(figures, days(f"{before}.6666"))
    assert found.blank == blank
    assert blank is None or blank.is_for_want_of_days


def test_the_fifteenth_day_before_is_not_counted() -> None:
    figures = session_figures([held("2026-06-10 12:00")], ())
    (found,) = stayed_up(figures, days("9" + BEFORE + ".666", "2026-05-26"))
    assert found.before == Mean(mean=3, n=14)


def test_an_improvement_has_to_stand_out_from_the_noise() -> None:
    # 13 pairs before that differ by 4, two after by 0: noise sqrt(13 * 16 / 15 / 2) = 2.63, and
    # twice its standard error is 2 * 2.63 * sqrt(1/3 + 1/14) = 3.35; before 3, after 6 or 7
    figures = session_figures([held("2026-06-10 12:00")], ())
    (small,) = stayed_up(figures, days("15151515151515.666"))
    (large,) = stayed_up(figures, days("15151515151515.777"))
    assert small.noise == pytest.approx(sqrt(13 * 16 / 15 / 2))
    assert stay(small) == (None, False, Blank.NO_CLEAR_IMPROVEMENT)
    assert small.improvement == 3
    assert stay(large) == (3, True, None)


def test_no_pair_of_the_noise_has_a_session_between_its_moods() -> None:
    # On 10 June a mood was told before the session: from the 9th to it is a pair, on to 11th none.
    figures = session_figures([held("2026-06-10 12:00")], ())
    (found,) = stayed_up(figures, days(f"{BEFORE}3666"))
    assert (found.pairs, found.noise) == (14 + 2, 0)


# ---- series


def held_on(*texts: str, **more: Any) -> list[Entry[Session]]:
    return [held(f"2026-06-{text} 12:00", **more) for text in texts]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), []),
        (("01",), [(1,)]),
        (("01", "05"), [(1, 2)]),  # four days apart
        (("01", "06"), [(1,), (2,)]),  # five
        (("01", "04", "08", "11", "20"), [(1, 2, 3, 4), (5,)]),
        (("01", "01"), [(1, 2)]),
    ],
)
def test_sessions_fewer_than_five_days_apart_are_one_series(
    texts: tuple[str, ...], expected: list[tuple[int, ...]]
) -> None:
    found = series_of(shuffled(session_figures(held_on(*texts), ()), 3))
    assert [tuple(one.number for one in each) for each in found] == expected


def test_no_session_has_no_series() -> None:
    assert stayed_up((), days("555")) == ()


def test_days_apart_are_counted_by_the_calendar() -> None:
    late, early = held("2026-06-01 22:00"), held("2026-06-06 08:00")
    assert len(series_of(session_figures([late, early], ()))) == 2


def test_a_series_counts_from_its_first_session_and_its_last() -> None:
    # twice in a week: before is what lay before the first, after what follows the last
    sessions = held_on("10", "13")
    (found,) = stayed_up(session_figures(sessions, ()), days(f"{BEFORE}.99.6665544"))
    assert found.sessions == (1, 2)
    assert (found.first, found.last) == (date(2026, 6, 10), date(2026, 6, 13))
    assert (found.before, found.after) == (Mean(mean=3, n=14), Mean(mean=6, n=3))
    assert stay(found) == (6, False, None)


def test_a_series_has_a_route_where_all_of_it_has_the_same() -> None:
    iv, oral, untold = (
        {"route": Route.IV},
        {"route": Route.ORAL},
        {"route": None},
    )
    for first, second, expected in (
        (iv, iv, Route.IV),
        (iv, oral, None),
        (iv, untold, None),
        (untold, untold, None),
    ):
        sessions = held_on("10", **first) + held_on("13", **second)
        assert stayed_up(session_figures(sessions, ()), ())[0].route == expected


# ---- the median over series


def of(count: int | None, *, at_least: bool = False, route: Route | None = None) -> SeriesFigures:
    return replace(
        after("666"),
        days=count,
        censored=at_least,
        route=route,
        blank=None if count else Blank.LONG_GAP,
    )


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], None),
        ([(4, False)], 4),
        ([(4, True)], None),
        ([(3, False), (7, False)], 3),  # at most half are still up from day 3 on
        ([(3, False), (7, False), (9, False)], 7),
        ([(3, True), (7, False), (9, False)], 7),  # two are at risk on day 7
        ([(5, False), (5, True), (9, False)], 9),  # cut short on day 5, it was still at risk then
        ([(5, False), (6, True), (7, True), (8, True)], None),
        # 7/8, then 4/5 and 3/4 of it: 0.525 stay on day 54, and half of that on day 92
        (
            [
                (8, False),
                (10, True),
                (27, True),
                (31, False),
                (54, False),
                (70, True),
                (92, False),
                (121, True),
            ],
            92,
        ),
        ([(n, False) for n in range(1, 11)], 5),  # one half is reached, however floats round
    ],
)
def test_the_kaplan_meier_median(times: list[tuple[int, bool]], expected: int | None) -> None:
    assert kaplan_meier_median(shuffled(times, 5)) == expected


def test_a_median_needs_three_series_that_have_days() -> None:
    assert median_days([of(4), of(6)]) is None
    assert median_days([of(4), of(6), of(None)]) is None
    assert median_days([of(4), of(6), of(9)]) == MedianDays(days=6, reached=True, n=3, censored=0)
    assert median_days([of(4), of(6), of(None), of(9, at_least=True)]) == MedianDays(
        days=6, reached=True, n=3, censored=1
    )


def test_a_median_that_is_not_reached_is_at_least_that_of_the_days_seen() -> None:
    # One long one does not lend its days to three that were followed for six.
    seen = [of(6, at_least=True), of(6, at_least=True), of(6, at_least=True), of(20, at_least=True)]
    assert median_days(seen) == MedianDays(days=6, reached=False, n=4, censored=4)
    seen = [of(5), of(10, at_least=True), of(12, at_least=True)]
    assert median_days(seen) == MedianDays(days=10, reached=False, n=3, censored=2)


def test_by_route_only_where_each_has_five() -> None:
    iv = [of(n, route=Route.IV) for n in (3, 4, 5, 6, 7)]
    oral = [of(n, route=Route.ORAL) for n in (8, 9, 10, 11, 12)]
    mixed = [of(30), of(None, route=Route.SC)]  # of no one route, and without days
    found = median_days_by_route([*oral, *mixed, *iv])
    assert {route: (median.days, median.n) for route, median in found.items()} == {
        Route.IV: (5, 5),
        Route.ORAL: (10, 5),
    }
    assert median_days_by_route([*iv, *oral[:4]]) == {}
    assert median_days_by_route(iv) == {}
    assert median_days_by_route([]) == {}


# ---- the fit


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([3], [3]),
        ([5, 4, 3], [5, 4, 3]),
        ([1, 2, 3], [2, 2, 2]),
        ([6, 4, 5, 3], [6, 4.5, 4.5, 3]),
        ([4, 6, 5, 1, 3], [5, 5, 5, 2, 2]),
        ([3, 2, 1, 10], [4, 4, 4, 4]),  # one pool after another
    ],
)
def test_the_fit_pools_what_rises(values: list[float], expected: list[float]) -> None:
    assert list(isotonic(values)) == expected


MOODS = st.lists(st.integers(0, 10), min_size=1, max_size=40)


@few
@given(values=MOODS)
def test_the_fit_never_rises_and_no_other_that_does_not_is_nearer(values: list[int]) -> None:
    fit = isotonic(values)
    assert all(one >= other - 1e-9 for one, other in pairwise(fit))
    assert sum(fit) == pytest.approx(sum(values))
    # max-min formula of Barlow et al.: the same fit by another way
    for n in range(len(values)):
        means = [
            max(_mean(values[low : high + 1]) for high in range(n, len(values)))
            for low in range(n + 1)
        ]
        assert fit[n] == pytest.approx(min(means))


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)


# ---- whatever comes

DIGITS = st.text("..0123456789", max_size=90)
GAPS = st.lists(st.integers(1, 25), min_size=1, max_size=6)


def recorded(digits: str, offset: float = 1) -> list[Entry[CheckIn]]:
    """Give the check-ins of days from 27 May on, in the morning by the clock of a zone."""
    return [
        _moved(check_in(f"{mood.day} 09:00", round(mood.mean)), offset) for mood in days(digits)
    ]


def _moved(told: Entry[CheckIn], offset: float) -> Entry[CheckIn]:
    moment = told.record.at.replace(tzinfo=timezone(timedelta(hours=offset)))
    return entry(replace(told.record, at=moment), moment)


def course(gaps: Sequence[int], offset: float = 1) -> list[Entry[Session]]:
    """Give a session on 10 June and one after each gap."""
    start = datetime.combine(date(2026, 6, 10), at("2026-06-10 12:00").time())
    starts = [start + timedelta(days=sum(gaps[:n])) for n in range(len(gaps))]
    zone = timezone(timedelta(hours=offset))
    made = [held(f"{one:%Y-%m-%d %H:%M}") for one in starts]
    return [
        replace(each, record=replace(each.record, start=one.replace(tzinfo=zone)))
        for each, one in zip(made, starts, strict=True)
    ]


def figures(
    check_ins: Sequence[Entry[CheckIn]], sessions: Sequence[Entry[Session]]
) -> tuple[SeriesFigures, ...]:
    moods = daily_moods(check_ins, sessions)
    return stayed_up(session_figures(sessions, moods), moods)


@few
@given(
    digits=DIGITS, gaps=GAPS, seed=st.integers(0, 99), zone=st.sampled_from([-11, -3.5, 5.75, 14])
)
def test_order_empty_days_and_zones_make_no_difference(
    digits: str, gaps: list[int], seed: int, zone: float
) -> None:
    check_ins, sessions = recorded(BEFORE + digits), course(gaps)
    found = figures(check_ins, sessions)
    assert figures(shuffled(check_ins, seed), shuffled(sessions, seed)) == found
    hard = [check_in(f"2026-0{month}-15 10:00", None, hard=True) for month in (4, 6, 7, 9)]
    assert figures([*hard, *check_ins], sessions) == found
    assert figures(recorded(BEFORE + digits, zone), course(gaps, zone)) == found
    moods = daily_moods(check_ins, sessions)
    assert stayed_up(shuffled(session_figures(sessions, ()), seed), shuffled(moods, seed)) == found


@few
@given(digits=DIGITS, gaps=GAPS)
def test_every_figure_says_what_it_rests_on(digits: str, gaps: list[int]) -> None:
    found = figures(recorded(BEFORE + digits), course(gaps))
    assert [n for each in found for n in each.sessions] == list(range(1, len(gaps) + 1))
    for each in found:
        assert (each.days is None) == (each.blank is not None)
        assert each.days is None or each.days >= 1
        assert not (each.censored and each.days is None)
        assert each.recorded >= (each.after.n if each.after else 0)


@few
@given(digits=DIGITS, gaps=GAPS, cut=st.integers(1, 20))
def test_what_is_cut_short_by_a_session_is_never_longer(
    digits: str, gaps: list[int], cut: int
) -> None:
    """A later session ends what can be seen; it takes no day away from what was seen before it."""
    sessions = course(gaps)
    moods = days(BEFORE + digits)
    last = stayed_up(session_figures(sessions, ()), moods)[-1]
    later = course([*gaps[:-1], 5 + cut, 1])
    before = stayed_up(session_figures(later, ()), moods)[-2]
    assert before.last == last.last
    assert (before.before, before.after) == (last.before, last.after)
    if last.days is not None and before.days is not None:
        assert before.days <= last.days
        assert before.days < 5 + cut
