# SPDX-License-Identifier: Apache-2.0
"""A sentence above every page, with what can be done about it."""

from PySide6.QtWidgets import QFrame, QPushButton

from companion.ui.widgets.basics import clear, label, restyle, row


class Notice(QFrame):
    """Stands there until its ``sentence`` is replaced. It is not seen before somebody shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = ""
        self.setProperty("role", "notice")
        self._line = row(spacing=12)
        self._line.setContentsMargins(34, 8, 34, 8)
        self.setLayout(self._line)
        self.hide()

    def say(self, sentence: str, *actions: QPushButton, role: str = "notice") -> None:
        """Say another sentence; an empty one says nothing any more."""
        clear(self._line)
        restyle(self, role=role)
        self.sentence = sentence
        if not sentence:
            return
        words = label(sentence)
        words.setAccessibleName(sentence)
        self._line.addWidget(words, 1)
        for action in actions:
            self._line.addWidget(action)
