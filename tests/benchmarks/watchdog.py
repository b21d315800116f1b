# SPDX-License-Identifier: Apache-2.0
"""The longest time that the window answers nobody, over a scripted visit of all there is.

A timer of a few milliseconds ticks in the window's own thread; a tick that comes late tells how
long the event loop was held up, and by what. `python -m tests.benchmarks.watchdog FOLDER OTHER`
gives each thing that was done with its longest gap; the record in OTHER is taken in at the end.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer

from companion.exchange import archive
from companion.storage import diary as diaries
from tests.benchmarks import records
from tests.benchmarks.lab import ROUNDS, Figures, Lab
from tests.benchmarks.plot import Growth
from tests.benchmarks.records import Size
from tests.benchmarks.table import Row, median
from tests.benchmarks.visit import visit
from tests.benchmarks.window import give, opened, run_loop

TICK = 0.004
MOST = 0.1
PATIENCE = 120.0


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure the gaps over the visit of a record with a passphrase: only that can be locked."""
    found = [_visited(lab, lab.long) for _run in range(lab.times(ROUNDS))]
    once = {size: _visited(lab, size) for size in lab.sizes if size is not lab.long}
    gaps = {doing: median(one[doing] for one in found) for doing in found[0]}
    worst = max(gaps, key=lambda doing: gaps[doing])
    row = Row(
        name="watchdog",
        group="watchdog",
        what=f"The longest gap of the event loop over a visit of everything, {lab.long.name}",
        app=gaps[worst],
        most=MOST,
        runs=len(found),
        note=f"The longest was while: {worst}.",
    )
    longest = {size.days: max(once.get(size, gaps).values()) for size in lab.sizes}
    growth = Growth("watchdog", "The longest gap of the event loop", "ms", longest, most=MOST)
    return [row], [growth], dict(sorted(gaps.items(), key=lambda pair: -pair[1]))


def _visited(lab: Lab, size: Size) -> Figures:
    # In what a record holds already there is nothing to agree to.
    strange = next(one for one in (lab.year, *lab.sizes) if one is not size)
    with lab.copy(size, passphrase=True) as folder, lab.copy(strange) as other:
        return lab.figures("watchdog", folder, other)


# --- in the process that is measured --------------------------------------------------------------


class Watchdog(QObject):
    """Ticks, and keeps the longest time between two ticks for each thing that was done."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: dict[str, float] = {}
        self._doing = ""
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=round(TICK * 1000))
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)

    def during(self, doing: str, act: Callable[[], object], seconds: float = 0.2) -> None:
        """Do something, and watch until all that came of it is over."""
        self._doing = doing
        self._last = time.perf_counter()
        self._timer.start()
        act()
        run_loop(seconds)
        end = time.perf_counter() + PATIENCE
        while QThreadPool.globalInstance().activeThreadCount() and time.perf_counter() < end:
            run_loop(0.02)
        run_loop(0.05)
        self._timer.stop()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        gap = max(0.0, now - self._last - TICK)
        self._last = now
        self.gaps[self._doing] = max(gap, self.gaps.get(self._doing, 0.0))


def _archive_of(folder: Path) -> Path:
    file = folder.parent / "other.companion.json"
    diary = diaries.open_(folder, records.clock)
    archive.export(diary, file)
    diary.close()
    return file


if __name__ == "__main__":
    file_ = _archive_of(Path(sys.argv[2]))
    dog_ = Watchdog()
    visit(dog_, opened(Path(sys.argv[1])), file_)
    give(dog_.gaps)
