# SPDX-License-Identifier: Apache-2.0
"""Every fact about preparing and the session day stands in a walk, or has a reason not to.

The facts are those of the clinical notes: by route (2a to 2d), medicines to tell of (2e), what to
bring and how to settle (2g, before and during), and the presets (2h). A fact that is told names
the walks and the item that tell it, and what its words must hold.
"""

import re
from typing import NamedTuple

import pytest

from companion.content import Content
from companion.domain.item import Item, Walk

CONTENT = Content()
CLINIC = "iv im sc esketamine"
HOME = "nasal_ketamine oral sublingual"
MOUTH = "oral sublingual"
EVERY = f"{CLINIC} {HOME}"
DOSE = "the app gives no doses"
UNVERIFIED = "unverified"


class Told(NamedTuple):
    """Where a fact is told: in these walks by this item, in such words, at these minutes."""

    walks: str
    item: str
    words: str
    minutes: int | None = None


class Fact(NamedTuple):
    """A fact's sources, where it is told, why it or a part is left out, and what is never said."""

    sources: str = ""
    told: tuple[Told, ...] = ()
    left_out: str = ""
    never: str = ""


KEYS = {
    "2a": "food liquid nasal bp.pre bp.eu blow dose.device self bp.40 spo2 obs drive escort rems "
    "missed",
    "2b": "dose.ctx solid clear asa meds vitals obs drive decisions alcohol escort eat.after",
    "2c": "im.food im.pills im.companion im.observation im.morning sc.timings sc.kset",
    "2d": "unapproved unmonitored case nasal_notice standards timings adult phone sedatives "
    "places locked second_dose",
    "2e": "depressants benzodiazepines lamotrigine stimulants mao naltrexone antipsychotics cyp "
    "glp1 blood_pressure thyroid lithium antidepressants",
    "2g": "support questions list scales intention transport cover comfort glasses phone signal "
    "room music",
    "2h": "esketamine.food esketamine.drink esketamine.nose esketamine.watching "
    "esketamine.driving iv.food iv.drink iv.watching iv.driving injection.food injection.drink "
    "injection.watching injection.driving mouth.food mouth.drink mouth.watching mouth.driving "
    "nasal.food nasal.drink nasal.nose nasal.watching nasal.driving",
}

ESKETAMINE = {
    "food": Fact(
        "L11 L18", (Told("esketamine", "last_meal_esketamine", "at least 2 hours", -120),)
    ),
    "liquid": Fact(
        "L11 L18", (Told("esketamine", "last_drink_esketamine", "at least 30 minutes", -30),)
    ),
    "nasal": Fact(
        "L11 L18",
        (
            Told("esketamine", "nasal_spray_esketamine", "steroid or decongestant", -60),
            Told("esketamine", "nasal_spray_esketamine", "at least 1 hour before"),
        ),
    ),
    "bp.pre": Fact(
        "L2 L18",
        (
            Told("esketamine", "checked_in", "asks for your blood pressure before the spray"),
            Told("esketamine", "blood_pressure", "140 over 90 as a general guide"),
        ),
    ),
    "bp.eu": Fact(
        "L12",
        (Told("esketamine", "blood_pressure", "Your clinic may use another limit"),),
        left_out=f"the limit from 65 years on is {UNVERIFIED}",
        never=r"\b150\b",
    ),
    "blow": Fact(
        "L12 L18",
        (
            Told("esketamine", "spray_steps", "before the first device only.*about 45°"),
            Told("esketamine", "spray_steps", "rest 5 minutes before the next device"),
            Told("esketamine", "spray_steps", "not to blow your nose afterwards"),
        ),
    ),
    "dose.device": Fact(
        "L12 L2",
        (
            Told("esketamine", "spray_steps", "two sprays, 28 mg in all; two hold 56 mg and three"),
            Told("esketamine", "spray_steps", "not to try out the device first"),
            Told("esketamine", "spray_steps", "for information only.*no advice on doses"),
        ),
    ),
    "self": Fact(
        "L7",
        (
            Told("esketamine", "spray_steps", "You spray it yourself while staff watch"),
            Told("esketamine", "spray_steps papers_esketamine", "never given out to use at home"),
        ),
    ),
    "bp.40": Fact(
        "L1 L2 L4 L12",
        (Told("esketamine", "checked_in", "again at about 40 minutes, and until it settles"),),
        left_out="how long a rise lasts: the texts differ, and it is nothing to prepare for",
    ),
    "spo2": Fact("L4 L6", (Told("esketamine", "checked_in", "oxygen, with a clip on your"),)),
    "obs": Fact(
        "L1 L6",
        (
            Told("esketamine", "two_hours_esketamine", "at least 2 hours", 120),
            Told("esketamine", "two_hours_esketamine", "no longer drowsy or detached and breathe"),
            Told("esketamine", "two_hours_esketamine", "Staff judge when it is safe to leave"),
        ),
    ),
    "drive": Fact(
        "L1 L2 L5", (Told(EVERY, "no_driving", "until the next day after a restful sleep"),)
    ),
    "escort": Fact("L2 L4", (Told(CLINIC, "ride_home", "label says someone must take you home"),)),
    "rems": Fact(
        "L7 L19",
        (
            Told("esketamine", "papers_esketamine", "you and your prescriber sign a form"),
            Told("esketamine", "papers_esketamine", "Staff send in a form after each session"),
        ),
        left_out="within 7 days: one page only, and the clinic’s business",
    ),
    "missed": Fact(left_out=UNVERIFIED, never="missed sessions?|earlier (dosing )?frequency"),
}

