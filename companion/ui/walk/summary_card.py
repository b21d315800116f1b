# SPDX-License-Identifier: Apache-2.0
"""The end of the walk: where the person stands, in one honest line."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from companion.domain import checklist
from companion.domain.checklist import Phase, Step
from companion.domain.item import Walk
from companion.domain.records import Choice
from companion.language import _, ngettext
from companion.ui import calls
from companion.ui.context import Context
from companion.ui.walk.walking import Walking
from companion.ui.widgets.basics import Card, button, clear, label, row
from companion.ui.widgets.wrapped_button import WrappedButton

NAMED = 2
"""So many open items are named in the one line; each has a row of its own below it."""


class SummaryCard(Card):
    """Says what is met and what is open. Signal: ``back_to`` with the id of an item."""

    back_to = Signal(str)

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

    @property
    def standing(self) -> str:
        """How much of the walk is in place, in one line."""
        return self._line.text()

    def show_walking(self, walking: Walking) -> None:
        """Show what is met, and each open item with the way back to it."""
        steps = walking.steps
        self._line.setText(self._standing(walking))
        clear(self._open)
        for step in self._counted(walking):
            if not step.settled:
                self._open.addWidget(self._open_step(step))
        asked = sum(bool(step.answer and step.answer.choice is Choice.ASK) for step in steps)
        self._asked.setText(
            ngettext(
                "{n} thing to ask is on your list for {clinic}.",
                "{n} things to ask are on your list for {clinic}.",
                asked,
            ).format(n=asked, clinic=calls.clinic(self._context))
        )
        self._asked.setVisible(asked > 0)

    def _standing(self, walking: Walking) -> str:
        if walking.checklist.walk is not Walk.SESSION:
            due = self._counted(walking)
            settled = sum(step.settled for step in due)
            return _("{done} of {all} gone through").format(done=settled, all=len(due))
        ready = checklist.readiness(walking.steps)
        line = _("{met} of {all} in place").format(met=ready.met, all=ready.applicable)
        if not ready.open_musts:
            return line
        names = {step.item.id: self._name(step) for step in walking.steps}
        still = _(", ").join(names[item.id] for item in ready.open_musts[:NAMED])
        text = _("{line}. Still open: {names}, which must be in place")
        if len(ready.open_musts) > NAMED:
            text = _("{line}. Still open: {names} and more that must be in place")
        return text.format(line=line, names=still)

    def _open_step(self, step: Step) -> QPushButton:
        text = self._name(step)
        if step.item.must:
            text = _("{item} · must be in place").format(item=text)
        made = button(text, "row", kind=WrappedButton)
        sign = ("triangle-alert", "warn") if step.item.must else ("circle", "ink2")
        made.setIcon(self._context.theme.icon(*sign))
        made.clicked.connect(partial(self.back_to.emit, step.item.id))
        return made

    def _counted(self, walking: Walking) -> list[Step]:
        """Give the steps that are told as open: not those for afterwards, or for a later day."""
        today = self._context.now().date()
        match walking.checklist.walk:
            case Walk.SESSION:
                return [step for step in walking.steps if step.phase is not Phase.AFTERWARDS]
            case Walk.AFTERWARDS:
                return [step for step in walking.steps if step.day <= today]
            case _:
                return list(walking.steps)

    def _name(self, step: Step) -> str:
        return self._context.content.item_words(step).label
