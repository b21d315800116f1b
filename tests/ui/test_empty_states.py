# SPDX-License-Identifier: Apache-2.0
"""A page of an empty record says what will appear here, and offers the one action that fills it."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from pytestqt.qtbot import QtBot

from companion.domain.records import CheckIn
from companion.storage.diary import Diary
from companion.ui.context import Context
from companion.ui.forms.form import FormDialog
from companion.ui.making_pages import make_page
from companion.ui.pages.page import Page
from companion.ui.pages.prepare import PreparePage
from companion.ui.pages.report import ReportPage
from companion.ui.side import navigation
from tests.ui.conftest import Clock, RecordingWays
from tests.ui.gestures import button_of, planned, press_words, read, with_dialog

Open = Callable[..., Page]

FORM = "a form"

FULL = {"learn"}
"""Pages that are never empty: what they show is shipped."""


class Empty(NamedTuple):
    """What an empty page says, the words of its action, and what that opens."""

    page: str
    argument: str
    says: str
    action: str
    opens: str


CASES = (
    Empty("today", "", "Companion works out when to stop eating", "Add a session", FORM),
    Empty("prepare", "", "Here you walk through what to have in place", "Add a session", FORM),
    Empty("prepare", "afterwards", "what to think of after a session", "Add a session", FORM),
    Empty("log", "", "Everything you record will appear here", "Add a check-in", FORM),
    Empty("trends", "", "will draw lines here", "Check in today", "today"),
    Empty("report", "", "come together here", "Check in today", "today"),
    Empty("medicines", "", "will appear here", "Add your first medicine", FORM),
    Empty("visit", "", "Here you get ready for a visit", "Add a visit", FORM),
    Empty("catch_up", "", "Nothing to catch up on.", "Back to Today", "today"),
)


@pytest.fixture
def open_(context: Context, qtbot: QtBot) -> Open:
    def opened(name: str, argument: str = "") -> Page:
        page = make_page(name, context)
        qtbot.addWidget(page)
        page.show_argument(argument)
        page.refresh()
        page.show()
        return page

    return opened


def test_every_page_that_can_be_empty_is_looked_at() -> None:
    assert {page for page, _words, _icon in navigation()} - {one.page for one in CASES} == FULL


@pytest.mark.parametrize("empty", CASES, ids=lambda one: f"{one.page} {one.argument}".strip())
def test_an_empty_page_leads_on(
    open_: Open, qtbot: QtBot, ways: RecordingWays, empty: Empty
) -> None:
    page = open_(empty.page, empty.argument)
    assert empty.says in read(page)
    if empty.opens == FORM:
        came = with_dialog(FormDialog, lambda dialog: dialog.reject())
        press_words(qtbot, page, empty.action)
        assert len(came) == 1
    else:
        press_words(qtbot, page, empty.action)
        assert ways.pages == [(empty.opens, "")]


def test_the_report_says_so_only_as_long_as_nothing_is_recorded(
    open_: Open, diary: Diary, clock: Clock
) -> None:
    page = open_("report")
    assert isinstance(page, ReportPage)
    assert page.nothing.isVisible()
    diary.add(CheckIn(at=clock(), mood=4))
    page.refresh()
    assert not page.nothing.isVisible()


def test_afterwards_leads_to_what_comes_before_a_session_that_is_planned(
    open_: Open, qtbot: QtBot, diary: Diary
) -> None:
    planned(diary, "2026-11-26 14:00")
    page = open_("prepare", "afterwards")
    assert isinstance(page, PreparePage)
    assert page.steps == ()
    button_of(page, "See what comes before it").click()
    assert page.steps
