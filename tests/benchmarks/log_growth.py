# SPDX-License-Identifier: Apache-2.0
"""The Log of a very long record beside that of a short one: what it takes in time and in memory.

`python -m tests.benchmarks.log_growth FOLDER` gives both.
"""

import sys
from functools import partial
from pathlib import Path

from companion.ui.main_window import MainWindow
from tests.benchmarks.lab import Lab, interleaved, middle
from tests.benchmarks.pages import turn
from tests.benchmarks.plot import Growth
from tests.benchmarks.table import Row
from tests.benchmarks.window import give, memory, opened, settle

ROUNDS = 3


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure the Log on every length of record."""
    cases = {size: partial(lab.on_copy, "log_growth", size) for size in lab.sizes}
    found = interleaved(lab.times(ROUNDS), cases, warm=False)
    long, year = found[lab.longest], found[lab.year]
    beside = f"{lab.longest.name} beside {lab.year.name}"
    rows = [
        Row(
            name="log-time",
            group="log",
            what=f"Opening the Log, {beside}",
            app=middle(long, "open"),
            floor=middle(year, "open"),
            floor_is=lab.year.name,
            most_ratio=1.2,
            runs=len(long),
        ),
        Row(
            name="log-memory",
            group="log",
            what=f"Memory that the Log takes, {beside}",
            app=middle(long, "memory"),
            floor=middle(year, "memory"),
            floor_is=lab.year.name,
            unit="MiB",
            most_ratio=1.2,
            runs=len(long),
            note="What the process's own memory grows by when the page is opened.",
        ),
    ]
    opening = {size.days: middle(one, "open") for size, one in found.items()}
    taken = {size.days: middle(one, "memory") for size, one in found.items()}
    growth = [
        Growth("log-time", "Opening the Log", "ms", opening),
        Growth("log-memory", "Memory that the Log takes", "MiB", taken),
    ]
    return rows, growth, {size.name: one for size, one in found.items()}


def open_log(window: MainWindow) -> dict[str, float]:
    """Open the Log for the first time."""
    settle(0.5)
    before = memory("RssAnon")
    took = turn(window, "log")
    settle(0.5)
    return {"open": took.first, "whole": took.last, "memory": memory("RssAnon") - before}


if __name__ == "__main__":
    give(open_log(opened(Path(sys.argv[1]))))
