# SPDX-License-Identifier: Apache-2.0
"""What a search found: the places, each with the sentence that holds the words."""

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from companion.domain.article_search import Hit
from companion.language import _, ngettext
from companion.ui.context import Context
from companion.ui.learn.row import Row
from companion.ui.spoken import announce
from companion.ui.widgets.basics import Card, Flow, Whole, button, label, row, unmarked

AT_ONCE = 12
"""Rows that are shown at first."""

WIDEST = 760
"""The most width at the usual text size: a sentence stays easy to read."""


class Results(Card):
    """Signals: ``asked`` with the article's section that is wanted; ``tried`` with other words."""

    asked = Signal(str)
    tried = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: list[Row] = []
        self._hits: tuple[Hit, ...] = ()
        self._shown = 0
        self._meant = ""
        self.setMaximumWidth(context.theme.scaled(WIDEST))
        self.count = label("", "heading")
        self.next_step = label("")
        self.meant = button("", "outline")
        self.everything = button(_("Show all articles"))
        ways = Flow(spacing=10)
        ways.addWidget(self.meant)
        ways.addWidget(self.everything)
        self._list = Whole()
        self._place = QVBoxLayout(self._list)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(4)
        self.more = button(_("Show more"), "outline")
        self.add(self.count)
        self.add(self.next_step)
        self.add(ways)
        self.add(self._list)
        self.add(row(1, self.more, 1))
        self.meant.clicked.connect(lambda: self.tried.emit(self._meant))
        self.everything.clicked.connect(lambda: self.tried.emit(""))
        self.more.clicked.connect(self._show_rest)

    @property
    def rows(self) -> list[Row]:
        """The rows that are shown."""
        return self._rows[: self._shown]

    def show_hits(self, typed: str, hits: tuple[Hit, ...], meant: str) -> None:
        """Show what was found for the words; ``meant`` are others that could be tried."""
        self._hits, self._meant = hits, meant
        count = ngettext("{n} result", "{n} results", len(hits)).format(n=len(hits))
        nothing = _("Nothing found for “{words}”.").format(words=typed.strip())
        self.count.setText(count if hits else nothing)
        self.next_step.setText(_("Try fewer or other words, or look through all the articles."))
        for part in (self.next_step, self.everything):
            part.setVisible(not hits)
        self.meant.setVisible(bool(meant) and not hits)
        offer = _("Search for “{words}”").format(words=meant)
        self.meant.setText(unmarked(offer))
        self.meant.setAccessibleName(offer)
        self._show_rows(AT_ONCE)
        announce(self, self.count.text())

    def _show_rest(self) -> None:
        first = self._shown
        self._show_rows(len(self._hits))
        self._rows[first].setFocus()

    def _show_rows(self, most: int) -> None:
        """Say the first hits in the rows there are, and make as many more as are wanted."""
        shown = self._hits[:most]
        # Out of sight meanwhile: each row that comes up alone has the whole page laid out again.
        self._list.hide()
        for place, hit in enumerate(shown):
            if place == len(self._rows):
                self._rows.append(self._new_row(place))
            self._say(self._rows[place], hit)
            self._rows[place].show()
        for each in self._rows[len(shown) :]:
            each.hide()
        self._list.setVisible(bool(shown))
        self._shown = len(shown)
        self.more.setVisible(self._shown < len(self._hits))

    def _new_row(self, place: int) -> Row:
        made = Row("", "", "", self._context.theme)
        made.clicked.connect(lambda: self._ask(place))
        self._place.addWidget(made)
        return made

    def _ask(self, place: int) -> None:
        hit = self._hits[place]
        self.asked.emit(f"{hit.article}#{hit.anchor}")

    def _say(self, made: Row, hit: Hit) -> None:
        article = self._context.content.articles[hit.article]
        section = article.section(hit.anchor)
        if section is None:
            made.say(article.title, marked(hit), "", spoken=hit.sentence)
        else:
            made.say(section.heading, marked(hit), article.title, spoken=hit.sentence)


def marked(hit: Hit) -> str:
    """Give the sentence with the words that were found in bold, as the markup of a label."""
    parts, at = [], 0
    for first, last in hit.marks:
        parts += [escape(hit.sentence[at:first]), f"<b>{escape(hit.sentence[first:last])}</b>"]
        at = last
    return "".join((*parts, escape(hit.sentence[at:])))
