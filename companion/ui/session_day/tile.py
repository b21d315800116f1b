# SPDX-License-Identifier: Apache-2.0
"""Large controls that a person can hit who sees double, and that take two quick taps for one."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from companion.language import _
from companion.ui.widgets.basics import key_hint, label, restyle, scaled, unmarked

LEAST = 190
"""A tile's least width at the usual text size."""


class Tapped(QPushButton):
    """A button that takes a double tap for one, also where the first made it another's place."""

    def __init__(self, words: str, role: str = "day", *, name: str = "") -> None:
        super().__init__(unmarked(words))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("role", role)
        if name:
            self.setAccessibleName(name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do nothing: the first of the two has done it."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for a tap, on every system, and once however long it is held down."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)


class Tile(Tapped):
    """A control with a title, a line below it, and its key.

    ``told_later`` is a line that is said again after the tap, so that it can go where room is short.
    """

    def __init__(self, key: str, *, told_later: bool = False) -> None:
        super().__init__("", "tile")
        self._key = key
        self.told_later = told_later
        self.title = label("", "tileTitle")
        self.words = label("", "daySmall")
        hint = key_hint(key)
        for part in (self.title, self.words, hint):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(hint, 0, Qt.AlignmentFlag.AlignTop)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(24, 18, 12, 18)
        self.body.setSpacing(6)
        self.body.addLayout(head)
        self.body.addWidget(self.words)
        self.body.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(scaled(84))
        self._compact = False

    def make_compact(self, compact: bool) -> None:
        """Take less height, or the usual one again."""
        if compact == self._compact:
            return
        self._compact = compact
        across, along = (16, 12) if compact else (24, 18)
        self.body.setContentsMargins(across, along, 12, along)
        restyle(self, compact=compact)
        restyle(self.title)
        self.words.setVisible(bool(self.words.text()) and not (compact and self.told_later))

    def say(self, title: str, words: str, *, main: bool = False) -> None:
        """Show its words; the ``main`` one stands out."""
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words) and not (self._compact and self.told_later))
        self.setAccessibleName(title)
        self.setAccessibleDescription(_("{words} Key {key}.").format(words=words, key=self._key))
        if self.property("main") != main:
            restyle(self, main=main)
            restyle(self.title, role="tileMain" if main else "tileTitle")

    def sizeHint(self) -> QSize:
        """Give the size its words need."""
        return self.body.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Let it shrink until its words wrap."""
        return QSize(scaled(LEAST), self.body.totalMinimumSize().height())


class HelpTile(Tapped):
    """The widest control, "I need help", with when to call whom beside it."""

    def __init__(self, words: str) -> None:
        super().__init__("", "helpTile", name=_("I need help"))
        self.setAccessibleDescription(_("{words} Key {key}.").format(words=words, key="H"))
        title = label(_("I need help"), "tileHelp", wrap=False)
        said = label(words, "dayWords")
        hint = key_hint("H")
        for part in (title, said, hint):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(24, 14, 16, 14)
        self._line.setSpacing(28)
        self._line.addWidget(title)
        self._line.addWidget(said, 1)
        self._line.addWidget(hint)
        said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        self.setMinimumHeight(scaled(72))

    def sizeHint(self) -> QSize:
        """Give the size its words need."""
        return self._line.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Let it shrink until its words wrap."""
        return self._line.totalMinimumSize()
