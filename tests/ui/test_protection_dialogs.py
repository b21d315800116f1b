# SPDX-License-Identifier: Apache-2.0
"""Setting, changing and removing a passphrase by the window's own keys and buttons."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QThread, QThreadPool
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.domain.records import Note, SafetyPlan, SessionState
from companion.preferences import WhileLocked
from companion.problem import Problem
from companion.storage import backup, copies, opening, protection, recovery, sealing, vault
from companion.storage import diary as diaries
from companion.storage.copies import Reason
from companion.storage.opening import Access
from companion.storage.vault import Passphrase, RecoveryCode, WrongSecret
from companion.ui import clipboard
from companion.ui.dialogs.passphrase import (
    ChangePassphrase,
    NewCode,
    RemovePassphrase,
    SetPassphrase,
)
from companion.ui.dialogs.raw_key import RawKey
from companion.ui.dialogs.while_locked import WhileLockedDialog
from companion.ui.main_window import MainWindow
from companion.ui.pages.settings import SettingsPage
from companion.ui.pages.working import WorkingPage
from companion.ui.progress import Progress
from companion.ui.widgets import long_work
from tests.quick_seals import seal_quickly
from tests.ui.conftest import Clock
from tests.ui.gestures import bring_up, held, open_page, read, with_dialog
from tests.ui.gestures import button_of as button

WORDS = "seven small boats"
OTHER = "nine tall lamps"
CODE = recovery.new_code()
LONG = 15_000


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    seal_quickly(monkeypatch.setattr)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Give the folder of a diary without a passphrase, with two backups."""
    folder = tmp_path / "Companion"
    made = diaries.create(folder, clock)
    made.add(Note(at=clock(), words="the sea"))
    for _each in range(2):
        backup.make(made.access, clock(), Reason.ASKED)
        clock.advance(minutes=7)
    made.close()
    return folder


def windowed(
    qtbot: QtBot, folder: Path, content: Content, clock: Clock, access: Access | None = None
) -> MainWindow:
    diary = diaries.open_(folder, clock, access=access)
    preferences = folder.parent / "preferences.json"
    made = MainWindow(diary, content, clock, preferences, data_folder=folder)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    return made


@pytest.fixture
def window(
    *, fonts: None, qtbot: QtBot, folder: Path, content: Content, clock: Clock
) -> Iterator[MainWindow]:
    made = windowed(qtbot, folder, content, clock)
    yield made
    made.context.close()
    QThreadPool.globalInstance().waitForDone()


@pytest.fixture
def protected(
    *, fonts: None, qtbot: QtBot, folder: Path, content: Content, clock: Clock
) -> Iterator[MainWindow]:
    """Give the window of a diary with a passphrase, unlocked."""
    access = protection.protect(opening.access(folder), WORDS, CODE, clock())
    made = windowed(qtbot, folder, content, clock, access)
    yield made
    made.context.close()
    QThreadPool.globalInstance().waitForDone()


def settings(window: MainWindow) -> SettingsPage:
    return open_page(window, "settings", SettingsPage, "protection")


