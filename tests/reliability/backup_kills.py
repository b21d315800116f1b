# SPDX-License-Identifier: Apache-2.0
"""Kill -9 at random moments and calls while a backup is made, and while one is restored."""

import hashlib
import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any

from msgspec import Struct

from companion.domain.records import CheckIn
from companion.problem import Problem
from companion.storage import backup, copies, diary, opening, restore, swap, vault, verifying
from companion.storage.copies import Backup, Reason, backups
from tests.reliability.forking import BROKEN, Child, Forking, Say
from tests.reliability.kills_inside import AT_A_MOMENT, calls_that_change, killed_at
from tests.reliability.outcome import Outcome, Tally

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
ENTRIES = 300
LATER = 40
"""Entries that the present has and the backup has not."""
BACKUP = "tests.reliability.backup_kills:back_up"
RESTORE = "tests.reliability.backup_kills:put_back"
BEGUN = "begun"
CASES = ("same-key", "other-key", "damaged")
LATEST = 1.3
"""When the latest kill comes, as a part of the time that the deed takes undisturbed."""


class _Case(Struct, frozen=True):
    """A diary before a restore, and what is found there when all is old and when all is new."""

    folder: Path
    old: str
    new: str


UNUSABLE, LOST, BETWEEN, BROKE = "unusable backups", "backups lost", "between old and new", "broke"


