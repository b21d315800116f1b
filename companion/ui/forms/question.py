# SPDX-License-Identifier: Apache-2.0
"""A question for the doctor or the clinic."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from companion.domain.moment import fixed
from companion.domain.records import Question, Record
from companion.domain.visit import with_answer
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.fields import ToggleField, WordsField
from companion.ui.widgets.heard import HeardLine


class QuestionForm(Form):
    """The question's words; later, that it was answered, and what the answer was."""

    draft_name = "question"

    def __init__(self, context: Context) -> None:
        self.title = _("Question for the doctor")
        self.saved = _("Question for the doctor")
        self._shown: Question | None = None
        super().__init__(context)

    def _build(self) -> None:
        self.add("words", WordsField(_("What do you want to ask?"), lines=4))
        self.answered = ToggleField(_("It was answered"))
        self.add("answered", self.answered)
        self.answered.hide()
        self.answer = WordsField(_("What was the answer?"), lines=3)
        self.add("answer", self.answer)
        self.answer.hide()
        self.answered.edited.connect(self._show_answer)
        self.body.addWidget(HeardLine(self.context))

    def make(self) -> Question:
        """Give the question."""
        shown = self._shown or Question(at=fixed(self.context.now()), words="")
        record = replace(shown, words=self.fields["words"].value())
        if not self.answered.value():
            return replace(record, answered=False, answer="")
        return with_answer(record, self.answer.value())

    def show_record(self, record: Record) -> None:
        """Show a question for editing."""
        assert isinstance(record, Question)
        self._shown = record
        self.fields["words"].set_raw(record.words)
        self.answered.set_raw(record.answered)
        self.answered.show()
        self.answer.set_raw(record.answer)
        self._show_answer()

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put everything back as it was typed."""
        super().set_raw(raw)
        self._show_answer()

    def _show_answer(self) -> None:
        self.answer.setVisible(self.answered.value())
