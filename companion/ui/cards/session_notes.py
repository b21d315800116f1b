# SPDX-License-Identifier: Apache-2.0
"""What was noted during one session, each note with its time, the oldest first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from companion.domain.records import Entry, Note
from companion.language import _
from companion.ui import words
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.forms.form import FormDialog
from companion.ui.widgets.basics import Card, button, clear, label, row

LONGEST = 300
"""Characters of a note that are shown here; the rest stands in the note."""


class SessionNotes(Card):
    """Lists the notes of a session, and leads to a new one and to each.

    Signal: ``leaving`` before a form comes up in front, or a note goes.
    """

    leaving = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(_("Notes with their time"))
        self._context = context
        self._session_id = ""
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(8)
        self._list.setVerticalSpacing(4)
        self._list.setColumnStretch(1, 1)
        self._none = label(
            _("What was noted during the session appears here, each with its time."), "secondary"
        )
        add = button(_("Add a note"))
        add.clicked.connect(lambda: self._ask(None))
        self.add(self._none)
        self.add(self._list)
        self.add(row(add, 1))
        self.fill()

    def show_those_of(self, session_id: str) -> None:
        """Read again those of a session."""
        self._session_id = session_id
        clear(self._list)
        notes = self._context.diary.belonging(Note, session_id)
        for line, entry in enumerate(sorted(notes, key=lambda each: each.record.at)):
            self._add_row(line, entry)
        self._none.setVisible(not notes)

    def _add_row(self, line: int, entry: Entry[Note]) -> None:
        at = clock(entry.record.at)
        edit = button(_("Edit"), "quiet", name=_("Edit: note at {time}").format(time=at))
        remove = button(_("Remove"), "quiet", name=_("Remove: note at {time}").format(time=at))
        edit.clicked.connect(lambda: self._ask(entry))
        remove.clicked.connect(lambda: self._remove(entry))
        told = label(_told(entry.record))
        # Level with the words of the buttons beside them.
        top = max(0, (edit.sizeHint().height() - told.fontMetrics().height()) // 2)
        time = label(at, "secondary", wrap=False)
        for words_ in (time, told):
            words_.setContentsMargins(0, top, 0, 0)
        above = Qt.AlignmentFlag.AlignTop
        self._list.addWidget(time, line, 0, above)
        self._list.addWidget(told, line, 1, above)
        self._list.addWidget(edit, line, 2, above)
        self._list.addWidget(remove, line, 3, above)

    def _ask(self, entry: Entry[Note] | None) -> None:
        self.leaving.emit()
        from companion.ui.forms.note import NoteForm

        FormDialog.ask(NoteForm(self._context, session_id=self._session_id), self.window(), entry)

    def _remove(self, entry: Entry[Note]) -> None:
        self.leaving.emit()
        self._context.remove(entry)


def _told(note: Note) -> str:
    """Give what was tapped and what was typed, cut where it is very long."""
    typed = note.words.strip()
    if len(typed) > LONGEST:
        typed = typed[: LONGEST - 1].rstrip() + "…"
    told = (words.said(note.said) if note.said is not None else "", typed)
    return "\n".join(part for part in told if part)
