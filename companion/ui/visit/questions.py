# SPDX-License-Identifier: Apache-2.0
"""The questions for a visit: three to raise in their order, the others, and those answered."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.moment import fixed
from companion.domain.records import Entry, Question, Record
from companion.domain.visit import MOST_RAISED, moved, with_answer
from companion.language import _
from companion.ui.context import Context
from companion.ui.visit.kept_words import KeptWords
from companion.ui.widgets.basics import Card, Flow, button, clear, label, row, rule
from companion.ui.widgets.entry_row import shortened
from companion.ui.widgets.heard import HeardLine

Order = Sequence[Entry[Question]]

UP, DOWN, OFF, PICK, ANSWERED, OPEN_AGAIN = "up", "down", "off", "pick", "answered", "open_again"


class QuestionRow(QWidget):
    """One question in its words, and below it what can be done with it."""

    def __init__(self, entry: Entry[Question], number: int | None) -> None:
        super().__init__()
        self.entry = entry
        self.buttons: dict[str, QPushButton] = {}
        said = entry.record.words.strip()
        words = label(said if number is None else f"{number}. {said}", "strong" if number else "")
        self.ways = Flow(spacing=16)
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(6)
        self.layout_.addWidget(words)
        self.layout_.addLayout(self.ways)

    def add_way(
        self, action: str, said: str, do: Callable[[], None], role: str = "plain"
    ) -> QPushButton:
        """Offer one thing that can be done."""
        name = _("{action}: {question}").format(
            action=said, question=shortened(self.entry.record.words)
        )
        made = button(said, role, name=name)
        made.clicked.connect(lambda _checked=False: do())
        self.buttons[action] = made
        self.ways.addWidget(made)
        return made


class QuestionsCards(QWidget):
    """Three cards of questions.

    Signals: ``placed`` with the new order, and with what is not to be raised any more; ``settled``
    with an entry and its record changed, and with what is to be said about it.
    """

    placed = Signal(object, object)
    settled = Signal(object, object, str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._raised: Order = ()
        self._shown: object = None
        self._wants: Entry[Question] | None = None
        self._focus: tuple[str, str] | None = None
        self.rows: dict[str, QuestionRow] = {}
        self.answers: dict[str, KeptWords] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(18)
        self.raising = Card(_("Three things to raise"))
        self.others = Card(_("Your other open questions"))
        self.answered = Card(_("Answered"))
        self._lists: dict[Card, QVBoxLayout] = {}
        for card in (self.raising, self.others, self.answered):
            self._lists[card] = QVBoxLayout()
            self._lists[card].setSpacing(14)
            card.add(self._lists[card])
            layout.addWidget(card)
        self.asking = self._build_asking()
        self.raising.body.insertWidget(1, self.asking)
        self.new = KeptWords(
            context,
            _("Add a question"),
            draft="visit-question",
            make=self._new_question,
            what=_("Question for the doctor"),
            says=_("Add"),
        )
        self.raising.add(rule())
        self.raising.add(self.new)
        self.raising.add(HeardLine(context))

    def show_questions(
        self, raised: Order, others: Order, answered: Order, *, is_begun: bool
    ) -> None:
        """Show the questions; from the visit's day on each can be ticked and answered."""
        self._raised = raised
        wants = self._wants.id if self._wants is not None else ""
        if wants and (len(raised) < MOST_RAISED or all(entry.id != wants for entry in others)):
            self._wants, wants = None, ""
        shown = (tuple(raised), tuple(others), tuple(answered), is_begun, wants)
        if shown == self._shown:
            return
        self._shown = shown
        self.keep_drafts()
        if self._focus is None:
            worked_on = (key for key, each in self.answers.items() if each.is_worked_on)
            self._focus = next(((key, ANSWERED) for key in worked_on), None)
        self.rows, self.answers = {}, {}
        for each in self._lists.values():
            clear(each)
        self._show_raised(raised, is_begun=is_begun)
        for entry in others:
            self._show_other(entry, is_begun=is_begun)
        for entry in answered:
            self._show_answered(entry)
        self.others.setVisible(bool(others))
        self.answered.setVisible(bool(answered))
        self.asking.setVisible(self._wants is not None)
        # Once the rows lie in their place: what is not shown yet takes no focus.
        QTimer.singleShot(0, self, self._give_focus)

    def keep_drafts(self) -> None:
        """Keep what is half typed."""
        for each in (self.new, *self.answers.values()):
            each.keep_draft()

    # ---- building

    def _build_asking(self) -> QWidget:
        """Ask which of the three is to make room for a fourth."""
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(
            label(_("Three are picked already. Which one should make room?"), "strong")
        )
        never = button(_("None, leave it as it is"), "plain")
        never.clicked.connect(self._never_mind)
        layout.addLayout(row(never, 1))
        whole.hide()
        return whole

    def _show_raised(self, raised: Order, *, is_begun: bool) -> None:
        if not raised:
            hint = _("Pick up to three, or add one here. Three are easier to get answered.")
            self._lists[self.raising].addWidget(label(hint, "secondary"))
        for number, entry in enumerate(raised, 1):
            made = self._add(self.raising, entry, number)
            if self._wants is not None:
                made.add_way(OFF, _("This one"), partial(self._make_room, entry), "outline")
                continue
            if is_begun:
                made.add_way(ANSWERED, _("It was answered"), partial(self._answer, entry), "")
            if number > 1:
                made.add_way(UP, _("Move up"), partial(self._move, entry, -1))
            if number < len(raised):
                made.add_way(DOWN, _("Move down"), partial(self._move, entry, 1))
            made.add_way(OFF, _("Take off"), partial(self._take_off, entry))

    def _show_other(self, entry: Entry[Question], *, is_begun: bool) -> None:
        made = self._add(self.others, entry, None)
        if is_begun:
            made.add_way(ANSWERED, _("It was answered"), partial(self._answer, entry), "")
        made.add_way(PICK, _("Raise this"), partial(self._pick, entry))

    def _show_answered(self, entry: Entry[Question]) -> None:
        made = self._add(self.answered, entry, None)
        answer = KeptWords(
            self._context,
            _("What was the answer?"),
            draft=f"visit-answer:{entry.id}",
            make=lambda typed: with_answer(entry.record, typed),
            what=_("Answer"),
            entry=entry,
            as_kept=entry.record.answer,
            lines=2,
        )
        self.answers[entry.id] = answer
        made.layout_.insertWidget(1, answer)
        made.add_way(OPEN_AGAIN, _("Not answered after all"), partial(self._open_again, entry))

    def _add(self, card: Card, entry: Entry[Question], number: int | None) -> QuestionRow:
        if self._lists[card].count():
            self._lists[card].addWidget(rule())
        made = QuestionRow(entry, number)
        self.rows[entry.id] = made
        self._lists[card].addWidget(made)
        return made

    # ---- slots

    def _new_question(self, typed: str) -> Record:
        """Make a question: to raise while there is room, else on the list below."""
        place = len(self._raised) + 1
        return Question(
            at=fixed(self._context.now()),
            words=typed.strip(),
            to_raise=place if place <= MOST_RAISED else None,
        )

    def _pick(self, entry: Entry[Question]) -> None:
        if len(self._raised) < MOST_RAISED:
            self._focus = (entry.id, OFF)
            self.placed.emit((*self._raised, entry), ())
            return
        self._wants = entry
        self._focus = (self._raised[0].id, OFF)
        self._ask_again()

    def _make_room(self, entry: Entry[Question]) -> None:
        wanted, self._wants = self._wants, None
        assert wanted is not None
        self._focus = (wanted.id, OFF)
        order = [wanted if one.id == entry.id else one for one in self._raised]
        self.placed.emit(tuple(order), (entry,))

    def _never_mind(self) -> None:
        assert self._wants is not None
        self._focus, self._wants = (self._wants.id, PICK), None
        self._ask_again()

    def _move(self, entry: Entry[Question], by: int) -> None:
        self._focus = (entry.id, UP if by < 0 else DOWN)
        self.placed.emit(moved(self._raised, entry, by), ())

    def _take_off(self, entry: Entry[Question]) -> None:
        self._focus = (entry.id, PICK)
        rest = tuple(one for one in self._raised if one.id != entry.id)
        self.placed.emit(rest, (entry,))

    def _answer(self, entry: Entry[Question]) -> None:
        self._focus = (entry.id, ANSWERED)
        record = with_answer(entry.record, entry.record.answer)
        self.settled.emit(entry, record, _("Question answered"))

    def _open_again(self, entry: Entry[Question]) -> None:
        self._focus = (entry.id, ANSWERED)
        self.answers[entry.id].keep_draft()
        self.settled.emit(entry, replace(entry.record, answered=False), _("Question open again"))

    def _ask_again(self) -> None:
        """Show the same questions with what is asked now."""
        assert isinstance(self._shown, tuple)
        raised, others, answered, is_begun, _wants = self._shown
        self.show_questions(raised, others, answered, is_begun=is_begun)

    def _give_focus(self) -> None:
        """Put the focus where it was: on the same question, now in another place."""
        if self._focus is None:
            return
        (key, action), self._focus = self._focus, None
        if key in self.answers and action == ANSWERED:
            self.answers[key].control().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        made = self.rows.get(key)
        if made is None or not made.buttons:
            return
        offered = made.buttons.get(action) or next(iter(made.buttons.values()))
        offered.setFocus(Qt.FocusReason.OtherFocusReason)
