# SPDX-License-Identifier: Apache-2.0
"""Puts the app together: the record, the clock, the window. The only place that knows all."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, QFileSystemWatcher, QObject, Qt, QThreadPool, QTimer
from PySide6.QtGui import QFileOpenEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QScrollArea

from companion import logbook, preferences
from companion.content import Content
from companion.domain.moment import fixed
from companion.language import _, available
from companion.paths import Places
from companion.problem import Problem
from companion.shipped import resource_path
from companion.storage import backup, erase, lock, vault
from companion.storage.copies import Reason
from companion.storage.diary import Diary, open_or_create
from companion.storage.opening import Ahead
from companion.ui import clipboard, languages, qt_messages, spoken
from companion.ui.aside import beside_the_window
from companion.ui.context import Context
from companion.ui.main_window import MainWindow
from companion.ui.making_pages import import_pages
from companion.ui.safekeeping import attempt
from companion.ui.task import Task
from companion.ui.theme import Theme, load_fonts

APP_ID = "io.github.companionapp.Companion"

FITTED_OUT = "fittedOut"
"""The application's property that tells that it has its style and its fonts."""

PATIENCE = 5
"""Seconds that a second start waits for the window it asked, which may be closing."""

BREATH = 500
"""Milliseconds after which a signal to end is seen at the latest."""

READS_AHEAD = 1500
"""Milliseconds after the start at which pages are made ready for: nothing is waited for then."""

BETWEEN = 50
"""Milliseconds between the imports of two pages, in which the window answers."""


class _Start(NamedTuple):
    """How the window was asked for: see ``run``."""

    demo: bool
    safe: bool
    hidden: bool
    file: Path | None
    ahead: Ahead | None


def now() -> datetime:
    """Give the moment on this computer's clock, with its offset frozen."""
    return fixed(datetime.now().astimezone())


def application() -> QApplication:
    """Give the one QApplication, in the app's own style and with its fonts."""
    made = QApplication.instance()
    if not isinstance(made, QApplication):
        made = QApplication([sys.argv[0]])
    if not made.property(FITTED_OUT):
        _fit_out(made)
    return made


def _fit_out(made: QApplication) -> None:
    made.setProperty(FITTED_OUT, True)
    made.setApplicationName("Companion")
    made.setDesktopFileName(APP_ID)
    # Where no entry of a menu gives it: after `pipx`, from a checkout, on Windows.
    made.setWindowIcon(QIcon(str(resource_path("icons", "companion.svg"))))
    made.setStyle("Fusion")
    load_fonts()
    spoken.install()
    _hold_still()


def _hold_still() -> None:
    """Let nothing move of itself: no menu that unrolls, no list that fades in."""
    for effect in Qt.UIEffect:
        QApplication.setEffectEnabled(effect, False)


def run(
    places: Places,
    *,
    demo: bool = False,
    safe: bool = False,
    hidden: bool = False,
    file: Path | None = None,
    ahead: Ahead | None = None,
) -> int:
    """Open the window on the record at its place; give the exit code.

    A record that cannot be opened is never overwritten: the window says what is safe and what can
    be done. ``safe``, or Shift held down, opens no record at all but the page of safe mode. When
    another window already has the record open, that one is asked to come forward. A ``hidden``
    start, as at login, shows no window as long as nothing is wrong. A ``file`` is shown in the
    window, also in the one that is open already. ``ahead`` is a look at the record that goes on
    since before the window's own parts were imported.
    """
    _refuse_without_screen()
    app = application()
    logbook.begin(places.log)
    qt_messages.keep_out_words()
    chosen = preferences.read(places.preferences)
    languages.speak(app, chosen.language)
    Theme(chosen.appearance, chosen.text_size, chosen.contrast).apply(app)
    start = _Start(demo, safe or shift_is_held(), hidden, file, ahead)
    try:
        try:
            return _alone(app, places, start)
        except lock.InUse:
            if hidden:
                return 0
            lock.ask_to_raise(places.data, file)
            if lock.is_heard(places.data, PATIENCE):
                return 0
        # Nobody was left to hear it, so this start hears its own asking, and the file in it.
        return _alone(app, places, start._replace(file=None, ahead=None))
    except lock.InUse:
        return 0  # one more start was quicker, and hears it
    except Problem as problem:
        tell(problem)
        return 1
    finally:
        logbook.end()


