# SPDX-License-Identifier: Apache-2.0
"""Which walk is going on, when the monthly one is due, and what is as it was last time."""

from datetime import timedelta

import pytest

from companion.domain.checklist import Step, answered, steps
from companion.domain.item import Checklist, Item, Strength, Walk
from companion.domain.records import (
    Anchor,
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Route,
    Session,
)
from companion.domain.walks import MONTH, going_on, is_of, monthly_due, repeated, same_as_last_time
from tests.domain.making import at, cancelled, entry, held, plan, planned

BEGUN = at("2026-06-01 09:00")


def alone(checklist: str, begun: str) -> Entry[ChecklistRun]:
    return entry(ChecklistRun(checklist=checklist, begun=at(begun)))


# --- walks on their own ---------------------------------------------------------------------------


def test_there_is_one_consultation_however_long_ago() -> None:
    run = alone("consultation", "2024-01-01 10:00")
    assert going_on([run], Walk.CONSULTATION, "consultation", BEGUN) == run
    assert going_on([], Walk.CONSULTATION, "consultation", BEGUN) is None
    other = alone("maintenance", "2026-06-01 08:00")
    assert going_on([other], Walk.CONSULTATION, "consultation", BEGUN) is None


def test_the_monthly_walk_begins_anew_when_its_month_is_over() -> None:
    runs = [alone("maintenance", "2026-05-01 10:00"), alone("maintenance", "2026-05-20 10:00")]
    last = runs[1].record.begun
    assert last is not None
    for after, expected in ((MONTH - timedelta(seconds=1), runs[1]), (MONTH, None)):
        assert going_on(runs, Walk.MAINTENANCE, "maintenance", last + after) == expected


@pytest.mark.parametrize(
    ("sessions", "asked", "now", "due"),
    [
        ([], [], "2026-06-01 09:00", False),
        ([planned("2026-01-01 14:00")], [], "2026-06-01 09:00", False),
        ([cancelled("2026-01-01 14:00")], [], "2026-06-01 09:00", False),
        ([held("2026-06-01 14:00")], [], "2026-06-29 13:59", False),
        ([held("2026-06-01 14:00"), held("2026-06-20 14:00")], [], "2026-06-29 14:00", True),
        ([held("2026-01-01 14:00")], ["2026-05-20 10:00"], "2026-06-01 09:00", False),
        ([held("2026-01-01 14:00")], ["2026-05-20 10:00"], "2026-06-17 10:00", True),
    ],
)
def test_the_monthly_questions_are_due_a_month_after_the_first_session_or_the_last_time(
    sessions: list[Entry[Session]], asked: list[str], now: str, due: bool
) -> None:
    runs = [alone("maintenance", begun) for begun in asked]
    assert monthly_due(sessions, runs, at(now)) is due


def test_a_run_of_a_checklist_that_is_gone_is_of_no_walk() -> None:
    known = {"iv": LIST}
    assert is_of(ChecklistRun(session_id="s", checklist="iv"), Walk.SESSION, known)
    assert not is_of(ChecklistRun(session_id="s", checklist="iv"), Walk.AFTERWARDS, known)
    assert not is_of(ChecklistRun(session_id="s", checklist="gone"), Walk.SESSION, known)


# --- the same as last time ------------------------------------------------------------------------

LIST = Checklist(
    id="iv",
    walk=Walk.SESSION,
    routes=(Route.IV,),
    clinician_review="none",
    item=(
        Item(id="new", strength=Strength.OURS, day=-7, lasting=True),
        Item(id="list", strength=Strength.OURS, day=-7, must=True),
        Item(id="ride", strength=Strength.OURS, day=-7, each_time=True),
        Item(id="cover", strength=Strength.OURS, day=-7),
        Item(id="bag", strength=Strength.OURS, day=-1),
        Item(id="wine", strength=Strength.OURS, day=0),
        Item(id="meal", strength=Strength.OURS, minutes=-360, anchor=Anchor.START),
        Item(id="early", strength=Strength.OURS, minutes=-2000, anchor=Anchor.START),
        Item(id="rest", strength=Strength.OURS, minutes=30, anchor=Anchor.END),
    ),
)
SESSION = Session(plan=plan("2026-06-10 14:00"))


def run_of(**choices: Choice) -> ChecklistRun:
    run = ChecklistRun(session_id="s", checklist="iv")
    for item, choice in choices.items():
        run = answered(run, Answer(item=item, choice=choice, at=BEGUN, words=f"{item} then"))
    return run


def walked(run: ChecklistRun | None = None) -> tuple[Step, ...]:
    return steps(LIST, SESSION, run)


def names(found: tuple[Step, ...]) -> list[str]:
    return [step.item.id for step in found]


ALL_YES = run_of(**{item.id: Choice.YES for item in LIST.item})


def test_what_hangs_on_no_time_and_was_settled_can_be_confirmed_together() -> None:
    assert names(same_as_last_time(walked(), ALL_YES)) == ["list", "cover", "bag"]
    assert same_as_last_time(walked(), None) == ()


@pytest.mark.parametrize("choice", [Choice.NOT_YET, Choice.ASK])
def test_what_was_open_last_time_is_asked(choice: Choice) -> None:
    previous = run_of(list=Choice.YES, cover=choice, bag=Choice.NOT_APPLICABLE)
    assert names(same_as_last_time(walked(), previous)) == ["list", "bag"]


def test_what_was_answered_otherwise_or_is_gone_through_again_stands_apart() -> None:
    changed = answered(
        ChecklistRun(session_id="t", checklist="iv"),
        Answer(item="list", choice=Choice.NOT_YET, at=BEGUN),
    )
    assert names(same_as_last_time(walked(changed), ALL_YES)) == ["cover", "bag"]
    assert names(same_as_last_time(walked(), ALL_YES, ["bag"])) == ["list", "cover"]


def test_confirmed_answers_are_given_again_now_and_still_stand_together() -> None:
    now = at("2026-06-08 18:00")
    same = same_as_last_time(walked(), ALL_YES)
    again = repeated(same, ALL_YES, now)
    assert [(one.item, one.choice, one.words, one.at) for one in again] == [
        (item, Choice.YES, f"{item} then", now) for item in ("list", "cover", "bag")
    ]
    run = ChecklistRun(session_id="t", checklist="iv")
    for answer in again:
        run = answered(run, answer)
    assert names(same_as_last_time(walked(run), ALL_YES)) == ["list", "cover", "bag"]
