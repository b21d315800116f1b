# SPDX-License-Identifier: Apache-2.0
"""The choice of the language, each by its own name."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion import language
from companion.language import _
from companion.ui import languages
from companion.ui.widgets.scale import Choices


class LanguageChoice(QWidget):
    """The languages there are. Signal: ``chosen`` with the code of another one."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        codes = language.available()
        self.choices = Choices(
            _("Language"), [(code, languages.native_name(code)) for code in codes], always=True
        )
        self.choices.set_value(language.current())
        self.choices.changed.connect(lambda code: self.chosen.emit(str(code)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.choices)
        if len(codes) == 1:
            self.hide()

    def current(self) -> QWidget:
        """Give the button of the language that is spoken."""
        return self.choices.buttons[language.current()]
