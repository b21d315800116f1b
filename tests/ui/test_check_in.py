# SPDX-License-Identifier: Apache-2.0
"""The check-in: two key presses from Today to the disk, and what the patient notes beside it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel

from companion.domain.moment import entered_late
from companion.domain.records import CheckIn, Entry, SafetyPlan, Tracked, Tracker, TrackerKind
from companion.storage.diary import open_for_reading
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import FormDialog, Keeper
from companion.ui.pages.settings import SettingsPage
from companion.ui.pages.today import TodayPage
from tests.ui.gestures import (
    CTRL,
    NOW,
    button_of,
    moods,
    open_page,
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
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock


class Keys(QObject):
    """Counts the keys that go down and up again in a window, those of shortcuts too."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.pressed = 0
        handle = window.windowHandle()
        assert handle is not None
        self.handle = handle
        handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt’s own
        self.pressed += event.type() is QEvent.Type.KeyRelease
        return False


def on_disk(diary: Diary) -> list[CheckIn]:
    """Give the check-ins as a second connection reads them from the file."""
    second = open_for_reading(diary.access, lambda: NOW)
    try:
        return [entry.record for entry in second.entries(CheckIn)]
    finally:
        second.close()


class TestTwoKeys:
    def test_from_opening_today_to_the_disk(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        ways: tuple[tuple[tuple[Qt.Key, ...], dict[str, Any]], ...] = (
            ((Qt.Key.Key_6, Qt.Key.Key_Return), {"mood": 6}),
            ((Qt.Key.Key_0, Qt.Key.Key_Enter), {"mood": 0}),
            ((Qt.Key.Key_Plus, Qt.Key.Key_Return), {"mood": 10}),
            ((Qt.Key.Key_Minus,), {"hard_day": True}),
        )
        for keys, said in ways:
            window.open_page("log")
            window.open_page("today")
            QApplication.processEvents()
            counted = Keys(window)
            for key in keys:
                qtbot.keyClick(counted.handle, key)
            assert on_disk(diary) == [CheckIn(at=NOW, **said)]
            assert counted.pressed == len(keys) <= 2
            assert window._saved.answer.text().startswith("Saved 10:00")
            window.undo()

    def test_enter_alone_on_an_untouched_mood_saves_nothing(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "today", TodayPage)
        press_key(qtbot, Qt.Key.Key_Return)
        assert diary.entries(CheckIn) == ()
        assert "This is needed before it can be saved." in read(page)

    def test_several_a_day_and_no_word_on_a_number(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, clock: Clock
    ) -> None:
        page = open_page(window, "today", TodayPage)
        shown = set()
        for number in ("9", "3", "6"):
            press_key(qtbot, number)
            press_key(qtbot, Qt.Key.Key_Return)
            shown.add(read(page.check_in))
            clock.advance(hours=1)
        assert [entry.record.mood for entry in diary.entries(CheckIn)] == [9, 3, 6]
        assert len(shown) == 1

    def test_a_hard_day_keeps_what_else_was_filled_in(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "today", TodayPage)
        form = page.check_in.form
        press_key(qtbot, "4")
        press(qtbot, form.fold.press)
        type_into(qtbot, form.fields["words"].control(), "It rains.")
        press_words(qtbot, page, "Not up to it today")
        assert on_disk(diary) == [CheckIn(at=NOW, hard_day=True, words="It rains.")]
        assert form.fields["words"].raw() == ""

    def test_a_hard_day_is_saved_also_where_something_else_cannot_be(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "today", TodayPage)
        form = page.check_in.form
        press(qtbot, form.fold.press)
        for typed in ("30", "n/a"):
            type_into(qtbot, form.fields["sleep_hours"].control(), typed)
            press_words(qtbot, page, "Not up to it today")
            assert form.fields["sleep_hours"].raw() == typed
        assert [each.hard_day for each in on_disk(diary)] == [True, True]


def add(diary: Diary, name: str, kind: TrackerKind, **more: Any) -> Entry[Tracker]:
    return diary.add(Tracker(name=name, kind=kind, **more))


def key_of(entry: Entry[Tracker]) -> str:
    return f"tracked.{entry.id}"


class TestOwnTrackers:
    def test_each_kind_has_its_field_and_reaches_the_record(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        scale = add(diary, "Headache", TrackerKind.SCALE)
        outside = add(diary, "Outside", TrackerKind.YES_NO)
        walk = add(diary, "Walk", TrackerKind.NUMBER, unit="km")
        food = add(diary, "Food", TrackerKind.WORDS)
        add(diary, "Old one", TrackerKind.SCALE, stopped=date(2026, 11, 1))
        page = open_page(window, "today", TodayPage)
        form = page.check_in.form
        press_key(qtbot, "7")
        press(qtbot, form.fold.press)
        assert "Old one" not in read(page)
        assert form.fields[key_of(walk)].control().accessibleName() == "Walk, in km"
        press(qtbot, form.fields[key_of(scale)].control().buttons[0])  # type: ignore[attr-defined]
        press(qtbot, button_of(page, "Outside: No"))
        type_into(qtbot, form.fields[key_of(walk)].control(), "2,25")
        type_into(qtbot, form.fields[key_of(food)].control(), "Soup")
        press_key(qtbot, Qt.Key.Key_Return, CTRL)
        (record,) = on_disk(diary)
        assert replace(record, tracked=()) == CheckIn(at=NOW, mood=7)
        assert {one.tracker: one for one in record.tracked} == {
            scale.id: Tracked(tracker=scale.id, number=0),
            outside.id: Tracked(tracker=outside.id, yes=False),
            walk.id: Tracked(tracker=walk.id, number=2.25),
            food.id: Tracked(tracker=food.id, words="Soup"),
        }
        assert form.fields[key_of(food)].raw() == ""

    def test_untouched_is_not_stored_and_a_fault_stands_at_its_field(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        walk = add(diary, "Walk", TrackerKind.NUMBER)
        add(diary, "Food", TrackerKind.WORDS)
        page = open_page(window, "today", TodayPage)
        form = page.check_in.form
        press_key(qtbot, "7")
        press(qtbot, form.fold.press)
        field = form.fields[key_of(walk)]
        for typed, sentence in (
            ("far", "This needs a number."),
            ("2000000", "This needs a number from -1000000 to 1000000."),
        ):
            type_into(qtbot, field.control(), typed)
            form.fold.close_again()
            press_words(qtbot, page, "Save check-in")
            assert form.fold.opened
            said = {one.text() for one in field.findChildren(QLabel) if one.isVisible()}
            assert said == {"Walk", sentence}
        assert diary.entries(CheckIn) == ()
        field.set_raw("")
        press_words(qtbot, page, "Save check-in")
        assert on_disk(diary) == [CheckIn(at=NOW, mood=7)]

    def test_a_change_of_trackers_leaves_a_half_filled_one_as_it_is(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        food = add(diary, "Food", TrackerKind.WORDS)
        page = open_page(window, "today", TodayPage)
        form = page.check_in.form
        press_key(qtbot, "7")
        press(qtbot, form.fold.press)
        type_into(qtbot, form.fields[key_of(food)].control(), "Soup")
        walk = add(diary, "Walk", TrackerKind.NUMBER)
        diary.change(food.id, replace(food.record, name="What I ate"))
        assert form.mood.value() == 7
        assert form.fields[key_of(food)].raw() == "Soup"
        assert "What I ate" in read(page)
        assert "Walk" in read(page)
        type_into(qtbot, form.fields[key_of(walk)].control(), "3")
        diary.change(walk.id, replace(walk.record, stopped=NOW.date()))
        assert key_of(walk) not in form.fields
        press_words(qtbot, page, "Save check-in")
        assert on_disk(diary)[0].tracked == (Tracked(tracker=food.id, words="Soup"),)

    def test_a_draft_comes_back_also_for_one_that_was_stopped_meanwhile(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        walk = add(diary, "Walk", TrackerKind.NUMBER)
        gone = add(diary, "Gone", TrackerKind.SCALE)
        form = CheckInForm(context)
        qtbot.addWidget(form)
        untouched = form.raw()
        assert not [key for key in untouched if key.startswith("tracked.")]
        form.fields[key_of(walk)].set_raw("3")
        form.fields[key_of(gone)].set_raw(0)
        draft = json.loads(json.dumps(form.raw()))
        diary.change(walk.id, replace(walk.record, stopped=NOW.date()))
        diary.remove(gone.id)
        again = CheckInForm(context)
        qtbot.addWidget(again)
        assert again.raw() == untouched
        again.set_raw(draft)
        assert again.fold.opened
        assert again.make().tracked == (Tracked(tracker=walk.id, number=3),)

    def test_editing_keeps_what_has_no_field_and_shows_what_was_stopped(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        walk = add(diary, "Walk", TrackerKind.NUMBER, stopped=date(2026, 11, 1))
        gone = add(diary, "Gone", TrackerKind.SCALE)
        odd = add(diary, "Odd", TrackerKind.YES_NO)
        new = add(diary, "New", TrackerKind.WORDS)
        diary.remove(gone.id)
        told = (
            Tracked(tracker=walk.id, number=12345.678),
            Tracked(tracker=gone.id, number=4),
            Tracked(tracker="not here", yes=True),
            Tracked(tracker=odd.id, number=7),
        )
        entry = diary.add(CheckIn(at=NOW - timedelta(days=5), mood=3, tracked=told))

        def edit(dialog: FormDialog) -> None:
            form = dialog.form
            assert form.fields[key_of(walk)].raw() == "12345.678"
            assert key_of(gone) not in form.fields
            press(qtbot, form.fields["mood"].control().buttons[4])  # type: ignore[attr-defined]
            type_into(qtbot, form.fields[key_of(new)].control(), "bread")
            dialog.save()

        came = with_dialog(FormDialog, edit)
        FormDialog.ask(CheckInForm(window.context, past=True), window, entry)
        assert came
        kept = diary.get(CheckIn, entry.id).record
        assert kept.mood == 4
        assert kept.tracked == (*told, Tracked(tracker=new.id, words="bread"))

    def test_what_is_emptied_in_an_edit_stays_emptied_in_its_draft(
        self, qtbot: QtBot, context: Context, diary: Diary
    ) -> None:
        food = add(diary, "Food", TrackerKind.WORDS)
        told = (Tracked(tracker=food.id, words="Soup"),)
        record = CheckIn(at=NOW, mood=3, tracked=told)
        form, again = CheckInForm(context, past=True), CheckInForm(context, past=True)
        for each in (form, again):
            qtbot.addWidget(each)
            each.show_record(record)
        kept, taken_up = (Keeper(each, "x", changes_only=True) for each in (form, again))
        form.fields[key_of(food)].set_raw("")
        kept.keep()
        assert taken_up.restore()
        assert again.make().tracked == ()
        assert form.make() == replace(record, tracked=())


class TestAnotherDay:
    def test_any_past_day_can_be_filled_in_and_is_marked_as_entered_later(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        def fill(dialog: FormDialog) -> None:
            form = dialog.form
            assert isinstance(form, CheckInForm)
            form.at.set_raw("2019-02-28 21:30")
            press(qtbot, form.mood.scale.buttons[3])
            dialog.save()

        came = with_dialog(FormDialog, fill)
        FormDialog.ask(CheckInForm(window.context, past=True), window)
        assert came
        (entry,) = diary.entries(CheckIn)
        assert entry.record.at == datetime(2019, 2, 28, 21, 30, tzinfo=UTC)
        assert entered_late(entry.record.at, entry.created_at)

    def test_the_quiet_way_to_catch_up_stands_from_two_missed_days_on(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        page = open_page(window, "today", TodayPage)
        words = "Fill in earlier days"
        assert words not in read(page)
        moods(diary, {2: 5})
        assert words not in read(page)
        moods(diary, {3: 5, 5: 5})
        assert words in read(page)
        press_key(qtbot, "-")
        assert words not in read(page)  # the rest can wait
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
        press_words(qtbot, page, words)
        assert window.place[0] == "catch_up"
        assert window._side.buttons["today"].isChecked()


def test_settings_and_today_know_of_each_other(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    settings = open_page(window, "settings", SettingsPage, "trackers")
    add(diary, "Walk", TrackerKind.YES_NO)
    assert "Walk" in read(settings.trackers)
    page = open_page(window, "today", TodayPage)
    press(qtbot, page.check_in.form.fold.press)
    assert button_of(page, "Walk: Yes").isEnabled()


def test_ones_own_plan_stands_in_the_quiet_line_once_it_is_written(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    page = open_page(window, "today", TodayPage)
    press_key(qtbot, "-")
    assert "My plan" not in read(page)
    diary.add(SafetyPlan(by_myself="Walk to the canal"))
    window.open_page("today")
    press_words(qtbot, page, "My plan")
    assert window.place == ("help", "plan", 0)
