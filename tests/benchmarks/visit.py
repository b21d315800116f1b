# SPDX-License-Identifier: Apache-2.0
"""A scripted visit of everything: what a person can do in the window, one thing after another.

Each thing is done while a watchdog looks, which is told what it is. What takes a file or a folder
gets one without being asked, as the system's own dialogs are not ours; our own are answered.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from companion.domain.records import Entry, Session, SessionState
from companion.preferences import Appearance
from companion.ui import file_dialogs, shortcuts
from companion.ui.main_window import MainWindow
from companion.ui.making_pages import page_names
from companion.ui.pages.log import LogPage
from companion.ui.pages.report import ReportPage
from companion.ui.pages.session_day import SessionDayPage
from companion.ui.pages.settings import SettingsPage
from companion.ui.pages.trends import TrendsPage
from tests.benchmarks.pages import NOT_A_VISIT, press_way
from tests.benchmarks.saving import handle_of
from tests.benchmarks.window import press_enter, run_loop, type_passphrase, wait_until

TIMES = ("first", "second")
MORE = 3
"""How often “Show more” is pressed in the Log."""
LONG = 0.5
"""Seconds in which work that is pressed for begins and shows itself."""
LOOKS = 50
"""Milliseconds until it is looked again whether a dialog can be answered."""
TAPS = 2
"""What is tapped on the session-day screen, and taken back again."""


class Dog(Protocol):
    """Whoever looks on."""

    def during(self, doing: str, act: Callable[[], object], seconds: float = 0.2) -> None:
        """Do something, and look on until all that came of it is over."""


def visit(dog: Dog, window: MainWindow, archive: Path) -> None:
    """Do everything. The archive is taken in; the window goes back to a backup at the end."""
    _answer_for_the_system(archive)
    _pages(dog, window)
    _search(dog, window)
    _more(dog, window)
    _ranges(dog, window)
    _panels(dog, window)
    _save(dog, window)
    _one_session(dog, window)
    _session_day(dog, window)
    _questionnaire(dog, window)
    _look(dog, window)
    _report(dog, window)
    _files(dog, window, archive)
    if window.context.is_protected:
        _lock(dog, window)
    _backups(dog, window)


def _answer_for_the_system(archive: Path) -> None:
    """Save all that is saved in a folder beside the archive, and open this one."""
    out = archive.parent / "out"
    out.mkdir()
    for name, answer in (
        ("ask_where_to_save", lambda _parent, _title, suggested, _kind: out / suggested.name),
        ("ask_which_to_open", lambda *_asked: archive),
        ("ask_which_folder", lambda *_asked: out),
    ):
        setattr(file_dialogs, name, answer)


def _pages(dog: Dog, window: MainWindow) -> None:
    for time_ in TIMES:
        for name in page_names():
            if name not in NOT_A_VISIT:
                dog.during(f"{name}, {time_} visit", partial(press_way, window, name))
                dog.during(f"scrolling {name}", lambda: _scroll(window), 0.05)


def _scroll(window: MainWindow) -> None:
    bar = window.page.verticalScrollBar()
    for share in (0.25, 0.5, 1.0, 0.0):
        bar.setValue(round(bar.maximum() * share))
        run_loop(0.02)


def _search(dog: Dog, window: MainWindow) -> None:
    press_way(window, "log")
    page = window.page
    assert isinstance(page, LogPage)
    for letter in "page 12":
        dog.during("searching", partial(QTest.keyClicks, page.search, letter))
    dog.during("searching", page.search.clear)


def _more(dog: Dog, window: MainWindow) -> None:
    page = window.page
    assert isinstance(page, LogPage)
    for _time in range(MORE):
        dog.during("“Show more” in the Log", partial(_click, page.more))
    dog.during("scrolling a long Log", lambda: _scroll(window), 0.05)


def _ranges(dog: Dog, window: MainWindow) -> None:
    press_way(window, "trends")
    page = window.page
    assert isinstance(page, TrendsPage)
    for value in (*page.range.buttons, "treatment"):
        dog.during("choosing another range in Trends", partial(_click, page.range.buttons[value]))


def _panels(dog: Dog, window: MainWindow) -> None:
    page = window.page
    assert isinstance(page, TrendsPage)
    for name in tuple(page.charts.buttons):
        button = page.charts.buttons[name]
        dog.during(f"“Show more” in Trends, {len(page.charts.more) + 1}", partial(_click, button))
    dog.during("scrolling all charts", lambda: _scroll(window), 0.05)
    dog.during("today, after Trends with all charts", partial(press_way, window, "today"))
    dog.during("Trends with all charts again", partial(press_way, window, "trends"))


def _save(dog: Dog, window: MainWindow) -> None:
    press_way(window, "today")
    run_loop(0.3)
    handle = handle_of(window)

    def save() -> None:
        QTest.keyClick(handle, Qt.Key.Key_6)
        QTest.keyClick(handle, Qt.Key.Key_Return)

    dog.during("saving a check-in", save)


def _one_session(dog: Dog, window: MainWindow) -> None:
    held = [one for one in _sessions(window) if one.record.state is SessionState.HELD]
    for time_, entry in zip(TIMES, held[-2:], strict=True):
        dog.during(f"a session, {time_} visit", partial(window.open_page, "session", entry.id))
        dog.during("scrolling a session", lambda: _scroll(window), 0.05)


def _session_day(dog: Dog, window: MainWindow) -> None:
    """Enter the screen of the session that is planned, tap, undo, and leave it."""
    entry = next(one for one in _sessions(window) if one.record.state is SessionState.PLANNED)
    for time_ in TIMES:
        enter = partial(window.open_page, "session_day", entry.id)
        dog.during(f"entering the session-day screen, {time_} time", enter)
        for _tap in range(TAPS):
            dog.during("tapping on the session-day screen", lambda: _key(window, "1"))
        dog.during("help from the session-day screen", lambda: _key(window, "H"))
        dog.during("back to the session-day screen", enter)
        for _tap in range(TAPS):
            dog.during("undoing a tap", lambda: _key(window, shortcuts.UNDO))
        assert isinstance(window.page, SessionDayPage)
        dog.during(f"leaving the session-day screen, {time_} time", lambda: _key(window, "Esc"))
        assert window.place[0] == "today"


def _sessions(window: MainWindow) -> tuple[Entry[Session], ...]:
    return tuple(window.context.diary.entries(Session))


def _questionnaire(dog: Dog, window: MainWindow) -> None:
    names = sorted(window.context.content.instruments)
    for time_, name in zip(TIMES, names, strict=False):
        opens = partial(window.open_page, "questionnaire", name)
        dog.during(f"a questionnaire, {time_} visit", opens)
        for _question in range(3):
            dog.during("answering a question", lambda: _key(window, "1"))


def _look(dog: Dog, window: MainWindow) -> None:
    """Choose another look and another language, and go back to the first."""
    _card(dog, window, "look")

    def choose(card: str, value: object) -> None:
        page = window.page
        assert isinstance(page, SettingsPage)
        _click(getattr(page.look, card).buttons[value])

    for look in (Appearance.DARK, Appearance.LIGHT):
        dog.during("switching the look", partial(choose, "appearance", look))
    for language in ("es", "en"):
        dog.during("switching the language", partial(choose, "language", language))


def _card(dog: Dog, window: MainWindow, name: str) -> None:
    """Go to a card of Settings, to do something there."""
    dog.during(f"settings, at the card “{name}”", partial(window.open_page, "settings", name))


def _report(dog: Dog, window: MainWindow) -> None:
    dog.during("report, after a switch of the look", partial(press_way, window, "report"), LONG)
    page = window.page
    assert isinstance(page, ReportPage)
    dog.during("making a report", partial(_press, page, "Save PDF"), LONG)
    dog.during("“Other files” of a report", page.others.press.click)
    dog.during("saving FHIR", partial(_press, page, "For a computer (FHIR) …"), LONG)
    dog.during("saving tables", partial(_press, page, "Tables (CSV) …"), LONG)


def _files(dog: Dog, window: MainWindow, archive: Path) -> None:
    _card(dog, window, "diary")
    dog.during("exporting everything", lambda: _press(window.page, "Export everything …"), LONG)
    imports = partial(_answered, window, "Import an archive …", "Import")
    dog.during("importing an archive", imports, LONG)
    assert archive.exists()


def _lock(dog: Dog, window: MainWindow) -> None:
    press_way(window, "log")
    run_loop(0.3)
    for time_ in TIMES:
        dog.during(f"locking, {time_} time", lambda: _key(window, shortcuts.LOCK), LONG)
        assert window.context.is_locked
        dog.during("typing the passphrase", partial(type_passphrase, window))

        def unlock() -> None:
            press_enter(window)
            wait_until(lambda: not window.context.is_locked)

        dog.during(f"unlocking, {time_} time", unlock, LONG)
        dog.during("today, after unlocking", partial(press_way, window, "today"))


def _backups(dog: Dog, window: MainWindow) -> None:
    _card(dog, window, "backups")
    dog.during("making a backup", lambda: _press(window.page, "Back up now"), LONG)
    dog.during("saving a backup to a file", lambda: _press(window.page, "Save to a file …"), LONG)
    back = partial(_answered, window, "Restore …", "Go back to this copy")

    def restored() -> None:
        back()
        wait_until(lambda: not window.context.is_locked)

    dog.during("going back to a backup", restored, LONG)


def _click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _key(window: MainWindow, keys: str) -> None:
    QTest.keySequence(window, QKeySequence(keys))


def _press(place: QWidget, words: str) -> None:
    """Press the one button of these words."""
    found = _buttons(place, words)
    assert len(found) == 1, f"{words}: {len(found)}"
    _click(found[0])


def _buttons(place: QWidget, words: str) -> list[QAbstractButton]:
    return [
        one
        for one in place.findChildren(QAbstractButton)
        if one.isVisible() and one.text() == words
    ]


def _answered(window: MainWindow, words: str, answer: str) -> None:
    """Press something, and agree to what the dialog that comes of it shows, once it can be."""
    look = QTimer(window, interval=LOOKS)
    agreed: list[float] = []

    def agree() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            agreed.append(time.perf_counter())
            for one in _buttons(dialog, answer):
                if one.isEnabled():
                    _click(one)
        elif agreed:
            look.stop()

    look.timeout.connect(agree)
    look.start()
    _press(window.page, words)
    wait_until(lambda: not look.isActive())
