# SPDX-License-Identifier: Apache-2.0
"""What to raise at the next visit: three questions in their order, and the other open ones."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.faults import Impossible
from companion.domain.moment import fixed
from companion.domain.records import Entry, Question, Record
from companion.domain.safety import to_ask
from companion.domain.visit import MOST_RAISED, in_places, moved, raised, with_answer
from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage.diary import Undone
from companion.ui import words
from companion.ui.context import Context
from companion.ui.visit.kept_words import KeptWords
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, Flow, button, clear, label
from companion.ui.widgets.entry_row import shortened
from companion.ui.widgets.fold import Fold
from companion.ui.widgets.heard import HeardLine

Order = Sequence[Entry[Question]]
Way = tuple[str, str, Callable[[], None]]
"""What can be done with a question: its key, its word, and the doing."""
UP, DOWN, OFF, PICK, DONE = "up", "down", "off", "pick", "done"


class ThreeThingsCard(Card):
    """Questions to pick, to put in order by buttons, to add and to tick off; each is saved at once."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Raise three things"))
        self._context = context
        self._raised: Order = ()
        self._together: tuple[str | None, int] = (None, 0)
        self._focus: tuple[str, str] | None = None
        self._buttons: dict[tuple[str, str], QPushButton] = {}
        self._picked = QVBoxLayout()
        self._picked.setSpacing(10)
        self.answer = AnswerLine()
        self.new = KeptWords(
            context,
            _("Add a question"),
            draft="report-question",
            make=self._new_question,
            what=_("Question for the doctor"),
            says=_("Add"),
        )
        self.others = Fold("", context.theme)
        self.add(self._picked)
        self.add(self.answer)
        self.add(self.new)
        self.add(self.others)
        self.add(HeardLine(context))

    def show_questions(self) -> None:
        """Read the questions again."""
        questions = self._context.diary.entries(Question)
        self._raised = raised(questions)
        ids = {entry.id for entry in self._raised}
        suicide_items = self._context.content.suicide_items
        others = [entry for entry in to_ask(questions, suicide_items) if entry.id not in ids]
        self._buttons = {}
        clear(self._picked)
        clear(self.others.body)
        for number, entry in enumerate(self._raised, 1):
            self._picked.addWidget(self._raised_row(entry, number))
        if not self._raised:
            hint = _("Up to three go first on the page. Three are easier to get answered.")
            self._picked.addWidget(label(hint, "secondary"))
        for entry in others:
            offered = [(PICK, _("Raise this"), partial(self._pick, entry))]
            self.others.body.addWidget(self._row(entry, "", offered))
        told = ngettext("{n} other open question", "{n} other open questions", len(others))
        self.others.press.setText(told.format(n=len(others)))
        self.others.setVisible(bool(others))
        # Once the rows lie in their place: what is not shown yet takes no focus.
        QTimer.singleShot(0, self, self._give_focus)

    def keep_draft(self) -> None:
        """Keep a question that is half typed."""
        self.new.keep_draft()

    def undo_together(self) -> Undone | None:
        """Take a new order back whole, where that was the last write; else give None."""
        step, count = self._together
        if not count or step != self._context.diary.last_step:
            return None
        self._together = (None, 0)
        done = None
        for _each in range(count):
            done = self._context.diary.undo() or done
        return done

    def _raised_row(self, entry: Entry[Question], number: int) -> QWidget:
        offered = []
        if number > 1:
            offered.append((UP, _("Up"), partial(self._move, entry, -1)))
        if number < len(self._raised):
            offered.append((DOWN, _("Down"), partial(self._move, entry, 1)))
        offered.append((OFF, _("Take off"), partial(self._take_off, entry)))
        return self._row(entry, f"{number}. ", offered)

    def _row(self, entry: Entry[Question], lead: str, offered: Sequence[Way]) -> QWidget:
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(label(lead + entry.record.words.strip()))
        ways = Flow(spacing=16)
        settle = (DONE, _("Done"), partial(self._settle, entry))
        short = shortened(entry.record.words)
        for action, said, act in (*offered, settle):
            name = _("{action}: {question}").format(action=said, question=short)
            made = button(said, "plain", name=name)
            made.clicked.connect(lambda _checked=False, act=act: act())
            self._buttons[entry.id, action] = made
            ways.addWidget(made)
        layout.addLayout(ways)
        return whole

    # ---- what is done

    def _new_question(self, typed: str) -> Record:
        """Make a question: to raise while there is room, else among the others."""
        place = len(self._raised) + 1
        return Question(
            at=fixed(self._context.now()),
            words=typed.strip(),
            to_raise=place if place <= MOST_RAISED else None,
        )

    def _pick(self, entry: Entry[Question]) -> None:
        if len(self._raised) == MOST_RAISED:
            self.answer.say(_("Three are picked already. Take one off to make room for this."))
            self._focus = (self._raised[0].id, OFF)
            self._give_focus()
            return
        self._focus = (entry.id, OFF)
        self._place((*self._raised, entry))

    def _take_off(self, entry: Entry[Question]) -> None:
        self._focus = (entry.id, PICK)
        self.others.open()
        self._place([one for one in self._raised if one.id != entry.id], [entry])

    def _move(self, entry: Entry[Question], by: int) -> None:
        self._focus = (entry.id, UP if by < 0 else DOWN)
        self._place(moved(self._raised, entry, by))

    def _settle(self, entry: Entry[Question]) -> None:
        self._save(with_answer(entry.record, entry.record.answer), _("Question answered"), entry)

    def _place(self, order: Order, no_more: Order = ()) -> None:
        """Keep a new order: one write for each question whose place changed, one undo for all."""
        changes = in_places(order, no_more)
        try:
            for entry, record in changes[:-1]:
                self._context.diary.change(entry.id, record)
        except (Impossible, Problem) as refused:
            self.answer.say(words.refused(refused), fault=True)
            return
        for entry, record in changes[-1:]:
            if self._save(record, _("What to raise"), entry):
                self._together = (self._context.diary.last_step, len(changes))

    def _save(self, record: Record, what: str, entry: Entry[Question]) -> bool:
        self.answer.say("")
        try:
            self._context.save(record, what, entry)
        except (Impossible, Problem) as refused:
            self.answer.say(words.refused(refused), fault=True)
            return False
        return True

    def _give_focus(self) -> None:
        """Put the focus where it was: on the same question, now in another place."""
        if self._focus is None:
            return
        (key, action), self._focus = self._focus, None
        beside = next((made for (each, _a), made in self._buttons.items() if each == key), None)
        target = self._buttons.get((key, action)) or beside
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
