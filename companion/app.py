# SPDX-License-Identifier: Apache-2.0
"""Puts the app together: the record, the clock, the window. The only place that knows all."""

import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from companion import preferences
from companion.content import Content
from companion.domain.moment import fixed
from companion.language import _
from companion.paths import Places
from companion.problem import Problem
from companion.storage import lock, vault
from companion.storage.diary import Diary, open_or_create
from companion.ui.main_window import MainWindow
from companion.ui.theme import Theme, load_fonts

APP_ID = "io.github.companionapp.Companion"

BREATH = 500
"""Milliseconds after which a signal to end is seen at the latest."""


def now() -> datetime:
    """Give the moment on this computer's clock, with its offset frozen."""
    return fixed(datetime.now().astimezone())


def application() -> QApplication:
    """Give the one QApplication, in the app's own style and with its fonts."""
    made = QApplication.instance()
    if not isinstance(made, QApplication):
        made = QApplication([sys.argv[0]])
    made.setApplicationName("Companion")
    made.setDesktopFileName(APP_ID)
    made.setStyle("Fusion")
    load_fonts()
    return made


def run(places: Places, *, demo: bool = False) -> int:
    """Open the window on the record at its place; give the exit code.

    A record that cannot be opened is never overwritten: a plain message says what is safe. When
    another window already has the record open, that one is asked to come forward.
    """
    app = application()
    chosen = preferences.read(places.preferences)
    Theme(chosen.appearance, chosen.text_size).apply(app)
    try:
        with lock.take(places.data):
            return _run(app, places, demo=demo)
    except lock.InUse:
        lock.ask_to_raise(places.data)
        return 0
    except Problem as problem:
        tell(problem)
        return 1


def _run(app: QApplication, places: Places, *, demo: bool) -> int:
    diary = opened(places.data)
    window = make_window(diary, places.preferences, data_folder=places.data, sample=demo)
    try:
        watcher = watch_for_second_start(places.data, window)
        sys.excepthook = last_resort
        quit_on_signals(app)
        window.show()
        code = app.exec()
        del watcher
    finally:
        window.context.close()
        QThreadPool.globalInstance().waitForDone()
    return code


def opened(folder: Path) -> Diary | None:
    """Open the diary of a folder, or begin one; None where it takes a passphrase."""
    try:
        return open_or_create(folder, now)
    except vault.Locked:
        return None


def make_window(
    diary: Diary | None,
    preferences_path: Path,
    *,
    clock: Callable[[], datetime] = now,
    data_folder: Path | None = None,
    sample: bool = False,
) -> MainWindow:
    """Give the main window on a diary, or locked without one, not yet shown."""
    application()
    return MainWindow(
        diary, Content(), clock, preferences_path, data_folder=data_folder, sample=sample
    )


def watch_for_second_start(folder: Path, window: MainWindow) -> QFileSystemWatcher:
    """Bring the window forward whenever a second start asks for it."""
    watcher = QFileSystemWatcher([str(folder)], window)

    def come_forward(_folder: str) -> None:
        if lock.asked_to_raise(folder):
            window.showNormal() if window.isMinimized() else window.show()
            window.raise_()
            window.activateWindow()

    watcher.directoryChanged.connect(come_forward)
    return watcher


def quit_on_signals(app: QApplication) -> None:
    """Close the window properly when the system or a terminal asks the process to end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: app.closeAllWindows())
    # Python looks at signals only between its own steps; the event loop has to let it.
    breather = QTimer(app)
    breather.timeout.connect(lambda: None)
    breather.start(BREATH)


def tell(problem: Problem) -> None:
    """Show a problem that keeps the window from opening."""
    box = QMessageBox(QMessageBox.Icon.Information, "Companion", problem.happened)
    box.setInformativeText(f"{problem.safe}\n\n{problem.next_step}")
    box.exec()


def last_resort(kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """Answer a mistake of the program calmly, without a word of the record."""
    sys.stderr.write(f"Companion: unexpected {kind.__name__}\n")
    where = error.__traceback__
    while where is not None:
        code = where.tb_frame.f_code
        sys.stderr.write(f"  {Path(code.co_filename).name}:{where.tb_lineno} {code.co_name}\n")
        where = where.tb_next
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

    from companion.ui.main_window import navigation

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
