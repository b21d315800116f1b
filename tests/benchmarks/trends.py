# SPDX-License-Identifier: Apache-2.0
"""Trends over everything there is: from the press of “All” to the chart, and reading it by pointer.

`python -m tests.benchmarks.trends FOLDER` gives the seconds of each.
"""

import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from companion.ui.main_window import MainWindow
from companion.ui.pages.trends import TrendsPage
from companion.ui.trends.course_read import Range
from tests.benchmarks.lab import Lab, middle
from tests.benchmarks.plot import Growth
from tests.benchmarks.table import Row, median, with_passphrase
from tests.benchmarks.window import (
    NeverPainted,
    PaintWatch,
    give,
    opened,
    page_of,
    painted,
    run_loop,
    settle,
)

PLACES = 40
"""Places that the pointer is moved to."""
SAME_DAY = 0.5
"""Seconds after which a move led to no other day."""


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure the page on every length of record."""
    measured = lab.on_every_length(partial(lab.on_copy, "trends"))
    found, runs = measured.by_size, measured.by_size[lab.long]
    all_ = Row(
        name="trends-all",
        group="trends",
        what=f"Trends, from 30 days to “All”, {lab.long.name}: press to first paint",
        app=middle(runs, "all"),
        most=0.1,
        runs=len(runs),
    )
    rows = [
        all_,
        with_passphrase(all_, middle(measured.locked, "all")),
        Row(
            name="trends-hover",
            group="trends",
            what=f"Trends, “All”, {lab.long.name}: the pointer moves to another day (slowest)",
            app=middle(runs, "hover_worst"),
            most=0.016,
            runs=len(runs),
            note="The first move after a choice counts too; the median is in the JSON.",
        ),
    ]
    growth = [
        Growth(
            "trends-all",
            "Trends, “All”, to first paint",
            "ms",
            {size.days: middle(one, "all") for size, one in found.items()},
            most=0.1,
        ),
        Growth(
            "trends-hover",
            "Trends, another day by pointer",
            "ms",
            {size.days: middle(one, "hover_worst") for size, one in found.items()},
            most=0.016,
        ),
    ]
    return rows, growth, measured.details


# --- in the process that is measured --------------------------------------------------------------


def times(window: MainWindow) -> dict[str, float]:
    """Press each range, then move over the chart."""
    page = page_of(window, "trends")
    assert isinstance(page, TrendsPage)
    found = {
        name: _press(page, chosen)
        for name, chosen in (
            ("month", Range.MONTH),
            ("all", Range.ALL),
            ("year", Range.YEAR),
            ("all_again", Range.ALL),
        )
    }
    first = _move(page, 0.5)
    places = ((number + 1) / (PLACES + 2) for number in range(PLACES))
    moved = [took for place in places if (took := _move(page, place)) is not None]
    assert first is not None
    page.words.table.setFocus()
    watch = PaintWatch().over_page(page)
    table = painted(watch, lambda: QTest.keyClick(page.words.table, Qt.Key.Key_Space))
    return {
        **found,
        "hover_first": first,
        "hover": median(moved),
        "hover_worst": max(first, *moved),
        "table": table.first,
    }


def _press(page: TrendsPage, chosen: Range) -> float:
    """Press a range; give the seconds until the chart is painted."""
    watch = PaintWatch().over(page.chart)
    button = page.range.buttons[chosen]
    took = painted(watch, lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))
    settle(0.3)
    watch.deleteLater()
    return took.first


def _move(page: TrendsPage, share: float) -> float | None:
    """Move the pointer to a place on the chart; give the seconds until it is painted.

    None where that is the day that is read already.
    """
    chart = page.chart
    watch = PaintWatch().over(chart)
    place = QPoint(round(chart.width() * share), chart.height() // 2)
    try:
        took = painted(watch, lambda: QTest.mouseMove(chart, place), quiet=0.0, patience=SAME_DAY)
    except NeverPainted:
        return None
    finally:
        watch.deleteLater()
        run_loop(0.01)
    return took.first


if __name__ == "__main__":
    give(times(opened(Path(sys.argv[1]))))
