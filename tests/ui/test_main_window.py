# SPDX-License-Identifier: Apache-2.0
"""The window: its keys, its answer line, its look, its place, and room for every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

from companion import preferences
from companion.domain.records import (
    Appointment,
    CheckIn,
    Grade,
    Medicine,
    Note,
    Person,
    Question,
    SideEffect,
)
from companion.preferences import Appearance, Preferences
from companion.ui.main_window import MINUTE, MainWindow
from companion.ui.pages.questionnaire import QuestionnairePage
from companion.ui.pages.report import ReportPage
from companion.ui.pages.today import TodayPage
from companion.ui.pages.trends import TrendsPage
from companion.ui.safekeeping import HALF_AN_HOUR, QUIET
from companion.ui.window_place import USUAL
from tests.ui.gestures import (
    ALT,
    CTRL,
    NOW,
    bring_up,
    held,
    moods,
    open_page,
    plan,
    planned,
    press,
    press_key,
    questionnaire,
    read,
    type_into,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.storage.diary import Diary
    from tests.ui.conftest import Clock

PAGES = (
    "today", "prepare", "session", "log", "trends", "report", "learn", "questionnaire", "settings",
    "help", "visit",
)  # fmt: skip

Make = Callable[..., MainWindow]


@pytest.fixture
def make(
    *, fonts: None, qtbot: QtBot, diary: Diary, content: Content, clock: Clock, tmp_path: Path
) -> Make:
    """Give a way to start the window with preferences that were kept before."""

    def starting(**chosen: object) -> MainWindow:
        if chosen:
            preferences.write(tmp_path / "preferences.json", Preferences(**chosen))  # type: ignore[arg-type]
        window = MainWindow(diary, content, clock, tmp_path / "preferences.json")
        qtbot.addWidget(window)
        bring_up(qtbot, window)
        return window

    return starting


def a_full_diary(diary: Diary, content: Content) -> str:
    """Fill a diary so that every page has something to show; give the session to open."""
    moods(diary, {day: 3 + day % 5 for day in range(1, 40) if day % 6})
    held(diary, "2026-11-02 14:00")
    session = held(diary, "2026-11-12 14:00")
    planned(diary, "2026-11-26 14:00")
    for key in ("phq-9", "gad-7"):
        diary.add(questionnaire(content, key, 2, 30))
        diary.add(questionnaire(content, key, 1, 15))
    diary.add(
        SideEffect(
            effect="headache", grade=Grade.MILD, start=NOW - timedelta(days=11),
            session_id=session.id,
        )
    )  # fmt: skip
    diary.add(Medicine(name="Sertraline", dose="100 mg every morning"))
    diary.add(Note(at=NOW, words="Rain on the canal, and a heron that stood for an hour"))
    diary.add(Question(at=NOW, words="Can I fly to Lisbon two days after a session?"))
    diary.add(Appointment(plan=plan("2026-11-25 11:15"), with_whom="Dr Byrne"))
    diary.add(Appointment(plan=plan("2026-10-28 11:15"), with_whom="Dr Byrne"))
    diary.add(Person(name="Nora", clinic_phone="+353 1 555 0100", planned_sessions=6))
    return session.id


def shown(window: MainWindow) -> str:
    page = window.page
    return next(name for name, one in window._turning.pages.items() if one is page)


def pages(window: MainWindow, session: str) -> Iterator[tuple[str, QWidget]]:
    """Open every page, one after the other."""
    for name in PAGES:
        window.open_page(name, {"session": session, "questionnaire": "phq-9"}.get(name, ""))
        window.page.complete()
        QApplication.processEvents()
        page = window._turning.pages[name]
        yield name, page
        if isinstance(page, QuestionnairePage):
            for button in page.findChildren(QAbstractButton):
                if button.isVisible() and "Start" in button.text():
                    button.click()
                    QApplication.processEvents()
                    yield "questionnaire begun", page


class TestKeys:
    def test_alt_and_a_number_or_f1_open_the_pages(self, qtbot: QtBot, window: MainWindow) -> None:
        found = []
        for number in range(1, 9):
            qtbot.keyClick(window, str(number), ALT)
            found.append(shown(window))
        assert found == [
            "today", "prepare", "log", "trends", "report", "learn", "settings", "help",
        ]  # fmt: skip
        window.open_page("trends")
        qtbot.keyClick(window, Qt.Key.Key_F1)
        assert shown(window) == "help"

    def test_the_way_to_lock_is_there_with_a_passphrase_alone(self, window: MainWindow) -> None:
        assert not window._side.lock.isVisible()
        window.context.is_protected = True
        window.context.protection_changed.emit()
        assert window._side.lock.isVisible()
        assert "Ctrl+L" in read(window._side.lock)

    def test_the_side_shows_where_one_is(self, qtbot: QtBot, window: MainWindow) -> None:
        press(qtbot, window._side.buttons["trends"])
        assert [name for name, one in window._side.buttons.items() if one.isChecked()] == ["trends"]
        press(qtbot, window._side.buttons["trends"])
        assert [name for name, one in window._side.buttons.items() if one.isChecked()] == ["trends"]
        window.open_page("questionnaire", "phq-9")
        assert [name for name, one in window._side.buttons.items() if one.isChecked()] == ["today"]

    def test_undo_takes_the_last_entry_back_and_says_so(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        window.context.save(CheckIn(at=NOW, mood=5), "")
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
        assert diary.entries(CheckIn) == ()
        assert window._saved.answer.text() == "Undone."
        assert not window._saved.undo.isVisible()
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
        assert window._saved.answer.text() == "There is nothing to undo."

    def test_undo_inside_a_field_undoes_typing(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        window.context.save(CheckIn(at=NOW, mood=5), "")
        page = open_page(window, "today", TodayPage)
        page.check_in.form.fold.open()
        for key in ("sleep_hours", "words"):
            field = page.check_in.form.fields[key]
            type_into(qtbot, field.control(), "7")
            press_key(qtbot, Qt.Key.Key_Z, CTRL)
            assert field.raw() == ""
            press_key(qtbot, Qt.Key.Key_Z, CTRL)
            assert len(diary.entries(CheckIn)) == 1

    @pytest.mark.parametrize("key", ["sleep_hours", "words"])
    def test_undo_from_a_field_in_which_nothing_was_typed_is_that_of_the_last_entry(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, key: str
    ) -> None:
        window.context.save(CheckIn(at=NOW, mood=5), "")
        page = open_page(window, "today", TodayPage)
        page.check_in.form.fold.open()
        control = page.check_in.form.fields[key].control()
        control.setFocus()
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert control.hasFocus()
        assert diary.entries(CheckIn) == ()

    def test_ctrl_q_closes(self, qtbot: QtBot, window: MainWindow) -> None:
        qtbot.keyClick(window, Qt.Key.Key_Q, CTRL)
        assert not window.isVisible()


class TestAnswers:
    def test_saved_is_said_in_place_with_its_time_and_undo(
        self, qtbot: QtBot, window: MainWindow, clock: Clock, diary: Diary
    ) -> None:
        assert not window._saved.isVisible()
        clock.advance(hours=4, minutes=3)
        window.context.save(CheckIn(at=clock(), mood=5), "")
        assert window._saved.answer.text() == "Saved 14:03"
        press(qtbot, window._saved.undo)
        assert diary.entries(CheckIn) == ()

    def test_the_page_that_is_shown_reads_again_what_changed(
        self, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "trends", TrendsPage)
        assert page.subtitle.text() == "Nothing to draw yet"
        diary.add(CheckIn(at=NOW, mood=5))
        assert "1\u00a0check-in" in page.subtitle.text()

    def test_a_hidden_page_reads_when_it_is_shown(self, window: MainWindow, diary: Diary) -> None:
        page = open_page(window, "trends", TrendsPage)
        window.open_page("help")
        diary.add(CheckIn(at=NOW, mood=5))
        window.open_page("trends")
        assert "1\u00a0check-in" in page.subtitle.text()

    def test_a_window_left_open_turns_to_the_new_day(
        self, window: MainWindow, clock: Clock
    ) -> None:
        page = window._turning.pages["today"]
        before = page.title.text()
        clock.advance(hours=13)
        window._on_minute()
        assert page.title.text() == before
        clock.advance(hours=2)
        window._on_minute()
        assert page.title.text() == "Tuesday 24 November"

    def test_a_closed_window_does_nothing_of_its_own_accord(
        self, window: MainWindow, diary: Diary
    ) -> None:
        planned(diary, "2026-11-23 14:00")
        counting = [timer for timer in window.findChildren(QTimer) if timer.isActive()]
        assert {MINUTE, HALF_AN_HOUR, QUIET} <= {timer.interval() for timer in counting}
        window.close()
        assert [timer for timer in window.findChildren(QTimer) if timer.isActive()] == []


class TestLook:
    def test_a_new_look_keeps_the_page_and_the_half_filled_check_in(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "today", TodayPage)
        press(qtbot, page.check_in.form.mood.scale.buttons[4])
        before = page.title.font().pixelSize(), window._side.width()
        window.context.keep(
            replace(window.context.preferences, appearance=Appearance.DARK, text_size=150)
        )
        again = window._turning.pages["today"]
        assert isinstance(again, TodayPage)
        assert again is not page
        assert shown(window) == "today"
        assert again.isVisible()
        assert again.check_in.form.mood.value() == 4
        assert window.context.theme.dark
        again.title.ensurePolished()
        assert again.title.font().pixelSize() == round(before[0] * 1.5)
        assert window._side.width() == round(before[1] * 1.5)
        assert QApplication.palette().window().color() == window.context.theme.colour("bg")
        assert window._side.buttons["today"].isChecked()
        qtbot.keyClick(window, Qt.Key.Key_Return, CTRL)
        assert diary.entries(CheckIn)[0].record.mood == 4

    def test_a_new_look_while_a_preview_is_made_harms_nothing(
        self, qtbot: QtBot, window: MainWindow
    ) -> None:
        page = open_page(window, "report", ReportPage)
        page._make_preview()
        window.open_page("today")
        window.context.keep(replace(window.context.preferences, text_size=125))
        again = open_page(window, "report", ReportPage)
        qtbot.waitUntil(lambda: again.preview.count > 0, timeout=10_000)

    def test_the_session_that_was_open_stays_open(self, window: MainWindow, diary: Diary) -> None:
        session = planned(diary, "2026-11-26 14:00")
        window.open_page("session", session.id)
        window.context.keep(replace(window.context.preferences, text_size=125))
        assert shown(window) == "session"
        assert "Thu 26 Nov" in window._turning.pages["session"].subtitle.text()


class TestPlace:
    def test_the_window_comes_back_where_it_was(self, make: Make) -> None:
        window = make()
        window.setGeometry(20, 30, 760, 600)
        window.close()
        again = make()
        place = again.geometry()
        assert (place.x(), place.y(), place.width(), place.height()) == (20, 30, 760, 600)

    def test_maximised_stays_maximised(self, make: Make) -> None:
        window = make()
        window.showMaximized()
        window.close()
        assert make().isMaximized()

    @pytest.mark.parametrize(
        "geometry",
        [(5000, 5000, 800, 600), (-3000, 20, 800, 600), (-790, 100, 800, 600), (0, 0, 0, 0),
         (100, -590, 800, 600), (700, 1195, 800, 600)],
    )  # fmt: skip
    def test_a_place_out_of_sight_is_not_taken(
        self, make: Make, geometry: tuple[int, int, int, int]
    ) -> None:
        window = make(geometry=geometry)
        assert window.size() == QSize(*USUAL)
        bar = window.frameGeometry().topLeft() + QPoint(60, 5)
        screens = QGuiApplication.screens()
        assert any(screen.availableGeometry().contains(bar) for screen in screens)

    @pytest.mark.parametrize(
        "geometry",
        [(1, 20, 3000, 2400), (1000, 700, 900, 600), (-300, 700, 900, 600), (60, 80, 900, 600)],
    )
    def test_a_place_on_a_larger_screen_is_made_to_fit(
        self, make: Make, geometry: tuple[int, int, int, int]
    ) -> None:
        """Else the way to help and what was saved would be beyond the edge."""
        window = make(geometry=geometry)
        screen = window.screen().availableGeometry()
        kept = QRect(*geometry)
        assert screen.contains(window.geometry())
        assert (window.geometry() == kept) is screen.contains(kept)
        if kept.width() <= 900:
            assert window.size() == kept.size()

    def test_what_was_done_is_told_to_its_end(self, qtbot: QtBot, make: Make) -> None:
        window = make()
        window.say("The disk is full. " * 20)
        answer = window._saved.answer
        qtbot.waitUntil(answer.isVisible)
        QApplication.processEvents()
        assert answer.height() >= answer.heightForWidth(answer.width())
        assert window._saved.rect().contains(answer.geometry())
        assert window.width() == USUAL[0]

    def test_a_half_filled_check_in_is_kept_when_the_window_closes(
        self, qtbot: QtBot, make: Make
    ) -> None:
        window = make()
        page = open_page(window, "today", TodayPage)
        press(qtbot, page.check_in.form.mood.scale.buttons[7])
        window.close()
        again = open_page(make(), "today", TodayPage)
        assert again.check_in.form.mood.value() == 7


def named(widget: QWidget) -> bool:
    interface = QAccessible.queryAccessibleInterface(widget)
    return bool(interface.text(QAccessible.Text.Name).strip())


def focusable(page: QWidget) -> Iterator[QWidget]:
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or not widget.isVisible():
            continue
        if isinstance(widget, QLineEdit) and isinstance(widget.parent(), QAbstractSpinBox):
            continue
        yield widget


class Windows(QObject):
    """Remembers everything that came up as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt’s name
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.add(type(watched).__name__)
        return False


