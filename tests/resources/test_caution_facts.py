# SPDX-License-Identifier: Apache-2.0
"""What the clinical facts ask for stands in the walks, and nothing that nobody could confirm."""

import re
from typing import NamedTuple

import pytest

from companion.content import Content
from companion.domain.item import Walk
from companion.domain.safety import Tier

CONTENT = Content()
WALKS = [one for one in CONTENT.checklists.values() if one.walk is not Walk.SESSION]


class In(NamedTuple):
    """Where a fact stands: the checklist, its item, and a pattern to find it by."""

    checklist: str
    item: str
    pattern: str


LEFT_TO_SESSION = "It is in the walk for the session, or in the session’s own record."
LEFT_TO_STAFF = "Staff do this; the patient has nothing to do for it."
UNVERIFIED = "Nobody could confirm it."

# Contraindications and cautions: each is asked for, as something to mention.
CAUTIONS = {
    "ci.aneurysm": In("consultation", "consultation_vessels", r"aneurysm.+head, chest, belly"),
    "ci.avm": In("consultation", "consultation_vessels", r"arteries and veins \(AVM\)"),
    "ci.ich": In("consultation", "consultation_vessels", r"bleed in the brain"),
    "ci.allergy": In("consultation", "consultation_allergies", r"ketamine, esketamine, or some"),
    "ci.bp.hazard": In("consultation", "consultation_heart", r"rise in blood pressure .+risky"),
    "pr.bp": In("consultation", "consultation_heart", r"heart disease.+heartbeat.+attack.+stroke"),
    "pr.psychosis": In("consultation", "consultation_psychosis", r"psychosis.+saw or heard"),
    "pr.sud": In("consultation", "consultation_alcohol_drugs", r"used before.+out of hand"),
    "pr.preg": In("consultation", "consultation_pregnancy", r"pregnant, might be"),
    "pr.bf": In("consultation", "consultation_pregnancy", r"breastfeeding\."),
    "pr.liver": In("consultation", "consultation_liver_bladder_thyroid", r"liver illness"),
    "pr.icp": In("consultation", "consultation_head_eyes_memory", r"pressure in the head.+glauc"),
    "pr.age": In("consultation", "consultation_age", r"24 or younger.+under 18"),
    "pr.resp": In("consultation", "consultation_breathing", r"lung disease.+sleep apnoea"),
    "pr.dementia": In("consultation", "consultation_head_eyes_memory", r"dementia"),
    "pr.bladder": In("consultation", "consultation_liver_bladder_thyroid", r"bladder problem or"),
    "own.mania": In("consultation", "consultation_mania", r"bipolar.+close family"),
    "own.thyroid": In("consultation", "consultation_liver_bladder_thyroid", r"thyroid that works"),
}
CAUTION_KEYS = """
    ci.aneurysm ci.avm ci.ich ci.allergy ci.bp.hazard
    pr.bp pr.psychosis pr.sud pr.preg pr.bf pr.liver pr.icp pr.age pr.resp pr.dementia pr.bladder
    own.mania own.thyroid
"""

