# SPDX-License-Identifier: Apache-2.0
"""The sitter's looks: answered, or not checked, and never anything in between."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from companion.domain import sitter
from companion.domain.moment import Plan
from companion.domain.records import Session, SessionState, SitterCheck
from companion.domain.session_day import LONGEST
from companion.domain.sitter import EVERY, Counts, Watch
from tests.domain.making import at, few

BEGAN = at("2026-06-10 14:00")


def test_the_first_look_is_due_after_a_quarter_of_an_hour() -> None:
    assert sitter.begin(BEGAN).due == BEGAN + timedelta(minutes=15)


def test_an_answer_is_kept_with_when_it_was_due_and_the_next_counts_from_it() -> None:
    watch = sitter.begin(BEGAN)
    now = BEGAN + timedelta(minutes=17)
    check, watch = sitter.answer(watch, now, well=False)
    assert check == SitterCheck(due=BEGAN + EVERY, answered=now, well=False)
    assert watch.due == now + EVERY


def test_a_look_can_be_answered_early() -> None:
    now = BEGAN + timedelta(minutes=5)
    check, watch = sitter.answer(sitter.begin(BEGAN), now, well=True)
    assert (check.due, check.answered) == (BEGAN + EVERY, now)
    assert watch.due == now + EVERY


def test_an_unanswered_look_is_not_checked_once_the_next_is_due() -> None:
    watch = sitter.begin(BEGAN)
    just_before = BEGAN + 2 * EVERY - timedelta(seconds=1)
    assert sitter.missed(watch, just_before) == ((), watch)
    found, watch = sitter.missed(watch, BEGAN + 2 * EVERY)
    assert found == (SitterCheck(due=BEGAN + EVERY),)
    assert watch.due == BEGAN + 2 * EVERY


def test_a_computer_that_slept_leaves_one_look_for_each_quarter_of_an_hour() -> None:
    found, watch = sitter.missed(sitter.begin(BEGAN), BEGAN + timedelta(minutes=62))
    assert [check.due for check in found] == [BEGAN + n * EVERY for n in (1, 2, 3)]
    assert watch.due == BEGAN + 4 * EVERY


def test_a_watch_that_ends_leaves_what_was_due() -> None:
    watch = sitter.begin(BEGAN)
    assert sitter.left_open(watch, BEGAN + timedelta(minutes=14)) == ()
    due = BEGAN + EVERY
    assert sitter.left_open(watch, due) == (SitterCheck(due=due),)
    assert len(sitter.left_open(watch, BEGAN + timedelta(minutes=31))) == 2


def test_no_look_lies_after_the_end_of_the_session() -> None:
    late = BEGAN + timedelta(days=2)
    until = BEGAN + timedelta(minutes=40)
    found, watch = sitter.missed(Watch(due=BEGAN + EVERY, until=until), late)
    assert [check.due for check in found] == [BEGAN + EVERY]
    assert sitter.left_open(watch, late) == (SitterCheck(due=BEGAN + 2 * EVERY),)
    assert sitter.left_open(Watch(due=until + EVERY, until=until), late) == ()


def test_a_watch_that_nobody_ends_goes_on_for_as_long_as_a_session_can() -> None:
    assert sitter.begin(BEGAN).until == BEGAN + LONGEST
    _check, watch = sitter.answer(sitter.begin(BEGAN), BEGAN + EVERY, well=True)
    assert watch.until == BEGAN + LONGEST


def test_a_session_is_watched_over_until_ready_or_for_eight_hours() -> None:
    planned = Session(plan=Plan(at=BEGAN.replace(tzinfo=None), zone="Europe/Berlin"))
    assert sitter.watched_until(planned) is None
    begun = replace(planned, state=SessionState.HELD, start=BEGAN)
    assert sitter.watched_until(begun) == BEGAN + LONGEST
    ready = BEGAN + timedelta(hours=2)
    assert sitter.watched_until(replace(begun, ready=ready)) == ready
    late = BEGAN + timedelta(hours=9)
    assert sitter.watched_until(replace(begun, ready=late)) == BEGAN + LONGEST
    assert sitter.watched_until(replace(begun, state=SessionState.CANCELLED)) is None


def test_not_checked_is_neither_well_nor_unwell() -> None:
    answered = SitterCheck(due=BEGAN, answered=BEGAN, well=True)
    unwell = SitterCheck(due=BEGAN, answered=BEGAN, well=False)
    open_one = SitterCheck(due=BEGAN)
    assert sitter.counts([answered, answered, unwell, open_one]) == Counts(2, 1, 1)
    assert sitter.counts([]) == Counts(0, 0, 0)


@few
@given(st.lists(st.tuples(st.integers(1, 4000), st.booleans()), max_size=20))
def test_every_look_is_told_once_and_in_order(pauses: list[tuple[int, bool]]) -> None:
    """However the person with them answers, no quarter of an hour is without a look."""
    now: datetime = BEGAN
    watch: Watch = sitter.begin(now)
    told: list[SitterCheck] = []
    for seconds, well in pauses:
        now += timedelta(seconds=seconds)
        over, watch = sitter.missed(watch, now)
        check, watch = sitter.answer(watch, now, well=well)
        told += [*over, check]
    told += sitter.left_open(watch, now)
    dues = [check.due for check in told]
    assert dues == sorted(set(dues))
    answered = [check.answered for check in told if check.answered is not None]
    assert len(answered) == len(pauses)
    last = BEGAN
    for check in told:
        assert timedelta() < check.due - last <= EVERY
        last = check.answered or check.due
