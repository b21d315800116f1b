# SPDX-License-Identifier: Apache-2.0
"""A 0–10 scale whose answer is saved at the one key or the one tap."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from companion.ui.widgets.scale import Scale

STEPS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class OneTapScale(Scale):
    """A scale that says at once which number was given.

    A digit, "+" for 10 and a press give it. The arrows only walk from number to number, and Enter
    gives the one they came to; Enter on an untouched scale gives none, whatever the desktop makes
    of that key on a button. Its name may be ``long``.

    Signal: ``given`` with the number.
    """

    given = Signal(int)

    def __init__(self, name: str, low: str, high: str, *, long: bool = False) -> None:
        super().__init__(name, low, high, long=long)
        for number, one in enumerate(self.buttons):
            # After the scale itself, which takes a number back at the second press.
            one.clicked.connect(lambda _checked=False, number=number: self._give(number))
        for keys in ("Return", "Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self._give_chosen)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the number of a digit at once; let the arrows only walk."""
        super().keyPressEvent(event)
        is_number = event.text() == "+" or (event.text().isdecimal() and len(event.text()) == 1)
        if is_number and event.key() not in STEPS and not event.isAutoRepeat():
            self._give_chosen()

    def _give(self, number: int) -> None:
        self.set_value(number)
        self.given.emit(number)

    def _give_chosen(self) -> None:
        if self.value is not None:
            self.given.emit(self.value)
