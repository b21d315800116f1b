# SPDX-License-Identifier: Apache-2.0
"""Own trackers by day: missing stays missing, what a rule fills in says so, each figure has its n."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from companion.domain.moment import days_between
from companion.domain.records import (
    CheckIn,
    Entry,
    MissingDay,
    Tracked,
    Tracker,
    TrackerKind,
    Version,
)
from companion.domain.tracker import (
    Pause,
    Source,
    TrackedDay,
    TrackedFigures,
    figures,
    fits,
    pauses,
    tracked_days,
)
from tests.domain.making import at, few, shuffled

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 7)
KEY = "t1"


def tracker(
    kind: TrackerKind = TrackerKind.NUMBER,
    missing: MissingDay = MissingDay.MISSING,
    *,
    stopped: str | None = None,
    made: str = "2026-05-01 09:00",
) -> Entry[Tracker]:
    record = Tracker(
        name="Walk",
        kind=kind,
        missing=missing,
        stopped=date.fromisoformat(stopped) if stopped else None,
    )
    return Entry(id=KEY, revision=1, created_at=at(made), record=record)


def answer(
    text: str,
    told: float | bool | str | None,
    *,
    offset: float = 1,
    mood: int | None = 5,
    created: str | None = None,
    key: str = KEY,
) -> Entry[CheckIn]:
    """Give a check-in with an answer, or one without where nothing was told."""
    given_: tuple[Tracked, ...] = ()
    if isinstance(told, bool):
        given_ = (Tracked(tracker=key, yes=told),)
    elif isinstance(told, str):
        given_ = (Tracked(tracker=key, words=told),)
    elif told is not None:
        given_ = (Tracked(tracker=key, number=told),)
    moment = at(text, offset)
    record = CheckIn(at=moment, mood=mood, hard_day=mood is None, tracked=given_)
    entered = at(created) if created else moment
    return Entry(id=f"{text}{offset}{told}", revision=1, created_at=entered, record=record)


def by_day(days: Sequence[TrackedDay]) -> dict[int, tuple[Source, object]]:
    """Give each day of June with where its value is from, and the value."""
    found: dict[int, tuple[Source, object]] = {}
    for one in days:
        value: object = one.words
        if one.number is not None:
            value = one.number
        elif one.yes is not None:
            value = one.yes
        found[one.day.day] = (one.source, value)
    return found


WEEK = (
    answer("2026-06-02 09:00", 3),
    answer("2026-06-03 09:00", None),
    answer("2026-06-04 09:00", None, mood=None),
    answer("2026-06-06 08:00", 2),
    answer("2026-06-06 21:00", 5),
    answer("2026-06-06 22:00", 9, key="another"),
)


@pytest.mark.parametrize(
    ("missing", "filled"),
    [
        (MissingDay.MISSING, {}),
        (MissingDay.NONE, {3: (Source.NONE, 0.0)}),
        (
            MissingDay.SAME,
            dict.fromkeys((3, 4, 5), (Source.SAME, 3.0)) | {7: (Source.SAME, 5.0)},
        ),
    ],
)
def test_a_day_without_an_answer_is_what_the_patient_said(
    missing: MissingDay, filled: dict[int, tuple[Source, object]]
) -> None:
    told = {2: (Source.ANSWERED, 3.0), 6: (Source.ANSWERED, 3.5)}
    found = tracked_days(tracker(missing=missing), WEEK, FIRST, LAST)
    assert by_day(found) == told | filled
    assert [one.n for one in found if one.source is Source.ANSWERED] == [1, 2]
    assert all(one.n == 0 for one in found if one.source is not Source.ANSWERED)
    assert {one.since for one in found if one.source is Source.SAME} <= {
        date(2026, 6, 2),
        date(2026, 6, 6),
    }


@pytest.mark.parametrize(
    ("kind", "told", "value", "none"),
    [
        (TrackerKind.SCALE, (4, 7), 5.5, 0.0),
        (TrackerKind.NUMBER, (-2, 0.5), -0.75, 0.0),
        (TrackerKind.YES_NO, (True, False), True, False),
        (TrackerKind.YES_NO, (False, False), False, False),
        (TrackerKind.WORDS, ("rain", "sun"), "sun", ""),
    ],
)
def test_each_kind_has_its_own_answer_for_a_day(
    kind: TrackerKind, told: tuple[float | bool | str, ...], value: object, none: object
) -> None:
    check_ins = [
        answer("2026-06-03 21:00", told[1]),
        answer("2026-06-03 08:00", told[0]),
        answer("2026-06-04 08:00", None),
        answer("2026-06-05 08:00", "nothing of the kind" if kind is not TrackerKind.WORDS else 3),
    ]
    found = tracked_days(tracker(kind, MissingDay.NONE), check_ins, FIRST, LAST)
    assert by_day(found) == {
        3: (Source.ANSWERED, value),
        4: (Source.NONE, none),
        5: (Source.NONE, none),
    }


def test_a_scale_has_no_eleven_and_nothing_between_two_numbers() -> None:
    assert fits(TrackerKind.SCALE, Tracked(tracker=KEY, number=10))
    assert not fits(TrackerKind.SCALE, Tracked(tracker=KEY, number=4.5))
    assert not fits(TrackerKind.SCALE, Tracked(tracker=KEY, number=11))
    assert not fits(TrackerKind.WORDS, Tracked(tracker=KEY, words=" "))


def test_what_is_carried_on_is_the_last_answer_of_its_day_and_comes_from_before_too() -> None:
    check_ins = [answer("2026-05-20 20:00", 8), answer("2026-05-20 07:00", 2)]
    (first, *rest) = tracked_days(tracker(missing=MissingDay.SAME), check_ins, FIRST, LAST)
    assert first == TrackedDay(
        day=FIRST, n=0, source=Source.SAME, number=8.0, since=date(2026, 5, 20)
    )
    assert len(rest) == 6


def test_a_rule_holds_from_the_making_or_the_first_answer_to_the_stop() -> None:
    check_ins = [answer(f"2026-06-0{day} 09:00", None) for day in range(1, 8)]
    made = tracker(missing=MissingDay.NONE, made="2026-06-03 12:00", stopped="2026-06-06")
    assert list(by_day(tracked_days(made, check_ins, FIRST, LAST))) == [3, 4, 5]
    backfilled = [*check_ins, answer("2026-06-02 20:00", 1), answer("2026-06-07 20:00", 1)]
    found = by_day(tracked_days(made, backfilled, FIRST, LAST))
    assert found == {
        2: (Source.ANSWERED, 1.0),
        3: (Source.NONE, 0.0),
        4: (Source.NONE, 0.0),
        5: (Source.NONE, 0.0),
        7: (Source.ANSWERED, 1.0),
    }


@pytest.mark.parametrize("missing", [MissingDay.NONE, MissingDay.SAME])
def test_while_it_was_stopped_nothing_is_filled_in_and_nothing_is_carried_over(
    missing: MissingDay,
) -> None:
    check_ins = [
        answer("2026-06-01 09:00", 4),
        *(answer(f"2026-06-0{day} 09:00", None) for day in range(2, 8)),
    ]
    paused = [Pause(first=date(2026, 6, 3), until=date(2026, 6, 6))]
    found = by_day(tracked_days(tracker(missing=missing), check_ins, FIRST, LAST, paused))
    assert list(found) == ([1, 2, 6, 7] if missing is MissingDay.NONE else [1, 2])


def test_pauses_are_read_from_the_history() -> None:
    stop = date(2026, 6, 3)
    said = [
        (None, "2026-06-03 10:00"),  # stopped then
        (stop, "2026-06-04 10:00"),  # renamed meanwhile
        (stop, "2026-06-06 10:00"),  # went on
        (None, "2026-06-08 10:00"),  # stopped again
        (date(2026, 6, 8), "2026-06-08 11:00"),  # which was a slip
    ]
    now = tracker()
    versions = [
        Version(
            entry_id=KEY,
            revision=number,
            parent=None,
            device="d",
            at=at(text),
            record=replace(now.record, stopped=stopped),
        )
        for number, (stopped, text) in enumerate(said, 1)
    ]
    one = Pause(first=stop, until=date(2026, 6, 6))
    assert pauses(now, shuffled(versions, 3)) == (one,)
    assert pauses(tracker(stopped="2026-06-08"), versions) == (one,)
    assert pauses(tracker(stopped="2026-06-03"), versions[:2]) == ()
    assert pauses(now, ()) == ()


def test_a_day_is_late_when_all_of_it_was_entered_late() -> None:
    check_ins = [
        answer("2026-06-02 09:00", 1, created="2026-06-05 09:00"),
        answer("2026-06-03 09:00", 1, created="2026-06-06 09:00"),
        answer("2026-06-03 10:00", 1, created="2026-06-04 09:00"),
    ]
    found = tracked_days(tracker(), check_ins, FIRST, LAST)
    assert [one.late for one in found] == [True, False]


def test_the_local_day_never_moves() -> None:
    far_east = answer("2026-06-03 00:30", 4, offset=13)  # is 2 June, 11:30 in UTC
    far_west = answer("2026-06-01 23:30", 6, offset=-10)  # is 2 June, 09:30 in UTC
    spring = answer("2026-03-29 02:30", 1, offset=2)  # the hour that summer time skips
    found = tracked_days(tracker(), [far_east, far_west, spring], date(2026, 3, 29), LAST)
    assert [one.day for one in found] == [
        date(2026, 3, 29),
        date(2026, 6, 1),
        date(2026, 6, 3),
    ]
    # Over the date line a later day can come at an earlier instant: what is carried goes by days.
    west = answer("2026-06-01 23:30", 6, offset=-11)
    east = answer("2026-06-02 00:10", 4, offset=14)
    assert east.record.at < west.record.at
    carried = tracked_days(tracker(missing=MissingDay.SAME), [west, east], FIRST, LAST)
    assert by_day(carried)[3] == (Source.SAME, 4.0)


@pytest.mark.parametrize(
    ("kind", "told", "wanted"),
    [
        (
            TrackerKind.NUMBER,
            (2.0, None, 4.0),
            TrackedFigures(n=3, answered=2, none=1, same=0, mean=2.0),
        ),
        (
            TrackerKind.YES_NO,
            (True, None, False),
            TrackedFigures(n=3, answered=2, none=1, same=0, yes_days=1),
        ),
        (
            TrackerKind.WORDS,
            ("rain", None, "sun"),
            TrackedFigures(n=3, answered=2, none=1, same=0),
        ),
    ],
)
def test_figures_say_what_they_rest_on(
    kind: TrackerKind, told: tuple[float | bool | str | None, ...], wanted: TrackedFigures
) -> None:
    check_ins = [answer(f"2026-06-0{day} 09:00", one) for day, one in enumerate(told, 1)]
    found = tracked_days(tracker(kind, MissingDay.NONE), check_ins, FIRST, LAST)
    assert figures(kind, found) == wanted


def test_figures_of_nothing_are_none() -> None:
    assert figures(TrackerKind.SCALE, ()) == TrackedFigures(n=0, answered=0, none=0, same=0)


RAW = st.lists(
    st.tuples(
        st.integers(0, 24 * 20),
        st.integers(-11, 14),
        st.one_of(st.none(), st.integers(0, 10)),
        st.booleans(),
    ),
    max_size=12,
)


def made_of(raw: list[tuple[int, int, int | None, bool]]) -> list[Entry[CheckIn]]:
    return [
        answer(
            f"{datetime(2026, 6, 1) + timedelta(hours=hours):%Y-%m-%d %H:%M}",
            number,
            offset=offset,
            mood=None if hard else 5,
        )
        for hours, offset, number, hard in raw
    ]


@few
@given(raw=RAW, missing=st.sampled_from(MissingDay), seed=st.integers(0, 99))
def test_answers_are_told_as_they_are_whatever_the_rule(
    raw: list[tuple[int, int, int | None, bool]], missing: MissingDay, seed: int
) -> None:
    check_ins = made_of(raw)
    first, last = date(2026, 6, 1), date(2026, 6, 24)
    found = tracked_days(tracker(missing=missing), shuffled(check_ins, seed), first, last)
    told: dict[date, list[float]] = {}
    for entry in check_ins:
        for given_ in entry.record.tracked:
            assert given_.number is not None
            told.setdefault(entry.record.at.date(), []).append(given_.number)
    answered = {one.day: one for one in found if one.source is Source.ANSWERED}
    assert {day: one.n for day, one in answered.items()} == {
        day: len(numbers) for day, numbers in told.items()
    }
    for day, one in answered.items():
        assert one.number == pytest.approx(fmean(told[day]))
    assert [one.day for one in found] == sorted({one.day for one in found})
    checked_in = {entry.record.at.date() for entry in check_ins if entry.record.mood is not None}
    for day in days_between(first, last):
        one_day = [one for one in found if one.day == day]
        if day in told:
            continue
        match missing:
            case MissingDay.MISSING:
                assert one_day == []
            case MissingDay.NONE:
                assert [one.number for one in one_day] == [0.0] * (day in checked_in)
            case MissingDay.SAME:
                before = [one for one in told if one < day]
                assert [one.since for one in one_day] == ([max(before)] if before else [])


@few
@given(raw=RAW, missing=st.sampled_from(MissingDay), cut=st.integers(0, 22))
def test_a_stretch_says_the_same_as_the_whole_it_is_cut_from(
    raw: list[tuple[int, int, int | None, bool]], missing: MissingDay, cut: int
) -> None:
    check_ins, kept = made_of(raw), tracker(missing=missing)
    first, last = date(2026, 6, 1), date(2026, 6, 24)
    middle = first + timedelta(days=cut)
    whole = tracked_days(kept, check_ins, first, last)
    parts = (
        *tracked_days(kept, check_ins, first, middle),
        *tracked_days(kept, check_ins, middle + timedelta(days=1), last),
    )
    assert parts == whole
    assert figures(TrackerKind.NUMBER, whole).n == len(whole)
