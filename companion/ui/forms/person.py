# SPDX-License-Identifier: Apache-2.0
"""The patient's own details, as far as they choose to tell them."""

from datetime import date

from msgspec.structs import replace

from companion.domain.records import Person, Record
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import label
from companion.ui.widgets.fields import NumberField, WordsField
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import DayField

USUAL_BIRTHDAY = date(1980, 1, 1)
"""Where the calendar opens when a birthday is first set."""

WORDS = (
    "name",
    "indication",
    "prescriber",
    "clinic",
    "clinic_phone",
    "clinic_phone_after_hours",
    "person_name",
    "person_phone",
    "allergies",
)
NUMBERS = ("planned_sessions", "systolic_limit", "diastolic_limit")


class PersonForm(Form):
    """Every detail is optional: you, the treatment, whom to call, allergies."""

    draft_name = "person"

    def __init__(self, context: Context) -> None:
        self.title = _("Your details")
        self.saved = _("Your details")
        self._shown = Person()
        super().__init__(context)

    def _build(self) -> None:
        today = self.context.now().date()
        self.body.addWidget(
            label(_("Tell only what you like. It is printed on your report."), "secondary")
        )
        self._group(_("You"))
        self.add("name", WordsField(_("Name")))
        self.add("born", DayField(_("Date of birth"), optional=True, today=USUAL_BIRTHDAY))
        self._group(_("Treatment"))
        self.add("indication", WordsField(_("What it is for"), hint=_("In your own words")))
        self.add("prescriber", WordsField(_("Who prescribes it")))
        self.add("clinic", WordsField(_("Clinic")))
        started = DayField(_("First treatment of this course"), optional=True, today=today)
        self.add("treatment_started", started)
        planned = NumberField(_("Sessions planned in this course"), whole=True)
        self.add("planned_sessions", planned)
        self._group(_("The clinic’s limit for blood pressure"))
        self.add("systolic_limit", NumberField(_("First number at most"), whole=True))
        self.add("diastolic_limit", NumberField(_("Second number at most"), whole=True))
        self._group(_("Numbers to call"))
        self.add("clinic_phone", WordsField(_("Clinic’s phone")))
        self.add("clinic_phone_after_hours", WordsField(_("Clinic’s phone out of hours")))
        self.add("person_name", WordsField(_("Someone you trust")))
        self.add("person_phone", WordsField(_("Their phone")))
        self._group(_("Allergies"))
        self.add("allergies", WordsField(_("Allergies, and what happened"), lines=3))
        self.body.addWidget(HeardLine(self.context))

    def _group(self, title: str) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(label(title, "heading"))

    def make(self) -> Person:
        """Give the details; what is not asked here stays as it is."""
        return replace(
            self._shown,
            born=self.fields["born"].value(),
            **{key: self.fields[key].value() for key in NUMBERS},
            treatment_started=self.fields["treatment_started"].value(),
            **{key: self.fields[key].value() for key in WORDS},
        )

    def show_record(self, record: Record) -> None:
        """Show the details for editing."""
        assert isinstance(record, Person)
        self._shown = record
        for key in (*WORDS, *NUMBERS):
            self.fields[key].set_raw(getattr(record, key))
        for key, day in (("born", record.born), ("treatment_started", record.treatment_started)):
            self.fields[key].set_raw(day.isoformat() if day else None)
