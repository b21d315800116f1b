# SPDX-License-Identifier: Apache-2.0
"""Blood pressure against a ceiling, side effects asked about or not, use outside the plan, care."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from companion.content import Content
from companion.domain.course import session_figures
from companion.domain.item import Walk
from companion.domain.records import (
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Person,
    Reading,
    ReadingTime,
    SideEffect,
    Sought,
)
from companion.domain.tolerability import (
    GUIDE_SOURCES,
    OUTSIDE_PLAN,
    Asked,
    Ceiling,
    Pressures,
    Told,
    asking_items,
    ceiling,
    is_above,
    outside_plan,
    pressures,
    serious_events,
    side_effects_told,
)
from tests.domain.making import at, effect, entry, few, held, shuffled

JUNE = (date(2026, 6, 1), date(2026, 6, 30))
CONTENT = Content()
ASKING = {"note_evening", "note_morning"}


def reading(systolic: int | None, diastolic: int | None) -> Reading:
    return Reading(when=ReadingTime.OTHER, systolic=systolic, diastolic=diastolic)


def walk(*answers: tuple[str, Choice, str], words: str = "") -> Entry[ChecklistRun]:
    given = (
        Answer(item=item, choice=choice, at=at(text), words=words) for item, choice, text in answers
    )
    return entry(ChecklistRun(checklist="afterwards", answers=tuple(given)))


def told(*effects: Entry[SideEffect], runs: tuple[Entry[ChecklistRun], ...] = ()) -> Asked:
    return side_effects_told(effects, runs, ASKING, JUNE)


# ---- blood pressure


@pytest.mark.parametrize("person", [None, Person()])
def test_without_the_clinics_ceiling_140_over_90_is_a_note_with_its_source(
    person: Person | None,
) -> None:
    found = ceiling(person)
    assert found == Ceiling(systolic=140, diastolic=90, is_clinics=False, sources=GUIDE_SOURCES)
    assert set(found.sources) <= set(CONTENT.sources)


def test_the_clinics_ceiling_comes_first_and_what_it_did_not_give_is_not_made_up() -> None:
    both = ceiling(Person(systolic_limit=160, diastolic_limit=100))
    assert (both.systolic, both.diastolic, both.is_clinics, both.sources) == (160, 100, True, ())
    one = ceiling(Person(systolic_limit=160))
    assert not is_above(reading(150, 120), one)
    assert is_above(reading(161, 60), one)


@pytest.mark.parametrize(
    ("systolic", "diastolic", "above"),
    [
        (140, 90, False),
        (141, 80, True),
        (120, 91, True),
        (None, 91, True),
        (141, None, True),
        (None, None, False),
    ],
)
def test_above_is_above_and_either_side_is_enough(
    systolic: int | None, diastolic: int | None, above: bool
) -> None:
    assert is_above(reading(systolic, diastolic), ceiling(None)) is above


def test_the_peaks_of_sessions_against_the_ceiling() -> None:
    sessions = [
        held("2026-06-03 12:00", readings=(reading(120, 80), reading(150, 85), reading(130, 95))),
        held("2026-06-10 12:00", readings=(reading(138, 88),)),
        held("2026-06-17 12:00"),
        held("2026-06-24 12:00", readings=(reading(135, 92),)),
    ]
    figures = session_figures(sessions, ())
    assert pressures(shuffled(figures, 4), None) == Pressures(
        ceiling=ceiling(None),
        sessions=4,
        n=3,
        highest=reading(150, 85),
        highest_in=1,
        above=(1, 4),  # the last one by its diastolic
    )
    clinic = Person(systolic_limit=150, diastolic_limit=100)
    assert pressures(figures, clinic).above == ()


def test_without_readings_nothing_is_above_and_n_says_so() -> None:
    figures = session_figures([held("2026-06-03 12:00", readings=(reading(None, None),))], ())
    found = pressures(figures, None)
    assert (found.sessions, found.n, found.highest, found.highest_in, found.above) == (
        1,
        0,
        None,
        None,
        (),
    )


# ---- asked or not


def test_the_items_that_ask_are_those_of_the_content() -> None:
    lists = CONTENT.checklists.values()
    assert asking_items(lists) == ASKING
    assert asking_items(lists, {"blood_urine"}) == {"maintenance_bladder"}
    assert OUTSIDE_PLAN in {
        item.id for each in lists if each.walk is Walk.MAINTENANCE for item in each.item
    }


@pytest.mark.parametrize(
    ("choice", "often"),
    [
        (Choice.YES, 1),
        (Choice.NOT_APPLICABLE, 1),  # "no side effects noticed"
        (Choice.ASK, 1),
        (Choice.NOT_YET, 0),
    ],
)
def test_whoever_answered_was_asked(choice: Choice, often: int) -> None:
    found = told(runs=(walk(("note_evening", choice, "2026-06-10 20:00")),))
    assert found == Asked(told=Told.NONE_REPORTED if often else Told.NOT_ASKED, often=often)


def test_a_walk_and_day_is_asked_once_and_another_item_does_not_ask() -> None:
    evening = ("note_evening", Choice.NOT_APPLICABLE, "2026-06-10 20:00")
    same_evening = ("note_morning", Choice.YES, "2026-06-10 20:05")
    morning = ("note_morning", Choice.YES, "2026-06-11 08:00")
    bladder = ("maintenance_bladder", Choice.NOT_APPLICABLE, "2026-06-12 08:00")
    assert told(runs=(walk(evening, same_evening),)).often == 1
    assert told(runs=(walk(evening, morning, bladder),)).often == 2
    assert told(runs=(walk(evening), walk(evening))).often == 2
    assert told(runs=(walk(bladder),)).told is Told.NOT_ASKED


def test_the_last_answer_of_a_walk_counts() -> None:
    taken_back = walk(
        ("note_evening", Choice.YES, "2026-06-10 20:00"),
        ("note_evening", Choice.NOT_YET, "2026-06-10 21:00"),
    )
    assert told(runs=(taken_back,)).told is Told.NOT_ASKED


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("2026-05-31 23:59", 0),
        ("2026-06-01 00:00", 1),
        ("2026-06-30 23:59", 1),
        ("2026-07-01 00:00", 0),
    ],
)
def test_a_period_has_its_first_and_last_day(text: str, often: int) -> None:
    assert told(runs=(walk(("note_evening", Choice.YES, text)),)).often == often


@pytest.mark.parametrize(
    ("start", "end", "reported"),
    [
        ("2026-05-20 12:00", "2026-05-31 12:00", 0),
        ("2026-05-20 12:00", "2026-06-01 12:00", 1),
        ("2026-05-20 12:00", None, 1),
        ("2026-06-30 12:00", None, 1),
        ("2026-07-01 12:00", None, 0),
    ],
)
def test_an_effect_counts_while_it_was_there(start: str, end: str | None, reported: int) -> None:
    assert told(effect("headache", start, end)).reported == reported


def test_a_day_of_asking_again_is_asking() -> None:
    def again(key: str, text: str) -> Entry[SideEffect]:
        made = effect(key, "2026-06-02 12:00")
        return replace(made, record=replace(made.record, asked_at=at(text)))

    found = told(
        again("nausea", "2026-06-05 08:00"),
        again("headache", "2026-06-05 08:01"),
        again("dizziness", "2026-06-07 08:00"),
        again("anxiety", "2026-07-07 08:00"),
    )
    assert found == Asked(told=Told.REPORTED, reported=4, often=2)


def test_what_is_left_out_says_nothing_else() -> None:
    runs = (walk(("note_evening", Choice.YES, "2026-06-10 20:00")),)
    found = side_effects_told(
        [effect("nausea", "2026-06-02 12:00")], runs, ASKING, JUNE, left_out=True
    )
    assert found == Asked(told=Told.LEFT_OUT)


def test_a_serious_event_is_one_for_which_emergency_care_was_sought() -> None:
    def sought(whom: Sought | None, start: str) -> Entry[SideEffect]:
        made = effect("chest_pain", start, f"{start[:10]} 23:00")
        return replace(made, record=replace(made.record, sought=whom))

    serious = sought(Sought.EMERGENCY, "2026-06-20 12:00")
    earlier = sought(Sought.EMERGENCY, "2026-06-04 12:00")
    others = [
        sought(Sought.CLINIC, "2026-06-05 12:00"),
        sought(Sought.NOBODY, "2026-06-06 12:00"),
        sought(None, "2026-06-07 12:00"),
        sought(Sought.EMERGENCY, "2026-05-04 12:00"),
    ]
    assert serious_events([serious, *others, earlier], JUNE) == (earlier, serious)


# ---- use outside the plan


def test_use_outside_the_plan_keeps_its_answers_apart_with_their_dates() -> None:
    monthly = [
        walk((OUTSIDE_PLAN, Choice.YES, "2026-06-28 10:00"), words="two drinks more"),
        walk((OUTSIDE_PLAN, Choice.NOT_APPLICABLE, "2026-06-14 10:00")),
        walk((OUTSIDE_PLAN, Choice.ASK, "2026-06-07 10:00")),
        walk((OUTSIDE_PLAN, Choice.NOT_YET, "2026-06-03 10:00")),
        walk((OUTSIDE_PLAN, Choice.YES, "2026-05-28 10:00"), words="not in the period"),
        walk(("maintenance_bladder", Choice.YES, "2026-06-03 10:00")),
    ]
    found = outside_plan(monthly, JUNE)
    assert found.asked == 3
    assert [(one.at, one.words) for one in found.noted] == [
        (at("2026-06-28 10:00"), "two drinks more")
    ]
    assert [one.at for one in found.nothing] == [at("2026-06-14 10:00")]
    assert [one.at for one in found.to_ask] == [at("2026-06-07 10:00")]
    assert outside_plan(shuffled(monthly, 2), JUNE) == found
    assert outside_plan([], JUNE).asked == 0


@few
@given(
    on=st.lists(st.tuples(st.integers(1, 30), st.sampled_from(list(Choice))), max_size=8),
    seed=st.integers(0, 99),
)
def test_reported_none_and_not_asked_are_never_mixed_up(
    on: list[tuple[int, Choice]], seed: int
) -> None:
    runs = [walk(("note_evening", choice, f"2026-06-{day:02} 20:00")) for day, choice in on]
    found = side_effects_told([], shuffled(runs, seed), ASKING, JUNE)
    asked = sum(choice is not Choice.NOT_YET for _day, choice in on)
    assert found == Asked(told=Told.NONE_REPORTED if asked else Told.NOT_ASKED, often=asked)
    some = side_effects_told([effect("nausea", "2026-06-02 12:00")], runs, ASKING, JUNE)
    assert (some.told, some.reported, some.often) == (Told.REPORTED, 1, asked)
