# SPDX-License-Identifier: Apache-2.0
"""The burden of side effects: how often, how bad, how long, and whether it is still there."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.course import EffectBurden, burden, open_effects
from companion.domain.effect_end import gone
from companion.domain.records import Entry, Grade, SideEffect
from tests.domain.making import at, cancelled, effect, entry, few, held, planned, shuffled

SESSIONS = (held("2026-06-10 12:00"), held("2026-06-17 12:00"))


def only(*effects: Entry[SideEffect]) -> EffectBurden:
    (found,) = burden(effects, SESSIONS)
    return found


def test_no_side_effects_give_no_burden() -> None:
    assert burden([], SESSIONS) == ()


def test_a_burden_in_full() -> None:
    found = only(
        effect("nausea", "2026-06-17 13:00", "2026-06-17 16:00", grade=Grade.SEVERE),
        effect("nausea", "2026-06-10 13:00", "2026-06-10 13:30"),
        effect("nausea", "2026-06-14 09:00", "2026-06-15 09:00", grade=Grade.MODERATE),
    )
    assert found == EffectBurden(
        effect="nausea",
        own_name="",
        times=3,
        acute=2,
        sessions=(1, 2),
        worst=Grade.SEVERE,
        still_grade=None,
        still_since=None,
        shortest=timedelta(minutes=30),
        longest=timedelta(days=1),
    )


def test_one_only_told_to_be_gone_adds_to_no_duration() -> None:
    over = [gone(effect("nausea", f"2026-06-{day} 09:00").record, at("2026-06-20 09:00"))
            for day in (18, 12)]  # fmt: skip
    alone = only(*map(entry, over))
    assert (alone.shortest, alone.longest, alone.still_since) == (None, None, None)
    assert (alone.times, alone.end_not_given, alone.at_most) == (2, 2, timedelta(days=8))
    told = effect("nausea", "2026-06-17 13:00", "2026-06-17 16:00")
    both = only(told, *map(entry, over))
    assert both.shortest == both.longest == timedelta(hours=3)
    assert (both.end_not_given, both.at_most) == (2, timedelta(days=8))


@pytest.mark.parametrize(
    ("start", "acute"),
    [
        ("2026-06-10 11:59", False),
        ("2026-06-10 12:00", True),
        ("2026-06-11 12:00", True),
        ("2026-06-11 12:01", False),
        ("2026-06-16 12:00", False),
    ],
)
def test_acute_is_within_24_hours_of_a_sessions_start(start: str, acute: bool) -> None:
    found = only(effect("headache", start, "2026-06-17 00:00"))
    assert found.acute == acute
    assert found.sessions == ((1,) if acute else ())


def test_an_effect_belongs_to_the_last_session_before_it() -> None:
    sessions = (held("2026-06-10 12:00"), held("2026-06-11 09:00"))
    (found,) = burden([effect("nausea", "2026-06-11 09:30")], sessions)
    assert (found.acute, found.sessions) == (1, (2,))
    (found,) = burden([effect("nausea", "2026-06-11 08:30")], sessions)
    assert (found.acute, found.sessions) == (1, (1,))


def test_only_held_sessions_make_an_effect_acute() -> None:
    sessions = [planned("2026-06-10 12:00"), cancelled("2026-06-10 12:00")]
    (found,) = burden([effect("headache", "2026-06-10 13:00")], sessions)
    assert (found.acute, found.sessions) == (0, ())


def test_a_session_with_an_effect_twice_is_named_once() -> None:
    found = only(
        effect("headache", "2026-06-17 13:00", "2026-06-17 14:00"),
        effect("headache", "2026-06-17 18:00", "2026-06-17 19:00"),
    )
    assert (found.times, found.acute, found.sessions) == (2, 2, (2,))


@pytest.mark.parametrize("grades", [(g, h) for g in Grade for h in Grade])
def test_the_worst_grade_is_the_more_severe_one(grades: tuple[Grade, Grade]) -> None:
    order = [Grade.MILD, Grade.MODERATE, Grade.SEVERE]
    found = only(
        effect("nausea", "2026-06-10 13:00", grade=grades[0]),
        effect("nausea", "2026-06-10 14:00", "2026-06-10 15:00", grade=grades[1]),
    )
    assert found.worst is max(grades, key=order.index)
    assert found.still_grade is grades[0]


def test_what_is_still_there_has_its_start_and_no_length() -> None:
    found = only(
        effect("memory", "2026-06-15 09:00", grade=Grade.MODERATE),
        effect("memory", "2026-06-12 09:00"),
        effect("memory", "2026-06-11 09:00", "2026-06-11 10:00", grade=Grade.SEVERE),
    )
    assert (found.still_since, found.still_grade) == (at("2026-06-12 09:00"), Grade.MODERATE)
    assert (found.shortest, found.longest) == (timedelta(hours=1), timedelta(hours=1))
    lasting = only(effect("memory", "2026-06-12 09:00"))
    assert (lasting.shortest, lasting.longest) == (None, None)


def test_own_names_are_kept_apart_from_each_other_and_from_the_catalogue() -> None:
    effects = [
        effect(None, "2026-06-10 13:00", name="Tight jaw"),
        effect(None, "2026-06-12 13:00", name=" Tight jaw "),
        effect(None, "2026-06-12 13:00", name="Cold hands"),
        effect("nausea", "2026-06-12 13:00", name="Tight jaw"),
    ]
    found = burden(effects, SESSIONS)
    assert [(one.effect, one.own_name, one.times) for one in found] == [
        (None, "Tight jaw", 2),
        ("nausea", "", 1),
        (None, "Cold hands", 1),
    ]


def test_what_is_still_there_comes_first_then_the_most_frequent() -> None:
    ended = [effect("nausea", f"2026-06-1{n} 13:00", f"2026-06-1{n} 14:00") for n in range(4)]
    ended += [effect("taste", f"2026-06-1{n} 13:00", f"2026-06-1{n} 14:00") for n in range(2)]
    found = burden([*ended, effect("memory", "2026-06-12 09:00")], SESSIONS)
    assert [one.effect for one in found] == ["memory", "nausea", "taste"]


def test_open_effects_are_those_without_an_end() -> None:
    still = effect("memory", "2026-06-12 09:00")
    asked = entry(
        SideEffect(
            effect="nausea",
            grade=Grade.MILD,
            start=at("2026-06-12 09:00"),
            asked_at=at("2026-06-13 09:00"),
        )
    )
    ended = effect("memory", "2026-06-12 09:00", "2026-06-12 10:00")
    assert open_effects([ended, still, asked]) == (still, asked)


KINDS = st.sampled_from(
    [("nausea", ""), ("taste", ""), (None, "Tight jaw"), (None, "Cold hands"), (None, "Itch")]
)
RAW = st.lists(
    st.tuples(
        KINDS, st.integers(0, 300), st.one_of(st.none(), st.integers(0, 99)), st.sampled_from(Grade)
    ),
    max_size=12,
)


@few
@given(raw=RAW, seed=st.integers(0, 99))
def test_order_makes_no_difference_and_nothing_is_lost(
    raw: list[tuple[tuple[str | None, str], int, int | None, Grade]], seed: int
) -> None:
    effects = []
    for (key, name), hours, length, grade in raw:
        start = at("2026-06-08 00:00") + timedelta(hours=hours)
        end = None if length is None else start + timedelta(hours=length)
        effects.append(
            entry(SideEffect(effect=key, own_name=name, grade=grade, start=start, end=end))
        )
    found = burden(effects, SESSIONS)
    assert burden(shuffled(effects, seed), shuffled(SESSIONS, seed)) == found
    assert sum(one.times for one in found) == len(effects)
    still = sum(one.still_since is not None for one in found)
    assert all(one.still_since is not None for one in found[:still])
    assert {one.own_name for one in found if one.still_grade} == {
        entry.record.own_name for entry in open_effects(effects)
    }
    assert all(0 <= len(one.sessions) <= one.acute <= one.times for one in found)
