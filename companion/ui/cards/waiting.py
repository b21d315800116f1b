# SPDX-License-Identifier: Apache-2.0
"""What waits, each with the one press that settles it."""

from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from companion.domain import course, effect_end, instrument
from companion.domain.faults import Impossible
from companion.domain.records import Entry, SideEffect
from companion.language import _
from companion.problem import Problem
from companion.storage.surroundings import home_warning
from companion.ui import words
from companion.ui.cards.today_read import TodayRead
from companion.ui.cards.waiting_rows import Opens, PutsOff, Row, Settles, Way, rows
from companion.ui.context import Context
from companion.ui.widgets.basics import Card, Flow, button, clear, label, row

CANNOT_WAIT = timedelta(hours=24)


class WaitingCard(Card):
    """What waits, each with the one press that settles it. It is made anew only where that changed."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Waiting for you"))
        self._context = context
        self._shown: tuple[str, tuple[Row, ...]] | None = None
        self._looked_at_home: tuple[date, str | None] | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self.add(self._rows)
        self._all = button(_("All questionnaires"), "plain")
        self._all.clicked.connect(lambda: context.ways.open_page("questionnaire"))
        self.add(row(self._all, 1))
        self.fill()

    def show_waiting(self, read: TodayRead, now: datetime, *, low: bool) -> None:
        """List what waits; on a low day only what cannot wait."""
        soon = course.next_session(read.near, now)
        cannot_wait = soon is not None and soon.record.plan.moment() - now <= CANNOT_WAIT
        folded = low and not cannot_wait
        self._all.setVisible(not folded and not instrument.resting(read.near, now))
        if folded:
            self._show(_("The rest can wait."), ())
        else:
            waiting = rows(self._context, read, now, partial(self._at_home, now.date()))
            self._show(_("Nothing right now."), tuple(waiting))

    def _at_home(self, today: date) -> str | None:
        """Look once a day whether the diary's folder is a good home: it stays where it is."""
        if self._looked_at_home is None or self._looked_at_home[0] != today:
            self._looked_at_home = today, home_warning(self._context.diary.access.folder)
        return self._looked_at_home[1]

    def _show(self, otherwise: str, waiting: tuple[Row, ...]) -> None:
        """List rows; where there are none, say ``otherwise``."""
        if self._shown == (otherwise, waiting):
            return
        self._shown = otherwise, waiting
        clear(self._rows)
        for one in waiting:
            self._add(one)
        if not waiting:
            self._rows.addWidget(label(otherwise, "secondary"))

    def _add(self, one: Row) -> None:
        buttons = [self._button(way) for way in one.ways]
        if one.below:
            ways = Flow(spacing=6)
            for made in buttons:
                ways.addWidget(made)
            self._rows.addWidget(label(one.words))
            self._rows.addLayout(ways)
            return
        line = row(spacing=6)
        line.addWidget(label(one.words), 1)
        for made in buttons:
            line.addWidget(made)
        self._rows.addLayout(line)

    def _button(self, way: Way) -> QPushButton:
        made = button(way.words, way.role, name=way.name)
        made.clicked.connect(lambda: self._do(way))
        return made

    def _do(self, way: Way) -> None:
        match way.does:
            case Opens(page, argument):
                self._context.ways.open_page(page, argument)
            case Settles(effect, gone):
                self._settle(effect, gone=gone)
            case PutsOff(chosen):
                self._context.keep(chosen)
                self._context.ways.open_page("today")

    def _settle(self, entry: Entry[SideEffect], *, gone: bool) -> None:
        # One press says that it is gone, not since when: that can be told in the Log.
        told = effect_end.gone if gone else effect_end.still_there
        changed = told(entry.record, self._context.now())
        try:
            self._context.save(changed, "", entry)
        except (Impossible, Problem) as refused:
            self._context.ways.say(words.refused(refused))
