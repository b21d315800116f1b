# SPDX-License-Identifier: Apache-2.0
"""One article to read: its sections and sources, what it holds beside it, and where to go on."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from companion.domain.article import Article
from companion.language import _
from companion.ui.context import Context
from companion.ui.learn import wording
from companion.ui.learn.blocks import widget_of
from companion.ui.learn.rich import Told
from companion.ui.learn.row import Row
from companion.ui.learn.source_list import SourceList
from companion.ui.widgets.basics import Card, Columns, Whole, label

MEASURE = 540
"""The width of the text at the usual text size: some seventy letters."""
EDGE = 28
SIDE, WIDEST_SIDE = 240, 290
BETWEEN = 18

SOURCES = "sources"
"""The anchor of the list of sources."""


class Reading(QWidget):
    """An article with its ways on.

    Signals: ``asked`` with the id of another article; ``section_asked`` with an anchor of this one;
    ``source_asked`` with the key of a source.
    """

    asked = Signal(str)
    section_asked = Signal(str)
    source_asked = Signal(str)

    def __init__(self, context: Context, article: Article) -> None:
        super().__init__()
        self._context = context
        self.article = article
        self.anchors: dict[str, QLabel] = {}
        self.told: list[Told] = []
        self.sources = SourceList(context, article.sources)
        self.anchors[SOURCES] = self.sources.heading
        self.side = self._contents()
        main = Whole()
        main.setMaximumWidth(context.theme.scaled(MEASURE) + 2 * EDGE)
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN)
        if not wording.is_translated(article, context.content):
            column.addWidget(label(_("This article is not translated yet."), "clinicSays"))
        column.addWidget(self._card())
        if article.sources:
            column.addWidget(self.sources)
        column.addWidget(self._neighbours())
        column.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        layout.addWidget(main, 1)
        layout.addWidget(self.side, 1, Qt.AlignmentFlag.AlignTop)
        for words in self.findChildren(Told):
            words.source_asked.connect(self.source_asked.emit)
        self._main = main

    def minimumSizeHint(self) -> QSize:
        """Let the width shrink to that of the text; the contents then go."""
        return QSize(self._main.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the contents where there is room beside the text."""
        scaled = self._context.theme.scaled
        room = scaled(MEASURE) + 2 * EDGE + BETWEEN + scaled(SIDE)
        self.side.setVisible(event.size().width() >= room)
        super().resizeEvent(event)

    # ---- building

    def _card(self) -> Card:
        theme = self._context.theme
        numbers = {key: number for number, key in enumerate(self.article.sources, 1)}
        card = Card()
        card.setAccessibleName(self.article.title)
        card.body.setContentsMargins(EDGE, 22, EDGE, 26)
        card.body.setSpacing(theme.scaled(12))
        card.add(Told(self.article.gist, numbers, theme, "lead"))
        for section in self.article.sections:
            heading = label(section.heading, "heading")
            self.anchors[section.anchor] = heading
            card.body.addSpacing(theme.scaled(10))
            card.add(heading)
            for block in section.blocks:
                card.add(widget_of(block, numbers, theme))
        return card

    def _contents(self) -> Card:
        card = Card(_("On this page"))
        card.setMinimumWidth(self._context.theme.scaled(SIDE))
        card.setMaximumWidth(self._context.theme.scaled(WIDEST_SIDE))
        card.body.setContentsMargins(10, 14, 10, 14)
        card.body.setSpacing(2)
        card.heading.setContentsMargins(10, 0, 10, 4)
        places = [(section.anchor, section.heading) for section in self.article.sections]
        if self.article.sources:
            places.append((SOURCES, _("Sources")))
        for anchor, heading in places:
            way = Row("", heading, "", self._context.theme)
            way.clicked.connect(partial(self.section_asked.emit, anchor))
            card.add(way)
        return card

    def _neighbours(self) -> QWidget:
        articles = list(self._context.content.articles.values())
        at = next(place for place, one in enumerate(articles) if one.id == self.article.id)
        earlier = articles[at - 1] if at else None
        later = articles[at + 1] if at + 1 < len(articles) else None
        parts = []
        for article, words in ((earlier, _("Previous article")), (later, _("Next article"))):
            if article is None:
                continue
            way = Row(article.title, "", words, self._context.theme)
            way.clicked.connect(partial(self.asked.emit, article.id))
            card = Card()
            card.body.setContentsMargins(6, 6, 6, 6)
            card.add(way)
            parts.append((card, 1))
        return Columns(parts, narrow=self._context.theme.scaled(420))
