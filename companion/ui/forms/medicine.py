# SPDX-License-Identifier: Apache-2.0
"""A medicine, in the patient's own words, as it is taken now and as it was before."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout

from companion.domain.faults import Fault, Impossible
from companion.domain.medicine_of_note import of_note
from companion.domain.records import DoseChange, Medicine, Record, Schedule
from companion.language import _
from companion.ui import words
from companion.ui.context import Context
from companion.ui.dates import full_date
from companion.ui.forms.form import Form
from companion.ui.medicines import do_not_stop
from companion.ui.widgets.basics import label, rule
from companion.ui.widgets.fields import ChoiceField, Field, PickField, ToggleField, WordsField
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import DayField

UNTOLD, NONE_OF_THESE = "untold", "none"
"""What the list of kinds says where none was chosen, and where it is none of them."""


def dose_field() -> WordsField:
    """Give the field for how much is taken."""
    return WordsField(_("How much"), hint=_("Such as: 100 mg"))


def when_field() -> WordsField:
    """Give the field for when it is taken."""
    return WordsField(_("When"), hint=_("Such as: in the morning"))


def schedule_field() -> ChoiceField:
    """Give the choice between regularly and when needed."""
    schedules = [(each.value, words.schedule(each).capitalize()) for each in Schedule]
    return ChoiceField(_("How you take it"), schedules)


class MedicineForm(Form):
    """What is taken, how much, when and how, and from when to when.

    What changed since it was first taken has fields of its own, so that a mistake in it can be
    corrected; a new change is told in the form for that.
    """

    draft_name = "medicine"

    def __init__(self, context: Context) -> None:
        self.title = _("Medicine")
        self.saved = _("Medicine")
        self._changes: tuple[DoseChange, ...] = ()
        super().__init__(context)

    def _build(self) -> None:
        today = self.context.now().date()
        self.body.addWidget(label(do_not_stop(), "small"))
        name = self.add("name", WordsField(_("Name, as it stands on the box")))
        self._first = label(_("As you took it first"), "strong")
        self._first.hide()
        self.body.addWidget(self._first)
        self.add("dose", dose_field())
        self.add("taken_when", when_field())
        self.add("schedule", schedule_field())
        self._changed = QVBoxLayout()
        self._changed.setSpacing(16)
        self.body.addLayout(self._changed)
        self.add("started", DayField(_("Taken since"), optional=True, today=today))
        self.add("stopped", DayField(_("Stopped on"), optional=True, today=today))
        self._kind = PickField(_("Is it one of these kinds?"), self._kinds())
        self.add("of_note", self._kind)
        self._recognised = label("", "small")
        self.body.addWidget(self._recognised)
        self.add("words", WordsField(_("A few words, if you like"), lines=3))
        self.body.addWidget(HeardLine(self.context))
        for field in (name, self._kind):
            field.edited.connect(self._show_recognised)
        self._show_recognised()

    def make(self) -> Medicine:
        """Give the medicine."""
        kind = str(self.fields["of_note"].value())
        schedule = self.fields["schedule"].value()
        return Medicine(
            name=self.fields["name"].value(),
            dose=self.fields["dose"].value(),
            taken_when=self.fields["taken_when"].value(),
            schedule=Schedule(schedule) if schedule else None,
            started=self.fields["started"].value(),
            stopped=self.fields["stopped"].value(),
            of_note={UNTOLD: None, NONE_OF_THESE: ""}.get(kind, kind),
            changes=tuple(self._made_changes()),
            words=self.fields["words"].value(),
        )

    def show_record(self, record: Record) -> None:
        """Show a medicine for editing."""
        assert isinstance(record, Medicine)
        for key in ("name", "dose", "taken_when", "schedule", "words"):
            self.fields[key].set_raw(getattr(record, key))
        for key, day in (("started", record.started), ("stopped", record.stopped)):
            self.fields[key].set_raw(day.isoformat() if day else None)
        if record.of_note:
            self._kind.offer(record.of_note)
        self.fields["of_note"].set_raw(
            UNTOLD if record.of_note is None else record.of_note or NONE_OF_THESE
        )
        self._changes = record.changes
        self._first.setVisible(bool(record.changes))
        for change in record.changes:
            self._add_change(change)
        if record.changes:
            self._changed.addWidget(rule())
        self._show_recognised()

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put everything back as it was typed, and say again what the name was recognised as."""
        super().set_raw(raw)
        self._show_recognised()

    def show_faults(self, impossible: Impossible) -> str:
        """Say each fault at its field; days out of order at the first change."""
        if not self._changes:
            return super().show_faults(impossible)
        order = Fault("changes", rule=impossible.faults[0].rule)
        others = tuple(fault for fault in impossible.faults if fault.field != order.field)
        left = super().show_faults(Impossible(others)) if others else ""
        if len(others) < len(impossible.faults):
            self.fields[_key(self._changes[0], "since")].show_fault(out_of_order())
        return left

    # ---- changes

    def _add_change(self, change: DoseChange) -> None:
        """Show how it was taken from a day on, to be corrected."""
        day = full_date(change.since)
        self._changed.addWidget(rule())
        self._changed.addWidget(label(_("Changed on {day}").format(day=day), "strong"))
        since = DayField(_("From this day on"), today=change.since)
        made: dict[str, Field[Any]] = {
            "since": since,
            "dose": dose_field(),
            "taken_when": when_field(),
            "schedule": schedule_field(),
            "mistake": ToggleField(_("This change was a mistake. Take it out.")),
        }
        for key in ("dose", "taken_when", "schedule"):
            made[key].set_raw(getattr(change, key))
        for key, field in made.items():
            self.fields[_key(change, key)] = field
            self._changed.addWidget(field)
            field.edited.connect(self.edited.emit)

    def _made_changes(self) -> Iterator[DoseChange]:
        for change in self._changes:
            field = {
                key: self.fields[_key(change, key)]
                for key in ("since", "dose", "taken_when", "schedule", "mistake")
            }
            schedule = field["schedule"].value()
            if not field["mistake"].value():
                yield replace(
                    change,
                    since=field["since"].value(),
                    dose=field["dose"].value(),
                    taken_when=field["taken_when"].value(),
                    schedule=Schedule(schedule) if schedule else None,
                )

    # ---- kinds of note

    def _kinds(self) -> list[tuple[str, str]]:
        names = self.context.content.medicine_of_note_words
        kinds = [(key, names[key].name) for key in self.context.content.medicines_of_note]
        return [
            (UNTOLD, _("Not chosen: go by the name")),
            *kinds,
            (NONE_OF_THESE, _("None of these")),
        ]

    def _show_recognised(self) -> None:
        """Say which kind the name was taken for, where the patient chose none."""
        content = self.context.content
        kind = of_note(self.fields["name"].value(), content.medicines_of_note.values())
        shown = kind is not None and self.fields["of_note"].value() == UNTOLD
        self._recognised.setVisible(shown)
        if kind is not None and shown:
            name = content.medicine_of_note_words[kind].name
            text = _("Recognised as: {kind}. If that is not so, choose above.")
            self._recognised.setText(text.format(kind=name[:1].lower() + name[1:]))


def _key(change: DoseChange, field: str) -> str:
    """Give the name of a change's field: by its day, so that a draft finds its own change again."""
    return f"changes.{change.since.isoformat()}.{field}"


def out_of_order() -> str:
    """Give the sentence for days of a medicine that cannot follow one another."""
    return _("The days do not fit: first comes the start, then each change, then the stop.")
