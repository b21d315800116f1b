# SPDX-License-Identifier: Apache-2.0
"""Daily measures: a mean a day with its n, nothing of a session's rest, sleep always."""

from datetime import UTC, date, datetime, timedelta

from companion.domain.daily import DayValue, Measure, daily_values, is_told
from companion.domain.moment import Plan
from companion.domain.records import CheckIn, Entry, Session, SessionState

START = datetime(2026, 11, 5, 14, 0, tzinfo=UTC)
PLAN = Plan(at=START.replace(tzinfo=None), zone="Europe/Dublin")
HELD = Entry(
    id="s",
    revision=1,
    created_at=START,
    record=Session(plan=PLAN, state=SessionState.HELD, start=START),
)


def told(hours: float, late: timedelta = timedelta(0), **values: float) -> Entry[CheckIn]:
    at = START + timedelta(hours=hours)
    return Entry(id=str(hours), revision=1, created_at=at + late, record=CheckIn(at=at, **values))  # type: ignore[arg-type]


def test_a_day_is_the_mean_of_its_answers_and_zero_is_an_answer() -> None:
    check_ins = [told(-30, anxiety=4), told(-29, anxiety=7), told(-5, anxiety=0), told(-6, mood=3)]
    assert daily_values(Measure.ANXIETY, check_ins, [HELD]) == (
        DayValue(day=date(2026, 11, 4), mean=5.5, n=2, late=False),
        DayValue(day=date(2026, 11, 5), mean=0.0, n=1, late=False),
    )


def test_the_rest_of_a_session_is_left_out_but_for_sleep() -> None:
    check_ins = [told(2, pain=8, sleep_hours=6.5), told(20, pain=2, sleep_hours=9)]
    assert [one.mean for one in daily_values(Measure.PAIN, check_ins, [HELD])] == [2]
    assert [one.mean for one in daily_values(Measure.SLEEP, check_ins, [HELD])] == [6.5, 9]


def test_a_day_is_late_only_where_all_of_it_is() -> None:
    three = timedelta(days=3)
    check_ins = [told(-30, three, energy=4), told(-29, energy=5), told(-100, three, energy=1)]
    assert [one.late for one in daily_values(Measure.ENERGY, check_ins, [])] == [True, False]


def test_a_measure_is_told_where_any_day_has_a_value() -> None:
    rests, apart = told(2, pain=8, sleep_hours=6.5), told(20, pain=0)
    assert not is_told(Measure.PAIN, [rests], [HELD])
    assert is_told(Measure.SLEEP, [rests], [HELD])
    assert is_told(Measure.PAIN, [rests, apart], [HELD])
    assert not is_told(Measure.ENERGY, [rests, apart], [HELD])
