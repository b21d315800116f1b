# SPDX-License-Identifier: Apache-2.0
"""Locked: the way back in, the session's clock, and help. Nothing of the diary is shown."""

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.language import _
from companion.problem import Problem
from companion.storage import opening
from companion.storage.opening import Looked
from companion.storage.rescue import Trouble, trouble_of
from companion.storage.vault import Secret
from companion.ui.context import Context
from companion.ui.dialogs.ask_secret import AskSecret
from companion.ui.pages.page import Page
from companion.ui.protects import protects
from companion.ui.widgets.basics import Card, Flow, button, label, row
from companion.ui.widgets.fold import Fold
from companion.ui.widgets.session_clock import SessionClock

WIDTH = 560
"""The card's width at the usual text size."""


class LockedPage(Page):
    """Asks for the passphrase or the recovery code.

    Signals: ``granted`` with the Look at the diary that the secret opens, be it one that still goes
    on and has to be waited for before anything is shown; ``troubled`` with the Problem of a diary
    that no passphrase can open.
    """

    granted = Signal(object)
    troubled = Signal(object)

    def __init__(self, context: Context, folder: Path, began: datetime | None = None) -> None:
        super().__init__(context)
        self.ask = AskSecret(context, partial(_let_in, folder), _("Unlock"), name=_("Passphrase"))
        self.setAccessibleName(_("Locked"))
        self._build(began)
        self.ask.granted.connect(self.granted.emit)
        self.ask.refused.connect(self._on_refused)
        self.help_now.clicked.connect(lambda: self.context.ways.open_page("help"))

    def refresh(self) -> None:
        """Nothing of the diary is shown here."""

    def _on_refused(self, problem: Problem) -> None:
        """Lead on where no passphrase can open the diary."""
        if trouble_of(problem) is not Trouble.OTHER:
            self.troubled.emit(problem)

    # ---- building

    def _build(self, began: datetime | None) -> None:
        self.body.addStretch(1)
        # Not by an alignment: that would lay it out without asking how words wrap.
        self.body.addLayout(row(1, self._middle(began), 1))
        self.body.addStretch(2)

    def _middle(self, began: datetime | None) -> QWidget:
        middle = QWidget()
        middle.setFixedWidth(min(self.context.theme.scaled(WIDTH), 640))
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(18)
        layout.addWidget(self._card())
        if began is not None or self.context.sitter.runs:
            layout.addWidget(SessionClock(self.context, began))
        self.help_now = button(_("Get help now"), "danger")
        self.help_now.setIcon(self.context.theme.icon("life-buoy", "danger"))
        self.help_now.setIconSize(self.context.theme.icon_size)
        self.help_now.setToolTip("F1")
        layout.addWidget(self.help_now)
        layout.addWidget(self._protection())
        return middle

    def _card(self) -> Card:
        card = Card()
        card.add(label(_("Locked"), "title"))
        card.add(label(_("Your diary is closed. Nothing that you typed is lost."), "secondary"))
        card.add(self.ask)
        ways = Flow()
        ways.addWidget(self.ask.enter)
        card.add(ways)
        self.setFocusProxy(self.ask)
        return card

    def _protection(self) -> Fold:
        fold = Fold(_("What the passphrase protects, and what it does not"), self.context.theme)
        for words in protects():
            fold.body.addWidget(label(words, "small"))
        return fold


def _let_in(folder: Path, secret: Secret) -> Looked:
    """Make the key of a secret, and begin to look at the record by it; all of that takes long."""
    return opening.begin_look(opening.access(folder, secret))
