# SPDX-License-Identifier: Apache-2.0
"""A passphrase that is being looked at can be given up, which is no way around the pause."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.domain.records import Note
from companion.storage import diary as diaries
from companion.storage import opening, sealing, vault
from companion.storage.vault import Passphrase
from companion.ui.dialogs import ask_secret
from companion.ui.dialogs.ask_secret import AskSecret
from companion.ui.dialogs.passphrase import RemovePassphrase
from companion.ui.main_window import MainWindow
from companion.ui.pages.locked import LockedPage
from companion.ui.pages.settings import SettingsPage
from tests.quick_seals import seal_quickly
from tests.ui.conftest import Clock
from tests.ui.gestures import (
    bring_up,
    button_of,
    open_page,
    press_key,
    press_words,
    read,
    with_dialog,
)

WORDS = "seven small boats"
LONG = 15_000


class Slow:
    """Opens seals, each of them not before the test lets it."""

    def __init__(self, opened: Callable[..., bytes | None]) -> None:
        self._opened = opened
        self._lock = Lock()
        self._now = 0
        self.most = 0
        self.secrets: list[str] = []
        self._may_end: list[Event] = []

    def __call__(self, seal: sealing.Seal, secret: Passphrase, context: bytes) -> bytes | None:
        may_end = Event()
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.secrets.append(secret.text)
            self._may_end.append(may_end)
        assert may_end.wait(LONG / 1000)
        found = self._opened(seal, secret, context)
        with self._lock:
            self._now -= 1
        return found

    def let_end(self, number: int = -1) -> None:
        """Let the derivation of a number end, the last one that began for want of one."""
        self._may_end[number].set()

    def let_all_end(self) -> None:
        """Hold back no more."""
        for each in self._may_end:
            each.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    seal_quickly(monkeypatch.setattr)
    made = Slow(sealing.opened)
    monkeypatch.setattr(sealing, "opened", made)
    yield made
    made.let_all_end()
    QThreadPool.globalInstance().waitForDone()


@pytest.fixture
def folder(slow: Slow, tmp_path: Path, clock: Clock) -> Path:
    """Give the folder of a diary with a passphrase."""
    assert not slow.secrets
    folder = tmp_path / "Companion"
    made = diaries.create(folder, clock)
    made.add(Note(at=clock(), words="the sea"))
    keys = made.access.keys
    made.close()
    vault.write(folder, vault.sealed_file(keys, [Passphrase(WORDS)]))
    return folder


@pytest.fixture
def window(
    *, fonts: None, qtbot: QtBot, folder: Path, content: Content, clock: Clock
) -> Iterator[MainWindow]:
    """Give the window of a diary that is locked."""
    made = MainWindow(None, content, clock, folder.parent / "p.json", data_folder=folder)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    yield made
    made.context.close()


def asking(window: MainWindow) -> AskSecret:
    page = window.page
    assert isinstance(page, LockedPage)
    return page.ask


def enter(qtbot: QtBot, slow: Slow, ask: AskSecret, words: str, *, begins: bool = True) -> None:
    """Type over what is selected, press Enter, and wait until it is looked at."""
    began = len(slow.secrets)
    qtbot.waitUntil(ask.field.line.hasFocus, timeout=LONG)
    qtbot.keyClicks(ask.field.line, words)
    press_key(qtbot, Qt.Key.Key_Return)
    assert ask.answer.text() == "Looking …"
    qtbot.waitUntil(lambda: len(slow.secrets) == began + begins, timeout=LONG)


def is_at_hand(ask: AskSecret, words: str) -> bool:
    """Tell whether what was typed is there, selected, to be typed over or entered again."""
    line = ask.field.line
    return line.hasFocus() and not line.isReadOnly() and line.selectedText() == words == line.text()


def test_escape_gives_the_field_back_at_once_and_what_is_found_is_dropped(
    qtbot: QtBot, window: MainWindow, slow: Slow
) -> None:
    ask = asking(window)
    enter(qtbot, slow, ask, WORDS)
    assert not ask.stop_button.isVisible()
    press_key(qtbot, "x")
    assert ask.field.text == WORDS
    press_key(qtbot, Qt.Key.Key_Escape)
    assert is_at_hand(ask, WORDS)
    assert ask.enter.isEnabled()
    assert not ask.answer.text()
    slow.let_end()
    qtbot.waitUntil(lambda: QThreadPool.globalInstance().activeThreadCount() == 0, timeout=LONG)
    QApplication.processEvents()
    assert window.context.is_locked
    assert is_at_hand(ask, WORDS)
    enter(qtbot, slow, ask, WORDS)
    slow.let_end()
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)


def test_one_is_looked_at_after_the_other(qtbot: QtBot, window: MainWindow, slow: Slow) -> None:
    ask = asking(window)
    enter(qtbot, slow, ask, "nearly")
    press_key(qtbot, Qt.Key.Key_Escape)
    # One that waits and is given up is never begun, nor counted.
    enter(qtbot, slow, ask, "almost", begins=False)
    press_key(qtbot, Qt.Key.Key_Escape)
    assert is_at_hand(ask, "almost")
    enter(qtbot, slow, ask, WORDS, begins=False)
    assert slow.secrets == ["nearly"]
    slow.let_end()
    qtbot.waitUntil(lambda: slow.secrets == ["nearly", WORDS], timeout=LONG)
    assert window.context.attempts.wrong == 1
    assert ask.answer.text() == "Looking …"
    slow.let_end()
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert slow.most == 1
    assert window.context.attempts.wrong == 0


def test_a_wrong_one_that_was_given_up_is_waited_for_like_any_other(
    qtbot: QtBot, window: MainWindow, slow: Slow
) -> None:
    window.context.attempts.wrong = 2
    ask = asking(window)
    enter(qtbot, slow, ask, "nearly")
    press_key(qtbot, Qt.Key.Key_Escape)
    enter(qtbot, slow, ask, "almost", begins=False)
    slow.let_end()
    qtbot.waitUntil(lambda: not ask.enter.isEnabled() and not ask.answer.text(), timeout=LONG)
    assert window.context.attempts.wrong == 3
    assert ask.enter.text() == "Again in 2 seconds"
    assert is_at_hand(ask, "almost")
    press_key(qtbot, Qt.Key.Key_Return)
    assert not ask.answer.text()
    assert slow.secrets == ["nearly"]


def test_what_takes_long_has_a_button_to_stop_it(
    qtbot: QtBot, window: MainWindow, slow: Slow
) -> None:
    ask = asking(window)
    assert ask._lasting.interval() == ask_secret.PATIENCE
    enter(qtbot, slow, ask, WORDS)
    QApplication.processEvents()
    height = ask.height()
    ask._lasting.setInterval(0)
    qtbot.waitUntil(ask.stop_button.isVisible, timeout=LONG)
    QApplication.processEvents()
    assert ask.height() == height, "nothing moves when it comes"
    assert ask.field.line.hasFocus()
    ask.stop_button.setFocus()
    press_key(qtbot, Qt.Key.Key_Space)
    assert is_at_hand(ask, WORDS)
    assert not ask.stop_button.isVisible()
    # So does going over to the other way in.
    enter(qtbot, slow, ask, WORDS, begins=False)
    press_words(qtbot, ask, "Use the recovery code")
    assert ask.field.line.hasFocus()
    assert (ask.field.text, ask.answer.text()) == ("", "")
    assert ask.enter.isEnabled()


@pytest.fixture
def opened(
    *, fonts: None, qtbot: QtBot, folder: Path, content: Content, clock: Clock, slow: Slow
) -> Iterator[MainWindow]:
    """Give the window of a protected diary that is open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "opened", slow._opened)
        access = opening.access(folder, Passphrase(WORDS))
    diary = diaries.open_(folder, clock, access=access)
    made = MainWindow(diary, content, clock, folder.parent / "p.json", data_folder=folder)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    yield made
    made.context.close()