INFUSION = {
    "dose.ctx": Fact("E1 G1", left_out=DOSE, never="mg/kg|over 40 minutes"),
    "solid": Fact(
        "C1 C2",
        (
            Told("iv", "last_meal_iv", "no solid food and no milk", -360),
            Told("iv", "last_meal_iv", "One clinic says 6 hours, another 8"),
        ),
    ),
    "clear": Fact(
        "C1 C2",
        (Told("iv", "last_drink_iv", "clear drinks until 2 hours before", -120),),
        left_out="black coffee: one clinic only",
    ),
    "asa": Fact(left_out=UNVERIFIED, never="fatty|fasting rule"),
    "meds": Fact("C1", (Told("iv", "medicines_that_day", "Do not decide alone"),)),
    "vitals": Fact(
        "G1 G5 G6",
        (
            Told("iv im sc", "checked_in", "blood pressure, heart rate and oxygen before and"),
            Told("iv im sc", "checked_in", "until they are back to your usual"),
        ),
        left_out="who is on site for an emergency: a question for the consultation",
    ),
    "obs": Fact("C2", (Told("iv im sc", "watched_after", "Clinics differ.*20 to 30 minutes"),)),
    "drive": Fact(
        "C3 C4 L14e",
        (
            Told(EVERY.replace("esketamine ", ""), "no_driving", "at least 24 hours"),
            Told(EVERY.replace("esketamine ", ""), "no_driving", "12 hours.*the longest one"),
        ),
    ),
    "decisions": Fact(
        "C3", (Told(EVERY, "first_24_hours", "big and legal decisions until a day"),)
    ),
    "alcohol": Fact(
        "C3",
        (
            Told(EVERY, "no_alcohol", "on the day and for 24 hours afterwards"),
            Told(EVERY, "first_24_hours", "Leave alcohol and cannabis too"),
            Told(
                EVERY,
                "medicines_that_day",
                "for at least 4 hours afterwards, unless your prescriber says so",
            ),
        ),
    ),
    "escort": Fact("C1 C2 C3 C4", (Told(CLINIC, "ride_home", "the infusion clinics we read ask"),)),
    "eat.after": Fact("C2 C3", (Told(EVERY, "gentle_evening", "eat as usual afterwards unless"),)),
}

