# SPDX-License-Identifier: Apache-2.0
"""How a session came to be told, and what its clock times mean."""

from datetime import date, datetime, time, timedelta

import pytest

from companion.domain.records import Session
from companion.domain.session_record import (
    LIVE_WITHIN,
    Entered,
    How,
    day_of_session,
    first_told,
    how_entered,
    moment_at,
    until_ready,
)
from tests.domain.making import at, plan

START = at("2026-06-01 14:00")
NOW = at("2026-06-03 09:00")


def session(start: datetime | None = START, recorded: datetime | None = None) -> Session:
    return Session(plan=plan("2026-06-01 14:00"), start=start, recorded=recorded)


class TestHowEntered:
    @pytest.mark.parametrize(
        ("recorded", "entered"),
        [
            (START - timedelta(minutes=5), Entered(How.LIVE)),
            (START, Entered(How.LIVE)),
            (START + LIVE_WITHIN, Entered(How.LIVE)),
            (START + LIVE_WITHIN + timedelta(seconds=1), Entered(How.SAME_DAY)),
            (at("2026-06-01 23:59"), Entered(How.SAME_DAY)),
            (at("2026-06-02 00:00"), Entered(How.LATER, 1)),
            (at("2026-06-14 08:00"), Entered(How.LATER, 13)),
        ],
    )
    def test_by_when_the_start_was_first_told(self, recorded: datetime, entered: Entered) -> None:
        assert how_entered(session(recorded=recorded)) == entered

    def test_over_midnight_it_can_still_be_live(self) -> None:
        late = session(at("2026-06-01 23:50"), at("2026-06-02 00:15"))
        assert how_entered(late) == Entered(How.LIVE)

    @pytest.mark.parametrize(
        ("recorded", "entered"),
        [
            (at("2026-06-01 23:30", -5), Entered(How.SAME_DAY)),
            (at("2026-06-02 06:30", 10), Entered(How.LATER, 1)),
        ],
    )
    def test_each_date_is_of_the_clock_it_was_lived_by(
        self, recorded: datetime, entered: Entered
    ) -> None:
        assert how_entered(session(recorded=recorded)) == entered

    def test_a_date_before_after_a_flight_west_is_no_other_day(self) -> None:
        begun = session(at("2026-06-02 00:10", 13), at("2026-06-01 20:00", -5))
        assert how_entered(begun) == Entered(How.SAME_DAY)

    def test_nothing_is_said_where_it_is_not_known(self) -> None:
        assert how_entered(session()) is None
        assert how_entered(session(None, NOW)) is None


class TestFirstTold:
    @pytest.mark.parametrize(
        ("before", "start", "told"),
        [
            pytest.param(session(None), START, NOW, id="told now"),
            pytest.param(session(None), None, None, id="not told"),
            pytest.param(session(START, START), at("2026-06-01 13:00"), START, id="put right"),
            pytest.param(session(START, START), None, START, id="taken away"),
            pytest.param(session(None, START), at("2026-06-01 13:00"), START, id="told again"),
            pytest.param(
                session(START), at("2026-06-01 13:00"), None, id="from before it was kept"
            ),
            pytest.param(session(None, START), at("2026-06-02 14:00"), NOW, id="was of another"),
            pytest.param(
                session(None, START), START + timedelta(minutes=5), START, id="the clock was ahead"
            ),
        ],
    )
    def test_a_start_is_first_told_once(
        self, before: Session, start: datetime | None, told: datetime | None
    ) -> None:
        assert first_told(before, start, NOW) == told

    def test_it_is_kept_without_microseconds(self) -> None:
        told = first_told(session(None), START, NOW.replace(microsecond=5))
        assert told == NOW


class TestClockTimes:
    def test_the_day_is_that_of_the_start_else_of_the_plan(self) -> None:
        assert day_of_session(session(None)) == date(2026, 6, 1)
        assert day_of_session(session(at("2026-06-02 09:00"))) == date(2026, 6, 2)

    @pytest.mark.parametrize(
        ("start", "clock", "moment"),
        [
            (None, time(13, 50), at("2026-06-01 13:50")),
            (at("2026-06-01 17:59"), time(5, 59), at("2026-06-01 05:59")),
            (at("2026-06-01 18:00"), time(5, 59), at("2026-06-02 05:59")),
            (at("2026-06-01 18:00"), time(6, 0), at("2026-06-01 06:00")),
            (at("2026-06-01 22:00"), time(23, 30), at("2026-06-01 23:30")),
        ],
    )
    def test_the_night_after_an_evening_belongs_to_it(
        self, start: datetime | None, clock: time, moment: datetime
    ) -> None:
        found = moment_at(session(None), clock, start)
        assert found == moment
        assert found.utcoffset() == moment.utcoffset()

    @pytest.mark.parametrize(
        ("start", "ready", "lasted"),
        [
            (START, START + timedelta(minutes=95), timedelta(minutes=95)),
            (START, START, timedelta()),
            (START, START - timedelta(minutes=1), None),
            (None, START, None),
            (START, None, None),
        ],
    )
    def test_until_ready(
        self, start: datetime | None, ready: datetime | None, lasted: timedelta | None
    ) -> None:
        assert until_ready(start, ready) == lasted
