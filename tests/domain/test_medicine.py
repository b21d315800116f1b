# SPDX-License-Identifier: Apache-2.0
"""How a medicine is taken on a day, what of it was recorded, and what is only missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from companion.domain.medicine import (
    Adherence,
    AsNeeded,
    Change,
    adherence,
    answer_on,
    answers_by_day,
    as_taken,
    changes_within,
    intake_of,
    intakes_of,
    is_stopped,
    is_taken,
    last_taken,
    taken_as_needed,
    taken_now,
    unanswered,
    with_change,
)
from companion.domain.moment import fixed
from companion.domain.records import DoseChange, Entry, Intake, Medicine, Schedule
from tests.domain.making import DUBLIN, LORD_HOWE, at, entry, few

REGULAR, NEEDED = Schedule.SCHEDULED, Schedule.AS_NEEDED
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 28)


def june(day: int) -> date:
    return date(2026, 6, day)


def medicine(**told: object) -> Entry[Medicine]:
    usual: dict[str, object] = {"name": "Sertraline", "dose": "50 mg", "schedule": REGULAR}
    return entry(Medicine(**(usual | told)))  # type: ignore[arg-type]


def intake(
    of: Entry[Medicine], text: str, *, taken: bool = True, written: str | None = None
) -> Entry[Intake]:
    record = intake_of(of, at(text), taken=taken)
    return entry(record, at(written) if written else record.at)


def change(day: date, dose: str = "100 mg", schedule: Schedule | None = REGULAR) -> DoseChange:
    return DoseChange(since=day, dose=dose, schedule=schedule)


CHANGED = medicine(
    started=june(1),
    stopped=june(20),
    changes=(change(june(5), "75 mg"), change(june(10), "100 mg", NEEDED)),
)


# --- how it is taken ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "dose", "schedule"),
    [
        (june(1), "50 mg", REGULAR),
        (june(4), "50 mg", REGULAR),
        (june(5), "75 mg", REGULAR),
        (june(9), "75 mg", REGULAR),
        (june(10), "100 mg", NEEDED),
        (june(28), "100 mg", NEEDED),
    ],
)
def test_a_change_counts_from_its_day_and_leaves_the_days_before(
    day: date, dose: str, schedule: Schedule
) -> None:
    found = as_taken(CHANGED.record, day)
    assert (found.dose, found.schedule) == (dose, schedule)


def test_since_when_is_the_start_the_change_or_nobody_knows() -> None:
    assert as_taken(CHANGED.record, june(3)).since == june(1)
    assert as_taken(CHANGED.record, june(7)).since == june(5)
    assert as_taken(medicine().record, june(7)).since == date.min


def test_a_new_change_takes_its_place_by_day_and_replaces_only_its_own_day() -> None:
    between = with_change(CHANGED.record, change(june(7), "80 mg"))
    assert [one.since for one in between.changes] == [june(5), june(7), june(10)]
    same = with_change(CHANGED.record, change(june(5), "60 mg"))
    assert [one.dose for one in same.changes] == ["60 mg", "100 mg"]
    assert replace(same, changes=()) == replace(CHANGED.record, changes=())


def test_what_changed_in_a_period_comes_with_how_it_was_until_then() -> None:
    first, second = changes_within(CHANGED.record, june(5), june(10))
    assert first == Change(before=as_taken(CHANGED.record, june(4)), after=change(june(5), "75 mg"))
    assert second.before == first.after
    assert changes_within(CHANGED.record, june(6), june(10)) == (second,)
    assert changes_within(CHANGED.record, june(6), june(9)) == ()
    earliest = medicine(changes=(change(date.min),)).record
    assert changes_within(earliest, date.min, date.max)[0].before.dose == "50 mg"


@pytest.mark.parametrize(
    ("day", "taken", "stopped"),
    [
        (date(2026, 5, 31), False, False),
        (june(1), True, False),
        (june(19), True, False),
        (june(20), False, True),
        (june(28), False, True),
    ],
)
def test_it_is_taken_from_its_start_until_the_day_it_was_stopped(
    day: date, taken: bool, stopped: bool
) -> None:
    assert is_taken(CHANGED.record, day) is taken
    assert is_stopped(CHANGED.record, day) is stopped


def test_what_is_taken_now_stands_by_how_and_then_by_name() -> None:
    names = [("zinc", REGULAR), ("Apixaban", REGULAR), ("Iron", None), ("Lorazepam", NEEDED)]
    every = [medicine(name=name, schedule=how) for name, how in reversed(names)]
    later = medicine(name="Later", started=june(2))
    found = taken_now([*every, later, medicine(name="Gone", stopped=june(1))], june(1))
    assert [one.record.name for one in found] == ["Apixaban", "zinc", "Iron", "Lorazepam"]


# --- what was recorded of it ----------------------------------------------------------------------


def test_an_intake_has_the_name_and_the_dose_of_its_day() -> None:
    assert intake(CHANGED, "2026-06-04 08:00").record.dose == "50 mg"
    late = intake(CHANGED, "2026-06-05 08:00", taken=False, written="2026-06-12 09:00").record
    assert late == Intake(
        medicine_id=CHANGED.id, name="Sertraline", dose="75 mg", at=late.at, taken=False
    )


def test_days_without_an_intake_are_not_counted_as_missed() -> None:
    one = medicine()
    told = [
        intake(one, "2026-06-02 08:00"),
        intake(one, "2026-06-03 08:00", taken=False),
        intake(one, "2026-06-09 08:00"),
    ]
    assert adherence(one, told, FIRST, LAST) == Adherence(taken=2, recorded=3)
    assert adherence(one, told, june(4), june(8)) == Adherence(taken=0, recorded=0)
    assert adherence(one, told, june(3), june(9)) == Adherence(taken=1, recorded=2)


def test_of_several_a_day_the_last_one_written_down_counts() -> None:
    one = medicine()
    evening = intake(one, "2026-06-02 21:00", taken=False)
    later = intake(one, "2026-06-02 08:00", written="2026-06-05 10:00")
    assert answer_on(one.id, [later, evening], june(2)) == later
    assert answer_on(one.id, [evening], june(2)) == evening
    assert answer_on(one.id, [evening], june(3)) is None
    assert adherence(one, [later, evening], FIRST, LAST) == Adherence(taken=1, recorded=1)
    assert intakes_of(one.id, [evening, later], june(2), june(2)) == (later, evening)


def test_only_days_on_which_it_was_taken_regularly_count() -> None:
    days = (*range(1, 23), 28)
    told = [intake(CHANGED, f"2026-06-{day:02} 08:00") for day in days]
    before = intake(CHANGED, "2026-05-30 08:00")
    found = adherence(CHANGED, [before, *told], date(2026, 5, 1), LAST)
    assert found == Adherence(taken=9, recorded=9)
    assert taken_as_needed(CHANGED, told, FIRST, LAST) == AsNeeded(times=10, days=10, recorded=10)


def test_as_needed_counts_every_time_and_says_what_that_rests_on() -> None:
    needed, other = medicine(schedule=NEEDED), medicine(name="Other")
    told = [
        intake(needed, "2026-06-02 08:00"),
        intake(needed, "2026-06-02 23:00"),
        intake(needed, "2026-06-07 08:00"),
        intake(needed, "2026-07-07 08:00"),
        intake(other, "2026-06-07 08:00", taken=False),
        intake(other, "2026-06-08 08:00", taken=False),
    ]
    assert taken_as_needed(needed, told, FIRST, LAST) == AsNeeded(times=3, days=2, recorded=3)
    assert taken_as_needed(needed, [], FIRST, LAST) == AsNeeded(times=0, days=0, recorded=0)
    assert taken_as_needed(other, told, FIRST, LAST) == AsNeeded(times=0, days=0, recorded=0)
    assert adherence(needed, told, FIRST, LAST) == Adherence(taken=0, recorded=0)


def test_the_last_time_it_was_taken_is_not_one_it_was_missed() -> None:
    one = medicine()
    told = [
        intake(one, "2026-06-03 08:00"),
        intake(one, "2026-06-02 08:00", written="2026-06-04 08:00"),
        intake(one, "2026-06-04 08:00", taken=False),
        intake(medicine(), "2026-06-05 08:00"),
    ]
    assert last_taken(one.id, told) == told[0]
    assert last_taken("nothing", told) is None


def test_what_waits_for_an_answer_today_is_regular_taken_now_and_not_answered() -> None:
    open_one, answered = medicine(name="Open"), medicine(name="Answered")
    needed, gone = medicine(schedule=NEEDED), medicine(stopped=june(2))
    told = [intake(answered, "2026-06-02 08:00", taken=False), intake(open_one, "2026-06-01 08:00")]
    every = [open_one, answered, needed, gone]
    assert unanswered(every, told, june(2)) == (open_one,)
    assert unanswered(every, told, june(3)) == (answered, open_one)


# --- days, wherever and whenever ------------------------------------------------------------------

ZONES = (DUBLIN, LORD_HOWE, "America/Los_Angeles", "Pacific/Kiritimati")
clocks = st.tuples(
    st.integers(0, 27), st.integers(0, 23), st.integers(0, 59), st.sampled_from(ZONES)
)
answers = st.lists(st.tuples(clocks, st.booleans(), st.integers(0, 10)), min_size=1, max_size=25)


@given(answers=answers, month=st.sampled_from([date(2026, 3, 15), date(2026, 10, 4)]))
@few
def test_each_answer_belongs_to_the_day_on_the_patients_clock(
    answers: list[tuple[tuple[int, int, int, str], bool, int]], month: date
) -> None:
    """Over both changes of the clock, across zones, several a day, and written down later."""
    one = medicine()
    by_hand: dict[date, list[tuple[datetime, datetime, str, bool]]] = {}
    told = []
    for (day, hour, minute, zone), taken, late in answers:
        local = datetime.combine(month + timedelta(days=day), datetime.min.time())
        local = local.replace(hour=hour, minute=minute, tzinfo=ZoneInfo(zone))
        moment = fixed(local)
        made = entry(intake_of(one, moment, taken=taken), moment + timedelta(days=late))
        told.append(made)
        mine = (made.created_at, moment, made.id, taken)
        by_hand.setdefault(local.date(), []).append(mine)
    first, last = month, month + timedelta(days=27)
    found = adherence(one, reversed(told), first, last)
    assert found.recorded == len(by_hand)
    assert found.taken == sum(max(day)[3] for day in by_hand.values())
    assert set(answers_by_day(one.id, told)) == set(by_hand)
    needed = replace(one, record=replace(one.record, schedule=NEEDED))
    counted = taken_as_needed(needed, told, first, last)
    assert counted.times == sum(taken for _clock, taken, _late in answers)
    assert counted.recorded == len(by_hand)
    halves = [adherence(one, told, *half) for half in ((first, day_before(last)), (last, last))]
    assert sum(half.recorded for half in halves) == found.recorded
    assert sum(half.taken for half in halves) == found.taken


def day_before(day: date) -> date:
    return day - timedelta(days=1)


@given(
    days=st.lists(st.dates(june(1), june(28)), max_size=8),
    start=st.dates(june(1), june(28)),
    stop=st.dates(june(1), june(28)),
)
@few
def test_a_course_of_changes_can_be_told_in_any_order(
    days: list[date], start: date, stop: date
) -> None:
    record = Medicine(name="Sertraline", dose="0", started=min(start, stop), stopped=stop)
    for day in days:
        record = with_change(record, change(day, f"{day.day}"))
    assert [one.since for one in record.changes] == sorted(set(days))
    for place in range(28):
        day = june(1) + timedelta(days=place)
        past = [one for one in days if one <= day]
        assert as_taken(record, day).dose == (f"{max(past).day}" if past else "0")
        assert not (is_taken(record, day) and is_stopped(record, day))
