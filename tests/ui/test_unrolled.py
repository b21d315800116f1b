# SPDX-License-Identifier: Apache-2.0
"""Pages of which first only so much is made as can be seen, and those that are kept until a change."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from companion.app import read_ahead
from companion.content import Content
from companion.domain.records import Person, SafetyPlan, Tracker, TrackerKind
from companion.storage.diary import Diary
from companion.ui import main_window
from companion.ui.context import Context
from companion.ui.help.plan import PlanCard
from companion.ui.main_window import MainWindow
from companion.ui.pages import about
from companion.ui.pages.help import HelpPage
from companion.ui.pages.learn import LearnPage
from companion.ui.pages.parted import PartedPage
from companion.ui.pages.settings import SettingsPage
from companion.ui.pages.today import TodayPage
from companion.ui.spoken import PageButton
from tests.ui.gestures import open_page, press, press_key, read

PARTED = ("about", "how_to", "settings")


def come_to(window: MainWindow, name: str, argument: str = "") -> PartedPage:
    """Open a page without waiting for what comes after."""
    window.open_page(name, argument)
    page = window.page
    assert isinstance(page, PartedPage)
    return page


def missing(page: PartedPage) -> list[str]:
    """Give the parts that did not come up yet."""
    return [one.title for one in page.sections if one.isHidden()]


# --- what comes first, and what after -------------------------------------------------------------


@pytest.mark.parametrize("name", PARTED)
def test_what_fills_the_window_comes_first_and_the_rest_by_itself(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    page = come_to(window, name)
    first, *_others, last = page.sections
    assert not first.isHidden()
    assert last.title in missing(page)
    sheet = page.widget()
    assert sheet is not None
    assert sheet.heightForWidth(page.viewport().width()) > page.viewport().height()
    qtbot.waitUntil(lambda: not missing(page))
    assert page.verticalScrollBar().value() == 0


def test_one_jumps_to_a_part_that_is_not_made_yet(qtbot: QtBot, window: MainWindow) -> None:
    page = come_to(window, "about")
    target = page.sections[2]
    press(qtbot, page.jumps.buttons[2])
    assert not missing(page)
    assert 0 <= target.mapTo(page, QPoint(0, 0)).y() <= 20
    focused = window.focusWidget()
    assert focused is not None
    assert focused is target.heading or target.isAncestorOf(focused)


def test_the_tab_key_comes_to_what_is_not_made_yet(window: MainWindow) -> None:
    page = come_to(window, "about")
    assert missing(page)
    page.jumps.buttons[0].setFocus()
    page.jumps.buttons[0].focusNextPrevChild(True)
    assert not missing(page)


def test_the_tab_key_comes_to_it_backwards_from_outside_of_the_page(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = come_to(window, "about")
    assert missing(page)
    first = window._side.findChildren(PageButton)[0]
    first.setFocus()
    press_key(qtbot, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert not missing(page)
    last = page.sections[-1]
    focused = window.focusWidget()
    assert focused is not None
    assert focused is last.heading or last.isAncestorOf(focused)


def test_the_keyboard_goes_straight_to_the_page_that_comes(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(window, "today", TodayPage)
    page.check_in.form.first_control().setFocus()
    before = QApplication.focusWidget()
    assert before is not None
    assert page.isAncestorOf(before)
    looked_for: list[QWidget] = []

    def look(place: QWidget, *, forward: bool) -> bool:
        looked_for.append(place)
        return forward

    monkeypatch.setattr(main_window, "go_on", look)
    window.open_page("learn")
    focused = window.focusWidget()
    assert focused is not None
    assert window.page.isAncestorOf(focused)
    assert not looked_for, "no next one in the reading order of what is left"


def test_nothing_more_is_made_of_a_page_that_goes(window: MainWindow) -> None:
    page = come_to(window, "about")
    page.jumps.buttons[0].setFocus()
    not_made = missing(page)
    assert not_made
    window.open_page("today")
    assert missing(page) == not_made
    window.open_page("about")
    assert missing(page) == not_made
    window.empty()
    assert missing(page) == not_made


def test_how_far_down_one_was_is_come_back_to(qtbot: QtBot, window: MainWindow) -> None:
    window.go_to("settings", "", 900)
    qtbot.waitUntil(lambda: window.page.verticalScrollBar().value() == 900)


def test_a_page_that_goes_before_it_is_whole_leaves_nothing_behind(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = come_to(window, "about")
    window.empty()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)
    assert not isValid(page)
    window.open_page("about")
    again = window.page
    assert isinstance(again, PartedPage)
    qtbot.waitUntil(lambda: not missing(again))


def test_an_article_that_is_left_before_its_sources_came_is_not_gone_on_with(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.open_page("learn", "side-effects")
    page = window.page
    assert isinstance(page, LearnPage)
    assert page.reading is not None
    left = page.reading
    assert len(left.sources.rows) < len(left.article.sources)
    page.go_to("misconceptions")
    reading = page.reading
    qtbot.waitUntil(lambda: list(reading.sources.rows) == list(reading.article.sources))
    qtbot.waitUntil(lambda: len(page.shelf.rows) == len(page.context.content.articles))
    assert not isValid(left) or len(left.sources.rows) < len(left.article.sources)


def test_a_number_leads_to_its_source_before_that_came(window: MainWindow) -> None:
    window.open_page("learn", "misconceptions")
    page = window.page
    assert isinstance(page, LearnPage)
    assert page.reading is not None
    key = page.reading.article.sources[-1]
    assert key not in page.reading.sources.rows
    page.show_source(key)
    assert page.reading.sources.rows[key].property("reached")


def broken(*_what: object) -> QWidget:
    """Stand for a part with a mistake in it."""
    raise LookupError("broken")


@pytest.mark.parametrize(
    ("part", "place"), [("what_it_is", 0), ("news_cards", 1), ("intended_use", 2)]
)
def test_a_part_that_fails_is_told_once_and_the_rest_comes_all_the_same(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, part: str, place: int
) -> None:
    monkeypatch.setattr(about, part, broken)
    with qtbot.capture_exceptions() as told:
        page = come_to(window, "about")
        qtbot.waitUntil(lambda: missing(page) == [page.sections[place].title])
    assert [str(error) for _kind, error, _trace in told] == ["broken"]


def test_a_part_that_fails_as_all_is_asked_for_keeps_back_no_other(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(about, "intended_use", broken)
    page = come_to(window, "about")
    with qtbot.capture_exceptions() as told:
        page.complete()
        assert missing(page) == [page.sections[2].title]
        qtbot.waitUntil(lambda: bool(told))


def test_what_a_page_would_wait_for_is_read_ahead(qtbot: QtBot, context: Context) -> None:
    context.content = Content()
    read_ahead(context)
    qtbot.waitUntil(lambda: "articles" in vars(context.content))


# --- another look ---------------------------------------------------------------------------------


def test_pages_out_of_sight_are_gone_before_another_look_is_put_on(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = come_to(window, "about")
    window.open_page("settings", "text_size")
    in_sight = window.page
    found: list[tuple[bool, bool]] = []
    put_on = window._apply_theme

    def look_first() -> None:
        found.append((isValid(unseen), isValid(in_sight)))
        put_on()

    monkeypatch.setattr(window, "_apply_theme", look_first)
    window.context.keep(replace(window.context.preferences, text_size=125))
    assert found == [(False, True)]
    assert isinstance(window.page, SettingsPage)
    assert window.page is not in_sight


# --- what is kept, and until when -----------------------------------------------------------------


def test_help_is_kept_until_something_is_written(window: MainWindow, diary: Diary) -> None:
    def plan_card() -> PlanCard:
        window.open_page("help")
        page = window.page
        assert isinstance(page, HelpPage)
        return page.plan

    diary.add(SafetyPlan(warning_signs="restless", better_day="the dog needs you"))
    kept = plan_card()
    kept.better_day.setChecked(True)
    window.open_page("today")
    assert plan_card() is kept
    assert not kept.better_day.isChecked(), "words are shown only when they are asked for"
    window.open_page("today")
    diary.add(Person(person_name="Kim", person_phone="01 555"))
    assert plan_card() is not kept
    assert "Kim" in read(window.page)


def test_settings_read_again_what_was_written_meanwhile(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    page = open_page(window, "settings", SettingsPage)

    def names() -> list[QLabel]:
        return [one for one in page.trackers.findChildren(QLabel) if one.text() == "Headache"]

    window.open_page("today")
    diary.add(Tracker(name="Headache", kind=TrackerKind.SCALE))
    window.open_page("settings")
    kept = names()
    assert len(kept) == 1
    window.open_page("today")
    window.open_page("settings")
    assert names() == kept
    press_key(qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not [one for one in names() if one.isVisibleTo(page)]
