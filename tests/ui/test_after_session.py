# SPDX-License-Identifier: Apache-2.0
"""Today after a session: what to think of now stands there for as long as it counts."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from companion.domain.item import Walk
from companion.domain.records import Answer, ChecklistRun, Choice, Entry, Session, SessionState
from companion.storage.diary import Diary
from companion.ui.cards.after_session import AfterSessionCard, lately_begun
from companion.ui.main_window import MainWindow
from companion.ui.pages.today import TodayPage
from tests.ui.conftest import Clock
from tests.ui.gestures import open_page, planned, read

SAFE = ("afterwards_no_driving", "afterwards_call_clinic")
"""What counts from the end on and cannot be left out."""


@pytest.fixture
def ended(diary: Diary, clock: Clock) -> Entry[Session]:
    """Give a session that is over now, after an hour."""
    entry = planned(diary, "2026-11-23 09:00")
    over = replace(
        entry.record,
        state=SessionState.HELD,
        start=clock() - timedelta(hours=1),
        end=clock(),
        ready=clock(),
    )
    return diary.change(entry.id, over)


def card_of(window: MainWindow) -> str:
    """Give what the card says now."""
    page = open_page(window, "today", TodayPage)
    page.refresh()
    # The cards before it live until the event loop turns.
    return read(page.findChildren(AfterSessionCard)[-1])


def line_of(window: MainWindow, item: str) -> str:
    return window.context.content.items[item].timeline


def test_one_that_began_lately_has_its_card(
    diary: Diary, clock: Clock, ended: Entry[Session]
) -> None:
    assert lately_begun(diary.entries(Session), clock()) == ended
    clock.advance(hours=36)
    assert lately_begun(diary.entries(Session), clock()) is None


def test_one_that_was_cancelled_has_none(diary: Diary, clock: Clock, ended: Entry[Session]) -> None:
    diary.change(ended.id, replace(ended.record, state=SessionState.CANCELLED))
    assert lately_begun(diary.entries(Session), clock()) is None


def test_what_began_stays_until_its_day_is_over(
    window: MainWindow, clock: Clock, ended: Entry[Session]
) -> None:
    lines = [line_of(window, item) for item in SAFE]
    assert "Mon 10:10" in card_of(window), "before its time it says from when"
    for hour, minute in ((10, 30), (11, 30), (14, 20), (23, 59)):
        clock.moment = clock.moment.replace(hour=hour, minute=minute)
        told = card_of(window)
        assert [line for line in lines if line not in told] == [], clock.moment
        assert "Now" in told
        assert "Mon 10:10" not in told
    clock.advance(minutes=1)
    assert not any(line in card_of(window) for line in lines)


def test_what_comes_and_what_began_last_have_room_beside_it(
    window: MainWindow, clock: Clock, ended: Entry[Session]
) -> None:
    clock.advance(minutes=30)
    assert line_of(window, "afterwards_drink_and_meal") in card_of(window)
    assert line_of(window, "afterwards_company") in card_of(window)
    clock.advance(hours=4)
    assert line_of(window, "note_evening") in card_of(window)
    assert line_of(window, "afterwards_stay") not in card_of(window)


def test_what_is_answered_goes(
    window: MainWindow, diary: Diary, clock: Clock, ended: Entry[Session]
) -> None:
    clock.advance(minutes=30)
    done = Answer(item=SAFE[0], choice=Choice.YES, at=clock())
    diary.add(ChecklistRun(session_id=ended.id, checklist=Walk.AFTERWARDS, answers=(done,)))
    told = card_of(window)
    assert line_of(window, SAFE[0]) not in told
    assert line_of(window, SAFE[1]) in told
