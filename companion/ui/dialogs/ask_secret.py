# SPDX-License-Identifier: Apache-2.0
"""Asking for the passphrase or the recovery code once more; wrong ones make it slower."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage.vault import Passphrase, RecoveryCode, Secret, WrongSecret
from companion.ui.context import Context
from companion.ui.task import Task
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Flow, button
from companion.ui.widgets.secret import SecretField

SECOND = 1000
FREE_ATTEMPTS = 2
LONGEST_PAUSE = 30
"""Seconds to wait at most after a wrong passphrase."""


def pause_after(failures: int) -> int:
    """Give the seconds to wait after so many wrong passphrases in a row: 0, 0, 2, 4, 8 … 30."""
    if failures <= FREE_ATTEMPTS:
        return 0
    return int(min(LONGEST_PAUSE, 2 ** (failures - FREE_ATTEMPTS)))


class AskSecret(QWidget):
    """A field for the one or the other. ``enter`` is the button for it, to be placed outside.

    ``check`` is called in another thread with what was typed, and raises WrongSecret or another
    Problem; ``ready`` tells before whether the rest of the window is as it should be. Signals:
    ``granted`` with what it gave, ``refused`` with the Problem, ``works`` while it is asked.
    """

    granted = Signal(object)
    refused = Signal(object)
    works = Signal(bool)

    def __init__(
        self,
        context: Context,
        check: Callable[[Secret], object],
        enter: str,
        *,
        role: str = "primary",
        name: str = "",
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__()
        self._context = context
        self._check = check
        self._ready = ready
        self._words = enter
        self._name = name or _("Your passphrase")
        self._by_code = False
        self._wait = 0
        self.enter = button(enter, role)
        self._build()
        self._tick = QTimer(self)
        self._tick.setInterval(SECOND)
        self._tick.timeout.connect(self._on_tick)
        self.enter.clicked.connect(self.ask)
        self._other.clicked.connect(self._change_way)
        # Closing the window and asking anew is no way around the pause.
        self._pause(pause_after(context.wrong_secrets))

    def ask(self) -> None:
        """Try what was typed, aside: to derive a key takes most of a second."""
        if not self.enter.isEnabled() or not self._ready():
            return
        typed = self.field.text
        secret: Secret = RecoveryCode(typed) if self._by_code else Passphrase(typed)
        self._set_working(True)
        self.answer.say(_("Looking …"))
        task = Task(partial(self._check, secret), self)
        task.done.connect(self._on_granted)
        task.failed.connect(self._on_refused)
        task.start()

    def _on_granted(self, result: object) -> None:
        self._context.wrong_secrets = 0
        self._set_working(False)
        self.field.clear()
        self.answer.say("")
        self.granted.emit(result)

    def _on_refused(self, error: Exception) -> None:
        self._set_working(False)
        if not isinstance(error, Problem):
            raise error
        if isinstance(error, WrongSecret):
            self._context.wrong_secrets += 1
            self._pause(pause_after(self._context.wrong_secrets))
        self.answer.say(f"{error.happened}\n{error.next_step}", fault=True)
        self.field.line.selectAll()
        self.field.setFocus()
        self.refused.emit(error)

    def _pause(self, seconds: int) -> None:
        self._wait = seconds
        if seconds:
            self.enter.setEnabled(False)
            self._tick.start()
        self._show_wait()

    def _on_tick(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._wait = 0
            self._tick.stop()
            self.enter.setEnabled(True)
        self._show_wait()

    def _show_wait(self) -> None:
        words = ngettext("Again in {n} second", "Again in {n} seconds", self._wait)
        self.enter.setText(words.format(n=self._wait) if self._wait else self._words)

    def _set_working(self, working: bool) -> None:
        self.enter.setEnabled(not working)
        self.setDisabled(working)
        self.works.emit(working)

    def _change_way(self) -> None:
        self._by_code = not self._by_code
        self._show_field()
        self.answer.say("")
        self.field.setFocus()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self._place = QVBoxLayout()
        self.answer = AnswerLine()
        self._other = button("", "plain")
        line = Flow()
        line.addWidget(self._other)
        layout.addLayout(self._place)
        layout.addWidget(self.answer)
        layout.addLayout(line)
        self._show_field()

    def _show_field(self) -> None:
        old = self._place.takeAt(0)
        if old is not None and (widget := old.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        name = _("Recovery code") if self._by_code else self._name
        self.field = SecretField(name, shown=self._by_code, can_show=not self._by_code)
        if self._by_code:
            self.field.line.setPlaceholderText(_("Eight groups of five"))
        self.field.entered.connect(self.ask)
        self._place.addWidget(self.field)
        self.setFocusProxy(self.field.line)
        self._other.setText(
            _("Use the passphrase") if self._by_code else _("Use the recovery code")
        )
