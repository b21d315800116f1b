# SPDX-License-Identifier: Apache-2.0
"""A note: free words at a time, or at a clock time of a session."""

from datetime import datetime, time

from companion.domain.moment import fixed
from companion.domain.records import Note, Record, Said, Session
from companion.domain.session_record import day_of_session, moment_at
from companion.language import _
from companion.ui import words
from companion.ui.context import Context
from companion.ui.dates import weekday_date
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import label
from companion.ui.widgets.fields import Unreadable, WordsField
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import ClockField, MomentField


class NoteForm(Form):
    """Free words for any time up to now, or with a session for a clock time of its day.

    What was tapped on a session day stays beside the words.
    """

    draft_name = "note"

    def __init__(self, context: Context, *, session_id: str | None = None) -> None:
        self.title = _("Note")
        self.saved = _("Note")
        self._session_id = session_id
        self._session = (
            context.diary.get(Session, session_id).record if session_id is not None else None
        )
        self._said: Said | None = None
        self._kept, self._shown = "", ""
        self.made_with = {"session_id": session_id}
        if session_id is not None:
            self.draft_name = f"note:{session_id}"
        super().__init__(context)

    def _build(self) -> None:
        now = self.context.now()
        self._tapped = label("", "strong")
        self._tapped.hide()
        self.body.addWidget(self._tapped)
        self.add("words", WordsField(_("Your words"), lines=6))
        self.body.addWidget(HeardLine(self.context))
        self.at: MomentField | _ClockOfSession
        if self._session is None:
            self.at = MomentField(_("When"), zone=lambda: self.context.zone, today=now.date())
            self.at.set_moment(now)
        else:
            self.at = _ClockOfSession(self._session)
            if day_of_session(self._session) == now.date():
                self.at.set_moment(now)
        self.add("at", self.at)
        self.body.addWidget(
            label(_("Notes stay out of the report unless you choose them one by one."), "small")
        )

    def make(self) -> Note:
        """Give the note."""
        at = self.at.moment() if isinstance(self.at, _ClockOfSession) else self.at.value()
        assert at is not None
        typed = self.fields["words"].value()
        return Note(
            at=at,
            said=self._said,
            # Those not changed as they were, with signs that an editor does not keep.
            words=self._kept if typed == self._shown else typed,
            session_id=self._session_id,
        )

    def show_record(self, record: Record) -> None:
        """Show a note for editing."""
        assert isinstance(record, Note)
        self._session_id = record.session_id
        self._said = record.said
        self._tapped.setText(words.said(record.said) if record.said is not None else "")
        self._tapped.setVisible(record.said is not None)
        self.at.set_moment(record.at)
        self.fields["words"].set_raw(record.words)
        self._kept, self._shown = record.words, self.fields["words"].value()


class _ClockOfSession(ClockField):
    """A clock time on the day of a session, or in the night that follows it; it is needed.

    A moment that was shown and not changed comes back as it was.
    """

    def __init__(self, session: Session) -> None:
        day = weekday_date(day_of_session(session))
        super().__init__(_("At what time, on {day}").format(day=day))
        self._session = session
        self._shown: datetime | None = None

    def value(self) -> time:
        """Give the clock time; raises Unreadable where there is none."""
        at = super().value()
        if at is None:
            raise Unreadable(_("This needs a time of day, like 14:00."))
        return at

    def moment(self) -> datetime:
        """Give the moment it means."""
        at, shown = self.value(), self._shown
        if shown is not None and (shown.hour, shown.minute) == (at.hour, at.minute):
            return shown
        return moment_at(self._session, at, self._session.start)

    def set_moment(self, moment: datetime) -> None:
        """Show a moment by its own clock."""
        self._shown = fixed(moment)
        self.set_raw(f"{moment:%H:%M}")
