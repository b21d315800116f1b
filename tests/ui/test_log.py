# SPDX-License-Identifier: Apache-2.0
"""The log: what was recorded, found again, edited, looked back at, and brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from companion.domain.moment import Plan
from companion.domain.records import (
    CheckIn,
    Grade,
    Note,
    Question,
    Session,
    SessionState,
    SideEffect,
)
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import FormDialog
from companion.ui.log.rows import DayHead
from companion.ui.pages.log import ROWS, LogPage
from companion.ui.widgets.looking_back import HistoryDialog, ResponseDialog
from companion.ui.widgets.reply import ReplyPanel
from tests.ui.logs import (
    NOW,
    ShowPage,
    answered,
    choose,
    labels,
    lines,
    one_of_each,
    press,
    shown,
    side_button,
    with_dialog,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock, RecordingWays


@pytest.fixture
def show(qtbot: QtBot, context: Context) -> ShowPage:
    """Give a way to show the log."""
    return lambda: shown(qtbot, context)


def test_empty_it_says_what_will_be_here_and_offers_one_action(
    qtbot: QtBot, show: ShowPage
) -> None:
    page = show()
    assert "will appear here" in labels(page)
    opened: list[object] = []
    with_dialog(FormDialog, opened, lambda dialog: None)
    press(
        qtbot, next(one for one in page.findChildren(QPushButton) if one.text() == "Add a check-in")
    )
    dialog = opened[0]
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, CheckInForm)


def test_everything_by_day_the_newest_first(show: ShowPage, diary: Diary) -> None:
    one_of_each(diary)
    page = show()
    assert lines(page) == [
        "Appointment with Dr B",
        "Mood 6 · anxiety 3 · slept 7.5 h",
        "Sertraline, 100 mg",
        "Headache, mild · no end noted",
        "Question for the doctor",
        "Note",
        "Hard day, no number",
        "Session 1 · IV infusion",
    ]
    assert [head.words[0] for head in page.list.findChildren(DayHead)] == [
        "Tuesday 24 November",
        "Monday 23 November",
        "Sunday 22 November",
        "Thursday 19 November",
    ]
    assert page.subtitle.text() == "8 entries"
    assert "10:01" in page.rows[1].accessibleName()


def test_what_was_written_later_says_so(show: ShowPage, diary: Diary) -> None:
    diary.add(CheckIn(at=NOW - timedelta(days=5), mood=4))
    diary.add(CheckIn(at=NOW - timedelta(days=1), mood=5))
    page = show()
    assert [made.words.mark for made in page.rows] == ["", "entered later"]
    assert "entered later" in page.rows[1].accessibleName()


def test_a_check_in_on_a_session_day_says_so(show: ShowPage, diary: Diary) -> None:
    """No daily figure counts it."""
    diary.add(CheckIn(at=NOW - timedelta(hours=1), mood=7))
    diary.add(CheckIn(at=NOW - timedelta(hours=4), mood=5))
    page = show()
    assert lines(page) == ["Mood 7", "Mood 5"]
    start = NOW - timedelta(hours=3)
    wall = start.replace(tzinfo=None)
    session = Session(
        plan=Plan(at=wall, zone="Europe/Dublin"), state=SessionState.HELD, start=start
    )
    diary.add(session)
    page.refresh()
    assert lines(page) == ["Mood 7 · session day", "Session 1", "Mood 5"]


def test_search_as_you_type(qtbot: QtBot, show: ShowPage, diary: Diary) -> None:
    one_of_each(diary)
    page = show()
    qtbot.keyClicks(page.search, "lisb")
    qtbot.waitUntil(lambda: lines(page) == ["Question for the doctor"])
    assert page.subtitle.text() == "1 entry found"
    qtbot.keyClicks(page.search, "zz")
    qtbot.waitUntil(lambda: lines(page) == [])
    assert "Nothing was found" in labels(page)
    press(qtbot, next(b for b in page.findChildren(QPushButton) if b.text() == "Show everything"))
    assert len(page.rows) == 8


def test_filter_by_kind(qtbot: QtBot, show: ShowPage, diary: Diary, context: Context) -> None:
    one_of_each(diary)
    diary.add(answered(context, 1))
    page = show()
    counts = {}
    for key, made in page.filter.buttons.items():
        press(qtbot, made)
        counts[key] = len(page.rows)
    assert counts == {
        "everything": 9,
        "check_ins": 2,
        "sessions": 1,
        "side_effects": 1,
        "questionnaires": 1,
        "medicines": 1,
        "notes": 2,
        "appointments": 1,
    }
    press(qtbot, page.filter.buttons["appointments"])
    assert page.filter.value == "everything"
    assert len(page.rows) == 9


def test_a_page_at_a_time(qtbot: QtBot, show: ShowPage, diary: Diary) -> None:
    for hours in range(ROWS + 5):
        diary.add(Note(at=NOW - timedelta(hours=hours), words=f"note {hours}"))
    page = show()
    assert len(page.rows) == ROWS
    press(qtbot, page.more)
    assert len(page.rows) == ROWS + 5
    assert not page.more.isVisible()
    qtbot.waitUntil(page.rows[ROWS].hasFocus)
    page.refresh()
    assert len(page.rows) == ROWS + 5


def test_a_row_opens_its_form_and_the_change_is_shown(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    entry = diary.add(CheckIn(at=NOW, mood=3))
    page = show()
    opened: list[object] = []

    def edit(dialog: FormDialog) -> None:
        assert isinstance(dialog.form, CheckInForm)
        press(qtbot, dialog.form.mood.scale.buttons[8])
        press(qtbot, next(b for b in dialog.findChildren(QPushButton) if b.text() == "Save"))

    with_dialog(FormDialog, opened, edit)
    page.rows[0].setFocus()
    qtbot.keyClick(page.rows[0], Qt.Key.Key_Return)
    assert diary.get(CheckIn, entry.id).record.mood == 8
    assert lines(page) == ["Mood 8"]
    qtbot.waitUntil(lambda: page.focusWidget() is page.rows[0])


def test_a_session_opens_its_page(
    qtbot: QtBot, show: ShowPage, diary: Diary, ways: RecordingWays
) -> None:
    one_of_each(diary)
    page = show()
    press(qtbot, page.rows[-1])
    assert ways.pages == [("session", diary.entries(Session)[0].id)]


def test_a_questionnaire_is_shown_to_read(
    qtbot: QtBot, show: ShowPage, diary: Diary, context: Context
) -> None:
    diary.add(answered(context, 2))
    page = show()
    assert lines(page)[0].startswith("PHQ-9 · 18 of 27, ")
    opened: list[object] = []
    told: list[str] = []

    def read(dialog: ResponseDialog) -> None:
        told.append(labels(dialog))
        told.extend(panel.accessibleName() for panel in dialog.findChildren(ReplyPanel))
        press(qtbot, next(b for b in dialog.findChildren(QPushButton) if "my list" in b.text()))

    with_dialog(ResponseDialog, opened, read)
    press(qtbot, page.rows[0])
    item = context.content.instruments["phq-9"].items[0]
    assert item.text in told[0]
    assert item.options[2].text in told[0]
    assert told[1]
    assert "PHQ-9" in diary.entries(Question)[0].record.words


def test_delete_and_undo_and_bin(
    qtbot: QtBot, show: ShowPage, diary: Diary, ways: RecordingWays
) -> None:
    diary.add(Note(at=NOW, words="one"))
    diary.add(Note(at=NOW - timedelta(hours=1), words="two"))
    page = show()
    assert page.bin.isHidden()
    choose(qtbot, page, page.rows[0], "Delete")
    assert ways.saved == ["Moved to the bin"]
    assert [made.words.words for made in page.rows] == ["two"]
    assert diary.undo() is not None
    assert len(page.rows) == 2
    page.rows[1].setFocus()
    qtbot.keyClick(page.rows[1], Qt.Key.Key_Delete)
    assert page.bin.text() == "Bin (1)"
    press(qtbot, page.bin)
    assert page.title.text() == "Bin"
    press(qtbot, side_button(page.rows[0], "Restore"))
    assert page.title.text() == "Log"
    assert [made.words.words for made in page.rows] == ["one", "two"]
    assert ways.saved[-1] == "Back in the log"


def test_history_brings_a_version_back(
    qtbot: QtBot, show: ShowPage, diary: Diary, clock: Clock, ways: RecordingWays
) -> None:
    entry = diary.add(CheckIn(at=NOW, mood=3, words="first"))
    clock.advance(minutes=20)
    diary.change(entry.id, CheckIn(at=NOW, mood=4, words="second"))
    page = show()
    opened: list[object] = []
    told: list[str] = []

    def back(dialog: HistoryDialog) -> None:
        told.append(labels(dialog))
        button = next(b for b in dialog.findChildren(QPushButton) if "Bring" in b.text())
        assert "10:20" in button.accessibleName()
        press(qtbot, button)

    with_dialog(HistoryDialog, opened, back)
    choose(qtbot, page, page.rows[0], "History")
    for words in ("Mood 4", "“second”", "Until Mon 23 Nov, 10:20", "Mood 3", "“first”"):
        assert words in told[0]
    assert diary.get(CheckIn, entry.id).record == CheckIn(at=NOW, mood=3, words="first")
    assert lines(page) == ["Mood 3"]
    assert ways.saved == ["The earlier version is back"]


def test_a_red_flag_stands_beside_its_entry(qtbot: QtBot, show: ShowPage, diary: Diary) -> None:
    diary.add(SideEffect(effect="blood_urine", grade=Grade.MILD, start=NOW))
    page = show()
    made = page.rows[0]
    assert made.words.flag == "On the list: call the clinic today"
    call = side_button(made, "Whom to call")
    press(qtbot, call)
    (panel,) = page.findChildren(ReplyPanel)
    assert panel.isVisible()
    press(qtbot, call)
    qtbot.waitUntil(lambda: not page.findChildren(ReplyPanel))


def test_arrows_walk_the_rows(qtbot: QtBot, show: ShowPage, diary: Diary) -> None:
    one_of_each(diary)
    page = show()
    page.rows[0].setFocus()
    qtbot.keyClick(page.rows[0], Qt.Key.Key_Down)
    qtbot.waitUntil(page.rows[1].hasFocus)
    qtbot.keyClick(page.rows[1], Qt.Key.Key_Up)
    qtbot.keyClick(page.rows[0], Qt.Key.Key_Up)
    qtbot.waitUntil(page.rows[0].hasFocus)


def test_in_the_window_a_delete_can_be_undone_by_key(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    diary.add(Note(at=NOW, words="one"))
    window.open_page("log")
    page = window._turning.pages["log"]
    assert isinstance(page, LogPage)
    page.rows[0].setFocus()
    qtbot.keyClick(page.rows[0], Qt.Key.Key_Delete)
    assert page.rows == []
    assert "Moved to the bin" in window._saved.answer.text()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [made.words.words for made in page.rows] == ["one"]
