# SPDX-License-Identifier: Apache-2.0
"""The choice of a questionnaire: what each is about, how long it takes, when it was filled in."""

from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.instrument import Instrument, begun, completed, interval
from companion.domain.records import Entry, Response
from companion.language import _
from companion.ui.context import Context
from companion.ui.questionnaire.wording import every, last_filled_in, minutes
from companion.ui.widgets.basics import button, label, row, rule


class Chooser(QWidget):
    """Every questionnaire with its way in, and the way to note a score of somebody else's."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._schedules = context.person.schedules
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(14)
        self._layout.addWidget(label(_("Which one would you like to fill in?"), "heading"))
        responses = context.diary.entries(Response)
        starts = [
            self._add_instrument(one, responses) for one in context.content.instruments.values()
        ]
        self.first = starts[0]
        self._add_elsewhere()

    # ---- building

    def _add_instrument(
        self, one: Instrument, responses: tuple[Entry[Response], ...]
    ) -> QPushButton:
        words = self._context.content.instrument_words[one.id]
        half_way = begun(one, responses, self._context.now()) is not None
        start = button(_("Go on") if half_way else _("Start"))
        verb = _("Go on with {name}") if half_way else _("Start {name}")
        start.setAccessibleName(verb.format(name=one.name))
        start.clicked.connect(partial(self._context.ways.open_page, "questionnaire", one.id))
        self._add_row((words.name, words.about, self._when(one, responses)), start)
        self._layout.addWidget(rule())
        return start

    def _add_row(self, words: tuple[str, str, str], press: QPushButton) -> None:
        """Put a name, what it is about and what is known of it beside the button that opens it."""
        told = QVBoxLayout()
        told.setSpacing(2)
        for text, role in zip(words, ("strong", "", "secondary"), strict=True):
            if text:
                told.addWidget(label(text, role))
        line = row(spacing=16)
        line.addLayout(told, 1)
        line.addWidget(press)
        self._layout.addLayout(line)

    def _when(self, one: Instrument, responses: tuple[Entry[Response], ...]) -> str:
        done = completed(one, responses)
        finished = done[-1][0].finished if done else None
        day = finished.date() if finished else None
        return " · ".join(
            (
                minutes(one.minutes),
                every(interval(one, self._schedules)),
                last_filled_in(day, self._context.now().date()),
            )
        )

    def _add_elsewhere(self) -> None:
        enter = button(_("Enter"), "outline", name=_("Enter a score measured elsewhere"))
        enter.clicked.connect(self._ask_score)
        about = _("A total that your clinic or someone else gave you, of these or of others.")
        self._add_row((_("A score measured elsewhere"), about, ""), enter)

    def _ask_score(self) -> None:
        from companion.ui.forms.form import FormDialog
        from companion.ui.forms.outside_score import OutsideScoreForm

        FormDialog.ask(OutsideScoreForm(self._context), self.window())
