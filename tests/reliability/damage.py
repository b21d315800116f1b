# SPDX-License-Identifier: Apache-2.0
"""Damage to every file of a diary: it is noticed or does no harm, and what is left is salvaged."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import msgspec
from sqlcipher3 import dbapi2 as driver

from companion.problem import Problem
from companion.storage import diary, opening, vault
from companion.storage.copies import backups
from companion.storage.database import Database
from companion.storage.database import connect as connect_file
from companion.storage.examination import Outcome as Sickness
from companion.storage.examination import examine, refuse_sick
from companion.storage.fates import Fate, Origin
from companion.storage.findings import Area
from companion.storage.log_frames import log_damage
from companion.storage.migrations import migrations
from companion.storage.salvage import Source, salvage
from companion.storage.store import Line, Store
from companion.storage.verifying import verify
from tests.reliability.diaries import Diaries, everything
from tests.reliability.forking import Forking
from tests.reliability.harms import HARMS, LOCAL_HARMS, bit
from tests.reliability.kills import LONGEST_DEED, MOST_SAID, WRITE
from tests.reliability.outcome import Outcome, Tally
from tests.storage.samples import Clock, contents

EACH_SALVAGE = 8
"""Damages of a record or log until one is salvaged too, which takes longest."""

NOTICED, HARMLESS, SILENT, LATE = "noticed", "harmless", "silent", "noticed too late"
WRITTEN, DISAGREES, WRONG = (
    "damaged files written to",
    "examinations that see nothing",
    "salvaged wrong",
)
SALVAGED_OF, LOCAL = "salvaged", "entries under local damage"
TOLD = "opened and said that the last save may be missing"
UNTOLD = "logs cut clean with nothing left to tell of it"
BACKUP_ONLY = "with nothing left to read"
UNVERIFIED = "no verification"

TARGETS = (("record", 10), ("log", 6), ("keys", 2), ("both keys", 1), ("backup", 2), ("index", 1))


def run(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Damage a diary ``count`` times, each time a fresh copy."""
    names = (NOTICED, TOLD, HARMLESS, SILENT, LATE, WRITTEN, DISAGREES, WRONG, SALVAGED_OF, LOCAL)
    tally = Tally("damages", *names)
    diaries = Diaries(folder / "diaries", seed)
    random = Random(seed)
    with _verification(protection):
        for _ in range(count):
            _Trial(diaries, random, tally, folder / "trial", protection).go()
            tally.tried += 1
    return tally.outcome()


@contextmanager
def _verification(protection: str) -> Iterator[None]:
    """Take away whatever opening does to authenticate pages, where the control asks for that."""
    saved = {
        name: vars(opening)[name]
        for name in ("refuse_sick",)
        if protection == UNVERIFIED and name in vars(opening)
    }
    for name in saved:
        setattr(opening, name, lambda *_: False)
    try:
        yield
    finally:
        for name, real in saved.items():
            setattr(opening, name, real)


