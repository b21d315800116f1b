# SPDX-License-Identifier: Apache-2.0
"""What a form was not asked to change stays as it is: opened and saved, or taken up from a draft."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from companion.domain.moment import Plan
from companion.domain.records import (
    CheckIn,
    DoseChange,
    Grade,
    InstrumentSchedule,
    Intake,
    Medicine,
    MissingDay,
    Note,
    OutsideScore,
    Person,
    Reading,
    ReadingTime,
    Record,
    Route,
    SafetyPlan,
    Said,
    Schedule,
    Session,
    SessionState,
    SideEffect,
    Tracked,
    Tracker,
    TrackerKind,
)
from companion.preferences import WhileLocked
from companion.storage.database import Database
from companion.storage.mapping import body_of
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import Form, FormDialog
from companion.ui.forms.intake import IntakeForm
from companion.ui.forms.medicine import MedicineForm
from companion.ui.forms.note import NoteForm
from companion.ui.forms.outside_score import OutsideScoreForm
from companion.ui.forms.person import PersonForm
from companion.ui.forms.safety_plan import SafetyPlanForm
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.forms.tracker import TrackerForm
from companion.ui.pages.session import SessionPage
from tests.ui.gestures import open_page
from tests.ui.session_gestures import reading, saved

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pytestqt.qtbot import QtBot

    from companion.domain.records import Entry
    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
THEN = NOW - timedelta(hours=9, seconds=7)
WORDS = "  line 1\n\nline\u00a02 🙂 \u200d שלום  "
LINE = " a\u00a0b 🙂 שלום "

RECORDS: tuple[tuple[type[Form], Record], ...] = (
    (
        CheckInForm,
        CheckIn(
            at=THEN,
            mood=3,
            anxiety=0,
            sleep_hours=7.25,
            tracked=(Tracked(tracker="nowhere", words="x"),),
            words=WORDS,
        ),
    ),
    (
        MedicineForm,
        Medicine(
            name=LINE,
            dose=LINE,
            taken_when=LINE,
            schedule=Schedule.SCHEDULED,
            started=date(2020, 1, 1),
            stopped=date(2026, 11, 1),
            of_note="of a later version",
            changes=(
                DoseChange(since=date(2021, 1, 1), dose=LINE),
                DoseChange(since=date(2022, 1, 1), dose="c", schedule=Schedule.AS_NEEDED),
            ),
            words=WORDS,
        ),
    ),
    (IntakeForm, Intake(medicine_id="nowhere", name=LINE, dose=LINE, at=THEN, taken=False)),
    (NoteForm, Note(at=THEN, said=Said.OK)),
    (NoteForm, Note(at=THEN, words=WORDS)),
    (
        SideEffectForm,
        SideEffect(
            own_name=LINE.strip(),
            grade=Grade.MILD,
            start=THEN,
            end=THEN + timedelta(hours=2, seconds=3),
            asked_at=THEN + timedelta(hours=1, seconds=5),
            words=WORDS,
        ),
    ),
    (SideEffectForm, SideEffect(effect="of a later version", grade=Grade.SEVERE, start=THEN)),
    (OutsideScoreForm, OutsideScore(at=THEN, scale=LINE, total=12.345678, by_whom=LINE)),
    (SafetyPlanForm, SafetyPlan(warning_signs=WORDS, better_day=WORDS)),
    (
        PersonForm,
        Person(
            name=LINE,
            clinic_phone=LINE,
            systolic_limit=150,
            diastolic_limit=95,
            schedules=(InstrumentSchedule(instrument="nowhere", every_days=3),),
        ),
    ),
)


@pytest.fixture
def behind(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def is_the_same(diary: Diary, entry: Entry[Record]) -> bool:
    after = diary.get(type(entry.record), entry.id)
    return body_of(after.record) == body_of(entry.record)


@pytest.mark.parametrize(
    ("form", "record"), RECORDS, ids=lambda each: getattr(each, "__name__", "")
)
def test_opened_and_saved_it_says_what_it_said(
    context: Context, diary: Diary, behind: QWidget, form: type[Form], record: Record
) -> None:
    # What was answered is not asked again.
    context.keep(replace(context.preferences, while_locked=WhileLocked.NUMBERS))
    entry = diary.add(record)
    dialog = FormDialog(form(context), entry, behind)
    dialog.save()
    assert dialog.kept is not None
    assert is_the_same(diary, entry)


def test_a_tracker_says_what_it_said(context: Context, diary: Diary, behind: QWidget) -> None:
    tracker = Tracker(
        name="Walk",
        kind=TrackerKind.NUMBER,
        unit="km",
        missing=MissingDay.SAME,
        stopped=date(2026, 1, 1),
    )
    entry = diary.add(tracker)
    dialog = FormDialog(TrackerForm(context, tracker_id=entry.id), entry, behind)
    dialog.save()
    assert dialog.kept is not None
    assert is_the_same(diary, entry)


def answered(diary: Diary) -> tuple[Entry[CheckIn], str]:
    """Have a check-in with answers to two trackers; give it and the first one's field."""
    weight = diary.add(Tracker(name="Weight", kind=TrackerKind.NUMBER)).id
    walked = diary.add(Tracker(name="Walked", kind=TrackerKind.YES_NO)).id
    told = (Tracked(tracker=weight, number=70.5), Tracked(tracker=walked, yes=True))
    return diary.add(CheckIn(at=THEN, mood=4, tracked=told)), f"tracked.{weight}"


