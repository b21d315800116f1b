# SPDX-License-Identifier: Apache-2.0
"""The patient's own trackers in the settings: added, changed, stopped, gone on, deleted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from companion.domain.records import CheckIn, MissingDay, Tracked, Tracker, TrackerKind
from companion.ui.forms.form import FormDialog
from companion.ui.forms.tracker import TrackerForm
from companion.ui.pages.log import LogPage
from companion.ui.pages.settings import SettingsPage
from companion.ui.settings.trackers import MOST, TrackersCard
from tests.ui.gestures import (
    CTRL,
    NOW,
    button_of,
    open_page,
    press_words,
    read,
    type_into,
    with_dialog,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock


@pytest.fixture
def card(window: MainWindow) -> TrackersCard:
    return open_page(window, "settings", SettingsPage, "trackers").trackers


def test_one_is_added_and_nothing_is_chosen_beforehand(
    qtbot: QtBot, card: TrackersCard, diary: Diary
) -> None:
    assert "None yet." in read(card)
    seen: list[object] = []

    def fill(dialog: FormDialog) -> None:
        form = dialog.form
        assert isinstance(form, TrackerForm)
        assert (form.kind.raw(), form.missing.raw(), form.name.raw()) == (None, None, "")
        assert not form.unit.isVisible()
        dialog.save()
        seen.extend(key for key, field in form.fields.items() if field.refused)
        type_into(qtbot, form.name.control(), "  Walk ")
        press_words(qtbot, dialog, "How you answer it: A number")
        type_into(qtbot, form.unit.control(), "km")
        dialog.save()

    came = with_dialog(FormDialog, fill)
    press_words(qtbot, card, "Add a tracker")
    assert came
    assert seen == ["kind"]
    (entry,) = diary.entries(Tracker)
    assert entry.record == Tracker(name="Walk", kind=TrackerKind.NUMBER, unit="km")
    assert "A number, in km · no answer: not known" in read(card)
    assert "None yet." not in read(card)


def test_without_a_name_it_is_refused_there_and_each_rule_is_told_with_an_example(
    qtbot: QtBot, card: TrackersCard, diary: Diary
) -> None:
    seen: list[object] = []

    def fill(dialog: FormDialog) -> None:
        press_words(qtbot, dialog, "How you answer it: Yes or no")
        press_words(qtbot, dialog, "What a day without an answer means: As before")
        dialog.save()
        seen.extend(key for key, field in dialog.form.fields.items() if field.refused)
        told = read(dialog)
        seen.extend(
            told.count(words) for words in ("Such as", "Not known: ", "0 or no: ", "As before: ")
        )
        type_into(qtbot, dialog.form.fields["name"].control(), "x")
        dialog.save()

    came = with_dialog(FormDialog, fill)
    press_words(qtbot, card, "Add a tracker")
    assert came
    assert seen == ["name", 3, 1, 1, 1]
    assert diary.entries(Tracker)[0].record.missing is MissingDay.SAME


def test_it_is_renamed_and_once_answered_not_asked_in_another_way(
    qtbot: QtBot, card: TrackersCard, diary: Diary
) -> None:
    entry = diary.add(Tracker(name="Walk", kind=TrackerKind.NUMBER, unit="km"))
    locked: list[bool] = []

    def rename(dialog: FormDialog) -> None:
        form = dialog.form
        assert isinstance(form, TrackerForm)
        locked.append(not form.kind.isEnabled() and not form.unit.isEnabled())
        assert locked[-1] is ("There are answers already" in read(dialog))
        type_into(qtbot, form.name.control(), f"Walk {len(locked)}")
        dialog.save()

    answered = CheckIn(at=NOW, mood=5, tracked=(Tracked(tracker=entry.id, number=3),))
    for step in ("none", "answered", "in the bin"):
        if step == "answered":
            kept = diary.add(answered)
        if step == "in the bin":
            diary.remove(kept.id)
        came = with_dialog(FormDialog, rename)
        press_words(qtbot, card, f"Change: {diary.get(Tracker, entry.id).record.name}")
        assert came
    assert locked == [False, True, True]
    record = diary.get(Tracker, entry.id).record
    assert record == Tracker(name="Walk 3", kind=TrackerKind.NUMBER, unit="km")


def test_it_is_stopped_and_goes_on_again_and_its_answers_stay(
    qtbot: QtBot, card: TrackersCard, diary: Diary, clock: Clock, window: MainWindow
) -> None:
    entry = diary.add(Tracker(name="Walk", kind=TrackerKind.YES_NO))
    told = diary.add(CheckIn(at=NOW, mood=5, tracked=(Tracked(tracker=entry.id, yes=True),)))
    press_words(qtbot, card, "Stop: Walk")
    assert diary.get(Tracker, entry.id).record.stopped == date(2026, 11, 23)
    assert "Not asked for any more" in window._saved.answer.text()
    press_words(qtbot, card, "1 stopped")
    assert "stopped 23 November 2026" in read(card)
    clock.advance(days=3)
    press_words(qtbot, card, "Go on again: Walk")
    assert diary.get(Tracker, entry.id).record.stopped is None
    assert card.stopped.isHidden()
    qtbot.keyClick(window, "z", CTRL)
    assert diary.get(Tracker, entry.id).record.stopped == date(2026, 11, 23)
    assert diary.get(CheckIn, told.id) == told


def test_it_goes_to_the_bin_and_comes_back_with_its_answers(
    qtbot: QtBot, card: TrackersCard, diary: Diary, window: MainWindow
) -> None:
    entry = diary.add(Tracker(name="Walk", kind=TrackerKind.YES_NO))
    press_words(qtbot, card, "Delete: Walk")
    assert QApplication.activeModalWidget() is None
    assert diary.entries(Tracker) == ()
    assert [one.id for one in diary.bin()] == [entry.id]
    assert "Walk" not in read(card)
    log = open_page(window, "log", LogPage)
    press_words(qtbot, log, "Bin (1)")
    assert log.rows[0].words.line == "Own tracker: Walk · 23 November 2026"
    press_words(qtbot, log, "Restore")
    assert "Walk" in read(open_page(window, "settings", SettingsPage, "trackers").trackers)


def test_there_is_a_most(qtbot: QtBot, card: TrackersCard, diary: Diary) -> None:
    stopped = date(2026, 11, 1)
    diary.add(Tracker(name="Old", kind=TrackerKind.YES_NO, stopped=stopped))
    for number in range(MOST):
        assert not card.add_one.isHidden()
        diary.add(Tracker(name=f"T{number}", kind=TrackerKind.YES_NO))
    assert card.add_one.isHidden()
    assert "8 are the most at a time" in read(card)
    assert card.first().isVisible()
    press_words(qtbot, card, "1 stopped")
    assert not button_of(card, "Go on again: Old").isEnabled()
    press_words(qtbot, card, "Stop: T3")
    assert not card.add_one.isHidden()
    assert button_of(card, "Go on again: Old").isEnabled()
