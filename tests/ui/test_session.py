# SPDX-License-Identifier: Apache-2.0
"""Session: saved as it is typed; what cannot be true is refused at its field, and kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from companion.domain.records import (
    DoseUnit,
    Entry,
    Grade,
    Reading,
    ReadingTime,
    Route,
    Session,
    SessionState,
    SideEffect,
    Tone,
)
from companion.ui.forms.form import FormDialog
from companion.ui.pages.session import SAVE_AFTER, SessionPage
from tests.ui.gestures import (
    CTRL,
    NOW,
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
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.forms.session import SessionForm
    from companion.ui.main_window import MainWindow


@pytest.fixture
def session(diary: Diary) -> Entry[Session]:
    """Give a session that was planned for this morning."""
    return planned(diary, "2026-11-23 08:00")


@pytest.fixture
def page(window: MainWindow, session: Entry[Session]) -> SessionPage:
    return open_page(window, "session", SessionPage, session.id)


def form(page: SessionPage) -> SessionForm:
    assert page.form is not None
    return page.form


def fill(qtbot: QtBot, page: SessionPage, **words: str) -> None:
    for key, typed in words.items():
        type_into(qtbot, form(page).fields[key].control(), typed)


def reading(qtbot: QtBot, page: SessionPage, when: ReadingTime, **numbers: str) -> None:
    for name, typed in numbers.items():
        type_into(qtbot, form(page).readings.edit(when, name), typed)


def saved(page: SessionPage, diary: Diary) -> Session:
    """Give what the record says once the pause after typing is over."""
    page._timer.timeout.emit()
    return diary.get(Session, page._id).record


def fault(page: SessionPage, key: str) -> str:
    QApplication.processEvents()
    label = form(page).fields[key]._fault
    return label.text() if label.isVisible() else ""


class TestSaving:
    def test_a_start_makes_it_held_after_a_pause(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        assert "planned" in page.subtitle.text()
        fill(qtbot, page, start="0805")
        assert diary.get(Session, page._id).record.state is SessionState.PLANNED
        qtbot.waitUntil(
            lambda: diary.get(Session, page._id).record.state is SessionState.HELD,
            timeout=SAVE_AFTER + 2000,
        )
        record = diary.get(Session, page._id).record
        assert record.start == datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
        assert "held" in page.subtitle.text()
        assert page.title.text() == "Session 1"
        assert window._answer.text() == "Saved 10:00"
        assert not page._cancel.isVisible()

    def test_everything_reaches_the_record(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        fields = form(page).fields
        fill(qtbot, page, dose="56,5", weight_kg="70", start="8:05", end="8.45", ready="0950")
        fill(qtbot, page, place="Clinic", companion="Maya", intention="Rest", reflection="Calm sea")
        press(qtbot, fields["dose_unit"].choices.buttons["mg"])  # type: ignore[attr-defined]
        press(qtbot, fields["route"].choices.buttons["im"])  # type: ignore[attr-defined]
        press(qtbot, fields["tone"].choices.buttons["joyful"])  # type: ignore[attr-defined]
        for key, value in (("dissociation", 6), ("sedation", 0), ("intensity", 10)):
            press(qtbot, fields[key].control().buttons[value])  # type: ignore[attr-defined]
        reading(qtbot, page, ReadingTime.BEFORE, systolic="128", diastolic="80", pulse="66")
        reading(qtbot, page, ReadingTime.LEAVING, oxygen="98")
        record = saved(page, diary)
        day = datetime(2026, 11, 23, tzinfo=UTC)
        assert record == Session(
            plan=record.plan,
            state=SessionState.HELD,
            route=Route.IM,
            dose=56.5,
            dose_unit=DoseUnit.MG,
            weight_kg=70,
            start=day.replace(hour=8, minute=5),
            end=day.replace(hour=8, minute=45),
            ready=day.replace(hour=9, minute=50),
            place="Clinic",
            companion="Maya",
            readings=(
                Reading(when=ReadingTime.BEFORE, systolic=128, diastolic=80, pulse=66),
                Reading(when=ReadingTime.LEAVING, oxygen=98),
            ),
            dissociation=6,
            sedation=0,
            intensity=10,
            tone=Tone.JOYFUL,
            intention="Rest",
            reflection="Calm sea",
        )

    def test_untouched_fields_stay_empty(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        fill(qtbot, page, start="0805")
        record = saved(page, diary)
        assert (record.dissociation, record.sedation, record.intensity, record.tone) == (None,) * 4
        assert (record.dose, record.end, record.readings) == (None, None, ())

    def test_the_cursor_stays_where_it_is_while_it_saves(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        edit = form(page).fields["reflection"].control()
        assert isinstance(edit, QPlainTextEdit)
        type_into(qtbot, edit, "The sea")
        assert saved(page, diary).reflection == "The sea"
        qtbot.keyClicks(edit, " was calm")
        assert saved(page, diary).reflection == "The sea was calm"
        start = form(page).fields["start"].control()
        assert isinstance(start, QLineEdit)
        type_into(qtbot, start, "08")
        assert saved(page, diary).start is not None
        qtbot.keyClicks(start, "45")
        assert saved(page, diary).start == datetime(2026, 11, 23, 8, 45, tzinfo=UTC)

    def test_leaving_saves_at_once(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        fill(qtbot, page, reflection="Rain")
        window.open_page("today")
        assert diary.get(Session, page._id).record.reflection == "Rain"
        assert diary.draft(f"session:{page._id}") is None

    def test_an_evening_session_goes_past_midnight(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        session = planned(diary, "2026-11-22 22:00")
        page = open_page(window, "session", SessionPage, session.id)
        fill(qtbot, page, start="2215", end="2355", ready="0130")
        record = saved(page, diary)
        assert record.start == datetime(2026, 11, 22, 22, 15, tzinfo=UTC)
        assert record.end == datetime(2026, 11, 22, 23, 55, tzinfo=UTC)
        assert record.ready == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
        window.context.refresh_look()
        again = open_page(window, "session", SessionPage, session.id)
        assert form(again).fields["ready"].raw() == "01:30"
        assert saved(again, diary) == record

    def test_taking_the_start_away_makes_it_planned_again(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        fill(qtbot, page, start="0805")
        assert saved(page, diary).state is SessionState.HELD
        edit = form(page).fields["start"].control()
        assert isinstance(edit, QLineEdit)
        edit.selectAll()
        qtbot.keyClick(edit, Qt.Key.Key_Delete)
        assert saved(page, diary).state is SessionState.PLANNED

    def test_another_session_shows_its_own(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        other = planned(diary, "2026-11-20 08:00")
        fill(qtbot, page, reflection="First")
        first = page._id
        window.open_page("session", other.id)
        assert form(page).fields["reflection"].raw() == ""
        fill(qtbot, page, reflection="Second")
        window.open_page("session", first)
        assert form(page).fields["reflection"].raw() == "First"
        assert diary.get(Session, other.id).record.reflection == "Second"
        assert diary.get(Session, first).record.reflection == "First"


class TestRefused:
    @pytest.mark.parametrize(
        ("typed", "key", "words"),
        [
            ({"start": "0900", "end": "0845"}, "end", "The end lies before the start."),
            ({"start": "0900", "ready": "0800"}, "ready", "The end lies before the start."),
            ({"start": "1200"}, "start", "This lies in the future."),
            ({"start": "25:99"}, "start", "This needs a time of day, like 14:00."),
            ({"dose": "half"}, "dose", "This needs a number."),
            ({"dose": "-1"}, "dose", "This needs a number"),
            ({"dose": "40"}, "dose_unit", "This is needed before it can be saved."),
            ({"weight_kg": "900"}, "weight_kg", "This needs a number from 0 to 500."),
        ],
    )
    def test_at_the_field_with_everything_else_staying(  # noqa: PLR0917 -- what is typed and said
        self,
        qtbot: QtBot,
        page: SessionPage,
        diary: Diary,
        window: MainWindow,
        typed: dict[str, str],
        key: str,
        words: str,
    ) -> None:
        fill(qtbot, page, place="Clinic", **typed)
        before = diary.get(Session, page._id)
        assert saved(page, diary) == before.record
        assert words in fault(page, key)
        assert "Not saved yet. Please look at the marked field." in read(page)
        for name, text in ({"place": "Clinic"} | typed).items():
            assert form(page).fields[name].raw() == text
        assert diary.draft(f"session:{page._id}") is not None
        window.close()

    def test_the_draft_is_offered_again(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        fill(qtbot, page, start="0900", end="0845", place="Clinic")
        saved(page, diary)
        key = page._id
        window.context.refresh_look()
        again = open_page(window, "session", SessionPage, key)
        assert again is not page
        assert form(again).fields["end"].raw() == "0845"
        assert "Kept from before, not saved yet." in read(again)
        fill(qtbot, again, end="0930")
        record = saved(again, diary)
        assert (record.place, record.state) == ("Clinic", SessionState.HELD)
        assert fault(again, "end") == ""
        assert "Not saved yet" not in read(again)
        assert "Kept from before" not in read(again)
        assert diary.draft(f"session:{key}") is None

    @pytest.mark.parametrize(
        ("numbers", "words"),
        [
            ({"oxygen": "300"}, "Before: This needs a number from 50 to 100."),
            ({"systolic": "80", "diastolic": "80"}, "Before: The first number is the higher one"),
            ({"systolic": "120"}, "Before: Blood pressure needs both numbers"),
            ({"pulse": "fast"}, "Before: this needs a whole number."),
        ],
    )
    def test_a_reading_that_cannot_be(
        self,
        qtbot: QtBot,
        page: SessionPage,
        diary: Diary,
        numbers: dict[str, str],
        words: str,
    ) -> None:
        reading(qtbot, page, ReadingTime.FORTY_MINUTES, pulse="70")
        reading(qtbot, page, ReadingTime.BEFORE, **numbers)
        assert saved(page, diary).readings == ()
        assert words in fault(page, "readings")
        for name, typed in numbers.items():
            edit = form(page).readings.edit(ReadingTime.BEFORE, name)
            assert edit.text() == typed
            edit.setFocus()
            edit.selectAll()
            qtbot.keyClick(edit, Qt.Key.Key_Backspace)
        assert saved(page, diary).readings == (Reading(when=ReadingTime.FORTY_MINUTES, pulse=70),)
        assert fault(page, "readings") == ""


class TestPlan:
    def test_cancelled_and_planned_again(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        press_words(qtbot, page, "It was cancelled")
        assert diary.get(Session, page._id).record.state is SessionState.CANCELLED
        assert "cancelled" in page.subtitle.text()
        assert not form(page).isEnabled()
        assert not page._move.isVisible()
        press_words(qtbot, page, "It is planned after all")
        assert diary.get(Session, page._id).record.state is SessionState.PLANNED
        assert form(page).isEnabled()

    def test_moved(self, qtbot: QtBot, page: SessionPage, diary: Diary) -> None:
        def move(dialog: FormDialog) -> None:
            dialog.form.fields["plan"].set_raw("2026-11-24 09:00")
            dialog.save()

        fill(qtbot, page, intention="Rest")
        with_dialog(FormDialog, move)
        press_words(qtbot, page, "Change or move")
        record = diary.get(Session, page._id).record
        assert (record.moves, record.intention) == (1, "Rest")
        assert page.subtitle.text() == "Tue 24 Nov · planned · arrive 08:30 · moved once"

    def test_what_was_refused_is_not_lost_by_cancelling(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        fill(qtbot, page, dose="a lot", intention="Rest")
        press_words(qtbot, page, "It was cancelled")
        assert diary.get(Session, page._id).record.state is SessionState.PLANNED
        assert "Please mend or empty the marked field first. Nothing is lost." in read(page)
        assert form(page).fields["dose"].raw() == "a lot"
        assert form(page).fields["intention"].raw() == "Rest"

    def test_one_that_is_not_there_says_so(self, window: MainWindow) -> None:
        page = open_page(window, "session", SessionPage, "nowhere")
        assert "This entry is not here any more." in page.subtitle.text()
        assert not page._move.isVisible()
        page.leave()

    def test_one_entered_later_is_marked(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        session = planned(diary, "2026-11-10 08:00")
        page = open_page(window, "session", SessionPage, session.id)
        fill(qtbot, page, start="0800")
        saved(page, diary)
        assert "entered later" in page.subtitle.text()


class TestSideEffects:
    def test_those_of_the_session_are_listed(self, page: SessionPage, diary: Diary) -> None:
        start = NOW - timedelta(hours=1)
        diary.add(SideEffect(effect="headache", grade=Grade.MILD, start=start, session_id=page._id))
        diary.add(SideEffect(own_name="Cold feet", grade=Grade.MILD, start=start))
        told = read(page)
        assert "Headache · mild · since Mon 23 Nov, 09:00, still there" in told
        assert "Cold feet" not in told

    def test_one_is_added_and_edited(self, qtbot: QtBot, page: SessionPage, diary: Diary) -> None:
        came = with_dialog(FormDialog, lambda dialog: None)
        press_words(qtbot, page, "Add a side effect")
        assert came[0].windowTitle()
        diary.add(SideEffect(effect="headache", grade=Grade.MILD, start=NOW, session_id=page._id))
        again = with_dialog(FormDialog, lambda dialog: None)
        press_words(qtbot, page, "Edit: Headache")
        dialog = again[0]
        assert isinstance(dialog, FormDialog)
        assert dialog.entry is not None
        assert isinstance(dialog.entry.record, SideEffect)


class TestUndo:
    def test_the_last_save_is_taken_back_on_screen(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        fill(qtbot, page, place="Clinic")
        saved(page, diary)
        press(qtbot, form(page).fields["route"].choices.buttons["im"])  # type: ignore[attr-defined]
        assert saved(page, diary).route is Route.IM
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert diary.get(Session, page._id).record.route is Route.IV
        assert form(page).fields["route"].raw() == "iv"
        assert form(page).fields["place"].raw() == "Clinic"
        window.open_page("today")
        assert diary.get(Session, page._id).record.route is Route.IV
        assert diary.draft(f"session:{page._id}") is None

    def test_undo_and_the_same_again(self, qtbot: QtBot, page: SessionPage, diary: Diary) -> None:
        button = form(page).fields["route"].choices.buttons["im"]  # type: ignore[attr-defined]
        press(qtbot, button)
        saved(page, diary)
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        press(qtbot, button)
        assert saved(page, diary).route is Route.IM
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert form(page).fields["route"].raw() == "iv"
