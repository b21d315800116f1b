# SPDX-License-Identifier: Apache-2.0
"""The hazards: what could go wrong, why, what is done about it, what holds that, what remains."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from companion.about import Hazard
from companion.language import _
from companion.ui.context import Context
from companion.ui.spoken import FoldButton
from companion.ui.theme import Theme
from companion.ui.widgets.basics import Card, Whole, label

LEAST = 120
"""The least width of a name at the usual text size."""
EDGE, GAP = 8, 12
"""Pixels around a name, and between it and its sign. What is told below has the edge of the name."""


def hazard_cards(context: Context) -> Iterator[QWidget]:
    """Give what the hazards are about, and a card for each group of them."""
    yield label(
        _(
            "What could go wrong, why, what is done about it, which tests hold that, and "
            "what remains."
        ),
        "secondary",
    )
    content = context.content
    for group, title in content.hazard_words.groups.items():
        card = Card(title)
        card.body.setSpacing(2)
        for hazard in content.hazards.values():
            if hazard.group == group:
                card.add(HazardFold(hazard, context))
        yield card


class HazardFold(Whole):
    """One hazard under its name. What it says is made when it is first opened."""

    def __init__(self, hazard: Hazard, context: Context) -> None:
        super().__init__()
        self._hazard = hazard
        self._told = context.content.hazard_words.hazards[hazard.id]
        self.press = _Name(self._told.hazard, context.theme)
        self.press.toggled.connect(self._show)
        self.inside = Whole()
        indented = QHBoxLayout(self.inside)
        indented.setContentsMargins(0, 0, 0, 12)
        indented.addSpacing(EDGE + context.theme.icon_size.width() + GAP)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        indented.addLayout(self._lines, 1)
        self.inside.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.press)
        layout.addWidget(self.inside)

    def _show(self, opened: bool) -> None:
        if not self._lines.count():
            self._fill()
        self.inside.setVisible(opened)

    def _fill(self) -> None:
        for title, words in (
            (_("Why"), self._told.cause),
            (_("What is done about it"), self._told.measure),
            (_("What remains"), self._told.remains),
        ):
            self._lines.addWidget(label(title, "group"))
            self._lines.addWidget(label(words))
            self._lines.addSpacing(8)
        self._lines.addWidget(label(_("Tests that hold it"), "group"))
        for test in self._hazard.tests:
            self._lines.addWidget(label(_breaking(test), "small"))


def _breaking(test: str) -> str:
    """Give a test's place and name, to be broken between their parts."""
    return re.sub("[/_]+|::", lambda found: found[0] + "\u200b", test)


class _Name(FoldButton):
    """The name of a hazard, which wraps where it has no room."""

    def __init__(self, words: str, theme: Theme) -> None:
        super().__init__("")
        self._theme = theme
        self.setProperty("role", "row")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        self._sign = QLabel()
        self._words = label(words, "strong")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._inside.setSpacing(GAP)
        self._inside.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._inside.addWidget(self._words, 1)
        for part in (self._sign, self._words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.toggled.connect(self._turn)
        self._turn(opened=False)

    def sizeHint(self) -> QSize:
        """Give the size its words need."""
        return self._inside.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Let it shrink until its words wrap."""
        least = max(self._theme.scaled(LEAST), self._inside.totalMinimumSize().width())
        return QSize(least, self._theme.size("target"))

    def heightForWidth(self, width: int) -> int:
        """Give the height its words need in a width."""
        return max(self._theme.size("target"), self._inside.totalHeightForWidth(width))

    def _turn(self, opened: bool) -> None:
        sign = self._theme.icon("chevron-down" if opened else "chevron-right", "accent")
        self._sign.setPixmap(sign.pixmap(self._theme.icon_size))
