# SPDX-License-Identifier: Apache-2.0
"""Where the data is on this computer: each place with its path, to open and to copy."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from companion.language import _
from companion.storage.opening import BACKUPS
from companion.ui.context import Context
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, Columns, button, flow_widget, label

FOLDS_BELOW = 560
"""Pixels at the usual text size under which the buttons stand below the path."""


class PlacesCard(Card):
    """The folders and files that hold something, and what each of them holds."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.answer = AnswerLine()
        self.answer.setAccessibleName(_("Where your data is"))
        self.paths: dict[str, QLineEdit] = {}
        self.add(
            label(
                _(
                    "Everything stays on this computer. Companion sends nothing. These are the "
                    "places:"
                )
            )
        )
        for name, told, path in self._places():
            self.add(self._place(name, told, path))
        self.add(self.answer)
        self.add(
            label(
                _(
                    "What you saved yourself is where you put it: reports, exports, and backups "
                    "on a stick."
                ),
                "secondary",
            )
        )

    def _places(self) -> list[tuple[str, str, Path]]:
        """Give each place by its name, what it holds, and its path."""
        places, second = self._context.places, self._context.preferences.second_place
        diary = self._context.data_folder or places.data
        found = [
            (_("Your diary"), _("The folder of the diary and its keys"), diary),
            (
                _("Backups"),
                _("Copies that are made by themselves, beside the diary"),
                diary / BACKUPS,
            ),
            (
                _("Choices"),
                _("The language, the look, the country. Nothing about your health."),
                places.preferences,
            ),
            (_("Program log"), _("What the program did. None of your words."), places.log),
        ]
        if second is not None:
            words = _("Copies that also go to a second place")
            found.insert(2, (_("Second place for backups"), words, Path(second)))
        return found

    def _place(self, name: str, told: str, path: Path) -> QWidget:
        shown = QLineEdit(str(path))
        shown.setReadOnly(True)
        shown.setCursorPosition(0)
        shown.setAccessibleName(name)
        shown.setToolTip(str(path))
        self.paths[name] = shown
        open_ = button(_("Open"), name=_("Open the folder: {name}").format(name=name))
        open_.clicked.connect(partial(self._open, path))
        copy = button(_("Copy"), name=_("Copy the path: {name}").format(name=name))
        copy.clicked.connect(partial(self._copy, path))
        whole = QWidget()
        lines = QVBoxLayout(whole)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(label(name, "strong"))
        lines.addWidget(label(told, "secondary"))
        narrow = self._context.theme.scaled(FOLDS_BELOW)
        lines.addWidget(Columns([(shown, 1), (flow_widget([open_, copy]), 0)], narrow=narrow))
        return whole

    def _open(self, path: Path) -> None:
        """Show a folder, or the folder of a file, in the system's own window."""
        folder = path if path.is_dir() else path.parent
        url = QUrl.fromLocalFile(str(folder))
        if folder.is_dir() and QDesktopServices.openUrl(url):
            self.answer.say(_("The folder opens in a window of its own."))
        else:
            self.answer.say(
                _("The folder could not be opened. Copy the path and open it yourself."), fault=True
            )

    def _copy(self, path: Path) -> None:
        QGuiApplication.clipboard().setText(str(path))
        self.answer.say(_("The path is copied."))
