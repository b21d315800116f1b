# SPDX-License-Identifier: Apache-2.0
"""When a side effect ended: told, or only known to be over by the moment it was asked after."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from companion.domain.effect_end import (
    ended_at,
    ended_by,
    gone,
    lasted,
    lasted_at_most,
    still_there,
    with_end,
)
from companion.domain.records import Grade, SideEffect
from tests.domain.making import at

START, ASKED = at("2026-11-09 22:00"), at("2026-11-27 22:00")
THERE = SideEffect(effect="headache", grade=Grade.MILD, start=START)


def test_told_to_be_gone_it_had_ended_by_then_and_has_no_duration() -> None:
    over = gone(replace(THERE, asked_at=at("2026-11-20 08:00")), ASKED.replace(microsecond=7))
    assert (over.end, over.asked_at) == (ASKED, ASKED)
    assert (ended_by(over), ended_at(over)) == (ASKED, None)
    assert (lasted(over), lasted_at_most(over)) == (None, timedelta(days=18))


@pytest.mark.parametrize("asked", [None, "2026-11-10 08:00", "2026-11-27 22:00"])
def test_an_end_that_was_told_gives_a_duration(asked: str | None) -> None:
    end = at("2026-11-12 22:00")
    over = replace(THERE, end=end, asked_at=at(asked) if asked else None)
    assert (ended_by(over), ended_at(over)) == (None, end)
    assert (lasted(over), lasted_at_most(over)) == (timedelta(days=3), None)


def test_an_end_that_is_given_is_one_also_at_the_moment_of_asking() -> None:
    over = with_end(still_there(THERE, ASKED), ASKED)
    assert (ended_by(over), ended_at(over), over.asked_at) == (None, ASKED, None)
    later = with_end(still_there(THERE, ASKED), ASKED + timedelta(minutes=1))
    assert later.asked_at == ASKED


def test_one_that_is_still_there_has_neither() -> None:
    for there in (THERE, still_there(THERE, ASKED), still_there(gone(THERE, ASKED), ASKED)):
        assert (ended_by(there), ended_at(there)) == (None, None)
        assert (lasted(there), lasted_at_most(there)) == (None, None)
    assert still_there(THERE, ASKED).asked_at == ASKED
