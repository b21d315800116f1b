# SPDX-License-Identifier: Apache-2.0
"""One clinic pack that was taken in on two devices is one again with its next version."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace

from companion.domain.records import Anchor, Rule, RuleSet, Whose
from companion.exchange import clinic_pack
from companion.exchange.clinic_pack import Pack
from companion.storage import ids
from companion.storage.diary import Diary, create

MEAL = Rule(item="last_meal_iv", whose=Whose.CLINIC, minutes=-480, anchor=Anchor.START)
BAG = Rule(item="bag_packed", whose=Whose.CLINIC, off=True)
OLD = RuleSet(pack="riverside", clinic="Riverside", issued=date(2026, 1, 1), rules=(MEAL, BAG))


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    """Give a diary in which each look at the clock is a second after the last."""
    seconds = count()

    def now() -> datetime:
        return datetime(2026, 11, 23, 10, tzinfo=UTC) + timedelta(seconds=next(seconds))

    opened = create(tmp_path / "Companion", now, ids.ids(now))
    yield opened
    opened.close()


def test_the_next_version_takes_the_place_of_both(diary: Diary) -> None:
    diary.add(OLD)
    last = diary.add(replace(OLD, issued=date(2026, 2, 1)))
    other = diary.add(replace(OLD, pack="seaside"))
    new = replace(OLD, issued=date(2026, 11, 1), rules=(replace(MEAL, minutes=-360),))
    kept = clinic_pack.accept(diary, Pack(rule_set=new), (0,))
    assert kept.id == last.id
    found = {entry.id: entry.record for entry in diary.entries(RuleSet)}
    assert found == {last.id: new, other.id: other.record}


def test_taking_it_back_gives_both_again(diary: Diary) -> None:
    diary.add(OLD)
    diary.add(replace(OLD, issued=date(2026, 2, 1)))
    before = {entry.id: entry.record for entry in diary.entries(RuleSet)}
    clinic_pack.accept(diary, Pack(rule_set=replace(OLD, rules=(BAG,))), (0,))
    diary.undo()
    diary.undo()
    assert {entry.id: entry.record for entry in diary.entries(RuleSet)} == before
