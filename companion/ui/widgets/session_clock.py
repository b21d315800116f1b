# SPDX-License-Identifier: Apache-2.0
"""How long a session is under way, and the sitter's timer. It names nothing of the session."""

from datetime import datetime, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from companion.domain.records import SitterCheck
from companion.language import _
from companion.ui import calls
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.widgets.basics import Card, Flow, button, label

TICK = 1000
SHOWN = 6
"""So many looks are shown, the last ones."""


class SessionClock(Card):
    """The running time since ``began``, and the timer for whoever stays with the person.

    The timer can be started for the session ``session_id``; without one, as while locked, it only
    goes on.
    """

    def __init__(
        self, context: Context, began: datetime | None, session_id: str | None = None
    ) -> None:
        super().__init__()
        self._session_id = session_id
        self._context = context
        self._began = began
        self._time = label("", "figure")
        self._time.setAccessibleName(_("Running time"))
        if began is not None:
            self.add(self._time)
            self.add(label(_("since {time}").format(time=clock(began)), "secondary"))
        self._sitter_words = label("")
        self._start = button(_("Start the sitter’s timer"), "outline")
        self._well = button(_("All yes"), "large")
        self._unwell = button("", "large")
        self._end = button(_("Stop the timer"), "quiet")
        self._end.setMinimumHeight(context.theme.size("largeTarget"))
        self._looks = label("", "small")
        self._waiting = label(
            _(
                "Looks made while locked are written down when you unlock, and are lost if "
                "Companion is closed before."
            ),
            "small",
        )
        self.add(self._sitter_words)
        ways = Flow(spacing=10)
        for way in (self._start, self._well, self._unwell, self._end):
            ways.addWidget(way)
        self.add(ways)
        self.add(self._looks)
        self.add(self._waiting)
        self._looks.hide()
        self._unwell.setText(
            _("No: get the staff, or call {emergency}").format(emergency=calls.emergency(context))
        )
        self._start.clicked.connect(self._on_start)
        self._well.clicked.connect(lambda: context.sitter.answer(well=True))
        self._unwell.clicked.connect(self._on_unwell)
        self._end.clicked.connect(context.sitter.end)
        context.sitter.ticked.connect(self._show_sitter)
        self._was_due = context.sitter.is_due
        every_second = QTimer(self)
        every_second.timeout.connect(self._show_time)
        every_second.start(TICK)
        self._show_time()
        self._show_sitter()

    def show_looks(self, checks: tuple[SitterCheck, ...]) -> None:
        """Show what came of the looks so far, the last first."""
        told = [f"{clock(check.due)} {_answer(check)}" for check in reversed(checks[-SHOWN:])]
        self._looks.setText(" · ".join(told))
        self._looks.setVisible(bool(told))

    def _on_start(self) -> None:
        if self._session_id is not None:
            self._context.sitter.start(self._session_id)

    def _on_unwell(self) -> None:
        self._context.sitter.answer(well=False)
        self._context.ways.open_page("help")

    def _show_time(self) -> None:
        if self._began is not None:
            self._time.setText(_spell(self._context.now() - self._began))

    def _show_sitter(self) -> None:
        sitter = self._context.sitter
        can_start = self._session_id is not None and not sitter.runs
        self._start.setVisible(can_start)
        self._sitter_words.setVisible(can_start or sitter.runs)
        self._waiting.setVisible(self._context.is_locked and sitter.waits)
        for way in (self._well, self._unwell, self._end):
            way.setVisible(sitter.runs)
        self._sitter_words.setText(self._sitter_state())
        # On the session-day screen its own line calls; this clock may be put aside meanwhile.
        on_screen = self._context.session_day and not self._context.is_locked
        if sitter.is_due and not self._was_due and not on_screen:
            QApplication.beep()
            QApplication.alert(self.window())
        self._was_due = sitter.is_due

    def _sitter_state(self) -> str:
        sitter = self._context.sitter
        if not sitter.runs:
            return _(
                "For whoever stays with you: look and ask every 15 minutes. This timer calls nobody."
            )
        if sitter.is_due:
            return _(
                "Look and ask. Awake when spoken to? Breathing normally? Skin and lips a normal "
                "colour? This timer calls nobody."
            )
        minutes, seconds = divmod(int(sitter.left.total_seconds()), 60)
        return _("Look and ask again in {minutes}:{seconds:02d}. This timer calls nobody.").format(
            minutes=minutes, seconds=seconds
        )


def _answer(check: SitterCheck) -> str:
    return {True: _("all yes"), False: _("no"), None: _("not checked")}[check.well]


def _spell(past: timedelta) -> str:
    minutes = max(0, int(past.total_seconds() // 60))
    return _("{hours} h {minutes:02d} min").format(hours=minutes // 60, minutes=minutes % 60)
