# SPDX-License-Identifier: Apache-2.0
"""Locking: nothing of the diary is left, help works, and what was typed comes back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import get_ident

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from companion import preferences
from companion.content import Content
from companion.domain.moment import Plan
from companion.domain.records import KINDS, Note, Person, Session, SessionState
from companion.preferences import WhileLocked
from companion.storage import diary as diaries
from companion.storage import ids, opening, own_numbers, reading, recovery, sealing, vault
from companion.storage.diary import Diary
from companion.storage.examination import refuse_sick
from companion.storage.vault import Passphrase, RecoveryCode
from companion.ui.attempts import pause_after
from companion.ui.forms.form import FormDialog
from companion.ui.idle import SLEPT, Idle
from companion.ui.locking import _get_ready
from companion.ui.main_window import MainWindow
from companion.ui.pages.help import HelpPage
from companion.ui.pages.locked import LockedPage
from companion.ui.pages.log import LogPage
from companion.ui.pages.settings import SettingsPage
from companion.ui.pages.state import state_of
from companion.ui.pages.today import TodayPage
from tests.ui.conftest import Clock
from tests.ui.gestures import bring_up, open_page, read

WORDS = "sieben kleine Boote"
CODE = recovery.new_code()
SECRET = "the canary in the reflection"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "TARGET", 0)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Give the folder of a diary with a passphrase."""
    folder = tmp_path / "Companion"
    made = diaries.create(folder, clock, ids.ids(clock))
    keys = made.access.keys
    made.add(Note(at=clock(), words=SECRET))
    made.close()
    vault.write(folder, vault.sealed_file(keys, [Passphrase(WORDS), RecoveryCode(CODE)]))
    return folder


@pytest.fixture
def window(
    *, fonts: None, qtbot: QtBot, folder: Path, content: Content, clock: Clock
) -> MainWindow:
    """Give the window of a protected diary, as it starts: locked."""
    made = MainWindow(None, content, clock, folder / "preferences.json", data_folder=folder)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    return made


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow) -> Iterator[MainWindow]:
    unlock(qtbot, window, WORDS)
    yield window
    window.context.close()


def page(window: MainWindow) -> LockedPage:
    found = window._turning.pages["locked"]
    assert isinstance(found, LockedPage)
    return found


def unlock(qtbot: QtBot, window: MainWindow, typed: str) -> None:
    field = page(window).findChild(QLineEdit)
    assert field is not None
    assert field.hasFocus()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=10_000)


def lock(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.context.is_locked, timeout=5000)


def words_in(window: QWidget) -> str:
    labels = [each.text() for each in window.findChildren(QLabel)]
    fields = [each.text() for each in window.findChildren(QLineEdit)]
    return "\n".join([*labels, *fields, window.windowTitle()])


def press(window: QWidget, words: str) -> None:
    QApplication.processEvents()
    for each in window.findChildren(QPushButton):
        if each.text() == words and each.isVisible():
            each.click()
            return
    raise AssertionError(words)


def test_it_starts_locked_and_opens_with_the_passphrase(qtbot: QtBot, window: MainWindow) -> None:
    assert window.windowTitle() == "Companion"
    assert not window._side.isVisible()
    unlock(qtbot, window, WORDS)
    assert window.place[0] == "today"
    assert window._side.isVisible()
    window.context.close()


def test_the_recovery_code_opens_it_too_and_a_typo_is_named(
    qtbot: QtBot, window: MainWindow
) -> None:
    press(window, "Use the recovery code")
    field = page(window).findChildren(QLineEdit)[-1]
    wrong = CODE[:6] + ("7" if CODE[6] != "7" else "8") + CODE[7:]
    qtbot.keyClicks(field, wrong)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "group 2 " in words_in(window), timeout=5000)
    field.clear()
    qtbot.keyClicks(field, CODE.lower())
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=10_000)
    window.context.close()


def test_wrong_ones_do_not_open_and_have_to_wait(qtbot: QtBot, window: MainWindow) -> None:
    shown = page(window)
    field = shown.findChild(QLineEdit)
    assert field is not None
    tried: list[str] = []
    for attempt in ("nearly", "almost", "not quite"):
        tried.append(attempt)
        qtbot.waitUntil(shown.ask.enter.isEnabled, timeout=5000)
        field.clear()
        qtbot.keyClicks(field, attempt)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.context.attempts.wrong >= len(tried), timeout=10_000)
        assert "That is not the passphrase" in words_in(window)
    assert not shown.ask.enter.isEnabled()
    assert "Again in 2 seconds" in shown.ask.enter.text()
    assert window.context.is_locked
    qtbot.waitUntil(shown.ask.enter.isEnabled, timeout=4000)
    assert [pause_after(n) for n in (0, 1, 2, 3, 4, 7, 50)] == [0, 0, 0, 2, 4, 30, 30]


