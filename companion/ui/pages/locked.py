# SPDX-License-Identifier: Apache-2.0
"""Locked: the way back in, the session's clock, and help. Nothing of the diary is shown."""

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage import opening
from companion.storage.opening import Access
from companion.storage.rescue import Trouble, trouble_of
from companion.storage.vault import Passphrase, RecoveryCode, Secret, WrongSecret
from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.task import Task
from companion.ui.widgets.basics import Card, Flow, button, label, row
from companion.ui.widgets.fold import Fold
from companion.ui.widgets.secret import SecretField
from companion.ui.widgets.session_clock import SessionClock

WIDTH = 560
"""The card's width at the usual text size."""

FREE_ATTEMPTS = 2
LONGEST_PAUSE = 30
"""Seconds to wait at most after a wrong passphrase."""


def pause_after(failures: int) -> int:
    """Give the seconds to wait after so many wrong passphrases in a row: 0, 0, 2, 4, 8 … 30."""
    if failures <= FREE_ATTEMPTS:
        return 0
    return int(min(LONGEST_PAUSE, 2 ** (failures - FREE_ATTEMPTS)))


class LockedPage(Page):
    """Asks for the passphrase or the recovery code.

    Signals: ``granted`` with the Access that opens the diary, ``troubled`` with the Problem of a
    diary that no passphrase can open.
    """

    granted = Signal(object)
    troubled = Signal(object)

    def __init__(self, context: Context, folder: Path, began: datetime | None = None) -> None:
        super().__init__(context)
        self._folder = folder
        self._failures = 0
        self._wait = 0
        self._by_code = False
        self.setAccessibleName(_("Locked"))
        self._build(began)
        self._connect()

    def refresh(self) -> None:
        """Nothing of the diary is shown here."""

    def unlock(self) -> None:
        """Try what was typed, aside: to derive a key takes most of a second."""
        if self._wait or not self._enter.isEnabled():
            return
        typed = self._secret.text
        secret: Secret = RecoveryCode(typed) if self._by_code else Passphrase(typed)
        self._enter.setEnabled(False)
        self._say(_("Opening …"), fault=False)
        task = Task(partial(opening.access, self._folder, secret), self)
        task.done.connect(self._open)
        task.failed.connect(self.refuse)
        task.start()

    # ---- slots

    def _open(self, access: Access) -> None:
        self._secret.clear()
        self._enter.setEnabled(True)
        self._say("")
        self.granted.emit(access)

    def refuse(self, error: Exception) -> None:
        """Say why it did not open, and wait a while after wrong ones."""
        self._enter.setEnabled(True)
        if not isinstance(error, Problem):
            raise error
        if trouble_of(error) is not Trouble.OTHER:
            self.troubled.emit(error)
            return
        if isinstance(error, WrongSecret):
            self._failures += 1
            self._pause(pause_after(self._failures))
        self._say(f"{error.happened}\n{error.next_step}")
        self._secret.line.selectAll()
        self._secret.setFocus()

    def _pause(self, seconds: int) -> None:
        self._wait = seconds
        if seconds:
            self._enter.setEnabled(False)
            self._tick.start()
            self._show_wait()

    def _on_tick(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._wait = 0
            self._tick.stop()
            self._enter.setEnabled(True)
        self._show_wait()

    def _show_wait(self) -> None:
        words = ngettext("Again in {n} second", "Again in {n} seconds", self._wait)
        self._enter.setText(words.format(n=self._wait) if self._wait else _("Unlock"))

    def _change_way(self) -> None:
        self._by_code = not self._by_code
        self._ask()
        self._say("")
        self._secret.setFocus()

    # ---- building

    def _build(self, began: datetime | None) -> None:
        self.body.addStretch(1)
        # Not by an alignment: that would lay it out without asking how words wrap.
        self.body.addLayout(row(1, self._middle(began), 1))
        self.body.addStretch(2)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)

    def _middle(self, began: datetime | None) -> QWidget:
        middle = QWidget()
        middle.setFixedWidth(min(self.context.theme.scaled(WIDTH), 640))
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(18)
        layout.addWidget(self._card())
        if began is not None or self.context.sitter.runs:
            layout.addWidget(SessionClock(self.context, began))
        self.help_now = button(_("Get help now"), "danger")
        self.help_now.setIcon(self.context.theme.icon("life-buoy", "danger"))
        self.help_now.setIconSize(self.context.theme.icon_size)
        self.help_now.setToolTip("F1")
        layout.addWidget(self.help_now)
        layout.addWidget(self._protection())
        return middle

    def _card(self) -> Card:
        card = Card()
        card.add(label(_("Locked"), "title"))
        card.add(label(_("Your diary is closed. Nothing that you typed is lost."), "secondary"))
        self._place = QVBoxLayout()
        card.add(self._place)
        self._enter = button(_("Unlock"), "primary")
        self._other = button("", "quiet")
        ways = Flow(spacing=12)
        ways.addWidget(self._enter)
        ways.addWidget(self._other)
        self._message = label("", "fault")
        self._message.setAccessibleName(_("Answer"))
        self._message.hide()
        card.add(self._message)
        card.add(ways)
        self._ask()
        return card

    def _ask(self) -> None:
        """Show the field for the passphrase, or for the code."""
        old = self._place.takeAt(0)
        if old is not None and (widget := old.widget()) is not None:
            widget.deleteLater()
        name = _("Recovery code") if self._by_code else _("Passphrase")
        self._secret = SecretField(name, shown=self._by_code, can_show=not self._by_code)
        if self._by_code:
            self._secret.line.setPlaceholderText(_("Eight groups of five"))
        self._secret.entered.connect(self.unlock)
        self._place.addWidget(self._secret)
        self._other.setText(
            _("Use the passphrase") if self._by_code else _("Use the recovery code")
        )
        self.setFocusProxy(self._secret.line)

    def _connect(self) -> None:
        self._enter.clicked.connect(self.unlock)
        self._other.clicked.connect(self._change_way)
        self._tick.timeout.connect(self._on_tick)
        self.help_now.clicked.connect(lambda: self.context.ways.open_page("help"))

    def _protection(self) -> Fold:
        fold = Fold(_("What the passphrase protects, and what it does not"), self.context.theme)
        for words in protects():
            fold.body.addWidget(label(words, "small"))
        return fold

    def _say(self, sentence: str, *, fault: bool = True) -> None:
        self._message.setText(sentence)
        self._message.setProperty("role", "fault" if fault else "small")
        self._message.style().polish(self._message)
        self._message.setVisible(bool(sentence))


def protects() -> tuple[str, ...]:
    """Give what a passphrase does and does not do, one sentence a line."""
    return (
        _(
            "It protects the diary and its backups when the computer is lost, stolen or being "
            "repaired, or when someone copies the files, as long as Companion is locked or closed."
        ),
        _(
            "It does not protect against someone who uses your computer while Companion is open, "
            "against harmful programs on it, or against a passphrase that is easy to guess."
        ),
        _("A PDF or an export that you saved is not protected by it."),
        _("Without the passphrase and the recovery code nobody can open the diary, not even us."),
    )
