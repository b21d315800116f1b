# SPDX-License-Identifier: Apache-2.0
"""When the diary does not open: what the window says, and that each mend is a real one."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from companion import app, paths
from companion.domain.records import CheckIn, Note
from companion.preferences import Appearance
from companion.problem import Problem
from companion.storage import (
    backup_file,
    opening,
    protection,
    recovery,
    rescue,
    sealing,
    troubles,
    vault,
)
from companion.storage import diary as diaries
from companion.storage.backup import make
from companion.storage.copies import Reason, backups
from companion.storage.fates import Origin
from companion.storage.ids import ids
from companion.ui import file_dialogs
from companion.ui.cards.going_back import UNPACKED
from companion.ui.main_window import MainWindow
from companion.ui.pages.locked import LockedPage
from companion.ui.pages.trouble import TroublePage
from tests.ui.conftest import Clock
from tests.ui.gestures import bring_up, button_of, buttons, press_words, read, type_into

PAGE = 4096
WORDS = "sieben kleine Boote"
SECRET = "the canary in the reflection"
LOOK, USE = "See what can be saved", "Use the saved diary"
RESTORE, AGAIN, CLOSE = "Restore a backup …", "Try again", "Close"
LEAVE = "Leave everything as it is"

Start = Callable[[], MainWindow]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "TARGET", 0)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Give the folder of a closed diary with a backup, and entries made since."""
    folder = tmp_path / "Companion"
    book = diaries.create(folder, clock, ids(clock))
    for number in range(40):
        book.add(Note(at=clock(), words=f"{SECRET} {number} " * 20))
    make(book.access, clock(), Reason.ASKED)
    clock.advance(hours=1)
    for number in range(20):
        book.add(CheckIn(at=clock(), mood=number % 11, words=f"{SECRET} since {number} " * 20))
    book.close()
    return folder


@pytest.fixture
def start(*, fonts: None, qtbot: QtBot, folder: Path, clock: Clock) -> Iterator[Start]:
    """Start the window as the app does, however often."""
    windows: list[MainWindow] = []

    def open_it() -> MainWindow:
        book, trouble = app.opened(folder)
        window = app.make_window(
            book, folder / "preferences.json", clock=clock, data_folder=folder, trouble=trouble
        )
        qtbot.addWidget(window)
        windows.append(window)
        bring_up(qtbot, window)
        return window

    yield open_it
    for window in windows:
        window.context.close()
        QThreadPool.globalInstance().waitForDone()


