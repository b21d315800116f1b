# SPDX-License-Identifier: Apache-2.0
"""From a summary to a tagged PDF, or to pictures of its pages for the preview.

The patient's words reach the template as data in one JSON string, never as markup. The same
summary always gives the same bytes: the only date in the document's properties is the day it was
made, and no name stands there. Only a file with a password differs from one time to the next.
"""

import json
import math
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from companion.language import _
from companion.report.chart import layout
from companion.report.parts import Figure, Paper, Summary
from companion.report.password import check_password, encrypted
from companion.report.printable import plain, printable
from companion.report.shapes import Chart
from companion.report.sheet import Replace, all_printable, colours, compiler, replaced_words

if TYPE_CHECKING:
    import typst
    from typst import PDFStandard

TEXT_WIDTH = {Paper.A4: 511.0, Paper.LETTER: 528.0}
"""The width between the margins in points; the template sets the same margins."""
PANEL_HEIGHT = 63.0
LOW_PANEL_HEIGHT = 58.0
CHART_MARGIN = 26.0
EVENT_HEIGHT = 10.5
"""The height of the row of medicine changes below the panels."""
ROWS_A_PAGE = 40
FULL_PAGES = 16
"""So many pages are printed as sharp as asked for; what is longer a little less so."""
LEAST_DENSITY = 150.0
ROWS_LOOKED_AT = 800
"""So many rows of tables a preview shows."""

_one_at_a_time = Lock()

Make = Callable[[str], bytes | list[bytes] | None]


def compile_pdf(
    summary: Summary,
    paper: Paper,
    *,
    attachment: bytes | None = None,
    password: str | None = None,
) -> bytes:
    """Give the report as a tagged PDF: PDF/A-3a and PDF/UA-1 in one.

    ``attachment`` is the structured copy of the same (a FHIR document), carried inside as it is.
    With a password it is PDF/UA-1 alone, since PDF/A forbids encryption, and encrypted. Raises
    Problem for a password that protects nothing.
    """
    if password is not None:
        check_password(password)
    standards: list[PDFStandard] = ["ua-1"] if password is not None else ["a-3a", "ua-1"]
    attached = {} if attachment is None else {"attachment": attachment.decode()}

    def make(data: str) -> bytes | list[bytes] | None:
        inputs = {"data": data, **attached}
        return _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards=standards)

    made = _made(summary, paper, make)[0]
    return made if password is None else encrypted(made, password)


def compile_pages(summary: Summary, paper: Paper, pixels_per_inch: float) -> list[bytes]:
    """Give each page of the same document as a PNG picture."""

    def make(data: str) -> bytes | list[bytes] | None:
        return _compiler().compile(format="png", sys_inputs={"data": data}, ppi=pixels_per_inch)

    return _made(summary, paper, make)


def density(summary: Summary, most: float) -> float:
    """Give the pixels per inch to print its pages with: fewer where there are very many."""
    pages = 2 + _rows(summary) / ROWS_A_PAGE
    return max(LEAST_DENSITY, min(most, most * math.sqrt(FULL_PAGES / pages)))


def beginning(summary: Summary) -> Summary | None:
    """Give the summary with the first rows only where it has a great many; None where it has not.

    Ten years with every day are more than a hundred pages, too many to look at and to hold as
    pictures. How many pages there are is then not known, and is not said.
    """
    if _rows(summary) <= ROWS_LOOKED_AT:
        return None
    room, kept = ROWS_LOOKED_AT - sum(len(table.rows) for table in summary.further), []
    for table in summary.appendix:
        if room <= 0:
            break
        kept.append(replace(table, rows=table.rows[:room]))
        room -= len(table.rows)
    return replace(summary, appendix=tuple(kept), numbering=summary.numbering.replace("{all}", "…"))


def _rows(summary: Summary) -> int:
    return sum(len(table.rows) for table in (*summary.further, *summary.appendix))


def _made(summary: Summary, paper: Paper, make: Make) -> list[bytes]:
    """Set the document; if the fonts still refuse a character, in Latin letters only."""
    import typst

    # One compiler serves the preview and the saving, each in a thread of its own.
    with _one_at_a_time:
        try:
            made = make(_json(document(summary, paper, printable)))
        except typst.TypstError:
            made = make(_json(document(summary, paper, plain)))
    if made is None:
        raise RuntimeError("the compiler gave nothing")
    return made if isinstance(made, list) else [made]


def _json(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False)


def document(summary: Summary, paper: Paper, replace: Replace = printable) -> dict[str, object]:
    """Give what the template is handed: the summary with its chart laid out, all printable."""
    figure = summary.course.figure if summary.course else None
    data = msgspec.to_builtins(summary)
    if figure:
        data["course"]["figure"] = _drawn(figure, paper, summary.language)
    shown, replaced = all_printable(data, replace)
    assert isinstance(shown, dict)
    if replaced:
        shown["closing"] = [*shown["closing"], replaced_words(replaced)]
    shown["paper"] = paper.value
    shown["colours"] = colours()
    shown["attachment"] = _("The same report for a computer (HL7 FHIR R4, JSON)")
    return shown


def _drawn(figure: Figure, paper: Paper, language: str) -> dict[str, object]:
    """Lay the chart out high, and low for a page where everything has to fit."""
    drawn: dict[str, object] = {"words": figure.words}
    for name, panel_height in (("high", PANEL_HEIGHT), ("low", LOW_PANEL_HEIGHT)):
        height = CHART_MARGIN + panel_height * len(figure.panels)
        height += EVENT_HEIGHT if figure.events else 0
        chart = layout(
            figure.panels, figure.markers, figure.shades, figure.first, figure.last,
            TEXT_WIDTH[paper], height, text=7, locale=language, events=figure.events,
        )  # fmt: skip
        drawn[name] = _shapes(chart)
    return drawn


def _shapes(chart: Chart) -> dict[str, object]:
    shapes = [
        {"kind": type(shape).__name__.lower(), **msgspec.to_builtins(shape)}
        for shape in chart.shapes
    ]
    return {"width": chart.width, "height": chart.height, "shapes": shapes}


@cache
def _compiler() -> "typst.Compiler":
    """Give the compiler with the report's template, made once."""
    return compiler("report.typ")
