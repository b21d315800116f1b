# SPDX-License-Identifier: Apache-2.0
"""Structure and words have the same ids, statements have sources, and no words give advice."""

import ast
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import companion
from companion.content import ANYWHERE, Content, Country
from companion.domain.checklist import steps
from companion.domain.item import Checklist, Item, Strength, Walk
from companion.domain.moment import Plan
from companion.domain.records import Route, Session
from companion.domain.safety import Panel, Tier
from companion.shipped import resource_path

CONTENT = Content()
SESSION_WALKS = [one for one in CONTENT.checklists.values() if one.walk is Walk.SESSION]
ITEMS = [
    pytest.param(checklist, item, id=f"{checklist.id}-{item.id}")
    for checklist in CONTENT.checklists.values()
    for item in checklist.item
]
WORD_FILES = sorted(resource_path("words").rglob("*.toml"))
LANGUAGES = sorted(path.name for path in resource_path("words").iterdir())

# Two independent sources agree on these and on no others.
SNOMED = {
    "dizziness": "404640003",
    "nausea": "422587007",
    "vomiting": "422400008",
    "sedation": "271782001",
    "headache": "25064002",
    "bp_up": "24184005",
    "palpitations": "80313002",
    "anxiety": "48694002",
    "blurred_vision": "111516008",
    "numbness": "44077006",
    "tingling": "91019004",
    "taste": "271801002",
    "hallucination": "7011001",
    "confusion": "286933003",
    "tired": "84229001",
    "sore_throat": "162397003",
    "syncope": "271594007",
    "breathless": "267036007",
    "urinary_freq": "162116003",
    "low_mood": "366979004",
    "suicidal_thoughts": "6471006",
}
# Diagnoses and other things that look like a code for what a person reports.
NEVER = {"44376007", "38822007", "68235000"}

FORBIDDEN = [
    r"you should (stop|start|skip|take|not take|increase|reduce)",
    r"you (must|need to|can) (stop|skip|start) (taking|your|the treatment)",
    r"(^|[.;:] )(stop|skip) (taking|your|the medicine|the treatment)",
    r"skip your",
    r"(increase|raise|reduce|lower|double|halve|change|adjust) (your|the) (dose|dosage|medicine)",
    r"a (higher|lower) dose",
    r"(are|you’re|you're) (not )?eligible",
    r"you (don’t |don't |do not )?qualify",
    r"good candidate",
    r"(?<!what )(is|it’s|it's) safe (for you|to go|to take|to stop)",
    r"you are (at )?(low|no|high) risk",
    r"you have (depression|anxiety|bipolar|cystitis)",
    r"diagnosed? you",
    r"will (cure|heal) ",
    r"well done|great job|congratulations|streak",
]


def texts(part: Any, way: str = "") -> Iterator[tuple[str, str]]:
    """Give every text of a file with the way to it."""
    if isinstance(part, str):
        yield way, part
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield from texts(inner, f"{way}.{key}")
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from texts(inner, f"{way}.{number}")


def sentences(code: str) -> Iterator[tuple[int, str]]:
    """Give the texts of a Python file that are shown to somebody, each with its line."""
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            shown = {"_": call.args[:1], "ngettext": call.args[:2]}.get(call.func.id, [])
            for text in shown:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield call.lineno, text.value


WORDS = [
    (path.relative_to(resource_path("words")).as_posix(), way, text)
    for path in WORD_FILES
    for way, text in texts(tomllib.loads(path.read_text(encoding="utf-8")))
]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# --- ids ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_structure_and_words_have_the_same_ids(language: str) -> None:
    content = Content(language)
    items = {item.id for one in content.checklists.values() for item in one.item}
    assert set(content.items) == items
    assert set(content.effect_words) == set(content.effects)
    assert set(content.flag_words) == {flag.id for flag in content.flags}
    assert set(content.country_names) == set(content.countries)
    assert set(content.instrument_words) == set(content.instruments)
    assert set(content.replies) == {*Tier, *Panel, "listed", "unlisted"}
    for key, instrument in content.instruments.items():
        assert list(content.instrument_words[key].bands) == [band.id for band in instrument.bands]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts(language: str) -> None:
    def ways(of: str) -> set[tuple[str, str]]:
        return {
            (file.partition("/")[2], re.sub(r"\.\d+$", "", way))
            for file, way, _ in WORDS
            if file.startswith(f"{of}/")
        }

    assert len(ways("en")) > 300
    assert ways(language) == ways("en")


