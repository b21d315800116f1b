# SPDX-License-Identifier: Apache-2.0
"""Catching up: missed days on one page, one tap each, none of them needed, each taken back again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from companion.domain.records import CheckIn
from companion.ui.log.rows import DayHead
from companion.ui.pages.catch_up import CatchUpPage
from companion.ui.pages.log import LogPage
from tests.ui.gestures import CTRL, moods, open_page, press, press_key, press_words, read

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


def evening(day: int) -> datetime:
    return datetime(2026, 11, day, 20, 0, tzinfo=UTC)


@pytest.fixture
def page(window: MainWindow, diary: Diary) -> CatchUpPage:
    """Show the page with the 22nd, 21st and 19th missed."""
    moods(diary, {0: 5, 3: 5, 5: 5})
    return open_page(window, "catch_up", CatchUpPage)


def told(diary: Diary) -> list[CheckIn]:
    return [entry.record for entry in diary.entries(CheckIn) if entry.record.at.hour == 20]


def test_the_missed_days_stand_there_newest_first_without_a_word_of_blame(
    page: CatchUpPage, window: MainWindow
) -> None:
    assert list(page.rows) == november(22, 21, 19)
    assert "Sunday 22 November, yesterday" in read(page)
    assert all(made.scale.value is None for made in page.rows.values())
    for word in ("forgot", "fail", "streak", "should", "must", "only"):
        assert word not in read(page).lower()
    assert window._side.buttons["today"].isChecked()


@pytest.mark.parametrize("width", [1180, 1600])
def test_all_of_a_number_is_in_sight_and_the_ends_stand_in_one_line(
    page: CatchUpPage, window: MainWindow, width: int
) -> None:
    window.resize(width, 760)
    QApplication.processEvents()
    for made in page.rows.values():
        assert made.scale.rect().contains(made.scale.childrenRect())
        ends, name = (
            next(one for one in made.scale.findChildren(QLabel) if begun in one.text())
            for begun in ("very low", "November")
        )
        assert ends.height() == name.height() == ends.fontMetrics().height()


def test_one_tap_saves_a_day_and_leads_to_the_next(
    qtbot: QtBot, page: CatchUpPage, diary: Diary, window: MainWindow
) -> None:
    press(qtbot, page.rows[november(21)[0]].scale.buttons[6])
    assert told(diary) == [CheckIn(at=evening(21), mood=6)]
    assert diary.entries(CheckIn)[2].created_at == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert window._saved.answer.text() == "Saved 10:00 · Saturday 21 November"
    assert "Mood 6" in read(page)
    press_key(qtbot, "4")
    press_key(qtbot, "-")
    assert told(diary) == [
        CheckIn(at=evening(19), mood=4),
        CheckIn(at=evening(21), mood=6),
        CheckIn(at=evening(22), hard_day=True),
    ]
    assert "Hard day, no number" in read(page)
    assert list(page.rows) == november(22, 21, 19)


def test_arrows_walk_and_only_enter_saves(qtbot: QtBot, page: CatchUpPage, diary: Diary) -> None:
    page.rows[november(22)[0]].scale.setFocus()
    press_key(qtbot, Qt.Key.Key_Return)
    for _times in range(3):
        press_key(qtbot, Qt.Key.Key_Right)
    assert told(diary) == []
    press_key(qtbot, Qt.Key.Key_Return)
    assert told(diary) == [CheckIn(at=evening(22), mood=2)]


def test_each_can_be_taken_back_and_the_last_by_undo(
    qtbot: QtBot, page: CatchUpPage, diary: Diary, window: MainWindow
) -> None:
    for made in page.rows.values():
        made.scale.setFocus()
        press_key(qtbot, "7")
    press_words(qtbot, page, "Take back: Saturday 21 November, 2 days ago")
    assert [each.at.day for each in told(diary)] == [19, 22]
    assert [day for day, made in page.rows.items() if made.back.isHidden()] == []
    assert page.rows[november(21)[0]].scale.isVisible()
    press_key(qtbot, "8")
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert [each.at.day for each in told(diary)] == [19, 22]
    assert page.rows[november(21)[0]].scale.value is None


def test_a_hard_answer_offers_company_in_one_quiet_line(
    qtbot: QtBot, page: CatchUpPage, window: MainWindow
) -> None:
    first, second, _third = page.rows.values()
    press(qtbot, first.scale.buttons[3])
    assert "If you would like company:" not in read(page)
    press(qtbot, second.scale.buttons[1])
    assert "If you would like company:" in read(page)
    press_words(qtbot, page, "Someone to talk to")
    assert window.place[0] == "help"


def test_what_was_answered_goes_when_the_page_is_left_and_none_left_is_said(
    qtbot: QtBot, page: CatchUpPage, window: MainWindow
) -> None:
    for made in page.rows.values():
        press(qtbot, made.scale.buttons[5])
    assert list(page.rows) == november(22, 21, 19)
    press_words(qtbot, page, "Back to Today")
    assert window.place[0] == "today"
    window.open_page("catch_up")
    assert page.rows == {}
    assert "No days to fill in. Nothing to catch up on." in read(page)


def test_a_day_that_comes_while_it_is_open_is_added(
    page: CatchUpPage, clock: Clock, diary: Diary
) -> None:
    clock.advance(days=2)
    page.refresh()
    QApplication.processEvents()
    assert list(page.rows) == november(24, 22, 21, 19)
    assert "Tuesday 24 November, yesterday" in read(page)
    assert told(diary) == []


def test_the_log_leads_here_and_shows_what_was_filled_in(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    moods(diary, {2: 5})
    log = open_page(window, "log", LogPage)
    (way,) = (each for each in log.add.menu().actions() if each.text() == "Fill in earlier days")
    way.trigger()
    assert window.place[0] == "catch_up"
    page = window._turning.pages["catch_up"]
    assert isinstance(page, CatchUpPage)
    press(qtbot, page.rows[november(22)[0]].scale.buttons[6])
    days = open_page(window, "log", LogPage).list.findChildren(DayHead)
    assert "Sunday 22 November" in [each.words[0] for each in days]
