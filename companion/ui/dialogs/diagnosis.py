# SPDX-License-Identifier: Apache-2.0
"""The diagnostic report: all its text to see and to change before anything is saved."""

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from companion import diagnosis
from companion.language import _
from companion.paths import write_atomically
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.dialogs.dialog import Dialog
from companion.ui.documents import documents
from companion.ui.file_dialogs import ask_where_to_save
from companion.ui.widgets.basics import button, label

LINES = 16
"""Lines of the report that are seen without scrolling."""


class Diagnosis(Dialog):
    """Shows the report, which the person may shorten, and saves what then stands there."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        said = label(
            _(
                "For whoever helps you with Companion. It holds nothing you wrote and no names. "
                "Read it, delete what you like, save it, and send it yourself: Companion sends "
                "nothing."
            )
        )
        self.text = QPlainTextEdit(diagnosis.text(context.places, context.now(), facts=_facts()))
        self.text.setAccessibleName(_("Diagnostic report"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * LINES)
        save = button(_("Save …"), "primary", name=_("Save the diagnostic report"))
        save.clicked.connect(self._save)
        leave = button(_("Close"))
        leave.clicked.connect(self.reject)
        self.show_step(_("Diagnostic report"), [said, self.text], [save, leave], first=self.text)

    def sizeHint(self) -> QSize:
        """Be as wide as the other windows, and a little higher."""
        return super().sizeHint().expandedTo(QSize(0, self.text.minimumHeight()))

    def _save(self) -> None:
        suggested = documents() / "companion-report.txt"
        chosen = ask_where_to_save(
            self, _("Save the diagnostic report"), suggested, _("Text (*.txt)")
        )
        if chosen is None:
            return
        try:
            write_atomically(chosen, self.text.toPlainText().encode())
        except Problem as problem:
            self.fail(problem)
        else:
            self.answer.say(_("Saved as “{name}”.").format(name=chosen.name))


def _facts() -> list[tuple[str, str]]:
    """Give what only the window knows of itself."""
    screen = QApplication.primaryScreen()
    size = screen.size()
    dark = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return [
        (_("Qt"), qVersion()),
        (_("Shown by"), QApplication.platformName()),
        (_("Screen"), f"{size.width()}x{size.height()} × {screen.devicePixelRatio():g}"),
        (_("System is dark"), _("yes") if dark else _("no")),
    ]