def in_dialog(qtbot: QtBot, window: MainWindow, act: Callable[[Any], None]) -> None:
    page = open_page(window, "settings", SettingsPage, "protection")
    came = with_dialog(RemovePassphrase, act)
    press_words(qtbot, page, "Remove the passphrase …")
    assert came


def test_escape_gives_it_up_before_it_closes_a_window(
    qtbot: QtBot, opened: MainWindow, slow: Slow
) -> None:
    def act(dialog: RemovePassphrase) -> None:
        ask = dialog.findChild(AskSecret)
        assert ask is not None
        enter(qtbot, slow, ask, "nearly")
        press_key(qtbot, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        assert is_at_hand(ask, "nearly")
        for held in (True, False):
            assert dialog.isVisible()
            key = QKeyEvent(
                QKeyEvent.Type.KeyPress,
                Qt.Key.Key_Escape,
                Qt.KeyboardModifier.NoModifier,
                autorep=held,
            )
            QApplication.sendEvent(dialog, key)
        assert not dialog.isVisible()

    in_dialog(qtbot, opened, act)
    slow.let_end()
    qtbot.waitUntil(lambda: opened.context.attempts.wrong == 1, timeout=LONG)


def test_closing_the_window_is_no_way_around_the_pause_either(
    qtbot: QtBot, opened: MainWindow, slow: Slow
) -> None:
    opened.context.attempts.wrong = 2

    def leave(dialog: RemovePassphrase) -> None:
        ask = dialog.findChild(AskSecret)
        assert ask is not None
        enter(qtbot, slow, ask, "nearly")
        button_of(dialog, "Cancel").click()
        assert not dialog.isVisible()

    in_dialog(qtbot, opened, leave)

    def again(dialog: RemovePassphrase) -> None:
        ask = dialog.findChild(AskSecret)
        assert ask is not None
        assert ask.enter.isEnabled()
        slow.let_end()
        qtbot.waitUntil(lambda: not ask.enter.isEnabled(), timeout=LONG)
        assert "Again in 2 seconds" in read(dialog)
        assert isinstance(ask.focusProxy(), QLineEdit)

    in_dialog(qtbot, opened, again)
    assert opened.context.attempts.wrong == 3
