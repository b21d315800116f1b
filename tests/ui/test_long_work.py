# SPDX-License-Identifier: Apache-2.0
"""Long work shows how far it is and can be stopped by keyboard; short work shows nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.domain.records import Note
from companion.exchange import archive
from companion.problem import Problem
from companion.stopping import Stopped
from companion.storage import backup, backup_file, copies, opening
from companion.storage import diary as diaries
from companion.storage.checking import check_open
from companion.storage.copies import Reason
from companion.storage.restore import restore
from companion.ui import file_dialogs
from companion.ui.dialogs import restore as restoring
from companion.ui.dialogs.restore import RestoreDialog
from companion.ui.main_window import MainWindow
from companion.ui.pages.settings import SettingsPage
from companion.ui.progress import Progress
from companion.ui.settings import check as checking
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets import long_work
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, button
from companion.ui.widgets.long_work import LongWork
from tests.storage.samples import contents
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

LONG = 15_000
KEYS = pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])


class Hold:
    """Holds work at its first piece until the test lets it go on."""

    def __init__(self) -> None:
        self.at_it, self.go_on = Event(), Event()

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """Give the work with a progress that is held."""

        def held(*asked: Any, progress: Progress, **more: Any) -> Any:
            def wait(done: int, of: int) -> None:
                self.at_it.set()
                self.go_on.wait(5)
                progress(done, of)

            return act(*asked, progress=wait, **more)

        return held


@pytest.fixture
def hold() -> Iterator[Hold]:
    made = Hold()
    yield made
    made.go_on.set()
    QThreadPool.globalInstance().waitForDone()


# ---- the part itself


class Place(Card):
    """A card with two buttons, of which one begins something."""

    def __init__(self) -> None:
        super().__init__("Something long")
        self.answer = AnswerLine()
        self.begin, self.other = button("Begin"), button("Other")
        self.at_work = LongWork(self.answer, self)
        self.at_work.working.connect(self.begin.setDisabled)
        for part in (self.begin, self.answer, self.at_work, self.other):
            self.add(part)


@pytest.fixture
def place(qtbot: QtBot, fonts: None) -> Place:
    assert fonts is None
    made = Place()
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    made.begin.setFocus()
    return made


def test_what_is_short_is_never_seen(qtbot: QtBot, place: Place) -> None:
    said: list[object] = []
    shown: list[str] = []

    def is_done() -> bool:
        shown.append(read(place))
        return bool(said)

    place.at_work.begin("At it …", lambda _progress: 7, said.append, said.append)
    qtbot.waitUntil(is_done)
    qtbot.wait(long_work.AFTER + 50)
    assert said == [7]
    assert {*shown, read(place)} == {"Something long\nBegin\nOther"}
    assert place.begin.hasFocus()


def test_what_is_long_tells_how_far_it_is(
    qtbot: QtBot, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, said = Event(), list[object]()
    place.at_work._lasting.setInterval(0)

    def act(progress: Progress) -> str:
        progress(3, 4)
        go_on.wait(5)
        return "done"

    place.at_work.begin("At it …", act, said.append, said.append)
    qtbot.waitUntil(lambda: place.at_work.bar.value() == 3)
    qtbot.waitUntil(place.at_work.stop_button.hasFocus)
    assert (place.at_work.bar.maximum(), place.at_work.bar.accessibleName()) == (4, "At it …")
    assert "At it …" in read(place)
    go_on.set()
    qtbot.waitUntil(lambda: said == ["done"])
    assert not place.at_work.isVisible()
    assert place.begin.hasFocus()


def test_it_is_told_no_oftener_than_one_sees_and_always_of_the_end() -> None:
    progress, told = Progress(), list[tuple[int, int]]()
    progress.came.connect(lambda done, of: told.append((done, of)))
    for done in range(1001):
        progress(done, 1000)
    assert told[0] == (0, 1000)
    assert told[-1] == (1000, 1000)
    assert len(told) < 100
    progress.stop()
    with pytest.raises(Stopped):
        progress(0, 1)


def test_whoever_went_on_to_something_else_stays_there(qtbot: QtBot, place: Place) -> None:
    go_on, said = Event(), list[object]()
    place.at_work._lasting.setInterval(0)
    place.at_work.begin("At it …", lambda _progress: go_on.wait(5), said.append, said.append)
    qtbot.waitUntil(place.at_work.stop_button.hasFocus)
    place.other.setFocus()
    go_on.set()
    qtbot.waitUntil(lambda: bool(said))
    assert place.other.hasFocus()


def test_what_a_person_can_mend_is_said_and_a_mistake_of_ours_is_not_hidden(place: Place) -> None:
    problem = Problem(happened="It is full.", safe="All is safe.", next_step="Make room.")
    place.at_work.say_why(problem, stopped="")
    assert place.answer.text() == str(problem)
    with pytest.raises(ZeroDivisionError):
        place.at_work.say_why(ZeroDivisionError(), stopped="")


# ---- in the window


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Give the folder of a diary with two entries, of which a backup holds the first."""
    folder = tmp_path / "Companion"
    made = diaries.create(folder, clock)
    made.add(Note(at=clock(), words="the first"))
    backup.make(made.access, clock(), Reason.EXIT)
    clock.advance(hours=26)
    made.add(Note(at=clock(), words="the second"))
    made.close()
    return folder


