# SPDX-License-Identifier: Apache-2.0
"""What ends the first run: whether to protect the diary, or on a hard day that it is enough."""

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from companion.language import _
from companion.ui.cards.check_in import QuietOffer
from companion.ui.cards.keeping import SOON
from companion.ui.context import Context
from companion.ui.settings.protection import ask_for_passphrase
from companion.ui.welcome.first_run import At
from companion.ui.welcome.step import Step
from companion.ui.widgets.basics import beside, button, key_hint, label


class ProtectStep(Step):
    """Asks for a passphrase now, or in a few days. Signal: ``protecting`` with the ClosedWork."""

    protecting = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context, At.PROTECT, _("Protect this diary?"))
        self.add(label(_("With a passphrase, only you can open it on this computer.")))
        self.add(label(_("Without one, so can anyone who uses your account here."), "secondary"))
        self.now = button(_("Protect it now"), "primary")
        self.now.clicked.connect(self.protect)
        self.later = button(_("Remind me in 3 days"))
        self.later.clicked.connect(self._put_off)
        self.add_ways(beside(self.now, key_hint("Return")), self.later)

    def first(self) -> QWidget:
        """Give the first of the two."""
        return self.now

    def go_on(self) -> None:
        """Protect it now."""
        self.protect()

    def protect(self) -> None:
        """Ask for the passphrase, and have its recovery code kept, before it holds."""
        work = ask_for_passphrase(self.context, self.window())
        if work is not None:
            self.protecting.emit(work)

    def _put_off(self) -> None:
        today = self.context.now().date()
        self.context.keep(replace(self.context.preferences, protect_after=today + SOON))
        self.done.emit()


class RestStep(Step):
    """Stands after a hard day or a low number: what is left can wait. Signal: ``resumed``."""

    resumed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context, At.REST, _("That’s enough for today."))
        self.add(label(_("The rest can wait.")))
        offer = QuietOffer(context)
        self.add(offer)
        offer.offer(True)  # not before: on its own, a widget that is shown is a window
        self.today, today = self.next_button(_("To Today"))
        more = button(_("Go on with the steps"), "quiet")
        more.clicked.connect(self.resumed)
        self.add_ways(today, more)

    def first(self) -> QWidget:
        """Give the way to Today."""
        return self.today
