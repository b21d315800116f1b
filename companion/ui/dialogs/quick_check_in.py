# SPDX-License-Identifier: Apache-2.0
"""The small window to check in from the tray: one number, or not up to it, and it is saved."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from companion.domain import course
from companion.domain.moment import fixed
from companion.domain.records import CheckIn, Entry, Record
from companion.language import _
from companion.problem import Problem
from companion.ui.by_keys import ByKeys
from companion.ui.cards.check_in import QuietOffer
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.session_day.dark import dress
from companion.ui.widgets.basics import button, key_hint, label, row
from companion.ui.widgets.one_tap import OneTapScale

WIDTH = 560
"""Its width at the usual text size: the eleven numbers stand in one row."""
WIDEST = 960
"""Pixels; where the text is so large that it would be wider, the numbers stand in two rows."""
EDGE = 24
FROM_SCREEN = 60
"""Pixels that stay free beside it on a narrow screen."""
SHOWN_FOR = 6000
"""Milliseconds for which “Saved” and “Undo” are shown before it closes of its own accord."""


class QuickCheckIn(ByKeys):
    """Asks how one is, saves the answer at the one key or tap, says so, and closes.

    After a low number or a hard day it stays, with whom to talk to, until it is closed. It shows
    nothing of what was recorded before. Signal: ``page_asked`` with a page of the main window and
    the part of it.
    """

    page_asked = Signal(str, str)

    def __init__(self, context: Context) -> None:
        super().__init__(context, None)
        self.setWindowTitle("Companion")
        # The app ends with its main window, whatever happens to this one.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._context = context
        self._entry: Entry[Record] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_FOR)
        self._timer.timeout.connect(self.accept)
        self._build()
        self._connect()
        self.ask()

    def come_forward(self) -> None:
        """Show it before all others, ready for a number; what was answered is done with."""
        self.ask()
        dress(self._context, self)
        self.show()
        self._fit()
        self.raise_()
        self.activateWindow()
        self.scale.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, said: str = "") -> None:
        """Ask, below what there is to say first."""
        self._entry = None
        self._timer.stop()
        self.scale.set_value(None)
        self._show(said, asking=True, low=False)
        self.scale.setFocus(Qt.FocusReason.OtherFocusReason)

    def undo(self) -> None:
        """Take the check-in back that was saved here, as long as nothing came after it."""
        if self._entry is None or self.undo_button.isHidden() or self._context.is_locked:
            return
        self._entry = None
        try:
            self._context.diary.undo()
        except Problem as problem:
            self._say(str(problem))
            return
        self._context.ways.say(_("Undone."))
        self.ask(_("Undone."))

    # ---- building

    def _build(self) -> None:
        self.scale = OneTapScale(_("Mood"), _("very low"), _("very good"))
        self.hard = button(_("Not up to it today"))
        self.close_button = button(_("Close"))
        self.undo_button = button(_("Undo"), "quiet")
        self._title = label(_("How are you today?"), "heading")
        self._said = label("", "strong", heads=True)
        self._hard_key = label("–", "key", wrap=False)
        self._undo_key = key_hint("Ctrl+Z")
        self.offer = QuietOffer(self._context, self._lead)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, 20, EDGE, 20)
        layout.setSpacing(14)
        for part in (self._title, self.scale, self._said, self.offer):
            layout.addWidget(part)
        layout.addLayout(
            row(
                self.hard,
                self._hard_key,
                self.undo_button,
                self._undo_key,
                1,
                self.close_button,
            )
        )
        layout.addStretch(1)

    def _connect(self) -> None:
        self.scale.given.connect(self._on_number)
        self.scale.declined.connect(self._on_hard_day)
        self.hard.clicked.connect(self._on_hard_day)
        self.undo_button.clicked.connect(self.undo)
        self.close_button.clicked.connect(self.accept)
        self._context.changed.connect(self._on_changed)
        QShortcut(QKeySequence("Ctrl+Z"), self, self.undo)
        QShortcut(QKeySequence("F1"), self, lambda: self._lead("help", ""))
        for keys in ("Return", "Enter"):
            shortcut = QShortcut(QKeySequence(keys), self.close_button, self.accept)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # ---- slots

    def _on_number(self, number: int) -> None:
        self._save(CheckIn(at=fixed(self._context.now()), mood=number))

    def _on_hard_day(self) -> None:
        enough = _("That’s enough for today.")
        self._save(CheckIn(at=fixed(self._context.now()), hard_day=True), enough)

    def _on_changed(self, _kind: object) -> None:
        """Undo no more once something else was written: it would take that back instead."""
        if self._entry is not None:
            self.undo_button.hide()
            self._undo_key.hide()

    def _lead(self, page: str, argument: str) -> None:
        self.page_asked.emit(page, argument)
        self.accept()

    def _save(self, record: CheckIn, what: str = "") -> None:
        if self._entry is not None:
            return  # a second key before the first was seen to be saved
        if self._context.is_locked:
            self._lead("today", "")
            return
        try:
            entry = self._context.save(record, what)
        except Problem as problem:
            self.scale.set_value(None)
            self._say(str(problem))
            return
        kept = self._context.diary.get(CheckIn, entry.id)
        low = course.low_day((kept,), record.at.date())
        said = _("Saved {time}").format(time=clock(record.at))
        self._show(f"{said} · {what}" if what else said, asking=False, low=low)
        self._entry = entry
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if not low:
            self._timer.start()

    def _show(self, said: str, *, asking: bool, low: bool) -> None:
        for part in (self._title, self.scale, self.hard, self._hard_key):
            part.setVisible(asking)
        for part in (self.undo_button, self._undo_key):
            part.setVisible(not asking)
        self.offer.offer(low)
        self._say(said)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self._fit()

    def _fit(self) -> None:
        """Be as wide as the numbers in one row, where there is room, and no higher than needed."""
        free = self.screen().availableGeometry().width() - FROM_SCREEN
        width = min(self._context.theme.scaled(WIDTH), WIDEST, free)
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedSize(width, layout.totalHeightForWidth(width))
