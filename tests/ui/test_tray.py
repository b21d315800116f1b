# SPDX-License-Identifier: Apache-2.0
"""The check-in from the tray: one key, saved, said, gone; and nothing of the diary on the desktop."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from companion.content import Content
from companion.domain.records import CheckIn, Note
from companion.storage import diary as diaries
from companion.storage import recovery, sealing, vault
from companion.storage.vault import Passphrase, RecoveryCode
from companion.ui.dialogs import quick_check_in
from companion.ui.dialogs.quick_check_in import QuickCheckIn
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import FormDialog
from companion.ui.main_window import MainWindow
from companion.ui.tray import Notifications, Tray
from tests.ui.gestures import CTRL, NOW, moods, press, press_key, press_words, read, with_dialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from tests.ui.conftest import Clock

COMPANY = "If you would like company:"


class DesktopTray(Tray):
    """Stands for a desktop with a tray where the platform of the tests has none."""

    is_possible = True
    is_shown = True

    def show(self) -> None:
        self._sign = self._sign or self._made()

    def hide(self) -> None:
        """Leave the sign where it is."""


@pytest.fixture(autouse=True)
def _desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(Notifications, "notify", lambda _self, _sentence: False)
    monkeypatch.setattr("companion.ui.tray.Tray", DesktopTray)
    monkeypatch.setattr(sealing, "TARGET", 0)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    yield
    QApplication.setQuitOnLastWindowClosed(True)


def menu(window: MainWindow) -> QMenu:
    window.reminders.tray.show()
    sign = window.reminders.tray.findChild(QSystemTrayIcon)
    assert sign is not None
    assert sign.toolTip() == "Companion"
    return sign.contextMenu()


def check_in_action(window: MainWindow) -> QAction:
    (action,) = (each for each in menu(window).actions() if each.text() == "Check in")
    return action


def opened(qtbot: QtBot, window: MainWindow) -> QuickCheckIn:
    """Press "Check in" in the tray and give the small window."""
    check_in_action(window).trigger()
    small = window.reminders._check_in
    assert isinstance(small, QuickCheckIn)
    qtbot.waitUntil(lambda: small.isActiveWindow() and small.isVisible())
    return small


def hidden(window: MainWindow) -> None:
    """Put the main window out of sight, as closing it to the tray does."""
    QApplication.setQuitOnLastWindowClosed(False)
    window.hide()


def test_one_key_while_the_main_window_is_out_of_sight(
    qtbot: QtBot, window: MainWindow, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden(window)
    small = opened(qtbot, window)
    small._timer.setInterval(60)
    assert small.windowTitle() == "Companion"
    press_key(qtbot, "6")
    assert [entry.record for entry in diary.entries(CheckIn)] == [CheckIn(at=NOW, mood=6)]
    assert "Saved 10:00" in read(small)
    assert small.undo_button.isVisible()
    assert COMPANY not in read(small)
    qtbot.waitUntil(lambda: window.reminders._check_in is None)
    assert not window.isVisible()
    assert quick_check_in.SHOWN_FOR >= 5000


def test_a_low_or_hard_answer_leaves_the_quiet_offer_until_it_is_closed(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    hidden(window)
    for way in ("2", "0", "-", "Not up to it today"):
        small = opened(qtbot, window)
        small._timer.setInterval(10)
        before = len(diary.entries(CheckIn))
        if len(way) > 1:
            press_words(qtbot, small, way)
        else:
            press_key(qtbot, way)
        assert len(diary.entries(CheckIn)) == before + 1
        assert COMPANY in read(small)
        assert ("That’s enough for today." in read(small)) is not way.isdecimal()
        qtbot.wait(30)
        assert small.isVisible()
    press_words(qtbot, small, "Someone to talk to")
    assert window.isVisible()
    assert window.place[0] == "help"
    assert window.reminders._check_in is None


def test_undo_takes_it_back_and_asks_again(qtbot: QtBot, window: MainWindow, diary: Diary) -> None:
    small = opened(qtbot, window)
    press(qtbot, small.scale.buttons[9])
    press_words(qtbot, small, "Undo")
    assert diary.entries(CheckIn) == ()
    assert "Undone." in read(small)
    assert window._saved.answer.text() == "Undone."
    press_key(qtbot, Qt.Key.Key_Plus)
    press_key(qtbot, "z", CTRL)
    assert diary.entries(CheckIn) == ()
    press_key(qtbot, "5")
    assert [entry.record.mood for entry in diary.entries(CheckIn)] == [5]
    diary.add(Note(at=NOW, words="written meanwhile"))
    assert not small.undo_button.isVisible()
    press_key(qtbot, "z", CTRL)
    assert len(diary.entries(Note)) == 1
    press_key(qtbot, Qt.Key.Key_Return)
    assert not small.isVisible()


def test_arrows_walk_and_a_second_key_saves_nothing_more(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    small = opened(qtbot, window)
    press_key(qtbot, Qt.Key.Key_Return)
    press_key(qtbot, Qt.Key.Key_Right)
    press_key(qtbot, Qt.Key.Key_Right)
    assert diary.entries(CheckIn) == ()
    press_key(qtbot, Qt.Key.Key_Return)
    small.scale.given.emit(9)
    assert [entry.record.mood for entry in diary.entries(CheckIn)] == [1]


def test_nothing_of_the_record_is_shown(qtbot: QtBot, window: MainWindow, diary: Diary) -> None:
    moods(diary, {1: 1, 2: 3})
    small = opened(qtbot, window)
    assert read(small).split("\n") == [
        "How are you today?",
        "Mood",
        "very low  →  very good",
        *map(str, range(11)),
        "Not up to it today",
        "–",
        "Close",
    ]
    press_key(qtbot, Qt.Key.Key_Escape)
    assert window.reminders._check_in is None
    assert len(diary.entries(CheckIn)) == 2


def test_while_locked_it_asks_to_unlock_in_the_main_window(
    qtbot: QtBot, window: MainWindow, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "protected"
    made = diaries.create(folder, clock)
    made.close()
    access = made.access
    secrets: list[vault.Secret] = [Passphrase("sieben Boote"), RecoveryCode(recovery.new_code())]
    vault.write(folder, vault.sealed_file(access.keys, secrets))
    locked = MainWindow(None, Content(), clock, tmp_path / "other.json", data_folder=folder)
    qtbot.addWidget(locked)
    check_in_action(locked).trigger()
    assert locked.reminders._check_in is None
    assert locked.isVisible()
    assert locked.place[0] == "locked"
    locked.locking.take_up(access, ("today", "", 0))
    small = opened(qtbot, locked)
    locked.lock()
    qtbot.waitUntil(lambda: locked.context.is_locked)
    assert not small.isVisible()
    assert locked.reminders._check_in is None


def test_while_a_dialog_waits_the_main_window_comes_forward_instead(
    qtbot: QtBot, window: MainWindow
) -> None:
    shown: list[object] = []

    def ask(_dialog: FormDialog) -> None:
        check_in_action(window).trigger()
        shown.append(window.reminders._check_in)

    came = with_dialog(FormDialog, ask)
    FormDialog.ask(CheckInForm(window.context, past=True), window)
    assert came
    assert shown == [None]


def test_a_problem_is_said_and_it_can_be_tried_again(
    qtbot: QtBot, window: MainWindow, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    from companion.problem import Problem

    small = opened(qtbot, window)

    def full(_record: object, **_told: object) -> object:
        raise Problem(happened="The disk is full.", safe="All is safe.", next_step="Make room.")

    monkeypatch.setattr(diary, "add", full)
    press_key(qtbot, "6")
    assert "The disk is full." in read(small)
    assert not small.undo_button.isVisible()
    monkeypatch.undo()
    press_key(qtbot, "6")
    assert "Saved 10:00" in read(small)


def test_it_ends_with_the_main_window(qtbot: QtBot, window: MainWindow) -> None:
    chosen = replace(window.context.preferences, remind=True)
    window.context.keep(chosen)
    small = opened(qtbot, window)
    window.end()
    assert not small.isVisible()
    assert not small.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
