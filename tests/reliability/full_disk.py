# SPDX-License-Identifier: Apache-2.0
"""A disk that is really full: saving says so, reading goes on, the ballast lets things be deleted.

The disk is a small one in memory that only a child of ours sees, so that no right to mount is
needed where the system lets users have name spaces of their own.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

import msgspec

from companion.domain.records import CheckIn, Session
from companion.paths import places
from companion.problem import Problem
from companion.storage import diary, erase, troubles
from companion.storage.ballast import Ballast
from companion.storage.diary import Diary
from tests.reliability import writer
from tests.reliability.ledger import CORRUPT, LOST, TORN, Ledger, open_and_look
from tests.reliability.outcome import Outcome, Tally

MEGABYTES = 40
NO_BALLAST = "no ballast"
NOT_SAID, STUCK = "not said", "not deleted"
WHAT = "full disks"
MOUNT = 'mount -t tmpfs -o size="$0" tmpfs "$1" && shift && exec "$@"'


@cache
def apart() -> tuple[str, ...] | None:
    """Give what puts a command into a name space where it may mount; None where there is none."""
    unshare = shutil.which("unshare") or "unshare"
    for how in (("--mount",), ("--user", "--map-root-user", "--mount")):
        trial = [unshare, *how, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        with suppress(OSError):
            if subprocess.run(trial, capture_output=True, check=False).returncode == 0:
                return (unshare, *how)
    return None


def run(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Fill ``count`` disks. Raises RuntimeError where no small disk is to be had."""
    prefix = apart()
    if prefix is None:
        raise RuntimeError("this system lets nobody mount a small disk")
    outcome = Outcome(WHAT)
    root = Path(__file__).parents[2]
    for number in range(count):
        disk = folder / f"disk-{number}"
        disk.mkdir()
        child = [sys.executable, "-m", __name__, str(disk), str(seed + number), protection]
        command = [*prefix, "sh", "-c", MOUNT, f"{MEGABYTES}m", str(disk), *child]
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)
        if done.returncode:
            return outcome + Outcome(WHAT, 1, wrong=(done.stderr.decode()[-2000:],))
        outcome += msgspec.json.decode(done.stdout, type=Outcome)
    return outcome


def fill_one(disk: Path, seed: int, protection: str) -> Outcome:
    """Fill one disk with a diary on it, and try what a patient would."""
    tally = Tally(WHAT, "acknowledged", LOST, TORN, CORRUPT, NOT_SAID, STUCK)
    tally.tried = 1
    home, random, ledger = disk / "data", Random(seed), Ledger()
    if protection == NO_BALLAST:
        setattr(Ballast, "lay", lambda _self: False)  # noqa: B010 -- a method in its place
    book = diary.create(home, writer.now)
    ledger.take({"opened": True})
    patient = writer.Patient(book, random, ledger.take)
    for _ in range(random.randrange(10, 60)):
        patient.do_something()
    patient.add_session()
    assert Ballast(home).there is (protection != NO_BALLAST)
    fill_up(disk)
    _save_until_full(patient, random, tally)
    ledger.look(book, tally)
    _delete(book, ledger, tally)
    book.close()
    log = home / "record.db-wal"
    if log.exists() and log.stat().st_size:
        tally.fault(STUCK, "the log, at closing")
    fill_up(disk)
    _look_while_full(home, ledger, tally)
    (disk / "filler").unlink()
    open_and_look(home, ledger, tally, absorb=True, check=True)
    fill_up(disk)
    erase.erase(places(home))
    if home.exists():
        tally.fault(STUCK, "the whole diary, on a full disk")
    tally.count("acknowledged", ledger.count)
    return tally.outcome()


def fill_up(disk: Path) -> None:
    """Leave not a page of room."""
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as file:
        while file.write(b"x" * 65536):
            pass
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as file:
        while file.write(b"x" * 512):
            pass


def _save_until_full(patient: writer.Patient, random: Random, tally: Tally) -> None:
    """Save until it cannot be, which has to be said in these words."""
    deed = random.choice((patient.add, patient.add_big_note, patient.keep_draft))
    said = _said(lambda: [deed() for _ in range(2000)])
    if said != troubles.full().happened:
        tally.fault(NOT_SAID, f"{deed.__name__}: {said}")


def _delete(book: Diary, ledger: Ledger, tally: Tally) -> None:
    """Take an entry out, which the ballast makes room for: it goes at the first refusal."""
    entry = book.timeline(kinds=[CheckIn, Session], limit=1).entries[0]
    said = _said(lambda: book.remove(entry.id))
    if said is not None:
        tally.fault(STUCK, said)
    ledger.absorb(book)


def _look_while_full(home: Path, ledger: Ledger, tally: Tally) -> None:
    """Open on the full disk: all is there, or it is said that the disk is full."""
    try:
        book = diary.open_(home, writer.now)
    except Problem as problem:
        # Where even the log's index has no room, SQLite does not say whether that was why.
        expected = {troubles.full().happened, troubles.disk_error().happened}
        if problem.happened not in expected:
            tally.fault(NOT_SAID, f"opening: {problem.happened}")
        return
    ledger.look(book, tally)
    book.close()


def _said(deed: Callable[[], object]) -> str | None:
    try:
        deed()
    except Problem as problem:
        return problem.happened
    return None


if __name__ == "__main__":
    found = fill_one(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    sys.stdout.buffer.write(msgspec.json.encode(found))