# What the facts say of the hours and days after a session, by route.
AFTERWARDS: dict[str, In | str] = {
    "esk.bp.40": LEFT_TO_STAFF,
    "esk.spo2": LEFT_TO_STAFF,
    "esk.obs": In("afterwards", "afterwards_stay", r"at least 2 hours.+drowsiness.+breathing"),
    "esk.drive": In("afterwards", "afterwards_no_driving", r"next day, after a restful sleep"),
    "esk.escort": In("afterwards", "afterwards_going_home", r"someone must take you home"),
    "esk.rems": LEFT_TO_STAFF,
    "esk.missed": UNVERIFIED,
    "iv.vitals": LEFT_TO_STAFF,
    "iv.obs": In("afterwards", "afterwards_stay", r"clinics differ: half an hour"),
    "iv.drive": In("afterwards", "afterwards_no_driving", r"at least 24 hours.+another clinic 12"),
    "iv.decisions": In(
        "afterwards", "afterwards_no_alcohol", r"legal decisions until a day.+one infus"
    ),
    "iv.alcohol": In("afterwards", "afterwards_no_alcohol", r"24 hours.+alcohol and cannabis"),
    "iv.alcohol.medicines": In("afterwards", "afterwards_no_alcohol", r"ask your prescriber how"),
    "iv.escort": In("afterwards", "afterwards_going_home", r"infusion clinics ask for it too"),
    "iv.eat.after": In("afterwards", "afterwards_drink_and_meal", r"eat as usual, unless"),
    "im.companion": In("afterwards", "afterwards_company", r"injections.+8 to 12 hours"),
    "im.observation": In("afterwards", "afterwards_stay", r"injections clinics differ: half an"),
    "im.next_morning": In("afterwards", "afterwards_no_driving", r"injections the next morning"),
    "sc.timings": UNVERIFIED,
    "oral.adult": In("afterwards", "afterwards_company", r"sober adult"),
    "oral.phone_charged": LEFT_TO_SESSION,
    "oral.no_sedatives": In("afterwards", "afterwards_no_alcohol", r"opioids or benzodiazepines"),
    "oral.bath_stove": In("afterwards", "afterwards_safe_at_home", r"bath, the stove"),
    "oral.driving": In("afterwards", "afterwards_no_driving", r"don’t drive, cycle"),
    "oral.locked": In("afterwards", "afterwards_safe_at_home", r"lock away the rest"),
    "oral.second_dose": In("afterwards", "afterwards_safe_at_home", r"only what your prescriber"),
    "after.calm": In("afterwards", "afterwards_quiet_evening", r"dim light, soft sounds"),
    "after.stand_up": In("afterwards", "afterwards_going_home", r"stand up slowly"),
    "after.walk": In("afterwards", "afterwards_going_home", r"walk with the person"),
    "after.drink": In("afterwards", "afterwards_drink_and_meal", r"a few sips"),
    "after.meal": In("afterwards", "afterwards_drink_and_meal", r"something light"),
    "after.rest": In("afterwards", "afterwards_quiet_evening", r"an early night"),
    "after.decisions": In("afterwards", "afterwards_no_alcohol", r"big .+ decisions"),
    "after.log_at_end": LEFT_TO_SESSION,
    "after.log_evening": In("afterwards", "note_evening", r"noted side effects this evening"),
    "after.log_morning": In("afterwards", "note_morning", r"noted how you feel this morning"),
    "after.journal": In("afterwards", "journal", r"did you notice.+within a day"),
    "after.small_action": In("afterwards", "afterwards_small_action", r"one small thing you want"),
}
AFTERWARDS_KEYS = """
    esk.bp.40 esk.spo2 esk.obs esk.drive esk.escort esk.rems esk.missed
    iv.vitals iv.obs iv.drive iv.decisions iv.alcohol iv.alcohol.medicines iv.escort iv.eat.after
    im.companion im.observation im.next_morning sc.timings
    oral.adult oral.phone_charged oral.no_sedatives oral.bath_stove oral.driving oral.locked
    oral.second_dose
    after.calm after.stand_up after.walk after.drink after.meal after.rest after.decisions
    after.log_at_end after.log_evening after.log_morning after.journal after.small_action
"""

# What the facts say of longer use.
LONGER_TERM: dict[str, In | str] = {
    "bladder.label": In("maintenance", "maintenance_bladder", r"label warns of bladder trouble"),
    "bladder.heavy_use": In("maintenance", "maintenance_bladder", r"heavy use.+more than 1 in 4"),
    "bladder.case": In("maintenance", "maintenance_bladder", r"someone treated for depression"),
    "bladder.one_year": In("maintenance", "maintenance_bladder", r"no such.+in up to a year"),
    "bladder.monthly": In("maintenance", "maintenance_bladder", r"asking each month"),
    "memory.misuse": In("maintenance", "maintenance_memory", r"long misuse of ketamine"),
    "memory.one_year": In("maintenance", "maintenance_memory", r"none in a year.+not well studied"),
    "liver": In("maintenance", "maintenance_tests", r"ketamine injection warns of harm to the liv"),
    "bile_ducts": In("maintenance", "maintenance_tests", r"bile ducts"),
    "mind": In("maintenance", "maintenance_strange_days", r"for days or weeks afterwards"),
    "mind.week": In("afterwards", "afterwards_mood", r"lasted days or weeks"),
    "withdrawal": In("maintenance", "maintenance_craving", r"craving, tiredness and worry"),
    "emergence": "It is about doses for anaesthesia, which says nothing of low ones.",
}
LONGER_TERM_KEYS = """
    bladder.label bladder.heavy_use bladder.case bladder.one_year bladder.monthly
    memory.misuse memory.one_year liver bile_ducts mind mind.week withdrawal emergence
"""

FACTS: dict[str, In | str] = {**CAUTIONS, **AFTERWARDS, **LONGER_TERM}
PLACED = [pytest.param(place, id=key) for key, place in FACTS.items() if not isinstance(place, str)]

