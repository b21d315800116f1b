# SPDX-License-Identifier: Apache-2.0
"""A part that folds away what is not asked of everybody."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.ui.theme import Theme
from companion.ui.widgets.basics import button, row
from companion.ui.widgets.wrapped_button import WrappedFold


class Fold(QWidget):
    """Words to press, and below them what they hide until then."""

    def __init__(self, words: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.press = button(words, "plain", kind=WrappedFold)
        self.press.setIconSize(theme.icon_size)
        self.press.toggled.connect(self._show)
        self.inside = QWidget()
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(16)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row(self.press, 1))
        layout.addWidget(self.inside)
        self._show(opened=False)

    @property
    def opened(self) -> bool:
        """Whether what is inside can be seen."""
        return self.press.isChecked()

    def open(self) -> None:
        """Show what is inside."""
        self.press.setChecked(True)

    def close_again(self) -> None:
        """Hide what is inside."""
        self.press.setChecked(False)

    def _show(self, opened: bool) -> None:
        self.inside.setVisible(opened)
        self.press.setIcon(
            self._theme.icon("chevron-down" if opened else "chevron-right", "accent")
        )
