# SPDX-License-Identifier: Apache-2.0
"""The patient's own safety plan: its steps in columns, and the card that they stand on."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.records import SafetyPlan
from companion.domain.safety_plan import is_written, steps
from companion.language import _
from companion.ui.context import Context
from companion.ui.spoken import FoldButton
from companion.ui.theme import Theme
from companion.ui.widgets.basics import Card, Columns, Flow, Whole, button, label

COLUMNS = 3
FOLDS_BELOW = 600
"""Pixels at the usual text size under which the steps stand one below the other."""


def step_names() -> tuple[str, ...]:
    """Give the names of the six steps, in their order."""
    return (
        _("My warning signs"),
        _("What I can do myself"),
        _("People and places that distract me"),
        _("People I can ask for help"),
        _("Professionals"),
        _("Making my surroundings safe"),
    )


class PlanSteps(Whole):
    """The six steps, each with its number, its name and the person's own words."""

    def __init__(self, plan: SafetyPlan, theme: Theme, *, columns: int = COLUMNS) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        told = [
            _step(f"{number} {name}", words)
            for number, (name, words) in enumerate(zip(step_names(), steps(plan), strict=True), 1)
        ]
        for start in range(0, len(told), columns):
            line = [(each, 1) for each in told[start : start + columns]]
            layout.addWidget(Columns(line, narrow=theme.scaled(FOLDS_BELOW)))


class BetterDay(FoldButton):
    """A button that shows ``words``, to be placed elsewhere: only when they are asked for."""

    def __init__(self, plan: SafetyPlan, role: str = "quiet") -> None:
        super().__init__("")
        self.is_there = bool(plan.better_day.strip())
        self.words = label(plan.better_day.strip())
        self.words.hide()
        self.setProperty("role", role)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self._show)
        self._show(shown=False)

    def _show(self, shown: bool) -> None:
        self.words.setVisible(shown)
        self.setText(
            _("Hide the words from a better day") if shown else _("Words from a better day")
        )


class PlanCard(Card):
    """The plan with what can be done with it; without one, what will appear here.

    While locked there is what the person chose to have readable then, and nothing to change.
    """

    def __init__(
        self, context: Context, edit: Callable[[], None], save_sheet: Callable[[], None]
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Your safety plan"))
        plan = context.safety_plan
        written, locked = is_written(plan), context.is_locked
        self.better_day = BetterDay(plan)
        self._ways: list[QPushButton] = []
        if self.better_day.is_there:
            self._ways.append(self.better_day)
        if (written or self.better_day.is_there) and not locked:
            self._way(_("Edit"), _("Edit your safety plan"), edit)
        if written and not context.session_day:
            self._way(_("Print"), _("Print your safety plan"), save_sheet)
        self._put_head(context.theme)
        self.add(self.better_day.words)
        if written:
            self.add(PlanSteps(plan, context.theme))
        elif locked:
            self.add(label(_missing_words(context)))
        else:
            self._invite(edit)

    def _way(self, words: str, name: str, act: Callable[[], None]) -> None:
        made = button(words, "quiet", name=name)
        made.clicked.connect(act)
        self._ways.append(made)

    def _put_head(self, theme: Theme) -> None:
        heading = label(_("Your safety plan"), "heading")
        if not self._ways:
            self.add(heading)
            return
        ways = Whole()
        flow = Flow(spacing=4)
        for each in self._ways:
            flow.addWidget(each)
        ways.setLayout(flow)
        self.add(Columns([(heading, 1), (ways, 0)], narrow=theme.scaled(FOLDS_BELOW)))

    def _invite(self, edit: Callable[[], None]) -> None:
        self.add(
            label(
                _(
                    "Your own plan will appear here: your warning signs, what helps, and whom you "
                    "can ask. You can write it in a calm hour, alone or with someone you trust."
                )
            )
        )
        write = button(_("Write my plan"), "outline")
        write.clicked.connect(edit)
        flow = Flow()
        flow.addWidget(write)
        self.add(flow)


def _step(name: str, words: str) -> QWidget:
    whole = Whole()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label(name, "strong"))
    if words.strip():
        said = label(words.strip())
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(said)
    else:
        column.addWidget(label(_("nothing written"), "secondary"))
    column.addStretch(1)
    return whole


def _missing_words(context: Context) -> str:
    """Say why there is no plan to read while the diary is not open."""
    if context.is_troubled:
        return _("If you wrote a plan, it is in the diary, which is not open.")
    return _("If you wrote a plan, it is in the diary, which is locked.")
