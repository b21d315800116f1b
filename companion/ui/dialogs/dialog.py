# SPDX-License-Identifier: Apache-2.0
"""A window before the main one: a title, what it says and asks, an answer, and its buttons."""

from collections.abc import Callable, Sequence
from functools import cached_property

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.fitting import Fitting
from companion.ui.task import Task
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Flow, clear, label
from companion.ui.widgets.heard import open_help
from companion.ui.widgets.long_work import LongWork

WIDTH = 640
"""Its width at the usual text size."""
LEAST = 520
EDGE = 24


class Dialog(Fitting):
    """Shows one step after another, each of its own parts and buttons."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        wide = context.theme.scaled(WIDTH)
        super().__init__(context, parent, max(LEAST, min(wide, parent.window().width() - 40)))
        self.context = context
        self._works = False
        self._first: QWidget = self
        self.setMinimumWidth(LEAST)
        self.heading = label("", "title")
        self.body = QVBoxLayout(self._inner)
        self.body.setContentsMargins(0, 2, 12, 2)
        self.body.setSpacing(14)
        self.answer = AnswerLine()
        self.answer.installEventFilter(self)
        self._buttons = Flow(spacing=10)
        self._buttons_place = QWidget()
        self._buttons_place.setLayout(self._buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, 20, EDGE, 20)
        layout.setSpacing(16)
        layout.addWidget(self.heading)
        layout.addWidget(self._area, 1)
        layout.addWidget(self.answer)
        layout.addWidget(self._buttons_place)
        QShortcut(QKeySequence("F1"), self, self._on_help)

    @property
    def room(self) -> int:
        """The width that the parts of a step have, in pixels."""
        margins = self.body.contentsMargins()
        return self._width - 2 * EDGE - margins.left() - margins.right()

    def show_step(
        self,
        title: str,
        parts: Sequence[QWidget],
        buttons: Sequence[QPushButton],
        *,
        first: QWidget | None = None,
    ) -> None:
        """Show a step in the place of the one before; ``first`` takes the focus."""
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.answer.say("")
        clear(self.body)
        clear(self._buttons)
        for part in parts:
            self.body.addWidget(part)
        self.body.addStretch(1)
        for each in buttons:
            self._buttons.addWidget(each)
        # A layout shows its parts only later, and what is not shown takes no focus.
        for part in (*parts, *buttons):
            part.show()
        target = first or (buttons[0] if buttons else self)
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self._first = target
        QTimer.singleShot(0, self, self._fit)

    def work(
        self, sentence: str, act: Callable[[], object], done: Callable[[object], None]
    ) -> None:
        """Do something in another thread; nothing can be pressed meanwhile."""
        self._set_working(True)
        self.answer.say(sentence)
        task = Task(act, self)

        def succeed(result: object) -> None:
            self._set_working(False)
            self.answer.say("")
            done(result)

        task.done.connect(succeed)
        task.failed.connect(self.fail)
        task.start()

    @cached_property
    def at_work(self) -> LongWork:
        """The part above the buttons that shows long work; made when something is to be done."""
        made = LongWork(self.answer, self)
        made.working.connect(self._set_working)
        made.installEventFilter(self)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self._buttons_place), made)
        return made

    def fail(self, error: Exception) -> None:
        """Say what went wrong where the person can mend it."""
        self._set_working(False)
        if not isinstance(error, Problem):
            raise error
        self.answer.say(str(error), fault=True)

    def reject(self) -> None:
        """Close, but not while something is being written."""
        if not self._works:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a key that is held do once what it does: Escape stops something, or it closes."""
        if event.key() != Qt.Key.Key_Escape or not event.isAutoRepeat():
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make room for what comes below a step, and give it back."""
        comes_or_goes = event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)
        if comes_or_goes and watched is not self._inner:
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Come up with the keyboard where one begins."""
        super().showEvent(event)
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_help(self) -> None:
        """Go to the numbers to call; what can be stopped does not stand before them."""
        if "at_work" in vars(self):
            self.at_work.stop()
        open_help(self.context, self)

    def _set_working(self, working: bool) -> None:
        self._works = working
        self._inner.setDisabled(working)
        self._buttons_place.setDisabled(working)

    def _fit(self) -> None:
        super()._fit()
        if self._inner.isAncestorOf(self._first):
            self._area.ensureWidgetVisible(self._first)


class ReadDialog(Dialog):
    """A dialog whose words take no focus, and are longer than there is room: keys scroll it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by the arrows and the page keys, to the start and to the end."""
        bar = self._area.verticalScrollBar()
        step = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_End: bar.maximum(),
            Qt.Key.Key_Home: -bar.maximum(),
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)
