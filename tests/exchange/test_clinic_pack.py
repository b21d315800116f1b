# SPDX-License-Identifier: Apache-2.0
"""A clinic pack adds times and items the patient has seen; nothing hostile in it gets further."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from companion.content import Content
from companion.domain import faults
from companion.domain.item import Strength
from companion.domain.records import Anchor, Person, Route, Rule, RuleSet, Whose
from companion.domain.tailoring import tailored
from companion.exchange import clinic_pack
from companion.exchange.clinic_pack import Change, Detail, Pack, PackRule, PressureLimit
from companion.problem import Problem
from companion.storage.diary import Diary
from tests.exchange.packs import (
    CHECKLISTS,
    INTENTION,
    MEAL,
    RIDE,
    Plain,
    example,
    small_content,
    written,
)
from tests.reliability.hostile import mutated
from tests.storage.samples import START, begin

SCHEMA = Path(__file__).parents[2] / "resources" / "schema" / clinic_pack.SCHEMA
CONTENT = small_content()
SLOWEST = 2.0
"""Seconds of this process's own time."""
LONGEST_MESSAGE = 1000


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    opened = begin(tmp_path / "record")
    yield opened
    opened.close()


def read(plain: object, folder: Path) -> Pack:
    return clinic_pack.read(written(plain, folder), CONTENT)


def with_rules(*rules: Plain) -> Plain:
    return example() | {"rules": list(rules)}


def changes(folder: Path, *rules: Plain) -> tuple[Change, ...]:
    return clinic_pack.preview(read(with_rules(*rules), folder), CHECKLISTS)


def change(folder: Path, rule: Plain) -> Change:
    (found,) = changes(folder, rule)
    return found


# ---- what is read


def test_a_pack_is_the_clinics_rules_and_what_it_offers_beside_them(tmp_path: Path) -> None:
    pack = read(example(), tmp_path)
    found = pack.rule_set
    assert (found.pack, found.clinic) == ("riverside-2026", "Riverside “Hope & Co”")
    assert found.issued == date(2026, 11, 1)
    assert found.rules[0] == Rule(
        item="last_meal_iv",
        whose=Whose.CLINIC,
        checklist="iv",
        says="Nothing to eat after breakfast. لا طعام بعد ذلك.",
        minutes=-480,
        anchor=Anchor.START,
        must=True,
    )
    assert {rule.whose for rule in found.rules} == {Whose.CLINIC}
    assert (pack.phone, pack.phone_after_hours) == ("01 234 5678", "01 234 9999")
    assert pack.pressure_limit == PressureLimit(systolic=150, diastolic=95)
    assert clinic_pack.details(pack) == tuple(Detail)


def test_what_a_pack_leaves_out_is_not_told(tmp_path: Path) -> None:
    needed = ("format", "version", "schema", "id", "clinic", "issued")
    pack = read({name: example()[name] for name in needed}, tmp_path)
    assert pack.rule_set.rules == ()
    assert clinic_pack.details(pack) == ()
    assert clinic_pack.preview(pack, CHECKLISTS) == ()


def test_the_example_speaks_of_items_that_ship(tmp_path: Path) -> None:
    shipped = Content()
    pack = clinic_pack.read(written(example(), tmp_path), shipped)
    found = clinic_pack.preview(pack, shipped.checklists.values())
    assert [each.is_known for each in found] == [True, True, True, True, False]
    assert [each.is_looser for each in found] == [False, True, False, False, False]


def test_a_file_as_a_plain_editor_writes_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pack.json"
    path.write_bytes(json.dumps(example(), indent=4).replace("\n", "\r\n").encode("utf-8-sig"))
    assert len(clinic_pack.read(path, CONTENT).rule_set.rules) == 5


@pytest.mark.parametrize(
    "says",
    [
        "Take your morning medicine with a sip of water; hold the evening one.",
        "לא לאכול אחרי שמונה בבוקר. No food after 8.",
        "نمی‌خواهم",
        "Bring a friend 👩‍🚀 and ❤️",
        "BP < 140, pulse <= 100, pain <5 of 10 & no fever",
        "Tel: 01 234 5678, or nurse@riverside.example",
        "[1] (see the leaflet)",
        "不要在治疗前吃东西" * 20,
    ],
)
def test_plain_text_of_any_script_is_taken_as_it_is(tmp_path: Path, says: str) -> None:
    pack = read(with_rules({"item": "intention", "says": says}), tmp_path)
    assert pack.rule_set.rules[0].says == says


