# SPDX-License-Identifier: Apache-2.0
"""An entry gets its fixed reply at once, and the reply looks at nothing but the entry."""

from datetime import datetime

import pytest

from companion.content import Content
from companion.domain.instrument import Instrument
from companion.domain.safety import Effect, Panel, Reply, Tier, reply_to_answer, reply_to_effect
from tests.domain.making import at

CONTENT = Content()
PHQ9, GAD7 = CONTENT.instruments["phq-9"], CONTENT.instruments["gad-7"]
START = at("2026-06-20 14:00")
SAME_EVENING = at("2026-06-20 23:00")
NEXT_DAY = at("2026-06-21 12:00")

EMERGENCY = {
    "chest_pain",
    "breathless",
    "slow_breathing",
    "cannot_be_woken",
    "syncope",
    "seizure",
    "sudden_severe_headache",
    "changed_sight",
    "weakness_one_side",
    "confusion_not_clearing",
    "swelling_face_throat",
    "widespread_hives",
    "bp_with_symptoms",
    "too_much_drowsy",
    "might_act_suicide",
}
CLINIC_TODAY = {
    "suicidal_thoughts",
    "mood_much_worse",
    "bp_above_limit_twice",
    "vomiting_no_fluids",
    "fall_injury",
    "panic_not_settling",
    "little_sleep_racing",
    "blood_urine",
    "cannot_pass_urine",
    "jaundice",
    "dark_urine_belly_pain",
}
CLINIC_TODAY_IF_STILL_THERE = {"dissociation", "hallucination", "confusion"}
NEXT_VISIT = {"painful_urination", "urinary_urgency", "memory", "craving", "mood_worse_3_days"}
SUICIDE = {"suicidal_thoughts", "might_act_suicide"}


def expected(key: str, *, still_there_next_morning: bool) -> Reply | None:
    panel = Panel.SUICIDE if key in SUICIDE else None
    if key in EMERGENCY:
        return Reply(Tier.EMERGENCY, panel)
    if key in CLINIC_TODAY:
        return Reply(Tier.CLINIC_TODAY, panel)
    if key in NEXT_VISIT:
        return Reply(Tier.NEXT_VISIT, panel)
    if key in CLINIC_TODAY_IF_STILL_THERE and still_there_next_morning:
        return Reply(Tier.CLINIC_TODAY)
    return None


def test_the_list_of_these_tests_is_all_in_the_catalogue() -> None:
    listed = EMERGENCY | CLINIC_TODAY | CLINIC_TODAY_IF_STILL_THERE | NEXT_VISIT
    assert len(listed) == 34
    assert listed <= set(CONTENT.effects)


@pytest.mark.parametrize("effect", CONTENT.effects.values(), ids=lambda effect: effect.id)
@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize("now", [START, SAME_EVENING, NEXT_DAY])
def test_every_effect_has_its_reply(effect: Effect, gone: bool, now: datetime) -> None:
    still = now is NEXT_DAY and not gone
    reply = reply_to_effect(effect, START, now, gone=gone)
    assert reply == expected(effect.id, still_there_next_morning=still)


@pytest.mark.parametrize(
    ("now", "replied"),
    [("2026-06-21 03:59", False), ("2026-06-21 04:00", True), ("2026-06-25 10:00", True)],
)
def test_what_persists_is_asked_about_from_four_in_the_morning(now: str, replied: bool) -> None:
    lasting = CONTENT.effects["dissociation"]
    found = reply_to_effect(lasting, START, at(now), gone=False)
    assert found == (Reply(Tier.CLINIC_TODAY) if replied else None)
    assert reply_to_effect(lasting, START, at(now), gone=True) is None


def test_the_morning_is_the_one_on_the_clock_the_effect_began_with() -> None:
    lasting = CONTENT.effects["confusion"]
    assert reply_to_effect(lasting, START, at("2026-06-21 05:59", 3), gone=False) is None
    assert reply_to_effect(lasting, START, at("2026-06-21 06:00", 3), gone=False) is not None


@pytest.mark.parametrize(
    ("value", "reply"),
    [
        (0, None),
        (1, Reply(Tier.CLINIC_TODAY, Panel.SUICIDE)),
        (2, Reply(Tier.CLINIC_TODAY, Panel.SUICIDE)),
        (3, Reply(Tier.CLINIC_TODAY, Panel.SUICIDE)),
    ],
)
def test_item_nine_is_answered_at_once_above_zero(value: int, reply: Reply | None) -> None:
    assert reply_to_answer(PHQ9, "/44260-8", value) == reply


@pytest.mark.parametrize("instrument", [PHQ9, GAD7], ids=lambda one: one.id)
def test_no_other_answer_gets_a_reply(instrument: Instrument) -> None:
    others = [item.id for item in instrument.items if item.id != "/44260-8"]
    assert len(others) >= 7
    assert {reply_to_answer(instrument, item, value) for item in others for value in range(4)} == {
        None
    }
