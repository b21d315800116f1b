# SPDX-License-Identifier: Apache-2.0
"""The blocks of an article as widgets: sentences, points, and small tables that fold."""

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.article import Block, List, Paragraph, Run, Table, Words, told
from companion.language import _
from companion.ui.learn.rich import Numbers, Told, spoken
from companion.ui.theme import Theme
from companion.ui.widgets.basics import Whole, label, rule

BULLET = "•"
GAP = 16
"""Pixels between the columns of a table."""

CLOSE = 100
"""Percent of a line's own height, in a table."""


def widget_of(block: Block, numbers: Numbers, theme: Theme) -> QWidget:
    """Give the widget of a block."""
    if isinstance(block, Paragraph):
        return Told(block.words, numbers, theme)
    if isinstance(block, List):
        return _points(block, numbers, theme)
    return FiguresTable(block, numbers, theme)


def _points(block: List, numbers: Numbers, theme: Theme) -> QWidget:
    whole = Whole()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(theme.scaled(4), 0, 0, 0)
    layout.setSpacing(theme.scaled(6))
    for words in block.items:
        line = QHBoxLayout()
        line.setSpacing(theme.scaled(10))
        line.addWidget(label(BULLET, "secondary", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Told(words, numbers, theme), 1)
        layout.addLayout(line)
    return whole


class FiguresTable(QFrame):
    """A small table; where it has no room for its columns, each row as a few lines."""

    def __init__(self, table: Table, numbers: Numbers, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "figures")
        self.grid = _grid(table, numbers, theme)
        self.lines = _lines(table, numbers, theme)
        self.lines.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.addWidget(self.grid)
        layout.addWidget(self.lines)

    def minimumSizeHint(self) -> QSize:
        """Let the width shrink to what its lines need; the columns then fold."""
        layout = self.layout()
        assert layout is not None
        return QSize(
            self._edges() + self.lines.minimumSizeHint().width(), layout.minimumSize().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold with the width."""
        self.grid.ensurePolished()
        folded = event.size().width() < self.grid.minimumSizeHint().width() + self._edges()
        if folded is self.grid.isVisibleTo(self):
            self.grid.setVisible(not folded)
            self.lines.setVisible(folded)
        super().resizeEvent(event)

    def _edges(self) -> int:
        margins = self.contentsMargins()
        layout = self.layout()
        assert layout is not None
        inner = layout.contentsMargins()
        return margins.left() + margins.right() + inner.left() + inner.right()


def _grid(table: Table, numbers: Numbers, theme: Theme) -> QWidget:
    whole = Whole()
    layout = QGridLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setHorizontalSpacing(theme.scaled(GAP))
    layout.setVerticalSpacing(theme.scaled(7))
    top = Qt.AlignmentFlag.AlignTop
    for column, words in enumerate(table.head):
        layout.addWidget(Told(words, numbers, theme, "figuresHead", lines=CLOSE), 0, column, top)
        layout.setColumnStretch(column, _weight(table, column))
    for place, cells in enumerate(table.rows):
        layout.addWidget(rule(), 2 * place + 1, 0, 1, len(table.head))
        for column, words in enumerate(cells):
            cell = Told(words, numbers, theme, lines=CLOSE)
            if column:
                cell.setAccessibleName(_named(table.head[column], words, numbers))
            layout.addWidget(cell, 2 * place + 2, column, top)
    return whole


def _lines(table: Table, numbers: Numbers, theme: Theme) -> QWidget:
    whole = Whole()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.scaled(4))
    for place, cells in enumerate(table.rows):
        if place:
            layout.addWidget(rule())
        first, *others = cells
        layout.addWidget(Told(tuple(_bold(first)), numbers, theme))
        for head, words in zip(table.head[1:], others, strict=True):
            if words:
                layout.addWidget(Told(_under(head, words), numbers, theme))
    return whole


def _weight(table: Table, column: int) -> int:
    """Give how much of the width a column takes: the longer its words, the more, within bounds."""
    longest = max(len(told(cells[column])) for cells in (table.head, *table.rows))
    return min(max(longest, 8), 40)


def _bold(words: Words) -> Iterator[Run]:
    for run in words:
        yield Run(text=run.text, bold=not run.source, source=run.source)


def _under(head: Words, words: Words) -> Words:
    """Give the words of a cell with the name of its column, which stands nowhere else then."""
    before, _cell, after = _("{column}: {cell}").partition("{cell}")
    name = told(head)
    return (Run(text=before.format(column=name)), *words, Run(text=after.format(column=name)))


def _named(head: Words, words: Words, numbers: Numbers) -> str:
    return _("{column}: {cell}").format(column=told(head), cell=spoken(words, numbers))
