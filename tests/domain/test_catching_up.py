# SPDX-License-Identifier: Apache-2.0
"""Days that went by without a check-in, and the moment that one filled in later stands for."""

from datetime import date, datetime

import pytest

from companion.domain.catching_up import missed_days, moment_of_day
from companion.domain.moment import entered_late
from tests.domain.making import DUBLIN, LORD_HOWE, at, check_in

TODAY = date(2026, 6, 20)


def days(*numbers: int) -> tuple[date, ...]:
    return tuple(date(2026, 6, number) for number in numbers)


def test_they_are_those_of_the_last_fourteen_the_newest_first() -> None:
    check_ins = [
        check_in("2026-05-01 09:00", 5),
        *(check_in(f"2026-06-{day:02} 09:00", 5) for day in range(8, 18)),
    ]
    assert missed_days(check_ins, TODAY) == days(19, 18, 7, 6)


def test_a_hard_day_is_a_check_in_and_today_is_not_over() -> None:
    check_ins = [check_in("2026-06-17 09:00", 5), check_in("2026-06-18 09:00", None, hard=True)]
    assert missed_days(check_ins, TODAY) == days(19)


def test_before_the_first_check_in_nothing_was_missed() -> None:
    assert missed_days([], TODAY) == ()
    assert missed_days([check_in("2026-06-20 09:00", 5)], TODAY) == ()
    assert missed_days([check_in("2026-06-18 09:00", 5)], TODAY) == days(19)
    # One that was filled in for a day further back moves the beginning there.
    later = check_in("2026-06-16 20:00", 5, created="2026-06-20 09:00")
    assert missed_days([check_in("2026-06-18 09:00", 5), later], TODAY) == days(19, 17)


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2026, 6, 1), DUBLIN, at("2026-06-01 20:00", 1)),
        (date(2026, 1, 1), DUBLIN, at("2026-01-01 20:00", 0)),
        (date(2026, 10, 25), DUBLIN, at("2026-10-25 20:00", 0)),  # summer time ended at night
        (date(2026, 1, 1), LORD_HOWE, at("2026-01-01 20:00", 11)),
    ],
)
def test_it_stands_for_the_evening_of_its_day(day: date, zone: str, moment: datetime) -> None:
    found = moment_of_day(day, zone)
    assert found == moment
    assert found.utcoffset() == moment.utcoffset()
    assert found.date() == day


def test_it_counts_as_entered_late_by_the_rule_for_all() -> None:
    evening = moment_of_day(date(2026, 6, 17), DUBLIN)
    assert not entered_late(evening, at("2026-06-19 20:00"))
    assert entered_late(evening, at("2026-06-19 20:01"))
