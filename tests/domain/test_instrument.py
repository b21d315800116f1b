# SPDX-License-Identifier: Apache-2.0
"""Questionnaires are scored by their published rules, and offered only when it is right."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.content import Content
from companion.domain.instrument import (
    Instrument,
    Method,
    as_wanted,
    band,
    begun,
    completed,
    difference,
    figure,
    group_scores,
    in_session_rest,
    interval,
    is_due,
    resting,
    score,
    value_of,
    with_answer,
    worsened,
)
from companion.domain.records import (
    Entry,
    InstrumentSchedule,
    ItemAnswer,
    Response,
    Session,
    SessionState,
)
from companion.domain.reminders import of_questionnaires
from tests.domain.making import (
    DUBLIN,
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
PCL5 = INSTRUMENTS["pcl-5"]
PEG = INSTRUMENTS["peg"]

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


def answered(instrument: Instrument, values: Sequence[int]) -> tuple[ItemAnswer, ...]:
    """Answer the scored items in their order."""
    pairs = zip(instrument.scored_items, values, strict=True)
    return tuple(ItemAnswer(item=item.id, value=value) for item, value in pairs)


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


@pytest.mark.parametrize("key", ["phq-2", "gad-2"])
def test_the_short_ones_reach_every_total_in_every_way_and_have_no_bands(key: str) -> None:
    instrument = INSTRUMENTS[key]
    totals = set()
    for values in product(range(4), repeat=2):
        total = score(instrument, answered(instrument, values))
        assert total == sum(values)
        assert band(instrument, sum(values)) is None
        totals.add(total)
    assert totals == set(range(instrument.minimum, instrument.maximum + 1)) == set(range(7))
    assert (instrument.due_days, instrument.change, instrument.response_percent) == (None,) * 3


@pytest.mark.parametrize("total", range(81))
def test_every_total_of_the_checklist_for_ptsd_can_be_reached_and_has_no_band(total: int) -> None:
    values = [min(4, max(0, total - 4 * place)) for place in range(20)]
    assert score(PCL5, answered(PCL5, values)) == total
    assert band(PCL5, total) is None


@pytest.mark.parametrize("points", range(31))
def test_a_mean_of_three_has_one_decimal_place_rounded_half_up(points: int) -> None:
    values = [min(10, max(0, points - 10 * place)) for place in range(3)]
    total = score(PEG, answered(PEG, values))
    exact = (Decimal(points) / 3).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert total is not None
    assert isinstance(total, float)
    assert (total, figure(total)) == (float(exact), str(exact))
    assert band(PEG, total) is None


@pytest.mark.parametrize(("values", "mean"), [([0, 1, 0, 0], "0.3"), ([1, 1, 0, 1], "0.8")])
def test_a_mean_halfway_between_two_tenths_is_the_higher_one(values: list[int], mean: str) -> None:
    item = PEG.items[0]
    items = tuple(msgspec.structs.replace(item, id=str(place)) for place in range(4))
    of_four = msgspec.structs.replace(PEG, items=items)
    total = score(of_four, answered(of_four, values))
    assert total is not None
    assert figure(total) == mean


def test_the_sums_are_whole_numbers_and_only_the_mean_is_not() -> None:
    means = {key for key, one in INSTRUMENTS.items() if one.method is Method.MEAN}
    assert means == {"peg"}
    assert [figure(total) for total in (0, 12, 4.0, 3.7, -0.3)] == ["0", "12", "4.0", "3.7", "-0.3"]


@pytest.mark.parametrize(
    ("values", "sums"),
    [
        ([0] * 20, [0, 0, 0, 0]),
        ([4] * 20, [20, 8, 28, 24]),
        ([1] * 5 + [0] * 15, [5, 0, 0, 0]),
        ([0] * 5 + [2] * 2 + [0] * 13, [0, 4, 0, 0]),
        ([0] * 7 + [3] * 7 + [0] * 6, [0, 0, 21, 0]),
        ([0] * 14 + [1, 2, 3, 4, 0, 1], [0, 0, 0, 11]),
    ],
)
def test_the_groups_of_the_checklist_for_ptsd_are_summed(
    values: list[int], sums: list[int]
) -> None:
    found = group_scores(PCL5, answered(PCL5, values))
    assert [one.group.id for one in found] == ["B", "C", "D", "E"]
    assert [one.total for one in found] == sums
    assert [one.maximum for one in found] == [20, 8, 28, 24]
    assert sum(one.total for one in found) == score(PCL5, answered(PCL5, values))


def test_a_group_with_a_gap_has_no_sum_and_others_have_none_at_all() -> None:
    full = answered(PCL5, [1] * 20)
    gap = group_scores(PCL5, full[:6] + full[7:])
    assert [one.group.id for one in gap] == ["B", "D", "E"]
    assert group_scores(PHQ9, answers(PHQ9, 9)) == ()


@pytest.mark.parametrize(
    ("key", "before", "after", "expected"),
    [
        ("phq-9", 10, 14, False),
        ("phq-9", 10, 15, True),
        ("gad-7", 10, 13, False),
        ("gad-7", 10, 14, True),
        ("pcl-5", 30, 39, False),
        ("pcl-5", 30, 40, True),
        ("peg", 5.0, 6.4, False),
        ("peg", 5.0, 6.5, True),
        ("peg", 1.0, 1.3, True),
        ("peg", 0.3, 0.4, True),
        ("peg", 7.0, 9.0, False),
        ("peg", 7.0, 9.1, True),
        ("peg", 0.0, 9.0, False),  # no percentage of nothing
        ("phq-2", 0, 6, False),  # no minimal change is known
    ],
)
def test_worse_is_a_rise_by_the_minimal_important_change(
    key: str, before: float, after: float, expected: bool
) -> None:
    assert worsened(INSTRUMENTS[key], before, after) is expected


def test_differences_leave_nothing_of_the_floats_behind() -> None:
    assert difference(5.3, 2.7) == 2.6
    assert figure(difference(0.3, 0.1)) == "0.2"
    assert figure(difference(12, 17)) == "-5"


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


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=lambda one: one.id)
def test_without_every_scored_item_there_is_no_score(instrument: Instrument) -> None:
    most = [max(option.value for option in item.options) for item in instrument.scored_items]
    full = answered(instrument, most)
    assert score(instrument, full) == instrument.maximum
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
    ("wanted", "last", "expected"),
    [
        (7, "2026-06-14 09:00", False),
        (7, "2026-06-13 09:00", True),
        (28, "2026-05-24 09:00", False),
        (28, "2026-05-23 09:00", True),
        (1, "2026-06-19 23:00", True),
        (0, "2026-01-01 09:00", False),
    ],
)
def test_what_the_patient_wants_comes_before_the_usual(
    wanted: int, last: str, expected: bool
) -> None:
    done = [filled_in(PHQ9, last, 8)]
    others = InstrumentSchedule(instrument="gad-7", every_days=1)
    schedules = (others, InstrumentSchedule(instrument="phq-9", every_days=wanted))
    assert is_due(PHQ9, done, (), NOW, schedules) is expected
    assert is_due(as_wanted(PHQ9, schedules), done, (), NOW) is expected
    assert is_due(PHQ9, done, (planned("2026-06-22 12:00"),), NOW, schedules) is False
    assert is_due(PHQ9, done, (held("2026-06-20 10:00"),), NOW, schedules) is False


def test_those_without_an_interval_are_due_only_where_the_patient_wants_it() -> None:
    for key in ("phq-2", "gad-2", "pcl-5", "peg"):
        one = INSTRUMENTS[key]
        assert interval(one, ()) is None
        assert not is_due(one, (), (), NOW)
        monthly = (InstrumentSchedule(instrument=key, every_days=28),)
        assert interval(one, monthly) == 28
        assert is_due(one, (), (), NOW, monthly)
    never = (InstrumentSchedule(instrument="phq-9", every_days=0),)
    assert interval(PHQ9, never) is None
    assert not is_due(PHQ9, (), (), NOW, never)
    assert interval(GAD7, never) == 14


def test_reminders_follow_what_the_patient_wants() -> None:
    done = [filled_in(PHQ9, "2026-06-01 09:00", 8), filled_in(GAD7, "2026-06-01 09:00", 3)]
    wanted = (
        InstrumentSchedule(instrument="phq-9", every_days=28),
        InstrumentSchedule(instrument="gad-7", every_days=0),
    )

    def days(*schedules: InstrumentSchedule) -> set[str]:
        asked = [as_wanted(one, schedules) for one in INSTRUMENTS.values()]
        ahead = plan("2026-08-01 12:00")
        found = of_questionnaires(asked, done, (planned("2026-08-01 12:00"),), ahead, DUBLIN)
        return {one.thing for one in found if one.at < at("2026-07-15 00:00")}

    assert days() == {"phq-9 2026-06-15", "gad-7 2026-06-15"}
    assert days(*wanted) == {"phq-9 2026-06-29"}


@pytest.mark.parametrize(
    ("started", "found"),
    [
        ("2026-06-20 11:59", True),
        ("2026-06-19 12:00", True),
        ("2026-06-19 11:59", False),
    ],
)
def test_one_that_was_begun_can_be_gone_on_with_for_a_day(started: str, found: bool) -> None:
    one = entry(
        Response(instrument="peg", started=at(started), answers=answered(PEG, [1, 2, 3])[:1])
    )
    other = filled_in(GAD7, "2026-06-20 11:59", 3)
    assert begun(PEG, [other, one], NOW) == (one if found else None)
    assert begun(GAD7, [other, one], NOW) is None


def test_one_that_was_finished_since_takes_the_place_of_one_that_was_begun() -> None:
    half = entry(Response(instrument="phq-9", started=at("2026-06-20 09:00")))
    done = filled_in(PHQ9, "2026-06-20 10:00", 8)
    assert begun(PHQ9, [half, done], NOW) is None
    assert begun(PHQ9, [half], NOW) == half


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
    stopped = Session(
        plan=plan("2026-06-20 11:00"), start=at("2026-06-20 11:00"), state=SessionState.CANCELLED
    )
    assert due(sessions=(entry(stopped),))
    assert not resting((entry(stopped),), NOW)


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
    under_way = Session(plan=plan("2026-06-20 09:30"), start=at("2026-06-20 10:00"))
    for session in (held("2026-06-20 10:00"), entry(under_way)):
        assert resting((session,), at(now)) is not expected
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
    rests = in_session_rest(sessions[0].record, NOW)
    if ago < 14 or 24 < hours <= 72 or rests:
        assert not in_order
    else:
        assert in_order
