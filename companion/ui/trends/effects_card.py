# SPDX-License-Identifier: Apache-2.0
"""Side effects around sessions: a column a session, "no" and "not asked" kept apart."""

from datetime import date

from companion.domain.effect_grid import EffectRow, Without, effect_grid
from companion.domain.records import Grade
from companion.domain.session_record import day_of_session
from companion.language import _
from companion.ui import words
from companion.ui.context import Context
from companion.ui.trends.course_read import CourseRead
from companion.ui.trends.word_table import WordModel, WordTable
from companion.ui.widgets.basics import Card, button, label, row

MOST_SESSIONS = 4
FIRST_ROWS = 6


class EffectsCard(Card):
    """The side effects that came within a day of the last sessions of the period."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Side effects around sessions"))
        self._context = context
        self._line = label("", "secondary")
        self.table = WordTable(context.theme, _("Side effects around sessions"))
        self._note = label(
            _("“no”: you were asked that day and did not name it. “not asked”: not known."), "small"
        )
        self._all = button(_("Show all side effects"), "plain")
        self._all.clicked.connect(self._show_all)
        self._rows: tuple[EffectRow, ...] = ()
        self._columns: list[str] = []
        for part in (self._line, self.table, self._note):
            self.add(part)
        self.add(row(self._all, 1))
        self.fill()

    def show_course(self, read: CourseRead, first: date, last: date) -> None:
        """Show the sessions of a period, the last of them where there are many."""
        # What belongs to these sessions alone is read; ten years have thousands.
        numbers = [
            number for number, entry in read.held if first <= day_of_session(entry.record) <= last
        ]
        shown = numbers[-MOST_SESSIONS:]
        near, walks = read.effects_around(shown), read.walks_for(shown)
        grid = effect_grid(near, read.sessions, walks, read.asking, shown)
        self._rows = grid.rows
        self._columns = [_("Side effect"), *(str(number) for number in grid.sessions)]
        self._line.setText(_line(len(numbers), len(shown), any(grid.asked), bool(grid.rows)))
        self._line.setVisible(bool(self._line.text()))
        self.table.setVisible(bool(grid.rows))
        self._note.setVisible(bool(grid.rows))
        self.show_first()

    def show_first(self) -> None:
        """Show the side effects that came most often, as when the page is opened."""
        self._show(self._rows[:FIRST_ROWS])
        self._all.setVisible(len(self._rows) > FIRST_ROWS)

    def _show_all(self) -> None:
        self._show(self._rows)
        self._all.hide()
        self.table.setFocus()

    def _show(self, rows: tuple[EffectRow, ...]) -> None:
        model = WordModel(self._columns, rows, self._cell)
        self.table.show_model(model, most_rows=len(rows))

    def _cell(self, one: EffectRow, column: int) -> str:
        if column == 0:
            return self._context.content.effect_name(one.effect, one.own_name)
        found = one.cells[column - 1]
        if isinstance(found, Grade):
            return words.grade(found)
        return {Without.NO: _("no"), Without.NOT_ASKED: _("not asked")}[found]


def _line(held: int, shown: int, asked: bool, named: bool) -> str:
    """Say what the table leaves out, or why there is none."""
    if not held:
        return _("No session in this time. Side effects near a session will stand here.")
    if not named:
        if asked:
            return _("You were asked, and named no side effect around these sessions.")
        return _("None noted around these sessions, and you were not asked.")
    if shown < held:
        return _("The last {shown} of {held} sessions.").format(shown=shown, held=held)
    return ""
