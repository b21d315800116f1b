# SPDX-License-Identifier: Apache-2.0
"""Questionnaires of every kind: numbers in a row, long ones, and one that was only put there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from companion import shipped
from companion.content import Content
from companion.domain.instrument import score, value_of
from companion.domain.records import Response
from companion.shipped import resource_path
from companion.ui.context import Context
from companion.ui.pages.questionnaire import QuestionnairePage
from companion.ui.questionnaire.filling import Stage
from tests.ui.gestures import bring_up, press, press_key, press_words, read

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from tests.ui.conftest import Clock, RecordingWays

CANNOT_ALERT = "This app cannot alert anyone. To be heard, please call."


def shown(qtbot: QtBot, context: Context, name: str) -> QuestionnairePage:
    """Give the page with a questionnaire, or with the choice of one."""
    made = QuestionnairePage(context)
    made.resize(900, 700)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    made.show_argument(name)
    made.refresh()
    return made


def keys(typed: str) -> None:
    """Press keys one after the other, each where the focus is then."""
    for key in typed:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, key)


def only(diary: Diary) -> Response:
    (entry,) = diary.entries(Response)
    return entry.record


# --- numbers in a row -----------------------------------------------------------------------------


def test_numbers_stand_in_a_row_with_the_words_of_the_ends(qtbot: QtBot, context: Context) -> None:
    page = shown(qtbot, context, "peg")
    assert [made.text() for made in page.answers] == [str(number) for number in range(11)]
    assert page.answers[0].accessibleName() == "0: No pain"
    assert page.answers[5].accessibleName() == "5"
    assert page.answers[10].accessibleName() == "10: Pain as bad as you can imagine"
    assert {made.y() for made in page.answers} == {page.answers[0].y()}
    assert min(min(made.width(), made.height()) for made in page.answers) >= 52
    assert not any(made.isChecked() for made in page.answers)
    told = read(page)
    assert "No pain\n10\nPain as bad as you can imagine" in told
    assert "Krebs EE" in told


def test_a_digit_answers_and_plus_is_ten(qtbot: QtBot, context: Context, diary: Diary) -> None:
    page = shown(qtbot, context, "peg")
    keys("4+")
    assert "3 of 3" in read(page)
    keys("5")
    assert [answer.value for answer in only(diary).answers] == [4, 10, 5]
    told = read(page)
    assert "Saved. Your score is 6.3." in told
    assert "The PEG goes from 0 to 10. A score is not a diagnosis." in told


def test_the_arrows_move_along_the_row_and_enter_chooses(
    qtbot: QtBot, context: Context, diary: Diary
) -> None:
    page = shown(qtbot, context, "peg")
    for _time in range(12):
        press_key(qtbot, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is page.answers[10]
    press_key(qtbot, Qt.Key.Key_Down)
    assert diary.entries(Response) == (), "to move is not to answer"
    press_key(qtbot, Qt.Key.Key_Return)
    assert only(diary).answers[0].value == 9
    press_key(qtbot, Qt.Key.Key_Left)
    assert QApplication.focusWidget() is page.answers[9], "the answer, when it is come back to"
    press_key(qtbot, Qt.Key.Key_Space)
    assert "2 of 3" in read(page)
    press(qtbot, page.answers[3])
    assert [answer.value for answer in only(diary).answers] == [9, 3]


def test_means_are_compared_with_their_decimal_place(
    qtbot: QtBot, context: Context, clock: Clock
) -> None:
    page = shown(qtbot, context, "peg")
    keys("776")
    clock.advance(days=2)
    page.show_argument("peg")
    page.refresh()
    keys("333")
    assert "3.7 points lower than on 23 Nov." in read(page)


# --- a long one -----------------------------------------------------------------------------------


def test_the_checklist_for_ptsd_has_its_instruction_once_and_five_answers(
    qtbot: QtBot, context: Context
) -> None:
    page = shown(qtbot, context, "pcl-5")
    instrument = context.content.instruments["pcl-5"]
    assert instrument.instruction in read(page)
    assert [made.accessibleName() for made in page.answers] == [
        "0: Not at all",
        "1: A little bit",
        "2: Moderately",
        "3: Quite a bit",
        "4: Extremely",
    ]
    keys("4")
    assert "2 of 20" in read(page)
    assert instrument.instruction not in read(page)
    assert instrument.stem in read(page)
    keys("5")
    assert "2 of 20" in read(page), "there is no such answer"


@pytest.mark.parametrize(("answer", "at_the_end"), [("0", False), ("3", True)])
def test_a_question_about_harm_has_a_gentle_line_and_no_panel(
    *, qtbot: QtBot, context: Context, diary: Diary, answer: str, at_the_end: bool
) -> None:
    page = shown(qtbot, context, "pcl-5")
    keys("1" * 15)
    gentle = "If this is about hurting yourself, you can talk to someone today: "
    assert gentle in read(page)
    assert CANNOT_ALERT in read(page)
    keys(answer)
    assert "17 of 20" in read(page), "it does not stop anyone"
    assert not page.reply.isVisible()
    assert CANNOT_ALERT not in read(page)
    keys("1111")
    told = read(page)
    total = score(context.content.instruments["pcl-5"], only(diary).answers)
    assert f"Saved. Your score is {total}." in told
    assert "Questions 1–5: 5 of 20 · 6, 7: 2 of 8 · 8–14: 7 of 28 · 15–20: " in told
    assert (gentle in told) is at_the_end
    assert (CANNOT_ALERT in told) is at_the_end
    assert not any(word in told.casefold() for word in ("ptsd likely", "provisional", "risk"))


# --- interrupted ----------------------------------------------------------------------------------


def test_one_that_was_begun_is_offered_where_one_chooses_and_nothing_is_kept_twice(
    qtbot: QtBot, context: Context, diary: Diary, ways: RecordingWays
) -> None:
    page = shown(qtbot, context, "pcl-5")
    keys("123")
    page.leave()
    again = shown(qtbot, context, "")
    press_words(qtbot, again, "Go on with PCL-5")
    assert ways.pages == [("questionnaire", "pcl-5")]
    again.show_argument("pcl-5")
    again.refresh()
    assert "3 answers are kept" in read(again)
    press_words(qtbot, again, "Continue where I was")
    assert "4 of 20" in read(again)
    keys("4" + "0" * 16)
    assert again.stage is Stage.DONE
    assert [answer.value for answer in only(diary).answers][:5] == [1, 2, 3, 4, 0]
    assert len(only(diary).answers) == 20


# --- the choice -----------------------------------------------------------------------------------


def test_the_choice_tells_what_each_is_about_and_when_it_was_filled_in(
    qtbot: QtBot, context: Context, content: Content, clock: Clock
) -> None:
    page = shown(qtbot, context, "gad-2")
    keys("11")
    clock.advance(days=3)
    page.show_argument("")
    page.refresh()
    told = read(page)
    for key, words in content.instrument_words.items():
        assert words.name in told, key
        assert words.about in told, key
    assert "about 3 minutes · every two weeks · not filled in yet" in told
    assert "about 1 minute · only when you ask · last on 23 Nov, 3 days ago" in told
    assert told.count("not filled in yet") == 5


# --- a new file, and no code ----------------------------------------------------------------------


@pytest.fixture
def with_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Content:
    """Give the content of a copy of the resources that holds one instrument more."""
    folder = tmp_path / "package" / "resources"
    folder.mkdir(parents=True)
    for each in resource_path().iterdir():
        if each.name != "instruments":
            (folder / each.name).symlink_to(each)
    (folder / "instruments").mkdir()
    for each in resource_path("instruments").iterdir():
        (folder / "instruments" / each.name).write_bytes(each.read_bytes())
    new = json.loads(resource_path("instruments", "peg.json").read_text(encoding="utf-8"))
    text = json.dumps(new).replace("/peg/", "/joy/").replace("mean", "sum")
    made = json.loads(text) | {
        "id": "joy",
        "name": "JOY",
        "title": "Joy in three numbers",
        "description": "Joy, made up for a test.",
        "copyright": "Made up.",
    }
    made["item"][0]["text"] = "How much joy was there?"
    (folder / "instruments" / "joy.json").write_text(json.dumps(made), encoding="utf-8")
    monkeypatch.setattr(shipped, "_PACKAGE", folder.parent)
    return Content()


def test_a_new_file_is_offered_asked_and_scored_without_code(
    *,
    qtbot: QtBot,
    context: Context,
    diary: Diary,
    ways: RecordingWays,
    with_a_new_one: Content,
) -> None:
    context.content = with_a_new_one
    page = shown(qtbot, context, "")
    assert "Joy in three numbers\nJoy, made up for a test." in read(page)
    press_words(qtbot, page, "Start JOY")
    assert ways.pages == [("questionnaire", "joy")]
    page.show_argument("joy")
    page.refresh()
    assert "How much joy was there?" in read(page)
    keys("37+")
    assert "Saved. Your score is 20." in read(page)
    assert value_of(only(diary), "/joy/3") == 10
    assert only(diary).instrument == "joy"
