# SPDX-License-Identifier: Apache-2.0
"""The second step: the first check-in, with one number and one key."""

from PySide6.QtWidgets import QWidget

from companion.domain.records import CheckIn, Entry, Record
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import FormDialog, Keeper
from companion.ui.log.reading import wording
from companion.ui.welcome.first_run import At
from companion.ui.welcome.step import Step
from companion.ui.widgets.basics import beside, button, label

DRAFT = "check_in:today"
"""The draft of the check-in on Today: half a check-in is offered there again."""


class FeelingStep(Step):
    """Asks for the mood alone; all else that a check-in can hold stands on Today."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, At.FEELING, _("How are you today?"))
        self._saved = told_today(context)
        if self._saved is not None:
            self._show_saved(self._saved)
            return
        self.form = CheckInForm(context, past=False)
        self.form.anxiety.hide()
        self.form.fold.hide()
        self._keeper = Keeper(self.form, DRAFT)
        self._keeper.restore()
        self.form.declined.connect(self.save_hard_day)
        self.add(label(_("One number is a whole check-in. There is no right one.")))
        self.add(self.form)
        self.save, save = self.next_button(_("Save and go on"))
        self.hard = button(_("Not up to it today"))
        self.hard.clicked.connect(self.save_hard_day)
        self.pass_over = button(_("Skip this"), "quiet")
        self.pass_over.clicked.connect(self.done)
        hard = beside(self.hard, label("–", "key", wrap=False))
        self.add_ways(save, hard, self.pass_over)

    def first(self) -> QWidget:
        """Give the scale, or the way on where a check-in is saved."""
        return self.form.first_control() if self._saved is None else self.save

    def go_on(self) -> None:
        """Save the number and go on."""
        if self._saved is not None:
            self.done.emit()
            return
        record = self.form.read()
        if record is not None:
            self._keep(record, "")

    def save_hard_day(self) -> None:
        """Save a hard day: no number, no question back."""
        self._keep(self.form.make_hard_day(), _("That’s enough for today."))

    def leave(self) -> None:
        """Keep a number that was chosen and not yet saved."""
        if self._saved is None:
            self._keeper.keep_now_if_waiting()

    def _keep(self, record: Record, what: str) -> None:
        if self.keep(self.form, self._keeper, record, what):
            self.done.emit()

    def _show_saved(self, entry: Entry[CheckIn]) -> None:
        self.add(label(wording(self.context, ()).line(entry), "strong"))
        self.save, save = self.next_button(_("Next"))
        change = button(_("Change"), name=_("Change the check-in"))
        change.clicked.connect(self._change)
        self.add_ways(save, change)

    def _change(self) -> None:
        FormDialog.ask(CheckInForm(self.context, past=True), self.window(), self._saved)


def told_today(context: Context) -> Entry[CheckIn] | None:
    """Give today's last check-in, None where there is none yet."""
    today = context.now().date()
    found = context.diary.entries(CheckIn, first=today, last=today)
    return max(found, key=lambda entry: entry.record.at, default=None)
