# SPDX-License-Identifier: Apache-2.0
"""Reading one-page sheets back, and words as long as another language's may be."""

import gettext
import io
import re

from pypdf import PdfReader

from tests.invented_language import DATE_PATTERN
from tests.report.test_pdf import elements, root_of

HOSTILE = '#import "@preview/x": * '
"""What would reach a network if it were markup."""


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words_of(reader: PdfReader) -> str:
    """Give the text on one line, without the invisible places to break a long word."""
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u200b", "").split())


def tags_of(reader: PdfReader) -> set[str]:
    found = elements(root_of(reader)["/StructTreeRoot"])
    return {str(element["/S"]) for element in found if "/S" in element}


def check_page(pdf: bytes, size: tuple[int, int]) -> None:
    """Check that a PDF is one tagged page of this size, in English."""
    reader = opened(pdf)
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == size
    root = root_of(reader)
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert str(root["/Lang"]) == "en"
    assert {"/H1", "/H2", "/Table", "/TD", "/L", "/LI", "/P"} <= tags_of(reader)


def check_properties(pdf: bytes, title: str) -> None:
    """Check that a PDF's properties tell its title and nothing else."""
    metadata = opened(pdf).metadata
    assert metadata is not None
    assert metadata.title == title
    assert metadata.author is None
    assert "/CreationDate" not in metadata


def longer(text: str, times: float) -> str:
    """Give a text whose words are so many times as long; placeholders and date patterns stay."""
    if DATE_PATTERN.fullmatch(text):
        return text

    def grown(word: re.Match[str]) -> str:
        letters = word.group()
        return (letters * 4)[: round(len(letters) * times)]

    return re.sub(r"(?<!\{)\b[^\W\d_]{2,}\b(?!\})", grown, text)


class LongTranslations(gettext.NullTranslations):
    """A language whose words are so many times as long as the English ones."""

    def __init__(self, times: float) -> None:
        super().__init__()
        self._times = times

    def gettext(self, message: str) -> str:
        return longer(message, self._times)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return longer(msgid1 if n == 1 else msgid2, self._times)
