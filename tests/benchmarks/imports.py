# SPDX-License-Identifier: Apache-2.0
"""What a start of the app imports until its first page is painted, and how long each takes.

Also beside that of another checkout, such as one from before a change: by the same interpreter with
the same packages, in turn.
"""

import re
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.kept import ROOT
from tests.benchmarks.lab import EMPTY, Failed, Figures, Lab, interleaved, quickest
from tests.benchmarks.starts import timed

MOST = 40
RUNS = 5
_LINE = re.compile(r"^import time:\s*(\d+) \|\s*(\d+) \|(\s*)(\S+)$")


def profile(other: Path | None = None) -> str:
    """Give the modules that take longest, with how many there are, of this and another checkout."""
    lab = Lab()
    lab.kept.make(EMPTY.days)
    checkouts = [ROOT, *([other.resolve()] if other is not None else [])]
    with lab.open():
        starts = {checkout: partial(_started, lab, checkout) for checkout in checkouts}
        found = interleaved(RUNS, starts)
    return "\n".join(f"{checkout}\n{_least(runs)}" for checkout, runs in found.items())


def _least(runs: list[Figures]) -> str:
    """Give the profile of the run that took least, and the least that a start took at all."""
    best = min(runs, key=lambda run: float(run["taken"]))
    painted = quickest(runs, "painted") * 1000
    return (
        f"{painted:.0f} ms from the start of the process to the painted page, the least of "
        f"{len(runs)} runs; the imports of the run in which they took least:\n{best['told']}"
    )


def _started(lab: Lab, checkout: Path) -> Figures:
    """Start the app of a checkout on an empty record: once by the clock, once for its imports."""
    with tempfile.TemporaryDirectory() as place, lab.copy(EMPTY) as folder:
        for name in ("companion", "resources"):
            Path(place, name).symlink_to(checkout / name)
        # Found there before anywhere else; what starts and watches it is always this checkout's.
        lab.env["PYTHONPATH"] = f"{place}:{ROOT}"
        lab.env["PYTHONSAFEPATH"] = "1"
        painted = timed(lab, "started_app", folder)["painted"]
        command = lab.python("started_app", folder)
        command[1:1] = ["-X", "importtime"]
        ended = subprocess.run(
            command, env=lab.env, capture_output=True, text=True, timeout=60, check=False
        )
    if ended.returncode:
        raise Failed(ended.stderr)
    return {"painted": painted, "taken": taken(ended.stderr), "told": told(ended.stderr)}


def taken(output: str) -> float:
    """Give the milliseconds that all imports took together, which `-X importtime` printed."""
    return sum(own for _with_all, own, _name in _lines(output)) / 1000


def told(output: str) -> str:
    """Give a table of what `-X importtime` printed."""
    lines = _lines(output)
    text = [f"{len(lines)} modules, {taken(output):.1f} ms in all (with the cost of measuring)", ""]
    text.append(f"{'with all below':>14}  {'alone':>10}  module")
    for with_all, own, name in sorted(lines, reverse=True)[:MOST]:
        text.append(f"{with_all / 1000:11.1f} ms  {own / 1000:7.1f} ms  {name}")
    return "\n".join(text) + "\n"


def _lines(output: str) -> list[tuple[int, int, str]]:
    """Give microseconds with all below, those alone, and the name, of each module."""
    found = [_LINE.match(line) for line in output.splitlines()]
    return [(int(one[2]), int(one[1]), one[4]) for one in found if one is not None]
