# SPDX-License-Identifier: Apache-2.0
"""Simulated power cuts.

The system calls of a real writer are recorded, and the disk is rebuilt as it may be after a cut at
each of them; what was called saved must be there when the diary is opened.
"""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from tests.reliability import tracing
from tests.reliability.disk import Disk, Files, cut
from tests.reliability.forking import Forking
from tests.reliability.kills import WRITE
from tests.reliability.ledger import CORRUPT, LOST, TORN, Ledger, open_and_look
from tests.reliability.outcome import Outcome, Tally
from tests.reliability.tracing import Call

EACH_RECORDING = 1000
"""Power cuts tried on one recording; many of them leave the same."""
DEEDS = 60
"""What the writer does in one recording, closing and opening the diary now and then."""
EACH_CHECK = 40
"""States until everything in a diary is looked at, page by page."""
MEMORY = Path("/dev/shm")
"""Where a disk is rebuilt, if it may be: opening it there waits for no real disk."""
LOSING = "states that lost something"


def run(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Look at ``count`` different states of the disk after a power cut."""
    random = Random(seed)
    tally = Tally("states", "recordings", "acknowledged", LOSING, LOST, TORN, CORRUPT)
    memory = MEMORY if os.access(MEMORY, os.W_OK) else folder
    with Forking() as forking, tempfile.TemporaryDirectory(dir=memory) as rebuilt:
        while tally.tried < count:
            calls = _recorded(forking, folder, random.getrandbits(32), protection)
            tally.count("recordings")
            replay = _Replay(folder / "diary", calls, Path(rebuilt) / "diary", tally)
            replay.cut_everywhere(count - tally.tried, random)
    return tally.outcome()


def _recorded(forking: Forking, folder: Path, seed: int, protection: str) -> list[Call]:
    home = folder / "diary"
    shutil.rmtree(home, ignore_errors=True)
    calls, _said = tracing.record(
        forking,
        folder / "calls",
        WRITE,
        folder=str(home),
        seed=seed,
        protection=protection,
        deeds=DEEDS,
        reopen=0.07,
    )
    return calls


class _Replay:
    """The states of one recording."""

    def __init__(self, recorded: Path, calls: list[Call], home: Path, tally: Tally) -> None:
        self._recorded = recorded
        self._home = home
        self._tally = tally
        self._seen: set[bytes] = set()
        trial = self._disk()
        self._events = [call for call in calls if _said(call) or trial.do(call)]

    def cut_everywhere(self, most: int, random: Random) -> None:
        """Cut the power as often after each event as after any other; look at ``most`` states."""
        disk, ledger = self._disk(), Ledger()
        cuts = min(EACH_RECORDING, 3 * most)
        owed, most = 0.0, self._tally.tried + most
        for call in self._events:
            said = _said(call)
            if said is not None:
                ledger.take(said)
            else:
                disk.do(call)
            owed += cuts / len(self._events)
            while owed >= 1 and self._tally.tried < most:
                owed -= 1
                self._look(cut(disk, random), ledger)
        self._tally.count("acknowledged", ledger.count)

    def _disk(self) -> Disk:
        return Disk(str(self._recorded))

    def _look(self, files: Files, ledger: Ledger) -> None:
        """Put the files in place and open them, unless the same was looked at before."""
        mark = _mark(files, ledger)
        if mark in self._seen:
            return
        self._seen.add(mark)
        self._tally.tried += 1
        shutil.rmtree(self._home, ignore_errors=True)
        self._home.mkdir()
        for name, content in files.items():
            (self._home / name).write_bytes(content)
        lost = self._tally.figures[LOST]
        check = self._tally.tried % EACH_CHECK == 0
        open_and_look(self._home, ledger, self._tally, absorb=False, check=check)
        self._tally.count(LOSING, self._tally.figures[LOST] > lost)


def _said(call: Call) -> Any:
    """Give what the writer said by this call; None when it is another."""
    if call.name == "writev" and call.data.startswith(b"said "):
        return json.loads(call.data[5:])
    return None


def _mark(files: Files, ledger: Ledger) -> bytes:
    digest = hashlib.blake2b(repr((ledger.opened, ledger.count, ledger.draft)).encode())
    for name, content in sorted(files.items()):
        digest.update(f"{name} {len(content)} ".encode())
        digest.update(content)
    return digest.digest()
