# SPDX-License-Identifier: Apache-2.0
"""What whoever stayed with the person found at each look, in words."""

from companion.domain.records import SitterCheck
from companion.language import _
from companion.ui import words
from companion.ui.widgets.basics import Card, label


class SessionLooks(Card):
    """Lists the sitter's looks; it is not there where the timer was never used."""

    def __init__(self) -> None:
        super().__init__(_("Checks by the person with you"))
        self._words = label("")
        self.add(self._words)
        self.add(
            label(_("Every 15 minutes: awake, breathing normally, skin and lips normal?"), "small")
        )
        self.fill()
        self.hide()

    def show_looks(self, checks: tuple[SitterCheck, ...]) -> None:
        """Show each look with its time and its answer."""
        self._words.setText("\n".join(map(words.sitter_check, checks)))
        self.setVisible(bool(checks))
