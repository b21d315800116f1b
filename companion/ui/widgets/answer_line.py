# SPDX-License-Identifier: Apache-2.0
"""A sentence that answers what was just done, in place; a screen reader speaks it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from companion.ui.spoken import announce
from companion.ui.widgets.basics import breakable, restyle

ENDLESS = 60
"""Letters in a row beyond which it is the name of a file, and neither an address nor a number."""


class AnswerLine(QLabel):
    """Empty and out of the way until there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def say(self, sentence: str, *, fault: bool = False) -> None:
        """Say a sentence, as a fault or not; an empty one takes it away."""
        longest = max(map(len, sentence.split()), default=0)
        self.setText(breakable(sentence) if longest > ENDLESS else sentence)
        restyle(self, role="fault" if fault else "")
        self.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)
