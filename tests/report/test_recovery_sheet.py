# SPDX-License-Identifier: Apache-2.0
"""The page with the recovery code: one page, tagged, all eight groups, and nobody's name."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from companion.report.parts import Paper
from companion.report.recovery_sheet import FILE_NAME, compile_sheet
from companion.storage import recovery

CODE = recovery.new_code()
DAY = date(2026, 11, 23)


def made(paper: Paper = Paper.A4, code: str = CODE) -> PdfReader:
    return PdfReader(io.BytesIO(compile_sheet(code, DAY, paper)))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(("paper", "width"), [(Paper.A4, 595), (Paper.LETTER, 612)])
def test_it_is_one_tagged_page_of_the_chosen_paper(paper: Paper, width: int) -> None:
    reader = made(paper)
    assert len(reader.pages) == 1
    assert round(float(reader.pages[0].mediabox.width)) == width
    root = reader.trailer["/Root"].get_object()
    assert "'/Marked': True" in str(root["/MarkInfo"])  # type: ignore[index]
    assert str(root["/Lang"]) == "en"  # type: ignore[index]


def test_it_holds_the_groups_in_their_order_the_day_and_what_it_is_for() -> None:
    text = text_of(made())
    places = [text.index(group) for group in CODE.split("-")]
    assert places == sorted(places)
    assert len(places) == 8
    assert "Made on 23 November 2026" in text
    assert "Whoever has this code and the diary, or a copy of it, can open and read it." in text
    assert "Use the recovery code" in text


def test_what_is_read_off_the_page_is_the_code() -> None:
    text = text_of(made())
    read = "-".join(group for group in text.split() if group in CODE.split("-"))
    assert recovery.read(read) == recovery.read(CODE)
    wrong = ("7" if CODE[0] != "7" else "8") + CODE[1:]
    with pytest.raises(recovery.Mistyped):
        recovery.read(wrong)


def test_it_is_neutral() -> None:
    """Neither the page nor its properties nor its name tell whose it is or of what it is."""
    reader = made()
    said = f"{text_of(reader)} {reader.metadata} {FILE_NAME}".lower()
    for word in ("ketamine", "therapy", "depress", "mood", "patient", "health", "clinic", "author"):
        assert word not in said, word
    assert FILE_NAME == "recovery-code.pdf"


def test_the_same_code_gives_the_same_bytes() -> None:
    assert compile_sheet(CODE, DAY, Paper.A4) == compile_sheet(CODE, DAY, Paper.A4)
    assert compile_sheet(CODE, DAY, Paper.A4) != compile_sheet(recovery.new_code(), DAY, Paper.A4)
