# SPDX-License-Identifier: Apache-2.0
"""The sitter's timer: each look is kept with its session, and it ends with that session."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit

from companion.domain.records import Entry, Session, SessionState, SitterCheck
from companion.domain.session_day import LONGEST
from companion.storage import ids, recovery, sealing, troubles, vault
from companion.storage.diary import create
from companion.storage.vault import Passphrase, RecoveryCode
from companion.ui.looks import keep_looks
from companion.ui.main_window import MainWindow
from companion.ui.pages.session import SAVE_AFTER, SessionPage
from tests.ui.gestures import (
    NOW,
    bring_up,
    held,
    open_page,
    planned,
    press_words,
    read,
    type_into,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.sitter import SitterTimer
    from tests.ui.conftest import Clock

WORDS = "sieben kleine Boote"
LOST = "written down when you unlock, and are lost if Companion is closed before"
START = "Start the sitter’s timer"
UNWELL = "No: get the staff, or call your local emergency number"


@pytest.fixture
def session(diary: Diary) -> Entry[Session]:
    """Give a session that begins now."""
    return held(diary, "2026-11-23 10:00")


@pytest.fixture
def page(window: MainWindow, session: Entry[Session]) -> SessionPage:
    return open_page(window, "session", SessionPage, session.id)


@pytest.fixture
def sitter(window: MainWindow, session: Entry[Session]) -> SitterTimer:
    """Give the timer as it was just started for the session."""
    window.context.sitter.start(session.id)
    return window.context.sitter


def checks(diary: Diary, session: Entry[Session]) -> tuple[SitterCheck, ...]:
    return diary.get(Session, session.id).record.checks


def answers(diary: Diary, session: Entry[Session]) -> list[bool | None]:
    return [check.well for check in checks(diary, session)]


def edit_of(page: SessionPage, field: str) -> QLineEdit:
    assert page.form is not None
    control = page.form.fields[field].control()
    assert isinstance(control, QLineEdit)
    return control


class TestKept:
    def test_each_look_is_kept_with_the_session_and_a_missed_one_too(
        self, qtbot: QtBot, window: MainWindow, page: SessionPage, diary: Diary, clock: Clock
    ) -> None:
        entry = diary.get(Session, page._id)
        press_words(qtbot, window, START)
        clock.advance(minutes=15)
        window.context.sitter.tick()
        assert (
            "Look and ask. Awake when spoken to? Breathing normally? Skin and lips a normal colour?"
        ) in read(window)
        press_words(qtbot, window, "All yes")
        clock.advance(minutes=31)
        window.context.sitter.tick()
        assert answers(diary, entry) == [True, None]
        assert "10:30 not checked · 10:15 all yes" in read(window)
        press_words(qtbot, window, UNWELL)
        assert window._turning.current == "help"
        assert answers(diary, entry) == [True, None, False]

    def test_a_look_is_no_step_to_undo(
        self, sitter: SitterTimer, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        clock.advance(minutes=15)
        sitter.answer(well=True)
        assert answers(diary, session) == [True]
        sitter.end()
        undone = diary.undo()
        assert undone is not None
        assert undone.entry.id == session.id
        assert undone.entry.deleted_at is not None

    def test_undo_of_what_was_typed_before_keeps_the_look(
        self,
        window: MainWindow,
        sitter: SitterTimer,
        diary: Diary,
        session: Entry[Session],
        clock: Clock,
    ) -> None:
        window.context.save(replace(session.record, place="Clinic"), "", session)
        clock.advance(minutes=15)
        sitter.answer(well=False)
        window.undo()
        assert diary.get(Session, session.id).record.place == session.record.place
        assert answers(diary, session) == [False]

    def test_looks_wait_while_nobody_can_write(
        self,
        *,
        window: MainWindow,
        sitter: SitterTimer,
        diary: Diary,
        session: Entry[Session],
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        clock.advance(minutes=15)
        with monkeypatch.context() as patch:
            patch.setattr(diary, "follow", lambda *_a: (_ for _ in ()).throw(troubles.disk_error()))
            sitter.answer(well=True)
        assert checks(diary, session) == ()
        keep_looks(window.context)
        assert answers(diary, session) == [True]

    def test_a_start_that_is_corrected_takes_no_look_into_another_session(
        self, sitter: SitterTimer, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        before = held(diary, "2026-11-16 10:00")
        clock.advance(minutes=20)
        corrected = replace(session.record, start=clock() - timedelta(minutes=2))
        diary.change(session.id, corrected)
        sitter.answer(well=False)
        assert answers(diary, session) == [False]
        assert checks(diary, before) == ()

    def test_looks_of_a_session_in_the_bin_wait_for_it_and_that_is_said_once(
        self,
        *,
        window: MainWindow,
        sitter: SitterTimer,
        diary: Diary,
        session: Entry[Session],
        clock: Clock,
    ) -> None:
        clock.advance(minutes=16)
        diary.remove(session.id)
        assert "It may be in the bin." in window._saved.answer.text()
        window.say("something else")
        other = held(diary, "2026-11-23 10:00")
        assert window._saved.answer.text() == "something else"
        assert checks(diary, other) == ()
        diary.restore(session.id)
        assert answers(diary, session) == [None]
        assert not sitter.waits


class TestForm:
    def test_what_is_typed_meanwhile_does_not_take_the_looks_away(
        self,
        *,
        page: SessionPage,
        sitter: SitterTimer,
        diary: Diary,
        session: Entry[Session],
        clock: Clock,
    ) -> None:
        assert page.form is not None
        page.form.fields["intention"].set_raw("calm")
        clock.advance(minutes=15)
        sitter.answer(well=True)
        page.save()
        assert diary.get(Session, session.id).record.intention == "calm"
        assert answers(diary, session) == [True]

    def test_a_look_leaves_what_was_refused_and_its_draft(
        self,
        *,
        qtbot: QtBot,
        page: SessionPage,
        sitter: SitterTimer,
        diary: Diary,
        session: Entry[Session],
        clock: Clock,
    ) -> None:
        type_into(qtbot, edit_of(page, "dose"), "seventy")
        type_into(qtbot, edit_of(page, "place"), "Room 2")
        page.save()
        clock.advance(minutes=15)
        sitter.answer(well=True)
        assert answers(diary, session) == [True]
        assert edit_of(page, "dose").text() == "seventy"
        assert edit_of(page, "place").text() == "Room 2"
        assert "Not saved yet." in read(page)
        assert diary.draft(f"session:{session.id}") is not None

    def test_a_change_elsewhere_leaves_what_was_refused(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, session: Entry[Session]
    ) -> None:
        type_into(qtbot, edit_of(page, "dose"), "seventy")
        page.save()
        diary.change(session.id, replace(session.record, place="Clinic"))
        assert edit_of(page, "dose").text() == "seventy"
        assert diary.draft(f"session:{session.id}") is not None

    def test_a_look_left_open_by_the_end_is_there_after_the_next_keystroke(
        self,
        *,
        qtbot: QtBot,
        page: SessionPage,
        sitter: SitterTimer,
        diary: Diary,
        session: Entry[Session],
        clock: Clock,
    ) -> None:
        clock.advance(minutes=20)
        type_into(qtbot, edit_of(page, "ready"), "10:20")
        page.save()
        assert not sitter.runs
        assert answers(diary, session) == [None]
        type_into(qtbot, edit_of(page, "place"), "Clinic")
        qtbot.wait(SAVE_AFTER + 200)
        assert diary.get(Session, session.id).record.place == "Clinic"
        assert answers(diary, session) == [None]


class TestEnd:
    @pytest.mark.parametrize("how", ["ready", "cancelled", "not begun", "in the bin"])
    def test_it_ends_with_its_session(
        self,
        *,
        how: str,
        sitter: SitterTimer,
        diary: Diary,
        session: Entry[Session],
        clock: Clock,
    ) -> None:
        clock.advance(minutes=5)
        match how:
            case "ready":
                diary.change(session.id, replace(session.record, ready=clock()))
            case "cancelled":
                cancelled = replace(session.record, state=SessionState.CANCELLED)
                diary.change(session.id, cancelled)
            case "not begun":
                not_begun = replace(session.record, state=SessionState.PLANNED, start=None)
                diary.change(session.id, not_begun)
            case _:
                diary.remove(session.id)
        assert not sitter.runs
        clock.advance(hours=20)
        sitter.tick()
        assert checks(diary, session) == ()

    def test_another_session_does_not_end_it(
        self, sitter: SitterTimer, diary: Diary, session: Entry[Session]
    ) -> None:
        other = planned(diary, "2026-11-24 10:00")
        diary.change(other.id, replace(other.record, state=SessionState.CANCELLED))
        assert sitter.runs
        assert checks(diary, session) == ()

    def test_nothing_is_noted_after_the_moment_of_being_ready(
        self, sitter: SitterTimer, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        clock.advance(hours=2)
        ready = NOW + timedelta(minutes=40)
        diary.change(session.id, replace(session.record, ready=ready))
        assert not sitter.runs
        assert [check.due - NOW for check in checks(diary, session)] == [
            timedelta(minutes=15),
            timedelta(minutes=30),
        ]

    def test_it_ends_with_the_window_and_leaves_what_was_due(
        self,
        *,
        window: MainWindow,
        sitter: SitterTimer,
        diary: Diary,
        session: Entry[Session],
        clock: Clock,
    ) -> None:
        clock.advance(minutes=16)
        window.close()
        assert not sitter.runs
        assert answers(diary, session) == [None]

    def test_a_session_nobody_ended_is_watched_for_eight_hours_at_most(
        self, window: MainWindow, diary: Diary, clock: Clock
    ) -> None:
        long_ago = held(diary, "2026-11-23 09:00")
        window.context.sitter.start(long_ago.id)
        clock.advance(hours=20)
        window.context.sitter.tick()
        assert not window.context.sitter.runs
        dues = [check.due for check in checks(diary, long_ago)]
        assert dues[-1] == NOW - timedelta(hours=1) + LONGEST
        assert len(dues) == 7 * 4


class TestLocked:
    @pytest.fixture
    def protected(
        self,
        *,
        fonts: None,
        qtbot: QtBot,
        content: Content,
        clock: Clock,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Iterator[MainWindow]:
        """Give the window of a diary with a passphrase, open."""
        monkeypatch.setattr(sealing, "TARGET", 0)
        folder = tmp_path / "Protected"
        opened = create(folder, clock, ids.ids(clock))
        sealed = vault.sealed_file(
            opened.access.keys, [Passphrase(WORDS), RecoveryCode(recovery.new_code())]
        )
        vault.write(folder, sealed)
        path = tmp_path / "preferences.json"
        made = MainWindow(opened, content, clock, path, data_folder=folder)
        qtbot.addWidget(made)
        bring_up(qtbot, made)
        yield made
        made.context.close()

    def test_locked_it_only_goes_on_and_says_what_becomes_of_its_looks(
        self, qtbot: QtBot, protected: MainWindow, clock: Clock
    ) -> None:
        context = protected.context
        entry = held(context.diary, "2026-11-23 10:00")
        protected.open_page("session", entry.id)
        press_words(qtbot, protected, START)
        protected.lock()
        qtbot.waitUntil(lambda: context.is_locked)
        assert LOST not in read(protected)
        clock.advance(minutes=15)
        context.sitter.tick()
        press_words(qtbot, protected, "All yes")
        assert LOST in read(protected)
        press_words(qtbot, protected, "Stop the timer")
        assert START not in read(protected)
        field = protected._turning.pages["locked"].findChild(QLineEdit)
        assert field is not None
        type_into(qtbot, field, WORDS)
        press_words(qtbot, protected, "Unlock")
        qtbot.waitUntil(lambda: not context.is_locked, timeout=10_000)
        assert answers(context.diary, entry) == [True]
        assert "10:15 all yes" in read(protected)
        assert LOST not in read(protected)

    def test_locked_it_ends_after_eight_hours_too(
        self, qtbot: QtBot, protected: MainWindow, clock: Clock
    ) -> None:
        context = protected.context
        entry = held(context.diary, "2026-11-23 09:00")
        context.sitter.start(entry.id)
        protected.lock()
        qtbot.waitUntil(lambda: context.is_locked)
        clock.moment = NOW + timedelta(hours=6, minutes=59)
        context.sitter.tick()
        assert context.sitter.runs
        clock.moment = NOW + timedelta(hours=7)
        context.sitter.tick()
        assert not context.sitter.runs