class _Trial:
    """One damage and what comes of it."""

    def __init__(
        self, diaries: Diaries, random: Random, tally: Tally, home: Path, protection: str
    ) -> None:
        self._random = random
        self._tally = tally
        self._home = home
        self._protection = protection
        targets, weights = zip(*TARGETS, strict=True)
        (self._target,) = random.choices(targets, weights)
        crashed = self._target in ("log", "index") or random.random() < 0.4
        self._state = random.choice(diaries.crashed if crashed else diaries.closed)
        names, harms, shares = zip(*HARMS, strict=True)
        (place,) = random.choices(range(len(harms)), shares)
        self._way, self._harm = names[place], harms[place]
        self._what = f"{self._way} of {self._target}, {self._state.folder.name}"

    def go(self) -> None:
        shutil.rmtree(self._home, ignore_errors=True)
        shutil.copytree(self._state.folder, self._home)
        keys = vault.unlock(vault.read(self._home))
        (copy,) = backups(self._home)
        for path in self._paths(copy.record):
            if path.exists():
                path.write_bytes(self._harm(path.read_bytes(), self._random))
        if self._target == "backup":
            self._look_at_backup(bool(verify(copy, keys)), copy.record)
            return
        before = self._records()
        how = self._open()
        self._tally.count(how) if how in (NOTICED, TOLD, HARMLESS, UNTOLD) else self._tally.fault(
            how, self._what
        )
        if how == NOTICED and self._target in ("record", "log") and not self._protection:
            self._examine(keys, before)
        if how == NOTICED and self._records() != before:
            self._tally.fault(WRITTEN, self._what)

    def _paths(self, copy: Path) -> Sequence[Path]:
        keys = [self._home / vault.KEYS, self._home / vault.COPY]
        by_target = {
            "record": [self._home / "record.db"],
            "log": [self._home / "record.db-wal"],
            "index": [self._home / "record.db-shm"],
            "keys": [self._random.choice(keys)],
            "both keys": keys,
            "backup": [copy],
        }
        return by_target[self._target]

    def _look_at_backup(self, noticed: bool, record: Path) -> None:
        sound = self._state.folder / record.relative_to(self._home)
        if record.read_bytes() == sound.read_bytes():
            self._tally.count(HARMLESS)
        elif noticed:
            self._tally.count(NOTICED)
        else:
            self._tally.fault(SILENT, self._what)

    def _open(self) -> str:
        """Open as the app does, read everything, and tell how the damage came out."""
        try:
            book = diary.open_or_create(self._home, Clock())
        except Problem:
            return NOTICED
        if book.interrupted:
            book._database.abandon()
            return TOLD
        try:
            same = everything(book) == self._state.whole
        except Problem:
            return LATE
        finally:
            with suppress(driver.Error):
                book._database.abandon()
        if not self._checks():
            return LATE
        if same:
            return HARMLESS
        return UNTOLD if self._nothing_tells() else SILENT

    def _checks(self) -> bool:
        """Tell whether a look at everything finds every page and table sound."""
        try:
            found = diary.check(self._home)
        except Problem:
            return False
        return not any(finding.test in (Area.PAGES, Area.TABLES) for finding in found)

    def _nothing_tells(self) -> bool:
        """Tell whether a log was cut where there is no index: it then ends as a shorter one would."""
        no_index = not (self._state.folder / "record.db-shm").exists()
        return self._target == "log" and self._way in ("cut", "empty") and no_index

    def _examine(self, keys: vault.Keys, before: Mapping[str, bytes]) -> None:
        found = examine(self._home, keys)
        if found.opens:
            self._tally.fault(DISAGREES, self._what)
        if found.outcome is Sickness.NOTHING:
            self._tally.count(BACKUP_ONLY)
        elif self._random.randrange(EACH_SALVAGE) == 0:
            self._salvage(keys, first_page=found.outcome is not Sickness.FIRST_PAGE)
        now = self._records()
        if now != before:
            self._tally.fault(WRITTEN, self._what)

    def _salvage(self, keys: vault.Keys, *, first_page: bool) -> None:
        (copy,) = backups(self._home)
        sources = [Source(copy.folder.name, copy.record, keys)] * self._random.randrange(2)
        result = salvage(self._home, keys, Clock(), sources)
        database = connect_file(result.record, keys)
        lines = {line.entry.id: line for line in Store(database).lines()}
        database.close()
        saved = 0
        for fate in result.fates:
            line = lines.get(fate.entry_id)
            if self._is_wrong(fate, line):
                self._tally.fault(WRONG, f"{self._what}: {fate}")
            saved += fate.origin is Origin.RECORD and line == self._state.lines.get(fate.entry_id)
        if self._way in LOCAL_HARMS and first_page:
            self._tally.count(LOCAL, len(self._state.lines))
            self._tally.count(SALVAGED_OF, saved)

    def _is_wrong(self, fate: Fate, line: Line | None) -> bool:
        """Tell whether a fate says of an entry what is not so."""
        if fate.origin is Origin.MISSING or line is None:
            return (fate.origin is Origin.MISSING) != (line is None)
        real = self._state.lines.get(fate.entry_id)
        if real is None:
            return True
        if fate.whole and line.entry.revision == real.entry.revision:
            return line.entry != real.entry or (fate.whole_history and line.past != real.past)
        earlier = {version.revision: version.record for version in real.past}
        return fate.whole and line.entry.record != earlier.get(line.entry.revision)

    def _records(self) -> dict[str, bytes]:
        """Give the bytes of the record and its log."""
        names = ("record.db", "record.db-wal")
        return {name: held for name, held in contents(self._home).items() if name in names}


def false_alarms(count: int, seed: int, folder: Path) -> Outcome:
    """Kill a writer ``count`` times, and ask each time whether its log is damaged: it is not."""
    random = Random(seed)
    tally = Tally("kills", "logs with saves in them", "false alarms")
    home, bare = folder / "diary", folder / "without"
    with Forking() as forking:
        for _ in range(count):
            child = forking.start(
                WRITE, folder=str(home), seed=random.getrandbits(32), protection=""
            )
            # Counted in deeds, so that a slow machine is killed no earlier; and some while it opens.
            deeds = random.choice((0, random.randrange(MOST_SAID)))
            child.killed_after(random.uniform(0, LONGEST_DEED if deeds else 0.2), deeds)
            tally.tried += 1
            if not (home / "record.db").exists():
                continue
            shutil.rmtree(bare, ignore_errors=True)
            shutil.copytree(home, bare, ignore=shutil.ignore_patterns("*-shm"))
            log = home / "record.db-wal"
            tally.count("logs with saves in them", log.exists() and log.stat().st_size > 0)
            keys = vault.unlock(vault.read(home))
            for place in (home, bare):
                if found := log_damage(place / "record.db"):
                    tally.fault("false alarms", f"{found}")
                try:
                    refuse_sick(place, keys)
                except Problem as problem:
                    tally.fault("false alarms", str(problem))
    return tally.outcome()


def plain(count: int, seed: int, folder: Path) -> Outcome:
    """Flip bits in the same diary without encryption: rows come back wrong, and nobody notices."""
    tally = Tally("flipped bits", NOTICED, HARMLESS, SILENT)
    random = Random(seed)
    diaries = Diaries(folder / "diaries", seed)
    lines = diaries.closed[0].lines
    path = folder / "plain.db"
    database = Database(driver.connect(path, isolation_level=None))
    migrations.apply(database.tables)
    with database.write():
        Store(database).insert(line.entry for line in lines.values())
        Store(database).keep(version for line in lines.values() for version in line.past)
    database.close()
    sound = path.read_bytes()
    for _ in range(count):
        path.write_bytes(bit(sound, random))
        tally.tried += 1
        read = _plainly_read(path)
        if read is None:
            tally.count(NOTICED)
        elif read == lines:
            tally.count(HARMLESS)
        else:
            tally.fault(SILENT, "a plain file")
    return tally.outcome()


def _plainly_read(path: Path) -> dict[str, Line] | None:
    """Read a file without encryption; None where SQLite or decoding finds anything wrong."""
    database = Database(driver.connect(path, isolation_level=None))
    try:
        lines = {line.entry.id: line for line in Store(database).lines()}
        return lines if database.rows("PRAGMA integrity_check") == [("ok",)] else None
    except (Problem, driver.Error, msgspec.DecodeError, ValueError, KeyError):
        return None
    finally:
        database.abandon()
