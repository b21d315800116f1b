# SPDX-License-Identifier: Apache-2.0
"""One making of the report: worked off in the pool, and what it needs is imported there too."""

from datetime import datetime
from functools import partial
from threading import Event
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from companion.content import Content
from companion.report.parts import Options, Paper, Summary
from companion.ui.aside import beside_the_window
from companion.ui.printing import PIXELS_PER_INCH
from companion.ui.whole_record import WholeRecord

PREVIEW_PIXELS_PER_INCH = 150.0


class Looks(NamedTuple):
    """The pages as pictures, page one's words, whether these are all pages, and of what."""

    pages: list[bytes]
    words: str
    is_whole: bool
    summary: Summary
    paper: Paper


class Job(Struct, frozen=True):
    """All that one making of the report rests on; made in the window, worked off in the pool."""

    record: WholeRecord
    content: Content
    options: Options
    now: datetime

    def summary(self) -> Summary:
        """Give what the report says."""
        from companion.report.summary import summarise

        return summarise(self.record.snapshot(), self.content, self.options, self.now)

    def words(self) -> str:
        """Give page one's words, which carry no copy with them."""
        from companion.report.summary import plain_text

        options = replace(self.options, attached=False)
        with beside_the_window():
            return plain_text(replace(self, options=options).summary())

    def pdf(self, password: str | None, stop: Event) -> bytes:
        """Give the file; the copy inside it is made of the very same. Raises Stopped."""
        from companion.exchange import fhir
        from companion.report.pdf import compile_pdf
        from companion.report.scope import scope_of
        from companion.report.summary import summary_of

        with beside_the_window():
            snapshot = self.record.snapshot()
            scope = scope_of(snapshot, self.content, self.options, self.now)
            return compile_pdf(
                summary_of(scope, snapshot),
                self.options.paper,
                attachment=partial(fhir.document, scope) if self.options.attached else None,
                password=password,
                stop=stop,
            )

    def looks(self, shown: Looks | None) -> Looks:
        """Give what the preview shows: the pages, or the first where there are a great many.

        Where it says what was ``shown`` already, that is it.
        """
        from companion.report.pdf import beginning, compile_pages
        from companion.report.summary import plain_text

        with beside_the_window():
            summary, paper = self.summary(), self.options.paper
            if shown is not None and (summary, paper) == (shown.summary, shown.paper):
                return shown
            first = beginning(summary)
            pages = compile_pages(
                first or summary, paper, PREVIEW_PIXELS_PER_INCH, attached=self.options.attached
            )
            return Looks(pages, plain_text(summary), first is None, summary, paper)

    def to_print(self, stop: Event | None = None) -> list[bytes]:
        """Give pictures of every page, sharp enough for paper, which carries no copy inside.

        Raises Stopped.
        """
        from companion.report.pdf import compile_pages, density

        options = replace(self.options, attached=False)
        with beside_the_window():
            summary = replace(self, options=options).summary()
            sharp = density(summary, PIXELS_PER_INCH)
            return compile_pages(summary, self.options.paper, sharp, stop=stop)
