# SPDX-License-Identifier: Apache-2.0
"""An import shows first what it will change, and changes nothing until it is wanted."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import get_ident

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from companion.domain.records import CheckIn, Entry, Note, Person, SafetyPlan
from companion.exchange import archive
from companion.storage import backup, copies, ids
from companion.storage.diary import Diary, create
from companion.storage.merge import Merged
from companion.storage.store import Line
from companion.ui.context import Context
from companion.ui.dialogs.import_archive import ImportDialog
from companion.ui.log.reading import wording
from companion.ui.settings.diary import DiaryCard
from tests.ui.conftest import Clock
from tests.ui.gestures import press_words, read

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


def test_a_diary_that_changed_meanwhile_takes_nothing_in_and_says_so(
    qtbot: QtBot, context: Context, clock: Clock
) -> None:
    card = DiaryCard(context)
    qtbot.addWidget(card)
    made = backup.make(context.diary.access, clock(), copies.Reason.BEFORE_IMPORT)

    # A note hangs on a session that was there when the plan was looked at.
    note = Entry(
        id="note-1",
        revision=1,
        created_at=clock(),
        record=Note(at=clock(), words="x", session_id="gone"),
    )
    card._take_in([Line(note, ())], made)
    qtbot.waitUntil(lambda: not card.works)
    assert not context.diary.entries(Note)
    assert "Nothing was taken in" in card.answer.text()


def test_what_is_taken_in_is_written_by_another_thread_and_told_to_this_one(
    qtbot: QtBot, context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = DiaryCard(context)
    qtbot.addWidget(card)
    made = backup.make(context.diary.access, clock(), copies.Reason.BEFORE_IMPORT)
    context.diary.add(Note(at=clock(), words="mine"))
    state = context.diary.state
    told: list[object] = []
    context.changed.connect(told.append)
    threads: list[int] = []

    merge = Diary.merge

    def spied(diary: Diary, lines: Sequence[Line]) -> Merged:
        threads.append(get_ident())
        return merge(diary, lines)

    monkeypatch.setattr(Diary, "merge", spied)
    note = Entry(
        id="note-1", revision=1, created_at=clock(), record=Note(at=clock(), words="theirs")
    )
    card._take_in([Line(note, ())], made)
    assert card.works
    assert not card.import_.isEnabled()
    qtbot.waitUntil(lambda: not card.works)
    assert len(threads) == 1
    assert get_ident() not in threads
    assert {entry.record.words for entry in context.diary.entries(Note)} == {"mine", "theirs"}
    assert told == [Note]
    assert context.diary.state != state
    # What was there before the import is no longer what an undo would go back to.
    assert context.diary.last_step is None
    assert "1 entry came in" in card.answer.text()


def test_a_diary_that_is_locked_meanwhile_still_takes_everything_in(
    qtbot: QtBot, context: Context, diary: Diary, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = DiaryCard(context)
    qtbot.addWidget(card)
    made = backup.make(diary.access, clock(), copies.Reason.BEFORE_IMPORT)
    note = Entry(id="note-1", revision=1, created_at=clock(), record=Note(at=clock(), words="x"))
    card._take_in([Line(note, ())], made)
    monkeypatch.setattr(context, "_diary", None)
    qtbot.waitUntil(lambda: not card.works)
    assert [entry.id for entry in diary.entries(Note)] == ["note-1"]
