# SPDX-License-Identifier: Apache-2.0
"""A questionnaire, one question a screen: each answer is saved at once."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.faults import Impossible
from companion.domain.instrument import Instrument
from companion.domain.records import Person, Question, Record, Response
from companion.domain.safety import reply_to_answer
from companion.language import _, ngettext
from companion.problem import Problem
from companion.ui import calls, words
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.pages.page import BOTTOM, TOP, Page
from companion.ui.questionnaire.chooser import Chooser
from companion.ui.questionnaire.filling import Filling, Stage
from companion.ui.questionnaire.question import QuestionView
from companion.ui.questionnaire.safety import cannot_alert, gentle_words
from companion.ui.widgets.answer import AnswerButton
from companion.ui.widgets.basics import Card, Flow, button, clear, label
from companion.ui.widgets.reply import ReplyPanel

TEN = 10
"""The number that has no key of its own; "+" stands for it."""

WIDEST = 760
"""Pixels at the usual text size; a longer line is harder to read."""

NARROW = 640
"""Pixels of width under which margins shrink."""

LARGE_TEXT = 150
"""Percent from which the head is kept short, to leave room for the question."""


class QuestionnairePage(Page):
    """Asks the questions of one instrument and says the score at the end."""

    shows: tuple[type[Record], ...] = (Response, Person)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._filling: Filling | None = None
        self._saving = False
        self._unsaved = 0
        self.reply = ReplyPanel(context)
        self.answers: list[AnswerButton] | list[QPushButton] = []
        self.add_head("")
        self._sheet = Card()
        self._sheet.body.setSpacing(16)
        self.body.addWidget(self._sheet)
        self._attribution = label("", "small")
        self.body.addWidget(self._attribution)
        self.body.addStretch(1)
        self._connect()

    @property
    def stage(self) -> Stage:
        """What the page is showing."""
        return self._filling.stage if self._filling else Stage.CHOOSE

    # ---- Page

    def show_argument(self, argument: str) -> None:
        """Take the id of the instrument, and find where to begin."""
        instrument = self.context.content.instruments.get(argument)
        self._filling = Filling(self.context, instrument) if instrument else None

    def refresh(self) -> None:
        """Read the response again, as after an answer was taken back, and show where it stands."""
        if self._saving:
            return
        if self._filling is not None:
            self._filling.reread()
        self._show()

    # ---- slots

    def choose(self, value: int) -> None:
        """Answer the question on screen with its option of so many points, if it has one."""
        filling = self._filling
        if filling is None or filling.stage is not Stage.ASK:
            return
        item, self._unsaved = filling.item, 0
        if value not in [option.value for option in item.options] or not self._keep(value):
            return
        if reply_to_answer(filling.instrument, item.id, value) is None:
            filling.next()
        self._show()

    def back(self) -> None:
        """Go to the earlier question."""
        filling = self._filling
        if filling is not None and filling.stage is Stage.ASK and filling.position > 0:
            filling.position -= 1
            self._unsaved = 0
            self._show()

    def forward(self) -> None:
        """Go to the next question, once this one is answered or may be left out."""
        filling = self._filling
        if filling is None or filling.stage is not Stage.ASK:
            return
        if filling.value(filling.item) is not None or not filling.item.scored:
            self._next()

    # ---- what is done

    def _keep(self, value: int) -> bool:
        """Save one answer; say why where it could not be kept."""
        self._saving = True
        try:
            self._known.keep(value)
        except (Impossible, Problem) as error:
            self._unsaved = value
            self._show()
            self._say_fault(words.refused(error))
            return False
        finally:
            self._saving = False
        return True

    def _next(self) -> None:
        self._unsaved = 0
        self._known.next()
        self._show()

    def _start_again(self) -> None:
        self._known.start_again()
        self._show()

    def _go_on(self) -> None:
        self._known.go_on()
        self._show()

    def _look_again(self) -> None:
        self._known.look_again()
        self._show()

    def _put_on_list(self) -> None:
        """Add a question for the doctor, once a day."""
        filling = self._known
        item = filling.item
        if not self._on_list(item.id):
            told = _("My answer to question {number} of the {name} ({item}) was above 0.").format(
                number=filling.position + 1, name=filling.instrument.name, item=item.text
            )
            question = Question(at=self.context.now(), words=told, from_item=item.id)
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

    @property
    def _known(self) -> Filling:
        assert self._filling is not None
        return self._filling

    def _connect(self) -> None:
        self.reply.asked.connect(self._put_on_list)
        self.reply.went_on.connect(self._next)
        # The room to scroll is known only once the reply was laid out.
        self.verticalScrollBar().rangeChanged.connect(self._bring_reply_up)
        self._keys("Left", self.back)
        self._keys("Right", self.forward)
        for value in range(TEN):
            self._keys(str(value), partial(self.choose, value))
        self._keys("+", partial(self.choose, TEN))

    def _keys(self, sequence: str, action: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(sequence), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        # A key that is held down answers one question, not all that follow.
        made.setAutoRepeat(False)
        made.activated.connect(action)

    def _show(self) -> None:
        """Put the present screen on the sheet."""
        self.reply.setParent(self)
        self.reply.show_reply(None)
        clear(self._sheet.body)
        self.answers = []
        self._show_head()
        first = {
            Stage.CHOOSE: self._show_choice,
            Stage.RESUME: self._show_resume,
            Stage.ASK: self._show_question,
            Stage.DONE: self._show_ending,
        }[self.stage]()
        self.setFocusProxy(first)
        first.show()
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.verticalScrollBar().setValue(0)

    def _show_head(self) -> None:
        instrument = self._filling.instrument if self._filling else None
        tight = self.context.theme.text_size >= LARGE_TEXT
        self.title.setText(self._name(instrument, short=tight))
        self.subtitle.setVisible(not tight)
        self.setAccessibleName(self.title.text())
        self.subtitle.setText(_("Each answer is saved at once. You can stop and go on later."))
        attribution = self._attribution_of(instrument) if instrument else ""
        self._attribution.setText(attribution)
        self._attribution.setVisible(bool(attribution))

    def _attribution_of(self, instrument: Instrument) -> str:
        """Tell whose questions these are, and why they may be in another language."""
        attribution = instrument.copyright.split("\n\n")[0]
        if instrument.language == self.context.content.language:
            return attribution
        english = _("These questions are in English: we found no other wording that may be used.")
        return f"{english} {attribution}"

    def _name(self, instrument: Instrument | None, *, short: bool) -> str:
        if instrument is None:
            return _("Questionnaires")
        return (
            instrument.name if short else self.context.content.instrument_words[instrument.id].name
        )

    def _show_choice(self) -> QWidget:
        chooser = Chooser(self.context)
        self._sheet.add(chooser)
        chooser.show()
        return chooser.first

    def _show_resume(self) -> QWidget:
        entry, given = self._known.entry, len(self._known.given)
        assert entry is not None
        answered = ngettext("{n} answer is kept", "{n} answers are kept", given).format(n=given)
        began = _("You began at {time}. {answered}.")
        self._sheet.add(label(_("Go on where you were?"), "title"))
        self._sheet.add(label(began.format(time=clock(entry.record.started), answered=answered)))
        on = button(_("Continue where I was"), "largePrimary")
        on.clicked.connect(self._go_on)
        again = button(_("Start again"), "large")
        again.clicked.connect(self._start_again)
        ways = Flow(spacing=12)
        ways.addWidget(on)
        ways.addWidget(again)
        self._sheet.add(ways)
        self._sheet.add(
            label(_("If you start again, the earlier answers stay in your record."), "small")
        )
        return on

    def _show_question(self) -> QWidget:
        view = QuestionView(self._known, self.context)
        view.answered.connect(self.choose)
        view.went_back.connect(self.back)
        view.went_on.connect(self.forward)
        view.left_out.connect(self.forward)
        self.answers = view.answers
        self._sheet.add(view)
        self._show_safety(view.safety)
        view.show()
        return view.first

    def _show_safety(self, place: QVBoxLayout) -> None:
        """Put whom to call on the screen of thoughts of death: always, and fully after an answer."""
        instrument, item = self._known.instrument, self._known.item
        if item.id == instrument.gentle_item:
            place.addLayout(cannot_alert(self.context, gentle_words(self.context)))
        if item.id != instrument.suicide_item:
            return
        reply = reply_to_answer(instrument, item.id, self._known.value(item) or self._unsaved)
        if reply is None:
            place.addLayout(cannot_alert(self.context))
            return
        place.addWidget(self.reply)
        self.reply.show_reply(reply, go_on=_("Go on with the questions"))
        if self._on_list(item.id):
            self.reply.show_asked()
        said = self.context.content.replies[reply.panel or reply.tier]
        words = f"{said.title}. {calls.filled(said.body, self.context)}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _show_ending(self) -> QWidget:
        from companion.ui.questionnaire.ending import Ending

        ending = Ending(self._known, self.context)
        ending.looked.connect(self._look_again)
        ending.began_again.connect(self._start_again)
        self._sheet.add(ending)
        ending.show()
        return ending.first

    def _say_fault(self, sentence: str) -> None:
        self._sheet.add(label(sentence, "fault"))
        self.context.ways.say(sentence)

    def _bring_reply_up(self) -> None:
        """Scroll so that the reply is seen, its beginning above all."""
        sheet = self.widget()
        if self.reply.reply is None or sheet is None:
            return
        top = self.reply.mapTo(sheet, QPoint(0, 0)).y()
        end = top + self.reply.height() + 16 - self.viewport().height()
        self.verticalScrollBar().setValue(max(0, min(top - 16, end)))

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines short in a wide window, and margins small in a narrow one."""
        super().resizeEvent(event)
        width = self.viewport().width()
        side = 34 if width > NARROW else 16
        rest = max(side, width - side - self.context.theme.scaled(WIDEST))
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left, right = (rest, side) if turned else (side, rest)
        self.body.setContentsMargins(left, TOP, right, BOTTOM)
        inner = 40 if width > NARROW else 20
        self._sheet.body.setContentsMargins(inner, 28, inner, 28)
