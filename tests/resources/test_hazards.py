# SPDX-License-Identifier: Apache-2.0
"""The hazards have their words and their tests, others' work has its licence, and content its review."""

import ast
import re
from collections import Counter
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

from companion import about
from companion.about import Hazard, Part
from companion.content import Content
from companion.domain.article import told, words_of
from companion.shipped import resource_path
from tests.resources.test_reading_level import GRADE, SENTENCE_GRADE, Text, hold, long_sentences
from tests.resources.test_words import LANGUAGES, advice

ROOT = Path(__file__).resolve().parents[2]
CONTENT = Content("en")
HAZARDS = about.hazards()
PARTS = about.parts()

# What has to be among them, whatever else is.
NAMED = {
    "lost_entry", "wrong_day", "clock_wrong", "missing_as_zero", "wrong_score", "misread_chart",
    "wrong_period", "left_out", "wrong_number", "stale_content", "not_reviewed", "translation",
    "taken_as_advice", "wrong_timing", "nobody_hears", "impaired", "made_a_game", "warning_unseen",
    "reminder_missed", "shared_computer", "lost_passphrase", "old_backup_readable", "damaged_file",
    "two_computers", "report_lying_about",
}  # fmt: skip

# Files of structure that say nothing about health, and why no clinician has to look at them.
NOT_CLINICAL = {
    "theme.toml": "Colours and sizes.",
    "sources.toml": "Titles and addresses of what others wrote.",
    "crisis_lines.toml": "Numbers to call: each says itself when it was checked.",
    "about/licences.toml": "Whose work comes along.",
}


