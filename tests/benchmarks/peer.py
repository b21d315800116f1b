# SPDX-License-Identifier: Apache-2.0
"""A start beside an installed program of another maker: novelWriter, also written for Qt in Python.

It has no place to ask when it was painted. So both are watched from outside, alike: the screen's
own memory is looked at, and what counts is when it changed last before it is quiet.
"""

import mmap
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from tests.benchmarks.kept import ROOT
from tests.benchmarks.lab import Failed, Figures, Lab, interleaved, middle
from tests.benchmarks.plot import Growth
from tests.benchmarks.table import Row

NAME = "novelWriter"
PINNED = ("novelwriter==26.2.2", "PyQt6==6.11.0", "PyQt6-Qt6==6.11.2", "pyenchant==3.3.0")
ROUNDS = 5
LOOK = 0.008
"""Seconds between two looks at the screen."""
QUIET = 0.5
"""Seconds without a change after which the window is what it will be."""
PATIENCE = 30.0
SAMPLES = 86
"""Stripes that the screen is looked at in."""
LARGE = 0.6
"""The share of them that a window covers; what is lower is a picture shown before it."""


class NoPeer(Exception):
    """The other program could not be installed; the message says why."""


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure both starts in turn, from outside."""
    words = f"Start to window, {lab.long.name}, beside {NAME} (both watched from outside)"
    row = Row(
        name="start-peer",
        group="peer",
        what=words,
        app=None,
        floor_is=f"{NAME} {PINNED[0].partition('==')[2]}",
        most_ratio=0.35,
    )
    memory = Row(
        name="start-peer-memory",
        group="peer",
        what="The same, peak memory",
        app=None,
        floor_is=row.floor_is,
        unit="MiB",
    )
    try:
        program = installed(lab.place / "peer")
    except NoPeer as reason:
        return [_told(row, str(reason))], [], str(reason)
    found = interleaved(
        lab.times(ROUNDS),
        {"app": partial(_app, lab), "peer": partial(_peer, lab, program)},
    )
    runs = lab.times(ROUNDS)
    rows = [
        _with(row, found, "painted", runs),
        _with(memory, found, "peak", runs),
    ]
    return rows, [], found


def _told(row: Row, note: str) -> Row:
    return replace(row, note=note)


def _with(row: Row, found: Mapping[str, Sequence[Figures]], figure: str, runs: int) -> Row:
    app, floor = (middle(found[name], figure) for name in ("app", "peer"))
    return replace(row, app=app, floor=floor, runs=runs)


def installed(folder: Path) -> Path:
    """Give the other program, installed into an environment of its own. Raises NoPeer."""
    program = folder / "bin" / "novelwriter"
    stamp = folder / "installed.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == "\n".join(PINNED):
        return program
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *PINNED],
    ):
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode or not folder.is_dir():
            last = (ended.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise NoPeer(f"{NAME} could not be installed here: {last}")
    stamp.write_text("\n".join(PINNED), encoding="utf-8")
    return program


def _app(lab: Lab) -> Figures:
    with lab.copy(lab.long) as folder:
        command = [sys.executable, "-m", "companion", "--data-dir", str(folder)]
        return from_outside(lab, command)


def _peer(lab: Lab, program: Path) -> Figures:
    """Start the other program as someone has it who used it before: its own files are there."""
    home = lab.place / "peer" / "home"
    home.mkdir(exist_ok=True)
    places = [f"--config={home / 'novelwriter.conf'}", f"--data={home}"]
    return from_outside(lab, [str(program), *places])


# --- watching from outside ------------------------------------------------------------------------


class Screen:
    """What is on the screen, as the X server keeps it in a file."""

    def __init__(self, picture: Path) -> None:
        self._file = picture.open("rb")
        self._seen = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._step = len(self._seen) // SAMPLES
        self.empty = self.look()

    def look(self) -> tuple[int, ...]:
        """Give a sum of each of many stripes of the screen, from above to below."""
        places = range(0, self._step * SAMPLES, self._step)
        return tuple(zlib.crc32(self._seen[at : at + self._step]) for at in places)

    def close(self) -> None:
        """Let go of it."""
        self._seen.close()
        self._file.close()


def from_outside(lab: Lab, command: Sequence[str]) -> Figures:
    """Start a program; give the seconds until its window was what it will be, and its memory."""
    screen = Screen(lab.picture)
    begun = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=lab.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        changed = _last_change(screen, begun)
        return {"painted": changed - begun, "peak": _peak(process.pid)}
    finally:
        _end(process)
        _wait_for_empty(screen)
        screen.close()


def _last_change(screen: Screen, begun: float) -> float:
    """Give when the screen changed last before it was quiet, once a window is on it."""
    seen, changed = screen.empty, begun
    while True:
        time.sleep(LOOK)
        now, at = screen.look(), time.monotonic()
        if now != seen:
            seen, changed = now, at
        differs = sum(one != other for one, other in zip(seen, screen.empty, strict=True))
        if differs >= LARGE * SAMPLES and at - changed > QUIET:
            return changed
        if at - begun > PATIENCE:
            raise Failed("no window came that stays as it is")


def _peak(number: int) -> int:
    status = Path(f"/proc/{number}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program, and what it has started: it has no diary but a copy."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait_for_empty(screen: Screen) -> None:
    end = time.monotonic() + 5
    while screen.look() != screen.empty and time.monotonic() < end:
        time.sleep(LOOK)
    time.sleep(0.1)