def test_opening_the_pages_opens_no_other_window(
    qapp: QApplication, window: MainWindow, diary: Diary, content: Content
) -> None:
    session = a_full_diary(diary, content)
    windows = Windows()
    qapp.installEventFilter(windows)
    for _name, _page in pages(window, session):
        pass
    window.context.keep(replace(window.context.preferences, text_size=125))
    other = QWidget()
    other.show()
    qapp.removeEventFilter(windows)
    other.close()
    assert windows.shown == {"QWidget"}


def test_every_control_has_a_name_and_the_title_names_nothing_but_the_app(
    window: MainWindow, diary: Diary, content: Content
) -> None:
    session = a_full_diary(diary, content)
    nameless = []
    count = 0
    for name, page in pages(window, session):
        assert window.windowTitle() == "Companion"
        for widget in [*focusable(page), *focusable(window._side)]:
            count += 1
            if not named(widget):
                nameless.append(f"{name}: {type(widget).__name__} {widget.objectName()}")
    assert count > 150
    assert nameless == []


def cut(page: QWidget) -> Iterator[str]:
    """Give the words that are shown in less room than they need."""
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QAbstractButton | QLabel):
            continue
        if isinstance(widget, QLabel) and (widget.wordWrap() or not widget.text()):
            continue
        needed = widget.minimumSizeHint().width()
        if widget.text() and widget.width() < needed:
            yield f"{widget.text()!r} {widget.width()} < {needed}"


