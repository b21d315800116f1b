# SPDX-License-Identifier: Apache-2.0
"""Asking for a passphrase or recovery code where there is no lock screen to ask it."""

from collections.abc import Callable

from PySide6.QtCore import Signal

from companion.language import _
from companion.storage.vault import Keys, Secret
from companion.ui.context import Context
from companion.ui.dialogs.ask_secret import AskSecret
from companion.ui.widgets.basics import Card, Flow, label


class UnlockCard(Card):
    """Says why a secret is needed, and makes keys of it. Signal: ``granted`` with the Keys."""

    granted = Signal(object)

    def __init__(
        self, context: Context, title: str, why: str, unlock: Callable[[Secret], Keys]
    ) -> None:
        super().__init__(title)
        self.ask = AskSecret(context, unlock, _("Go on"), name=title)
        self.ask.granted.connect(self.granted)
        ways = Flow()
        ways.addWidget(self.ask.enter)
        self.add(label(why, "secondary"))
        self.add(self.ask)
        self.add(ways)
        self.setFocusProxy(self.ask)