def _alone(app: QApplication, places: Places, start: _Start) -> int:
    """Hold the record's place and open the window. Raises InUse where another holds it."""
    with logbook.last_resort(), lock.take(places.data):
        if start.ahead is not None:
            # It has the record open, which Windows would not let be deleted then.
            start.ahead.result()
        if erase.finish_if_begun(places) is not None:
            logbook.begin(places.log)
            _start_no_more(places.data)
        backup.resume_thinning(places.data)
        return _run(app, places, start)


def _refuse_without_screen() -> None:
    """Raise Problem where Qt would only abort: on Linux without a display."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    shown = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if sys.platform == "linux" and not shown and chosen in ("", "xcb", "wayland"):
        raise Problem(
            happened=_("There is no screen here to open a window on."),
            safe=_("Nothing was changed."),
            next_step=_("Start it on a desktop, or use a command: companion --help lists them."),
        )


def _run(app: QApplication, places: Places, start: _Start) -> int:
    diary, trouble = (None, None) if start.safe else opened(places.data, start.ahead)
    window = make_window(
        diary,
        places.preferences,
        data_folder=places.data,
        sample=start.demo,
        trouble=trouble,
        safe=start.safe,
        welcomes=not start.demo,
    )
    try:
        watcher = watch_for_second_start(places.data, window)
        sys.excepthook = last_resort
        quit_on_signals(app)
        if start.hidden and trouble is None and not start.safe:
            window.start_out_of_sight()
        else:
            window.show()
        if start.file is not None:
            window.files.take(start.file)
        if sys.platform == "darwin":
            hand_over_files(app, window)
        QTimer.singleShot(0, window, collect_again)
        QTimer.singleShot(READS_AHEAD, window, partial(read_ahead, window.context))
        code = app.exec()
        del watcher
    finally:
        close(window.context)
    return code


def collect_again() -> None:
    """Look for garbage from now on, but not among all that the start made, which stays."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def read_ahead(context: Context) -> None:
    """Read what a page would wait for when it is first asked for, and import the pages.

    What is read in another thread is no more than files and what does not know of Qt: new kinds of
    its objects are made by the thread of the window alone. What is wrong in any of it is not told
    here: whoever asks for it comes upon it again.
    """

    def read() -> None:
        import markdown_it  # noqa: F401 - what the texts of Learn and About are read by

        from companion.report import codes

        with beside_the_window():
            context.content.read_ahead()
            codes.modules("tel:112")
            for code in available():
                languages.native_name(code)

    task = Task(read, context)
    task.done.connect(lambda _nothing: import_ahead(context))
    task.start()


def import_ahead(context: Context) -> None:
    """Import what the pages need, one page in each of many short moments."""
    left = _ahead()
    turn = QTimer(context, interval=BETWEEN)

    def go_on() -> None:
        if next(left, turn) is turn:
            turn.deleteLater()

    turn.timeout.connect(go_on)
    turn.start()


def _ahead() -> Iterator[None]:
    yield from import_pages()
    # PySide gathers all kinds of widgets the first time that one of Qt's own making comes up.
    QScrollArea().viewport()


def close(context: Context) -> None:
    """Close the diary for good, and make the backup that is due then.

    Where everything was deleted, nothing starts at login any more either.
    """
    clipboard.take_back()
    access = context.close()
    QThreadPool.globalInstance().waitForDone()
    if context.is_erased and context.data_folder is not None:
        _start_no_more(context.data_folder)
    if access is None or context.is_erased:
        return
    try:
        attempt(context, access, Reason.EXIT)
    except Problem as problem:
        logbook.log.warning("no backup: %s", problem)


def _start_no_more(folder: Path) -> None:
    """Have nothing start at login for a diary that is gone."""
    from companion import start_at_login

    try:
        if start_at_login.runs(start_at_login.command(folder)):
            start_at_login.switch_off()
    except Problem as problem:
        logbook.log.warning("it still starts at login: %s", problem)