INJECTION = {
    "im.food": Fact("C5", (Told("im", "last_meal_injection", "sheet asks for no solid food"),)),
    "im.pills": Fact(
        "C5",
        (Told("im", "medicines_that_day", "blood-pressure medicine as usual"),),
        left_out="to leave out other tablets: the app never tells anyone to skip a medicine",
        never="(skip|leave out|no) (your |other )?(pills|tablets)",
    ),
    "im.companion": Fact("C5", (Told("im", "company_tonight", "stay near for 8 to 12 hours"),)),
    "im.observation": Fact(
        "C5", (Told("im", "watched_after", "about 30 minutes, and then checks"),)
    ),
    "im.morning": Fact(
        "C5", (Told("im", "no_driving", "a sheet for injections the next morning"),)
    ),
    "sc.timings": Fact(
        told=(
            Told("im sc", "last_meal_injection", "written for infusions; ask your clinic", -360),
            Told("im sc", "last_drink_injection", "written for infusions; ask your clinic", -120),
            Told("sc", "last_meal_injection", "under the skin we found no sheet"),
        )
    ),
    "sc.kset": Fact("K3", left_out="about a tool for side effects, not about preparing"),
}

AT_HOME = {
    "unapproved": Fact(
        "L13",
        (
            Told(HOME, "papers_compounded", "has not evaluated them"),
            Told(HOME, "papers_compounded", "not approved ketamine for any mental illness"),
        ),
    ),
    "unmonitored": Fact(
        "L13",
        (Told(HOME, "adult_with_you", "nobody measures your blood pressure or watches your br"),),
    ),
    "case": Fact(
        "L13",
        (
            Told(HOME, "one_dose_only", "Their breathing slowed"),
            Told(HOME, "one_dose_only", "about twice that usual in anaesthesia"),
        ),
    ),
    "nasal_notice": Fact("L13", (Told(HOME, "papers_compounded", "such nose sprays in 2022"),)),
    "standards": Fact(
        "G6",
        (
            Told(HOME, "papers_compounded", "same standards as with other sedatives"),
            Told(HOME, "papers_compounded", "regular visits in person"),
            Told(HOME, "adult_with_you safe_place sedatives_agreed", "American Society of Anest"),
        ),
    ),
    "timings": Fact(
        told=(
            Told(MOUTH, "food_as_told", "we found no time.*Only your prescriber can tell you"),
            Told(HOME, "papers_compounded", "no source that says how to take it"),
        ),
        left_out=f"swallowing or spitting is {UNVERIFIED}",
        never=r"\b(spit|swallow)",
    ),
    "adult": Fact(
        "L13 G6",
        (
            Told(HOME, "adult_with_you", "sober adult.*before the dose until you are yourself"),
            Told(HOME, "adult_with_you", "call your prescriber .* before you take it"),
            Told(HOME, "adult_here", "Don’t begin alone.*call your prescriber"),
        ),
    ),
    "phone": Fact(
        "L13 G6", (Told(HOME, "safe_place", "charged phone by you, with the emergency"),)
    ),
    "sedatives": Fact(
        "L13 G6",
        (
            Told(
                HOME,
                "sedatives_agreed",
                r"opioids, benzodiazepines, sleeping tablets or other sedatives\? Ask your "
                "prescriber how they fit with this dose",
            ),
            Told(HOME, "sedatives_agreed", "Do not stop one that is prescribed for you"),
        ),
    ),
    "places": Fact("L13 G6", (Told(HOME, "safe_place", "no bath, no stove, no driving"),)),
    "locked": Fact("L13 G6", (Told(HOME, "locked_away", "before the dose and after it"),)),
    "second_dose": Fact(
        "L13 G6", (Told(HOME, "one_dose_only", "Never take a second dose unless your prescriber"),)
    ),
}

