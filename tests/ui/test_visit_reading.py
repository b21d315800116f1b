# SPDX-License-Identifier: Apache-2.0
"""What the visit page reads of the diary tells the same as the whole of it would."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from companion.domain.medicine import taken_now
from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Grade,
    ItemAnswer,
    Medicine,
    Person,
    Response,
    SideEffect,
    Sought,
)
from companion.domain.visit import first_day, one_before, since
from companion.ui.visit.reading import LOOKS_BACK, read_since
from tests.ui.gestures import NOW, held, plan, questionnaire

if TYPE_CHECKING:
    from companion.content import Content
    from companion.domain.visit import Since
    from companion.storage.diary import Diary
    from companion.ui.context import Context


def visit(diary: Diary, day: str) -> Entry[Appointment]:
    return diary.add(Appointment(plan=plan(f"{day} 11:00")))


def both(context: Context, diary: Diary, entry: Entry[Appointment]) -> tuple[Since, Since]:
    """Give what is read, and what the whole record says."""
    whole = diary.snapshot()
    first = first_day(whole, entry)
    last = max(first, min(entry.record.plan.day, NOW.date()))
    before = one_before(whole.appointments, entry)
    at = before.record.plan.moment() if before else None
    told = since(whole, context.content.instruments, first, last, visit_before=at)
    return read_since(context, entry, diary.entries(Appointment)), told


def recorded(diary: Diary, content: Content) -> None:
    """Record some weeks with something of each kind in every one of them."""
    instrument = next(iter(content.instruments.values()))
    answers = tuple(ItemAnswer(item=item.id, value=1) for item in instrument.scored_items)
    for weeks in range(12):
        at = NOW - timedelta(weeks=weeks, hours=3)
        diary.add(CheckIn(at=at, mood=weeks % 10))
        diary.add(CheckIn(at=at - timedelta(days=1), hard_day=True))
        # Begun in one week and finished in the next.
        begun = at - timedelta(days=4)
        diary.add(
            Response(instrument=instrument.id, started=begun, finished=at, answers=answers[weeks:])
            if weeks % 2
            else Response(instrument=instrument.id, started=begun, finished=at, answers=answers)
        )
        end = None if weeks % 5 == 0 else at
        sought = Sought.CLINIC if weeks % 3 == 0 else None
        diary.add(
            SideEffect(
                effect="headache",
                grade=Grade.MILD,
                start=at - timedelta(days=2),
                end=end,
                asked_at=None if end else at,
                sought=sought,
            )
        )
    diary.add(Medicine(name="Sertraline", started=date(2026, 10, 20)))


def test_it_is_what_the_whole_record_tells(context: Context, diary: Diary) -> None:
    recorded(diary, context.content)
    for day in ("2026-09-10", "2026-10-08", "2026-11-05", "2026-11-22"):
        # A check-in in the rest that follows is left out, also on the first day that is told of.
        began = held(diary, f"{day} 08:00").record.start
        assert began is not None
        diary.add(CheckIn(at=began + timedelta(hours=5), mood=9))
    days = ("2026-09-09", "2026-10-09", "2026-11-06", "2026-11-23", "2026-12-01")
    for entry in [visit(diary, day) for day in days]:
        read, whole = both(context, diary, entry)
        assert read == whole
        assert read.recorded or entry.record.plan.day < date(2026, 9, 10)
    assert taken_now(diary.entries(Medicine), NOW.date())


def test_the_score_that_stood_is_found_behind_many_that_were_not_finished(
    context: Context, diary: Diary
) -> None:
    visit(diary, "2026-11-09")
    for days, total in ((90, 2), (1, 1)):
        diary.add(questionnaire(context.content, "phq-9", total, days))
    for days in range(20, 20 + 4 * LOOKS_BACK):
        begun = NOW - timedelta(days=days)
        diary.add(Response(instrument="phq-9", started=begun, finished=begun))
    read, whole = both(context, diary, visit(diary, "2026-11-23"))
    assert read == whole
    assert [(one.first, one.last) for one in read.scales] == [(18, 9)]


def test_the_first_visit_of_all_counts_from_the_course_or_the_first_record(
    context: Context, diary: Diary
) -> None:
    recorded(diary, context.content)
    entry = visit(diary, "2026-11-23")
    read, whole = both(context, diary, entry)
    assert read == whole
    assert read.first == (NOW - timedelta(weeks=11, hours=3) - timedelta(days=4)).date()
    held(diary, "2026-11-12 14:00")
    read, whole = both(context, diary, entry)
    assert read == whole
    assert read.first == date(2026, 10, 29)
    diary.add(Person(treatment_started=date(2026, 11, 1)))
    read, whole = both(context, diary, entry)
    assert read == whole
    assert read.first == date(2026, 10, 18)
