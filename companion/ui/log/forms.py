# SPDX-License-Identifier: Apache-2.0
"""The form each kind of entry is edited with, and what can be added from the log.

A form is imported when somebody asks for it.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
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
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import unmarked


def form_for(context: Context, record: Record) -> Form | None:
    """Give an empty form for the kind of a record; None for one that is not edited in a form."""
    forms: dict[type[Record], Callable[[Context], Form]] = {
        CheckIn: _check_in,
        SideEffect: _side_effect,
        Medicine: _medicine,
        Intake: _intake,
        OutsideScore: _outside_score,
        Question: _question,
        Note: _note,
        Appointment: _appointment,
    }
    make = forms.get(type(record))
    return make(context) if make is not None else None


class AddMenu(QMenu):
    """What can be added for any past time, each with its form.

    Signal: ``chosen`` with the form to fill in. What has a page of its own is opened by itself.
    """

    chosen = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._icons: dict[QAction, str] = {}
        self.setAccessibleName(_("Add"))
        self._add("smile", _("Check-in for another time"), _check_in)
        self.catch_up = self._way("calendar", _("Fill in earlier days"))
        self.catch_up.triggered.connect(lambda: context.ways.open_page("catch_up"))
        self._add("activity", _("Side effect"), _side_effect)
        self._add("syringe", _("Session"), _plan)
        self._add("pill", _("Medicine"), _medicine)
        self.taken = self.addMenu(_("Medicine taken"))
        self._icons[self.taken.menuAction()] = "check"
        self.taken.aboutToShow.connect(self.list_medicines)
        self._add("clipboard-list", _("Score measured elsewhere"), _outside_score)
        self._add("message-circle-question-mark", _("Question for the doctor"), _question)
        self._add("notebook-pen", _("Note"), _note)
        self._add("stethoscope", _("Appointment"), _appointment)
        self.aboutToShow.connect(self._draw)

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

    def _add(self, icon: str, words: str, form: Callable[[Context], Form]) -> None:
        action = self._way(icon, words)
        action.triggered.connect(lambda: self.chosen.emit(form(self._context)))

    def _way(self, icon: str, words: str) -> QAction:
        action = self.addAction(words)
        self._icons[action] = icon
        return action

    def _draw(self) -> None:
        """Draw the icons once the menu is looked at."""
        for action, icon in self._icons.items():
            action.setIcon(self._context.theme.icon(icon))


def _check_in(context: Context) -> Form:
    from companion.ui.forms.check_in import CheckInForm

    return CheckInForm(context, past=True)


def _side_effect(context: Context) -> Form:
    from companion.ui.forms.side_effect import SideEffectForm

    return SideEffectForm(context)


def _plan(context: Context) -> Form:
    from companion.ui.forms.plan import PlanForm

    return PlanForm(context)


def _medicine(context: Context) -> Form:
    from companion.ui.forms.medicine import MedicineForm

    return MedicineForm(context)


def _question(context: Context) -> Form:
    from companion.ui.forms.question import QuestionForm

    return QuestionForm(context)


def _note(context: Context) -> Form:
    from companion.ui.forms.note import NoteForm

    return NoteForm(context)


def _appointment(context: Context) -> Form:
    from companion.ui.forms.appointment import AppointmentForm

    return AppointmentForm(context)


def _intake(context: Context, medicine_id: str = "") -> Form:
    from companion.ui.forms.intake import IntakeForm

    return IntakeForm(context, medicine_id=medicine_id)


def _outside_score(context: Context) -> Form:
    from companion.ui.forms.outside_score import OutsideScoreForm

    return OutsideScoreForm(context)
