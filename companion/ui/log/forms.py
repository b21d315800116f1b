# SPDX-License-Identifier: Apache-2.0
"""The form each kind of entry is edited with, and what can be added from the log."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from companion.domain.medicine import taken_now
from companion.domain.records import (
    Appointment,
    CheckIn,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Question,
    Record,
    SideEffect,
)
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.appointment import AppointmentForm
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import Form
from companion.ui.forms.medicine import MedicineForm
from companion.ui.forms.note import NoteForm
from companion.ui.forms.plan import PlanForm
from companion.ui.forms.question import QuestionForm
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.widgets.basics import unmarked


def form_for(context: Context, record: Record) -> Form | None:
    """Give an empty form for the kind of a record; None for one that is not edited in a form."""
    forms: dict[type[Record], Callable[[], Form]] = {
        CheckIn: partial(CheckInForm, context, past=True),
        SideEffect: partial(SideEffectForm, context),
        Medicine: partial(MedicineForm, context),
        Intake: partial(_intake, context),
        OutsideScore: partial(_outside_score, context),
        Question: partial(QuestionForm, context),
        Note: partial(NoteForm, context),
        Appointment: partial(AppointmentForm, context),
    }
    make = forms.get(type(record))
    return make() if make is not None else None


class AddMenu(QMenu):
    """What can be added for any past time, each with its form.

    Signal: ``chosen`` with the form to fill in. What has a page of its own is opened by itself.
    """

    chosen = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setAccessibleName(_("Add"))
        self._add("smile", _("Check-in for another time"), partial(CheckInForm, context, past=True))
        self.catch_up = self.addAction(context.theme.icon("calendar"), _("Fill in earlier days"))
        self.catch_up.triggered.connect(lambda: context.ways.open_page("catch_up"))
        self._add("activity", _("Side effect"), partial(SideEffectForm, context))
        self._add("syringe", _("Session"), partial(PlanForm, context))
        self._add("pill", _("Medicine"), partial(MedicineForm, context))
        self.taken = self.addMenu(context.theme.icon("check"), _("Medicine taken"))
        self.taken.aboutToShow.connect(self.list_medicines)
        self._add("clipboard-list", _("Score measured elsewhere"), partial(_outside_score, context))
        self._add(
            "message-circle-question-mark",
            _("Question for the doctor"),
            partial(QuestionForm, context),
        )
        self._add("notebook-pen", _("Note"), partial(NoteForm, context))
        self._add("stethoscope", _("Appointment"), partial(AppointmentForm, context))

    def list_medicines(self) -> None:
        """List what is taken now, each with the form that says when, and the way to all of it."""
        self.taken.clear()
        today = self._context.now().date()
        for entry in taken_now(self._context.diary.entries(Medicine), today):
            action = self.taken.addAction(unmarked(entry.record.name.strip()))
            form = partial(_intake, self._context, entry.id)
            action.triggered.connect(lambda _checked=False, form=form: self.chosen.emit(form()))
        if not self.taken.isEmpty():
            self.taken.addSeparator()
        every = self.taken.addAction(_("What I take now"))
        every.triggered.connect(lambda: self._context.ways.open_page("medicines"))

    def _add(self, icon: str, words: str, form: Callable[[], Form]) -> None:
        action = self.addAction(self._context.theme.icon(icon), words)
        action.triggered.connect(lambda: self.chosen.emit(form()))


def _intake(context: Context, medicine_id: str = "") -> Form:
    from companion.ui.forms.intake import IntakeForm

    return IntakeForm(context, medicine_id=medicine_id)


def _outside_score(context: Context) -> Form:
    from companion.ui.forms.outside_score import OutsideScoreForm

    return OutsideScoreForm(context)