MEDICINES = {
    "depressants": Fact(
        "L1 L20",
        (
            Told(EVERY, "medicines_to_mention", "sleeping tablets, opioids, allergy tablets that"),
            Told(EVERY, "medicines_to_mention", "calming medicines can make you more drowsy"),
            Told(EVERY, "no_alcohol", "alcohol and other calming .* more drowsy"),
        ),
    ),
    "benzodiazepines": Fact(
        "E4 E5",
        (
            Told(
                EVERY, "medicines_to_mention", "benzodiazepines, .* may lessen the effect on mood"
            ),
            Told(EVERY, "medicines_to_mention", "Stopping some suddenly can be dangerous"),
        ),
    ),
    "lamotrigine": Fact(
        "E4 E5", (Told(EVERY, "medicines_to_mention", "lamotrigine .* may lessen .* not settled"),)
    ),
    "stimulants": Fact(
        "L20",
        (
            Told(EVERY, "medicines_to_mention", "Stimulants, modafinil"),
            Told(EVERY, "medicines_to_mention", "stimulants and .* can raise blood pressure"),
        ),
    ),
    "mao": Fact(
        "L20 E4",
        (Told(EVERY, "medicines_to_mention", "MAO inhibitors can raise blood pressure"),),
        left_out="single cases without a rise: they would only reassure",
    ),
    "naltrexone": Fact(
        "E6", (Told(EVERY, "medicines_to_mention", "naltrexone may lessen .* not settled"),)
    ),
    "antipsychotics": Fact(
        "E4", (Told(EVERY, "medicines_list", "weak signs that clozapine, haloperidol and risper"),)
    ),
    "cyp": Fact(
        "E5",
        (Told(EVERY, "medicines_list", "CYP2B6 and CYP3A4.*That is why the whole list counts"),),
    ),
    "glp1": Fact(
        "G9 G10",
        (
            Told(EVERY, "medicines_to_mention", "GLP-1 medicines such as semaglutide or tirzep"),
            Told(EVERY, "medicines_to_mention", "written for anaesthesia, so ask for your own"),
        ),
        left_out="its hours and days: written for anaesthesia, and partly about leaving doses out",
        never=r"liquid diet|(1|one|a) week before",
    ),
    "blood_pressure": Fact(
        "C5", (Told(EVERY, "medicines_that_day", "take blood-pressure medicine as usual"),)
    ),
    "thyroid": Fact(
        told=(Told(EVERY, "health_to_mention", "an overactive thyroid"),),
        left_out=f"theophylline, others and every reason why are {UNVERIFIED}",
        never="theophylline|thyroid[^.]*(interact|raise|danger|risk)",
    ),
    "lithium": Fact("E4", (Told(EVERY, "medicines_list", "lithium no clear problem is reported"),)),
    "antidepressants": Fact(
        "E5 L1", (Told(EVERY, "medicines_list", r"\(SSRI, SNRI\) are mostly continued"),)
    ),
}

SETTLING = {
    "support": Fact(
        "L2 L4", (Told(CLINIC, "ride_home", "knows your plan and the warning signs in Get help"),)
    ),
    "questions": Fact(
        "L7",
        (
            Told("esketamine", "papers_esketamine", "Medication Guide"),
            Told("esketamine", "papers_esketamine", "write down what you want to ask"),
        ),
    ),
    "list": Fact(
        "L20", (Told(EVERY, "medicines_list", "all you take.*your allergies and illnesses"),)
    ),
    "scales": Fact(
        "Q33",
        (Told(EVERY, "questionnaires", "PHQ-9 and GAD-7"),),
        left_out="PEG and PCL-5: the app does not have them",
    ),
    "intention": Fact(
        told=(Told(EVERY, "intention", "One sentence .* none is fine.*we found no proof"),)
    ),
    "transport": Fact(
        "L2 L4",
        (
            Told(CLINIC, "ride_home", "Plan the way there too"),
            Told(CLINIC, "ride_home", "can’t drive, .* until you have slept a full night"),
        ),
    ),
    "cover": Fact(told=(Told(EVERY, "home_cover", "children, pets and work"),)),
    "comfort": Fact(
        "C1 C2",
        (
            Told(
                CLINIC, "bag_packed", "clothes, a blanket, an eye mask, .*playlist without adverts"
            ),
            Told(HOME, "things_at_hand", "clothes, a blanket, an eye mask, .* without adverts"),
        ),
    ),
    "glasses": Fact(
        left_out=UNVERIFIED,
        never="lenses|glasses|toilet",
    ),
    "phone": Fact(
        told=(
            Told(EVERY, "agreed_signal", "silence your phone"),
            Told(CLINIC, "bag_packed", "driver’s number on paper"),
        )
    ),
    "signal": Fact(
        told=(Told(EVERY, "agreed_signal", "a word or a hand sign that means: I need"),)
    ),
    "room": Fact(
        "L14c",
        (
            Told(EVERY, "agreed_signal", "a quiet, dim room with someone near"),
            Told(EVERY, "agreed_signal", "old ketamine label asks for calm after an anaesth"),
        ),
    ),
    "music": Fact(
        "E10",
        (
            Told(CLINIC, "bag_packed", "felt richer, and the effect on mood was the same"),
            Told(HOME, "things_at_hand", "felt richer, and the effect on mood was the same"),
        ),
        left_out="music and blood pressure: read in one clinic’s summary only",
        never="MUSIK|music[^.]*blood pressure",
    ),
}

