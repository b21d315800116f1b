# SPDX-License-Identifier: Apache-2.0
"""A Questionnaire is read with its rules, and refused where they are missing or do not fit."""

import copy
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from companion.domain.instrument import Group, Instrument, Method
from companion.domain.questionnaire import ORDINAL_VALUE, RULE, instrument_of, read


def option(value: int, words: str) -> dict[str, Any]:
    points = {"url": ORDINAL_VALUE, "valueDecimal": value}
    return {"extension": [points], "valueCoding": {"display": words}}


def item(link: str) -> dict[str, Any]:
    answers = [option(0, "No"), option(1, "A little"), option(2, "Yes")]
    return {"linkId": link, "type": "choice", "text": link.strip("/"), "answerOption": answers}


def rule(name: str, *parts: dict[str, Any], **value: object) -> dict[str, Any]:
    return {"url": f"{RULE}{name}", **value, **({"extension": list(parts)} if parts else {})}


MADE_UP: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "id": "rest-3",
    "name": "REST3",
    "title": "Rest in three questions",
    "description": "How you rested.",
    "copyright": "Nobody's.",
    "extension": [
        rule("rank", valueInteger=5),
        rule("minutes", valueInteger=1),
        rule(
            "score",
            {"url": "method", "valueCode": "sum"},
            {"url": "minimum", "valueInteger": 0},
            {"url": "maximum", "valueInteger": 4},
            {"url": "item", "valueString": "/night"},
            {"url": "item", "valueString": "/day"},
        ),
        rule(
            "band",
            {"url": "code", "valueCode": "low"},
            {"url": "from", "valueInteger": 0},
            {"url": "display", "valueString": "little rest"},
        ),
        rule(
            "band",
            {"url": "code", "valueCode": "high"},
            {"url": "from", "valueInteger": 3},
            {"url": "display", "valueString": "much rest"},
        ),
        rule(
            "group",
            {"url": "code", "valueCode": "N"},
            {"url": "item", "valueString": "/night"},
        ),
        rule("source", valueCode="S1"),
        rule(
            "minimal-change",
            {"url": "points", "valueInteger": 2},
            {"url": "source", "valueCode": "S2"},
        ),
    ],
    "item": [
        {"linkId": "/stem", "type": "display", "text": "How was it?"},
        {"linkId": "/both", "type": "group", "item": [item("/night"), item("/day")]},
        item("/why"),
        {"linkId": "/total", "type": "decimal", "text": "Total"},
    ],
}


def made(change: Callable[[dict[str, Any]], object] = lambda _data: None) -> Instrument:
    data = copy.deepcopy(MADE_UP)
    change(data)
    return instrument_of(read(data))


def without(name: str) -> Callable[[dict[str, Any]], None]:
    def leave_out(data: dict[str, Any]) -> None:
        data["extension"] = [one for one in data["extension"] if one["url"] != f"{RULE}{name}"]

    return leave_out


def test_everything_is_read_from_the_one_file() -> None:
    one = made()
    assert (one.id, one.name, one.stem, one.copyright) == (
        "rest-3",
        "REST3",
        "How was it?",
        "Nobody's.",
    )
    assert [(each.id, each.scored) for each in one.items] == [
        ("/night", True),
        ("/day", True),
        ("/why", False),
    ]
    assert [(each.value, each.text) for each in one.items[0].options] == [
        (0, "No"),
        (1, "A little"),
        (2, "Yes"),
    ]
    assert [(each.id, each.low, each.high) for each in one.bands] == [("low", 0, 2), ("high", 3, 4)]
    assert (one.method, one.minimum, one.maximum, one.minutes) == (Method.SUM, 0, 4, 1)
    assert (one.change, one.change_percent, one.due_days) == (2, None, None)
    assert one.groups == (Group(id="N", items=("/night",)),)
    assert one.sources == ("S1", "S2")
    assert read(MADE_UP).band_displays == {"low": "little rest", "high": "much rest"}


def test_a_name_of_the_language_comes_before_the_files_own() -> None:
    assert instrument_of(read(MADE_UP), "Rest").name == "Rest"


@pytest.mark.parametrize("name", ["group", "band", "minimal-change", "source"])
def test_what_may_be_missing_may_be_missing(name: str) -> None:
    one = made(without(name))
    empty = {
        "group": one.groups,
        "band": one.bands,
        "minimal-change": one.change,
        "source": one.sources[:-1],
    }[name]
    assert empty in ((), None)


@pytest.mark.parametrize("name", ["minutes", "score"])
def test_what_may_not_be_missing_is_said(name: str) -> None:
    with pytest.raises(ValueError, match=r"no (urn:companion:extension:minutes|method|maximum)"):
        made(without(name))


def test_without_its_place_among_the_others_it_is_refused() -> None:
    data = copy.deepcopy(MADE_UP)
    without("rank")(data)
    with pytest.raises(ValueError, match="no urn:companion:extension:rank"):
        _ = read(data).rank


def test_a_rule_about_an_item_that_is_not_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="not asked: /dream"):
        made(lambda data: data["extension"].append(rule("suicide-item", valueString="/dream")))


def test_an_instrument_without_a_scored_item_is_refused() -> None:
    def score_none(data: dict[str, Any]) -> None:
        score = data["extension"][2]
        score["extension"] = [one for one in score["extension"] if one["url"] != "item"]

    with pytest.raises(ValueError, match="no item is scored"):
        made(score_none)


def test_an_answer_without_its_points_is_refused() -> None:
    with pytest.raises(ValueError, match="ordinalValue"):
        made(lambda data: data["item"][2]["answerOption"][0].pop("extension"))


@pytest.mark.parametrize("data", [{}, [], {"id": "x"}, {**MADE_UP, "item": "none"}])
def test_what_is_no_questionnaire_is_refused(data: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(data)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["None", "1", "2", "All"], True),
        (["None", "1", "some", "All"], False),
        (["No", "Yes"], False),
    ],
)
def test_a_row_of_numbers_has_words_at_its_ends_alone(words: list[str], expected: bool) -> None:
    def answer_so(data: dict[str, Any]) -> None:
        data["item"][2]["answerOption"] = [option(*each) for each in enumerate(words)]

    assert made(answer_so).items[2].ends_only is expected
