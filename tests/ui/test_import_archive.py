# SPDX-License-Identifier: Apache-2.0
"""An import shows first what it will change, and changes nothing until it is wanted."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event, get_ident

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from companion.domain.records import CheckIn, Entry, Note, Person, SafetyPlan
from companion.exchange import archive
from companion.stopping import Progress
from companion.storage import copies, ids
from companion.storage.diary import Diary, create, merge_aside
from companion.storage.merge import Merged
from companion.storage.opening import Access
from companion.storage.store import Line
from companion.ui.context import Context
from companion.ui.dialogs import import_archive
from companion.ui.dialogs.import_archive import ImportDialog
from companion.ui.log.reading import wording
from companion.ui.main_window import MainWindow
from companion.ui.pages.help import HelpPage
from companion.ui.pages.settings import SettingsPage
from companion.ui.settings.diary import DiaryCard
from companion.ui.widgets import long_work
from tests.ui.conftest import Clock
from tests.ui.gestures import (
    bring_up,
    button_of,
    open_page,
    planned,
    press_key,
    press_words,
    read,
    with_dialog,
)

Show = Callable[[], ImportDialog]


@pytest.fixture
def other(tmp_path: Path, clock: Clock) -> Iterator[Diary]:
    """Give a diary on another computer."""
    opened = create(tmp_path / "Other", clock, ids.ids(clock))
    yield opened
    opened.close()


@pytest.fixture
def show(qtbot: QtBot, context: Context, other: Diary, tmp_path: Path) -> Show:
    """Give a call that shows what importing the other diary would do."""
    parent = QWidget()
    parent.resize(1024, 700)
    qtbot.addWidget(parent)

    def shown() -> ImportDialog:
        path = tmp_path / "other.json"
        archive.export(other, path)
        preview = archive.plan(context.diary, path)
        made = ImportDialog(context, wording(context, ()), preview, parent)
        made.show()
        return made

    return shown


def buttons(dialog: ImportDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QPushButton) if each.isVisible()]


def test_it_tells_what_comes_what_changes_and_what_is_kept_twice(
    qtbot: QtBot, diary: Diary, other: Diary, clock: Clock, show: Show
) -> None:
    mine = [diary.add(Note(at=clock(), words=words)) for words in ("first", "second", "third")]
    diary.add(SafetyPlan(warning_signs="no sleep", by_myself="walk"))
    other.merge(diary.lines())
    clock.advance(hours=1)
    other.add(CheckIn(at=clock(), mood=3))
    other.change(mine[0].id, Note(at=clock(), words="first, and more"))
    (plan,) = other.entries(SafetyPlan)
    other.change(plan.id, SafetyPlan(warning_signs="no sleep", by_myself="call Jo"))
    other.change(mine[1].id, Note(at=clock(), words="second, there"))
    diary.change(mine[1].id, Note(at=clock(), words="second, here"))
    other.remove(mine[2].id)
    before = diary.lines()
    dialog = show()
    told = read(dialog)
    assert "From “other.json”" in told
    assert "1 new check-in" in told
    assert "2 notes brought up to date" in told
    assert "1 note kept twice" in told
    assert "1 safety plan brought up to date" in told
    assert "“first”" in told
    assert "“first, and more”" in told
    assert "What I can do myself: walk" in told
    assert "What I can do myself: call Jo" in told
    assert "no sleep" not in told
    assert "Goes to the bin" in told
    assert "“second, here”" in told
    assert "“second, there”" in told
    assert "both versions are kept. You can bin one in the Log." in told
    assert "another person" not in told
    assert "written last" not in told
    assert "Its newest entry is from 23 November 2026, 11:00." in told
    assert buttons(dialog) == ["Import", "Cancel"]
    assert dialog.focusWidget().text() == "Cancel"  # type: ignore[attr-defined]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.result()
    assert diary.lines() == before


def test_nothing_new_offers_nothing(qtbot: QtBot, diary: Diary, other: Diary, show: Show) -> None:
    diary.add(Person(name="Sam"))
    other.merge(diary.lines())
    dialog = show()
    assert "Nothing new is in it." in read(dialog)
    assert buttons(dialog) == ["Close"]
    press_words(qtbot, dialog, "Close")
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("theirs", "warned"), [("Jo Other", True), ("sam  EXAMPLE", False), ("", False)]
)
def test_another_persons_diary_is_warned_about(
    diary: Diary, other: Diary, show: Show, theirs: str, *, warned: bool
) -> None:
    diary.add(Person(name="Sam Example"))
    other.add(Person(name=theirs, clinic="Harbour Clinic"))
    dialog = show()
    assert ("This looks like another person’s diary" in read(dialog)) is warned
    assert "you see the one that was written last" in read(dialog)


def test_a_long_list_scrolls_by_key_with_the_buttons_in_sight(
    qtbot: QtBot, diary: Diary, other: Diary, clock: Clock, show: Show
) -> None:
    made = [diary.add(Note(at=clock(), words=f"word {n}")) for n in range(40)]
    other.merge(diary.lines())
    for entry in made:
        other.change(entry.id, Note(at=clock(), words=f"{entry.record.words}, and more"))
    dialog = show()
    dialog.resize(dialog.width(), 500)
    bar = dialog._area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum()
    assert buttons(dialog) == ["Import", "Cancel"]


@pytest.fixture
def card(qtbot: QtBot, context: Context) -> DiaryCard:
    """Give the card that imports, in sight."""
    made = DiaryCard(context)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    return made


def exported(other: Diary, folder: Path) -> Path:
    archive.export(other, folder / "other.json")
    return folder / "other.json"


def test_a_diary_that_changed_meanwhile_takes_nothing_in_and_says_so(
    qtbot: QtBot, card: DiaryCard, diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    mine = planned(diary, "2026-11-26 14:00")
    note = Note(at=clock(), words="x", session_id=mine.id)
    theirs = Line(Entry(id="note-1", revision=1, created_at=clock(), record=note))
    (tmp_path / "other.json").write_bytes(archive.encoded([theirs]))

    def act(dialog: ImportDialog) -> None:
        diary.remove(mine.id)
        clock.advance(days=91)
        assert diary.purge() == 1
        press_words(qtbot, dialog, "Import")

    with_dialog(ImportDialog, act)
    card.take_in(tmp_path / "other.json")
    qtbot.waitUntil(lambda: "Nothing was taken in" in card.answer.text())
    assert not diary.entries(Note)


def test_what_is_taken_in_is_written_by_another_thread_and_told_to_this_one(
    *,
    qtbot: QtBot,
    card: DiaryCard,
    context: Context,
    other: Diary,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context.diary.add(Note(at=clock(), words="mine"))
    other.add(Note(at=clock(), words="theirs"))
    state = context.diary.state
    told: list[object] = []
    context.changed.connect(told.append)
    threads: list[int] = []
    merge = Diary.merge

    def spied(diary: Diary, lines: Sequence[Line], progress: Progress) -> Merged:
        threads.append(get_ident())
        return merge(diary, lines, progress)

    monkeypatch.setattr(Diary, "merge", spied)
    with_dialog(ImportDialog, lambda dialog: press_words(qtbot, dialog, "Import"))
    card.take_in(exported(other, tmp_path))
    assert card.works
    assert not card.import_.isEnabled()
    qtbot.waitUntil(lambda: "1 entry came in" in card.answer.text())
    assert len(threads) == 1
    assert get_ident() not in threads
    assert {entry.record.words for entry in context.diary.entries(Note)} == {"mine", "theirs"}
    assert told == [Note]
    assert context.diary.state != state
    # What was there before the import is no longer what an undo would go back to.
    assert context.diary.last_step is None


def test_the_bar_does_not_stand_behind_the_question(
    *,
    qtbot: QtBot,
    card: DiaryCard,
    other: Diary,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other.add(Note(at=clock(), words="theirs"))
    card.at_work._lasting.setInterval(0)
    plan, inside, seen = archive.plan, Event(), list[bool]()

    def slow(diary: Diary, path: Path, progress: Progress) -> archive.Preview:
        inside.wait(5)
        return plan(diary, path, progress)

    monkeypatch.setattr(archive, "plan", slow)
    with_dialog(ImportDialog, lambda _dialog: seen.append(card.at_work.isHidden()))
    card.take_in(exported(other, tmp_path))
    qtbot.waitUntil(lambda: not card.at_work.isHidden())
    inside.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [True]


def test_help_does_not_wait_behind_it(
    *,
    qtbot: QtBot,
    window: MainWindow,
    other: Diary,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Held(monkeypatch)
    other.add(Note(at=clock(), words="theirs"))
    card = open_page(window, "settings", SettingsPage, "diary").diary

    def act(dialog: ImportDialog) -> None:
        press_words(qtbot, dialog, "Import")
        qtbot.waitUntil(held.inside.is_set)
        qtbot.keyClick(dialog, Qt.Key.Key_F1)
        held.go_on.set()
        qtbot.waitUntil(lambda: not dialog.isVisible())

    came = with_dialog(ImportDialog, act)
    card.take_in(exported(other, tmp_path))
    qtbot.waitUntil(lambda: bool(came) and not came[0].isVisible())
    assert isinstance(window.page, HelpPage)
    assert card.answer.text() == "Stopped. Nothing was changed."
    assert not window.context.diary.entries(Note)


def test_nothing_is_asked_on_the_screen_of_a_session_that_is_shown_meanwhile(
    *, qtbot: QtBot, card: DiaryCard, context: Context, other: Diary, clock: Clock, tmp_path: Path
) -> None:
    other.add(Note(at=clock(), words="theirs"))
    came = with_dialog(ImportDialog, lambda dialog: dialog.reject())
    card.take_in(exported(other, tmp_path))
    context.enter_session_day("session-1")
    qtbot.waitUntil(lambda: not card.works)
    assert card.answer.text() == "Stopped. Nothing was changed."
    assert not came


class Held:
    """Holds a merge in the middle of its transaction until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.inside, self.go_on = Event(), Event()

        def held(
            access: Access, now: Callable[[], datetime], lines: Sequence[Line], progress: Progress
        ) -> Merged:
            def wait(done: int, of: int) -> None:
                if done / of >= 2 / 3:
                    self.inside.set()
                    self.go_on.wait(5)
                progress(done, of)

            return merge_aside(access, now, lines, wait)

        monkeypatch.setattr(import_archive, "merge_aside", held)


