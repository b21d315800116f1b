# SPDX-License-Identifier: Apache-2.0
"""A page that is opened again shows what it showed, and reads the diary only where it must."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from companion.domain.records import (
    Appointment,
    CheckIn,
    Grade,
    Intake,
    Medicine,
    Note,
    Question,
    Schedule,
    SideEffect,
)
from companion.storage.database import Database
from companion.ui.log.rows import DayHead
from companion.ui.pages.catch_up import CatchUpPage
from companion.ui.pages.log import LogPage
from companion.ui.pages.medicines import MedicinesPage
from companion.ui.pages.page import Page
from companion.ui.pages.prepare import PreparePage
from companion.ui.pages.visit import VisitPage
from tests.ui.gestures import NOW, held, open_page, plan, planned, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.storage.database import Row, Value
    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock

PAGES: dict[str, type[Page]] = {
    "log": LogPage,
    "catch_up": CatchUpPage,
    "medicines": MedicinesPage,
    "visit": VisitPage,
    "prepare": PreparePage,
}


@pytest.fixture
def filled(diary: Diary) -> Diary:
    """Write something down for each of the pages."""
    diary.add(CheckIn(at=NOW - timedelta(days=4), mood=5))
    held(diary, "2026-11-12 14:00")
    planned(diary, "2026-11-26 14:00")
    diary.add(Medicine(name="Sertraline", dose="100 mg", schedule=Schedule.SCHEDULED))
    diary.add(Appointment(plan=plan("2026-11-25 11:00"), with_whom="Dr Byrne"))
    diary.add(Question(at=NOW, words="Can I fly?"))
    return diary


def test_nothing_is_read_again_where_nothing_was_written(
    window: MainWindow, filled: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    del filled
    before = {name: _shown(open_page(window, name, kind)) for name, kind in PAGES.items()}
    asked: list[str] = []
    really = Database.rows

    def rows(database: Database, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        asked.append(sql)
        return really(database, sql, parameters)

    monkeypatch.setattr(Database, "rows", rows)
    for name, kind in PAGES.items():
        asked.clear()
        assert _shown(open_page(window, name, kind)) == before[name]
        read_again = [sql for sql in asked if sql.startswith(("SELECT", "WITH"))]
        if name == "prepare":  # where a walk stands hangs on the hour; its sessions do not
            read_again = [sql for sql in read_again if " FROM session " in sql]
        assert read_again == [], name


def test_what_was_written_meanwhile_is_there(window: MainWindow, filled: Diary) -> None:
    told = {
        "log": "Yesterday’s rain",
        "catch_up": "Friday 20 November",
        "medicines": "Today: taken",
        "visit": "Yesterday’s question",
        "prepare": "Session 3",
    }
    before = {name: _shown(open_page(window, name, kind)) for name, kind in PAGES.items()}
    window.open_page("about")
    filled.add(Note(at=NOW - timedelta(days=1), words="Yesterday’s rain"))
    filled.add(Question(at=NOW - timedelta(days=1), words="Yesterday’s question"))
    filled.add(CheckIn(at=NOW - timedelta(days=3), mood=4))
    held(filled, "2026-11-19 14:00")
    (medicine,) = filled.entries(Medicine)
    filled.add(Intake(at=NOW, medicine_id=medicine.id, name="Sertraline", taken=True))
    for name, kind in PAGES.items():
        is_gone = name == "catch_up"  # the day that was filled in is missed no more
        assert (told[name] in before[name]) is is_gone, name
        assert (told[name] in _shown(open_page(window, name, kind))) is not is_gone, name


def test_another_day_is_another_state(window: MainWindow, filled: Diary, clock: Clock) -> None:
    filled.add(Note(at=NOW, words="Rain"))
    told = {
        "log": ("today", "yesterday"),
        "catch_up": ("yesterday", "2 days ago"),
        "visit": ("in 2 days", "tomorrow"),
    }
    for name, (now, _tomorrow) in told.items():
        assert now in _shown(open_page(window, name, PAGES[name])), name
    clock.advance(days=1)
    for name, (_now, tomorrow) in told.items():
        assert tomorrow in _shown(open_page(window, name, PAGES[name])), name


def test_a_reply_that_comes_with_the_time_comes_without_a_write(
    window: MainWindow, diary: Diary, clock: Clock
) -> None:
    """What is still there the next morning is on the list from then on."""
    lasting = next(
        effect.id
        for effect in window.context.content.effects.values()
        if effect.persists_tier is not None and effect.tier is None
    )
    clock.advance(hours=17)  # three at night
    diary.add(SideEffect(effect=lasting, grade=Grade.MILD, start=clock() - timedelta(hours=10)))
    page = open_page(window, "log", LogPage)
    assert page.rows[0].words.flag == ""
    window.open_page("about")
    clock.advance(hours=2)
    window.open_page("log")
    assert page.rows[0].words.flag != ""


def test_the_log_opens_where_it_was_left(window: MainWindow, diary: Diary) -> None:
    for hours in range(60):
        diary.add(Note(at=NOW - timedelta(hours=hours), words=f"note {hours}"))
    page = open_page(window, "log", LogPage)
    page.more.click()
    assert len(page.rows) == 60
    window.open_page("about")
    window.open_page("log")
    assert len(page.rows) == 60
    assert page.subtitle.text() == "60 entries"


def _shown(page: Page) -> str:
    """Give all words of a page; the rows and the days of the log paint theirs."""
    if not isinstance(page, LogPage):
        return read(page)
    days = (made for made in page.list.findChildren(DayHead) if made.isVisibleTo(page))
    return "\n".join((read(page), *(made.accessibleName() for made in (*page.rows, *days))))