@cache
def names_in(file: str) -> frozenset[str]:
    """Give the names of the tests in a file that are run, read from its text and not run."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    found = set()
    for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
            marks = [ast.unparse(mark) for mark in each.decorator_list]
            if not any(re.search(r"\.(skip|xfail)\b", mark) for mark in marks):
                found.add(each.name)
    return frozenset(found)


def _structure() -> str:
    return resource_path("about", "hazards.toml").read_text(encoding="utf-8")


def is_there(test: str) -> bool:
    file, _parted, name = test.partition("::")
    return name in names_in(file)


# --- hazards --------------------------------------------------------------------------------------


def test_the_hazards_that_were_named_are_all_there() -> None:
    assert set(HAZARDS) >= NAMED
    ids = re.findall(r'^id = "(\w+)"', _structure(), re.MULTILINE)
    assert ids == list(HAZARDS)


@pytest.mark.parametrize("hazard", HAZARDS.values(), ids=lambda one: one.id)
def test_each_test_that_holds_a_hazard_is_there(hazard: Hazard) -> None:
    assert len(hazard.tests) == len(set(hazard.tests)) >= 2
    assert [test for test in hazard.tests if not is_there(test)] == []


@pytest.mark.parametrize(
    "test",
    [
        "tests/resources/test_hazards.py::test_of_nothing",
        "tests/nowhere.py::test_each_test_that_holds_a_hazard_is_there",
        "tests/resources/test_hazards.py",
        "tests/resources/test_hazards.py::is_there",
    ],
)
def test_a_test_that_is_not_there_is_found_out(test: str) -> None:
    assert not is_there(test)


def test_a_test_that_is_switched_off_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "class A:\n    def test_on(self): ...\n@pytest.mark.skip\ndef test_off(): ...\n"
    (tmp_path / "test_some.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr("tests.resources.test_hazards.ROOT", tmp_path)
    assert names_in("test_some.py") == {"test_on"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hazard_has_its_words_in_every_language(language: str) -> None:
    words = Content(language).hazard_words
    assert set(words.hazards) == set(HAZARDS)
    assert set(words.groups) == {hazard.group for hazard in HAZARDS.values()}
    told_all = [text for one in words.hazards.values() for text in vars_of(one)]
    assert all(text == text.strip() != "" for text in told_all)
    assert len({one.hazard for one in words.hazards.values()}) == len(HAZARDS)


def vars_of(words: about.HazardWords) -> tuple[str, ...]:
    return words.hazard, words.cause, words.measure, words.remains


# --- intended use ---------------------------------------------------------------------------------


def use_of(language: str) -> list[str]:
    document = Content(language).intended_use
    blocks = [block for section in document.sections for block in section.blocks]
    return [told(document.gist), *(told(each) for one in blocks for each in words_of(one))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_intended_use_has_the_same_parts_in_every_language(language: str) -> None:
    english, other = CONTENT.intended_use, Content(language).intended_use
    assert [one.anchor for one in other.sections] == [one.anchor for one in english.sections]
    assert len(use_of(language)) == len(use_of("en")) > 15


def test_the_intended_use_is_plain_and_gives_no_advice() -> None:
    text = Text("intended_use.md", "\n".join(use_of("en")))
    hold([text], GRADE)
    hold(long_sentences([text]), SENTENCE_GRADE)
    assert advice(text.words) == []
    for said in ("cannot alert anyone", "does not diagnose", "not certified as a medical device"):
        assert said in text.words


# --- reviews --------------------------------------------------------------------------------------


def test_every_file_with_clinical_content_says_whether_it_was_reviewed() -> None:
    root = resource_path()
    files = {path.relative_to(root).as_posix() for path in root.rglob("*.toml")}
    structure = {name for name in files if not name.startswith("words/")}
    said = {
        name
        for name in structure
        if "clinician_review" in (root / name).read_text(encoding="utf-8")
    }
    assert structure - said == set(NOT_CLINICAL)
    signed = re.compile(r"none|\S.+, \d{4}-\d{2}-\d{2}")
    assert [one for one in about.reviews() if not signed.fullmatch(one.told)] == []


def test_each_checklist_and_each_article_counts_by_itself() -> None:
    found = Counter(one.place for one in about.reviews())
    assert found["checklists"] == len(CONTENT.checklists)
    assert found["articles"] == len(CONTENT.articles)
    assert {found[place] for place in ("red_flags", "side_effects", "hazards")} == {1}
    told_of = {one.id: one.told for one in about.reviews() if one.place == "checklists"}
    assert told_of == {key: one.clinician_review for key, one in CONTENT.checklists.items()}


# --- licences -------------------------------------------------------------------------------------


def pinned() -> set[str]:
    text = (ROOT / "packaging" / "requirements" / "run.txt").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def test_every_package_that_runs_with_it_is_named_once() -> None:
    named = [part.package for part in PARTS if part.package]
    assert Counter(named) == Counter(pinned())


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_each_part_has_its_licence(part: Part) -> None:
    assert part.licence.strip()
    assert part.text or part.notice or "DejaVu" in part.name
    if part.package:
        assert part.version == metadata.version(part.package)
        assert len(part.text) > 500
        told_of = metadata.metadata(part.package)["License-Expression"]
        assert part.licence in (told_of or part.licence, "Apache-2.0 OR BSD-3-Clause")


def test_each_licence_that_lies_beside_fonts_and_icons_can_be_read_there() -> None:
    shipped = {name for part in PARTS for name in part.texts}
    found = [*resource_path("fonts").glob("OFL-*"), *resource_path("icons").glob("LICENSE-*")]
    assert len(found) > 2
    assert {path.relative_to(resource_path()).as_posix() for path in found} <= shipped


def test_a_package_whose_description_was_left_out_keeps_its_licence() -> None:
    part = Part(name="gone", package="no-such-package-here", licence="MIT")
    assert (part.version, part.text, part.licence) == ("", "", "MIT")


def test_qt_is_used_under_the_licence_that_lets_it_be_exchanged() -> None:
    (qt,) = (part for part in PARTS if part.package == "pyside6-essentials")
    assert qt.licence == "LGPL-3.0-only"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.text
    assert "GNU GENERAL PUBLIC LICENSE" in qt.text
