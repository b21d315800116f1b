# SPDX-License-Identifier: Apache-2.0
"""The reading list: articles, contents and sources on tagged pages that say who has not signed."""

from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from companion import __version__
from companion.content import Content
from companion.domain.article import told
from companion.domain.reading import FIXED, Preset, chosen
from companion.report.parts import Paper
from companion.report.reading_list import Origin, pages, pdf, reading_list, write
from tests.report.sheets import HOSTILE, check_properties, opened, tags_of
from tests.report.sheets import words_of as words_in
from tests.report.test_pdf import root_of

CONTENT = Content("en")
NOW = datetime(2026, 11, 27, 10, 0)
A4, LETTER = (595, 842), (612, 792)
SIDE_EFFECTS, FIGURES = CONTENT.articles["side-effects"], CONTENT.articles["figures"]


def test_the_pages_hold_all_that_was_chosen_and_its_sources() -> None:
    made = reading_list((SIDE_EFFECTS, FIGURES), CONTENT, Paper.A4, now=NOW)
    reader = opened(pdf(made))

    said = words_in(reader)
    for article in (SIDE_EFFECTS, FIGURES):
        assert said.count(article.title) >= 2, "in the contents and at its place"
        for section in article.sections:
            assert section.heading in said
        for key in article.sources:
            assert " ".join(CONTENT.sources[key].title.split()) in said
            assert CONTENT.sources[key].address.split("/")[-1] in said.replace(" ", "")
    assert "Dizzy 29 % 8 %" in said
    assert "What ketamine and esketamine are" not in said
    assert said.count("Content not yet reviewed by a clinician") >= len(reader.pages)
    made_on = f"Companion {__version__} · made 27 November 2026"
    for number, page in enumerate(reader.pages, 1):
        foot = " ".join(page.extract_text().split())
        assert made_on in foot
        assert f"Page {number} of {len(reader.pages)}" in foot


def test_it_is_tagged_with_headings_lists_tables_and_links() -> None:
    made = pdf(reading_list((SIDE_EFFECTS, CONTENT.articles["the-person-with-you"]), CONTENT, Paper.A4, now=NOW))  # fmt: skip
    reader = opened(made)
    root = root_of(reader)
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert str(root["/Lang"]) == "en"
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/P", "/Link"} <= tags_of(reader)
    check_properties(made, "To read")


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, A4), (Paper.LETTER, LETTER)])
def test_the_paper_is_the_countrys(paper: Paper, size: tuple[int, int]) -> None:
    box = opened(pdf(reading_list((FIGURES,), CONTENT, paper, now=NOW))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_sources_are_numbered_through_the_whole_list() -> None:
    made = reading_list((SIDE_EFFECTS, FIGURES), CONTENT, Paper.A4, now=NOW)
    keys = list(dict.fromkeys((*SIDE_EFFECTS.sources, *FIGURES.sources)))
    assert [one.number for one in made.sources] == list(range(1, len(keys) + 1))
    assert made.sources[-1] == Origin(
        len(keys), CONTENT.sources[keys[-1]].title, CONTENT.sources[keys[-1]].address
    )
    numbers = {
        number
        for article in made.articles
        for part in article.parts
        for passage in part.passages
        for line in (*passage.lines, *(cell for cells in passage.rows for cell in cells))
        for piece in line
        for number in piece.numbers
    }
    assert numbers <= set(range(1, len(keys) + 1))
    assert len(numbers) > 3


def test_what_a_clinician_signed_says_so() -> None:
    signed = replace(FIGURES, clinician_review="Dr A. Example, 1 December 2026")
    said = words_in(opened(pdf(reading_list((signed,), CONTENT, Paper.A4, now=NOW))))
    assert "Signed by Dr A. Example, 1 December 2026" in said
    assert "not yet reviewed" not in said


def test_an_untranslated_article_says_so_and_stays_in_its_language() -> None:
    made = reading_list((replace(FIGURES, language="de"),), CONTENT, Paper.A4, now=NOW)
    assert "This article is not translated yet." in words_in(opened(pdf(made)))


def test_words_are_no_markup() -> None:
    hostile = replace(FIGURES, title=HOSTILE, gist=(replace(FIGURES.gist[0], text="$x$ 你 #y"),))
    said = words_in(opened(pdf(reading_list((hostile,), CONTENT, Paper.A4, now=NOW))))
    assert HOSTILE.strip() in said
    assert "$x$ [U+4F60] #y" in said
    assert "1 character that this PDF cannot show" in said


def test_it_prints_as_pictures_of_the_same_pages_and_saves(tmp_path: Path) -> None:
    made = reading_list((FIGURES,), CONTENT, Paper.A4, now=NOW)
    shown = pages(made, 20)
    write(made, tmp_path / "list.pdf")
    assert len(shown) == len(opened((tmp_path / "list.pdf").read_bytes()).pages)
    assert all(page.startswith(b"\x89PNG") for page in shown)


def test_every_article_can_be_printed() -> None:
    made = reading_list(CONTENT.articles.values(), CONTENT, Paper.LETTER, now=NOW)
    said = words_in(opened(pdf(made)))
    assert "[U+" not in said
    for article in CONTENT.articles.values():
        assert " ".join(told(article.gist).split(". ")[0].split()) in said


def test_the_lists_name_articles_that_are_there() -> None:
    articles = CONTENT.articles
    for preset, ids in FIXED.items():
        assert set(ids) <= set(articles)
        assert chosen(preset, articles.values()) == set(ids)
    assert chosen(Preset.EVERYTHING, articles.values()) == set(articles)