def shown(window: MainWindow) -> SettingsPage:
    page = window._turning.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def activated(qtbot: QtBot, window: MainWindow) -> None:
    """Bring the window forward: not every system does once a dialog has closed."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=LONG)


def press(qtbot: QtBot, place: QWidget, words: str) -> None:
    """Press a button by the space bar, as a person without a mouse does."""
    found = button(place, words)
    assert found.isEnabled(), words
    found.setFocus()
    qtbot.keyClick(found, Qt.Key.Key_Space)


def type_here(qtbot: QtBot, words: str) -> None:
    """Type where the focus is, and go on by Enter."""

    def focused() -> QWidget | None:
        dialog = QApplication.activeModalWidget()
        return dialog.focusWidget() if dialog is not None else None

    qtbot.waitUntil(lambda: isinstance(focused(), QLineEdit), timeout=LONG)
    field = focused()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def code_in(dialog: QWidget) -> str:
    """Read the code off the window, as the person does."""
    shown = [one for one in dialog.findChildren(QLabel) if one.isVisible()]
    groups = [one.text() for one in shown if one.accessibleName().startswith("Group ")]
    assert len(groups) == recovery.GROUPS
    return "-".join(groups)


def prove(qtbot: QtBot, dialog: Any, code: str, finish: str) -> None:
    """Type the groups that are asked for."""
    groups = code.split("-")
    QApplication.processEvents()
    asked = [line for line in dialog.findChildren(QLineEdit) if line.isVisible()]
    assert len(asked) == 2
    for line in asked:
        place = int(line.accessibleName().split()[-1])
        line.setFocus()
        qtbot.keyClicks(line, groups[place - 1].lower())
    press(qtbot, dialog, finish)


def set_passphrase(qtbot: QtBot, window: MainWindow) -> str:
    """Go through all steps; give the code."""
    seen: list[str] = []

    def act(dialog: SetPassphrase) -> None:
        type_here(qtbot, WORDS)
        type_here(qtbot, WORDS)
        seen.append(code_in(dialog))
        press(qtbot, dialog, "I have it on paper")
        prove(qtbot, dialog, seen[0], "Switch it on")

    page = settings(window)
    came = with_dialog(SetPassphrase, act)
    press(qtbot, page, "Set a passphrase …")
    assert came
    return seen[0]


def test_a_passphrase_is_set_and_the_diary_is_encrypted_anew(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    old = window.context.diary.access
    told: list[str] = []

    def watch() -> bool:
        # Read off at once: where events are let through in between, the page may go meanwhile.
        pages = window.findChildren(WorkingPage)
        told.extend(one.text() for page in pages for one in page.findChildren(QLabel))
        return not window.context.is_locked and window.place[0] == "settings"

    code = set_passphrase(qtbot, window)
    assert window.context.is_locked
    qtbot.waitUntil(watch, timeout=LONG)
    assert any("Encrypting your diary anew …" in each for each in told)
    assert "stays readable without it" in shown(window).protection.answer.text()
    assert window.context.is_protected
    keys = vault.read(folder)
    assert not keys.is_open
    new = window.context.diary.access
    assert vault.unlock(keys, Passphrase(WORDS)) == new.keys
    assert vault.unlock(keys, RecoveryCode(code)) == new.keys
    assert new.keys != old.keys
    with pytest.raises(Problem):
        opening.connect(old)
    found = copies.backups(folder)
    assert len(found) == 3
    assert not any(copies.key_file(each).is_open for each in found)
    activated(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.context.is_locked, timeout=LONG)
    field = window._turning.pages["locked"].findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, WORDS)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert [entry.record.words for entry in window.context.diary.entries(Note)] == ["the sea"]


def test_whether_the_plan_opens_is_asked_where_it_never_was(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    """As for a plan that came with an import: nobody was asked when it was saved."""
    window.context.diary.add(SafetyPlan(by_myself="walk to the canal"))

    def only_numbers(dialog: WhileLockedDialog) -> None:
        press(qtbot, dialog, "Only the phone numbers of my clinic and my person")

    asked = with_dialog(WhileLockedDialog, only_numbers)
    set_passphrase(qtbot, window)
    assert asked
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert window.context.preferences.while_locked is WhileLocked.NUMBERS
    assert b"canal" not in (folder / "help.json").read_bytes()


def test_a_code_that_is_not_written_down_switches_nothing_on(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    before = (folder / vault.KEYS).read_bytes()

    def act(dialog: SetPassphrase) -> None:
        type_here(qtbot, WORDS)
        type_here(qtbot, WORDS)
        code = code_in(dialog)
        press(qtbot, dialog, "I have it on paper")
        assert not [group for group in code.split("-") if group in read(dialog)]
        other = recovery.new_code()
        prove(qtbot, dialog, other, "Switch it on")
        assert "is not what was shown" in dialog.answer.text()
        assert dialog.chosen is None
        press(qtbot, dialog, "Show the code again")
        assert code_in(dialog) == code
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    page = settings(window)
    came = with_dialog(SetPassphrase, act)
    press(qtbot, page, "Set a passphrase …")
    assert came
    assert not window.context.is_locked
    assert (folder / vault.KEYS).read_bytes() == before


def test_two_that_differ_and_none_at_all_are_refused_in_words(
    qtbot: QtBot, window: MainWindow
) -> None:
    def act(dialog: SetPassphrase) -> None:
        press(qtbot, dialog, "Next: the recovery code")
        assert "Type a few words" in read(dialog)
        type_here(qtbot, WORDS)
        type_here(qtbot, OTHER)
        assert "The two are not the same." in read(dialog)
        assert "Is it written down?" not in read(dialog)

    page = settings(window)
    came = with_dialog(SetPassphrase, act)
    press(qtbot, page, "Set a passphrase …")
    assert came


def test_how_well_it_holds_is_said_and_never_asked_for(qtbot: QtBot, window: MainWindow) -> None:
    def act(dialog: SetPassphrase) -> None:
        for typed, said in (("a", "Very short"), ("blue house", "Short:"), (WORDS, "Long,")):
            dialog._fields.first.line.selectAll()
            qtbot.keyClicks(dialog._fields.first.line, typed)
            assert said in read(dialog)
        qtbot.keyClick(dialog._fields.first.line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClicks(dialog._fields.first.line, "a")
        qtbot.keyClick(dialog._fields.first.line, Qt.Key.Key_Return)
        type_here(qtbot, "a")
        assert code_in(dialog)

    page = settings(window)
    came = with_dialog(SetPassphrase, act)
    press(qtbot, page, "Set a passphrase …")
    assert came


def test_what_fails_leaves_the_diary_as_it_was_and_says_why(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / vault.KEYS).read_bytes()

    def no_room(*_args: object, **_more: object) -> Access:
        raise Problem(happened="There is no room.", safe="All is kept.", next_step="Make some.")

    monkeypatch.setattr(protection, "protect", no_room)
    set_passphrase(qtbot, window)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    answer = shown(window).protection.answer
    assert answer.text() == "There is no room. All is kept. Make some."
    assert answer.property("role") == "fault"
    assert (folder / vault.KEYS).read_bytes() == before
    window.context.diary.add(Note(at=window.context.now(), words="it can be written"))


def test_what_fails_when_the_key_is_new_already_leads_to_the_way_in(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = protection.protect

    def late(*args: Any, **more: Any) -> Access:
        real(*args, **more)
        raise Problem(happened="A backup stayed open.", safe="All is kept.", next_step="Wait.")

    monkeypatch.setattr(protection, "protect", late)
    set_passphrase(qtbot, window)
    qtbot.waitUntil(lambda: "Your diary is closed." in read(window), timeout=LONG)
    field = window._turning.pages["locked"].findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, WORDS)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert shown(window).protection.answer.text().startswith("A backup stayed open.")


def test_who_left_meanwhile_finds_it_locked(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen that is locked while the diary is encrypted anew is not met by an open diary."""
    set_passphrase(qtbot, window)
    window.locking.lock()
    qtbot.waitUntil(lambda: not window.locking._worker.runs, timeout=LONG)
    assert window.context.is_locked
    assert "Your diary is closed." in read(window)


