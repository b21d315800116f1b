# SPDX-License-Identifier: Apache-2.0
"""The articles hold what they promise: their sections, their sources, plain words, and no advice.

Whatever a reader could take for a fact with a figure has its source beside it. A figure is a number
in digits, unless it is part of a name (PHQ-9, GLP-1, CYP2B6), or a number in words with what it
counts ("two weeks", "half of them"). In running text the sentence that holds it has to hold a
citation too, or the citation stands right behind its full stop. In a table it is the row.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

import pytest

from companion import articles
from companion.content import Content
from companion.domain.article import Article, Block, List, Paragraph, Run, Table, Words, words_of
from companion.domain.item import Walk
from companion.shipped import resource_path
from tests.resources.test_reading_level import GRADE, Text
from tests.resources.test_spanish_words import advice as spanish_advice
from tests.resources.test_words import advice

LEARN = resource_path("learn")
LANGUAGES = sorted(path.name for path in LEARN.iterdir() if path.is_dir())
CONTENT = Content()

# What each article has to tell of at least.
SECTIONS = {
    "what-it-is": "ketamine esketamine how-it-may-work",
    "ways-it-is-given": "vein injection nasal-spray mouth how-they-compare",
    "who-prescribes": "prescribers why-a-prescription",
    "from-consultation-to-maintenance": "consultation plan course review keeping-well",
    "approved-and-off-label": "approved off-label what-that-means",
    "compounded-and-home": "compounded at-home if-you-dose-at-home",
    "a-session": "before during after going-home driving",
    "side-effects": "common serious at-home blood-pressure breathing",
    "long-term-safety": "bladder memory dependence not-yet-known",
    "medicines-that-matter": "why-a-list sedating blood-pressure may-weaken never-alone",
    "how-well-and-how-long": "how-many how-soon how-long not-everyone",
    "why-follow-up": "reviews questionnaires getting-worse",
    "pain": "what-is-known pain-and-mood",
    "trauma-and-anxiety": "ptsd anxiety",
    "misconceptions": "m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14",
    "who-does-what": "psychiatrist therapist nurse you",
    "the-person-with-you": "before during after",
    "integration": "reflection therapy no-rush",
    "everyday": "sleep movement stress food company",
    "choosing-a-clinic": "questions warning-signs costs",
    "rights-and-rules": "consent driving-and-decisions controlled-medicine your-record",
    "figures": "mood change stayed-up missing",
}
SHORTEST, LONGEST = 150, 400
LONGER = {"misconceptions": "Fourteen short answers stand in it, each to be read on its own."}
LONGEST_OF_ALL = 700
# Spanish takes about a fifth more words than English for the same.
ROOM_FOR_ANOTHER_LANGUAGE = 1.25

# Questionnaires, enzymes, kinds of medicine, the keys F1 to F12, and the scale of the check-in.
NAME = re.compile(r"\b(?:[A-Z]{2,}\d*[A-Z]?-?\d+|[A-Z]+\d+[A-Z]\d+|F1?\d|0 (?:to|a) 10)\b")
IN_WORDS = re.compile(
    r"""
    \b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s
        (?:hour|minute|day|week|month|year|time|people|percent|per\scent|in\s)
    | \b(?:a|one|two)[ ]thirds?\b | \bhalf[ ]of[ ](?:them|these|those|the|people)\b
    | \b(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\s
        (?:hora|minuto|día|semana|mes|año|vez|veces|persona|de\scada)
    | \bun[ ]tercio\b | \bdos[ ]tercios\b | \bla[ ]mitad[ ]de\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
CITATION = re.compile(r"\[\^\w+\]")
SENTENCE = re.compile(r"\S.*?(?:[.!?…][”»’)]*(?:\[\^\w+\])*(?=\s|$)|$)", re.DOTALL)
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


# Each is refused in running text; with a citation behind it, it is let through.
FIGURES = [
    "About 41\u00a0% felt far away.",
    "It was seen in 24 people. That is few.[^E1]",
    "That is few.[^E1] It was seen in 24 people.",
    "Wait two hours, then ask.",
    "Half of them slid back.",
    "One third had no change.",
    "It has been so since 1970.",
    "Espera dos horas y pregunta.",
    "A la mitad de ellas no les ayudó.",
]
NO_FIGURES = [
    "The PHQ-9, the GAD-7 and the PCL-5 are questionnaires.",
    "GLP-1 medicines and CYP2B6 are names.",
    "Press F1. Your mood has a number from 0 to 10.",
    "One clinic says so, and two others do not.",
    "Esketamine is one half of it.",
]


def _read() -> Mapping[str, Mapping[str, Article]]:
    return {name: articles.read(LEARN, name, CONTENT.sources) for name in LANGUAGES}


ARTICLES = _read()
ENGLISH = ARTICLES["en"]
EVERY = [
    pytest.param(article, id=f"{language}-{key}")
    for language, those in ARTICLES.items()
    for key, article in those.items()
]
TRANSLATED = [
    pytest.param(ENGLISH[key], article, id=f"{language}-{key}")
    for language, those in ARTICLES.items()
    for key, article in those.items()
    if language != "en"
]


def written(given: Words) -> str:
    """Give words as they stand in the file, bold aside."""
    return "".join(f"[^{run.source}]" if run.source else run.text for run in given)


def words(text: str) -> Words:
    """Give words with their sources, as they are when read from a file."""
    parts = re.split(r"\[\^(\w+)\]", text)
    runs = (Run(source=part) if number % 2 else Run(text=part) for number, part in enumerate(parts))
    return tuple(run for run in runs if run != Run())


def blocks(article: Article) -> Iterator[Block]:
    yield Paragraph(article.gist)
    yield from chain.from_iterable(section.blocks for section in article.sections)


def running(parts: Iterable[Block]) -> Iterator[str]:
    """Give every paragraph and every point of a list, as it stands in the file."""
    for block in parts:
        if isinstance(block, Paragraph | List):
            yield from map(written, words_of(block))


def prose(article: Article) -> Text:
    """Give what is read in one go: no headings, no tables, no marks of sources."""
    return Text(article.id, "\n".join(CITATION.sub("", text) for text in running(blocks(article))))


def has_figure(text: str) -> bool:
    """Tell whether there is a number that somebody must have counted or measured."""
    plain = NAME.sub("", CITATION.sub("", text))
    return bool(re.search(r"\d", plain) or IN_WORDS.search(plain))


def uncited(parts: Iterable[Block]) -> list[str]:
    """Give the sentences and rows with a figure that no source stands beside."""
    found = []
    for block in parts:
        if isinstance(block, Table):
            pieces = [" | ".join(map(written, row)) for row in block.rows]
        else:
            pieces = [part for text in running([block]) for part in SENTENCE.findall(text)]
        found += [piece for piece in pieces if has_figure(piece) and not CITATION.search(piece)]
    return found


def figures(parts: Iterable[Block]) -> Counter[str]:
    """Count the numbers in digits, a decimal comma being the same as a point."""
    whole = " ".join(CITATION.sub("", written(cell)) for part in parts for cell in words_of(part))
    return Counter(number.replace(",", ".") for number in NUMBER.findall(whole))


def dangling(learn: Iterable[str]) -> list[str]:
    """Give those of the links that lead to no section."""
    there = {f"{key}#{part.anchor}" for key, one in ENGLISH.items() for part in one.sections}
    return [link for link in learn if link not in there]


# --- what is there --------------------------------------------------------------------------------


def test_the_articles_are_there_in_their_order() -> None:
    assert list(ENGLISH) == list(SECTIONS)
    assert LANGUAGES == ["en", "es"]


@pytest.mark.parametrize("key", SECTIONS)
def test_an_article_tells_of_what_it_has_to(key: str) -> None:
    anchors = [section.anchor for section in ENGLISH[key].sections]
    assert set(SECTIONS[key].split()) <= set(anchors)
    assert len(ENGLISH[key].topics) == len(set(ENGLISH[key].topics))


def test_no_words_lie_about_that_no_article_shows() -> None:
    files = {path.relative_to(LEARN).as_posix() for path in LEARN.rglob("*.md")}
    assert files == {f"{language}/{key}.md" for language in LANGUAGES for key in SECTIONS}


@pytest.mark.parametrize(("english", "other"), TRANSLATED)
def test_every_language_tells_the_same(english: Article, other: Article) -> None:
    assert other.language != "en"
    assert sorted(other.sources) == sorted(english.sources)
    assert other.title != english.title
    assert [part.anchor for part in other.sections] == [part.anchor for part in english.sections]
    for one, two in zip(english.sections, other.sections, strict=True):
        assert figures(two.blocks) == figures(one.blocks), one.anchor
        kinds = [[type(block) for block in part.blocks] for part in (one, two)]
        assert kinds[0] == kinds[1], one.anchor


@pytest.mark.parametrize("article", EVERY)
def test_an_article_was_looked_at_on_a_day_that_has_been(article: Article) -> None:
    assert date(2026, 1, 1) < article.reviewed <= date.today()  # noqa: DTZ011
    signed = re.compile(r"\S.+, \d{4}-\d{2}-\d{2}")
    assert not article.is_reviewed or signed.fullmatch(article.clinician_review)


# --- sources --------------------------------------------------------------------------------------


@pytest.mark.parametrize("article", EVERY)
def test_every_figure_has_its_source_beside_it(article: Article) -> None:
    assert uncited(blocks(article)) == []


@pytest.mark.parametrize("sentence", FIGURES)
def test_a_figure_without_its_source_is_found(sentence: str) -> None:
    given = words(sentence)
    row = Table(head=(words("Study"),), rows=((words("Drip"), given),))
    assert len(uncited([Paragraph(given)])) == len(uncited([List((given, given))])) / 2 == 1
    assert len(uncited([row])) == ("[^E1]" not in sentence)
    cited = words(re.sub(r"(?<=[.])(?=\s|$)", "[^L1]", sentence))
    assert uncited([Paragraph(cited), List((cited,)), Table(row.head, ((cited,),))]) == []


@pytest.mark.parametrize("sentence", NO_FIGURES)
def test_a_number_in_a_name_needs_no_source(sentence: str) -> None:
    assert uncited([Paragraph(words(sentence))]) == []


@pytest.mark.parametrize(("one", "two"), [("1.5 hours", "1,5 horas"), ("24, 8", "8 y 24")])
def test_figures_are_the_same_however_they_are_written(one: str, two: str) -> None:
    assert figures([Paragraph(words(one))]) == figures([Paragraph(words(two))])


@pytest.mark.parametrize(
    ("one", "two"), [("1.5 h", "15 h"), ("8 and 8", "8"), ("2[^E1]", "2[^E1] 1")]
)
def test_other_figures_are_others(one: str, two: str) -> None:
    assert figures([Paragraph(words(one))]) != figures([Paragraph(words(two))])


@pytest.mark.parametrize("article", EVERY)
def test_every_article_rests_on_something(article: Article) -> None:
    assert article.sources


# --- links from the checklists --------------------------------------------------------------------


def test_every_link_of_a_checklist_leads_to_a_section() -> None:
    items = [item for one in CONTENT.checklists.values() for item in one.item]
    links = [item.learn for item in items if item.learn]
    assert dangling(links) == []
    assert len(links) > len(items) / 2


def test_what_is_shared_between_checklists_leads_to_the_same_section() -> None:
    found: dict[str, set[str]] = {}
    for one in CONTENT.checklists.values():
        for item in one.item:
            found.setdefault(item.id, set()).add(item.learn)
    assert {key: links for key, links in found.items() if len(links) > 1} == {}


@pytest.mark.parametrize("walk", Walk)
def test_every_walk_leads_on_to_articles(walk: Walk) -> None:
    those = [one for one in CONTENT.checklists.values() if one.walk is walk]
    assert those
    assert all(any(item.learn for item in one.item) for one in those)


@pytest.mark.parametrize("link", ["a-session", "a-session#nowhere", "#before", "nowhere#before"])
def test_a_link_that_leads_nowhere_is_found(link: str) -> None:
    assert dangling(["a-session#before", link]) == [link]


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("article", EVERY)
def test_an_article_is_short_enough_to_be_read(article: Article) -> None:
    longest = LONGEST_OF_ALL if article.id in LONGER else LONGEST
    if article.language != "en":
        longest = int(longest * ROOM_FOR_ANOTHER_LANGUAGE)
    assert SHORTEST <= prose(article).length <= longest


@pytest.mark.parametrize("article", ENGLISH.values(), ids=lambda one: one.id)
def test_an_article_can_be_read_after_eight_years_of_school(article: Article) -> None:
    assert prose(article).grade <= GRADE


@pytest.mark.parametrize("article", EVERY)
def test_an_article_says_you_and_gives_no_advice(article: Article) -> None:
    text = prose(article).words
    if article.language == "es":
        assert re.search(r"\b(tú|tu|tus|te|ti)\b", text, re.IGNORECASE)
        assert not re.search(r"\b(usted|ustedes|vosotros|vos)\b", text, re.IGNORECASE)
        assert spanish_advice(text) == []
    else:
        assert re.search(r"\byou\b", text, re.IGNORECASE)
        assert advice(text) == []


@pytest.mark.parametrize("article", EVERY)
def test_an_article_is_set_as_its_language_wants_it(article: Article) -> None:
    sections = article.sections
    headings = [article.title, *(section.heading for section in sections)]
    whole = "\n".join(
        [*headings, *(written(w) for block in blocks(article) for w in words_of(block))]
    )
    assert wrongly_set(article.language, CITATION.sub("", whole)) == []


def wrongly_set(language: str, text: str) -> list[str]:
    """Give what is not set as it should be: percent signs, quotation marks, dashes, decimals."""
    wrong = [r"\d%", r"\d %", '"', "'", " - ", r"\.\.\.", r"\d-\d"]
    if language == "es":
        wrong += [r"\d\.\d", "[“”‘’]", "[a-záéíóúñ]–[a-záéíóúñ]"]
    else:
        wrong += [r"\d,\d(?!\d\d)", "[«»¿¡]"]
    found = [match[0] for phrase in wrong if (match := re.search(phrase, text))]
    if language == "es":
        found += ["¿?"] * (text.count("¿") != text.count("?"))
    return found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It is 8%."),
        ("en", "It is 8 %."),
        ("en", 'It\u2019s a "cure".'),
        ("en", "It's off-label."),
        ("en", "1-2 hours"),
        ("en", "It is 1,5 hours."),
        ("es", "Son 1.5 horas."),
        ("es", "Dicen “no”."),
        ("es", "Pregunta. Por qué?"),
        ("es", "Es 8%."),
    ],
)
def test_what_is_wrongly_set_is_found(language: str, text: str) -> None:
    assert wrongly_set(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It’s “new”: 1–2 hours, 1.5\u00a0%, 2,642 people. Off-label?"),
        ("es", "Es «nuevo»: 1–2 horas, 1,5\u00a0%. ¿Fuera de indicación? Sí. ¿Y tú?"),
    ],
)
def test_what_is_rightly_set_is_let_through(language: str, text: str) -> None:
    assert wrongly_set(language, text) == []


def test_the_bundled_fonts_can_show_every_article() -> None:
    coverage = json.loads(resource_path("fonts", "coverage.json").read_text(encoding="utf-8"))
    shown = {
        code
        for pairs in coverage.values()
        for first, last in pairs
        for code in range(first, last + 1)
    }
    text = "".join(path.read_text(encoding="utf-8") for path in LEARN.rglob("*.md"))
    assert {letter for letter in text if ord(letter) not in shown} - {"\n"} == set()