# ---- what is refused


Fiddle = Callable[[Plain], object]


def rule(number: int, **fields: object) -> Fiddle:
    """Change one rule of the example."""
    return lambda plain: plain["rules"][number].update(fields)


def says(text: str) -> tuple[str, str, Fiddle]:
    return "$.rules[3].says", "plain text only", rule(3, says=text)


def hides(character: str) -> tuple[str, str, Fiddle]:
    text = f"Eat{character}nothing"
    return "$.rules[3].says", f"U+{ord(character):04X}", rule(3, says=text)


REFUSED: dict[str, tuple[str, str, Fiddle]] = {
    "a version that never was": ("$.version", "0 is not known", lambda p: p.update(version=0)),
    "a version in words": ("$.version", "should be int", lambda p: p.update(version="1")),
    "another schema": ("$.schema", "is not known", lambda p: p.update(schema="x.json")),
    "no id": ("$", "“id” is missing", lambda p: p.pop("id")),
    "an id with a blank": ("$.id", "only letters", lambda p: p.update(id="a b")),
    "no clinic": ("$.clinic", "empty", lambda p: p.update(clinic="")),
    "a clinic of blanks": ("$.clinic", "empty", lambda p: p.update(clinic="  ")),
    "a clinic too long": ("$.clinic", "longer than 80", lambda p: p.update(clinic="x" * 81)),
    "a phone too long": ("$.phone", "longer than 40", lambda p: p.update(phone="1" * 41)),
    "a link for a phone": ("$.phone", "link", lambda p: p.update(phone="tel:+35312345")),
    "an impossible date": ("$.issued", "no such date", lambda p: p.update(issued="2026-02-30")),
    "a date with a time": (
        "$.issued",
        "no such date",
        lambda p: p.update(issued="2026-11-01T09:00:00Z"),
    ),
    "a limit too high": (
        "$.pressure_limit.systolic",
        "more than 260",
        lambda p: p["pressure_limit"].update(systolic=261),
    ),
    "a limit too low": (
        "$.pressure_limit.diastolic",
        "less than 40",
        lambda p: p["pressure_limit"].update(diastolic=39),
    ),
    "half a limit": (
        "$.pressure_limit",
        "“diastolic” is missing",
        lambda p: p["pressure_limit"].pop("diastolic"),
    ),
    "a limit upside down": (
        "$.pressure_limit",
        "the higher one",
        lambda p: p["pressure_limit"].update(systolic=90),
    ),
    "an unknown field": ("$.more", "not known", lambda p: p.update(more=1)),
    "an unknown field of a rule": ("$.rules[3].more", "not known", rule(3, more=1)),
    "the owner of a rule": ("$.rules[0].whose", "not known", rule(0, whose="own")),
    "an unknown field of the limit": (
        "$.pressure_limit.pulse",
        "not known",
        lambda p: p["pressure_limit"].update(pulse=1),
    ),
    "too many rules": (
        "$.rules",
        "longer than 100",
        lambda p: p.update(rules=[{"item": f"x{n}", "question": "?"} for n in range(101)]),
    ),
    "a rule twice": (
        "$.rules[5].item",
        "a rule for this item already",
        lambda p: p["rules"].append({"item": "own_shoes", "question": "Again?"}),
    ),
    "a rule for one walk and for all": (
        "$.rules[5].item",
        "a rule for this item already",
        lambda p: p["rules"].append({"item": "last_meal_iv", "says": "x"}),
    ),
    "a rule that is no object": ("$.rules[0]", "should be", lambda p: p.update(rules=[1])),
    "an item with no name": ("$.rules[0].item", "only letters", rule(0, item="")),
    "a path for an item": ("$.rules[0].item", "only letters", rule(0, item="../ride")),
    "the name of the help panel": (
        "$.rules[3].item",
        "needed by Companion",
        rule(3, item="suicide"),
    ),
    "the name of an item of the patient's": (
        "$.rules[3].item",
        "needed by Companion",
        rule(3, item="own-1"),
    ),
    "a question too long": ("$.rules[3].question", "longer than 160", rule(3, question="x" * 161)),
    "a question of blanks": ("$.rules[3].question", "empty", rule(3, question="  ")),
    "words too long": ("$.rules[3].says", "longer than 600", rule(3, says="x" * 601)),
    "minutes in words": ("$.rules[0].minutes", "should be int", rule(0, minutes="-480")),
    "minutes of a fortnight": ("$.rules[0].minutes", "less than -10080", rule(0, minutes=-20160)),
    "a day beyond all": ("$.rules[3].day", "more than 60", rule(3, day=61)),
    "minutes from nowhere": ("$.rules[0].anchor", "belong together", rule(0, anchor=None)),
    "an anchor without minutes": ("$.rules[0].anchor", "belong together", rule(0, minutes=None)),
    "an unknown anchor": ("$.rules[0].anchor", "is not known", rule(0, anchor="dawn")),
    "a day and a clock time": ("$.rules[0].day", "not both", rule(0, day=-1)),
    "other words for a question that ships": (
        "$.rules[0].question",
        "keeps its own question",
        rule(0, question="Have you eaten well?"),
    ),
    "an item out that has to last": (
        "$.rules[2].off",
        "for your safety",
        rule(2, item="keep_taking"),
    ),
    "a new item that is out": ("$.rules[3].off", "cannot be left out", rule(3, off=True)),
    "a rule that changes nothing": (
        "$.rules[2]",
        "changes nothing",
        rule(2, off=False, checklist="iv"),
    ),
    "a web link": says("See http://clinic.example/x"),
    "a link in capitals": says("See HTTPS://CLINIC.EXAMPLE"),
    "a link in wide letters": says("See ｈｔｔｐｓ：／／clinic"),
    "a link with joiners": says("See ht\u200dtps:\u200c//clinic"),
    "a link without its scheme": says("See www.clinic.example"),
    "a mail link": says("Write to mailto:nurse@clinic.example"),
    "a phone link": says("Call tel:+35312345678"),
    "a script": says("javascript:alert(1)"),
    "a tag": says("Eat <b>nothing</b>"),
    "a wide tag": says("Eat ＜b＞nothing"),
    "an open tag": says("Eat <img src=x"),
    "a closing tag": says("</body> Eat nothing"),
    "a comment": says("<!-- x --> Eat nothing"),
    "a link in Markdown": says("[Eat](nothing)"),
    "a link by name in Markdown": says("[Eat][nothing]"),
    "a NUL": hides("\0"),
    "a line break": hides("\n"),
    "an escape": hides("\x1b"),
    "a control character of Latin-1": hides("\x9b"),
    "right to left, overriding": hides("\u202e"),
    "left to right, overriding": hides("\u202d"),
    "right to left, embedded": hides("\u202b"),
    "the end of an embedding": hides("\u202c"),
    "right to left, isolated": hides("\u2067"),
    "the end of an isolation": hides("\u2069"),
    "a mark from right to left": hides("\u200f"),
    "an Arabic mark": hides("\u061c"),
    "no space": hides("\u200b"),
    "a word joiner": hides("\u2060"),
    "a byte order mark": hides("\ufeff"),
    "a soft hyphen": hides("\xad"),
    "a line separator": hides("\u2028"),
    "a paragraph separator": hides("\u2029"),
    "a Hangul filler": hides("\u3164"),
    "a tag character": hides("\U000e0041"),
    "a private character": hides("\ue000"),
    "something hidden in the clinic's name": (
        "$.clinic",
        "U+202E",
        lambda p: p.update(clinic="Riverside\u202e"),
    ),
    "a line break after an id": ("$.id", "U+000A", lambda p: p.update(id="x\n")),
    "a link in a name": ("$.rules[3].item", "link", rule(3, item="http://x")),
    "something hidden in a field's name": (
        "$.rules[3].mo\N{REPLACEMENT CHARACTER}re",
        "U+202E",
        rule(3, **{"mo\u202ere": 1}),
    ),
    "half a character": ("$.rules[3].says", "half of a broken character", rule(3, says="x\ud83d")),
}


