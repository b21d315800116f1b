# SPDX-License-Identifier: Apache-2.0
"""Years of backups in moments: real copies of a real record, on a disk and a clock that misbehave."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from companion.domain.records import CheckIn
from companion.problem import Problem
from companion.stopping import Progress
from companion.storage import backup, copies, diary, opening, restore, retention, verifying
from companion.storage.copies import Backup, Reason, backups
from companion.storage.opening import Access
from tests.reliability.outcome import Outcome, Tally

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CYCLE = 100
BAD_DISK = range(60, 70)
"""Of each 100 days, those on which the disk turns a bit in every copy."""
LEAPS = {20: 3650, 22: -3650, 40: -9000, 41: 9000, 80: 400, 81: -400}
"""Of each 100 days, those on which the clock is set, and by how many days."""
FEWEST = 12
"""Copies of different days that are there once as many were made, whatever the clock did."""

UNUSABLE, LOST, FEW, UNRESTORED = "unusable", "good ones lost", "too few", "not restored"


def run(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Make a backup on each of ``count`` days, and look at all of them; restore what is left."""
    random = Random(seed)
    tally = Tally("days", "made", "refused", "kept", UNUSABLE, LOST, FEW, UNRESTORED)
    home = folder / "data"
    book = diary.create(home, lambda: START)
    for number in range(40):
        book.add(CheckIn(at=START, mood=number % 11, words="word " * 1600))
    book.close()
    access = opening.access(home)
    with _without(protection):
        held = _through_the_days(access, count, random, tally)
    kept = backups(home)
    tally.count("kept", len(kept))
    for one in kept:
        _restore(one, access, folder / "back", held, tally)
    return tally.outcome()


def _through_the_days(access: Access, count: int, random: Random, tally: Tally) -> dict[str, int]:
    """Give how many entries each backup held that was made."""
    held: dict[str, int] = {}
    ahead = timedelta(0)
    for day in range(count):
        ahead += timedelta(days=LEAPS.get(day % CYCLE, 0))
        now = START + day * DAY + ahead + timedelta(seconds=random.randrange(40_000))
        entries = _add_one(access)
        before = {one.folder.name for one in backups(access.folder)}
        tally.tried += 1
        with _bad_disk(random, on=day % CYCLE in BAD_DISK):
            try:
                made = backup.make(access, now, Reason.SESSION)
            except Problem:
                tally.count("refused")
                if {one.folder.name for one in backups(access.folder)} != before:
                    tally.fault(LOST, f"day {day}: a copy that failed its check changed the others")
                continue
        tally.count("made")
        held[made.folder.name] = entries
        _look(access, made, day, tally)
    return held


def _look(access: Access, made: Backup, day: int, tally: Tally) -> None:
    found = backups(access.folder)
    if found[0].folder != made.folder or copies.newest(access.folder) != found[0]:
        tally.fault(LOST, f"day {day}: the newest is not there, or not known as the newest")
    # All of them would take the square of the days; a few are enough to meet every one in time.
    for one in (found[0], found[day % len(found)]):
        for wrong in verifying.verify(one, access.keys):
            tally.fault(UNUSABLE, f"day {day}: {one.folder.name} {wrong}")
    if len(found) < min(FEWEST, tally.figures["made"]):
        tally.fault(FEW, f"day {day}: {len(found)} left")


def _add_one(access: Access) -> int:
    """Add an entry; give how many there are. Straight into the tables, since this is not tried."""
    database = opening.connect(access)
    try:
        with database.write():
            database.rows(
                "INSERT INTO question (id, revision, created_at, instant, day, at, words, answered)"
                " SELECT 'q' || count(*), 1, ?1, 0, '2026-06-01', ?1, 'x', 0 FROM question",
                [START.isoformat()],
            )
        found = database.rows("SELECT count(*) FROM question")[0][0]
        assert isinstance(found, int)
        return found
    finally:
        database.close()


def _restore(one: Backup, access: Access, folder: Path, held: dict[str, int], tally: Tally) -> None:
    """Restore a backup into an empty folder, and count what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        restore.restore(folder, one, access.keys, START)
        database = opening.connect(opening.access(folder))
        found = database.rows("SELECT count(*) FROM question")[0][0]
        database.close()
    except Problem as problem:
        tally.fault(UNRESTORED, f"{one.folder.name}: {problem.happened}")
    else:
        if found != held[one.folder.name]:
            tally.fault(UNRESTORED, f"{one.folder.name}: {found!s} entries")


@contextmanager
def _bad_disk(random: Random, *, on: bool) -> Iterator[None]:
    """Let the disk turn one bit in each copy that is written, for as long as the block runs."""
    write: Callable[[Access, Path, Progress], dict[str, int]] = vars(backup)["_copy_record"]

    def write_badly(access: Access, target: Path, progress: Progress) -> dict[str, int]:
        counted = write(access, target, progress)
        content = bytearray(target.read_bytes())
        content[random.randrange(4096, len(content))] ^= 1 << random.randrange(8)
        target.write_bytes(bytes(content))
        return counted

    with _in_place(backup, "_copy_record", write_badly if on else write):
        yield


@contextmanager
def _without(protection: str) -> Iterator[None]:
    """Take a protection away: nothing is verified, or the rule goes by age alone."""

    def by_age(found: Sequence[Backup], newest: Backup, now: datetime) -> tuple[Backup, ...]:
        limit = now - 300 * DAY
        old = [one for one in found if one.made_at is not None and one.made_at < limit]
        return tuple(one for one in old if one.folder != newest.folder)

    if protection == "verification":
        with _in_place(backup, "verify", lambda *_: ()):
            yield
    elif protection == "rule":
        with _in_place(retention, "gone", by_age):
            yield
    else:
        yield


@contextmanager
def _in_place(module: object, name: str, other: object) -> Iterator[None]:
    first = vars(module)[name]
    vars(module)[name] = other
    try:
        yield
    finally:
        vars(module)[name] = first
