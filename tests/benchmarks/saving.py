# SPDX-License-Identifier: Apache-2.0
"""A check-in, from the key that saves it until “Saved” is painted, beside one bare insert.

Both write to records of the same key on the same disk with the same pragmas, in turn.
`python -m tests.benchmarks.saving FOLDER OTHER COUNT` gives the seconds of each.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from companion.ui.main_window import MainWindow
from tests.benchmarks.bare_record import BareRecord
from tests.benchmarks.lab import Figures, Lab, middle
from tests.benchmarks.plot import Growth
from tests.benchmarks.records import Size
from tests.benchmarks.table import Row, median, with_passphrase
from tests.benchmarks.window import PaintWatch, give, opened, page_of, painted, run_loop

COUNT, FEW = 20, 10
"""How often in each run at the length that the row is about, and at each other one."""
FRAME = 0.016


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure saving on every length of record."""

    def run(size: Size, *, passphrase: bool) -> Figures:
        count = COUNT if size is lab.long else FEW
        with lab.copy(size, passphrase=passphrase) as folder, lab.copy(size) as other:
            return lab.figures("saving", folder, other, count)

    measured = lab.on_every_length(run)
    found, runs = measured.by_size, measured.by_size[lab.long]
    row = Row(
        name="save",
        group="saving",
        what=f"Saving a check-in, on the disk, until “Saved” is painted, {lab.long.name}",
        app=middle(runs, "save"),
        floor=middle(runs, "insert"),
        floor_is="one committed insert",
        most_ratio=3.0,
        spare=FRAME,
        runs=COUNT * len(runs),
    )
    growth = Growth(
        "save",
        "Saving a check-in",
        "ms",
        {size.days: middle(one, "save") for size, one in found.items()},
        {size.days: middle(one, "insert") for size, one in found.items()},
        "one committed insert",
    )
    rows = [row, with_passphrase(row, middle(measured.locked, "save"))]
    return rows, [growth], measured.details


# --- in the process that is measured --------------------------------------------------------------


def times(window: MainWindow, bare: BareRecord, count: int) -> dict[str, float]:
    """Save and insert in turn; give the median of each, and how long the key itself held on."""
    page_of(window, "today")
    # The first one builds the line that answers, and finds it.
    QTest.keyClick(handle_of(window), Qt.Key.Key_6)
    QTest.keyClick(handle_of(window), Qt.Key.Key_Return)
    run_loop(0.3)
    said = _answer(window)
    saves, keys, inserts = [], [], []
    for number in range(count):
        window.say("…")
        QTest.keyClick(handle_of(window), Qt.Key(Qt.Key.Key_1.value + number % 9))
        run_loop(0.05)
        watch = PaintWatch().over(said)
        held = time.perf_counter()

        def save() -> None:
            QTest.keyClick(handle_of(window), Qt.Key.Key_Return)
            keys.append(time.perf_counter() - held)  # noqa: B023 -- called at once

        saves.append(painted(watch, save, quiet=0.05).first)
        assert said.isVisible()
        assert said.text().startswith("Saved")
        watch.deleteLater()
        inserts.append(bare.insert_one("check_in"))
    return {"save": median(saves), "key": median(keys), "insert": median(inserts)}


def handle_of(window: MainWindow) -> QWindow:
    """Give what the window system sends keys to."""
    handle = window.windowHandle()
    assert handle is not None
    return handle


def _answer(window: MainWindow) -> QLabel:
    """Find the line that says that it was saved."""
    found = [
        one
        for one in window.findChildren(QLabel)
        if one.isVisible() and one.text().startswith("Saved ")
    ]
    assert len(found) == 1, [one.text() for one in found]
    return found[0]


if __name__ == "__main__":
    bare_ = BareRecord(Path(sys.argv[2]))
    give(times(opened(Path(sys.argv[1])), bare_, int(sys.argv[3])))