@pytest.mark.parametrize(("text_size", "least"), [(100, 720), (150, 872), (200, 1024)])
def test_it_is_no_narrower_than_its_words_need(make: Make, text_size: int, least: int) -> None:
    window = make(text_size=text_size)
    window.resize(400, 700)
    QApplication.processEvents()
    assert window.width() == least


@pytest.mark.parametrize(
    ("width", "height", "text_size"),
    [(1024, 700, 100), (1024, 700, 150), (1024, 700, 200), (720, 700, 100)],
)
@pytest.mark.parametrize("filled", [True, False])
def test_no_page_needs_scrolling_sideways(  # noqa: PLR0917 -- what is tried, and what it needs
    make: Make,
    diary: Diary,
    content: Content,
    width: int,
    height: int,
    text_size: int,
    filled: bool,
) -> None:
    session = a_full_diary(diary, content) if filled else planned(diary, "2026-11-26 14:00").id
    window = make(text_size=text_size)
    window.resize(width, height)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (width, height)
    wide = []
    for name, page in pages(window, session):
        sheet = page.widget()  # type: ignore[attr-defined]
        viewport = page.viewport()  # type: ignore[attr-defined]
        if sheet.width() > viewport.width():
            wide.append(f"{name}: {sheet.width()} > {viewport.width()}")
        wide += [f"{name}: {words}" for words in cut(page)]
        assert "Traceback" not in read(page)
    wide += [f"side: {words}" for words in cut(window._side)]
    assert wide == []
