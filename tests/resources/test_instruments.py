# SPDX-License-Identifier: Apache-2.0
"""The questionnaires are word for word those of their authors, with the official codes alone."""

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from companion.content import Content
from companion.domain.questionnaire import ORDINAL_VALUE, RULE, Beside, in_language
from companion.shipped import resource_path

HERE = Path(__file__).parent
FACTS = tomllib.loads((HERE / "instrument_facts.toml").read_text(encoding="utf-8"))
ANSWERS = FACTS.pop("answers")
SCHEMA = json.loads((HERE / "questionnaire_schema.json").read_text(encoding="utf-8"))
CONTENT = Content()
LOINC = "http://loinc.org"
LOINC_NOTICE = "LOINC is copyright © Regenstrief Institute"

# In the order in which they are offered, each with its band names and where the bands begin.
BANDS = {
    "phq-9": [
        ("minimal", 0),
        ("mild", 5),
        ("moderate", 10),
        ("moderately_severe", 15),
        ("severe", 20),
    ],
    "gad-7": [("minimal", 0), ("mild", 5), ("moderate", 10), ("severe", 15)],
    "phq-2": [],
    "gad-2": [],
    "pcl-5": [],
    "peg": [],
}
CHANGES = {"phq-9": (5, None), "gad-7": (4, None), "pcl-5": (10, None), "peg": (None, 30)}

every = pytest.mark.parametrize("key", FACTS)


def questionnaire(key: str) -> Any:
    return json.loads(resource_path("instruments", f"{key}.json").read_text(encoding="utf-8"))


def loinc(part: Any) -> str:
    """Give the LOINC code of a part, empty where it has none; it has no other code."""
    codes = [one["code"] for one in part.get("code", ()) if one["system"] == LOINC]
    assert len(codes) == len(part.get("code", ()))
    return codes[0] if codes else ""


def points(option: Any) -> int:
    (value,) = (e["valueDecimal"] for e in option["extension"] if e["url"] == ORDINAL_VALUE)
    return int(value)


def answer(option: Any) -> dict[str, Any]:
    coding = option["valueCoding"]
    code = coding["code"] if coding["system"] == LOINC else ""
    return {"points": points(option), "code": code, "words": coding["display"]}


def shown(data: Any, link: str) -> str:
    return "".join(item["text"] for item in data["item"] if item["linkId"] == link)


def as_fact(data: Any) -> dict[str, Any]:
    """Give a file in the shape of the table of facts, everything that is asked and nothing else."""
    *_others, total = data["item"]
    questions = [item for item in data["item"] if item["type"] == "choice"]
    instrument = CONTENT.instruments[data["id"]]
    return {
        "attribution": data["copyright"].split("\n\n")[0],
        "instruction": shown(data, "/instruction"),
        "stem": shown(data, "/stem"),
        "panel": loinc(data),
        "total": loinc(total),
        "lowest": instrument.minimum,
        "highest": instrument.maximum,
        "scored": len(instrument.scored_items),
        "item": [
            {
                "code": loinc(item),
                "text": item["text"],
                "answers": [answer(option) for option in item["answerOption"]],
            }
            for item in questions
        ],
    }


def fact(key: str) -> dict[str, Any]:
    items = [{**item, "answers": ANSWERS[item["answers"]]} for item in FACTS[key]["item"]]
    return {**FACTS[key], "item": items}


# --- the same as the facts, both ways -------------------------------------------------------------


def test_these_are_all_the_questionnaires_there_are() -> None:
    files = {path.stem for path in resource_path("instruments").iterdir()}
    assert files == set(FACTS)
    assert list(CONTENT.instruments) == list(BANDS)


@every
def test_a_file_says_what_its_source_says_and_nothing_else(key: str) -> None:
    assert as_fact(questionnaire(key)) == fact(key)


@every
def test_what_is_asked_on_screen_is_what_stands_in_the_file(key: str) -> None:
    asked = CONTENT.instruments[key]
    table = fact(key)
    assert (asked.stem, asked.instruction) == (table["stem"], table["instruction"])
    assert [
        (item.text, [(option.value, option.text) for option in item.options])
        for item in asked.items
    ] == [
        (item["text"], [(one["points"], one["words"]) for one in item["answers"]])
        for item in table["item"]
    ]


