# SPDX-License-Identifier: Apache-2.0
"""Questionnaires over a course: baseline, change, and what may be said of it."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.content import Content
from companion.domain.course import (
    Outcome,
    ScaleCourse,
    all_item_values,
    baseline_age,
    course_start,
    scale_course,
)
from companion.domain.records import Entry, ItemAnswer, Response, Session
from tests.domain.making import (
    answers,
    at,
    cancelled,
    entry,
    few,
    filled_in,
    held,
    planned,
    shuffled,
)

INSTRUMENTS = Content().instruments
PHQ9, GAD7 = INSTRUMENTS["phq-9"], INSTRUMENTS["gad-7"]
FIRST_DOSE = held("2026-06-10 12:00")
BEFORE = "2026-06-09 18:00"
LATER = ("2026-06-23 18:00", "2026-07-07 18:00", "2026-07-21 18:00", "2026-08-04 18:00")


def course_of(baseline: int, *following: int, instrument: str = "phq-9") -> ScaleCourse:
    """Give the course of a scale with one score before the first dose and some after it."""
    scale = INSTRUMENTS[instrument]
    responses = [filled_in(scale, BEFORE, baseline)]
    responses += [
        filled_in(scale, when, total) for when, total in zip(LATER, following, strict=False)
    ]
    found = scale_course(scale, responses, [FIRST_DOSE])
    assert found is not None
    assert found.is_baseline
    return found


def means(*totals: int) -> ScaleCourse:
    """Give the course of a mean of three, from the three answers' sums."""
    peg = INSTRUMENTS["peg"]
    responses = []
    for when, total in zip((BEFORE, *LATER), totals, strict=False):
        values = [min(10, max(0, total - 10 * place)) for place in range(3)]
        given = tuple(
            ItemAnswer(item=item.id, value=value)
            for item, value in zip(peg.items, values, strict=True)
        )
        record = Response(instrument="peg", started=at(when), finished=at(when), answers=given)
        responses.append(entry(record))
    found = scale_course(peg, responses, [FIRST_DOSE])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("totals", "percent", "worse", "risen"),
    [
        ((20, 10), 50.7, False, False),  # 6.7 → 3.3
        ((20, 25), -23.9, False, False),
        ((20, 26), -29.9, False, False),  # 8.7 is 29.85 % above 6.7
        ((20, 27), -34.3, True, True),
        ((15, 10, 12), 20.0, False, False),
        ((15, 10, 13), 14.0, False, True),  # 4.3 is 30.3 % above 3.3
        ((0, 30), None, False, False),
    ],
)
def test_a_mean_is_worse_from_thirty_percent_on(
    totals: tuple[int, ...], percent: float | None, worse: bool, risen: bool
) -> None:
    found = means(*totals)
    assert (found.worse, found.risen) == (worse, risen)
    assert found.outcome is Outcome.SCORES_ONLY
    assert (None if found.percent is None else round(found.percent, 1)) == percent


# --- where a course begins ------------------------------------------------------------------------


def test_a_course_begins_with_the_first_held_session() -> None:
    sessions = [held("2026-06-17 12:00"), FIRST_DOSE, planned("2026-05-01 12:00")]
    assert course_start(sessions) == date(2026, 6, 10)
    assert course_start([cancelled("2026-06-01 12:00"), planned("2026-07-01 12:00")]) is None
    assert course_start([]) is None


@pytest.mark.parametrize(
    ("back", "start"),
    [
        ("2026-09-02 11:59", date(2026, 6, 10)),  # a minute short of twelve weeks
        ("2026-09-02 12:00", date(2026, 9, 2)),
        ("2027-01-20 12:00", date(2027, 1, 20)),
    ],
)
def test_twelve_weeks_without_a_session_begin_a_new_course(back: str, start: date) -> None:
    sessions = [held(back), FIRST_DOSE]
    assert course_start(sessions) == start


def test_the_last_gap_counts_and_cancelled_sessions_do_not_close_it() -> None:
    sessions = [
        held("2025-01-10 12:00"),
        held("2025-06-10 12:00"),
        cancelled("2025-10-01 12:00"),
        held("2026-01-10 12:00"),
        held("2026-01-17 12:00"),
    ]
    assert course_start(sessions) == date(2026, 1, 10)


def test_a_marked_start_counts_before_a_proposed_one() -> None:
    assert course_start([FIRST_DOSE], date(2026, 6, 1)) == date(2026, 6, 1)
    assert course_start([], date(2026, 6, 1)) == date(2026, 6, 1)


# --- the baseline ---------------------------------------------------------------------------------