@pytest.mark.parametrize(
    ("name", "part", "key"),
    [
        ("side_effects.toml", "effect", "id"),
        ("red_flags.toml", "flag", "id"),
        ("crisis_lines.toml", "country", "code"),
    ],
)
def test_no_id_is_given_twice(name: str, part: str, key: str) -> None:
    data = tomllib.loads(resource_path(name).read_text(encoding="utf-8"))
    ids = [each[key] for each in data[part]]
    assert len(ids) == len(set(ids)) > 10


@pytest.mark.parametrize("checklist", CONTENT.checklists.values(), ids=lambda one: one.id)
def test_a_checklist_asks_nothing_twice_and_is_short_enough(checklist: Checklist) -> None:
    ids = [item.id for item in checklist.item]
    assert len(ids) == len(set(ids)) > 10
    assert resource_path("checklists", f"{checklist.id}.toml").is_file()
    if checklist.walk is Walk.SESSION:
        assert 20 < len(ids) < 28


def test_every_route_has_its_walk_for_a_session_and_no_walk_is_there_twice() -> None:
    assert {one.walk for one in CONTENT.checklists.values()} == set(Walk)
    assert sorted(route for one in SESSION_WALKS for route in one.routes) == sorted(Route)
    on_its_own = [one for one in CONTENT.checklists.values() if one.walk is not Walk.SESSION]
    assert [one.routes for one in on_its_own] == [()] * (len(Walk) - 1)


def test_what_the_checklists_share_they_share_in_full() -> None:
    """The same item hangs at the same place and is as binding wherever it is."""
    found = defaultdict(list)
    for one in CONTENT.checklists.values():
        for item in one.item:
            place = (item.day, item.part, item.minutes, item.anchor, item.group)
            binds = (item.must, item.lasting, item.each_time, item.field)
            found[item.id].append((place, binds))
    shared = {key: uses for key, uses in found.items() if len(uses) > 1}
    assert len(shared) > 20
    assert {key: set(uses) for key, uses in shared.items() if len(set(uses)) > 1} == {}


@pytest.mark.parametrize("checklist", SESSION_WALKS, ids=lambda one: one.id)
def test_a_sessions_walk_goes_with_the_clock(checklist: Checklist) -> None:
    plan = Plan(at=datetime(2026, 6, 10, 12, 0), zone="Europe/Dublin")
    walked = steps(checklist, Session(plan=plan, arrive_before=30, travel=20), None)
    days = [step.day for step in walked]
    assert days == sorted(days)
    phases = [phase for phase, _ in groupby(step.phase for step in walked)]
    assert len(phases) == len(set(phases))
    clock = [step.at for step in walked if step.at]
    assert clock == sorted(clock)


def test_items_stand_under_a_heading_where_their_walk_has_headings() -> None:
    used = set()
    for one in CONTENT.checklists.values():
        groups = [group for group, _ in groupby(item.group for item in one.item)]
        assert len(groups) == len(set(groups)), one.id
        assert all(groups) is (one.walk is not Walk.SESSION), one.id
        used |= set(filter(None, groups))
    assert used == set(CONTENT.groups)


@pytest.mark.parametrize("checklist", SESSION_WALKS, ids=lambda one: one.id)
def test_what_keeps_somebody_safe_cannot_be_switched_off(checklist: Checklist) -> None:
    home = {"adult_with_you", "adult_here", "one_dose_only"}
    needed = {"whats_new", "medicines_to_mention", "no_driving"}
    needed |= home if home & {item.id for item in checklist.item} else {"ride_home"}
    assert needed <= {item.id for item in checklist.item if item.lasting}


# --- sources and review ---------------------------------------------------------------------------


def test_every_source_that_is_named_exists() -> None:
    named = {
        source for one in CONTENT.checklists.values() for i in one.item for source in i.sources
    }
    named |= {source for flag in CONTENT.flags for source in flag.sources}
    named |= {line.source for country in CONTENT.countries.values() for line in country.line}
    named |= {source for one in CONTENT.instruments.values() for source in one.sources}
    assert len(named) > 20
    assert named <= set(CONTENT.sources)


def test_every_source_has_a_title_and_an_address_that_can_be_opened() -> None:
    for key, source in CONTENT.sources.items():
        assert source.title.strip(), key
        assert source.address == "" or source.address.startswith("https://"), key


