# SPDX-License-Identifier: Apache-2.0
"""The third step: when the next session is, and how it is given, or that this is not known yet."""

from PySide6.QtWidgets import QWidget

from companion.domain.course import next_session
from companion.domain.records import Entry, Session
from companion.language import _
from companion.ui import dates, words
from companion.ui.context import Context
from companion.ui.forms.form import FormDialog, Keeper
from companion.ui.forms.plan import PlanForm
from companion.ui.welcome.first_run import At
from companion.ui.welcome.step import Step
from companion.ui.widgets.basics import button, label

DRAFT = "plan:new"
"""The draft of a new plan: half a plan is offered again where a session is added."""

LEFT_OUT = ("arrive_before", "travel")
"""What else a plan holds, and can be told later."""


class SessionStep(Step):
    """Asks for the day, the time and the way it is given."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, At.SESSION, _("When is your next session?"))
        self._planned = next_session(context.diary.entries(Session), context.now())
        if self._planned is not None:
            self._show_planned(self._planned)
            return
        self.form = PlanForm(context)
        for key in LEFT_OUT:
            self.form.fields[key].hide()
        self._keeper = Keeper(self.form, DRAFT)
        self._keeper.restore()
        self.add(label(_("Companion then works out what to have ready, and by when.")))
        self.add(self.form)
        self.save, save = self.next_button(_("Save and go on"))
        self.not_yet = button(_("I don’t know yet"))
        self.not_yet.clicked.connect(self._pass_over)
        self.add_ways(save, self.not_yet)

    def first(self) -> QWidget:
        """Give the day, or the way on where a session is planned."""
        return self.form.plan.day.control() if self._planned is None else self.save

    def go_on(self) -> None:
        """Save the plan and go on."""
        if self._planned is not None:
            self.done.emit()
            return
        self.answer.say("")
        record = self.form.read()
        if record is not None and self.keep(self.form, self._keeper, record, self.form.saved):
            self.done.emit()
            return
        faulty = self.form.first_faulty()
        if faulty is not None:
            faulty.at_fault().setFocus()

    def leave(self) -> None:
        """Keep a plan that is half filled in."""
        if self._planned is None:
            self._keeper.keep_now_if_waiting()

    def _pass_over(self) -> None:
        self._keeper.drop()
        self.done.emit()

    def _show_planned(self, entry: Entry[Session]) -> None:
        session = entry.record
        told = dates.day_and_clock(session.plan.moment())
        how = words.route(session.route) if session.route else _("how it is given: not set")
        self.add(label(_("{when} · {how}").format(when=told, how=how), "strong"))
        self.save, save = self.next_button(_("Next"))
        change = button(_("Change"), name=_("Change the plan"))
        change.clicked.connect(self._change)
        self.add_ways(save, change)

    def _change(self) -> None:
        FormDialog.ask(PlanForm(self.context), self.window(), self._planned)
