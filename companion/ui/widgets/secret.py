# SPDX-License-Identifier: Apache-2.0
"""A field for a passphrase: hidden unless shown, open to pasting and to password keepers."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from companion.language import _
from companion.ui.widgets.basics import label

MOST = 100_000
"""Characters a field takes; far beyond any passphrase."""


class SecretField(QWidget):
    """A passphrase with its name above and “Show” below.

    Signals: ``edited`` at each change, ``entered`` at the Enter key.
    """

    edited = Signal()
    entered = Signal()

    def __init__(self, name: str, *, shown: bool = False, can_show: bool = True) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.name = label(name, "strong")
        self.line = QLineEdit()
        self.line.setMaxLength(MOST)
        self.line.setAccessibleName(name)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.name.setBuddy(self.line)
        self.show_it = QCheckBox(_("Show what I type"))
        self.show_it.toggled.connect(self._show_text)
        layout.addWidget(self.name)
        layout.addWidget(self.line)
        layout.addWidget(self.show_it)
        self.show_it.setVisible(can_show)
        self._show_text(shown)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.returnPressed.connect(self.entered.emit)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        """What was typed, exactly."""
        return self.line.text()

    def clear(self) -> None:
        """Empty the field."""
        self.line.clear()

    def _show_text(self, shown: bool) -> None:
        modes = QLineEdit.EchoMode
        self.line.setEchoMode(modes.Normal if shown else modes.Password)
