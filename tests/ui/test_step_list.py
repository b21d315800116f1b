# SPDX-License-Identifier: Apache-2.0
"""The words of a step stand on its button as they are, shortened or not."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from companion.domain.records import Choice, Rule, RuleSet, Whose
from companion.storage.diary import Diary
from companion.ui.main_window import MainWindow
from companion.ui.pages.prepare import PreparePage
from companion.ui.walk.step_list import StepButton
from companion.ui.widgets.basics import unmarked
from tests.ui.gestures import open_page, planned, press

WORDS = "Tom & Anna told, & the cat fed"


@pytest.mark.parametrize("width", [400, 120])
def test_a_sign_is_no_mark_before_a_shortcuts_letter(qtbot: QtBot, width: int) -> None:
    made = StepButton(WORDS, 100)
    qtbot.addWidget(made)
    made.resize(width, 40)
    made.show()
    assert made.shortcut() == QKeySequence()
    told = made.text().replace("&&", "&")
    assert made.text() == unmarked(told)
    if width == 400:
        assert (told, made.toolTip()) == (WORDS, "")
    else:
        assert told.endswith("…")
        assert WORDS.startswith(told[:-1])
        assert made.toolTip() == WORDS


def test_its_size_is_that_of_the_words_that_are_seen(qtbot: QtBot) -> None:
    made, plain = StepButton("Tom & Anna", 50), QPushButton("Tom && Anna")
    for each in (made, plain):
        qtbot.addWidget(each)
        each.setProperty("role", "step")
        each.show()
    whole = made.sizeHint()
    made.resize(60, 40)
    # Widths of words are rounded.
    for width in (made.sizeHint().width(), plain.sizeHint().width()):
        assert abs(width - whole.width()) <= 1


def test_an_own_item_is_named_with_its_sign(window: MainWindow, diary: Diary) -> None:
    own = Rule(item="own-1", whose=Whose.OWN, checklist="iv", question="Tom & Anna told?")
    diary.add(RuleSet(rules=(own,)))
    planned(diary, "2026-11-26 14:00")
    page = open_page(window, "prepare", PreparePage)
    (found,) = [
        each for each in page.list.findChildren(StepButton) if "Anna" in each.accessibleName()
    ]
    assert found.accessibleName().startswith("Tom & Anna told")
    assert found.text().startswith("Tom && Anna")
    assert found.shortcut() == QKeySequence()


def test_an_answer_changes_its_own_button_and_no_other(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    planned(diary, "2026-11-26 14:00")
    page = open_page(window, "prepare", PreparePage)
    before = page.list.findChildren(StepButton)
    place = page._at
    assert before[place].isChecked()
    assert before[place].accessibleName().endswith("not answered")
    press(qtbot, page.item.buttons[Choice.NOT_YET])
    after = page.list.findChildren(StepButton)
    assert after == before
    told = [one.accessibleName() for one in after if "not answered" not in one.accessibleName()]
    assert told == [before[place].accessibleName()]
    assert [one for one in after if one.isChecked()] == [after[page._at]]
    own = Rule(item="own-1", whose=Whose.OWN, checklist="iv", question="Anna told?")
    diary.add(RuleSet(rules=(own,)))
    now = [one for one in page.list.findChildren(StepButton) if one.isVisible()]
    assert len(now) == len(before) + 1
