# SPDX-License-Identifier: Apache-2.0
"""The card with the patient's own trackers: adding one, changing, stopping and deleting it."""

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.faults import Impossible
from companion.domain.records import Entry, Tracker
from companion.domain.tracker import is_asked
from companion.language import _, ngettext
from companion.problem import Problem
from companion.ui import words
from companion.ui.context import Context
from companion.ui.dates import full_date
from companion.ui.forms.tracker import TrackerForm, kind_words, missing_words
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import button, clear, flow, flow_widget, label
from companion.ui.widgets.fold import Fold

MOST = 8
"""So many are asked for at a time: a check-in is to stay short."""


class TrackersCard(SettingsCard):
    """What the patient notes beside the mood, each with the ways to change, stop and delete it."""

    rests_on_more = False

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Your own trackers"))
        self.add(
            label(
                _(
                    "Things of your own to note with a check-in, under “More, if you like”. All "
                    "are optional: what you leave out is not stored."
                ),
                "secondary",
            )
        )
        self._empty = label(_("None yet. Such as: time outside, headache, your weight."))
        self.add(self._empty)
        self._rows = _column()
        self.add(self._rows)
        self._full = label(
            ngettext(
                "{n} is the most at a time, so that a check-in stays short. Stop one to add another.",
                "{n} are the most at a time, so that a check-in stays short. Stop one to add another.",
                MOST,
            ).format(n=MOST),
            "secondary",
        )
        self.add(self._full)
        self.add_one = button(_("Add a tracker"), "outline")
        self.add_one.clicked.connect(self.ask_new)
        self.add(flow(self.add_one))
        self.stopped = Fold("", context.theme)
        self._stopped_rows = _column()
        self.stopped.body.addLayout(self._stopped_rows)
        self.add(self.stopped)
        self.add(self.answer)
        self.fill()

    def refresh(self) -> None:
        """Show the trackers there are, and apart from them those that were stopped."""
        entries = self.context.diary.entries(Tracker)
        asked = [entry for entry in entries if is_asked(entry.record)]
        stopped = [entry for entry in entries if not is_asked(entry.record)]
        clear(self._rows)
        clear(self._stopped_rows)
        for entry in asked:
            self._rows.addWidget(self._row(entry, is_full=False))
        for entry in stopped:
            self._stopped_rows.addWidget(self._row(entry, is_full=len(asked) >= MOST))
        self._empty.setVisible(not asked)
        self._full.setVisible(len(asked) >= MOST)
        self.add_one.setVisible(len(asked) < MOST)
        self.stopped.setVisible(bool(stopped))
        words = ngettext("{n} stopped", "{n} stopped", len(stopped))
        self.stopped.press.setText(words.format(n=len(stopped)))

    def first(self) -> QWidget:
        """Give the button that adds one, or the first there is."""
        if not self.add_one.isHidden():
            return self.add_one
        item = self._rows.itemAt(0)
        first = item.widget() if item else None
        return first if first is not None else self.add_one

    def ask_new(self) -> None:
        """Open the form for a new one."""
        self._ask(TrackerForm(self.context), None)

    def _row(self, entry: Entry[Tracker], *, is_full: bool) -> QWidget:
        record = entry.record
        name = record.name.strip()
        whole = QWidget()
        lines = QVBoxLayout(whole)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(label(name, "strong"))
        lines.addWidget(label(_told(record), "secondary"))
        change = button(_("Change"), "plain", name=_("Change: {name}").format(name=name))
        change.clicked.connect(lambda: self._change(entry))
        if is_asked(record):
            turn = button(_("Stop"), "plain", name=_("Stop: {name}").format(name=name))
        else:
            turn = button(
                _("Go on again"), "plain", name=_("Go on again: {name}").format(name=name)
            )
            turn.setDisabled(is_full)
        turn.clicked.connect(lambda: self._turn(entry))
        delete = button(_("Delete"), "plain", name=_("Delete: {name}").format(name=name))
        delete.clicked.connect(lambda: self._delete(entry))
        lines.addWidget(flow_widget((change, turn, delete)))
        return whole

    def _ask(self, form: TrackerForm, entry: Entry[Tracker] | None) -> None:
        from companion.ui.forms.form import FormDialog

        FormDialog.ask(form, self, entry)

    def _change(self, entry: Entry[Tracker]) -> None:
        self._ask(TrackerForm(self.context, tracker_id=entry.id), entry)

    def _turn(self, entry: Entry[Tracker]) -> None:
        """Ask for it no more from today on, or ask again."""
        going = is_asked(entry.record)
        today = self.context.now().date()
        changed = replace(entry.record, stopped=today if going else None)
        what = _("Not asked for any more") if going else _("Asked for again")
        try:
            self.context.save(changed, what, entry)
        except (Impossible, Problem) as refused:
            self.answer.say(words.refused(refused), fault=True)

    def _delete(self, entry: Entry[Tracker]) -> None:
        try:
            self.context.diary.remove(entry.id)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
        else:
            self.context.ways.say_saved(_("Moved to the bin"))


def _column() -> QVBoxLayout:
    rows = QVBoxLayout()
    rows.setSpacing(10)
    return rows


def _told(record: Tracker) -> str:
    """Give how it is answered and what no answer means, in a line."""
    kind = kind_words(record.kind)
    if record.unit.strip():
        kind = _("{kind}, in {unit}").format(kind=kind, unit=record.unit.strip())
    parts = [kind, _("no answer: {meaning}").format(meaning=missing_words(record.missing).lower())]
    if record.stopped is not None:
        parts.append(_("stopped {day}").format(day=full_date(record.stopped)))
    return " · ".join(parts)
