# SPDX-License-Identifier: Apache-2.0
"""Locking the window and opening it again.

Locked, the diary is closed, its log is emptied into it, no page is left, and the keys are
forgotten. What was half typed is a draft in the diary, and comes back with the page it was on.
"""

from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication

from companion.content import Content
from companion.domain.records import Session
from companion.domain.session_day import LONGEST
from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage import reading, sealing
from companion.storage.copies import Reason
from companion.storage.diary import open_
from companion.storage.diary_reading import NotThere
from companion.storage.opening import Access, Looked
from companion.ui import clipboard
from companion.ui.closed_work import ClosedWorker
from companion.ui.context import Asked, Context
from companion.ui.dates import clock
from companion.ui.idle import Idle
from companion.ui.looks import keep_looks
from companion.ui.pages.page import Page
from companion.ui.task import Task
from companion.ui.widgets.basics import button

if TYPE_CHECKING:
    from companion.ui.desktop import Desktop
    from companion.ui.main_window import MainWindow
    from companion.ui.pages.locked import LockedPage

LOCKED = "locked"
AGAIN = 10
"""Milliseconds until a dialog that was told to close is looked at again."""


class _Left(NamedTuple):
    """Where the person was."""

    place: tuple[str, str, int]
    asked: Asked | None


class Locking(QObject):
    """Locks the window by key, by time, or when the desktop says so, and opens it again."""

    def __init__(self, window: "MainWindow", context: Context) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._left = _Left(("today", "", 0), None)
        self._began: datetime | None = None
        self._page: LockedPage | None = None
        self.idle = Idle(self)
        self._desktop: Desktop | None = None
        self.idle.nearing.connect(self._warn)
        self.idle.resumed.connect(self._show_pause)
        self.idle.passed.connect(self._on_idle)
        self.idle.slept.connect(self.lock)
        self._worker = ClosedWorker(window, context, self)
        context.changed.connect(self._on_changed)
        context.protection_changed.connect(self.watch)
        context.lock_asked.connect(self.lock)
        context.put_aside.connect(self._worker.begin)

    def begin(self) -> None:
        """Watch over an open diary, as far as it has a passphrase."""
        self._window.safekeeping.begin(self._context.diary.access)
        if self._context.diary.interrupted:
            self._window.say(
                _(
                    "The computer stopped while something was being saved. The last thing you "
                    "entered may be missing; everything before it is here."
                )
            )
        self.watch()

    def watch(self) -> None:
        """Count towards locking as it is chosen now, and listen to the desktop."""
        if not self._context.is_protected:
            self.idle.stop()
            return
        self._listen()
        self._show_pause()

    def lock(self) -> None:
        """Lock now; a window that is open before the main one is closed first, with its draft."""
        if self._worker.runs:
            self._worker.lock_afterwards()
            return
        if self._context.is_locked:
            return
        if not self._context.is_protected:
            self._window.open_page("settings", "protection")
            self._window.say(_("There is no passphrase yet. You can set one here."))
            return
        self._left = _Left(self._window.place, self._context.asked)
        self._close_dialogs()

    def show(self) -> None:
        """Show the way in, on a window that has no diary yet or no more."""
        from companion.ui.pages.locked import LockedPage

        folder = self._context.data_folder
        assert folder is not None
        self._page = LockedPage(self._context, folder, self._began)
        self._page.granted.connect(self._open)
        self._page.troubled.connect(self._window.mending.show)
        self.show_instead(self._page)
        # What takes a while is done before the passphrase is typed, not after it. What is wrong with
        # any of it is not told here: whoever asks for it comes upon it again.
        QTimer.singleShot(0, self, self._listen)
        QTimer.singleShot(0, self._page, _import_first_page)
        Task(partial(_get_ready, self._context.content, folder), self._page).start()

    def show_instead(self, page: Page) -> None:
        """Show a page in the place of all others, as long as there is no diary."""
        self._window.add_page(LOCKED, page)
        self.come_back()

    def rest(self) -> None:
        """Watch over nothing any more, as the diary is about to be closed."""
        self.idle.stop()
        self._window.announce("")

    def close(self) -> None:
        """Watch no longer, as the window closes, and leave nothing undone that was asked for."""
        self.rest()
        self._worker.finish()

    def take_up(
        self, access: Access, place: tuple[str, str, int], looked: Looked | None = None
    ) -> None:
        """Open the diary and show a place of it. Raises Problem; what does not open is not shown.

        A look that still goes on is waited for when the place is made and before it is painted, as
        nothing is painted before this returns.
        """
        self._context.open(open_(access.folder, self._context.now, access=access, looked=looked))
        self._page = None
        self._window.empty()
        try:
            self._window.go_to(*place)
        finally:
            self._believe()
        keep_looks(self._context)
        self.begin()

    def show_then(self, place: tuple[str, str, int]) -> None:
        """Show the way in, which leads to a place of the diary."""
        self._left = _Left(place, None)
        self.show()

    def show_anew(self) -> None:
        """Show the way in in another look."""
        shown = self._window.place[0]
        self._window.empty()
        if self._worker.runs:
            self._worker.show()
        else:
            self.show()
        if shown == "help":
            self._window.open_page("help")

    def come_back(self) -> None:
        """Go from help back to the way in."""
        self._window.show_locked()

    # ---- slots

    def _listen(self) -> None:
        """Hear from the desktop that the person leaves."""
        if self._desktop is None:
            from companion.ui.desktop import Desktop

            self._desktop = Desktop(self)
            self._desktop.left.connect(self._on_left)

    def _on_left(self) -> None:
        """Lock where there is a passphrase now, or is about to be one."""
        if self._context.is_protected or self._worker.runs:
            self.lock()

    def _on_idle(self) -> None:
        if self._running() is None:
            self.lock()

    def _on_changed(self, kind: object) -> None:
        if kind is Session and self._context.is_protected:
            self._show_pause()

    def _warn(self, seconds: int) -> None:
        if self._running() is not None:
            return
        stay = button(_("Stay open"), "outline")
        stay.clicked.connect(self.idle.stay)
        words = ngettext("Locks in {n} second.", "Locks in {n} seconds.", seconds)
        self._window.announce(words.format(n=seconds), stay)

    def _show_pause(self) -> None:
        """Start counting; say that it waits while a session is under way."""
        if self._context.is_locked:
            return
        began = self._running()
        self.idle.start(self._context.preferences.lock_minutes * 60)
        if began is None or not self._context.preferences.lock_minutes:
            self._window.announce("")
            return
        words = _(
            "Session under way: locking by time waits until you are home or ready to leave, "
            "at the latest until {time}."
        )
        self._window.announce(words.format(time=clock(began + LONGEST)))

    def _running(self) -> datetime | None:
        """Give when the session that is under way began."""
        entry = self._context.session_under_way
        return entry.record.start if entry is not None else None

    # ---- from open to locked and back

    def _close_dialogs(self) -> None:
        """Close what stands before the window, then lock once its own loop has ended."""
        before = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if before is not None:
            before.close()
        if before is not None or QThread.currentThread().loopLevel() > 1:
            QTimer.singleShot(AGAIN, self, self._close_dialogs)
            return
        self._lock()

    def _lock(self) -> None:
        if self._context.is_locked:
            return
        clipboard.take_back()
        self._began = self._running()
        self.rest()
        self._window.empty()
        access = self._context.close()
        if access is not None:
            self._window.safekeeping.keep(access, Reason.LOCK)
        self.show()

    def _believe(self) -> None:
        """Wait for what a look finds. Where that is a problem, let go of the diary and raise it."""
        try:
            self._context.diary.refuse_sick()
        except Exception as error:
            self._window.empty()
            self._context.close()
            if not isinstance(error, Problem):
                self.show()
            raise

    def _open(self, looked: Looked) -> None:
        try:
            self.take_up(looked.access, self._left.place, looked)
        except Problem as problem:
            self._window.mending.show(problem, looked.access)
            return
        if self._left.asked is not None:
            QTimer.singleShot(0, self, partial(self._ask_again, self._left.asked))
        self._left = _Left(("today", "", 0), None)

    def _ask_again(self, asked: Asked) -> None:
        """Open the form again that was open; its draft comes with it."""
        from companion.ui.forms.form import FormDialog

        entry = None
        if asked.entry is not None:
            try:
                entry = self._context.diary.get(*asked.entry)
            except NotThere:
                return
        # The page, not the window, is what has the look of the session-day screen.
        FormDialog.ask(asked.make(), self._window.page, entry)


def _get_ready(content: Content, folder: Path) -> None:
    """Load what opens a seal and makes the first page, in another thread, while one types."""
    from companion.storage.surroundings import home_warning

    sealing.get_ready()
    reading.get_ready()
    for each in (content.checklists, content.items, content.instruments, content.effect_words):
        list(each.values())
    len(content.effects)
    # The page asks for itself, which is quick once the names that are looked for were made out.
    home_warning(folder)


def _import_first_page() -> None:
    """Import it in this thread, as new kinds of Qt's objects come with it."""
    for name in ("companion.ui.pages.today", "companion.ui.cards.mood_chart"):
        import_module(name)