def refused(path: Path, place: str, reason: str) -> None:
    """Assert that a file is refused in words that can be read, at a place, for a reason."""
    with pytest.raises(Problem) as problem:
        clinic_pack.read(path, CONTENT)
    happened = problem.value.happened
    assert f"{place}: " in happened
    assert reason in happened
    assert happened.isprintable()
    assert len(happened) < LONGEST_MESSAGE
    assert problem.value.safe == "Nothing was changed."
    assert problem.value.next_step == "Ask your clinic for a new file."


@pytest.mark.parametrize("name", REFUSED)
def test_a_pack_with_a_fault_is_refused_at_its_place(tmp_path: Path, name: str) -> None:
    place, reason, fiddle = REFUSED[name]
    plain = example()
    fiddle(plain)
    refused(written(plain, tmp_path), place, reason)


WHOLE = json.dumps(example()).encode()
NO_LIST = ("is not a list", "is not a list that a clinic made for Companion.")
HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "is empty", "is empty."),
    "a picture": (b"\x89PNG\r\n\x1a\n", *NO_LIST),
    "cut": (WHOLE[:-20], "line 1, character ", "it cannot be read from there on"),
    "no UTF-8": (WHOLE.replace(b"Our rooms", b"Our \xff rooms"), "$", "not UTF-8"),
    "UTF-16": (WHOLE.decode().encode("utf-16"), *NO_LIST),
    "a list": (b"[]", *NO_LIST),
    "a number": (b"1", *NO_LIST),
    "a list of our name": (b'["companion-clinic-pack"]', "$.format", "not a file that"),
    "an archive": (b'{"format": "companion-archive"}', "is an archive", "of Companion."),
    "a field twice": (WHOLE.replace(b'"id"', b'"id": "x", "id"'), "“id”", "there twice"),
    "a field of a rule twice": (WHOLE.replace(b'"day"', b'"day": 1, "day"'), "“day”", "twice"),
    "NaN": (WHOLE.replace(b"-480", b"NaN"), "NaN", "not a number"),
    "infinity": (WHOLE.replace(b"-480", b"-Infinity"), "-Infinity", "not a number"),
    "a number beyond all": (WHOLE.replace(b"-480", b"1e999"), "1e999", "out of range"),
    "digits without end": (WHOLE.replace(b"-480", b"9" * 5000), "9999", "out of range"),
    "deep": (b'{"format": "companion-clinic-pack", "a":' * 6_000, "$", "too deep"),
    "deep, of another": (b'{"a":' * 50_000, *NO_LIST),
    "deep and closed": (b"[" * 30 + b"]" * 30, *NO_LIST),
    "a fifth of a megabyte of words": (
        WHOLE.replace(b"Our rooms", b"a." * 120_000),
        "$.rules[3].says",
        "longer than 600",
    ),
    "a fifth of a megabyte of brackets": (
        WHOLE.replace(b"Our rooms", b"[" * 240_000),
        "$.rules[3].says",
        "longer than 600",
    ),
    "a fifth of a megabyte of ligatures": (
        WHOLE.replace(b"Our rooms", "ﷺ".encode() * 80_000),
        "$.rules[3].says",
        "longer than 600",
    ),
    "a field’s name without end": (
        WHOLE.replace(b'"id"', b'"%s": 1, "id"' % (b"k" * 200_000)),
        "$.kkk",
        "not known",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_refused_at_once(tmp_path: Path, name: str) -> None:
    content, place, reason = HOSTILE[name]
    path = tmp_path / "pack.json"
    path.write_bytes(content)
    began = time.process_time()
    with pytest.raises(Problem) as problem:
        clinic_pack.read(path, CONTENT)
    assert time.process_time() - began < SLOWEST
    assert f" {place}" in problem.value.happened
    assert reason in problem.value.happened
    assert len(problem.value.happened) < LONGEST_MESSAGE
    assert problem.value.safe == "Nothing was changed."


def test_a_file_too_large_is_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "pack.json"
    path.write_bytes(WHOLE + b" " * (clinic_pack.LARGEST - len(WHOLE)))
    assert len(clinic_pack.read(path, CONTENT).rule_set.rules) == 5
    path.write_bytes(path.read_bytes() + b" ")
    refused(path, "$", "too large")


def test_a_newer_pack_asks_for_a_newer_companion(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="written for a newer version of Companion") as problem:
        read({"format": clinic_pack.FORMAT, "version": 2, "anything": ["else"]}, tmp_path)
    assert problem.value.safe == "Nothing was changed."
    assert "newest version" in problem.value.next_step


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(Problem, match="cannot be read"):
            clinic_pack.read(path, CONTENT)


def test_the_name_of_the_file_cannot_turn_the_message_around(tmp_path: Path) -> None:
    path = tmp_path / "pack\u202egpj.json"
    path.write_bytes(b"[]")
    with pytest.raises(Problem) as problem:
        clinic_pack.read(path, CONTENT)
    assert "“pack\N{REPLACEMENT CHARACTER}gpj.json”" in problem.value.happened


# ---- made up and mutated


def outcome(path: Path) -> Pack | Problem:
    """Give the pack, or the Problem that it is refused with; anything else is a mistake."""
    try:
        return clinic_pack.read(path, CONTENT)
    except Problem as problem:
        return problem


def test_whatever_a_pack_becomes_it_is_refused_or_good(tmp_path: Path) -> None:
    """Each that is taken meets the schema, can be kept, and does what can be shown."""
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_bytes()))
    path = tmp_path / "pack.json"
    came: Counter[str] = Counter()

    @settings(max_examples=500, deadline=None, database=None)
    @given(st.integers(0, 2**64))
    def attempt(seed: int) -> None:
        path.write_bytes(mutated(Random(seed), [WHOLE]))
        began = time.process_time()
        found = outcome(path)
        assert time.process_time() - began < SLOWEST
        came[type(found).__name__] += 1
        if isinstance(found, Problem):
            assert str(found).isprintable()
            assert len(str(found)) < LONGEST_MESSAGE
            return
        validator.validate(json.loads(path.read_bytes()))
        faults.check(found.rule_set, START)
        details = clinic_pack.details(found)
        faults.check(clinic_pack.with_details(Person(), found, details), START)
        shown = clinic_pack.preview(found, CHECKLISTS)
        assert [each.rule for each in shown] == list(found.rule_set.rules)

    attempt()
    assert came["Pack"] > 20
    assert came["Problem"] > 100


