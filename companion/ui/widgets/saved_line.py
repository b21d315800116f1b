# SPDX-License-Identifier: Apache-2.0
"""What was last saved, below every page, and the way to take it back."""

from PySide6.QtWidgets import QWidget

from companion.language import _
from companion.ui import shortcuts
from companion.ui.widgets.basics import button, key_hint, label, row

ALL = 100
"""The share of the line that a sentence of more than one line takes; nothing else needs any."""


class SavedLine(QWidget):
    """An answer to what was just done. It is not seen before somebody shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.answer = label("", "secondary", wrap=False)
        self.undo = button(_("Undo"), "quiet")
        self._key = key_hint(shortcuts.UNDO)
        self._line = row(self.answer, self.undo, self._key, 1)
        self.setLayout(self._line)
        self.hide()

    def say(self, sentence: str, *, undo: bool) -> None:
        """Answer with a sentence, and whether it can be undone."""
        self.answer.setText(sentence)
        long = self.answer.wordWrap()
        self._line.setStretch(0, ALL if long else 0)
        self._line.setContentsMargins(34, 8 if long else 2, 34, 8)
        self.undo.setVisible(undo)
        self._key.setVisible(undo)

    def retell(self) -> None:
        """Name the way back in the language in use; what was said before is not said again."""
        self.undo.setText(_("Undo"))
        self.hide()
