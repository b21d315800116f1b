# SPDX-License-Identifier: Apache-2.0
"""Prepare: the checklist as a walk, one item at a time, hung on the session's clock times."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain import checklist, course
from companion.domain.checklist import Checklist, Step
from companion.domain.faults import Impossible
from companion.domain.records import (
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Person,
    Question,
    Session,
)
from companion.language import _
from companion.problem import Problem
from companion.ui import dates, words
from companion.ui.context import Context
from companion.ui.forms.form import FormDialog
from companion.ui.forms.plan import PlanForm
from companion.ui.pages.page import Page
from companion.ui.sessions import run_for, session_title
from companion.ui.walk.item_card import ItemCard
from companion.ui.walk.step_list import StepList
from companion.ui.walk.summary_card import SummaryCard
from companion.ui.widgets.basics import Card, Columns, button, label, row


class PreparePage(Page):
    """Walks through one session's checklist. Every answer is saved at once."""

    shows = (Session, ChecklistRun, Person)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wanted = ""
        self._session: Entry[Session] | None = None
        self._checklist: Checklist | None = None
        self._steps: tuple[Step, ...] = ()
        self._at = 0
        self.list = StepList(context)
        self.item = ItemCard(context)
        self.summary = SummaryCard(context)
        self._empty = QVBoxLayout()
        self._build()
        self._connect()

    def show_argument(self, argument: str) -> None:
        """Take the session to prepare for; none means the next one."""
        self._wanted = argument
        self._session = None

    def refresh(self) -> None:
        """Read the session and its answers again."""
        before = self._session.id if self._session else None
        self._session = self._find_session()
        self._checklist = (
            self.context.content.checklist_for(self._session.record.route)
            if self._session
            else None
        )
        ready = self._session is not None and self._checklist is not None
        self._walk.setVisible(ready)
        self._nothing.setVisible(not ready)
        if not ready:
            self._steps = ()
            self._show_nothing()
            return
        self._read_steps()
        if self._session and self._session.id != before:
            self._at = self._first_open()
        self._show()

    def leave(self) -> None:
        """Keep what stands in the small field."""
        self.item.keep_draft()

    def back(self) -> None:
        """Show the item before."""
        if self._steps:
            self._go(max(0, self._at - 1))

    def go_on(self) -> None:
        """Show the item after, and after the last the summary."""
        if self._steps:
            self._go(min(len(self._steps), self._at + 1))

    # ---- slots

    def _on_answered(self, choice: Choice, typed: str, reason: str) -> None:
        step = self._steps[self._at]
        answer = Answer(
            item=step.item.id, choice=choice, at=self.context.now(), words=typed, reason=reason
        )
        try:
            if choice is Choice.ASK:
                self._ask(step)
            self._keep(answer)
        except (Impossible, Problem) as error:
            self.context.ways.say(str(error))
            return
        if choice in (Choice.YES, Choice.NOT_APPLICABLE):
            self.go_on()

    def _keep(self, answer: Answer) -> None:
        if self._session is None or self._checklist is None:
            return
        self.item.drop_draft()
        entry = run_for(self.context, self._session)
        begun = ChecklistRun(session_id=self._session.id, checklist=self._checklist.id)
        run = entry.record if entry else begun
        self.context.save(checklist.answered(run, answer), "", entry)

    def _ask(self, step: Step) -> None:
        questions = self.context.diary.entries(Question)
        if any(q.record.from_item == step.item.id and not q.record.answered for q in questions):
            return
        asked = self.context.content.items[step.item.id].label
        day = dates.weekday_date(self._session.record.plan.day) if self._session else ""
        text = _("Before the session of {day}: {item}").format(day=day, item=asked)
        self.context.diary.add(Question(at=self.context.now(), words=text, from_item=step.item.id))

    # ---- showing

    def _show(self) -> None:
        if self._session is None:
            return
        session = self._session.record
        self.title.setText(session_title(self.context, self._session))
        how = words.route(session.route) if session.route else _("not said how")
        self.subtitle.setText(
            _("{when} · {how} · your clinic’s instructions come first").format(
                when=dates.day_and_clock(session.plan.moment()), how=how
            )
        )
        self.list.show_steps(self._steps, self._at, session)
        at_end = self._at >= len(self._steps)
        self.item.setVisible(not at_end)
        self.summary.setVisible(at_end)
        if at_end:
            self.summary.show_readiness(self._steps)
        else:
            self.item.show_step(self._steps[self._at], self._at + 1, len(self._steps), session)
        self._name_ways()

    def _name_ways(self) -> None:
        items = self.context.content.items
        first, last = self._at == 0, self._at >= len(self._steps)
        self._back.setVisible(not first)
        self._on.setVisible(not last)
        if not first:
            self._back.setText("←  " + items[self._steps[self._at - 1].item.id].label)
        if not last:
            following = self._steps[self._at + 1 : self._at + 2]
            name = items[following[0].item.id].label if following else _("Where you stand")
            self._on.setText(name + "  →")

    def _show_nothing(self) -> None:
        self.title.setText(_("Prepare"))
        if self._session is None:
            self.subtitle.setText("")
            self._nothing_words.setText(
                _(
                    "Here you walk through what to have in place for a session: one thing at a "
                    "time, with its clock time. Add your next session to begin."
                )
            )
            self._add.setText(_("Add a session"))
            return
        self.subtitle.setText(dates.day_and_clock(self._session.record.plan.moment()))
        if self._session.record.route is None:
            text = _("Say how the medicine is given, and the checklist for it opens here.")
        else:
            text = _(
                "Companion has checklists for IV infusions and esketamine nasal spray. For this "
                "way of taking it, please use the sheet your clinic or prescriber gave you. The "
                "session itself can be recorded here."
            )
        self._nothing_words.setText(text)
        self._add.setText(_("Change the session"))

    def _build(self) -> None:
        self.add_head(_("Prepare"))
        self._back = button("", "quiet")
        self._on = button("", "quiet")
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self.item)
        side.addWidget(self.summary)
        side.addLayout(row(self._back, 1, self._on))
        side.addStretch(1)
        narrow = self.context.theme.scaled(640)
        self._walk = Columns([(self.list, 8), (right, 20)], narrow=narrow, main_last=True)
        self._nothing = Card()
        self._nothing_words = label("")
        self._add = button("", "primary")
        self._nothing.add(self._nothing_words)
        self._nothing.add(row(self._add, 1))
        self.body.addWidget(self._walk)
        self.body.addWidget(self._nothing)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back)
        self._on.clicked.connect(self.go_on)
        self._add.clicked.connect(self._change_plan)
        self.list.chosen.connect(self._go)
        self.item.answered.connect(self._on_answered)
        self.summary.back_to.connect(self._go)
        self._key("Left", self.back)
        self._key("Right", self.go_on)
        for number, choice in enumerate(Choice, 1):
            self._key(str(number), partial(self._choose, choice))

    def _key(self, key: str, action: Callable[[], None]) -> None:
        """Answer a key wherever the focus is on the page; a text field keeps its own."""
        shortcut = QShortcut(QKeySequence(key), self, action)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _choose(self, choice: Choice) -> None:
        if self.item.isVisible():
            self.item.choose(choice)

    def _change_plan(self) -> None:
        FormDialog.ask(PlanForm(self.context), self.window(), self._session)

    # ---- reading

    def _find_session(self) -> Entry[Session] | None:
        sessions = self.context.diary.entries(Session)
        if self._wanted:
            found = next((entry for entry in sessions if entry.id == self._wanted), None)
            if found is not None:
                return found
        now = self.context.now()
        held = course.held_sessions(sessions)
        recent = held[-1] if held and (now - held[-1].record.plan.moment()).days < 2 else None
        return course.next_session(sessions, now) or recent

    def _read_steps(self) -> None:
        if self._session is None or self._checklist is None:
            return
        run = run_for(self.context, self._session)
        record = run.record if run else None
        self._steps = checklist.steps(self._checklist, self._session.record, record)
        self._at = min(self._at, len(self._steps))

    def _first_open(self) -> int:
        now = self.context.now()
        for place, step in enumerate(self._steps):
            if step.answer is None and not checklist.is_past(step, now):
                return place
        return 0

    def _go(self, place: int) -> None:
        self.item.keep_draft()
        self._at = place
        self._show()
        self.verticalScrollBar().setValue(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