@pytest.mark.parametrize(("checklist", "item"), ITEMS)
def test_every_reason_has_its_source_or_is_said_to_be_ours(
    checklist: Checklist, item: Item
) -> None:
    words = CONTENT.items[item.id]
    assert words.why.strip()
    if not item.sources:
        assert item.strength is Strength.OURS
        said = f"{words.why} {words.rule}".casefold()
        assert re.search(r"our suggestion|we found no|from your own times", said), item.id


@pytest.mark.parametrize(("checklist", "item"), ITEMS)
def test_a_rule_from_the_label_says_so_where_the_route_is_another(
    checklist: Checklist, item: Item
) -> None:
    """The one label there is, is that of the nasal spray; on other routes that is named.

    Where two rules meet there, the longer or the stricter one counts, and is said to; or the
    clinic's own, where it has one.
    """
    if item.strength is Strength.LABEL and checklist.routes != (Route.ESKETAMINE,):
        why = CONTENT.items[item.id].why
        assert item.route_of_source is Route.ESKETAMINE
        assert "esketamine" in why
        assert not item.hangs or re.search("longe(r|st)|stricte(r|st)|if so, that one counts", why)
    else:
        assert item.route_of_source is None


@pytest.mark.parametrize("checklist", CONTENT.checklists.values(), ids=lambda one: one.id)
def test_every_checklist_says_whether_a_clinician_reviewed_it(checklist: Checklist) -> None:
    signed = re.compile(r"\S.+, \d{4}-\d{2}-\d{2}")
    assert checklist.clinician_review == "none" or signed.fullmatch(checklist.clinician_review)


# --- checklist words ------------------------------------------------------------------------------


@pytest.mark.parametrize(("checklist", "item"), ITEMS)
def test_every_item_has_all_its_words(checklist: Checklist, item: Item) -> None:
    words = CONTENT.items[item.id]
    assert 0 < len(words.label) <= 27
    assert words.question.endswith("?")
    for text in (words.says, words.unmet, words.yes, words.timeline):
        assert text == text.strip() != ""
    assert bool(words.field) is (item.field is not None)
    assert bool(words.rule) is (item.anchor is not None)
    if item.anchor is not None and item.minutes is None:
        assert words.rule in ("clinics differ", "only your prescriber can say")


def test_what_must_be_in_place_says_whom_to_tell_when_it_cannot_be() -> None:
    musts = [item.id for one in CONTENT.checklists.values() for item in one.item if item.must]
    assert len(musts) > 15
    assert [key for key in musts if "{clinic}" not in CONTENT.items[key].unmet] == []


# --- placeholders and phrases ---------------------------------------------------------------------

KNOWN = {
    "checklists": {"clinic"},
    "red_flags.toml": {"emergency", "line", "clinic", "person", "source"},
}


def test_every_placeholder_is_a_known_one() -> None:
    for file, way, text in WORDS:
        known = KNOWN.get(file.split("/")[1], set())
        assert placeholders(text) <= known, f"{file}{way}"
        filled = text.format(**dict.fromkeys(known, "filled"))
        assert not re.search("[{}]", filled), f"{file}{way}"


def advice(text: str) -> list[str]:
    return [phrase for phrase in FORBIDDEN if re.search(phrase, text, re.IGNORECASE)]


def test_no_words_judge_dose_or_advise() -> None:
    found = {f"{file}{way}": phrases for file, way, text in WORDS if (phrases := advice(text))}
    assert found == {}


def test_no_sentence_of_the_programme_judges_doses_or_advises() -> None:
    root = Path(companion.__file__).parent
    shown = [
        (f"{path.relative_to(root)}:{line}", text)
        for path in sorted(root.rglob("*.py"))
        for line, text in sentences(path.read_text(encoding="utf-8"))
    ]
    assert len(shown) > 500
    assert {place: phrases for place, text in shown if (phrases := advice(text))} == {}


def test_sentences_are_found_in_code_whole_and_in_both_numbers() -> None:
    code = """
label(_("Take it easy. " "Skip your tablet.").format(n=1))
ngettext("Skip your tablet.", "Skip your {n} tablets.", n)
say("not shown")
"""
    found = {text for _, text in sentences(code)}
    assert found == {
        "Take it easy. Skip your tablet.",
        "Skip your tablet.",
        "Skip your {n} tablets.",
    }
    assert all(advice(text) for text in found)


