# SPDX-License-Identifier: Apache-2.0
"""From a summary to a tagged PDF, or to pictures of its pages for the preview.

The patient's words reach the template as data in one JSON string, never as markup. The same
summary always gives the same bytes: no date, no author, no name in the document's properties.
"""

import json
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from companion.language import _
from companion.report.chart import layout
from companion.report.parts import Figure, Paper, Summary
from companion.report.printable import plain, printable
from companion.report.shapes import Chart
from companion.report.sheet import Replace, all_printable, colours, compiler, replaced_words

if TYPE_CHECKING:
    import typst

TEXT_WIDTH = {Paper.A4: 511.0, Paper.LETTER: 528.0}
"""The width between the margins in points; the template sets the same margins."""
PANEL_HEIGHT = 63.0
LOW_PANEL_HEIGHT = 58.0
CHART_MARGIN = 26.0

_one_at_a_time = Lock()

Make = Callable[[str], bytes | list[bytes] | None]


def compile_pdf(summary: Summary, paper: Paper) -> bytes:
    """Give the report as a tagged PDF (PDF/UA-1)."""

    def make(data: str) -> bytes | list[bytes] | None:
        return _compiler().compile(format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"])

    return _made(summary, paper, make)[0]


def compile_pages(summary: Summary, paper: Paper, pixels_per_inch: float) -> list[bytes]:
    """Give each page of the same document as a PNG picture."""

    def make(data: str) -> bytes | list[bytes] | None:
        return _compiler().compile(format="png", sys_inputs={"data": data}, ppi=pixels_per_inch)

    return _made(summary, paper, make)


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
    shown["page"] = _("{n} / {all}")
    return shown


def _drawn(figure: Figure, paper: Paper, language: str) -> dict[str, object]:
    """Lay the chart out high, and low for a page where everything has to fit."""
    drawn: dict[str, object] = {"words": figure.words}
    for name, panel_height in (("high", PANEL_HEIGHT), ("low", LOW_PANEL_HEIGHT)):
        height = CHART_MARGIN + panel_height * len(figure.panels)
        chart = layout(
            figure.panels, figure.markers, figure.shades, figure.first, figure.last,
            TEXT_WIDTH[paper], height, text=7, locale=language,
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
