# SPDX-License-Identifier: Apache-2.0
"""Trends: gaps stay gaps, ranges choose days, and the table says what the chart shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from companion.domain.records import (
    Answer,
    CheckIn,
    ChecklistRun,
    Choice,
    DoseChange,
    Grade,
    Medicine,
    Reading,
    ReadingTime,
    Session,
    SideEffect,
    Tracked,
    Tracker,
    TrackerKind,
)
from companion.problem import Problem
from companion.report.parts import Options
from companion.report.shapes import Label, Line, Mark
from companion.report.summary import summarise
from companion.report.wording import SPACE
from companion.ui.dates import weekday_date
from companion.ui.pages import trends
from companion.ui.pages.trends import TrendsPage
from companion.ui.trends.course_read import Range
from companion.ui.trends.recorded import DayNotes, recorded
from tests.ui.gestures import (
    NOW,
    held,
    moods,
    open_page,
    planned,
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
    from companion.ui.trends.course_read import CourseRead
    from tests.ui.conftest import Clock

MOODS = {400: 2, 200: 3, 31: 3, 29: 4, 20: 4, 19: 5, 18: 5, 8: 6, 2: 7, 1: 7, 0: 8}


@pytest.fixture
def page(window: MainWindow, diary: Diary, content: Content) -> TrendsPage:
    moods(diary, MOODS)
    held(diary, "2026-11-05 14:00")
    diary.add(questionnaire(content, "phq-9", 2, 20))
    diary.add(questionnaire(content, "phq-9", 1, 4))
    return open_page(window, "trends", TrendsPage)


def chart(page: TrendsPage) -> Chart:
    assert page.chart.chart is not None
    return page.chart.chart


def days_ago(page: TrendsPage) -> list[int]:
    return [(NOW.date() - hit.day).days for hit in chart(page).hits]


def table(page: TrendsPage) -> list[tuple[str, ...]]:
    model = page.table.model()
    assert model is not None
    return [
        tuple(model.index(place, column).data() for column in range(model.columnCount()))
        for place in range(model.rowCount())
    ]


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
    assert page.range.value is Range.TREATMENT
    assert days_ago(page) == [31, 29, 20, 19, 18, 8, 4, 2, 1, 0]
    for key, oldest in ((Range.MONTH, 29), (Range.YEAR, 200), (Range.ALL, 400)):
        press(qtbot, page.range.buttons[key])
        assert max(days_ago(page)) == oldest
    press(qtbot, page.range.buttons[Range.ALL])
    assert page.range.buttons[Range.ALL].isChecked(), "there is always one"
    assert max(days_ago(page)) == 400


def test_the_range_stays_while_the_app_runs(
    qtbot: QtBot, window: MainWindow, page: TrendsPage
) -> None:
    press(qtbot, page.range.buttons[Range.MONTH])
    press_words(qtbot, page, "Show as a table")
    window.context.refresh_look()
    again = open_page(window, "trends", TrendsPage)
    assert again is not page
    assert again.range.value is Range.MONTH
    assert max(days_ago(again)) == 29
    assert again.table.isVisible()


def test_the_summary_is_the_charts_name_and_stands_in_words(page: TrendsPage) -> None:
    told, stands = page.chart.accessibleName(), read(page)
    assert "recorded on 9 of 33 days, 24 missing" in told
    assert "18 on 3\xa0Nov, 9 on 19\xa0Nov" in told
    assert "Session 1 on 5\xa0Nov" in told
    assert page.charts.said
    assert all(said in told and said in stands for said in page.charts.said)


def test_the_table_says_every_day_that_can_be_read(qtbot: QtBot, page: TrendsPage) -> None:
    assert not page.table.isVisible()
    press_words(qtbot, page, "Show as a table")
    assert page.table.isVisible()
    rows = table(page)
    told = {(weekday_date(hit.day), words) for hit in chart(page).hits for words in hit.words}
    scored = {(day, f"{what} {value}") for day, what, value in rows if what != "Session 1"}
    assert scored == {pair for pair in told if pair[1] != "Session 1"}
    assert rows[0] == ("Mon 23 Nov", "Mood", "8")
    assert ("Thu 19 Nov", "PHQ-9", "9, mild") in rows
    assert ("Thu 5 Nov", "Session 1", "IV infusion") in rows
    press(qtbot, page.range.buttons[Range.MONTH])
    assert len(table(page)) == len(rows) - 1
    press_words(qtbot, page, "Hide the table")
    assert not page.table.isVisible()


def test_a_heading_sorts_the_table(qtbot: QtBot, page: TrendsPage) -> None:
    press_words(qtbot, page, "Show as a table")
    page.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    whats = [what for _day, what, _value in table(page)]
    assert whats == sorted(whats)
    assert len(set(whats)) == 3


def test_any_day_is_read_by_keys(qtbot: QtBot, page: TrendsPage, diary: Diary) -> None:
    answers = (Tracked(tracker="gone", number=3.0),)
    at = NOW - timedelta(days=2, hours=1)
    diary.add(CheckIn(at=at, mood=7, anxiety=4, sleep_hours=7, tracked=answers))
    page.chart.setFocus()
    qtbot.keyClick(page.chart, Qt.Key.Key_End)
    assert page.chart.reading == "Mon 23 Nov\nMood 8\n18 days after session 1"
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    assert page.chart.reading == (
        "Sat 21 Nov\nMood 7 · anxiety 4 · slept 7 h\n16 days after session 1"
    )


def test_the_head_counts_what_lies_in_the_time_shown(qtbot: QtBot, page: TrendsPage) -> None:
    def head() -> str:
        return page.subtitle.text().replace(SPACE, " ")

    assert head() == "22 Oct – 23 Nov · 1 session · 9 check-ins · 2 PHQ-9"
    press(qtbot, page.range.buttons[Range.ALL])
    told = "19 October 2025 – 23 November 2026 · 1 session · 11 check-ins · 2 PHQ-9"
    assert head() == told


def test_four_figures_without_clinical_words(page: TrendsPage, diary: Diary) -> None:
    planned(diary, "2026-11-26 14:00")
    diary.add(SideEffect(effect="nausea", grade=Grade.MILD, start=NOW - timedelta(days=4)))
    told = read(page.figures)
    assert "18 → 9\n9 points lower than before treatment" in told
    assert "8\n1 day; 4 before treatment (4 days)" in told
    assert "1 of 2\nnext Thu\xa026\xa0Nov" in told
    assert "1\nFeeling sick, since Thu\xa019\xa0Nov" in told
    for word in ("remission", "response", "baseline"):
        assert word not in read(page).lower()
        assert word not in page.chart.accessibleName().lower()
    assert not any(
        "remission" in shape.words for shape in chart(page).shapes if isinstance(shape, Label)
    )


def test_more_is_drawn_only_where_it_was_asked_for(
    qtbot: QtBot, page: TrendsPage, diary: Diary
) -> None:
    assert list(page.charts.buttons) == []
    walked = diary.add(Tracker(name="Walked", kind=TrackerKind.YES_NO))
    answers = (Tracked(tracker=walked.id, yes=True),)
    diary.add(CheckIn(at=NOW - timedelta(days=3), mood=5, anxiety=4, tracked=answers))
    session = diary.entries(Session)[0]
    reading = Reading(when=ReadingTime.BEFORE, systolic=142, diastolic=88, pulse=91)
    diary.change(
        session.id, replace(session.record, readings=(reading,), mood_before=3, mood_after=6)
    )
    assert [one.text() for one in page.charts.buttons.values()] == [
        "Anxiety", "Walked", "Blood pressure", "Pulse", "Mood around sessions",
    ]  # fmt: skip
    before = chart(page).height
    for made in page.charts.buttons.values():
        press(qtbot, made)
    told = page.chart.accessibleName()
    assert chart(page).height > before * 2
    assert "Anxiety (0–10), lower is better: recorded on 1 of 33 days" in told
    assert "Walked (yes or no): yes on 1 of 1 days recorded, 32 missing." in told
    assert "142/88 on 5\xa0Nov" in told
    assert "3 → 6 on 5\xa0Nov" in told
    press(qtbot, page.charts.buttons["anxiety"])
    assert "Anxiety" not in page.chart.accessibleName()
    again = TrendsPage(page.context)
    qtbot.addWidget(again)
    again.refresh()
    assert "Walked (yes or no)" in again.chart.accessibleName()
    assert "Anxiety" not in again.chart.accessibleName()


def test_changes_of_medicines_are_marked_and_said(page: TrendsPage, diary: Diary) -> None:
    change = DoseChange(since=date(2026, 11, 10), dose="100 mg")
    diary.add(
        Medicine(name="Sertraline", dose="50 mg", started=date(2026, 10, 30), changes=(change,))
    )
    said = "Sertraline changed to 100 mg on 10\xa0Nov"
    assert "Medicines: Sertraline started on 30\xa0Oct; " + said in read(page.words)
    forms = [len(s.points) for s in chart(page).shapes if isinstance(s, Line) and s.role == "ink2"]
    assert sorted(forms) == [4, 5]


def test_side_effects_around_sessions(page: TrendsPage, diary: Diary, content: Content) -> None:
    held(diary, "2026-11-12 14:00")
    held(diary, "2026-11-19 14:00")
    start = datetime(2026, 11, 5, 15, 0, tzinfo=UTC)
    effect = SideEffect(effect="nausea", grade=Grade.SEVERE, start=start, end=NOW)
    diary.add(effect)
    asked = Answer(item="note_evening", choice=Choice.NOT_APPLICABLE, at=NOW)
    last = diary.entries(Session)[-1]
    diary.add(ChecklistRun(session_id=last.id, checklist="afterwards", answers=(asked,)))
    model = page.effects.table.model()
    heads = [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]
    cells = [model.index(0, column).data() for column in range(4)]
    assert heads == ["Side effect", "1", "2", "3"]
    assert cells == [content.effect_name("nausea", ""), "severe", "not asked", "no"]
    spoken = model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "2: not asked"


def test_how_long_mood_stayed_up_only_on_request(qtbot: QtBot, page: TrendsPage) -> None:
    caveat = (
        "This describes past weeks. It does not predict the next one or tell how often "
        "sessions should be."
    )
    assert caveat not in read(page)
    press_words(qtbot, page, "How long mood stayed up")
    assert caveat in read(page)
    model = page.stayed_up.table.model()
    assert [model.index(0, column).data() for column in range(4)] == [
        "1", "not enough days", "not known", "not known",
    ]  # fmt: skip
    assert "mg" not in read(page.stayed_up)
    press_words(qtbot, page, "Hide how long mood stayed up")
    assert caveat not in read(page)


def test_empty_it_says_what_will_be_here(qtbot: QtBot, window: MainWindow, diary: Diary) -> None:
    page = open_page(window, "trends", TrendsPage)
    assert "A day without an entry stays a gap." in read(page)
    assert not page.chart.isVisible()
    press_words(qtbot, page, "Check in today")
    assert window._turning.current == "today"
    window.open_page("trends")
    moods(diary, {0: 5})
    assert page.chart.isVisible()
    assert "A day without an entry stays a gap." not in read(page)


def test_what_was_read_holds_until_something_is_written_or_the_day_is_another(
    window: MainWindow, page: TrendsPage, diary: Diary, clock: Clock
) -> None:
    first = page._course
    assert first is not None

    def again() -> CourseRead | None:
        window.open_page("help")
        window.open_page("trends")
        return page._course

    assert again() is first
    diary.keep_draft("check-in", b"{}")
    second = again()
    assert second is not first
    diary.add(CheckIn(at=NOW, mood=1))
    assert page._course is not second, "the page in sight reads again at once"
    third = page._course
    assert third is not None
    assert len(third.check_ins) == len(MOODS) + 1
    clock.advance(days=1)
    last = again()
    assert last is not third
    assert last is not None
    assert last.today == clock().date()


def test_the_hour_changes_what_is_next_though_nothing_was_written(
    window: MainWindow, page: TrendsPage, diary: Diary, clock: Clock
) -> None:
    planned(diary, "2026-11-23 11:00")
    assert "next Mon" in read(page.figures).replace(SPACE, " ")
    before = page._course
    clock.advance(hours=13.5)
    window.open_page("help")
    window.open_page("trends")
    assert page._course is before
    assert "no next one planned yet" in read(page.figures).replace(SPACE, " ")


def test_a_long_record_is_read_aside_and_nothing_pressed_meanwhile_is_lost(
    qtbot: QtBot, window: MainWindow, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    moods(diary, MOODS)
    held(diary, "2026-11-05 14:00")
    monkeypatch.setattr(trends, "MANY", len(MOODS) - 1)
    page = open_page(window, "trends", TrendsPage)
    assert page._course is None
    window.grab()
    assert not page.charts.isVisible()
    assert not page._empty.isVisible()
    press(qtbot, page.range.buttons[Range.MONTH])
    diary.add(CheckIn(at=NOW, mood=9))
    qtbot.waitUntil(lambda: page._course is not None, timeout=5000)
    assert page.charts.isVisible()
    assert max(days_ago(page)) == 29
    assert "Mood 8.5" in chart(page).hits[-1].words
    QApplication.processEvents()
    card = page.figures._cards[0]
    place = card.mapTo(window, QPoint(6, card.height() // 2))
    painted = window.grab().toImage().pixelColor(place * window.devicePixelRatio())
    assert painted == QColor(window.context.theme.colours["surface"])
    read_first = page._course
    page.refresh()
    assert page._course is read_first
    held(diary, "2026-11-12 14:00")
    assert page._course is not read_first, "once it is drawn it is drawn anew at once"


def test_what_is_read_while_a_sessions_dark_screen_is_shown_is_drawn_after_it(
    qtbot: QtBot, window: MainWindow, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    moods(diary, MOODS)
    session = held(diary, "2026-11-23 10:00")
    monkeypatch.setattr(trends, "MANY", len(MOODS) - 1)
    page = open_page(window, "trends", TrendsPage)
    window.open_page("session_day", session.id)
    qtbot.waitUntil(lambda: page._reading is None, timeout=5000)
    assert page._course is None, "nothing of it is made in another look"
    window.open_page("trends")
    assert window.page is page
    qtbot.waitUntil(page.charts.isVisible, timeout=5000)


def test_words_that_stay_are_not_put_up_anew_for_one_chart_more(
    qtbot: QtBot, page: TrendsPage, diary: Diary
) -> None:
    diary.add(CheckIn(at=NOW, mood=8, energy=3))
    before = list(page.words._labels)
    press(qtbot, page.charts.buttons["energy"])
    assert page.words._labels[: len(before)] == before
    assert [one.text() for one in page.words._labels if "Energy" in one.text()]
    press(qtbot, page.charts.buttons["energy"])
    assert page.words._labels == before
    assert not [one.text() for one in before if "Energy" in one.text()]


def test_what_hinders_reading_aside_is_said_and_it_is_tried_again(
    qtbot: QtBot, window: MainWindow, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    moods(diary, MOODS)
    monkeypatch.setattr(trends, "MANY", len(MOODS) - 1)

    def refuse(*_asked: object) -> NoReturn:
        raise Problem(happened="The disk does not answer.", safe="It is safe.", next_step="Wait.")

    with monkeypatch.context() as patched:
        patched.setattr(trends, "open_for_reading", refuse)
        page = open_page(window, "trends", TrendsPage)
        qtbot.waitUntil(lambda: "The disk does not answer." in read(page), timeout=5000)
    assert not page.charts.isVisible()
    window.open_page("help")
    window.open_page("trends")
    qtbot.waitUntil(page.charts.isVisible, timeout=5000)
    assert "The disk does not answer." not in read(page)


def test_the_days_that_can_be_read_are_those_with_a_line(
    page: TrendsPage, diary: Diary, content: Content
) -> None:
    tracker = diary.add(Tracker(name="Walked", kind=TrackerKind.YES_NO))
    answered = (Tracked(tracker=tracker.id, yes=True),)
    for day in (9, 11, 13):
        held(diary, f"2026-11-{day:02} 14:00")
    asleep, silent, asked = (datetime(2026, 11, day, 2, tzinfo=UTC) for day in (10, 12, 14))
    apart = (
        CheckIn(at=asleep, mood=3, energy=2, sleep_hours=5),
        CheckIn(at=silent, mood=3, energy=2),
        CheckIn(at=asked, mood=3, tracked=answered),
        CheckIn(at=NOW - timedelta(days=6), hard_day=True, pain=7),
        SideEffect(effect="nausea", grade=Grade.MILD, start=NOW - timedelta(days=16)),
    )
    for record in apart:
        diary.add(record)
    course = page._course
    assert course is not None
    first, last = course.period(Range.ALL)
    wording = page._wording(first, last)
    lines = recorded(course, page.context, first, last, wording)
    notes = DayNotes(course, page.context, first, last, wording)
    said: dict[date, list[str]] = {}
    for line in lines:
        if line.said:
            said.setdefault(line.day, []).append(line.said)
    assert {day: list(notes[day]) for day in notes} == said
    assert said[asleep.date()] == ["slept 5 h"]
    assert said[asked.date()] == ["Walked: yes"]
    with pytest.raises(KeyError):
        notes[silent.date()]


def test_a_side_effect_noted_with_a_session_belongs_to_it_whenever_it_began(
    page: TrendsPage, diary: Diary
) -> None:
    other = held(diary, "2026-11-12 14:00")
    late = SideEffect(
        own_name="Long dream",
        grade=Grade.SEVERE,
        start=NOW - timedelta(hours=1),
        session_id=other.id,
    )
    diary.add(late)
    model = page.effects.table.model()
    assert model is not None
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert cells == ["Long dream", "not asked", "severe"]


def test_the_table_opens_with_the_newest_first_again(
    qtbot: QtBot, window: MainWindow, page: TrendsPage
) -> None:
    press_words(qtbot, page, "Show as a table")
    newest = table(page)
    page.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert table(page) != newest
    window.open_page("help")
    window.open_page("trends")
    assert table(page) == newest


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (None, "–\nnone noted, and you were not asked"),
        (Choice.NOT_YET, "–\nnone noted, and you were not asked"),
        (Choice.NOT_APPLICABLE, "0\nnone noted; you were asked 1 time"),
    ],
)
def test_no_side_effect_is_a_zero_only_where_one_was_asked_for(
    page: TrendsPage, diary: Diary, choice: Choice | None, said: str
) -> None:
    if choice is not None:
        answers = (Answer(item="note_evening", choice=choice, at=NOW),)
        session = diary.entries(Session)[0]
        diary.add(ChecklistRun(session_id=session.id, checklist="afterwards", answers=answers))
    told = read(page.figures)
    assert f"Side effects still there\n{said}" in told
    # The report, which is made from the same record, has the same figure.
    options = Options(first=date(2026, 10, 1), last=NOW.date())
    summary = summarise(diary.snapshot(), page.context.content, options, NOW)
    assert summary.tiles[-1].title == "Side effects still there"
    assert summary.tiles[-1].figure == said[0]


def test_what_was_written_before_the_clock_was_set_back_counts_when_its_day_comes(
    window: MainWindow, page: TrendsPage, diary: Diary, content: Content, clock: Clock
) -> None:
    def again() -> str:
        window.open_page("help")
        window.open_page("trends")
        return read(page.figures)

    before = again()
    clock.advance(days=9)
    later = clock()
    diary.add(SideEffect(effect="nausea", grade=Grade.MILD, start=later))
    diary.add(CheckIn(at=later, mood=1))
    diary.add(questionnaire(content, "phq-9", 0, -9))
    held(diary, "2026-12-01 14:00")
    clock.advance(days=-9)
    assert again() == before
    clock.advance(days=9)
    told = again()
    assert "18 → 0\n" in told
    assert "Sessions\n2\n" in told
    assert "1\nFeeling sick, since " in told
