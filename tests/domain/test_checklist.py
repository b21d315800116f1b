# SPDX-License-Identifier: Apache-2.0
"""Checklist items get their clock times from the plan, and keep their answers when it moves."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.content import Content
from companion.domain import checklist
from companion.domain.checklist import Phase, Step
from companion.domain.item import Checklist, DayPart, Item, Strength, Walk
from companion.domain.moment import Plan
from companion.domain.records import (
    Anchor,
    Answer,
    ChecklistRun,
    Choice,
    Route,
    Session,
    SessionState,
)
from tests.domain.making import DUBLIN, LORD_HOWE, at, few, plan, shuffled

WHEN = at("2026-06-01 10:00")


def item(key: str, **more: object) -> Item:
    if "minutes" not in more:
        more.setdefault("day", 0)
    return Item(id=key, strength=Strength.OURS, **more)  # type: ignore[arg-type]


def hung(key: str, minutes: int, anchor: Anchor = Anchor.START, **more: object) -> Item:
    return item(key, minutes=minutes, anchor=anchor, **more)


def walk_of(*items: Item) -> Checklist:
    return Checklist(
        id="iv", walk=Walk.SESSION, routes=(Route.IV,), clinician_review="none", item=items
    )


def run_of(**choices: Choice) -> ChecklistRun:
    given = tuple(Answer(item=key, choice=choice, at=WHEN) for key, choice in choices.items())
    return ChecklistRun(session_id="s", checklist="iv", answers=given)


def steps(session: Session, *items: Item, run: ChecklistRun | None = None) -> tuple[Step, ...]:
    return checklist.steps(walk_of(*items), session, run)


def step(session: Session, one: Item) -> Step:
    return steps(session, one)[0]


def clock(step: Step) -> str | None:
    return step.at.isoformat(sep=" ", timespec="minutes") if step.at else None


# --- how an item hangs ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {"day": 0, "minutes": 0, "anchor": Anchor.START},
        {"minutes": 0},
        {"day": 0, "anchor": Anchor.START},
        {"part": DayPart.MORNING},
        {"part": DayPart.MORNING, "anchor": Anchor.START},
    ],
)
def test_an_item_hangs_on_a_day_or_on_a_clock_time(more: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^ride_home: "):
        Item(id="ride_home", strength=Strength.OURS, **more)  # type: ignore[arg-type]


def test_only_what_belongs_to_a_session_hangs_on_its_times() -> None:
    loose = Item(id="goals", strength=Strength.OURS)
    for walk, of_session in ((Walk.CONSULTATION, loose), (Walk.AFTERWARDS, hung("rest", 60))):
        made = Checklist(id="own", walk=walk, clinician_review="none", item=(of_session,))
        assert made.belongs_to_session is of_session.hangs
    for walk, mistaken in ((Walk.SESSION, loose), (Walk.MAINTENANCE, hung("rest", 60))):
        with pytest.raises(ValueError, match=r"^own: "):
            Checklist(id="own", walk=walk, clinician_review="none", item=(mistaken,))


@pytest.mark.parametrize("strength", set(Strength) - {Strength.OURS})
def test_a_rule_of_others_names_its_source(strength: Strength) -> None:
    with pytest.raises(ValueError, match="source"):
        Item(id="ride_home", strength=strength, day=-7)
    assert Item(id="ride_home", strength=strength, day=-7, sources=("L1",)).sources == ("L1",)


# --- clock times ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "minutes", "shown", "phase"),
    [
        ("2026-06-10 12:00", -360, "2026-06-10 06:00+01:00", Phase.SESSION_DAY),
        ("2026-06-10 12:00", 0, "2026-06-10 12:00+01:00", Phase.SESSION_DAY),
        ("2026-06-10 12:00", 120, "2026-06-10 14:00+01:00", Phase.AFTERWARDS),
        # across midnight
        ("2026-06-10 05:59", -360, "2026-06-09 23:59+01:00", Phase.DAY_BEFORE),
        ("2026-06-10 06:00", -360, "2026-06-10 00:00+01:00", Phase.SESSION_DAY),
        ("2026-06-10 06:00", -1801, "2026-06-08 23:59+01:00", Phase.THIS_WEEK),
        ("2026-01-01 04:00", -360, "2025-12-31 22:00+00:00", Phase.DAY_BEFORE),
        # six hours of fasting are six hours, whatever the clock does in that night
        ("2026-03-29 06:00", -360, "2026-03-28 23:00+00:00", Phase.DAY_BEFORE),
        ("2026-03-29 07:00", -360, "2026-03-29 00:00+00:00", Phase.SESSION_DAY),
        ("2026-10-25 06:00", -360, "2026-10-25 01:00+01:00", Phase.SESSION_DAY),
        ("2026-10-25 06:00", -300, "2026-10-25 01:00+00:00", Phase.SESSION_DAY),
    ],
)
def test_a_time_counted_from_the_start(start: str, minutes: int, shown: str, phase: Phase) -> None:
    found = step(Session(plan=plan(start)), hung("last_meal", minutes))
    assert clock(found) == shown
    assert found.day == date.fromisoformat(shown[:10])
    assert found.phase is phase


def test_a_night_that_is_half_an_hour_longer_or_shorter() -> None:
    shorter = Session(plan=plan("2026-10-04 06:00", LORD_HOWE))
    longer = Session(plan=plan("2026-04-05 06:00", LORD_HOWE))
    assert clock(step(shorter, hung("a", -360))) == "2026-10-03 23:30+10:30"
    assert clock(step(longer, hung("a", -360))) == "2026-04-05 00:30+11:00"


@few
@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    zone=st.sampled_from([DUBLIN, LORD_HOWE, "America/Los_Angeles", "Asia/Kolkata"]),
    minutes=st.integers(-3000, 3000),
)
def test_shifting_counts_real_minutes_on_the_clock_of_the_zone(
    start: datetime, zone: str, minutes: int
) -> None:
    when = Plan(at=start.replace(microsecond=0, second=0), zone=zone)
    shifted = checklist.shifted(when, minutes)
    assert shifted - when.moment() == timedelta(minutes=minutes)
    assert shifted.utcoffset() == shifted.astimezone(UTC).astimezone(ZoneInfo(zone)).utcoffset()


def test_arriving_and_leaving_count_back_from_the_start() -> None:
    session = Session(plan=plan("2026-06-10 00:30"), arrive_before=20, travel=45)
    assert checklist.arrival(session) == at("2026-06-10 00:10")
    assert checklist.leaving(session) == at("2026-06-09 23:25")
    found = steps(
        session,
        hung("leave_home", 0, Anchor.LEAVING),
        hung("escort_number", -10, Anchor.LEAVING),
    )
    assert [clock(one) for one in found] == ["2026-06-09 23:25+01:00", "2026-06-09 23:15+01:00"]
    assert {one.phase for one in found} == {Phase.DAY_BEFORE}


def test_leaving_is_unknown_while_the_way_is() -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    assert checklist.leaving(session) is None
    found = step(session, hung("leave_home", 0, Anchor.LEAVING))
    assert (found.at, found.day, found.phase) == (None, date(2026, 6, 10), Phase.SESSION_DAY)


def test_a_way_of_no_minutes_is_known() -> None:
    session = Session(plan=plan("2026-06-10 12:00"), arrive_before=0, travel=0)
    assert checklist.leaving(session) == at("2026-06-10 12:00")
    assert clock(step(session, hung("a", 0, Anchor.LEAVING))) == "2026-06-10 12:00+01:00"


@pytest.mark.parametrize(
    ("recorded", "ended"),
    [
        ({}, "2026-06-10 14:30"),
        ({"start": at("2026-06-10 12:20")}, "2026-06-10 14:50"),
        ({"start": at("2026-06-10 12:20"), "end": at("2026-06-10 13:00")}, "2026-06-10 13:00"),
        ({"ready": at("2026-06-10 14:05"), "end": at("2026-06-10 13:00")}, "2026-06-10 14:05"),
    ],
)
def test_a_session_ends_when_ready_else_about_two_and_a_half_hours_after_its_start(
    recorded: dict[str, datetime], ended: str
) -> None:
    session = msgspec.structs.replace(Session(plan=plan("2026-06-10 12:00")), **recorded)
    assert checklist.ending(session) == at(ended)
    found = step(session, hung("no_driving", 15, Anchor.END))
    assert found.at == at(ended) + timedelta(minutes=15)
    assert found.phase is Phase.AFTERWARDS


def test_times_after_a_session_follow_the_clock_that_changes_that_night() -> None:
    """Ends about 22:30 in winter time; four hours later the clock has gone forward."""
    session = Session(plan=plan("2026-03-28 20:00"))
    assert clock(step(session, hung("note", 240, Anchor.END))) == "2026-03-29 03:30+01:00"
    late = Session(plan=plan("2026-03-28 23:30"))
    assert checklist.ending(late).isoformat() == "2026-03-29T03:00:00+01:00"


def test_times_after_a_session_stand_on_the_clock_of_the_plan() -> None:
    ready = at("2026-06-10 15:00", 2)
    session = Session(plan=plan("2026-06-10 12:00"), ready=ready)
    assert clock(step(session, hung("note", 0, Anchor.END))) == "2026-06-10 14:00+01:00"


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (-7, Phase.THIS_WEEK),
        (-2, Phase.THIS_WEEK),
        (-1, Phase.DAY_BEFORE),
        (0, Phase.SESSION_DAY),
        (1, Phase.AFTERWARDS),
        (2, Phase.AFTERWARDS),
    ],
)
def test_a_whole_day_item_has_a_day_and_no_clock_time(day: int, phase: Phase) -> None:
    found = step(Session(plan=plan("2026-03-01 12:00")), item("bag", day=day))
    assert found.at is None
    assert found.day == date(2026, 3, 1) + timedelta(days=day)
    assert found.phase is phase


def test_a_moved_session_moves_its_times_and_keeps_its_answers() -> None:
    items = (item("bag", day=-1), hung("last_meal", -360), hung("no_driving", 15, Anchor.END))
    run = run_of(bag=Choice.YES, last_meal=Choice.ASK)
    session = Session(plan=plan("2026-06-10 12:00"))
    moved = msgspec.structs.replace(session, plan=plan("2026-10-25 06:00"), moves=1)
    before, after = steps(session, *items, run=run), steps(moved, *items, run=run)
    assert [one.answer for one in after] == [one.answer for one in before] == [*run.answers, None]
    assert [one.day for one in after] == [
        date(2026, 10, 24),
        date(2026, 10, 25),
        date(2026, 10, 25),
    ]
    assert [clock(one) for one in after] == [
        None,
        "2026-10-25 01:00+01:00",
        "2026-10-25 08:45+00:00",
    ]


# --- answers --------------------------------------------------------------------------------------


def test_steps_keep_the_walking_order_and_take_each_items_answer() -> None:
    items = (item("a"), item("b"), item("c"))
    run = run_of(c=Choice.YES, unknown=Choice.YES, a=Choice.NOT_YET)
    found = steps(Session(plan=plan("2026-06-10 12:00")), *items, run=run)
    assert [one.item.id for one in found] == ["a", "b", "c"]
    assert [one.answer and one.answer.choice for one in found] == [
        Choice.NOT_YET,
        None,
        Choice.YES,
    ]


def test_the_last_answer_to_an_item_counts() -> None:
    first, second = (
        Answer(item="a", choice=choice, at=WHEN) for choice in (Choice.YES, Choice.ASK)
    )
    assert checklist.last_answers((first, second)) == {"a": second}
    assert checklist.last_answers(()) == {}


def test_answering_again_replaces_and_leaves_the_others() -> None:
    run = run_of(a=Choice.NOT_YET, b=Choice.YES)
    again = Answer(item="a", choice=Choice.YES, at=WHEN, words="Maria")
    answered = checklist.answered(run, again)
    assert answered.answers == (run.answers[1], again)
    assert (answered.session_id, answered.checklist) == ("s", "iv")


@pytest.mark.parametrize(
    ("choice", "settled"),
    [
        (Choice.YES, True),
        (Choice.NOT_APPLICABLE, True),
        (Choice.NOT_YET, False),
        (Choice.ASK, False),
        (None, False),
    ],
)
def test_what_is_settled(choice: Choice | None, settled: bool) -> None:
    run = run_of(a=choice) if choice else None
    found = steps(Session(plan=plan("2026-06-10 12:00")), item("a"), run=run)
    assert found[0].settled is settled


# --- readiness ------------------------------------------------------------------------------------

ALL_SORTS = (
    item("yes", day=-7, must=True),
    item("not_yet", day=-7, must=True),
    item("not_applicable", day=-1, must=True),
    hung("ask", -60, must=True),
    item("open", must=True),
    item("open_and_no_must"),
    hung("during", 120, must=True),
    hung("after", 15, Anchor.END, must=True),
    item("tomorrow", day=1, must=True),
)


def test_readiness_counts_what_applies_before_the_session() -> None:
    choices = {choice.value: choice for choice in Choice}
    run = run_of(**choices, after=Choice.YES)
    found = steps(Session(plan=plan("2026-06-10 12:00")), *ALL_SORTS, run=run)
    ready = checklist.readiness(found)
    assert (ready.met, ready.applicable) == (1, 5)
    assert [one.id for one in ready.open_musts] == ["not_yet", "ask", "open"]


def test_readiness_of_nothing_answered_and_of_all_answered() -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    nothing = checklist.readiness(steps(session, *ALL_SORTS))
    assert (nothing.met, nothing.applicable, len(nothing.open_musts)) == (0, 6, 5)
    run = run_of(**{one.id: Choice.YES for one in ALL_SORTS})
    everything = checklist.readiness(steps(session, *ALL_SORTS, run=run))
    assert (everything.met, everything.applicable, everything.open_musts) == (6, 6, ())
    none = run_of(**{one.id: Choice.NOT_APPLICABLE for one in ALL_SORTS})
    unneeded = checklist.readiness(steps(session, *ALL_SORTS, run=none))
    assert (unneeded.met, unneeded.applicable, unneeded.open_musts) == (0, 0, ())


@few
@given(
    choices=st.lists(st.sampled_from([*Choice, None]), min_size=9, max_size=9),
    seed=st.integers(0, 99),
)
def test_readiness_does_not_depend_on_the_order(choices: list[Choice | None], seed: int) -> None:
    named = {one.id: choice for one, choice in zip(ALL_SORTS, choices, strict=True) if choice}
    session = Session(plan=plan("2026-06-10 12:00"))
    found = steps(session, *ALL_SORTS, run=run_of(**named))
    ready = checklist.readiness(found)
    mixed = checklist.readiness(shuffled(found, seed))
    assert (mixed.met, mixed.applicable) == (ready.met, ready.applicable)
    assert set(mixed.open_musts) == set(ready.open_musts)
    assert 0 <= ready.met <= ready.applicable <= 6


# --- what comes next ------------------------------------------------------------------------------

DAY = Session(plan=plan("2026-06-10 12:00"), travel=40)
WAITING = (
    item("talk", day=-7),
    item("bag", day=-1),
    hung("meal", -360),
    hung("leave_home", 0, Anchor.LEAVING),
    item("wine", day=0),
    hung("no_driving", 15, Anchor.END),
    item("journal", day=1),
)


@pytest.mark.parametrize(
    ("now", "past"),
    [
        ("2026-06-01 12:00", set()),
        ("2026-06-09 23:59", set()),
        ("2026-06-10 00:00", {"bag"}),
        ("2026-06-10 06:00", {"bag"}),
        ("2026-06-10 06:01", {"bag", "meal"}),
        ("2026-06-10 23:59", {"bag", "meal", "leave_home"}),
        ("2026-06-11 00:00", {"bag", "meal", "leave_home", "no_driving", "wine"}),
        ("2026-06-12 00:00", {"bag", "meal", "leave_home", "no_driving", "wine", "journal"}),
    ],
)
def test_a_step_is_past_after_its_clock_time_or_its_day(now: str, past: set[str]) -> None:
    found = steps(DAY, *WAITING)
    assert {one.item.id for one in found if checklist.is_past(one, at(now))} == past


@pytest.mark.parametrize(
    ("now", "order"),
    [
        ("2026-06-01 12:00", "talk bag wine meal leave_home no_driving journal"),
        ("2026-06-09 12:00", "talk bag wine meal leave_home no_driving journal"),
        ("2026-06-10 08:00", "talk wine leave_home no_driving journal"),
        ("2026-06-11 08:00", "talk journal"),
    ],
)
def test_what_is_open_comes_first_then_what_comes_by_the_clock(now: str, order: str) -> None:
    backwards = reversed(steps(DAY, *WAITING))
    in_order = steps(DAY, *WAITING)
    assert [one.item.id for one in checklist.upcoming(in_order, at(now))] == order.split()
    found = checklist.upcoming(backwards, at(now))
    timed = [one.item.id for one in found if one.at]
    assert timed == [one for one in order.split() if one in ("meal", "leave_home", "no_driving")]


def test_what_is_settled_does_not_come_again() -> None:
    run = run_of(
        talk=Choice.YES, bag=Choice.NOT_APPLICABLE, wine=Choice.ASK, journal=Choice.NOT_YET
    )
    found = checklist.upcoming(steps(DAY, *WAITING, run=run), at("2026-06-01 12:00"))
    assert [one.item.id for one in found] == ["wine", "meal", "leave_home", "no_driving", "journal"]


def test_what_counts_from_the_end_comes_until_its_day_is_over_or_it_is_answered() -> None:
    """Leaves at 14:30, so that not driving is from 14:45 on."""
    late, done = at("2026-06-10 23:59"), run_of(no_driving=Choice.YES)
    found = checklist.upcoming(steps(DAY, *WAITING), late)
    assert [one.item.id for one in found] == ["talk", "wine", "no_driving", "journal"]
    answered = checklist.upcoming(steps(DAY, *WAITING, run=done), late)
    assert [one.item.id for one in answered] == ["talk", "wine", "journal"]


@pytest.mark.parametrize(
    ("start", "minutes", "shown"),
    [
        (None, 120, "2026-06-10 14:00+01:00"),
        ("2026-06-10 13:00", 120, "2026-06-10 15:00+01:00"),
        ("2026-06-10 10:30", 60, "2026-06-10 11:30+01:00"),
        ("2026-06-10 13:00", 0, "2026-06-10 12:00+01:00"),
        ("2026-06-10 13:00", -360, "2026-06-10 06:00+01:00"),
    ],
)
def test_what_comes_after_the_start_counts_from_when_it_was(
    start: str | None, minutes: int, shown: str
) -> None:
    session = Session(plan=plan("2026-06-10 12:00"), start=at(start) if start else None)
    found = step(session, hung("two_hours", minutes))
    assert clock(found) == shown
    assert (found.phase is Phase.AFTERWARDS) == (minutes > 0)


def test_home_is_as_far_as_the_way_there() -> None:
    assert checklist.home_about(DAY) == at("2026-06-10 15:10")
    unknown = Session(plan=plan("2026-06-10 12:00"), ready=at("2026-06-10 14:00"))
    assert checklist.home_about(unknown) == at("2026-06-10 14:00")


# --- the shipped checklists -----------------------------------------------------------------------


def test_the_infusion_walk_in_clock_times() -> None:
    session = Session(
        plan=plan("2026-06-10 12:00"), arrive_before=30, travel=40, state=SessionState.PLANNED
    )
    shipped = Content().checklists["iv"]
    times = {
        one.item.id: f"{one.at:%H:%M}" for one in checklist.steps(shipped, session, None) if one.at
    }
    assert times == {
        "last_meal_iv": "06:00",
        "last_drink_iv": "10:00",
        "leave_home": "10:50",
        "checked_in": "11:40",
        "agreed_signal": "11:50",
        "start_record": "12:00",
        "no_driving": "14:45",
        "first_24_hours": "15:00",
        "gentle_evening": "15:30",
        "company_tonight": "16:00",
    }


def test_the_esketamine_walk_in_clock_times() -> None:
    shipped = Content().checklists["esketamine"]
    session = Session(plan=plan("2026-06-10 12:00"))
    times = {
        one.item.id: f"{one.at:%H:%M}"
        for one in checklist.steps(shipped, session, None)
        if one.at and one.item.anchor is Anchor.START
    }
    assert times == {
        "last_meal_esketamine": "10:00",
        "nasal_spray_esketamine": "11:00",
        "last_drink_esketamine": "11:30",
        "checked_in": "11:40",
        "agreed_signal": "11:50",
        "spray_steps": "11:55",
        "start_record": "12:00",
        "two_hours_esketamine": "14:00",
    }


@pytest.mark.parametrize(
    ("walk", "item"),
    [("iv", "watched_after"), ("oral", "food_as_told"), ("sublingual", "food_as_told")],
)
def test_a_time_that_only_the_clinic_can_tell_has_none_until_it_is_told(
    walk: str, item: str
) -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    asking = [
        one
        for one in checklist.steps(Content().checklists[walk], session, None)
        if one.asks_for_time
    ]
    assert [(one.item.id, one.at, one.phase) for one in asking] == [(item, None, Phase.SESSION_DAY)]


def test_the_days_after_count_from_the_day_the_session_began() -> None:
    after = item("after", day=1)
    before = item("before", day=-1)
    late = Session(plan=plan("2026-06-10 23:30"), start=at("2026-06-11 00:20"))
    found = {one.item.id: one.day for one in steps(late, before, after)}
    assert found == {"before": date(2026, 6, 9), "after": date(2026, 6, 12)}
