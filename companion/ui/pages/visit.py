# SPDX-License-Identifier: Apache-2.0
"""A visit to the psychiatrist or clinic: what to raise before it, what was said and decided after."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.faults import Impossible
from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Medicine,
    Question,
    Response,
    Session,
    SideEffect,
)
from companion.domain.safety import to_ask
from companion.domain.visit import (
    answered_between,
    in_places,
    is_begun,
    one_after,
    one_before,
    raised,
)
from companion.language import _
from companion.problem import Problem
from companion.storage.diary import Undone
from companion.ui import dates, words
from companion.ui.context import Context
from companion.ui.pages.page import Page, unknown_entry
from companion.ui.pages.state import state_of
from companion.ui.visit.cards import DecidedCard, LastTimeCard, NextCard, SinceCard
from companion.ui.visit.questions import Order, QuestionsCards
from companion.ui.visit.reading import find_visit, read_since
from companion.ui.widgets.basics import Card, Columns, Flow, button, label, stack


class VisitPage(Page):
    """Shows one visit. Every press is saved at once; words are kept as a draft until saved."""

    shows = (Appointment, Question, Session, SideEffect, Response, Medicine, CheckIn)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wanted = ""
        self._visit: Entry[Appointment] | None = None
        self._saves = False
        self._near_in: object = None
        """In which state the one that is shown was the one that is near."""
        self._read_in: object = None
        """In which state what is shown was read."""
        self._together: tuple[str | None, int] = (None, 0)
        self.questions = QuestionsCards(context)
        self.since = SinceCard(context)
        self.last_time = LastTimeCard(context)
        self.decided = DecidedCard(context)
        self.next = NextCard(context)
        self.change = button(_("Change time or place"))
        self.not_held = button(_("It did not take place"), "quiet")
        self._build()

    @property
    def whereabouts(self) -> str:
        """The visit that is shown."""
        return self._visit.id if self._visit is not None else self._wanted

    def show_argument(self, argument: str) -> None:
        """Take the visit by its id; none means the one that is near, whichever was shown before."""
        self._wanted = argument
        state = None if argument else state_of(self.context)
        if state is not None and state != self._near_in and self._visit is not None:
            near = find_visit(self.context, "")
            if near is None or near.id != self._visit.id:
                self._visit = self._read_in = None
        self._near_in = state

    def refresh(self) -> None:
        """Read the visit and its questions again; what is being typed stays."""
        if self._saves:
            return
        state = state_of(self.context, self._wanted)
        if state == self._read_in:
            return
        self._read_in = None
        self._visit = find_visit(self.context, self.whereabouts if self._stays() else self._wanted)
        found = self._visit is not None
        self._place.setVisible(found)
        self._nothing.setVisible(not found)
        if self._visit is None:
            self._show_nothing()
        else:
            self._show_visit(self._visit)
        self._read_in = state

    def leave(self) -> None:
        """Keep what is half typed."""
        self.questions.keep_drafts()
        self.decided.keep_draft()

    def undo(self) -> Undone | None:
        """Take the last change back; a change of the order took more than one write."""
        step, writes = self._together
        if step is None or step != self.context.diary.last_step:
            return self.context.diary.undo()
        self._saves = True
        undone = None
        try:
            for _write in range(writes):
                undone = self.context.diary.undo()
        finally:
            self._saves = False
            self._together = (None, 0)
            self.refresh()
        return undone

    # ---- showing

    def _stays(self) -> bool:
        """Tell whether the visit that is shown is the one that is wanted."""
        return self._visit is not None and self._wanted in ("", self._visit.id)

    def _show_visit(self, visit: Entry[Appointment]) -> None:
        now, record = self.context.now(), visit.record
        name = record.with_whom.strip()
        self.title.setText(_("Visit with {name}").format(name=name) if name else _("Visit"))
        told = [dates.day_and_clock(record.plan.at), dates.when(record.plan.day, now.date())]
        if record.words.strip():
            told.append(" ".join(record.words.split()))
        self.subtitle.setText(dates.begun(" · ".join(told)))
        visits = self.context.diary.entries(Appointment)
        before, after = one_before(visits, visit), one_after(visits, visit)
        begun = is_begun(record, now)
        asked = self.context.diary.entries(Question)
        self._show_questions(asked, visit, after, is_begun=begun)
        self.since.show_since(read_since(self.context, visit, visits))
        answered = (
            answered_between(asked, before.record.plan.day, record.plan.day) if before else ()
        )
        self.last_time.show_visit(before, answered)
        self.decided.setVisible(begun)
        self.next.setVisible(begun)
        self.decided.show_visit(visit)
        self.next.show_next(after)

    def _show_questions(
        self,
        asked: tuple[Entry[Question], ...],
        visit: Entry[Appointment],
        after: Entry[Appointment] | None,
        *,
        is_begun: bool,
    ) -> None:
        first = raised(asked)
        picked = {entry.id for entry in first}
        others = [
            entry
            for entry in to_ask(asked, self.context.content.suicide_items)
            if entry.id not in picked
        ]
        until = after.record.plan.day if after is not None else None
        answered = answered_between(asked, visit.record.plan.day, until) if is_begun else ()
        self.questions.show_questions(first, others, answered, is_begun=is_begun)

    def _show_nothing(self) -> None:
        self.title.setText(_("Visit"))
        self.subtitle.setText("")
        planned = _(
            "Here you get ready for a visit to your doctor or clinic, and keep what was said "
            "there. Add the visit to begin."
        )
        self._nothing_words.setText(unknown_entry() if self._wanted else planned)

    # ---- slots

    def _on_placed(self, order: Order, no_more: Order) -> None:
        """Keep the new order: one write for each question whose place changed, one undo for all."""
        changes = in_places(order, no_more)
        if not changes:
            return
        self._saves = True
        try:
            for entry, record in changes[:-1]:
                self.context.diary.change(entry.id, record)
            entry, record = changes[-1]
            self.context.save(record, _("What to raise"), entry)
            self._together = (self.context.diary.last_step, len(changes))
        except (Impossible, Problem) as refused:
            self.context.ways.say(words.refused(refused))
        finally:
            self._saves = False
            self.refresh()

    def _on_settled(self, entry: Entry[Question], record: Question, said: str) -> None:
        try:
            self.context.save(record, said, entry)
        except (Impossible, Problem) as refused:
            self.context.ways.say(words.refused(refused))

    def _edit(self) -> None:
        from companion.ui.forms.appointment import AppointmentForm
        from companion.ui.forms.form import FormDialog

        if self._visit is not None:
            FormDialog.ask(AppointmentForm(self.context), self.window(), self._visit)

    def _remove(self) -> None:
        if self._visit is not None:
            self._wanted = self._visit.id
            self.context.remove(self._visit)

    def _add(self) -> None:
        from companion.ui.forms.appointment import AppointmentForm
        from companion.ui.forms.form import FormDialog

        kept = FormDialog.ask(AppointmentForm(self.context), self.window())
        if kept is not None:
            self.context.ways.open_page("visit", kept.id)

    # ---- building

    def _build(self) -> None:
        self.add_head(_("Visit"))
        left = stack(self.questions)
        right = stack(self.decided, self.next, self.last_time, self.since)
        narrow = self.context.theme.scaled(760)
        self._columns = Columns([(left, 12), (right, 9)], narrow=narrow)
        self._place = QWidget()
        place = QVBoxLayout(self._place)
        place.setContentsMargins(0, 0, 0, 0)
        place.setSpacing(18)
        place.addWidget(self._columns)
        changes = Flow(spacing=8)
        changes.addWidget(self.change)
        changes.addWidget(self.not_held)
        place.addLayout(changes)
        self._nothing = Card()
        self._nothing_words = label("")
        add = button(_("Add a visit"), "primary")
        add.clicked.connect(self._add)
        back = button(_("Back to Today"), "outline")
        back.clicked.connect(lambda: self.context.ways.open_page("today"))
        self._nothing.add(self._nothing_words)
        ways = Flow(spacing=8)
        ways.addWidget(add)
        ways.addWidget(back)
        self._nothing.add(ways)
        self.body.addWidget(self._place)
        self.body.addWidget(self._nothing)
        self.body.addStretch(1)
        self.questions.placed.connect(self._on_placed)
        self.questions.settled.connect(self._on_settled)
        self.change.clicked.connect(self._edit)
        self.not_held.clicked.connect(self._remove)
