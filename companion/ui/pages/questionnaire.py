# SPDX-License-Identifier: Apache-2.0
"""A questionnaire, one question a screen: each answer is saved at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from companion.domain.instrument import (
    Instrument,
    InstrumentItem,
    Option,
    band,
    completed,
    score,
    value_of,
    with_answer,
)
from companion.domain.records import Entry, ItemAnswer, Person, Question, Record, Response
from companion.domain.safety import reply_to_answer
from companion.language import _, ngettext
from companion.problem import Problem
from companion.ui import calls
from companion.ui.context import Context
from companion.ui.dates import clock, full_date, short_date
from companion.ui.pages.page import Page
from companion.ui.widgets.answer import AnswerButton
from companion.ui.widgets.basics import Card, Flow, button, clear, label, row
from companion.ui.widgets.reply import ReplyPanel

RESUME_WITHIN = timedelta(hours=24)
"""An unfinished questionnaire older than this is left in the record and a new one begun."""

JUST_FINISHED = timedelta(hours=1)
"""One finished this lately is shown again, not begun anew by an accidental second opening."""

WIDEST = 760
"""Pixels at the usual text size; a longer line is harder to read."""

NARROW = 640
"""Pixels of width under which margins shrink."""

LARGE_TEXT = 150
"""Percent from which the head is kept short, to leave room for the question."""

LONG_QUESTION = 64
"""Letters from which a question is set in the size of a page's title."""


class Stage(Enum):
    """What the page is showing."""

    CHOOSE = auto()
    RESUME = auto()
    ASK = auto()
    DONE = auto()


