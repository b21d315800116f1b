# SPDX-License-Identifier: Apache-2.0
"""What a report consists of: ready sentences, tables and one figure. The template only styles."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from companion.report.shapes import Event, Marker, Panel, Shade


class Section(StrEnum):
    """What the patient can put in or leave out."""

    PERSON = "person"
    COURSE = "course"
    SESSIONS = "sessions"
    SIDE_EFFECTS = "side_effects"
    PREPARATION = "preparation"
    MEDICINES = "medicines"
    QUESTIONS = "questions"
    NOTES = "notes"
    ANSWERS = "answers"


USUAL = frozenset(Section) - {Section.NOTES, Section.ANSWERS}
"""The sections of a report unless the patient chooses otherwise."""


class Paper(StrEnum):
    """The size of a page."""

    A4 = "a4"
    LETTER = "letter"


class Options(Struct, frozen=True, kw_only=True):
    """What the patient chose.

    ``notes`` are the ids of notes to print, chosen one by one. ``left_out`` are the ids of
    entries of any kind that stay out everywhere; the report says how many. ``attached`` tells
    that a structured copy of the same goes with the report.
    """

    first: date
    last: date
    sections: frozenset[Section] = USUAL
    paper: Paper = Paper.A4
    notes: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    attached: bool = False

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("a period ends after it begins")


class Run(Struct, frozen=True):
    """Words in one hand."""

    words: str
    strong: bool = False
    faint: bool = False


Cell = tuple[Run, ...]


class Column(Struct, frozen=True):
    """A table's column; ``share`` of the free width, or 0 for as wide as its words."""

    words: str
    share: float = 0


class Table(Struct, frozen=True, kw_only=True):
    """A table under a heading; its header is repeated on each page."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


class Phrase(Struct, frozen=True):
    """Words that begin with a bold lead."""

    lead: str
    words: str


class Aside(Struct, frozen=True, kw_only=True):
    """A short block of lines under a heading."""

    title: str
    lines: tuple[str, ...]


class Tile(Struct, frozen=True, kw_only=True):
    """One figure at a glance. ``role`` names the token of its coloured rule."""

    title: str
    figure: str
    lines: tuple[str, ...]
    faint: tuple[str, ...]
    role: str


class Figure(Struct, frozen=True, kw_only=True):
    """What the chart shows, still to be laid out, and the same in words."""

    panels: tuple[Panel, ...]
    markers: tuple[Marker, ...]
    shades: tuple[Shade, ...]
    first: date
    last: date
    words: str
    events: tuple[Event, ...] = ()


class Course(Struct, frozen=True, kw_only=True):
    """How it went: the chart, the scores that matter, the weeks."""

    title: str
    figure: Figure | None
    note: str
    scores: Table | None
    weeks: Phrase | None


class Summary(Struct, frozen=True, kw_only=True):
    """The whole report, ready to be set. Empty parts are absent from the page.

    ``name`` is the document's own title in its properties: it tells nothing about the patient.
    ``made`` is the day it was made, which its properties name too.
    ``numbering`` is how a page is numbered, with ``{n}`` and ``{all}`` in it. Page one holds what
    stands up to ``definitions``; the parts after that stand on the pages that follow.
    """

    language: str
    name: str
    made: date
    numbering: str
    title: str
    period: str
    recorded: str
    running: str
    identity: tuple[str, ...]
    paragraph: str
    tiles: tuple[Tile, ...] = ()
    alerts: tuple[Phrase, ...] = ()
    asks: tuple[Phrase, ...] = ()
    course: Course | None = None
    facts: tuple[Phrase, ...] = ()
    facts_title: str = ""
    decided: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    sessions: Table | None = None
    effects: tuple[Table, ...] = ()
    asides: tuple[Aside, ...] = ()
    further: tuple[Table, ...] = ()
    appendix: tuple[Table, ...] = ()
    footer: str


def cell(words: str, *, strong: bool = False) -> Cell:
    """Give a cell of plain or strong words."""
    return (Run(words, strong=strong),)


def without_empty(table: Table, *, keep: int) -> Table:
    """Give a table without the columns that have no words in any row, after the first ``keep``."""
    kept = [
        place
        for place in range(len(table.columns))
        if place < keep or any(_has_words(row[place]) for row in table.rows)
    ]
    return Table(
        title=table.title,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
        note=table.note,
    )


def _has_words(found: Cell) -> bool:
    return any(run.words for run in found)
