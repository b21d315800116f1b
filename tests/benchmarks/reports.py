# SPDX-License-Identifier: Apache-2.0
"""The report, from the press of “Save PDF” to the file, beside Typst setting the same page.

`python -m tests.benchmarks.reports FOLDER KIND DATA` saves one in the real window, and writes what
Typst is handed into the folder DATA; `python -m tests.benchmarks.typst_alone DATA` sets just that.
"""

import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.content import Content
from companion.domain.records import Snapshot
from companion.report.parts import Options, Section
from companion.report.pdf import document
from companion.report.scope import scope_of
from companion.report.summary import summarise
from companion.ui import file_dialogs
from companion.ui.main_window import MainWindow
from companion.ui.pages.report import ReportPage
from tests.benchmarks import records
from tests.benchmarks.lab import LOCKED, ROUNDS, Figures, Lab, interleaved, middle
from tests.benchmarks.plot import Growth
from tests.benchmarks.records import Size
from tests.benchmarks.table import Row, shown, with_passphrase
from tests.benchmarks.typst_alone import ATTACHMENT, DATA, PREPARED
from tests.benchmarks.window import give, memory, opened, page_of, settle, wait_until

SIX_WEEKS, WHOLE = "six-weeks", "whole"
FLOOR = "Typst alone, same template and data"
MEMORY = 300 * 2**20
OFTEN = 5
"""How often the report on six weeks is saved, which is short."""


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure a usual report, and one of everything, on every length of record."""
    of_weeks = {
        "without": partial(_beside_typst, lab, lab.long, SIX_WEEKS),
        LOCKED: partial(_saved, lab, lab.long, SIX_WEEKS, passphrase=True),
    }
    short, locked = interleaved(lab.times(OFTEN), of_weeks, warm=False).values()
    weeks = {
        size: short if size is lab.long else [_beside_typst(lab, size, SIX_WEEKS)]
        for size in lab.sizes
    }
    of_all = {
        "time": partial(_beside_typst, lab, lab.long, WHOLE),
        # In runs of its own, for to look at it takes time.
        "memory": partial(_saved, lab, lab.long, WHOLE, memory=True),
    }
    runs, looked_at = interleaved(lab.times(ROUNDS), of_all, warm=False).values()
    once = {
        size: [_beside_typst(lab, size, WHOLE, memory=True)]
        for size in lab.sizes
        if size is not lab.long
    }
    whole = {size: once.get(size, runs) for size in lab.sizes}
    memory_of = {size: middle(once.get(size, looked_at), "together") for size in lab.sizes}
    prepared = shown(middle(short, "typst_prepared"), "ms")
    usual = Row(
        name="report",
        group="report",
        what="Report on six weeks, click to file",
        app=middle(short, "app"),
        floor=middle(short, "typst"),
        floor_is=FLOOR,
        most_ratio=1.3,
        runs=len(short),
        note=f"The app has shown the pages before; Typst that has, too, takes {prepared}.",
    )
    rows = [
        usual,
        with_passphrase(usual, middle(locked, "app")),
        Row(
            name="report-whole",
            group="report",
            what=f"Report on {lab.long.name} with every answer and day, click to file",
            app=middle(runs, "app"),
            floor=middle(runs, "typst"),
            floor_is=FLOOR,
            unit="s",
            most_ratio=1.3,
            runs=len(runs),
        ),
        Row(
            name="report-memory",
            group="report",
            what="The same, peak memory of the app and all it starts",
            app=memory_of[lab.long],
            floor=middle(runs, "typst_peak"),
            floor_is=FLOOR,
            unit="MiB",
            most=MEMORY,
            runs=len(looked_at),
        ),
    ]
    growth = [
        Growth(
            "report",
            "Report on six weeks",
            "ms",
            {size.days: middle(one, "app") for size, one in weeks.items()},
            {size.days: middle(one, "typst") for size, one in weeks.items()},
            FLOOR,
        ),
        Growth(
            "report-whole",
            "Report with every answer and day",
            "s",
            {size.days: middle(one, "app") for size, one in whole.items()},
            {size.days: middle(one, "typst") for size, one in whole.items()},
            FLOOR,
        ),
        Growth(
            "report-memory",
            "Peak memory of that report",
            "MiB",
            {size.days: most for size, most in memory_of.items()},
            {size.days: middle(one, "typst_peak") for size, one in whole.items()},
            FLOOR,
            most=MEMORY,
        ),
    ]
    details = {
        SIX_WEEKS: short,
        f"{SIX_WEEKS} {LOCKED}": locked,
        **{f"{WHOLE} {size.name}": one for size, one in whole.items()},
        f"{WHOLE} {lab.long.name}, memory": looked_at,
    }
    return rows, growth, details


def _saved(
    lab: Lab, size: Size, kind: str, *, passphrase: bool = False, memory: bool = False
) -> Figures:
    """Save a report in a process of its own."""
    with lab.copy(size, passphrase=passphrase) as folder:
        return lab.figures("reports", folder, kind, _room(folder), memory=memory)


def _beside_typst(lab: Lab, size: Size, kind: str, *, memory: bool = False) -> Figures:
    """Save a report, and let Typst alone set the same in further processes."""
    with lab.copy(size) as folder:
        data = _room(folder)
        app = lab.figures("reports", folder, kind, data, memory=memory)
        alone = lab.figures("typst_alone", data)
        ready = lab.figures("typst_alone", data, PREPARED) if kind == SIX_WEEKS else alone
    return {
        **app,
        "typst": alone["seconds"],
        "typst_peak": alone["peak"],
        "typst_prepared": ready["seconds"],
    }


def _room(folder: Path) -> Path:
    data = folder.parent / "data"
    data.mkdir()
    return data


# --- in the process that is measured --------------------------------------------------------------


def save(window: MainWindow, kind: str, data: Path) -> dict[str, float]:
    """Choose what goes in, wait for the pages, and press “Save PDF”."""
    page = page_of(window, "report")
    assert isinstance(page, ReportPage)
    _choose(page, kind)
    settle(1.0)
    wait_until(lambda: page.preview.count > 0)
    settle()
    target = data / "report.pdf"
    setattr(file_dialogs, "ask_where_to_save", lambda *_asked: target)  # noqa: B010
    page.save_button.setFocus()
    begun = time.perf_counter()
    QTest.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    wait_until(target.exists, patience=120)
    took = time.perf_counter() - begun
    settle()
    peak = memory("VmHWM")
    _keep(page, window.context.diary.snapshot(), data)
    return {"app": took, "peak_of_window": peak, "bytes": target.stat().st_size}


def _choose(page: ReportPage, kind: str) -> None:
    if kind == WHOLE:
        page.period.whole.click()
        page.contents.boxes[Section.ANSWERS].setChecked(True)
        return
    last = records.clock().date()
    page.period.own.click()
    page.period.first.set_raw((last - timedelta(days=41)).isoformat())
    page.period.last.set_raw(last.isoformat())
    page.period.edited.emit()


def _keep(page: ReportPage, snapshot: Snapshot, data: Path) -> None:
    """Write down what Typst was handed for the report that was saved."""
    # Not before: whoever saves a report for the first time waits for it, too.
    from companion.exchange import fhir

    period = page.period.chosen()
    assert period is not None
    options = Options(
        first=period[0],
        last=period[1],
        sections=page.contents.sections(),
        paper=page.file.paper,
        attached=True,
    )
    content, now = Content(), records.clock()
    summary = summarise(snapshot, content, options, now)
    (data / DATA).write_bytes(msgspec.json.encode(document(summary, options.paper)))
    (data / ATTACHMENT).write_bytes(fhir.document(scope_of(snapshot, content, options, now)))


def main(arguments: Sequence[str]) -> None:
    """Save one report."""
    give(save(opened(Path(arguments[0])), arguments[1], Path(arguments[2])))


if __name__ == "__main__":
    main(sys.argv[1:])
