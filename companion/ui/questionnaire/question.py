# SPDX-License-Identifier: Apache-2.0
"""One question on the screen: how far one is, its words, its answers, and the ways on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from companion.domain.instrument import InstrumentItem
from companion.language import _
from companion.ui.context import Context
from companion.ui.questionnaire.filling import Filling
from companion.ui.questionnaire.number_row import NumberRow
from companion.ui.widgets.answer import AnswerButton
from companion.ui.widgets.basics import Flow, button, label, row
from companion.ui.widgets.how_far import how_far

LONG_QUESTION = 64
"""Letters from which a question is set in the size of a page's title."""


class QuestionView(QWidget):
    """The question at which a person stands. What is said about safety is put into ``safety``.

    Signals: ``answered`` with the points chosen; ``went_back``, ``went_on``, ``left_out``.
    """

    answered = Signal(int)
    went_back = Signal()
    went_on = Signal()
    left_out = Signal()

    def __init__(self, filling: Filling, context: Context) -> None:
        super().__init__()
        self._context = context
        self.answers: list[AnswerButton] | list[QPushButton] = []
        items, item, place = filling.items, filling.item, filling.position
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(16)
        self._layout.addWidget(how_far(place + 1, len(items)))
        for words in _above(filling, item):
            self._layout.addWidget(label(words, "secondary"))
        role = "question" if len(item.text) < LONG_QUESTION else "title"
        self._layout.addWidget(label(item.text, role))
        self.first = self._add_answers(item, filling.value(item))
        self.safety = QVBoxLayout()
        self.safety.setSpacing(8)
        self._layout.addLayout(self.safety)
        self._layout.addLayout(self._ways(filling, item))

    # ---- building

    def _add_answers(self, item: InstrumentItem, value: int | None) -> QWidget:
        """Put the answers there; give the one that the keyboard begins with."""
        if item.ends_only:
            numbers = NumberRow(item.options, value, self._context)
            for number in numbers.buttons:
                self._connect(number, item, number.option.value)
            self.answers = list[QPushButton](numbers.buttons)
            self._layout.addWidget(numbers)
            return numbers.first
        column = QVBoxLayout()
        column.setSpacing(8)
        made = [AnswerButton(option, self._context) for option in item.options]
        for each in made:
            each.setChecked(each.option.value == value)
            self._connect(each, item, each.option.value)
            column.addWidget(each)
        self.answers = made
        self._layout.addLayout(column)
        chosen = [each for each in made if each.isChecked()]
        return chosen[0] if chosen else made[0]

    def _connect(self, made: QPushButton, item: InstrumentItem, value: int) -> None:
        made.setAccessibleDescription(item.text)
        made.clicked.connect(lambda: self.answered.emit(value))

    def _ways(self, filling: Filling, item: InstrumentItem) -> Flow:
        """Give the way back, the way on, and the way past a question that may be left out."""
        flow = Flow(spacing=12)
        if filling.position > 0:
            earlier = button(_("Earlier question"), "quiet")
            earlier.setIcon(self._context.theme.icon("arrow-left", "accent"))
            earlier.setIconSize(self._context.theme.icon_size)
            earlier.clicked.connect(self.went_back.emit)
            flow.addWidget(_with_key(earlier, "←"))
        if filling.value(item) is not None:
            on = button(_("Next question"), "quiet")
            on.clicked.connect(self.went_on.emit)
            flow.addWidget(_with_key(on, "→"))
        elif not item.scored:
            past = button(_("Leave this one out"), "quiet")
            past.clicked.connect(self.left_out.emit)
            flow.addWidget(_with_key(past, "→"))
        return flow


def _above(filling: Filling, item: InstrumentItem) -> list[str]:
    """Give what stands above a question: the instruction above the first, the stem where it fits."""
    instrument = filling.instrument
    words = [instrument.instruction] if filling.position == 0 else []
    if item.scored:
        words.append(instrument.stem)
    return [each for each in words if each]


def _with_key(made: QWidget, sign: str) -> QWidget:
    """Give a button with the sign of its key beside it."""
    whole = QWidget()
    key = label(sign, "key", wrap=False)
    key.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    whole.setLayout(row(made, key))
    return whole
