# SPDX-License-Identifier: Apache-2.0
"""What is at work aside: a sentence about it, how far it is, and a button to stop it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QWidget

from companion.language import _
from companion.problem import Problem
from companion.stopping import Stopped
from companion.ui.aside import beside_the_window
from companion.ui.progress import Progress
from companion.ui.task import Task
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import button, row

AFTER = 300
"""Milliseconds of work without a sign of it, which would only flicker where it is short."""

Act = Callable[[Progress], object]


class LongWork(QWidget):
    """Stands below an answer line, out of the way until something has been at work for a moment.

    What is begun where other work ends goes on in its place without a flicker. Escape stops it,
    wherever in the ``place`` the focus is. Signal: ``working`` with whether something is.
    """

    working = Signal(bool)

    def __init__(self, answer: AnswerLine, place: QWidget) -> None:
        super().__init__()
        self._answer, self._place = answer, place
        self._sentence = ""
        self._progress: Progress | None = None
        self.is_stopped = False
        """Whether what was begun last was asked to stop, though that may have come too late."""
        self._pressed: QWidget | None = None
        self._next: QWidget | None = None
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop_button = button(_("Stop"), "outline")
        self.stop_button.clicked.connect(self.stop)
        layout = row(self.bar, self.stop_button, spacing=12)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.hide()
        self._lasting = QTimer(self)
        self._lasting.setSingleShot(True)
        self._lasting.setInterval(AFTER)
        self._lasting.timeout.connect(self._show)
        self._escape = QShortcut(QKeySequence("Esc"), place)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.stop)

    @property
    def works(self) -> bool:
        """Whether something is at work, in sight or not yet."""
        return self._progress is not None

    def begin(
        self,
        sentence: str,
        act: Act,
        done: Callable[[object], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do something in another thread; ``failed`` gets Stopped where the person stopped it."""
        assert not self.works, "one thing at a time"
        self._sentence, self.is_stopped = sentence, False
        self._progress = progress = Progress(self)
        progress.came.connect(self._on_progress)
        self.bar.setRange(0, 1)  # still: nothing moves of itself
        self.bar.setValue(0)
        self.bar.setAccessibleName(sentence)
        self._leave_focus()
        if self.isVisible():
            self._show()
        else:
            self._answer.say("")
            self._lasting.start()
        task = Task(partial(_act, act, progress), self)
        task.done.connect(partial(self._end, done))
        task.failed.connect(partial(self._end, failed))
        task.start()

    def stop(self) -> None:
        """End it early; that takes until its next piece."""
        if self._progress is not None:
            self.is_stopped = True
            self._progress.stop()

    def rest(self) -> None:
        """Go out of sight, as nothing is at work any more; before what was done asks something."""
        self.hide()
        self._escape.setEnabled(False)

    def say_why(self, error: Exception, *, stopped: str) -> None:
        """Say why it did not come to its end: it was stopped, or there is something to mend."""
        if isinstance(error, Stopped):
            self._answer.say(stopped)
        elif isinstance(error, Problem):
            self._answer.say(str(error), fault=True)
        else:
            raise error

    # ---- slots

    def _show(self) -> None:
        """Say that it is at work, and have the stop button at hand of whoever works by keyboard."""
        self._answer.say(self._sentence)
        self._escape.setEnabled(True)
        self.show()
        if self._pressed is not None and self._focused() is self._next:
            self.stop_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._next = self.stop_button

    def _on_progress(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def _end(self, then: Callable[[Any], None], came: object) -> None:
        assert self._progress is not None
        self._progress.deleteLater()
        self._progress = None
        self._lasting.stop()
        self._give_focus_back()
        self._answer.say("")
        try:
            then(came)
        finally:
            if not self.works:
                self.rest()

    # ---- the keyboard

    def _focused(self) -> QWidget | None:
        """Give what has the focus in this window, also while a dialog that goes still has it all."""
        return self._place.window().focusWidget()

    def _leave_focus(self) -> None:
        """Have the buttons rest; Qt then puts the focus of the one that was pressed elsewhere."""
        focused = self._focused()
        is_ours = focused is not None and self._place.isAncestorOf(focused)
        self._pressed = focused if is_ours else None
        self.working.emit(True)
        self._next = self._focused()

    def _give_focus_back(self) -> None:
        """Put it on what was pressed, unless the person went on to something else."""
        is_waiting = self._focused() in (self._next, None)
        self.working.emit(False)
        if self._pressed is not None and is_waiting and self._pressed.isVisible():
            self._pressed.setFocus(Qt.FocusReason.OtherFocusReason)
        self._pressed = self._next = None


def _act(act: Act, progress: Progress) -> object:
    with beside_the_window():
        return act(progress)
