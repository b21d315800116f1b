# SPDX-License-Identifier: Apache-2.0
"""Backups, going back, looking whether all is sound, and deleting everything, by the window."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.domain.records import CheckIn, Note
from companion.preferences import Appearance
from companion.storage import (
    backup,
    backup_file,
    backup_troubles,
    copies,
    opening,
    protection,
    recovery,
    sealing,
    surroundings,
    vault,
)
from companion.storage import diary as diaries
from companion.storage.copies import Reason
from companion.storage.findings import Area, Finding
from companion.storage.opening import Access
from companion.storage.restore import Difference
from companion.storage.vault import Passphrase
from companion.ui.closed_work import ClosedWork, Outcome
from companion.ui.dialogs import erase as erasing_dialog
from companion.ui.dialogs.erase import EraseDialog
from companion.ui.dialogs.restore import UNPACKED, RestoreDialog
from companion.ui.main_window import MainWindow
from companion.ui.pages.settings import SettingsPage
from companion.ui.progress import Progress
from companion.ui.settings import words
from companion.ui.task import Task
from tests.ui.conftest import Clock
from tests.ui.gestures import bring_up, button_of, open_page, read, with_dialog

WORDS = "seven small boats"
OTHER = "nine tall lamps"
CODE = recovery.new_code()
LONG = 15_000


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "TARGET", 0)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Give the folder of a diary with two entries, of which a backup holds the first."""
    folder = tmp_path / "Companion"
    made = diaries.create(folder, clock)
    made.add(Note(at=clock(), words="the first"))
    clock.advance(hours=1)
    backup.make(made.access, clock(), Reason.EXIT)
    clock.advance(hours=26)
    made.add(Note(at=clock(), words="the second"))
    made.close()
    return folder


def windowed(
    qtbot: QtBot, folder: Path, content: Content, clock: Clock, secret: str = ""
) -> MainWindow:
    access = opening.access(folder, Passphrase(secret) if secret else None)
    diary = diaries.open_(folder, clock, access=access)
    made = MainWindow(diary, content, clock, folder.parent / "preferences.json", data_folder=folder)
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


def settings(window: MainWindow, card: str = "backups") -> SettingsPage:
    return open_page(window, "settings", SettingsPage, card)


def shown(window: MainWindow) -> SettingsPage:
    page = window._turning.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def press(qtbot: QtBot, place: QWidget, said: str) -> QAbstractButton:
    found = button_of(place, said)
    assert found.isEnabled(), said
    found.setFocus()
    qtbot.keyClick(found, Qt.Key.Key_Space)
    return found


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    answer = (str(path), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: answer))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_: answer))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_: str(path)))


def notes(window: MainWindow) -> list[str]:
    return sorted(entry.record.words for entry in window.context.diary.entries(Note))


# ---- making


