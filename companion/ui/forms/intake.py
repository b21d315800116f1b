# SPDX-License-Identifier: Apache-2.0
"""A medicine that was taken or missed, for any time up to now."""

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from companion.domain.medicine import as_taken, intake_of
from companion.domain.moment import day_of
from companion.domain.records import Entry, Intake, Medicine, Record, Schedule
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import label
from companion.ui.widgets.fields import ChoiceField, Unreadable, WordsField
from companion.ui.widgets.moments import MomentField

TAKEN, MISSED = "taken", "missed"


class IntakeForm(Form):
    """When a medicine was taken or missed; without a medicine's id it only edits.

    What was taken as needed cannot be missed, so that is not asked for a new one.
    """

    def __init__(self, context: Context, *, medicine_id: str = "") -> None:
        self.made_with = {"medicine_id": medicine_id}
        self.draft_name = f"intake:{medicine_id}" if medicine_id else "intake"
        self.saved = _("Medicine")
        self._medicine: Entry[Medicine] | None = None
        if medicine_id:
            self._medicine = context.diary.get(Medicine, medicine_id)
        self._shown: Intake | None = None
        only_taken = self._only_taken(context)
        self.title = _("Taken") if only_taken else _("Taken or missed")
        self._asks = not only_taken
        super().__init__(context)

    def _build(self) -> None:
        now = self.context.now()
        self._name = label("", "strong")
        self.body.addWidget(self._name)
        asked = [(TAKEN, _("Taken")), (MISSED, _("Missed"))]
        self.add("taken", ChoiceField(_("Was it taken?"), asked, needed=self._asks))
        self.fields["taken"].setVisible(self._asks)
        self.at = MomentField(_("When"), zone=lambda: self.context.zone, today=now.date())
        self.at.set_moment(now)
        self.add("at", self.at)
        self.dose = WordsField(_("How much, if not as usual"))
        self.add("dose", self.dose)
        self.at.edited.connect(self._show_usual)
        if self._medicine is not None:
            self._name.setText(self._medicine.record.name.strip())
            self._show_usual()

    def make(self) -> Intake:
        """Give the intake, with the medicine's name and dose as they were that day."""
        at = self.at.value()
        assert at is not None
        taken = self.fields["taken"].value() != MISSED
        dose = self.dose.value()
        if self._shown is not None:
            return replace(self._shown, at=at, taken=taken, dose=dose)
        assert self._medicine is not None
        made = intake_of(self._medicine, at, taken=taken)
        return replace(made, dose=dose) if dose.strip() else made

    def show_record(self, record: Record) -> None:
        """Show an intake for editing."""
        assert isinstance(record, Intake)
        self._shown, self._asks = record, True
        self._name.setText(record.name.strip())
        self.fields["taken"].setVisible(True)
        self.fields["taken"].set_raw(TAKEN if record.taken else MISSED)
        self.at.set_moment(record.at)
        self.dose.set_raw(record.dose)

    def first_control(self) -> QWidget:
        """Give the first question that is asked."""
        return (self.fields["taken"] if self._asks else self.at).control()

    def _only_taken(self, context: Context) -> bool:
        """Tell whether it is a medicine as needed, of which no day is missed."""
        if self._medicine is None:
            return False
        present = as_taken(self._medicine.record, context.now().date())
        return present.schedule is not Schedule.SCHEDULED

    def _show_usual(self) -> None:
        """Show the usual dose of that day as what counts while nothing is typed."""
        if self._medicine is None or self._shown is not None:
            return
        try:
            at = self.at.value()
        except Unreadable:
            return
        if at is not None:
            usual = as_taken(self._medicine.record, day_of(at)).dose
            self.dose.edit.setPlaceholderText(usual.strip())