def test_text_is_taken_as_it_is_or_not_at_all(tmp_path: Path) -> None:
    came: Counter[str] = Counter()

    @settings(max_examples=300, deadline=None, database=None)
    @given(st.text(max_size=80) | st.text("<>[]()/:.w \u200c\u202eht", max_size=20))
    def attempt(text: str) -> None:
        plain = with_rules({"item": "own", "question": "?", "says": text})
        found = outcome(written(plain, tmp_path))
        came[type(found).__name__] += 1
        if isinstance(found, Problem):
            assert "$.rules[0].says: " in found.happened
        else:
            assert found.rule_set.rules[0].says == text
            assert "\u202e" not in text
            assert "](" not in text

    attempt()
    assert min(came["Pack"], came["Problem"]) > 30


# ---- what it would do


def test_a_stricter_time_is_shown_before_and_after(tmp_path: Path) -> None:
    found = change(tmp_path, {"item": "last_meal_iv", "minutes": -480, "anchor": "start"})
    assert (found.position, found.walks, found.before) == (0, ("iv",), MEAL)
    assert found.after is not None
    assert (found.after.minutes, found.after.must) == (-480, True)
    assert not found.is_looser


def test_a_rule_without_a_checklist_is_for_each_that_has_the_item(tmp_path: Path) -> None:
    everywhere, one = changes(
        tmp_path,
        {"item": "ride_home", "says": "By car."},
        {"item": "intention", "checklist": "spray", "day": 0},
    )
    assert (everywhere.walks, everywhere.before) == (("iv", "spray"), RIDE)
    assert one.walks == ("spray",)


