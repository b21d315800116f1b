# SPDX-License-Identifier: Apache-2.0
"""A row of the log that shows another entry does everything with that one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from companion.domain.records import CheckIn, Grade, Note, SideEffect
from companion.ui import spoken
from companion.ui.forms.form import FormDialog
from companion.ui.log.entry_list import KEPT
from companion.ui.log.forms import AddMenu
from companion.ui.log.rows import DayHead, LogRow
from companion.ui.pages.log import ROWS, LogPage
from companion.ui.widgets.entry_row import RowLook
from tests.ui.logs import NOW, ShowPage, choose, press, shown, side_button, with_dialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.context import Context


@pytest.fixture
def show(qtbot: QtBot, context: Context) -> ShowPage:
    return lambda: shown(qtbot, context)


def test_it_opens_edits_and_deletes_the_entry_it_shows(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    diary.add(Note(at=NOW, words="apple"))
    pear = diary.add(Note(at=NOW - timedelta(days=1), words="pear"))
    page = show()
    was = page.rows[0]
    qtbot.keyClicks(page.search, "pear")
    qtbot.waitUntil(lambda: [row.words.words for row in page.rows] == ["pear"])
    assert page.rows[0] is was
    assert "pear" in was.accessibleName()
    assert side_button(was, "⋯").accessibleName().startswith("Edit, history, delete: 10:00")
    opened: list[object] = []
    with_dialog(FormDialog, opened, lambda dialog: None)
    press(qtbot, was)
    assert isinstance(opened[0], FormDialog)
    assert opened[0].entry == pear
    choose(qtbot, page, was, "Delete")
    assert diary.get(Note, pear.id).deleted_at is not None
    assert page.rows == []


def test_an_icon_goes_with_its_kind_though_the_words_are_the_same(
    show: ShowPage, diary: Diary, context: Context
) -> None:
    diary.add(Note(at=NOW, words="apple"))
    (row,) = show().rows
    assert isinstance(row, LogRow)
    check_in = diary.add(CheckIn(at=NOW, mood=5))
    other = context.theme.icon("smile")
    row.show_entry(check_in, row.words, other)
    assert row._icon is other


def test_the_days_and_rows_stand_as_they_are_read_whatever_was_made_when(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    """A screen reader goes by the order in which the parts of the list stand in it."""
    for days, words in enumerate(("apple", "pear", "apple", "apple", "pear")):
        diary.add(Note(at=NOW - timedelta(days=days), words=words))
    # One whose row has whom to call is made anew each time.
    diary.add(
        SideEffect(effect="hallucination", grade=Grade.MILD, start=NOW - timedelta(days=2, hours=1))
    )
    page = show()
    for typed in ("apple", ""):
        page.search.setText(typed)
        qtbot.waitUntil(lambda typed=typed: len(page.rows) == (3 if typed else 6))  # type: ignore[misc]
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        every = [one for one in page.list.children() if isinstance(one, LogRow | DayHead)]
        parts = [one for one in every if not one.isHidden()]
        tops = [one.y() for one in parts]
        assert tops == sorted(tops)
        assert [one for one in parts if isinstance(one, LogRow)] == page.rows
        assert all(one.isVisible() for one in parts)
        assert all(one.geometry().height() >= one.sizeHint().height() > 0 for one in parts)


def test_what_a_search_did_not_need_comes_back_but_no_more_than_a_page_of_it(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    for days in range(60):
        diary.add(Note(at=NOW - timedelta(days=days), words="apple"))
    page = show()
    press(qtbot, page.more)
    assert len(page.rows) == 60
    before = set(page.rows)
    page.search.setText("pear")
    qtbot.waitUntil(lambda: page.rows == [])
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    for kind in (LogRow, DayHead):
        put_away = page.list.findChildren(kind)
        assert len(put_away) == KEPT
        assert all(one.isHidden() for one in put_away)
    page.search.clear()
    qtbot.waitUntil(lambda: len(page.rows) == ROWS)
    assert set(page.rows) <= before
    assert all(row.isVisible() for row in page.rows)


def test_the_first_day_has_no_line_above_it(show: ShowPage, diary: Diary) -> None:
    for days in range(3):
        diary.add(Note(at=NOW - timedelta(days=days), words="note"))
    page = show()
    page.search.setText("note")
    page.refresh()
    heads = [one for one in page.list.findChildren(DayHead) if one.isVisible()]
    assert [head.first for head in heads] == [True, False, False]
    assert heads[0].words == ("Monday 23 November", "today")


def test_a_heading_is_spoken_as_one_and_says_how_far_away_the_day_is(
    show: ShowPage, diary: Diary
) -> None:
    for days in (0, 1, 30):
        diary.add(Note(at=NOW - timedelta(days=days), words="note"))
    heads = show().list.findChildren(DayHead)
    assert [head.accessibleName() for head in heads] == [
        "Monday 23 November, today",
        "Sunday 22 November, yesterday",
        "Saturday 24 October",
    ]
    spoken.install()
    for head in heads:
        told = QAccessible.queryAccessibleInterface(head)
        assert told.role() is QAccessible.Role.Heading


def test_how_far_away_a_day_is_stands_below_it_where_there_is_no_room_beside(
    qtbot: QtBot, context: Context
) -> None:
    head = DayHead(RowLook(context.theme), first=False)
    qtbot.addWidget(head)
    head.say("Sunday 22 November", "yesterday")
    whole = head.sizeHint()
    assert head.heightForWidth(whole.width()) == whole.height()
    assert head.heightForWidth(whole.width() - 1) > whole.height()
    least = head.minimumSizeHint().width()
    assert least < whole.width()
    assert head.heightForWidth(least) == head.heightForWidth(whole.width() - 1)


def test_the_focus_stays_in_its_place_when_the_rows_say_something_else(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    for hours in range(4):
        diary.add(Note(at=NOW - timedelta(hours=hours), words=f"note {hours}"))
    page = show()
    page.rows[2].setFocus()
    diary.add(Note(at=NOW + timedelta(minutes=1), words="new"))
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.rows[2])
    assert page.rows[2].words.words == "note 1"
    qtbot.keyClick(page.rows[2], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.rows[2])
    assert page.rows[2].words.words == "note 2"


def test_the_menus_signs_are_drawn_when_it_comes_up(qtbot: QtBot, context: Context) -> None:
    page = shown(qtbot, context)
    menu: AddMenu = page.menu
    assert all(action.icon().isNull() for action in menu.actions())
    menu.aboutToShow.emit()
    assert not any(action.icon().isNull() for action in menu.actions())


def test_rows_below_the_edge_are_made_once_the_page_was_painted(
    qtbot: QtBot, context: Context, diary: Diary
) -> None:
    for days in range(ROWS + 1):
        diary.add(Note(at=NOW - timedelta(days=days), words="note"))
    page = LogPage(context)
    qtbot.addWidget(page)
    page.resize(900, 300)
    page.refresh()
    made = len(page.list.rows)
    assert 0 < made < ROWS
    assert page.subtitle.text() == f"The newest {ROWS}. More below."
    page.show()
    assert page.verticalScrollBar().maximum() > 0
    assert len(page.list.rows) == made
    qtbot.waitUntil(lambda: len(page.list.rows) == ROWS)
    assert page.verticalScrollBar().value() == 0
    assert page.subtitle.text() == f"The newest {ROWS}. More below."
    days_shown = [row.entry.record.at.date() for row in page.list.rows]  # type: ignore[attr-defined]
    assert days_shown == [(NOW - timedelta(days=days)).date() for days in range(ROWS)]


def test_whoever_needs_the_rows_below_the_edge_before_gets_them(
    qtbot: QtBot, context: Context, diary: Diary
) -> None:
    for days in range(ROWS):
        diary.add(Note(at=NOW - timedelta(days=days), words="note"))
    page = LogPage(context)
    qtbot.addWidget(page)
    page.resize(900, 300)
    page.refresh()
    page.show()
    assert len(page.list.rows) < ROWS
    page.list.focus(1, Qt.FocusReason.OtherFocusReason)
    page.complete()
    assert len(page.list.rows) == ROWS
    assert page.focusWidget() is page.list.rows[1]
    page.refresh()
    assert len(page.list.rows) == ROWS


def test_rows_that_were_still_to_come_do_not_come_when_something_else_is_shown(
    qtbot: QtBot, context: Context, diary: Diary
) -> None:
    for days in range(ROWS):
        diary.add(Note(at=NOW - timedelta(days=days), words="pear" if days else "apple"))
    page = LogPage(context)
    qtbot.addWidget(page)
    page.resize(900, 300)
    page.refresh()
    page.show()
    page.search.setText("apple")
    qtbot.waitUntil(lambda: len(page.list.rows) == 1)
    page.complete()
    assert [row.words.words for row in page.rows] == ["apple"]
