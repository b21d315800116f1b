# SPDX-License-Identifier: Apache-2.0
"""The check-in card: one number and one key."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from companion.domain.faults import Impossible
from companion.domain.records import CheckIn, Record
from companion.language import _
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import Keeper
from companion.ui.widgets.basics import Card, Flow, beside, button, key_hint, label, row


class CheckInCard(Card):
    """The check-in: one number and one key; everything else is optional."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("How are you today?"), label(_("about 15 seconds"), "secondary"))
        self._context = context
        self.form = CheckInForm(context, past=False)
        self._keeper = Keeper(self.form, "check_in:today")
        self.add(self.form)
        self._message = label("", "fault")
        self._message.hide()
        self.add(self._message)
        self._save = button(_("Save check-in"), "primary")
        self._save.clicked.connect(self.save)
        self._hard = button(_("Not up to it today"))
        self._hard.clicked.connect(self.save_hard_day)
        ways = Flow(spacing=16)
        ways.addWidget(beside(self._save, key_hint("Ctrl+Return")))
        ways.addWidget(beside(self._hard, label("–", "key", wrap=False)))
        self.add(ways)
        self._offer = QuietOffer(context)
        self.add(self._offer)
        self.fill()
        self.form.declined.connect(self.save_hard_day)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.save)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._keeper.restore()

    def save(self) -> None:
        """Save what was chosen, or say at the field what is missing."""
        self._say("")
        record = self.form.read()
        if record is not None:
            self._keep(record)

    def save_hard_day(self) -> None:
        """Save a hard day: no number, no question back."""
        hard = CheckIn(at=self._context.now(), hard_day=True)
        self._keep(hard, _("That’s enough for today."))

    def keep_draft(self) -> None:
        """Keep a half-filled check-in."""
        self._keeper.keep_now_if_waiting()

    def show_quiet_offer(self, low: bool) -> None:
        """Offer company after a low or hard day, in one quiet line."""
        self._offer.setVisible(low)

    def _keep(self, record: Record, what: str = "") -> None:
        try:
            self._context.save(record, what)
        except Impossible as impossible:
            self._say(self.form.show_faults(impossible))
        except Problem as problem:
            self._say(str(problem))
        else:
            self._keeper.drop()
            self.form.empty()

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))


class QuietOffer(QWidget):
    """One line after a low number: whom to talk to. Nothing else is said about the number."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        talk = button(_("Someone to talk to"), "quiet")
        talk.clicked.connect(lambda: context.ways.open_page("help"))
        line = row(label(_("If you would like company:"), "secondary", wrap=False), talk, 1)
        self.setLayout(line)
        self.hide()