def test_without_a_complete_questionnaire_there_is_nothing() -> None:
    unfinished = msgspec.structs.replace(filled_in(PHQ9, BEFORE, 9).record, finished=None)
    assert scale_course(PHQ9, [], [FIRST_DOSE]) is None
    assert scale_course(PHQ9, [entry(unfinished)], [FIRST_DOSE]) is None
    assert scale_course(PHQ9, [filled_in(GAD7, BEFORE, 9)], [FIRST_DOSE]) is None


def test_the_baseline_is_the_last_complete_one_before_the_first_dose() -> None:
    responses = [
        filled_in(PHQ9, "2026-06-10 12:01", 18),  # after the first dose
        filled_in(PHQ9, "2026-05-20 18:00", 22),
        filled_in(PHQ9, "2026-06-10 11:00", 20),
        entry(
            msgspec.structs.replace(filled_in(PHQ9, "2026-06-10 11:30", 5).record, finished=None)
        ),
    ]
    sessions = [held("2026-06-17 12:00"), FIRST_DOSE, cancelled("2026-05-01 12:00")]
    found = scale_course(PHQ9, responses, sessions)
    assert found is not None
    assert found.is_baseline
    assert (found.first.total, found.first.at) == (20, at("2026-06-10 11:00"))
    assert [score.total for score in found.scores] == [22, 20, 18]
    assert found.latest.total == found.best.total == 18


def test_finished_at_the_first_dose_is_no_longer_before_it() -> None:
    found = scale_course(PHQ9, [filled_in(PHQ9, "2026-06-10 12:00", 15)], [FIRST_DOSE])
    assert found is not None
    assert not found.is_baseline


def test_before_any_session_the_latest_is_the_baseline() -> None:
    responses = [filled_in(PHQ9, "2026-05-01 18:00", 20), filled_in(PHQ9, BEFORE, 17)]
    found = scale_course(PHQ9, responses, [planned("2026-06-10 12:00")])
    assert found is not None
    assert (found.is_baseline, found.first.total, found.latest.total) == (True, 17, 17)
    assert (found.percent, found.outcome) == (None, Outcome.SCORES_ONLY)
    assert (found.worse, found.risen) == (False, False)


def test_first_recorded_after_treatment_began_shows_change_and_no_outcome() -> None:
    responses = [filled_in(PHQ9, LATER[0], 20), filled_in(PHQ9, LATER[1], 4)]
    found = scale_course(PHQ9, responses, [FIRST_DOSE])
    assert found is not None
    assert not found.is_baseline
    assert (found.first.total, found.latest.total, found.percent) == (20, 4, 80)
    assert found.outcome is Outcome.AFTER_TREATMENT_BEGAN


def test_a_new_course_has_its_own_baseline() -> None:
    sessions = [held("2026-01-10 12:00"), FIRST_DOSE]
    responses = [
        filled_in(PHQ9, "2026-01-09 18:00", 25),
        filled_in(PHQ9, "2026-02-01 18:00", 3),
        filled_in(PHQ9, "2026-05-01 18:00", 16),
        filled_in(PHQ9, LATER[0], 12),
    ]
    found = scale_course(PHQ9, responses, sessions)
    assert found is not None
    assert (found.first.total, found.best.total, found.percent) == (16, 12, 25)
    # the best of the course before is not compared with
    assert not found.risen


def test_a_marked_start_moves_the_baseline() -> None:
    sessions = [FIRST_DOSE, held("2026-06-30 12:00")]
    responses = [filled_in(PHQ9, BEFORE, 22), filled_in(PHQ9, LATER[0], 12)]
    by_gap = scale_course(PHQ9, responses, sessions)
    marked = scale_course(PHQ9, responses, sessions, date(2026, 6, 24))
    assert by_gap is not None
    assert marked is not None
    assert (by_gap.first.total, marked.first.total) == (22, 12)
    assert marked.is_baseline


@pytest.mark.parametrize(
    ("finished", "age"),
    [
        ("2026-06-09 18:00", None),
        ("2026-05-13 12:00", None),
        ("2026-05-13 11:59", timedelta(days=28, minutes=1)),
        ("2026-04-10 12:00", timedelta(days=61)),
    ],
)
def test_a_baseline_older_than_28_days_shows_its_age(finished: str, age: timedelta | None) -> None:
    found = scale_course(PHQ9, [filled_in(PHQ9, finished, 18)], [FIRST_DOSE])
    assert found is not None
    assert baseline_age(found, [held("2026-06-17 12:00"), FIRST_DOSE]) == age


