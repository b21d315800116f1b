# SPDX-License-Identifier: Apache-2.0
"""The longest time that the window answers nobody, over a scripted visit of all there is.

A timer of a few milliseconds ticks in the window's own thread; a tick that comes late tells how
long the event loop was held up, and by what. `python -m tests.benchmarks.watchdog FOLDER OTHER`
gives each thing that was done with its longest gap; the record in OTHER is taken in at the end.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from companion.exchange import archive
from companion.storage import diary as diaries
from companion.ui import file_dialogs
from companion.ui.main_window import MainWindow
from companion.ui.making_pages import page_names
from companion.ui.pages.log import LogPage
from companion.ui.pages.trends import TrendsPage
from tests.benchmarks import records
from tests.benchmarks.lab import Lab
from tests.benchmarks.pages import NOT_A_VISIT, press_way
from tests.benchmarks.plot import Growth
from tests.benchmarks.saving import handle_of
from tests.benchmarks.table import Row, median
from tests.benchmarks.window import give, opened, run_loop

TICK = 0.004
MOST = 0.1
ROUNDS = 2
PATIENCE = 120.0


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure the gaps over the visit."""
    found = []
    for _run in range(lab.times(ROUNDS)):
        with lab.copy(lab.long) as folder, lab.copy(lab.year) as other:
            found.append(lab.figures("watchdog", folder, other))
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
    return [row], [], dict(sorted(gaps.items(), key=lambda pair: -pair[1]))


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


def visit(window: MainWindow, file: Path) -> dict[str, float]:
    """Do everything that a person does, one after another."""
    dog = Watchdog()
    out = file.parent / "out"
    out.mkdir()
    asked = iter(out / name for name in ("report.pdf", "all.json", "all.companion-backup"))
    setattr(file_dialogs, "ask_where_to_save", lambda *_asked: next(asked))  # noqa: B010
    setattr(file_dialogs, "ask_which_to_open", lambda *_asked: file)  # noqa: B010
    for time_ in ("first", "second"):
        for name in page_names():
            if name not in NOT_A_VISIT:
                dog.during(f"{name}, {time_} visit", partial(press_way, window, name))
                dog.during(f"scrolling {name}", lambda: _scroll(window), 0.05)
    _search(dog, window)
    _ranges(dog, window)
    _save(dog, window)
    press_way(window, "report")
    dog.during("making a report", lambda: _press(window.page, "Save PDF"), 1.0)
    window.open_page("settings", "diary")
    run_loop(0.3)
    dog.during("exporting everything", lambda: _press(window.page, "Export everything …"), 1.0)
    window.open_page("settings", "backups")
    run_loop(0.3)
    dog.during("making a backup", lambda: _press(window.page, "Back up now"), 1.0)
    window.open_page("settings", "diary")
    run_loop(0.3)
    dog.during("importing an archive", lambda: _import(window), 1.0)
    return dog.gaps


def _scroll(window: MainWindow) -> None:
    bar = window.page.verticalScrollBar()
    for share in (0.25, 0.5, 1.0, 0.0):
        bar.setValue(round(bar.maximum() * share))
        run_loop(0.02)


def _search(dog: Watchdog, window: MainWindow) -> None:
    press_way(window, "log")
    page = window.page
    assert isinstance(page, LogPage)
    for letter in "page 12":
        dog.during("searching", partial(QTest.keyClicks, page.search, letter))
    dog.during("searching", page.search.clear)


def _ranges(dog: Watchdog, window: MainWindow) -> None:
    press_way(window, "trends")
    page = window.page
    assert isinstance(page, TrendsPage)
    for value in (*page.range.buttons, "treatment"):
        dog.during(
            "choosing another range in Trends",
            partial(QTest.mouseClick, page.range.buttons[value], Qt.MouseButton.LeftButton),
        )


def _save(dog: Watchdog, window: MainWindow) -> None:
    press_way(window, "today")
    run_loop(0.3)
    handle = handle_of(window)

    def save() -> None:
        QTest.keyClick(handle, Qt.Key.Key_6)
        QTest.keyClick(handle, Qt.Key.Key_Return)

    dog.during("saving a check-in", save)


def _press(place: QWidget, words: str) -> None:
    """Press the one button of these words."""
    found = [
        one
        for one in place.findChildren(QAbstractButton)
        if one.isVisible() and one.text() == words
    ]
    assert len(found) == 1, f"{words}: {len(found)}"
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def _import(window: MainWindow) -> None:
    """Press the way in, and agree to what the dialog shows."""
    look = QTimer(window, interval=50)
    agreed: list[float] = []

    def agree() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            look.stop()
            agreed.append(time.perf_counter())
            _press(dialog, "Import")

    look.timeout.connect(agree)
    look.start()
    _press(window.page, "Import an archive …")
    end = time.perf_counter() + PATIENCE
    while not agreed and time.perf_counter() < end:
        run_loop(0.05)
    assert agreed, "the dialog of an import came"


def _archive_of(folder: Path) -> Path:
    file = folder.parent / "other.companion.json"
    diary = diaries.open_(folder, records.clock)
    archive.export(diary, file)
    diary.close()
    return file


if __name__ == "__main__":
    file_ = _archive_of(Path(sys.argv[2]))
    give(visit(opened(Path(sys.argv[1])), file_))