# Signs of the fixed list that these walks name, and what they say of each.
SIGNS = {
    "chest_pain": In("afterwards", "afterwards_call_clinic", "chest pain"),
    "breathless": In("afterwards", "afterwards_call_clinic", "breathe slowly or with"),
    "syncope": In("afterwards", "afterwards_movement", "you fainted"),
    "seizure": In("afterwards", "afterwards_call_clinic", "a seizure"),
    "sudden_severe_headache": In("afterwards", "afterwards_call_clinic", "sudden very bad head"),
    "might_act_suicide": In("consultation", "consultation_suicide", "might act on such thoughts"),
    "confusion_not_clearing": In("maintenance", "maintenance_memory", "confusion that does not"),
    "too_much_drowsy": In("maintenance", "maintenance_outside_plan", "very drowsy or breathe"),
    "fall_injury": In("afterwards", "afterwards_call_clinic", "fell and got hurt"),
    "vomiting_no_fluids": In("afterwards", "afterwards_drink_and_meal", "don’t stay down"),
    "panic_not_settling": In("afterwards", "afterwards_quiet_evening", "panic does not settle"),
    "dissociation": In("afterwards", "afterwards_passed", "not passed this morning, ev"),
    "hallucination": In("maintenance", "maintenance_strange_days", "if you feel so now"),
    "little_sleep_racing": In("afterwards", "note_morning", "hardly need sleep and your mind"),
    "mood_much_worse": In("maintenance", "maintenance_mood", "much worse"),
    "suicidal_thoughts": In("afterwards", "afterwards_mood", "new or stronger thoughts"),
    "blood_urine": In("maintenance", "maintenance_bladder", "blood in your urine"),
    "cannot_pass_urine": In("maintenance", "maintenance_bladder", "can’t pass urine"),
    "jaundice": In("maintenance", "maintenance_tests", "yellow skin or eyes"),
    "dark_urine_belly_pain": In("maintenance", "maintenance_tests", "dark urine with pain"),
    "painful_urination": In("maintenance", "maintenance_bladder", "burning or sudden urges"),
    "urinary_urgency": In("maintenance", "maintenance_bladder", "burning or sudden urges"),
    "memory": In("maintenance", "maintenance_memory", "getting worse"),
    "craving": In("maintenance", "maintenance_craving", "if there is craving"),
    "mood_worse_3_days": In("maintenance", "maintenance_mood", "three days or more"),
}
WHOM_TO_CALL = {
    Tier.EMERGENCY: "emergency services",
    Tier.CLINIC_TODAY: "today",
    Tier.NEXT_VISIT: "within a few days",
}

# Statements that nobody could confirm, each with a sentence that would make it.
UNCONFIRMED = [
    (r"(spray|esketamine)[^.]*\bliver\b", "The spray is not advised with severe liver illness."),
    (r"(label|guideline)[^.]*thyroid", "The label warns of the thyroid."),
    (r"(label|guideline)[^.]*(mania|bipolar)", "A guideline warns of bipolar disorder."),
    (r"ketamine injection[^.]*blood pressure", "Ketamine injection must not raise blood pressure."),
    (r"\b150\b", "For those over 65 the limit is 150 over 90."),
    (r"boxed", "Slow breathing is in the boxed warning."),
    (r"missed (a )?session|sessions? (was|were) missed", "If you missed a session, start again."),
    (r"under the skin", "After an injection under the skin you wait an hour."),
    (r"contact lens", "Take out your contact lenses."),
    (r"one third|a third of", "A third of people do not respond."),
    (r"\d ?%|per ?cent", "Headache in 20 % of people."),
    (r"music[^.]*blood pressure", "Music keeps blood pressure down."),
    (r"neuroplastic|new connections", "It helps your brain grow new connections."),
    (r"1999", "It is a controlled medicine since 1999."),
]

# Verdicts that are the clinician's alone, each with a sentence that would make one.
VERDICTS = [
    (r"\beligib", "You may not be eligible."),
    (r"\b(un)?suit(s|ed|able)", "This treatment is not suitable for you."),
    (r"qualif", "You qualify for treatment."),
    (r"candidate", "You are a good candidate."),
    (r"contraindicat", "This is a contraindication."),
    (r"rules? (you|it|this) out|ruled out", "An aneurysm rules you out."),
    (
        r"you (can|may|could|should)(not|’t| not)? (have|get|be given|be treated|receive)",
        "With this you cannot have ketamine.",
    ),
    (r"(not|isn’t) (right|safe|for) (for )?you\b", "It is not right for you."),
    (r"safe for you", "It is safe for you."),
    (r"(must|should) not be (given|used|treated)", "It should not be given to you."),
]


