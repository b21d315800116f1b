# SPDX-License-Identifier: Apache-2.0
"""What goes into a report, section by section, and notes one by one."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from companion.domain.records import Note
from companion.language import _
from companion.report.parts import USUAL, Section
from companion.ui import dates
from companion.ui.context import Context
from companion.ui.widgets.basics import Card, clear, label

NOTE_LENGTH = 20


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
    """Ticks for each section. Signal: ``edited`` when one changed."""

    edited = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(_("What goes in"))
        self._context = context
        self.boxes: dict[Section, QCheckBox] = {}
        for section in Section:
            if section is Section.NOTES:
                continue
            box = QCheckBox(section_words(section))
            box.setChecked(section in USUAL)
            box.toggled.connect(lambda _on: self.edited.emit())
            self.boxes[section] = box
            self.add(box)
        self._notes_head = label(_("Notes, one by one"), "secondary")
        self._notes = QVBoxLayout()
        self._chosen: set[str] = set()
        self._offered: set[str] = set()
        self.add(self._notes_head)
        self.add(self._notes)
        self.add(label(_("Page one says which parts you left out."), "small"))

    def show_notes(self, first: date, last: date) -> None:
        """Offer the notes of a period; none is chosen unless the person does."""
        clear(self._notes)
        within = self._context.diary.entries(Note, first=first, last=last)
        notes = [entry for entry in within if entry.record.words]
        self._offered = {entry.id for entry in notes}
        self._notes_head.setVisible(bool(notes))
        for entry in notes:
            words = " ".join(entry.record.words.split())
            short = words if len(words) <= NOTE_LENGTH else words[: NOTE_LENGTH - 1] + "…"
            box = QCheckBox(f"{dates.short_date(entry.record.at.date())}: {short}")
            box.setToolTip(entry.record.words)
            box.setChecked(entry.id in self._chosen)
            box.toggled.connect(lambda on, key=entry.id: self._choose(key, on))
            self._notes.addWidget(box)

    def sections(self) -> frozenset[Section]:
        """Give the sections that go in."""
        chosen = {section for section, box in self.boxes.items() if box.isChecked()}
        return frozenset(chosen | ({Section.NOTES} if self.notes() else set()))

    def notes(self) -> frozenset[str]:
        """Give the ids of the chosen notes of the period."""
        return frozenset(self._chosen & self._offered)

    def _choose(self, key: str, on: bool) -> None:
        (self._chosen.add if on else self._chosen.discard)(key)
        self.edited.emit()
