# SPDX-License-Identifier: Apache-2.0
"""Questionnaires are scored by their published rules, and offered only when it is right."""

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.content import Content
from companion.domain.instrument import (
    Instrument,
    band,
    completed,
    in_session_rest,
    is_due,
    score,
    value_of,
    with_answer,
)
from companion.domain.records import Entry, ItemAnswer, Response, Session, SessionState
from tests.domain.making import (
    answers,
    at,
    cancelled,
    entry,
    few,
    filled_in,
    held,
    plan,
    planned,
    shuffled,
)

INSTRUMENTS = Content().instruments
PHQ9 = INSTRUMENTS["phq-9"]
GAD7 = INSTRUMENTS["gad-7"]

# The published bands, written out: the total at which each begins.
BANDS = {
    "phq-9": ["minimal"] * 5
    + ["mild"] * 5
    + ["moderate"] * 5
    + ["moderately_severe"] * 5
    + ["severe"] * 8,
    "gad-7": ["minimal"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["severe"] * 7,
}
TOTALS = [(key, total) for key, names in BANDS.items() for total in range(len(names))]


# --- scoring --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "total"), TOTALS)
def test_every_total_can_be_reached_and_has_its_band(key: str, total: int) -> None:
    instrument = INSTRUMENTS[key]
    assert score(instrument, answers(instrument, total)) == total
    found = band(instrument, total)
    assert found is not None
    assert found.id == BANDS[key][total]
    assert found.low <= total <= found.high


@pytest.mark.parametrize(("key", "highest"), [("phq-9", 27), ("gad-7", 21)])
def test_a_total_outside_the_range_has_no_band(key: str, highest: int) -> None:
    instrument = INSTRUMENTS[key]
    assert (instrument.minimum, instrument.maximum) == (0, highest)
    assert band(instrument, -1) is None
    assert band(instrument, highest + 1) is None
    assert sum(max(o.value for o in item.options) for item in instrument.scored_items) == highest


@few
@given(
    values=st.lists(st.integers(0, 3), min_size=9, max_size=9),
    seed=st.integers(0, 99),
)
def test_the_order_of_answers_makes_no_difference(values: list[int], seed: int) -> None:
    for instrument in (PHQ9, GAD7):
        pairs = zip(instrument.scored_items, values, strict=False)
        given_answers = [ItemAnswer(item=item.id, value=value) for item, value in pairs]
        total = score(instrument, shuffled(given_answers, seed))
        assert total == sum(values[: len(instrument.scored_items)])


@pytest.mark.parametrize("instrument", [PHQ9, GAD7], ids=lambda one: one.id)
def test_without_every_scored_item_there_is_no_score(instrument: Instrument) -> None:
    full = answers(instrument, instrument.maximum)
    for left_out in range(len(full)):
        assert score(instrument, full[:left_out] + full[left_out + 1 :]) is None
    assert score(instrument, ()) is None


def test_what_is_not_scored_does_not_count() -> None:
    aside = ItemAnswer(item="/69722-7", value=3)
    assert score(PHQ9, (aside, *answers(PHQ9, 7))) == 7
    assert score(PHQ9, (aside, *answers(PHQ9, 7)[1:])) is None


def test_the_answers_of_one_questionnaire_do_not_score_another() -> None:
    assert score(GAD7, answers(PHQ9, 10)) is None


def test_one_answer_can_be_given_and_given_again() -> None:
    empty = Response(instrument="phq-9", started=at("2026-06-01 09:00"))
    assert value_of(empty, "/44260-8") is None
    once = with_answer(with_answer(empty, "/44260-8", 2), "/44250-9", 1)
    again = with_answer(once, "/44260-8", 0)
    assert value_of(once, "/44260-8") == 2
    assert value_of(again, "/44260-8") == 0
    assert value_of(again, "/44250-9") == 1
    assert len(again.answers) == 2
    assert (again.instrument, again.started, again.finished) == ("phq-9", empty.started, None)


def test_completed_are_the_finished_full_ones_of_that_instrument_in_order() -> None:
    later, earlier = filled_in(PHQ9, "2026-06-15 09:00", 8), filled_in(PHQ9, "2026-06-01 09:00", 12)
    unfinished = entry(msgspec.structs.replace(later.record, finished=None))
    gap = entry(msgspec.structs.replace(later.record, answers=later.record.answers[1:]))
    other = filled_in(GAD7, "2026-06-02 09:00", 3)
    found = completed(PHQ9, [later, gap, other, unfinished, earlier])
    assert found == ((earlier.record, 12), (later.record, 8))


# --- when one is due ------------------------------------------------------------------------------

NOW = at("2026-06-20 12:00")


def due(
    *responses: Entry[Response], sessions: tuple[Entry[Session], ...] = (), now: datetime = NOW
) -> bool:
    return is_due(PHQ9, responses, sessions, now)


def test_one_never_filled_in_is_due() -> None:
    assert due()
    assert due(filled_in(GAD7, "2026-06-20 11:00", 3))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2026-06-05 23:59", True),
        ("2026-06-06 00:00", True),
        ("2026-06-06 23:59", True),
        ("2026-06-07 00:01", False),
        ("2026-06-20 11:00", False),
    ],
)
def test_it_is_due_fourteen_days_after_the_last_complete_one(last: str, expected: bool) -> None:
    assert PHQ9.due_days == GAD7.due_days == 14
    assert due(filled_in(PHQ9, last, 8), filled_in(PHQ9, "2026-05-01 09:00", 9)) is expected


