# SPDX-License-Identifier: Apache-2.0
"""Shipped content is read, joined with its words, and refused when it is wrong."""

import json
import shutil
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from companion import shipped
from companion.content import ANYWHERE, Content
from companion.domain.item import Walk
from companion.domain.questionnaire import RULE
from companion.domain.records import Route
from companion.domain.safety import Course, Tier
from companion.shipped import resource_path

CONTENT = Content()


def ids(typed: str) -> set[str]:
    return {effect.id for effect in CONTENT.find_effects(typed)}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the text resources, read as those of an installed package are."""
    folder = tmp_path / "resources"
    shutil.copytree(resource_path(), folder, ignore=shutil.ignore_patterns("fonts", "icons"))
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path)
    return folder


def test_resources_are_found_in_a_checkout() -> None:
    root = Path(__file__).resolve().parent.parent
    assert resource_path("words", "en").resolve() == root / "resources" / "words" / "en"


def test_resources_inside_the_package_come_first(copied: Path) -> None:
    assert resource_path("sources.toml") == copied / "sources.toml"


@pytest.mark.parametrize(
    ("route", "checklist"),
    [
        (Route.IV, "iv"),
        (Route.ESKETAMINE, "esketamine"),
        (Route.IM, "im"),
        (Route.SC, "sc"),
        (Route.NASAL_KETAMINE, "nasal_ketamine"),
        (Route.ORAL, "oral"),
        (Route.SUBLINGUAL, "sublingual"),
        (None, None),
    ],
)
def test_each_route_has_its_own_checklist_and_no_route_has_none(
    route: Route | None, checklist: str | None
) -> None:
    found = CONTENT.checklist_for(route)
    assert (found.id if found else None) == checklist


@pytest.mark.parametrize("walk", set(Walk) - {Walk.SESSION})
def test_a_walk_that_is_the_same_on_every_route_is_there_for_each_and_for_none(walk: Walk) -> None:
    assert {CONTENT.checklist_for(route, walk) for route in (*Route, None)} == {
        CONTENT.checklists[walk.value]
    }


def test_effects_are_found_by_name_term_and_other_words() -> None:
    assert {"nausea", "vomiting"} <= ids("sick")
    assert "double_vision" in ids("Diplopia")
    assert "dissociation" in ids("  out of BODY ")
    assert "syncope" in ids("blackout")
    assert ids("no such thing") == set()


def test_typing_nothing_finds_every_effect_in_the_catalogues_order() -> None:
    assert CONTENT.find_effects("") == tuple(CONTENT.effects.values())


def test_typing_more_finds_no_more() -> None:
    word = "vomiting"
    found = [ids(word[:length]) for length in range(len(word) + 1)]
    assert all(longer <= shorter for shorter, longer in pairwise(found))


def test_an_effect_has_its_name_and_an_unknown_one_is_not_dropped() -> None:
    assert CONTENT.effect_name("nausea", "") == "Feeling sick"
    assert CONTENT.effect_name(None, "Tight jaw") == "Tight jaw"
    assert CONTENT.effect_name("from_a_newer_version", "") == "from_a_newer_version"


def test_the_parts_are_keyed_by_their_ids() -> None:
    for parts in (CONTENT.checklists, CONTENT.effects, CONTENT.instruments):
        assert [part.id for part in parts.values()] == list(parts)
    assert [country.code for country in CONTENT.countries.values()] == list(CONTENT.countries)
    assert ANYWHERE in CONTENT.countries
    assert CONTENT.effects["blood_urine"].tier is Tier.CLINIC_TODAY
    assert CONTENT.effects["low_mood"].course is Course.DAYS


def test_a_questionnaire_is_joined_from_its_file_and_the_words_of_the_language() -> None:
    phq9 = CONTENT.instruments["phq-9"]
    assert (phq9.name, phq9.minutes, phq9.due_days) == ("PHQ-9", 3, 14)
    assert (phq9.change, phq9.response_percent, phq9.response_minimum_baseline) == (5, 50, 10)
    assert (phq9.remission_below, phq9.suicide_item) == (5, "/44260-8")
    assert [(band.low, band.high) for band in phq9.bands] == [
        (0, 4),
        (5, 9),
        (10, 14),
        (15, 19),
        (20, 27),
    ]
    gad7 = CONTENT.instruments["gad-7"]
    assert (gad7.change, gad7.response_percent, gad7.remission_below) == (4, None, None)
    assert gad7.suicide_item is None


def test_a_new_file_is_a_new_instrument_under_its_own_words_until_there_are_others(
    copied: Path,
) -> None:
    folder = copied / "instruments"
    made = json.loads((folder / "gad-2.json").read_text(encoding="utf-8"))
    made |= {"id": "new-2", "name": "NEW2", "title": "A new one", "description": "Two things."}
    rank, *others = made["extension"]
    made["extension"] = [{**rank, "valueInteger": 15}, *others, *NEW_BANDS]
    (folder / "new-2.json").write_text(json.dumps(made), encoding="utf-8")
    content = Content()
    assert list(content.instruments)[:3] == ["phq-9", "new-2", "gad-7"]
    words = content.instrument_words["new-2"]
    assert (words.name, words.short, words.about) == ("A new one", "NEW2", "Two things.")
    assert words.bands == {"mild": "mild", "strange": "strange indeed"}
    assert [band.low for band in content.instruments["new-2"].bands] == [0, 3]


NEW_BANDS = [
    {
        "url": f"{RULE}band",
        "extension": [
            {"url": "code", "valueCode": code},
            {"url": "from", "valueInteger": low},
            {"url": "display", "valueString": display},
        ],
    }
    for code, low, display in (("mild", 0, "not used"), ("strange", 3, "strange indeed"))
]


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ('{"id": "gad-2"}', r"gad-2\.json: .*missing required field"),
        ("{", r"gad-2\.json: "),
    ],
)
def test_a_file_that_is_no_questionnaire_is_named(copied: Path, spoilt: str, said: str) -> None:
    (copied / "instruments" / "gad-2.json").write_text(spoilt, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        _ = Content().instruments


def test_an_instrument_whose_rules_do_not_fit_is_named(copied: Path) -> None:
    path = copied / "instruments" / "gad-2.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"valueString": "/69725-0"', '"valueString": "/1"'), "utf-8")
    with pytest.raises(ValueError, match="gad-2: not asked: /1"):
        _ = Content().instruments


def test_a_language_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        _ = Content("xx").items


@pytest.mark.parametrize(
    ("file", "old", "new", "part"),
    [
        ("checklists/iv.toml", 'strength = "label"', 'strength = "rumour"', "checklists"),
        ("checklists/iv.toml", "day = -7\n", "days = -7\n", "checklists"),
        ("checklists/iv.toml", 'sources = ["Q33"]', "sources = []", "checklists"),
        ("checklists/iv.toml", 'clinician_review = "none"\n', "", "checklists"),
        ("side_effects.toml", 'tier = "emergency"', 'tier = "soon"', "effects"),
        ("red_flags.toml", 'tier = "emergency"', 'level = "emergency"', "flags"),
        ("crisis_lines.toml", 'dial = "142"', "dial = 142", "countries"),
        ("words/en/checklists/session.toml", "unmet = ", "unmeet = ", "items"),
        ("words/en/side_effects.toml", 'clinical = "Nausea"\n', "", "effect_words"),
        ("sources.toml", "title = ", "titel = ", "sources"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_name(
    copied: Path, file: str, old: str, new: str, part: str
) -> None:
    path = copied / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    assert whole(Content(), part)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=path.name):
        whole(Content(), part)


def whole(content: Content, part: str) -> object:
    """Give a part of the content, read to its end also where that is done as it is asked for."""
    found = getattr(content, part)
    return dict(found) if isinstance(found, Mapping) else found


def test_a_checklist_is_read_when_it_is_asked_for(copied: Path) -> None:
    (copied / "checklists" / "oral.toml").write_text('id = "by mouth"', encoding="utf-8")
    content = Content()
    assert "oral" in content.checklists
    assert content.checklists["iv"].walk is Walk.SESSION
    assert content.items["last_meal_iv"].label
    with pytest.raises(KeyError):
        content.items["nothing of the kind"]
    with pytest.raises(ValueError, match="oral"):
        content.checklists["oral"]


def test_a_checklist_has_the_name_of_its_file(copied: Path) -> None:
    (copied / "checklists" / "iv.toml").rename(copied / "checklists" / "drip.toml")
    with pytest.raises(ValueError, match=r"drip\.toml: its id is iv"):
        Content().checklists["drip"]
