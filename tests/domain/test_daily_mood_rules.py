# SPDX-License-Identifier: Apache-2.0
"""The rules of a day's mood hold for any days: means, hard days, session days, late ones, travel."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.course import daily_moods, hard_days, low_day
from companion.domain.instrument import in_session_rest
from companion.domain.moment import entered_late
from companion.domain.records import CheckIn, Entry
from tests.domain.making import at, entry, few, held

ZONES = st.integers(-11, 14)
SAID = st.lists(
    st.tuples(
        st.integers(0, 24 * 20),  # hours since the first of June
        ZONES,
        st.one_of(st.none(), st.integers(0, 10)),  # None is a hard day
        st.integers(0, 5),  # days until it was entered
    ),
    max_size=20,
)
SESSIONS = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 23)), max_size=3)


def check_ins(said: list[tuple[int, int, int | None, int]]) -> list[Entry[CheckIn]]:
    found = []
    for hours, offset, number, wait in said:
        local = datetime(2026, 6, 1) + timedelta(hours=hours)
        moment = at(f"{local:%Y-%m-%d %H:%M}", offset)
        record = CheckIn(at=moment, mood=number, hard_day=number is None)
        found.append(entry(record, moment + timedelta(days=wait)))
    return found


@few
@given(said=SAID, begun=SESSIONS)
def test_a_days_mood_is_the_mean_of_its_numbers_outside_the_sessions(
    said: list[tuple[int, int, int | None, int]], begun: list[tuple[int, int]]
) -> None:
    entries = check_ins(said)
    sessions = [held(f"2026-06-{day + 1:02} {hour:02}:00") for day, hour in begun]
    wanted: dict[date, list[Entry[CheckIn]]] = defaultdict(list)
    for one in entries:
        rests = any(in_session_rest(each.record, one.record.at) for each in sessions)
        if one.record.mood is not None and not rests:
            wanted[one.record.at.date()].append(one)
    found = daily_moods(entries, sessions)
    assert [each.day for each in found] == sorted(wanted)
    for each in found:
        of_day = wanted[each.day]
        assert each.n == len(of_day)
        assert each.mean == pytest.approx(fmean(one.record.mood or 0 for one in of_day))
        assert each.late is all(entered_late(one.record.at, one.created_at) for one in of_day)


@few
@given(said=SAID, begun=SESSIONS)
def test_a_hard_day_is_counted_once_and_never_has_a_number(
    said: list[tuple[int, int, int | None, int]], begun: list[tuple[int, int]]
) -> None:
    entries = check_ins(said)
    sessions = [held(f"2026-06-{day + 1:02} {hour:02}:00") for day, hour in begun]
    moods = daily_moods(entries, sessions)
    hard = hard_days(entries, moods)
    said_hard = {one.record.at.date() for one in entries if one.record.hard_day}
    assert list(hard) == sorted(set(hard))
    assert set(hard) == said_hard - {each.day for each in moods}


@few
@given(said=SAID, moved=ZONES)
def test_where_the_patient_is_moves_no_day(
    said: list[tuple[int, int, int | None, int]], moved: int
) -> None:
    here = daily_moods(check_ins(said), [])
    elsewhere = daily_moods(
        check_ins([(hours, moved, number, wait) for hours, _zone, number, wait in said]), []
    )
    assert here == elsewhere


@few
@given(said=SAID, day=st.integers(1, 21))
def test_a_day_is_low_by_its_last_check_in(
    said: list[tuple[int, int, int | None, int]], day: int
) -> None:
    # In one zone: of two at once, either may be taken for the last.
    hours_once = {hours: (hours, 1, number, wait) for hours, _zone, number, wait in said}
    entries = check_ins(list(hours_once.values()))
    today = date(2026, 6, day)
    of_day = [one.record for one in entries if one.record.at.date() == today]
    last = max(of_day, key=lambda record: record.at, default=None)
    expected = last is not None and (last.hard_day or (last.mood or 0) <= 2)
    assert low_day(tuple(entries), today) is expected
