# SPDX-License-Identifier: Apache-2.0
"""Dialogs that look back: an entry's earlier versions, and a questionnaire as it was answered."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from companion.domain.records import Entry, Record, Response, Version
from companion.domain.safety import Reply
from companion.language import _
from companion.problem import Problem
from companion.ui.by_keys import ByKeys
from companion.ui.context import Context
from companion.ui.dates import day_and_clock
from companion.ui.entries import Wording
from companion.ui.spoken import Scrolled
from companion.ui.widgets.basics import Card, button, label, row, rule, scaled
from companion.ui.widgets.editors import Lines
from companion.ui.widgets.heard import open_help, put_on_list
from companion.ui.widgets.reply import ReplyPanel

LONG = 4000
"""Letters from which words get a place of their own to scroll in; a label would stand still."""


class LookingBack(ByKeys):
    """A dialog of words to read, with Close."""

    def __init__(self, context: Context, title: str, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._context = context
        self.setWindowTitle(title)
        room = parent.window().size()
        self.resize(
            min(scaled(560), max(520, room.width() - 40)),
            min(scaled(560), max(480, room.height() - 60)),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(label(title, "title"))
        self.sheet = QWidget()
        self.sheet.setObjectName("page")
        self.body = QVBoxLayout(self.sheet)
        self.body.setContentsMargins(0, 0, 10, 0)
        self.body.setSpacing(12)
        area = Scrolled()
        area.setAccessibleName(title)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.sheet)
        layout.addWidget(area, 1)
        close = button(_("Close"))
        close.clicked.connect(self.reject)
        layout.addLayout(row(1, close))
        QShortcut(QKeySequence("F1"), self, lambda: open_help(context, self))


class HistoryDialog(LookingBack):
    """What an entry says now and said before; an earlier version can be brought back.

    Signal: ``brought_back`` after a version became the present one.
    """

    brought_back = Signal()

    def __init__(
        self, context: Context, wording: Wording, entry: Entry[Record], parent: QWidget
    ) -> None:
        super().__init__(context, _("History"), parent)
        self._wording = wording
        self._entry = entry
        self._problem = label("", "fault")
        self._problem.hide()
        self.body.addWidget(self._problem)
        since = entry.edited_at or entry.created_at
        self._add(_("Now, since {when}").format(when=day_and_clock(since)), entry)
        versions = context.diary.history(entry.id)
        for version in reversed(versions):
            self._add_version(version)
        if not versions:
            self.body.addWidget(label(_("It was not changed since it was written."), "secondary"))
        self.body.addStretch(1)

    def _add(self, title: str, entry: Entry[Record]) -> Card:
        card = Card(title)
        card.body.setSpacing(4)
        for detail in self._wording.details(entry):
            card.add(shown(detail))
        self.body.addWidget(card)
        return card

    def _add_version(self, version: Version) -> None:
        then = Entry(
            id=self._entry.id,
            revision=version.revision,
            created_at=self._entry.created_at,
            record=version.record,
        )
        until = day_and_clock(version.at)
        card = self._add(_("Until {when}").format(when=until), then)
        words = _("Bring this version back")
        back = button(words, name=_("{action}: {when}").format(action=words, when=until))
        back.clicked.connect(lambda: self._bring_back(version))
        card.body.addSpacing(6)
        card.add(row(back, 1))

    def _bring_back(self, version: Version) -> None:
        try:
            self._context.diary.revert(version.entry_id, version.revision)
        except Problem as problem:
            self._problem.setText(str(problem))
            self._problem.show()
            return
        self._context.ways.say_saved(_("The earlier version is back"))
        self.brought_back.emit()
        self.accept()


class ResponseDialog(LookingBack):
    """A questionnaire's score and its answers, to read."""

    def __init__(
        self,
        context: Context,
        wording: Wording,
        record: Response,
        parent: QWidget,
        reply: Reply | None,
    ) -> None:
        super().__init__(context, wording.response(record), parent)
        self.body.addWidget(label(day_and_clock(record.finished or record.started), "secondary"))
        panel = ReplyPanel(context)
        self.body.addWidget(panel)
        panel.show_reply(reply)
        panel.asked.connect(lambda: self._put_on_list(panel, wording.response(record)))
        card = Card()
        for number, (question, answer) in enumerate(wording.answers(record)):
            if number:
                card.add(rule())
            card.add(label(question))
            card.add(label(answer, "strong"))
        self.body.addWidget(card)
        instrument = context.content.instruments.get(record.instrument)
        if instrument is not None:
            self.body.addWidget(label(instrument.copyright, "small"))
        self.body.addStretch(1)

    def _put_on_list(self, panel: ReplyPanel, about: str) -> None:
        try:
            put_on_list(self._context, about)
        except Problem as problem:
            self._context.ways.say(str(problem))
        else:
            panel.show_asked()


def shown(words: str) -> QWidget:
    """Give words to read, whole: in a label, or where they are many in a place to scroll."""
    if len(words) <= LONG:
        return label(words)
    made = Lines()
    made.setReadOnly(True)
    made.setPlainText(words)
    made.setFixedHeight(scaled(260))
    made.setAccessibleName(_("What it says"))
    return made
