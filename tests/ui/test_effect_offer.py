# SPDX-License-Identifier: Apache-2.0
"""What a walk asks about can be noted as a side effect beside it; "none" is an answer of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.content import Content
from companion.domain.item import ANY_EFFECT
from companion.domain.records import ChecklistRun, Choice, Grade, SideEffect
from companion.ui.forms.form import FormDialog
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.pages.prepare import PreparePage
from tests.ui.gestures import held, open_page, press, press_words, with_dialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock

CONTENT = Content()


def test_what_is_offered_is_in_the_catalogue() -> None:
    offered = {
        effect: item.id
        for checklist in CONTENT.checklists.values()
        for item in checklist.item
        for effect in item.effects
    }
    assert set(offered) - {ANY_EFFECT} <= set(CONTENT.effects)
    asked_monthly = {item.id for item in CONTENT.checklists["maintenance"].item if item.effects}
    assert {"maintenance_bladder", "maintenance_memory", "maintenance_craving"} <= asked_monthly


def test_trouble_told_in_the_monthly_questions_can_be_noted_as_a_side_effect(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    page = open_page(window, "prepare", PreparePage, "maintenance")
    page.go_to("maintenance_bladder")
    assert not page.item.offer.isVisible()
    press_words(qtbot, page.item, "Yes, noted")
    assert page.item.question.text() == "Have you thought about your bladder this month?"
    assert page.item.offer.isVisible()
    replied: list[bool] = []

    def record(dialog: FormDialog) -> None:
        form = dialog.form
        assert isinstance(form, SideEffectForm)
        replied.append(form.reply.isVisible())
        press(qtbot, form.grade.choices.buttons[Grade.MILD.value])
        dialog.save()

    came = with_dialog(FormDialog, record)
    press_words(qtbot, page.item, "Blood in your urine")
    assert came
    assert replied == [True]
    (entry,) = diary.entries(SideEffect)
    assert (entry.record.effect, entry.record.grade) == ("blood_urine", Grade.MILD)
    assert page.item.offer.buttons["blood_urine"].text() == "Blood in your urine: noted"


def test_nothing_noticed_is_offered_nothing_and_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    page = open_page(window, "prepare", PreparePage, "maintenance")
    page.go_to("maintenance_craving")
    press_words(qtbot, page.item, "Nothing noticed")
    assert page.item.question.text() != "Have you thought about craving this month?"
    page.go_to("maintenance_craving")
    assert not page.item.offer.isVisible()


@pytest.mark.parametrize(
    "said",
    [("No side effects noticed", Choice.NOT_APPLICABLE), ("Yes", Choice.YES)],
    ids=lambda said: said[0],
)
def test_after_a_session_no_side_effects_is_one_press(
    qtbot: QtBot, window: MainWindow, diary: Diary, clock: Clock, said: tuple[str, Choice]
) -> None:
    words, choice = said
    session = held(diary, "2026-11-23 08:00")
    clock.advance(hours=10)
    page = open_page(window, "prepare", PreparePage, f"afterwards:{session.id}")
    page.go_to("note_evening")
    assert page.item.offer.isVisible()
    press_words(qtbot, page.item, words)
    (run,) = diary.entries(ChecklistRun)
    (answer,) = run.record.answers
    assert (run.record.session_id, answer.item, answer.choice) == (
        session.id,
        "note_evening",
        choice,
    )
    assert diary.entries(SideEffect) == ()
    assert page.item.question.text() != "Have you noted side effects this evening?"
