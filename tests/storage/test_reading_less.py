# SPDX-License-Identifier: Apache-2.0
"""What gives a part of the record, or a figure of it, without reading the whole."""

from datetime import date, datetime, timedelta, timezone
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

from companion.domain.course import Held, began, held_sessions, open_effects
from companion.domain.moment import Plan
from companion.domain.records import (
    CheckIn,
    ChecklistRun,
    Grade,
    Note,
    Session,
    SessionState,
    SideEffect,
    Tracked,
)
from companion.storage.diary import Diary
from tests.storage.samples import at, begin, check_in, session

FAR_EAST = timezone(timedelta(hours=14))
FAR_WEST = timezone(timedelta(hours=-12))
MAY = [date(2026, 5, day) for day in range(1, 9)]


@pytest.fixture
def book(tmp_path: Path) -> Diary:
    return begin(tmp_path / "data")


@pytest.fixture
def travelled(book: Diary) -> Diary:
    """Give the diary of someone who crossed the date line, back and forth."""
    for day, hour, zone in (
        (5, 0, FAR_EAST),  # 10:00 on the 4th by UTC
        (4, 23, FAR_WEST),  # 11:00 on the 5th by UTC
        (2, 0, FAR_EAST),
        (2, 9, FAR_EAST),
        (2, 23, FAR_WEST),
        (7, 23, FAR_WEST),
    ):
        book.add(CheckIn(at=datetime(2026, 5, day, hour, tzinfo=zone), mood=5))
    gone = book.add(CheckIn(at=datetime(2026, 5, 1, 9, tzinfo=FAR_EAST), mood=5))
    book.remove(gone.id)
    return book


def test_days_are_local_wherever_they_were_lived(travelled: Diary) -> None:
    everything = travelled.entries(CheckIn)
    assert [entry.record.at.day for entry in everything] == [2, 2, 2, 5, 4, 7]
    for first, last in product([None, *MAY], repeat=2):
        among = [
            entry
            for entry in everything
            if (first is None or first <= entry.record.at.date())
            and (last is None or entry.record.at.date() <= last)
        ]
        days = sorted({entry.record.at.date() for entry in among})
        assert list(travelled.entries(CheckIn, first=first, last=last)) == among
        assert list(travelled.days_of(CheckIn, first=first, last=last)) == days
        assert travelled.count(CheckIn, first=first, last=last) == len(among)


def test_the_last_entries_come_in_the_order_they_happened(travelled: Diary) -> None:
    everything = travelled.entries(CheckIn)
    assert travelled.latest(CheckIn) == everything[-1:]
    assert travelled.latest(CheckIn, limit=3) == everything[-3:]
    assert travelled.latest(CheckIn, limit=100) == everything
    for day in MAY:
        earlier = travelled.entries(CheckIn, last=day - timedelta(days=1))
        assert travelled.latest(CheckIn, before=day, limit=2) == earlier[-2:]


def test_the_last_entries_come_with_their_parts(book: Diary) -> None:
    for hour in (9, 10):
        answers = (Tracked(tracker="t", number=hour), Tracked(tracker="u", yes=hour == 10))
        book.add(CheckIn(at=at(hour), mood=5, tracked=answers))
    assert book.latest(CheckIn)[0].record.tracked[0].number == 10
    assert book.latest(CheckIn)[0].record.tracked[1].yes is True


def test_of_nothing_there_is_no_day(book: Diary) -> None:
    assert book.latest(Note) == ()
    assert book.first_day(Note) is None
    assert book.days_of(Note) == ()
    assert book.count(Note) == 0


def test_the_first_day_is_of_what_is_not_in_the_bin(travelled: Diary) -> None:
    assert travelled.first_day(CheckIn) == date(2026, 5, 2)


def test_a_session_knows_its_side_effects(book: Diary) -> None:
    effect = SideEffect(effect="nausea", grade=Grade.MILD, start=at(9))
    kept = book.add(session())
    book.add(effect)
    own = book.add(replace(effect, session_id=kept.id))
    gone = book.add(replace(effect, session_id=kept.id))
    book.remove(gone.id)
    assert book.belonging(SideEffect, kept.id) == (own,)


def test_held_sessions_are_named_in_their_order(book: Diary) -> None:
    held = replace(session(), state=SessionState.HELD, start=at(10))
    for record in (
        held,
        replace(held, start=at(11)),
        replace(held, start=at(9)),
        session(),
        replace(held, state=SessionState.CANCELLED, start=None),
    ):
        book.add(record)
    book.remove(book.add(held).id)
    of_all = held_sessions(book.entries(Session))
    assert book.held_sessions() == tuple(Held(one.id, began(one.record)) for one in of_all)
    assert len(of_all) == 3


def test_the_first_session_is_the_first_that_was_held(book: Diary) -> None:
    assert book.first_session() is None
    held = replace(session(), state=SessionState.HELD, start=at(10))
    book.add(session())
    assert book.first_session() is None
    book.add(replace(held, start=at(11)))
    first = book.add(held)
    book.remove(book.add(replace(held, start=at(8))).id)
    assert book.first_session() == first


def test_sessions_stay_planned_until_they_were_held_or_cancelled(book: Diary) -> None:
    gone_by = book.add(
        replace(session(), plan=Plan(at=datetime(2026, 1, 1, 9), zone="Europe/Dublin"))
    )
    ahead = book.add(session())
    book.add(replace(session(), state=SessionState.HELD, start=at(10)))
    book.add(replace(session(), state=SessionState.CANCELLED))
    book.remove(book.add(session()).id)
    assert book.planned_sessions() == (gone_by, ahead)


def test_effects_last_until_they_have_an_end(book: Diary) -> None:
    effect = SideEffect(effect="nausea", grade=Grade.MILD, start=at(9))
    book.add(replace(effect, end=at(10)))
    lasting = book.add(effect)
    gone = book.add(effect)
    book.remove(gone.id)
    assert book.lasting_effects() == open_effects(book.entries(SideEffect)) == (lasting,)


def test_walks_alone_are_those_that_were_begun(book: Diary) -> None:
    kept = book.add(session())
    book.add(ChecklistRun(session_id=kept.id, checklist="monthly"))
    book.add(ChecklistRun(checklist="consultation", begun=at(9)))
    alone = book.add(ChecklistRun(checklist="monthly", begun=at(9)))
    gone = book.add(ChecklistRun(checklist="monthly", begun=at(10)))
    book.remove(gone.id)
    assert book.walks_alone("monthly") == (alone,)


def test_a_tracker_is_answered_in_the_bin_too(book: Diary) -> None:
    assert not book.is_tracked("t")
    kept = book.add(replace(check_in(), tracked=(Tracked(tracker="t", yes=True),)))
    assert book.is_tracked("t")
    book.remove(kept.id)
    assert book.is_tracked("t")
    assert not book.is_tracked("u")
