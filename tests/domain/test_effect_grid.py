# SPDX-License-Identifier: Apache-2.0
"""Side effects by session: the worst grade, "no" where it was asked, "not asked" where not."""

from datetime import UTC, datetime, timedelta

import pytest

from companion.domain.effect_grid import EffectRow, Without, effect_grid
from companion.domain.moment import Plan
from companion.domain.records import (
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Grade,
    Record,
    Session,
    SessionState,
    SideEffect,
)

FIRST = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
SESSIONS = [FIRST, FIRST + timedelta(7), FIRST + timedelta(14)]


def entry(name: str, record: Record) -> Entry:  # type: ignore[type-arg]
    return Entry(id=name, revision=1, created_at=FIRST, record=record)


def sessions() -> list[Entry[Session]]:
    return [
        entry(
            f"s{number}",
            Session(
                plan=Plan(at=start.replace(tzinfo=None), zone="UTC"),
                state=SessionState.HELD,
                start=start,
            ),
        )
        for number, start in enumerate(SESSIONS, 1)
    ]


def effect(
    hours: float, grade: Grade, session: str | None = None, key: str = "nausea"
) -> Entry[SideEffect]:
    start = FIRST + timedelta(hours=hours)
    record = SideEffect(effect=key, grade=grade, start=start, session_id=session)
    return entry(f"{key}{hours}", record)


def walk(session: str, *choices: Choice) -> Entry[ChecklistRun]:
    answers = tuple(Answer(item="note_evening", choice=choice, at=FIRST) for choice in choices)
    return entry(
        f"w{session}", ChecklistRun(session_id=session, checklist="afterwards", answers=answers)
    )


def cells(effects: list[Entry[SideEffect]], runs: list[Entry[ChecklistRun]]) -> list[EffectRow]:
    return list(effect_grid(effects, sessions(), runs, ["note_evening"], {1, 2, 3}).rows)


def test_no_and_not_asked_are_kept_apart() -> None:
    rows = cells([effect(3, Grade.MILD)], [walk("s2", Choice.YES)])
    assert rows == [
        EffectRow(effect="nausea", own_name="", cells=(Grade.MILD, Without.NO, Without.NOT_ASKED))
    ]


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ((Choice.NOT_YET,), Without.NOT_ASKED),
        ((Choice.NOT_APPLICABLE,), Without.NO),
        ((Choice.ASK,), Without.NO),
        ((Choice.YES, Choice.NOT_YET), Without.NOT_ASKED),
        ((Choice.NOT_YET, Choice.YES), Without.NO),
        ((), Without.NOT_ASKED),
    ],
)
def test_the_last_answer_tells_whether_it_was_asked(
    choices: tuple[Choice, ...], found: Without
) -> None:
    assert cells([effect(3, Grade.MILD)], [walk("s2", *choices)])[0].cells[1] is found


def test_the_worst_grade_of_a_session_stands_there() -> None:
    effects = [effect(1, Grade.SEVERE), effect(2, Grade.MILD), effect(23, Grade.MODERATE)]
    assert cells(effects, [])[0].cells[0] is Grade.SEVERE


def test_it_belongs_to_the_session_it_was_noted_with_else_to_the_day_after_it() -> None:
    noted = effect(100, Grade.MILD, session="s3")
    assert cells([noted], [])[0].cells[2] is Grade.MILD
    assert cells([effect(24, Grade.MILD)], [])[0].cells[0] is Grade.MILD
    assert cells([effect(24.1, Grade.MILD), effect(-1, Grade.MILD)], []) == []


def test_only_the_sessions_asked_for_are_columns_and_frequent_effects_come_first() -> None:
    effects = [effect(1, Grade.MILD, key="headache"), effect(170, Grade.MILD, key="nausea"),
               effect(2, Grade.MILD, key="nausea")]  # fmt: skip
    grid = effect_grid(effects, sessions(), [walk("s2", Choice.YES)], ["note_evening"], {2, 3})
    assert grid.sessions == (2, 3)
    assert grid.asked == (True, False)
    assert [row.effect for row in grid.rows] == ["nausea"]
    both = effect_grid(effects, sessions(), [], [], {1, 2, 3})
    assert [row.effect for row in both.rows] == ["nausea", "headache"]
