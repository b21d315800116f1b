# SPDX-License-Identifier: Apache-2.0
"""One item of the walk, large: the question, what it means, the answers, and why."""

import json
from datetime import datetime, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.content import ItemWords
from companion.domain.article import parted
from companion.domain.checklist import Phase, Step
from companion.domain.item import FieldKind, Strength
from companion.domain.medicine import as_taken, taken_now
from companion.domain.records import Anchor, Choice, Medicine, Whose
from companion.domain.safety import Reply, Tier
from companion.language import _
from companion.problem import Problem
from companion.timing import rule_words
from companion.ui import calls, dates, words
from companion.ui.context import Context
from companion.ui.forms.form import DRAFT_EVERY
from companion.ui.learn.row import WayRow
from companion.ui.medicines import how_taken
from companion.ui.spoken import FoldButton, RadioButton
from companion.ui.walk.effect_offer import EffectOffer
from companion.ui.widgets.basics import (
    Card,
    Flow,
    button,
    label,
    restyle,
    row,
    rule,
    shortened,
    unmarked,
)
from companion.ui.widgets.fields import WordsField
from companion.ui.widgets.heard import HeardLine, put_on_list
from companion.ui.widgets.reply import ReplyPanel

ABOUT = 5
"""Minutes to which a time is told that hangs on the end, which is only about known."""


