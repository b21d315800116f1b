# SPDX-License-Identifier: Apache-2.0
"""Session: the record of one session, saved as it is typed."""

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from companion.domain.checklist import arrival
from companion.domain.faults import Impossible
from companion.domain.records import Entry, Medicine, Note, Session, SessionState, SideEffect
from companion.domain.session_day import at_hand, under_way
from companion.domain.session_record import Entered, How, first_told, how_entered
from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage.diary_reading import NotThere
from companion.ui import dates, words
from companion.ui.cards.next_session import RECORD_FROM
from companion.ui.context import Context
from companion.ui.entries import Wording
from companion.ui.forms.form import FormDialog, Keeper
from companion.ui.forms.session import SessionForm
from companion.ui.pages.page import Page, unknown_entry
from companion.ui.sessions import session_title
from companion.ui.widgets.basics import button, clear, label

if TYPE_CHECKING:
    from companion.ui.widgets.session_clock import SessionClock

SAVE_AFTER = 900
"""Milliseconds after the last keystroke at which the session is saved."""


class SessionPage(Page):
    """Shows one session. What cannot be saved yet is said at its field and kept as a draft."""

    shows = (Session, SideEffect, Note, Medicine)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._id = ""
        self._entry: Entry[Session] | None = None
        self._typed: Session | None = None
        self.form: SessionForm | None = None
        self._keeper: Keeper | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER)
        self._timer.timeout.connect(self.save)
        self.add_head(_("Session"))
        self._move = button(_("Change or move"))
        self._cancel = button("")
        self._screen = button(_("Session-day screen"), "outline")
        self._history = button(_("History of edits"))
        self._done = button(_("Done"), "primary")
        for made in (self._screen, self._move, self._cancel, self._history, self._done):
            self.head_actions.addWidget(made)
        self._message = label("", "fault")
        self._message.hide()
        self._place = QVBoxLayout()
        self._clock_place = QVBoxLayout()
        self._clock_of: tuple[str, datetime] | None = None
        self._clock: SessionClock | None = None
        self.body.addLayout(self._clock_place)
        self.body.addWidget(self._message)
        self.body.addLayout(self._place)
        self.body.addStretch(1)
        self._move.clicked.connect(self._change_plan)
        self._cancel.clicked.connect(self._toggle_cancelled)
        self._screen.clicked.connect(self._open_screen)
        self._history.clicked.connect(self._show_history)
        self._done.clicked.connect(context.ways.go_back)

    def show_argument(self, argument: str) -> None:
        """Take the id of the session to show."""
        if argument != self._id:
            self.leave()
            self._id = argument
            self._entry = None

    def refresh(self) -> None:
        """Read the session again; what is being typed stays."""
        try:
            entry = self.context.diary.get(Session, self._id)
        except NotThere:
            self._show_gone()
            return
        before, self._entry = self._entry, entry
        if self.form is None or before is None or before.id != entry.id:
            self._show_form(entry)
        elif self._changed_elsewhere(before, entry):
            if self._has_unsaved():
                self._keep_typed(entry)
            else:
                self._show_anew(entry)
        self._show_head(entry)
        self._show_rest(entry)

    def leave(self) -> None:
        """Save what was typed a moment ago."""
        if self._timer.isActive():
            self.save()

    def save(self) -> None:
        """Save the session, or say at each field why it cannot be yet."""
        self._timer.stop()
        if self.form is None or self._entry is None or self._keeper is None:
            return
        self._say("")
        record = self.form.read()
        if not isinstance(record, Session):
            self._keep_draft(_("Not saved yet. Please look at the marked field."))
            return
        # What whoever stays with the person answered meanwhile is not in the form.
        record = replace(
            record,
            checks=self._entry.record.checks,
            recorded=first_told(self._entry.record, record.start, self.context.now()),
        )
        if record == self._entry.record:
            return
        self._typed = record
        try:
            self.context.save(record, "", self._entry, draft=self._keeper.name)
        except Impossible as impossible:
            left = self.form.show_faults(impossible)
            self._keep_draft(left or _("Not saved yet. Please look at the marked field."))
        except Problem as problem:
            self._keep_draft(str(problem))
        else:
            # Not what was saved: the end of a session ends the sitter's timer, which may leave a look.
            self._entry = self.context.diary.get(Session, self._entry.id)
            self._keeper.drop()

    def _changed_elsewhere(self, before: Entry[Session], now: Entry[Session]) -> bool:
        """Tell whether it says what is not in the form; looks never are."""
        known = [before.record, *([self._typed] if self._typed is not None else [])]
        return _without_looks(now.record) not in map(_without_looks, known)

    def _has_unsaved(self) -> bool:
        """Tell whether something stands in the form that is not saved: yet, or as it was refused."""
        return self._timer.isActive() or not self._message.isHidden()

    # ---- showing

    def _show_form(self, entry: Entry[Session]) -> None:
        clear(self._place)
        self.form = SessionForm(self.context, entry.record)
        self._keeper = Keeper(self.form, f"session:{entry.id}", changes_only=True)
        kept = self._keeper.restore()
        self._say(_("Kept from before, not saved yet.") if kept else "")
        self.form.edited.connect(self._timer.start)
        for card in (self.form.effects, self.form.notes):
            card.leaving.connect(self.leave)
        self._place.addWidget(self.form)

    def _keep_typed(self, entry: Entry[Session]) -> None:
        """Show what was changed elsewhere, with what was typed and is not saved."""
        self._timer.stop()
        if self._keeper is not None:
            self._keeper.keep()
        self._show_form(entry)

    def _show_anew(self, entry: Entry[Session]) -> None:
        """Show what was changed elsewhere, as by undo; it is saved already and needs no draft."""
        if self.form is None or self._keeper is None:
            return
        self.form.show_record(entry.record)
        self._timer.stop()
        self._keeper.drop()
        self._typed = None
        self._say("")

    def _show_head(self, entry: Entry[Session]) -> None:
        session = entry.record
        self.title.setText(session_title(self.context, entry))
        parts = [dates.weekday_date(session.plan.day), words.state(session.state)]
        if session.state is SessionState.PLANNED:
            parts.append(_("arrive {time}").format(time=dates.clock(arrival(session))))
        entered = how_entered(session)
        if entered is not None:
            parts.append(_entered(entered))
        if session.moves:
            parts.append(
                _("moved {n} times").format(n=session.moves)
                if session.moves > 1
                else _("moved once")
            )
        self.subtitle.setText(dates.begun(" · ".join(parts)))
        planned = session.state is SessionState.PLANNED
        cancelled = session.state is SessionState.CANCELLED
        self._move.setVisible(planned)
        self._cancel.setVisible(planned or cancelled)
        self._history.show()
        self._cancel.setText(_("It is planned after all") if cancelled else _("It was cancelled"))
        if self.form is not None:
            self.form.setEnabled(not cancelled)
        now = self.context.now()
        runs = under_way([entry], now) is not None
        self._screen.setVisible(runs or at_hand(session, now, RECORD_FROM))
        self._show_clock(entry)

    def _show_clock(self, entry: Entry[Session]) -> None:
        """Show the running time and the sitter's timer while this session is under way."""
        running = under_way([entry], self.context.now())
        began = running.record.start if running is not None else None
        clock_of = (entry.id, began) if began is not None else None
        if clock_of != self._clock_of:
            self._clock_of = clock_of
            clear(self._clock_place)
            self._clock = None
            if began is not None:
                from companion.ui.widgets.session_clock import SessionClock

                self._clock = SessionClock(self.context, began, entry.id)
                self._clock_place.addWidget(self._clock)
        if self._clock is not None:
            self._clock.show_looks(entry.record.checks)

    def _show_rest(self, entry: Entry[Session]) -> None:
        """Show what belongs to the session and is kept beside it."""
        if self.form is None:
            return
        self.form.effects.show_those_of(entry.id)
        self.form.notes.show_those_of(entry.id)
        self.form.looks.show_looks(entry.record.checks)
        self.form.show_medicines()

    def _show_gone(self) -> None:
        self._entry = None
        self.form = None
        clear(self._place)
        clear(self._clock_place)
        self._clock_of = None
        self._clock = None
        self.title.setText(_("Session"))
        self.subtitle.setText(unknown_entry())
        for way in (self._screen, self._move, self._cancel, self._history):
            way.hide()

    # ---- slots

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def _keep_draft(self, sentence: str) -> None:
        self._say(sentence)
        if self._keeper is not None:
            self._keeper.keep()

    def _change_plan(self) -> None:
        from companion.ui.forms.plan import PlanForm

        if self._nothing_refused():
            FormDialog.ask(PlanForm(self.context), self.window(), self._entry)

    def _open_screen(self) -> None:
        if self._nothing_refused():
            self.context.ways.open_page("session_day", self._id)

    def _toggle_cancelled(self) -> None:
        if not self._nothing_refused() or self._entry is None:
            return
        cancelled = self._entry.record.state is SessionState.CANCELLED
        state = SessionState.PLANNED if cancelled else SessionState.CANCELLED
        try:
            self.context.save(replace(self._entry.record, state=state), "", self._entry)
        except (Impossible, Problem) as refused:
            self._say(words.refused(refused))

    def _nothing_refused(self) -> bool:
        """Save what was typed; tell whether all of it could be, so that nothing is lost."""
        self.leave()
        if not self._message.isHidden():
            self._say(_("Please mend or empty the marked field first. Nothing is lost."))
            return False
        return True

    def _show_history(self) -> None:
        """Show what it said before; a version brought back is shown like any other change."""
        if not self._nothing_refused() or self._entry is None:
            return
        from companion.ui.widgets.looking_back import HistoryDialog

        held = self.context.diary.held_sessions()
        numbers = {session.id: number for number, session in enumerate(held, 1)}
        wording = Wording(self.context.content, numbers)
        dialog = HistoryDialog(self.context, wording, self._entry, self)
        dialog.exec()
        dialog.deleteLater()


def _entered(entered: Entered) -> str:
    """Say how a session came into the diary."""
    if entered.how is How.LIVE:
        return _("entered as it happened")
    if entered.how is How.SAME_DAY:
        return _("entered the same day")
    words_ = ngettext("entered the next day", "entered {n} days later", entered.days)
    return words_.format(n=entered.days)


def _without_looks(session: Session) -> Session:
    return replace(session, checks=())
