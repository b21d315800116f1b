# SPDX-License-Identifier: Apache-2.0
"""Each topic of the five source articles has its items in the walks, or a reason for none.

A topic's number is the article's and its own: 1-13 is the thirteenth topic of article 1.
"""

import re
from enum import StrEnum

import pytest

from companion.domain.item import Walk
from tests.resources.test_caution_facts import CONTENT, In, words_of

TOPICS_IN_ARTICLE = {0: 11, 1: 27, 2: 10, 3: 14, 4: 13}


class Left(StrEnum):
    """Why a topic has no item."""

    MARKETING = "It promises or sells, and nothing that is known stands behind it."
    WRONG = "It is not true, and there is nothing in it to do."
    LEARN = "It explains, and there is nothing in it to do; it belongs in an article."
    LAW = "It is about the law of one country, which the patient need not act on."
    UNVERIFIED = "Nobody could confirm it."


COURSE = In("consultation", "consultation_sessions", "mostly a series")
HOW_SOON = In("consultation", "consultation_expectations", "how soon.+7 of 10")
FADES = In("consultation", "consultation_expectations", "slid back within 18 days")
RISKS = In("consultation", "consultation_risks", "4 in 10 people felt detached")
LONG_USE = In("consultation", "consultation_risks", "long use is not well studied")
OFF_LABEL = In("consultation", "consultation_off_label", "not approved for any mental illness")
LAST_TRIED = In("consultation", "consultation_treatments", "after other treatments")
TRIED = In("consultation", "consultation_treatments", "each medicine or therapy")
DIAGNOSES = In("consultation", "consultation_diagnoses", "your diagnoses")
WATCHED = In("consultation", "consultation_watching", "blood pressure and oxygen")
LOCAL_RULES = In("consultation", "consultation_rules", "from state to state")
LICENCE = In("consultation", "consultation_licence", "licence.+training in mental health")
ON_SITE = In("consultation", "consultation_staff", "trained to help")
GOALS = In("consultation", "consultation_goals", "what you hope for")
CARE_TEAM = In("consultation", "consultation_care_team", "psychiatrist, therapist")
QUESTIONS = In("consultation", "consultation_questions", "your own questions")
SUPPORT = In("consultation", "consultation_support", "take you home, stay for the evening")
CONSENT = In("consultation", "consultation_consent", "form.+change your mind")
PLAN = In("maintenance", "maintenance_plan", "if the plan still fits")
REVIEW = In("maintenance", "maintenance_next_review", "plan is reviewed next")
NEXT_VISIT = In("afterwards", "afterwards_next_appointment", "next visit")
THERAPY = In("afterwards", "afterwards_therapy", "not proven that therapy adds")
MOVEMENT = In("afterwards", "afterwards_movement", "walk.+we found no study")

