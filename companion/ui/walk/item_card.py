# SPDX-License-Identifier: Apache-2.0
"""One item of the walk, large: the question, what it means, the answers, and why."""

import json

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.content import ItemWords
from companion.domain.checklist import Phase, Step, Strength
from companion.domain.records import Choice, Session
from companion.language import _
from companion.ui import calls, dates, words
from companion.ui.context import Context
from companion.ui.widgets.basics import Card, Flow, button, label, restyle, row, rule
from companion.ui.widgets.fields import WordsField


class ItemCard(Card):
    """Shows one step and takes its answer.

    Signal: ``answered`` with the choice, the small field's words, and the reason where one was
    asked for.
    """

    answered = Signal(object, str, str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._step: Step | None = None
        self._draft = ""
        self.body.setContentsMargins(40, 36, 40, 36)
        self.body.setSpacing(16)
        self._place = label("", "secondary")
        self.question = label("", "question")
        self._says = label("")
        self._when = label("", "strong")
        self._field_place = QVBoxLayout()
        self.field = WordsField(_("A few words"), show_name=False)
        self.buttons: dict[Choice, QPushButton] = {}
        self._build()

    def show_step(self, step: Step, number: int, count: int, session: Session) -> None:
        """Show a step with the answer it has."""
        item = self._context.content.items[step.item.id]
        self._step = step
        self._draft = f"walk:{session.plan.at.isoformat()}:{step.item.id}"
        place = _("{n} of {all}").format(n=number, all=count)
        if step.item.must:
            place = _("{place} · must be in place before you go").format(place=place)
        self._place.setText(place)
        self.question.setText(item.question)
        self._says.setText(item.says)
        self._show_when(step, item)
        self._show_field(step, item)
        self._show_answer(step, item)
        self._unmet.setText(calls.filled(item.unmet, self._context))
        self._why_words.setText(item.why)
        self._source.setText(self._source_words(step))
        self._reason_place.hide()
        self.reason.set_raw(step.answer.reason if step.answer else "")

    def choose(self, choice: Choice) -> None:
        """Answer; an item that must be in place asks why it doesn't apply first."""
        if self._step is None:
            return
        if choice is Choice.NOT_APPLICABLE and self._step.item.must:
            self._reason_place.show()
            self.reason.edit.setFocus()
            return
        self.answered.emit(choice, self.field.value(), "")

    def keep_draft(self) -> None:
        """Keep words typed into the small field before an answer was given."""
        if self._step is None or not self._step.item.field or not self._draft:
            return
        kept = self._step.answer.words if self._step.answer else ""
        if self.field.value() != kept:
            body = json.dumps(self.field.value()).encode()
            self._context.diary.keep_draft(self._draft, body)

    def drop_draft(self) -> None:
        """Forget the draft: it was saved with the answer."""
        if self._draft:
            self._context.diary.drop_draft(self._draft)

    # ---- showing

    def _show_when(self, step: Step, item: ItemWords) -> None:
        parts = []
        if step.at is not None:
            parts.append(dates.day_and_clock(step.at))
        elif step.phase is not Phase.THIS_WEEK:
            parts.append(dates.weekday_date(step.day))
        if item.rule:
            parts.append(item.rule)
        self._when.setText(" · ".join(parts))
        self._when.setVisible(bool(parts))

    def _show_field(self, step: Step, item: ItemWords) -> None:
        self.field.setVisible(bool(step.item.field))
        self._field_name.setVisible(bool(step.item.field))
        self._field_name.setText(item.field)
        self.field.edit.setAccessibleName(item.field)
        draft = self._context.diary.draft(self._draft) if step.item.field else None
        kept = step.answer.words if step.answer else ""
        self.field.set_raw(json.loads(draft) if draft else kept)

    def _show_answer(self, step: Step, item: ItemWords) -> None:
        given = step.answer.choice if step.answer else None
        for number, (choice, made) in enumerate(self.buttons.items(), 1):
            text = item.yes if choice is Choice.YES else words.choice(choice)
            if choice is Choice.NOT_APPLICABLE and step.item.must:
                text += "…"
            made.setText(text)
            made.setToolTip(str(number))
            made.setAccessibleName(text)
            restyle(made, chosen=given is choice)
            made.setIcon(
                self._context.theme.icon("check", "accent")
                if given is choice and choice is not Choice.YES
                else self._context.theme.icon("check", "onAccent")
                if given is choice
                else self._blank
            )

    def _source_words(self, step: Step) -> str:
        whose = {
            Strength.LABEL: _("From the medicine’s label"),
            Strength.GUIDELINE: _("From a guideline"),
            Strength.CUSTOM: _("What clinics commonly ask; yours may differ"),
            Strength.TRIAL: _("From research"),
            Strength.OURS: _("Our suggestion, not yet signed off by a clinician"),
        }[step.item.strength]
        titles = [self._context.content.sources[key].title for key in step.item.sources]
        return (
            _("{whose}: {sources}").format(whose=whose, sources="; ".join(titles))
            if titles
            else whose
        )

    # ---- building

    def _build(self) -> None:
        self.add(self._place)
        self.add(self.question)
        self.add(self._when)
        self.add(self._says)
        self._field_name = label("", "secondary")
        self._field_place.setSpacing(4)
        self._field_place.addWidget(self._field_name)
        self._field_place.addWidget(self.field)
        self.add(self._field_place)
        self.add(self._answers())
        self.add(self._reason())
        self._unmet = label("", "secondary")
        self.add(self._unmet)
        self.add(rule())
        self._why = button(_("Why this matters"), "plain")
        self._why.setCheckable(True)
        self._why.setIcon(self._context.theme.icon("chevron-right", "accent"))
        self._why.toggled.connect(self._fold)
        self.add(row(self._why, 1))
        self._why_words = label("", "secondary")
        self._source = label("", "small")
        self.add(self._why_words)
        self.add(self._source)
        self._fold(False)

    def _answers(self) -> Flow:
        flow = Flow(spacing=12)
        for choice in Choice:
            made = button("", "largePrimary" if choice is Choice.YES else "large")
            made.clicked.connect(lambda _checked=False, choice=choice: self.choose(choice))
            self.buttons[choice] = made
            flow.addWidget(made)
        self._blank = self.buttons[Choice.YES].icon()
        return flow

    def _reason(self) -> QWidget:
        self._reason_place = QWidget()
        place = QVBoxLayout(self._reason_place)
        place.setContentsMargins(0, 0, 0, 0)
        self.reason = WordsField(_("Why doesn’t it apply? This is printed for your doctor."))
        keep = button(_("Keep this answer"), "outline")
        keep.clicked.connect(self._answer_with_reason)
        place.addWidget(self.reason)
        place.addLayout(row(keep, 1))
        return self._reason_place

    def _answer_with_reason(self) -> None:
        reason = self.reason.value().strip()
        if not reason:
            self.reason.show_fault(_("A few words are needed, so that your doctor understands."))
            return
        self.reason.show_fault("")
        self.answered.emit(Choice.NOT_APPLICABLE, self.field.value(), reason)

    def _fold(self, shown: bool) -> None:
        icon = "chevron-down" if shown else "chevron-right"
        self._why.setIcon(self._context.theme.icon(icon, "accent"))
        self._why_words.setVisible(shown)
        self._source.setVisible(shown)
