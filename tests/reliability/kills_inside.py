# SPDX-License-Identifier: Apache-2.0
"""Kill -9 inside long operations: afterwards the diary is the old one or the new one."""

import shutil
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from tests.reliability.forking import BROKEN, Forking
from tests.reliability.operations import OPERATIONS
from tests.reliability.outcome import Outcome, Tally
from tests.reliability.tracing import traced

OLD, NEW, STAGE, BETWEEN = "old", "new", "at a stage", "between"
UNSOUND = "unsound"
PREPARE = "tests.reliability.operations:prepare"
RUN = "tests.reliability.operations:run"
CHANGING = ("pwrite64", "write", "fsync", "ftruncate", "unlink", "rename", "mkdir", "rmdir")
AT_A_MOMENT = 0.3
"""The part of the kills that come by the clock, and not at a call."""


class Cut:
    """One operation, prepared once, to be killed again and again on copies."""

    def __init__(self, forking: Forking, name: str, folder: Path, protection: str) -> None:
        self._forking = forking
        self._name = name
        self._folder = folder
        self._template = folder / "template"
        self._log = folder / "calls"
        forking.answer(PREPARE, name=name, folder=str(self._template))
        operation = OPERATIONS[name]
        self._alone = operation.alone
        self._last = operation.stages
        self._protection = protection
        self._states = [self._ask("look", self._copied())["state"]]
        for stage in range(1, self._last + 1):
            copy = self._copied()
            began = time.perf_counter()
            self._ask("run", copy, stage=stage)
            self._seconds = time.perf_counter() - began
            self._states.append(self._ask("look", copy)["state"])
        self._calls = calls_that_change(forking, self._log, RUN, **self._arguments(self._copied()))

    def kill_once(self, random: Random, tally: Tally) -> None:
        """Begin the operation on a copy, kill it somewhere, and look.

        At a random moment, or as it makes a call that changes the disk: an operation may be long,
        and the call that decides may be over in no time.
        """
        copy = self._copied()
        if random.random() < AT_A_MOMENT:
            child = self._forking.start(RUN, waits=True, **self._arguments(copy))
            child.go()
            said = child.killed_after(random.uniform(0, self._seconds))
            code = child.code
        else:
            said, code = killed_at(
                random, self._calls, self._forking, self._log, RUN, **self._arguments(copy)
            )
        tally.tried += 1
        tally.count("inside", code is not None and code < 0)
        for one in said:
            if BROKEN in one:
                tally.fault(UNSOUND, f"{self._name} broke down: {one[BROKEN]}")
        self._look(copy, tally)

    def _arguments(self, copy: Path) -> dict[str, Any]:
        return {
            "name": self._name,
            "folder": str(copy),
            "stage": self._last,
            "protection": self._protection,
        }

    def _look(self, copy: Path, tally: Tally) -> None:
        try:
            found = self._ask("look", copy)
        except RuntimeError as error:
            tally.fault(UNSOUND, f"{self._name}: {error}")
            return
        for finding in found["findings"]:
            tally.fault(UNSOUND, f"{self._name}: {finding}")
        where = self._where(found["state"])
        if where == BETWEEN:
            tally.fault(BETWEEN, self._name)
        else:
            tally.count(where)

    def _where(self, found: dict[str, Any]) -> str:
        if found in self._states:
            place = self._states.index(found)
            return OLD if place == 0 else NEW if place == self._last else STAGE
        old, new = (state["lines"].items() for state in (self._states[0], self._states[-1]))
        lines = found["lines"].items()
        return STAGE if self._alone and new <= lines <= old else BETWEEN

    def _ask(self, deed: str, folder: Path, **more: object) -> Any:
        return self._forking.answer(
            f"tests.reliability.operations:{deed}", name=self._name, folder=str(folder), **more
        )

    def _copied(self) -> Path:
        copy = self._folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self._template, copy)
        return copy


def calls_that_change(forking: Forking, log: Path, deed: str, **arguments: Any) -> Counter[str]:
    """Let a deed be, and count the calls by which it changes the disk, by kind."""
    options = ["-e", f"trace={','.join(CHANGING)}", "-o", str(log)]
    traced(forking, options, deed, **arguments)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    names = (line.partition("(")[0] for line in lines)
    return Counter(name for name in names if name in CHANGING)


def killed_at(
    random: Random,
    calls: Counter[str],
    forking: Forking,
    log: Path,
    deed: str,
    **arguments: Any,
) -> tuple[list[Any], int | None]:
    """Do a deed and kill it as it makes one of its calls; give what it said and how it ended."""
    call = random.choice(sorted(calls))
    number = random.randint(1, calls[call])
    rule = f"inject={call}:signal=SIGKILL:when={number}"
    options = ["-e", f"trace={call}", "-e", rule, "-o", str(log)]
    return traced(forking, options, deed, **arguments)


def run(count: int, seed: int, folder: Path) -> Outcome:
    """Kill each operation ``count`` times."""
    return run_some(tuple(OPERATIONS), count, seed, folder)


def run_some(
    names: tuple[str, ...], count: int, seed: int, folder: Path, protection: str = ""
) -> Outcome:
    """Kill these operations ``count`` times each."""
    random = Random(seed)
    tally = Tally("kills in operations", "inside", OLD, NEW, STAGE, BETWEEN, UNSOUND)
    with Forking() as forking:
        for name in names:
            cut = Cut(forking, name, folder / name, protection)
            for _ in range(count):
                cut.kill_once(random, tally)
    return tally.outcome()
