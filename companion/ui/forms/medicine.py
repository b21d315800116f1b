# SPDX-License-Identifier: Apache-2.0
"""A medicine, in the patient's own words."""

from companion.domain.records import Medicine, Record, Schedule
from companion.language import _
from companion.ui import words
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import label
from companion.ui.widgets.fields import ChoiceField, WordsField
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import DayField


class MedicineForm(Form):
    """What is taken, how much, how, and from when to when."""

    draft_name = "medicine"

    def __init__(self, context: Context) -> None:
        self.title = _("Medicine")
        self.saved = _("Medicine")
        super().__init__(context)

    def _build(self) -> None:
        today = self.context.now().date()
        schedules = [(each.value, words.schedule(each).capitalize()) for each in Schedule]
        self.body.addWidget(
            label(
                _(
                    "These are listed so that your team can ask. Do not stop or skip any of them "
                    "because of this list. Stopping some suddenly can be dangerous."
                ),
                "small",
            )
        )
        self.add("name", WordsField(_("Name, as it stands on the box")))
        self.add("dose", WordsField(_("How much"), hint=_("Such as: 100 mg in the morning")))
        self.add("schedule", ChoiceField(_("How you take it"), schedules))
        self.add("started", DayField(_("Taken since"), optional=True, today=today))
        self.add("stopped", DayField(_("Stopped on"), optional=True, today=today))
        self.add("words", WordsField(_("A few words, if you like"), lines=3))
        self.body.addWidget(HeardLine(self.context))

    def make(self) -> Medicine:
        """Give the medicine."""
        schedule = self.fields["schedule"].value()
        return Medicine(
            name=self.fields["name"].value(),
            dose=self.fields["dose"].value(),
            schedule=Schedule(schedule) if schedule else None,
            started=self.fields["started"].value(),
            stopped=self.fields["stopped"].value(),
            words=self.fields["words"].value(),
        )

    def show_record(self, record: Record) -> None:
        """Show a medicine for editing."""
        assert isinstance(record, Medicine)
        for key in ("name", "dose", "schedule", "words"):
            self.fields[key].set_raw(getattr(record, key))
        for key, day in (("started", record.started), ("stopped", record.stopped)):
            self.fields[key].set_raw(day.isoformat() if day else None)