@pytest.fixture
def window(
    *,
    fonts: None,
    qtbot: QtBot,
    folder: Path,
    content: Content,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    assert fonts is None
    monkeypatch.setattr(long_work, "AFTER", 0)
    diary = diaries.open_(folder, clock, access=opening.access(folder))
    made = MainWindow(diary, content, clock, folder.parent / "preferences.json", data_folder=folder)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    yield made
    made.context.close()
    QThreadPool.globalInstance().waitForDone()


def settings(window: MainWindow, card: str) -> SettingsPage:
    return open_page(window, "settings", SettingsPage, card)


def press(qtbot: QtBot, place: QWidget, said: str) -> QAbstractButton:
    found = button_of(place, said)
    found.setFocus()
    qtbot.keyClick(found, Qt.Key.Key_Space)
    return found


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    answer = (str(path), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: answer))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_: answer))


def stop_by(qtbot: QtBot, card: SettingsCard, hold: Hold, key: Qt.Key) -> None:
    """Stop what is at work once its button has the keyboard."""
    qtbot.waitUntil(hold.at_it.is_set, timeout=LONG)
    qtbot.waitUntil(card.at_work.stop_button.hasFocus, timeout=LONG)
    press_key(qtbot, key)
    hold.go_on.set()
    qtbot.waitUntil(lambda: not card.works, timeout=LONG)
    assert not card.at_work.isVisible()


@KEYS
def test_an_export_is_stopped_by_a_key(
    *,
    qtbot: QtBot,
    window: MainWindow,
    hold: Hold,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: Qt.Key,
) -> None:
    export = archive.export
    monkeypatch.setattr(
        archive,
        "export",
        lambda diary, path, progress: hold.around(export)(diary, path, progress=progress),
    )
    out = tmp_path / "out"
    out.mkdir()
    choose(monkeypatch, out / "all.json")
    card = settings(window, "diary").diary
    pressed = press(qtbot, card, "Export everything …")
    stop_by(qtbot, card, hold, key)
    assert card.answer.text() == "Stopped. No file was written."
    assert not list(out.iterdir())
    assert pressed.isEnabled()
    assert QApplication.focusWidget() is pressed
    # And again to its end.
    press(qtbot, card, "Export everything …")
    qtbot.waitUntil(lambda: "Everything is in" in card.answer.text(), timeout=LONG)


def test_a_look_at_the_diary_is_stopped_and_gives_the_keyboard_back(
    qtbot: QtBot, window: MainWindow, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = hold.around(check_open)
    monkeypatch.setattr(checking, "check_open", lambda access, told: looks(access, progress=told))
    card = settings(window, "check").check
    pressed = press(qtbot, card, "Check the diary now")
    stop_by(qtbot, card, hold, Qt.Key.Key_Escape)
    assert card.answer.text() == "Stopped."
    assert QApplication.focusWidget() is pressed
    press(qtbot, card, "Check the diary now")
    qtbot.waitUntil(lambda: "All is well" in card.answer.text(), timeout=LONG)
    assert QApplication.focusWidget() is pressed


def test_what_a_dialog_for_files_stood_before_has_the_keyboard_afterwards(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}", encoding="utf-8")

    def ask(parent: QWidget, *_asked: object) -> Path:
        dialog = QDialog(parent)
        QTimer.singleShot(100, dialog.accept)
        dialog.exec()
        return file

    monkeypatch.setattr(file_dialogs, "ask_which_to_open", ask)
    card = settings(window, "diary").diary
    pressed = press(qtbot, card, "Import an archive …")
    qtbot.waitUntil(lambda: bool(card.answer.text()) and not card.works, timeout=LONG)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is pressed, timeout=LONG)


def test_a_backup_is_stopped_and_the_earlier_ones_stay(
    qtbot: QtBot, window: MainWindow, hold: Hold, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "make", hold.around(backup.make))
    before = contents(folder / "backups")
    card = settings(window, "backups").backups
    press(qtbot, card, "Back up now")
    stop_by(qtbot, card, hold, Qt.Key.Key_Escape)
    told = "Stopped. Your diary and your earlier backups are unchanged."
    assert card.answer.text() == told
    assert contents(folder / "backups") == before


def test_one_that_is_stopped_on_its_way_to_a_second_place_is_made_here(
    *,
    qtbot: QtBot,
    window: MainWindow,
    hold: Hold,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "stick").mkdir()
    copy = backup_file.copy_to
    monkeypatch.setattr(
        backup_file,
        "copy_to",
        lambda one, place, progress: hold.around(copy)(one, place, progress=progress),
    )
    monkeypatch.setattr("companion.ui.file_dialogs.ask_which_folder", lambda *_: tmp_path / "stick")
    card = settings(window, "backups").backups
    press(qtbot, card, "Choose a folder …")
    stop_by(qtbot, card, hold, Qt.Key.Key_Escape)
    assert card.answer.text() == "Stopped. The backup on this computer was made."
    assert card.last.text().startswith("Last backup: just now")
    assert len(copies.backups(folder)) == 2
    assert not list((tmp_path / "stick").iterdir())


def test_going_back_is_stopped_and_nothing_is_changed(
    qtbot: QtBot, window: MainWindow, hold: Hold, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "restore", hold.around(restore))
    before = contents(folder / "backups")

    def act(dialog: RestoreDialog) -> None:
        qtbot.waitUntil(lambda: "It lacks 1 entry" in read(dialog), timeout=LONG)
        press_words(qtbot, dialog, "Go back to this copy")

    came = with_dialog(RestoreDialog, act)
    press(qtbot, settings(window, "backups"), "Restore …")
    qtbot.waitUntil(lambda: bool(came) and hold.at_it.is_set(), timeout=LONG)
    bring_up(qtbot, window)
    button_of(window, "Stop").setFocus()
    press_key(qtbot, Qt.Key.Key_Escape)
    hold.go_on.set()
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    page = window.page
    assert isinstance(page, SettingsPage)
    assert page.backups.answer.text() == "Stopped. Nothing was changed."
    notes = [entry.record.words for entry in window.context.diary.entries(Note)]
    assert notes == ["the first", "the second"]
    assert contents(folder / "backups") == before