def run(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Kill as many backups, and as many restores of either kind of key, as ``count``."""
    return run_backups(count, seed, folder / "backups", protection) + run_restores(
        count, seed, folder / "restores", protection
    )


def run_backups(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Kill backups of a diary that gets one a day, and look after each kill at every copy."""
    random = Random(seed)
    tally = Tally("kills", "killed midway", "kept", UNUSABLE, LOST, BROKE)
    home = folder / "data"
    _begin(home, ENTRIES)
    days = itertools.count()

    def next_day() -> dict[str, Any]:
        return {"folder": str(home), "day": next(days)}

    with Forking() as forking:
        killing = _Killing(forking, BACKUP, folder / "calls", next_day)
        for _ in range(count):
            said, code = killing.once(random, random.random(), **next_day(), protection=protection)
            tally.tried += 1
            tally.count("killed midway", int(code == -9))
            _note_broken(said, tally)
            _look_at_backups(home, said, tally)
    tally.count("kept", len(backups(home)))
    return tally.outcome()


def run_restores(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Kill restores, and look after each kill whether the old or the new record is there."""
    random = Random(seed)
    tally = Tally("kills", "killed midway", "old", "new", BETWEEN, UNUSABLE, BROKE)
    cases = [_case(folder / name, name) for name in CASES]
    with Forking() as forking:
        killings = [
            _Killing(forking, RESTORE, folder / "calls", partial(_fresh_again, case))
            for case in cases
        ]
        for number in range(count):
            at = number % len(cases)
            home = _fresh(cases[at])
            # By the clock more often towards the end, where the record is changed.
            moment = random.random() ** 0.5
            said, code = killings[at].once(random, moment, folder=str(home), protection=protection)
            tally.tried += 1
            tally.count("killed midway", int(code == -9))
            _note_broken(said, tally)
            _look_at_record(home, cases[at], done=code == 0, tally=tally)
    return tally.outcome()


# --- in the child ---------------------------------------------------------------------------------


def back_up(say: Say, folder: str, day: int, protection: str = "") -> None:
    """Make the backup of a day."""
    if protection == "straight":
        _write_straight()
    access = opening.access(Path(folder))
    say({BEGUN: True})
    made = backup.make(access, START + timedelta(days=day), Reason.SESSION)
    say({"made": [made.folder.name]})


def put_back(say: Say, folder: str, protection: str = "") -> None:
    """Restore the backup that lies beside a diary."""
    if protection == "overwriting":
        vars(restore)["swap_in"] = _overwrite
    home = Path(folder)
    one = copies.read(home.with_name("copy"))
    keys = vault.unlock(copies.key_file(one))
    present = None if home.parent.name == "damaged" else opening.access(home)
    say({BEGUN: True})
    restore.restore(home, one, keys, START, present=present)
    say({"restored": True})


def _write_straight() -> None:
    """Take the protection away: a backup has its name from its first byte."""
    vars(backup)["PARTIAL"] = "2026-straight-"
    vars(backup)["settle_leftovers"] = lambda home: None


def _overwrite(folder: Path, new_record: Path, key_file_bytes: bytes) -> None:
    """Take the protection away: write over the record and then over its keys."""
    with (folder / vault.RECORD).open("wb") as file:
        content = new_record.read_bytes()
        for start in range(0, len(content), 4096):
            file.write(content[start : start + 4096])
            file.flush()
            os.fsync(file.fileno())
    (folder / vault.KEYS).write_bytes(key_file_bytes)
    (folder / vault.COPY).write_bytes(key_file_bytes)


# --- in the parent --------------------------------------------------------------------------------


def _begin(home: Path, count: int) -> None:
    book = diary.create(home, lambda: START)
    for number in range(count):
        book.add(CheckIn(at=START, mood=number % 11, words=f"{number} " * 50))
    book.close()


def _case(folder: Path, name: str) -> _Case:
    """Make a diary as it is before a restore, with the backup beside it."""
    home = folder / "before"
    _begin(home, ENTRIES)
    made = backup.make(opening.access(home), START, Reason.SESSION)
    book = diary.open_(home, lambda: START)
    for number in range(LATER):
        book.add(CheckIn(at=START, mood=1, words=f"later {number}"))
    book.close()
    source = made.folder
    if name == "other-key":
        _begin(folder / "other", ENTRIES)
        source = backup.make(opening.access(folder / "other"), START, Reason.SESSION).folder
    shutil.copytree(source, folder / "copy")
    if name == "damaged":
        content = bytearray((home / vault.RECORD).read_bytes())
        content[5 * 4096] ^= 1
        (home / vault.RECORD).write_bytes(bytes(content))
    old = _state(_copied(home, folder / "looked-at"))
    keys = _keys_of(folder / "copy")
    with verifying.reading(folder / "copy" / vault.RECORD, keys) as database:
        new = _summed(str(row[0]) for row in database.rows("SELECT id FROM check_in"))
    return _Case(folder, old, new)


def _fresh(case: _Case) -> Path:
    return _copied(case.folder / "before", case.folder / "data")


def _fresh_again(case: _Case) -> dict[str, Any]:
    return {"folder": str(_fresh(case))}


class _Killing:
    """A deed that was let be twice, to see how long it takes and which calls it makes.

    It is killed at a moment by the clock, or as it makes a call that changes the disk, which comes
    on a busy machine too.
    """

    def __init__(
        self, forking: Forking, deed: str, log: Path, fresh: Callable[[], dict[str, Any]]
    ) -> None:
        self._forking = forking
        self._deed = deed
        self._log = log
        self._seconds = _duration(forking, deed, **fresh())
        self._calls = calls_that_change(forking, log, deed, **fresh())

    def once(
        self, random: Random, moment: float, **arguments: Any
    ) -> tuple[list[dict[str, Any]], int | None]:
        """Do it and kill it; give what it said, and how it ended.

        The ``moment`` is a part of the longest time until a kill by the clock.
        """
        if random.random() >= AT_A_MOMENT:
            return killed_at(random, self._calls, self._forking, self._log, self._deed, **arguments)
        child = self._forking.start(self._deed, **arguments)
        return _killed_within(child, self._seconds * LATEST * moment), child.code


def _duration(forking: Forking, deed: str, **arguments: Any) -> float:
    """Give how long a deed takes that is let be, from when it says that it begins."""
    begun = ended = 0.0
    for said in forking.start(deed, **arguments):
        ended = time.monotonic()
        begun = ended if BEGUN in said else begun
        assert BROKEN not in said, said
    return ended - begun


def _killed_within(child: Child, seconds: float) -> list[dict[str, Any]]:
    """Let a child be for some seconds from when it says that it begins; give all it said."""
    heard: list[dict[str, Any]] = []
    timer = Timer(seconds, child.kill)
    for said in child:
        heard.append(said)
        if BEGUN in said:
            timer.start()
    timer.cancel()
    return heard


def _note_broken(said: list[dict[str, Any]], tally: Tally) -> None:
    for one in said:
        if BROKEN in one:
            tally.fault(BROKE, one[BROKEN])


def _look_at_backups(home: Path, said: list[dict[str, Any]], tally: Tally) -> None:
    """Look whether every backup that is listed can be used, and whether what was made is there."""
    keys = opening.access(home).keys
    found = backups(home)
    for one in found:
        for wrong in verifying.verify(one, keys):
            tally.fault(UNUSABLE, f"{one.folder.name}: {wrong}")
    names = {one.folder.name for one in found}
    for name in (name for one in said for name in one.get("made", ())):
        if name not in names:
            tally.fault(LOST, name)
    if not found:
        tally.fault(LOST, "all of them")


def _look_at_record(home: Path, case: _Case, *, done: bool, tally: Tally) -> None:
    """Look whether the diary is as it was before or as the backup has it, and nothing else."""
    first = opening.access(case.folder / "before").keys
    copy = copies.read(case.folder / "copy")
    known = [(one, first) for one in backups(home)] + [(copy, _keys_of(copy.folder))]
    for one, keys in known:
        for wrong in verifying.verify(one, keys):
            tally.fault(UNUSABLE, f"{one.folder.name}: {wrong}")
    state = _state(home)
    if state == case.new:
        tally.count("new")
    elif state == case.old and not done:
        tally.count("old")
    else:
        tally.fault(BETWEEN, f"{case.folder.name}: {state}")


def _state(home: Path) -> str:
    """Give what a start of the app finds: the entries, or why it does not open."""
    try:
        swap.settle(home)
        book = diary.open_(home, lambda: START)
        try:
            return _summed(line.entry.id for line in book.lines())
        finally:
            book.close()
    except Problem as problem:
        there = (home / vault.RECORD).exists()
        return f"{problem.happened} {copies.digest(home / vault.RECORD) if there else ''}"


def _summed(names: Iterable[str]) -> str:
    found = sorted(names)
    return f"{len(found)} entries {hashlib.sha256(repr(found).encode()).hexdigest()[:8]}"


def _copied(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def _keys_of(folder: Path) -> vault.Keys:
    return vault.unlock(copies.key_file(Backup(folder, None)))
