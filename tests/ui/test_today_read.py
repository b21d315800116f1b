# SPDX-License-Identifier: Apache-2.0
"""What Today keeps of what it read and showed, and when it reads and shows anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from companion.domain import course
from companion.domain.catching_up import missed_days
from companion.domain.moment import Plan
from companion.domain.records import (
    Appointment,
    CheckIn,
    ChecklistRun,
    Grade,
    Intake,
    Medicine,
    Response,
    Route,
    Session,
    SessionState,
    SideEffect,
)
from companion.domain.session_day import under_way
from companion.domain.walks import monthly_due
from companion.ui.cards.after_session import lately_begun
from companion.ui.cards.next_session import SessionCard
from companion.ui.cards.today_read import BEFORE_COURSE, TodayRead
from companion.ui.pages.today import TodayPage
from tests.ui.conftest import ZONE
from tests.ui.gestures import NOW, open_page, read

if TYPE_CHECKING:
    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock


def planned(when: datetime) -> Session:
    return Session(plan=Plan(at=when.replace(tzinfo=None), zone=ZONE), route=Route.IV)


def session_card(page: TodayPage) -> QWidget:
    # The cards before it live until the event loop turns.
    return page.findChildren(SessionCard)[-1]


class TestKeeping:
    def test_a_second_visit_shows_the_same_and_reads_nothing_again(
        self, window: MainWindow, diary: Diary
    ) -> None:
        diary.add(planned(NOW + timedelta(days=2)))
        page = open_page(window, "today", TodayPage)
        known, card = page._read, session_card(page)
        window.open_page("help")
        window.open_page("today")
        assert page._read is known
        assert session_card(page) is card

    def test_what_was_written_elsewhere_is_read_and_shown(
        self, window: MainWindow, diary: Diary
    ) -> None:
        entry = diary.add(planned(NOW + timedelta(days=2)))
        page = open_page(window, "today", TodayPage)
        window.open_page("help")
        later = planned(NOW + timedelta(days=3))
        diary.change(entry.id, replace(entry.record, plan=later.plan))
        window.open_page("today")
        assert "in 3 days" in read(session_card(page))
        assert "in 2 days" not in read(page)

    def test_time_that_passes_is_shown_without_a_write(
        self, window: MainWindow, diary: Diary, clock: Clock
    ) -> None:
        diary.add(planned(NOW + timedelta(hours=5)))
        page = open_page(window, "today", TodayPage)
        known = page._read
        assert "Record the session" not in read(session_card(page))
        clock.advance(hours=4, minutes=30)
        page.refresh()
        assert page._read is known
        assert "Record the session" in read(session_card(page))
        clock.advance(days=1)
        page.refresh()
        assert page._read is not known

    def test_a_row_that_waits_stays_the_same_until_something_of_it_changes(
        self, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "today", TodayPage)
        rows = page._waiting._rows
        before = rows.itemAt(0)
        diary.add(CheckIn(at=NOW, mood=6))
        assert rows.itemAt(0) is before
        diary.add(SideEffect(effect="nausea", grade=Grade.MILD, start=NOW - timedelta(days=1)))
        assert "Still there?" in read(page._waiting)


@pytest.fixture
def full(diary: Diary) -> Diary:
    """Give a diary with something near and something far of each kind that Today reads."""
    for days in (*range(5), 13, 20, 41, 42, 60, 102, 110, 200, 210):
        diary.add(CheckIn(at=NOW - timedelta(days=days, hours=1), mood=days % 10))
    for days in (-9, 3, 200):
        diary.add(planned(NOW - timedelta(days=days)))
    for days in (0, 1, 20, 41, 44, 47, 60, 100, 190, 300):
        # A check-in of the same day lies in the rest of the later ones, and counts in no mean.
        began = NOW - timedelta(days=days, hours=days % 3)
        diary.add(replace(planned(began), state=SessionState.HELD, start=began))
    for days, end in ((1, False), (3, True), (300, False)):
        start = NOW - timedelta(days=days)
        ended = start + timedelta(hours=2) if end else None
        diary.add(SideEffect(effect="nausea", grade=Grade.MILD, start=start, end=ended))
    aspirin = diary.add(Medicine(name="Aspirin"))
    for days in (0, 1, 100):
        at = NOW - timedelta(days=days)
        diary.add(Intake(medicine_id=aspirin.id, name="Aspirin", at=at, taken=True))
    for days in (0, 1, 13, 30, 400):
        started = NOW - timedelta(days=days, hours=1)
        diary.add(Response(instrument="phq-9", started=started))
    for days in (-5, 10, 100):
        diary.add(Appointment(plan=planned(NOW - timedelta(days=days)).plan))
    return diary


def test_what_is_read_says_the_same_as_the_whole_diary(context: Context, full: Diary) -> None:
    today = NOW.date()
    known = TodayRead(context, today)
    check_ins, sessions = full.entries(CheckIn), full.entries(Session)
    held = course.held_sessions(sessions)
    assert [one.id for one in known.held] == [entry.id for entry in held]
    moods = course.daily_moods(check_ins, sessions)
    assert known.moods == tuple(mood for mood in moods if mood.day >= known.first)
    start = course.course_start(sessions)
    assert start is not None
    before = course.mean_between(
        moods, start - timedelta(days=BEFORE_COURSE), start - timedelta(days=1)
    )
    assert before is not None
    assert known.mood_before == before
    assert known.missed == missed_days(check_ins, today)
    assert known.first_check_in == min(entry.record.at for entry in check_ins).date()
    assert known.last_check_in == check_ins[-1]
    assert known.lasting == course.open_effects(full.entries(SideEffect))
    assert course.next_session(known.near, NOW) == course.next_session(sessions, NOW)
    assert lately_begun(known.near, NOW) == lately_begun(sessions, NOW) == held[-1]
    assert under_way(known.near, NOW) == under_way(sessions, NOW) == held[-1]
    assert set(known.planned) == {one for one in sessions if one.record.state == "planned"}
    visits = full.entries(Appointment)
    assert course.next_appointment(known.visits, NOW) == course.next_appointment(visits, NOW)
    assert {entry.record.at.date() for entry in known.intakes} == {today}


@pytest.mark.parametrize("ago", [(), (1,), (27,), (28,), (29, 200)])
def test_the_monthly_questions_are_due_as_from_all_that_was_walked(
    context: Context, diary: Diary, ago: tuple[int, ...]
) -> None:
    first = planned(NOW - timedelta(days=300))
    held = replace(first, state=SessionState.HELD, start=NOW - timedelta(days=300))
    sessions = (diary.add(held), diary.add(replace(held, start=NOW - timedelta(days=200))))
    for days in ago:
        diary.add(ChecklistRun(checklist="maintenance", begun=NOW - timedelta(days=days)))
    known = TodayRead(context, NOW.date())
    due = monthly_due(sessions, diary.entries(ChecklistRun), NOW)
    assert monthly_due(known.first_session, known.monthly, NOW) is due
