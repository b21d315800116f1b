# SPDX-License-Identifier: Apache-2.0
"""The record of one session, on the timing of the esketamine monitoring form."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout

from companion.domain.faults import Impossible
from companion.domain.moment import fixed
from companion.domain.records import DoseUnit, Record, Route, Session, SessionState, Tone
from companion.language import _
from companion.ui import words
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.forms.readings import ReadingsField
from companion.ui.widgets.basics import Card, Columns, Flow, label, stack
from companion.ui.widgets.fields import ChoiceField, NumberField, ScaleField, WordsField
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import ClockField

EVENING, MORNING = 18, 6
"""A session that starts from 18:00 on may end before 06:00 of the next day."""


class SessionForm(Form):
    """Everything one session can hold. Typing a start makes a planned session a held one."""

    draft_name = "session"

    def __init__(self, context: Context, plan: Session) -> None:
        self._session = plan
        super().__init__(context)
        self.show_record(plan)

    def _build(self) -> None:
        self._make_fields()
        narrow = self.context.theme.scaled(760)
        self.effects = Card(_("Side effects"))
        self.effects_list = QVBoxLayout()
        self.effects_list.setSpacing(6)
        self.effects.add(self.effects_list)
        self.effects.fill()
        left = stack(self._given(), self._experience())
        right = stack(self._readings(), self.effects, self._in_words())
        self.body.addWidget(Columns([(left, 11), (right, 10)], narrow=narrow))

    def make(self) -> Session:
        """Give the session; a start makes it held."""
        start = self._moment("start")
        day = self._session.plan.day
        held = start is not None
        state = self._session.state
        if held:
            state = SessionState.HELD
        elif state is SessionState.HELD:
            state = SessionState.PLANNED
        route, unit, tone = (self._chosen(key) for key in ("route", "dose_unit", "tone"))
        return replace(
            self._session,
            state=state,
            route=Route(route) if route else None,
            dose=self.fields["dose"].value(),
            dose_unit=DoseUnit(unit) if unit else None,
            weight_kg=self.fields["weight_kg"].value(),
            start=start,
            end=self._later("end", start, day),
            ready=self._later("ready", start, day),
            readings=self.fields["readings"].value(),
            dissociation=self.fields["dissociation"].value(),
            sedation=self.fields["sedation"].value(),
            intensity=self.fields["intensity"].value(),
            tone=Tone(tone) if tone else None,
            place=self.fields["place"].value(),
            companion=self.fields["companion"].value(),
            intention=self.fields["intention"].value(),
            reflection=self.fields["reflection"].value(),
        )

    def show_record(self, record: Record) -> None:
        """Show a session for editing."""
        assert isinstance(record, Session)
        self._session = record
        for key in ("start", "end", "ready"):
            moment = getattr(record, key)
            self.fields[key].set_raw(f"{moment:%H:%M}" if moment else None)
        for key in self.fields.keys() - {"start", "end", "ready", "readings"}:
            self.fields[key].set_raw(getattr(record, key))
        self.readings.set_readings(record.readings)

    def show_faults(self, impossible: Impossible) -> str:
        """Say each fault at its field, those of a reading at its number."""
        for fault in impossible.faults:
            if fault.field.startswith("readings."):
                path = fault.field.removeprefix("readings.")
                self.readings.show_fault_at(path, words.fault(fault))
        others = [one for one in impossible.faults if not one.field.startswith("readings.")]
        return super().show_faults(Impossible(tuple(others)))

    # ---- building

    def _make_fields(self) -> None:
        routes = [(route.value, words.short_route(route)) for route in Route]
        units = [(unit.value, words.dose_unit(unit)) for unit in DoseUnit]
        tones = [(tone.value, words.tone(tone)) for tone in Tone]
        self.readings = ReadingsField()
        self.fields = {
            "route": ChoiceField(_("Route"), routes),
            "dose": NumberField(_("Dose")),
            "dose_unit": ChoiceField(_("Unit"), units),
            "weight_kg": NumberField(_("Weight, kg")),
            "start": ClockField(_("From")),
            "end": ClockField(_("To")),
            "ready": ClockField(_("Ready to go home at")),
            "place": WordsField(_("Where")),
            "companion": WordsField(_("Who was with you")),
            "readings": self.readings,
            "dissociation": ScaleField(_("Feeling detached"), _("not at all"), _("completely")),
            "sedation": ScaleField(_("Sleepy"), _("wide awake"), _("could not stay awake")),
            "intensity": ScaleField(_("How strong it was"), _("not at all"), _("very strong")),
            "tone": ChoiceField(_("How it felt, most of all"), tones),
            "intention": WordsField(_("Intention, before"), lines=2),
            "reflection": WordsField(
                _("Afterwards: what stays with you? What to take to therapy?"), lines=4
            ),
        }

    def _given(self) -> Card:
        card = Card(_("What you were given"))
        card.add(self.fields["route"])
        card.add(self._side_by_side("dose", "dose_unit", "weight_kg"))
        card.add(self._side_by_side("start", "end", "ready"))
        card.add(self.fields["place"])
        card.add(self.fields["companion"])
        card.fill()
        return card

    def _readings(self) -> Card:
        card = Card(_("Readings"))
        card.add(self.readings)
        card.add(label(_("As far as they were taken. Empty ones stay empty."), "small"))
        card.fill()
        return card

    def _experience(self) -> Card:
        card = Card(_("How it was"))
        for key in ("dissociation", "sedation", "intensity", "tone"):
            card.add(self.fields[key])
        card.fill()
        return card

    def _in_words(self) -> Card:
        words_card = Card(_("In your words"))
        words_card.add(self.fields["intention"])
        words_card.add(self.fields["reflection"])
        words_card.add(HeardLine(self.context))
        words_card.fill()
        return words_card

    def _side_by_side(self, *keys: str) -> Flow:
        flow = Flow(spacing=12)
        for key in keys:
            flow.addWidget(self.fields[key])
        return flow

    # ---- reading

    def _chosen(self, key: str) -> str | None:
        value = self.fields[key].value()
        return value if isinstance(value, str) else None

    def _moment(self, key: str, day: date | None = None) -> datetime | None:
        at = self.fields[key].value()
        if at is None:
            return None
        zone = ZoneInfo(self._session.plan.zone)
        clock = datetime.combine(day or self._session.plan.day, at)
        return fixed(clock.replace(tzinfo=zone))

    def _later(self, key: str, start: datetime | None, day: date) -> datetime | None:
        moment = self._moment(key, day)
        if moment and start and start.hour >= EVENING and moment.hour < MORNING:
            return self._moment(key, day + timedelta(days=1))
        return moment
