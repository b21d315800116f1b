# SPDX-License-Identifier: Apache-2.0
"""A visit: three things to raise before it, answers and what was decided after, kept for the next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Grade,
    Medicine,
    Question,
    SideEffect,
    Sought,
)
from companion.domain.visit import raised
from companion.ui.forms.appointment import AppointmentForm
from companion.ui.forms.dose_change import DoseChangeForm
from companion.ui.forms.form import FormDialog
from companion.ui.forms.question import QuestionForm
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.log.reading import wording
from companion.ui.pages.log import LogPage
from companion.ui.pages.today import TodayPage
from companion.ui.pages.visit import VisitPage
from tests.ui.gestures import (
    CTRL,
    NOW,
    button_of,
    held,
    open_page,
    plan,
    press,
    press_key,
    press_words,
    questionnaire,
    read,
    type_into,
    with_dialog,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock

AFTER = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@pytest.fixture
def visit(diary: Diary) -> Entry[Appointment]:
    return diary.add(Appointment(plan=plan("2026-11-25 11:00"), with_whom="Dr Byrne"))


@pytest.fixture
def asked(diary: Diary) -> dict[str, Entry[Question]]:
    """Write four questions down, of which the first three are picked."""
    return {
        name: diary.add(
            Question(at=NOW, words=f"Question {name}", to_raise=place if place < 4 else None)
        )
        for place, name in enumerate("abcd", 1)
    }


@pytest.fixture
def page(window: MainWindow, visit: Entry[Appointment]) -> VisitPage:
    return open_page(window, "visit", VisitPage, visit.id)


def picked(diary: Diary) -> str:
    return "".join(one.record.words[-1] for one in raised(diary.entries(Question)))


def settle() -> None:
    for _turn in range(3):
        QApplication.processEvents()


# --- which visit ---------------------------------------------------------------------------------


def test_without_a_wish_it_is_the_one_that_is_near_whichever_was_shown_before(
    window: MainWindow, diary: Diary, clock: Clock, visit: Entry[Appointment]
) -> None:
    later = diary.add(Appointment(plan=plan("2027-02-10 11:00"), with_whom="Dr Kaya"))

    def shown(wanted: str = "") -> str:
        page = open_page(window, "visit", VisitPage, wanted)
        window.open_page("today")
        return page.whereabouts

    assert shown(later.id) == later.id
    assert shown() == visit.id
    assert shown() == visit.id
    clock.advance(days=78)
    assert shown() == later.id


# --- three things to raise ------------------------------------------------------------------------


def test_questions_are_ordered_and_taken_off_by_keyboard_and_undone_as_one(
    qtbot: QtBot,
    asked: dict[str, Entry[Question]],
    page: VisitPage,
    diary: Diary,
    window: MainWindow,
) -> None:
    up = page.questions.rows[asked["c"].id].buttons["up"]
    up.setFocus()
    press_key(qtbot, Qt.Key.Key_Space)
    settle()
    assert picked(diary) == "acb"
    press_key(qtbot, Qt.Key.Key_Space)
    settle()
    assert picked(diary) == "cab"
    window.undo()
    assert picked(diary) == "acb"
    press_words(qtbot, page, "Take off: Question a")
    settle()
    assert picked(diary) == "cb"
    assert QApplication.focusWidget() is page.questions.rows[asked["a"].id].buttons["pick"]
    window.undo()
    assert picked(diary) == "acb"


def test_a_fourth_asks_which_one_makes_room(
    qtbot: QtBot, asked: dict[str, Entry[Question]], page: VisitPage, diary: Diary
) -> None:
    press_words(qtbot, page, "Raise this: Question d")
    settle()
    assert picked(diary) == "abc"
    assert "Which one should make room?" in read(page)
    press_words(qtbot, page, "None, leave it as it is")
    assert "make room" not in read(page)
    press_words(qtbot, page, "Raise this: Question d")
    press_words(qtbot, page, "This one: Question b")
    settle()
    assert picked(diary) == "adc"
    assert "Raise this" in [
        one.text() for one in page.questions.rows[asked["b"].id].buttons.values()
    ]


def test_one_is_added_in_place_and_with_three_it_stands_below(
    qtbot: QtBot, page: VisitPage, diary: Diary
) -> None:
    for number in range(1, 5):
        type_into(qtbot, page.questions.new.control(), f"Question {number}")
        press_key(qtbot, Qt.Key.Key_Return)
        settle()
    assert picked(diary) == "123"
    assert page.questions.new.typed == ""
    assert "Question 4" in read(page.questions.others)
    assert "It was answered" not in read(page)


def test_the_three_stay_whole_when_a_long_question_is_among_them(
    page: VisitPage, diary: Diary
) -> None:
    diary.add(Question(at=NOW, words="W" * 900, to_raise=1))
    settle()
    sheet = page.widget()
    assert sheet is not None
    assert sheet.width() <= page.viewport().width()


# --- what changed ---------------------------------------------------------------------------------


def test_what_changed_is_said_in_plain_sentences_with_their_numbers(
    qtbot: QtBot, window: MainWindow, visit: Entry[Appointment], diary: Diary, content: Content
) -> None:
    before = diary.add(
        Appointment(plan=plan("2026-11-01 11:00"), decided="Stay on\nthe dose", with_whom="Dr B")
    )
    held(diary, "2026-11-12 14:00")
    diary.add(questionnaire(content, "phq-9", 3, 23))
    diary.add(questionnaire(content, "phq-9", 2, 20))
    diary.add(questionnaire(content, "phq-9", 1, 2))
    diary.add(CheckIn(at=datetime(2026, 11, 20, 20, tzinfo=UTC), mood=5))
    diary.add(CheckIn(at=datetime(2026, 11, 21, 20, tzinfo=UTC), hard_day=True))
    diary.add(
        SideEffect(
            effect="headache", grade=Grade.MILD, start=datetime(2026, 11, 13, 8, tzinfo=UTC),
            sought=Sought.CLINIC,
        )
    )  # fmt: skip
    diary.add(Medicine(name="Sertraline", started=datetime(2026, 11, 5).date()))
    page = open_page(window, "visit", VisitPage, visit.id)
    told = read(page)
    for sentence in (
        "What has changed since Sun 1 Nov",
        "1 session was held.",
        "PHQ-9 went from 27 on 31 Oct to 9 on 21 Nov: 18 points lower.",
        "You noted your mood on 1 of 23 days.",
        "There was 1 hard day without a number.",
        "Still there when last asked: Headache, since 13 Nov.",
        "You turned to the clinic or a doctor because of: Headache.",
        "Started: Sertraline.",
        "Last time, Sun 1 Nov",
        "Stay on\nthe dose",
    ):
        assert sentence in told, sentence
    for word in ("response", "remission", "great", "sorry", "better", "worse"):
        assert word not in told.lower()
    diary.change(before.id, replace(before.record, decided=""))
    press_words(qtbot, page.last_time, "Write it down")
    assert page.whereabouts == before.id


# --- after the visit ------------------------------------------------------------------------------


def test_answers_and_what_was_decided_are_kept_and_shown_at_the_next(
    *,
    qtbot: QtBot,
    asked: dict[str, Entry[Question]],
    visit: Entry[Appointment],
    window: MainWindow,
    diary: Diary,
    clock: Clock,
) -> None:
    clock.moment = AFTER
    page = open_page(window, "visit", VisitPage, visit.id)
    press_words(qtbot, page, "It was answered: Question a")
    settle()
    assert picked(diary) == "bc"
    answer = page.questions.answers[asked["a"].id]
    assert QApplication.focusWidget() is answer.control()
    type_into(qtbot, answer.control(), "Yes, from January")
    press_key(qtbot, Qt.Key.Key_Return, CTRL)
    assert diary.get(Question, asked["a"].id).record.answer == "Yes, from January"
    settle()
    focused = QApplication.focusWidget()
    assert focused is page.questions.answers[asked["a"].id].control()

    assert page.decided.decided is not None
    type_into(qtbot, page.decided.decided.control(), "Two more sessions")
    window.open_page("today")
    assert "Write down what was decided on Wed 25 Nov" in [
        one.accessibleName()
        for one in window._turning.pages["today"].findChildren(type(page.change))
    ]
    window.open_page("visit", visit.id)
    assert page.decided.decided.typed == "Two more sessions"
    press_words(qtbot, page.decided, "Save")
    settle()
    focused = QApplication.focusWidget()
    assert focused is page.decided.decided.control()
    assert diary.get(Appointment, visit.id).record.decided == "Two more sessions"
    assert diary.draft(f"visit-decided:{visit.id}") is None

    def fill(dialog: FormDialog) -> None:
        dialog.form.fields["plan"].set_raw("2026-12-22 11:00")
        dialog.save()

    with_dialog(FormDialog, fill)
    press_words(qtbot, page, "When is the next one?")
    assert "The next visit is on Tue 22 Dec, 11:00." in read(page)
    later = diary.entries(Appointment)[-1]
    clock.moment = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
    window.open_page("visit", later.id)
    told = read(page.last_time)
    assert "Two more sessions" in told
    assert "Question a" in told
    assert "Yes, from January" in told


def test_a_draft_of_what_was_decided_comes_back_after_the_window_was_closed(
    qtbot: QtBot, context: Context, visit: Entry[Appointment], clock: Clock
) -> None:
    clock.moment = AFTER
    first, second = VisitPage(context), VisitPage(context)
    for page in (first, second):
        qtbot.addWidget(page)
    first.show_argument(visit.id)
    first.refresh()
    first.show()
    assert first.decided.decided is not None
    type_into(qtbot, first.decided.decided.control(), "Half a sen")
    first.leave()
    second.show_argument(visit.id)
    second.refresh()
    assert second.decided.decided is not None
    assert second.decided.decided.typed == "Half a sen"


def test_a_question_is_open_again(
    *,
    qtbot: QtBot,
    asked: dict[str, Entry[Question]],
    visit: Entry[Appointment],
    window: MainWindow,
    diary: Diary,
    clock: Clock,
) -> None:
    clock.moment = AFTER
    page = open_page(window, "visit", VisitPage, visit.id)
    press_words(qtbot, page, "It was answered: Question d")
    settle()
    press_words(qtbot, page, "Not answered after all: Question d")
    settle()
    assert not diary.get(Question, asked["d"].id).record.answered
    assert "Question d" in read(page.questions.others)


def test_a_dose_that_changed_opens_its_form(
    qtbot: QtBot, visit: Entry[Appointment], window: MainWindow, diary: Diary, clock: Clock
) -> None:
    clock.moment = AFTER
    diary.add(Medicine(name="Salt & pepper", dose="50 mg"))
    page = open_page(window, "visit", VisitPage, visit.id)
    menu = page.next.menu()
    assert [one.text() for one in menu.actions()] == ["Salt && pepper"]
    seen: list[bool] = []

    def look(dialog: FormDialog) -> None:
        seen.append(isinstance(dialog.form, DoseChangeForm))
        dialog.reject()

    with_dialog(FormDialog, look)
    menu.actions()[0].trigger()
    assert seen == [True]


def test_one_that_did_not_take_place_goes_to_the_bin_and_comes_back(
    qtbot: QtBot, page: VisitPage, visit: Entry[Appointment], diary: Diary, window: MainWindow
) -> None:
    press_words(qtbot, page, "It did not take place")
    assert diary.entries(Appointment) == ()
    assert "This entry is not here any more" in read(page)
    window.undo()
    assert [(one.id, one.record) for one in diary.entries(Appointment)] == [
        (visit.id, visit.record)
    ]
    assert page.title.text() == "Visit with Dr Byrne"


# --- ways there -----------------------------------------------------------------------------------


def test_today_leads_there_before_and_after(
    qtbot: QtBot, visit: Entry[Appointment], window: MainWindow, clock: Clock, diary: Diary
) -> None:
    page = open_page(window, "today", TodayPage)
    assert "Visit on Wed 25 Nov: what to raise, and what has changed" in read(page)
    press_words(qtbot, page, "Get ready for the visit on Wed 25 Nov")
    assert window.place[:2] == ("visit", visit.id)
    clock.moment = AFTER
    window.open_page("today")
    assert "Visit of Wed 25 Nov: what was said and decided?" in read(page)
    diary.change(visit.id, replace(visit.record, decided="Go on"))
    assert "Visit of" not in read(page)


def test_without_any_visit_it_says_what_will_be_here(window: MainWindow) -> None:
    page = open_page(window, "visit", VisitPage)
    assert "Add the visit to begin." in read(page)
    assert button_of(page, "Add a visit").isVisible()


def test_the_log_leads_there_and_shows_and_finds_the_new_words(
    qtbot: QtBot, visit: Entry[Appointment], window: MainWindow, diary: Diary, context: Context
) -> None:
    diary.change(visit.id, replace(visit.record, decided="Lithium level in spring"))
    asked = diary.add(Question(at=NOW, words="Tablets?", answered=True, answer="Half of one"))
    effect = diary.add(
        SideEffect(own_name="rash", grade=Grade.MILD, start=NOW, sought=Sought.EMERGENCY)
    )
    told = wording(context, ())
    assert "What was decided: “Lithium level in spring”" in told.details(
        diary.get(Appointment, visit.id)
    )
    assert told.details(asked)[-2:] == ("“Tablets?”", "The answer: “Half of one”")
    assert "Turned to: emergency care or a hospital" in told.details(effect)
    for words, found in (("lithium", visit.id), ("half", asked.id)):
        assert [one.id for one in diary.timeline(words=words).entries] == [found]
    page = open_page(window, "log", LogPage)

    def leave(dialog: FormDialog) -> None:
        press(qtbot, dialog.form.visit)  # type: ignore[attr-defined]

    with_dialog(FormDialog, leave)
    page._open(diary.get(Appointment, visit.id))
    assert window.place[:2] == ("visit", visit.id)


# --- forms ----------------------------------------------------------------------------------------


def test_an_appointment_asks_what_was_decided_once_its_day_has_come(context: Context) -> None:
    form = AppointmentForm(context)
    form.plan.set_raw("2026-11-24 09:00")
    assert form.decided.isHidden()
    form.plan.set_raw("2026-11-23 18:00")
    assert not form.decided.isHidden()
    past = Appointment(plan=plan("2026-11-02 09:00"), decided="Go on")
    form.show_record(past)
    assert form.make() == past
    form.plan.set_raw("2026-11-30 09:00")
    assert not form.decided.isHidden()


def test_a_question_asks_for_the_answer_where_it_was_answered(context: Context) -> None:
    form = QuestionForm(context)
    assert form.answer.isHidden()
    form.show_record(Question(at=NOW, words="Why?", to_raise=2))
    assert form.answer.isHidden()
    assert form.make().to_raise == 2
    form.answered.box.click()
    assert not form.answer.isHidden()
    form.answer.set_raw("Because")
    assert form.make() == Question(at=NOW, words="Why?", answered=True, answer="Because")


def test_a_side_effect_asks_whom_one_turned_to_and_nothing_is_chosen_before(
    context: Context,
) -> None:
    form = SideEffectForm(context, effect="headache")
    form.grade.set_raw(Grade.MILD)
    assert form.make().sought is None
    form.sought.choices.buttons[Sought.EMERGENCY].click()
    record = form.make()
    assert record.sought is Sought.EMERGENCY
    other = SideEffectForm(context)
    other.show_record(record)
    assert other.make().sought is Sought.EMERGENCY
    other.sought.choices.buttons[Sought.EMERGENCY].click()
    assert other.make().sought is None
