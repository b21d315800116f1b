# SPDX-License-Identifier: Apache-2.0
"""The end of the walk: where the person stands, in one honest line."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from companion.domain import checklist
from companion.domain.checklist import Phase, Step
from companion.domain.records import Choice
from companion.language import _, ngettext
from companion.ui.context import Context
from companion.ui.widgets.basics import Card, button, clear, label, row


class SummaryCard(Card):
    """Says what is met and what is open. Signal: ``back_to`` with the place of a step."""

    back_to = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.body.setContentsMargins(40, 36, 40, 36)
        self._line = label("", "title")
        self._open = QVBoxLayout()
        self._open.setSpacing(8)
        self._asked = label("", "secondary")
        self._today = button(_("Back to Today"), "outline")
        self._today.clicked.connect(lambda: context.ways.open_page("today"))
        self.add(self._line)
        self.add(self._open)
        self.add(self._asked)
        self.add(row(self._today, 1))

    def show_readiness(self, steps: tuple[Step, ...]) -> None:
        """Show what is met, and each open item with the way back to it."""
        ready = checklist.readiness(steps)
        self._line.setText(_("{met} of {all} in place").format(met=ready.met, all=ready.applicable))
        clear(self._open)
        for place, step in enumerate(steps):
            if step.phase is Phase.AFTERWARDS or step.settled:
                continue
            name = self._context.content.items[step.item.id].label
            text = _("Still open: {item}").format(item=name)
            if step.item.must:
                text = _("Still open: {item}, which must be in place").format(item=name)
            made = button(text, "row")
            sign = ("triangle-alert", "warn") if step.item.must else ("circle", "ink2")
            made.setIcon(self._context.theme.icon(*sign))
            made.clicked.connect(partial(self.back_to.emit, place))
            self._open.addWidget(made)
        asked = sum(bool(step.answer and step.answer.choice is Choice.ASK) for step in steps)
        self._asked.setText(
            ngettext(
                "{n} thing to ask is on your list for the clinic.",
                "{n} things to ask are on your list for the clinic.",
                asked,
            ).format(n=asked)
        )
        self._asked.setVisible(asked > 0)
