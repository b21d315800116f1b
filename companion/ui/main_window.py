# SPDX-License-Identifier: Apache-2.0
"""The window: the way around at the left, one page at a time, and what was last saved."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from companion import __version__
from companion.content import Content
from companion.domain.records import Record, Session
from companion.language import _
from companion.problem import Problem
from companion.storage.diary import Diary
from companion.ui import reminders, shortcuts, window_place
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.locking import LOCKED, Locking
from companion.ui.looks import keep_looks, watch_over
from companion.ui.making_pages import make_page
from companion.ui.pages.page import Page
from companion.ui.reading_order import go_on
from companion.ui.safekeeping import Safekeeping
from companion.ui.session_day import going_on
from companion.ui.session_day.back import BackToSession
from companion.ui.session_day.dark import dress
from companion.ui.side import Side, navigation
from companion.ui.spoken import announce
from companion.ui.turning import Turning
from companion.ui.walk.walking import settle
from companion.ui.welcome import first_run
from companion.ui.widgets.basics import button, label, row
from companion.ui.widgets.notice import Notice
from companion.ui.widgets.saved_line import SavedLine

if TYPE_CHECKING:
    from companion.ui.mending import Mending
    from companion.ui.opening_files import OpeningFiles

SMALLEST = (720, 560)
PAGE, PAGE_WORDS = 416, 100
"""Pixels that every page finds room in: so many at any text size, and so many that grow with it."""
MINUTE = 60_000


def _is_hidden(part: QWidget | None) -> bool:
    return part is not None and not part.isVisible()


def _sample_sentence() -> str:
    return _("This is a made-up course to look around in. It is gone when you close the window.")


WELCOME = "welcome"
"""The first run, which has no other page beside it but help."""

LEADS_BACK = ("log", "trends", "prepare", "report", "visit", "medicines", "catch_up", "learn")
"""Pages that one comes back to from a page that they led to; from any other, Today comes next."""

KEEPS_LOOK = ("help", LOCKED)
"""Pages that leave the look as it is: whoever needs help in a dark room gets no white page."""


class MainWindow(QMainWindow):
    """The one window. It leads from page to page and passes on what changed."""

    def __init__(
        self,
        diary: Diary | None,
        content: Content,
        now: Callable[[], datetime],
        preferences_path: Path,
        *,
        data_folder: Path | None = None,
        sample: bool = False,
        trouble: Problem | None = None,
        safe: bool = False,
        welcomes: bool = False,
    ) -> None:
        super().__init__()
        self.setWindowTitle("Companion")
        self._sample = sample
        self.context = Context(diary, content, now, preferences_path, self, data_folder=data_folder)
        self._today = now().date()
        self._apply_theme()
        self._build()
        self._keep_room()
        self._connect()
        window_place.restore(self, self.context.preferences)
        self.safekeeping = Safekeeping(self.context, self)
        # Later: opening the diary begins with what it has to say itself.
        self.safekeeping.updated.connect(self._tell_of_update, Qt.ConnectionType.QueuedConnection)
        self.locking = Locking(self, self.context)
        self._mending: Mending | None = None
        self._files: OpeningFiles | None = None
        self.reminders = reminders.of(self.context)
        self._connect_reminders(sample=sample)
        if safe:
            self.mending.show_safe()
        elif trouble is not None:
            self.mending.show(trouble)
        elif diary is None:
            self.locking.show()
        else:
            if welcomes and first_run.is_due(self.context):
                self.open_page(WELCOME)
            else:
                self.open_page(*going_on.first_page(self.context))
            self.locking.begin()
        self.reminders.begin()

    # ---- what is there once it is needed

    @property
    def mending(self) -> "Mending":
        """What stands in for a diary that does not open."""
        from companion.ui.mending import Mending

        if self._mending is None:
            self._mending = Mending(self, self.context)
        return self._mending

    @property
    def files(self) -> "OpeningFiles":
        """What takes the files that the window is to show."""
        from companion.ui.opening_files import OpeningFiles

        if self._files is None:
            self._files = OpeningFiles(self, self.context)
        return self._files

    # ---- Ways: what pages ask for

    def open_page(self, name: str, argument: str = "") -> None:
        """Show a page; it reads again what it shows. While locked there is only help."""
        if self.context.is_locked and name != "help":
            self.locking.come_back()
            return
        gone = self._turn(name, argument)
        self.context.is_welcoming = name == WELCOME or (
            name == "help" and self.context.is_welcoming
        )
        if name not in self._turning.pages:
            self.add_page(name, make_page(name, self.context))
        self._show(name, argument)
        self._turning.take_out(gone)

    def _turn(self, name: str, argument: str) -> Collection[Page]:
        """Turn dark for the session-day screen, and back to the person's own look after it.

        Gives the pages that go with that, once another is in sight.
        """
        session = argument.partition(":")[0] if name == "session_day" else ""
        if name in KEEPS_LOOK or session == self.context.session_day:
            return ()
        if not session:
            going_on.forget(self.context)
        gone = self._turning.change_looks(session)
        self.context.enter_session_day(session)
        if session or self._turning.pages:
            self._dress_surroundings()
        else:
            self._apply_look()
        self._saved.hide()
        return gone

    def _show(self, name: str, argument: str) -> None:
        page = self._turning.show(name, argument)
        self._side.mark(name)
        self._show_notice()
        self._show_way_around()
        locked = self.context.is_locked
        self._back.setVisible(bool(self.context.session_day) and name == "help" and not locked)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self._turning.page
        assert page is not None, "some page is always shown"
        return page

    def made(self, name: str) -> Page | None:
        """Give a page where it was made already, whether it is in sight or not."""
        return self._turning.made(name)

    def add_page(self, name: str, page: Page) -> None:
        """Take a page among those that can be shown."""
        self._turning.add(name, page)

    def go_back(self) -> None:
        """Show the page again that led to this one, as it was; else Today."""
        name, argument, down = self._turning.before
        if name in LEADS_BACK:
            self.open_page(name, argument)
            self.page.come_down(down)
        else:
            self.open_page("today")

    def say_saved(self, what: str) -> None:
        """Answer that something was saved, with the time and a way to undo it."""
        saved = _("Saved {time}").format(time=clock(self.context.now()))
        self._say(f"{saved} · {what}" if what else saved, undo=True)

    def say(self, sentence: str) -> None:
        """Answer with a sentence that needs no undo."""
        self._say(sentence, undo=False)

    # ---- slots

    def undo(self) -> None:
        """Take the last write back."""
        if self.context.is_locked:
            return
        page = self._turning.page
        try:
            undone = page.undo() if page is not None else self.context.diary.undo()
        except Problem as problem:
            self.say(str(problem))
            return
        self.say(_("Undone.") if undone else _("There is nothing to undo."))

    def lock(self) -> None:
        """Close the diary until the passphrase is typed again."""
        self.locking.lock()

    def _on_changed(self, kind: type[Record]) -> None:
        if kind is Session:
            settle(self.context)
            watch_over(self.context)
            keep_looks(self.context)
        page = self._turning.page
        if page is not None and kind in page.shows:
            page.refresh()
            self._show_notice()

    def _on_minute(self) -> None:
        """Turn to the new day when a window stays open over midnight."""
        today = self.context.now().date()
        page = self._turning.page
        if today != self._today and page is not None:
            self._today = today
            page.refresh()

    def _on_language_changed(self) -> None:
        """Say anew what stands around the pages; they are made anew themselves."""
        self._saved.retell()
        self._back.retell()
        self._sample_note.setText(_sample_sentence())
        self.reminders.renew()

    def _on_system_look(self) -> None:
        """Follow the system's own look and contrast, where the person chose to."""
        self.context.refresh_look()

    def _on_look_changed(self) -> None:
        if self._mending is not None and self._mending.active:
            self._apply_look()
            self._mending.show_anew()
            return
        if self.context.is_locked:
            self._apply_look()
            self.locking.show_anew()
            return
        name, argument, _down = self.place
        self._turning.let_go()
        self._apply_look()
        self.open_page(name, argument)

    # ---- locking

    @property
    def place(self) -> tuple[str, str, int]:
        """What is shown: the page, its argument, and how far down it is."""
        return self._turning.place

    def go_to(self, name: str, argument: str, down: int) -> None:
        """Show a page again as it was; before the first page, a session that goes on."""
        if (name, argument) == ("today", ""):
            name, argument = going_on.first_page(self.context)
        self.open_page(name, argument)
        self.page.come_down(down)

    def empty(self) -> None:
        """Keep what is half done and let go of every page."""
        self._turning.empty()

    def show_locked(self) -> None:
        """Show the way in, and nothing beside it."""
        self.reminders.close_check_in()
        self._saved.hide()
        self._show(LOCKED, "")

    def _show_way_around(self) -> None:
        """Show the side where there is somewhere to go from here."""
        context = self.context
        alone = context.is_locked or context.session_day or context.is_welcoming
        self._side.setVisible(not alone)

    def announce(self, sentence: str, *actions: QPushButton, role: str = "notice") -> None:
        """Show a sentence above every page until it is replaced; an empty one takes it away."""
        self._notice.say(sentence, *actions, role=role)
        self._show_notice()
        if sentence:
            announce(self, sentence)

    @property
    def notice(self) -> str:
        """The sentence that stands above every page, empty where there is none."""
        return self._notice.sentence

    def _show_notice(self) -> None:
        page = self._turning.page
        self._notice.setVisible(bool(self.notice) and (page is None or page.shows_notices))

    # ---- coming and going

    def come_forward(self, page: str = "") -> None:
        """Show the window before all others, and a page of it if no dialog stands before that."""
        QApplication.setQuitOnLastWindowClosed(True)
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        if page and QApplication.activeModalWidget() is None:
            self.open_page(page)

    def start_out_of_sight(self) -> None:
        """Begin in the tray, or minimised where there is none."""
        QApplication.setQuitOnLastWindowClosed(False)
        self.reminders.begin_out_of_sight()

    def end(self) -> None:
        """Close for good, also from out of sight."""
        self.close()
        if not QApplication.quitOnLastWindowClosed():
            QApplication.quit()

    def _show_minimised(self) -> None:
        if not self.isVisible():
            QApplication.setQuitOnLastWindowClosed(True)
            self.showMinimized()

    def _show_reminder(self, sentence: str) -> None:
        show = button(_("Show"), "outline")
        show.clicked.connect(lambda: self.announce(""))
        show.clicked.connect(lambda: self.open_page("today"))
        self.announce(sentence, show)

    def _tell_of_update(self) -> None:
        """Say once, and quietly, that this version is a newer one."""
        show = button(_("What is new"), "outline")
        show.clicked.connect(lambda: self.announce(""))
        show.clicked.connect(lambda: self.open_page("about", "new"))
        close = button(_("Close"), "quiet")
        close.clicked.connect(lambda: self.announce(""))
        words = _("Companion was updated to {version}.").format(version=__version__)
        self.announce(words, show, close, role="news")

    def _connect_reminders(self, *, sample: bool) -> None:
        self.reminders.is_sample = sample
        self.reminders.forward_asked.connect(self.come_forward)
        self.reminders.line_asked.connect(self._show_reminder)
        self.reminders.reach_asked.connect(self._show_minimised)
        self.reminders.end_asked.connect(self.end)

    # ---- Qt

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on with the Tab key as one reads, whatever was made anew meanwhile.

        All of the page is there by then. Qt asks for this as well where it hides what has the
        keyboard, such as a page that is left, and that need not be made any more.
        """
        shown = self._turning.page
        if shown is not None and not _is_hidden(self.focusWidget()):
            shown.complete()
        place = self.centralWidget()
        return place is not None and go_on(place, forward=forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is half done and where the window was; a closed window does nothing more.

        One that the person closes goes on in the tray where they chose so.
        """
        self._turning.leave()
        self.context.keep(window_place.kept(self, self.context.preferences))
        if event.spontaneous() and self.reminders.goes_on_unseen():
            event.ignore()
            QApplication.setQuitOnLastWindowClosed(False)
            self.hide()
            return
        self._minute.stop()
        self.context.sitter.end()
        self.reminders.rest()
        self.safekeeping.rest()
        self.locking.close()
        super().closeEvent(event)

    # ---- building

    def _build(self) -> None:
        stack = QStackedWidget()
        stack.setObjectName("pages")
        self._turning = Turning(self.context, stack)
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        self._sample_note = label(_sample_sentence(), "warnPill")
        self._sample_note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._above = QWidget()
        self._above.setObjectName("page")
        self._above.setLayout(row(self._sample_note))
        self._above.setVisible(self._sample)
        self._notice = Notice()
        self._back = BackToSession(self._go_back_to_session)
        self._saved = SavedLine()
        for part in (self._above, self._notice, self._back):
            main.addWidget(part)
        main.addWidget(stack, 1)
        main.addWidget(self._saved)
        whole = QWidget()
        whole.setObjectName("page")
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._side_place = layout
        self._side = Side(self.context)
        layout.addWidget(self._side)
        layout.addLayout(main, 1)
        self.setCentralWidget(whole)

    def _go_back_to_session(self) -> None:
        self.open_page("session_day", self.context.session_day)

    def _connect(self) -> None:
        self.context.changed.connect(self._on_changed)
        self.context.language_changed.connect(self._on_language_changed)
        self.context.look_changed.connect(self._on_look_changed)
        self.context.sitter.looked.connect(lambda: keep_looks(self.context))
        self.context.sitter.ticked.connect(lambda: watch_over(self.context))
        self._minute = QTimer(self)
        self._minute.timeout.connect(self._on_minute)
        self._minute.start(MINUTE)
        self._saved.undo.clicked.connect(self.undo)
        hints = QGuiApplication.styleHints()
        # To a slot of its own, which lets go with the window: the application's hints outlive it.
        hints.colorSchemeChanged.connect(self._on_system_look)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_system_look)
        for number, (page, _words, _icon) in enumerate(navigation(), 1):
            self._shortcut(shortcuts.page_keys(number), partial(self.open_page, page))
        self._shortcut(shortcuts.SETTINGS, lambda: self.open_page("settings"))
        for keys in shortcuts.HELP:
            self._shortcut(keys, lambda: self.open_page("help"))
        self._shortcut(shortcuts.UNDO, self.undo)
        self._shortcut(shortcuts.LOCK, self.lock)
        self._shortcut(shortcuts.CLOSE, self.close)
        for keys in shortcuts.SHEET:
            self._shortcut(keys, self.show_keys)

    def show_keys(self) -> None:
        """Show every key there is; the screen of a session names its few keys itself."""
        if self.context.session_day:
            return
        from companion.ui.dialogs.keys import KeysDialog

        KeysDialog.show_over(self.context, self)

    def _shortcut(self, keys: str, action: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(action)

    def _apply_theme(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.context.theme.apply(app)

    def _dress_surroundings(self) -> None:
        dress(self.context, self._above, self._notice, self._back, self._saved)

    def _apply_look(self) -> None:
        """Put the look on; that of the session-day screen alone is not the app's."""
        self._dress_surroundings()
        if self.context.session_day:
            return
        self._apply_theme()
        old, self._side = self._side, Side(self.context)
        self._side_place.replaceWidget(old, self._side)
        self._keep_room()
        self._show_way_around()
        old.hide()
        old.deleteLater()

    def _keep_room(self) -> None:
        """Be no narrower than the ways and the narrowest page beside them need at this text size."""
        width, height = SMALLEST
        needed = self._side.width() + PAGE + self.context.theme.scaled(PAGE_WORDS)
        most = self.screen().availableGeometry().width()
        self.setMinimumSize(max(width, min(needed, most)), height)

    def _say(self, sentence: str, *, undo: bool) -> None:
        page = self._turning.page
        shown = page is not None and page.show_answer(sentence, undo=undo)
        self._saved.say(sentence, undo=undo)
        self._saved.setVisible(not shown)
        announce(self, sentence)
