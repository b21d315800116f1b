# SPDX-License-Identifier: Apache-2.0
"""The words of an article on screen: bold pieces, and numbers that lead to the sources."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel

from companion.domain.article import Run, Words
from companion.ui.theme import Theme

LINES = 122
"""Percent of a line's own height from one line to the next, in running text."""

_THIN = "\u2009"
"""A thin space, between two numbers."""

Numbers = Mapping[str, int]


class Told(QLabel):
    """Some sentences. Signal: ``source_asked`` with the key of the source that is wanted."""

    source_asked = Signal(str)

    def __init__(
        self, words: Words, numbers: Numbers, theme: Theme, role: str = "", *, lines: int = LINES
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setText(markup(words, numbers, theme, lines))
        self.setAccessibleName(spoken(words, numbers))
        if role:
            self.setProperty("role", role)
        mouse = Qt.TextInteractionFlag.TextSelectableByMouse
        links = (
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        # Words without a number are no stop for the Tab key.
        self.setTextInteractionFlags(mouse | links if any(one.source for one in words) else mouse)
        self.linkActivated.connect(self.source_asked.emit)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go to the first number at once, or from below to the last, not to the words as a whole."""
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.TabFocusReason:
            self.focusNextPrevChild(True)
        elif event.reason() is Qt.FocusReason.BacktabFocusReason:
            self.focusNextPrevChild(False)


def markup(words: Sequence[Run], numbers: Numbers, theme: Theme, lines: int = LINES) -> str:
    """Give words as the small markup that a label reads; nothing in the words is taken for it."""
    colour = theme.colours["accent"]
    parts = []
    for is_number, runs in groupby(words, key=lambda run: bool(run.source)):
        if is_number:
            links = (
                f'<a href="{escape(run.source)}" style="color:{colour};text-decoration:none">'
                f"{numbers[run.source]}</a>"
                for run in runs
            )
            parts.append(f"<sup>{_THIN.join(links)}</sup>")
            continue
        for run in runs:
            text = escape(run.text)
            parts.append(f"<b>{text}</b>" if run.bold else text)
    return f'<p style="line-height:{lines}%;margin:0">{"".join(parts)}</p>'


def spoken(words: Sequence[Run], numbers: Numbers) -> str:
    """Give words as a screen reader says them, the numbers of the sources in brackets."""
    return "".join(f" [{numbers[run.source]}]" if run.source else run.text for run in words)
