# SPDX-License-Identifier: Apache-2.0
"""Session: words come back as typed, readings at any time, notes with their time, the dose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from companion.domain.records import (
    DoseUnit,
    Entry,
    Note,
    Reading,
    ReadingTime,
    Said,
    Session,
    SitterCheck,
)
from companion.ui.forms.form import FormDialog
from companion.ui.pages.session import SessionPage
from tests.ui.gestures import (
    NOW,
    held,
    open_page,
    planned,
    press,
    press_words,
    read,
    type_into,
    with_dialog,
)
from tests.ui.session_gestures import fault, fill, form, saved

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow


ODD = "Un mot\u2028deux\u00a0mots\r\n"
"""Signs that an editor shows and would not give back."""


@pytest.fixture
def session(diary: Diary) -> Entry[Session]:
    """Give a session that was planned for this morning."""
    return planned(diary, "2026-11-23 08:00")


@pytest.fixture
def page(window: MainWindow, session: Entry[Session]) -> SessionPage:
    return open_page(window, "session", SessionPage, session.id)


class TestShownAsTyped:
    def test_a_start_lived_elsewhere_keeps_its_clock(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        there = timezone(timedelta(hours=2))
        start = datetime(2026, 11, 21, 8, 5, 23, tzinfo=there)
        reading = Reading(when=ReadingTime.OTHER, at=start + timedelta(minutes=20), pulse=70)
        entry = held(diary, "2026-11-20 08:00")
        record = replace(
            entry.record, start=start, recorded=start, readings=(reading,), intention=ODD
        )
        diary.change(entry.id, record)
        page = open_page(window, "session", SessionPage, entry.id)
        fill(qtbot, page, place="Clinic")
        assert saved(page, diary) == replace(record, place="Clinic")
        fill(qtbot, page, end="0850")
        assert saved(page, diary).end == datetime(2026, 11, 21, 8, 50, tzinfo=UTC)

    def test_whatever_is_pasted_comes_back_as_it_was(
        self, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        odd = "🙂👩‍👩‍👧 שלום عليكم a\u200bb\u200dc\u2066d\u2069 é e\u0301 &amp; <b>x</b>\n\ttab"
        pasted = odd + "\n" + "long words " * 18_700
        assert len(pasted.encode()) > 200_000
        edit = form(page).fields["reflection"].control()
        assert isinstance(edit, QPlainTextEdit)
        QApplication.clipboard().setText(pasted)
        edit.paste()
        assert saved(page, diary).reflection == pasted
        window.context.refresh_look()
        again = open_page(window, "session", SessionPage, page._id)
        assert form(again).fields["reflection"].raw() == pasted

    def test_an_unknown_dose_locks_its_number(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        fields = form(page).fields
        press(qtbot, fields["dose_unit"].choices.buttons["mg"])  # type: ignore[attr-defined]
        fill(qtbot, page, dose="40")
        press_words(qtbot, page, "I don’t know the dose")
        record = saved(page, diary)
        assert (record.dose, record.dose_unknown) == (None, True)
        assert not fields["dose"].control().isEnabled()
        press_words(qtbot, page, "I don’t know the dose")
        record = saved(page, diary)
        assert (record.dose, record.dose_unknown) == (40, False)

    def test_the_sitters_looks_stand_there_in_words(self, window: MainWindow, diary: Diary) -> None:
        entry = held(diary, "2026-11-20 14:00")
        due = datetime(2026, 11, 20, 14, 15, tzinfo=UTC)
        checks = (
            SitterCheck(due=due, answered=due + timedelta(minutes=2), well=True),
            SitterCheck(due=due + timedelta(minutes=17)),
            SitterCheck(
                due=due + timedelta(minutes=30), answered=due + timedelta(minutes=30), well=False
            ),
        )
        diary.change(entry.id, replace(entry.record, checks=checks))
        page = open_page(window, "session", SessionPage, entry.id)
        looks = "14:15: all well, checked at 14:17\n14:32: not checked\n14:45: not well"
        assert looks in read(form(page).looks)

    def test_a_dose_that_could_be_read_in_two_ways_comes_back_as_it_was(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        entry = held(diary, "2026-11-20 08:00")
        diary.change(entry.id, replace(entry.record, dose=12.125, dose_unit=DoseUnit.MG))
        page = open_page(window, "session", SessionPage, entry.id)
        assert form(page).fields["dose"].raw() == "12.125"
        for _press in range(2):
            press_words(qtbot, page, "I don’t know the dose")
        fill(qtbot, page, place="Clinic")
        assert saved(page, diary).dose == 12.125
        fill(qtbot, page, dose="13.125")
        assert saved(page, diary).dose == 12.125
        assert fault(page, "dose").startswith("This could mean 13125 or 13.1250.")
        fill(qtbot, page, dose="13.1250")
        assert saved(page, diary).dose == 13.125

    def test_fields_side_by_side_stay_level_where_one_is_refused(
        self, qtbot: QtBot, page: SessionPage, diary: Diary
    ) -> None:
        fields = form(page).fields
        fill(qtbot, page, dose="1,000", start="1pm")
        saved(page, diary)
        for first, second in (("dose", "dose_unit"), ("start", "end")):
            sentence = fault(page, first)
            assert sentence
            assert fields[first].y() == fields[second].y()
            assert fields[first].sentence().width() > fields[first].width()


class TestReadingsBetween:
    def test_each_has_its_own_time_and_they_are_kept_in_order(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        fill(qtbot, page, start="0800")
        for row, (at, pulse) in enumerate((("0930", "70"), ("0820", "88"))):
            press_words(qtbot, page, "Another reading")
            edits = form(page).readings.others[row].edits
            assert edits["at"].accessibleName() == f"Other {row + 1}, clock time"
            type_into(qtbot, edits["at"], at)
            type_into(qtbot, edits["pulse"], pulse)
        press_words(qtbot, page, "Another reading")
        day = datetime(2026, 11, 23, tzinfo=UTC)
        expected = (
            Reading(when=ReadingTime.OTHER, at=day.replace(hour=8, minute=20), pulse=88),
            Reading(when=ReadingTime.OTHER, at=day.replace(hour=9, minute=30), pulse=70),
        )
        assert saved(page, diary).readings == expected
        window.context.refresh_look()
        again = open_page(window, "session", SessionPage, page._id)
        shown = [one.typed for one in form(again).readings.others]
        assert shown == [("08:20", "", "", "88", ""), ("09:30", "", "", "70", "")]
        assert not again._timer.isActive()

    def test_a_refused_one_is_marked_itself_and_kept_as_draft(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        fill(qtbot, page, start="0800")
        saved(page, diary)
        for _each in range(2):
            press_words(qtbot, page, "Another reading")
        first, second = form(page).readings.others
        type_into(qtbot, first.edits["pulse"], "70")
        type_into(qtbot, second.edits["pulse"], "900")
        type_into(qtbot, second.edits["at"], "2300")
        assert saved(page, diary).readings == ()
        words = fault(page, "readings")
        assert "Other 2: This needs a number from 20 to 250." in words
        assert "Other 2: This lies in the future." in words
        marked = [bool(one.edits["pulse"].property("faulty")) for one in (first, second)]
        assert marked == [False, True]
        window.context.refresh_look()
        again = open_page(window, "session", SessionPage, page._id)
        shown = [one.typed for one in form(again).readings.others]
        assert shown == [("", "", "", "70", ""), ("2300", "", "", "900", "")]
        type_into(qtbot, form(again).readings.others[1].edits["pulse"], "90")
        type_into(qtbot, form(again).readings.others[1].edits["at"], "0900")
        assert [one.pulse for one in saved(again, diary).readings] == [90, 70]


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        ("typed", "marked"),
        [
            ({"1.pulse": "7o"}, {"1.pulse"}),
            ({"0.at": "1pm"}, {"0.at"}),
            ({"2.diastolic": "8O", "2.oxygen": "9,9"}, {"2.diastolic", "2.oxygen"}),
            ({"0.oxygen": "x", "3.systolic": "12o"}, {"0.oxygen", "3.systolic"}),
        ],
    )
    def test_it_is_marked_itself_wherever_it_stands(
        self,
        *,
        qtbot: QtBot,
        page: SessionPage,
        diary: Diary,
        typed: dict[str, str],
        marked: set[str],
    ) -> None:
        press_words(qtbot, page, "Another reading")
        readings = form(page).readings
        edits = {
            f"{row}.{name}": edit
            for row, one in enumerate(readings._rows())
            for name, edit in one.edits.items()
        }
        good = {"0.systolic": "300", "0.diastolic": "200", "1.systolic": "90", "1.diastolic": "60"}
        for place, words in (good | typed).items():
            type_into(qtbot, edits[place], words)
        assert saved(page, diary).readings == ()
        assert {place for place, edit in edits.items() if edit.property("faulty")} == marked
        assert readings.at_fault() in [edits[place] for place in marked]
        assert all(edits[place].accessibleDescription() for place in marked)
        for place in typed:
            edits[place].clear()
        assert len(saved(page, diary).readings) == 2
        assert not any(edit.property("faulty") for edit in edits.values())
        assert fault(page, "readings") == ""


class TestNotes:
    def test_those_of_the_session_stand_there_the_oldest_first(
        self, page: SessionPage, diary: Diary
    ) -> None:
        early, late = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
        diary.add(Note(at=late, words="Music", session_id=page._id))
        diary.add(Note(at=early, said=Said.OK, session_id=page._id))
        diary.add(Note(at=late, words="Elsewhere"))
        told = read(form(page).notes)
        assert told.index("08:00\nI’m OK") < told.index("09:00\nMusic")
        assert "Elsewhere" not in told

    def test_one_is_added_at_a_clock_time_edited_and_removed(
        self, qtbot: QtBot, page: SessionPage, diary: Diary, window: MainWindow
    ) -> None:
        def tell(at: str, words: str) -> Callable[[FormDialog], None]:
            def act(dialog: FormDialog) -> None:
                assert dialog.form.fields["at"].name == "At what time, on Mon 23 Nov"
                if words:
                    dialog.form.fields["words"].set_raw(words)
                dialog.form.fields["at"].set_raw(at)
                dialog.save()
                needed = "This needs a time of day, like 14:00."
                assert (needed in read(dialog)) is not bool(at)

            return act

        fill(qtbot, page, start="0800", place="Clinic")
        with_dialog(FormDialog, tell("", "Warm"))
        press_words(qtbot, page, "Add a note")
        assert diary.get(Session, page._id).record.place == "Clinic"
        assert diary.belonging(Note, page._id) == ()
        with_dialog(FormDialog, tell("0815", "Warm"))
        press_words(qtbot, page, "Add a note")
        at = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
        (entry,) = diary.belonging(Note, page._id)
        assert entry.record == Note(at=at, words="Warm", session_id=page._id)
        diary.change(entry.id, replace(entry.record, said=Said.FRIGHTENED, words=ODD))
        with_dialog(FormDialog, tell("0820", ""))
        press_words(qtbot, page, "Edit: note at 08:15")
        (entry,) = diary.belonging(Note, page._id)
        assert entry.record == Note(
            at=at.replace(minute=20),
            said=Said.FRIGHTENED,
            words=ODD,
            session_id=page._id,
        )
        press_words(qtbot, page, "Remove: note at 08:20")
        assert diary.belonging(Note, page._id) == ()
        window.undo()
        assert "08:20\nI’m frightened\nUn mot" in read(form(page).notes)
