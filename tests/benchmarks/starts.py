# SPDX-License-Identifier: Apache-2.0
"""From the start of the process to the painted page: beside a bare window, and record by record."""

import time
from functools import partial

from tests.benchmarks.lab import EMPTY, Figures, Lab, interleaved, middle
from tests.benchmarks.plot import Growth
from tests.benchmarks.records import Size
from tests.benchmarks.table import Row

ROUNDS, FEW = 7, 3
BARE = "bare"
LOCKED = "locked"


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure the starts: time, memory, and what the record's length adds."""
    cases = {BARE: partial(timed, lab, "bare_window")}
    cases |= {size.name: partial(_started, lab, size) for size in (EMPTY, *lab.sizes)}
    cases[LOCKED] = partial(_started, lab, lab.long, passphrase=True)
    found = interleaved(lab.times(ROUNDS), cases)
    locked = _locked(lab) | {lab.long: found[LOCKED]}
    long, n = found[lab.long.name], lab.times(ROUNDS)
    bare, floor = found[BARE], "a bare PySide6 window"
    words = f"start to painted Today, {lab.long.name}"
    rows = [
        Row(
            name="start",
            group="start",
            what=f"Process {words}",
            app=middle(long, "painted"),
            floor=middle(bare, "painted"),
            floor_is=floor,
            most_ratio=1.6,
            runs=n,
        ),
        Row(
            name="start-memory",
            group="start",
            what="The same, peak memory",
            app=middle(long, "peak"),
            floor=middle(bare, "peak"),
            floor_is=floor,
            unit="MiB",
            most_ratio=1.7,
            runs=n,
        ),
        Row(
            name="start-growth",
            group="start",
            what=f"The same start, {lab.long.name} beside an empty record",
            app=middle(long, "painted"),
            floor=middle(found[EMPTY.name], "painted"),
            floor_is="an empty record",
            most_ratio=1.1,
            runs=n,
        ),
        Row(
            name="start-locked",
            group="start",
            what=f"The same with a passphrase, to the page that asks for it, {lab.long.name}",
            app=middle(found[LOCKED], "painted"),
            floor=middle(bare, "painted"),
            floor_is=floor,
            runs=n,
        ),
    ]
    growth = [
        Growth(
            "start",
            "Process start to painted Today",
            "ms",
            {s.days: middle(found[s.name], "painted") for s in lab.sizes},
            {s.days: middle(bare, "painted") for s in lab.sizes},
            floor,
        ),
        Growth(
            "start-locked",
            "Process start to the page that asks for the passphrase",
            "ms",
            {size.days: middle(one, "painted") for size, one in locked.items()},
            {size.days: middle(bare, "painted") for size in lab.sizes},
            floor,
        ),
        Growth(
            "start-memory",
            "Peak memory of a start",
            "MiB",
            {s.days: middle(found[s.name], "peak") for s in lab.sizes},
            {s.days: middle(bare, "peak") for s in lab.sizes},
            floor,
        ),
    ]
    return rows, growth, {**found, "other locked": {s.name: locked[s] for s in _others(lab)}}


def _others(lab: Lab) -> list[Size]:
    return [size for size in lab.sizes if size is not lab.long]


def _locked(lab: Lab) -> dict[Size, list[Figures]]:
    """Start on the other lengths of record with a passphrase, of which nothing is read then."""
    cases = {size: partial(_started, lab, size, passphrase=True) for size in _others(lab)}
    return interleaved(lab.times(FEW), cases, warm=False)


def _started(lab: Lab, size: Size, *, passphrase: bool = False) -> Figures:
    with lab.copy(size, passphrase=passphrase) as folder:
        return timed(lab, "started_app", folder)


def timed(lab: Lab, module: str, *arguments: object) -> Figures:
    """Start a process, and give its figures counted from before that."""
    begun = time.monotonic()
    found = lab.figures(module, *arguments)
    return {**found, "painted": found["painted"] - begun, "settled": found["settled"] - begun}
