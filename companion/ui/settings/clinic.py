# SPDX-License-Identifier: Apache-2.0
"""The card about the clinic's own list: taking one in, what came with it, and taking it out."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.records import Entry, RuleSet
from companion.language import _, ngettext
from companion.problem import Problem
from companion.ui import file_dialogs
from companion.ui.context import Context
from companion.ui.dates import full_date
from companion.ui.documents import documents
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import button, clear, flow, label, row


class ClinicCard(SettingsCard):
    """Each list that a clinic handed out, with the way to take it out again."""

    rests_on_more = False

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Your clinic’s list"))
        self.add(
            label(
                _(
                    "Some clinics hand out a file with their own times and items. You see each of "
                    "them before it is used. If your clinic tells you something newer, you can "
                    "change any item yourself: press “Your clinic says otherwise?”. That then "
                    "counts more than the file."
                ),
                "secondary",
            )
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.add(self._rows)
        self.take_in = button(_("Take in a clinic’s list …"), "outline")
        self.add(flow(self.take_in))
        self.add(self.answer)
        self.fill()
        self.take_in.clicked.connect(self.choose)

    def refresh(self) -> None:
        """Show the lists that are in use."""
        clear(self._rows)
        for entry in self.context.diary.entries(RuleSet):
            if entry.record.pack:
                self._rows.addLayout(self._row(entry))

    def first(self) -> QWidget:
        """Give the button that takes a list in."""
        return self.take_in

    def choose(self) -> None:
        """Ask for a file, show what is in it, and use what stays ticked."""
        path = file_dialogs.ask_which_to_open(
            self, _("Take in a clinic’s list"), documents(), _("Clinic’s list (*.json)")
        )
        if path is not None:
            self.take_in_list(path)

    def take_in_list(self, path: Path) -> None:
        """Show what is in a file, and use what stays ticked."""
        from companion.exchange import clinic_pack
        from companion.ui.dialogs.clinic_pack import ClinicPackDialog

        try:
            pack = clinic_pack.read(path, self.context.content)
            chosen = ClinicPackDialog.ask(self.context, pack, self.window())
            if chosen is None:
                return
            entry = clinic_pack.accept(self.context.diary, pack, chosen.rules)
            if chosen.details:
                known = self.context.diary.person()
                person = clinic_pack.with_details(self.context.person, pack, chosen.details)
                self.context.save(person, _("Your details"), known)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
            return
        self.answer.say(_count(entry))

    def _row(self, entry: Entry[RuleSet]) -> QVBoxLayout:
        told = entry.record
        name = told.clinic or told.pack
        lines = QVBoxLayout()
        lines.setSpacing(2)
        out = button(
            _("Take out"), "quiet", name=_("Take out the list of {clinic}").format(clinic=name)
        )
        out.clicked.connect(lambda: self._take_out(entry))
        head = row(label(name, "strong"), out)
        head.setStretch(0, 1)
        lines.addLayout(head)
        parts = [_count(entry)]
        if told.issued is not None:
            parts.append(_("made on {day}").format(day=full_date(told.issued)))
        lines.addWidget(label(" · ".join(parts), "secondary"))
        return lines

    def _take_out(self, entry: Entry[RuleSet]) -> None:
        try:
            self.context.diary.remove(entry.id)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
            return
        self.context.ways.say_saved(_("Your clinic’s list is taken out"))


def _count(entry: Entry[RuleSet]) -> str:
    count = len(entry.record.rules)
    return ngettext("{n} item in use", "{n} items in use", count).format(n=count)
