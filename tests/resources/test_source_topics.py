# SPDX-License-Identifier: Apache-2.0
"""Each topic of the five source articles is told of as what is known of it allows.

``source_topics.toml`` has a verdict for each, and the verdict says what has to stand here: a sound
topic is taken up, in a section of an article or in an item of a walk; a true one with a limit has
the limit beside it; a disputed one has both sides; a wrong one is put right; and what only promises
or sells is left out, or put right where people are likely to hear it.
"""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from companion import articles
from companion.content import Content
from companion.domain.article import Article, Section, told, words_of
from companion.domain.item import Walk
from companion.shipped import resource_path
from tests.resources.test_caution_facts import CONTENT, In
from tests.resources.test_caution_facts import words_of as words_of_item

TOPICS_IN_ARTICLE = {0: 11, 1: 27, 2: 10, 3: 14, 4: 13}
LEARN = resource_path("learn")
LANGUAGES = sorted(path.name for path in LEARN.iterdir() if path.is_dir())
SAYINGS = "misconceptions"
"""The article whose headings are what people say; what is so stands below each."""
MARKS = {"en": ("“", "”"), "es": ("«", "»")}


class Verdict(StrEnum):
    """What is known of a topic."""

    SOUND = "sound"
    QUALIFY = "qualify"
    DISPUTED = "disputed"
    MARKETING = "marketing"
    WRONG = "wrong"


NEEDED = {Verdict.QUALIFY: 2, Verdict.DISPUTED: 2, Verdict.WRONG: 1, Verdict.MARKETING: 1}
"""How many patterns a place has at least: a claim and its limit, two sides, or a correction."""
NOT_TO_BE_SAID = (Verdict.MARKETING, Verdict.WRONG)

Patterns = tuple[str, ...]


class Topic(Struct, frozen=True, forbid_unknown_fields=True):
    """A verdict, the items and the sections that take the topic up, and what must stand nowhere."""

    verdict: Verdict
    item: Mapping[str, Patterns] = {}
    article: Mapping[str, Mapping[str, Patterns]] = {}
    promise: Mapping[str, tuple[str, str]] = {}


TOPICS = msgspec.convert(
    tomllib.loads(Path(__file__).with_name("source_topics.toml").read_text(encoding="utf-8")),
    dict[str, Topic],
)
ARTICLES = {language: articles.read(LEARN, language, CONTENT.sources) for language in LANGUAGES}
ITEMS = {language: Content(language).items for language in LANGUAGES}

IN_ITEMS = [
    pytest.param(In(checklist, item, pattern), id=f"{key}-{item}")
    for key, topic in TOPICS.items()
    for place, patterns in topic.item.items()
    for checklist, _mark, item in [place.partition("/")]
    for pattern in patterns
]
IN_ARTICLES = [
    pytest.param(place, language, patterns, id=f"{key}-{place}-{language}")
    for key, topic in TOPICS.items()
    for place, by_language in topic.article.items()
    for language, patterns in by_language.items()
]
PROMISES = [
    pytest.param(language, pattern, promise, id=f"{key}-{language}")
    for key, topic in TOPICS.items()
    for language, (pattern, promise) in topic.promise.items()
]


def at(place: str, language: str) -> str:
    """Give what stands in a section, or in the gist where no section is named, on one line."""
    key, _mark, anchor = place.partition("#")
    article = ARTICLES[language][key]
    if not anchor:
        return told(article.gist)
    section = article.section(anchor)
    assert section is not None, place
    return body(section)


def body(section: Section) -> str:
    """Give what stands under a heading on one line, without the heading."""
    return " ".join(told(words) for block in section.blocks for words in words_of(block))


def says(article: Article) -> str:
    """Give what an article itself says: what it quotes as a saying is none of it."""
    headings = [] if article.id == SAYINGS else [one.heading for one in article.sections]
    return "\n".join([article.title, told(article.gist), *headings, *map(body, article.sections)])


