# SPDX-License-Identifier: Apache-2.0
"""The fixed reply to a red flag or to thoughts of suicide, shown at once and never blocking."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from companion.domain.safety import Panel, Reply, Tier
from companion.domain.safety_plan import is_written
from companion.language import _
from companion.ui import calls
from companion.ui.context import Context
from companion.ui.help.plan import BetterDay, PlanSteps
from companion.ui.spoken import FoldButton
from companion.ui.widgets.basics import Flow, button, clear, label
from companion.ui.widgets.heard import open_help
from companion.ui.widgets.wrapped_button import WrappedButton


class ReplyPanel(QFrame):
    """Says whom to call. Hidden until there is something to reply to.

    Signals: ``asked`` when the person wants it at the top of the list for the doctor;
    ``went_on`` when they go on.
    """

    asked = Signal()
    went_on = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 16, 20, 20)
        self._layout.setSpacing(10)
        self._ask: QPushButton | None = None
        self._plan: QWidget | None = None
        self.reply: Reply | None = None
        self.hide()

    def show_reply(self, reply: Reply | None, *, source: str = "", go_on: str = "") -> None:
        """Show a reply, or hide. ``source`` is the title of what lists the flag, if any does.

        ``go_on`` is the label of the button that goes on; without it there is no such button.
        """
        clear(self._layout)
        self._ask = self._plan = None
        self.reply = reply
        self.setVisible(reply is not None)
        if reply is None:
            return
        urgent = reply.tier is Tier.EMERGENCY or reply.panel is Panel.SUICIDE
        self.setProperty("role", "dangerCard" if urgent else "warnCard")
        self.style().unpolish(self)
        self.style().polish(self)
        words = self._context.content.replies[reply.panel or reply.tier]
        self.setAccessibleName(words.title)
        self._layout.addWidget(label(words.title, "heading"))
        for text in (words.body, words.danger, words.talk):
            if text:
                self._layout.addWidget(label(calls.filled(text, self._context)))
        self._layout.addLayout(self._actions(reply, go_on))
        if reply.panel is Panel.SUICIDE:
            self._plan = self._make_plan()
            self._plan.hide()
            self._layout.addWidget(self._plan)
        if words.closing:
            self._layout.addWidget(label(calls.filled(words.closing, self._context), "strong"))
        self._layout.addWidget(label(self._origin(source), "small"))

    def show_asked(self) -> None:
        """Say on the button that it stands on the list."""
        if self._ask is not None:
            self._ask.setText(_("It is on your list for the doctor"))
            self._ask.setEnabled(False)

    def _actions(self, reply: Reply, go_on: str) -> Flow:
        flow = Flow(spacing=8)
        help_now = button(_("Get help now"), "danger")
        help_now.clicked.connect(lambda: open_help(self._context, self))
        flow.addWidget(help_now)
        if reply.panel is Panel.SUICIDE:
            plan = button(_("My safety plan"), kind=FoldButton)
            plan.toggled.connect(self._show_plan)
            flow.addWidget(plan)
        if go_on:
            on = button(go_on)
            on.clicked.connect(self.went_on.emit)
            flow.addWidget(on)
        if reply.panel is Panel.SUICIDE:
            self._ask = button(
                _("Put this at the top of my list for the doctor"), kind=WrappedButton
            )
            self._ask.clicked.connect(self.asked.emit)
            flow.addWidget(self._ask)
        return flow

    def _show_plan(self, shown: bool) -> None:
        if self._plan is not None:
            self._plan.setVisible(shown)

    def _make_plan(self) -> QWidget:
        """Give the plan as it unfolds here; without one, the way to where it can be written."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(12)
        plan = self._context.safety_plan
        if is_written(plan):
            column.addWidget(PlanSteps(plan, self._context.theme, columns=2))
        else:
            says = _("You have no plan written yet. It can wait until you feel calmer.")
            column.addWidget(label(says))
        better_day = BetterDay(plan, role="")
        ways = Flow(spacing=8)
        if not is_written(plan):
            write = button(_("Where I can write one"), "outline")
            write.clicked.connect(lambda: open_help(self._context, self, "plan"))
            ways.addWidget(write)
        if better_day.is_there:
            ways.addWidget(better_day)
        if ways.count():
            column.addLayout(ways)
        column.addWidget(better_day.words)
        return whole

    def _origin(self, source: str) -> str:
        replies = self._context.content.replies
        if source:
            return replies["listed"].body.format(source=source)
        return replies["unlisted"].body
