# SPDX-License-Identifier: Apache-2.0
"""Articles name the help where thoughts of suicide may be the reader's own, and judge nobody."""

import re

import pytest

from companion import articles
from companion.content import Content
from companion.domain.article import Article, texts
from companion.shipped import resource_path
from tests.resources.test_caution_facts import UNCONFIRMED, VERDICTS

CONTENT = Content()
LEARN = resource_path("learn")
LANGUAGES = sorted(path.name for path in LEARN.iterdir() if path.is_dir())
ARTICLES = {language: articles.read(LEARN, language, CONTENT.sources) for language in LANGUAGES}
EVERY = [
    pytest.param(language, article, id=f"{language}-{key}")
    for language, those in ARTICLES.items()
    for key, article in those.items()
]

# Where it speaks of the reader's own thoughts, and what then stands in the same article.
OWN_THOUGHTS = {
    "en": r"you might act on|thoughts of suicide (come|are new)|have thoughts of suicide|your life",
    "es": r"podrías (actuar|hacerles)|(vienen|tienes) pensamientos de suicidio|con tu vida",
}
HELP = {
    "en": (r"“Get help now”", r"This app cannot alert anyone\."),
    "es": (r"«Pedir ayuda ya»", r"Esta aplicación no puede avisar a nadie\."),
}
OF_THE_KIND = {
    "en": "If thoughts of suicide come, wait for your next visit.",
    "es": "Si vienen pensamientos de suicidio, espera a tu próxima visita.",
}

# Patterns of what nobody could confirm that are found in an article, and why they may be.
FOUND_FOR_A_REASON = {
    ("ways-it-is-given", r"under the skin"): "It says that nothing was found.",
    ("how-well-and-how-long", r"one third|a third of"): "It says that news reports say so.",
    ("side-effects", r"\d ?%|per ?cent"): "It says that no sound percentages were found.",
    ("what-it-is", r"neuroplastic|new connections"): "It says that it is an idea being tested.",
}


def whole(article: Article) -> str:
    """Give all that an article says; its quoted headings, which say what is not so, included."""
    return "\n".join(texts(article))


def lacks(language: str, words: str) -> list[str]:
    """Give what of the help is missing in words that speak of the reader's own thoughts."""
    if not re.search(OWN_THOUGHTS[language], words, re.IGNORECASE):
        return []
    return [one for one in HELP[language] if not re.search(one, words)]


@pytest.mark.parametrize(("language", "article"), EVERY)
def test_help_is_named_where_thoughts_of_suicide_may_be_the_readers_own(
    language: str, article: Article
) -> None:
    assert lacks(language, whole(article)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_thoughts_of_suicide_without_the_help_are_found(language: str) -> None:
    assert lacks(language, OF_THE_KIND[language]) == list(HELP[language])
    speaking = [
        key
        for key, article in ARTICLES[language].items()
        if re.search(OWN_THOUGHTS[language], whole(article), re.IGNORECASE)
    ]
    assert len(speaking) > 10


def test_nothing_unconfirmed_is_said() -> None:
    found = {
        (key, pattern)
        for pattern, _bad in UNCONFIRMED
        for key, article in ARTICLES["en"].items()
        if re.search(pattern, whole(article), re.IGNORECASE)
    }
    assert found == set(FOUND_FOR_A_REASON)


@pytest.mark.parametrize(("pattern", "bad"), VERDICTS)
def test_no_verdict_on_the_reader_is_given(pattern: str, bad: str) -> None:
    assert re.search(pattern, bad, re.IGNORECASE)
    found = [
        key
        for key, article in ARTICLES["en"].items()
        if re.search(pattern, whole(article).replace("may have heard", "heard"), re.IGNORECASE)
    ]
    assert found == []