class Held:
    """Something of the work that is held until the test lets it go on."""

    def __init__(self, act: Callable[..., Any]) -> None:
        self._act = act
        self.at_it, self.go_on = Event(), Event()

    def __call__(self, *args: Any, **more: Any) -> Any:
        self.at_it.set()
        assert self.go_on.wait(LONG / 1000)
        return self._act(*args, **more)


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any, str], Held]]:
    """Give what holds a function of a module, by its name."""
    made: list[Held] = []

    def hold(module: Any, name: str) -> Held:
        made.append(Held(getattr(module, name)))
        monkeypatch.setattr(module, name, made[-1])
        return made[-1]

    yield hold
    for each in made:
        each.go_on.set()
    QThreadPool.globalInstance().waitForDone()


def test_setting_it_is_stopped_by_a_key_and_nothing_is_changed(
    *, qtbot: QtBot, window: MainWindow, folder: Path, hold: Callable[[Any, str], Held]
) -> None:
    access = window.context.diary.access
    before = [path.read_bytes() for path in sorted((folder / "backups").rglob("*.*"))]
    held = hold(protection, "copy_record")
    set_passphrase(qtbot, window)
    qtbot.waitUntil(held.at_it.is_set, timeout=LONG)
    activated(qtbot, window)
    assert button(window, "Stop").isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    held.go_on.set()
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert shown(window).protection.answer.text() == "Stopped. Nothing was changed."
    assert window.context.diary.access == access
    assert not window.context.is_protected
    assert [path.read_bytes() for path in sorted((folder / "backups").rglob("*.*"))] == before


