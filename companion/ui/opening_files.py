# SPDX-License-Identifier: Apache-2.0
"""A file that the window was started with, or that another start or the system hands to it.

It is shown by what Settings have for it: a backup before one goes back to it, an export or a
clinic's list before anything of it is taken in. It waits until the diary is open, nothing stands
before the window and Settings are done with what they do, so that whatever is half filled in stays
as it is, and one thing is asked at a time.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from companion.exchange.kinds import Kind, kind_of
from companion.language import _
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.task import Task
from companion.ui.widgets.basics import button

if TYPE_CHECKING:
    from companion.ui.main_window import MainWindow
    from companion.ui.pages.settings import SettingsPage

AGAIN = 200
"""Milliseconds until it is looked again whether a file can be shown now."""


class _Waiting(NamedTuple):
    """A file and what it is; without that, what is wrong with it."""

    path: Path
    kind: Kind | None
    problem: Problem | None = None


class OpeningFiles(QObject):
    """Takes files, one after the other, and shows each once that can be done."""

    def __init__(self, window: "MainWindow", context: Context) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._waiting: list[_Waiting] = []
        self._ready: _Waiting | None = None
        self._said = ""
        self._look = QTimer(self)
        self._look.setInterval(AGAIN)
        self._look.timeout.connect(self._show_next)

    def take(self, path: Path) -> None:
        """Find out aside what a file is, then show it as soon as that can be done."""
        task = Task(partial(kind_of, path), self)
        task.done.connect(lambda kind: self._wait(_Waiting(path, kind)))
        task.failed.connect(partial(self._refuse, path))
        task.start()

    # ---- slots

    def _refuse(self, path: Path, error: Exception) -> None:
        if not isinstance(error, Problem):
            raise error
        self._wait(_Waiting(path, None, error))

    def _wait(self, file: _Waiting) -> None:
        if any(each.path == file.path for each in self._waiting):
            return
        self._waiting.append(file)
        self._look.start()
        self._ready = self._next()
        if self._ready is not None:
            self._show_next()
        else:
            words = _("“{name}” is shown as soon as the diary is open and nothing is half done.")
            self._said = words.format(name=file.path.name)
            self._window.announce(self._said)

    def _show_next(self) -> None:
        """Show the file that waits longest, once it could be shown twice running.

        What was open before the diary was locked comes back a moment after it is open again.
        """
        before, self._ready = self._ready, self._next()
        if self._ready is None or self._ready is not before:
            return
        self._waiting.remove(self._ready)
        if not self._waiting:
            self._look.stop()
            self._unsay()
        self._show(self._ready)

    def _next(self) -> _Waiting | None:
        """Give the first file that can be shown now, if any."""
        before = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if before is not None or not self._window.isVisible():
            return None
        return next((file for file in self._waiting if self._can_be_shown(file)), None)

    def _can_be_shown(self, file: _Waiting) -> bool:
        if self._context.is_locked:
            # Where the diary does not open, a backup may be the way out.
            is_way_out = self._window.mending.takes_backup and file.kind is Kind.BACKUP
            return file.problem is not None or is_way_out
        if self._context.session_day or self._settings_work():
            return False
        # On a new computer a backup comes in the place of a first run.
        return not self._context.is_welcoming or file.kind in (None, Kind.BACKUP)

    def _settings_work(self) -> bool:
        """Tell whether a card of Settings may ask for something itself any moment."""
        from companion.ui.pages.settings import SettingsPage

        page = self._window.made("settings")
        return isinstance(page, SettingsPage) and page.works

    # ---- showing

    def _unsay(self) -> None:
        """Take away that a file waits, and nothing that was said since."""
        if self._said and self._window.notice == self._said:
            self._window.announce("")
        self._said = ""

    def _show(self, file: _Waiting) -> None:
        if file.problem is not None:
            self._tell(file.problem)
        elif self._context.is_locked:
            self._window.mending.show_backup(file.path)
        elif file.kind is Kind.BACKUP:
            self._show_backup(file.path)
        elif file.kind is Kind.ARCHIVE:
            self._settings("diary").diary.take_in(file.path)
        else:
            self._settings("clinic").clinic.take_in_list(file.path)

    def _tell(self, problem: Problem) -> None:
        close = button(_("Close"), "outline")
        close.clicked.connect(lambda: self._window.announce(""))
        self._window.announce(str(problem), close)

    def _show_backup(self, path: Path) -> None:
        """Show how a backup differs from now; in a first run there is no way to Settings yet."""
        if not self._context.is_welcoming:
            self._settings("backups").backups.go_back(file=path)
            return
        from companion.ui.dialogs.restore import ask_and_go_back

        try:
            ask_and_go_back(self._context, self._window, path)
        except Problem as problem:
            self._tell(problem)

    def _settings(self, place: str) -> "SettingsPage":
        from companion.ui.pages.settings import SettingsPage

        self._window.open_page("settings", place)
        page = self._window.page
        assert isinstance(page, SettingsPage)
        return page
