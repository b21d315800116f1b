# SPDX-License-Identifier: Apache-2.0
"""Figures of sessions and of their preparation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain import checklist
from companion.domain.checklist import Step
from companion.domain.course import (
    Mean,
    Preparation,
    both_doses,
    daily_moods,
    held_sessions,
    items_met,
    next_appointment,
    next_session,
    peak,
    preparation,
    session_figures,
    spacing,
)
from companion.domain.item import Checklist, Item, Strength, Walk
from companion.domain.records import (
    Answer,
    Appointment,
    CheckIn,
    ChecklistRun,
    Choice,
    DoseUnit,
    Entry,
    Reading,
    ReadingTime,
    Route,
    Session,
    SessionState,
)
from tests.domain.making import (
    at,
    cancelled,
    check_in,
    entry,
    few,
    held,
    plan,
    planned,
    shuffled,
)

NOW = at("2026-07-01 12:00")


def reading(systolic: int | None, diastolic: int | None, pulse: int = 70) -> Reading:
    return Reading(
        when=ReadingTime.FORTY_MINUTES, systolic=systolic, diastolic=diastolic, pulse=pulse
    )


# --- plan and done --------------------------------------------------------------------------------


def test_held_sessions_come_in_the_order_they_began() -> None:
    moved = entry(
        Session(
            plan=plan("2026-06-01 12:00"), start=at("2026-06-20 12:00"), state=SessionState.HELD
        )
    )
    first, last = held("2026-06-10 12:00"), held("2026-06-24 12:00")
    sessions = [last, planned("2026-06-05 12:00"), moved, cancelled("2026-06-06 12:00"), first]
    assert held_sessions(sessions) == (first, moved, last)


def test_spacing_counts_plans_moves_and_days_between_held_sessions() -> None:
    coming = planned("2026-07-08 12:00", moves=2)
    sessions = [
        held("2026-06-24 09:00", moves=1),
        held("2026-06-10 15:00"),
        cancelled("2026-06-12 12:00", moves=1),
        coming,
        held("2026-06-13 09:00"),
        planned("2026-07-15 12:00"),
    ]
    found = spacing(sessions, NOW)
    assert (found.planned, found.held, found.cancelled, found.moves) == (5, 3, 1, 4)
    assert found.gaps == (3, 11)  # calendar days, whatever the hour
    assert found.next == coming


def test_spacing_of_nothing_and_of_one() -> None:
    nothing = spacing([], NOW)
    assert (nothing.planned, nothing.held, nothing.cancelled, nothing.moves) == (0, 0, 0, 0)
    assert (nothing.gaps, nothing.next) == ((), None)
    assert spacing([held("2026-06-10 15:00")], NOW).gaps == ()


def test_two_sessions_on_one_day_are_no_days_apart() -> None:
    sessions = [held("2026-06-10 09:00"), held("2026-06-10 19:00")]
    assert spacing(sessions, NOW).gaps == (0,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-07-01 12:01", True),
        ("2026-07-01 00:00", True),
        ("2026-06-30 23:59", False),
        ("2026-12-01 12:00", True),
    ],
)
def test_the_next_session_may_be_up_to_half_a_day_past_its_plan(text: str, found: bool) -> None:
    session = planned(text)
    assert next_session([session], NOW) == (session if found else None)


def test_the_next_session_is_the_earliest_that_is_planned() -> None:
    sooner, later = planned("2026-07-03 12:00"), planned("2026-07-10 12:00")
    others = [cancelled("2026-07-02 12:00"), held("2026-07-01 11:00"), planned("2026-06-01 12:00")]
    assert next_session([later, *others, sooner], NOW) == sooner
    assert next_session(others, NOW) is None


def test_the_next_session_goes_by_the_moment_not_by_the_clock() -> None:
    """Noon on Lord Howe comes before nine in Dublin on the same day."""
    dublin = planned("2026-07-03 09:00")
    island = entry(Session(plan=plan("2026-07-03 12:00", "Australia/Lord_Howe")))
    assert next_session([dublin, island], NOW) == island


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["2026-07-20 10:00", "2026-07-08 10:00", "2026-06-30 10:00"], "2026-07-08 10:00"),
        (["2026-07-01 09:00"], "2026-07-01 09:00"),  # today, though its hour is over
        (["2026-06-30 23:00"], None),
        ([], None),
    ],
)
def test_the_next_visit_is_the_earliest_that_is_not_over(
    texts: list[str], found: str | None
) -> None:
    visits = tuple(entry(Appointment(plan=plan(text))) for text in texts)
    visit = next_appointment(visits, NOW)
    assert (visit.record.plan if visit else None) == (plan(found) if found else None)


# --- one session ----------------------------------------------------------------------------------


def test_the_peak_is_the_highest_systolic_with_its_own_diastolic() -> None:
    readings = (reading(130, 95), reading(162, 88), reading(None, None, 140), reading(150, 99))
    assert peak(readings) == readings[1]
    assert peak(readings[2:3]) is None
    assert peak(()) is None


@pytest.mark.parametrize(
    ("dose", "unit", "weight", "both"),
    [
        (40, DoseUnit.MG, 80, (40, 0.5)),
        (0.5, DoseUnit.MG_PER_KG, 80, (40, 0.5)),
        (84, DoseUnit.MG, None, (84, None)),
        (0.5, DoseUnit.MG_PER_KG, None, (None, 0.5)),
        (40, None, 80, (None, None)),  # of what unit is not guessed
        (None, DoseUnit.MG, 80, (None, None)),
    ],
)
def test_the_dose_that_was_not_told_follows_from_the_weight(
    dose: float | None,
    unit: DoseUnit | None,
    weight: float | None,
    both: tuple[float | None, float | None],
) -> None:
    session = Session(plan=plan("2026-06-10 12:00"), dose=dose, dose_unit=unit, weight_kg=weight)
    assert both_doses(session) == both


def test_figures_of_sessions_are_numbered_in_the_order_held() -> None:
    second = held("2026-06-17 12:00", readings=(reading(140, 90),))
    first = held("2026-06-10 12:00")
    found = session_figures([second, cancelled("2026-06-01 12:00"), first], ())
    assert [(one.number, one.entry) for one in found] == [(1, first), (2, second)]
    assert [one.peak for one in found] == [None, reading(140, 90)]


@pytest.mark.parametrize(
    ("recorded", "before"),
    [
        ({"2026-06-09": 3, "2026-06-08": 5}, 3),
        ({"2026-06-08": 5, "2026-06-07": 1}, 5),
        ({"2026-06-07": 1}, 1),
        ({"2026-06-06": 9}, None),  # four days before is too long ago
        ({"2026-06-10": 9}, None),  # the session day itself is not before
        ({}, None),
    ],
)
def test_mood_before_is_the_last_recorded_of_the_three_days_before(
    recorded: dict[str, int], before: float | None
) -> None:
    session = held("2026-06-10 12:00")
    check_ins = [check_in(f"{day} 09:00", number) for day, number in recorded.items()]
    found = session_figures([session], daily_moods(check_ins, [session]))
    assert found[0].mood_before == before


@pytest.mark.parametrize(
    ("recorded", "after"),
    [
        ({"2026-06-11": 4, "2026-06-12": 6, "2026-06-13": 8}, Mean(mean=6, n=3)),
        ({"2026-06-11": 4, "2026-06-13": 8}, Mean(mean=6, n=2)),
        ({"2026-06-13": 8, "2026-06-14": 0}, Mean(mean=8, n=1)),
        ({"2026-06-10": 9, "2026-06-14": 9}, None),
        ({}, None),
    ],
)
def test_mood_after_is_the_mean_of_the_recorded_days_one_to_three(
    recorded: dict[str, int], after: Mean | None
) -> None:
    session = held("2026-06-10 12:00")
    check_ins = [check_in(f"{day} 20:00", number) for day, number in recorded.items()]
    found = session_figures([session], daily_moods(check_ins, [session]))
    assert found[0].mood_after == after


def test_a_night_check_in_after_a_session_is_not_its_first_day() -> None:
    session = held("2026-06-10 12:00")
    check_ins = [check_in("2026-06-11 02:00", 10), check_in("2026-06-11 10:00", 6)]
    found = session_figures([session], daily_moods(check_ins, [session]))
    assert found[0].mood_after == Mean(mean=6, n=1)


@pytest.mark.parametrize(
    ("created", "late"), [("2026-06-12 12:00", False), ("2026-06-12 12:01", True)]
)
def test_a_session_entered_more_than_two_days_later_is_marked(created: str, late: bool) -> None:
    found = session_figures([held("2026-06-10 12:00", created=created)], ())
    assert found[0].entered_later is late


@few
@given(
    days=st.lists(st.integers(0, 60), min_size=1, max_size=8, unique=True),
    empty=st.lists(st.integers(0, 60), max_size=8),
    seed=st.integers(0, 99),
)
def test_order_and_empty_days_make_no_difference(
    days: list[int], empty: list[int], seed: int
) -> None:
    first = at("2026-06-01 12:00")
    sessions: list[Entry[Session]] = [
        held(f"{first + timedelta(days=day):%Y-%m-%d %H:%M}", moves=day % 3) for day in days
    ]
    sessions += [cancelled("2026-06-20 09:00"), planned("2026-08-20 12:00")]
    check_ins = [
        entry(CheckIn(at=first + timedelta(days=day, hours=-3), mood=day % 11)) for day in range(60)
    ]
    nothing = [
        entry(CheckIn(at=first + timedelta(days=day, hours=-2), hard_day=True)) for day in empty
    ]
    figures = session_figures(sessions, daily_moods(check_ins, sessions))
    mixed = shuffled(sessions, seed)
    moods = daily_moods(shuffled(check_ins + nothing, seed), mixed)
    assert session_figures(mixed, moods) == figures
    assert session_figures(mixed, shuffled(moods, seed)) == figures
    assert spacing(mixed, NOW) == spacing(sessions, NOW)
    assert len(figures) == len(days)
    assert sum(spacing(sessions, NOW).gaps) == max(days) - min(days)
    assert [one.number for one in figures] == list(range(1, len(days) + 1))


# --- preparation ----------------------------------------------------------------------------------

ITEMS = tuple(Item(id=key, strength=Strength.OURS, day=-1) for key in "abcd")
WALK = Checklist(
    id="iv", walk=Walk.SESSION, routes=(Route.IV,), clinician_review="none", item=ITEMS
)


def walked(**choices: Choice) -> tuple[Step, ...]:
    when = at("2026-06-09 12:00")
    given_answers = tuple(Answer(item=k, choice=c, at=when) for k, c in choices.items())
    run = ChecklistRun(session_id="s", checklist="iv", answers=given_answers)
    return checklist.steps(WALK, Session(plan=plan("2026-06-10 12:00")), run)


FULL = walked(a=Choice.YES, b=Choice.YES, c=Choice.YES, d=Choice.YES)
MIXED = walked(a=Choice.YES, b=Choice.NOT_APPLICABLE, c=Choice.ASK)
NONE_APPLIES = walked(**dict.fromkeys("abcd", Choice.NOT_APPLICABLE))
NOT_WALKED = walked()


def test_preparation_counts_items_met_of_those_that_apply() -> None:
    assert preparation([FULL, MIXED]) == Preparation(met=5, applicable=7, sessions=2)
    assert preparation([NONE_APPLIES]) == Preparation(met=0, applicable=0, sessions=1)


def test_a_session_that_was_not_walked_is_left_out_not_counted_as_missed() -> None:
    assert preparation([FULL, NOT_WALKED]) == Preparation(met=4, applicable=4, sessions=1)
    assert (
        preparation([NOT_WALKED]) == preparation([]) == Preparation(met=0, applicable=0, sessions=0)
    )
    assert items_met([NOT_WALKED]) == {}


def test_each_item_is_counted_over_the_sessions_it_applied_to() -> None:
    assert items_met([FULL, MIXED, NOT_WALKED, NONE_APPLIES]) == {
        "a": (2, 2),
        "b": (1, 1),
        "c": (1, 2),
        "d": (1, 2),
    }


@few
@given(
    walks=st.lists(st.sampled_from([FULL, MIXED, NOT_WALKED, NONE_APPLIES]), max_size=8),
    seed=st.integers(0, 99),
)
def test_the_items_add_up_to_the_whole(walks: list[tuple[Step, ...]], seed: int) -> None:
    whole, items = preparation(walks), items_met(walks)
    assert whole.met == sum(met for met, _ in items.values())
    assert whole.applicable == sum(applicable for _, applicable in items.values())
    assert preparation(shuffled(walks, seed)) == whole
    assert items_met(shuffled(walks, seed)) == items


def test_a_sessions_day_is_that_of_its_start() -> None:
    """Planned on Wednesday and held on Friday: the days around Friday count."""
    moved = entry(
        Session(
            plan=plan("2026-06-10 12:00"), start=at("2026-06-12 12:00"), state=SessionState.HELD
        )
    )
    moods = daily_moods([check_in("2026-06-11 09:00", 4), check_in("2026-06-13 09:00", 8)], [moved])
    found = session_figures([moved], moods)[0]
    assert (found.mood_before, found.mood_after) == (4, Mean(mean=8, n=1))
    assert [mood.day for mood in moods] == [date(2026, 6, 11), date(2026, 6, 13)]
