# SPDX-License-Identifier: Apache-2.0
"""A score that was measured elsewhere: noted, marked as such, and kept apart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from companion.domain.course import scale_course
from companion.domain.records import OutsideScore, Response
from companion.ui.entries import Wording
from companion.ui.forms.form import FormDialog
from companion.ui.forms.outside_score import SUGGESTED, OutsideScoreForm
from companion.ui.pages.questionnaire import QuestionnairePage
from tests.ui.gestures import NOW, bring_up, open_page, press_words, read, type_into, with_dialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow


@pytest.fixture
def form(qtbot: QtBot, context: Context) -> OutsideScoreForm:
    made = OutsideScoreForm(context)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    return made


def fill(qtbot: QtBot, form: OutsideScoreForm, **words: str) -> None:
    for key, typed in words.items():
        type_into(qtbot, form.fields[key].control(), typed)


def test_name_total_time_and_by_whom_reach_the_record(qtbot: QtBot, form: OutsideScoreForm) -> None:
    assert form.at.value() == NOW, "now, until another time is told"
    fill(qtbot, form, scale="CGI-S", total="4,5", by_whom="Dr. Shah", words="At the visit")
    form.at.set_moment(NOW - timedelta(days=2))
    assert form.read() == OutsideScore(
        at=NOW - timedelta(days=2),
        scale="CGI-S",
        total=4.5,
        by_whom="Dr. Shah",
        words="At the visit",
    )


def test_a_usual_name_is_one_press(qtbot: QtBot, form: OutsideScoreForm) -> None:
    assert form.fields["scale"].value() == "", "nothing is chosen beforehand"
    fill(qtbot, form, total="0")
    for name in SUGGESTED:
        press_words(qtbot, form, name)
        made = form.read()
        assert isinstance(made, OutsideScore)
        assert (made.scale, made.total) == (name, 0.0)


def test_no_usual_name_is_that_of_a_questionnaire_of_our_own(content: Content) -> None:
    assert not set(SUGGESTED) & {one.name for one in content.instruments.values()}


@pytest.mark.parametrize("typed", ["", "many"])
def test_what_is_no_total_is_said_at_the_field(
    qtbot: QtBot, form: OutsideScoreForm, typed: str
) -> None:
    fill(qtbot, form, scale="MADRS", total=typed)
    assert form.read() is None
    assert form.fields["total"].refused
    assert "This needs a number." in read(form)


def test_an_earlier_one_is_shown_as_it_was(qtbot: QtBot, form: OutsideScoreForm) -> None:
    record = OutsideScore(
        at=NOW - timedelta(days=9), scale="HAM-D", total=17, by_whom="the clinic", words="before"
    )
    form.show_record(record)
    assert form.read() == record
    fill(qtbot, form, total="16")
    assert form.read() == replace(record, total=16)


def test_it_is_entered_from_the_choice_of_questionnaires_and_stays_apart(
    qtbot: QtBot, window: MainWindow, diary: Diary, content: Content
) -> None:
    page = open_page(window, "questionnaire", QuestionnairePage)

    def note(dialog: FormDialog) -> None:
        form = dialog.form
        assert isinstance(form, OutsideScoreForm)
        assert "marked “measured elsewhere”" in read(dialog)
        assert "This app cannot alert anyone. To be heard, please call." in read(dialog)
        fill(qtbot, form, scale="PHQ-9", total="14")
        dialog.save()

    came = with_dialog(FormDialog, note)
    press_words(qtbot, page, "Enter a score measured elsewhere")
    assert came
    (entry,) = diary.entries(OutsideScore)
    assert Wording(content, {}).line(entry) == "PHQ-9 · 14 · measured elsewhere"
    assert "Score measured elsewhere" in read(window)
    assert diary.entries(Response) == ()
    snapshot = diary.snapshot()
    for one in content.instruments.values():
        assert scale_course(one, snapshot.responses, snapshot.sessions) is None


def test_a_total_that_cannot_be_is_refused_at_the_field(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    page = open_page(window, "questionnaire", QuestionnairePage)

    def note(dialog: FormDialog) -> None:
        form = dialog.form
        assert isinstance(form, OutsideScoreForm)
        fill(qtbot, form, total="1001")
        dialog.save()
        told = read(dialog)
        assert "This needs a number from 0 to 1000." in told
        assert "This is needed before it can be saved." in told
        form.fields["total"].set_raw("")
        fill(qtbot, form, total="12")
        dialog.reject()

    came = with_dialog(FormDialog, note)
    press_words(qtbot, page, "Enter a score measured elsewhere")
    assert came
    assert diary.entries(OutsideScore) == ()
    assert diary.draft("outside_score:new"), "what was typed is kept"