class ItemCard(Card):
    """Shows one step and takes its answer.

    Signals: ``answered`` with the choice, the small field's words, and the reason where one was
    asked for; ``change_asked`` when the person wants the item otherwise; ``record_asked`` when
    the session's record is to be opened; ``learn_asked`` with the section of an article that tells more.
    """

    answered = Signal(object, str, str)
    change_asked = Signal()
    record_asked = Signal()
    learn_asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._step: Step | None = None
        self.draft = ""
        """The name under which what is typed is kept until it is answered."""
        self.body.setContentsMargins(40, 36, 40, 36)
        self.body.setSpacing(16)
        self._place = label("", "secondary")
        self.question = label("", "question")
        self._says = label("")
        self._when = label("", "strong")
        self._clinic_says = label("", "clinicSays")
        self._field_place = QVBoxLayout()
        self.line = WordsField(_("A few words"), show_name=False)
        self.lines = WordsField(_("A few words"), lines=4, show_name=False)
        self.field = self.line
        self.buttons: dict[Choice, QPushButton] = {}
        self._typed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_EVERY)
        self._timer.timeout.connect(self.keep_draft)
        self._build()
        for each in (self.line, self.lines, self.reason):
            each.edited.connect(self._on_typed)

    def show_step(self, step: Step, *, place: str, draft: str, is_open: bool) -> None:
        """Show a step with the answer it has.

        ``place`` says where in the walk it stands, ``draft`` names what is typed and not yet
        answered, and a step that is not ``is_open`` is kept as it was and can only be read.
        """
        item = self._context.content.item_words(step)
        stays = self._typed and draft == self.draft
        if not stays:
            self.keep_draft()
        self._step = step
        self.draft = draft
        if step.item.must:
            place = _("{place} · must be in place before the session").format(place=place)
        self._place.setText(place)
        self.question.setText(item.question)
        self.setAccessibleName(item.question)
        self._says.setText(item.says)
        self._says.setVisible(bool(item.says))
        self._show_when(step)
        self._show_clinic(step)
        self._show_field(step, item, is_open=is_open)
        if not stays:
            self._fill(step)
        self._record.setVisible(step.item.opens_record)
        self._show_answer(step, item)
        for made in self.buttons.values():
            made.setEnabled(is_open)
        self._change.setVisible(is_open and step.kept is None)
        own = step.shipped is None and step.kept is None
        self._change.setText(_("Change this item") if own else _("Your clinic says otherwise?"))
        self._unmet.setText(calls.filled(item.unmet, self._context))
        self._unmet.setVisible(is_open and bool(item.unmet))
        self._show_why(step, item)
        self._show_reply(step)
        self.offer.show_step(step, is_open=is_open)
        if not stays:
            self._reason_place.hide()

    def choose(self, choice: Choice) -> None:
        """Answer; an item that must be in place asks why it doesn't apply first."""
        if self._step is None or not self.buttons[choice].isEnabled():
            return
        if choice is Choice.NOT_APPLICABLE and self._step.item.must:
            self._reason_place.show()
            self.reason.edit.setFocus()
            return
        self.answered.emit(choice, self.take_words(), "")

    @property
    def replies(self) -> bool:
        """Whether something answers the answer, which wants to be read before going on."""
        return self.reply.reply is not None or self.offer.waits

    def keep_draft(self) -> None:
        """Keep what was typed and not yet answered; where the disk takes it not, that is said."""
        self._timer.stop()
        if self._step is None or not self._typed:
            return
        body = json.dumps({"words": self.field.value(), "reason": self.reason.value()}).encode()
        try:
            self._context.diary.keep_draft(self.draft, body)
        except Problem as problem:
            self._context.ways.say(str(problem))

    def take_words(self) -> str:
        """Give the small field's words for an answer; from now on they are no draft."""
        self._timer.stop()
        self._typed = False
        return self.field.value()

    def give_back(self) -> None:
        """Take what was typed for a draft again, as the answer could not be kept."""
        self._typed = True
        self.keep_draft()

    # ---- showing

    def _show_when(self, step: Step) -> None:
        parts = []
        if step.at is not None and step.item.anchor is Anchor.END:
            parts.append(_("from about {time}").format(time=dates.day_and_clock(_rounded(step.at))))
        elif step.at is not None:
            parts.append(dates.day_and_clock(step.at))
        elif step.asks_for_time:
            parts.append(_("Time: as you were told"))
        elif step.phase in (Phase.DAY_BEFORE, Phase.SESSION_DAY, Phase.AFTERWARDS):
            parts.append(dates.weekday_date(step.day))
        rule_told = rule_words(self._context.content, step)
        if rule_told:
            parts.append(rule_told)
        self._when.setText(" · ".join(parts))
        self._when.setVisible(bool(parts))

    def _show_clinic(self, step: Step) -> None:
        """Show the clinic's own words, and its limit where a reading is asked for."""
        told = []
        if step.rule is not None and step.words_whose is not None and step.shipped is not None:
            whose = {Whose.CLINIC: _("Your clinic: {words}"), Whose.OWN: _("Your note: {words}")}
            told.append(whose[step.words_whose].format(words=step.rule.says))
        person = self._context.person
        if step.item.field is FieldKind.READING and person.systolic_limit is not None:
            told.append(
                _("Your clinic’s limit: {high} over {low}.").format(
                    high=person.systolic_limit, low=person.diastolic_limit
                )
            )
        if step.item.field is FieldKind.MEDICINE:
            told.append(self._medicines())
        self._clinic_says.setText("\n".join(told))
        self._clinic_says.setVisible(bool(told))

    def _medicines(self) -> str:
        """Give the medicines that the diary has as taken now."""
        today = self._context.now().date()
        taken = [
            " ".join((one.record.name, how_taken(as_taken(one.record, today)))).strip()
            for one in taken_now(self._context.diary.entries(Medicine), today)
        ]
        if not taken:
            return _("No medicine is in your diary yet. You can add one in the Log.")
        return _("In your diary: {medicines}.").format(medicines=_("; ").join(taken))

    def _show_field(self, step: Step, item: ItemWords, *, is_open: bool) -> None:
        asked = step.item.field is not None
        self.field = self.lines if step.item.field is FieldKind.LINES else self.line
        for each in (self.line, self.lines):
            each.setVisible(asked and each is self.field)
        self._heard.setVisible(self.field is self.lines)
        self._field_name.setVisible(asked)
        self._field_name.setText(item.field)
        self.field.edit.setAccessibleName(item.field)
        self.field.edit.setReadOnly(not is_open)
        trusted = bool(self._context.person.person_name)
        self._offer.setVisible(step.item.field is FieldKind.WHO and trusted and is_open)
        use = _("Use {person}").format(person=calls.own_person(self._context))
        self._offer.setText(unmarked(shortened(use)))
        self._offer.setAccessibleName(use)

    def _fill(self, step: Step) -> None:
        """Fill in what was typed before, else what was answered."""
        answer = step.answer
        filled = {
            "words": answer.words if answer else "",
            "reason": answer.reason if answer else "",
        }
        draft = self._context.diary.draft(self.draft)
        if draft is not None:
            filled |= json.loads(draft)
        self.field.set_raw(filled["words"])
        self.reason.set_raw(filled["reason"])
        self._timer.stop()
        self._typed = False

    def _show_answer(self, step: Step, item: ItemWords) -> None:
        given = step.answer.choice if step.answer else None
        for number, (choice, made) in enumerate(self.buttons.items(), 1):
            text = _answer_words(choice, item)
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

    def _show_why(self, step: Step, item: ItemWords) -> None:
        """Show why it matters; an own item has no why but that somebody wants it."""
        self._why.setVisible(bool(item.why))
        self._why_rule.setVisible(bool(item.why))
        self._why_words.setText(item.why)
        self._source.setText(self._source_words(step))
        self._fold(self._why.isChecked() and bool(item.why))

    def _show_reply(self, step: Step) -> None:
        """Show the fixed reply once there is something to mention; it never blocks."""
        told = step.answer is not None and step.answer.choice in (Choice.YES, Choice.ASK)
        panel = step.item.panel if told else None
        reply = Reply(Tier.CLINIC_TODAY, panel) if panel is not None else None
        self.reply.show_reply(reply, go_on=_("Go on"))

    def _source_words(self, step: Step) -> str:
        other = step.item.route_of_source is not None
        whose = {
            Strength.LABEL: _("From the label of the esketamine nasal spray")
            if other
            else _("From the medicine’s label"),
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
        self.add(self._clinic_says)
        self._field_name = label("", "secondary")
        self._field_place.setSpacing(4)
        self._field_place.addWidget(self._field_name)
        self._field_place.addWidget(self.line)
        self._field_place.addWidget(self.lines)
        self._heard = HeardLine(self._context)
        self._field_place.addWidget(self._heard)
        self._offer = button("", "plain")
        self._offer.clicked.connect(self._take_offer)
        self._field_place.addLayout(row(self._offer, 1))
        self.add(self._field_place)
        self._record = button(_("Open the session record"), "outline")
        self._record.clicked.connect(self.record_asked.emit)
        self.add(row(self._record, 1))
        self.offer = EffectOffer(self._context)
        self.add(self._answers())
        self.add(self._reason())
        self.add(self.offer)
        self.reply = ReplyPanel(self._context)
        self.reply.asked.connect(self._put_on_list)
        self.add(self.reply)
        self._unmet = label("", "secondary")
        self.add(self._unmet)
        self._why_rule = rule()
        self.add(self._why_rule)
        self._why = button(_("Why this matters"), "plain", kind=FoldButton)
        self._why.setIcon(self._context.theme.icon("chevron-right", "accent"))
        self._why.toggled.connect(self._fold)
        self._change = button(_("Your clinic says otherwise?"), "plain")
        self._change.clicked.connect(self.change_asked.emit)
        self._ways = Flow(spacing=20)
        self._ways.addWidget(self._why)
        self._ways.addWidget(self._change)
        self.add(self._ways)
        self._why_words = label("", "secondary")
        self._source = label("", "small")
        self.add(self._why_words)
        self.add(self._source)
        self.learn = WayRow(self._context.theme)
        self.learn.clicked.connect(self._ask_to_learn)
        self.add(self.learn)
        self._fold(False)

    def _answers(self) -> Flow:
        flow = Flow(spacing=8)
        for choice in Choice:
            role = "largePrimary" if choice is Choice.YES else "large"
            made = button("", role, kind=RadioButton)
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
        if isinstance(self.reason.edit, QLineEdit):
            self.reason.edit.returnPressed.connect(self._answer_with_reason)
        place.addWidget(self.reason)
        place.addLayout(row(keep, 1))
        return self._reason_place

    def _answer_with_reason(self) -> None:
        reason = self.reason.value().strip()
        if not reason:
            self.reason.show_fault(_("A few words are needed, so that your doctor understands."))
            return
        self.reason.show_fault("")
        self.answered.emit(Choice.NOT_APPLICABLE, self.take_words(), reason)

    def _put_on_list(self) -> None:
        assert self._step is not None
        try:
            put_on_list(self._context, self._context.content.item_words(self._step).label)
        except Problem as problem:
            self._context.ways.say(str(problem))
        else:
            self.reply.show_asked()

    def _on_typed(self) -> None:
        self._typed = True
        # Not begun anew at each keystroke: who types without a pause would keep nothing.
        if not self._timer.isActive():
            self._timer.start()

    def _take_offer(self) -> None:
        self.field.set_raw(calls.own_person(self._context))
        self._offer.hide()
        self.field.edit.setFocus()

    def _fold(self, shown: bool) -> None:
        icon = "chevron-down" if shown else "chevron-right"
        self._why.setIcon(self._context.theme.icon(icon, "accent"))
        self._why_words.setVisible(shown)
        self._source.setVisible(shown)
        address = self._step.item.learn if shown and self._step is not None else ""
        self.learn.setVisible(bool(address))
        if address:
            # Read no sooner than somebody asks why: the articles take a moment.
            self.learn.say(self._more(address))

    def _more(self, address: str) -> str:
        """Name the section of an article that tells more."""
        name, anchor = parted(address)
        section = self._context.content.articles[name].section(anchor)
        assert section is not None, address
        return _("Read more: {section}").format(section=section.heading)

    def _ask_to_learn(self) -> None:
        if self._step is not None:
            self.learn_asked.emit(self._step.item.learn)


def _answer_words(choice: Choice, item: ItemWords) -> str:
    """Give the words of an answer; an item may have its own, as "later" for "not yet"."""
    own = {Choice.YES: item.yes, Choice.NOT_YET: item.later, Choice.NOT_APPLICABLE: item.no}
    return own.get(choice) or words.choice(choice)


def _rounded(moment: datetime) -> datetime:
    """Give a time that is only about known, to five minutes."""
    return moment - timedelta(minutes=moment.minute % ABOUT, seconds=moment.second)
