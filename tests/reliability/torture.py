# SPDX-License-Identifier: Apache-2.0
"""The long run of every harness: `python3 packaging/dev.py torture`, about an hour.

It goes in slices and keeps what is done in a file, so that it can be stopped at any time and goes
on at the next start. At its end, and whenever it is stopped, it prints one table of figures.
``--release`` goes ten times as far, on from what was done; ``--fresh`` forgets what was done.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import msgspec
import sqlcipher3
from msgspec import Struct

from tests.reliability.outcome import Outcome

FOLDER = Path(__file__).parents[2] / "build" / "torture"
STATE = "state.json"
TABLE = "figures.txt"


class Harness(Struct, frozen=True):
    """A module with ``run(count, seed, folder)``, and how much of it is run.

    ``short`` is one slice; ``long`` and ``release`` are counts in all.
    """

    name: str
    module: str
    short: int
    long: int
    release: int


HARNESSES = (
    Harness("killed while saving", "kills", 100, 2_000, 10_000),
    Harness("killed in long operations", "kills_inside", 10, 200, 1_000),
    Harness("killed in backup and restore", "backup_kills", 20, 200, 1_000),
    Harness("killed while typing", "keystrokes", 5, 60, 600),
    Harness("wrong passphrases", "passphrases", 50, 1_000, 10_000),
    Harness("power cuts", "power", 1_000, 20_000, 100_000),
    Harness("failing system calls", "calls", 150, 2_700, 27_000),
    Harness("starts at once", "one_writer", 6, 200, 2_000),
    Harness("full disks", "full_disk", 4, 20, 200),
    Harness("damaged files", "damage", 250, 5_000, 50_000),
    Harness("hostile imports", "imports", 1_000, 20_000, 100_000),
    Harness("days of backups", "years", 3_650, 3_650, 36_500),
)


class Done(Struct):
    """What of a harness is done: how many slices, in how many seconds, and what came of them."""

    outcome: Outcome
    slices: int = 0
    seconds: float = 0.0


class Run:
    """The run that a folder holds the state of."""

    def __init__(self, folder: Path, harnesses: Sequence[Harness], *, release: bool) -> None:
        self._folder = folder
        self._release = release
        self._harnesses = harnesses
        self.done: dict[str, Done] = {}
        with suppress(FileNotFoundError):
            state = (folder / STATE).read_bytes()
            self.done = msgspec.json.decode(state, type=dict[str, Done])

    def next(self) -> Harness | None:
        """Give the harness that is furthest behind; None when all are done."""
        waiting = [one for one in self._harnesses if self._part(one) < 1]
        return min(waiting, key=self._part, default=None)

    def go_on(self, harness: Harness) -> Done:
        """Run the next slice of a harness and keep what came of it."""
        done = self.done.setdefault(harness.name, Done(Outcome(harness.module)))
        began = time.monotonic()
        outcome = _slice(harness, done.slices, self._folder)
        done.outcome = outcome if done.slices == 0 else done.outcome + outcome
        done.slices += 1
        done.seconds += time.monotonic() - began
        self._keep()
        return done

    def table(self) -> str:
        """Give the figures: when, where, and a line for each harness with what went wrong."""
        lines = [f"{datetime.now(UTC):%Y-%m-%d}, {machine()}"]
        for harness in self._harnesses:
            done = self.done.get(harness.name)
            if done is None:
                continue
            share = f"{100 * min(1, self._part(harness)):.0f} %"
            lines.append(f"{harness.name} ({share}, {done.seconds:.0f} s): {done.outcome.line()}")
            lines += [f"    WRONG {wrong}" for wrong in done.outcome.wrong]
        return "\n".join(lines)

    @property
    def is_good(self) -> bool:
        """Tell whether nothing went wrong."""
        return not any(done.outcome.wrong for done in self.done.values())

    def _part(self, harness: Harness) -> float:
        done = self.done.get(harness.name)
        goal = harness.release if self._release else harness.long
        return done.slices * harness.short / goal if done else 0.0

    def _keep(self) -> None:
        part = self._folder / f"{STATE}.part"
        part.write_bytes(msgspec.json.format(msgspec.json.encode(self.done)))
        part.replace(self._folder / STATE)
        (self._folder / TABLE).write_text(f"{self.table()}\n", encoding="utf-8")


def _slice(harness: Harness, number: int, folder: Path) -> Outcome:
    """Run one slice in a folder of its own; a harness that breaks down has gone wrong."""
    module = import_module(f"tests.reliability.{harness.module}")
    with tempfile.TemporaryDirectory(dir=folder, prefix=f"{harness.module}-") as place:
        try:
            outcome: Outcome = module.run(harness.short, number, Path(place))
        except Exception:  # noqa: BLE001 -- the other harnesses go on
            return Outcome(harness.module, wrong=(traceback.format_exc(),))
        return outcome


def machine() -> str:
    """Say in a few words what this runs on."""
    connection = sqlcipher3.connect(":memory:")
    (cipher,) = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    return (
        f"{platform.system()} {platform.release()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, SQLCipher {cipher}"
    )


def main(arguments: Sequence[str]) -> int:
    """Go on with the run; give 0 when nothing went wrong."""
    parser = argparse.ArgumentParser(prog="dev.py torture")
    parser.add_argument("--release", action="store_true", help="ten times the long run")
    parser.add_argument("--fresh", action="store_true", help="forget what was done")
    parser.add_argument("--only", action="append", metavar="MODULE", help="this harness alone")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the state is kept")
    asked = parser.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.fresh:
        (asked.folder / STATE).unlink(missing_ok=True)
    chosen = [one for one in HARNESSES if asked.only is None or one.module in asked.only]
    run = Run(asked.folder, chosen, release=asked.release)
    with suppress(KeyboardInterrupt):
        while (harness := run.next()) is not None:
            done = run.go_on(harness)
            print(f"{harness.name}: {done.outcome.line()}", flush=True)
    print(run.table())
    return 0 if run.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
