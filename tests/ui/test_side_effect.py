# SPDX-License-Identifier: Apache-2.0
"""A side effect: found as it is typed, replied to at once, and kept apart by when it came."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from companion.domain.effect_end import ended_by
from companion.domain.records import Entry, Grade, Question, Record, SideEffect
from companion.domain.safety import Panel, Tier
from companion.ui.forms.form import FormDialog
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.pages.log import LogPage
from tests.ui.gestures import (
    NOW,
    bring_up,
    held,
    press,
    press_words,
    read,
    type_into,
    with_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow
    from companion.ui.widgets.moments import MomentField
    from tests.ui.conftest import Clock, RecordingWays

ALIVE: list[QWidget] = []
"""What stands behind the dialogs; nothing else in a test holds it."""


@pytest.fixture(autouse=True)
def _let_go(diary: Diary) -> Iterator[None]:
    yield
    ALIVE.clear()


def opened(qtbot: QtBot, form: SideEffectForm, entry: Entry[Record] | None = None) -> FormDialog:
    parent = QWidget()
    qtbot.addWidget(parent)
    ALIVE.append(parent)
    dialog = FormDialog(form, entry, parent)
    bring_up(qtbot, dialog)
    return dialog


def choose(qtbot: QtBot, form: SideEffectForm, typed: str) -> None:
    type_into(qtbot, form.effect.edit, typed)
    qtbot.keyClick(form.effect.edit, Qt.Key.Key_Return)


def grade(qtbot: QtBot, form: SideEffectForm, grade: Grade) -> None:
    press(qtbot, form.grade.choices.buttons[grade.value])


def set_moment(qtbot: QtBot, field: MomentField, day: date, clock: str) -> None:
    field.day.set_raw(day.isoformat())
    field.day.edited.emit()
    type_into(qtbot, field.clock, clock)


def save(qtbot: QtBot, dialog: FormDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def fault_at(form: SideEffectForm, key: str) -> str:
    fault = form.fields[key]._fault
    return fault.text() if fault.isVisibleTo(form) else ""


def listed(form: SideEffectForm) -> list[str]:
    return [form.effect.list.item(row).text() for row in range(form.effect.list.count())]


class TestFinding:
    def test_found_by_typing_and_saved(self, qtbot: QtBot, context: Context, diary: Diary) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        type_into(qtbot, form.effect.edit, "hea")
        assert listed(form)[0] == "Headache"
        assert len(listed(form)) > 2
        qtbot.keyClick(form.effect.edit, Qt.Key.Key_Down)
        qtbot.keyClick(form.effect.edit, Qt.Key.Key_Up)
        choose(qtbot, form, "headache")
        assert form.effect.list.isHidden()
        grade(qtbot, form, Grade.MODERATE)
        set_moment(qtbot, form.start, date(2026, 11, 22), "15:10")
        press(qtbot, form.end.choices.buttons["ended"])
        set_moment(qtbot, form.end.moment, date(2026, 11, 22), "17.30")
        type_into(qtbot, form.fields["words"].control(), "behind the eyes")
        save(qtbot, dialog)
        (entry,) = diary.entries(SideEffect)
        assert entry.record == SideEffect(
            effect="headache",
            grade=Grade.MODERATE,
            start=datetime(2026, 11, 22, 15, 10, tzinfo=UTC),
            end=datetime(2026, 11, 22, 17, 30, tzinfo=UTC),
            words="behind the eyes",
        )

    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("nausea", "Feeling sick (Nausea)"),
            ("pee blood", "Blood in your urine (blood in pee)"),
            ("SPINNING", "Room spinning"),
        ],
    )
    def test_a_name_found_by_another_word_says_which(
        self, context: Context, typed: str, first: str
    ) -> None:
        form = SideEffectForm(context)
        form.effect.edit.setText(typed)
        form.effect.edit.textEdited.emit(typed)
        assert listed(form)[0] == first
        assert listed(form)[-1] == f"Use my own words: {typed}"

    def test_a_slip_is_asked_about_and_never_taken_for_granted(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        type_into(qtbot, form.effect.edit, "siezure")
        assert listed(form) == ["Use my own words: siezure", "Or is it: Seizure"]
        grade(qtbot, form, Grade.MILD)
        save(qtbot, dialog)
        assert "choose one" in fault_at(form, "effect")
        qtbot.keyClick(form.effect.edit, Qt.Key.Key_Down)
        qtbot.keyClick(form.effect.edit, Qt.Key.Key_Return)
        assert form.effect.value() == ("seizure", "")
        assert form.reply.isVisible()

    def test_own_words_where_nothing_matches(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        type_into(qtbot, form.effect.edit, "Zzz in my left ear")
        assert listed(form) == ["Use my own words: Zzz in my left ear"]
        qtbot.keyClick(form.effect.edit, Qt.Key.Key_Return)
        grade(qtbot, form, Grade.MILD)
        press(qtbot, form.end.choices.buttons["still"])
        save(qtbot, dialog)
        record = diary.entries(SideEffect)[0].record
        assert (record.effect, record.own_name) == (None, "Zzz in my left ear")
        assert record.asked_at == NOW
        assert form.reply.isHidden()

    def test_something_half_typed_asks_to_choose(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        type_into(qtbot, form.effect.edit, "hea")
        save(qtbot, dialog)
        assert "choose one" in fault_at(form, "effect")
        assert "needed" in fault_at(form, "grade")
        assert diary.entries(SideEffect) == ()


class TestCourse:
    def test_an_end_before_the_start_is_refused(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        choose(qtbot, form, "Headache")
        grade(qtbot, form, Grade.SEVERE)
        press(qtbot, form.end.choices.buttons["ended"])
        set_moment(qtbot, form.end.moment, date(2026, 11, 21), "09:00")
        save(qtbot, dialog)
        assert "before the start" in fault_at(form, "end")
        assert form.effect.value() == ("headache", "")
        assert diary.entries(SideEffect) == ()

    def test_an_end_that_nobody_told_is_never_made_up(
        self, qtbot: QtBot, context: Context, diary: Diary, clock: Clock
    ) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        choose(qtbot, form, "Headache")
        grade(qtbot, form, Grade.MILD)
        set_moment(qtbot, form.start, date(2026, 11, 9), "20:00")
        press(qtbot, form.end.choices.buttons["ended"])
        assert form.end.moment.day.is_empty
        assert form.end.moment.clock.isHidden()
        assert "Then it only says that it has ended by now." in read(form)
        save(qtbot, dialog)
        (entry,) = diary.entries(SideEffect)
        assert (entry.record.end, entry.record.asked_at) == (NOW, NOW)
        assert ended_by(entry.record) == NOW
        # Opened again it stands as it is known; saved untouched it stays so.
        clock.advance(days=1)
        again = SideEffectForm(context)
        dialog = opened(qtbot, again, entry)
        assert "It says that it had ended by Mon 23 Nov, 10:00." in read(again)
        assert again.end.moment.day.is_empty
        grade(qtbot, again, Grade.SEVERE)
        save(qtbot, dialog)
        kept = diary.get(SideEffect, entry.id)
        assert kept.record == replace(entry.record, grade=Grade.SEVERE)
        # Told later, it is an end like any other, also where it is the moment of asking.
        last = SideEffectForm(context)
        dialog = opened(qtbot, last, kept)
        set_moment(qtbot, last.end.moment, NOW.date(), f"{NOW:%H:%M}")
        save(qtbot, dialog)
        told = diary.get(SideEffect, entry.id).record
        assert (told.end, told.asked_at, ended_by(told)) == (NOW, None, None)
        with_end = SideEffectForm(context)
        dialog = opened(qtbot, with_end, diary.get(SideEffect, entry.id))
        with_end.end.moment.day.set_raw(None)
        with_end.end.moment.day.edited.emit()
        save(qtbot, dialog)
        assert ended_by(diary.get(SideEffect, entry.id).record) == NOW + timedelta(days=1)

    def test_an_end_with_a_day_needs_a_time(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        choose(qtbot, form, "Headache")
        grade(qtbot, form, Grade.MILD)
        press(qtbot, form.end.choices.buttons["ended"])
        press_words(qtbot, form, "Set a date: When did it end?")
        assert form.end.moment.clock.text() == ""
        save(qtbot, dialog)
        assert "time of day" in fault_at(form, "end")
        assert diary.entries(SideEffect) == ()

    def test_the_present_time_does_not_go_to_another_day(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        assert form.start.clock.text() == "10:00"
        choose(qtbot, form, "Headache")
        grade(qtbot, form, Grade.MILD)
        assert "A rough one is enough" not in read(form)
        form.start.day.edit.setFocus()
        qtbot.keyClick(form.start.day.edit, Qt.Key.Key_Down)
        assert form.start.day.value() == date(2026, 11, 22)
        assert form.start.clock.text() == ""
        assert "A rough one is enough" in read(form)
        save(qtbot, dialog)
        assert "time of day" in fault_at(form, "start")
        # A time that was told stays, whatever day it is then said to be of.
        type_into(qtbot, form.start.clock, "18:30")
        qtbot.keyClick(form.start.day.edit, Qt.Key.Key_Down)
        save(qtbot, dialog)
        assert diary.entries(SideEffect)[0].record.start == datetime(
            2026, 11, 21, 18, 30, tzinfo=UTC
        )

    def test_an_edit_says_when_it_was_last_asked_and_keeps_that(
        self, qtbot: QtBot, context: Context, diary: Diary, clock: Clock
    ) -> None:
        asked = NOW - timedelta(hours=14)
        record = SideEffect(
            effect="headache", grade=Grade.MILD, start=NOW - timedelta(days=2), asked_at=asked
        )
        entry = diary.add(record)
        form = SideEffectForm(context)
        dialog = opened(qtbot, form, entry)
        assert "Last asked Sun 22 Nov, 20:00" in read(form)
        clock.advance(hours=1)
        grade(qtbot, form, Grade.SEVERE)
        save(qtbot, dialog)
        assert diary.get(SideEffect, entry.id).record == replace(record, grade=Grade.SEVERE)

    def test_one_not_asked_after_says_nothing_of_it(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        entry = diary.add(SideEffect(effect="headache", grade=Grade.MILD, start=NOW))
        form = SideEffectForm(context)
        opened(qtbot, form, entry)
        assert "Last asked" not in read(form)

    def test_what_came_with_a_session_and_what_came_on_its_own_are_told_apart(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        first = held(diary, "2026-11-19 10:00")
        second = held(diary, "2026-11-22 14:00")
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        assert form.belongs.text() == "In the day after session 2, Sun 22 Nov."
        set_moment(qtbot, form.start, date(2026, 11, 19), "12:00")
        assert form.belongs.text() == "In the day after session 1, Thu 19 Nov."
        set_moment(qtbot, form.start, date(2026, 11, 21), "12:00")
        assert form.belongs.text() == "On its own: no session in the 24 hours before."
        set_moment(qtbot, form.start, date(2026, 11, 22), "15:00")
        choose(qtbot, form, "headache")
        grade(qtbot, form, Grade.MILD)
        save(qtbot, dialog)
        assert diary.entries(SideEffect)[0].record.session_id == second.id != first.id

    def test_one_told_on_a_sessions_page_stays_with_it(
        self, context: Context, diary: Diary
    ) -> None:
        session = held(diary, "2026-11-19 10:00")
        form = SideEffectForm(context, session_id=session.id)
        assert form.belongs.text().startswith("Listed with session 1, Thu 19 Nov.")
        assert "did not begin in the day after it" in form.belongs.text()


class TestReplies:
    def test_a_red_flag_is_replied_to_at_once(self, qtbot: QtBot, context: Context) -> None:
        form = SideEffectForm(context)
        opened(qtbot, form)
        assert form.reply.isHidden()
        choose(qtbot, form, "blood in")
        assert form.reply.isVisible()
        assert form.reply.reply is not None
        assert form.reply.reply.tier is Tier.CLINIC_TODAY
        type_into(qtbot, form.effect.edit, "headache")
        assert form.reply.isHidden()

    def test_each_with_a_tier_says_whom_to_call(self, context: Context, content: Content) -> None:
        """Set one after the other in one form: what is shown is never that of the one before."""
        form = SideEffectForm(context)
        for effect in content.effects.values():
            form.effect.set_effect(effect.id, "")
            form.effect.edited.emit()
            tier = effect.panel or effect.tier
            told = content.replies[tier].title if tier else ""
            shown = form.reply.accessibleName() if form.reply.reply else ""
            assert shown == told, effect.id
            assert form.reply.isVisibleTo(form) is bool(tier), effect.id

    def test_what_must_clear_by_morning_replies_only_while_it_lasts(
        self, qtbot: QtBot, context: Context
    ) -> None:
        form = SideEffectForm(context)
        opened(qtbot, form)
        choose(qtbot, form, "unreal")
        assert form.reply.isHidden()
        set_moment(qtbot, form.start, date(2026, 11, 22), "15:00")
        assert form.reply.isVisible()
        press(qtbot, form.end.choices.buttons["ended"])
        assert form.reply.isHidden()

    def test_one_to_begin_with_is_replied_to_before_anything_is_typed(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        diary.keep_draft("side_effect:new", b'{"effect": "effect headache"}')
        form = SideEffectForm(context, effect="blood_urine")
        dialog = opened(qtbot, form)
        assert form.effect.value() == ("blood_urine", "")
        assert form.reply.isVisible()
        assert form.made_with == {"session_id": None, "effect": "blood_urine"}
        grade(qtbot, form, Grade.MILD)
        save(qtbot, dialog)
        assert diary.entries(SideEffect)[0].record.effect == "blood_urine"
        assert diary.draft("side_effect:new") is not None

    def test_it_goes_on_the_list_for_the_doctor_at_once(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        form = SideEffectForm(context)
        opened(qtbot, form)
        form.effect.set_effect("suicidal_thoughts", "")
        form.effect.edited.emit()
        ask = next(
            one for one in form.reply.findChildren(QPushButton) if "top of my list" in one.text()
        )
        press(qtbot, ask)
        (entry,) = diary.entries(Question)
        assert "talk about this first" in entry.record.words
        assert not ask.isEnabled()

    def test_help_is_one_key_away_and_what_was_typed_stays(
        self, qtbot: QtBot, context: Context, ways: RecordingWays, diary: Diary
    ) -> None:
        form = SideEffectForm(context)
        dialog = opened(qtbot, form)
        type_into(qtbot, form.fields["words"].control(), "I am not well")
        qtbot.keyClick(dialog, Qt.Key.Key_F1)
        assert ways.pages == [("help", "")]
        assert not dialog.isVisible()
        assert diary.draft("side_effect:new") is not None

    def test_in_the_window_thoughts_of_suicide_are_answered_beside_the_entry(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        """Typed as people type it, answered before it is saved, and still after that."""
        window.open_page("log")
        page = window._turning.pages["log"]
        assert isinstance(page, LogPage)

        def record(dialog: FormDialog) -> None:
            form = dialog.form
            assert isinstance(form, SideEffectForm)
            choose(qtbot, form, "want to die")
            assert form.reply.reply is not None
            assert form.reply.reply.panel is Panel.SUICIDE
            told = read(form.reply)
            assert "This app cannot alert anyone. To be heard, please call." in told
            assert "Don’t wait for your appointment" in told
            grade(qtbot, form, Grade.MILD)
            save(qtbot, dialog)

        came = with_dialog(FormDialog, record)
        next(one for one in page.menu.actions() if one.text() == "Side effect").trigger()
        assert came
        (made,) = page.rows
        assert made.words.flag == "On the list: call the clinic today"
        assert made.words.urgent
        assert diary.entries(SideEffect)[0].record.effect == "suicidal_thoughts"
