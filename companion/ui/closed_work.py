# SPDX-License-Identifier: Apache-2.0
"""Work on the whole record, for which the diary is closed: encrypting it anew, going back, erasing.

Meanwhile the window shows how far it is and offers help, and nothing else. Afterwards the diary is
opened again where the person was, also when the work did not succeed.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QThreadPool, QTimer, Slot

from companion.language import _
from companion.problem import Problem
from companion.stopping import Stopped
from companion.storage import vault
from companion.storage.opening import Access, Look, look
from companion.storage.swap import settle
from companion.ui.context import Answer, Context
from companion.ui.progress import Progress
from companion.ui.task import Task

if TYPE_CHECKING:
    from companion.ui.locking import Locking
    from companion.ui.main_window import MainWindow
    from companion.ui.pages.working import WorkingPage

AGAIN = 10
"""Milliseconds until it is looked again whether other threads are done."""


class Outcome(NamedTuple):
    """What came of it: a sentence, and what opens the diary now.

    Without an access the window stays locked, and where it ``ends`` the app does.
    """

    sentence: str
    access: Access | None = None
    ends: bool = False


class ClosedWork(NamedTuple):
    """What to do. ``act`` runs in another thread; ``step`` has {n} and {all} for its stages.

    ``place`` is what of the settings comes into view afterwards, with the sentence. Where it
    ``erases``, nothing is written any more, not even the preferences of a window that closes. Where
    it ``stops``, the person may end it early, until its progress says that there is no way back.
    """

    title: str
    step: str
    act: Callable[[Access, Progress], Outcome]
    place: str
    erases: bool = False
    stops: bool = False


class _Done(NamedTuple):
    """What came of it, and a look at the record that is to be opened now."""

    outcome: Outcome
    looked: Look | None


class ClosedWorker(QObject):
    """Does one such work at a time, for `Locking`."""

    def __init__(self, window: "MainWindow", context: Context, locking: "Locking") -> None:
        super().__init__(locking)
        self._window = window
        self._context = context
        self._locking = locking
        self._work: ClosedWork | None = None
        self._access: Access | None = None
        self._outcome: Outcome | None = None
        self._looked: Look | None = None
        self._page: WorkingPage | None = None
        self._progress = Progress(self)
        self._lock_afterwards = False
        self._waits = False

    @property
    def runs(self) -> bool:
        """Whether something is being done, or was and is still shown."""
        return self._work is not None

    def begin(self, work: ClosedWork) -> None:
        """Close the diary and do it."""
        if self.runs or self._context.is_locked:
            return
        self._work, self._outcome, self._looked = work, None, None
        self._progress = Progress(self)
        self._lock_afterwards = False
        self._waits = True
        self._locking.rest()
        self._window.empty()
        self._access = self._context.close()
        self._context.is_erased = work.erases
        self.show()
        self._start()

    def finish(self) -> None:
        """Begin what still waits, as the window closes: it was asked for, and the app waits for it."""
        if self._waits:
            QThreadPool.globalInstance().waitForDone()
            self._start()

    def lock_afterwards(self) -> None:
        """Do not open the diary again: the person left the computer meanwhile."""
        self._lock_afterwards = True

    def show(self) -> None:
        """Show how far it is; also in another look."""
        from companion.ui.pages.working import WorkingPage

        assert self._work is not None
        work = self._work
        stops = work.stops and not self._progress.is_decided
        self._page = WorkingPage(self._context, work.title, work.step, stops=stops)
        self._page.again.connect(self._open)
        self._page.stop_asked.connect(self._stop)
        self._locking.show_instead(self._page)
        if self._outcome is not None and self._outcome.ends:
            self._page.show_end(self._outcome.sentence)

    # ---- slots

    def _start(self) -> None:
        """Begin once no other thread has the record open, such as that of a backup."""
        if not self._waits:
            return
        if QThreadPool.globalInstance().activeThreadCount():
            QTimer.singleShot(AGAIN, self, self._start)
            return
        self._waits = False
        assert self._work is not None
        assert self._access is not None
        self._progress.came.connect(self._on_progress)
        self._progress.decided.connect(self._on_decided)
        task = Task(partial(_done, self._work, self._access, self._progress), self)
        task.done.connect(self._on_done)
        task.failed.connect(self._on_failed)
        task.start()

    def _stop(self) -> None:
        self._progress.stop()

    @Slot(int, int)
    def _on_progress(self, done: int, of: int) -> None:
        if self._page is not None:
            self._page.show_progress(done, of)

    @Slot()
    def _on_decided(self) -> None:
        if self._page is not None:
            self._page.go_to_the_end()

    def _on_done(self, done: _Done) -> None:
        outcome = done.outcome
        self._outcome, self._looked = done
        assert self._work is not None
        self._context.answer = Answer(self._work.place, outcome.sentence)
        self._access = outcome.access
        if outcome.ends:
            if self._page is not None:
                self._page.show_end(outcome.sentence)
            return
        self._open()

    def _on_failed(self, error: Exception) -> None:
        """Open the diary as it is now, and say what went wrong."""
        assert self._work is not None
        assert self._access is not None
        self._context.is_erased = False
        self._access = _still_opening(self._access)
        if isinstance(error, Problem):
            self._context.answer = Answer(self._work.place, str(error), fault=True)
        elif isinstance(error, Stopped):
            words = _("Stopped. Nothing was changed.")
            self._context.answer = Answer(self._work.place, words)
        self._open()
        if not isinstance(error, Problem | Stopped):
            raise error

    def _open(self) -> None:
        """Open the diary, or show the way in where that takes a passphrase now."""
        assert self._work is not None
        place = ("settings", self._work.place, 0)
        if self._access is None or (self._lock_afterwards and self._is_protected()):
            self._end()
            self._window.empty()
            self._locking.show_then(place)
            return
        try:
            self._locking.take_up(self._access, place, self._looked)
        except Problem as problem:
            if self._page is not None:
                self._page.show_problem(problem)
            return
        self._end()

    def _is_protected(self) -> bool:
        """Tell whether the way in would ask for anything: the work may have changed that."""
        folder = self._context.data_folder
        return folder is not None and not vault.read(folder).is_open

    def _end(self) -> None:
        self._work = self._access = self._looked = self._page = None


def _done(work: ClosedWork, access: Access, progress: Progress) -> _Done:
    """Do the work; where it fails halfway, leave the record as it was or as it was to be."""
    try:
        outcome = work.act(access, progress)
        return _Done(outcome, look(outcome.access) if outcome.access else None)
    except BaseException:
        with suppress(OSError, Problem):
            settle(access.folder)
        raise


def _still_opening(access: Access) -> Access | None:
    """Give what opens the record after work that failed; None where only a passphrase does now."""
    with suppress(Problem):
        file = vault.read(access.folder)
        if file.salt != access.keys.salt:
            return Access(access.folder, vault.unlock(file)) if file.is_open else None
    return access