def opened(folder: Path, ahead: Ahead | None = None) -> tuple[Diary | None, Problem | None]:
    """Open the diary of a folder, or begin one; else give why not.

    Both are None where it takes a passphrase. ``ahead`` looked at it before, or still does.
    """
    looked = ahead.result() if ahead is not None else None
    try:
        return open_or_create(folder, now, looked=looked), None
    except vault.Locked:
        return None, None
    except Problem as problem:
        return None, problem


def shift_is_held() -> bool:
    """Tell whether Shift is held down, which asks for safe mode."""
    held = QGuiApplication.queryKeyboardModifiers()
    return bool(held & Qt.KeyboardModifier.ShiftModifier)


def make_window(
    diary: Diary | None,
    preferences_path: Path,
    *,
    clock: Callable[[], datetime] = now,
    data_folder: Path | None = None,
    sample: bool = False,
    trouble: Problem | None = None,
    safe: bool = False,
    welcomes: bool = False,
) -> MainWindow:
    """Give the main window, not yet shown: on a diary, or locked, in trouble or safe without.

    Where it ``welcomes``, it begins with the first run as long as that is due.
    """
    application()
    return MainWindow(
        diary,
        Content(),
        clock,
        preferences_path,
        data_folder=data_folder,
        sample=sample,
        trouble=trouble,
        safe=safe,
        welcomes=welcomes,
    )


def watch_for_second_start(folder: Path, window: MainWindow) -> QFileSystemWatcher:
    """Bring the window forward whenever a second start asks for it, and show the file it names."""
    watcher = QFileSystemWatcher([str(folder)], window)

    def answer() -> None:
        asked = lock.asked_to_raise(folder)
        if asked is None:
            return
        window.come_forward()
        if asked.file is not None:
            window.files.take(asked.file)

    watcher.directoryChanged.connect(answer)
    # One may have asked while this window was being made.
    QTimer.singleShot(0, window, answer)
    return watcher


class _FileOpenings(QObject):
    """Hears from the system which file it wants opened. Sees every event there is on the way."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the file of such an event."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._window.come_forward()
            self._window.files.take(Path(event.file()))
            return True
        return super().eventFilter(watched, event)


def hand_over_files(app: QApplication, window: MainWindow) -> QObject:
    """Show each file that the system hands to the application, as macOS does and no other."""
    made = _FileOpenings(window)
    app.installEventFilter(made)
    return made


def quit_on_signals(app: QApplication) -> None:
    """Close the window properly when the system or a terminal asks the process to end."""

    def end(_number: int, _frame: object) -> None:
        app.closeAllWindows()
        if not app.quitOnLastWindowClosed():
            app.quit()  # its window is out of sight, and was not closed

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    # Python looks at signals only between its own steps; the event loop has to let it.
    breather = QTimer(app)
    breather.timeout.connect(lambda: None)
    breather.start(BREATH)


def tell(problem: Problem) -> None:
    """Show a problem that keeps the window from opening."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Information, "Companion", problem.happened)
    box.setInformativeText(f"{problem.safe}\n\n{problem.next_step}")
    box.exec()


def last_resort(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """Answer a mistake of the program calmly, without a word of the record."""
    from PySide6.QtWidgets import QMessageBox

    logbook.mistake(error)
    if QApplication.activeModalWidget() is not None:
        return  # one box is enough, also when painting it goes wrong
    box = QMessageBox(QMessageBox.Icon.Warning, "Companion", _("Something went wrong in the app."))
    box.setInformativeText(
        _(
            "What was saved is safe. If it happens again, close the window and open it once more; "
            "a half-filled form is kept."
        )
    )
    box.exec()


def self_test_window() -> None:
    """Build the window on a throwaway record and show every page once; raises what goes wrong."""
    import tempfile

    from companion.ui.side import navigation

    with tempfile.TemporaryDirectory() as folder:
        diary = open_or_create(Path(folder) / "record", now)
        try:
            window = make_window(diary, Path(folder) / "preferences.json")
            window.show()
            for page, _words, _icon in (*navigation(), ("settings", "", ""), ("help", "", "")):
                window.open_page(page)
            QApplication.processEvents()
            window.close()
            QThreadPool.globalInstance().waitForDone()
        finally:
            diary.close()
