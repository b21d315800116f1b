# SPDX-License-Identifier: Apache-2.0
"""Prepare: the walk by keys, each answer kept at once, and the times that follow the plan."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from companion.domain.checklist import Phase
from companion.domain.records import (
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Person,
    Question,
    Route,
    Session,
)
from companion.ui.forms.form import FormDialog
from companion.ui.pages.prepare import PreparePage
from companion.ui.walk.same_card import SameCard
from companion.ui.walk.summary_card import SummaryCard
from tests.ui.gestures import (
    CTRL,
    NOW,
    open_page,
    plan,
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

    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock


@pytest.fixture
def session(diary: Diary) -> Entry[Session]:
    return planned(diary, "2026-11-26 14:00")


@pytest.fixture
def page(window: MainWindow, session: Entry[Session]) -> PreparePage:
    return open_page(window, "prepare", PreparePage)


def answers(diary: Diary) -> dict[str, Answer]:
    runs = diary.entries(ChecklistRun)
    assert len(runs) <= 1
    return {answer.item: answer for run in runs for answer in run.record.answers}


def at(page: PreparePage) -> str:
    (step,) = page._screens[page._at]
    return step.item.id


def go_to(page: PreparePage, item: str) -> None:
    page.go_to(item)


def step_button(page: PreparePage, words: str) -> QPushButton:
    QApplication.processEvents()
    (found,) = [
        one for one in page.list.findChildren(QPushButton)
        if one.isVisible() and words in one.accessibleName()
    ]  # fmt: skip
    return found


class TestWalk:
    def test_arrows_walk_to_the_end_and_back(self, qtbot: QtBot, page: PreparePage) -> None:
        walked = []
        for _step in page.steps:
            walked.append(at(page))
            assert page.item.question.text() in read(page)
            press_key(qtbot, Qt.Key.Key_Right)
        assert walked == [step.item.id for step in page.steps]
        assert page.summary.isVisible()
        press_key(qtbot, Qt.Key.Key_Right)
        assert page.summary.isVisible()
        press_key(qtbot, Qt.Key.Key_Left)
        assert at(page) == walked[-1]
        for _step in page.steps:
            press_key(qtbot, Qt.Key.Key_Left)
        assert at(page) == walked[0]

    def test_a_card_is_made_when_it_is_first_to_be_seen(
        self, qtbot: QtBot, page: PreparePage
    ) -> None:
        assert page.item.isVisible()
        assert not page.findChildren(SummaryCard)
        page.go_to(page.steps[-1].item.id)
        press_key(qtbot, Qt.Key.Key_Right)
        assert page.summary.isVisible()
        assert not page.item.isVisible()
        assert not page.findChildren(SameCard)
        assert not page.same.isVisible()
        QApplication.processEvents()
        assert not page.same.isVisible(), "not because somebody asked for it"

    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_a_number_answers(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, number: int
    ) -> None:
        go_to(page, "home_cover")
        press_key(qtbot, str(number))
        assert answers(diary)["home_cover"].choice is list(Choice)[number - 1]
        moved_on = number in (1, 3)
        assert (at(page) != "home_cover") is moved_on

    def test_arrows_still_walk_after_a_press(self, qtbot: QtBot, page: PreparePage) -> None:
        press(qtbot, page.item.buttons[Choice.NOT_YET])
        first = at(page)
        press_key(qtbot, Qt.Key.Key_Right)
        assert at(page) == page.steps[1].item.id
        press(qtbot, step_button(page, "Not yet"))
        assert at(page) == first
        press_key(qtbot, Qt.Key.Key_Right)
        assert at(page) == page.steps[1].item.id

    def test_numbers_and_arrows_walk_from_a_button_reached_by_tab(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        page.item.buttons[Choice.ASK].setFocus(Qt.FocusReason.TabFocusReason)
        press_key(qtbot, Qt.Key.Key_Right)
        assert at(page) == page.steps[1].item.id
        page.item.buttons[Choice.ASK].setFocus(Qt.FocusReason.TabFocusReason)
        press_key(qtbot, "2")
        assert answers(diary)[page.steps[1].item.id].choice is Choice.NOT_YET

    def test_a_text_field_keeps_its_keys(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        go_to(page, "ride_home")
        edit = page.item.field.edit
        type_into(qtbot, edit, "Ma12")
        for _time in range(6):
            qtbot.keyClick(edit, Qt.Key.Key_Left)
        qtbot.keyClicks(edit, "4")
        for _time in range(9):
            qtbot.keyClick(edit, Qt.Key.Key_Right)
        assert at(page) == "ride_home"
        assert page.item.field.value() == "4Ma12"
        assert answers(diary) == {}

    def test_the_list_shows_each_answer_and_leads_to_its_item(
        self, qtbot: QtBot, page: PreparePage, content: Content
    ) -> None:
        name = content.items["home_cover"].label
        assert "not answered" in step_button(page, name).accessibleName()
        go_to(page, "home_cover")
        press_key(qtbot, "2")
        press_key(qtbot, Qt.Key.Key_Right)
        made = step_button(page, name)
        assert made.accessibleName() == f"{name}: Not yet"
        press(qtbot, made)
        assert at(page) == "home_cover"
        assert step_button(page, name).isChecked()

    def test_it_opens_at_the_first_open_item(
        self, qtbot: QtBot, page: PreparePage, window: MainWindow
    ) -> None:
        press_key(qtbot, "1")
        press_key(qtbot, "1")
        third = at(page)
        window.open_page("help")
        window.open_page("prepare")
        assert at(page) == third == page.steps[2].item.id


class TestAnswers:
    def test_each_is_saved_at_once_with_its_moment(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, clock: Clock, window: MainWindow
    ) -> None:
        first, second = (step.item.id for step in page.steps[:2])
        press_key(qtbot, "1")
        assert answers(diary) == {first: Answer(item=first, choice=Choice.YES, at=NOW)}
        assert window._saved.answer.text() == "Saved 10:00"
        clock.advance(minutes=5)
        press(qtbot, page.item.buttons[Choice.NOT_YET])
        assert answers(diary)[second].at == NOW + timedelta(minutes=5)
        assert answers(diary)[first].at == NOW

    def test_the_small_fields_words_go_with_it(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, window: MainWindow
    ) -> None:
        go_to(page, "ride_home")
        type_into(qtbot, page.item.field.edit, "My sister")
        window.open_page("help")
        assert answers(diary) == {}
        window.open_page("prepare")
        go_to(page, "ride_home")
        assert page.item.field.value() == "My sister"
        press(qtbot, page.item.buttons[Choice.YES])
        assert answers(diary)["ride_home"].words == "My sister"
        assert at(page) != "ride_home"
        press_key(qtbot, Qt.Key.Key_Left)
        assert page.item.field.value() == "My sister"

    def test_words_typed_before_walking_on_are_kept(self, qtbot: QtBot, page: PreparePage) -> None:
        go_to(page, "ride_home")
        type_into(qtbot, page.item.field.edit, "My sister")
        press(qtbot, page._on)
        press(qtbot, page._back)
        assert page.item.field.value() == "My sister"

    @pytest.mark.parametrize("by_key", [False, True])
    def test_a_must_that_does_not_apply_asks_why(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, *, by_key: bool
    ) -> None:
        def keep() -> None:
            if by_key:
                press_key(qtbot, Qt.Key.Key_Return)
            else:
                press_words(qtbot, page, "Keep this answer")

        item = at(page)
        press(qtbot, page.item.buttons[Choice.NOT_APPLICABLE])
        assert answers(diary) == {}
        assert QApplication.focusWidget() is page.item.reason.edit
        keep()
        assert answers(diary) == {}
        assert "A few words are needed" in read(page)
        type_into(qtbot, page.item.reason.edit, "I take nothing")
        page.item.reason.edit.setFocus()
        keep()
        assert answers(diary)[item] == Answer(
            item=item, choice=Choice.NOT_APPLICABLE, at=NOW, reason="I take nothing"
        )
        assert at(page) != item
        press_key(qtbot, Qt.Key.Key_Left)
        press_key(qtbot, "3")
        assert page.item.reason.value() == "I take nothing"
        assert "A few words are needed" not in read(page)

    def test_an_optional_one_that_does_not_apply_asks_nothing(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        go_to(page, "home_cover")
        press(qtbot, page.item.buttons[Choice.NOT_APPLICABLE])
        assert answers(diary)["home_cover"].choice is Choice.NOT_APPLICABLE

    def test_i_need_to_ask_is_on_the_list_once(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, content: Content
    ) -> None:
        item = at(page)
        press_key(qtbot, "4")
        press_key(qtbot, "2")
        press_key(qtbot, "4")
        (question,) = diary.entries(Question)
        assert question.record.from_item == item
        assert content.items[item].label in question.record.words
        assert "Thu 26 Nov" in question.record.words
        assert answers(diary)[item].choice is Choice.ASK

    def test_undo_takes_the_last_answer_back_on_screen(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, content: Content
    ) -> None:
        go_to(page, "home_cover")
        press_key(qtbot, "2")
        name = content.items["home_cover"].label
        assert "Not yet" in step_button(page, name).accessibleName()
        assert page.item.buttons[Choice.NOT_YET].property("chosen") is True
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert answers(diary) == {}
        assert "not answered" in step_button(page, name).accessibleName()
        assert page.item.buttons[Choice.NOT_YET].property("chosen") is False
        press_key(qtbot, "2")
        assert answers(diary)["home_cover"].choice is Choice.NOT_YET


class TestWords:
    def test_what_to_do_names_the_clinics_number(
        self, page: PreparePage, diary: Diary, content: Content
    ) -> None:
        item = next(
            step.item.id for step in page.steps if "{clinic}" in content.items[step.item.id].unmet
        )
        diary.add(Person(clinic_phone="+353 1 555 0100"))
        go_to(page, item)
        assert "+353\u00a01\u00a0555\u00a00100" in read(page)

    def test_no_sentence_shows_a_placeholder(self, page: PreparePage) -> None:
        for place in range(len(page.steps)):
            page._go(place)
            page.item._why.setChecked(True)
            assert "{" not in read(page)
            assert page.item._source.isVisible()
            assert page.item._source.text()

    def test_why_it_matters_folds(self, qtbot: QtBot, page: PreparePage) -> None:
        assert not page.item._why_words.isVisible()
        press_words(qtbot, page, "Why this matters")
        assert page.item._why_words.isVisible()

    def test_the_readiness_line_and_what_is_open(
        self, qtbot: QtBot, page: PreparePage, content: Content
    ) -> None:
        for step in page.steps:
            press_key(qtbot, "4" if step.item.id == "diabetes_plan" else "1")
            if step.item.id == "diabetes_plan":
                press_key(qtbot, Qt.Key.Key_Right)
        assert page.summary.isVisible()
        told = read(page.summary)
        before = [one for one in page.steps if one.phase is not Phase.AFTERWARDS]
        assert f"{len(before) - 1} of {len(before)} in place" in told
        name = content.items["diabetes_plan"].label
        assert f"Still open: {name}, which must be in place" in told
        assert "1 thing to ask is on your list for the clinic." in told
        press_words(qtbot, page.summary, f"{name} · must be in place")
        assert at(page) == "diabetes_plan"

    def test_the_end_leads_back_to_today(
        self, qtbot: QtBot, page: PreparePage, window: MainWindow
    ) -> None:
        page._go(len(page.steps))
        press_words(qtbot, page, "Back to Today")
        assert window._turning.current == "today"


class TestPlans:
    def test_a_moved_session_moves_the_times_and_keeps_the_answers(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, session: Entry[Session]
    ) -> None:
        press_key(qtbot, "1")
        before = answers(diary)
        go_to(page, "last_meal_iv")
        assert "Thu 26 Nov, 08:00" in read(page)
        diary.change(session.id, replace(session.record, plan=plan("2026-11-27 09:00")))
        assert at(page) == "last_meal_iv"
        assert "Fri 27 Nov, 03:00" in read(page)
        assert "Fri 27 Nov, 09:00" in page.subtitle.text()
        assert answers(diary) == before
        assert ": Yes" in step_button(page, ": Yes").accessibleName()

    def test_a_route_that_was_not_said_is_asked_for(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        session = planned(diary, "2026-11-26 14:00", None)
        page = open_page(window, "prepare", PreparePage)
        assert "Say how the medicine is given" in read(page)
        assert not page.item.isVisible()
        press_key(qtbot, "1")
        press_key(qtbot, Qt.Key.Key_Right)
        assert answers(diary) == {}
        for route in Route:
            diary.change(session.id, replace(session.record, route=route))
            assert page.item.isVisible()
            assert len(page.steps) > 10

    def test_without_a_session_it_offers_to_add_one(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "prepare", PreparePage)
        assert "Add your next session to begin." in read(page)
        press_key(qtbot, Qt.Key.Key_Right)
        press_key(qtbot, Qt.Key.Key_Left)

        def fill(dialog: FormDialog) -> None:
            dialog.form.fields["plan"].set_raw("2026-11-26 14:00")
            dialog.form.fields["route"].set_raw("iv")
            dialog.save()

        assert with_dialog(FormDialog, fill) == []
        press_words(qtbot, page, "Add a session")
        assert page.item.isVisible()
        assert page._at == 0

    def test_undoing_the_plan_goes_back_to_nothing(
        self, qtbot: QtBot, page: PreparePage, window: MainWindow
    ) -> None:
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
        assert "Add your next session to begin." in read(page)
        assert not page.item.isVisible()