def test_one_that_was_not_finished_does_not_put_it_off() -> None:
    unfinished = msgspec.structs.replace(
        filled_in(PHQ9, "2026-06-19 09:00", 8).record, finished=None
    )
    assert due(entry(unfinished))


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        ("2026-06-23 12:01", True),  # more than three days away
        ("2026-06-23 12:00", False),
        ("2026-06-22 08:00", False),
        ("2026-06-21 12:01", False),
        ("2026-06-21 12:00", True),  # within 24 hours
        ("2026-06-20 12:01", True),
    ],
)
def test_with_a_session_near_it_waits_for_the_day_before(session: str, expected: bool) -> None:
    assert due(sessions=(planned(session),)) is expected


def test_the_nearest_session_decides() -> None:
    tomorrow, later = planned("2026-06-21 09:00"), planned("2026-06-22 20:00")
    assert due(sessions=(later, tomorrow))
    assert not due(sessions=(later, planned("2026-08-01 09:00")))


def test_a_plan_that_has_passed_does_not_hide_the_one_that_is_near() -> None:
    passed, near = planned("2026-06-19 09:00"), planned("2026-06-22 12:00")
    assert not due(sessions=(passed, near))
    assert due(sessions=(passed,))


def test_a_near_session_does_not_make_it_due_early() -> None:
    recent = filled_in(PHQ9, "2026-06-10 09:00", 8)
    assert not due(recent, sessions=(planned("2026-06-21 09:00"),))


def test_a_cancelled_session_is_ignored() -> None:
    assert due(sessions=(cancelled("2026-06-22 12:00"),))
    begun = Session(
        plan=plan("2026-06-20 11:00"), start=at("2026-06-20 11:00"), state=SessionState.CANCELLED
    )
    assert due(sessions=(entry(begun),))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-06-20 09:59", True),
        ("2026-06-20 10:00", False),
        ("2026-06-20 23:59", False),
        ("2026-06-21 03:59", False),
        ("2026-06-21 04:00", True),
    ],
)
def test_it_is_not_offered_from_a_sessions_start_to_the_next_morning(
    now: str, expected: bool
) -> None:
    begun = Session(plan=plan("2026-06-20 09:30"), start=at("2026-06-20 10:00"))
    for session in (held("2026-06-20 10:00"), entry(begun)):
        assert due(sessions=(session,), now=at(now)) is expected


def test_the_rest_ends_at_four_on_the_clock_the_session_began_with() -> None:
    session = held("2026-06-20 23:30").record
    assert in_session_rest(session, at("2026-06-21 02:59", 0))
    assert not in_session_rest(session, at("2026-06-21 03:00", 0))
    after_midnight = held("2026-06-20 00:30").record
    assert in_session_rest(after_midnight, at("2026-06-21 03:59"))


def test_a_held_session_without_its_start_rests_from_its_plan() -> None:
    session = Session(plan=plan("2026-06-20 10:00"), state=SessionState.HELD)
    assert not in_session_rest(session, at("2026-06-20 09:59"))
    assert in_session_rest(session, at("2026-06-20 10:00"))


@few
@given(hours=st.integers(-24 * 5, 24 * 5), ago=st.integers(0, 30), seed=st.integers(0, 9))
def test_due_does_not_depend_on_the_order_of_the_record(hours: int, ago: int, seed: int) -> None:
    near = NOW + timedelta(hours=hours)
    sessions = [
        planned(f"{near:%Y-%m-%d %H:%M}"),
        held("2026-06-01 10:00"),
        cancelled("2026-06-21 10:00"),
    ]
    last = NOW - timedelta(days=ago)
    responses = [
        filled_in(PHQ9, f"{last:%Y-%m-%d %H:%M}", 7),
        filled_in(PHQ9, "2026-05-01 10:00", 9),
    ]
    in_order = is_due(PHQ9, responses, sessions, NOW)
    assert is_due(PHQ9, shuffled(responses, seed), shuffled(sessions, seed), NOW) is in_order
    begun = in_session_rest(sessions[0].record, NOW)
    if ago < 14 or 24 < hours <= 72 or begun:
        assert not in_order
    else:
        assert in_order
