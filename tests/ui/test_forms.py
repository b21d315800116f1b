# SPDX-License-Identifier: Apache-2.0
"""Each form's fields reach the record; what cannot be is refused at the field; drafts are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from companion.domain.moment import Plan
from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Medicine,
    Note,
    Person,
    Question,
    Record,
    Route,
    Schedule,
    Session,
    SessionState,
)
from companion.ui.forms.appointment import AppointmentForm
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import Form, FormDialog
from companion.ui.forms.medicine import MedicineForm
from companion.ui.forms.note import NoteForm
from companion.ui.forms.person import PersonForm
from companion.ui.forms.plan import PlanForm
from companion.ui.forms.question import QuestionForm
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.widgets.moments import MomentField
from tests.ui.gestures import bring_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from tests.ui.conftest import Clock

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ALIVE: list[QWidget] = []
"""What stands behind the dialogs; nothing else in a test holds it."""


@pytest.fixture(autouse=True)
def _let_go(diary: Diary) -> Iterator[None]:
    yield
    ALIVE.clear()


def opened(qtbot: QtBot, form: Form, entry: Entry[Record] | None = None) -> FormDialog:
    parent = QWidget()
    qtbot.addWidget(parent)
    ALIVE.append(parent)
    dialog = FormDialog(form, entry, parent)
    bring_up(qtbot, dialog)
    return dialog


def type_into(qtbot: QtBot, edit: QWidget, words: str) -> None:
    assert isinstance(edit, QLineEdit | QPlainTextEdit)
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, words)


def fill(qtbot: QtBot, form: Form, **words: str) -> None:
    for key, typed in words.items():
        type_into(qtbot, form.fields[key].control(), typed)


def set_moment(qtbot: QtBot, field: MomentField, day: date, clock: str) -> None:
    type_into(qtbot, field.clock, clock)
    field.day.set_raw(day.isoformat())
    field.day.edited.emit()


def press(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def save(qtbot: QtBot, dialog: FormDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def fault_at(form: Form, key: str) -> str:
    fault = form.fields[key]._fault
    return fault.text() if fault.isVisibleTo(form) else ""


class TestCheckIn:
    def test_one_key_and_save(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = CheckInForm(context)
        dialog = opened(qtbot, form)
        form.mood.scale.setFocus()
        qtbot.keyClick(form.mood.scale.buttons[0], "6")
        save(qtbot, dialog)
        (entry,) = diary.entries(CheckIn)
        assert entry.record == CheckIn(at=NOW, mood=6)

    def test_every_field_reaches_the_record(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = CheckInForm(context, past=True)
        dialog = opened(qtbot, form)
        press(qtbot, form.mood.scale.buttons[4])
        press(qtbot, form.anxiety.scale.buttons[7])
        press(qtbot, form.fold.press)
        for key, value in (("energy", 2), ("pain", 10)):
            press(qtbot, form.fields[key].control().buttons[value])  # type: ignore[attr-defined]
        fill(qtbot, form, sleep_hours="7,5", words="Slept badly.")
        set_moment(qtbot, form.at, date(2026, 11, 20), "2130")
        save(qtbot, dialog)
        (entry,) = diary.entries(CheckIn)
        assert entry.record == CheckIn(
            at=datetime(2026, 11, 20, 21, 30, tzinfo=UTC),
            mood=4,
            anxiety=7,
            energy=2,
            pain=10,
            sleep_hours=7.5,
            words="Slept badly.",
        )

    def test_a_second_press_takes_the_answer_back(self, qtbot: QtBot, context: Context) -> None:
        form = CheckInForm(context)
        qtbot.addWidget(form)
        press(qtbot, form.mood.scale.buttons[4])
        press(qtbot, form.mood.scale.buttons[4])
        assert form.mood.value() is None

    def test_arrows_step_and_minus_declines(self, qtbot: QtBot, context: Context) -> None:
        form = CheckInForm(context, past=True)
        opened(qtbot, form)
        form.mood.scale.setFocus()
        focused = form.mood.scale.buttons[0]
        qtbot.keyClick(focused, Qt.Key.Key_Right)
        qtbot.keyClick(form.mood.scale.buttons[0], Qt.Key.Key_Right)
        assert form.mood.value() == 1
        with qtbot.waitSignal(form.declined):
            qtbot.keyClick(form.mood.scale.buttons[1], "-")
        assert form.mood.value() is None
        assert form.hard_day.value()

    def test_shift_tab_leaves_the_scale(self, qtbot: QtBot, context: Context) -> None:
        form = CheckInForm(context, past=True)
        opened(qtbot, form)
        number = form.mood.scale.buttons[0]
        number.setFocus()
        qtbot.waitUntil(number.hasFocus)
        qtbot.keyClick(number, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert form.at.clock.hasFocus()

    def test_a_hard_day_has_no_number(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = CheckInForm(context, past=True)
        dialog = opened(qtbot, form)
        press(qtbot, form.mood.scale.buttons[3])
        press(qtbot, form.hard_day.box)
        save(qtbot, dialog)
        (entry,) = diary.entries(CheckIn)
        assert entry.record == CheckIn(at=NOW, hard_day=True)

    def test_nothing_answered_is_refused(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = CheckInForm(context)
        dialog = opened(qtbot, form)
        save(qtbot, dialog)
        assert "needed" in fault_at(form, "mood")
        assert diary.entries(CheckIn) == ()
        assert dialog.isVisible()

    def test_thirty_hours_of_sleep_are_refused_and_the_rest_stays(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = CheckInForm(context)
        dialog = opened(qtbot, form)
        press(qtbot, form.mood.scale.buttons[5])
        form.fold.open()
        fill(qtbot, form, sleep_hours="30", words="kept")
        save(qtbot, dialog)
        assert fault_at(form, "sleep_hours") == "This needs a number from 0 to 24."
        assert form.mood.value() == 5
        assert form.fields["words"].value() == "kept"
        fill(qtbot, form, sleep_hours="8")
        save(qtbot, dialog)
        assert diary.entries(CheckIn)[0].record.sleep_hours == 8

    def test_what_is_no_number_is_refused_at_the_folded_field(
        self, qtbot: QtBot, context: Context
    ) -> None:
        form = CheckInForm(context)
        dialog = opened(qtbot, form)
        press(qtbot, form.mood.scale.buttons[5])
        form.fold.open()
        for typed in ("n/a", "nan", "inf"):
            fill(qtbot, form, sleep_hours=typed)
            form.fold.press.setChecked(False)
            save(qtbot, dialog)
            assert fault_at(form, "sleep_hours") == "This needs a number."
            assert form.fold.opened

    def test_the_future_is_refused(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = CheckInForm(context, past=True)
        dialog = opened(qtbot, form)
        press(qtbot, form.mood.scale.buttons[5])
        set_moment(qtbot, form.at, date(2026, 11, 24), "10:00")
        save(qtbot, dialog)
        assert "future" in fault_at(form, "at")
        assert diary.entries(CheckIn) == ()

    def test_an_edit_keeps_the_hour_lived_elsewhere(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        there = datetime.fromisoformat("2026-11-20T23:30:27-05:00")
        entry = diary.add(CheckIn(at=there, mood=3))
        form = CheckInForm(context, past=True)
        dialog = opened(qtbot, form, entry)
        press(qtbot, form.mood.scale.buttons[4])
        save(qtbot, dialog)
        assert diary.get(CheckIn, entry.id).record == CheckIn(at=there, mood=4)


class TestOthers:
    def test_medicine(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = MedicineForm(context)
        dialog = opened(qtbot, form)
        save(qtbot, dialog)
        assert "needed" in fault_at(form, "name")
        fill(qtbot, form, name="Sertraline", dose="100 mg", words="since spring")
        choices = form.fields["schedule"].choices  # type: ignore[attr-defined]
        press(qtbot, choices.buttons["scheduled"])
        for key in ("started", "stopped"):
            press(qtbot, form.fields[key].control())
        form.fields["stopped"].set_raw("2026-03-01")
        save(qtbot, dialog)
        assert "before the start" in fault_at(form, "stopped")
        form.fields["started"].set_raw("2026-02-01")
        save(qtbot, dialog)
        assert diary.entries(Medicine)[0].record == Medicine(
            name="Sertraline",
            dose="100 mg",
            schedule=Schedule.SCHEDULED,
            started=date(2026, 2, 1),
            stopped=date(2026, 3, 1),
            words="since spring",
        )

    def test_question(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = QuestionForm(context)
        dialog = opened(qtbot, form)
        save(qtbot, dialog)
        assert "needed" in fault_at(form, "words")
        fill(qtbot, form, words="Can I fly?")
        save(qtbot, dialog)
        entry = diary.entries(Question)[0]
        assert entry.record == Question(at=NOW, words="Can I fly?")
        form = QuestionForm(context)
        dialog = opened(qtbot, form, entry)
        press(qtbot, form.answered.box)
        save(qtbot, dialog)
        assert diary.get(Question, entry.id).record.answered

    def test_note(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = NoteForm(context)
        dialog = opened(qtbot, form)
        fill(qtbot, form, words="Rain.")
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_A):
            qtbot.keyClick(form.fields["words"].control(), key)
        assert isinstance(form.at, MomentField)
        set_moment(qtbot, form.at, date(2026, 11, 1), "9")
        save(qtbot, dialog)
        assert diary.entries(Note)[0].record == Note(
            at=datetime(2026, 11, 1, 9, 0, tzinfo=UTC), words="Rain.\n\na"
        )

    def test_appointment(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = AppointmentForm(context)
        dialog = opened(qtbot, form)
        save(qtbot, dialog)
        assert "time of day" in fault_at(form, "plan")
        type_into(qtbot, form.plan.clock, "25:00")
        save(qtbot, dialog)
        assert "time of day" in fault_at(form, "plan")
        set_moment(qtbot, form.plan, date(2027, 1, 4), "11:15")
        fill(qtbot, form, with_whom="Dr Byrne", words="review")
        save(qtbot, dialog)
        assert diary.entries(Appointment)[0].record == Appointment(
            plan=Plan(at=datetime(2027, 1, 4, 11, 15), zone="Europe/Dublin"),
            with_whom="Dr Byrne",
            words="review",
        )

    def test_person(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = PersonForm(context)
        dialog = opened(qtbot, form)
        words = {
            "name": "Ada",
            "indication": "depression",
            "prescriber": "Dr Byrne",
            "clinic": "Harbour Clinic",
            "clinic_phone": "555 0100",
            "clinic_phone_after_hours": "555 0101",
            "person_name": "Maria",
            "person_phone": "555 0134",
            "allergies": "penicillin",
        }
        fill(qtbot, form, planned_sessions="0", **words)
        save(qtbot, dialog)
        assert "from 1 to 200" in fault_at(form, "planned_sessions")
        fill(qtbot, form, planned_sessions="6", systolic_limit="150")
        save(qtbot, dialog)
        assert "needs both numbers" in fault_at(form, "systolic_limit")
        fill(qtbot, form, diastolic_limit="95")
        for key in ("born", "treatment_started"):
            press(qtbot, form.fields[key].control())
        form.fields["born"].set_raw("2030-01-01")
        save(qtbot, dialog)
        assert "future" in fault_at(form, "born")
        form.fields["born"].set_raw("1985-05-17")
        save(qtbot, dialog)
        person = diary.person()
        assert person is not None
        assert person.record == replace(
            Person(**words),  # type: ignore[arg-type]
            born=date(1985, 5, 17),
            planned_sessions=6,
            treatment_started=date(2026, 11, 23),
            systolic_limit=150,
            diastolic_limit=95,
        )
        again = PersonForm(context)
        opened(qtbot, again, person)
        assert again.make() == person.record


class TestPlan:
    def test_a_new_plan(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = PlanForm(context)
        dialog = opened(qtbot, form)
        set_moment(qtbot, form.plan, date(2026, 11, 26), "14:00")
        choices = form.fields["route"].choices  # type: ignore[attr-defined]
        press(qtbot, choices.buttons["iv"])
        fill(qtbot, form, travel="20")
        save(qtbot, dialog)
        assert diary.entries(Session)[0].record == Session(
            plan=Plan(at=datetime(2026, 11, 26, 14, 0), zone="Europe/Dublin"),
            route=Route.IV,
            arrive_before=30,
            travel=20,
        )

    def test_another_time_is_a_move_and_all_else_stays(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        plan = Plan(at=datetime(2026, 11, 26, 14, 0), zone="America/New_York")
        record = Session(plan=plan, moves=1, place="Room 2", intention="be gentle")
        entry = diary.add(record)
        form = PlanForm(context)
        dialog = opened(qtbot, form, entry)
        fill(qtbot, form, arrive_before="45")
        save(qtbot, dialog)
        kept = diary.get(Session, entry.id)
        assert (kept.record.moves, kept.record.arrive_before) == (1, 45)
        form = PlanForm(context)
        dialog = opened(qtbot, form, kept)
        type_into(qtbot, form.plan.clock, "15:30")
        save(qtbot, dialog)
        moved = diary.get(Session, entry.id).record
        assert moved.moves == 2
        assert moved.plan == Plan(at=datetime(2026, 11, 26, 15, 30), zone="America/New_York")
        assert (moved.place, moved.intention, moved.state) == (
            "Room 2",
            "be gentle",
            SessionState.PLANNED,
        )

    def test_hours_early_have_a_limit(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = PlanForm(context)
        dialog = opened(qtbot, form)
        set_moment(qtbot, form.plan, date(2026, 11, 26), "14:00")
        fill(qtbot, form, arrive_before="481", travel="1.5")
        save(qtbot, dialog)
        assert "whole number" in fault_at(form, "travel")
        fill(qtbot, form, travel="15")
        save(qtbot, dialog)
        assert "from 0 to 480" in fault_at(form, "arrive_before")
        assert diary.entries(Session) == ()


class TestDrafts:
    def test_what_was_typed_is_offered_again(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = NoteForm(context)
        dialog = opened(qtbot, form)
        fill(qtbot, form, words="half a thou")
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        again = NoteForm(context)
        dialog = opened(qtbot, again)
        assert again.fields["words"].value() == "half a thou"
        assert dialog._offer.isVisible()
        save(qtbot, dialog)
        assert diary.draft("note:new") is None
        assert diary.entries(Note)[0].record.words == "half a thou"

    def test_every_kind_of_field_comes_back(
        self, qtbot: QtBot, context: Context, clock: Clock
    ) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        form.effect.set_effect("headache", "")
        form.grade.set_raw("severe")
        set_moment(qtbot, form.start, date(2026, 11, 20), "12:00")
        press(qtbot, form.end.choices.buttons["ended"])
        set_moment(qtbot, form.end.moment, date(2026, 11, 20), "1")
        before = form.raw()
        dialog.reject()
        clock.advance(days=1)
        again = SideEffectForm(context)
        opened(qtbot, again)
        assert again.raw() == before

    def test_a_form_left_as_it_was_leaves_no_draft(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        entry = diary.add(Note(at=NOW, words="done"))
        form = NoteForm(context)
        dialog = opened(qtbot, form, entry)
        dialog.reject()
        assert diary.draft(f"note:{entry.id}") is None

    def test_discard_forgets(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = NoteForm(context)
        dialog = opened(qtbot, form)
        fill(qtbot, form, words="no")
        discard = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Discard")
        press(qtbot, discard)
        assert diary.draft("note:new") is None
