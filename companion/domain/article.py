# SPDX-License-Identifier: Apache-2.0
"""An article to read: its sections, and in them words, lists and small tables with their sources."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

UNREVIEWED = "none"
"""Stands where no clinician has signed."""

A_MINUTE = 180
"""Words read in a minute by who reads slowly and with care."""


class Group(StrEnum):
    """What an article is about, in the order of the page."""

    TREATMENT = "treatment"
    SESSIONS = "sessions"
    EFFECTS = "effects"
    BETWEEN = "between"
    RULES = "rules"


class Run(Struct, frozen=True, kw_only=True):
    """A piece of a sentence: its text, plain or bold, or else the key of the source it rests on."""

    text: str = ""
    bold: bool = False
    source: str = ""


Words = tuple[Run, ...]


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """Some sentences."""

    words: Words


class List(Struct, frozen=True, tag="list"):
    """Points, one below the other."""

    items: tuple[Words, ...]


class Table(Struct, frozen=True, tag="table"):
    """Figures side by side. The first cell of a row says what the row is about."""

    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]


Block = Paragraph | List | Table


class Section(Struct, frozen=True, kw_only=True):
    """A part of an article under a heading. ``anchor`` is the same in every language."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...]


class Document(Struct, frozen=True):
    """A title, a first paragraph and sections, as an article has them, and nothing else."""

    title: str
    gist: Words
    sections: tuple[Section, ...]


class Article(Struct, frozen=True, kw_only=True):
    """An article. ``gist`` is its one paragraph before the first heading.

    ``sources`` are the keys of its sources in the order in which the text first rests on them, and
    ``language`` is that of its words, English where nobody has translated it.
    """

    id: str
    group: Group
    title: str
    gist: Words
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    reviewed: date
    clinician_review: str
    topics: tuple[str, ...]
    language: str

    @property
    def is_reviewed(self) -> bool:
        """Whether a clinician has signed it."""
        return self.clinician_review != UNREVIEWED

    @property
    def minutes(self) -> int:
        """How many minutes it takes to read, at least one."""
        count = sum(len(text.split()) for text in texts(self))
        return max(1, round(count / A_MINUTE))

    def section(self, anchor: str) -> Section | None:
        """Give a section by its anchor; None where there is none."""
        return next((one for one in self.sections if one.anchor == anchor), None)


def told(words: Iterable[Run]) -> str:
    """Give the words as plain text, without the marks of their sources."""
    return "".join(run.text for run in words)


def cited(words: Iterable[Run]) -> tuple[str, ...]:
    """Give the sources that words rest on, in the order of the words."""
    return tuple(run.source for run in words if run.source)


def words_of(block: Block) -> Iterator[Words]:
    """Give the paragraph, the points or the cells of a block, in reading order."""
    if isinstance(block, Paragraph):
        yield block.words
    elif isinstance(block, List):
        yield from block.items
    else:
        yield from block.head
        for cells in block.rows:
            yield from cells


def texts(article: Article) -> Iterator[str]:
    """Give every text of an article in reading order: title, gist, headings and blocks."""
    yield article.title
    yield told(article.gist)
    for section in article.sections:
        yield section.heading
        for block in section.blocks:
            yield from (told(words) for words in words_of(block))


def parted(address: str) -> tuple[str, str]:
    """Give the article and the section that an address such as "figures#mood" names."""
    name, _mark, anchor = address.partition("#")
    return name, anchor