@pytest.mark.parametrize(
    ("rule", "looser"),
    [
        ({"item": "last_meal_esketamine", "minutes": -119, "anchor": "start"}, True),
        ({"item": "last_meal_esketamine", "minutes": -120, "anchor": "start"}, False),
        ({"item": "last_meal_esketamine", "minutes": -240, "anchor": "start"}, False),
        ({"item": "last_meal_esketamine", "minutes": -240, "anchor": "leaving"}, True),
        ({"item": "last_meal_esketamine", "day": -1}, False),
        ({"item": "last_meal_esketamine", "day": 0}, True),
        ({"item": "two_hours", "minutes": 60, "anchor": "start"}, True),
        ({"item": "two_hours", "minutes": 180, "anchor": "start"}, False),
        ({"item": "two_hours", "day": 0}, True),
        ({"item": "two_hours", "day": 1}, False),
        ({"item": "two_hours", "off": True}, True),
        ({"item": "ride_home", "off": True}, True),
        ({"item": "ride_home", "must": False}, True),
        ({"item": "ride_home", "day": -3}, False),
        ({"item": "ride_home", "says": "By car."}, False),
        ({"item": "intention", "off": True}, False),
        ({"item": "intention", "must": True}, False),
    ],
)
def test_what_asks_for_less_than_ships_is_looser(tmp_path: Path, rule: Plain, looser: bool) -> None:
    assert change(tmp_path, rule).is_looser is looser


