# SPDX-License-Identifier: Apache-2.0
"""Articles to read on paper: what is in it, the articles one after the other, and their sources."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from babel.dates import format_date
from msgspec import Struct

from companion import __version__, about
from companion.content import Content
from companion.domain.article import Article, Block, List, Paragraph, Table, Words, words_of
from companion.language import _
from companion.paths import write_atomically
from companion.report.parts import Paper
from companion.report.sheet import pictures, tagged_pdf

FILE_NAME = "companion-reading.pdf"
"""What the file is called unless the person chooses otherwise."""

TEMPLATE = "reading.typ"


class Piece(Struct, frozen=True, kw_only=True):
    """A piece of a sentence: its text, or the numbers of the sources that it rests on."""

    text: str = ""
    bold: bool = False
    numbers: tuple[int, ...] = ()


Line = tuple[Piece, ...]


class Passage(Struct, frozen=True, kw_only=True):
    """A block of a section: sentences, points, or a table whose first row is its head."""

    kind: str
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """A section of an article."""

    heading: str
    passages: tuple[Passage, ...]


class Printed(Struct, frozen=True, kw_only=True):
    """An article as it is printed; ``note`` says that it is in another language, or nothing."""

    title: str
    review: str
    note: str
    language: str
    gist: Line
    parts: tuple[Part, ...]


class Origin(Struct, frozen=True):
    """A source with its number."""

    number: int
    title: str
    address: str


class ReadingList(Struct, frozen=True, kw_only=True):
    """What the pages say. ``page`` has ``{n}`` and ``{all}`` to fill in."""

    language: str
    paper: Paper
    title: str
    about: str
    contents_title: str
    articles: tuple[Printed, ...]
    sources_title: str
    sources: tuple[Origin, ...]
    foot: str
    page: str


def reading_list(
    articles: Iterable[Article], content: Content, paper: Paper, *, now: datetime
) -> ReadingList:
    """Set out the articles in their order; their sources have one row of numbers."""
    listed = tuple(articles)
    order = dict.fromkeys(key for one in listed for key in one.sources)
    numbers = {key: number for number, key in enumerate(order, 1)}
    language = content.language
    made = _day(now, language)
    return ReadingList(
        language=language,
        paper=paper,
        title=_("To read"),
        about=_(
            "These articles tell in general terms. They are no advice for one person and no "
            "diagnosis. What your own clinic told you comes first."
        ),
        contents_title=_("What is in it"),
        articles=tuple(_printed(one, numbers, language) for one in listed),
        sources_title=_("Sources"),
        sources=tuple(
            Origin(number, content.sources[key].title, content.sources[key].address)
            for key, number in numbers.items()
        ),
        foot=_foot(listed, made),
        page=_("Page {n} of {all}"),
    )


def pdf(made: ReadingList) -> bytes:
    """Give the pages as a tagged PDF (PDF/UA-1)."""
    return tagged_pdf(TEMPLATE, (made,), title=made.title, paper=made.paper, language=made.language)


def pages(made: ReadingList, pixels_per_inch: float) -> list[bytes]:
    """Give each page as a PNG picture, to print."""
    return pictures(
        TEMPLATE,
        (made,),
        title=made.title,
        paper=made.paper,
        language=made.language,
        pixels_per_inch=pixels_per_inch,
    )


def write(made: ReadingList, path: Path) -> None:
    """Write the pages to a file. Raises Problem when it cannot be written."""
    write_atomically(path, pdf(made))


def _foot(articles: Iterable[Article], made: str) -> str:
    """Say when and by which version it was made, and whether clinicians have signed all of it."""
    signed = all(one.is_reviewed for one in articles)
    text = (
        _("Companion {version} · made {day}")
        if signed
        else _("Content not yet reviewed by a clinician · Companion {version} · made {day}")
    )
    return text.format(version=__version__, day=made)


def _printed(article: Article, numbers: Mapping[str, int], language: str) -> Printed:
    return Printed(
        title=article.title,
        review=about.told_of(article, _day(article.reviewed, language)),
        note="" if article.language == language else _("This article is not translated yet."),
        language=article.language,
        gist=_line(article.gist, numbers),
        parts=tuple(
            Part(
                heading=section.heading,
                passages=tuple(_passage(block, numbers) for block in section.blocks),
            )
            for section in article.sections
        ),
    )


def _day(moment: date, language: str) -> str:
    return format_date(moment, _("d MMMM y"), language)


def _passage(block: Block, numbers: Mapping[str, int]) -> Passage:
    if isinstance(block, Table):
        rows = tuple(
            tuple(_line(cell, numbers) for cell in cells) for cells in (block.head, *block.rows)
        )
        return Passage(kind="table", rows=rows)
    kind = {Paragraph: "paragraph", List: "list"}[type(block)]
    return Passage(kind=kind, lines=tuple(_line(words, numbers) for words in words_of(block)))


def _line(words: Words, numbers: Mapping[str, int]) -> Line:
    """Give the pieces of some words, the numbers of neighbouring sources as one."""
    pieces: list[Piece] = []
    for run in words:
        if not run.source:
            pieces.append(Piece(text=run.text, bold=run.bold))
        elif pieces and pieces[-1].numbers:
            pieces[-1] = Piece(numbers=(*pieces[-1].numbers, numbers[run.source]))
        else:
            pieces.append(Piece(numbers=(numbers[run.source],)))
    return tuple(pieces)
