# SPDX-License-Identifier: Apache-2.0
"""Every language has what English has: the same texts, figures and places to fill in.

What can be compared without knowing the language is compared here. Whether warnings are all there,
and no advice came in, is checked for each language by its own list of phrases.
"""

import re
import tomllib
from collections import Counter
from typing import Any

import pytest

from companion.content import Content
from companion.shipped import resource_path
from tests.resources.test_words import LANGUAGES, placeholders, texts

OTHERS = [language for language in LANGUAGES if language != "en"]
SEARCH = re.compile(r"^side_effects\.toml\..+\.search\.")
"""Words to find an effect by: each language has its own, and as many as it needs."""


def read(language: str) -> dict[str, Any]:
    """Give every file of a language by its path inside its folder."""
    folder = resource_path("words", language)
    return {
        path.relative_to(folder).as_posix(): tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.toml"))
    }


def flat(language: str) -> dict[str, str]:
    """Give every text of a language by its file and the way to it."""
    return {
        f"{file}{way}": text for file, data in read(language).items() for way, text in texts(data)
    }


ENGLISH = flat("en")


def shape(part: Any) -> Any:
    """Give what a part is made of: keys in their order, and lists by their length."""
    if isinstance(part, dict):
        return {
            key: "words to find it by" if key == "search" else shape(inner)
            for key, inner in part.items()
        }
    return [shape(inner) for inner in part] if isinstance(part, list) else "text"


def numbers(text: str) -> Counter[str]:
    """Count the numbers of a text; a decimal point and a decimal comma are the same."""
    return Counter(re.sub(",", ".", each) for each in re.findall(r"\d+(?:[.,]\d+)?", text))


def test_there_is_more_than_one_language() -> None:
    assert OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_same_files_keys_and_lists(language: str) -> None:
    """Also in the same order, so that two files can be read side by side."""
    here, there = read(language), read("en")
    assert list(here) == list(there)
    for name, data in there.items():
        assert shape(here[name]) == shape(data), name
        assert [*_keys(here[name])] == [*_keys(data)], name


def _keys(part: Any) -> list[str]:
    if not isinstance(part, dict):
        return []
    return [found for key, inner in part.items() for found in (key, *_keys(inner))]


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_fills_in_the_same_and_leaves_nothing_empty(language: str) -> None:
    here = flat(language)
    assert len(here) > 1000
    for way, text in ENGLISH.items():
        if SEARCH.match(way):
            continue
        assert placeholders(here[way]) == placeholders(text), way
        assert bool(here[way].strip()) is bool(text.strip()), way


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_same_figures(language: str) -> None:
    here = flat(language)
    lost = {
        way: (numbers(text), numbers(here[way]))
        for way, text in ENGLISH.items()
        if not SEARCH.match(way) and numbers(here[way]) != numbers(text)
    }
    assert lost == {}


def test_a_lost_figure_is_found() -> None:
    assert numbers("0.5 mg, 2 to 4 h") == numbers("0,5 mg, de 2 a 4 h")
    assert numbers("2 to 4 h") != numbers("de 2 a 24 h")
    assert numbers("at least 24 h") != numbers("un día")


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_hard_to_find_by_search_has_words_enough(language: str) -> None:
    for key, words in Content(language).effect_words.items():
        known = [word.casefold() for word in words.search]
        assert len(known) == len(set(known)), key
        assert len(known) > 1, key


@pytest.mark.parametrize("language", OTHERS)
def test_a_rule_is_cut_at_the_same_place(language: str) -> None:
    """Where there is little room, only what stands before the semicolon is shown."""
    here = flat(language)
    rules = {way: text for way, text in ENGLISH.items() if way.endswith(".rule")}
    assert len(rules) > 20
    for way, text in rules.items():
        assert here[way].count(";") == text.count(";"), way


def test_the_folder_holds_nothing_but_words() -> None:
    for path in resource_path("words").rglob("*"):
        assert path.is_dir() or path.suffix == ".toml", path.name
