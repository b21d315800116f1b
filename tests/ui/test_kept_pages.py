# SPDX-License-Identifier: Apache-2.0
"""A page that was kept shows what one made anew would show, whatever happened in between."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStackedWidget, QWidget

from companion.domain.moment import Plan
from companion.domain.records import (
    Appointment,
    CheckIn,
    Grade,
    Intake,
    Medicine,
    Note,
    Person,
    Question,
    Route,
    SafetyPlan,
    Schedule,
    Session,
    SessionState,
    SideEffect,
    Tracker,
    TrackerKind,
)
from companion.ui.making_pages import make_page
from companion.ui.pages.log import LogPage
from companion.ui.pages.page import Page
from companion.ui.widgets.preview import Preview
from tests.ui.conftest import ZONE
from tests.ui.gestures import NOW, held, plan, planned, questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock

PAGES = (
    "today", "prepare", "log", "trends", "report", "medicines", "visit", "catch_up", "help",
    "settings",
)  # fmt: skip


@pytest.fixture
def filled(diary: Diary, content: Content) -> Diary:
    """Write something down for each of the pages."""
    diary.add(CheckIn(at=NOW - timedelta(days=4), mood=5))
    held(diary, "2026-11-12 14:00")
    held(diary, "2026-11-19 14:00")
    planned(diary, "2026-11-26 14:00")
    diary.add(Medicine(name="Sertraline", dose="100 mg", schedule=Schedule.SCHEDULED))
    diary.add(Appointment(plan=plan("2026-11-23 11:00"), with_whom="Dr Byrne"))
    diary.add(Question(at=NOW, words="Can I fly?"))
    diary.add(questionnaire(content, "phq-9", 2, 20))
    return diary


def happens(diary: Diary, clock: Clock) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give what can happen while another page is shown, one thing after the other."""

    def soon(hours: int) -> Plan:
        return Plan(at=(clock() + timedelta(hours=hours)).replace(tzinfo=None), zone=ZONE)

    def begin() -> None:
        first = min(
            (one for one in diary.entries(Session) if one.record.state is SessionState.PLANNED),
            key=lambda one: one.record.plan.moment(),
        )
        diary.change(first.id, replace(first.record, start=clock() - timedelta(minutes=5)))

    def fly() -> None:
        clock.moment = clock.moment.astimezone(timezone(timedelta(hours=-8)))

    def tell() -> None:
        (medicine,) = diary.entries(Medicine)
        taken = Intake(at=clock(), medicine_id=medicine.id, name="Sertraline", taken=True)
        diary.add(taken)
        diary.add(CheckIn(at=clock(), mood=1))

    def write_much() -> None:
        diary.add(Appointment(plan=soon(30), with_whom="Dr Ní"))
        diary.add(Note(at=clock(), words="Rain"))
        diary.add(Person(clinic="The clinic", clinic_phone="01 555"))
        diary.add(SafetyPlan(warning_signs="restless"))
        diary.add(Tracker(name="Headache", kind=TrackerKind.SCALE))

    nausea = SideEffect(effect="nausea", grade=Grade.MILD, start=clock() - timedelta(hours=3))
    yield "a side effect", lambda: diary.add(nausea)
    yield "it is undone", diary.undo
    yield "a low mood and an intake", tell
    yield "a session soon", lambda: diary.add(Session(plan=soon(1), route=Route.IV))
    yield "it begins", begin
    yield "it is over", lambda: clock.advance(hours=7)
    yield "the clock is set back", lambda: clock.advance(hours=-1)
    yield "another day", lambda: clock.advance(days=1)
    yield "another time zone", fly
    yield "much is written", write_much
    yield "into the bin", lambda: diary.remove(diary.entries(CheckIn)[-1].id)
    yield "six weeks", lambda: clock.advance(days=42)


@pytest.mark.parametrize("name", PAGES)
def test_what_was_kept_is_never_what_does_not_hold_any_more(
    window: MainWindow, filled: Diary, clock: Clock, name: str
) -> None:
    (visit,) = filled.entries(Appointment)
    argument = visit.id if name == "visit" else ""
    window.open_page(name, argument)
    kept = window.page
    for what, act in happens(filled, clock):
        window.open_page("how_to")
        act()
        window.open_page(name, argument)
        assert window.page is kept
        assert shown(window) == shown_anew(window, name, argument), what


def shown_anew(window: MainWindow, name: str, argument: str) -> list[tuple[str, ...]]:
    """Give what a page shows that is made now, and let go of it."""
    before = window._turning.pages.pop(name)
    window.add_page(name, make_page(name, window.context))
    window.open_page(name, argument)
    found = shown(window)
    anew = window._turning.pages[name]
    window._turning.pages[name] = before
    stack = anew.parentWidget()
    assert isinstance(stack, QStackedWidget)
    stack.setCurrentWidget(before)
    stack.removeWidget(anew)
    anew.deleteLater()
    return found


def shown(window: MainWindow) -> list[tuple[str, ...]]:
    """Give the words of all that is in sight on a page, and what is chosen there."""
    page = window.page
    page.complete()
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return sorted(_told(page))


def _told(page: Page) -> Iterator[tuple[str, ...]]:
    # Its pages are made in another thread, and a while later.
    preview = page.findChild(Preview)
    for part in page.findChildren(QWidget):
        if not part.isVisibleTo(page) or (
            preview and (part is preview or preview.isAncestorOf(part))
        ):
            continue
        kind, name = type(part).__name__, part.accessibleName()
        if isinstance(part, QLabel):
            yield kind, name, part.text()
        elif isinstance(part, QPushButton) or (isinstance(page, LogPage) and part in page.rows):
            yield kind, name, str(part.isEnabled()), str(part.isChecked())
        elif name:
            yield kind, name, part.accessibleDescription()