def damage(folder: Path, *pages: int) -> bytes:
    record = folder / "record.db"
    content = bytearray(record.read_bytes())
    for page in pages or range(4, len(content) // PAGE, 3):
        content[(page - 1) * PAGE + 200] ^= 0x10
    record.write_bytes(content)
    return bytes(content)


def protect(folder: Path, clock: Clock) -> None:
    access = opening.access(folder)
    code = recovery.new_code()
    protection.protect(access, WORDS, code, clock(), lambda _done, _all: None)


def lose_keys(folder: Path) -> None:
    for name in (vault.KEYS, vault.COPY):
        (folder / name).unlink()


def names(folder: Path, clock: Clock) -> set[str]:
    book = diaries.open_(folder, clock)
    try:
        return {line.entry.id for line in book.lines()}
    finally:
        book.close()


def shown(window: MainWindow) -> set[str]:
    """Give the words of the buttons that can be seen."""
    return {one.text() for one in buttons(window)}


def wait(qtbot: QtBot, window: MainWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in read(window), timeout=30_000)


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def test_a_damaged_diary_is_saved_with_its_backup_and_the_damaged_file_stays(
    qtbot: QtBot, folder: Path, start: Start, clock: Clock
) -> None:
    whole = names(folder, clock)
    harmed = damage(folder)
    window = start()
    page = window.findChild(TroublePage)
    assert page is not None
    assert window.windowTitle() == "Companion"
    assert not window._side.isVisible()
    for sentence in (troubles.damaged().happened, troubles.damaged().safe):
        assert sentence in read(window)
    assert shown(window) == {LOOK, AGAIN, RESTORE, CLOSE, "Get help now"}
    press_words(qtbot, window, LOOK)
    wait(qtbot, window, USE)
    said = read(window)
    assert "pages of the file are damaged." in said
    assert "From the damaged file: " in said
    assert "From the backup of Monday 23 November, 10:00: " in said
    assert "record.db.damaged-" in said
    assert SECRET not in said
    assert LOOK not in shown(window)
    assert window.mending.salvaging is not None
    result = window.mending.salvaging.result
    assert result is not None
    assert result.salvage is not None
    lost = {fate.entry_id for fate in result.salvage.of(Origin.MISSING)}
    assert (folder / "record.db").read_bytes() == harmed
    press_words(qtbot, window, USE)
    wait(qtbot, window, "The saved diary is open.")
    (kept,) = folder.glob("record.db.damaged-*")
    assert kept.name in read(window)
    assert kept.read_bytes() == harmed
    assert window.place[0] == "today"
    assert window._side.isVisible()
    there = {line.entry.id for line in window.context.diary.lines()}
    print(f"{len(there)} of {len(whole)} entries")
    assert there == whole - lost
    assert len(there) > 40


def test_a_damaged_log_is_not_touched_at_the_start_and_salvaged(
    qtbot: QtBot, folder: Path, start: Start, clock: Clock
) -> None:
    """A kill leaves the last saves in the log; opening one that is damaged would empty it."""
    book = diaries.open_(folder, clock)
    for number in range(10):
        book.add(Note(at=clock(), words=f"in the log {number}"))
    whole = {line.entry.id for line in book.lines()}
    killed = {name: (folder / name).read_bytes() for name in ("record.db", "record.db-wal")}
    book.close()
    for name, content in killed.items():
        (folder / name).write_bytes(content)
    log = bytearray(killed["record.db-wal"])
    log[len(log) // 2] ^= 1
    (folder / "record.db-wal").write_bytes(log)
    window = start()
    assert "The diary file is damaged" in read(window)
    press_words(qtbot, window, AGAIN)
    assert (folder / "record.db-wal").read_bytes() == log
    assert (folder / "record.db").read_bytes() == killed["record.db"]
    press_words(qtbot, window, LOOK)
    wait(qtbot, window, USE)
    assert "a second file that is damaged" in read(window)
    press_words(qtbot, window, USE)
    wait(qtbot, window, "The saved diary is open.")
    there = {line.entry.id for line in window.context.diary.lines()}
    print(f"{len(there)} of {len(whole)} entries with a damaged log")
    assert len(there) >= 60
    (kept,) = folder.glob("record.db.damaged-*-wal")
    assert kept.read_bytes() == log


def test_leaving_everything_as_it_is_leaves_it_so(qtbot: QtBot, folder: Path, start: Start) -> None:
    damage(folder)
    before = files(folder)
    window = start()
    press_words(qtbot, window, LOOK)
    wait(qtbot, window, USE)
    assert files(folder) != before
    press_words(qtbot, window, LEAVE)
    wait(qtbot, window, LOOK)
    assert files(folder) == before


@pytest.mark.parametrize("by_key", [False, True])
def test_a_look_can_be_stopped(
    *, qtbot: QtBot, folder: Path, start: Start, monkeypatch: pytest.MonkeyPatch, by_key: bool
) -> None:
    goes_on = Event()
    real = rescue.rescue

    def held(*asked: Any, **more: Any) -> rescue.Rescue:
        assert goes_on.wait(5)
        return real(*asked, **more)

    monkeypatch.setattr("companion.ui.salvaging.rescue", held)
    damage(folder)
    before = files(folder)
    window = start()
    page = window.findChild(TroublePage)
    assert page is not None
    page.look()
    assert not button_of(window, RESTORE).isEnabled()
    if by_key:
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    else:
        press_words(qtbot, window, "Stop")
    goes_on.set()
    wait(qtbot, window, "Stopped. Nothing was changed.")
    assert files(folder) == before
    press_words(qtbot, window, "Close this")
    wait(qtbot, window, LOOK)


def test_what_is_missing_is_named_by_kind_and_day_alone(
    qtbot: QtBot, folder: Path, start: Start
) -> None:
    shutil.rmtree(folder / opening.BACKUPS)
    damage(folder)
    window = start()
    press_words(qtbot, window, LOOK)
    wait(qtbot, window, USE)
    said = read(window)
    assert "There is no sound backup to fill gaps from." in said
    assert "Missing:" in said
    assert "entered on 23 November 2026" in said
    assert SECRET not in said


def test_three_problems_have_three_pages(
    qtbot: QtBot, folder: Path, start: Start, clock: Clock
) -> None:
    protect(folder, clock)
    locked = start()
    field = locked.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "not the words")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    wait(qtbot, locked, "That is not the passphrase of this diary.")
    wrong = read(locked)
    assert locked.findChild(TroublePage) is None
    keep = folder / "keep"
    keep.mkdir()
    for name in (vault.KEYS, vault.COPY):
        shutil.move(folder / name, keep / name)
    lost = start()
    no_keys = read(lost)
    assert "key file (record.keys) and its copy are missing" in no_keys
    for name in (vault.KEYS, vault.COPY):
        shutil.move(keep / name, folder / name)
    damage(folder)
    sick = start()
    type_and_enter(qtbot, sick, WORDS)
    qtbot.waitUntil(lambda: sick.findChild(TroublePage) is not None, timeout=10_000)
    damaged = read(sick)
    assert "The diary file is damaged" in damaged
    pages = (wrong, no_keys, damaged)
    assert len({frozenset(page.splitlines()) for page in pages}) == 3
    offers = [{word for word in (LOOK, RESTORE, "Unlock") if word in page} for page in pages]
    assert offers[0].isdisjoint({LOOK, RESTORE})
    assert offers[1:] == [{RESTORE}, {LOOK, RESTORE}]
    next_steps = [
        troubles.wrong_passphrase().next_step,
        troubles.keys_missing().next_step,
        troubles.damaged().next_step,
    ]
    for own, page in zip(next_steps, pages, strict=True):
        assert [step for step in next_steps if step in page] == [own]


def knows_keys(window: MainWindow) -> bool:
    return window.mending.keys is not None


def type_and_enter(qtbot: QtBot, window: MainWindow, words: str) -> None:
    (field,) = [one for one in window.findChildren(QLineEdit) if one.isVisible()]
    type_into(qtbot, field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_protected_diary_found_damaged_is_saved_and_asks_for_its_passphrase_again(
    qtbot: QtBot, folder: Path, start: Start, clock: Clock
) -> None:
    protect(folder, clock)
    damage(folder)
    window = start()
    type_and_enter(qtbot, window, WORDS)
    wait(qtbot, window, LOOK)
    press_words(qtbot, window, LOOK)
    wait(qtbot, window, USE)
    press_words(qtbot, window, USE)
    qtbot.waitUntil(lambda: window.findChild(LockedPage) is not None, timeout=10_000)
    assert "The damaged file is kept as" in read(window)
    assert window.context.is_locked
    assert not knows_keys(window)
    type_and_enter(qtbot, window, WORDS)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=10_000)
    assert len(window.context.diary.entries(Note)) == 40


def test_keys_that_a_passphrase_gave_are_forgotten_in_time(
    qtbot: QtBot, folder: Path, start: Start, clock: Clock
) -> None:
    protect(folder, clock)
    damage(folder)
    window = start()
    type_and_enter(qtbot, window, WORDS)
    wait(qtbot, window, LOOK)
    assert knows_keys(window)
    window.mending._idle._last -= 10_000
    window.mending._idle.look()
    assert not knows_keys(window)
    press_words(qtbot, window, LOOK)
    wait(qtbot, window, "needs its passphrase or its recovery code")
    type_and_enter(qtbot, window, "not the words")
    wait(qtbot, window, "That is not the passphrase of this diary.")
    assert not knows_keys(window)
    type_and_enter(qtbot, window, WORDS)
    wait(qtbot, window, USE)


def test_a_missing_key_file_is_taken_from_the_newest_backup(
    qtbot: QtBot, folder: Path, start: Start, clock: Clock
) -> None:
    whole = names(folder, clock)
    lose_keys(folder)
    window = start()
    assert "holds a key file that belongs to this diary" in read(window)
    press_words(qtbot, window, "Take the key file from this backup")
    wait(qtbot, window, "The key file is back.")
    assert {line.entry.id for line in window.context.diary.lines()} == whole


def test_without_a_fitting_backup_it_says_where_a_key_file_may_be(
    folder: Path, start: Start
) -> None:
    shutil.rmtree(folder / opening.BACKUPS)
    lose_keys(folder)
    said = read(start())
    assert str(folder / opening.BACKUPS) in said
    assert "Take the key file" not in said


def test_trying_again_opens_once_the_fault_is_gone(
    qtbot: QtBot, folder: Path, start: Start
) -> None:
    shutil.move(folder / vault.RECORD, folder / "away")
    window = start()
    assert "is missing from its folder" in read(window)
    press_words(qtbot, window, AGAIN)
    assert "is missing from its folder" in read(window)
    assert not (folder / vault.RECORD).exists()
    shutil.move(folder / "away", folder / vault.RECORD)
    press_words(qtbot, window, AGAIN)
    wait(qtbot, window, "Today")
    assert window.place[0] == "today"


@pytest.mark.parametrize("left", [None, b"", b"SQLite format 3\0 of someone else" * 200])
def test_a_backup_is_restored_where_the_record_is_gone(
    qtbot: QtBot, folder: Path, start: Start, left: bytes | None
) -> None:
    (folder / vault.RECORD).unlink()
    if left is not None:
        (folder / vault.RECORD).write_bytes(left)
    window = start()
    press_words(qtbot, window, RESTORE)
    assert "40 entries" in read(window)
    press_words(qtbot, window, "Look inside")
    wait(qtbot, window, "It holds 40 notes.")
    press_words(qtbot, window, "Restore this backup")
    wait(qtbot, window, "Restored.")
    assert len(window.context.diary.entries(Note)) == 40
    if left:
        (kept,) = folder.glob("record.db.before-restore-*")
        assert kept.read_bytes() == left


def test_a_damaged_backup_is_not_restored(qtbot: QtBot, folder: Path, start: Start) -> None:
    (folder / vault.RECORD).unlink()
    (backup,) = backups(folder)
    content = bytearray(backup.record.read_bytes())
    content[5 * PAGE] ^= 1
    backup.record.write_bytes(content)
    window = start()
    press_words(qtbot, window, RESTORE)
    press_words(qtbot, window, "Look inside")
    wait(qtbot, window, "This backup is damaged, so nothing was restored from it.")
    assert "Restore this backup" not in shown(window)
    assert not (folder / vault.RECORD).exists()


def test_a_backup_file_from_elsewhere_is_restored_with_its_own_passphrase(
    *,
    qtbot: QtBot,
    folder: Path,
    start: Start,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    protect(folder, clock)
    stick = tmp_path / "kept.companion-backup"
    backup_file.write(backups(folder)[0], stick)
    shutil.rmtree(folder / opening.BACKUPS)
    (folder / vault.RECORD).unlink()
    monkeypatch.setattr(file_dialogs, "ask_which_to_open", lambda *_asked: stick)
    window = start()
    press_words(qtbot, window, RESTORE)
    press_words(qtbot, window, "From a backup file …")
    wait(qtbot, window, "It opens with the passphrase that you had when it was made.")
    type_and_enter(qtbot, window, WORDS)
    wait(qtbot, window, "is whole. It holds")
    press_words(qtbot, window, "Restore this backup")
    qtbot.waitUntil(lambda: window.findChild(LockedPage) is not None, timeout=30_000)
    assert list(folder.glob(f"{UNPACKED}*")) == []
    type_and_enter(qtbot, window, WORDS)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=10_000)
    assert len(window.context.diary.entries(Note)) == 40


@pytest.mark.parametrize(
    "problem",
    [
        troubles.read_only(),
        troubles.full(),
        troubles.busy(),
        troubles.newer(),
        troubles.disk_error(),
    ],
    ids=["read only", "full", "busy", "newer", "disk"],
)
def test_what_lies_outside_the_diary_offers_nothing_dangerous(
    *, fonts: None, qtbot: QtBot, folder: Path, clock: Clock, problem: Problem
) -> None:
    window = app.make_window(
        None, folder / "preferences.json", clock=clock, data_folder=folder, trouble=problem
    )
    qtbot.addWidget(window)
    window.show()
    said = read(window)
    for sentence in (problem.happened, problem.safe, problem.next_step):
        assert sentence in said
    assert shown(window) == {AGAIN, CLOSE, "Get help now"}


def test_help_works_and_leads_back_and_nothing_else_opens(
    qtbot: QtBot, folder: Path, start: Start
) -> None:
    damage(folder)
    window = start()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.place[0] == "help"
    assert "This app cannot alert anyone." in read(window)
    assert "in the diary, which is not open" in read(window)
    for key in (Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_6, Qt.Key.Key_7):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert window.findChild(TroublePage) is not None
        assert len(window._turning.pages) <= 2
    for keys in (Qt.Key.Key_Z, Qt.Key.Key_L):
        qtbot.keyClick(window, keys, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    press_words(qtbot, window, "Back")
    assert LOOK in shown(window)


def test_what_was_found_outlives_a_change_of_look(qtbot: QtBot, folder: Path, start: Start) -> None:
    damage(folder)
    window = start()
    press_words(qtbot, window, LOOK)
    wait(qtbot, window, USE)
    context = window.context
    context.keep(replace(context.preferences, appearance=Appearance.DARK))
    assert USE in shown(window)
    assert "From the damaged file: " in read(window)


def test_it_works_by_keyboard(qtbot: QtBot, folder: Path, start: Start) -> None:
    damage(folder)
    start()
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    window = QApplication.activeWindow()
    assert isinstance(window, MainWindow)
    wait(qtbot, window, USE)
    focused = QApplication.focusWidget()
    assert focused is button_of(window, USE)
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    wait(qtbot, window, "The saved diary is open.")


def test_keys_lost_while_locked_show_trouble_too(
    qtbot: QtBot, folder: Path, start: Start, clock: Clock
) -> None:
    protect(folder, clock)
    window = start()
    lose_keys(folder)
    type_and_enter(qtbot, window, WORDS)
    wait(qtbot, window, "missing, so the diary stays shut.")
    press_words(qtbot, window, "Take the key file from this backup")
    qtbot.waitUntil(lambda: window.findChild(LockedPage) is not None, timeout=10_000)
    type_and_enter(qtbot, window, WORDS)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=10_000)


@pytest.mark.usefixtures("qapp")
def test_the_app_starts_in_trouble_and_leaves_the_file_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmed = damage(folder)
    seen: list[str] = []

    def look() -> None:
        (window,) = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        assert isinstance(window, MainWindow)
        seen.extend((window.windowTitle(), read(window)))
        button_of(window, CLOSE).click()

    monkeypatch.setattr(app, "quit_on_signals", lambda _app: None)
    monkeypatch.setattr("sys.excepthook", None)
    QTimer.singleShot(300, look)
    assert app.run(paths.places(folder)) == 0
    assert seen[0] == "Companion"
    assert "The diary file is damaged" in seen[1]
    assert (folder / "record.db").read_bytes() == harmed
    assert SECRET not in seen[1]