def test_how_old_the_last_one_is_and_making_one(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    page = settings(window)
    assert page.backups.last.text().startswith("Last backup: 1 day ago · ")
    assert page.backups.kept.text() == "1 backup is kept beside the diary."
    assert window.focusWidget() is button_of(page, "Back up now")
    press(qtbot, page, "Back up now")
    assert not page.backups.restore.isEnabled()
    qtbot.waitUntil(lambda: "read back without a fault" in page.backups.answer.text(), timeout=LONG)
    assert page.backups.restore.isEnabled()
    assert page.backups.last.text().startswith("Last backup: just now")
    assert len(copies.backups(folder)) == 2


def test_without_any_it_says_when_one_is_made(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    for each in copies.backups(folder):
        for file in each.folder.iterdir():
            file.unlink()
        each.folder.rmdir()
    page = settings(window)
    assert page.backups.last.text() == "There is no backup yet."
    assert "when you close or lock the diary" in page.backups.kept.text()


def test_one_is_given_out_as_a_file(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = settings(window)
    choose(monkeypatch, tmp_path / "mine")
    press(qtbot, page, "Save to a file …")
    qtbot.waitUntil(lambda: "The backup is in" in page.backups.answer.text(), timeout=LONG)
    assert "anyone who has it can read it" in page.backups.answer.text()
    found = backup_file.manifest_in(tmp_path / "mine.companion-backup")
    assert found is not None
    assert found.entries == 2


def test_a_second_place_is_filled_at_once_and_its_absence_is_said_calmly(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    page = settings(window)
    assert "do not survive a theft" in page.backups.place.text()
    choose(monkeypatch, folder / "backups")
    press(qtbot, page, "Choose a folder …")
    assert "the folder of the diary itself" in page.backups.answer.text()
    choose(monkeypatch, stick)
    press(qtbot, page, "Choose a folder …")
    qtbot.waitUntil(lambda: "Last copy there: just now." in page.backups.place.text(), timeout=LONG)
    assert "on the same disk as the diary" in page.backups.place.text()
    assert len(list(stick.iterdir())) == 1
    stick.rename(tmp_path / "away")
    page.refresh()
    qtbot.waitUntil(lambda: "is not there just now" in page.backups.place.text(), timeout=LONG)
    press(qtbot, page, "Back up now")
    qtbot.waitUntil(
        lambda: "The backup on this computer was made." in page.backups.answer.text(), timeout=LONG
    )
    press(qtbot, page, "Use no second place")
    assert window.context.preferences.second_place is None


def test_a_bad_home_and_a_full_disk_are_said(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = settings(window)
    assert not page.backups.warning.isVisible()
    monkeypatch.setattr(surroundings, "LOW", 1 << 62)
    (window.context.places.data.parent / ".dropbox.cache").mkdir()
    page.refresh()
    assert "copied to other computers by Dropbox" in page.backups.warning.text()
    assert "The disk is nearly full" in page.backups.warning.text()
    assert page.backups.warning.isVisible()


def test_a_backup_that_did_not_come_about_by_itself_is_said(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = settings(window)
    assert not page.backups.trouble.isVisible()
    window.safekeeping._on_failed(backup_troubles.no_room())
    page.refresh()
    assert "There is not enough room on the disk for a backup." in page.backups.trouble.text()
    press(qtbot, page, "Back up now")
    qtbot.waitUntil(lambda: not page.backups.trouble.isVisible(), timeout=LONG)


# ---- going back


def go_back(qtbot: QtBot, window: MainWindow, act: Any) -> None:
    page = settings(window)
    came = with_dialog(RestoreDialog, act)
    press(qtbot, page, "Restore …")
    assert came


def test_going_back_says_how_it_differs_and_keeps_the_present(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    def act(dialog: RestoreDialog) -> None:
        qtbot.waitUntil(lambda: "It lacks 1 entry" in read(dialog), timeout=LONG)
        # A list that gets the keyboard with its window chooses its first row itself.
        qtbot.waitUntil(dialog._list.hasFocus, timeout=LONG)
        dialog._list.setCurrentRow(-1)
        press(qtbot, dialog, "Go back to this copy")
        assert "Choose one of the backups first." in read(dialog)
        qtbot.keyClick(dialog._list, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: "It lacks 1 entry that you have now." in read(dialog), timeout=LONG)
        assert "kept as a backup first" in read(dialog)
        assert "until Companion is started again" in read(dialog)
        press(qtbot, dialog, "Go back to this copy")

    assert notes(window) == ["the first", "the second"]
    go_back(qtbot, window, act)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert notes(window) == ["the first"]
    said = shown(window).backups.answer.text()
    assert "Your diary is as it was in the backup of Monday 23 November, 11:00." in said
    assert "What you had before is kept: it is the backup of Tuesday 24 November" in said
    kept = copies.backups(folder)[0]
    assert kept.manifest is not None
    assert kept.manifest.reason is Reason.BEFORE_RESTORE
    assert kept.manifest.entries == 2
    window.context.diary.add(Note(at=window.context.now(), words="and on"))


def test_a_backup_file_under_another_passphrase_asks_for_it_and_locks(
    *,
    qtbot: QtBot,
    window: MainWindow,
    folder: Path,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = diaries.create(tmp_path / "Other", clock)
    other.add(Note(at=clock(), words="from elsewhere"))
    other.close()
    access = protection.protect(other.access, OTHER, CODE, clock(), lambda _done, _of: None)
    backup.give_out(access, clock(), tmp_path / "other.companion-backup")
    choose(monkeypatch, tmp_path / "other.companion-backup")

    def act(dialog: RestoreDialog) -> None:
        press(qtbot, dialog, "From a file …")
        qtbot.waitUntil(lambda: "under another passphrase" in read(dialog), timeout=LONG)
        assert list((folder / "backups").glob(f"{UNPACKED}*"))
        field = next(one for one in dialog.findChildren(QLineEdit) if one.isVisible())
        qtbot.keyClicks(field, WORDS)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "That is not the passphrase" in read(dialog), timeout=LONG)
        field.selectAll()
        qtbot.keyClicks(field, OTHER)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "It lacks 2 entries" in read(dialog), timeout=LONG)
        assert "opens with the passphrase of this backup" in read(dialog)
        press(qtbot, dialog, "Go back to this copy")

    go_back(qtbot, window, act)
    qtbot.waitUntil(lambda: "Your diary is closed." in read(window), timeout=LONG)
    assert not list((folder / "backups").glob(f"{UNPACKED}*"))
    field = window._turning.pages["locked"].findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, OTHER)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert notes(window) == ["from elsewhere"]
    assert window.place[:2] == ("settings", "backups")
    assert "Your diary is as it was" in shown(window).backups.answer.text()


def test_a_file_that_is_no_backup_and_one_that_was_let_go_leave_nothing(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no.companion-backup").write_bytes(b"PK nothing")
    before = window.context.diary.access
    backup.give_out(before, window.context.now(), tmp_path / "yes.companion-backup")

    def act(dialog: RestoreDialog) -> None:
        choose(monkeypatch, tmp_path / "no.companion-backup")
        press(qtbot, dialog, "From a file …")
        qtbot.waitUntil(lambda: "is not a whole Companion backup" in read(dialog), timeout=LONG)
        assert not list((folder / "backups").glob(f"{UNPACKED}*"))
        choose(monkeypatch, tmp_path / "yes.companion-backup")
        for _each in range(2):
            dialog._list.setCurrentRow(-1)
            press(qtbot, dialog, "From a file …")
            qtbot.waitUntil(lambda: "the same entries as your diary" in read(dialog), timeout=LONG)
            assert len(list((folder / "backups").glob(f"{UNPACKED}*"))) == 1
        press(qtbot, dialog, "Cancel")

    go_back(qtbot, window, act)
    assert not list((folder / "backups").glob(f"{UNPACKED}*"))
    assert window.context.diary.access == before


def test_where_there_is_no_backup_the_way_is_a_file(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    shutil.rmtree(folder / "backups")
    seen: list[list[str]] = []

    def act(dialog: RestoreDialog) -> None:
        assert "There is no backup on this computer yet." in read(dialog)
        shown = [one for one in dialog.findChildren(QAbstractButton) if one.isVisible()]
        seen.append([one.text() for one in shown if one.property("role") == "primary"])
        assert "Go back to this copy" not in [one.text() for one in shown]
        dialog.reject()

    with_dialog(RestoreDialog, act)
    press(qtbot, settings(window), "Restore …")
    assert seen == [["From a file …"]]


def test_what_was_asked_for_is_done_though_the_window_closes_before_it_began(
    qtbot: QtBot, window: MainWindow
) -> None:
    done: list[Access] = []

    def act(access: Access, _progress: Progress) -> Outcome:
        done.append(access)
        return Outcome("", access)

    at_work = Event()
    Task(at_work.wait, window.context).start()
    window.context.put_aside.emit(ClosedWork("Work", "", act, "backups"))
    qtbot.wait(50)
    assert not done, "another thread may have the record open"
    Timer(0.05, at_work.set).start()
    window.close()
    QThreadPool.globalInstance().waitForDone()
    assert len(done) == 1


def test_a_damaged_backup_is_not_gone_back_to(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    damage(copies.backups(folder)[0].record)

    def act(dialog: RestoreDialog) -> None:
        dialog._list.setCurrentRow(0)
        qtbot.waitUntil(
            lambda: dialog._ready is not None or "damaged" in read(dialog), timeout=LONG
        )
        dialog._list.setCurrentRow(0)
        press(qtbot, dialog, "Go back to this copy")

    go_back(qtbot, window, act)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert notes(window) == ["the first", "the second"]


def damage(path: Path) -> None:
    """Turn a few bytes round in the middle of a file."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 16] = bytes(byte ^ 0xFF for byte in content[middle : middle + 16])
    path.write_bytes(content)


# ---- checking


def checked(qtbot: QtBot, window: MainWindow) -> str:
    page = settings(window, "check")
    press(qtbot, page, "Check the diary now")
    qtbot.waitUntil(page.check.check.isEnabled, timeout=LONG)
    qtbot.wait(20)
    return read(page.check)


def test_a_sound_diary_is_said_to_be_sound(qtbot: QtBot, window: MainWindow) -> None:
    assert "All is well: the diary and 1 backup are sound." in checked(qtbot, window)


def test_a_damaged_backup_is_found_and_left_as_it_is(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    record = copies.backups(folder)[0].record
    damage(record)
    before = record.read_bytes()
    said = checked(qtbot, window)
    assert "All is well" not in said
    assert "1 backup is not whole and will not be used. It was left as it is." in said
    assert record.read_bytes() == before


def test_a_mended_key_file_is_told(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    (folder / vault.COPY).write_bytes(b"{")
    assert "The damaged one was written anew from the other" in checked(qtbot, window)
    assert (folder / vault.COPY).read_bytes() == (folder / vault.KEYS).read_bytes()


# ---- deleting everything


def delete(qtbot: QtBot, window: MainWindow, act: Any) -> None:
    page = settings(window, "diary")
    came = with_dialog(EraseDialog, act)
    press(qtbot, page, "Delete everything …")
    assert came


def test_nothing_is_deleted_without_the_word(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    def act(dialog: EraseDialog) -> None:
        said = read(dialog)
        assert "All backups in the diary’s folder." in said
        assert "PDFs, exports and backups that you saved" in said
        for typed in ("", "delet"):
            dialog._word.setText(typed)
            press(qtbot, dialog, "Delete everything")
            assert "Type the word DELETE first." in read(dialog)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    delete(qtbot, window, act)
    assert notes(window) == ["the first", "the second"]


def test_everything_is_deleted_and_the_window_closes_with_a_last_word(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    window.context.keep(replace(window.context.preferences, second_place="/media/stick"))
    assert (tmp_path / "preferences.json").exists()

    def act(dialog: EraseDialog) -> None:
        assert "/media/stick" in read(dialog)
        qtbot.waitUntil(dialog._word.hasFocus, timeout=LONG)
        qtbot.keyClicks(dialog._word, "delete")
        qtbot.keyClick(dialog._word, Qt.Key.Key_Return)

    delete(qtbot, window, act)
    qtbot.waitUntil(lambda: "Everything is deleted" in read(window), timeout=LONG)
    assert "/media/stick" in read(window)
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert "Everything is deleted" in read(window)
    press(qtbot, window, "Close Companion")
    assert not window.isVisible()
    assert not folder.exists() or not list(folder.iterdir())
    assert not (tmp_path / "preferences.json").exists()


def test_what_cannot_be_deleted_leaves_the_diary_open(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise backup_troubles.no_room()

    monkeypatch.setattr(erasing_dialog, "erase", refuse)

    def act(dialog: EraseDialog) -> None:
        dialog._word.setText("DELETE")
        press(qtbot, dialog, "Delete everything")

    delete(qtbot, window, act)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert "There is not enough room" in shown(window).diary.answer.text()
    assert notes(window) == ["the first", "the second"]
    window.context.keep(replace(window.context.preferences, country="IE"))
    assert b"IE" in (tmp_path / "preferences.json").read_bytes()


def test_a_protected_diary_is_deleted_only_with_its_passphrase(
    *, fonts: None, qtbot: QtBot, folder: Path, content: Content, clock: Clock
) -> None:
    protection.protect(opening.access(folder), WORDS, CODE, clock(), lambda _done, _of: None)
    window = windowed(qtbot, folder, content, clock, WORDS)

    def act(dialog: EraseDialog) -> None:
        field = next(each for each in dialog.findChildren(QLineEdit) if each is not dialog._word)
        qtbot.keyClicks(field, WORDS)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert "Type the word DELETE first." in read(dialog)
        dialog._word.setText("DELETE")
        field.setText("wrong")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "That is not the passphrase" in read(dialog), timeout=LONG)
        assert (folder / "record.db").exists()
        field.setText(WORDS)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=LONG)

    delete(qtbot, window, act)
    qtbot.waitUntil(lambda: "Everything is deleted" in read(window), timeout=LONG)
    assert not (folder / "record.keys").exists()


# ---- words and the page as a whole


def test_the_words(clock: Clock) -> None:
    now = clock()
    ages = {
        timedelta(seconds=10): "just now",
        timedelta(minutes=1): "1 minute ago",
        timedelta(hours=2, minutes=59): "2 hours ago",
        timedelta(days=3): "3 days ago",
        timedelta(hours=-2): "dated later than now",
    }
    for passed, said in ages.items():
        assert words.age(now - passed, now) == said
    assert words.size(345_678) == "345.7 kB"
    day = now.date()
    found = Difference(
        then={}, now={}, only_now=12, only_then=2, changed=1, first=day - timedelta(3), last=day
    )
    assert words.difference(found) == (
        "It lacks 12 entries that you have now. It has 2 entries that you do not have now. "
        "1 entry reads differently. That concerns the days from 20 November 2026 to 23 November "
        "2026."
    )
    assert words.difference(Difference(then={}, now={})) == (
        "It holds the same entries as your diary now."
    )
    for reason in Reason:
        assert words.reason(reason)
    for area in Area:
        assert words.finding(area, [Finding(area, "x")])


def test_at_200_percent_nothing_is_wider_than_the_page(qtbot: QtBot, window: MainWindow) -> None:
    window.context.is_protected = True
    window.resize(1024, 700)
    kept = replace(window.context.preferences, text_size=200, appearance=Appearance.DARK)
    window.context.keep(kept)
    page = settings(window)
    QApplication.processEvents()
    sheet = page.widget()
    assert sheet is not None
    assert sheet.minimumSizeHint().width() <= page.viewport().width()


def test_the_card_that_is_asked_for_comes_into_view(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(720, 560)
    window.context.diary.add(CheckIn(at=window.context.now(), mood=5))
    page = settings(window, "check")
    qtbot.waitUntil(lambda: page.verticalScrollBar().value() > 0)
    top = page.check.mapTo(page, page.check.rect().topLeft()).y()
    assert 0 <= top < page.viewport().height()
    assert window.focusWidget() is page.check.check
