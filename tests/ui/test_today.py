# SPDX-License-Identifier: Apache-2.0
"""Today: the shortest check-in, the quiet answer to a low number, and what waits and comes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from companion.domain.effect_end import ended_by
from companion.domain.records import (
    Appointment,
    CheckIn,
    Grade,
    Question,
    Route,
    Session,
    SideEffect,
)
from companion.ui.forms.form import FormDialog
from companion.ui.pages.today import TodayPage
from tests.ui.gestures import (
    CTRL,
    NOW,
    button_of,
    held,
    moods,
    open_page,
    plan,
    planned,
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
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    return open_page(window, "today", TodayPage)


class TestCheckIn:
    def test_one_number_and_one_key(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, window: MainWindow
    ) -> None:
        press_key(qtbot, "6")
        press_key(qtbot, Qt.Key.Key_Return, CTRL)
        (entry,) = diary.entries(CheckIn)
        assert entry.record == CheckIn(at=NOW, mood=6)
        assert window._saved.answer.text() == "Saved 10:00"
        assert page.check_in.form.mood.value() is None

    def test_plus_is_ten_and_the_button_saves_too(
        self, qtbot: QtBot, page: TodayPage, diary: Diary
    ) -> None:
        press_key(qtbot, "+")
        press_words(qtbot, page, "Save check-in")
        assert diary.entries(CheckIn)[0].record.mood == 10

    def test_minus_saves_a_hard_day_and_asks_nothing_more(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, window: MainWindow
    ) -> None:
        press_key(qtbot, "-")
        (entry,) = diary.entries(CheckIn)
        assert entry.record == CheckIn(at=NOW, hard_day=True)
        assert window._saved.answer.text() == "Saved 10:00 · That’s enough for today."
        assert QApplication.activeModalWidget() is None

    def test_not_up_to_it_is_one_press(self, qtbot: QtBot, page: TodayPage, diary: Diary) -> None:
        press_words(qtbot, page, "Not up to it today")
        assert diary.entries(CheckIn)[0].record.hard_day

    def test_nothing_is_preselected(self, page: TodayPage) -> None:
        form = page.check_in.form
        for key in ("mood", "anxiety", "energy", "pain"):
            scale = form.fields[key].control()
            assert not any(one.isChecked() for one in scale.buttons)  # type: ignore[attr-defined]
            assert form.fields[key].value() is None
        assert form.fields["sleep_hours"].raw() == ""

    def test_saving_nothing_says_what_is_needed(
        self, qtbot: QtBot, page: TodayPage, diary: Diary
    ) -> None:
        press_words(qtbot, page, "Save check-in")
        assert diary.entries(CheckIn) == ()
        assert "This is needed before it can be saved." in read(page)

    def test_what_is_refused_leaves_the_rest_as_it_is(
        self, qtbot: QtBot, page: TodayPage, diary: Diary
    ) -> None:
        form = page.check_in.form
        press_key(qtbot, "4")
        press(qtbot, form.fold.press)
        type_into(qtbot, form.fields["sleep_hours"].control(), "30")
        press_key(qtbot, Qt.Key.Key_Return, CTRL)
        assert "This needs a number from 0 to 24." in read(page)
        assert diary.entries(CheckIn) == ()
        type_into(qtbot, form.fields["sleep_hours"].control(), "7,5")
        press_key(qtbot, Qt.Key.Key_Return, CTRL)
        assert diary.entries(CheckIn)[0].record == CheckIn(at=NOW, mood=4, sleep_hours=7.5)
        assert "This needs a number" not in read(page)

    def test_a_half_filled_one_is_kept_when_another_page_is_shown(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, window: MainWindow
    ) -> None:
        press_key(qtbot, "4")
        window.open_page("help")
        assert diary.draft("check_in:today") is not None
        window.open_page("today")
        assert page.check_in.form.mood.value() == 4
        press_words(qtbot, page, "Save check-in")
        assert diary.draft("check_in:today") is None
        assert diary.entries(CheckIn)[0].record.mood == 4


class TestLowDay:
    @pytest.mark.parametrize("key", ["0", "1", "2", "-"])
    def test_no_chart_beside_it_and_one_quiet_line(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, key: str
    ) -> None:
        moods(diary, {1: 5, 2: 5})
        page = open_page(window, "today", TodayPage)
        assert page._chart.isVisible()
        assert "If you would like company:" not in read(page)
        press_key(qtbot, key)
        if key != "-":
            press_key(qtbot, Qt.Key.Key_Return, CTRL)
        assert not page._chart.isVisible()
        assert "If you would like company:" in read(page)
        assert "The rest can wait." in read(page)
        press_words(qtbot, page, "Someone to talk to")
        assert window._turning.current == "help"

    def test_a_three_is_answered_like_any_number(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "today", TodayPage)
        press_key(qtbot, "3")
        press_key(qtbot, Qt.Key.Key_Return, CTRL)
        assert page._chart.isVisible()
        assert "If you would like company:" not in read(page)

    def test_what_a_session_needs_within_a_day_does_not_wait(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        planned(diary, "2026-11-24 09:00")
        page = open_page(window, "today", TodayPage)
        press_key(qtbot, "-")
        assert "The rest can wait." not in read(page)
        assert "PHQ-9, every two weeks" in read(page)


class TestWaiting:
    def effect(self, diary: Diary) -> str:
        start = NOW - timedelta(days=2)
        return diary.add(SideEffect(effect="headache", grade=Grade.MILD, start=start)).id

    def test_a_side_effect_that_is_still_there(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, clock: Clock
    ) -> None:
        key = self.effect(diary)
        assert "Headache since Sat 21 Nov. Still there?" in read(page)
        press_words(qtbot, page, "Headache is still there")
        record = diary.get(SideEffect, key).record
        assert (record.asked_at, record.end) == (NOW, None)
        assert "Still there?" not in read(page)
        clock.advance(hours=13)
        page.refresh()
        assert "Still there?" in read(page)

    def test_a_side_effect_that_is_gone_and_undo(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, window: MainWindow
    ) -> None:
        key = self.effect(diary)
        press_words(qtbot, page, "Headache is gone")
        gone = diary.get(SideEffect, key).record
        assert (gone.end, ended_by(gone)) == (NOW, NOW)
        assert "Still there?" not in read(page)
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
        assert diary.get(SideEffect, key).record.end is None
        assert "Still there?" in read(page)

    def test_a_questionnaire_that_is_due(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, content: Content, window: MainWindow
    ) -> None:
        diary.add(questionnaire(content, "phq-9", 1, 14))
        diary.add(questionnaire(content, "gad-7", 1, 13))
        assert "PHQ-9, every two weeks" in read(page)
        assert "GAD-7" not in read(page)
        press_words(qtbot, page, "Start PHQ-9")
        assert (window._turning.current, window._turning.argument) == ("questionnaire", "phq-9")

    def test_questions_for_the_follow_up(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, window: MainWindow
    ) -> None:
        diary.add(Question(at=NOW, words="Can I fly?"))
        diary.add(Question(at=NOW, words="Done", answered=True))
        far = diary.add(Appointment(plan=plan("2026-12-01 11:00")))
        assert "saved for" not in read(page)
        diary.change(far.id, Appointment(plan=plan("2026-11-26 11:00")))
        assert "1 question saved for Thursday’s follow-up" in read(page)
        assert "follow-up in 3 days, Thu 26 Nov" in page.subtitle.text()
        press_words(qtbot, page, "Review the report for the follow-up")
        assert window._turning.current == "report"

    def test_a_planned_session_that_lies_behind(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, window: MainWindow
    ) -> None:
        session = planned(diary, "2026-11-20 14:00")
        assert "Session of Fri 20 Nov: how did it go?" in read(page)
        press_words(qtbot, page, "Record it")
        assert (window._turning.current, window._turning.argument) == ("session", session.id)

    def test_only_the_country_is_still_asked_for(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, content: Content, window: MainWindow
    ) -> None:
        for key in ("phq-9", "gad-7"):
            diary.add(questionnaire(content, key, 1, 1))
        assert "Which country’s numbers should Get help now show?" in read(page)
        press_words(qtbot, page, "Choose the country for Get help now")
        assert window._turning.current == "help"
        window.context.keep(replace(window.context.preferences, country="IE"))
        again = open_page(window, "today", TodayPage)
        assert "Which country’s numbers" not in read(again)
        assert "Nothing right now." in read(again)


class TestNextSession:
    def test_its_clock_times(
        self, qtbot: QtBot, page: TodayPage, diary: Diary, window: MainWindow
    ) -> None:
        held(diary, "2026-11-12 14:00")
        session = planned(diary, "2026-11-26 14:00")
        told = read(page)
        assert "Session 2" in told
        assert "in 3 days" in told
        assert "Thu 26 Nov, 14:00 · IV infusion" in told
        assert "Arrive 13:30 · home about 16:30" in told
        assert "0 of 21 done" in told
        press_words(qtbot, page, "Go through the checklist")
        assert (window._turning.current, window._turning.argument) == ("prepare", session.id)

    def test_on_the_day_the_last_meal_and_drink_have_their_hour(
        self, page: TodayPage, diary: Diary, clock: Clock
    ) -> None:
        planned(diary, "2026-11-24 18:00")
        clock.advance(days=1, hours=-1)
        page.refresh()
        assert "Tue 12:00" in read(page)
        assert "Tue 16:00" in read(page)

    def test_it_can_be_recorded_from_an_hour_before(
        self, page: TodayPage, diary: Diary, clock: Clock
    ) -> None:
        planned(diary, "2026-11-23 14:00")
        assert "Record the session" not in read(page)
        clock.advance(hours=3)
        page.refresh()
        assert "Record the session" in read(page)

    def test_without_one_the_card_offers_to_add_it(
        self, qtbot: QtBot, page: TodayPage, diary: Diary
    ) -> None:
        def fill(dialog: FormDialog) -> None:
            dialog.form.fields["plan"].set_raw("2026-11-26 14:00")
            press(qtbot, dialog.form.fields["route"].choices.buttons[Route.IV.value])  # type: ignore[attr-defined]
            dialog.save()

        came = with_dialog(FormDialog, fill)
        press_words(qtbot, page, "Add a session")
        assert came
        assert diary.entries(Session)[0].record.plan == plan("2026-11-26 14:00")
        assert "Thu 26 Nov, 14:00 · IV infusion" in read(page)

    def test_it_can_be_moved(self, qtbot: QtBot, page: TodayPage, diary: Diary) -> None:
        planned(diary, "2026-11-26 14:00")

        def move(dialog: FormDialog) -> None:
            dialog.form.fields["plan"].set_raw("2026-11-27 09:00")
            dialog.save()

        with_dialog(FormDialog, move)
        press_words(qtbot, page, "Change or move")
        assert "Fri 27 Nov, 09:00" in read(page)
        assert diary.entries(Session)[0].record.moves == 1


class TestBeginnings:
    def test_an_empty_diary_says_what_will_be_here(self, page: TodayPage) -> None:
        told = read(page)
        assert page.title.text() == "Monday 23 November"
        assert page.subtitle.text() == "0 sessions so far"
        assert "Your check-ins will draw a line here. A day without one stays a gap." in told
        assert "Your next session" in told
        assert not page._chart.chart.isVisible()

    def test_the_first_check_in_draws_the_chart(self, qtbot: QtBot, page: TodayPage) -> None:
        press_key(qtbot, "6")
        press_key(qtbot, Qt.Key.Key_Return, CTRL)
        assert page._chart.chart.isVisible()
        assert "recorded on 1 of 42 days, 41 missing" in page._chart.chart.accessibleName()
        assert "This week 6.0 (1 day)" in read(page)

    def test_after_an_absence_nothing_is_to_catch_up(
        self, qtbot: QtBot, page: TodayPage, diary: Diary
    ) -> None:
        moods(diary, {7: 5})
        assert "Good to see you" not in page.subtitle.text()
        diary.undo()
        moods(diary, {8: 5})
        assert page.subtitle.text() == "Good to see you. Nothing to catch up on."
        press_words(qtbot, page, "Not up to it today")
        assert page.subtitle.text() == "0 sessions so far"

    def test_undo_takes_a_check_in_off_the_page(
        self, qtbot: QtBot, page: TodayPage, window: MainWindow
    ) -> None:
        press_key(qtbot, "-")
        assert button_of(page, "Someone to talk to").isEnabled()
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
        assert "If you would like company:" not in read(page)
        assert page._chart.isVisible()
