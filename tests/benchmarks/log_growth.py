# SPDX-License-Identifier: Apache-2.0
"""The Log of a very long record beside that of a short one: what it takes in time and in memory.

`python -m tests.benchmarks.log_growth FOLDER` gives both.
"""

import sys
from functools import partial
from pathlib import Path

from companion.ui.main_window import MainWindow
from tests.benchmarks.lab import LOCKED, Lab, interleaved, middle, quickest
from tests.benchmarks.pages import turn
from tests.benchmarks.plot import Growth
from tests.benchmarks.table import WITHOUT, Row
from tests.benchmarks.window import give, memory, opened, settle

ROUNDS = 5


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure the Log on every length of record."""
    measured = partial(lab.on_copy, "log_growth")
    cases = {size.name: partial(measured, size) for size in lab.sizes}
    cases[LOCKED] = partial(measured, lab.long, passphrase=True)
    found = interleaved(lab.times(ROUNDS), cases, warm=False)
    longest, year = found[lab.longest.name], found[lab.year.name]
    beside = f"{lab.longest.name} beside {lab.year.name}"
    rows = [
        Row(
            name="log-time",
            group="log",
            what=f"Opening the Log, {beside} (quickest of {len(longest)} each)",
            app=quickest(longest, "open"),
            floor=quickest(year, "open"),
            floor_is=lab.year.name,
            most_ratio=1.2,
            runs=len(longest),
            note="What else the computer does only adds, and must not be taken for growth.",
        ),
        Row(
            name="log-passphrase",
            group="log",
            what=f"Opening the Log with a passphrase, {lab.long.name} (quickest too)",
            app=quickest(found[LOCKED], "open"),
            floor=quickest(found[lab.long.name], "open"),
            floor_is=WITHOUT,
            runs=len(found[LOCKED]),
        ),
        Row(
            name="log-memory",
            group="log",
            what=f"Memory that the Log takes, {beside}",
            app=middle(longest, "memory"),
            floor=middle(year, "memory"),
            floor_is=lab.year.name,
            unit="MiB",
            most_ratio=1.2,
            runs=len(longest),
            note="What the process's own memory grows by when the page is opened.",
        ),
    ]
    opening = {size.days: quickest(found[size.name], "open") for size in lab.sizes}
    taken = {size.days: middle(found[size.name], "memory") for size in lab.sizes}
    growth = [
        Growth("log-time", "Opening the Log", "ms", opening),
        Growth("log-memory", "Memory that the Log takes", "MiB", taken),
    ]
    return rows, growth, found


def open_log(window: MainWindow) -> dict[str, float]:
    """Open the Log for the first time."""
    settle(0.5)
    before = memory("RssAnon")
    took = turn(window, "log")
    settle(0.5)
    return {"open": took.first, "whole": took.last, "memory": memory("RssAnon") - before}


if __name__ == "__main__":
    give(open_log(opened(Path(sys.argv[1]))))