def test_the_age_of_a_baseline_is_counted_to_its_own_course() -> None:
    sessions = [held("2025-06-01 12:00"), FIRST_DOSE, held("2026-07-01 12:00")]
    old = scale_course(PHQ9, [filled_in(PHQ9, "2026-04-10 12:00", 18)], sessions)
    assert old is not None
    assert baseline_age(old, sessions) == timedelta(days=61)
    assert baseline_age(old, sessions, date(2026, 7, 1)) == timedelta(days=82)


def test_what_is_no_baseline_has_no_age() -> None:
    after = scale_course(PHQ9, [filled_in(PHQ9, LATER[0], 18)], [FIRST_DOSE])
    untreated = scale_course(PHQ9, [filled_in(PHQ9, BEFORE, 18)], [])
    assert after is not None
    assert untreated is not None
    assert baseline_age(after, [FIRST_DOSE]) is None
    assert baseline_age(untreated, []) is None


# --- change and outcome ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("baseline", "latest", "percent", "outcome"),
    [
        (20, 15, 25, Outcome.BELOW_RESPONSE),
        (20, 11, 45, Outcome.BELOW_RESPONSE),
        (20, 10, 50, Outcome.RESPONSE),  # exactly half
        (18, 9, 50, Outcome.RESPONSE),
        (27, 14, pytest.approx(48.148, abs=0.001), Outcome.BELOW_RESPONSE),
        (27, 13, pytest.approx(51.852, abs=0.001), Outcome.RESPONSE),
        (20, 5, 75, Outcome.RESPONSE),
        (20, 4, 80, Outcome.REMISSION),
        (20, 0, 100, Outcome.REMISSION),
        (10, 5, 50, Outcome.RESPONSE),
        (10, 4, 60, Outcome.REMISSION),
        (10, 10, 0, Outcome.BELOW_RESPONSE),
        (12, 15, -25, Outcome.BELOW_RESPONSE),
        (9, 4, pytest.approx(55.556, abs=0.001), Outcome.SCORES_ONLY),  # baseline below 10
        (9, 0, 100, Outcome.SCORES_ONLY),
        (4, 2, 50, Outcome.SCORES_ONLY),
        (1, 0, 100, Outcome.SCORES_ONLY),
        (0, 0, None, Outcome.SCORES_ONLY),  # nothing to take a percentage of
        (0, 12, None, Outcome.SCORES_ONLY),
    ],
)
def test_what_a_change_amounts_to(
    baseline: int, latest: int, percent: float | None, outcome: Outcome
) -> None:
    found = course_of(baseline, latest)
    assert found.percent == percent
    assert found.outcome is outcome


def test_a_baseline_alone_is_no_change() -> None:
    found = course_of(20)
    assert (found.percent, found.outcome) == (None, Outcome.SCORES_ONLY)
    assert found.first == found.latest == found.best


def test_a_first_score_of_zero_after_treatment_began_gives_no_percentage() -> None:
    responses = [filled_in(PHQ9, LATER[0], 0), filled_in(PHQ9, LATER[1], 4)]
    found = scale_course(PHQ9, responses, [FIRST_DOSE])
    assert found is not None
    assert found.percent is None


@pytest.mark.parametrize("latest", range(22))
def test_the_gad_has_no_verified_response_or_remission(latest: int) -> None:
    found = course_of(20, latest, instrument="gad-7")
    assert found.outcome is Outcome.SCORES_ONLY
    assert found.percent == pytest.approx((20 - latest) * 5)


@pytest.mark.parametrize(
    ("instrument", "totals", "worse", "risen"),
    [
        ("phq-9", (12, 16), False, False),
        ("phq-9", (12, 17), True, True),
        ("phq-9", (12, 8, 12), False, False),
        ("phq-9", (12, 7, 12), False, True),
        ("phq-9", (12, 7, 16), False, True),
        ("phq-9", (12, 7, 17), True, True),
        ("phq-9", (12, 17, 12), False, False),  # it was worse and is no longer
        ("gad-7", (12, 15), False, False),
        ("gad-7", (12, 16), True, True),
        ("gad-7", (12, 8, 11), False, False),
        ("gad-7", (12, 8, 12), False, True),
    ],
)
def test_worse_and_risen_by_the_minimal_important_change(
    instrument: str, totals: tuple[int, ...], worse: bool, risen: bool
) -> None:
    found = course_of(*totals, instrument=instrument)
    assert (found.worse, found.risen) == (worse, risen)


