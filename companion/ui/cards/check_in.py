# SPDX-License-Identifier: Apache-2.0
"""The check-in card: one number and one key."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from companion.domain.faults import Impossible
from companion.domain.moment import fixed
from companion.domain.records import CheckIn, Record
from companion.domain.safety_plan import is_written
from companion.language import _
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import Keeper
from companion.ui.widgets.basics import Card, Flow, beside, button, key_hint, label
from companion.ui.widgets.fields import Unreadable

OFFERED_FROM = 2
"""Missed days from which the way to fill them in is offered: a single one needs no word."""


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
        self._catch_up = button(_("Fill in earlier days"), "plain")
        self._catch_up.clicked.connect(lambda: context.ways.open_page("catch_up"))
        self._catch_up.hide()
        self.add(self._catch_up)
        self.fill()
        self.form.declined.connect(self.save_hard_day)
        self._connect_keys()
        self._keeper.restore()

    def save(self) -> None:
        """Save what was chosen, or say at the field what is missing."""
        self._say("")
        record = self.form.read()
        if record is not None and self._keep(record, draft=self._keeper.name):
            self._start_over()

    def save_hard_day(self) -> None:
        """Save a hard day: no number, no question back.

        What else was filled in goes with it. What of that cannot be saved stays in the form.
        """
        self._say("")
        enough = _("That’s enough for today.")
        try:
            self._context.save(self.form.make_hard_day(), enough, draft=self._keeper.name)
        except (Impossible, Unreadable):
            self._keep(CheckIn(at=fixed(self._context.now()), hard_day=True), enough)
        except Problem as problem:
            self._say(str(problem))
        else:
            self._start_over()

    def refresh(self) -> None:
        """Ask for the trackers there are now."""
        self.form.refresh_trackers()

    def keep_draft(self) -> None:
        """Keep a half-filled check-in."""
        self._keeper.keep_now_if_waiting()

    def show_quiet_offer(self, low: bool) -> None:
        """Offer company after a low or hard day, in one quiet line."""
        self._offer.offer(low)

    def show_missed(self, days: tuple[date, ...]) -> None:
        """Offer to fill in days that went by, where there are a few of them."""
        self._catch_up.setVisible(len(days) >= OFFERED_FROM)

    def _connect_keys(self) -> None:
        """Let Ctrl+Enter save anywhere in the card, and Enter alone on the mood."""
        for place, keys in (
            (self, "Ctrl+Return"),
            (self, "Ctrl+Enter"),
            (self.form.mood, "Return"),
            (self.form.mood, "Enter"),
        ):
            shortcut = QShortcut(QKeySequence(keys), place, self.save)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _keep(self, record: Record, what: str = "", *, draft: str = "") -> bool:
        """Save a check-in, or say why not; tell whether it is saved."""
        try:
            self._context.save(record, what, draft=draft)
        except Impossible as impossible:
            self._say(self.form.show_faults(impossible))
        except Problem as problem:
            self._say(str(problem))
        else:
            return True
        return False

    def _start_over(self) -> None:
        self._keeper.drop()
        self.form.empty()

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))


class QuietOffer(QWidget):
    """One line after a low number: whom to talk to. Nothing else is said about the number.

    The patient's own plan stands first where there is one. ``open_page`` leads there, with a page
    and the part of it; without, it is the window that does.
    """

    def __init__(
        self, context: Context, open_page: Callable[[str, str], None] | None = None
    ) -> None:
        super().__init__()
        self._context = context
        self._open_page = open_page or context.ways.open_page
        self._plan = button(_("My plan"), "quiet")
        self._plan.clicked.connect(self._show_plan)
        talk = button(_("Someone to talk to"), "quiet")
        talk.clicked.connect(lambda: self._open_page("help", ""))
        line = Flow(spacing=8)
        words = label(_("If you would like company:"), "secondary", wrap=False)
        words.setMinimumHeight(context.theme.size("target"))  # in the middle of the buttons' line
        line.addWidget(words)
        line.addWidget(self._plan)
        line.addWidget(talk)
        self.setLayout(line)
        self.hide()

    def offer(self, low: bool) -> None:
        """Show the line after a low or hard day, and take it away on any other."""
        self._plan.setVisible(low and is_written(self._context.safety_plan))
        self.setVisible(low)

    def _show_plan(self) -> None:
        from companion.ui.pages.help import PLAN

        self._open_page("help", PLAN)