def words_of(place: In) -> str:
    """Give all the words of an item on one line; it must stand in that checklist."""
    assert place.item in {item.id for item in CONTENT.checklists[place.checklist].item}
    words = CONTENT.items[place.item]
    return f"{words.label} {words.question} {words.says} {words.unmet} {words.why} {words.rule}"


def seen(item: str) -> str:
    """Give what stands on the screen before anything is unfolded."""
    words = CONTENT.items[item]
    return f"{words.label} {words.question} {words.says}"


SAID = {
    item.id: words_of(In(one.id, item.id, "")) + f" {CONTENT.items[item.id].yes}"
    for one in WALKS
    for item in one.item
}


def test_every_fact_has_its_place_or_a_reason_for_having_none() -> None:
    assert set(CAUTIONS) == set(CAUTION_KEYS.split())
    assert set(AFTERWARDS) == set(AFTERWARDS_KEYS.split())
    assert set(LONGER_TERM) == set(LONGER_TERM_KEYS.split())
    assert all(reason.endswith(".") for reason in FACTS.values() if isinstance(reason, str))


@pytest.mark.parametrize("place", PLACED)
def test_a_fact_is_said_where_it_belongs(place: In) -> None:
    assert re.search(place.pattern, words_of(place), re.IGNORECASE)


@pytest.mark.parametrize("key", CAUTIONS)
def test_a_caution_can_be_seen_and_is_only_to_be_mentioned(key: str) -> None:
    place = CAUTIONS[key]
    words = CONTENT.items[place.item]
    assert re.search(place.pattern, seen(place.item), re.IGNORECASE)
    assert words.yes in ("Noted, I’ll mention it", "Yes, written down")


def test_what_is_to_be_mentioned_is_all_asked_the_same_way() -> None:
    group = [one for one in CONTENT.checklists["consultation"].item if one.group == "to_mention"]
    assert len(group) > 8
    asked = [CONTENT.items[item.id] for item in group]
    assert {(words.yes, words.later) for words in asked} == {("Noted, I’ll mention it", "Later")}
    assert all(words.question.endswith(": is there anything to mention?") for words in asked)
    assert all(words.no.startswith("No, ") for words in asked)


def test_nobody_is_led_to_stop_a_medicine_by_the_list() -> None:
    assert CONTENT.items["consultation_medicines_of_note"].says.endswith(
        "These are listed so that your team can ask. Do not stop or skip any of them because of "
        "this list. Stopping some suddenly can be dangerous."
    )


@pytest.mark.parametrize("item", SAID)
def test_whom_to_call_stands_wherever_thoughts_of_suicide_are_named(item: str) -> None:
    unmet = CONTENT.items[item].unmet
    assert "{clinic}" in unmet
    if "suicide" in seen(item) + unmet:
        assert "This app cannot alert anyone." in unmet
        assert "Get help now" in SAID[item]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_of_the_fixed_list_sends_to_the_same_people_here(sign: str) -> None:
    place = SIGNS[sign]
    tier = next(flag.tier for flag in CONTENT.flags if flag.id == sign)
    sentences = re.split(r"(?<=[.?!]) ", words_of(place))
    told = [one for one in sentences if re.search(place.pattern, one, re.IGNORECASE)]
    assert any(WHOM_TO_CALL[tier] in one for one in told)


@pytest.mark.parametrize("item", CONTENT.items)
def test_who_is_very_drowsy_or_in_danger_is_sent_to_emergency_services(item: str) -> None:
    sentences = re.split(r"(?<=[.?!]) ", CONTENT.items[item].unmet)
    grave = [one for one in sentences if re.search("very drowsy|breathe slowly|in danger", one)]
    assert all("call emergency services now" in one.casefold() for one in grave)
    assert "go to Get help now" not in CONTENT.items[item].unmet


@pytest.mark.parametrize(("pattern", "bad"), [*UNCONFIRMED, *VERDICTS])
def test_nothing_unconfirmed_and_no_verdict_is_said(pattern: str, bad: str) -> None:
    assert re.search(pattern, bad, re.IGNORECASE)
    assert [item for item, said in SAID.items() if re.search(pattern, said, re.IGNORECASE)] == []