def test_a_code_goes_out_only_where_two_sources_have_it() -> None:
    """None was found for the total of the PCL-5 but in one source, for its items in none."""
    pcl5, peg, gad2 = FACTS["pcl-5"], FACTS["peg"], FACTS["gad-2"]
    assert (pcl5["panel"], pcl5["total"]) == ("101697-1", "")
    assert {item["code"] for item in (*pcl5["item"], *peg["item"])} == {""}
    assert (peg["panel"], peg["total"], gad2["panel"], gad2["total"]) == ("", "", "", "")


@every
def test_a_link_id_is_the_code_or_a_name_of_our_own(key: str) -> None:
    data = questionnaire(key)
    links = [item["linkId"] for item in data["item"]]
    assert len(links) == len(set(links))
    for item in data["item"]:
        code = loinc(item)
        if code:
            assert item["linkId"] == f"/{code}"
        elif item["type"] == "choice":
            assert item["linkId"].startswith(f"/{key}/")
        else:
            assert item["linkId"] in ("/stem", "/instruction", "/total")


@every
def test_answers_without_an_official_code_have_one_of_our_own_list(key: str) -> None:
    for item in questionnaire(key)["item"]:
        for option in item.get("answerOption", ()):
            coding = option["valueCoding"]
            if coding["system"] != LOINC:
                assert coding["system"] == f"urn:companion:answers:{key}"
                assert coding["code"] == str(points(option))


@every
def test_the_notice_of_loinc_stands_where_its_codes_do(key: str) -> None:
    data = questionnaire(key)
    has_codes = f'"{LOINC}"' in json.dumps(data)
    assert (LOINC_NOTICE in data["copyright"]) is has_codes


# --- the rules ------------------------------------------------------------------------------------


@every
def test_bands_and_changes_are_the_published_ones(key: str) -> None:
    one = CONTENT.instruments[key]
    assert [(band.id, band.low) for band in one.bands] == BANDS[key]
    assert (one.change, one.change_percent) == CHANGES.get(key, (None, None))
    assert one.due_days == {"phq-9": 14, "gad-7": 14}.get(key)


@every
def test_response_remission_and_thoughts_of_suicide_are_the_phq9s_alone(key: str) -> None:
    one = CONTENT.instruments[key]
    outcome = (one.response_percent, one.response_minimum_baseline, one.remission_below)
    assert outcome == ((50, 10, 5) if key == "phq-9" else (None, None, None))
    assert one.suicide_item == ("/44260-8" if key == "phq-9" else None)
    assert one.gentle_item == ("/pcl-5/16" if key == "pcl-5" else None)


def test_the_groups_of_the_pcl5_are_those_of_its_authors() -> None:
    ranges = {"B": (1, 5), "C": (6, 7), "D": (8, 14), "E": (15, 20)}
    assert {group.id: group.items for group in CONTENT.instruments["pcl-5"].groups} == {
        name: tuple(f"/pcl-5/{number}" for number in range(first, last + 1))
        for name, (first, last) in ranges.items()
    }


@every
def test_each_names_its_sources_and_how_long_it_takes(key: str) -> None:
    one = CONTENT.instruments[key]
    assert one.sources
    assert set(one.sources) <= set(CONTENT.sources)
    assert 0 < one.minutes <= 10


@every
def test_each_says_in_one_plain_line_what_it_is_about(key: str) -> None:
    words = CONTENT.instrument_words[key]
    assert words.about.count(".") == 1
    assert 20 < len(words.about) < 90
    assert words.short in words.name


@pytest.mark.parametrize("language", [path.name for path in resource_path("words").iterdir()])
def test_every_language_has_words_for_all_that_ship(language: str) -> None:
    """An instrument without any would go by its file's own, and nobody would notice."""
    path = resource_path("words", language, "instruments.toml")
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(words["instruments"]) == set(FACTS)
    assert set(words["bands"]) == {name for bands in BANDS.values() for name, _ in bands}


def test_the_common_words_of_bands_are_those_of_the_files() -> None:
    for key, one in CONTENT.questionnaires.items():
        assert CONTENT.instrument_words[key].bands == one.band_displays


# --- the shape of FHIR R4 -------------------------------------------------------------------------


