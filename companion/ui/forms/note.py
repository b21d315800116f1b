# SPDX-License-Identifier: Apache-2.0
"""A note: free words at a time."""

from companion.domain.records import Note, Record
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import label
from companion.ui.widgets.fields import WordsField
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import MomentField


class NoteForm(Form):
    """Free words, for any time up to now."""

    draft_name = "note"

    def __init__(self, context: Context, *, session_id: str | None = None) -> None:
        self.title = _("Note")
        self.saved = _("Note")
        self._session_id = session_id
        self.made_with = {"session_id": session_id}
        super().__init__(context)

    def _build(self) -> None:
        now = self.context.now()
        self.at = MomentField(_("When"), zone=lambda: self.context.zone, today=now.date())
        self.at.set_moment(now)
        self.add("words", WordsField(_("Your words"), lines=6))
        self.body.addWidget(HeardLine(self.context))
        self.add("at", self.at)
        self.body.addWidget(
            label(_("Notes stay out of the report unless you choose them one by one."), "small")
        )

    def make(self) -> Note:
        """Give the note."""
        at = self.at.value()
        assert at is not None
        return Note(at=at, words=self.fields["words"].value(), session_id=self._session_id)

    def show_record(self, record: Record) -> None:
        """Show a note for editing."""
        assert isinstance(record, Note)
        self._session_id = record.session_id
        self.at.set_moment(record.at)
        self.fields["words"].set_raw(record.words)
