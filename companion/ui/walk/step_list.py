# SPDX-License-Identifier: Apache-2.0
"""The walk at a glance: every item under its day, with its time and its answer."""

from itertools import groupby

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from companion.domain.checklist import Phase, Step
from companion.domain.records import Choice
from companion.language import _
from companion.ui import dates, words
from companion.ui.context import Context
from companion.ui.widgets.at_once import at_once
from companion.ui.widgets.basics import clear, label, unmarked

LEAST = 267
"""The width of the list, at the usual text size, at which words are shortened."""

SIGNS = {
    Choice.YES: ("check", "accent"),
    Choice.NOT_YET: ("triangle-alert", "warn"),
    Choice.NOT_APPLICABLE: ("minus", "ink2"),
    Choice.ASK: ("circle-question-mark", "session"),
}


class ShortButton(QPushButton):
    """A button for one step; where its words do not fit, they end in dots and are told in full."""

    def __init__(self, said: str, least: int) -> None:
        super().__init__(unmarked(said))
        self._told = self._words = said
        self._least = least
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("role", "step")
        # A push button never shrinks below all its words; this one does.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give the size with all its words."""
        hint = super().sizeHint()
        missing = self._width(self._words) - self._width(self._told)
        return QSize(hint.width() + missing, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Give the size at which the words are no longer shortened."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._least), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words to the room there is."""
        super().resizeEvent(event)
        around = super().sizeHint().width() - self._width(self._told)
        room = event.size().width() - around
        self._told = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(unmarked(self._told))
        self.setToolTip("" if self._told == self._words else self._words)

    def _width(self, said: str) -> int:
        return self.fontMetrics().horizontalAdvance(said)


class StepButton(ShortButton):
    """One of the steps, marked while it is being walked."""

    spoken_as = QAccessible.Role.ListItem


class StepList(QWidget):
    """Lists the steps. Signal: ``chosen`` with the place of the step that was pressed."""

    spoken_as = QAccessible.Role.List

    chosen = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setAccessibleName(_("The whole checklist"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._told: tuple[tuple[str, str], ...] | None = None
        """The heading and the words of each step that is listed."""
        self._steps: tuple[Step, ...] = ()
        self._buttons: list[QPushButton] = []

    def show_steps(self, steps: tuple[Step, ...], chosen: frozenset[str]) -> None:
        """Show the steps with those being walked marked; only what changed is made anew."""
        told = tuple((self._head(step), self._words(step)) for step in steps)
        if told != self._told:
            with at_once(self):
                self._list_steps(steps)
            self._told = told
        elif steps != self._steps:
            for step, before, made in zip(steps, self._steps, self._buttons, strict=True):
                if step != before:
                    self._mark(made, step)
        self._steps = steps
        for step, made in zip(steps, self._buttons, strict=True):
            made.setChecked(step.item.id in chosen)

    def _list_steps(self, steps: tuple[Step, ...]) -> None:
        self._told = None
        self._buttons = []
        clear(self._layout)
        for head, group in groupby(enumerate(steps), key=lambda pair: self._head(pair[1])):
            self._layout.addWidget(self._heading(head))
            for place, step in group:
                made = self._step(place, step)
                self._buttons.append(made)
                self._layout.addWidget(made)
        self._layout.addStretch(1)

    def _head(self, step: Step) -> str:
        """Give the heading a step stands under: its walk's own, or its day."""
        if step.item.group:
            return self._context.content.groups[step.item.group]
        return {
            Phase.THIS_WEEK: _("Before"),
            Phase.DAY_BEFORE: _("The day before"),
            Phase.SESSION_DAY: dates.weekday(step.day),
            Phase.AFTERWARDS: _("Afterwards"),
            Phase.ANY_TIME: _("Your list"),
        }[step.phase]

    def _heading(self, said: str) -> QWidget:
        head = label(said.upper(), "group")
        head.setContentsMargins(0, 12, 0, 4)
        return head

    def _step(self, place: int, step: Step) -> QPushButton:
        made = StepButton(self._words(step), self._context.theme.scaled(LEAST))
        made.setIconSize(self._context.theme.icon_size * 0.8)
        made.setCheckable(True)
        made.clicked.connect(lambda: self.chosen.emit(place))
        self._mark(made, step)
        return made

    def _words(self, step: Step) -> str:
        """Give a step's name, with its time where the heading is its day."""
        name = self._context.content.item_words(step).label
        at = f"{dates.clock(step.at)} " if step.at and step.phase is Phase.SESSION_DAY else ""
        return at + name

    def _mark(self, made: QPushButton, step: Step) -> None:
        """Show how a step was answered."""
        icon, token = SIGNS[step.answer.choice] if step.answer else ("circle", "ink2")
        made.setIcon(self._context.theme.icon(icon, token))
        state = words.choice(step.answer.choice) if step.answer else _("not answered")
        made.setAccessibleName(f"{self._words(step)}: {state}")
