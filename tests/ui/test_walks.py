# SPDX-License-Identifier: Apache-2.0
"""Prepare beyond one walk: own rules, the same as last time, what is frozen, and other walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from companion.domain.checklist import Phase
from companion.domain.item import FieldKind, Walk
from companion.domain.records import (
    Anchor,
    ChecklistRun,
    Choice,
    Entry,
    Medicine,
    Person,
    Question,
    Route,
    Rule,
    RuleSet,
    Session,
    SessionState,
    Whose,
)
from companion.domain.safety import Panel
from companion.domain.walks import MONTH
from companion.storage import troubles
from companion.ui import file_dialogs
from companion.ui.forms.form import FormDialog
from companion.ui.pages.prepare import PreparePage
from companion.ui.pages.today import TodayPage
from tests.ui.gestures import (
    CTRL,
    NOW,
    held,
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
    from pathlib import Path

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


def names(page: PreparePage) -> list[str]:
    return [step.item.id for step in page.steps]


def runs(diary: Diary, checklist: str = "iv") -> list[ChecklistRun]:
    return [run.record for run in diary.entries(ChecklistRun) if run.record.checklist == checklist]


def change(dialog: FormDialog, **raw: str | bool | None) -> None:
    for key, value in {"whose": "clinic", **raw}.items():
        dialog.form.fields[key].set_raw(value)
    dialog.save()


def rules(diary: Diary) -> dict[str, object]:
    return {rule.item: rule for one in diary.entries(RuleSet) for rule in one.record.rules}


class TestRules:
    def test_the_clinics_time_moves_the_item_and_is_told_as_the_clinics(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, window: MainWindow
    ) -> None:
        page.go_to("last_meal_iv")
        assert "Thu 26 Nov, 08:00 · 6 h" in read(page.item)
        came = with_dialog(
            FormDialog, lambda one: change(one, hours="8", when="before_start", says="No milk.")
        )
        press_words(qtbot, page.item, "Your clinic says otherwise?")
        assert came
        assert "Thu 26 Nov, 06:00 · 8 h before the start, your clinic" in read(page.item)
        assert "Your clinic: No milk." in read(page.item)
        (entry,) = diary.entries(RuleSet)
        (rule,) = entry.record.rules
        assert (rule.item, rule.whose, rule.minutes) == ("last_meal_iv", Whose.CLINIC, -480)
        assert rule.anchor is Anchor.START
        window.open_page("today")
        today = window._turning.pages["today"]
        assert isinstance(today, TodayPage)
        assert "Last meal (8 h, your clinic)" in read(today)
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert rules(diary) == {}
        assert "Last meal (6 h, common default)" in read(today)

    def test_a_looser_time_stands_beside_the_one_in_the_app(
        self, qtbot: QtBot, page: PreparePage
    ) -> None:
        page.go_to("last_meal_iv")
        with_dialog(FormDialog, lambda one: change(one, hours="1", when="before_start"))
        press_words(qtbot, page.item, "Your clinic says otherwise?")
        assert "1 h before the start, your clinic; the usual rule is 6 h, common default" in read(
            page.item
        )

    def test_a_time_without_what_it_is_counted_from_is_refused_at_its_field(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        page.go_to("last_meal_iv")
        told: list[str] = []

        def fill(dialog: FormDialog) -> None:
            change(dialog, hours="8")
            told.append(read(dialog.form.fields["when"]))
            change(dialog, when="before_start", day="-1")
            told.append(read(dialog.form.fields["day"]))

        with_dialog(FormDialog, fill)
        press_words(qtbot, page.item, "Your clinic says otherwise?")
        assert "This is needed before it can be saved." in told[0]
        assert "Give a day or a clock time, not both." in told[1]
        assert rules(diary) == {}

    def test_an_own_item_is_asked_where_it_was_put_and_can_go_again(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        before = names(page)
        with_dialog(
            FormDialog, lambda one: change(one, question="Is the cat fed?", place="ride_home")
        )
        press(qtbot, page.ways.own)
        (own,) = set(names(page)) - set(before)
        assert names(page)[names(page).index("ride_home") + 1] == own
        page.go_to(own)
        assert "Is the cat fed?" in read(page.item)
        assert not page.item._why.isVisible()
        press_key(qtbot, "1")
        assert [answer.item for run in runs(diary) for answer in run.answers] == [own]
        page.go_to(own)
        with_dialog(FormDialog, lambda one: change(one, off=True))
        press_words(qtbot, page.item, "Change this item")
        assert names(page) == before

    def test_an_own_item_without_a_question_is_refused(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        told: list[str] = []

        def fill(dialog: FormDialog) -> None:
            change(dialog, question=" ")
            told.append(read(dialog.form.fields["question"]))

        with_dialog(FormDialog, fill)
        press(qtbot, page.ways.own)
        assert "This is needed before it can be saved." in told[0]
        assert rules(diary) == {}

    def test_an_item_is_left_out_but_never_one_that_lasts(
        self, qtbot: QtBot, page: PreparePage
    ) -> None:
        page.go_to("bag_packed")
        with_dialog(FormDialog, lambda one: change(one, off=True))
        press_words(qtbot, page.item, "Your clinic says otherwise?")
        assert "bag_packed" not in names(page)
        press_words(qtbot, page.ways, "Bring back: Bag packed")
        assert "bag_packed" in names(page)
        assert "Bring back" not in read(page.ways)
        page.go_to("bag_packed")
        with_dialog(FormDialog, lambda one: change(one, off=True))
        press_words(qtbot, page.item, "Your clinic says otherwise?")
        page.go_to("medicines_to_mention")
        fields: list[set[str]] = []
        with_dialog(FormDialog, lambda one: fields.append(set(one.form.fields)))
        press_words(qtbot, page.item, "Your clinic says otherwise?")
        assert "off" not in fields[0]

    def test_a_time_only_the_clinic_can_tell_is_asked_for(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        planned(diary, "2026-11-26 14:00", Route.ORAL)
        page = open_page(window, "prepare", PreparePage)
        waiting = [step.item.id for step in page.steps if step.asks_for_time]
        assert waiting
        page.go_to(waiting[0])
        assert "Time: as you were told" in read(page.item)
        with_dialog(FormDialog, lambda one: change(one, minutes="90", when="before_start"))
        press_words(qtbot, page.item, "Your clinic says otherwise?")
        assert "Thu 26 Nov, 12:30 · 1 h 30 min before the start, your clinic" in read(page.item)

    def test_the_clinics_limit_stands_at_the_reading(self, page: PreparePage, diary: Diary) -> None:
        page.go_to("blood_pressure")
        assert "limit: 150 over 95" not in read(page.item)
        diary.add(Person(systolic_limit=150, diastolic_limit=95))
        assert "Your clinic’s limit: 150 over 95." in read(page.item)

    def test_the_record_is_one_press_from_its_item(
        self, qtbot: QtBot, page: PreparePage, session: Entry[Session], window: MainWindow
    ) -> None:
        page.go_to("start_record")
        press_words(qtbot, page.item, "Open the session record")
        assert (window._turning.current, window._turning.argument) == ("session", session.id)

    def test_medicines_of_the_diary_stand_where_medicines_are_asked_for(
        self, page: PreparePage, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "prepare", PreparePage, "consultation")
        page.go_to("consultation_medicines")
        assert "No medicine is in your diary yet." in read(page.item)
        diary.add(Medicine(name="Sertraline", dose="100 mg"))
        diary.add(Medicine(name="Old one", stopped=NOW.date()))
        page.go_to("consultation_medicines")
        assert "In your diary: Sertraline 100 mg." in read(page.item)

    def test_someone_you_trust_is_offered_where_a_person_is_asked_for(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        diary.add(Person(person_name="Maria", person_phone="555 0134"))
        page.go_to("ride_home")
        press_words(qtbot, page.item, "Use Maria (555 0134)")
        assert page.item.field.value() == "Maria (555 0134)"
        press_key(qtbot, Qt.Key.Key_Tab)
        press(qtbot, page.item.buttons[Choice.YES])
        (run,) = runs(diary)
        assert run.answers[0].words == "Maria (555 0134)"


@pytest.fixture
def second(window: MainWindow, diary: Diary, clock: Clock, qtbot: QtBot) -> PreparePage:
    """Give the walk before a second session, the first one answered yes throughout."""
    first = planned(diary, "2026-11-24 14:00")
    page = open_page(window, "prepare", PreparePage)
    for _step in page.steps:
        press_key(qtbot, "1")
    clock.advance(days=1, hours=5)
    began = clock()
    diary.change(first.id, replace(first.record, state=SessionState.HELD, start=began))
    clock.advance(days=1)
    planned(diary, "2026-11-27 14:00")
    return open_page(window, "prepare", PreparePage)


class TestRepeat:
    def test_what_is_new_is_asked_first_and_then_the_rest_at_once(
        self, qtbot: QtBot, second: PreparePage, diary: Diary
    ) -> None:
        assert second._at == 0
        assert "Does the team know what is new?" in read(second.item)
        press_key(qtbot, "1")
        assert second.same.isVisible()
        assert "Same as last time?" in read(second.same)
        together = second._screens[second._at]
        press_key(qtbot, "1")
        assert not second.same.isVisible()
        answered = {answer.item for answer in runs(diary)[-1].answers}
        assert answered >= {step.item.id for step in together}

    def test_nothing_that_hangs_on_a_time_or_is_asked_each_time_is_confirmed_unseen(
        self, second: PreparePage
    ) -> None:
        (together,) = [screen for screen in second._screens if len(screen) > 1]
        for step in together:
            assert step.item.anchor is None
            assert not step.item.each_time
            assert step.phase in (Phase.THIS_WEEK, Phase.DAY_BEFORE)
        assert "ride_home" not in {step.item.id for step in together}

    def test_one_key_a_screen_settles_it_in_far_fewer_screens(
        self, qtbot: QtBot, second: PreparePage, diary: Diary
    ) -> None:
        """At five seconds a screen it is under the 90 seconds that a repeat walk may take."""
        before = [
            screen
            for screen in second._screens
            if any(step.phase is not Phase.AFTERWARDS for step in screen)
        ]
        assert len(before) <= 18
        for _screen in second._screens:
            press_key(qtbot, "1")
        assert second.summary.isVisible()
        run = runs(diary)[-1]
        assert {answer.item for answer in run.answers} == set(names(second))

    def test_one_that_changed_is_gone_through_by_itself(
        self, qtbot: QtBot, second: PreparePage, diary: Diary, content: Content
    ) -> None:
        press_key(qtbot, Qt.Key.Key_Right)
        name = content.items["home_cover"].label
        press_words(qtbot, second.same, f"{name}: go through it again")
        assert not second.same.isVisible()
        assert "Are children, pets and work looked after?" in read(second.item)
        press_key(qtbot, "2")
        (together,) = [screen for screen in second._screens if len(screen) > 1]
        assert "home_cover" not in {step.item.id for step in together}

    def test_an_answer_given_again_does_not_skip_the_next_item(
        self, qtbot: QtBot, second: PreparePage, window: MainWindow
    ) -> None:
        second.go_to("home_cover")
        press_key(qtbot, "2")
        window.open_page("today")
        page = open_page(window, "prepare", PreparePage)
        page.go_to("home_cover")
        following = page._screens[page._at + 1]
        press_key(qtbot, "1")
        assert page._screens[page._at] == following

    def test_what_the_clinic_wants_otherwise_since_is_not_confirmed_unseen(
        self, second: PreparePage, diary: Diary
    ) -> None:
        def together() -> set[str]:
            (screen,) = [one for one in second._screens if len(one) > 1]
            return {step.item.id for step in screen}

        assert "bag_packed" in together()
        diary.add(RuleSet(rules=(Rule(item="bag_packed", whose=Whose.CLINIC, says="A scarf."),)))
        assert "bag_packed" not in together()

    def test_confirming_is_one_write_that_one_undo_takes_back(
        self, qtbot: QtBot, second: PreparePage, diary: Diary
    ) -> None:
        press_key(qtbot, "1")
        before = runs(diary)[-1]
        press_key(qtbot, "1")
        assert len(runs(diary)[-1].answers) > 4
        press_key(qtbot, Qt.Key.Key_Z, CTRL)
        assert runs(diary)[-1] == before


class TestFrozen:
    def test_the_walk_is_kept_as_it_was_when_the_session_began(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        page.go_to("ride_home")
        press_key(qtbot, "1")
        clock.moment = plan("2026-11-26 14:08").moment()
        diary.change(session.id, replace(session.record, state=SessionState.HELD, start=clock()))
        (run,) = runs(diary)
        assert run.frozen_at == clock()
        assert [item.item for item in run.walked] == names(page)
        assert "kept as it was when the session began, 14:08" in page.subtitle.text()
        page.go_to("bag_packed")
        assert not any(made.isEnabled() for made in page.item.buttons.values())
        press_key(qtbot, "1")
        assert runs(diary) == [run]
        assert not page.ways.own.isVisible()
        assert not page.ways.calendar.isVisible()
        later = next(step.item.id for step in page.steps if step.phase is Phase.AFTERWARDS)
        page.go_to(later)
        press_key(qtbot, "1")
        assert later in {answer.item for answer in runs(diary)[0].answers}

    def test_later_rules_do_not_reach_it(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        press_key(qtbot, "1")
        clock.moment = plan("2026-11-26 14:08").moment()
        diary.change(session.id, replace(session.record, state=SessionState.HELD, start=clock()))
        before = names(page)
        page.go_to("last_meal_iv")
        shown = read(page.item)
        off = Rule(item="bag_packed", whose=Whose.OWN, off=True)
        later = Rule(item="last_meal_iv", whose=Whose.CLINIC, minutes=-60, anchor=Anchor.START)
        diary.add(RuleSet(rules=(off, later)))
        assert names(page) == before
        page.go_to("last_meal_iv")
        assert read(page.item) == shown

    def test_undoing_the_start_lets_go_of_it(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        press_key(qtbot, "1")
        clock.moment = plan("2026-11-26 14:08").moment()
        diary.change(session.id, replace(session.record, state=SessionState.HELD, start=clock()))
        assert runs(diary)[0].frozen_at is not None
        diary.undo()
        assert runs(diary)[0].frozen_at is None
        assert any(made.isEnabled() for made in page.item.buttons.values())
        assert len(runs(diary)[0].answers) == 1

    def test_correcting_the_start_long_after_keeps_it_as_it_was(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        press_key(qtbot, "1")
        clock.moment = plan("2026-11-26 14:08").moment()
        held_ = replace(session.record, state=SessionState.HELD, start=clock())
        diary.change(session.id, held_)
        (before,) = runs(diary)
        clock.advance(days=60)
        late = Rule(item="last_meal_iv", whose=Whose.CLINIC, minutes=-600, anchor=Anchor.START)
        diary.add(RuleSet(rules=(late,)))
        diary.change(session.id, replace(held_, state=SessionState.PLANNED, start=None))
        corrected = plan("2026-11-26 14:18").moment()
        diary.change(session.id, replace(held_, start=corrected))
        (after,) = runs(diary)
        assert (after.walked, after.frozen_at) == (before.walked, corrected)

    def test_a_session_that_began_without_a_walk_is_not_prepared_afterwards(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        entry = held(diary, "2026-11-23 09:00")
        page = open_page(window, "prepare", PreparePage, entry.id)
        press_key(qtbot, "1")
        assert runs(diary) == []
        assert "when the session began, 09:00" in page.subtitle.text()

    def test_another_route_takes_the_answers_along(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        page.go_to("ride_home")
        press_key(qtbot, "1")
        diary.change(session.id, replace(session.record, route=Route.IM))
        page.go_to("last_meal_injection")
        press_key(qtbot, "1")
        (run,) = runs(diary, "im")
        assert {answer.item for answer in run.answers} == {"ride_home", "last_meal_injection"}
        clock.moment = plan("2026-11-26 14:08").moment()
        began = replace(session.record, route=Route.IM, state=SessionState.HELD, start=clock())
        diary.change(session.id, began)
        diary.change(session.id, replace(began, route=Route.IV))
        assert "last_meal_injection" in names(page)

    def test_a_clock_that_was_put_back_keeps_nothing_from_being_saved(
        self, qtbot: QtBot, page: PreparePage, diary: Diary, session: Entry[Session], clock: Clock
    ) -> None:
        clock.advance(days=3, hours=3)
        press_key(qtbot, "1")
        clock.advance(hours=-1)
        diary.change(session.id, replace(session.record, state=SessionState.HELD, start=clock()))
        assert runs(diary)[0].frozen_at is None
        clock.advance(hours=2)
        again = diary.get(Session, session.id).record
        diary.change(session.id, replace(again, place="room 2"))
        assert runs(diary)[0].frozen_at is not None


class TestTyping:
    def test_what_is_typed_outlives_every_refresh(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        page.go_to("ride_home")
        type_into(qtbot, page.item.field.edit, "Anna")
        diary.add(Medicine(name="Sertraline"))
        with_dialog(FormDialog, lambda one: change(one, says="By taxi."))
        press_words(qtbot, page.item, "Your clinic says otherwise?")
        assert page.item.field.value() == "Anna"
        assert "Your clinic: By taxi." in read(page.item)

    def test_it_is_kept_while_typing_the_reason_too(
        self, qtbot: QtBot, page: PreparePage, window: MainWindow
    ) -> None:
        page.go_to("diabetes_plan")
        press(qtbot, page.item.buttons[Choice.NOT_APPLICABLE])
        type_into(qtbot, page.item.reason.edit, "I have none")
        qtbot.waitUntil(lambda: not page.item._timer.isActive(), timeout=5000)
        window.empty()
        again = open_page(window, "prepare", PreparePage)
        again.go_to("diabetes_plan")
        press(qtbot, again.item.buttons[Choice.NOT_APPLICABLE])
        assert again.item.reason.value() == "I have none"

    def test_an_older_draft_never_comes_back_over_an_answer(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        page.go_to("ride_home")
        type_into(qtbot, page.item.field.edit, "Anna")
        page.go_on()
        page.go_to("ride_home")
        assert page.item.field.value() == "Anna"
        type_into(qtbot, page.item.field.edit, "Bob")
        press(qtbot, page.item.buttons[Choice.NOT_YET])
        assert page.item.field.value() == "Bob"
        page.go_on()
        page.go_to("ride_home")
        assert page.item.field.value() == "Bob"
        assert runs(diary)[0].answers[0].words == "Bob"

    def test_a_full_disk_keeps_nobody_from_help(
        self,
        qtbot: QtBot,
        page: PreparePage,
        window: MainWindow,
        diary: Diary,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        page.go_to("ride_home")
        type_into(qtbot, page.item.field.edit, "Anna")

        def refuse(*_asked: object) -> None:
            raise troubles.disk_error()

        monkeypatch.setattr(diary, "keep_draft", refuse)
        window.open_page("help")
        assert window._turning.current == "help"
        assert "disk" in window._saved.answer.text()

    def test_a_new_look_and_a_way_back_lead_to_the_same_item(
        self, qtbot: QtBot, page: PreparePage, window: MainWindow
    ) -> None:
        press(qtbot, page.choice.buttons[Walk.CONSULTATION])
        page.go_to("consultation_goals")
        window.context.keep(replace(window.context.preferences, text_size=150))
        again = window._turning.pages["prepare"]
        assert isinstance(again, PreparePage)
        assert again is not page
        assert again._screens[again._at][0].item.id == "consultation_goals"


class TestOtherWalks:
    def test_each_walk_is_one_press_away(
        self, qtbot: QtBot, page: PreparePage, diary: Diary
    ) -> None:
        press(qtbot, page.choice.buttons[Walk.CONSULTATION])
        assert page.title.text() == "First consultation"
        press_key(qtbot, "1")
        press(qtbot, page.choice.buttons[Walk.MAINTENANCE])
        assert page.title.text() == "Each month"
        press_key(qtbot, "1")
        press(qtbot, page.choice.buttons[Walk.AFTERWARDS])
        assert "It opens once a session has begun." in read(page)
        press(qtbot, page.choice.buttons[Walk.SESSION])
        assert page.title.text().startswith("Session 1")
        assert runs(diary) == []
        for checklist in ("consultation", "maintenance"):
            (run,) = runs(diary, checklist)
            assert (run.session_id, run.begun, len(run.answers)) == (None, NOW, 1)

    def test_afterwards_hangs_on_the_session_that_began(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        entry = held(diary, "2026-11-23 08:00")
        page = open_page(window, "prepare", PreparePage, f"afterwards:{entry.id}")
        assert len(page.steps) > 10
        press_key(qtbot, "1")
        (run,) = runs(diary, "afterwards")
        assert (run.session_id, run.frozen_at) == (entry.id, None)

    def test_today_leads_to_what_helps_after_a_session(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, clock: Clock
    ) -> None:
        held(diary, "2026-11-23 08:00")
        window.open_page("today")
        press_words(qtbot, window, "Go through what to think of now")
        page = window._turning.pages["prepare"]
        assert isinstance(page, PreparePage)
        assert page._walk_shown is Walk.AFTERWARDS
        clock.advance(days=2)
        window.open_page("today")
        assert "Go through what to think of now" not in read(window._turning.pages["today"])

    def test_the_monthly_questions_wait_on_today_until_they_were_begun(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, clock: Clock
    ) -> None:
        held(diary, "2026-11-23 08:00")
        window.open_page("today")
        assert "The monthly questions" not in read(window._turning.pages["today"])
        clock.advance(days=MONTH.days)
        window.open_page("today")
        press_words(qtbot, window, "Go through the monthly questions")
        press_key(qtbot, "1")
        window.open_page("today")
        assert "The monthly questions" not in read(window._turning.pages["today"])

    def test_nothing_noticed_is_one_press_and_an_answer(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "prepare", PreparePage, "maintenance")
        page.go_to("maintenance_bladder")
        press_words(qtbot, page.item, "Nothing noticed")
        (run,) = runs(diary, "maintenance")
        assert run.answers[0].choice is Choice.NOT_APPLICABLE

    def test_where_more_than_a_line_can_be_typed_it_says_that_nobody_is_alerted(
        self, window: MainWindow
    ) -> None:
        page = open_page(window, "prepare", PreparePage, "consultation")
        says: dict[FieldKind | None, bool] = {}
        for step in page.steps:
            page.go_to(step.item.id)
            says[step.item.field] = "cannot alert anyone" in read(page.item)
        assert {field for field, said in says.items() if said} == {FieldKind.LINES}
        assert {None, FieldKind.TEXT} <= set(says)

    def test_thoughts_of_suicide_get_the_fixed_reply_at_once(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, content: Content
    ) -> None:
        page = open_page(window, "prepare", PreparePage, "consultation")
        page.go_to("consultation_suicide")
        assert not page.item.reply.isVisible()
        press_words(qtbot, page.item, "Noted, I’ll mention it")
        assert page.item.reply.isVisible()
        assert content.replies[Panel.SUICIDE].title in read(page.item.reply)
        press_words(qtbot, page.item.reply, "Put this at the top of my list for the doctor")
        assert [one.record.from_item for one in diary.entries(Question)] == [Panel.SUICIDE]
        press_words(qtbot, page.item.reply, "Go on")
        assert page._screens[page._at][0].item.id != "consultation_suicide"
        page.go_to("consultation_suicide")
        press_words(qtbot, page.item, "No, nothing to mention")
        page.go_to("consultation_suicide")
        assert not page.item.reply.isVisible()


class TestWaysOut:
    @pytest.fixture
    def saved(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Give the folder in which the file is saved that the person is asked for."""

        def choose(_parent: object, _title: str, suggested: Path, _kind: str) -> Path:
            return tmp_path / suggested.name

        monkeypatch.setattr(file_dialogs, "ask_where_to_save", choose)
        return tmp_path

    def test_the_sitters_sheet_is_saved(self, qtbot: QtBot, page: PreparePage, saved: Path) -> None:
        press(qtbot, page.ways.sitter)
        target = saved / "companion-sheet.pdf"
        qtbot.waitUntil(lambda: "Saved as" in page.ways.answer.text(), timeout=20_000)
        assert target.read_bytes().startswith(b"%PDF")

    def test_the_checklist_is_saved(self, qtbot: QtBot, page: PreparePage, saved: Path) -> None:
        press_words(qtbot, page.ways, "Print the checklist")
        qtbot.waitUntil(lambda: "Saved as" in page.ways.answer.text(), timeout=20_000)
        assert (saved / "companion-checklist.pdf").read_bytes().startswith(b"%PDF")
        press(qtbot, page.choice.buttons[Walk.CONSULTATION])
        assert not page.ways.checklist.isVisible()

    def test_the_sheet_for_the_consultation_is_saved(
        self, qtbot: QtBot, page: PreparePage, saved: Path
    ) -> None:
        assert not page.ways.consultation.isVisible()
        press(qtbot, page.choice.buttons[Walk.CONSULTATION])
        type_into(qtbot, page.item.field.edit, "It began in winter.")
        press(qtbot, page.item.buttons[Choice.YES])
        press(qtbot, page.ways.consultation)
        qtbot.waitUntil(lambda: "Saved as" in page.ways.answer.text(), timeout=20_000)
        assert (saved / "companion-sheet.pdf").read_bytes().startswith(b"%PDF")

    @pytest.mark.parametrize(
        ("words", "told"),
        [("Only “Reminder” and “Appointment”", False), ("What each is about", True)],
    )
    def test_the_times_are_saved_for_the_calendar_and_say_as_much_as_was_chosen(
        self, qtbot: QtBot, page: PreparePage, saved: Path, words: str, told: bool
    ) -> None:
        def choose(dialog: QDialog) -> None:
            press_words(qtbot, dialog, f"What the calendar says: {words}")
            if not told:  # a second press takes it back, and without a choice nothing is saved
                press_words(qtbot, dialog, "Choose where to save …")
                assert "Choose one of the two first." in read(dialog)
                press_words(qtbot, dialog, f"What the calendar says: {words}")
            press_words(qtbot, dialog, "Choose where to save …")

        with_dialog(QDialog, choose)
        press(qtbot, page.ways.calendar)
        qtbot.waitUntil(lambda: "Saved as" in page.ways.answer.text(), timeout=20_000)
        content = (saved / "companion-times.ics").read_text(encoding="utf-8")
        assert content.count("BEGIN:VEVENT") > 5
        assert ("Last meal" in content) is told

    def test_what_cannot_be_written_is_said(
        self, qtbot: QtBot, page: PreparePage, saved: Path
    ) -> None:
        (saved / "companion-sheet.pdf").mkdir()
        press(qtbot, page.ways.sitter)
        qtbot.waitUntil(lambda: "could not be written" in page.ways.answer.text(), timeout=20_000)
        assert [path.name for path in saved.glob("companion-sheet*")] == ["companion-sheet.pdf"]