def missing(place: str, language: str, patterns: Patterns) -> list[str]:
    """Give those of the patterns that do not stand at their place."""
    words = at(place, language)
    return [one for one in patterns if not re.search(one, words, re.IGNORECASE)]


# --- every topic has what its verdict asks for ----------------------------------------------------


def test_every_topic_has_its_verdict() -> None:
    every = [
        f"{article}-{number:02}"
        for article, count in TOPICS_IN_ARTICLE.items()
        for number in range(1, count + 1)
    ]
    assert list(TOPICS) == every
    assert {topic.verdict for topic in TOPICS.values()} == set(Verdict)


@pytest.mark.parametrize("key", TOPICS)
def test_a_topic_is_taken_up_as_its_verdict_asks(key: str) -> None:
    topic = TOPICS[key]
    needed = NEEDED.get(topic.verdict)
    if topic.verdict is not Verdict.MARKETING:
        assert topic.article if needed else topic.article or topic.item
    for place, by_language in topic.article.items():
        assert "en" in by_language, place
        if needed:
            found = {
                language: len(patterns) >= needed for language, patterns in by_language.items()
            }
            assert found == dict.fromkeys(LANGUAGES, True), place


@pytest.mark.parametrize("place", IN_ITEMS)
def test_a_topic_is_taken_up_in_the_item_where_it_belongs(place: In) -> None:
    assert re.search(place.pattern, words_of_item(place), re.IGNORECASE)


@pytest.mark.parametrize(("place", "language", "patterns"), IN_ARTICLES)
def test_a_topic_is_taken_up_in_the_section_where_it_belongs(
    place: str, language: str, patterns: Patterns
) -> None:
    assert patterns
    assert missing(place, language, patterns) == []


def test_the_articles_name_the_topics_that_they_take_up() -> None:
    named = {(key, topic) for key, one in ARTICLES["en"].items() for topic in one.topics}
    taken = {(place.partition("#")[0], key) for key, one in TOPICS.items() for place in one.article}
    assert named == taken
    assert {key for key, _topic in named} == set(ARTICLES["en"])


def test_the_topics_lead_into_every_walk() -> None:
    lists = {place.partition("/")[0] for topic in TOPICS.values() for place in topic.item}
    assert {CONTENT.checklists[one].walk for one in lists} == set(Walk)


def test_a_side_that_is_not_told_is_found() -> None:
    sides = TOPICS["2-05"].article["trauma-and-anxiety#ptsd"]["en"]
    one_side = ("it helped everybody", *sides)
    assert missing("trauma-and-anxiety#ptsd", "en", one_side) == ["it helped everybody"]
    assert missing("trauma-and-anxiety#anxiety", "en", sides) == list(sides)


# --- what only sells, and what is not true --------------------------------------------------------


@pytest.mark.parametrize("key", TOPICS)
def test_whatever_sells_or_is_wrong_is_looked_for_in_every_language(key: str) -> None:
    topic = TOPICS[key]
    looked_for = LANGUAGES if topic.verdict in NOT_TO_BE_SAID else []
    assert sorted(topic.promise) == looked_for


@pytest.mark.parametrize(("language", "pattern", "promise"), PROMISES)
def test_no_promise_is_repeated(language: str, pattern: str, promise: str) -> None:
    assert re.search(pattern, promise, re.IGNORECASE)
    said = {key: says(article) for key, article in ARTICLES[language].items()} | {
        item: f"{words.question} {words.says} {words.why}"
        for item, words in ITEMS[language].items()
    }
    assert [key for key, words in said.items() if re.search(pattern, words, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_say_stands_in_quotation_marks(language: str) -> None:
    opening, closing = MARKS[language]
    for section in ARTICLES[language][SAYINGS].sections:
        assert re.fullmatch(f"{opening}.+{closing}[.]?", section.heading), section.heading
        assert not re.match(f"[{opening}]", body(section))
