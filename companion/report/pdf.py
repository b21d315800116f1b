# SPDX-License-Identifier: Apache-2.0
"""From a summary to a tagged PDF, or to pictures of its pages for the preview.

The patient's words reach the template as data in one JSON string, never as markup. The same
summary always gives the same bytes: the only date in the document's properties is the day it was
made, and no name stands there. Only a file with a password differs from one time to the next.
"""

import math
import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from threading import Event

import msgspec
from msgspec import Struct, structs

from companion.language import _
from companion.report.attaching import STAND_IN, Packed, packed, with_copy
from companion.report.chart import layout
from companion.report.parts import Figure, Paper, Summary
from companion.report.password import check_password, encrypted
from companion.report.printable import plain, printable
from companion.report.rows import to_set
from companion.report.shapes import Chart
from companion.report.sheet import Replace, Showing, colours, replaced_words
from companion.report.typesetting import LOOKS_EVERY, Order, Refused, pages, pages_aside
from companion.report.wording import Wording
from companion.stopping import go_on

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
ROWS_SET_HERE = 700
"""With more rows of tables than this the pages are set in a process of their own."""

PAGE_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")

Copy = bytes | Callable[[], bytes] | None


class Made(Struct, frozen=True):
    """A file, and how many pages it has."""

    file: bytes
    pages: int


def compile_pdf(
    summary: Summary,
    paper: Paper,
    *,
    attachment: Copy = None,
    password: str | None = None,
    stop: Event | None = None,
) -> bytes:
    """Give the report as a tagged PDF: PDF/A-3a and PDF/UA-1 in one.

    ``attachment`` is the structured copy of the same (a FHIR document), carried inside as it is,
    or what makes it, called while the pages are set. With a password it is PDF/UA-1 alone, since
    PDF/A forbids encryption, and encrypted. Raises Problem for a password that protects nothing,
    and Stopped once ``stop`` is set.
    """
    made = make_pdf(summary, paper, attachment=attachment, password=password, stop=stop)
    return made.file


def make_pdf(
    summary: Summary,
    paper: Paper,
    *,
    attachment: Copy = None,
    password: str | None = None,
    stop: Event | None = None,
) -> Made:
    """Give the same, and how many pages it has."""
    if password is not None:
        check_password(password)
    standards = ("ua-1",) if password is not None else ("a-3a", "ua-1")
    order = partial(Order, format="pdf", standards=standards)
    set_out = partial(document, summary, paper, attached=attachment is not None)
    data = _json(set_out(printable))
    beside = ThreadPoolExecutor(1, "copy")
    try:
        # Begun no sooner: two threads of Python would only take turns.
        copying = beside.submit(_copy, attachment) if attachment is not None else None
        [made] = _made(data, set_out, order, stop, aside=_rows(summary) > ROWS_SET_HERE)
        if copying:
            made = with_copy(made, _awaited(copying, stop))
    finally:
        # Where the pages are not wanted any more, nobody waits for the copy either.
        beside.shutdown(wait=False, cancel_futures=True)
    # It stands in the first object of all.
    count = PAGE_COUNT.search(made)
    assert count is not None
    return Made(made if password is None else encrypted(made, password), int(count[1]))


def compile_pages(
    summary: Summary,
    paper: Paper,
    pixels_per_inch: float,
    *,
    attached: bool = False,
    stop: Event | None = None,
) -> list[bytes]:
    """Give each page of the same document as a PNG picture. Raises Stopped once ``stop`` is set.

    Pictures carry no copy. They are made with one where the file will have one, for then what Typst
    has set serves the file too.
    """
    order = partial(Order, format="png", pixels=pixels_per_inch)
    set_out = partial(document, summary, paper, attached=attached)
    aside = _rows(summary) > ROWS_SET_HERE
    return _made(_json(set_out(printable)), set_out, order, stop, aside=aside)


def _copy(attachment: bytes | Callable[[], bytes]) -> Packed:
    return packed(attachment() if callable(attachment) else attachment)


def _awaited(copying: Future[Packed], stop: Event | None) -> Packed:
    while not copying.done():
        go_on(stop)
        wait((copying,), LOOKS_EVERY)
    return copying.result()


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
        kept.append(structs.replace(table, rows=table.rows[:room]))
        room -= len(table.rows)
    return structs.replace(
        summary, appendix=tuple(kept), numbering=summary.numbering.replace("{all}", "…")
    )


def _rows(summary: Summary) -> int:
    return sum(len(table.rows) for table in (*summary.further, *summary.appendix))


def _made(
    data: str,
    set_out: Callable[[Replace], dict[str, object]],
    order: Callable[..., Order],
    stop: Event | None,
    *,
    aside: bool,
) -> list[bytes]:
    """Set the document; if the fonts still refuse a character, in Latin letters only."""
    set_pages = partial(pages_aside, stop=stop) if aside else pages
    try:
        made = set_pages(order(data=data))
    except Refused:
        made = set_pages(order(data=_json(set_out(plain))))
    go_on(stop)
    return made


def _json(data: dict[str, object]) -> str:
    return msgspec.json.encode(data).decode()


def document(
    summary: Summary, paper: Paper, replace: Replace = printable, *, attached: bool = False
) -> dict[str, object]:
    """Give what the template is handed: the summary with its chart laid out, all printable.

    Where a copy goes with it, it carries the stand-in.
    """
    figure = summary.course.figure if summary.course else None
    show = Showing(replace)
    rest = structs.replace(summary, sessions=None, effects=(), further=(), appendix=())
    data = msgspec.to_builtins(rest)
    if figure:
        data["course"]["figure"] = _drawn(figure, paper, summary.language)
    shown = show.all(data)
    assert isinstance(shown, dict)
    shown["sessions"] = to_set(summary.sessions, show) if summary.sessions else None
    for name in ("effects", "further", "appendix"):
        shown[name] = [to_set(table, show) for table in getattr(summary, name)]
    if show.replaced:
        shown["closing"] = [*shown["closing"], replaced_words(show.replaced)]
    shown["paper"] = paper.value
    shown["colours"] = colours()
    shown["copy"] = STAND_IN if attached else None
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
            TEXT_WIDTH[paper], height, text=7, wording=Wording(locale=language), events=figure.events,
        )  # fmt: skip
        drawn[name] = _shapes(chart)
    return drawn


def _shapes(chart: Chart) -> dict[str, object]:
    shapes = [
        {"kind": type(shape).__name__.lower(), **msgspec.to_builtins(shape)}
        for shape in chart.shapes
    ]
    return {"width": chart.width, "height": chart.height, "shapes": shapes}
