# SPDX-License-Identifier: Apache-2.0
"""Dates, numbers and lists."""

from datetime import date, timedelta

import pytest

from companion.report.wording import (
    Wording,
    duration,
    durations,
    length,
    listed,
    lowered,
    spans,
)

WORDING = Wording(year=2026)


def test_a_year_that_goes_without_saying() -> None:
    assert WORDING.day(date(2026, 10, 14)) == "14\u00a0Oct"
    assert WORDING.day(date(2025, 10, 14)) == "14\u00a0Oct\u00a02025"


def test_periods() -> None:
    assert WORDING.period(date(2026, 10, 12), date(2026, 11, 23)) == (
        "12 October to 23 November 2026"
    )
    assert WORDING.period(date(2025, 12, 30), date(2026, 1, 2)) == (
        "30 December 2025 to 2 January 2026"
    )
    assert WORDING.period(date(2026, 1, 2), date(2026, 1, 2)) == "2 January 2026"


@pytest.mark.parametrize(
    ("percent", "said"), [(57.1, "−57 %"), (-10.4, "+10 %"), (0.2, "0 %"), (100, "−100 %")]
)
def test_percent_lower(percent: float, said: str) -> None:
    assert WORDING.percent_lower(percent).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "1 day"), (14, "14 days"), (43, "6 weeks"), (365, "52 weeks"), (3652, "about 10 years")],
)
def test_lengths(days: int, said: str) -> None:
    assert length(days) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (40, "40 min"),
        (96, "2 h"),
        (300, "5 h"),
        (2880, "2 days"),
        (1440 * 30, "4 weeks"),
    ],
)
def test_durations(minutes: int, said: str) -> None:
    assert duration(timedelta(minutes=minutes)).replace("\u00a0", " ") == said


def test_ranges_of_durations() -> None:
    two, five = timedelta(hours=2), timedelta(hours=5)
    assert durations(two, five) == "2–5\u00a0h"
    assert durations(two, two) == "2\u00a0h"
    assert durations(timedelta(minutes=20), two) == "20\u00a0min–2\u00a0h"


def test_numbers_are_drawn_together() -> None:
    assert spans([1, 2, 4]) == "1, 2, 4"
    assert spans([1, 2, 3, 7, 9, 10, 11]) == "1–3, 7, 9–11"
    assert spans([]) == ""


def test_long_lists_say_how_many_more() -> None:
    assert listed("abcd") == "a, b, c, d"
    assert listed("abcdef") == "a, b, c, 3 more"


def test_terms_in_a_sentence() -> None:
    assert lowered("Nausea") == "nausea"
    assert lowered("BP up") == "BP up"
