# SPDX-License-Identifier: Apache-2.0
"""The log holds every kind: added, named, found by its day, and looked back at in full."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from companion.domain.moment import Plan
from companion.domain.records import (
    CheckIn,
    Concomitant,
    DoseChange,
    Grade,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Reading,
    ReadingTime,
    Record,
    Rule,
    RuleSet,
    SafetyPlan,
    Said,
    Schedule,
    Session,
    SessionState,
    SideEffect,
    SitterCheck,
    Tracked,
    Tracker,
    TrackerKind,
    Whose,
)
from companion.ui.forms.form import FormDialog
from companion.ui.pages.log import ROWS, LogPage
from tests.ui.gestures import CTRL
from tests.ui.logs import (
    NOW,
    ShowPage,
    labels,
    lines,
    one_of_each,
    press,
    shown,
    side_button,
    with_dialog,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from tests.ui.conftest import RecordingWays


@pytest.fixture
def show(qtbot: QtBot, context: Context) -> ShowPage:
    """Give a way to show the log."""
    return lambda: shown(qtbot, context)


def action(menu: QMenu, words: str) -> QAction:
    return next(one for one in menu.actions() if one.text() == words)


def test_each_kind_can_be_added(
    qtbot: QtBot, show: ShowPage, diary: Diary, ways: RecordingWays
) -> None:
    diary.add(CheckIn(at=NOW - timedelta(days=2), mood=5))
    page = show()
    titles = []
    for one in page.menu.actions():
        if one.menu() is None and one is not page.menu.catch_up:
            opened: list[object] = []
            with_dialog(FormDialog, opened, lambda dialog: titles.append(dialog.windowTitle()))
            one.trigger()
    assert titles == [
        "Check-in for another time",
        "Side effect",
        "Plan a session",
        "Medicine",
        "A score measured elsewhere",
        "Question for the doctor",
        "Note",
        "Appointment",
    ]
    assert page.menu.catch_up.isVisible()
    page.menu.catch_up.trigger()
    press(qtbot, page.medicines)
    assert ways.pages == [("catch_up", ""), ("medicines", "")]


def test_a_medicine_taken_is_chosen_from_those_taken_now(
    show: ShowPage, diary: Diary, ways: RecordingWays
) -> None:
    diary.add(Medicine(name="Old", stopped=date(2026, 1, 1)))
    entry = diary.add(Medicine(name="B & C", dose="5 mg", schedule=Schedule.AS_NEEDED))
    page = show()
    page.menu.list_medicines()
    named = [one.text() for one in page.menu.taken.actions() if not one.isSeparator()]
    assert named == ["B && C", "What I take now"]
    opened: list[object] = []
    with_dialog(FormDialog, opened, lambda dialog: dialog.save())
    page.menu.taken.actions()[0].trigger()
    assert opened
    assert [one.record for one in diary.entries(Intake)] == [
        Intake(medicine_id=entry.id, name="B & C", dose="5 mg", at=NOW, taken=True)
    ]
    assert "Taken: B & C, 5 mg" in lines(page)
    page.menu.taken.actions()[-1].trigger()
    assert ways.pages == [("medicines", "")]


def test_a_session_that_lies_behind_opens_to_be_recorded(
    qtbot: QtBot, show: ShowPage, diary: Diary, ways: RecordingWays
) -> None:
    page = show()
    opened: list[object] = []

    def fill(dialog: FormDialog) -> None:
        dialog.form.fields["plan"].set_raw(f"{date(2026, 11, 19)} 14:00")
        dialog.save()

    with_dialog(FormDialog, opened, fill)
    action(page.menu, "Session").trigger()
    assert ways.pages == [("session", diary.entries(Session)[0].id)]


def of_a_session(diary: Diary) -> None:
    """Fill in what belongs to a session."""
    one_of_each(diary)
    session = diary.entries(Session)[0].id
    start = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
    later = start + timedelta(minutes=1), start + timedelta(minutes=2)
    diary.add(Note(at=start, said=Said.FRIGHTENED, session_id=session))
    diary.add(Note(at=later[0], words="the music is blue", session_id=session))
    diary.add(SideEffect(effect="nausea", grade=Grade.MILD, start=later[1], session_id=session))


def test_what_belongs_to_a_session_says_to_which(show: ShowPage, diary: Diary) -> None:
    of_a_session(diary)
    page = show()
    assert lines(page)[-4:] == [
        "Feeling sick, mild · no end noted · session 1",
        "Note · session 1",
        "I’m frightened · session 1",
        "Session 1 · IV infusion",
    ]
    assert page.rows[-3].words.words == "the music is blue"


def test_what_was_taken_and_measured_elsewhere_stands_on_the_time_line(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    medicine = diary.add(Medicine(name="Sertraline", dose="50 mg"))
    at = NOW - timedelta(hours=2)
    diary.add(Intake(medicine_id=medicine.id, name="Sertraline", dose="50 mg", at=at, taken=False))
    score = OutsideScore(at=at, scale="MADRS", total=21.5, by_whom="Dr B", words="in the ward")
    diary.add(score)
    page = show()
    taken, measured = "Missed: Sertraline, 50 mg", "MADRS · 21.5 · measured elsewhere · Dr B"
    assert set(lines(page)) == {taken, measured, "Sertraline, 50 mg"}
    press(qtbot, page.filter.buttons["medicines"])
    assert lines(page) == ["Sertraline, 50 mg", taken]
    press(qtbot, page.filter.buttons["questionnaires"])
    assert lines(page) == [measured]
    assert page.rows[0].words.words == "in the ward"
    opened: list[object] = []

    def correct(dialog: FormDialog) -> None:
        dialog.form.fields["total"].set_raw("20")
        dialog.save()

    with_dialog(FormDialog, opened, correct)
    press(qtbot, page.rows[0])
    assert lines(page) == ["MADRS · 20 · measured elsewhere · Dr B"]
    press(qtbot, page.filter.buttons["medicines"])
    with_dialog(FormDialog, opened, lambda dialog: dialog.form.fields["taken"].set_raw("taken"))
    press(qtbot, page.rows[1])
    assert len(opened) == 2


def test_the_words_of_the_new_kinds_are_searched(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    diary.add(Intake(medicine_id="m", name="Lorazepam", at=NOW, taken=True))
    diary.add(OutsideScore(at=NOW, scale="HAM-D", total=9, by_whom="Dr Byrne"))
    page = show()
    for typed, line in (("loraz", "Taken: Lorazepam"), ("byrne", "HAM-D · 9 ")):
        page.search.setText(typed)
        qtbot.waitUntil(lambda line=line: len(page.rows) == 1 and line in lines(page)[0])  # type: ignore[misc]


def test_go_to_a_day_long_ago_and_back(
    qtbot: QtBot, show: ShowPage, diary: Diary, context: Context
) -> None:
    """A day is the local day an entry was lived on, wherever that was."""
    west, east = timezone(-timedelta(hours=9)), timezone(timedelta(hours=12))
    kept = (
        (datetime(2021, 3, 13, 0, 30, tzinfo=east), "the day after, in the east"),
        (datetime(2021, 3, 12, 23, 30, tzinfo=west), "that evening, in the west"),
        (datetime(2021, 3, 12, 9, 0, tzinfo=UTC), "that morning"),
        (datetime(2021, 3, 11, 9, 0, tzinfo=UTC), "the day before"),
    )
    for at, words in kept:
        diary.add(Note(at=at, words=words))
    for hours in range(ROWS + 1):
        diary.add(Note(at=NOW - timedelta(hours=hours), words="later"))
    page = show()
    assert page.jump.day is None
    press(qtbot, page.jump.press)
    assert page.jump.day == NOW.date()
    page.jump.edit.setDate(QDate(2021, 3, 12))
    qtbot.waitUntil(lambda: len(page.rows) == 3)
    assert [made.words.words for made in page.rows] == [words for _at, words in kept[1:]]
    assert page.subtitle.text() == "From 12 March 2021 back."
    page.refresh()
    assert len(page.rows) == 3
    page.jump.edit.setDate(QDate(2020, 1, 1))
    qtbot.waitUntil(lambda: page.rows == [])
    assert "Nothing was found" in labels(page)
    press(qtbot, page.jump.back)
    qtbot.waitUntil(lambda: len(page.rows) == ROWS)
    assert page.jump.day is None


def test_the_day_to_go_to_is_typed_and_does_not_lie_ahead(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    diary.add(Note(at=datetime(2021, 3, 12, 9, 0, tzinfo=UTC), words="long ago"))
    diary.add(Note(at=NOW, words="now"))
    page = show()
    press(qtbot, page.jump.press)
    edit = page.jump.edit
    qtbot.keyClicks(edit, "24/11")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    ahead = "This lies in the future. Please choose a time up to now."
    assert ahead in labels(page)
    assert page.jump.day == NOW.date()
    qtbot.keyClick(edit, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(edit, "12 Mar 2021")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [made.words.words for made in page.rows] == ["long ago"])
    assert ahead not in labels(page)


def test_a_day_after_which_there_is_much_of_the_same_hours_is_found_too(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    """More than a page lies between the end of the day by the latest clock and by the own one."""
    for minutes in range(ROWS + 1):
        at = datetime(2026, 11, 20, 1, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        diary.add(Note(at=at, words="the next day"))
    diary.add(Note(at=datetime(2026, 11, 19, 9, 0, tzinfo=UTC), words="that day"))
    page = show()
    press(qtbot, page.jump.press)
    page.jump.edit.setDate(QDate(2026, 11, 19))
    qtbot.waitUntil(lambda: [made.words.words for made in page.rows] == ["that day"])


@pytest.mark.parametrize(
    ("record", "names"),
    [
        (SafetyPlan(warning_signs="awake at four"), ("Your safety plan", "awake")),
        (Tracker(name="Walk", kind=TrackerKind.YES_NO), ("Own tracker: Walk", "yes")),
        (
            RuleSet(rules=(Rule(item="ride_home", whose=Whose.OWN, says="a taxi"),)),
            ("Your clinic’s or your own rules", "taxi"),
        ),
        (Person(name="Ada"), ("About you", "Ada")),
    ],
    ids=["plan", "tracker", "rules", "person"],
)
def test_the_bin_names_what_stands_nowhere_else_in_the_log(
    qtbot: QtBot, show: ShowPage, diary: Diary, record: Record, names: tuple[str, str]
) -> None:
    """By a name, and without what it says."""
    line, kept_back = names
    entry = diary.add(record)
    page = show()
    assert page.rows == []
    diary.remove(entry.id)
    press(qtbot, page.bin)
    assert lines(page) == [f"{line} · 23 November 2026"]
    assert kept_back not in page.rows[0].accessibleName()
    press(qtbot, side_button(page.rows[0], "Restore"))
    assert diary.get(type(record), entry.id).deleted_at is None


def test_a_plan_that_comes_back_takes_the_place_of_the_other(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    earlier = diary.add(SafetyPlan(warning_signs="awake at four"))
    diary.remove(earlier.id)
    later = diary.add(SafetyPlan(warning_signs="not answering"))
    page = show()
    press(qtbot, page.bin)
    press(qtbot, side_button(page.rows[0], "Restore"))
    assert diary.safety_plan() == diary.get(SafetyPlan, earlier.id)
    assert [entry.id for entry in diary.bin()] == [later.id]


def details(page: LogPage, record: Record, tmp: Diary) -> str:
    entry = tmp.add(record)
    page.refresh()
    return "\n".join(page.list.wording.details(tmp.get(type(record), entry.id)))


def test_the_history_shows_every_field_that_was_told(show: ShowPage, diary: Diary) -> None:
    page = show()
    tracker = diary.add(Tracker(name="Walk", kind=TrackerKind.YES_NO))
    gone = diary.add(Tracker(name="Work", kind=TrackerKind.NUMBER, unit="h"))
    diary.remove(gone.id)
    answers = (Tracked(tracker=tracker.id, yes=False), Tracked(tracker=gone.id, number=-0.5))
    told = details(page, CheckIn(at=NOW, mood=4, tracked=answers, pain=2), diary)
    assert "Walk: no" in told
    assert "Work: -0.5" in told
    assert "Pain 2" in told
    start = datetime(2026, 11, 19, 14, 8, tzinfo=UTC)
    session = Session(
        plan=Plan(at=datetime(2026, 11, 19, 14), zone="Europe/Dublin"),
        state=SessionState.HELD,
        start=start,
        recorded=start + timedelta(minutes=2),
        dose_unknown=True,
        mood_before=2,
        mood_after=7,
        taken=(Concomitant(name="Lorazepam", of_note="benzodiazepine", taken=False),),
        readings=(Reading(when=ReadingTime.BEFORE, at=start, systolic=120, diastolic=80),),
        checks=(
            SitterCheck(due=start, answered=start + timedelta(minutes=1), well=True),
            SitterCheck(due=start + timedelta(minutes=15)),
        ),
        intention="rest",
        reflection="sea",
        for_therapy="the kitchen",
    )
    told = details(page, session, diary)
    for line in (
        "Planned for Thu 19 Nov, 14:00",
        "Start noted Thu 19 Nov, 14:10",
        "Dose not known",
        "Mood right before 2",
        "Mood right after 7",
        "Lorazepam: not taken",
        "120 over 80",
        "Sitter’s check, 14:08: all well, checked at 14:09",
        "Sitter’s check, 14:23: not checked",
        "Your intention, before: “rest”",
        "Afterwards: “sea”",
        "For therapy: “the kitchen”",
    ):
        assert line in told
    medicine = Medicine(
        name="Sertraline",
        dose="50 mg",
        schedule=Schedule.SCHEDULED,
        of_note="",
        changes=(DoseChange(since=date(2026, 3, 1), dose="100 mg", taken_when="at night"),),
    )
    told = details(page, medicine, diary)
    assert "As first taken: 50 mg, regularly" in told
    assert "From 1 March 2026: 100 mg, at night" in told
    assert "Kind: none of those that teams ask about" in told
    effect = SideEffect(effect="nausea", grade=Grade.MILD, start=NOW, asked_at=NOW)
    assert "Last asked Mon 23 Nov, 10:00" in details(page, effect, diary)
    over = SideEffect(
        effect="nausea", grade=Grade.MILD, start=NOW - timedelta(days=3), end=NOW, asked_at=NOW
    )
    assert "Last asked Mon 23 Nov, 10:00" in details(page, over, diary)
    assert "Feeling sick, mild · ended by Mon 23 Nov, 10:00" in lines(page)
