# SPDX-License-Identifier: Apache-2.0
"""Asking for the passphrase or the recovery code once more; looking can be given up."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage.vault import Passphrase, RecoveryCode, Secret
from companion.ui.attempts import Attempt, pause_after
from companion.ui.context import Context
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Flow, button
from companion.ui.widgets.secret import SecretField

SECOND = 1000
PATIENCE = 1500
"""Milliseconds of looking after which there is a button to stop it; it takes 600 in most cases."""


class AskSecret(QWidget):
    """A field for the one or the other. ``enter`` is the button for it, to be placed outside.

    ``check`` is called in another thread with what was typed, and raises WrongSecret or another
    Problem; ``ready`` tells before whether the rest of the window is as it should be. Meanwhile
    Escape gives it up, wherever in the window the focus is. Signals: ``granted`` with what it gave,
    ``refused`` with the Problem.
    """

    granted = Signal(object)
    refused = Signal(object)

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
        self._attempt: Attempt | None = None
        self.enter = button(enter, role)
        self._build()
        self._lasting = QTimer(self)
        self._lasting.setSingleShot(True)
        self._lasting.setInterval(PATIENCE)
        self._lasting.timeout.connect(self.stop_button.show)
        self._escape = QShortcut(QKeySequence("Esc"), self)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.give_up)
        self.stop_button.clicked.connect(self.give_up)
        self._tick = QTimer(self)
        self._tick.setInterval(SECOND)
        self._tick.timeout.connect(self._on_tick)
        self.enter.clicked.connect(self.ask)
        self._other.clicked.connect(self._change_way)
        context.attempts.failed.connect(self._on_failed)
        # Closing the window and asking anew is no way around the pause.
        self._on_failed()

    def ask(self) -> None:
        """Try what was typed, aside: to derive a key takes most of a second."""
        if not self.enter.isEnabled() or not self._ready():
            return
        typed = self.field.text
        secret: Secret = RecoveryCode(typed) if self._by_code else Passphrase(typed)
        # Where the keyboard stays: a button that rests would hand it on to another.
        self.field.setFocus()
        self._set_working(True)
        self.answer.say(_("Looking …"))
        self._attempt = self._context.attempts.begin(partial(self._check, secret))
        self._attempt.granted.connect(self._on_granted)
        self._attempt.refused.connect(self._on_refused)
        self._attempt.held_back.connect(self.give_up)

    def give_up(self) -> None:
        """Stop looking, and let what was typed be typed anew; that it was wrong counts all the same."""
        if self._attempt is not None:
            self._attempt.give_up()
            self._set_working(False)
            self.answer.say("")
            self._take_up()

    def _on_granted(self, result: object) -> None:
        self._set_working(False)
        self.field.clear()
        self.answer.say("")
        self.granted.emit(result)

    def _on_refused(self, error: Exception) -> None:
        self._set_working(False)
        if not isinstance(error, Problem):
            self.answer.say("")
            return
        self.answer.say(f"{error.happened}\n{error.next_step}", fault=True)
        self._take_up()
        self.refused.emit(error)

    def _take_up(self) -> None:
        """Have what was typed at hand, to be typed over or looked at."""
        self.field.line.selectAll()
        self.field.setFocus()

    def _on_failed(self) -> None:
        """Have a wrong one waited for, be it from here, given up, or from another window."""
        self._wait = pause_after(self._context.attempts.wrong)
        if self._wait:
            self.enter.setEnabled(False)
            self._tick.start()
        self._show_wait()

    def _on_tick(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._wait = 0
            self._tick.stop()
            self.enter.setEnabled(self._attempt is None)
        self._show_wait()

    def _show_wait(self) -> None:
        words = ngettext("Again in {n} second", "Again in {n} seconds", self._wait)
        self.enter.setText(words.format(n=self._wait) if self._wait else self._words)

    def _set_working(self, working: bool) -> None:
        self.enter.setEnabled(not working and not self._wait)
        self.field.line.setReadOnly(working)
        self._escape.setEnabled(working)
        if working:
            self._lasting.start()
        else:
            self._attempt = None
            self._lasting.stop()
            self.stop_button.hide()

    def _change_way(self) -> None:
        self.give_up()
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
        self.stop_button = button(_("Stop"), "outline")
        self.stop_button.hide()
        line = Flow()
        line.addWidget(self._other)
        line.addWidget(self.stop_button)
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
