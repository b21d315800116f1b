# SPDX-License-Identifier: Apache-2.0
"""System calls that fail: by strace, one kind of call from the k-th, once or from then on.

Whatever fails, the storage answers with success or with a Problem; the process neither crashes nor
raises anything else, and what was called saved is there when the disk works again.
"""

import itertools
import shutil
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from msgspec import Struct

from tests.reliability import tracing
from tests.reliability.forking import BROKEN, Forking
from tests.reliability.ledger import CORRUPT, LOST, TORN, Ledger, open_and_look
from tests.reliability.outcome import Outcome, Tally

ATTEMPT = "tests.reliability.attempts:attempt"
FAILING = {
    "pwrite64": ("EIO", "ENOSPC"),
    "write": ("EIO", "ENOSPC"),
    "pread64": ("EIO",),
    "fsync": ("EIO", "ENOSPC"),
    "fdatasync": ("EIO", "ENOSPC"),
    "ftruncate": ("EIO", "ENOSPC", "EACCES"),
    "unlink": ("EIO", "EACCES"),
    "rename": ("EIO", "ENOSPC", "EACCES"),
    "mkdir": ("EACCES", "ENOSPC"),
    "openat": ("EIO", "ENOSPC", "EACCES", "EMFILE"),
}
TOLD, SILENT, CRASHED, BROKE = "told", "without effect", "crashed", "foreign errors"
REFUSED_YET_THERE = "refused yet there"


class Fault(Struct, frozen=True):
    """What fails: a call, by which error, which one of them, and whether all after it do too."""

    call: str
    error: str
    number: int
    lasting: bool

    @property
    def option(self) -> str:
        """What strace is told."""
        mark = "+" if self.lasting else ""
        return f"inject={self.call}:error={self.error}:when={self.number}{mark}"


def run(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Let ``count`` calls fail, each kind about as often as the others.

    One seed goes on where the seed before it ended, so that seeds in a row come to every call.
    """
    names = (TOLD, SILENT, "acknowledged", LOST, TORN, CORRUPT, CRASHED, BROKE, REFUSED_YET_THERE)
    tally = Tally("failing calls", *names)
    with Forking() as forking:
        skipped = 0
        for number in itertools.count():
            attempts = _Attempts(forking, folder, {"seed": number, "protection": protection}, tally)
            faults = _mixed(attempts.faults(), Random(number))
            for fault in faults[max(0, seed * count - skipped) :]:
                if tally.tried == count:
                    return tally.outcome()
                attempts.fail(fault)
            skipped += len(faults)
    raise AssertionError


def _mixed(faults: list[Fault], random: Random) -> list[Fault]:
    """Put faults in an order in which each kind of call comes about as often as the others."""
    random.shuffle(faults)
    seen: Counter[tuple[str, str]] = Counter()
    places = []
    for fault in faults:
        kind = (fault.call, fault.error)
        seen[kind] += 1
        places.append((seen[kind], fault))
    return [fault for _place, fault in sorted(places, key=lambda pair: pair[0])]


class _Attempts:
    """The same short day again and again, each time with another call that fails."""

    def __init__(self, forking: Forking, folder: Path, day: dict[str, Any], tally: Tally) -> None:
        self._forking = forking
        self._home = folder / "diary"
        self._log = folder / "calls"
        self._day = day
        self._tally = tally

    def faults(self) -> list[Fault]:
        """Give every fault there can be, from a day on which nothing fails."""
        self._attempt([f"trace={','.join(FAILING)}"])
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        made = Counter(line.partition("(")[0] for line in lines)
        return [
            Fault(call, error, number, lasting)
            for call, errors in FAILING.items()
            for error in errors
            for number in range(1, made[call] + 1)
            for lasting in (False, True)
        ]

    def fail(self, fault: Fault) -> None:
        """Let one call fail, and look at the diary when all is well again."""
        said, code = self._attempt([f"trace={fault.call}", fault.option])
        ledger = Ledger()
        refused: set[str] = set()
        told, adding = False, None
        for one in said:
            ledger.take(one)
            if "problem" in one:
                told = True
                refused |= {adding} if adding and not one["unknown"] else set()
            adding = one.get("adding")
            if BROKEN in one:
                self._tally.fault(BROKE, f"{fault.option}: {one[BROKEN]}")
        if code is None or code < 0:
            self._tally.fault(CRASHED, f"{fault.option}: {code}")
        self._tally.tried += 1
        self._tally.count(TOLD if told else SILENT)
        self._tally.count("acknowledged", ledger.count)
        self._look(fault, ledger, refused)

    def _look(self, fault: Fault, ledger: Ledger, refused: set[str]) -> None:
        faults = len(self._tally.wrong)
        check = self._tally.tried % 5 == 0
        open_and_look(self._home, ledger, self._tally, absorb=True, check=check)
        there = refused & {digests.get(1, "") for digests in ledger.digests.values()}
        if there:
            self._tally.fault(REFUSED_YET_THERE, fault.option, len(there))
        self._tally.wrong[faults:] = [
            f"{wrong} after {fault.option}" for wrong in self._tally.wrong[faults:]
        ]

    def _attempt(self, rules: list[str]) -> tuple[list[Any], int | None]:
        shutil.rmtree(self._home, ignore_errors=True)
        options = ["-o", str(self._log), *(word for rule in rules for word in ("-e", rule))]
        return tracing.traced(self._forking, options, ATTEMPT, folder=str(self._home), **self._day)
