# SPDX-License-Identifier: Apache-2.0
"""Pages of which first only so much is made as can be seen, and those that are kept until a change."""

from functools import cached_property, partial
from threading import get_ident

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from companion import app
from companion.app import import_ahead, read_ahead
from companion.content import Content
from companion.domain.records import Person, SafetyPlan, Tracker, TrackerKind
from companion.storage.diary import Diary
from companion.ui import main_window, making_pages
from companion.ui.context import Context
from companion.ui.help.plan import PlanCard
from companion.ui.main_window import MainWindow
from companion.ui.making_pages import make_page
from companion.ui.pages import about
from companion.ui.pages.help import HelpPage
from companion.ui.pages.learn import LearnPage
from companion.ui.pages.parted import PartedPage
from companion.ui.pages.settings import SettingsPage
from companion.ui.pages.today import TodayPage
from companion.ui.spoken import PageButton
from companion.ui.widgets.sections import ABOVE
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


def test_nothing_is_shown_until_one_is_as_far_down_as_before(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.go_to("settings", "", 900)
    page, bar = window.page, window.page.verticalScrollBar()
    sheet = page.widget()
    assert sheet is not None
    seen: list[int] = []
    bar.valueChanged.connect(seen.append)
    assert not sheet.updatesEnabled()
    qtbot.waitUntil(sheet.updatesEnabled)
    assert seen == [900]


def test_who_leaves_before_comes_back_to_a_page_that_is_shown(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.go_to("settings", "", 900)
    sheet = window.page.widget()
    assert sheet is not None
    window.open_page("today")
    page = come_to(window, "settings")
    assert sheet is page.widget()
    assert sheet.updatesEnabled()
    qtbot.waitUntil(lambda: not missing(page))
    assert page.verticalScrollBar().value() == 0


@pytest.mark.parametrize(
    ("argument", "place"), [("backups", 1), ("trackers", 2), ("questionnaires", 2), ("about", 4)]
)
def test_the_part_that_is_asked_for_comes_first_and_stays_as_the_rest_comes(
    qtbot: QtBot, window: MainWindow, argument: str, place: int
) -> None:
    page = come_to(window, "settings", argument)
    assert not page.sections[place].isHidden()
    assert page.sections[0].title in missing(page)
    card: QWidget = getattr(page, argument)
    sheet = page.widget()
    assert sheet is not None
    seen: set[int] = set()

    def is_whole() -> bool:
        if sheet.updatesEnabled():
            seen.add(card.mapTo(page, QPoint(0, 0)).y())
        return sheet.updatesEnabled() and not missing(page)

    qtbot.waitUntil(is_whole)
    QCoreApplication.processEvents()
    (top,) = {*seen, card.mapTo(page, QPoint(0, 0)).y()}
    bar = page.verticalScrollBar()
    assert top == ABOVE or (top > ABOVE and bar.value() == bar.maximum())
    places = [one.y() for one in page.sections]
    assert places == sorted(places)


def test_parts_are_read_out_in_the_order_in_which_they_stand(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = come_to(window, "settings", "reminders")
    qtbot.waitUntil(lambda: not missing(page) and not page._parts)
    sheet = page.widget()
    assert sheet is not None
    assert [one for one in sheet.children() if one in page.sections] == list(page.sections)


def test_a_place_that_is_asked_for_out_of_sight_is_come_to_with_the_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = come_to(window, "settings")
    qtbot.waitUntil(lambda: not missing(page) and not page._parts)
    window.open_page("today")
    window.hide()
    come_to(window, "settings", "check")
    qtbot.wait(50)
    window.show()
    sheet, card = page.widget(), getattr(page, "check")  # noqa: B009 - as for the others
    assert sheet is not None
    qtbot.waitUntil(sheet.updatesEnabled)
    assert card.mapTo(page, QPoint(0, 0)).y() < page.height()


@pytest.mark.parametrize("argument", ["questionnaires", "clinic", "how_to"])
def test_where_the_parts_fold_it_comes_to_its_very_place(
    qtbot: QtBot, window: MainWindow, argument: str
) -> None:
    window.resize(740, 600)
    page = come_to(window, "settings", argument)
    card: QWidget = getattr(page, argument)
    bar = page.verticalScrollBar()

    def is_there() -> bool:
        top = card.mapTo(page, QPoint(0, 0)).y()
        return top == ABOVE or (top > ABOVE and bar.value() == bar.maximum())

    qtbot.waitUntil(lambda: not missing(page) and not page._parts and is_there())


def test_who_leaves_a_page_that_began_in_its_middle_comes_back_to_its_top(
    qtbot: QtBot, window: MainWindow
) -> None:
    come_to(window, "settings", "about")
    window.open_page("today")
    QCoreApplication.processEvents()
    page = come_to(window, "settings")
    assert not page.sections[0].isHidden()
    assert not missing(page), "none is missing above the last, which is there already"
    qtbot.waitUntil(lambda: not page._parts)
    assert page.verticalScrollBar().value() == 0


def test_all_is_asked_for_while_the_page_begins_in_its_middle(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = come_to(window, "settings", "trackers")
    page.complete()
    assert not missing(page)
    assert isinstance(page, SettingsPage)
    trackers = page.trackers
    qtbot.waitUntil(lambda: trackers.mapTo(page, QPoint(0, 0)).y() == ABOVE)


def test_the_scroll_bar_stands_as_long_as_something_is_missing(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = come_to(window, "about")
    assert missing(page)
    assert page.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOn
    qtbot.waitUntil(lambda: page.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    assert not missing(page)


def test_a_page_is_laid_out_no_sooner_than_it_is_seen(window: MainWindow, context: Context) -> None:
    page = make_page("how_to", context)
    sheet = page.widget()
    assert sheet is not None
    before = sheet.size()
    window.add_page("how_to", page)
    assert sheet.size() == before
    window.open_page("how_to")
    assert window.page is page
    assert sheet.width() == page.maximumViewportSize().width()


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


def test_what_a_page_would_wait_for_is_read_ahead(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    then: list[Context] = []
    monkeypatch.setattr(app, "import_ahead", then.append)
    context.content = Content()
    parts = [name for name, one in vars(Content).items() if isinstance(one, cached_property)]
    assert "articles" in parts
    read_ahead(context)
    qtbot.waitUntil(lambda: then == [context])
    assert set(parts) <= set(vars(context.content))


def test_pages_are_imported_one_after_another_by_the_thread_of_the_window(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New kinds of Qt's objects come with them, which no other thread may make meanwhile."""
    seen: list[tuple[str, int]] = []
    kinds = {name: partial(lambda name: seen.append((name, get_ident())), name) for name in "abc"}
    monkeypatch.setattr(making_pages, "_KINDS", kinds)
    before = len(context.findChildren(QTimer))
    import_ahead(context)
    assert seen == []
    qtbot.waitUntil(lambda: len(context.findChildren(QTimer)) == before)
    assert seen == [(name, get_ident()) for name in "abc"]


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
