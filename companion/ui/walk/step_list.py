# SPDX-License-Identifier: Apache-2.0
"""The walk at a glance: every item under its day, with its time and its answer."""

from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.checklist import Phase, Step
from companion.domain.records import Choice, Session
from companion.language import _
from companion.ui import dates, words
from companion.ui.context import Context
from companion.ui.widgets.basics import button, clear, label

SIGNS = {
    Choice.YES: ("check", "accent"),
    Choice.NOT_YET: ("triangle-alert", "warn"),
    Choice.NOT_APPLICABLE: ("minus", "ink2"),
    Choice.ASK: ("circle-question-mark", "session"),
}


class StepList(QWidget):
    """Lists the steps. Signal: ``chosen`` with the place of the step that was pressed."""

    chosen = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def show_steps(self, steps: tuple[Step, ...], at: int, session: Session) -> None:
        """Show the steps with the one being walked marked."""
        clear(self._layout)
        places = enumerate(steps)
        for phase, group in groupby(places, key=lambda pair: pair[1].phase):
            self._layout.addWidget(self._head(phase, session))
            for place, step in group:
                self._layout.addWidget(self._step(place, step, chosen=place == at))
        self._layout.addStretch(1)

    def _head(self, phase: Phase, session: Session) -> QWidget:
        day = session.plan.day
        text = {
            Phase.THIS_WEEK: _("Before"),
            Phase.DAY_BEFORE: _("The day before"),
            Phase.SESSION_DAY: dates.weekday(day),
            Phase.AFTERWARDS: _("Afterwards"),
        }[phase]
        head = label(text.upper(), "group")
        head.setContentsMargins(0, 12, 0, 4)
        return head

    def _step(self, place: int, step: Step, *, chosen: bool) -> QPushButton:
        name = self._context.content.items[step.item.id].label
        at = f"{dates.clock(step.at)} " if step.at and step.phase is Phase.SESSION_DAY else ""
        made = button(at + name, "step")
        icon, token = SIGNS[step.answer.choice] if step.answer else ("circle", "ink2")
        made.setIcon(self._context.theme.icon(icon, token))
        made.setIconSize(self._context.theme.icon_size * 0.8)
        made.setCheckable(True)
        made.setChecked(chosen)
        made.setMinimumWidth(0)
        state = words.choice(step.answer.choice) if step.answer else _("not answered")
        made.setAccessibleName(f"{at}{name}: {state}")
        made.clicked.connect(lambda: self.chosen.emit(place))
        return made
