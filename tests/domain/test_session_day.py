# SPDX-License-Identifier: Apache-2.0
"""The session day: its phases, which reading is which, feeling sick, and what was noted."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from companion.domain.effect_end import lasted
from companion.domain.records import (
    Entry,
    Grade,
    Note,
    Person,
    Reading,
    ReadingTime,
    Route,
    Said,
    Session,
    SessionState,
    SideEffect,
)
from companion.domain.session_day import (
    LONGEST,
    Due,
    Phase,
    at_hand,
    begun,
    ended,
    finished,
    happenings,
    is_above_limit,
    is_at_home,
    last_reading,
    next_reading,
    open_sickness,
    passed,
    phase,
    reading_time,
    sick,
    with_reading,
)
from tests.domain.making import at, cancelled, effect, entry, held, planned

START = "2026-06-01 14:00"
BEFORE, FORTY, LEAVING, OTHER = ReadingTime

PLANNED = planned(START).record
HELD = held(START).record


def taken(*times: ReadingTime) -> Session:
    return replace(HELD, readings=tuple(Reading(when=when, pulse=70) for when in times))


def pressure(when: ReadingTime, text: str | None, systolic: int | None = 128) -> Reading:
    diastolic = 82 if systolic is not None else None
    moment = at(text) if text else None
    return Reading(when=when, at=moment, systolic=systolic, diastolic=diastolic)


class TestAtHand:
    @pytest.mark.parametrize(
        ("arrive_before", "now", "is_so"),
        [
            (30, "2026-06-01 12:59", False),
            (30, "2026-06-01 13:00", True),  # an hour before, as the record can be made
            (90, "2026-06-01 12:29", False),
            (90, "2026-06-01 12:30", True),  # at its arrival, where that is earlier
            (30, "2026-06-01 21:59", True),
            (30, "2026-06-01 22:00", False),
        ],
    )
    def test_from_its_arrival_or_an_hour_before_for_eight_hours(
        self, arrive_before: int, now: str, is_so: bool
    ) -> None:
        session = replace(PLANNED, arrive_before=arrive_before)
        assert at_hand(session, at(now), timedelta(hours=1)) is is_so

    @pytest.mark.parametrize("session", [HELD, cancelled(START).record, taken(BEFORE)])
    def test_never_one_that_began_or_was_cancelled(self, session: Session) -> None:
        assert not at_hand(session, at(START), timedelta(hours=1))


class TestPhase:
    @pytest.mark.parametrize(
        ("session", "now", "expected"),
        [
            (PLANNED, "2026-06-01 13:50", Phase.BEFORE),
            (HELD, START, Phase.MEDICINE),
            (HELD, "2026-06-01 21:59", Phase.MEDICINE),
            (HELD, "2026-06-01 22:00", Phase.DONE),
            (replace(HELD, end=at("2026-06-01 14:45")), "2026-06-01 15:00", Phase.REST),
            (replace(HELD, ready=at("2026-06-01 14:45")), "2026-06-01 14:45", Phase.DONE),
            (cancelled(START).record, "2026-06-01 14:10", Phase.DONE),
            (replace(HELD, state=SessionState.CANCELLED), "2026-06-01 14:10", Phase.DONE),
        ],
    )
    def test_it_ends_with_being_ready_not_with_the_medicine(
        self, session: Session, now: str, expected: Phase
    ) -> None:
        assert phase(session, at(now)) is expected

    def test_from_one_to_the_next(self) -> None:
        now = at(START)
        session = begun(PLANNED, now)
        assert (session.start, session.state, session.recorded) == (now, SessionState.HELD, now)
        assert phase(session, now) is Phase.MEDICINE
        session = finished(session, now + timedelta(minutes=40))
        assert phase(session, now + timedelta(minutes=40)) is Phase.REST
        session = ended(session, now + timedelta(minutes=90))
        assert phase(session, now + timedelta(minutes=90)) is Phase.DONE
        assert session.end == now + timedelta(minutes=40)

    def test_a_start_that_is_told_later_was_first_told_now(self) -> None:
        now = at(START)
        session = begun(PLANNED, now, ago=timedelta(minutes=10))
        assert (session.start, session.recorded) == (now - timedelta(minutes=10), now)
        again = begun(replace(session, start=None), now + timedelta(minutes=1))
        assert again.recorded == now

    @pytest.mark.parametrize(
        ("taken_at", "expected"),
        [
            ("2026-06-01 13:49", BEFORE),
            ("2026-06-01 13:50", BEFORE),
            ("2026-06-01 13:51", OTHER),
            (None, BEFORE),
        ],
    )
    def test_a_reading_from_after_the_start_is_none_from_before(
        self, taken_at: str | None, expected: ReadingTime
    ) -> None:
        reading, other = pressure(BEFORE, taken_at), pressure(LEAVING, None)
        session = replace(PLANNED, readings=(reading, other))
        session = begun(session, at(START), ago=timedelta(minutes=10))
        assert session.readings == (replace(reading, when=expected), other)

    @pytest.mark.parametrize("route", [None, *Route])
    def test_only_what_is_swallowed_or_melts_is_taken_at_home(self, route: Route | None) -> None:
        home = route in (Route.ORAL, Route.SUBLINGUAL)
        assert is_at_home(replace(HELD, route=route)) is home


class TestNextReading:
    @pytest.mark.parametrize(
        ("session", "minutes", "expected"),
        [
            (PLANNED, -10, Due(BEFORE)),
            (replace(taken(BEFORE), start=None), -10, None),
            (HELD, 0, Due(FORTY, at("2026-06-01 14:40"))),
            (HELD, 60, Due(FORTY, at("2026-06-01 14:40"))),
            (HELD, 61, Due(LEAVING)),
            (taken(BEFORE, FORTY), 30, Due(LEAVING)),
            (taken(OTHER), 30, Due(FORTY, at("2026-06-01 14:40"))),
            (taken(FORTY, LEAVING), 70, None),
        ],
    )
    def test_the_next_of_the_three_that_is_not_yet_taken(
        self, session: Session, minutes: int, expected: Due | None
    ) -> None:
        assert next_reading(session, at(START) + timedelta(minutes=minutes)) == expected


class TestReading:
    @pytest.mark.parametrize(
        ("session", "minutes", "expected"),
        [
            (PLANNED, 0, BEFORE),
            (HELD, -1, BEFORE),
            (HELD, 0, OTHER),
            (HELD, 24, OTHER),
            (HELD, 25, FORTY),
            (HELD, 60, FORTY),
            (HELD, 61, OTHER),
            (taken(FORTY), 40, OTHER),
        ],
    )
    def test_which_it_is_follows_from_its_time(
        self, session: Session, minutes: int, expected: ReadingTime
    ) -> None:
        moment = at(START) + timedelta(minutes=minutes)
        assert reading_time(session, moment) is expected
        assert reading_time(session, moment, leaving=True) is LEAVING

    def test_the_last_before_is_the_one_before_and_none_is_lost(self) -> None:
        first, second = pressure(BEFORE, "2026-06-01 13:40"), pressure(BEFORE, "2026-06-01 13:55")
        session = with_reading(with_reading(PLANNED, first), second)
        assert session.readings == (replace(first, when=OTHER), second)
        both = with_reading(with_reading(HELD, pressure(OTHER, START)), pressure(OTHER, START))
        assert [each.when for each in both.readings] == [OTHER, OTHER]

    def test_the_last_is_by_its_time_and_has_a_pressure(self) -> None:
        late, early = pressure(OTHER, "2026-06-01 14:50"), pressure(BEFORE, "2026-06-01 13:50")
        untimed, pulse = pressure(LEAVING, None), pressure(OTHER, "2026-06-01 15:00", None)
        assert last_reading(replace(HELD, readings=(late, early, untimed, pulse))) == late
        at_once = replace(late, systolic=140)
        assert last_reading(replace(HELD, readings=(late, at_once))) == at_once
        assert last_reading(replace(HELD, readings=(untimed, pulse))) is None

    @pytest.mark.parametrize(
        ("systolic", "diastolic", "is_so"),
        [(150, 95, False), (151, 80, True), (140, 96, True), (None, None, False)],
    )
    def test_above_the_clinics_own_limit_alone(
        self, systolic: int | None, diastolic: int | None, is_so: bool
    ) -> None:
        reading = Reading(when=OTHER, systolic=systolic, diastolic=diastolic)
        limited = Person(systolic_limit=150, diastolic_limit=95)
        assert is_above_limit(reading, limited) is is_so
        assert not is_above_limit(reading, Person())


class TestSick:
    def test_the_worst_grade_stays(self) -> None:
        now = at(START)
        first = sick(None, Grade.MODERATE, "s", now)
        assert first == SideEffect(effect="nausea", grade=Grade.MODERATE, start=now, session_id="s")
        later = now + timedelta(minutes=5)
        milder = sick(first, Grade.MILD, "s", later)
        assert milder == replace(first, asked_at=later)
        worse = sick(milder, Grade.SEVERE, "s", later)
        assert worse.grade is Grade.SEVERE
        assert passed(worse, later).end == later
        assert lasted(passed(worse, later)) == later - now

    def test_the_open_one_of_this_session(self) -> None:
        def of(key: str, session_id: str, end: str | None = None) -> Entry[SideEffect]:
            made = effect(key, START, end)
            return entry(replace(made.record, session_id=session_id))

        mine = of("nausea", "s")
        others = (of("nausea", "other"), of("dizziness", "s"), of("nausea", "s", START))
        assert open_sickness(others, "s") is None
        assert open_sickness((*others, mine), "s") == mine


def test_what_was_noted_newest_first() -> None:
    session = with_reading(HELD, pressure(BEFORE, "2026-06-01 13:58"))
    session = with_reading(session, pressure(LEAVING, None))
    ok = entry(Note(at=at("2026-06-01 14:22"), said=Said.OK), at("2026-06-01 14:22"))
    words = entry(Note(at=at("2026-06-01 14:22"), words="warm"), at("2026-06-01 14:23"))
    dizzy = effect("dizziness", "2026-06-01 14:15", "2026-06-01 14:30")
    found = happenings(session, (ok, words), (dizzy,))
    assert [(f"{each.at:%H:%M}", each.what, each.passed) for each in found] == [
        ("14:30", dizzy.record, True),
        ("14:22", words.record, False),
        ("14:22", ok.record, False),
        ("14:15", dizzy.record, False),
        ("13:58", session.readings[0], False),
    ]


def test_the_longest_session_is_the_same_for_all_rules() -> None:
    assert not at_hand(PLANNED, at(START) + LONGEST, timedelta(hours=1))
    assert phase(HELD, at(START) + LONGEST) is Phase.DONE
