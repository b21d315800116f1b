# SPDX-License-Identifier: Apache-2.0
"""Search as you type, from each key until what it found is painted, beside the raw query.

`python -m tests.benchmarks.searching FOLDER OTHER` gives the slowest key's seconds, and all.
"""

import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from companion.storage import search
from companion.ui.main_window import MainWindow
from companion.ui.pages.log import LogPage
from tests.benchmarks.bare_record import BareRecord
from tests.benchmarks.lab import Figures, Lab, middle
from tests.benchmarks.plot import Growth
from tests.benchmarks.records import Size
from tests.benchmarks.table import Row, with_passphrase
from tests.benchmarks.window import PaintWatch, give, opened, page_of, run_loop

WORDS = ("page 12", "music")
"""What is typed: letters that nearly every note has, and a word of some."""
LOOKED_AT = 0.4
"""Seconds after a key in which what it found has to be there."""
RAW = "SELECT entry_id FROM search WHERE search MATCH ?"


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure searching on every length of record."""

    def run(size: Size, *, passphrase: bool) -> Figures:
        with lab.copy(size, passphrase=passphrase) as folder, lab.copy(size) as other:
            return lab.figures("searching", folder, other)

    measured = lab.on_every_length(run)
    found, runs = measured.by_size, measured.by_size[lab.long]
    row = Row(
        name="search",
        group="searching",
        what=f"Search as you type, the slowest key, {lab.long.name}",
        app=middle(runs, "worst"),
        floor=middle(runs, "raw"),
        floor_is="the raw FTS query",
        most=0.05,
        runs=len(runs),
    )
    growth = Growth(
        "search",
        "Search as you type, the slowest key",
        "ms",
        {size.days: middle(one, "worst") for size, one in found.items()},
        {size.days: middle(one, "raw") for size, one in found.items()},
        "the raw FTS query",
        most=0.05,
    )
    rows = [row, with_passphrase(row, middle(measured.locked, "worst"))]
    return rows, [growth], measured.details


# --- in the process that is measured --------------------------------------------------------------


def keys(window: MainWindow, bare: BareRecord) -> dict[str, object]:
    """Type each of the words into an empty field, letter by letter."""
    page = page_of(window, "log")
    assert isinstance(page, LogPage)
    field = page.search
    field.setFocus()
    typed: dict[str, float] = {}
    raw: dict[str, float] = {}
    for words in WORDS:
        field.clear()
        run_loop(LOOKED_AT)
        for number, letter in enumerate(words, 1):
            said = words[:number]
            typed[said] = _key(page, field, letter)
            raw[said] = _query(bare, said)
    return {"worst": max(typed.values()), "raw": max(raw.values()), "typed": typed, "queries": raw}


def _key(page: LogPage, field: QLineEdit, letter: str) -> float:
    """Press a key; give the seconds until the list is painted last. A list that stays is no wait."""
    watch = PaintWatch().over(page.list)
    begun = time.perf_counter()
    QTest.keyClicks(field, letter)
    run_loop(LOOKED_AT)
    watch.deleteLater()
    return watch.last - begun if watch.count else 0.0


def _query(bare: BareRecord, words: str) -> float:
    asked = search.query(words)
    begun = time.perf_counter()
    bare.rows(RAW, (asked,))
    return time.perf_counter() - begun


if __name__ == "__main__":
    bare_ = BareRecord(Path(sys.argv[2]))
    give(keys(opened(Path(sys.argv[1])), bare_))
