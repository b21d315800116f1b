# SPDX-License-Identifier: Apache-2.0
"""The fields of a check-in for the patient's own trackers, one for each, by its kind."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.records import Entry, Tracked, Tracker, TrackerKind
from companion.domain.tracker import fits
from companion.language import _
from companion.ui.widgets.basics import label
from companion.ui.widgets.fields import (
    ChoiceField,
    Field,
    NumberField,
    Raw,
    ScaleField,
    WordsField,
)

TRACKED = "tracked."
"""What the names of these fields begin with; the tracker's id follows."""

YES, NO = "yes", "no"


def tracker_of(key: str) -> str:
    """Give the id of the tracker that a field is for."""
    return key.removeprefix(TRACKED)


class TrackedFields(QWidget):
    """A field for each tracker, kept among the ``fields`` of the form that it is part of.

    ``edited`` is called when the person changed one.
    """

    def __init__(self, fields: dict[str, Field[Any]], edited: Callable[[], None]) -> None:
        super().__init__()
        self._fields = fields
        self._edited = edited
        self.trackers: tuple[Entry[Tracker], ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(16)
        self.hide()

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(TRACKED + entry.id for entry in self.trackers)

    def show_trackers(self, trackers: Sequence[Entry[Tracker]]) -> None:
        """Show a field for each tracker; one that stays as it was keeps what stands in it."""
        shown = {entry.id: entry for entry in trackers}
        before = {entry.id: entry for entry in self.trackers}
        if list(shown.values()) == list(before.values()):
            return
        kept = {key: self._fields[key].raw() for key in self.keys}
        same_kind = {
            key
            for key, entry in before.items()
            if key in shown and shown[key].record.kind is entry.record.kind
        }
        for key in self.keys:
            old = self._fields.pop(key)
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.trackers = tuple(shown.values())
        for entry in self.trackers:
            field = field_for(entry.record)
            self._fields[TRACKED + entry.id] = field
            self._layout.addWidget(field)
            if entry.id in same_kind:
                field.set_raw(kept[TRACKED + entry.id])
            field.edited.connect(self._edited)
        self.setVisible(bool(self.trackers))

    def show_answers(self, answers: Sequence[Tracked]) -> None:
        """Show what a check-in says; where it says something twice, the first."""
        for entry in self.trackers:
            told = next((one for one in answers if _is_of(entry, one)), None)
            self._fields[TRACKED + entry.id].set_raw(_raw(told))

    def answers(self, before: Sequence[Tracked]) -> tuple[Tracked, ...]:
        """Give the answers as they stand here, in the place of those there were ``before``.

        What has no field here is kept: an answer to a tracker that is in the bin or not here at
        all, or one of another kind than the tracker's.
        """
        left = {entry.id: entry for entry in self.trackers}
        kept: list[Tracked] = []
        for one in before:
            entry = left.get(one.tracker)
            if entry is None or not _is_of(entry, one):
                kept.append(one)
            else:
                del left[one.tracker]
                kept += self._told(entry)
        for entry in left.values():
            kept += self._told(entry)
        return tuple(kept)

    def _told(self, entry: Entry[Tracker]) -> list[Tracked]:
        """Give the answer in a tracker's field, none where it is untouched."""
        value = self._fields[TRACKED + entry.id].value()
        match entry.record.kind:
            case TrackerKind.YES_NO:
                return [] if value is None else [Tracked(tracker=entry.id, yes=value == YES)]
            case TrackerKind.WORDS:
                return [Tracked(tracker=entry.id, words=value)] if value.strip() else []
            case TrackerKind.SCALE | TrackerKind.NUMBER:
                return [] if value is None else [Tracked(tracker=entry.id, number=float(value))]


def field_for(tracker: Tracker) -> Field[Any]:
    """Give an empty field for a tracker; its name may be as long as the patient likes."""
    name = tracker.name.strip()
    field: Field[Any]
    match tracker.kind:
        case TrackerKind.SCALE:
            field = ScaleField(name, _("none"), _("a lot"), long=True)
        case TrackerKind.YES_NO:
            field = ChoiceField(name, ((YES, _("Yes")), (NO, _("No"))))
        case TrackerKind.NUMBER:
            field = NumberField(name, unit=tracker.unit.strip(), show_name=False)
            field.layout_.insertWidget(0, label(name))
            if tracker.unit.strip():
                named = _("{name}, in {unit}").format(name=name, unit=tracker.unit.strip())
                field.edit.setAccessibleName(named)
        case TrackerKind.WORDS:
            field = WordsField(name, lines=2)
    return field


def _is_of(entry: Entry[Tracker], answer: Tracked) -> bool:
    return answer.tracker == entry.id and fits(entry.record.kind, answer)


def _raw(answer: Tracked | None) -> Raw:
    """Give an answer as it stands in its field."""
    if answer is None:
        return None
    if answer.yes is not None:
        return YES if answer.yes else NO
    if answer.number is None:
        return answer.words
    number = float(answer.number)
    return int(number) if number.is_integer() else number
