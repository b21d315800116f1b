# SPDX-License-Identifier: Apache-2.0
"""The way from help back to the session that is under way."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from companion.language import _
from companion.ui.session_day.tile import Tapped
from companion.ui.widgets.basics import key_hint, row


class BackToSession(QWidget):
    """Stands above help while the session-day screen was left for it. Esc does the same."""

    def __init__(self, go_back: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = Tapped("", "dayMain")
        self.back.clicked.connect(go_back)
        QShortcut(QKeySequence("Esc"), self).activated.connect(go_back)
        line = row(self.back, key_hint("Esc"), 1)
        line.setContentsMargins(34, 14, 34, 0)
        self.setLayout(line)
        self.retell()
        self.hide()

    def retell(self) -> None:
        """Say it in the language in use."""
        self.back.setText(_("Back to the session"))
