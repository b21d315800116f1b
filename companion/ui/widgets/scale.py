# SPDX-License-Identifier: Apache-2.0
"""The 0–10 scale and sets of choices: nothing is preselected, a second press takes it back."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStyle, QVBoxLayout

from companion.language import _
from companion.ui.spoken import Group, RadioButton
from companion.ui.widgets.basics import Flow, Label, button, label, scaled

TOP = 10
NUMBER, EDGES, GAP = 36, 2, 5
"""The width of a number of a scale at the usual text size, as the style sheet gives it, that of its
edges and the room between two, in pixels."""


class _Number(RadioButton):
    """One number of a scale. It leaves the arrow keys to the scale."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the arrows on; the push button would move the focus with them."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Name(Label):
    """The question, which may wrap. It keeps a third of the width, however long the ends are."""

    def minimumSizeHint(self) -> QSize:
        """Give the width of its longest word, or of all of them up to that third."""
        least = super().minimumSizeHint()
        share = min(_in_one_line(self).width(), _widest() // 3)
        return QSize(max(least.width(), share), least.height())


class _Ends(Label):
    """What the lowest and the highest number mean: in one line, wherever that has room."""

    def sizeHint(self) -> QSize:
        """Give the size of the one line."""
        return _in_one_line(self)


class _Head(QHBoxLayout):
    """Words side by side, no wider than the numbers below them.

    A widget that may not be wider would be asked how high it is in all the width there is.
    """

    def __init__(self) -> None:
        self._widest = _widest()
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(6)

    def heightForWidth(self, width: int) -> int:
        """Give the height in the width that is taken of it."""
        return super().heightForWidth(min(width, self._widest))

    def setGeometry(self, rect: QRect) -> None:
        """Begin where one begins to read."""
        whole = self.parentWidget()
        assert whole is not None
        size = QSize(min(rect.width(), self._widest), rect.height())
        place = QStyle.alignedRect(
            whole.layoutDirection(), Qt.AlignmentFlag.AlignLeading, size, rect
        )
        super().setGeometry(place)


class Scale(Group):
    """A question answered by one number from 0 to 10, by mouse or by one key.

    Keys 0–9 choose, "+" chooses 10, the arrows step, Backspace takes the answer back and "-" is
    passed on as ``declined``. A name of any length may wrap where it is said to be ``long``.

    Signals: ``changed`` with the number or None; ``declined`` when "-" was pressed.
    """

    changed = Signal(object)
    declined = Signal()

    def __init__(
        self, name: str, low: str, high: str, *, aside: str = "", long: bool = False
    ) -> None:
        super().__init__()
        self._value: int | None = None
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        ends = _Ends(_("{low}  →  {high}").format(low=low, high=high))
        ends.setProperty("role", "secondary")
        ends.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = _Head()
        head.addWidget(_Name(name) if long else label(name, wrap=False), 1 if long else 0)
        if aside:
            head.addWidget(label(aside, "secondary", wrap=False))
        head.addWidget(ends, 0 if long else 1)
        layout.addLayout(head)
        flow = Flow(spacing=GAP, even=True)
        self.buttons = [self._button(value, low, high) for value in range(TOP + 1)]
        for one in self.buttons:
            flow.addWidget(one)
        layout.addLayout(flow)
        self._describe()

    @property
    def value(self) -> int | None:
        """The chosen number, or None while untouched."""
        return self._value

    def set_value(self, value: int | None) -> None:
        """Show a number, or none, without saying that it changed."""
        self._value = value
        for number, one in enumerate(self.buttons):
            one.setChecked(number == value)
        self._describe()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by one key."""
        text = event.text()
        # The numbers rise in the direction in which the language is read.
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        match event.key():
            case Qt.Key.Key_Left:
                self._step(1 if turned else -1)
            case Qt.Key.Key_Right:
                self._step(-1 if turned else 1)
            case Qt.Key.Key_Down:
                self._step(-1)
            case Qt.Key.Key_Up:
                self._step(1)
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                self._choose(None)
            case _ if text.isdecimal() and len(text) == 1:
                self._choose(int(text))
            case _ if text == "+":
                self._choose(TOP)
            case _ if text == "-":
                self.declined.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Put the ring on the chosen number, or on the first."""
        super().focusInEvent(event)
        self.buttons[self._value or 0].setFocus(event.reason())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Shift+Tab leave the scale, which would hand the focus to its number again."""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        moved = super().focusNextPrevChild(forward)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return moved

    def _button(self, value: int, low: str, high: str) -> QPushButton:
        made = _Number(str(value))
        made.setProperty("role", "scale")
        made.setAutoDefault(False)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        ends = {0: f", {low}", TOP: f", {high}"}.get(value, "")
        made.setAccessibleName(
            _("{scale}: {value} of 10").format(scale=self._name, value=value) + ends
        )
        made.clicked.connect(lambda: self._choose(None if self._value == value else value))
        return made

    def _step(self, by: int) -> None:
        start = -1 if self._value is None and by > 0 else self._value or 0
        self._choose(min(TOP, max(0, start + by)))

    def _choose(self, value: int | None) -> None:
        self.set_value(value)
        if value is not None:
            self.buttons[value].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(value)

    def _describe(self) -> None:
        state = _("not answered") if self._value is None else str(self._value)
        self.setAccessibleName(_("{scale}, {state}").format(scale=self._name, state=state))


class Choices(Group):
    """A few answers to choose one from; a second press takes the choice back.

    Where one is ``always`` chosen, a second press leaves it. Signal: ``changed`` with the chosen
    value or None.
    """

    changed = Signal(object)

    def __init__(
        self,
        name: str,
        options: Iterable[tuple[object, str]],
        *,
        role: str = "choice",
        always: bool = False,
    ) -> None:
        super().__init__()
        self._value: object = None
        self._always = always
        self.setAccessibleName(name)
        flow = Flow(spacing=8)
        self.setLayout(flow)
        self.buttons: dict[object, QPushButton] = {}
        for value, words in options:
            made = button(words, role, name=f"{name}: {words}", kind=RadioButton)
            made.setCheckable(True)
            made.clicked.connect(lambda _checked=False, value=value: self._choose(value))
            self.buttons[value] = made
            flow.addWidget(made)

    @property
    def value(self) -> object:
        """The chosen value, or None."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show a choice, or none, without saying that it changed."""
        self._value = value
        for each, made in self.buttons.items():
            made.setChecked(each == value)

    def _choose(self, value: object) -> None:
        again = self._value == value
        self.set_value(None if again and not self._always else value)
        if not (again and self._always):
            self.changed.emit(self._value)


def _widest() -> int:
    """Give the width of all numbers of a scale side by side."""
    return (TOP + 1) * (scaled(NUMBER) + EDGES) + TOP * GAP


def _in_one_line(words: Label) -> QSize:
    """Give the size of words that do not wrap."""
    words.ensurePolished()
    line = words.fontMetrics().size(Qt.TextFlag.TextSingleLine, words.text())
    return line.grownBy(words.contentsMargins()) + QSize(2, 0)  # what Qt rounds
