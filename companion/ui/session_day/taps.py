# SPDX-License-Identifier: Apache-2.0
"""What each tap on the session-day screen writes, and which of them can be taken back."""

from datetime import timedelta

from companion.domain import session_day
from companion.domain.faults import Impossible
from companion.domain.moment import fixed
from companion.domain.records import Entry, Grade, Note, Record, Said, Session, SideEffect
from companion.language import _
from companion.problem import Problem
from companion.storage.diary import Undone
from companion.ui import words
from companion.ui.context import Context
from companion.ui.session_day import few_words, vital_signs, wording


class Taps:
    """Saves at once what was tapped for one session."""

    def __init__(self, context: Context) -> None:
        self.session_id = ""
        self._context = context
        self._steps: list[str] = []
        self._saves = False

    # ---- what there is

    def present(self) -> Entry[Session]:
        """Give the session as it is now, with the looks that were written meanwhile."""
        return self._context.diary.get(Session, self.session_id)

    def notes(self) -> tuple[Entry[Note], ...]:
        """Give the session's notes."""
        return self._context.diary.belonging(Note, self.session_id)

    def effects(self) -> tuple[Entry[SideEffect], ...]:
        """Give the session's side effects."""
        return self._context.diary.belonging(SideEffect, self.session_id)

    def sickness(self) -> Entry[SideEffect] | None:
        """Give the nausea that has not passed."""
        return session_day.open_sickness(self.effects(), self.session_id)

    # ---- saving, and taking back

    def keep(self, record: Record, what: str, entry: Entry[Record] | None = None) -> None:
        """Save a record and answer that it was saved. Raises Impossible and Problem."""
        diary = self._context.diary
        before = diary.last_step
        self._saves = True
        try:
            self._context.save(record, what, entry)
        finally:
            self._saves = False
        written = diary.last_step
        if written is not None and written != before:
            self._steps.append(written)

    def keep_left_over(self) -> None:
        """Save what was left for later: words as a note, a reading as one of its own time.

        Each is a step of its own, so that who takes back the end of the session loses neither.
        """
        diary = self._context.diary
        note = few_words.left_over(self._context, self.session_id)
        if note is not None:
            self.keep(note, _("a few words"))
            diary.drop_draft(few_words.draft_name(self.session_id))
        present = self.present()
        left = vital_signs.left_over(self._context, present)
        if left is not None:
            entry = present if isinstance(left, Session) else None
            self.keep(left, _("Blood pressure"), entry)
            diary.drop_draft(vital_signs.draft_name(self.session_id))

    @property
    def can_undo(self) -> bool:
        """Whether the last write of all was tapped here, or is just being written by a tap."""
        if self._saves:
            return True
        return bool(self._steps) and self._steps[-1] == self._context.diary.last_step

    def undo(self) -> Undone | None:
        """Take back the last tap; None where there is none, whatever was done before them.

        Raises Problem where something else was written since, which is not taken back from here.
        """
        if not self._steps:
            return None
        if not self.can_undo:
            raise Problem(
                happened=_("Something else was saved after your last tap."),
                safe=_("Nothing was undone."),
                next_step=_("To take it back, go to Today and press Ctrl+Z."),
            )
        undone = self._context.diary.undo()
        self._steps.pop()
        return undone

    def forget(self) -> None:
        """Let what was tapped stay from now on."""
        self._steps.clear()

    # ---- taps

    def begin(self, ago: timedelta) -> bool:
        """Start the medicine now, or some minutes ago."""
        entry = self.present()
        record = session_day.begun(entry.record, self._context.now(), ago=ago)
        return self._tap(record, _("medicine started"), entry)

    def finish(self) -> bool:
        """Note that the medicine is finished."""
        entry = self.present()
        record = session_day.finished(entry.record, self._context.now())
        return self._tap(record, _("medicine finished"), entry)

    def say(self, said: Said) -> bool:
        """Note one of the things that are said with one tap."""
        at = fixed(self._context.now())
        return self._tap(Note(at=at, said=said, session_id=self.session_id), words.said(said))

    def grade(self, grade: Grade) -> bool:
        """Note how sick the person feels."""
        open_ = self.sickness()
        before = open_.record if open_ is not None else None
        record = session_day.sick(before, grade, self.session_id, self._context.now())
        what = _("I feel sick, {grade}").format(grade=wording.grade(grade))
        return self._tap(record, what, open_)

    def pass_(self) -> bool:
        """Note that feeling sick has passed."""
        open_ = self.sickness()
        if open_ is None:
            return False
        record = session_day.passed(open_.record, self._context.now())
        return self._tap(record, _("feeling sick has passed"), open_)

    def _tap(self, record: Record, what: str, entry: Entry[Record] | None = None) -> bool:
        """Save what was tapped, or say why it cannot be; tell whether it was."""
        try:
            self.keep(record, what, entry)
        except Impossible as impossible:
            self._context.ways.say(" ".join(map(words.fault, impossible.faults)))
        except Problem as problem:
            self._context.ways.say(str(problem))
        else:
            return True
        return False