def test_once_the_diary_is_being_replaced_there_is_nothing_to_stop_it_by(
    qtbot: QtBot, window: MainWindow, folder: Path, hold: Callable[[Any, str], Held]
) -> None:
    before = hold(protection, "make")
    after = hold(protection, "swap_in")
    set_passphrase(qtbot, window)
    qtbot.waitUntil(before.at_it.is_set, timeout=LONG)
    activated(qtbot, window)
    stop = button(window, "Stop")
    stop.setFocus()
    before.go_on.set()
    qtbot.waitUntil(lambda: not stop.isVisible(), timeout=LONG)
    assert after.at_it.wait(LONG / 1000)
    assert window.focusWidget() is button(window, "Get help now")
    assert "Please leave Companion open until this is done." in read(window)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    # In another look too, as when the desktop turns dark.
    window.locking.show_anew()
    assert "Stop" not in read(window).splitlines()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    after.go_on.set()
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert not vault.read(folder).is_open
    assert protection.still_open(folder) == 0


def test_help_works_meanwhile_and_leads_back(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = Event()
    real = protection.protect

    def slow(*args: Any, **more: Any) -> Access:
        assert goes_on.wait(LONG / 1000)
        return real(*args, **more)

    monkeypatch.setattr(protection, "protect", slow)
    set_passphrase(qtbot, window)
    activated(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.place[0] == "help"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert isinstance(window.page, WorkingPage)
    goes_on.set()
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)


def test_around_a_session_it_is_not_offered_and_the_button_says_until_when(
    qtbot: QtBot, window: MainWindow, clock: Clock
) -> None:
    clock.advance(hours=6)
    entry = held(window.context.diary, "2026-11-23 14:00")
    page = settings(window)
    came = with_dialog(SetPassphrase, lambda _dialog: None)
    press(qtbot, page, "Set a passphrase: from Tue 24 Nov, 04:00")
    qtbot.wait(60)
    assert not came
    assert "nothing is asked of you" in page.protection.answer.text()
    clock.advance(hours=12)
    assert entry.record.state is SessionState.HELD
    page.refresh()
    assert button(page, "Set a passphrase …").isVisible()


def confirmed(qtbot: QtBot, dialog: Any, words: str) -> None:
    """Type the passphrase that is asked for, and wait for what follows."""
    before = dialog.heading.text(), read(dialog)
    type_here(qtbot, words)
    qtbot.waitUntil(
        lambda: not dialog.isVisible() or (dialog.heading.text(), read(dialog)) != before,
        timeout=LONG,
    )


def in_dialog(
    qtbot: QtBot, window: MainWindow, words: str, kind: type[Any], act: Callable[[Any], None]
) -> SettingsPage:
    page = settings(window)
    came = with_dialog(kind, act)
    press(qtbot, page, words)
    assert came
    return page


def opens(folder: Path, secret: vault.Secret) -> bool:
    try:
        vault.unlock(vault.read(folder), secret)
    except WrongSecret:
        return False
    return True


def test_the_passphrase_is_changed_after_the_present_one(
    qtbot: QtBot, protected: MainWindow, folder: Path
) -> None:
    def act(dialog: ChangePassphrase) -> None:
        type_here(qtbot, "not this one")
        qtbot.waitUntil(lambda: "That is not the passphrase" in read(dialog), timeout=LONG)
        type_here(qtbot, WORDS)
        qtbot.waitUntil(lambda: "The same once more" in read(dialog), timeout=LONG)
        type_here(qtbot, OTHER)
        type_here(qtbot, OTHER)
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=LONG)

    page = in_dialog(qtbot, protected, "Change the passphrase …", ChangePassphrase, act)
    assert "The passphrase is changed" in page.protection.answer.text()
    assert opens(folder, Passphrase(OTHER))
    assert not opens(folder, Passphrase(WORDS))
    assert opens(folder, RecoveryCode(CODE))
    assert not protected.context.is_locked


