# SPDX-License-Identifier: Apache-2.0
"""An appointment with the psychiatrist or the clinic."""

from companion.domain.moment import Plan
from companion.domain.records import Appointment, Record
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.fields import WordsField
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import MomentField


class AppointmentForm(Form):
    """When, with whom, and what it is about."""

    draft_name = "appointment"

    def __init__(self, context: Context) -> None:
        self.title = _("Appointment")
        self.saved = _("Appointment")
        self._zone = context.zone
        super().__init__(context)

    def _build(self) -> None:
        today = self.context.now().date()
        self.plan = MomentField(_("When"), zone=lambda: self._zone, today=today)
        self.add("plan", self.plan)
        self.add("with_whom", WordsField(_("With whom")))
        self.add("words", WordsField(_("A few words, if you like"), lines=3))
        self.body.addWidget(HeardLine(self.context))

    def make(self) -> Appointment:
        """Give the appointment."""
        at = self.plan.wall_clock()
        assert at is not None
        return Appointment(
            plan=Plan(at=at, zone=self._zone),
            with_whom=self.fields["with_whom"].value(),
            words=self.fields["words"].value(),
        )

    def show_record(self, record: Record) -> None:
        """Show an appointment for editing; it stays in its time zone."""
        assert isinstance(record, Appointment)
        self._zone = record.plan.zone
        self.plan.set_raw(f"{record.plan.at:%Y-%m-%d %H:%M}")
        self.fields["with_whom"].set_raw(record.with_whom)
        self.fields["words"].set_raw(record.words)
