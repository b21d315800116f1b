# SPDX-License-Identifier: Apache-2.0
"""What was in place last time, on one card: all the same, or one of them gone through again."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QVBoxLayout

from companion.domain.checklist import Step, last_answers
from companion.domain.records import Answer, ChecklistRun, Choice
from companion.language import _
from companion.ui.context import Context
from companion.ui.walk.step_list import SIGNS, ShortButton
from companion.ui.widgets.at_once import at_once
from companion.ui.widgets.basics import Card, button, clear, label, row

SHORTEST = 160
"""The width of an item at the usual text size at which its words are shortened."""
INDENT = 34
"""Where an item's words begin, below its name, at the usual text size."""


class SameCard(Card):
    """Lists what was settled last time.

    Signals: ``confirmed`` when all of it is so again; ``apart`` with the id of an item that is to
    be gone through by itself.
    """

    confirmed = Signal()
    apart = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.body.setContentsMargins(40, 36, 40, 36)
        self.body.setSpacing(16)
        self._shown: tuple[tuple[Step, Answer], ...] = ()
        self._place = label("", "secondary")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.yes = button(_("Yes, all the same"), "largePrimary")
        self.yes.setToolTip("1")
        self.yes.clicked.connect(self.confirmed.emit)
        self.add(self._place)
        self.add(label(_("Same as last time?"), "question"))
        self.add(
            label(
                _("This is what you answered before your last session. Press what has changed."),
            )
        )
        self.add(self._rows)
        self.add(row(self.yes, 1))

    def show_steps(self, steps: tuple[Step, ...], previous: ChecklistRun, place: str) -> None:
        """Show what was settled, with the words it had."""
        self._place.setText(place)
        last = last_answers(previous.answers)
        shown = tuple((step, last[step.item.id]) for step in steps)
        if shown != self._shown:
            self._shown = ()
            with at_once(self):
                self._list_rows(shown)
            self._shown = shown
        done = all(step.answer is not None for step in steps)
        self.yes.setIcon(self._context.theme.icon("check", "onAccent") if done else QIcon())

    def _list_rows(self, shown: tuple[tuple[Step, Answer], ...]) -> None:
        clear(self._rows)
        for step, before in shown:
            self._rows.addLayout(self._row(step, before))

    def _row(self, step: Step, before: Answer) -> QVBoxLayout:
        """Give an item with the words it had, which wrap below its name."""
        name = self._context.content.item_words(step).label
        told = before.words or before.reason
        if before.choice is Choice.NOT_APPLICABLE:
            told = _("Doesn’t apply: {reason}").format(reason=told) if told else _("Doesn’t apply")
        made = ShortButton(name, self._context.theme.scaled(SHORTEST))
        made.setAccessibleName(_("{item}: go through it again").format(item=name))
        made.setIcon(self._context.theme.icon(*SIGNS[before.choice]))
        made.setIconSize(self._context.theme.icon_size * 0.8)
        made.clicked.connect(partial(self.apart.emit, step.item.id))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(made)
        if told:
            words = label(" ".join(told.split()), "secondary")
            words.setContentsMargins(self._context.theme.scaled(INDENT), 0, 0, 6)
            lines.addWidget(words)
        return lines
