# SPDX-License-Identifier: Apache-2.0
"""What the steps of the first run have in common: how far one is, a question, and the ways on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from companion.domain.faults import Impossible
from companion.domain.records import Record
from companion.language import _
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.forms.form import Form, Keeper
from companion.ui.welcome.first_run import STEPS, At
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, Flow, beside, button, key_hint, label
from companion.ui.widgets.how_far import how_far, how_far_words


class Step(Card):
    """One step.

    Signals: ``done`` when it was answered or passed over; ``wants_view`` with a part to be seen.
    """

    done = Signal()
    wants_view = Signal(QWidget)

    def __init__(self, context: Context, at: At, question: str) -> None:
        super().__init__()
        self.context = context
        self.answer = AnswerLine()
        self.body.setSpacing(16)
        said = question
        if at in STEPS:
            place = STEPS.index(at) + 1, len(STEPS)
            self.add(how_far(*place))
            said = _("{place}. {question}").format(place=how_far_words(*place), question=question)
        self.add(label(question, "question"))
        self.said = said
        """What a screen reader is told when the step comes up."""
        self.setAccessibleName(said)

    def first(self) -> QWidget:
        """Give the control that the keyboard begins with."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Do what the Enter key does."""
        self.done.emit()

    def leave(self) -> None:
        """Keep what is half filled in."""

    def keep(self, form: Form, keeper: Keeper, record: Record, what: str) -> bool:
        """Save what a form gave, and let go of its draft; where it cannot be, say why."""
        try:
            self.context.save(record, what)
            keeper.drop()
        except Impossible as impossible:
            self.answer.say(form.show_faults(impossible), fault=True)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
        else:
            return True
        return False

    def add_ways(self, *ways: QWidget) -> None:
        """Put what can be pressed at the foot, after what there is to say."""
        self.add(self.answer)
        line = Flow(spacing=12)
        for way in ways:
            line.addWidget(way)
        self.add(line)
        self.fill()

    def next_button(self, words: str) -> tuple[QPushButton, QWidget]:
        """Give the way on, and it beside the sign of its key."""
        made = button(words, "primary")
        made.clicked.connect(self.go_on)
        return made, beside(made, key_hint("Return"))
