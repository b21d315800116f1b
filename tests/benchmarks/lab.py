# SPDX-License-Identifier: Apache-2.0
"""What every measurement is done with: copies of records, processes of their own, one screen."""

import compileall
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from tests.benchmarks.kept import ROOT, Kept
from tests.benchmarks.records import SIZES, Size
from tests.benchmarks.table import median

sys.path.append(str(ROOT / "packaging"))

from side_by_side import start_window_manager
from virtual_screen import virtual_screen

PLACE = ROOT / "build" / "bench"
PATIENCE = 300
"""Seconds that one process may take."""
EMPTY = Size("empty", 0)
LOCKED = "with a passphrase"

ROUNDS = 3
"""How often the record that rows are about is measured, at least."""

Figures = Mapping[str, Any]
NameT = TypeVar("NameT")


class OnRecord(Protocol):
    """What is measured on a record of some length, with a passphrase or without."""

    def __call__(self, size: Size, /, *, passphrase: bool) -> Figures:
        """Measure it once."""


class Runs(NamedTuple):
    """What came of one thing on every length of record, and on one with a passphrase."""

    by_size: Mapping[Size, list[Figures]]
    locked: list[Figures]

    @property
    def details(self) -> dict[str, list[Figures]]:
        """All of it by name."""
        return {**{size.name: one for size, one in self.by_size.items()}, LOCKED: self.locked}


class Failed(Exception):
    """A process that was to be measured came to no end, or to a bad one."""


class Lab:
    """Starts what is measured, each time in a process of its own and on a record of its own."""

    def __init__(self, *, quick: bool = False, place: Path = PLACE) -> None:
        self.quick = quick
        self.place = place
        self.kept = Kept(place / "records")
        self.sizes = SIZES[:2] if quick else SIZES
        """The lengths of record, the shortest first."""
        self.long = SIZES[1] if quick else SIZES[2]
        """The one that most rows are about."""
        self.year, self.longest = (SIZES[0], SIZES[1]) if quick else (SIZES[1], SIZES[3])
        """The two whose growth a row is about."""
        self.env: dict[str, str] = {}
        self.picture = Path()
        """The file in which the screen is kept as it is drawn."""
        self._folder = Path()

    @contextlib.contextmanager
    def open(self) -> Iterator["Lab"]:
        """Have a screen, a window manager and room for copies for as long as the block runs."""
        self.place.mkdir(parents=True, exist_ok=True)
        # As it is installed: nothing is left to be compiled at a start.
        for package in ("companion", "tests/benchmarks"):
            compileall.compile_dir(ROOT / package, quiet=2)
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(dir=self.place, prefix="run-"))
            self._folder = Path(folder)
            display, self.picture = stack.enter_context(virtual_screen(self._folder / "screen"))
            log = stack.enter_context(tempfile.TemporaryFile("w+"))
            self.env = {
                **os.environ,
                "DISPLAY": display,
                "QT_QPA_PLATFORM": "xcb",
                "LANGUAGE": "en",
                "LC_ALL": "C.UTF-8",
                # A process that crashes says where.
                "PYTHONFAULTHANDLER": "1",
            }
            self.env.pop("WAYLAND_DISPLAY", None)
            start_window_manager(stack, log.fileno(), self.env)
            yield self

    def times(self, usual: int) -> int:
        """Give how often to measure something that is usually measured so many times."""
        return min(usual, 3) if self.quick else usual

    @contextlib.contextmanager
    def copy(self, size: Size, *, passphrase: bool = False) -> Iterator[Path]:
        """Give a copy of a record, gone afterwards."""
        folder = Path(tempfile.mkdtemp(dir=self._folder, prefix="record-"))
        try:
            yield self.kept.copy(size.days, folder / "Companion", passphrase=passphrase)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def python(self, module: str, *arguments: object) -> list[str]:
        """Give the command that runs a module in this Python."""
        return [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]

    def figures(self, module: str, *arguments: object, memory: bool = False) -> Figures:
        """Run a module that ends by giving figures, and take them.

        With ``memory`` they tell, besides, what it and all that it starts took ``together`` at most.
        """
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as wrong:
            process = subprocess.Popen(
                self.python(module, *arguments), cwd=ROOT, env=self.env, stdout=said, stderr=wrong
            )
            try:
                together = most_together(process) if memory else 0
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired as late:
                process.kill()
                process.wait()
                raise Failed(f"{module}: it came to no end") from late
            except BaseException:
                process.kill()
                process.wait()
                raise
            said.seek(0)
            wrong.seek(0)
            lines = said.read().splitlines()
            if process.returncode or not lines:
                said_at_last = f"{' '.join(lines)}{wrong.read()}"
                raise Failed(f"{module} ended with {process.returncode}: {said_at_last}")
        found: Figures = json.loads(lines[-1])
        return {**found, "together": together} if memory else found

    def on_copy(
        self, module: str, size: Size, *arguments: object, passphrase: bool = False
    ) -> Figures:
        """Run such a module on a copy of a record, which is its first argument."""
        with self.copy(size, passphrase=passphrase) as folder:
            return self.figures(module, folder, *arguments)

    def on_every_length(self, run: OnRecord) -> Runs:
        """Measure something on the record that rows are about, in turn without and with a passphrase.

        On every other length once: these are for the pictures of growth only.
        """
        once = {size: [run(size, passphrase=False)] for size in self.sizes if size is not self.long}
        cases = {locked: partial(run, self.long, passphrase=locked) for locked in (False, True)}
        often = interleaved(self.times(ROUNDS), cases, warm=False)
        by_size = {size: once.get(size, often[False]) for size in self.sizes}
        return Runs(by_size, often[True])


def most_together(process: "subprocess.Popen[bytes]") -> int:
    """Give the most memory in bytes that a process and all it starts took together, until it ends.

    What several of them share is counted once.
    """
    most = 0
    while process.poll() is None:
        most = max(most, sum(_share_of(one) for one in _with_children(process.pid)))
        time.sleep(0.04)
    return most


def _with_children(number: int) -> Iterator[int]:
    yield number
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{number}/task").iterdir():
            for child in (task / "children").read_text(encoding="utf-8").split():
                yield from _with_children(int(child))


def _share_of(number: int) -> int:
    with contextlib.suppress(OSError):
        said = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="utf-8")
        return next(
            (int(line.split()[1]) * 1024 for line in said.splitlines() if line.startswith("Pss:")),
            0,
        )
    return 0


def interleaved(
    rounds: int, cases: Mapping[NameT, Callable[[], Figures]], *, warm: bool = True
) -> dict[NameT, list[Figures]]:
    """Run every case in turn, so many rounds, so that what else the computer does meets all alike.

    A first round, which is not counted, brings what they read into memory.
    """
    found: dict[NameT, list[Figures]] = {name: [] for name in cases}
    for number in range(rounds + warm):
        for name, run in cases.items():
            figures = run()
            if number >= warm:
                found[name].append(figures)
    return found


def middle(found: Sequence[Figures], name: str) -> float:
    """Give the median of one figure over several runs."""
    return median(float(one[name]) for one in found)


def quickest(found: Sequence[Figures], name: str) -> float:
    """Give the least of one figure over several runs."""
    return min(float(one[name]) for one in found)
