# SPDX-License-Identifier: Apache-2.0
"""What goes into a report: its sections, notes one by one, and single entries that stay out.

None of it is written down: each time the app starts, the usual choice stands. What somebody once
wanted to keep back would tell about them in a file that is not encrypted.
"""

from datetime import date

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from companion.domain.records import Entry, Note
from companion.language import _, ngettext
from companion.report.parts import USUAL, Section
from companion.ui import dates
from companion.ui.context import Context
from companion.ui.widgets.basics import Card, button, clear, label, row, unmarked
from companion.ui.widgets.fold import Fold

NOTE_LENGTH = 20
KEPT = "reportChoice"
"""Where the context holds the choice while the app runs: a page is made anew with another look."""


class Choice(Struct, frozen=True):
    """What was chosen since the app started."""

    sections: frozenset[Section] = USUAL
    notes: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


def section_words(section: Section) -> str:
    """Give a section's name."""
    return {
        Section.PERSON: _("Who you are"),
        Section.COURSE: _("Outcome and course"),
        Section.SESSIONS: _("Sessions"),
        Section.SIDE_EFFECTS: _("Side effects"),
        Section.PREPARATION: _("Preparation"),
        Section.MEDICINES: _("Medicines"),
        Section.QUESTIONS: _("Your questions"),
        Section.NOTES: _("Notes"),
        Section.ANSWERS: _("Every answer and day"),
    }[section]


class ContentsCard(Card):
    """Ticks for each section.

    Signals: ``edited`` when something changed, ``asked`` when single entries are to be chosen.
    """

    edited = Signal()
    asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(_("What goes in"))
        self._context = context
        kept = context.property(KEPT)
        earlier = kept if isinstance(kept, Choice) else Choice()
        self.boxes: dict[Section, QCheckBox] = {}
        for section in Section:
            if section is Section.NOTES:
                continue
            box = QCheckBox(section_words(section))
            box.setChecked(section in earlier.sections)
            box.toggled.connect(lambda _on: self._keep())
            self.boxes[section] = box
            self.add(box)
        self.notes_fold = Fold("", context.theme)
        self._notes: tuple[Entry[Note], ...] = ()
        self._built = False
        self.notes_fold.press.toggled.connect(lambda _on: self._build_notes())
        self._chosen = set(earlier.notes)
        self._offered: frozenset[str] = frozenset()
        self._left_out = earlier.left_out
        self.leave_out = button("", "plain")
        self.leave_out.clicked.connect(self.asked.emit)
        self.add(self.notes_fold)
        self.add(row(self.leave_out, 1))
        self.add(label(_("Page one says which parts you left out."), "small"))
        self._show_left_out()

    def show_notes(self, first: date, last: date) -> None:
        """Offer the notes of a period; none is chosen unless the person does."""
        told = self._context.diary.entries(Note, first=first, last=last)
        notes = tuple(entry for entry in told if entry.record.words)
        if notes != self._notes or not notes:
            self._notes, self._built = notes, False
            self._offered = frozenset(entry.id for entry in notes)
            self.notes_fold.setVisible(bool(notes))
            self._build_notes()
        self._count_notes()

    def leave_out_these(self, left_out: frozenset[str]) -> None:
        """Take over which single entries stay out."""
        self._left_out = left_out
        self._show_left_out()
        self._keep()

    def sections(self) -> frozenset[Section]:
        """Give the sections that go in."""
        chosen = {section for section, box in self.boxes.items() if box.isChecked()}
        return frozenset(chosen | ({Section.NOTES} if self.notes() else set()))

    def notes(self) -> frozenset[str]:
        """Give the ids of the chosen notes of the period."""
        return frozenset(self._chosen & self._offered)

    def left_out(self) -> frozenset[str]:
        """Give the ids of the single entries that stay out."""
        return self._left_out

    def _build_notes(self) -> None:
        """Build the ticks once they are looked at: ten years have a great many notes."""
        from companion.ui.widgets.entry_row import shortened

        if self._built or not self.notes_fold.opened:
            return
        self._built = True
        clear(self.notes_fold.body)
        for entry in self._notes:
            words = shortened(entry.record.words)
            short = words if len(words) <= NOTE_LENGTH else words[: NOTE_LENGTH - 1] + "…"
            box = QCheckBox(unmarked(f"{dates.short_date(entry.record.at.date())}: {short}"))
            box.setToolTip(entry.record.words)
            box.setAccessibleName(_("Note: {words}").format(words=words))
            box.setChecked(entry.id in self._chosen)
            box.toggled.connect(lambda on, key=entry.id: self._choose(key, on))
            self.notes_fold.body.addWidget(box)

    def _count_notes(self) -> None:
        told = _("Notes: {n} of {all} go in")
        count = len(self._chosen & self._offered)
        self.notes_fold.press.setText(told.format(n=count, all=len(self._offered)))

    def _choose(self, key: str, on: bool) -> None:
        (self._chosen.add if on else self._chosen.discard)(key)
        self._count_notes()
        self._keep()

    def _keep(self) -> None:
        sections = frozenset(section for section, box in self.boxes.items() if box.isChecked())
        choice = Choice(sections, frozenset(self._chosen), self._left_out)
        self._context.setProperty(KEPT, choice)
        self.edited.emit()

    def _show_left_out(self) -> None:
        count = len(self._left_out)
        told = ngettext("{n} entry left out: change …", "{n} entries left out: change …", count)
        self.leave_out.setText(told.format(n=count) if count else _("Leave out single entries …"))
