# SPDX-License-Identifier: Apache-2.0
"""A sentence that answers what was just done, in place; a screen reader speaks it."""

from companion.ui.spoken import announce
from companion.ui.widgets.basics import Label, restyle


class AnswerLine(Label):
    """Empty and out of the way until there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.hide()

    def say(self, sentence: str, *, fault: bool = False) -> None:
        """Say a sentence, as a fault or not; an empty one takes it away."""
        self.setText(sentence)
        restyle(self, role="fault" if fault else "")
        self.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)
