# SPDX-License-Identifier: Apache-2.0
"""Page one says of each figure whether it is the period's or the course's, and of how many."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from companion.domain.records import Entry, Session, Snapshot
from companion.report.parts import Options
from companion.report.summary import plain_text, summarise
from tests.report.records import (
    CONTENT,
    FIRST,
    LAST,
    NOW,
    SESSION_DAYS,
    course,
    held,
    person,
    response,
)


def told(first: date, snapshot: Snapshot | None = None) -> str:
    """Give all that page one says of a course from a day on."""
    options = Options(first=first, last=LAST)
    summary = summarise(snapshot or course(), CONTENT, options, NOW)
    return plain_text(summary).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("first", "lead"),
    [
        (SESSION_DAYS[0], "Days mood stayed up. #1: "),
        (SESSION_DAYS[0] + timedelta(days=1), "Days mood stayed up, in the course. #1: "),
        (SESSION_DAYS[3], "Days mood stayed up, in the course. #1: "),
        (LAST, "Days mood stayed up, in the course. #1: "),
    ],
)
def test_days_mood_stayed_up_are_the_courses_and_say_so(first: date, lead: str) -> None:
    page = told(first)
    assert lead in page
    assert ("4 of 6 in the course" in page) == ("in the course." in lead)


def test_a_score_from_before_the_period_has_its_day() -> None:
    page = told(SESSION_DAYS[2])
    assert "PHQ-9 21 (14 Oct) → 9 (4 days after session 4): response." in page
    assert "Item 9: 2 (14 Oct) · 1 · 1 · 0." in page
    assert "GAD-7 15 (14 Oct) → 8." in page
    assert "PHQ-9 21 → 9 (4 days after session 4): response." in told(FIRST)


def test_a_latest_score_from_before_the_period_has_its_day_too() -> None:
    page = told(LAST, replace(course(), responses=course().responses[:2]))
    assert "PHQ-9 21 (14 Oct) → 17 (29 Oct, 1 day after session 1): below response." in page
    alone = told(LAST, replace(course(), responses=(response(FIRST, 14),)))
    assert "PHQ-9 14 (12 Oct)." in alone


def measured(*pressures: str) -> Snapshot:
    """Give two sessions of which one has a reading, or both."""
    days = SESSION_DAYS[:2]
    sessions: list[Entry[Session]] = [
        held(day, (pressure,) * 3 if pressure else ())
        for day, pressure in zip(days, pressures, strict=True)
    ]
    return replace(course(), sessions=tuple(sessions))


@pytest.mark.parametrize(
    ("pressures", "limit", "says"),
    [
        (("142/80", "120/80"), None, "a reading above 140/90 in 1 of 2 sessions."),
        (("142/80", ""), None, "a reading above 140/90 in 1 of 1 session with a reading."),
        (("142/80", "120/80"), 130, "in 1 of 2 sessions."),
        (("", "142/80"), 130, "in 1 of 1 session with a reading."),
    ],
)
def test_sessions_without_a_reading_are_not_counted_as_if_they_had_one(
    pressures: tuple[str, ...], limit: int | None, says: str
) -> None:
    snapshot = replace(measured(*pressures), person=person(systolic_limit=limit))
    page = told(FIRST, snapshot)
    assert "2 sessions (IV, 40 mg)" in page
    assert says in page
