# SPDX-License-Identifier: Apache-2.0
"""The questionnaires are word for word those of their authors, with the official codes."""

import json
import tomllib
from typing import Any

import pytest

from companion.content import ORDINAL_VALUE, resource_path

LOINC = "http://loinc.org"
STEM = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
CREDIT = (
    "Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with "
    "an educational grant from Pfizer Inc. No permission required to reproduce, translate, display "
    "or distribute."
)
PHQ9 = {
    "44250-9": "Little interest or pleasure in doing things",
    "44255-8": "Feeling down, depressed, or hopeless",
    "44259-0": "Trouble falling or staying asleep, or sleeping too much",
    "44254-1": "Feeling tired or having little energy",
    "44251-7": "Poor appetite or overeating",
    "44258-2": "Feeling bad about yourself - or that you are a failure or have let yourself or "
    "your family down",
    "44252-5": "Trouble concentrating on things, such as reading the newspaper or watching "
    "television",
    "44253-3": "Moving or speaking so slowly that other people could have noticed? Or the opposite "
    "- being so fidgety or restless that you have been moving around a lot more than usual",
    "44260-8": "Thoughts that you would be better off dead or of hurting yourself in some way",
}
DIFFICULTY = {
    "69722-7": "If you checked off any problems, how difficult have these problems made it for you "
    "to do your work, take care of things at home, or get along with other people?",
}
GAD7 = {
    "69725-0": "Feeling nervous, anxious or on edge",
    "68509-9": "Not being able to stop or control worrying",
    "69733-4": "Worrying too much about different things",
    "69734-2": "Trouble relaxing",
    "69735-9": "Being so restless that it is hard to sit still",
    "69689-8": "Becoming easily annoyed or irritable",
    "69736-7": "Feeling afraid as if something awful might happen",
}
HOW_OFTEN = [
    (0, "LA6568-5", "Not at all"),
    (1, "LA6569-3", "Several days"),
    (2, "LA6570-1", "More than half the days"),
    (3, "LA6571-9", "Nearly every day"),
]
# The last two codes are not in the order of their points.
HOW_DIFFICULT = [
    (0, "LA6572-7", "Not difficult at all"),
    (1, "LA6573-5", "Somewhat difficult"),
    (2, "LA6575-0", "Very difficult"),
    (3, "LA6574-3", "Extremely difficult"),
]
TABLE = {
    "phq-9": ("44249-1", {**PHQ9, **DIFFICULTY}, "44261-6"),
    "gad-7": ("69737-5", GAD7, "70274-6"),
}


def questionnaire(key: str) -> Any:
    return json.loads(resource_path("instruments", f"{key}.json").read_text(encoding="utf-8"))


def rules() -> dict[str, Any]:
    return tomllib.loads(resource_path("instruments", "rules.toml").read_text(encoding="utf-8"))


def options(item: Any) -> list[tuple[int, str, str]]:
    found = []
    for option in item["answerOption"]:
        coding = option["valueCoding"]
        assert coding["system"] == LOINC
        (points,) = (e["valueDecimal"] for e in option["extension"] if e["url"] == ORDINAL_VALUE)
        found.append((points, coding["code"], coding["display"]))
    return found


def test_these_are_all_the_questionnaires_there_are() -> None:
    files = {path.stem for path in resource_path("instruments").glob("*.json")}
    assert files == set(TABLE) == set(rules())


@pytest.mark.parametrize("key", TABLE)
def test_questions_are_word_for_word_with_their_codes(key: str) -> None:
    panel, questions, total = TABLE[key]
    data = questionnaire(key)
    stem, *asked, sum_ = data["item"]
    assert (data["resourceType"], data["code"]) == (
        "Questionnaire",
        [{"system": LOINC, "code": panel}],
    )
    assert (stem["type"], stem["text"]) == ("display", STEM)
    assert {item["code"][0]["code"]: item["text"] for item in asked} == questions
    for item in (*asked, sum_):
        (coding,) = item["code"]
        assert coding["system"] == LOINC
        assert item["linkId"] == f"/{coding['code']}"
    assert (sum_["code"][0]["code"], sum_["type"], sum_["readOnly"]) == (total, "decimal", True)


@pytest.mark.parametrize("key", TABLE)
def test_answers_have_their_points_words_and_codes(key: str) -> None:
    for item in questionnaire(key)["item"]:
        if item["type"] == "choice":
            difficult = item["linkId"] == "/69722-7"
            assert options(item) == (HOW_DIFFICULT if difficult else HOW_OFTEN), item["linkId"]


@pytest.mark.parametrize("key", TABLE)
def test_the_authors_are_named_as_they_ask(key: str) -> None:
    said = questionnaire(key)["copyright"]
    assert said.startswith(CREDIT)
    assert "LOINC is copyright © Regenstrief Institute" in said


@pytest.mark.parametrize(("key", "scored", "highest"), [("phq-9", PHQ9, 27), ("gad-7", GAD7, 21)])
def test_the_rules_score_the_official_items_in_their_order(
    key: str, scored: dict[str, str], highest: int
) -> None:
    rule = rules()[key]
    assert rule["items"] == [f"/{code}" for code in scored]
    assert (rule["minimum"], rule["maximum"]) == (0, highest)


def test_bands_and_changes_are_the_published_ones() -> None:
    published = {
        key: [(band["from"], band["id"]) for band in rule["band"]] for key, rule in rules().items()
    }
    assert published == {
        "phq-9": [
            (0, "minimal"),
            (5, "mild"),
            (10, "moderate"),
            (15, "moderately_severe"),
            (20, "severe"),
        ],
        "gad-7": [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")],
    }
    assert {key: rule["change"] for key, rule in rules().items()} == {"phq-9": 5, "gad-7": 4}
