# SPDX-License-Identifier: Apache-2.0
"""The clinic's own list in the settings: taken in, in force, taken out again, refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from companion.domain.records import Person, RuleSet
from companion.ui import file_dialogs
from companion.ui.dialogs.clinic_pack import ClinicPackDialog
from companion.ui.pages.prepare import PreparePage
from companion.ui.pages.settings import SettingsPage
from tests.exchange.packs import example, written
from tests.ui.gestures import (
    CTRL,
    open_page,
    planned,
    press,
    press_key,
    press_words,
    read,
    with_dialog,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> SettingsPage:
    return open_page(window, "settings", SettingsPage, "clinic")


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file that the person chooses."""
    path = written(example(), tmp_path)
    monkeypatch.setattr(file_dialogs, "ask_which_to_open", lambda *_asked: path)
    return path


def take_in(qtbot: QtBot, page: SettingsPage, *ticks: str) -> None:
    """Take the list in as it is ticked, and some of the clinic's details."""

    def accept(dialog: ClinicPackDialog) -> None:
        for row in dialog.details.values():
            if any(tick in read(row) for tick in ticks):
                press(qtbot, row.box)
        press_words(qtbot, dialog, "Use these")

    came = with_dialog(ClinicPackDialog, accept)
    press(qtbot, page.clinic.take_in)
    assert came


def items(window: MainWindow) -> list[str]:
    prepare = open_page(window, "prepare", PreparePage)
    return [step.item.id for step in prepare.steps]


def test_what_is_taken_in_is_in_force_at_once(
    qtbot: QtBot, window: MainWindow, page: SettingsPage, diary: Diary, pack: Path
) -> None:
    planned(diary, "2026-11-26 14:00")
    before = items(window)
    take_in(qtbot, open_page(window, "settings", SettingsPage, "clinic"))
    assert "Riverside “Hope & Co”" in read(page.clinic)
    assert "3 items in use" in read(page.clinic)
    after = items(window)
    assert set(after) == {*before, "own_shoes"} - {"intention"}
    prepare = window._turning.pages["prepare"]
    assert isinstance(prepare, PreparePage)
    prepare.go_to("last_meal_iv")
    told = read(prepare.item)
    assert "Thu 26 Nov, 06:00 · 8 h before the start, your clinic" in told
    assert "Your clinic: Nothing to eat after breakfast." in told
    assert diary.person() is None


def test_it_can_be_taken_out_again_and_that_undone(
    qtbot: QtBot, window: MainWindow, page: SettingsPage, diary: Diary, pack: Path
) -> None:
    planned(diary, "2026-11-26 14:00")
    before = items(window)
    page = open_page(window, "settings", SettingsPage, "clinic")
    take_in(qtbot, page)
    press_words(qtbot, page.clinic, "Take out the list of Riverside “Hope & Co”")
    assert diary.entries(RuleSet) == ()
    assert "Riverside" not in read(page.clinic)
    assert items(window) == before
    press_key(qtbot, Qt.Key.Key_Z, CTRL)
    assert "own_shoes" in items(window)


def test_the_same_list_once_more_takes_the_place_of_the_first(
    qtbot: QtBot, page: SettingsPage, diary: Diary, pack: Path
) -> None:
    take_in(qtbot, page)
    take_in(qtbot, page)
    assert len(diary.entries(RuleSet)) == 1


def test_the_clinics_details_are_taken_only_where_they_are_ticked(
    qtbot: QtBot, page: SettingsPage, diary: Diary, pack: Path
) -> None:
    diary.add(Person(name="Ada", clinic_phone="555 0100"))
    take_in(qtbot, page, "150 over 95")
    person = diary.person()
    assert person is not None
    assert person.record == Person(
        name="Ada", clinic_phone="555 0100", systolic_limit=150, diastolic_limit=95
    )


def test_leaving_the_preview_takes_nothing(
    qtbot: QtBot, page: SettingsPage, diary: Diary, pack: Path
) -> None:
    came = with_dialog(ClinicPackDialog, lambda one: press_words(qtbot, one, "Cancel"))
    press(qtbot, page.clinic.take_in)
    assert came
    assert diary.entries(RuleSet) == ()


def test_a_file_that_is_no_list_is_refused_in_words(
    qtbot: QtBot, page: SettingsPage, diary: Diary, pack: Path
) -> None:
    written(example() | {"phone": "call <b>now</b>"}, pack.parent)
    press(qtbot, page.clinic.take_in)
    told = page.clinic.answer.text()
    assert "$.phone" in told
    assert "Nothing was changed." in told
    assert "Ask your clinic for a new file." in told
    assert diary.entries(RuleSet) == ()
