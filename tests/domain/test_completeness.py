# SPDX-License-Identifier: Apache-2.0
"""How complete a period is, how sessions were entered, and how hard daily life was."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from companion.content import Content
from companion.domain.completeness import DataDays, EnteredCounts, data_days, entered_counts
from companion.domain.course import session_figures
from companion.domain.daily_function import function_item, function_values
from companion.domain.records import (
    Appointment,
    Intake,
    ItemAnswer,
    Medicine,
    Note,
    OutsideScore,
    Question,
    Response,
    Snapshot,
)
from tests.domain.making import (
    at,
    cancelled,
    check_in,
    effect,
    entry,
    filled_in,
    held,
    plan,
    planned,
)

CONTENT = Content()
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
DAY = "2026-06-10 12:00"


# ---- days with and without data


@pytest.mark.parametrize(
    "told",
    [
        {"check_ins": (check_in(DAY, 5),)},
        {"check_ins": (check_in(DAY, None, hard=True),)},
        {"check_ins": (check_in(DAY, 5, created="2026-06-20 12:00"),)},
        {"sessions": (held(DAY),)},
        {"side_effects": (effect("nausea", DAY),)},
        {"side_effects": (effect("nausea", "2026-05-10 12:00", DAY),)},
        {"responses": (entry(Response(instrument="phq-9", started=at(DAY), finished=at(DAY))),)},
        {"outside_scores": (entry(OutsideScore(at=at(DAY), scale="MADRS", total=20)),)},
        {"intakes": (entry(Intake(medicine_id="m", name="x", at=at(DAY), taken=False)),)},
        {"notes": (entry(Note(at=at(DAY), words="x")),)},
    ],
)
def test_a_day_of_which_something_is_known_has_data(told: dict[str, Any]) -> None:
    assert data_days(Snapshot(**told), *JUNE) == DataDays(days=30, with_data=1)


def test_what_is_planned_asked_or_listed_tells_nothing_of_a_day() -> None:
    snapshot = Snapshot(
        sessions=(planned(DAY), cancelled(DAY)),
        responses=(entry(Response(instrument="phq-9", started=at(DAY))),),
        questions=(entry(Question(at=at(DAY), words="x")),),
        appointments=(entry(Appointment(plan=plan(DAY))),),
        medicines=(entry(Medicine(name="x", started=date(2026, 6, 10))),),
    )
    found = data_days(snapshot, *JUNE)
    assert (found.with_data, found.without) == (0, 30)


def test_a_day_counts_once_and_the_period_has_both_its_ends() -> None:
    texts = ("2026-05-31", "2026-06-01", "2026-06-01", "2026-06-30", "2026-07-01")
    snapshot = Snapshot(
        check_ins=tuple(check_in(f"{text} 23:59", 5) for text in texts),
        sessions=(held("2026-06-30 12:00"),),
    )
    assert data_days(snapshot, *JUNE) == DataDays(days=30, with_data=2)
    assert data_days(snapshot, JUNE[1], JUNE[0]) == DataDays(days=0, with_data=0)


# ---- live or later


def test_sessions_are_counted_by_when_they_were_told() -> None:
    sessions = [
        held("2026-06-03 12:00", recorded=at("2026-06-03 12:10")),
        held("2026-06-10 12:00", recorded=at("2026-06-10 12:30")),
        held("2026-06-17 12:00", recorded=at("2026-06-17 20:00")),
        held("2026-06-24 12:00", recorded=at("2026-06-25 09:00")),
        held("2026-06-27 12:00"),
    ]
    found = entered_counts(session_figures(sessions, ()))
    assert found == EnteredCounts(live=2, same_day=1, later=1, unknown=1)
    assert found.n == 5
    assert entered_counts(()).n == 0


# ---- daily life


def test_the_question_about_daily_life_is_given_with_its_words() -> None:
    phq9 = CONTENT.instruments["phq-9"]
    item = function_item(phq9)
    assert item is not None
    assert "how difficult" in item.text

    def answered(text: str, total: int, value: int | None) -> Any:
        made = filled_in(phq9, text, total)
        more = () if value is None else (ItemAnswer(item=item.id, value=value),)
        return replace(made, record=replace(made.record, answers=(*made.record.answers, *more)))

    unfinished = answered("2026-06-20 12:00", 3, 3)
    responses = [
        answered("2026-06-15 12:00", 8, 1),
        answered("2026-06-01 12:00", 15, 2),
        answered("2026-06-08 12:00", 12, None),
        filled_in(CONTENT.instruments["gad-7"], "2026-06-02 12:00", 4),
        replace(unfinished, record=replace(unfinished.record, finished=None)),
    ]
    found = function_values(phq9, responses)
    assert [(one.at, one.value, one.words) for one in found] == [
        (at("2026-06-01 12:00"), 2, "Very difficult"),
        (at("2026-06-15 12:00"), 1, "Somewhat difficult"),
    ]


def test_a_questionnaire_without_such_a_question_gives_none() -> None:
    assert function_item(CONTENT.instruments["peg"]) is None
    assert function_values(CONTENT.instruments["peg"], []) == ()