SLEPT = "after a full night’s sleep"
PRESETS = {
    "esketamine.food": ESKETAMINE["food"],
    "esketamine.drink": ESKETAMINE["liquid"],
    "esketamine.nose": ESKETAMINE["nasal"],
    "esketamine.watching": ESKETAMINE["obs"],
    "esketamine.driving": Fact("L1 L2 L5", (Told("esketamine", "no_driving", SLEPT),)),
    "iv.food": Fact("C1 C2", (Told("iv", "last_meal_iv", "6 h, common default", -360),)),
    "iv.drink": Fact("C1 C2", (Told("iv", "last_drink_iv", "2 h, common default", -120),)),
    "iv.watching": Fact(
        "C2",
        (Told("iv", "watched_after", "Staff decide .*own clinic’s time counts.*clinics differ$"),),
    ),
    "iv.driving": Fact(
        "C3 C4 L14e", (Told("iv", "no_driving", f"{SLEPT}.*some clinics say 24 h"),)
    ),
    "injection.food": INJECTION["sc.timings"],
    "injection.drink": INJECTION["sc.timings"],
    "injection.watching": Fact(
        "C2 C5", (Told("im sc", "watched_after", "own clinic’s time counts.*clinics differ$"),)
    ),
    "injection.driving": Fact("C3 C4 C5", (Told("im sc", "no_driving", SLEPT),)),
    "mouth.food": Fact(told=(Told(MOUTH, "food_as_told", "food.*only your prescriber can say"),)),
    "mouth.drink": Fact(told=(Told(MOUTH, "food_as_told", "drink.*only your prescriber can say"),)),
    "mouth.watching": Fact("L13 G6", (Told(MOUTH, "adult_with_you", "A sober adult with you"),)),
    "mouth.driving": Fact("C3 C4 L14e", (Told(MOUTH, "no_driving", SLEPT),)),
    "nasal.food": Fact(
        "L11 L18",
        (
            Told("nasal_ketamine", "last_meal_nasal_ketamine", "we found no time", -120),
            Told("nasal_ketamine", "last_meal_nasal_ketamine", "2 h, .*; ask your prescriber"),
        ),
    ),
    "nasal.drink": Fact(
        "L11 L18",
        (
            Told("nasal_ketamine", "last_drink_nasal_ketamine", "we found no time", -30),
            Told("nasal_ketamine", "last_drink_nasal_ketamine", "30 min, .*; ask your prescriber"),
        ),
    ),
    "nasal.nose": Fact(
        "L11 L18",
        (
            Told("nasal_ketamine", "nose_sprays_nasal_ketamine", "we found no time", -60),
            Told("nasal_ketamine", "nose_sprays_nasal_ketamine", "1 h, .*; ask your prescriber"),
        ),
    ),
    "nasal.watching": Fact("L13 G6", (Told("nasal_ketamine", "adult_with_you", "A sober adult"),)),
    "nasal.driving": Fact("L1 L5", (Told("nasal_ketamine", "no_driving", SLEPT),)),
}

FACTS = {
    "2a": ESKETAMINE,
    "2b": INFUSION,
    "2c": INJECTION,
    "2d": AT_HOME,
    "2e": MEDICINES,
    "2g": SETTLING,
    "2h": PRESETS,
}
ALL = [fact for facts in FACTS.values() for fact in facts.values()]
EACH = [
    pytest.param(fact, id=f"{part}-{key}")
    for part, facts in FACTS.items()
    for key, fact in facts.items()
]
NO_RULE = "our suggestion|we found no"


