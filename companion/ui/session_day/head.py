# SPDX-License-Identifier: Apache-2.0
"""The head of the session-day screen: the running clock, what comes next, and the last answer."""

from datetime import timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from companion.language import _
from companion.ui.session_day.tile import Tapped
from companion.ui.widgets.basics import key_hint, label, restyle, row

ACROSS, DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class Head(QWidget):
    """Which session it is, how long it has run, the next reading, and the last answer.

    Where there is little room it is ``compact``. Signal: ``undo_asked``.
    """

    undo_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._compact = self._short = False
        self._answers = False
        self.title = label("", "dayQuiet", heads=True)
        self.answer = label("", "daySmall")
        self.answer.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.undo = Tapped(_("Undo"))
        self._undo_key = key_hint("Ctrl+Z")
        self.undo.clicked.connect(self.undo_asked.emit)
        self.time = label("", "dayClock", wrap=False)
        self.time.setAccessibleName(_("Running time"))
        self.next = label("", "dayLine")
        self.resting = label("", "dayLine")
        # Widgets, not bare layouts: these notice at once when a part of theirs is hidden.
        top, running = QWidget(), QWidget()
        self._top = QBoxLayout(ACROSS, top)
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(12)
        self._top.addWidget(self.title, 3)
        answered = row(self.answer, self.undo, self._undo_key, spacing=12)
        answered.setStretch(0, 1)
        self._answered = QWidget()
        self._answered.setLayout(answered)
        self._top.addWidget(self._answered, 2)
        self._running = QBoxLayout(ACROSS, running)
        self._running.setContentsMargins(0, 0, 0, 0)
        self._running.setSpacing(28)
        self._running.addWidget(self._clock())
        self._running.addWidget(self._lines(), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(top)
        layout.addWidget(running)
        self.quiet()

    def put_below(self, sitter: QWidget) -> None:
        """Put the sitter's timer below what comes next."""
        self._column.insertWidget(self._column.count() - 1, sitter)

    def make_compact(self, compact: bool) -> None:
        """Take less height, or the usual one again."""
        if compact == self._compact:
            return
        self._compact = compact
        # Beside the last answer, where there is room for one line alone.
        line = self._top if compact else self._running
        line.insertWidget(0, self._place_of_clock)
        for part, share in ((self.title, 3), (self._answered, 2)):
            self._top.setStretchFactor(part, 1 if compact else share)
        restyle(self.time, role="dayClockSmall" if compact else "dayClock")
        restyle(self.resting, role="dayWords" if compact else "dayLine")
        self.time.updateGeometry()
        self._fit()

    def make_short(self, short: bool) -> None:
        """Let the title go where room is short, or show it again."""
        if short is not self._short:
            self._short = short
            self._fit()

    def quiet(self) -> None:
        """Show no answer, as before the first tap."""
        self.show_answer(_("Everything is saved as you tap"), undo=False)
        self._answers = False
        self._fit()

    def show_answer(self, sentence: str, *, undo: bool) -> None:
        """Show the answer to the last tap, and the way to take it back."""
        self.answer.setText(sentence)
        self.undo.setVisible(undo)
        self._undo_key.setVisible(undo)
        self._answers = True
        self._fit()

    def show_time(self, past: timedelta | None) -> None:
        """Show how long the session has run, "0:37"; None before it began."""
        self._place_of_clock.setVisible(past is not None)
        if past is not None:
            minutes = max(0, int(past.total_seconds() // 60))
            self.time.setText(f"{minutes // 60}:{minutes % 60:02}")

    def show_lines(self, following: str, resting: str = "") -> None:
        """Show what comes next; an empty line is hidden."""
        for line, words in ((self.next, following), (self.resting, resting)):
            line.setText(words)
            line.setVisible(bool(words))

    def _fit(self) -> None:
        """Where there is little room, let an answer stand in the place of the title."""
        self.title.setVisible(not self._short and not (self._compact and self._answers))
        self._answered.setVisible(not self._compact or self._answers)
        self._turn_clock(self.width())

    def _turn_clock(self, room: int) -> None:
        """Stand the words beside the time where there is little height, but only where they fit."""
        beside = self._clock_parts.direction() is ACROSS
        needed = self._least_of_top() + (0 if beside else self._saved())
        self._clock_parts.setDirection(ACROSS if self._compact and needed <= room else DOWN)

    def _least_of_top(self) -> int:
        self._top.activate()
        return self._top.minimumSize().width()

    def _saved(self) -> int:
        """Give the width that it saves to stand the words below the time."""
        widths = [part.minimumSizeHint().width() for part in (self.time, self._since)]
        return self._clock_parts.spacing() + min(widths)

    def minimumSizeHint(self) -> QSize:
        """Let the width shrink until the words stand below the time."""
        usual, beside = super().minimumSizeHint(), self._clock_parts.direction() is ACROSS
        top = self._least_of_top() - (self._saved() if beside else 0)
        return QSize(max(top, self._running.minimumSize().width()), usual.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the words below the time where they do not fit beside it."""
        super().resizeEvent(event)
        self._turn_clock(event.size().width())

    def _clock(self) -> QWidget:
        self._place_of_clock = QWidget()
        self._clock_parts = QBoxLayout(DOWN, self._place_of_clock)
        self._clock_parts.setContentsMargins(0, 0, 0, 0)
        self._clock_parts.setSpacing(4)
        self._clock_parts.addWidget(self.time)
        self._since = label(_("since the start"), "daySmall", wrap=False)
        self._clock_parts.addWidget(self._since)
        self._clock_parts.addStretch(1)
        return self._place_of_clock

    def _lines(self) -> QWidget:
        whole = QWidget()
        self._column = QVBoxLayout(whole)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addStretch(1)
        self._column.addWidget(self.resting)
        self._column.addWidget(self.next)
        self._column.addStretch(1)
        return whole
