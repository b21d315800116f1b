# SPDX-License-Identifier: Apache-2.0
"""When questionnaires are offered: as the patient wants it, and again after an interruption."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from companion.domain.records import InstrumentSchedule, Person, Response
from companion.problem import Problem
from companion.storage import diary as diaries
from companion.storage import ids, recovery, sealing, vault
from companion.storage.vault import Passphrase, RecoveryCode
from companion.ui.forms.person import PersonForm
from companion.ui.main_window import MainWindow
from companion.ui.pages.locked import LockedPage
from companion.ui.pages.questionnaire import QuestionnairePage
from companion.ui.pages.settings import SettingsPage
from companion.ui.pages.today import TodayPage
from companion.ui.questionnaire.filling import Stage
from companion.ui.questionnaire.wording import every
from companion.ui.settings.questionnaires import AS_USUAL, NEVER, QuestionnairesCard
from tests.ui.gestures import bring_up, held, open_page, press_words, questionnaire, read

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from tests.ui.conftest import Clock, RecordingWays

WORDS = "seven quiet herons"
CODE = recovery.new_code()


def wants(diary: Diary, **days: int) -> None:
    """Say how often each questionnaire is wanted; names with an underscore for the hyphen."""
    chosen = tuple(
        InstrumentSchedule(instrument=key.replace("_", "-"), every_days=every_days)
        for key, every_days in days.items()
    )
    entry = diary.person()
    if entry is None:
        diary.add(Person(schedules=chosen))
    else:
        diary.change(entry.id, replace(entry.record, schedules=chosen))


def begin(window: MainWindow, name: str, keys: str) -> QuestionnairePage:
    """Answer the first questions of a questionnaire by their keys."""
    page = open_page(window, "questionnaire", QuestionnairePage, name)
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, key)
    return page


# --- Today ----------------------------------------------------------------------------------------


def test_today_offers_each_as_often_as_it_is_wanted(
    window: MainWindow, diary: Diary, content: Content
) -> None:
    page = open_page(window, "today", TodayPage)
    diary.add(questionnaire(content, "phq-9", 1, 8))
    diary.add(questionnaire(content, "gad-7", 1, 20))
    told = read(page)
    assert "PHQ-9," not in told
    assert "GAD-7, every two weeks" in told
    assert "PEG," not in told
    wants(diary, phq_9=7, gad_7=0, peg=28, phq_2=10)
    told = read(page)
    assert "PHQ-9, every week" in told
    assert "GAD-7," not in told
    assert "PEG, every four weeks" in told
    assert "PHQ-2, every 10 days" in told


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, "only when you ask"),
        (1, "every day"),
        (7, "every week"),
        (9, "every 9 days"),
        (14, "every two weeks"),
        (28, "every four weeks"),
    ],
)
def test_an_interval_is_said_plainly(days: int | None, said: str) -> None:
    assert every(days) == said


def test_one_that_was_begun_is_offered_again_until_the_next_day(
    qtbot: QtBot, window: MainWindow, diary: Diary, clock: Clock
) -> None:
    begin(window, "pcl-5", "12")
    page = open_page(window, "today", TodayPage)
    assert "PCL-5, begun and not finished" in read(page)
    press_words(qtbot, page, "Go on with PCL-5")
    assert (window._turning.current, window._turning.argument) == ("questionnaire", "pcl-5")
    clock.advance(hours=25)
    page = open_page(window, "today", TodayPage)
    assert "PCL-5," not in read(page)


def test_none_is_offered_from_a_session_until_the_next_morning(
    window: MainWindow, diary: Diary
) -> None:
    begin(window, "phq-9", "12")
    page = open_page(window, "today", TodayPage)
    assert "PHQ-9, begun and not finished" in read(page)
    assert "All questionnaires" in read(page)
    held(diary, "2026-11-23 09:00")
    page.refresh()
    assert "PHQ-9," not in read(page)
    assert "GAD-7," not in read(page)
    assert "All questionnaires" not in read(page)


def test_all_of_them_are_one_press_away(qtbot: QtBot, window: MainWindow) -> None:
    page = open_page(window, "today", TodayPage)
    press_words(qtbot, page, "All questionnaires")
    assert window._turning.current == "questionnaire"
    assert "Which one would you like to fill in?" in read(window)


# --- interrupted ----------------------------------------------------------------------------------


def go_on(qtbot: QtBot, window: MainWindow, kept: int, left: int) -> None:
    """Go on where one was, with 1 for every question that is left."""
    page = window._turning.pages["questionnaire"]
    assert isinstance(page, QuestionnairePage)
    assert page.stage is Stage.RESUME
    assert f"{kept} answers are kept" in read(page)
    press_words(qtbot, page, "Continue where I was")
    for _question in range(left):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, "1")
    assert "Saved. Your score is " in read(page)


def test_after_a_sudden_end_it_goes_on_in_the_next_window(
    *, qtbot: QtBot, window: MainWindow, diary: Diary, content: Content, clock: Clock
) -> None:
    begin(window, "gad-7", "321")
    # As after a kill: nothing was left or closed, and what is on the disk is opened anew.
    folder = diary.access.folder
    again = diaries.open_(folder, clock)
    second = MainWindow(again, content, clock, folder / "preferences.json")
    qtbot.addWidget(second)
    bring_up(qtbot, second)
    second.open_page("questionnaire", "gad-7")
    go_on(qtbot, second, 3, 4)
    (entry,) = again.entries(Response)
    assert [answer.value for answer in entry.record.answers] == [3, 2, 1, 1, 1, 1, 1]
    assert entry.record.finished == clock()
    again.close()


@pytest.fixture
def protected(
    *,
    fonts: None,
    qtbot: QtBot,
    tmp_path: Path,
    content: Content,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> MainWindow:
    """Give the window of a diary with a passphrase, as it starts: locked."""
    monkeypatch.setattr(sealing, "TARGET", 0)
    folder = tmp_path / "Protected"
    made = diaries.create(folder, clock, ids.ids(clock))
    keys = made.access.keys
    made.close()
    vault.write(folder, vault.sealed_file(keys, [Passphrase(WORDS), RecoveryCode(CODE)]))
    window = MainWindow(None, content, clock, folder / "preferences.json", data_folder=folder)
    qtbot.addWidget(window)
    bring_up(qtbot, window)
    return window


def unlock(qtbot: QtBot, window: MainWindow) -> None:
    # Asked by its name: one from an earlier lock may not be gone yet.
    locked = window._turning.pages["locked"]
    assert isinstance(locked, LockedPage)
    field = locked.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, WORDS)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=10_000)


def test_after_a_lock_it_goes_on_where_it_was(qtbot: QtBot, protected: MainWindow) -> None:
    unlock(qtbot, protected)
    begin(protected, "peg", "39")
    protected.lock()
    qtbot.waitUntil(lambda: protected.context.is_locked, timeout=5000)
    unlock(qtbot, protected)
    with qtbot.waitActive(protected):
        protected.activateWindow()
    assert protected._turning.current == "questionnaire"
    go_on(qtbot, protected, 2, 1)
    (entry,) = protected.context.diary.entries(Response)
    assert [answer.value for answer in entry.record.answers] == [3, 9, 1]
    protected.context.close()


# --- the card in the settings ---------------------------------------------------------------------


def choose(card: QuestionnairesCard, key: str, days: int) -> None:
    box = card.choices[key]
    box.setCurrentIndex(box.findData(days))


def offered(card: QuestionnairesCard, key: str) -> list[str]:
    box = card.choices[key]
    return [box.itemText(place) for place in range(box.count())]


def test_each_can_be_offered_as_usual_at_intervals_or_never(
    window: MainWindow, diary: Diary
) -> None:
    card = open_page(window, "settings", SettingsPage, "questionnaires").questionnaires
    assert offered(card, "phq-9") == [
        "As usual: every two weeks",
        "Every week",
        "Every two weeks",
        "Every four weeks",
        "Only when I ask",
    ]
    assert offered(card, "peg")[0] == "As usual: only when you ask"
    assert "Only when I ask" not in offered(card, "peg")
    assert {box.currentData() for box in card.choices.values()} == {AS_USUAL}
    choose(card, "phq-9", 28)
    choose(card, "peg", 7)
    choose(card, "gad-7", NEVER)
    person = diary.person()
    assert person is not None
    assert person.record.schedules == (
        InstrumentSchedule(instrument="phq-9", every_days=28),
        InstrumentSchedule(instrument="peg", every_days=7),
        InstrumentSchedule(instrument="gad-7", every_days=0),
    )
    choose(card, "phq-9", AS_USUAL)
    assert [one.instrument for one in window.context.person.schedules] == ["peg", "gad-7"]
    window.undo()
    assert card.choices["phq-9"].currentData() == 28


def test_another_interval_is_shown_and_kept(window: MainWindow, diary: Diary) -> None:
    wants(diary, phq_9=30, old_scale=5)
    card = open_page(window, "settings", SettingsPage, "questionnaires").questionnaires
    assert card.choices["phq-9"].currentText() == "Every 30 days"
    choose(card, "gad-7", 7)
    kept = {one.instrument: one.every_days for one in window.context.person.schedules}
    assert kept == {"phq-9": 30, "old-scale": 5, "gad-7": 7}


def test_what_cannot_be_kept_is_said_and_the_choice_goes_back(
    window: MainWindow, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_record: object, **_told: object) -> None:
        raise Problem(happened="The disk is full.", safe="Nothing is lost.", next_step="Wait.")

    card = open_page(window, "settings", SettingsPage, "questionnaires").questionnaires
    monkeypatch.setattr(diary, "add", fail)
    choose(card, "phq-9", 7)
    assert "The disk is full." in read(card)
    assert card.choices["phq-9"].currentData() == AS_USUAL


def test_every_choice_has_a_name_and_the_way_to_all(
    qtbot: QtBot, window: MainWindow, content: Content
) -> None:
    page = open_page(window, "settings", SettingsPage, "questionnaires")
    names = [box.accessibleName() for box in page.questionnaires.choices.values()]
    assert names == [f"How often to offer {one.name}" for one in content.instruments.values()]
    press_words(qtbot, page.questionnaires, "All questionnaires")
    assert window._turning.current == "questionnaire"


def test_the_form_of_ones_details_leaves_the_choices_as_they_are(
    context: Context, diary: Diary, ways: RecordingWays
) -> None:
    wants(diary, phq_9=7)
    entry = diary.person()
    assert entry is not None
    form = PersonForm(context)
    form.show_record(entry.record)
    form.fields["name"].set_raw("Alex")
    made = form.read()
    assert made == replace(entry.record, name="Alex")
