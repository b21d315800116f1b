# SPDX-License-Identifier: Apache-2.0
"""The questionnaire page: by keys, by mouse, interrupted, and with thoughts of death."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.domain.instrument import score, value_of
from companion.domain.records import ItemAnswer, Person, Question, Response
from companion.problem import Problem
from companion.storage.diary import Diary, open_for_reading
from companion.ui.context import Context
from companion.ui.main_window import MainWindow
from companion.ui.pages.questionnaire import QuestionnairePage
from companion.ui.questionnaire.filling import Stage
from tests.ui.conftest import Clock, RecordingWays
from tests.ui.gestures import bring_up, open_page

ITEM_9 = "/44260-8"
CANNOT_ALERT = "This app cannot alert anyone. To be heard, please call."


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> QuestionnairePage:
    made = QuestionnairePage(context)
    made.resize(900, 700)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    reopen(made)
    return made


def reopen(page: QuestionnairePage, name: str = "phq-9") -> None:
    page.show_argument(name)
    page.refresh()
    page.setFocus()


def press(qtbot: QtBot, page: QuestionnairePage, keys: str) -> None:
    for key in keys:
        focused = page.focusProxy()
        assert focused is not None
        qtbot.keyClicks(focused, key)


def press_key(qtbot: QtBot, page: QuestionnairePage, key: Qt.Key) -> None:
    focused = page.focusProxy()
    assert focused is not None
    qtbot.keyClick(focused, key)


def words(page: QuestionnairePage) -> str:
    QApplication.processEvents()
    return "\n".join(
        each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page) and each.text()
    )


def click(qtbot: QtBot, page: QuestionnairePage, text: str) -> None:
    QApplication.processEvents()
    found = [
        each
        for each in page.findChildren(QPushButton)
        if each.text() == text and each.isVisibleTo(page)
    ]
    assert len(found) == 1, text
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def only(diary: Diary) -> Response:
    (entry,) = diary.entries(Response)
    return entry.record


def add(diary: Diary, clock: Clock, value: int, name: str = "phq-9") -> None:
    instrument = Content().instruments[name]
    answers = tuple(ItemAnswer(item=item.id, value=value) for item in instrument.scored_items)
    diary.add(Response(instrument=name, started=clock(), finished=clock(), answers=answers))


def test_shows_stem_item_and_answers_verbatim(page: QuestionnairePage, content: Content) -> None:
    instrument = content.instruments["phq-9"]
    shown = words(page)
    assert instrument.stem in shown
    assert instrument.items[0].text in shown
    assert "1 of 10" in shown
    assert instrument.copyright.split("\n\n")[0] in shown
    assert [each.accessibleName() for each in page.answers] == [
        "0: Not at all",
        "1: Several days",
        "2: More than half the days",
        "3: Nearly every day",
    ]
    assert min(each.height() for each in page.answers) >= 52


def test_each_answer_is_saved_at_once(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    begun = clock()
    press(qtbot, page, "2")
    clock.advance(minutes=1)
    press(qtbot, page, "10")
    again = open_for_reading(diary.access, clock)
    try:
        response = only(again)
    finally:
        again.close()
    assert [answer.value for answer in response.answers] == [2, 1, 0]
    assert response.started == begun
    assert response.finished is None


def test_a_click_answers_too(qtbot: QtBot, page: QuestionnairePage, diary: Diary) -> None:
    qtbot.mouseClick(page.answers[3], Qt.MouseButton.LeftButton)
    assert [answer.value for answer in only(diary).answers] == [3]
    assert "2 of 10" in words(page)


def test_arrows_go_back_and_forth_and_an_answer_can_be_changed(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary
) -> None:
    press(qtbot, page, "12")
    press_key(qtbot, page, Qt.Key.Key_Left)
    press_key(qtbot, page, Qt.Key.Key_Left)
    assert "1 of 10" in words(page)
    assert [each.isChecked() for each in page.answers] == [False, True, False, False]
    press_key(qtbot, page, Qt.Key.Key_Right)
    assert "2 of 10" in words(page)
    click(qtbot, page, "Earlier question")
    press(qtbot, page, "3")
    assert "2 of 10" in words(page)
    assert sorted(answer.value for answer in only(diary).answers) == [2, 3]
    press_key(qtbot, page, Qt.Key.Key_Right)
    press_key(qtbot, page, Qt.Key.Key_Right)
    assert "3 of 10" in words(page), "an unanswered question is not passed"


def test_the_end_says_score_and_band_and_the_earlier_score(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, clock: Clock
) -> None:
    add(diary, clock, 2)
    clock.advance(days=40)
    reopen(page)
    press(qtbot, page, "111111110")
    assert only_last(diary).finished == clock()
    press(qtbot, page, "1")
    assert page.stage is Stage.DONE
    shown = words(page)
    assert "Saved. Your score is 8 (mild)." in shown
    assert "10 points lower than on 23 November 2026." in shown
    assert CANNOT_ALERT not in shown
    assert "risk" not in shown.lower()
    assert value_of(only_last(diary), "/69722-7") == 1


def only_last(diary: Diary) -> Response:
    return diary.entries(Response)[-1].record


def test_a_total_of_nought_is_not_asked_how_difficult(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary
) -> None:
    press(qtbot, page, "000000000")
    assert "Saved. Your score is 0 (minimal)." in words(page)
    assert only(diary).finished is not None
    assert len(only(diary).answers) == 9
    assert "risk" not in words(page).lower()


def test_the_last_question_may_be_left_out(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, ways: RecordingWays
) -> None:
    press(qtbot, page, "100000000")
    assert "10 of 10" in words(page)
    click(qtbot, page, "Leave this one out")
    assert "Your score is 1 (minimal)." in words(page)
    assert value_of(only(diary), "/69722-7") is None
    click(qtbot, page, "Back to Today")
    assert ways.pages == [("today", "")]


def test_no_score_before_all_is_answered(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, content: Content
) -> None:
    press(qtbot, page, "33333333")
    assert "score" not in words(page).lower()
    assert only(diary).finished is None
    assert score(content.instruments["phq-9"], only(diary).answers) is None


@pytest.mark.parametrize("key", ["1", "2", "3"])
def test_item_9_above_nought_opens_the_panel_every_time(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, key: str
) -> None:
    press(qtbot, page, "00000000")
    assert CANNOT_ALERT in words(page), "it stands there before the answer"
    assert not page.reply.isVisible()
    press(qtbot, page, key)
    assert page.reply.isVisible()
    assert value_of(only(diary), ITEM_9) == int(key)
    press_key(qtbot, page, Qt.Key.Key_Left)
    assert not page.reply.isVisible()
    press_key(qtbot, page, Qt.Key.Key_Right)
    assert page.reply.isVisible(), "again when it is come back to"
    press(qtbot, page, "0")
    assert not page.reply.isVisible()
    assert page.stage is Stage.DONE


def test_the_panel_does_not_block_and_the_end_says_it_again(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, ways: RecordingWays
) -> None:
    diary.add(Person(clinic_phone="555 0100"))
    press(qtbot, page, "000000002")
    assert "555\u00a00100" in words(page)
    click(qtbot, page, "Put this at the top of my list for the doctor")
    (question,) = diary.entries(Question)
    assert question.record.from_item == ITEM_9
    press_key(qtbot, page, Qt.Key.Key_Left)
    press_key(qtbot, page, Qt.Key.Key_Right)
    assert len(diary.entries(Question)) == 1
    click(qtbot, page, "Go on with the questions")
    assert "10 of 10" in words(page)
    press(qtbot, page, "0")
    shown = words(page)
    assert "Don’t wait for your appointment to say this: call the clinic (555\u00a00100)." in shown
    assert CANNOT_ALERT in shown
    assert "risk" not in shown.lower()
    click(qtbot, page, "Get help now")
    assert ways.pages == [("help", "")]


def test_the_panel_is_scrolled_into_view(qtbot: QtBot, page: QuestionnairePage) -> None:
    page.resize(700, 520)
    press(qtbot, page, "000000003")
    qtbot.waitUntil(lambda: page.verticalScrollBar().value() > 0)
    top = page.reply.mapTo(page, page.reply.rect().topLeft()).y()
    assert 0 <= top < page.viewport().height() / 2


def test_an_interrupted_one_goes_on_where_it_was(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, clock: Clock
) -> None:
    press(qtbot, page, "111")
    clock.advance(hours=3)
    reopen(page)
    assert page.stage is Stage.RESUME
    assert "3 answers are kept" in words(page)
    click(qtbot, page, "Continue where I was")
    assert "4 of 10" in words(page)
    press(qtbot, page, "1")
    assert len(only(diary).answers) == 4


def test_start_again_keeps_the_old_answers(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, clock: Clock
) -> None:
    press(qtbot, page, "111")
    clock.advance(minutes=3)
    reopen(page)
    click(qtbot, page, "Start again")
    press(qtbot, page, "2")
    assert sorted(len(entry.record.answers) for entry in diary.entries(Response)) == [1, 3]


def test_after_a_day_a_new_one_is_begun(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, clock: Clock
) -> None:
    press(qtbot, page, "111")
    clock.advance(hours=24, minutes=1)
    reopen(page)
    assert page.stage is Stage.ASK
    press(qtbot, page, "2")
    assert sorted(len(entry.record.answers) for entry in diary.entries(Response)) == [1, 3]


def test_one_just_finished_is_shown_and_not_begun_anew(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary, clock: Clock
) -> None:
    press(qtbot, page, "000000000")
    clock.advance(minutes=10)
    reopen(page)
    assert "You finished this at 10:00. Your score is 0 (minimal)." in words(page)
    click(qtbot, page, "Fill it in again")
    press(qtbot, page, "1")
    assert len(diary.entries(Response)) == 2


def test_undo_takes_the_last_answer_back_on_screen(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    window.open_page("questionnaire", "gad-7")
    page = window.findChild(QuestionnairePage)
    assert isinstance(page, QuestionnairePage)
    press(qtbot, page, "12")
    assert "3 of 7" in words(page)
    window.undo()
    assert "2 of 7" in words(page)
    window.undo()
    assert "1 of 7" in words(page)
    assert diary.entries(Response) == ()
    press(qtbot, page, "3333333")
    assert "Saved. Your score is 21 (severe)." in words(page)
    assert not page.reply.isVisible()
    window.undo()
    assert "7 of 7" in words(page)


def test_what_cannot_be_saved_is_said_and_not_shown_as_answered(
    qtbot: QtBot,
    page: QuestionnairePage,
    diary: Diary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_record: object, **_told: object) -> None:
        raise Problem(happened="The disk is full.", safe="Nothing is lost.", next_step="Wait.")

    monkeypatch.setattr(diary, "add", fail)
    press(qtbot, page, "2")
    assert "The disk is full." in words(page)
    assert "1 of 10" in words(page)
    assert not any(each.isChecked() for each in page.answers)


def test_the_panel_stands_there_also_where_the_answer_could_not_be_saved(
    qtbot: QtBot, window: MainWindow, clock: Clock
) -> None:
    page = open_page(window, "questionnaire", QuestionnairePage, "phq-9")
    press(qtbot, page, "00000000")
    clock.advance(hours=-2)
    press(qtbot, page, "2")
    assert "This lies in the future." in words(page)
    assert page.reply.isVisible()
    assert "9 of" in words(page)
    clock.advance(hours=2)
    press(qtbot, page, "0")
    assert not page.reply.isVisible()


def test_a_whole_one_takes_ten_key_presses_in_the_window(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    """Nine answers, and one for the question that is not scored; each where the focus is."""
    window.open_page("questionnaire", "phq-9")
    page = window.findChild(QuestionnairePage)
    assert isinstance(page, QuestionnairePage)
    presses = 0
    while page.stage is Stage.ASK:
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, "210312010"[presses] if presses < 9 else "1")
        presses += 1
        assert presses <= 10
    assert presses == 10
    assert page.stage is Stage.DONE
    assert "Saved. Your score is 10 (moderate)." in words(page)
    assert [answer.value for answer in only(diary).answers] == [2, 1, 0, 3, 1, 2, 0, 1, 0, 1]


def test_the_question_that_is_not_scored_is_left_out_by_one_key_too(
    qtbot: QtBot, page: QuestionnairePage, diary: Diary
) -> None:
    press(qtbot, page, "100000000")
    press_key(qtbot, page, Qt.Key.Key_Right)
    assert page.stage is Stage.DONE
    assert value_of(only(diary), "/69722-7") is None


def test_a_key_that_is_held_down_answers_one_question(page: QuestionnairePage) -> None:
    shortcuts = {each.key().toString(): each for each in page.findChildren(QShortcut)}
    assert {*"0123456789+", "Left", "Right"} <= set(shortcuts)
    assert not any(each.autoRepeat() for each in shortcuts.values())


@pytest.mark.parametrize(("name", "second"), [("phq-9", "2 of 10"), ("peg", "2 of 3")])
def test_a_double_click_answers_one_question(
    page: QuestionnairePage, diary: Diary, name: str, second: str
) -> None:
    """The second half of it falls on the next question's answer."""
    reopen(page, name)
    QApplication.processEvents()
    window = page.window().windowHandle()
    assert window is not None
    middle = page.answers[1].mapTo(page.window(), page.answers[1].rect().center())
    QTest.mouseDClick(window, Qt.MouseButton.LeftButton, pos=middle)
    assert second in words(page)
    assert [answer.value for answer in only(diary).answers] == [1]


def test_everything_focusable_has_a_name(qtbot: QtBot, page: QuestionnairePage) -> None:
    press(qtbot, page, "000000002")
    for each in page.findChildren(QAbstractButton):
        if each.focusPolicy() is not Qt.FocusPolicy.NoFocus and each.isVisibleTo(page):
            assert each.accessibleName() or each.text()