def words_of(item: str) -> str:
    """Give all the words of an item."""
    words = CONTENT.items[item]
    return f"{words.label} {words.question} {words.says} {words.why} {words.unmet} {words.rule}"


def tellers(told: Told) -> list[Item]:
    """Give the items that tell it, one for each walk; each of them must be there."""
    return [
        next(item for item in CONTENT.checklists[walk].item if item.id == wanted)
        for walk in told.walks.split()
        for wanted in told.item.split()
    ]


def test_the_table_holds_every_fact_of_the_notes() -> None:
    assert {part: set(facts) for part, facts in FACTS.items()} == {
        part: set(keys.split()) for part, keys in KEYS.items()
    }


def test_the_walks_named_here_are_all_there_are() -> None:
    walks = {one.id for one in CONTENT.checklists.values() if one.walk is Walk.SESSION}
    assert set(EVERY.split()) == walks


@pytest.mark.parametrize("fact", EACH)
def test_a_fact_is_told_or_has_a_reason_why_not(fact: Fact) -> None:
    assert fact.told or fact.left_out
    for told in fact.told:
        for item in tellers(told):
            assert re.search(told.words, words_of(item.id), re.DOTALL | re.IGNORECASE), item.id
            assert told.minutes is None or told.minutes == item.minutes, item.id


@pytest.mark.parametrize("fact", EACH)
def test_a_fact_is_told_with_its_source_or_as_a_suggestion(fact: Fact) -> None:
    sources = set(fact.sources.split())
    assert sources <= set(CONTENT.sources)
    for told in fact.told:
        for item in tellers(told):
            if sources:
                assert sources & set(item.sources), item.id
            else:
                assert re.search(NO_RULE, words_of(item.id), re.IGNORECASE), item.id


@pytest.mark.parametrize("never", [fact.never for fact in ALL if fact.never])
def test_what_is_not_verified_is_nowhere_stated(never: str) -> None:
    assert [key for key in CONTENT.items if re.search(never, words_of(key), re.IGNORECASE)] == []


def test_everything_unverified_has_something_that_is_never_said() -> None:
    unverified = [fact for fact in ALL if UNVERIFIED in fact.left_out]
    assert len(unverified) > 5
    assert all(fact.never for fact in unverified)


@pytest.mark.parametrize("walk", HOME.split())
def test_a_dose_that_may_be_at_home_needs_its_safety_in_place(walk: str) -> None:
    musts = {item.id for item in CONTENT.checklists[walk].item if item.must}
    assert musts > {
        "sedatives_agreed",
        "adult_with_you",
        "papers_compounded",
        "locked_away",
        "adult_here",
        "safe_place",
        "one_dose_only",
    }


def test_without_a_sober_adult_the_prescriber_is_called_before_the_dose() -> None:
    for item in ("adult_with_you", "adult_here", "safe_place"):
        unmet = CONTENT.items[item].unmet
        assert re.search(
            "call your prescriber or {clinic} before you take it", unmet, re.IGNORECASE
        )


@pytest.mark.parametrize("item", ["diabetes_plan", "health_to_mention", "whats_new"])
def test_what_no_source_names_is_marked_as_ours_and_must_be_in_place(item: str) -> None:
    for told in tellers(Told(EVERY, item, "")):
        assert told.must
        assert told.strength == "ours"
    assert "our suggestion" in CONTENT.items[item].why


@pytest.mark.parametrize(
    "named",
    [
        "new medicine or dose",
        "an illness",
        "pregnant",
        "breastfeed",
        "thoughts of suicide",
        "alcohol or drugs",
    ],
)
def test_what_is_new_asks_for_all_of_it(named: str) -> None:
    assert named in CONTENT.items["whats_new"].says


@pytest.mark.parametrize(
    "named",
    ["Mania or bipolar", "in you or your family", "overactive thyroid", "cannabis or other"],
)
def test_health_to_mention_asks_for_all_of_it(named: str) -> None:
    assert named in CONTENT.items["health_to_mention"].says
