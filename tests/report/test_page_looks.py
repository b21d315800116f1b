# SPDX-License-Identifier: Apache-2.0
"""How page one is set: the title on one line, the figures of a row on one line."""

import io
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from companion import language
from companion.content import Content
from companion.domain.records import Snapshot
from companion.report.parts import Options, Paper, Summary
from companion.report.pdf import compile_pdf
from companion.report.summary import summarise
from tests.report.records import FIRST, LAST, NOW, course, person
from tests.report.sheets import LongTranslations

FIGURE = 15
"""The size in which a tile's figure is set."""


class Piece(NamedTuple):
    """Words with where they stand and how large."""

    words: str
    left: float
    height: float
    size: float


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.use("en")


def pieces(summary: Summary, paper: Paper) -> list[Piece]:
    """Give what stands on page one, stroke by stroke."""
    found: list[Piece] = []

    def take(text: str, outer: list[float], _own: object, _font: object, size: float) -> None:
        if text.strip():
            found.append(Piece(" ".join(text.split()), outer[4], outer[5], size))

    page = PdfReader(io.BytesIO(compile_pdf(replace(summary, sessions=None), paper))).pages[0]
    page.extract_text(visitor_text=take)
    return found


def summary_of(snapshot: Snapshot, paper: Paper) -> Summary:
    return summarise(snapshot, Content(), Options(first=FIRST, last=LAST, paper=paper), NOW)


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("spoken", ["en", "es"])
@pytest.mark.parametrize("name", ["Alex Rivera", "A name that takes all the room there is " * 2])
def test_the_title_stands_on_one_line(spoken: str, paper: Paper, name: str) -> None:
    language.use(spoken)
    summary = summary_of(replace(course(), person=person(name=name)), paper)
    assert pieces(summary, paper)[0].words == summary.title


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("spoken", ["en", "es", "long"])
def test_the_figures_stand_on_one_line_whatever_their_labels_do(
    spoken: str, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    if spoken == "long":
        monkeypatch.setattr(language._language, "translations", LongTranslations(1.6))
    else:
        language.use(spoken)
    summary = summary_of(course(), paper)
    found = pieces(summary, paper)
    # The title may be as large where it is long.
    figures = [one for one in found[1:] if one.size == FIGURE]
    assert [one.words for one in figures] == [one.figure for one in summary.tiles]
    assert len({round(one.height, 1) for one in figures}) == 1
    # In this language a label takes two lines, and another only one.
    wraps = [tile.title not in [one.words for one in found] for tile in summary.tiles]
    assert any(wraps) is (spoken != "en")
    assert not all(wraps)
