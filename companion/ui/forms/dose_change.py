# SPDX-License-Identifier: Apache-2.0
"""What is different with a medicine from a day on: another dose or time, or no more of it."""

from msgspec.structs import replace

from companion.domain.faults import Impossible
from companion.domain.medicine import as_taken, with_change
from companion.domain.records import DoseChange, Medicine, Record, Schedule
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.forms.medicine import (
    dose_field,
    out_of_order,
    schedule_field,
    when_field,
)
from companion.ui.medicines import how_taken
from companion.ui.widgets.basics import label
from companion.ui.widgets.moments import DayField


class DoseChangeForm(Form):
    """Another dose, time or way from a day on. What was before that day stays as it was.

    It begins with how the medicine is taken now, so that only what changed has to be typed.
    """

    draft_name = "dose_change"

    def __init__(self, context: Context) -> None:
        self.title = _("Dose or time changed")
        self.saved = _("Dose or time changed")
        self._medicine = Medicine(name="")
        super().__init__(context)

    def _build(self) -> None:
        self._now = label("")
        self.body.addWidget(self._now)
        self.add("since", DayField(_("From this day on"), today=self.context.now().date()))
        self.add("dose", dose_field())
        self.add("taken_when", when_field())
        self.add("schedule", schedule_field())
        self.body.addWidget(label(_("The days before stay in your diary as they were."), "small"))

    def make(self) -> Medicine:
        """Give the medicine with the change."""
        return with_change(self._medicine, self._change())

    def read(self) -> Record | None:
        """Give the medicine, or None with a sentence at the field; a change has to change."""
        record = super().read()
        if record is None:
            return None
        change = self._change()
        if replace(as_taken(self._medicine, change.since), since=change.since) == change:
            self.fields["dose"].show_fault(_("This is as before. Type what is different."))
            return None
        return record

    def show_record(self, record: Record) -> None:
        """Show the medicine whose dose or time changed."""
        assert isinstance(record, Medicine)
        self._medicine = record
        present = as_taken(record, self.context.now().date())
        told = how_taken(present) or _("not told")
        text = _("{medicine}, until now: {how}.")
        self._now.setText(text.format(medicine=record.name.strip(), how=told))
        for key in ("dose", "taken_when", "schedule"):
            self.fields[key].set_raw(getattr(present, key))

    def show_faults(self, impossible: Impossible) -> str:
        """Say at the day that it does not fit the start or the stop."""
        return _at_the_day(self, "since", impossible)

    def _change(self) -> DoseChange:
        schedule = self.fields["schedule"].value()
        return DoseChange(
            since=self.fields["since"].value(),
            dose=self.fields["dose"].value(),
            taken_when=self.fields["taken_when"].value(),
            schedule=Schedule(schedule) if schedule else None,
        )


class StoppedForm(Form):
    """The day from which on a medicine is not taken any more."""

    draft_name = "stopped"

    def __init__(self, context: Context) -> None:
        self.title = _("Medicine stopped")
        self.saved = _("Stopped")
        self._medicine = Medicine(name="")
        super().__init__(context)

    def _build(self) -> None:
        self._name = label("", "strong")
        self.body.addWidget(self._name)
        today = self.context.now().date()
        self.add("stopped", DayField(_("Not taken any more from this day on"), today=today))
        self.body.addWidget(
            label(
                _(
                    "Companion only keeps this date. Stopping some medicines suddenly can be "
                    "dangerous: please tell your team."
                ),
                "small",
            )
        )

    def make(self) -> Medicine:
        """Give the medicine with the day it was stopped."""
        return replace(self._medicine, stopped=self.fields["stopped"].value())

    def show_record(self, record: Record) -> None:
        """Show the medicine that was stopped."""
        assert isinstance(record, Medicine)
        self._medicine = record
        self._name.setText(record.name.strip())
        if record.stopped:
            self.fields["stopped"].set_raw(record.stopped.isoformat())

    def show_faults(self, impossible: Impossible) -> str:
        """Say at the day that it does not fit the start or a change."""
        return _at_the_day(self, "stopped", impossible)


def _at_the_day(form: Form, key: str, impossible: Impossible) -> str:
    """Say at a form's day that the days are out of order; the other faults as always."""
    others = tuple(one for one in impossible.faults if one.field not in {"changes", "stopped"})
    left = Form.show_faults(form, Impossible(others)) if others else ""
    if len(others) < len(impossible.faults):
        form.fields[key].show_fault(out_of_order())
    return left