def test_changing_it_is_stopped_before_anything_is_written(
    *,
    qtbot: QtBot,
    protected: MainWindow,
    folder: Path,
    hold: Callable[[Any, str], Held],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(long_work, "AFTER", 0)
    before = (folder / vault.KEYS).read_bytes()

    def act(dialog: ChangePassphrase) -> None:
        type_here(qtbot, WORDS)
        qtbot.waitUntil(lambda: "The same once more" in read(dialog), timeout=LONG)
        held = hold(sealing, "_timed")
        type_here(qtbot, OTHER)
        type_here(qtbot, OTHER)
        qtbot.waitUntil(dialog.at_work.isVisible, timeout=LONG)
        assert "Changing it …" in read(dialog)
        qtbot.waitUntil(dialog.at_work.stop_button.hasFocus, timeout=LONG)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        held.go_on.set()
        qtbot.waitUntil(lambda: "Stopped. Nothing was changed." in read(dialog), timeout=LONG)
        assert (folder / vault.KEYS).read_bytes() == before
        press(qtbot, dialog, "Change it")
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=LONG)

    in_dialog(qtbot, protected, "Change the passphrase …", ChangePassphrase, act)
    assert opens(folder, Passphrase(OTHER))


def test_wrong_ones_have_to_wait_also_in_a_window_that_is_opened_anew(
    qtbot: QtBot, protected: MainWindow, folder: Path
) -> None:
    def act(dialog: RemovePassphrase) -> None:
        enter = button(dialog, "Remove the passphrase")
        tried: list[int] = []
        for count in (1, 2, 3):
            qtbot.waitUntil(enter.isEnabled, timeout=LONG)
            type_here(qtbot, f"wrong {count}")
            tried.append(count)
            qtbot.waitUntil(lambda: protected.context.attempts.wrong == len(tried), timeout=LONG)
        assert enter.text() == "Again in 2 seconds"
        assert not enter.isEnabled()

    in_dialog(qtbot, protected, "Remove the passphrase …", RemovePassphrase, act)

    def again(dialog: RemovePassphrase) -> None:
        assert "Again in 2 seconds" in read(dialog)

    in_dialog(qtbot, protected, "Remove the passphrase …", RemovePassphrase, again)
    assert not vault.read(folder).is_open


def test_a_new_recovery_code_takes_the_place_of_the_old(
    qtbot: QtBot, protected: MainWindow, folder: Path
) -> None:
    seen: list[str] = []

    def act(dialog: NewCode) -> None:
        press(qtbot, dialog, "Use the recovery code")
        type_here(qtbot, CODE)
        qtbot.waitUntil(lambda: "Your recovery code" in read(dialog), timeout=LONG)
        seen.append(code_in(dialog))
        press(qtbot, dialog, "I have it on paper")
        prove(qtbot, dialog, seen[0], "Use this code from now on")
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=LONG)

    page = in_dialog(qtbot, protected, "New recovery code …", NewCode, act)
    assert "The new recovery code holds" in page.protection.answer.text()
    assert opens(folder, RecoveryCode(seen[0]))
    assert not opens(folder, RecoveryCode(CODE))
    assert opens(folder, Passphrase(WORDS))


