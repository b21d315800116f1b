# SPDX-License-Identifier: Apache-2.0
"""Saving a file of the person's own: ask where to, write it aside, and say what came of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from companion.exchange.kinds import ARCHIVE_ENDING
from companion.language import _
from companion.problem import Problem
from companion.ui import file_dialogs
from companion.ui.documents import documents, with_ending
from companion.ui.task import Task
from companion.ui.widgets.answer_line import AnswerLine

Write = Callable[[Path], None]


class Saving(QObject):
    """Saves for one place of the window, and answers in its line."""

    def __init__(self, place: QWidget, answer: AnswerLine) -> None:
        super().__init__(place)
        self._place = place
        self._answer = answer

    def save_pdf(self, title: str, name: str, write: Write) -> None:
        """Ask where to save a PDF, and write it there."""
        self.save(title, name, _("PDF document (*.pdf)"), write)

    def save(self, title: str, name: str, kind: str, write: Write) -> None:
        """Ask where to, and write there aside."""
        named = self.ask(title, name, kind)
        if named is None:
            return
        self._answer.say(_("Saving …"))
        task = Task(partial(write, named), self._place)
        task.done.connect(lambda _none: self._answer.say(saved_words(named)))
        task.failed.connect(self._on_failed)
        task.start()

    def ask(self, title: str, name: str, kind: str) -> Path | None:
        """Ask where to; nothing that the dialog did not ask about is lost."""
        path = file_dialogs.ask_where_to_save(self._place, title, documents() / name, kind)
        if path is None:
            return None
        named = _with_suffix(path, Path(name).suffix)
        if named != path and named.exists():
            told = _("“{name}” is there already. Choose another name.")
            self._answer.say(told.format(name=named.name), fault=True)
            return None
        return named

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Problem):
            raise error
        self._answer.say(str(error), fault=True)


def saved_words(path: Path) -> str:
    """Say that a file was saved, and its name."""
    return _("Saved as “{name}”.").format(name=path.name)


def named_as_archive(path: Path) -> Path:
    """Give the path of an export with its ending, where the person typed none.

    Raises Problem where a file is there that the dialog did not ask about.
    """
    return with_ending(path, ARCHIVE_ENDING, also=".json")


def _with_suffix(path: Path, suffix: str) -> Path:
    """Give a file's path with the suffix of its kind, whatever else is behind a dot in its name."""
    return path if path.suffix.casefold() == suffix else path.with_name(path.name + suffix)
