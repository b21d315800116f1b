# SPDX-License-Identifier: Apache-2.0
"""A tracker of the patient's own: what it is called, how it is answered, what no answer means."""

from companion.domain.records import (
    MissingDay,
    Record,
    Tracker,
    TrackerKind,
)
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import label
from companion.ui.widgets.fields import ChoiceField, WordsField

LONGEST_NAME = 80
LONGEST_UNIT = 20


class TrackerForm(Form):
    """A new tracker, or with its id one that there is.

    Once there are answers, it is no longer asked in another way: they would mean something else.
    """

    draft_name = "tracker"

    def __init__(self, context: Context, *, tracker_id: str = "") -> None:
        self._shown: Tracker | None = None
        self._has_answers = bool(tracker_id) and has_answers(context, tracker_id)
        self.title = _("Your own tracker")
        self.saved = _("Your own tracker")
        self.made_with = {"tracker_id": tracker_id}
        super().__init__(context)

    def _build(self) -> None:
        kinds = [(each.value, kind_words(each)) for each in TrackerKind]
        self.name = WordsField(_("What to note"), hint=_("Such as: time outside"))
        self.name.edit.setMaxLength(LONGEST_NAME)  # type: ignore[union-attr]
        self.kind = ChoiceField(_("How you answer it"), kinds, needed=True)
        self.unit = WordsField(_("Unit, if you like"), hint=_("Such as: hours"))
        self.unit.edit.setMaxLength(LONGEST_UNIT)  # type: ignore[union-attr]
        self.add("name", self.name)
        self.add("kind", self.kind)
        self.add("unit", self.unit)
        self._fixed = label(
            _(
                "There are answers already, so how you answer stays as it is. To ask in another "
                "way, stop this tracker and add a new one."
            ),
            "small",
        )
        self.body.addWidget(self._fixed)
        self._build_missing()
        for field in (self.kind, self.unit):
            field.setDisabled(self._has_answers)
        self._fixed.setVisible(self._has_answers)
        self.kind.edited.connect(self._show_unit)
        self._show_unit()

    def _build_missing(self) -> None:
        rules = [(each.value, missing_words(each)) for each in MissingDay]
        self.missing = ChoiceField(_("What a day without an answer means"), rules)
        self.add("missing", self.missing)
        for words in (
            _(
                "Not known: the day stays empty. This is used if you choose nothing. Such as "
                "for time outside."
            ),
            _(
                "0 or no: on days with a mood number, no answer counts as 0 or no. Such as for "
                "headache, if you only note the days with one."
            ),
            _(
                "As before: your last answer counts until you give a new one, and is marked so. "
                "Such as for your weight."
            ),
        ):
            self.body.addWidget(label(words, "small"))

    def make(self) -> Tracker:
        """Give the tracker; whether it was stopped stays as it was."""
        kind = TrackerKind(self.kind.value() or "")
        missing = self.missing.value()
        return Tracker(
            name=self.name.value().strip(),
            kind=kind,
            unit=self.unit.value().strip() if kind is TrackerKind.NUMBER else "",
            missing=MissingDay(missing) if missing else MissingDay.MISSING,
            stopped=self._shown.stopped if self._shown else None,
        )

    def show_record(self, record: Record) -> None:
        """Show a tracker for editing."""
        assert isinstance(record, Tracker)
        self._shown = record
        for field, value in (
            (self.name, record.name),
            (self.kind, record.kind.value),
            (self.unit, record.unit),
            (self.missing, record.missing.value),
        ):
            field.set_raw(value)
        self._show_unit()

    def _show_unit(self) -> None:
        self.unit.setVisible(self.kind.raw() == TrackerKind.NUMBER)


def kind_words(kind: TrackerKind) -> str:
    """Give how a tracker is answered."""
    return {
        TrackerKind.SCALE: _("0 to 10"),
        TrackerKind.YES_NO: _("Yes or no"),
        TrackerKind.NUMBER: _("A number"),
        TrackerKind.WORDS: _("Words"),
    }[kind]


def missing_words(rule: MissingDay) -> str:
    """Give what a day without an answer means, in a word or two."""
    return {
        MissingDay.MISSING: _("Not known"),
        MissingDay.NONE: _("0 or no"),
        MissingDay.SAME: _("As before"),
    }[rule]


def has_answers(context: Context, tracker_id: str) -> bool:
    """Tell whether any check-in answers a tracker, be it in the bin."""
    return context.diary.is_tracked(tracker_id)
