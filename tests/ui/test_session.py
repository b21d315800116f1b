# SPDX-License-Identifier: Apache-2.0
"""Session: saved as it is typed; what cannot be true is refused at its field, and kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

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
from companion.ui.widgets.looking_back import HistoryDialog
from tests.ui.gestures import (
    CTRL,
    NOW,
    buttons,
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
from tests.ui.session_gestures import fault, fill, form, reading, saved

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow


@pytest.fixture
def session(diary: Diary) -> Entry[Session]:
    """Give a session that was planned for this morning."""
    return planned(diary, "2026-11-23 08:00")


@pytest.fixture
def page(window: MainWindow, session: Entry[Session]) -> SessionPage:
    return open_page(window, "session", SessionPage, session.id)


class TestDone:
    @pytest.mark.parametrize(("led", "leads"), [("log", "log"), ("help", "today")])
    def test_it_leads_back_to_the_page_that_led_here(
        self, qtbot: QtBot, window: MainWindow, page: SessionPage, led: str, leads: str
    ) -> None:
        window.open_page(led)
        window.open_page("session", page._id)
        window.open_page("session", page._id)
        window.context.look_changed.emit()  # all pages are made anew
        made = window.page
        assert isinstance(made, SessionPage)
        page = made
        qtbot.mouseClick(page._done, Qt.MouseButton.LeftButton)
        assert window.place[0] == leads


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
        assert window._saved.answer.text() == "Saved 10:00"
        assert not page._cancel.isVisible()

    def test_everything_reaches_the_record(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        fields = form(page).fields
        assert not fields["weight_kg"].isVisible()
        press(qtbot, fields["dose_unit"].choices.buttons["mg_per_kg"])  # type: ignore[attr-defined]
        fill(qtbot, page, dose="0,55", weight_kg="70", start="8:05", end="8.45", ready="0950")
        fill(qtbot, page, place="Clinic", companion="Maya", intention="Rest", reflection="Calm sea")
        fill(qtbot, page, for_therapy="The sea")
        press(qtbot, fields["route"].choices.buttons["im"])  # type: ignore[attr-defined]
        press(qtbot, fields["tone"].choices.buttons["joyful"])  # type: ignore[attr-defined]
        scales = {"dissociation": 6, "sedation": 0, "intensity": 10}
        for key, value in (scales | {"mood_before": 3, "mood_after": 7}).items():
            press(qtbot, fields[key].control().buttons[value])  # type: ignore[attr-defined]
        reading(qtbot, page, ReadingTime.BEFORE, systolic="128", diastolic="80", pulse="66")
        reading(qtbot, page, ReadingTime.LEAVING, oxygen="98", at="0940")
        told = read(page)
        assert "= 38.5 mg, worked out from dose and weight" in told
        assert "Ready to go home after 1 h 45" in told
        record = saved(page, diary)
        day = datetime(2026, 11, 23, tzinfo=UTC)
        assert record == Session(
            plan=record.plan,
            state=SessionState.HELD,
            route=Route.IM,
            dose=0.55,
            dose_unit=DoseUnit.MG_PER_KG,
            weight_kg=70,
            start=day.replace(hour=8, minute=5),
            end=day.replace(hour=8, minute=45),
            ready=day.replace(hour=9, minute=50),
            recorded=NOW,
            place="Clinic",
            companion="Maya",
            readings=(
                Reading(when=ReadingTime.BEFORE, systolic=128, diastolic=80, pulse=66),
                Reading(when=ReadingTime.LEAVING, at=day.replace(hour=9, minute=40), oxygen=98),
            ),
            mood_before=3,
            mood_after=7,
            dissociation=6,
            sedation=0,
            intensity=10,
            tone=Tone.JOYFUL,
            intention="Rest",
            reflection="Calm sea",
            for_therapy="The sea",
        )

    def test_untouched_fields_stay_empty(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        fill(qtbot, page, start="0805")
        record = saved(page, diary)
        assert (record.dissociation, record.sedation, record.intensity, record.tone) == (None,) * 4
        assert (record.mood_before, record.mood_after, record.taken) == (None, None, ())
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
    def test_at_the_field_with_everything_else_staying(
        self, qtbot: QtBot, diary: Diary, window: MainWindow
    ) -> None:
        for typed, key, words in (
            ({"start": "0900", "end": "0845"}, "end", "The end lies before the start."),
            ({"start": "0900", "ready": "0800"}, "ready", "The end lies before the start."),
            ({"start": "1200"}, "start", "This lies in the future."),
            ({"start": "25:99"}, "start", "This needs a time of day, like 14:00."),
            ({"dose": "half"}, "dose", "This needs a number."),
            ({"dose": "0"}, "dose", "This needs a number above 0, up to 10000."),
            ({"dose": "1,000"}, "dose", "This could mean 1000 or 1.0. Please write one of these."),
            ({"dose": "1 000"}, "dose", "Please write this as 1000."),
            ({"dose": "1e3"}, "dose", "This needs a number."),
            ({"dose": "40"}, "dose_unit", "This is needed before it can be saved."),
        ):
            before = planned(diary, "2026-11-23 08:00")
            page = open_page(window, "session", SessionPage, before.id)
            fill(qtbot, page, place="Clinic", **typed)
            assert saved(page, diary) == before.record
            assert words in fault(page, key)
            assert "Not saved yet. Please look at the marked field." in read(page)
            for name, text in ({"place": "Clinic"} | typed).items():
                assert form(page).fields[name].raw() == text
            assert diary.draft(f"session:{before.id}") is not None

    def test_a_weight_is_refused_in_sight(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        units = form(page).fields["dose_unit"].choices.buttons  # type: ignore[attr-defined]
        press(qtbot, units["mg_per_kg"])
        fill(qtbot, page, weight_kg="900")
        press(qtbot, units["mg"])
        assert saved(page, diary).weight_kg is None
        assert fault(page, "weight_kg") == "This needs a number above 0, up to 500."

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

    def test_a_draft_takes_nothing_back_that_was_told_meanwhile(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        fill(qtbot, page, dose="half", place="Clinic")
        before = saved(page, diary)
        begun = replace(before, state=SessionState.HELD, start=window.context.now())
        diary.change(page._id, begun)
        window.context.refresh_look()
        again = open_page(window, "session", SessionPage, page._id)
        assert form(again).fields["dose"].raw() == "half"
        dose = form(again).fields["dose"].control()
        assert isinstance(dose, QLineEdit)
        dose.clear()
        record = saved(again, diary)
        assert (record.start, record.place) == (begun.start, "Clinic")

    def test_a_reading_that_cannot_be(self, qtbot: QtBot, page: SessionPage, diary: Diary) -> None:
        reading(qtbot, page, ReadingTime.FORTY_MINUTES, pulse="70")
        kept = (Reading(when=ReadingTime.FORTY_MINUTES, pulse=70),)
        assert saved(page, diary).readings == kept
        for numbers, words in (
            ({"oxygen": "300"}, "Before: This needs a number from 50 to 100."),
            ({"systolic": "80", "diastolic": "80"}, "Before: The first number is the higher one"),
            ({"systolic": "120"}, "Before: Blood pressure needs both numbers"),
            ({"pulse": "fast"}, "Before: This needs a whole number."),
            ({"pulse": "1,000"}, "Before: This could mean 1000 or 1. Please write one of these."),
            ({"pulse": "70", "at": "1pm"}, "Before: This needs a time of day, like 14:00."),
        ):
            reading(qtbot, page, ReadingTime.BEFORE, **numbers)
            assert saved(page, diary).readings == kept
            assert words in fault(page, "readings")
            for name, typed in numbers.items():
                edit = form(page).readings.edit(ReadingTime.BEFORE, name)
                assert edit.text() == typed
                edit.setFocus()
                edit.selectAll()
                qtbot.keyClick(edit, Qt.Key.Key_Backspace)
            assert saved(page, diary).readings == kept
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

    def test_how_it_was_entered_stands_in_the_head(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        told = {
            "2026-11-23 09:50": "Mon 23 Nov · held · entered as it happened",
            "2026-11-23 08:00": "Mon 23 Nov · held · entered the same day",
            "2026-11-22 10:00": "Sun 22 Nov · held · entered the next day",
            "2026-11-10 08:00": "Tue 10 Nov · held · entered 13 days later",
        }
        for when, words in told.items():
            page = open_page(window, "session", SessionPage, planned(diary, when).id)
            fill(qtbot, page, start=when[-5:])
            assert saved(page, diary).recorded == NOW
            assert page.subtitle.text() == words

    def test_of_one_from_before_that_was_kept_nothing_is_said(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "session", SessionPage, held(diary, "2026-11-10 08:00").id)
        fill(qtbot, page, start="0830")
        assert saved(page, diary).recorded is None
        assert page.subtitle.text() == "Tue 10 Nov · held"

    def test_an_earlier_version_is_brought_back(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        fill(qtbot, page, start="0805", reflection="First")
        saved(page, diary)
        fill(qtbot, page, reflection="Second")

        def bring_back(dialog: HistoryDialog) -> None:
            assert "“Second”" in read(dialog)
            backs = [one for one in buttons(dialog) if one.text() == "Bring this version back"]
            press(qtbot, backs[0])

        with_dialog(HistoryDialog, bring_back)
        press_words(qtbot, page, "History of edits")
        assert diary.get(Session, page._id).record.reflection == "First"
        assert form(page).fields["reflection"].raw() == "First"


class TestSideEffects:
    def test_those_of_the_session_are_listed(self, page: SessionPage, diary: Diary) -> None:
        start = NOW - timedelta(hours=1)
        diary.add(SideEffect(effect="headache", grade=Grade.MILD, start=start, session_id=page._id))
        diary.add(SideEffect(own_name="Cold feet", grade=Grade.MILD, start=start))
        told = read(page)
        assert "Headache · mild · since Mon 23 Nov, 09:00, still there" in told
        assert "Cold feet" not in told

    def test_each_end_is_told_as_far_as_it_is_known(self, page: SessionPage, diary: Diary) -> None:
        start = NOW - timedelta(hours=26)
        there = SideEffect(effect="headache", grade=Grade.MILD, start=start, session_id=page._id)
        diary.add(replace(there, end=start + timedelta(hours=2)))
        diary.add(replace(there, end=start + timedelta(hours=25)))
        diary.add(replace(there, end=NOW, asked_at=NOW))
        told = read(page)
        assert "Headache · mild · 08:00 – 10:00" in told
        assert "Headache · mild · Sun 22 Nov, 08:00 – Mon 23 Nov, 09:00" in told
        assert "Headache · mild · since Sun 22 Nov, 08:00, ended by Mon 23 Nov, 10:00" in told

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

    def test_what_is_newer_is_taken_back_too(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        before = diary.get(Session, page._id).record
        fill(qtbot, page, start="0800", for_therapy="The sea")
        press(qtbot, form(page).fields["mood_after"].control().buttons[7])  # type: ignore[attr-defined]
        press_words(qtbot, page, "I don’t know the dose")
        reading(qtbot, page, ReadingTime.BEFORE, at="0750", pulse="70")
        press_words(qtbot, page, "Another reading")
        type_into(qtbot, form(page).readings.others[0].edits["pulse"], "80")
        assert len(saved(page, diary).readings) == 2
        window.undo()
        assert diary.get(Session, page._id).record == before
        assert form(page).make() == before
        assert form(page).fields["dose"].control().isEnabled()
        assert form(page).readings.others == []

    def test_undo_and_the_same_again(self, qtbot: QtBot, page: SessionPage, diary: Diary) -> None:
        button = form(page).fields["route"].choices.buttons["im"]  # type: ignore[attr-defined]
        press(qtbot, button)
        saved(page, diary)
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        press(qtbot, button)
        assert saved(page, diary).route is Route.IM
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert form(page).fields["route"].raw() == "iv"
