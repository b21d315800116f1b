# SPDX-License-Identifier: Apache-2.0
"""What a report consists of: ready sentences, tables and one figure. The template only styles."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from companion.report.shapes import Marker, Panel, Shade


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
    entries of any kind that stay out everywhere; the report says how many.
    """

    first: date
    last: date
    sections: frozenset[Section] = USUAL
    paper: Paper = Paper.A4
    notes: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

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
    """

    language: str
    name: str
    title: str
    period: str
    recorded: str
    running: str
    identity: tuple[str, ...]
    paragraph: str
    tiles: tuple[Tile, ...] = ()
    alerts: tuple[Phrase, ...] = ()
    asks: Phrase | None = None
    course: Course | None = None
    sessions: Table | None = None
    effects: Table | None = None
    asides: tuple[Aside, ...] = ()
    decided: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
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
