# SPDX-License-Identifier: Apache-2.0
"""All articles by their groups, each as a large row."""

from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.article import Article, Group, told
from companion.language import _
from companion.ui.context import Context
from companion.ui.learn import wording
from companion.ui.learn.row import Row
from companion.ui.widgets.basics import Card, Columns, Whole, stack

WIDE = 760
"""From this width on, at the usual text size, two rows stand side by side."""


class Shelf(Whole):
    """Signal: ``asked`` with the id of an article."""

    asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.rows: dict[str, Row] = {}
        self._last = ""
        self._cards = QVBoxLayout(self)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(18)

    def fill(self) -> Iterator[QWidget]:
        """Put up one group after the other."""
        articles = self._context.content.articles.values()
        for group in Group:
            own = [article for article in articles if article.group is group]
            if own:
                card = self._card(group, own)
                self._cards.addWidget(card)
                card.show()
                yield card

    def mark_last(self, last: str) -> None:
        """Say quietly which article was read last."""
        before, self._last = self._last, last
        for key in {before, last} & self.rows.keys():
            self._say(self._context.content.articles[key])

    def _say(self, article: Article) -> None:
        time = wording.minutes(article)
        is_last = article.id == self._last
        quiet = _("{minutes} · read last").format(minutes=time) if is_last else time
        self.rows[article.id].say(article.title, told(article.gist), quiet)

    def _card(self, group: Group, articles: list[Article]) -> Card:
        card = Card(wording.group_name(group))
        # Down the first column, then down the second: the order of the file when they fold.
        half = (len(articles) + 1) // 2
        parts = [(self._rows(part), 1) for part in (articles[:half], articles[half:]) if part]
        card.add(Columns(parts, narrow=self._context.theme.scaled(WIDE)))
        return card

    def _rows(self, articles: Iterable[Article]) -> QWidget:
        rows = []
        for article in articles:
            row = Row("", "", "", self._context.theme)
            row.clicked.connect(partial(self.asked.emit, article.id))
            self.rows[article.id] = row
            self._say(article)
            rows.append(row)
        whole = stack(*rows)
        inside = whole.layout()
        assert inside is not None
        inside.setSpacing(4)
        return whole