class QuestionnairePage(Page):
    """Asks the questions of one instrument and says the score at the end."""

    shows: tuple[type[Record], ...] = (Response, Person)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.stage = Stage.CHOOSE
        self._instrument: Instrument | None = None
        self._entry: Entry[Response] | None = None
        self._position = 0
        self._saving = False
        self._again = False
        self.reply = ReplyPanel(context)
        self.answers: list[AnswerButton] = []
        self.add_head("")
        self._sheet = Card()
        self._sheet.body.setSpacing(16)
        self.body.addWidget(self._sheet)
        self._attribution = label("", "small")
        self.body.addWidget(self._attribution)
        self.body.addStretch(1)
        self._connect()

    # ---- Page

    def show_argument(self, argument: str) -> None:
        """Take the id of the instrument, and find where to begin."""
        self._instrument = self.context.content.instruments.get(argument)
        self._entry, self._position, self._again = None, 0, False
        self.stage = Stage.CHOOSE
        if self._instrument is not None:
            self._begin(self._instrument)

    def refresh(self) -> None:
        """Read the response again, as after an answer was taken back, and show where it stands."""
        if self._saving:
            return
        if self._entry is not None:
            found = self.context.diary.get(Response, self._entry.id)
            self._entry = None if found.deleted_at else found
        if self.stage is Stage.RESUME and self._entry is None:
            self.stage = Stage.ASK
        if self.stage in (Stage.ASK, Stage.DONE):
            self._stand_at_first_gap()
        self._show()

    # ---- slots

    def choose(self, place: int) -> None:
        """Answer the question on screen with its option at a place."""
        if self.stage is Stage.ASK and place < len(self._item.options):
            self._answer(self._item.options[place])

    def back(self) -> None:
        """Go to the earlier question."""
        if self.stage is Stage.ASK and self._position > 0:
            self._go(self._position - 1)

    def forward(self) -> None:
        """Go to the next question, once this one is answered."""
        if self.stage is Stage.ASK and self._value(self._item) is not None:
            self._next()

    # ---- where to begin

    def _begin(self, instrument: Instrument) -> None:
        """Go on with what was begun lately, show what was just finished, or start anew."""
        responses = [
            entry
            for entry in self.context.diary.entries(Response)
            if entry.record.instrument == instrument.id
        ]
        newest = max(responses, key=lambda entry: _last_touched(entry.record), default=None)
        self.stage = Stage.ASK
        if newest is None:
            return
        age = self.context.now() - _last_touched(newest.record)
        if newest.record.finished is None and age <= RESUME_WITHIN:
            self._entry, self.stage = newest, Stage.RESUME
        elif newest.record.finished is not None and age <= JUST_FINISHED:
            self._entry, self.stage, self._again = newest, Stage.DONE, True

    def _start_again(self) -> None:
        self._entry, self._position, self._again = None, 0, False
        self.stage = Stage.ASK
        self._show()

    def _go_on(self) -> None:
        self.stage, self._position = Stage.ASK, self._first_gap()
        self._show()

    # ---- the questions

    @property
    def _known(self) -> Instrument:
        assert self._instrument is not None
        return self._instrument

    @property
    def _item(self) -> InstrumentItem:
        return self._items()[self._position]

    @property
    def _total(self) -> int | None:
        return score(self._known, self._given)

    @property
    def _given(self) -> tuple[ItemAnswer, ...]:
        return self._entry.record.answers if self._entry else ()

    def _items(self) -> tuple[InstrumentItem, ...]:
        """Give the questions asked: those that are not scored come last, and not at a total of 0."""
        scored = self._known.scored_items
        if self._total == 0:
            return scored
        return scored + tuple(item for item in self._known.items if not item.scored)

    def _value(self, item: InstrumentItem) -> int | None:
        return value_of(self._entry.record, item.id) if self._entry else None

    def _first_gap(self) -> int:
        items = self._items()
        gaps = (place for place, item in enumerate(items) if self._value(item) is None)
        return next(gaps, len(items) - 1)

    def _stand_at_first_gap(self) -> None:
        """Leave a question, or the end, that cannot be reached any more."""
        if self.stage is Stage.DONE and self._total is None:
            self.stage, self._position = Stage.ASK, self._first_gap()
        self._position = min(self._position, self._first_gap())

    def _answer(self, option: Option) -> None:
        item = self._item
        if not self._keep(item, option.value):
            return
        reply = reply_to_answer(self._known, item.id, option.value)
        if reply is None:
            self._next()
        else:
            self._show()

    def _keep(self, item: InstrumentItem, value: int) -> bool:
        """Save one answer; say why where it could not be kept."""
        now = self.context.now()
        before = (
            self._entry.record if self._entry else Response(instrument=self._known.id, started=now)
        )
        response = with_answer(before, item.id, value)
        whole = score(self._known, response.answers) is not None
        response = msgspec.structs.replace(response, finished=now if whole else None)
        self._saving = True
        try:
            self._entry = self._write(response, item)
        except Problem as problem:
            self._show()
            self._say_fault(str(problem))
            return False
        finally:
            self._saving = False
        return True

    def _write(self, response: Response, item: InstrumentItem) -> Entry[Response]:
        if self._entry is not None and value_of(self._entry.record, item.id) == value_of(
            response, item.id
        ):
            return self._entry
        what = _("{name}, question {number}").format(
            name=self._known.name, number=self._position + 1
        )
        entry = None if self._entry is None else self.context.diary.get(Response, self._entry.id)
        kept = self.context.save(response, what, entry)
        return self.context.diary.get(Response, kept.id)

    def _next(self) -> None:
        if self._position + 1 < len(self._items()):
            self._go(self._position + 1)
        elif self._total is not None:
            self._finish()
        else:
            self._go(self._first_gap())

    def _go(self, position: int) -> None:
        self._position = position
        self._show()

    def _finish(self) -> None:
        self.stage = Stage.DONE
        self._show()

    def _put_on_list(self) -> None:
        """Add a question for the doctor, once a day."""
        item = self._item.id
        if not self._on_list(item):
            words = _("My answer to question {number} of the {name} ({item}) was above 0.").format(
                number=self._position + 1, name=self._known.name, item=self._item.text
            )
            question = Question(at=self.context.now(), words=words, from_item=item)
            try:
                self.context.save(question, _("on your list for the doctor"))
            except Problem as problem:
                self._say_fault(str(problem))
                return
        self.reply.show_asked()

    def _on_list(self, item: str) -> bool:
        today = self.context.now().date()
        questions = self.context.diary.entries(Question, first=today, last=today)
        return any(
            entry.record.from_item == item and not entry.record.answered for entry in questions
        )

    # ---- showing

    def _connect(self) -> None:
        self.reply.asked.connect(self._put_on_list)
        self.reply.went_on.connect(self._next)
        # The room to scroll is known only once the reply was laid out.
        self.verticalScrollBar().rangeChanged.connect(self._bring_reply_up)
        self._keys("Left", self.back)
        self._keys("Right", self.forward)
        for place in range(10):
            self._keys(str(place), partial(self._choose_value, place))

    def _keys(self, sequence: str, action: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(sequence), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(action)

    def _choose_value(self, value: int) -> None:
        if self.stage is Stage.ASK:
            values = [option.value for option in self._item.options]
            if value in values:
                self.choose(values.index(value))

    def _show(self) -> None:
        """Put the present screen on the sheet."""
        self.reply.setParent(None)
        self.reply.show_reply(None)
        clear(self._sheet.body)
        self.answers = []
        self._show_head()
        first = {
            Stage.CHOOSE: self._show_choice,
            Stage.RESUME: self._show_resume,
            Stage.ASK: self._show_question,
            Stage.DONE: self._show_score,
        }[self.stage]()
        self.setFocusProxy(first)
        first.show()
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.verticalScrollBar().setValue(0)

    def _show_head(self) -> None:
        instrument = self._instrument
        name = self.context.content.instrument_words[instrument.id].name if instrument else ""
        tight = self.context.theme.text_size >= LARGE_TEXT
        if instrument is not None and tight:
            name = instrument.name
        self.title.setText(name or _("Questionnaires"))
        self.subtitle.setVisible(not tight)
        self.setAccessibleName(self.title.text())
        self.subtitle.setText(_("Each answer is saved at once. You can stop and go on later."))
        attribution = instrument.copyright.split("\n\n")[0] if instrument else ""
        self._attribution.setText(attribution)
        self._attribution.setVisible(bool(attribution))

    def _show_choice(self) -> QWidget:
        self._sheet.add(label(_("Which one would you like to fill in?"), "heading"))
        flow = Flow()
        first: QPushButton | None = None
        for instrument in self.context.content.instruments.values():
            made = button(instrument.name, "large")
            made.clicked.connect(
                partial(self.context.ways.open_page, "questionnaire", instrument.id)
            )
            flow.addWidget(made)
            first = first or made
        self._sheet.add(flow)
        assert first is not None
        return first

    def _show_resume(self) -> QWidget:
        assert self._entry is not None
        started = self._entry.record.started
        answered = ngettext("{n} answer is kept", "{n} answers are kept", len(self._given))
        self._sheet.add(label(_("Go on where you were?"), "title"))
        self._sheet.add(
            label(
                _("You began at {time}. {answered}.").format(
                    time=clock(started), answered=answered.format(n=len(self._given))
                )
            )
        )
        on = button(_("Continue where I was"), "largePrimary")
        on.clicked.connect(self._go_on)
        again = button(_("Start again"), "large")
        again.clicked.connect(self._start_again)
        self._sheet.add(_flow(on, again))
        self._sheet.add(
            label(_("If you start again, the earlier answers stay in your record."), "small")
        )
        return on

    def _show_question(self) -> QWidget:
        items, item = self._items(), self._item
        self._sheet.add(self._progress(self._position + 1, len(items)))
        if item.scored:
            self._sheet.add(label(self._known.stem, "secondary"))
        role = "question" if len(item.text) < LONG_QUESTION else "title"
        question = label(item.text, role)
        self._sheet.add(question)
        value = self._value(item)
        answers = QVBoxLayout()
        answers.setSpacing(8)
        for option in item.options:
            answers.addWidget(self._option(item, option, value))
        self._sheet.add(answers)
        self._show_safety(item, value)
        self._sheet.add(self._ways(item))
        chosen = [made for made in self.answers if made.isChecked()]
        return chosen[0] if chosen else self.answers[0]

    def _option(self, item: InstrumentItem, option: Option, value: int | None) -> AnswerButton:
        made = AnswerButton(option, self.context)
        made.setAccessibleDescription(item.text)
        made.setChecked(option.value == value)
        made.clicked.connect(lambda: self._answer(option))
        self.answers.append(made)
        return made

    def _show_safety(self, item: InstrumentItem, value: int | None) -> None:
        """Put whom to call on the screen of thoughts of death: always, and fully after an answer."""
        if item.id != self._known.suicide_item:
            return
        reply = reply_to_answer(self._known, item.id, value or 0)
        if reply is None:
            self._sheet.add(self._cannot_alert())
            return
        self._sheet.add(self.reply)
        self.reply.show_reply(reply, go_on=_("Go on with the questions"))
        if self._on_list(item.id):
            self.reply.show_asked()
        said = self.context.content.replies[reply.panel or reply.tier]
        words = f"{said.title}. {calls.filled(said.body, self.context)}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _cannot_alert(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(
            label(_("This app cannot alert anyone. To be heard, please call."), "secondary")
        )
        column.addLayout(_flow(self._help_button()))
        return column

    def _help_button(self) -> QPushButton:
        theme = self.context.theme
        made = button(_("Get help now"), "danger")
        made.setIcon(theme.icon("life-buoy", "danger"))
        made.setIconSize(theme.icon_size)
        made.clicked.connect(lambda: self.context.ways.open_page("help"))
        return made

    def _progress(self, number: int, count: int) -> QWidget:
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        words = _("{number} of {count}").format(number=number, count=count)
        line.addWidget(label(words, "secondary", wrap=False))
        bar = QProgressBar()
        bar.setRange(0, count)
        bar.setValue(number)
        bar.setTextVisible(False)
        bar.setAccessibleName(words)
        line.addWidget(bar, 1)
        return whole

    def _ways(self, item: InstrumentItem) -> Flow:
        """Give the way back, the way on, and the way past a question that may be left out."""
        flow = Flow(spacing=12)
        if self._position > 0:
            earlier = button(_("Earlier question"), "quiet")
            earlier.setIcon(self.context.theme.icon("arrow-left", "accent"))
            earlier.setIconSize(self.context.theme.icon_size)
            earlier.clicked.connect(self.back)
            flow.addWidget(_with_key(earlier, "←"))
        if self._value(item) is not None:
            on = button(_("Next question"), "quiet")
            on.clicked.connect(self.forward)
            flow.addWidget(_with_key(on, "→"))
        elif not item.scored:
            past = button(_("Leave this one out"), "quiet")
            past.clicked.connect(self._finish)
            flow.addWidget(past)
        return flow

    def _show_score(self) -> QWidget:
        total = self._total
        assert total is not None
        assert self._entry is not None
        self._sheet.add(label(self._score_words(total), "title"))
        earlier = self._earlier()
        if earlier is not None:
            self._sheet.add(label(self._compared(total, *earlier)))
        self._sheet.add(
            label(
                _("The {name} goes from {low} to {high}. A score is not a diagnosis.").format(
                    name=self._known.name, low=self._known.minimum, high=self._known.maximum
                ),
                "secondary",
            )
        )
        self._show_closing()
        return self._show_ways_out()

    def _score_words(self, total: int) -> str:
        names = self.context.content.instrument_words[self._known.id].bands
        found = band(self._known, total)
        word = names[found.id] if found else ""
        assert self._entry is not None
        finished = self._entry.record.finished
        if self._again and finished:
            return _("You finished this at {time}. Your score is {score} ({band}).").format(
                time=clock(finished), score=total, band=word
            )
        return _("Saved. Your score is {score} ({band}).").format(score=total, band=word)

    def _earlier(self) -> tuple[Response, int] | None:
        """Give the last complete response before this one, with its total."""
        assert self._entry is not None
        started = self._entry.record.started
        mine = self._entry.id
        others = [entry for entry in self.context.diary.entries(Response) if entry.id != mine]
        before = [pair for pair in completed(self._known, others) if pair[0].started < started]
        return before[-1] if before else None

    def _compared(self, total: int, response: Response, earlier: int) -> str:
        day = (response.finished or response.started).date()
        this_year = day.year == self.context.now().year
        when = short_date(day) if this_year else full_date(day)
        points = abs(total - earlier)
        if not points:
            return _("The same as on {day}.").format(day=when)
        if total < earlier:
            words = ngettext(
                "{n} point lower than on {day}.", "{n} points lower than on {day}.", points
            )
        else:
            words = ngettext(
                "{n} point higher than on {day}.", "{n} points higher than on {day}.", points
            )
        return words.format(n=points, day=when)

    def _show_closing(self) -> None:
        """Say it once more where thoughts of death were answered above 0."""
        assert self._entry is not None
        item = self._known.suicide_item
        if item is None or not value_of(self._entry.record, item):
            return
        closing = self.context.content.replies["suicide"].closing
        self._sheet.add(label(calls.filled(closing, self.context), "strong"))
        self._sheet.add(self._cannot_alert())

    def _show_ways_out(self) -> QWidget:
        today = button(_("Back to Today"), "largePrimary")
        today.clicked.connect(lambda: self.context.ways.open_page("today"))
        look = button(_("Look at my answers"), "large")
        look.clicked.connect(self._look_again)
        ways = [today, look]
        if self._again:
            again = button(_("Fill it in again"), "large")
            again.clicked.connect(self._start_again)
            ways.append(again)
        self._sheet.add(_flow(*ways))
        return today

    def _look_again(self) -> None:
        self.stage, self._position = Stage.ASK, 0
        self._show()

    def _say_fault(self, sentence: str) -> None:
        self._sheet.add(label(sentence, "fault"))
        self.context.ways.say(sentence)

    def _bring_reply_up(self) -> None:
        """Scroll so that the reply is seen, its beginning above all."""
        if self.reply.reply is None:
            return
        top = self._sheet.y() + self.reply.y()
        end = top + self.reply.height() + 16 - self.viewport().height()
        self.verticalScrollBar().setValue(max(0, min(top - 16, end)))

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines short in a wide window, and margins small in a narrow one."""
        super().resizeEvent(event)
        width = self.viewport().width()
        side = 34 if width > NARROW else 16
        right = max(side, width - side - self.context.theme.scaled(WIDEST))
        self.body.setContentsMargins(side, 28, right, 28)
        inner = 40 if width > NARROW else 20
        self._sheet.body.setContentsMargins(inner, 28, inner, 28)


def _last_touched(response: Response) -> datetime:
    return response.finished or response.started


def _flow(*parts: QWidget) -> Flow:
    flow = Flow(spacing=12)
    for part in parts:
        flow.addWidget(part)
    return flow


def _with_key(made: QWidget, sign: str) -> QWidget:
    """Give a button with the sign of its key beside it."""
    whole = QWidget()
    key = label(sign, "key", wrap=False)
    key.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    whole.setLayout(row(made, key))
    return whole
