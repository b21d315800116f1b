# SPDX-License-Identifier: Apache-2.0
"""A place in the articles is found by words in any order, the best first, with the sentence marked."""

from datetime import date

import pytest

from companion.domain.article import Article, Group, List, Paragraph, Run, Section, Table, Words
from companion.domain.article_search import Finder, Hit, Rank, marks


def words(text: str) -> Words:
    return (Run(text=text),)


def article(name: str, title: str, gist: str, *sections: Section) -> Article:
    return Article(
        id=name,
        group=Group.EFFECTS,
        title=title,
        gist=(*words(gist), Run(source="E1")),
        sections=sections,
        sources=("E1",),
        reviewed=date(2026, 11, 27),
        clinician_review="none",
        topics=(),
        language="en",
    )


BLADDER = article(
    "bladder",
    "The bladder",
    "Heavy use can harm it. It is not known from when.",
    Section(
        anchor="signs",
        heading="Signs to mention",
        blocks=(
            List((words("You have to go often. It burns."), words("Don’t wait with blood."))),
            Table(
                (words("Sign"), words("How many")), ((words("Urgency"), words("3 %"), words("")),)
            ),
        ),
    ),
    Section(anchor="pressure", heading="Pressure", blocks=(Paragraph(words("Bladder first.")),)),
)
HEART = article(
    "heart",
    "Blood pressure",
    "It rises for some hours.",
    Section(
        anchor="when",
        heading="When it rises",
        blocks=(Paragraph(words("The pressure of the blood is highest at 40 minutes. Ask.")),),
    ),
    Section(
        anchor="años",
        heading="Über die Café-Zeit",
        blocks=(Paragraph((Run(text="Depresión y "), Run(text="salud", bold=True))),),
    ),
)
FINDER = Finder((BLADDER, HEART))


def places(typed: str) -> list[tuple[str, str, Rank]]:
    return [(hit.article, hit.anchor, hit.rank) for hit in FINDER.find(typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # A title before a heading, a heading before the text, and no text of a titled article.
        (
            "pressure",
            [("heart", "", Rank.TITLE), ("bladder", "pressure", Rank.HEADING)],
        ),
        ("PRESSURE blood", [("heart", "", Rank.TITLE)]),
        ("bladder signs", [("bladder", "signs", Rank.TEXT)]),
        ("burns often", [("bladder", "signs", Rank.TEXT)]),
        ("dont wait", [("bladder", "signs", Rank.TEXT)]),
        ("urgency 3", [("bladder", "signs", Rank.TEXT)]),
        ("depresion salud", [("heart", "años", Rank.TEXT)]),
        ("cafe uber", [("heart", "años", Rank.HEADING)]),
        ("harm", [("bladder", "", Rank.TEXT)]),
        ("burns minutes", []),
        ("nowhere", []),
        ("…", []),
        ("", []),
    ],
)
def test_every_word_has_to_occur_and_the_best_comes_first(
    typed: str, found: list[tuple[str, str, Rank]]
) -> None:
    assert places(typed) == found


def test_the_sentence_that_tells_most_is_shown_with_its_marks() -> None:
    (hit,) = FINDER.find("minutes high")
    assert hit == Hit(
        article="heart",
        anchor="when",
        rank=Rank.TEXT,
        sentence="The pressure of the blood is highest at 40 minutes.",
        marks=((29, 36), (43, 50)),
    )
    (row,) = FINDER.find("urgency")
    assert row.sentence == "Urgency · 3 %"


@pytest.mark.parametrize(
    ("sentence", "wanted", "marked"),
    [
        ("Depresión, Depresio\u0301n", ("depresion",), ["Depresión", "Depresio\u0301n"]),
        ("don’t or do", ("dont",), ["don’t"]),
        ("light-headed", ("head",), ["headed"]),
        ("thread", ("head",), []),
    ],
)
def test_what_begins_with_a_wanted_word_is_marked(
    sentence: str, wanted: tuple[str, ...], marked: list[str]
) -> None:
    assert [sentence[first:last] for first, last in marks(sentence, wanted)] == marked


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("blader", "bladder"),
        ("presure blod", "pressure"),
        ("depresoin", "depresión"),
        ("pressure", ""),
        ("xyzzy", ""),
        ("blodd minutes", "blood minutes"),
    ],
)
def test_a_slip_is_put_right_where_that_finds_something(typed: str, meant: str) -> None:
    assert FINDER.meant(typed) == meant