def test_without_a_known_change_nothing_is_called_worse() -> None:
    unknown = msgspec.structs.replace(PHQ9, change=None)
    responses = [filled_in(PHQ9, BEFORE, 2), filled_in(PHQ9, LATER[0], 27)]
    found = scale_course(unknown, responses, [FIRST_DOSE])
    assert found is not None
    assert (found.worse, found.risen) == (False, False)


def test_the_best_is_the_earliest_of_the_lowest() -> None:
    found = course_of(20, 8, 6, 6, 9)
    assert (found.best.total, found.best.at) == (6, at(LATER[1]))
    assert found.latest.total == 9


def test_each_score_knows_its_days_since_the_last_held_session() -> None:
    sessions = [
        held("2026-06-24 12:00"),
        FIRST_DOSE,
        cancelled("2026-06-22 12:00"),
        planned("2026-06-21 12:00"),
    ]
    responses = [
        filled_in(PHQ9, when, 10)
        for when in (
            BEFORE,
            "2026-06-10 11:59",
            "2026-06-10 12:00",
            "2026-06-11 00:30",
            "2026-06-23 18:00",
            "2026-06-25 10:00",
        )
    ]
    found = scale_course(PHQ9, responses, sessions)
    assert found is not None
    assert [score.days_since_session for score in found.scores] == [None, None, 0, 1, 13, 1]


# --- single items ---------------------------------------------------------------------------------


def test_every_value_ever_given_to_an_item_finished_or_not() -> None:
    begun = Response(
        instrument="phq-9", started=at("2026-06-20 09:00"), answers=answers(PHQ9, 27)[-1:]
    )
    skipped = Response(
        instrument="phq-9", started=at("2026-06-21 09:00"), answers=answers(PHQ9, 27)[:3]
    )
    other = Response(instrument="phq-2", started=at("2026-06-22 09:00"), answers=begun.answers)
    responses: list[Entry[Response]] = [
        filled_in(PHQ9, LATER[0], 25),
        entry(begun),
        entry(skipped),
        entry(other),
        filled_in(PHQ9, BEFORE, 0),
    ]
    assert all_item_values(responses, "phq-9", "/44260-8") == (
        (at(BEFORE), 0),
        (at("2026-06-20 09:00"), 3),
        (at(LATER[0]), 1),
    )


# --- properties -----------------------------------------------------------------------------------

TOTALS = st.lists(st.integers(0, 27), min_size=1, max_size=5)


@few
@given(totals=TOTALS, seed=st.integers(0, 99), treated=st.booleans())
def test_the_order_of_the_record_makes_no_difference(
    totals: list[int], seed: int, treated: bool
) -> None:
    whens = (BEFORE, *LATER)[-len(totals) :]
    responses = [filled_in(PHQ9, when, total) for when, total in zip(whens, totals, strict=True)]
    sessions: list[Entry[Session]] = [planned("2026-09-01 12:00")]
    if treated:
        sessions += [FIRST_DOSE, held("2026-06-17 12:00")]
    found = scale_course(PHQ9, responses, sessions)
    assert found == scale_course(PHQ9, shuffled(responses, seed), shuffled(sessions, seed))


@few
@given(baseline=st.integers(0, 27), following=st.lists(st.integers(0, 27), max_size=4))
def test_what_holds_for_every_course(baseline: int, following: list[int]) -> None:
    found = course_of(baseline, *following)
    totals = [baseline, *following]
    assert found.best.total == min(totals)
    assert found.latest.total == totals[-1]
    assert found.risen is (totals[-1] - min(totals) >= 5)
    assert found.worse is (totals[-1] - baseline >= 5)
    halved = bool(following) and baseline >= 10 and 2 * totals[-1] <= baseline
    assert (found.outcome in (Outcome.RESPONSE, Outcome.REMISSION)) is halved
    if found.outcome is Outcome.REMISSION:
        assert totals[-1] < 5
    if found.percent is not None:
        assert found.percent * baseline == pytest.approx((baseline - totals[-1]) * 100)


def test_treatment_that_began_elsewhere_leaves_no_baseline_after_it() -> None:
    before = [filled_in(PHQ9, "2026-06-10 10:00", 20), filled_in(PHQ9, "2026-06-25 10:00", 12)]
    sessions = [held("2026-07-01 10:00")]
    told = scale_course(PHQ9, before, sessions, date(2026, 6, 15))
    assert told is not None
    assert told.is_baseline
    assert told.first.total == 20
    later = scale_course(PHQ9, before[1:], sessions, date(2026, 6, 15))
    assert later is not None
    assert later.outcome is Outcome.AFTER_TREATMENT_BEGAN
    here = scale_course(PHQ9, before, sessions, date(2026, 7, 1))
    assert here is not None
    assert here.first.total == 12
