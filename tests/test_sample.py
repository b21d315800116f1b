# SPDX-License-Identifier: Apache-2.0
"""The sample course: the same for the same seed, of any length, and believable."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest

from companion import sample
from companion.content import Content
from companion.domain import course as figures
from companion.domain.faults import check
from companion.domain.instrument import completed
from companion.domain.moment import entered_late
from companion.domain.records import (
    ChecklistRun,
    Choice,
    Entry,
    Note,
    Record,
    Response,
    Route,
    Session,
    SessionState,
    SideEffect,
    Snapshot,
    moment_of,
)
from companion.exchange import archive
from companion.problem import Problem
from companion.storage import diary as diaries
from companion.storage.diary import Diary

UNTIL = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAYS = 120


def opened(folder: Path) -> Diary:
    return diaries.open_(folder, lambda: NOW)


def exported(folder: Path, **how: object) -> bytes:
    sample.fill(folder, **{"days": 26, "seed": 7, "until": UNTIL, **how})  # type: ignore[arg-type]
    diary = opened(folder)
    try:
        return archive.encoded(diary.lines())
    finally:
        diary.close()


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diary]:
    folder = tmp_path_factory.mktemp("sample")
    sample.fill(folder, days=DAYS, seed=7, until=UNTIL)
    found = opened(folder)
    yield found
    found.close()


@pytest.fixture(scope="module")
def snapshot(diary: Diary) -> Snapshot:
    return diary.snapshot()


# --- the same, and of any length ------------------------------------------------------------------


def test_the_same_seed_days_and_date_give_the_same_bytes(tmp_path: Path) -> None:
    one = exported(tmp_path / "one")
    assert exported(tmp_path / "two") == one
    assert exported(tmp_path / "three", seed=8) != one
    assert exported(tmp_path / "four", until=UNTIL + timedelta(days=1)) != one


@pytest.mark.parametrize("seed", range(3))
def test_a_course_of_any_length_can_be_true(seed: int) -> None:
    for days in [*range(1, 80), 150, 400]:
        course = sample.make(days=days, seed=seed, until=UNTIL)
        known = set()
        for deed in sample.deeds(course):
            assert deed.at.date() >= course.table.first
            assert deed.at <= course.table.moment(UNTIL, sample.LAST_HOUR)
            assert (deed.record is not None) or deed.key in known
            session = getattr(deed.record, "session_id", None)
            assert session is None or session in known
            if deed.record is not None:
                check(deed.record, deed.at)
            known.add(deed.key)
        assert {"person", "session-next", "walk-next"} <= known


@pytest.mark.parametrize("days", [1, 17, 18, 43])
def test_a_short_course_can_be_kept_and_read(tmp_path: Path, days: int) -> None:
    count = sample.fill(tmp_path, days=days, seed=3, until=UNTIL)
    diary = opened(tmp_path)
    try:
        found = diary.snapshot()
        assert len(diary.lines()) == count
    finally:
        diary.close()
    assert found.check_ins
    coming = figures.next_session(found.sessions, NOW)
    assert coming is not None
    assert coming.record.plan.day == UNTIL + timedelta(days=3)


def test_thirty_years_have_a_believable_number_of_sessions() -> None:
    table = sample.make(days=365 * 30, seed=1, until=UNTIL).table
    assert 400 < len(table.sessions) < 520
    days = [meeting.day for meeting in table.sessions]
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)


def test_a_folder_with_a_diary_is_left_alone(tmp_path: Path) -> None:
    before = exported(tmp_path)
    with pytest.raises(Problem):
        sample.fill(tmp_path, days=2, seed=1, until=UNTIL)
    diary = opened(tmp_path)
    assert archive.encoded(diary.lines()) == before
    diary.close()


def test_a_course_that_is_cut_short_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(self: Diary, entry_id: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Diary, "remove", stop)
    with pytest.raises(KeyboardInterrupt):
        sample.fill(tmp_path, days=20, seed=1, until=UNTIL)
    assert list(tmp_path.iterdir()) == []


def test_words_are_made_up_and_phone_numbers_lead_nowhere() -> None:
    course = sample.make(days=1, seed=1, until=UNTIL)
    person = course.words.person
    numbers = (person.clinic_phone, person.clinic_phone_after_hours, person.person_phone)
    assert all(number.startswith("555 01") for number in numbers)
    ids = set(course.content.items)
    assert set(course.words.checklist.words) <= ids
    assert set(course.words.checklist.reasons) <= ids
    assert set(course.words.questions.from_items) <= ids


# --- believable -----------------------------------------------------------------------------------


def test_mood_lifts_with_treatment_and_days_are_missing(snapshot: Snapshot) -> None:
    moods = figures.daily_moods(snapshot.check_ins, snapshot.sessions)
    assert all(0 <= mood.mean <= 10 for mood in moods)
    first = UNTIL - timedelta(days=DAYS - 1)
    assert 5 < figures.missing_days(moods, first, UNTIL) < 40
    assert figures.hard_days(snapshot.check_ins, moods)
    began = figures.course_start(snapshot.sessions)
    assert began is not None
    before = [mood.mean for mood in moods if mood.day < began]
    after = [mood.mean for mood in moods if mood.day > began + timedelta(days=14)]
    assert len(before) >= 10
    assert fmean(after) - fmean(before) > 1.5


def test_mood_is_higher_after_most_sessions(snapshot: Snapshot) -> None:
    moods = figures.daily_moods(snapshot.check_ins, snapshot.sessions)
    gains = [
        session.mood_after.mean - session.mood_before
        for session in figures.session_figures(snapshot.sessions, moods)
        if session.mood_after and session.mood_before is not None
    ]
    assert len(gains) >= 5
    assert fmean(gains) > 0.5


def test_a_stretch_of_days_is_missing(snapshot: Snapshot) -> None:
    days = sorted({entry.record.at.date() for entry in snapshot.check_ins})
    gaps = [(later - day).days for day, later in pairwise(days)]
    assert 3 <= max(gaps) <= 7


def test_an_entry_came_late_and_the_others_in_time(snapshot: Snapshot) -> None:
    late = [
        entry for entry in snapshot.check_ins if entered_late(entry.record.at, entry.created_at)
    ]
    assert 1 <= len(late) <= 4


def test_every_entry_was_made_after_what_it_tells(snapshot: Snapshot) -> None:
    told: tuple[Entry[Record], ...] = (
        *snapshot.check_ins,
        *snapshot.responses,
        *snapshot.side_effects,
        *snapshot.notes,
    )
    for entry in told:
        moment = moment_of(entry.record)
        assert moment is not None
        assert moment <= entry.created_at


def test_a_trip_changed_the_clock(snapshot: Snapshot) -> None:
    summer = date(2026, 10, 25)
    offsets = {
        entry.record.at.utcoffset()
        for entry in snapshot.check_ins
        if entry.record.at.date() < summer
    }
    assert len(offsets) >= 2


def test_sessions_were_held_moved_and_cancelled(snapshot: Snapshot) -> None:
    spacing = figures.spacing(snapshot.sessions, NOW)
    assert spacing.held == 8
    assert spacing.cancelled == 1
    assert spacing.moves == 1
    assert all(6 <= gap <= 30 for gap in spacing.gaps)
    held = figures.session_figures(snapshot.sessions, ())
    assert [session.number for session in held] == list(range(1, 9))
    for session in held:
        record = session.entry.record
        assert record.route is Route.IV
        assert len(record.readings) == 3
        assert record.start is not None
        assert record.start.hour == 14
        assert record.reflection
        assert session.peak is not None
        assert 120 < (session.peak.systolic or 0) < 175
    assert max(session.peak.systolic or 0 for session in held if session.peak) >= 150


def test_questionnaires_add_up_and_fall(snapshot: Snapshot) -> None:
    content = Content()
    first_dose = figures.held_sessions(snapshot.sessions)[0].record.start
    assert first_dose is not None
    for name, totals in {"phq-9": [21, 17, 13, 9], "gad-7": [15, 13, 10, 8]}.items():
        instrument = content.instruments[name]
        done = completed(instrument, snapshot.responses)
        assert [total for _, total in done][:4] == totals
        assert len(done) >= 8
        assert (done[0][0].finished or NOW) < first_dose
        for response, total in done:
            points = {answer.item: answer.value for answer in response.answers}
            assert set(points) == {item.id for item in instrument.items}
            assert sum(points[item.id] for item in instrument.scored_items) == total
            assert all(0 <= value <= 3 for value in points.values())


def test_thoughts_of_suicide_ease(snapshot: Snapshot) -> None:
    item = Content().instruments["phq-9"].suicide_item
    assert item is not None
    values = figures.all_item_values(snapshot.responses, "phq-9", item)
    assert [value for _, value in values][:4] == [2, 1, 1, 0]


def test_side_effects_come_and_go_and_one_is_still_there(snapshot: Snapshot) -> None:
    found = {entry.record.effect for entry in snapshot.side_effects}
    assert {"nausea", "dizziness", "tired", "bp_up"} <= found
    assert found <= {None, *Content().effects}
    assert len(figures.open_effects(snapshot.side_effects)) == 1
    assert len({entry.record.grade for entry in snapshot.side_effects}) >= 2


def test_every_session_was_prepared_and_the_next_one_half(snapshot: Snapshot) -> None:
    walked = {run.session_id: run for run in runs_of(snapshot, "iv")}
    held = {entry.id for entry in figures.held_sessions(snapshot.sessions)}
    coming = figures.next_session(snapshot.sessions, NOW)
    assert coming is not None
    assert set(walked) == {*held, coming.id}
    items = Content().checklists["iv"].item
    assert 3 < len(walked[coming.id].answers) < len(items) / 2
    choices = {answer.choice for run in walked.values() for answer in run.answers}
    assert choices == set(Choice)
    for session, run in walked.items():
        assert (run.frozen_at is None) is (session == coming.id)
        assert len(run.walked) == (0 if session == coming.id else len(items))
    rules = {item.rule for run in walked.values() for item in run.walked if item.whose}
    assert rules == {"8 h before the start, your clinic"}


def test_the_morning_after_and_each_month_were_gone_through(snapshot: Snapshot) -> None:
    held = {entry.id for entry in figures.held_sessions(snapshot.sessions)}
    assert {run.session_id for run in runs_of(snapshot, "afterwards")} == held
    monthly = runs_of(snapshot, "maintenance")
    assert monthly
    assert all(run.session_id is None and run.begun is not None for run in monthly)


def test_whoever_stayed_looked_and_once_forgot(snapshot: Snapshot) -> None:
    looks = [look.well for entry in snapshot.sessions for look in entry.record.checks]
    assert looks.count(True) > 10
    assert looks.count(None) >= 1
    assert False not in looks


def runs_of(snapshot: Snapshot, checklist: str) -> list[ChecklistRun]:
    return [run.record for run in snapshot.runs if run.record.checklist == checklist]


def test_questions_stand_open_and_one_came_from_the_checklist(snapshot: Snapshot) -> None:
    answered = {entry.record.answered for entry in snapshot.questions}
    assert answered == {True, False}
    assert any(entry.record.from_item for entry in snapshot.questions)


def test_a_visit_lies_behind_and_one_is_tomorrow(snapshot: Snapshot) -> None:
    days = [entry.record.plan.day for entry in snapshot.appointments]
    assert UNTIL + timedelta(days=1) in days
    assert any(day < UNTIL for day in days)


def test_a_medicine_was_stopped(snapshot: Snapshot) -> None:
    names = {entry.record.name: entry.record for entry in snapshot.medicines}
    assert {"Sertraline", "Lorazepam"} <= set(names)
    assert any(record.stopped for record in names.values())


def test_entries_have_a_history_and_one_is_in_the_bin(diary: Diary) -> None:
    past = [version for line in diary.lines() for version in line.past]
    kinds = {type(version.record) for version in past}
    assert {Session, SideEffect} <= kinds
    assert len(past) > 20
    binned = diary.bin()
    assert [type(entry.record) for entry in binned] == [Note]


def test_words_go_beyond_plain_letters(snapshot: Snapshot) -> None:
    words = "".join(entry.record.words for entry in snapshot.notes)
    assert "Zoë" in words
    assert "🌊" in words


def test_nothing_of_the_last_day_lies_ahead_of_a_reader_at_noon(diary: Diary) -> None:
    for line in diary.lines():
        record = line.entry.record
        planned = isinstance(record, Session) and record.state is not SessionState.HELD
        if isinstance(record, Response | Note | SideEffect) or (
            isinstance(record, Session) and not planned
        ):
            moment = moment_of(record)
            assert moment is not None
            assert moment < NOW
