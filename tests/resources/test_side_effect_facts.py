# SPDX-License-Identifier: Apache-2.0
"""The catalogue of side effects holds what its sources say, and nothing beyond it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from companion.content import Content
from companion.domain.safety import Panel, Tier

FACTS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("side_effect_facts.toml").read_text(encoding="utf-8")
)
CONTENT = Content()
FLAGS = [
    pytest.param(key, Tier(told["tier"]), told.get("next_morning", False), id=sign)
    for told in FACTS["tier"]
    for sign, key in told["flags"]
]
SUICIDE = {"suicidal_thoughts", "might_act_suicide"}


def test_only_codes_of_two_sources_go_out_and_every_one_of_them() -> None:
    agreed = {
        fact["key"]: fact["code"]
        for fact in FACTS["code"]
        if fact.get("status") == "2src" and "unfit" not in fact
    }
    used = {effect.id: effect.snomed for effect in CONTENT.effects.values() if effect.snomed}
    assert used == agreed
    assert len(agreed) == 21


def test_no_code_stands_for_two_things() -> None:
    codes = [fact["code"] for fact in FACTS["code"] if "code" in fact]
    assert len(codes) == len(set(codes))


def test_everything_that_is_told_of_can_be_recorded_in_plain_words() -> None:
    told = {fact["key"] for fact in FACTS["code"]} | set(FACTS["label"]["terms"])
    assert told <= set(CONTENT.effects)
    for key in CONTENT.effects:
        words = CONTENT.effect_words[key]
        assert words.name.strip(), key
        assert words.clinical.strip(), key
        assert len(words.search) > 1 or key == "other", key


@pytest.mark.parametrize(("key", "tier", "next_morning"), FLAGS)
def test_each_red_flag_has_its_tier_on_the_list_and_in_the_catalogue(
    key: str, tier: Tier, next_morning: bool
) -> None:
    listed = {flag.id: flag.tier for flag in CONTENT.flags}
    effect = CONTENT.effects[key]
    assert listed[key] is tier
    assert (effect.persists_tier if next_morning else effect.tier) is tier
    assert (effect.tier if next_morning else effect.persists_tier) is None
    assert effect.panel is (Panel.SUICIDE if key in SUICIDE else None)
    assert CONTENT.flag_words[key].strip()


def test_nothing_else_is_a_red_flag() -> None:
    told = {key for told in FACTS["tier"] for _, key in told["flags"]}
    assert {flag.id for flag in CONTENT.flags} == told
    replied = {e.id for e in CONTENT.effects.values() if e.tier or e.persists_tier or e.panel}
    assert replied == told
