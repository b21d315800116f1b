# SPDX-License-Identifier: Apache-2.0
"""The record of one session, on the timing of the esketamine monitoring form, for every route."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit

from companion.domain.faults import Fault, Impossible, faults
from companion.domain.records import (
    DoseUnit,
    Medicine,
    Reading,
    Record,
    Route,
    Session,
    SessionState,
    Tone,
)
from companion.domain.session_record import day_of_session, moment_at, until_ready
from companion.language import _
from companion.ui import words
from companion.ui.cards.session_effects import SessionEffects
from companion.ui.cards.session_looks import SessionLooks
from companion.ui.cards.session_notes import SessionNotes
from companion.ui.context import Context
from companion.ui.forms.concomitants import ConcomitantsField
from companion.ui.forms.dose import DosePart
from companion.ui.forms.form import Form
from companion.ui.forms.readings import ReadingsField
from companion.ui.widgets.basics import Card, Columns, label, stack
from companion.ui.widgets.fields import ChoiceField, ScaleField, Unreadable, WordsField, abreast
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import ClockField

CLOCKS = ("start", "end", "ready")
SCALES = ("mood_before", "dissociation", "sedation", "intensity", "mood_after")
WORDS = ("place", "companion", "intention", "reflection", "for_therapy")


class SessionForm(Form):
    """Everything one session can hold. Typing a start makes a planned session a held one."""

    draft_name = "session"

    def __init__(self, context: Context, session: Session) -> None:
        self._session = session
        super().__init__(context)
        for key in ("start", "ready"):
            self.fields[key].edited.connect(self._show_ready)
        self.show_record(session)

    def _build(self) -> None:
        self._make_fields()
        narrow = self.context.theme.scaled(760)
        self.effects = SessionEffects(self.context)
        self.notes = SessionNotes(self.context)
        self.looks = SessionLooks()
        left = stack(self._given(), self._experience())
        right = stack(self._readings(), self.effects, self.notes, self._in_words(), self.looks)
        self.body.addWidget(Columns([(left, 10), (right, 11)], narrow=narrow))

    def make(self) -> Session:
        """Give the session; a start makes it held."""
        start = self._moment("start")
        state = self._session.state
        if start is not None:
            state = SessionState.HELD
        elif state is SessionState.HELD:
            state = SessionState.PLANNED
        route, unit, tone = (self._chosen(key) for key in ("route", "dose_unit", "tone"))
        told = {key: self.fields[key].value() for key in SCALES}
        told |= {key: self._words(key) for key in WORDS}
        return replace(
            self._session,
            state=state,
            route=Route(route) if route else None,
            dose=self.fields["dose"].value(),
            dose_unit=DoseUnit(unit) if unit else None,
            dose_unknown=self.fields["dose_unknown"].value(),
            weight_kg=self.fields["weight_kg"].value(),
            start=start,
            end=self._moment("end", start),
            ready=self._moment("ready", start),
            readings=self.readings.value(),
            taken=self.taken.value(),
            tone=Tone(tone) if tone else None,
            **told,
        )

    def read(self) -> Record | None:
        """Give the session; what cannot be read is shown also where it was hidden."""
        record = super().read()
        self._dose.refresh()
        return record

    def show_record(self, record: Record) -> None:
        """Show a session for editing."""
        assert isinstance(record, Session)
        self._session = record
        for key in CLOCKS:
            moment = getattr(record, key)
            self.fields[key].set_raw(f"{moment:%H:%M}" if moment else None)
        for key in self.fields.keys() - {*CLOCKS, "readings", "taken"}:
            self.fields[key].set_raw(getattr(record, key))
            edit = self.fields[key].control()
            if isinstance(edit, QLineEdit):
                edit.setCursorPosition(0)  # so that long words show how they begin
        self._shown = {key: self.fields[key].value() for key in WORDS}
        self.readings.set_readings(record.readings)
        self.taken.set_taken(record.taken)
        self.show_medicines()
        self._dose.forget()
        self._show_ready()

    def show_medicines(self) -> None:
        """Ask about what is on the medicine list now; what was answered stays."""
        medicines = self.context.diary.entries(Medicine)
        self.taken.set_list(medicines, day_of_session(self._session))

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put everything back as it was typed."""
        super().set_raw(raw)
        self._dose.refresh()
        self._show_ready()

    def show_faults(self, impossible: Impossible) -> str:
        """Say each fault at its field, those of a reading at its number."""
        others = [one for one in impossible.faults if not one.field.startswith("readings.")]
        if len(others) < len(impossible.faults):
            self.readings.show_faults(self._faults_of_reading)
        left = super().show_faults(Impossible(tuple(others)))
        self._dose.refresh()
        return left

    # ---- building

    def _make_fields(self) -> None:
        context = self.context
        routes = [(route.value, words.short_route(route)) for route in Route]
        tones = [(tone.value, words.tone(tone)) for tone in Tone]
        self._dose = DosePart(self._session)
        self.readings = ReadingsField(self._clock)
        self.taken = ConcomitantsField(context.content)
        low, high = _("very low"), _("very good")
        self.fields = {
            "route": ChoiceField(_("Route"), routes),
            "dose": self._dose.dose,
            "dose_unit": self._dose.unit,
            "dose_unknown": self._dose.unknown,
            "weight_kg": self._dose.weight,
            "start": ClockField(_("From")),
            "end": ClockField(_("To")),
            "ready": ClockField(_("Ready to go home at")),
            "place": WordsField(_("Where")),
            "companion": WordsField(_("Who was with you")),
            "taken": self.taken,
            "readings": self.readings,
            "mood_before": ScaleField(_("Mood right before"), low, high),
            "dissociation": ScaleField(_("Feeling detached"), _("not at all"), _("completely")),
            "sedation": ScaleField(_("Sleepy"), _("wide awake"), _("could not stay awake")),
            "intensity": ScaleField(_("How strong it was"), _("not at all"), _("very strong")),
            "tone": ChoiceField(_("How it felt, most of all"), tones),
            "mood_after": ScaleField(_("Mood right after"), low, high),
            "intention": WordsField(_("Your intention, before"), lines=2),
            "reflection": WordsField(_("Afterwards: what stays with you?"), lines=4),
            "for_therapy": WordsField(_("What to take to therapy?"), lines=3),
        }

    def _given(self) -> Card:
        card = Card(_("What you were given"))
        self._ready = label("", "secondary")
        card.add(self.fields["route"])
        card.add(self._dose)
        card.add(abreast(*(self.fields[key] for key in CLOCKS)))
        card.add(self._ready)
        card.add(self.fields["place"])
        card.add(self.fields["companion"])
        card.add(self.taken)
        card.fill()
        return card

    def _readings(self) -> Card:
        card = Card(_("Readings"))
        card.add(self.readings)
        card.add(
            label(_("As far as they were taken. Empty ones stay empty and are not kept."), "small")
        )
        card.fill()
        return card

    def _experience(self) -> Card:
        card = Card(_("How it was"))
        for key in ("mood_before", "dissociation", "sedation", "intensity", "tone", "mood_after"):
            card.add(self.fields[key])
        card.fill()
        return card

    def _in_words(self) -> Card:
        card = Card(_("In your words"))
        for key in ("intention", "reflection", "for_therapy"):
            card.add(self.fields[key])
        card.add(HeardLine(self.context))
        card.fill()
        return card

    def _show_ready(self) -> None:
        """Say how long it took until the way home, in words."""
        try:
            start = self._moment("start")
            lasted = until_ready(start, self._moment("ready", start))
        except Unreadable:
            lasted = None
        self._ready.setVisible(lasted is not None)
        if lasted is not None:
            self._ready.setText(_("Ready to go home after {time}").format(time=_spell(lasted)))

    # ---- reading

    def _chosen(self, key: str) -> str | None:
        value = self.fields[key].value()
        return value if isinstance(value, str) else None

    def _words(self, key: str) -> str:
        """Give words; those not changed as they were, with signs that an editor does not keep."""
        typed: str = self.fields[key].value()
        kept: str = getattr(self._session, key)
        return kept if typed == self._shown[key] else typed

    def _moment(self, key: str, start: datetime | None = None) -> datetime | None:
        """Give the moment of a clock field; one that was shown and not changed stays as it was."""
        at = self.fields[key].value()
        if at is None:
            return None
        shown = getattr(self._session, key)
        if shown is not None and (shown.hour, shown.minute) == (at.hour, at.minute):
            return shown if isinstance(shown, datetime) else None
        return moment_at(self._session, at, start)

    def _clock(self, at: time) -> datetime:
        """Give the moment of a reading's clock time; it may lie before the start."""
        try:
            start = self._moment("start")
        except Unreadable:
            start = None
        return moment_at(self._session, at, start)

    def _faults_of_reading(self, reading: Reading) -> Iterator[Fault]:
        alone = Session(plan=self._session.plan, readings=(reading,))
        found = faults(alone, self.context.now())
        return (one for one in found if one.field.startswith("readings."))


def _spell(lasted: timedelta) -> str:
    """Give a time as "1 h 35", "2 h" or "50 min"."""
    hours, minutes = divmod(round(lasted.total_seconds() / 60), 60)
    if not hours:
        return _("{n} min").format(n=minutes)
    if not minutes:
        return _("{n} h").format(n=hours)
    return _("{hours} h {minutes:02d}").format(hours=hours, minutes=minutes)
