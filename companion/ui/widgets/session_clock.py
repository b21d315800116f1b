# SPDX-License-Identifier: Apache-2.0
"""How long a session is under way, and the sitter's timer. It names nothing of the session."""

from datetime import datetime, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from companion.language import _
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.widgets.basics import Card, Flow, button, label

TICK = 1000


class SessionClock(Card):
    """The running time since ``began``, and the timer for whoever stays with the person."""

    def __init__(self, context: Context, began: datetime | None) -> None:
        super().__init__()
        self._context = context
        self._began = began
        self._time = label("", "figure")
        self._time.setAccessibleName(_("Running time"))
        if began is not None:
            self.add(self._time)
            self.add(label(_("since {time}").format(time=clock(began)), "secondary"))
        self._sitter_words = label("")
        self._look = button("", "outline")
        self._end = button(_("Stop the timer"), "quiet")
        self.add(self._sitter_words)
        ways = Flow(spacing=10)
        ways.addWidget(self._look)
        ways.addWidget(self._end)
        self.add(ways)
        self._look.clicked.connect(context.sitter.start)
        self._end.clicked.connect(context.sitter.end)
        context.sitter.ticked.connect(self._show_sitter)
        self._was_due = context.sitter.is_due
        every_second = QTimer(self)
        every_second.timeout.connect(self._show_time)
        every_second.start(TICK)
        self._show_time()
        self._show_sitter()

    def _show_time(self) -> None:
        if self._began is not None:
            self._time.setText(_spell(self._context.now() - self._began))

    def _show_sitter(self) -> None:
        sitter = self._context.sitter
        self._end.setVisible(sitter.runs)
        self._look.setText(_("I have looked") if sitter.runs else _("Start the sitter’s timer"))
        self._sitter_words.setText(self._sitter_state())
        if sitter.is_due and not self._was_due:
            QApplication.beep()
            QApplication.alert(self.window())
        self._was_due = sitter.is_due

    def _sitter_state(self) -> str:
        sitter = self._context.sitter
        if not sitter.runs:
            return _("For whoever stays with you: look every 15 minutes. It calls nobody.")
        if sitter.is_due:
            return _("Time to look: awake, breathing calmly, answering? This calls nobody.")
        minutes, seconds = divmod(int(sitter.left.total_seconds()), 60)
        return _("Look again in {minutes}:{seconds:02d}. This calls nobody.").format(
            minutes=minutes, seconds=seconds
        )


def _spell(past: timedelta) -> str:
    minutes = max(0, int(past.total_seconds() // 60))
    return _("{hours} h {minutes:02d} min").format(hours=minutes // 60, minutes=minutes % 60)