TOPICS: dict[str, tuple[In, ...] | Left] = {
    # Prescriptions and misconceptions
    "0-01": Left.LAW,
    "0-02": (
        In("maintenance", "maintenance_craving", "craving"),
        In("maintenance", "maintenance_outside_plan", "otherwise than planned"),
    ),
    "0-03": (WATCHED,),
    "0-04": (COURSE, PLAN),
    "0-05": (NEXT_VISIT, THERAPY),
    "0-06": (COURSE, FADES),
    "0-07": Left.MARKETING,
    "0-08": Left.LEARN,
    "0-09": Left.WRONG,
    "0-10": Left.MARKETING,
    "0-11": Left.MARKETING,
    # How to get a prescription
    "1-01": Left.LEARN,
    "1-02": (In("consultation", "consultation_sessions", "how many and how often"),),
    "1-03": (WATCHED, In("consultation", "consultation_rules", "warned of use at home")),
    "1-04": (RISKS,),
    "1-05": (In("esketamine", "two_hours_esketamine", "at least 2 hours"),),
    "1-06": (COURSE,),
    "1-07": Left.LEARN,
    "1-08": Left.LEARN,
    "1-09": Left.LEARN,
    "1-10": (CARE_TEAM, In("consultation", "consultation_sharing", "psychiatrist")),
    "1-11": (THERAPY, In("afterwards", "afterwards_share", "tell your therapist")),
    "1-12": (GOALS, In("consultation", "consultation_alcohol_drugs", "better said than hidden")),
    "1-13": (
        In("consultation", "consultation_history", "your story"),
        DIAGNOSES,
        TRIED,
        In("consultation", "consultation_medicines", "with the dose and how often"),
        In("consultation", "consultation_allergies", "your allergies"),
        In("consultation", "consultation_heart", "heart disease"),
    ),
    "1-14": (DIAGNOSES, OFF_LABEL),
    "1-15": (LAST_TRIED, In("consultation", "consultation_daily_life", "what is hard")),
    "1-16": Left.MARKETING,
    "1-17": (COURSE, GOALS, PLAN),
    "1-18": (QUESTIONS, In("maintenance", "maintenance_plan", "you decide together")),
    "1-19": (HOW_SOON, In("iv", "papers_iv", "read what the clinic gave you")),
    "1-20": (In("iv", "agreed_signal", "I need help"),),
    "1-21": (RISKS, In("afterwards", "note_evening", "noted side effects")),
    "1-22": (
        In("afterwards", "afterwards_call_clinic", "when to call"),
        In("afterwards", "afterwards_passed", "still feel unreal"),
    ),
    "1-23": (NEXT_VISIT, REVIEW),
    "1-24": (PLAN, In("maintenance", "maintenance_closer", "as few sessions as")),
    "1-25": (
        MOVEMENT,
        In("afterwards", "afterwards_movement", "simple meals.+we found no study"),
        In("afterwards", "afterwards_movement", "calms you.+we found no study"),
    ),
    "1-26": Left.MARKETING,
    "1-27": Left.MARKETING,
    # Who can prescribe
    "2-01": (OFF_LABEL,),
    "2-02": Left.UNVERIFIED,
    "2-03": (In("consultation", "consultation_off_label", "a pharmacy mixes"),),
    "2-04": Left.LEARN,
    "2-05": Left.LEARN,
    "2-06": (HOW_SOON,),
    "2-07": Left.MARKETING,
    "2-08": (DIAGNOSES, TRIED, WATCHED),
    "2-09": (LAST_TRIED,),
    "2-10": Left.MARKETING,
    # Rules, safety and pain
    "3-01": (HOW_SOON,),
    "3-02": (In("consultation", "consultation_sharing", "sessions are one part of your care"),),
    "3-03": Left.WRONG,
    "3-04": (ON_SITE,),
    "3-05": (OFF_LABEL, LOCAL_RULES),
    "3-06": Left.WRONG,
    "3-07": (In("consultation", "consultation_risks", "slow breathing"), WATCHED),
    "3-08": (RISKS, In("consultation", "consultation_heart", "heart")),
    "3-09": (LOCAL_RULES,),
    "3-10": (CONSENT, In("iv", "papers_iv", "consent form")),
    "3-11": (In("consultation", "consultation_diagnoses", "for pain"),),
    "3-12": Left.MARKETING,
    "3-13": Left.LEARN,
    "3-14": (LONG_USE,),
    # What it is, and preparing
    "4-01": Left.MARKETING,
    "4-02": (LONG_USE,),
    "4-03": (FADES,),
    "4-04": Left.MARKETING,
    "4-05": (THERAPY, MOVEMENT),
    "4-06": (In("iv", "questionnaires", "same questions over time"), NEXT_VISIT),
    "4-07": (
        In("iv", "medicines_list", "go through it with the team"),
        SUPPORT,
        In("iv", "ride_home", "ride home arranged"),
        RISKS,
        In("consultation", "consultation_licence", "trust"),
        QUESTIONS,
        In("consultation", "consultation_expectations", "may and may not do"),
        In("iv", "medicines_that_day", "do not decide alone"),
    ),
    "4-08": Left.LEARN,
    "4-09": Left.LEARN,
    "4-10": (RISKS,),
    "4-11": (HOW_SOON,),
    "4-12": (LICENCE, ON_SITE, WATCHED),
    "4-13": Left.MARKETING,
}
TAKEN_UP = [
    pytest.param(place, id=f"{topic}-{place.item}")
    for topic, places in TOPICS.items()
    if not isinstance(places, Left)
    for place in places
]

# What the articles promise, each with a sentence in their manner.
PROMISES = [
    (r"life.changing", "It can be life-changing."),
    (r"highly effective|safe and effective", "It is a safe and effective treatment."),
    (r"regain control|long-term recovery", "Regain control of your life."),
    (r"latest|breakthrough", "It is the latest advance."),
    (r"root (cause|neuro)", "It treats the root cause."),
    (r"first.(line|choice)", "It can be first-line."),
    (r"early (treatment|intervention)", "Early intervention brings better results."),
    (r"(milder|fewer) (and \w+ )?side effects", "It has fewer and milder side effects."),
    (r"without (any )?(side effects|adverse)", "The dose is set without any side effects."),
    (r"\bketo\b", "Keto therapy helps."),
]


def test_every_topic_is_taken_up_or_left_for_a_reason() -> None:
    every = {
        f"{article}-{number:02}"
        for article, count in TOPICS_IN_ARTICLE.items()
        for number in range(1, count + 1)
    }
    assert set(TOPICS) == every
    assert () not in TOPICS.values()


def test_the_topics_lead_into_every_walk() -> None:
    found = {
        CONTENT.checklists[place.checklist].walk
        for places in TOPICS.values()
        if not isinstance(places, Left)
        for place in places
    }
    assert found == set(Walk)


@pytest.mark.parametrize("place", TAKEN_UP)
def test_a_topic_is_taken_up_where_it_belongs(place: In) -> None:
    assert re.search(place.pattern, words_of(place), re.IGNORECASE)


@pytest.mark.parametrize(("pattern", "promise"), PROMISES)
def test_no_promise_of_the_articles_is_repeated(pattern: str, promise: str) -> None:
    assert re.search(pattern, promise, re.IGNORECASE)
    found = [
        item
        for item, words in CONTENT.items.items()
        if re.search(pattern, f"{words.question} {words.says} {words.why}", re.IGNORECASE)
    ]
    assert found == []
