# SPDX-License-Identifier: Apache-2.0
"""The window's charts write days and numbers as the report does."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QLocale

from companion import language
from companion.report.wording import Wording
from companion.ui.chart_wording import ScreenWording

YEAR = [date(2026, 1, 1) + timedelta(days=days) for days in range(365)]
PATTERNS = ("d MMM", "d MMM y", "MMM", "MMM y", "d 'y' MMMM")


@pytest.fixture(params=language.available())
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """Speak one language, in its dates too."""
    before, code = QLocale(), str(request.param)
    language.use(code)
    QLocale.setDefault(QLocale(code))
    yield code
    QLocale.setDefault(before)
    language.use("en")


def test_days_are_written_as_on_paper(spoken: str) -> None:
    paper, screen = (made(locale=spoken, year=2026) for made in (Wording, ScreenWording))
    for day in YEAR:
        for pattern in PATTERNS:
            assert screen.written(day, pattern) == paper.written(day, pattern)
        assert screen.day(day) == paper.day(day)
        assert screen.whole_day(day) == paper.whole_day(day)
        for last in (day, day + timedelta(days=20), day + timedelta(days=400)):
            assert screen.period(day, last) == paper.period(day, last)


def test_numbers_are_written_as_on_paper(spoken: str) -> None:
    paper, screen = (made(locale=spoken) for made in (Wording, ScreenWording))
    hundredths = range(-1_100, 1_101)
    for value in (*(n / 100 for n in hundredths), 27 / 7, 2 / 3, 999.96, 1_234.5, 20_000.0):
        for places in (0, 1, 2):
            assert screen.number(value, places) == paper.number(value, places), (value, places)
