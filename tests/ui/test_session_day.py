# SPDX-License-Identifier: Apache-2.0
"""The session-day screen: each tap is saved, help is always in reach, and it comes back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from companion import preferences
from companion.domain.item import Walk
from companion.domain.records import (
    CheckIn,
    ChecklistRun,
    Entry,
    Grade,
    Note,
    Person,
    Reading,
    ReadingTime,
    Route,
    Said,
    Session,
    SessionState,
    SideEffect,
)
from companion.domain.session_day import LONGEST
from companion.preferences import Appearance, Contrast, Preferences
from companion.storage import ids, recovery, sealing, vault
from companion.storage.diary import create
from companion.storage.vault import Passphrase, RecoveryCode
from companion.ui.context import Asked
from companion.ui.dialogs.quick_check_in import QuickCheckIn
from companion.ui.forms.form import FormDialog
from companion.ui.forms.person import PersonForm
from companion.ui.help.call_row import BigNumber
from companion.ui.main_window import MainWindow
from companion.ui.pages.help import HelpPage
from companion.ui.pages.log import LogPage
from companion.ui.pages.session import SessionPage
from companion.ui.pages.session_day import SessionDayPage
from companion.ui.pages.today import TodayPage
from companion.ui.session_day.few_words import WordsPanel
from tests.ui.gestures import (
    CTRL,
    NOW,
    bring_up,
    button_of,
    held,
    open_page,
    planned,
    press,
    press_key,
    press_words,
    read,
    type_into,
    with_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.storage.diary import Diary
    from tests.ui.conftest import Clock

WORDS = "sieben kleine Boote"
RESTS = "Rest. Whoever is with you keeps checking until you are {until}."
ASKS = "Rest. Ask the person with you to keep checking."
TELL = "Tell the person with you now: “hold my hand, talk to me.”"


@pytest.fixture
def session(diary: Diary) -> Entry[Session]:
    """Give a session that is planned for this moment."""
    entry = planned(diary, "2026-11-23 10:00")
    return diary.change(entry.id, replace(entry.record, intention="Let it come"))


@pytest.fixture
def running(diary: Diary) -> Entry[Session]:
    """Give a session whose medicine starts now."""
    return held(diary, "2026-11-23 10:00")


def screen(window: MainWindow, entry: Entry[Session]) -> SessionDayPage:
    page = open_page(window, "session_day", SessionDayPage, entry.id)
    QApplication.processEvents()
    return page


def now(diary: Diary, entry: Entry[Session]) -> Session:
    return diary.get(Session, entry.id).record


def noted(page: SessionDayPage) -> list[str]:
    return page.screen_.strip.accessibleDescription().split("; ")


def answer(page: SessionDayPage) -> str:
    return page.head.answer.text()


def field(page: SessionDayPage) -> QPlainTextEdit:
    edit = page.panel.first_control() if page.panel else None
    assert isinstance(edit, QPlainTextEdit)
    return edit


def number(page: SessionDayPage, name: str) -> QLineEdit:
    found = page.findChildren(QLineEdit)
    edits = [one for one in found if one.accessibleName() == name and one.isVisible()]
    assert len(edits) == 1
    return edits[0]


def pressure(qtbot: QtBot, page: SessionDayPage, upper: str, lower: str) -> None:
    for name, typed in (("Upper number", upper), ("Lower number", lower)):
        number(page, name).clear()
        type_into(qtbot, number(page, name), typed)
    press_key(qtbot, Qt.Key.Key_Return)


class TestWholeRun:
    def test_by_keys_from_the_start_to_being_ready(
        self,
        *,
        qtbot: QtBot,
        window: MainWindow,
        diary: Diary,
        session: Entry[Session],
        clock: Clock,
    ) -> None:
        page = screen(window, session)
        assert "Let it come" in read(page)
        press_key(qtbot, "5")
        pressure(qtbot, page, "128", "82")
        assert "Saved 10:00 · 128/82" in answer(page)
        press_key(qtbot, "1")
        began = now(diary, session)
        assert (began.start, began.state, began.recorded) == (NOW, SessionState.HELD, NOW)

        clock.advance(minutes=14)
        press_key(qtbot, "1")
        clock.advance(minutes=1)
        press_key(qtbot, "2")
        press_key(qtbot, "2")
        assert "Saved 10:15 · I feel sick, quite a bit" in answer(page)
        press_key(qtbot, "2")
        press_key(qtbot, "1")
        sick = diary.entries(SideEffect)
        assert [(one.record.effect, one.record.grade) for one in sick] == [
            ("nausea", Grade.MODERATE)
        ]
        assert sick[0].record.session_id == session.id
        press_key(qtbot, "2")
        press_key(qtbot, "4")
        assert diary.entries(SideEffect)[0].record.end == clock()

        press_key(qtbot, "N")
        qtbot.keyClicks(field(page), "warm, far away")
        clock.advance(minutes=5)
        press_key(qtbot, Qt.Key.Key_Return)
        assert page.panel is None
        assert page.head.time.text() == "0:20"

        clock.advance(minutes=18)
        press_key(qtbot, "5")
        pressure(qtbot, page, "141", "88")
        press_key(qtbot, "6")
        clock.advance(minutes=2)
        assert now(diary, session).end == NOW + timedelta(minutes=38)
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert now(diary, session).end is None
        assert "Undone." in answer(page)
        press_key(qtbot, "6")
        assert now(diary, session).end == NOW + timedelta(minutes=40)
        assert ASKS in read(page)
        assert noted(page) == [
            "10:38  141/88",
            "10:15  warm, far away",
            "10:15  Feeling sick: passed",
            "10:15  Feeling sick, moderate",
            "10:14  I’m OK",
            "10:00  128/82",
        ]

        clock.advance(hours=1)
        press_key(qtbot, "6")
        assert now(diary, session).ready is None, "it asks for the last reading before"
        type_into(qtbot, number(page, "Upper number"), "131")
        type_into(qtbot, number(page, "Lower number"), "80")
        press_key(qtbot, Qt.Key.Key_Return)
        done = now(diary, session)
        assert done.ready == clock()
        assert [reading.when for reading in done.readings] == [
            ReadingTime.BEFORE,
            ReadingTime.FORTY_MINUTES,
            ReadingTime.LEAVING,
        ]
        notes = [one.record for one in diary.entries(Note)]
        assert [(one.said, one.words) for one in notes] == [(Said.OK, ""), (None, "warm, far away")]
        assert notes[1].at == NOW + timedelta(minutes=15), "when the words were begun"
        assert window._turning.current == "today"
        assert "Go on with the session" not in read(window)
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert now(diary, session).ready is None
        assert "Go on with the session" in read(window)

    def test_it_started_earlier_and_its_walk_is_kept_as_it_was(
        self,
        *,
        qtbot: QtBot,
        window: MainWindow,
        diary: Diary,
        session: Entry[Session],
    ) -> None:
        checklist = window.context.content.checklist_for(Route.IV, Walk.SESSION)
        assert checklist is not None
        run = diary.add(ChecklistRun(session_id=session.id, checklist=checklist.id))
        page = screen(window, session)
        for minutes in (5, 10, 15):
            press_words(qtbot, page, f"It started {minutes} minutes ago")
            record = now(diary, session)
            assert (record.start, record.recorded) == (NOW - timedelta(minutes=minutes), NOW)
            assert diary.get(ChecklistRun, run.id).record.frozen_at == record.start
            press_words(qtbot, page, "Undo")
            assert now(diary, session).state is SessionState.PLANNED
            assert diary.get(ChecklistRun, run.id).record.frozen_at is None

    def test_leaving_without_a_reading_and_words_that_were_left_become_a_note(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session]
    ) -> None:
        page = screen(window, running)
        press_key(qtbot, "6")
        press_key(qtbot, "4")
        qtbot.keyClicks(field(page), "slow light")
        press_key(qtbot, Qt.Key.Key_Escape)
        assert "kept as you typed it, not saved yet" in read(page)
        press_key(qtbot, "6")
        press_words(qtbot, page, "End the session")
        assert now(diary, running).ready == NOW
        assert now(diary, running).readings == ()
        assert [one.record.words for one in diary.entries(Note)] == ["slow light"]
        assert diary.draft(f"session_day_words:{running.id}") is None

    @pytest.mark.parametrize(
        ("route", "words"),
        [(Route.ESKETAMINE, "Ready to leave, or home"), (Route.SUBLINGUAL, "Up and steady again")],
    )
    def test_nobody_leaves_where_the_medicine_is_taken_at_home(
        self, window: MainWindow, diary: Diary, running: Entry[Session], route: Route, words: str
    ) -> None:
        diary.change(running.id, replace(running.record, route=route, end=NOW))
        assert words in read(screen(window, running))


class TestTaps:
    def test_being_frightened_is_noted_and_nothing_is_promised(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session]
    ) -> None:
        page = screen(window, running)
        press_key(qtbot, "3")
        assert diary.entries(Note)[0].record.said is Said.FRIGHTENED
        assert page.panel is not None
        told = read(page.panel)
        assert TELL in told
        assert not any(word in told for word in ("pass", "over", "safe", "fine"))

    def test_a_double_tap_counts_once(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session]
    ) -> None:
        page = screen(window, running)
        left = Qt.MouseButton.LeftButton
        press(qtbot, page.tiles.ok)
        qtbot.mouseDClick(page.tiles.ok, left)
        assert len(diary.entries(Note)) == 1
        press_key(qtbot, Qt.Key.Key_Return)
        assert len(diary.entries(Note)) == 2

    def test_undo_goes_no_further_back_than_this_screen(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session]
    ) -> None:
        window.context.save(CheckIn(at=NOW, mood=4), "")
        page = screen(window, running)
        press_key(qtbot, "1")
        press_words(qtbot, page, "Undo")
        assert diary.entries(Note) == ()
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert "There is nothing to undo." in answer(page)
        assert len(diary.entries(CheckIn)) == 1

    def test_a_refused_reading_says_why_and_stays(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session]
    ) -> None:
        page = screen(window, running)
        press_key(qtbot, "5")
        for upper, lower, said in (
            ("160", "", "Blood pressure needs both numbers"),
            ("80", "128", "The first number is the higher one"),
            ("900", "80", "This needs a number from 40 to 300."),
            ("high", "", "This needs a whole number."),
            ("", "", "This is needed before it can be saved."),
        ):
            pressure(qtbot, page, upper, lower)
            assert said in read(page)
            assert now(diary, running).readings == ()
            edits = [number(page, name) for name in ("Upper number", "Lower number", "Pulse")]
            assert [edit.text() for edit in edits] == [upper, lower, ""]
            QApplication.processEvents()
            heights = {edit.mapTo(page, QPoint(0, 0)).y() for edit in edits}
            assert len(heights) == 1, "the fields stay level"

    def test_the_clinics_own_limit_stands_beside_a_reading_above_it(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session]
    ) -> None:
        diary.add(Person(clinic_phone="01 555 0100", systolic_limit=150, diastolic_limit=95))
        page = screen(window, running)
        for upper, is_told in (("150", False), ("151", True), ("149", False)):
            press_key(qtbot, "5")
            pressure(qtbot, page, upper, "90")
            told = read(page).replace("\N{NO-BREAK SPACE}", " ")
            line = "above the limit your clinic gave you (150/95)"
            assert (line in told) is is_told, upper
            assert ("call the clinic: 01 555 0100" in told) is is_told

    def test_the_sitters_timer_calls_nobody_and_not_well_leads_to_help(
        self,
        *,
        qtbot: QtBot,
        window: MainWindow,
        diary: Diary,
        running: Entry[Session],
        clock: Clock,
    ) -> None:
        page = screen(window, running)
        assert "This timer calls nobody." in read(page)
        press_words(qtbot, page, "Start the sitter’s timer")
        assert "look and ask every 15 minutes, next 10:15." in read(page)
        assert RESTS.format(until="ready to leave") in read(page), "at the tile that begins it"
        press_words(qtbot, page, "Stop the timer")
        assert ASKS in read(page)
        press_words(qtbot, page, "Start the sitter’s timer")
        clock.advance(minutes=15)
        window.context.sitter.tick()
        assert "look and ask now. Awake when spoken to?" in read(page)
        press_words(qtbot, page, "All well")
        assert page.screen_.sitter.well.hasFocus(), "also where it went back to its place"
        press_words(qtbot, page, "Not well")
        assert window._turning.current == "help"
        assert [look.well for look in now(diary, running).checks] == [True, False]

    @pytest.mark.parametrize(
        ("route", "until"),
        [(Route.ESKETAMINE, "ready to leave"), (Route.SUBLINGUAL, "up and steady again")],
    )
    def test_that_checks_go_on_is_said_only_where_someone_set_the_timer_for_this_session(
        self, window: MainWindow, diary: Diary, running: Entry[Session], route: Route, until: str
    ) -> None:
        diary.change(running.id, replace(running.record, route=route, end=NOW))
        other = held(diary, "2026-11-23 09:00")
        sitter = window.context.sitter
        page = screen(window, running)
        for session_id, is_watched in (("", False), (other.id, False), (running.id, True)):
            if session_id:
                sitter.start(session_id)
            said = page.head.resting.text()
            expected = RESTS.format(until=until) if is_watched else ASKS
            assert said == expected, session_id

    @pytest.mark.parametrize(("size", "percent"), [((1024, 700), 150), ((720, 560), 100)])
    def test_a_check_that_is_due_is_in_sight_beside_whatever_is_open(
        self,
        *,
        qtbot: QtBot,
        fonts: None,
        diary: Diary,
        content: Content,
        running: Entry[Session],
        clock: Clock,
        tmp_path: Path,
        size: tuple[int, int],
        percent: int,
    ) -> None:
        preferences.write(tmp_path / "p.json", Preferences(country="IE", text_size=percent))
        window = MainWindow(diary, content, clock, tmp_path / "p.json")
        qtbot.addWidget(window)
        window.resize(*size)
        bring_up(qtbot, window)
        page = screen(window, running)
        line = page.screen_.sitter
        assert all(map(in_sight, (line.words, line.begin)))
        press_words(qtbot, page, "Start the sitter’s timer")
        press_key(qtbot, "5")
        assert not line.isVisible(), "not due, beside a panel, where there is little room"
        clock.advance(minutes=15)
        window.context.sitter.tick()
        assert in_sight(line.words)
        press_key(qtbot, Qt.Key.Key_Escape)
        for key in ("", "2", "3", "4", "5"):
            if key:
                press_key(qtbot, key)
            for _turn in range(3):
                QApplication.processEvents()
            assert all(map(in_sight, (line.words, line.well, line.not_well))), key
            assert "look and ask now" in line.words.text()
            assert "This timer calls nobody." in line.words.text()
            assert in_sight(page.screen_.help)
            if isinstance(page.panel, WordsPanel):
                told = [one for one in _labels(page.panel) if "cannot alert anyone" in one.text()]
                assert in_sight(told[0])
            if key:
                press_key(qtbot, Qt.Key.Key_Escape)
        window.close()


class TestHelp:
    def test_from_here_it_has_nothing_to_print_or_to_set_and_says_whom_to_call_and_what_for(
        self, window: MainWindow, running: Entry[Session]
    ) -> None:
        window.context.keep(replace(window.context.preferences, country="IE"))
        page = open_page(window, "help", HelpPage)
        assert "Print" in read(page)
        assert page.countries.isVisible()
        screen(window, running)
        page = open_page(window, "help", HelpPage)
        assert "Print" not in read(page)
        assert not page.countries.isVisible()
        signs = next(one for one in _labels(page) if "chest pain" in one.text())
        number = page.findChildren(BigNumber)[0]
        assert number.number == "112"
        assert _down(number, page) < _down(signs, page)

    @pytest.mark.parametrize(
        ("percent", "language"),
        [(100, "en"), (150, "en"), (200, "en"), (100, "es"), (200, "es")],
    )
    def test_the_number_to_call_first_is_in_sight_at_every_size_of_text(
        self, window: MainWindow, running: Entry[Session], percent: int, language: str
    ) -> None:
        kept = replace(window.context.preferences, country="IE", text_size=percent)
        window.context.keep(replace(kept, language=language))
        window.resize(1024, 700)
        screen(window, running)
        page = open_page(window, "help", HelpPage)
        for _round in range(4):
            QApplication.processEvents()
        number = page.findChildren(BigNumber)[0]
        assert number.number == "112"
        assert number.visibleRegion().boundingRect() == number.rect()
        assert page.verticalScrollBar().value() == 0
        assert page.title.text() == {"en": "Get help now", "es": "Pedir ayuda ya"}[language]
        if language != "en":
            window.context.keep(replace(kept, language="en"))

    def test_it_is_one_key_away_in_each_phase_and_leads_back(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, session: Entry[Session]
    ) -> None:
        page = screen(window, session)
        # before, while the medicine runs, frightened, in the rest after it, and leaving
        for step in ("", "1", "3", "6", "6"):
            if step:
                press_key(qtbot, step)
            assert button_of(page, "I need help").visibleRegion().boundingRect().height() >= 52
            for key in ("H", Qt.Key.Key_F1):
                press_key(qtbot, key)
                assert window._turning.current == "help"
                assert window.context.theme.dark
                assert not window._side.isVisible()
                press_key(qtbot, Qt.Key.Key_Escape)
                assert window._turning.current == "session_day"
            if step == "3":
                press_key(qtbot, Qt.Key.Key_Escape)
        assert now(diary, session).end is not None
        press_words(qtbot, page, "I need help")
        press_words(qtbot, window, "Back to the session")
        assert window._turning.current == "session_day"

    def test_leaving_the_screen_keeps_both_ways_at_hand(
        self, qtbot: QtBot, window: MainWindow, running: Entry[Session]
    ) -> None:
        screen(window, running)
        press_key(qtbot, Qt.Key.Key_Escape)
        page = window._turning.pages["today"]
        assert isinstance(page, TodayPage)
        assert button_of(page, "I need help").height() >= 52
        press_words(qtbot, page, "Go on with the session")
        assert window._turning.current == "session_day"


class TestComingBack:
    def start(
        self, qtbot: QtBot, diary: Diary, content: Content, *, at: Clock, path: Path
    ) -> MainWindow:
        window = MainWindow(diary, content, at, path / "preferences.json")
        qtbot.addWidget(window)
        bring_up(qtbot, window)
        return window

    def test_a_start_in_the_middle_goes_on_and_nothing_is_there_twice(
        self,
        *,
        qtbot: QtBot,
        window: MainWindow,
        diary: Diary,
        content: Content,
        session: Entry[Session],
        clock: Clock,
        tmp_path: Path,
    ) -> None:
        page = screen(window, session)
        press_key(qtbot, "1")
        press_key(qtbot, "1")
        press_key(qtbot, "4")
        qtbot.keyClicks(field(page), "a heron")
        window.close()
        clock.advance(minutes=30)
        again = self.start(qtbot, diary, content, at=clock, path=tmp_path)
        assert again._turning.current == "session_day"
        back = again._turning.pages["session_day"]
        assert isinstance(back, SessionDayPage)
        assert back.head.time.text() == "0:30"
        press_key(qtbot, "4")
        assert field(back).toPlainText() == "a heron"
        assert "Kept from before. Nothing was lost." in read(back)
        press_key(qtbot, Qt.Key.Key_Return)
        notes = [one.record for one in diary.entries(Note)]
        assert [(one.said, one.words, one.at) for one in notes] == [
            (Said.OK, "", NOW),
            (None, "a heron", NOW),
        ]
        again.close()

    @pytest.mark.parametrize("how", ["left", "over", "ready"])
    def test_otherwise_it_begins_with_today(
        self,
        *,
        qtbot: QtBot,
        window: MainWindow,
        diary: Diary,
        content: Content,
        running: Entry[Session],
        clock: Clock,
        tmp_path: Path,
        how: str,
    ) -> None:
        screen(window, running)
        if how == "left":
            press_key(qtbot, Qt.Key.Key_Escape)
        window.close()
        if how == "over":
            clock.advance(seconds=LONGEST.total_seconds())
        if how == "ready":
            diary.change(running.id, replace(running.record, ready=clock()))
        again = self.start(qtbot, diary, content, at=clock, path=tmp_path)
        assert again._turning.current == "today"
        assert ("Go on with the session" in read(again)) is (how == "left")
        again.close()

    def test_unlocking_leads_back_to_what_was_being_typed(
        self,
        *,
        fonts: None,
        qtbot: QtBot,
        content: Content,
        clock: Clock,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(sealing, "TARGET", 0)
        folder = tmp_path / "Protected"
        opened = create(folder, clock, ids.ids(clock))
        sealed = vault.sealed_file(
            opened.access.keys, [Passphrase(WORDS), RecoveryCode(recovery.new_code())]
        )
        vault.write(folder, sealed)
        window = MainWindow(
            opened, content, clock, tmp_path / "preferences.json", data_folder=folder
        )
        qtbot.addWidget(window)
        bring_up(qtbot, window)
        context = window.context
        entry = held(context.diary, "2026-11-23 10:00")
        page = screen(window, entry)
        assert "locking by time waits" not in read(window), "no small print on this screen"
        press_key(qtbot, "4")
        qtbot.keyClicks(field(page), "a heron")
        press_key(qtbot, "L", CTRL)
        qtbot.waitUntil(lambda: context.is_locked)
        assert context.theme.dark
        assert not window._side.isVisible()
        typed = window._turning.pages["locked"].findChild(QLineEdit)
        assert typed is not None
        type_into(qtbot, typed, WORDS)
        press_words(qtbot, window, "Unlock")
        qtbot.waitUntil(lambda: not context.is_locked, timeout=10_000)
        back = window._turning.pages["session_day"]
        assert isinstance(back, SessionDayPage)
        assert field(back).toPlainText() == "a heron"
        assert not window._side.isVisible()
        window.close()
        context.close()


class TestLook:
    def test_it_is_dark_whatever_the_theme_and_the_own_one_comes_back(
        self, qtbot: QtBot, window: MainWindow, running: Entry[Session]
    ) -> None:
        light = replace(window.context.preferences, appearance=Appearance.LIGHT)
        window.context.keep(light)
        window.open_page("log")
        today = open_page(window, "today", TodayPage)
        press(qtbot, today.check_in.form.mood.scale.buttons[4])
        log = window._turning.pages["log"]
        page = screen(window, running)
        assert lightness(window) < 60
        assert page.palette().window().color() == window.context.theme.colour("bg")
        assert isValid(log)
        assert lightness(log) > 200, "what is out of sight is not made dark"
        assert not window._side.isVisible()
        window.context.refresh_look()
        assert not isValid(log), "it is let go of where the own look may be another"
        assert lightness(window) < 60
        assert window._turning.pages["session_day"] is not page
        press_key(qtbot, Qt.Key.Key_Escape)
        again = window._turning.pages["today"]
        assert isinstance(again, TodayPage)
        assert again.check_in.form.mood.value() == 4
        assert lightness(window) > 200
        assert window._side.isVisible()
        assert window.context.preferences.appearance is Appearance.LIGHT

    def test_pages_left_for_it_are_there_again_and_tell_what_happened_meanwhile(
        self, qtbot: QtBot, window: MainWindow, running: Entry[Session]
    ) -> None:
        log = open_page(window, "log", LogPage)
        before = len(log.rows)
        screen(window, running)
        press_key(qtbot, "1")
        window.open_page("help")
        assert window.page.palette().window().color() == window.context.theme.colour("bg")
        dark = window.page, window._turning.pages["session_day"]
        window.open_page("log")
        assert window.page is log
        assert len(log.rows) == before + 1
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert not any(map(isValid, dark)), "what was dark goes with the session"

    def test_pages_put_aside_for_it_are_let_go_of_with_all_others(
        self, window: MainWindow, running: Entry[Session]
    ) -> None:
        log = open_page(window, "log", LogPage)
        screen(window, running)
        window.empty()
        assert window.made("log") is None
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert not isValid(log)

    def test_of_two_clocks_of_a_session_the_one_in_sight_alone_calls(
        self,
        *,
        window: MainWindow,
        running: Entry[Session],
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        calls: list[str] = []
        monkeypatch.setattr(QApplication, "beep", lambda: calls.append("beep"))
        monkeypatch.setattr(QApplication, "alert", lambda _window: calls.append("alert"))
        open_page(window, "session", SessionPage, running.id)
        sitter = window.context.sitter
        sitter.start(running.id)
        screen(window, running)
        clock.advance(minutes=15)
        sitter.tick()
        assert calls == ["beep", "alert"]
        sitter.answer(well=True)
        window.open_page("today")
        clock.advance(minutes=15)
        sitter.tick()
        assert calls == ["beep", "alert"] * 2, "of the page of the session, from out of sight"

    def test_the_small_check_in_is_dark_with_it_and_light_again_after_it(
        self, qtbot: QtBot, window: MainWindow, running: Entry[Session]
    ) -> None:
        light = replace(window.context.preferences, appearance=Appearance.LIGHT)
        window.context.keep(light)
        small = QuickCheckIn(window.context)
        qtbot.addWidget(small)
        screen(window, running)
        small.come_forward()
        assert lightness(small) < 60
        window.open_page("today")
        small.come_forward()
        assert lightness(small) > 200

    def test_a_form_that_comes_back_when_it_is_unlocked_is_dark_with_it(
        self, window: MainWindow, running: Entry[Session]
    ) -> None:
        window.context.keep(
            replace(window.context.preferences, appearance=Appearance.LIGHT, country="IE")
        )
        screen(window, running)
        window.open_page("help")
        shown: list[int] = []
        with_dialog(FormDialog, lambda dialog: shown.append(lightness(dialog)))
        window.locking._ask_again(Asked(partial(PersonForm, window.context), None))
        assert len(shown) == 1
        assert shown[0] < 60

    def test_what_is_around_it_follows_the_contrast_there_and_back(
        self, window: MainWindow, running: Entry[Session]
    ) -> None:
        context = window.context
        usual = replace(context.preferences, appearance=Appearance.DARK, contrast=Contrast.USUAL)
        context.keep(usual)
        screen(window, running)
        assert not window._saved.styleSheet(), "the own look is the same"
        context.keep(replace(usual, contrast=Contrast.HIGH))
        assert window._saved.styleSheet()
        context.keep(usual)
        assert not window._saved.styleSheet()

    def test_few_large_controls_and_none_to_delete_or_to_set(
        self, qtbot: QtBot, window: MainWindow, session: Entry[Session]
    ) -> None:
        screen(window, session)
        for step in ("", "1", "6"):
            if step:
                press_key(qtbot, step)
            QApplication.processEvents()
            controls = [one for one in window.findChildren(QAbstractButton) if one.isVisible()]
            assert 5 < len(controls) <= 12
            for one in controls:
                name = one.accessibleName() or one.text()
                assert name
                assert min(one.height(), one.width()) >= 52, name
                assert not any(word in name.lower() for word in ("delet", "remove", "setting"))

    def test_large_words_are_nowhere_cut_off(
        self,
        *,
        qtbot: QtBot,
        fonts: None,
        diary: Diary,
        content: Content,
        running: Entry[Session],
        clock: Clock,
        tmp_path: Path,
    ) -> None:
        preferences.write(tmp_path / "p.json", Preferences(country="IE", text_size=150))
        diary.change(running.id, replace(running.record, end=NOW))
        diary.add(Note(at=NOW, words="many words " * 20, session_id=running.id))
        window = MainWindow(diary, content, clock, tmp_path / "p.json")
        qtbot.addWidget(window)
        window.resize(1024, 700)
        bring_up(qtbot, window)
        page = screen(window, running)
        for key in ("", "2", "3", "4", "5", "6"):
            if key:
                press_key(qtbot, key)
            for _turn in range(3):
                QApplication.processEvents()
            assert window.size().width() == 1024
            assert page.verticalScrollBar().maximum() == 0, "only what stands above help scrolls"
            assert (
                page.screen_.help.visibleRegion().boundingRect().size() == page.screen_.help.size()
            )
            for area in page.findChildren(QScrollArea):
                assert area.horizontalScrollBar().maximum() == 0
            for one in _labels(page):
                wraps = one.wordWrap()
                needed = one.heightForWidth(one.width()) if wraps else one.sizeHint().height()
                assert one.height() >= needed, (key, one.text())
                if one.parent() is not page.screen_.strip and not wraps:
                    assert one.width() >= one.sizeHint().width(), (key, one.text())
            if key:
                press_key(qtbot, Qt.Key.Key_Escape)
        window.close()


class TestOffered:
    def test_today_offers_it_when_the_session_is_at_hand(
        self, window: MainWindow, session: Entry[Session], clock: Clock
    ) -> None:
        for hour, minute, is_so in ((8, 59, False), (9, 0, True), (18, 0, False)):
            clock.moment = clock.moment.replace(hour=hour, minute=minute)
            page = open_page(window, "today", TodayPage)
            assert ("Start session-day screen" in read(page)) is is_so

    def test_the_record_of_a_session_leads_there_unless_something_is_refused(
        self, qtbot: QtBot, window: MainWindow, session: Entry[Session]
    ) -> None:
        page = open_page(window, "session", SessionPage, session.id)
        assert page.form is not None
        edit = page.form.fields["dose"].control()
        type_into(qtbot, edit, "seventy")
        press_words(qtbot, page, "Session-day screen")
        assert window._turning.current == "session"
        qtbot.keyClick(edit, Qt.Key.Key_A, CTRL)
        qtbot.keyClick(edit, Qt.Key.Key_Delete)
        press_words(qtbot, page, "Session-day screen")
        assert window._turning.current == "session_day"

    def test_one_that_is_over_or_gone_leads_to_today(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session]
    ) -> None:
        diary.change(running.id, replace(running.record, ready=NOW))
        page = screen(window, running)
        press_key(qtbot, "1")
        assert diary.entries(Note) == ()
        press_words(qtbot, page, "To Today")
        assert window._turning.current == "today"
        diary.remove(running.id)
        assert "This entry is not here any more." in read(screen(window, running))

    def test_it_ends_by_itself_after_eight_hours(
        self, qtbot: QtBot, window: MainWindow, running: Entry[Session], clock: Clock
    ) -> None:
        page = screen(window, running)
        press_key(qtbot, "4")
        qtbot.keyClicks(field(page), "a heron")
        clock.advance(seconds=LONGEST.total_seconds())
        page._on_tick()
        assert page.panel is None
        assert "To Today" in read(page)


def test_a_reading_has_its_time(
    qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session], clock: Clock
) -> None:
    page = screen(window, running)
    clock.advance(minutes=41)
    press_key(qtbot, "5")
    pressure(qtbot, page, "128", "82")
    expected = Reading(when=ReadingTime.FORTY_MINUTES, at=clock(), systolic=128, diastolic=82)
    assert now(diary, running).readings == (expected,)


def lightness(window: QWidget) -> int:
    return window.grab().toImage().pixelColor(4, 4).lightness()


def in_sight(widget: QWidget) -> bool:
    return widget.isVisible() and widget.visibleRegion().boundingRect().size() == widget.size()


def _down(widget: QWidget, place: QWidget) -> int:
    return widget.mapTo(place, QPoint(0, 0)).y()


def _labels(place: QWidget) -> Iterator[QLabel]:
    return (one for one in place.findChildren(QLabel) if one.isVisible() and one.text())


class TestHalfTyped:
    """A reading that was begun and left, whose time is the one at which it was begun."""

    def begin(
        self,
        qtbot: QtBot,
        page: SessionDayPage,
        clock: Clock,
        *,
        upper: str = "165",
        lower: str = "98",
    ) -> None:
        clock.advance(minutes=40)
        press_key(qtbot, "5")
        for name, typed in (("Upper number", upper), ("Lower number", lower)):
            type_into(qtbot, number(page, name), typed)
        clock.advance(minutes=1)
        press_key(qtbot, Qt.Key.Key_Escape)
        clock.advance(minutes=79)

    def test_it_is_saved_later_with_its_own_time(
        self,
        *,
        qtbot: QtBot,
        window: MainWindow,
        diary: Diary,
        running: Entry[Session],
        clock: Clock,
    ) -> None:
        page = screen(window, running)
        self.begin(qtbot, page, clock)
        press_key(qtbot, "5")
        assert number(page, "Upper number").text() == "165"
        line = "You typed this at 10:40. It is saved with that time."
        assert line in read(page)
        for name in ("Upper number", "Lower number"):
            number(page, name).clear()
        assert line not in read(page)
        type_into(qtbot, number(page, "Pulse"), "70")
        press_key(qtbot, Qt.Key.Key_Escape)
        press_key(qtbot, "5")
        assert "You typed this at 12:00." in read(page)
        number(page, "Pulse").clear()
        press_key(qtbot, Qt.Key.Key_Escape)
        self.begin(qtbot, page, clock)
        press_key(qtbot, "5")
        press_key(qtbot, Qt.Key.Key_Return)
        taken = NOW + timedelta(minutes=160)
        expected = Reading(when=ReadingTime.OTHER, at=taken, systolic=165, diastolic=98)
        assert now(diary, running).readings == (expected,)

    @pytest.mark.parametrize("typed", ["", "131"])
    def test_the_end_saves_it_as_its_own_and_asks_anew(
        self,
        *,
        qtbot: QtBot,
        window: MainWindow,
        diary: Diary,
        running: Entry[Session],
        clock: Clock,
        typed: str,
    ) -> None:
        page = screen(window, running)
        self.begin(qtbot, page, clock)
        press_key(qtbot, "6")
        press_key(qtbot, "6")
        assert number(page, "Upper number").text() == number(page, "Lower number").text() == ""
        forty = Reading(
            when=ReadingTime.FORTY_MINUTES,
            at=NOW + timedelta(minutes=40),
            systolic=165,
            diastolic=98,
        )
        expected = [forty]
        if typed:
            pressure(qtbot, page, typed, "80")
            leaving = Reading(when=ReadingTime.LEAVING, at=clock(), systolic=131, diastolic=80)
            expected.append(leaving)
        else:
            press_words(qtbot, page, "End the session")
        done = now(diary, running)
        assert (list(done.readings), done.ready) == (expected, clock())
        assert diary.draft(f"session_day_reading:{running.id}") is None
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        back = now(diary, running)
        assert (back.readings, back.ready) == ((forty,), None), "only the end is taken back"

    @pytest.mark.parametrize(("lower", "told"), [("", ""), ("9b", ", Lower number 9b")])
    def test_what_makes_no_reading_becomes_a_note(
        self,
        *,
        qtbot: QtBot,
        window: MainWindow,
        diary: Diary,
        running: Entry[Session],
        clock: Clock,
        lower: str,
        told: str,
    ) -> None:
        page = screen(window, running)
        self.begin(qtbot, page, clock, lower=lower)
        press_key(qtbot, "6")
        press_key(qtbot, "6")
        press_words(qtbot, page, "End the session")
        done = now(diary, running)
        assert (done.readings, done.ready) == ((), clock())
        words = f"Blood pressure, not finished: Upper number 165{told}"
        note = Note(at=NOW + timedelta(minutes=40), words=words, session_id=running.id)
        assert [one.record for one in diary.entries(Note)] == [note]

    def test_half_typed_numbers_of_leaving_stay_there(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session]
    ) -> None:
        diary.change(running.id, replace(running.record, end=NOW))
        page = screen(window, running)
        press_key(qtbot, "6")
        type_into(qtbot, number(page, "Pulse"), "70")
        press_key(qtbot, Qt.Key.Key_Escape)
        press_key(qtbot, "5")
        assert number(page, "Pulse").text() == ""
        press_key(qtbot, Qt.Key.Key_Escape)
        press_key(qtbot, "6")
        assert number(page, "Pulse").text() == "70"


class TestUndoBesideOthers:
    """Undo takes back what was tapped here, and nothing that was saved from elsewhere since."""

    def test_a_check_in_from_the_tray_stays_and_so_do_the_taps_before(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, session: Entry[Session]
    ) -> None:
        page = screen(window, session)
        press_key(qtbot, "1")
        assert page.head.undo.isVisible()
        window.context.save(CheckIn(at=NOW, mood=6), "check-in")
        assert "check-in" in answer(page)
        assert not page.head.undo.isVisible(), "it would not take this back"
        for _time in range(2):
            press_key(qtbot, Qt.Key.Key_Z, CTRL)
            assert "Something else was saved after your last tap. Nothing was" in answer(page)
            assert len(diary.entries(CheckIn)) == 1
            assert now(diary, session).start == NOW
        press_key(qtbot, "1")
        press_words(qtbot, page, "Undo")
        assert diary.entries(Note) == ()
        assert len(diary.entries(CheckIn)) == 1

    def test_another_write_to_the_same_entry_stays_too(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, running: Entry[Session]
    ) -> None:
        screen(window, running)
        press_key(qtbot, "2")
        press_key(qtbot, "1")
        effect = diary.entries(SideEffect)[0]
        diary.change(effect.id, replace(effect.record, end=NOW))
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert diary.entries(SideEffect)[0].record.end == NOW

    def test_a_look_of_the_sitter_is_no_hindrance(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        page = screen(window, session)
        press_key(qtbot, "1")
        press_words(qtbot, page, "Start the sitter’s timer")
        clock.advance(minutes=15)
        window.context.sitter.tick()
        press_words(qtbot, page, "All well")
        assert now(diary, session).checks
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert now(diary, session).start is None
