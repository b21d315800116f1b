# SPDX-License-Identifier: Apache-2.0
"""Backups without being asked: after a session, every half hour of changes, at lock and at exit."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from companion import __version__
from companion.domain.records import Session
from companion.logbook import log
from companion.problem import Problem
from companion.releases import is_update
from companion.storage.backup import make_if_due
from companion.storage.copies import Backup, Reason
from companion.storage.opening import Access
from companion.storage.protection import bring_backups_over
from companion.ui.context import Context
from companion.ui.task import Task

QUIET = 20_000
"""Milliseconds without a further change after which a session counts as saved."""

HALF_AN_HOUR = 30 * 60 * 1000


class Safekeeping(QObject):
    """Makes the backups that are due, aside, and remembers the last trouble with one.

    Signals: ``done`` after each attempt, ``updated`` once after a newer version was installed.
    """

    done = Signal()
    updated = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.trouble: Problem | None = None
        self._session = QTimer(self)
        self._session.setSingleShot(True)
        self._session.setInterval(QUIET)
        self._session.timeout.connect(partial(self._keep_open, Reason.SESSION))
        self._half_hourly = QTimer(self)
        self._half_hourly.timeout.connect(partial(self._keep_open, Reason.CHANGES))
        self._half_hourly.start(HALF_AN_HOUR)
        context.changed.connect(self._on_changed)

    def keep(self, access: Access, reason: Reason) -> None:
        """Make a backup aside where one is due; the diary may be closed."""
        self._session.stop()
        task = Task(partial(attempt, self._context, access, reason), self)
        task.done.connect(self._on_done)
        task.failed.connect(self._on_failed)
        task.start()

    def begin(self, access: Access) -> None:
        """Do what belongs after an opening: end what was cut short, keep what an update may change.

        Backups that a cut-short change to a passphrase left open are encrypted anew.
        """
        task = Task(partial(bring_backups_over, access), self)
        task.failed.connect(self._on_failed)
        task.start()
        chosen = self._context.preferences
        if chosen.ran_version and chosen.ran_version != __version__:
            self.keep(access, Reason.NEW_VERSION)
        if is_update(chosen.ran_version):
            self.updated.emit()
        if chosen.ran_version != __version__:
            self._context.keep(replace(chosen, ran_version=__version__))

    def rest(self) -> None:
        """Make no more backups of its own accord, as the window is closed."""
        self._session.stop()
        self._half_hourly.stop()

    def _keep_open(self, reason: Reason) -> None:
        if not self._context.is_locked:
            self.keep(self._context.diary.access, reason)

    def _on_changed(self, kind: object) -> None:
        if kind is Session:
            self._session.start()

    def _on_done(self, _backup: object) -> None:
        self.trouble = self._context.backup_trouble = None
        self.done.emit()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Problem):
            raise error
        log.warning("no backup: %s", error)
        self.trouble = self._context.backup_trouble = error
        self.done.emit()


def attempt(context: Context, access: Access, reason: Reason) -> Backup | None:
    """Make a backup where one is due, and a copy in the second place. Raises Problem."""
    second = context.preferences.second_place
    return make_if_due(access, context.now(), reason, into=Path(second) if second else None)
