# SPDX-License-Identifier: Apache-2.0
"""Everything of the period as a table: day, what, value."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from companion.language import _, ngettext
from companion.ui import dates
from companion.ui.context import Context
from companion.ui.trends.recorded import Recorded
from companion.ui.trends.word_table import WordModel, WordTable
from companion.ui.widgets.basics import Card, label

MOST_ROWS = 14
NEWEST_FIRST = (0, Qt.SortOrder.DescendingOrder)


class TableCard(Card):
    """The lines of a period, the newest first; a press on a column's head sorts by it."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("As a table"))
        self._lines: Sequence[Recorded] = ()
        self._several_years = False
        self._count = label("", "secondary")
        self.table = WordTable(context.theme, _("What was recorded, day by day"))
        self.add(self._count)
        self.add(self.table)

    def show_lines(self, lines: Sequence[Recorded], *, several_years: bool) -> None:
        """Show the lines, however many."""
        self._lines, self._several_years = lines, several_years
        text = ngettext(
            "{n} line, newest first. Press a heading to sort by it.",
            "{n} lines, newest first. Press a heading to sort by it.",
            len(lines),
        )
        self._count.setText(text.format(n=len(lines)))
        self.show_newest()

    def show_newest(self) -> None:
        """Show the same lines with the newest first, as when the table is opened."""
        columns = (_("Day"), _("What"), _("Value"))
        model = WordModel(columns, self._lines, self._cell, _order, NEWEST_FIRST)
        self.table.setSortingEnabled(False)
        self.table.horizontalHeader().setSortIndicator(*NEWEST_FIRST)
        self.table.show_model(model, most_rows=MOST_ROWS)
        self.table.setSortingEnabled(True)

    def _cell(self, line: Recorded, column: int) -> str:
        if column == 0:
            day = dates.weekday_date(line.day)
            return f"{day} {line.day.year}" if self._several_years else day
        return line.what if column == 1 else line.value


def _order(line: Recorded, column: int) -> object:
    return (line.day, line.what.casefold(), line.value.casefold())[column]
