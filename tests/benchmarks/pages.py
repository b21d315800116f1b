# SPDX-License-Identifier: Apache-2.0
"""Turning from page to page: the first time each page is seen, and every time after that.

`python -m tests.benchmarks.pages FOLDER` gives milliseconds by page for one window on a record.
"""

import sys
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from companion.ui import shortcuts
from companion.ui.main_window import MainWindow
from companion.ui.making_pages import page_names
from companion.ui.side import navigation
from tests.benchmarks.lab import LOCKED, Figures, Lab
from tests.benchmarks.plot import Growth
from tests.benchmarks.records import Size
from tests.benchmarks.table import Row, aligned, median, shown, with_passphrase
from tests.benchmarks.window import Painted, PaintWatch, give, opened, painted, settle

NOT_A_VISIT = frozenset({"welcome", "session", "session_day", "questionnaire"})
"""Pages that are about one session or questionnaire, and the first run: nobody turns to them."""
ROUNDS_AFTER = 3
GOALS = (("first", "the first time", 0.1), ("again", "again", 1 / 60))
"""A frame is a sixtieth of a second."""
NAMES = ("first", "first_whole", "again", "again_whole")


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure the switches on every length of record."""
    measured = lab.on_every_length(partial(lab.on_copy, "pages"))
    medians = {size: _by_page(runs) for size, runs in measured.by_size.items()}
    long, locked = medians[lab.long], _by_page(measured.locked)
    rows = []
    for name, what, most in GOALS:
        worst = max(long, key=lambda page: long[page][name])
        row = Row(
            name=f"page-{name}",
            group="pages",
            what=f"Any page, {what}, {lab.long.name} (slowest: {worst})",
            app=long[worst][name],
            most=most,
            runs=len(measured.locked),
        )
        rows += [row, with_passphrase(row, max(one[name] for one in locked.values()))]
    growth = [
        Growth(
            f"page-{name}",
            f"The slowest page, {words}",
            "ms",
            {
                size.days: max(one[name] for one in pages.values())
                for size, pages in medians.items()
            },
            most=most,
        )
        for name, words, most in GOALS
    ]
    return rows, growth, {**{size.name: one for size, one in medians.items()}, LOCKED: locked}


def _by_page(runs: list[Figures]) -> dict[str, dict[str, float]]:
    """Give the median of each figure of each page."""
    return {
        page: {name: median(run[page][name] for run in runs) for name in runs[0][page]}
        for page in runs[0]
    }


def table(found: Any, size: Size) -> str:
    """Write the second table: by page, to the first paint and to the last that came of it."""
    if not isinstance(found, dict):
        return ""
    lines = [("Page", "First time", "All of it", "Again", "All of it")]
    for page, figures in found[size.name].items():
        first, first_whole, again, again_whole = (shown(figures[name], "ms") for name in NAMES)
        lines.append((page, first, first_whole, again, again_whole))
    return aligned(lines)


# --- in the process that is measured --------------------------------------------------------------


def visits(window: MainWindow) -> dict[str, dict[str, float]]:
    """Turn to every page, then round again; give seconds to its first and to its last paint."""
    names = [name for name in page_names() if name not in NOT_A_VISIT]
    # Today is there already; its first time is that of a start.
    rounds = [
        {name: turn(window, name) for name in names if window.place[0] != name}
        for _round in range(1 + ROUNDS_AFTER)
    ]
    found = {}
    for name in names:
        first = rounds[0].get(name)
        later = [one[name] for one in rounds[1:]]
        again = median(one.first for one in later)
        whole = median(one.last for one in later)
        first = first or Painted(again, whole)
        found[name] = {
            "first": first.first,
            "first_whole": first.last,
            "again": again,
            "again_whole": whole,
        }
    return found


def turn(window: MainWindow, name: str) -> Painted:
    """Turn to a page as a person does: by its key where it has one."""
    watch = PaintWatch()
    add_page = window.add_page

    def added(new: str, page: Any) -> None:
        watch.over_page(page)
        add_page(new, page)

    known = window.made(name)
    if known is not None:
        watch.over_page(known)
    setattr(window, "add_page", added)  # noqa: B010 -- a page is watched as it comes
    try:
        turned = painted(watch, lambda: press_way(window, name))
    finally:
        setattr(window, "add_page", add_page)  # noqa: B010
    assert window.place[0] == name
    settle(0.02)
    watch.deleteLater()
    return turned


def press_way(window: MainWindow, name: str) -> None:
    """Press the keys of a page; ask the window for one that has none, as a button on a page does."""
    ways = {page: shortcuts.page_keys(n) for n, (page, _w, _i) in enumerate(navigation(), 1)}
    ways |= {"settings": shortcuts.SETTINGS, "help": shortcuts.HELP[0]}
    if name in ways:
        QTest.keySequence(window, QKeySequence(ways[name]))
    else:
        window.open_page(name)


if __name__ == "__main__":
    give(visits(opened(Path(sys.argv[1]))))