@every
def test_each_has_the_shape_of_a_questionnaire_in_fhir_r4(key: str) -> None:
    assert faults(questionnaire(key)) == []


def test_the_addresses_of_the_rules_are_whole_and_those_of_their_parts_are_names() -> None:
    for key in FACTS:
        for extension in questionnaire(key)["extension"]:
            assert extension["url"].startswith(RULE)
            assert all(":" not in part["url"] for part in extension.get("extension", ()))


def faults(data: Any) -> list[str]:
    Draft202012Validator.check_schema(SCHEMA)
    return [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def spoil(data: Any, way: tuple[str | int, ...], value: object) -> Any:
    spoilt = copy.deepcopy(data)
    *before, last = way
    part = spoilt
    for each in before:
        part = part[each]
    part[last] = value
    return spoilt


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("status",), "finished"),
        (("resourceType",), "Question"),
        (("note",), "of no use"),
        (("item", 0, "code"), [{"system": LOINC, "code": "1"}]),
        (("item", 1, "type"), "coding"),
        (("item", 1, "answerValueSet"), "http://loinc.org/vs/LL358-3"),
        (("item", 1, "answerOption", 0, "valueInteger"), 0),
        (("item", 1, "answerOption", 0, "extension"), []),
        (("extension", 0, "valueString"), "two values"),
        (("extension", 0, "extension"), [{"url": "x", "valueInteger": 1}]),
        (("extension", 0, "valueInteger"), "10"),
        (("copyright",), " "),
    ],
)
def test_the_check_of_the_shape_finds_what_is_wrong(
    way: tuple[str | int, ...], value: object
) -> None:
    assert faults(spoil(questionnaire("phq-9"), way, value))


@pytest.mark.parametrize(
    "way", [("name",), ("item", 1, "linkId"), ("item", 1, "answerOption", 0, "valueCoding")]
)
def test_the_check_of_the_shape_finds_what_is_missing(way: tuple[str | int, ...]) -> None:
    data = questionnaire("phq-9")
    *before, last = way
    part = data
    for each in before:
        part = part[each]
    del part[last]
    assert faults(data)


# --- other languages ------------------------------------------------------------------------------

SPANISH = Content("es")
PUBLISHED_IN_SPANISH = {"phq-9", "phq-2", "gad-7", "gad-2"}


def test_questions_are_shown_as_they_were_published_in_a_language_or_in_english() -> None:
    languages = {key: one.language for key, one in SPANISH.instruments.items()}
    assert {key for key, code in languages.items() if code == "es"} == PUBLISHED_IN_SPANISH
    assert set(languages.values()) == {"es", "en"}


@pytest.mark.parametrize("key", sorted(PUBLISHED_IN_SPANISH))
def test_another_language_changes_the_words_and_nothing_else(key: str) -> None:
    english, spanish = CONTENT.instruments[key], SPANISH.instruments[key]
    assert [item.id for item in spanish.items] == [item.id for item in english.items]
    for one, other in zip(english.items, spanish.items, strict=True):
        assert one.text != other.text
        assert [option.value for option in one.options] == [o.value for o in other.options]
        assert all(option.text for option in other.options)
    words = {"stem", "instruction", "items", "copyright", "language", "name"}
    kept = [field for field in english.__struct_fields__ if field not in words]
    assert [getattr(spanish, field) for field in kept] == [
        getattr(english, field) for field in kept
    ]
    assert "No se requiere permiso" in spanish.copyright


def test_the_spanish_wording_is_the_printed_one() -> None:
    items = {item.id: item.text for item in SPANISH.instruments["phq-9"].items}
    assert items["/44250-9"] == "Poco interés o placer en hacer cosas"
    assert items["/44260-8"] == (
        "Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera"
    )
    assert [option.text for option in SPANISH.instruments["gad-7"].items[0].options] == [
        "Ningún día",
        "Varios días",
        "Más de la mitad de los días",
        "Casi todos los días",
    ]


def test_a_questionnaire_half_in_a_language_stays_in_its_own() -> None:
    whole = CONTENT.questionnaires["phq-2"]
    bare = replace(whole.item[1], beside=Beside())
    half = replace(whole, item=(whole.item[0], bare, *whole.item[2:]))
    assert in_language(half, "es") == half
    assert in_language(whole, "es").language == "es"
    assert in_language(whole, "de") == whole
