# SPDX-License-Identifier: Apache-2.0
"""Trends: gaps stay gaps, ranges choose days, and the table says what the chart shows."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from companion.report.shapes import Line, Mark
from companion.ui.dates import weekday_date
from companion.ui.pages.trends import Range, TrendsPage
from tests.ui.gestures import (
    NOW,
    held,
    moods,
    open_page,
    press,
    press_words,
    questionnaire,
    read,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.report.shapes import Chart
    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow

MOODS = {400: 2, 200: 3, 31: 3, 29: 4, 20: 4, 19: 5, 18: 5, 8: 6, 2: 7, 1: 7, 0: 8}


@pytest.fixture
def page(window: MainWindow, diary: Diary, content: Content) -> TrendsPage:
    moods(diary, MOODS)
    held(diary, "2026-11-05 14:00")
    diary.add(questionnaire(content, "phq-9", 2, 20))
    diary.add(questionnaire(content, "phq-9", 1, 4))
    return open_page(window, "trends", TrendsPage)


def chart(page: TrendsPage) -> Chart:
    assert page.chart._chart is not None
    return page.chart._chart


def days_ago(page: TrendsPage) -> list[int]:
    return [(NOW.date() - hit.day).days for hit in chart(page).hits]


def table(page: TrendsPage) -> list[tuple[str, ...]]:
    rows = []
    for place in range(page.table.rowCount()):
        items = (page.table.item(place, column) for column in range(3))
        rows.append(tuple(item.text() for item in items if item is not None))
    return rows


def test_no_line_of_moods_spans_a_missing_day(qtbot: QtBot, page: TrendsPage) -> None:
    press(qtbot, page.range.buttons[Range.ALL])
    shapes = chart(page).shapes
    dots = sorted(s.x for s in shapes if isinstance(s, Mark) and s.role == "accent")
    by_x = {hit.x: hit.day for hit in chart(page).hits}
    lines = [s for s in shapes if isinstance(s, Line) and s.role == "accent" and not s.dash]
    assert lines
    for line in lines:
        days = [by_x[x] for x, _y in line.points]
        steps = {later - early for early, later in pairwise(days)}
        assert steps == {timedelta(days=1)}
    assert dots


def test_ranges(qtbot: QtBot, page: TrendsPage) -> None:
    recorded = {Range.TREATMENT: [31, 29, 20, 19, 18, 8, 4, 2, 1, 0]}
    assert page.range.value is Range.TREATMENT
    assert [day for day in days_ago(page) if day in MOODS or day == 4] == recorded[Range.TREATMENT]
    for key, oldest in ((Range.MONTH, 29), (Range.YEAR, 200), (Range.ALL, 400)):
        press(qtbot, page.range.buttons[key])
        assert max(days_ago(page)) == oldest
    press(qtbot, page.range.buttons[Range.ALL])
    assert page.range.value is Range.TREATMENT
    assert max(days_ago(page)) == 31


def test_the_summary_is_the_charts_name_and_stands_in_words(page: TrendsPage) -> None:
    told = page.chart.accessibleName()
    assert "recorded on 9 of 33 days, 24 missing" in told
    assert "18 on 3\xa0Nov, 9 on 19\xa0Nov" in told
    assert "Session 1 on 5\xa0Nov" in told
    assert told in read(page)


def test_the_table_says_every_point_of_the_chart(qtbot: QtBot, page: TrendsPage) -> None:
    assert not page.table.isVisible()
    press_words(qtbot, page, "Show as a table")
    assert page.table.isVisible()
    rows = table(page)
    told = [
        (weekday_date(hit.day), words)
        for hit in chart(page).hits
        for words in hit.words
        if not words.startswith("Session")
    ]
    assert sorted((day, f"{what} {value}") for day, what, value in rows) == sorted(told)
    assert rows[0] == ("Mon 23 Nov", "Mood", "8")
    assert ("Thu 19 Nov", "PHQ-9", "9, mild, 14 days after a session") in rows
    press(qtbot, page.range.buttons[Range.MONTH])
    assert len(table(page)) == len(rows) - 1
    press_words(qtbot, page, "Hide the table")
    assert not page.table.isVisible()


def test_any_day_is_read_by_keys(qtbot: QtBot, page: TrendsPage) -> None:
    page.chart.setFocus()
    qtbot.keyClick(page.chart, Qt.Key.Key_End)
    assert page.chart.reading == "Mon 23 Nov\nMood 8"


def test_the_head_counts(page: TrendsPage) -> None:
    assert page.subtitle.text() == "1 session · 11 days with a mood"


def test_empty_it_says_what_will_be_here(qtbot: QtBot, window: MainWindow, diary: Diary) -> None:
    page = open_page(window, "trends", TrendsPage)
    assert "A day without an entry stays a gap." in read(page)
    assert not page.chart.isVisible()
    press_words(qtbot, page, "Check in today")
    assert window._current == "today"
    window.open_page("trends")
    moods(diary, {0: 5})
    assert page.chart.isVisible()
    assert "A day without an entry stays a gap." not in read(page)