@pytest.mark.parametrize(
    "bad",
    [
        "You should stop sertraline.",
        "Take it easy. Skip your tablet.",
        "Please increase your dose.",
        "You are not eligible for this.",
        "You’re a good candidate.",
        "Well done!",
        "It is safe to go home.",
        "Stop taking lorazepam.",
    ],
)
def test_the_list_of_phrases_catches_what_it_is_for(bad: str) -> None:
    assert advice(bad)


def test_warnings_against_stopping_are_not_taken_for_advice() -> None:
    says = CONTENT.items["medicines_to_mention"].says
    assert (
        "These are listed so that your team can ask. Do not stop or skip any of them because of "
        "this list. Stopping some suddenly can be dangerous."
    ) in says
    assert not advice(says)


# --- side effects and red flags -------------------------------------------------------------------


def test_only_codes_that_two_sources_agree_on_are_used() -> None:
    used = {effect.id: effect.snomed for effect in CONTENT.effects.values() if effect.snomed}
    assert used == SNOMED
    assert not NEVER & set(used.values())


def test_every_effect_has_a_name_a_term_and_words_to_find_it_by() -> None:
    for key, words in CONTENT.effect_words.items():
        assert words.name.strip(), key
        assert words.clinical.strip(), key
        assert words.search, key
        assert all(word == word.strip() != "" for word in words.search), key
    names = [words.name for words in CONTENT.effect_words.values()]
    assert len(names) == len(set(names))


def test_the_fixed_list_and_the_catalogue_say_the_same() -> None:
    catalogue = {
        effect.id: effect.tier or effect.persists_tier
        for effect in CONTENT.effects.values()
        if effect.tier or effect.persists_tier
    }
    assert catalogue == {flag.id: flag.tier for flag in CONTENT.flags}
    assert not [e.id for e in CONTENT.effects.values() if e.tier and e.persists_tier]


def test_the_list_stands_in_order_of_urgency() -> None:
    tiers = [flag.tier for flag in CONTENT.flags]
    assert tiers == sorted(tiers, key=list(Tier).index)


@pytest.mark.parametrize("key", ["emergency", "clinic_today", "next_visit", "suicide"])
def test_every_reply_says_that_the_app_alerts_nobody_and_whom_to_call(key: str) -> None:
    reply = CONTENT.replies[key]
    assert "This app cannot alert anyone." in reply.body
    whole = f"{reply.body} {reply.danger} {reply.talk} {reply.closing}"
    needed = {
        "emergency": {"emergency", "clinic"},
        "clinic_today": {"clinic", "line", "emergency"},
        "next_visit": {"clinic"},
        "suicide": {"emergency", "line", "clinic", "person"},
    }
    assert placeholders(whole) == needed[key]


def test_what_is_listed_names_its_source() -> None:
    assert placeholders(CONTENT.replies["listed"].body) == {"source"}
    assert placeholders(CONTENT.replies["unlisted"].body) == set()


# --- numbers to call ------------------------------------------------------------------------------


@pytest.mark.parametrize("country", CONTENT.countries.values(), ids=lambda one: one.code)
def test_every_country_has_numbers_that_can_be_dialled(country: Country) -> None:
    assert re.fullmatch("[A-Z]{2}", country.code)
    assert country.paper in ("a4", "letter")
    assert bool(country.emergency) is (country.code != ANYWHERE)
    assert country.line
    for number in country.emergency:
        assert re.fullmatch(r"\d{2,5}", number.number)
    for line in country.line:
        if line.dial:
            assert line.dial == re.sub("[^0-9]", "", line.number)
        else:
            assert not re.search(r"\d", line.number)
        assert line.hours in ("", "day_and_night")


@pytest.mark.parametrize("country", CONTENT.countries.values(), ids=lambda one: one.code)
def test_a_number_counts_as_checked_only_with_a_date_and_its_operator(country: Country) -> None:
    dates = [number.checked for number in country.emergency]
    dates += [line.checked for line in country.line]
    for checked in filter(None, dates):
        assert date.fromisoformat(checked) <= date.today()  # noqa: DTZ011
    for line in country.line:
        assert not line.checked or line.operator


# --- fonts can show it ----------------------------------------------------------------------------


def test_the_bundled_fonts_can_show_every_word() -> None:
    coverage = json.loads(resource_path("fonts", "coverage.json").read_text(encoding="utf-8"))
    shown = {
        code
        for pairs in coverage.values()
        for first, last in pairs
        for code in range(first, last + 1)
    }
    used = {ord(letter) for _, _, text in WORDS for letter in text} - {ord("\n")}
    assert {chr(code) for code in used - shown} == set()
