# SPDX-License-Identifier: Apache-2.0
"""The raw key of the record, for a person who wants to open it with another program."""

from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from companion.language import _
from companion.ui import clipboard
from companion.ui.context import Context
from companion.ui.dialogs.dialog import Dialog
from companion.ui.dialogs.passphrase import ask_present
from companion.ui.widgets.basics import button, label

LINE = "PRAGMA key = \"x'…'\";"


class RawKey(Dialog):
    """Shows the key after a warning, and after the passphrase where there is one."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        title = _("The raw key")
        said = [
            label(
                _(
                    "With this key other programs can open your diary. So your entries can "
                    "outlive Companion. Whoever has it needs no passphrase, and changing the "
                    "passphrase does not change the key."
                )
            )
        ]
        if context.is_protected:
            ask_present(self, title, said, _("Show the key"), self._show_key)
            return
        on = button(_("Show the key"), "primary")
        on.clicked.connect(self._show_key)
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        self.show_step(title, said, [on, leave])

    def _show_key(self) -> None:
        access = self.context.diary.access
        key = access.keys.raw
        copy = button(_("Copy"), "primary", name=_("Copy the raw key"))
        copy.clicked.connect(lambda: self._copy(key))
        leave = button(_("Close"))
        leave.clicked.connect(self.reject)
        how = _(
            "Close Companion, copy record.db from the diary’s folder, and open the copy with a "
            "program for SQLCipher 4. Give it this as the first line, with the key in the place "
            "of the dots; all other settings are SQLCipher’s own:"
        )
        self.show_step(
            _("The raw key"),
            [_Shown(key, _("The raw key")), label(how), _Shown(LINE, how)],
            [copy, leave],
        )

    def _copy(self, key: str) -> None:
        clipboard.copy_private(key)
        self.answer.say(_("Copied. Paste it within half a minute; then it is taken back."))


class _Shown(QPlainTextEdit):
    """Words that can be selected, that break anywhere, and that are all to be seen."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__(words)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words are."""
        super().resizeEvent(event)
        lines = self.document().size().height()
        edges = self.height() - self.viewport().height() + 2 * self.document().documentMargin()
        self.setFixedHeight(ceil(lines * self.fontMetrics().lineSpacing() + edges))
