# SPDX-License-Identifier: Apache-2.0
"""An appointment with the psychiatrist or the clinic."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDialog

from companion.domain.moment import Plan
from companion.domain.records import Appointment, Record
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import button, row
from companion.ui.widgets.fields import Unreadable, WordsField
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import MomentField


class AppointmentForm(Form):
    """When, with whom, what it is about, and once its day has come what was decided there."""

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
        self.decided = WordsField(_("What was decided?"), lines=4)
        self.add("decided", self.decided)
        self.body.addWidget(HeardLine(self.context))
        self.visit = button(_("Open the page of this visit"), "plain")
        self.visit.clicked.connect(self._open_visit)
        self.visit.hide()
        self.body.addLayout(row(self.visit, 1))
        self.plan.edited.connect(self._show_decided)
        self._show_decided()

    def make(self) -> Appointment:
        """Give the appointment."""
        at = self.plan.wall_clock()
        assert at is not None
        return Appointment(
            plan=Plan(at=at, zone=self._zone),
            with_whom=self.fields["with_whom"].value(),
            words=self.fields["words"].value(),
            decided=self.decided.value(),
        )

    def show_record(self, record: Record) -> None:
        """Show an appointment for editing; it stays in its time zone."""
        assert isinstance(record, Appointment)
        self._zone = record.plan.zone
        self.plan.set_raw(f"{record.plan.at:%Y-%m-%d %H:%M}")
        self.fields["with_whom"].set_raw(record.with_whom)
        self.fields["words"].set_raw(record.words)
        self.decided.set_raw(record.decided)
        self.visit.show()
        self._show_decided()

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put everything back as it was typed."""
        super().set_raw(raw)
        self._show_decided()

    def _show_decided(self) -> None:
        """Ask what was decided from the visit's day on; what is written there is always shown."""
        try:
            at = self.plan.wall_clock()
        except Unreadable:
            at = None
        begun = at is not None and at.date() <= self.context.now().date()
        self.decided.setVisible(begun or bool(self.decided.value()))

    def _open_visit(self) -> None:
        """Leave for the page of the visit that is edited; what was typed stays as a draft."""
        asked, dialog = self.context.asked, self.window()
        if asked is None or asked.entry is None:
            return
        if isinstance(dialog, QDialog):
            dialog.reject()
        self.context.ways.open_page("visit", asked.entry[1])
