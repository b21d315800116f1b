# SPDX-License-Identifier: Apache-2.0
"""The sheet of all keys, over whatever is shown."""

from PySide6.QtWidgets import QWidget

from companion.language import _
from companion.ui import shortcuts
from companion.ui.context import Context
from companion.ui.dialogs.dialog import ReadDialog
from companion.ui.widgets.basics import button, label


class KeysDialog(ReadDialog):
    """Shows every key by page. It scrolls by the arrows and the page keys."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        parts: list[QWidget] = []
        for part in (shortcuts.everywhere(), *shortcuts.of_pages()):
            parts += [label(part.title, "heading"), shortcuts.sheet(part.keys)]
        leave = button(_("Close"))
        leave.clicked.connect(self.reject)
        self.show_step(_("Keys"), parts, [leave], first=leave)

    @classmethod
    def show_over(cls, context: Context, parent: QWidget) -> None:
        """Show it until it is closed."""
        dialog = cls(context, parent)
        dialog.exec()
        dialog.deleteLater()