def test_a_diary_that_is_to_be_locked_meanwhile_takes_everything_in_first(
    *,
    qtbot: QtBot,
    card: DiaryCard,
    diary: Diary,
    other: Diary,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Held(monkeypatch)
    other.add(Note(at=clock(), words="theirs"))

    def act(dialog: ImportDialog) -> None:
        press_words(qtbot, dialog, "Import")
        qtbot.waitUntil(held.inside.is_set)
        dialog.close()
        assert dialog.isVisible()
        held.go_on.set()
        qtbot.waitUntil(lambda: not dialog.isVisible())

    came = with_dialog(ImportDialog, act)
    card.take_in(exported(other, tmp_path))
    qtbot.waitUntil(lambda: bool(came) and "1 entry came in" in card.answer.text())
    assert [entry.record.words for entry in diary.entries(Note)] == ["theirs"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_an_import_is_stopped_by_a_key_in_the_middle_of_its_writing(
    *,
    qtbot: QtBot,
    card: DiaryCard,
    diary: Diary,
    other: Diary,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: Qt.Key,
) -> None:
    monkeypatch.setattr(long_work, "AFTER", 0)
    held = Held(monkeypatch)
    diary.add(Note(at=clock(), words="mine"))
    other.add(Note(at=clock(), words="theirs"))
    before = diary.lines()

    def act(dialog: ImportDialog) -> None:
        bring_up(qtbot, dialog)
        button_of(dialog, "Import").setFocus()
        # The desktop may still be handing the keyboard from the one window to the other.
        qtbot.waitUntil(button_of(dialog, "Import").hasFocus)
        press_key(qtbot, Qt.Key.Key_Space)
        qtbot.waitUntil(held.inside.is_set)
        # The window answers while the record is held, and nothing can be saved by hand meanwhile.
        assert QApplication.activeModalWidget() is dialog
        assert "Saving …" in read(dialog)
        stop = button_of(dialog, "Stop")
        assert not button_of(dialog, "Import").isEnabled()
        qtbot.waitUntil(stop.hasFocus)
        press_key(qtbot, key)
        held.go_on.set()
        qtbot.waitUntil(lambda: not dialog.isVisible())

    came = with_dialog(ImportDialog, act)
    card.take_in(exported(other, tmp_path))
    qtbot.waitUntil(lambda: bool(came) and bool(card.answer.text()))
    assert card.answer.text() == "Stopped. Nothing was changed."
    assert diary.lines() == before
    assert [each.trouble for each in copies.backups(diary.access.folder)] == [""]
    diary.add(Note(at=clock(), words="and on"))
