# SPDX-License-Identifier: Apache-2.0
"""Made-up records are as a person would have them: the grave is rare, and always the same."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

from companion.content import Content
from companion.domain.moment import Plan
from companion.domain.records import Session, SideEffect, Sought
from companion.domain.safety import Tier
from tests.benchmarks import records

TEN_YEARS = tuple(
    Session(plan=Plan(at=datetime(2016, 12, 1) + timedelta(days=15 * n), zone="UTC"))
    for n in range(250)
)


def drawn() -> list[SideEffect]:
    return list(records._effects(TEN_YEARS, Random("ten years")))


def test_the_grave_side_effects_are_few_and_the_benign_are_most() -> None:
    found, known = drawn(), Content().effects
    tiers = Counter(known[one.effect].tier for one in found if one.effect)
    assert len(found) == records.EFFECTS_A_SESSION * len(TEN_YEARS)
    assert 2 <= tiers[Tier.EMERGENCY] <= 9
    assert tiers[Tier.EMERGENCY] < tiers[Tier.CLINIC_TODAY] < tiers[Tier.NEXT_VISIT]
    assert tiers[None] > 0.9 * len(found)
    assert sum(one.sought is Sought.EMERGENCY for one in found) == tiers[Tier.EMERGENCY]


def test_they_are_the_same_each_time() -> None:
    assert drawn() == drawn()
