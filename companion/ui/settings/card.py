# SPDX-License-Identifier: Apache-2.0
"""What the cards of the settings have in common: they read what they show, and answer in place."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from companion.ui.context import Context
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card

if TYPE_CHECKING:
    from companion.ui.widgets.long_work import Act, LongWork


class SettingsCard(Card):
    """A card that may do something in another thread; its ``busy_buttons`` rest meanwhile.

    Where it ``rests_on_more`` than the diary's entries and the preferences, it is read again each
    time it comes up.
    """

    rests_on_more = True

    def __init__(self, context: Context, title: str) -> None:
        super().__init__(title)
        self.context = context
        self.answer = AnswerLine()
        self.answer.setAccessibleName(title)
        self.busy_buttons: list[QPushButton] = []
        self.works = False

    def refresh(self) -> None:
        """Read again what it shows."""

    def leave(self) -> None:
        """Keep what is half done before another page is shown."""

    def first(self) -> QWidget:
        """Give the control that takes the focus when the card is brought into view."""
        raise NotImplementedError

    def long_work(
        self, sentence: str, act: "Act", done: Callable[[object], None], *, stopped: str
    ) -> None:
        """Do something that can be stopped, and say then that it was."""
        self.at_work.begin(sentence, act, done, partial(self.at_work.say_why, stopped=stopped))

    @cached_property
    def at_work(self) -> "LongWork":
        """The part below the answer that shows long work; made when something is to be done."""
        from companion.ui.widgets.long_work import LongWork

        made = LongWork(self.answer, self)
        made.working.connect(self._rest)
        self.body.insertWidget(self.body.indexOf(self.answer) + 1, made)
        return made

    def _rest(self, resting: bool) -> None:
        self.works = resting
        for each in self.busy_buttons:
            each.setDisabled(resting)