def test_locked_nothing_of_the_diary_is_left(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    opened.open_page("log")
    qtbot.waitUntil(lambda: opened.place[0] == "log")
    lock(qtbot, opened)
    assert set(opened._turning.pages) == {"locked"}
    assert SECRET not in words_in(opened)
    assert opened.windowTitle() == "Companion"
    assert QThreadPool.globalInstance().waitForDone(10_000), "the backup at the lock"
    assert not (folder / "record.db-wal").exists()
    assert not (folder / "record.db-shm").exists()
    for keys in (Qt.Key.Key_1, Qt.Key.Key_3):
        qtbot.keyClick(opened, keys, Qt.KeyboardModifier.AltModifier)
        assert set(opened._turning.pages) == {"locked"}
    unlock(qtbot, opened, WORDS)
    assert opened.place[0] == "log"


def test_help_works_while_locked_and_leads_back(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    opened.context.diary.add(Person(clinic="Oakfield", clinic_phone="555 0199"))
    chosen = replace(opened.context.preferences, country="GB")
    opened.context.keep(chosen)
    lock(qtbot, opened)
    qtbot.keyClick(opened, Qt.Key.Key_F1)
    assert opened.place[0] == "help"
    assert "Samaritans" in words_in(opened)
    assert "555 0199" not in words_in(opened)
    assert "which is locked" in words_in(opened)
    assert not own_numbers.read(folder).person.clinic_phone
    press(opened, "Back to the lock screen")
    assert opened.place[0] == "locked"


def test_own_numbers_are_readable_while_locked_only_where_chosen(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    context = opened.context
    entry = context.diary.add(Person(name="Alex", clinic_phone="555 0199"))
    context.keep(replace(context.preferences, while_locked=WhileLocked.NUMBERS))
    context.keep_own_numbers()
    assert "Alex" not in (folder / "help.json").read_text()
    assert (folder / "help.json").stat().st_mode & 0o777 == 0o600
    context.diary.change(entry.id, Person(name="Alex", clinic_phone="555 0200"))
    lock(qtbot, opened)
    qtbot.keyClick(opened, Qt.Key.Key_F1)
    assert "555 0200" in words_in(opened)
    unlock_from_help(qtbot, opened)
    context.keep(replace(context.preferences, while_locked=WhileLocked.NOTHING))
    context.keep_own_numbers()
    assert not (folder / "help.json").exists()


def unlock_from_help(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "Back to the lock screen")
    unlock(qtbot, window, WORDS)


def test_a_half_filled_form_is_as_it_was_after_unlocking(
    qtbot: QtBot, opened: MainWindow, clock: Clock
) -> None:
    """The dialog that is open is closed by the lock, and opened again with what was typed."""
    from companion.ui.forms.note import NoteForm

    def type_and_lock() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        qtbot.keyClicks(dialog.form.first_control(), "half a sentence that")
        opened.lock()

    QTimer.singleShot(50, type_and_lock)
    assert FormDialog.ask(NoteForm(opened.context), opened) is None
    qtbot.waitUntil(lambda: opened.context.is_locked, timeout=5000)
    assert QApplication.activeModalWidget() is None
    found: list[object] = []

    def look_and_close() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, FormDialog):
            found.append((type(dialog.form), dialog.form.raw()["words"]))
            dialog.reject()

    look = QTimer(opened)
    look.timeout.connect(look_and_close)
    look.start(20)
    unlock(qtbot, opened, WORDS)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    assert found == [(NoteForm, "half a sentence that")]


def test_the_key_that_locks_does_so_from_a_dialog_too(qtbot: QtBot, opened: MainWindow) -> None:
    """Else the passphrase that is typed next would stand in what is written there."""
    from companion.ui.forms.note import NoteForm

    def press_key() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        qtbot.waitUntil(dialog.isActiveWindow)
        qtbot.keyClicks(dialog.form.first_control(), "half")
        qtbot.keyClick(
            dialog.form.first_control(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier
        )

    QTimer.singleShot(50, press_key)
    assert FormDialog.ask(NoteForm(opened.context), opened) is None
    qtbot.waitUntil(lambda: opened.context.is_locked, timeout=5000)


def test_the_check_in_on_today_keeps_what_was_chosen(qtbot: QtBot, opened: MainWindow) -> None:
    today = opened._turning.pages["today"]
    assert isinstance(today, TodayPage)
    qtbot.keyClick(today.check_in.form.first_control(), Qt.Key.Key_7)
    raw = today.check_in.form.raw()
    assert raw["mood"] == 7
    lock(qtbot, opened)
    unlock(qtbot, opened, WORDS)
    again = opened._turning.pages["today"]
    assert isinstance(again, TodayPage)
    assert again.check_in.form.raw() == raw


def test_time_locks_after_a_warning_that_can_be_answered(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]
    idle = opened.locking.idle
    monkeypatch.setattr(idle, "_running", lambda: seconds[0])
    monkeypatch.setattr(idle, "_clock", lambda: 1e9 + seconds[0])
    idle.start(opened.context.preferences.lock_minutes * 60)
    seconds[0] = 269
    idle.look()
    assert not opened._notice.isVisible()
    seconds[0] = 271
    idle.look()
    assert "Locks in 29 seconds." in words_in(opened._notice)
    press(opened, "Stay open")
    assert not opened._notice.isVisible()
    seconds[0] = 271 + 299
    idle.look()
    assert "Locks in 1 second." in words_in(opened._notice)
    qtbot.keyClick(opened, Qt.Key.Key_Shift)
    assert not opened._notice.isVisible()
    seconds[0] += 300
    idle.look()
    qtbot.waitUntil(lambda: opened.context.is_locked, timeout=5000)


def test_never_means_never(qtbot: QtBot, window: MainWindow) -> None:
    path = window.context._path
    preferences.write(path, replace(preferences.read(path), lock_minutes=0))
    window.context.preferences = preferences.read(path)
    unlock(qtbot, window, WORDS)
    window.locking.idle._last -= 1_000_000
    window.locking.idle.look()
    qtbot.wait(50)
    assert not window.context.is_locked
    window.context.close()


def test_a_computer_that_slept_is_locked(qtbot: QtBot, opened: MainWindow) -> None:
    opened.locking.idle._ahead -= SLEPT + 1
    opened.locking.idle.look()
    qtbot.waitUntil(lambda: opened.context.is_locked, timeout=5000)


def test_a_session_under_way_holds_the_clock_but_not_the_desktop(
    qtbot: QtBot, opened: MainWindow, clock: Clock
) -> None:
    start = clock()
    session = Session(
        plan=Plan(at=start.replace(tzinfo=None), zone="Europe/Dublin"),
        state=SessionState.HELD,
        start=start,
        place="SECRET place",
    )
    entry = opened.context.diary.add(session)
    assert "locking by time waits" in words_in(opened._notice)
    assert "18:00" in words_in(opened._notice)
    opened.context.sitter.start(entry.id)
    clock.advance(minutes=72)
    opened.locking.idle._last -= 10_000
    opened.locking.idle.look()
    qtbot.wait(50)
    assert not opened.context.is_locked
    opened.locking._desktop.on_lock()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: opened.context.is_locked, timeout=5000)
    shown = words_in(opened)
    assert "1 h 12 min" in shown
    assert "Look and ask. Awake when spoken to?" in shown
    assert "SECRET" not in shown
    unlock(qtbot, opened, WORDS)
    opened.context.diary.change(entry.id, replace(session, ready=clock()))
    assert not opened._notice.isVisible()
    opened.locking.idle._last -= 10_000
    opened.locking.idle.look()
    qtbot.waitUntil(lambda: opened.context.is_locked, timeout=5000)


def test_a_session_nobody_ended_holds_the_clock_for_eight_hours_at_most(
    qtbot: QtBot, opened: MainWindow, clock: Clock
) -> None:
    plan = Plan(at=clock().replace(tzinfo=None), zone="Europe/Dublin")
    opened.context.diary.add(Session(plan=plan, state=SessionState.HELD, start=clock()))
    clock.moment += timedelta(hours=8, minutes=1)
    opened.locking.idle._last -= 10_000
    opened.locking.idle.look()
    qtbot.waitUntil(lambda: opened.context.is_locked, timeout=5000)


def test_who_leaves_a_diary_without_a_passphrase_finds_it_as_it_was(opened: MainWindow) -> None:
    """It had one when the window came up, and the desktop is listened to since."""
    opened.open_page("log")
    opened.context.is_protected = False
    assert opened.locking._desktop is not None
    opened.locking._desktop.left.emit()
    assert (opened.place[0], opened.context.is_locked) == ("log", False)


def test_the_side_has_a_way_to_lock(qtbot: QtBot, opened: MainWindow) -> None:
    press(opened, "Lock")
    qtbot.waitUntil(lambda: opened.context.is_locked, timeout=5000)
    assert page(opened).isVisible()


def test_without_a_passphrase_the_key_leads_to_settings(
    qtbot: QtBot, diary: Diary, content: Content, clock: Clock, tmp_path: Path
) -> None:
    made = MainWindow(diary, content, clock, tmp_path / "preferences.json")
    qtbot.addWidget(made)
    made.show()
    made.lock()
    assert made.place[0] == "settings"
    assert not made.context.is_locked


def test_idle_counts_only_while_it_is_started(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    time = [0.0]
    idle = Idle(parent, lambda: time[0], lambda: time[0])
    passed: list[bool] = []
    idle.passed.connect(lambda: passed.append(True))
    idle.start(10)
    time[0] = 9
    idle.look()
    assert not passed
    time[0] = 10
    idle.look()
    assert passed
    idle.stop()
    assert not idle._timer.isActive()


BUS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication
from companion.ui.desktop import Desktop
app = QApplication([])
desktop = Desktop(app)
desktop.left.connect(lambda: (print("left", flush=True), app.quit()))
path, interface, on = sys.argv[1], sys.argv[2], sys.argv[3] == "on"
message = QDBusMessage.createSignal(path, interface, "ActiveChanged")
message.setArguments([on])
QTimer.singleShot(0, lambda: QDBusConnection.sessionBus().send(message))
QTimer.singleShot(1500, app.quit)
app.exec()
"""


@pytest.mark.parametrize(
    ("path", "interface", "state", "said"),
    [
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "on", "left\n"),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "on", "left\n"),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "off", ""),
    ],
)
def test_a_locked_screen_is_heard_on_a_real_bus(
    path: str, interface: str, state: str, said: str
) -> None:
    command = ["dbus-run-session", "--", sys.executable, "-c", BUS, path, interface, state]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    heard = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert heard.stdout == said
    assert heard.returncode == 0


def test_nothing_that_a_page_kept_outlives_the_open_diary(
    qtbot: QtBot, opened: MainWindow, folder: Path, clock: Clock
) -> None:
    """Each opening counts its writes from nought, so that two diaries may say the same of theirs."""
    kept = {"log": LogPage, "help": HelpPage, "settings": SettingsPage}
    for name in kept:
        opened.open_page(name)
    before = opened.context.diary
    counted = before.state
    lock(qtbot, opened)
    other = diaries.open_(folder, clock, access=opening.access(folder, Passphrase(WORDS)))
    other.add(Note(at=clock(), words="from another computer"))
    other.add(Person(clinic="Another clinic", clinic_phone="01 555"))
    other.close()
    unlock(qtbot, opened, WORDS)
    after = opened.context.diary
    assert (after is before, after.state) == (False, counted)
    assert state_of(opened.context) != (before, counted, clock().date())
    told = {"log": "from another computer", "help": "01 555", "settings": "Another clinic"}
    for name, page_of in kept.items():
        shown = open_page(opened, name, page_of)
        rows = shown.rows if isinstance(shown, LogPage) else ()
        words = "\n".join((read(shown), *(made.accessibleName() for made in rows)))
        assert told[name] in words, name


def test_what_the_first_page_is_made_of_is_loaded_while_the_passphrase_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_more(kind: object) -> None:
        pytest.fail(f"{kind} was not made ready")

    fresh = Content()
    reading._expression.cache_clear()
    _get_ready(fresh, tmp_path)
    assert {"checklists", "items", "effect_words", "instruments", "effects"} <= vars(fresh).keys()
    assert "articles" not in vars(fresh)
    monkeypatch.setattr(reading, "shape_of", no_more)
    assert all(reading.expression(kind) for kind in KINDS)


def test_the_record_is_looked_at_before_it_comes_to_this_thread(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def spied(folder: Path, keys: vault.Keys) -> bool:
        threads.append(get_ident())
        return refuse_sick(folder, keys)

    monkeypatch.setattr(opening, "refuse_sick", spied)
    unlock(qtbot, window, WORDS)
    window.context.close()
    assert len(threads) == 1
    assert get_ident() not in threads


def test_keys_count_as_soon_as_what_is_shown_was_painted(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    time = [0.0]
    idle = Idle(parent, lambda: time[0], lambda: time[0])
    for starts in (True, False):
        idle.start(10)
        if not starts:
            idle.stop()
        QApplication.processEvents()
        time[0] += 4
        before = idle._last
        qtbot.keyClick(parent, Qt.Key.Key_Shift)
        assert (idle._last > before) is starts
    idle.stop()