def drafted(
    context: Context, entry: Entry[CheckIn], behind: QWidget, key: str, raw: str | None
) -> FormDialog:
    """Change one field, close the form with its draft, and open it again."""
    first = FormDialog(CheckInForm(context, past=True), entry, behind)
    first.form.fields[key].set_raw(raw)
    first.form.edited.emit()
    first.reject()
    return FormDialog(CheckInForm(context, past=True), entry, behind)


def test_a_draft_of_a_check_in_keeps_its_other_answers(
    context: Context, diary: Diary, behind: QWidget
) -> None:
    entry, _weight = answered(diary)
    drafted(context, entry, behind, "words", "hello").save()
    after = diary.get(CheckIn, entry.id).record
    assert (after.words, after.tracked) == ("hello", entry.record.tracked)


def test_a_draft_keeps_that_an_answer_was_taken_back(
    context: Context, diary: Diary, behind: QWidget
) -> None:
    entry, weight = answered(diary)
    drafted(context, entry, behind, weight, None).save()
    assert diary.get(CheckIn, entry.id).record.tracked == entry.record.tracked[1:]


def test_a_draft_of_a_session_takes_no_reading_back(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    plan = Plan(at=datetime(2026, 11, 23, 9, 0), zone="Europe/Dublin")
    begun = Session(
        plan=plan, route=Route.IV, state=SessionState.HELD, start=NOW - timedelta(hours=1)
    )
    entry = diary.add(begun)
    page = open_page(window, "session", SessionPage, entry.id)
    reading(qtbot, page, ReadingTime.BEFORE, systolic="128")
    assert saved(page, diary).readings == ()
    window.open_page("today")
    later = (
        Reading(when=ReadingTime.FORTY_MINUTES, at=NOW, systolic=140, diastolic=90),
        Reading(when=ReadingTime.OTHER, at=NOW, systolic=131, diastolic=85),
    )
    present = diary.get(Session, entry.id).record
    diary.change(entry.id, replace(present, readings=later))
    again = open_page(window, "session", SessionPage, entry.id)
    reading(qtbot, again, ReadingTime.BEFORE, diastolic="80")
    before = Reading(when=ReadingTime.BEFORE, systolic=128, diastolic=80)
    assert saved(again, diary).readings == (before, *later)


def test_what_is_saved_takes_its_draft_along_in_one_write(
    context: Context, diary: Diary, behind: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, weight = answered(diary)
    dialog = drafted(context, entry, behind, weight, "81")
    assert diary.draft(f"check_in:{entry.id}") is not None
    written: list[Database] = []
    really = Database.write

    def write(database: Database) -> AbstractContextManager[None]:
        written.append(database)
        return really(database)

    monkeypatch.setattr(Database, "write", write)
    dialog.save()
    assert dialog.kept is not None
    assert diary.draft(f"check_in:{entry.id}") is None
    assert len(written) == 1
