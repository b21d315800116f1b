# SPDX-License-Identifier: Apache-2.0
"""Rows to press, whose words wrap: a title, some words below it, and a quiet line."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout

from companion.language import _
from companion.ui.theme import Theme
from companion.ui.widgets.basics import label

LEAST = 120
"""Its least width at the usual text size."""


class Row(QPushButton):
    """Leads to an article or to a place in one."""

    edges = (12, 10, 12, 10)

    def __init__(self, title: str, words: str, quiet: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "row")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title = label("", "strong")
        self.words = label("", "secondary")
        self.quiet = label("", "small")
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(*self.edges)
        self._inside.setSpacing(3)
        for part in (self.title, self.words, self.quiet):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._inside.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(title, words, quiet)

    def say(self, title: str, words: str = "", quiet: str = "", *, spoken: str = "") -> None:
        """Show its words; those in the middle are markup where ``spoken`` says them without."""
        kind = Qt.TextFormat.RichText if spoken else Qt.TextFormat.PlainText
        self.words.setTextFormat(kind)
        for part, text in ((self.title, title), (self.words, words), (self.quiet, quiet)):
            part.setText(text)
            part.setVisible(bool(text))
        told = (title, spoken or words, quiet)
        self.setAccessibleName(_(", ").join(part for part in told if part))

    def sizeHint(self) -> QSize:
        """Give the size its words need."""
        return self._inside.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Let it shrink until its words wrap."""
        least = max(self._theme.scaled(LEAST), self._inside.totalMinimumSize().width())
        return QSize(least, self._theme.size("target"))


class WayRow(Row):
    """Words alone that lead on, in the hand of a plain button."""

    edges = (2, 8, 2, 8)

    def __init__(self, theme: Theme) -> None:
        super().__init__("", "", "", theme)
        self.title.setProperty("role", "way")