def test_only_a_rule_of_a_label_or_guideline_binds(tmp_path: Path) -> None:
    custom, label = changes(
        tmp_path,
        {"item": "last_meal_iv", "minutes": -60, "anchor": "start"},
        {"item": "last_meal_esketamine", "minutes": -60, "anchor": "start"},
    )
    assert custom.is_looser
    assert not custom.is_looser_than_a_binding_rule
    assert label.is_looser_than_a_binding_rule


def test_an_item_weighs_what_it_weighs_on_the_strictest_walk(tmp_path: Path) -> None:
    label = replace(MEAL, strength=Strength.LABEL)
    borrowed = replace(label, route_of_source=Route.ESKETAMINE)
    walks = [
        replace(CHECKLISTS[0], id=key, item=(one,))
        for key, one in (("iv", MEAL), ("spray", label), ("im", borrowed))
    ]
    pack = read(with_rules({"item": "last_meal_iv", "off": True}), tmp_path)
    (found,) = clinic_pack.preview(pack, walks)
    assert (found.walks, found.before) == (("iv", "spray", "im"), borrowed)
    (found,) = clinic_pack.preview(pack, walks[:2])
    assert found.is_looser_than_a_binding_rule


def test_an_item_left_out_has_nothing_after_it(tmp_path: Path) -> None:
    found = change(tmp_path, {"item": "intention", "off": True})
    assert (found.before, found.after, found.walks) == (INTENTION, None, ("iv", "spray"))


def test_a_new_item_is_for_each_session_or_for_the_walk_it_names(tmp_path: Path) -> None:
    sessions, first = changes(
        tmp_path,
        {"item": "own_shoes", "question": "Warm socks?", "minutes": -60, "anchor": "leaving"},
        {"item": "own_list", "question": "A list?", "checklist": "first"},
    )
    assert (sessions.before, sessions.walks) == (None, ("iv", "spray"))
    assert sessions.after is not None
    assert (sessions.after.minutes, sessions.after.anchor) == (-60, Anchor.LEAVING)
    assert not sessions.is_looser
    assert first.walks == ("first",)


@pytest.mark.parametrize(
    "rule",
    [
        {"item": "laser_room", "says": "Goggles."},
        {"item": "laser_room", "off": True},
        {"item": "intention", "checklist": "moon", "off": True},
        {"item": "own", "question": "?", "checklist": "moon"},
        {"item": "last_meal_iv", "checklist": "spray", "says": "x"},
    ],
)
def test_what_is_not_known_here_is_told_and_not_refused(tmp_path: Path, rule: Plain) -> None:
    found = change(tmp_path, rule)
    assert not found.is_known
    assert (found.before, found.after, found.is_looser) == (None, None, False)


# ---- taking it in


def only(diary: Diary) -> RuleSet:
    (entry,) = diary.entries(RuleSet)
    return entry.record


