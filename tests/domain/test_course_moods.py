# SPDX-License-Identifier: Apache-2.0
"""Daily and weekly moods: a missing day stays missing, and every mean says its n."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.course import (
    DayMood,
    Mean,
    daily_moods,
    hard_days,
    low_day,
    mean_between,
    missing_days,
    on_session_days,
    weekly_means,
)
from companion.domain.records import CheckIn, Entry, Session, SessionState
from tests.domain.making import at, cancelled, check_in, entry, few, held, plan, planned, shuffled


def mood(day: str, mean: float, n: int = 1, *, late: bool = False) -> DayMood:
    return DayMood(day=date.fromisoformat(day), mean=mean, n=n, late=late)


def test_a_days_mood_is_the_mean_of_its_check_ins() -> None:
    check_ins = [
        check_in("2026-06-01 08:00", 3),
        check_in("2026-06-03 21:00", 0),
        check_in("2026-06-01 13:00", 4),
        check_in("2026-06-01 21:00", 6),
    ]
    found = daily_moods(check_ins, [])
    assert [one.day for one in found] == [date(2026, 6, 1), date(2026, 6, 3)]
    assert found[0].mean == pytest.approx(13 / 3)
    assert found[0].n == 3
    assert found[1] == mood("2026-06-03", 0)


def test_no_check_ins_give_no_days() -> None:
    assert daily_moods([], [held("2026-06-01 10:00")]) == ()


def test_a_hard_day_has_no_number_and_a_number_beside_it_counts() -> None:
    check_ins = [
        check_in("2026-06-01 08:00", None, hard=True),
        check_in("2026-06-02 08:00", None, hard=True),
        check_in("2026-06-02 20:00", 2),
        check_in("2026-06-03 08:00", 4),
        check_in("2026-05-31 08:00", None, hard=True),
    ]
    moods = daily_moods(check_ins, [])
    assert moods == (mood("2026-06-02", 2), mood("2026-06-03", 4))
    assert hard_days(check_ins, moods) == (date(2026, 5, 31), date(2026, 6, 1))


def test_a_day_counted_twice_as_hard_is_one_hard_day() -> None:
    check_ins = [
        check_in("2026-06-01 08:00", None, hard=True),
        check_in("2026-06-01 20:00", None, hard=True),
    ]
    assert hard_days(check_ins, ()) == (date(2026, 6, 1),)


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        ("2026-06-10 11:59", True),
        ("2026-06-10 12:00", False),
        ("2026-06-10 23:59", False),
        ("2026-06-11 00:01", False),
        ("2026-06-11 03:59", False),
        ("2026-06-11 04:00", True),
    ],
)
def test_from_a_sessions_start_to_the_next_morning_nothing_counts(
    moment: str, counts: bool
) -> None:
    one, session = check_in(moment, 5), held("2026-06-10 12:00")
    assert daily_moods([one], [session]) == ((mood(moment[:10], 5),) if counts else ())
    assert on_session_days([one], [session]) == (frozenset() if counts else {one.id})


def test_a_session_days_check_in_before_the_start_makes_that_days_mood() -> None:
    check_ins = [check_in("2026-06-10 08:00", 3), check_in("2026-06-10 18:00", 9)]
    found = daily_moods(check_ins, [held("2026-06-10 12:00")])
    assert found == (mood("2026-06-10", 3),)


def test_only_held_sessions_leave_check_ins_out() -> None:
    check_ins = [check_in("2026-06-10 18:00", 5)]
    assert daily_moods(check_ins, [planned("2026-06-10 12:00")]) == (mood("2026-06-10", 5),)
    assert daily_moods(check_ins, [cancelled("2026-06-10 12:00")]) == (mood("2026-06-10", 5),)
    started = Session(
        plan=plan("2026-06-10 12:00"), start=at("2026-06-10 12:00"), state=SessionState.CANCELLED
    )
    assert daily_moods(check_ins, [entry(started)]) == (mood("2026-06-10", 5),)


def test_a_day_is_late_when_all_of_it_was_entered_late() -> None:
    late = check_in("2026-06-01 20:00", 3, created="2026-06-04 09:00")
    in_time = check_in("2026-06-01 21:00", 5, created="2026-06-03 21:00")
    assert daily_moods([late], []) == (mood("2026-06-01", 3, late=True),)
    assert daily_moods([in_time], []) == (mood("2026-06-01", 5),)
    assert daily_moods([late, in_time], []) == (mood("2026-06-01", 4, 2),)


def test_a_day_is_the_local_one_wherever_it_was() -> None:
    far_east = entry(CheckIn(at=at("2026-06-02 00:30", 13), mood=4))
    far_west = entry(CheckIn(at=at("2026-06-01 23:30", -10), mood=6))
    found = daily_moods([far_west, far_east], [])
    assert [one.day for one in found] == [date(2026, 6, 1), date(2026, 6, 2)]


def test_a_mean_between_two_days_has_both_and_says_its_n() -> None:
    moods = [mood("2026-06-01", 2), mood("2026-06-02", 4, 3), mood("2026-06-05", 9)]
    between = mean_between(moods, date(2026, 6, 1), date(2026, 6, 2))
    assert between == Mean(mean=3, n=2)  # of days, however many check-ins each has
    assert mean_between(moods, date(2026, 6, 2), date(2026, 6, 5)) == Mean(mean=6.5, n=2)
    assert mean_between(moods, date(2026, 6, 3), date(2026, 6, 4)) is None


def test_weeks_go_from_monday_to_sunday() -> None:
    moods = [
        mood("2026-05-31", 1),  # a Sunday
        mood("2026-06-01", 2),  # a Monday
        mood("2026-06-07", 4),
        mood("2026-06-22", 7),
    ]
    assert weekly_means(moods) == (
        (date(2026, 5, 25), Mean(mean=1, n=1)),
        (date(2026, 6, 1), Mean(mean=3, n=2)),
        (date(2026, 6, 22), Mean(mean=7, n=1)),
    )
    assert weekly_means([]) == ()


def test_a_week_across_the_new_year_is_one_week() -> None:
    moods = [mood("2026-12-31", 2), mood("2027-01-03", 4)]
    assert weekly_means(moods) == ((date(2026, 12, 28), Mean(mean=3, n=2)),)


def test_missing_days_are_counted() -> None:
    moods = [mood("2026-06-01", 2), mood("2026-06-04", 2), mood("2026-06-09", 2)]
    assert missing_days(moods, date(2026, 6, 1), date(2026, 6, 4)) == 2
    assert missing_days(moods, date(2026, 6, 1), date(2026, 6, 1)) == 0
    assert missing_days([], date(2026, 6, 1), date(2026, 6, 30)) == 30


@pytest.mark.parametrize(
    ("said", "low"),
    [
        ([("2026-06-01 09:00", 2)], True),
        ([("2026-06-01 09:00", 0)], True),
        ([("2026-06-01 09:00", 3)], False),
        ([("2026-06-01 09:00", None)], True),  # a hard day
        ([("2026-06-01 20:00", 5), ("2026-06-01 09:00", 1)], False),  # the last one counts
        ([("2026-06-01 09:00", 5), ("2026-06-01 20:00", None)], True),
        ([("2026-05-31 23:59", 0)], False),
        ([], False),
    ],
)
def test_a_low_day_is_a_hard_one_or_a_last_mood_up_to_two(
    said: list[tuple[str, int | None]], low: bool
) -> None:
    check_ins = tuple(check_in(text, number, hard=number is None) for text, number in said)
    assert low_day(check_ins, date(2026, 6, 1)) is low


HOURS = st.integers(0, 24 * 40)
CHECK_INS = st.lists(
    st.tuples(HOURS, st.one_of(st.none(), st.integers(0, 10)), st.booleans()), max_size=20
)


def made(hours: int, number: int | None, late: bool) -> Entry[CheckIn]:
    moment = at("2026-06-01 00:30") + timedelta(hours=hours)
    record = CheckIn(at=moment, mood=number, hard_day=number is None)
    return entry(record, moment + timedelta(days=3 * late))


@few
@given(raw=CHECK_INS, seed=st.integers(0, 99))
def test_the_order_of_the_record_makes_no_difference(
    raw: list[tuple[int, int | None, bool]], seed: int
) -> None:
    check_ins = [made(*one) for one in raw]
    sessions = [held("2026-06-10 12:00"), held("2026-06-17 12:00"), planned("2026-06-24 12:00")]
    moods = daily_moods(check_ins, sessions)
    mixed = shuffled(check_ins, seed)
    assert daily_moods(mixed, shuffled(sessions, seed)) == moods
    assert hard_days(mixed, moods) == hard_days(check_ins, moods)
    assert weekly_means(shuffled(moods, seed)) == weekly_means(moods)
    assert list(moods) == sorted(moods, key=lambda one: one.day)


@few
@given(raw=CHECK_INS, empty=st.lists(HOURS, max_size=10))
def test_days_without_a_number_change_no_mean(
    raw: list[tuple[int, int | None, bool]], empty: list[int]
) -> None:
    check_ins = [made(*one) for one in raw]
    more = [*check_ins, *(made(hours, None, late=False) for hours in empty)]
    sessions = [held("2026-06-10 12:00")]
    moods = daily_moods(check_ins, sessions)
    assert daily_moods(more, sessions) == moods
    numbers = [number for _, number, _ in raw if number is not None]
    assert sum(one.n for one in moods) <= len(numbers)
    assert all(min(numbers) <= one.mean <= max(numbers) for one in moods)
    first, last = date(2026, 6, 1), date(2026, 7, 11)
    assert missing_days(moods, first, last) + len(moods) == 41
    assert sum(mean.n for _, mean in weekly_means(moods)) == len(moods)
