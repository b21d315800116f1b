# SPDX-License-Identifier: Apache-2.0
"""What is shown while the diary is closed for work on the whole of it. Nothing of it is shown."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from companion.language import _
from companion.problem import Problem
from companion.stopping import FINE
from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, Flow, button, label, row

WIDTH = 560
"""The card's width at the usual text size."""


class WorkingPage(Page):
    """Tells how far the work is, with the numbers to call at hand.

    Signals: ``again`` where the diary did not open afterwards and the person wants another try,
    ``stop_asked`` where it ``stops`` and the person wants it to.
    """

    again = Signal()
    stop_asked = Signal()

    def __init__(self, context: Context, title: str, step: str, *, stops: bool = False) -> None:
        super().__init__(context)
        self._step = step
        self.setAccessibleName(title)
        self._card = Card()
        self._card.add(label(title, "title"))
        self._told = AnswerLine()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1)  # still: nothing moves of itself
        self._bar.setAccessibleName(title)
        self._stay = label(_("Please leave Companion open until this is done."), "secondary")
        self._again = button(_("Try again"), "primary")
        self._again.clicked.connect(self.again.emit)
        self._close = button(_("Close Companion"), "primary")
        self._close.clicked.connect(lambda: self.window().close())
        self._stop = button(_("Stop"), "outline")
        self._stop.clicked.connect(self.stop_asked)
        self._escape = QShortcut(QKeySequence("Esc"), self)
        self._escape.activated.connect(self.stop_asked)
        ways = _left(self._stop, self._again, self._close)
        for part in (self._told, self._bar, self._stay, ways):
            self._card.add(part)
        if not stops:
            self.go_to_the_end()
        self._again.hide()
        self._close.hide()
        self._build()

    def refresh(self) -> None:
        """Nothing of the diary is shown here."""

    def show_progress(self, done: int, of: int) -> None:
        """Say how far it is, and how many of its stages are done where that is to be said."""
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        said = self._step.format(n=done // FINE, all=of // FINE)
        # What is said is spoken too, and the pieces come faster than one listens.
        if said != self._told.text():
            self._told.say(said)

    def go_to_the_end(self) -> None:
        """Offer no more to stop it, as it can only be finished."""
        held = self._stop.hasFocus()
        self._stop.hide()
        self._escape.setEnabled(False)
        if held:
            self.help_now.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, problem: Problem) -> None:
        """Say why the diary does not open, and offer another try."""
        self._told.say(str(problem), fault=True)
        self._rest()
        self._again.show()
        self._close.show()
        self._again.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_end(self, sentence: str) -> None:
        """Say the last sentence of all; there is nothing to do any more but to close."""
        self._told.say(sentence)
        self._rest()
        self._close.show()
        self.setFocusProxy(self._close)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rest(self) -> None:
        """Nothing is done any more."""
        self.go_to_the_end()
        for part in (self._bar, self._stay):
            part.hide()

    def _build(self) -> None:
        middle = QWidget()
        middle.setFixedWidth(min(self.context.theme.scaled(WIDTH), 640))
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(18)
        layout.addWidget(self._card)
        self.help_now = button(_("Get help now"), "danger")
        self.help_now.setIcon(self.context.theme.icon("life-buoy", "danger"))
        self.help_now.setIconSize(self.context.theme.icon_size)
        self.help_now.setToolTip("F1")
        self.help_now.clicked.connect(lambda: self.context.ways.open_page("help"))
        layout.addWidget(self.help_now)
        self.setFocusProxy(self.help_now)
        self.body.addStretch(1)
        # Not by alignment, under which words that wrap get too little height.
        self.body.addLayout(row(1, middle, 1))
        self.body.addStretch(2)


def _left(*parts: QWidget) -> Flow:
    flow = Flow(spacing=10)
    for part in parts:
        flow.addWidget(part)
    return flow
