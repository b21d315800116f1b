# SPDX-License-Identifier: Apache-2.0
"""Moments keep the patient's own clock, and plans mean what the zone's rules make of them."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.moment import Moment, Plan, day_of, days_between, entered_late, fixed
from tests.domain.making import DUBLIN, LORD_HOWE, at, few, plan

OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))
WALL_CLOCKS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)


def test_a_fixed_moment_keeps_its_clock_and_offset() -> None:
    summer = datetime(2026, 7, 1, 14, 5, 6, 789, tzinfo=ZoneInfo(DUBLIN))
    assert fixed(summer).isoformat() == "2026-07-01T14:05:06+01:00"
    assert type(fixed(summer).tzinfo) is timezone


def test_a_fixed_moment_no_longer_follows_the_zone() -> None:
    before = fixed(datetime(2026, 10, 24, 12, tzinfo=ZoneInfo(DUBLIN)))
    assert (before + timedelta(days=1)).isoformat() == "2026-10-25T12:00:00+01:00"


def test_the_second_of_two_equal_hours_keeps_the_later_offset() -> None:
    second = fixed(datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo(DUBLIN), fold=1))
    assert second.isoformat() == "2026-10-25T01:30:00+00:00"
    assert second.fold == 0


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        fixed(datetime(2026, 7, 1, 14))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at("2026-06-01 00:00", 13), date(2026, 6, 1)),
        (at("2026-06-01 23:59", 13), date(2026, 6, 1)),
        (at("2026-06-01 23:59", -11), date(2026, 6, 1)),
        (at("2026-02-28 23:30", -5), date(2026, 2, 28)),
    ],
)
def test_a_day_is_the_one_on_the_clock(moment: datetime, day: date) -> None:
    assert day_of(moment) == day


@few
@given(wall=WALL_CLOCKS, offset=OFFSETS)
def test_a_day_never_moves_with_travel(wall: datetime, offset: timedelta) -> None:
    moment = fixed(wall.replace(tzinfo=timezone(offset)))
    again = msgspec.json.decode(msgspec.json.encode(moment), type=Moment)
    assert day_of(again) == wall.date()
    assert again.utcoffset() == offset


@pytest.mark.parametrize(
    ("zone", "planned", "meant"),
    [
        (DUBLIN, "2026-07-01 14:00", "2026-07-01T14:00:00+01:00"),
        (DUBLIN, "2026-12-01 14:00", "2026-12-01T14:00:00+00:00"),
        (DUBLIN, "2026-03-29 00:59", "2026-03-29T00:59:00+00:00"),
        # 01:00 to 01:59 does not occur: the clock goes to 02:00
        (DUBLIN, "2026-03-29 01:00", "2026-03-29T02:00:00+01:00"),
        (DUBLIN, "2026-03-29 01:30", "2026-03-29T02:30:00+01:00"),
        (DUBLIN, "2026-03-29 02:00", "2026-03-29T02:00:00+01:00"),
        # 01:00 to 01:59 occurs twice
        (DUBLIN, "2026-10-25 01:30", "2026-10-25T01:30:00+01:00"),
        (DUBLIN, "2026-10-25 02:00", "2026-10-25T02:00:00+00:00"),
        # Lord Howe moves by half an hour: 02:00 to 02:29 does not occur, 01:30 to 01:59 does twice
        (LORD_HOWE, "2026-10-04 02:15", "2026-10-04T02:45:00+11:00"),
        (LORD_HOWE, "2026-10-04 02:30", "2026-10-04T02:30:00+11:00"),
        (LORD_HOWE, "2026-04-05 01:45", "2026-04-05T01:45:00+11:00"),
        (LORD_HOWE, "2026-04-05 02:00", "2026-04-05T02:00:00+10:30"),
    ],
)
def test_a_plan_means_one_moment(zone: str, planned: str, meant: str) -> None:
    moment = plan(planned, zone).moment()
    assert moment.isoformat() == meant
    assert type(moment.tzinfo) is timezone


def test_a_plan_in_a_repeated_hour_means_the_first_whatever_the_fold() -> None:
    twice = datetime(2026, 10, 25, 1, 30, fold=1)
    assert Plan(at=twice, zone=DUBLIN).moment() == at("2026-10-25 01:30", 1)


def test_a_plan_belongs_to_the_day_on_its_clock() -> None:
    assert plan("2026-03-29 00:10", LORD_HOWE).day == date(2026, 3, 29)


@few
@given(wall=WALL_CLOCKS, zone=st.sampled_from([DUBLIN, LORD_HOWE, "America/New_York", "UTC"]))
def test_a_plan_shows_its_own_clock_unless_it_is_skipped(wall: datetime, zone: str) -> None:
    moment = Plan(at=wall, zone=zone).moment()
    shown = moment.astimezone(ZoneInfo(zone))
    assert shown.utcoffset() == moment.utcoffset()
    skipped = shown.replace(tzinfo=None) - wall
    assert skipped in (timedelta(0), timedelta(minutes=30), timedelta(hours=1))
    if skipped:
        occurs = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        assert occurs.replace(tzinfo=None) != wall


@pytest.mark.parametrize(
    ("entered", "late"),
    [
        ("2026-06-01 14:00", False),
        ("2026-06-03 14:00", False),
        ("2026-06-03 14:01", True),
        ("2026-05-31 14:00", False),
    ],
)
def test_late_is_more_than_two_days(entered: str, late: bool) -> None:
    assert entered_late(at("2026-06-01 14:00"), at(entered)) is late


def test_late_counts_real_time_across_offsets() -> None:
    """03:30 in New York is 08:30 in Dublin, half an hour more than two days."""
    assert entered_late(at("2026-06-01 08:00"), at("2026-06-03 03:30", -4))
    assert not entered_late(at("2026-06-01 08:00"), at("2026-06-03 16:30", 10))


def test_days_between_has_both_ends() -> None:
    assert list(days_between(date(2028, 2, 28), date(2028, 3, 1))) == [
        date(2028, 2, 28),
        date(2028, 2, 29),
        date(2028, 3, 1),
    ]
    assert list(days_between(date(2026, 6, 1), date(2026, 6, 1))) == [date(2026, 6, 1)]
    assert list(days_between(date(2026, 6, 2), date(2026, 6, 1))) == []
