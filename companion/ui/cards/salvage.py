# SPDX-License-Identifier: Apache-2.0
"""What can be saved of a damaged diary: the look, what it found, and the choice what to do."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar

from companion.language import _
from companion.problem import Problem
from companion.storage.examination import Outcome
from companion.storage.rescue import Rescue
from companion.storage.salvage import Salvage
from companion.ui import rescue_words
from companion.ui.context import Context
from companion.ui.salvaging import Salvaging
from companion.ui.settings.words import made_at
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, Flow, button, label


class SalvageCard(Card):
    """A salvage as it runs, and then what came from where and what is missing; never contents.

    Signals: ``use`` the saved diary, ``leave`` everything as it is, ``again`` where the file is
    whole after all, ``rebuild`` it all the same.
    """

    use = Signal()
    leave = Signal()
    again = Signal()
    rebuild = Signal()

    def __init__(self, context: Context, salvaging: Salvaging) -> None:
        super().__init__(_("What can be saved"))
        self._context = context
        self._salvaging = salvaging
        self._ways = Flow(spacing=12)
        if salvaging.result is not None:
            self._show_result(salvaging.result)
        elif salvaging.problem is not None:
            self._show_problem(salvaging.problem)
        elif salvaging.runs:
            self._show_progress()
        else:
            self.add(label(_("Stopped. Nothing was changed.")))
            self._way(_("Close this"), "quiet", self.leave.emit)
        self.add(self._ways)

    # ---- building

    def _show_progress(self) -> None:
        self.add(
            label(_("Reading the file page by page. It is only read; nothing in it is changed."))
        )
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("How much of it is read"))
        self.add(self.bar)
        self._salvaging.progressed.connect(self._show_part)
        self._show_part()
        self._way(_("Stop"), "quiet", self._salvaging.stop)
        # It goes with this card, once there is something else to be shown.
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._salvaging.stop)

    def _show_part(self) -> None:
        self.bar.setValue(round(100 * self._salvaging.part))

    def _show_problem(self, problem: Problem) -> None:
        for sentence in (problem.happened, problem.safe, problem.next_step):
            self.add(label(sentence))
        self._way(_("Close this"), "quiet", self.leave.emit)

    def _show_result(self, result: Rescue) -> None:
        answer = AnswerLine()
        self.add(answer)
        answer.say(rescue_words.found(result.examination))
        if result.salvage is not None:
            self._show_salvage(result.salvage, result)
        elif result.examination.outcome is Outcome.NOTHING:
            self.add(label(_("Restore a backup, or put the right record.keys back.")))
            self._way(_("Close this"), "quiet", self.leave.emit)
        else:
            self._way(_("Try again"), "primary", self.again.emit)
            self._way(_("Save what is there all the same"), "outline", self.rebuild.emit)
            self._way(_("Leave everything as it is"), "quiet", self.leave.emit)

    def _show_salvage(self, salvage: Salvage, result: Rescue) -> None:
        day = made_at(result.backup, self._context) if result.backup else ""
        for line in rescue_words.origins(salvage, day):
            self.add(label(line, "strong"))
        if result.backup is None:
            self.add(label(_("There is no sound backup to fill gaps from."), "secondary"))
        for line in rescue_words.doubts(salvage):
            self.add(label(line))
        lost = rescue_words.missing(salvage, self._context.zone)
        self.add(
            label(
                _("Missing:") if lost else _("Nothing is missing, as far as can be told."), "strong"
            )
        )
        for line in lost:
            self.add(label(line))
        self.add(
            label(
                _(
                    "If you use the saved diary, the damaged file stays beside it, under the name "
                    "record.db.damaged- and the time. It is never deleted."
                ),
                "secondary",
            )
        )
        self._way(_("Use the saved diary"), "primary", self.use.emit)
        self._way(_("Leave everything as it is"), "quiet", self.leave.emit)

    def _way(self, words: str, role: str, action: Callable[[], object]) -> None:
        made = button(words, role)
        # A click comes with whether the button is checked, which a signal would not take.
        made.clicked.connect(lambda _checked: action())
        if self.focusProxy() is None:
            self.setFocusProxy(made)
        self._ways.addWidget(made)
