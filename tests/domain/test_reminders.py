# SPDX-License-Identifier: Apache-2.0
"""Reminders come before it is too late, three at most for one thing, none once it is done."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.content import Content
from companion.domain import checklist, reminders
from companion.domain.checklist import Step
from companion.domain.instrument import Instrument, in_session_rest
from companion.domain.item import Checklist, DayPart, Item, Strength, Walk
from companion.domain.records import (
    Anchor,
    Answer,
    CheckIn,
    ChecklistRun,
    Choice,
    Entry,
    Response,
    Session,
)
from companion.domain.reminders import APART, NIGHT_BEFORE, STILL, Reminder, plan_of
from tests.domain.making import (
    DUBLIN,
    LORD_HOWE,
    at,
    cancelled,
    check_in,
    few,
    filled_in,
    held,
    plan,
    planned,
)

PHQ9 = Content().instruments["phq-9"]
SETTLED = (Choice.YES, Choice.NOT_APPLICABLE)


def hung(key: str, minutes: int, anchor: Anchor = Anchor.START, *, must: bool = True) -> Item:
    return Item(id=key, strength=Strength.OURS, minutes=minutes, anchor=anchor, must=must)


def on_day(key: str, day: int, part: DayPart | None = None) -> Item:
    return Item(id=key, strength=Strength.OURS, day=day, part=part)


def steps(session: Session, *items: Item, **choices: Choice) -> tuple[Step, ...]:
    whole = Checklist(id="own", walk=Walk.SESSION, clinician_review="none", item=items)
    when = at("2026-05-01 10:00")
    given = tuple(Answer(item=key, choice=choice, at=when) for key, choice in choices.items())
    run = ChecklistRun(session_id="s", checklist="own", answers=given)
    return checklist.steps(whole, session, run)


def clocks(moments: list[datetime]) -> list[str]:
    return [f"{moment:%d %H:%M}" for moment in moments]


def of_item(item: Item, start: str = "2026-06-11 14:00", **more: Any) -> list[str]:
    """Give the reminders of one item that nobody has answered yet."""
    session = Session(plan=plan(start), **more)
    return clocks([each.at for each in reminders.of_steps(steps(session, item), session)])


# --- what is open before a session ----------------------------------------------------------------


def test_what_must_be_done_by_a_time_has_two_before_it_and_one_then() -> None:
    assert of_item(hung("last_drink", -120)) == ["11 11:00", "11 11:45", "11 12:00"]


def test_what_is_done_at_a_time_has_one_then() -> None:
    assert of_item(hung("spray", -60, must=False)) == ["11 13:00"]


def test_in_the_quiet_hours_there_are_only_those_near_a_time_that_lies_there() -> None:
    assert of_item(hung("last_meal", -480)) == ["11 05:45", "11 06:00"]
    assert of_item(hung("last_meal", -390)) == ["11 07:15", "11 07:30"]
    assert of_item(hung("last_meal", -930)) == ["10 21:30", "10 22:15", "10 22:30"]


def test_the_night_in_which_the_clock_changes_keeps_its_own_hours() -> None:
    # At 01:00 of the 25th the clock in Dublin goes back; 06:00 is then an hour later than it was.
    assert of_item(hung("last_meal", -480), "2026-10-25 14:00") == ["25 05:45", "25 06:00"]


def test_what_is_for_a_whole_day_has_its_morning_and_the_evening_before_the_session() -> None:
    assert of_item(on_day("ride_home", -7)) == ["04 10:00", "10 18:00"]
    assert of_item(on_day("bag_packed", -1)) == ["10 10:00", "10 18:00"]
    assert of_item(on_day("no_alcohol", 0)) == ["10 18:00", "11 10:00"]
    assert of_item(on_day("early_night", -1, DayPart.EVENING)) == ["10 18:00"]


def test_nothing_comes_once_it_is_time_to_leave_or_to_be_there() -> None:
    assert of_item(hung("signal", -10, must=False)) == []
    assert of_item(hung("leave", 0, Anchor.LEAVING, must=False), travel=40) == ["11 12:50"]
    assert of_item(hung("last_drink", -60), travel=40) == ["11 12:00", "11 12:45"]
    assert of_item(on_day("no_alcohol", 0), "2026-06-11 10:15") == ["10 18:00"]


def test_what_comes_after_the_session_has_none() -> None:
    assert of_item(hung("no_driving", 15, Anchor.END)) == []
    assert of_item(on_day("journal", 1)) == []


@pytest.mark.parametrize("choice", Choice)
def test_only_what_is_settled_has_none(choice: Choice) -> None:
    session = Session(plan=plan("2026-06-11 14:00"))
    walked = steps(session, hung("last_drink", -120), on_day("ride", -7), last_drink=choice)
    things = {each.thing for each in reminders.of_steps(walked, session)}
    assert things == ({"ride"} if choice in SETTLED else {"ride", "last_drink"})


# --- questionnaires -------------------------------------------------------------------------------


def of_phq9(
    *sessions: Entry[Session], last: str | None = None, ahead: Entry[Session] | None = None
) -> list[str]:
    responses = [filled_in(PHQ9, last, 5)] if last else []
    following = ahead.record.plan if ahead is not None else None
    everything = [*sessions, *([ahead] if ahead is not None else [])]
    found = reminders.of_questionnaires([PHQ9], responses, everything, following, DUBLIN)
    return clocks([each.at for each in found])


def test_a_questionnaire_has_two_on_the_day_it_falls_due() -> None:
    assert of_phq9(last="2026-06-01 20:00") == ["15 10:00", "15 11:00"]


def test_on_a_session_day_it_waits_for_the_day_after() -> None:
    assert of_phq9(held("2026-06-15 09:00"), last="2026-06-01 20:00") == ["16 10:00", "16 11:00"]


def test_near_a_session_it_falls_due_for_that_one() -> None:
    near = planned("2026-06-17 14:00")
    assert of_phq9(last="2026-06-01 20:00", ahead=near) == ["16 18:00", "16 19:00"]
    late = planned("2026-06-17 19:00")
    assert of_phq9(last="2026-06-01 20:00", ahead=late) == ["17 10:00", "17 11:00"]
    later = planned("2026-06-22 14:00")
    both = ["15 10:00", "15 11:00", "21 18:00", "21 19:00"]
    assert of_phq9(last="2026-06-01 20:00", ahead=later) == both


def test_one_that_was_never_filled_in_falls_due_for_a_session_alone() -> None:
    assert of_phq9() == []
    assert of_phq9(ahead=planned("2026-06-17 14:00")) == ["16 18:00", "16 19:00"]


def test_one_that_was_filled_in_lately_is_not_due_for_a_session_either() -> None:
    assert of_phq9(last="2026-06-10 20:00", ahead=planned("2026-06-17 14:00")) == [
        "24 10:00",
        "24 11:00",
    ]


# --- the check-in ---------------------------------------------------------------------------------


def of_check_in(hour: time, *done: Entry[CheckIn]) -> list[str]:
    found = reminders.of_check_ins(hour, done, date(2026, 6, 1), DUBLIN)
    return clocks([each.at for each in found])


def test_the_check_in_has_two_a_day_until_it_is_done() -> None:
    found = of_check_in(time(19), check_in("2026-06-01 08:00", 5))
    assert found[:4] == ["02 19:00", "02 20:00", "03 19:00", "03 20:00"]
    assert len(found) == 12
    hard = check_in("2026-06-02 08:00", None, hard=True)
    assert "02 19:00" not in of_check_in(time(19), hard)


def test_one_that_is_wanted_at_night_has_its_own_time_alone() -> None:
    assert of_check_in(time(22, 30))[:2] == ["01 22:30", "02 22:30"]
    assert of_check_in(time(21, 30))[:2] == ["01 21:30", "02 21:30"]
    assert of_check_in(time(6, 30))[:3] == ["01 06:30", "01 07:30", "02 06:30"]


# --- all of them together -------------------------------------------------------------------------


def every(hours: int, start: str, minutes: int = 60) -> list[Reminder]:
    first = at(start)
    count = hours * 60 // minutes
    return [Reminder("x", first + timedelta(minutes=each * minutes)) for each in range(count)]


def test_none_comes_from_a_session_until_the_next_morning() -> None:
    now = at("2026-06-10 08:00")
    for session in (planned("2026-06-11 14:00"), held("2026-06-11 14:00")):
        kept = plan_of(every(48, "2026-06-11 00:00"), [session], [], now)
        assert at("2026-06-11 13:00") in kept
        assert at("2026-06-12 04:00") in kept
        assert not [each for each in kept if in_session_rest(session.record, each)]
    off = [cancelled("2026-06-11 14:00")]
    assert len(plan_of(every(48, "2026-06-11 00:00"), off, [], now)) == 48


def test_on_a_low_day_only_what_comes_before_a_session_does_not_wait() -> None:
    now = at("2026-06-10 08:00")
    session = planned("2026-06-11 14:00")
    today = every(24, "2026-06-10 00:00")
    for low in (check_in("2026-06-10 07:00", 2), check_in("2026-06-10 07:00", None, hard=True)):
        kept = plan_of(today, [session], [low], now)
        assert kept[0] == at("2026-06-10 14:00")
        assert plan_of(today, [], [low], now) == ()
    well = plan_of(today, [session], [check_in("2026-06-10 07:00", 3)], now)
    assert well[0] == at("2026-06-10 08:00")


def test_those_within_ten_minutes_are_one() -> None:
    kept = plan_of(every(1, "2026-06-10 09:00", minutes=5), [], [], at("2026-06-10 08:00"))
    assert clocks(list(kept)) == [f"10 09:{minute:02}" for minute in range(0, 60, 10)]


# --- whatever the record --------------------------------------------------------------------------

wall_clocks = st.datetimes(datetime(2026, 1, 2), datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
items = st.one_of(
    st.builds(
        on_day,
        st.uuids().map(str),
        st.integers(-8, 2),
        st.one_of(st.none(), st.sampled_from(DayPart)),
    ),
    st.builds(
        hung,
        st.uuids().map(str),
        st.integers(-3000, 600),
        st.sampled_from(Anchor),
        must=st.booleans(),
    ),
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    start = draw(wall_clocks)
    zone = draw(st.sampled_from([DUBLIN, LORD_HOWE, "America/New_York", "UTC"]))
    travel = draw(st.one_of(st.none(), st.integers(0, 240)))
    return Session(plan=plan(start.isoformat(), zone), travel=travel)


def is_quiet(moment: datetime) -> bool:
    return not time(7) <= moment.time() < time(22)


@few
@given(session=sessions(), wanted=st.lists(items, max_size=8), data=st.data())
def test_of_steps_three_at_most_none_when_settled_none_too_late(
    session: Session, wanted: list[Item], data: st.DataObject
) -> None:
    chosen = st.one_of(st.none(), st.sampled_from(Choice))
    choices = {item.id: data.draw(chosen) for item in wanted}
    given_ = {key: choice for key, choice in choices.items() if choice is not None}
    walked = {step.item.id: step for step in steps(session, *wanted, **given_)}
    found = list(reminders.of_steps(walked.values(), session))
    assert max(Counter(each.thing for each in found).values(), default=0) <= 3
    assert not [each for each in found if choices[each.thing] in SETTLED]
    for each in found:
        own = walked[each.thing].at
        assert each.at < session.plan.moment() or session.arrive_before == 0
        if own is not None:
            assert each.at <= own
            assert not is_quiet(each.at) or (is_quiet(own) and own - each.at <= NIGHT_BEFORE)
        else:
            assert not is_quiet(each.at)


@few
@given(
    ahead=sessions(),
    last=st.lists(st.integers(0, 60), max_size=3),
    earlier=st.integers(1, 30),
)
def test_of_questionnaires_two_at_most_and_none_within_the_fortnight_after_one(
    ahead: Session, last: list[int], earlier: int
) -> None:
    start = ahead.plan.moment()
    before = start - timedelta(days=earlier)
    both = [planned(ahead.plan.at.isoformat()), held(f"{before:%Y-%m-%d %H:%M}")]
    done = [_finished(PHQ9, start - timedelta(days=days)) for days in last]
    found = list(
        reminders.of_questionnaires([PHQ9], done, both, both[0].record.plan, ahead.plan.zone)
    )
    assert max(Counter(each.thing for each in found).values(), default=0) <= 2
    assert len(found) <= 4
    assert not [each for each in found if is_quiet(each.at)]
    newest = max((entry.record.started.date() for entry in done), default=None)
    if newest is not None:
        assert PHQ9.due_days is not None
        assert all((each.at.date() - newest).days >= PHQ9.due_days for each in found)


def _finished(one: Instrument, moment: datetime) -> Entry[Response]:
    return filled_in(one, f"{moment:%Y-%m-%d %H:%M}", 5)


@few
@given(
    hour=st.times().map(lambda each: each.replace(second=0, microsecond=0)),
    today=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    done=st.sets(st.integers(0, 6)),
    zone=st.sampled_from([DUBLIN, LORD_HOWE]),
)
def test_of_check_ins_two_a_day_at_most_and_none_when_done(
    hour: time, today: date, done: set[int], zone: str
) -> None:
    days = [today + timedelta(days=each) for each in done]
    entries = [check_in(f"{day} 12:00", 5) for day in days]
    found = list(reminders.of_check_ins(hour, entries, today, zone))
    counted = Counter(each.at.date() for each in found)
    assert set(counted) == {today + timedelta(days=each) for each in range(7)} - set(days)
    assert max(counted.values(), default=0) <= 2
    assert len({each.thing for each in found}) == len(counted)


@few
@given(
    minutes=st.lists(st.integers(0, 5000), max_size=30),
    passed=st.integers(0, 5000),
    begins=st.integers(0, 5000),
)
def test_the_plan_has_none_in_the_past_none_in_a_session_and_none_of_its_own(
    minutes: list[int], passed: int, begins: int
) -> None:
    first = at("2026-06-08 08:00")
    wanted = [Reminder("x", first + timedelta(minutes=each)) for each in minutes]
    session = planned(f"{first + timedelta(minutes=begins):%Y-%m-%d %H:%M}")
    now = first + timedelta(minutes=passed)
    kept = plan_of(wanted, [session], [], now)
    assert set(kept) <= {each.at for each in wanted}
    assert all(now - each <= STILL for each in kept)
    assert not [each for each in kept if in_session_rest(session.record, each)]
    assert all(later - sooner >= APART for sooner, later in pairwise(kept))
    again = plan_of(wanted, [session], [], now + timedelta(minutes=30))
    assert set(again) <= set(kept), "what was planned is only used up"