def test_what_was_chosen_is_kept_and_works(diary: Diary, tmp_path: Path) -> None:
    clinic_pack.accept(diary, read(example(), tmp_path), (3, 0))
    kept = only(diary)
    assert (kept.pack, kept.issued) == ("riverside-2026", date(2026, 11, 1))
    assert [rule.item for rule in kept.rules] == ["last_meal_iv", "own_shoes"]
    walked = tailored(CHECKLISTS[0], kept.rules)
    assert [one.item.id for one in walked][:2] == ["ride_home", "own_shoes"]
    meal = next(one for one in walked if one.item.id == "last_meal_iv")
    assert meal.item.minutes == -480
    diary.undo()
    assert diary.entries(RuleSet) == ()


def test_a_pack_takes_the_place_of_the_one_with_its_id(diary: Diary, tmp_path: Path) -> None:
    clinic_pack.accept(diary, read(example(), tmp_path), range(4))
    other = read(example() | {"id": "seaside"}, tmp_path)
    assert clinic_pack.accepted(diary, other) is None
    clinic_pack.accept(diary, other, (0,))
    newer = read(example() | {"issued": "2026-12-01"}, tmp_path)
    first = clinic_pack.accepted(diary, newer)
    assert first is not None
    kept = clinic_pack.accept(diary, newer, (1,))
    assert (kept.id, kept.record.issued) == (first.id, date(2026, 12, 1))
    assert len(diary.entries(RuleSet)) == 2
    diary.undo()
    assert diary.get(RuleSet, first.id).record == first.record


def test_removing_it_can_be_undone_and_it_can_come_anew(diary: Diary, tmp_path: Path) -> None:
    pack = read(example(), tmp_path)
    entry = clinic_pack.accept(diary, pack, (0,))
    diary.remove(entry.id)
    assert clinic_pack.accepted(diary, pack) is None
    diary.undo()
    assert clinic_pack.accepted(diary, pack) is not None
    diary.remove(entry.id)
    assert clinic_pack.accept(diary, pack, (0,)).id != entry.id


def test_a_position_that_is_not_there_is_a_mistake(diary: Diary, tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        clinic_pack.accept(diary, read(example(), tmp_path), (5,))
    assert diary.entries(RuleSet) == ()


def test_only_the_details_that_were_chosen_are_taken(tmp_path: Path) -> None:
    pack = read(example(), tmp_path)
    mine = Person(name="A", clinic_phone="1", clinic_phone_after_hours="2")
    assert clinic_pack.with_details(mine, pack, ()) == mine
    phone = clinic_pack.with_details(mine, pack, (Detail.PHONE,))
    assert (phone.clinic_phone, phone.clinic_phone_after_hours) == ("01 234 5678", "2")
    limit = clinic_pack.with_details(mine, pack, (Detail.PRESSURE_LIMIT,))
    assert (limit.systolic_limit, limit.diastolic_limit) == (150, 95)
    assert (limit.name, limit.clinic_phone) == ("A", "1")
    hours = clinic_pack.with_details(mine, pack, (Detail.PHONE_AFTER_HOURS,))
    assert (hours.clinic_phone, hours.clinic_phone_after_hours) == ("1", "01 234 9999")


# ---- its schema


def test_the_schema_in_the_resources_is_the_one_of_the_code() -> None:
    assert SCHEMA.read_bytes() == clinic_pack.schema()


def test_the_example_meets_the_schema() -> None:
    schema = json.loads(SCHEMA.read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    plain = example()
    validator.validate(plain)
    plain["rules"][0]["whose"] = "clinic"
    assert not validator.is_valid(plain)


def test_numbers_have_the_range_of_the_records() -> None:
    rules: dict[str, Any] = dict(faults.limits(Rule))
    assert faults.limits(PackRule) == rules
    person = faults.limits(Person)
    limit = faults.limits(PressureLimit)
    assert limit["systolic"] == person["systolic_limit"]
    assert limit["diastolic"] == person["diastolic_limit"]


def test_the_example_uses_all_that_a_pack_can_say() -> None:
    schema = json.loads(SCHEMA.read_bytes())["$defs"]
    plain = example()
    assert set(plain) == set(schema["PackFile"]["properties"])
    used = {name for one in plain["rules"] for name in one}
    assert used == set(schema["PackRule"]["properties"])
