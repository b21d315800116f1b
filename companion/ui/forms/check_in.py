# SPDX-License-Identifier: Apache-2.0
"""The check-in: one number, and more for those who like."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from companion.domain.faults import Impossible
from companion.domain.moment import fixed
from companion.domain.records import CheckIn, Entry, Record, Tracked, Tracker
from companion.domain.tracker import fits, is_asked
from companion.language import _
from companion.storage.diary_reading import NotThere
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.forms.tracked import TRACKED, TrackedFields, tracker_of
from companion.ui.widgets.fields import Field, NumberField, ScaleField, ToggleField, WordsField
from companion.ui.widgets.fold import Fold
from companion.ui.widgets.heard import HeardLine

if TYPE_CHECKING:
    from companion.ui.widgets.moments import MomentField

FOLDED = ("energy", "sleep_hours", "pain", "words")


class CheckInForm(Form):
    """A check-in for now, or with ``past`` for any time up to now. It has no Save of its own.

    Signal: ``declined`` when "-" was pressed on the mood: not up to it.
    """

    declined = Signal()
    draft_name = "check_in"

    def __init__(self, context: Context, *, past: bool = False) -> None:
        self._past = past
        self._shown: CheckIn | None = None
        self.title = _("Check-in for another time") if past else _("How are you today?")
        self.saved = _("Check-in")
        self.made_with = {"past": past}
        super().__init__(context)
        self.refresh_trackers()

    @property
    def at(self) -> "MomentField":
        """When it was. A check-in for now does not ask for it."""
        assert self._at is not None, "it is for now"
        return self._at

    def _build(self) -> None:
        self._at = self._asked_when() if self._past else None
        self.mood = ScaleField(_("Mood"), _("very low"), _("very good"))
        self.hard_day = ToggleField(_("Not up to it that day"))
        self.anxiety = ScaleField(_("Anxiety"), _("none"), _("very strong"), aside=_("if you like"))
        if self._at is not None:
            self.add("at", self._at)
        self.add("mood", self.mood)
        self.add("hard_day", self.hard_day)
        self.hard_day.setVisible(self._past)
        self.add("anxiety", self.anxiety)
        self._build_fold()
        self.mood.edited.connect(self._on_mood)
        self.mood.scale.declined.connect(self._on_declined)
        self.hard_day.edited.connect(self._on_hard_day)

    def _asked_when(self) -> "MomentField":
        # Imported here, as the month that drops down is needed by no form for now.
        from companion.ui.widgets.moments import MomentField

        now = self.context.now()
        asked = MomentField(_("When"), zone=lambda: self.context.zone, today=now.date())
        asked.set_moment(now)
        return asked

    def _build_fold(self) -> None:
        self.fold = Fold(_("More, if you like"), self.context.theme)
        self._fold_in("energy", ScaleField(_("Energy"), _("none"), _("a lot")))
        sleep = NumberField(_("Sleep the night before"), unit=_("hours"))
        self._fold_in("sleep_hours", sleep)
        self._fold_in("pain", ScaleField(_("Pain"), _("none"), _("very strong")))
        self._own = TrackedFields(self.fields, self.edited.emit)
        self.fold.body.addWidget(self._own)
        self._fold_in("words", WordsField(_("A few words"), lines=3))
        self.fold.body.addWidget(HeardLine(self.context))
        self.body.addWidget(self.fold)

    def _fold_in(self, key: str, field: Field[Any]) -> None:
        self.fields[key] = field
        self.fold.body.addWidget(field)

    def make(self) -> CheckIn:
        """Give the check-in."""
        return CheckIn(
            at=self._moment(),
            mood=self.fields["mood"].value(),
            hard_day=self.fields["hard_day"].value(),
            anxiety=self.fields["anxiety"].value(),
            energy=self.fields["energy"].value(),
            pain=self.fields["pain"].value(),
            sleep_hours=self.fields["sleep_hours"].value(),
            tracked=self._own.answers(self._shown.tracked if self._shown else ()),
            words=self.fields["words"].value(),
        )

    def make_hard_day(self) -> CheckIn:
        """Give a hard day with whatever else was filled in; may raise Unreadable from a field."""
        return replace(self.make(), mood=None, hard_day=True)

    def read(self) -> Record | None:
        """Give the check-in; what cannot be read is shown even when it was folded away."""
        record = super().read()
        if record is None:
            self.fold.open()
        return record

    def show_faults(self, impossible: Impossible) -> str:
        """Say each fault at its field, and open the fold where one lies inside."""
        if any(fault.field in self._folded() for fault in impossible.faults):
            self.fold.open()
        return super().show_faults(impossible)

    def show_record(self, record: Record) -> None:
        """Show a check-in for editing, also what it says of trackers that were stopped since."""
        assert isinstance(record, CheckIn)
        self._shown = record
        self.title = _("Check-in")
        if self._at is not None:
            self._at.set_moment(record.at)
        for key in ("mood", "hard_day", "anxiety", *FOLDED):
            self.fields[key].set_raw(getattr(record, key))
        self._own.show_trackers((*self._asked(), *self._stopped_in(record.tracked)))
        self._own.show_answers(record.tracked)
        self._open_if_filled()

    def refresh_trackers(self) -> None:
        """Ask for the trackers there are now; what was filled in for one that stays, stays."""
        self._own.show_trackers(self._asked())

    def raw(self) -> Mapping[str, object]:
        """Give everything as typed; of the trackers only those that were answered."""
        raw = super().raw()
        return {
            key: value
            for key, value in raw.items()
            if not (key.startswith(TRACKED) and value in (None, ""))
        }

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put everything back as it was typed, also for a tracker that was stopped meanwhile."""
        told = [key for key, value in raw.items() if value not in (None, "")]
        gone = [key for key in told if key.startswith(TRACKED) and key not in self.fields]
        back = [entry for key in gone if (entry := self._tracker(tracker_of(key)))]
        if back:
            self._own.show_trackers((*self._own.trackers, *back))
        super().set_raw(raw)
        self._open_if_filled()

    def empty(self) -> None:
        """Empty every field, and fold away what was opened."""
        super().empty()
        self.refresh_trackers()
        self.fold.close_again()

    def first_control(self) -> QWidget:
        """Give the control a person starts with: the mood."""
        return self.mood.scale

    def _moment(self) -> Any:
        if self._at is not None:
            return self._at.value()
        return self._shown.at if self._shown else fixed(self.context.now())

    def _asked(self) -> tuple[Entry[Tracker], ...]:
        entries = self.context.diary.entries(Tracker)
        return tuple(entry for entry in entries if is_asked(entry.record))

    def _stopped_in(self, answers: tuple[Tracked, ...]) -> Iterator[Entry[Tracker]]:
        """Give the trackers that were stopped since a check-in answered them."""
        for answer in answers:
            entry = self._tracker(answer.tracker)
            if entry and not is_asked(entry.record) and fits(entry.record.kind, answer):
                yield entry

    def _tracker(self, tracker_id: str) -> Entry[Tracker] | None:
        """Give a tracker that is not in the bin."""
        try:
            entry = self.context.diary.get(Tracker, tracker_id)
        except NotThere:
            return None
        return entry if entry.deleted_at is None else None

    def _folded(self) -> tuple[str, ...]:
        return (*FOLDED, *self._own.keys)

    def _open_if_filled(self) -> None:
        if any(self.fields[key].raw() not in (None, "") for key in self._folded()):
            self.fold.open()

    def _on_mood(self) -> None:
        if self.mood.value() is not None:
            self.hard_day.set_raw(False)

    def _on_hard_day(self) -> None:
        if self.hard_day.value():
            self.mood.set_raw(None)

    def _on_declined(self) -> None:
        if self._past:
            self.hard_day.set_raw(True)
            self._on_hard_day()
            self.edited.emit()
        self.declined.emit()
