# SPDX-License-Identifier: Apache-2.0
"""Kill -9 at random moments while the storage is opened, written and closed."""

import shutil
from pathlib import Path
from random import Random

from tests.reliability.forking import BROKEN, Forking
from tests.reliability.ledger import CORRUPT, LOST, TORN, Ledger, open_and_look
from tests.reliability.outcome import Outcome, Tally

WRITE = "tests.reliability.writer:write"
MOST_SAID = 40
"""Lines that a writer may say before it is killed."""
LONGEST, LONGEST_DEED = 0.05, 0.01
"""Seconds until the latest kill after its start, and after its last line."""
EACH_DIARY = 50
"""Kills until a new diary is begun, so that the beginning is killed too and none grows long."""
EACH_CHECK = 5
"""Kills until everything in the diary is looked at, page by page."""
BROKE = "broke down"


def run(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Kill a writer ``count`` times, and look after each kill for all that it had called saved."""
    random = Random(seed)
    tally = Tally("kills", "acknowledged", LOST, TORN, CORRUPT, BROKE)
    with Forking() as forking:
        while tally.tried < count:
            home = folder / f"diary-{tally.tried}"
            kills = min(EACH_DIARY, count - tally.tried)
            _Life(forking, home, random, tally).run(kills, protection)
            shutil.rmtree(home, ignore_errors=True)
    return tally.outcome()


class _Life:
    """One diary, its writers killed one after another."""

    def __init__(self, forking: Forking, home: Path, random: Random, tally: Tally) -> None:
        self._forking = forking
        self._home = home
        self._random = random
        self._tally = tally
        self._ledger = Ledger()

    def run(self, kills: int, protection: str) -> None:
        """Kill that many writers, or until something is wrong."""
        for number in range(kills):
            self._kill_one(protection)
            faults = len(self._tally.wrong)
            self._look(check=number % EACH_CHECK == 0 or number == kills - 1)
            if len(self._tally.wrong) > faults:
                break
        self._tally.count("acknowledged", self._ledger.count)

    def _kill_one(self, protection: str) -> None:
        seed = self._random.getrandbits(32)
        child = self._forking.start(WRITE, folder=str(self._home), seed=seed, protection=protection)
        # Counted in deeds, so that a slow machine is killed no earlier; and some while it opens.
        deeds = self._random.choice((0, self._random.randrange(MOST_SAID)))
        longest = LONGEST if deeds == 0 else LONGEST_DEED
        for said in child.killed_after(self._random.uniform(0, longest), deeds):
            self._ledger.take(said)
            if BROKEN in said:
                self._tally.fault(BROKE, said[BROKEN])
        self._tally.tried += 1

    def _look(self, *, check: bool) -> None:
        """Look at the diary, or at a copy, so that the next writer finds what the kill left."""
        place = self._home
        if not check and self._random.random() < 0.5:
            place = self._home.with_name("copy")
            shutil.rmtree(place, ignore_errors=True)
            if self._home.is_dir():
                shutil.copytree(self._home, place, ignore=shutil.ignore_patterns("*-shm"))
        open_and_look(place, self._ledger, self._tally, absorb=True, check=check)