def test_the_passphrase_is_removed_and_nothing_locks_any_more(
    qtbot: QtBot, protected: MainWindow, folder: Path
) -> None:
    def act(dialog: RemovePassphrase) -> None:
        assert "can read the diary and its backups" in read(dialog)
        type_here(qtbot, WORDS)
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=LONG)

    page = in_dialog(qtbot, protected, "Remove the passphrase …", RemovePassphrase, act)
    assert vault.read(folder).is_open
    assert not protected.context.is_protected
    assert not protected.locking.idle._timer.isActive()
    assert protected.focusWidget() is button(page, "Set a passphrase …")
    assert "There is no passphrase" in read(page)
    assert "Once you set a passphrase, the help page also shows this" in read(page)


def test_the_raw_key_is_shown_only_behind_the_passphrase(
    qtbot: QtBot, protected: MainWindow, folder: Path
) -> None:
    keys = protected.context.diary.access.keys

    def act(dialog: RawKey) -> None:
        assert keys.raw not in words_in(dialog)
        type_here(qtbot, "wrong")
        qtbot.waitUntil(lambda: "That is not the passphrase" in read(dialog), timeout=LONG)
        assert keys.raw not in words_in(dialog)
        type_here(qtbot, WORDS)
        qtbot.waitUntil(lambda: keys.raw in words_in(dialog), timeout=LONG)
        press(qtbot, dialog, "Copy")

    in_dialog(qtbot, protected, "Show the raw key …", RawKey, act)
    assert len(keys.raw) == 96
    board = QGuiApplication.clipboard()
    data = board.mimeData()
    assert isinstance(data, QMimeData)
    assert board.text() == keys.raw
    assert data.hasFormat("x-kde-passwordManagerHint")
    clipboard.take_back()
    assert not board.text()


def words_in(dialog: QWidget) -> str:
    return "\n".join(each.toPlainText() for each in dialog.findChildren(QPlainTextEdit))


def test_a_lock_closes_the_dialog_and_nothing_is_changed(
    qtbot: QtBot, protected: MainWindow, folder: Path
) -> None:
    before = (folder / vault.KEYS).read_bytes()

    def act(_dialog: ChangePassphrase) -> None:
        protected.locking.lock()

    in_dialog(qtbot, protected, "Change the passphrase …", ChangePassphrase, act)
    qtbot.waitUntil(lambda: protected.context.is_locked, timeout=LONG)
    assert QApplication.activeModalWidget() is None
    assert (folder / vault.KEYS).read_bytes() == before


def test_when_it_locks_and_which_numbers_show_are_chosen_at_once(
    qtbot: QtBot, protected: MainWindow, folder: Path
) -> None:
    page = settings(protected)
    assert "While the diary is locked, the help page also shows" in read(page)
    press(qtbot, page, "Lock after: 15 minutes")
    assert protected.context.preferences.lock_minutes == 15
    assert protected.locking.idle._timer.isActive()
    press(qtbot, page, "Lock after: Never")
    assert protected.context.preferences.lock_minutes == 0
    press(qtbot, page, "Opens on the help page while locked: My numbers only")
    assert (folder / "help.json").exists()
    press(qtbot, page, "Opens on the help page while locked: Neither")
    assert not (folder / "help.json").exists()
    press(qtbot, page, "Lock now")
    qtbot.waitUntil(lambda: protected.context.is_locked, timeout=LONG)


def test_progress_is_heard_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    heard: list[tuple[int, int, bool]] = []
    progress = Progress()
    here = QThread.currentThread()
    progress.came.connect(
        lambda done, of: heard.append((done, of, QThread.currentThread() is here))
    )
    QThreadPool.globalInstance().start(lambda: progress(3, 12))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(3, 12, True)]
