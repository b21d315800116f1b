# SPDX-License-Identifier: Apache-2.0
"""Hostile imports: whatever a file holds, it is taken in whole or refused in our own words.

A child of its own works through the files on one open record, so that a file that takes all
memory, or never comes to an end, is caught. Refused means that not a row of the record changed;
taken in means that every entry of the file is there, that the same file again changes nothing,
and that what is exported then reads back to the same bytes in another record.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import hypothesis
import msgspec
from hypothesis import HealthCheck, Phase

from companion.exchange import archive, archive_form
from companion.exchange.strict_json import Fault
from companion.problem import Problem
from companion.storage.database import Database, Row
from companion.storage.diary import Diary
from companion.storage.merge import Merged, Unmergeable
from companion.storage.store import Line
from tests.reliability.hostile import mutated, structures
from tests.reliability.monsters import MONSTERS
from tests.reliability.outcome import Outcome, Tally
from tests.storage.samples import START, begin, check_in, fill

WHAT = "hostile imports"
SLOWEST = 2.0
"""Seconds of this process's own time, so that a busy machine is not held against a file."""
MOST_MEMORY = 512 * 1024
"""Kilobytes at the peak, Python and all that it loaded included: four times the largest file."""
LONGEST_MESSAGE = 1000
GIVEN_UP = 60
"""Seconds after which a file is believed never to come to an end."""
PATIENCE = "COMPANION_TEST_PATIENCE"
"""The variable that says otherwise."""
CROWDED, LARGE = 60, 1024 * 1024
"""Entries and bytes at which the record goes back to what it held at first, to stay quick."""

BATCH = 100
"""Made-up files at a time, since Hypothesis remembers every one that it made."""

Importer = Callable[[Diary, Path], object]


def run(count: int, seed: int, folder: Path, importer: str = "ours") -> Outcome:
    """Try that many files, the monsters first; ``importer`` is a name in IMPORTERS."""
    return watched(count, seed, folder, importer)[0]


def watched(count: int, seed: int, folder: Path, importer: str = "ours") -> tuple[Outcome, int]:
    """Do as ``run`` does, and give the most memory that a file took too, in megabytes."""
    command = [sys.executable, "-m", __name__, str(count), str(seed), str(folder), importer]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return msgspec.json.decode(done.stdout, type=tuple[Outcome, int])
    how = "no end" if done.returncode == -signal.SIGALRM else f"exit code {done.returncode}"
    tally = Tally(WHAT)
    tally.fault("fatal", f"{how} at {folder / FILE}: {done.stderr[-2000:]}")
    return tally.outcome(), 0


# ---- in the child

FILE = "in.json"


class Trial:
    """One open record that files are imported into, and another to read exports back with."""

    def __init__(self, folder: Path, importer: Importer) -> None:
        self.tally = Tally(WHAT, "accepted", "refused")
        self.importer = importer
        self.file = folder / FILE
        self.record = begin(folder / "record")
        self.mirror = begin(folder / "mirror", prefix="m")
        self._fill()
        self.base = self.record.lines()
        self.peak = 0
        self._look()

    def try_(self, name: str, make: Callable[[], bytes]) -> None:
        """Import a file and judge what came of it."""
        self.tally.tried += 1
        self.file.write_bytes(make())
        reset_peak()
        signal.alarm(int(os.environ.get(PATIENCE, GIVEN_UP)))
        began = time.process_time()
        try:
            merged = self.importer(self.record, self.file)
        except Problem as problem:
            merged = None
            self._judge_words(name, problem)
        except Exception as error:  # noqa: BLE001 -- the same
            merged = None
            self._wrong("undocumented", name, repr(error)[:200])
        seconds = time.process_time() - began
        signal.alarm(0)
        self._judge_cost(name, seconds)
        if merged is None:
            self.tally.count("refused")
            self._judge_refused(name)
        else:
            self.tally.count("accepted")
            self._judge_accepted(name, merged)

    def close(self) -> None:
        """Look at the whole record once more and close it."""
        if rows(self.record, "PRAGMA foreign_key_check") or rows(
            self.record, "PRAGMA integrity_check"
        ) != [("ok",)]:
            self._wrong("unsound", "the record", "at the end")
        self.record.close()
        self.mirror.close()

    def _judge_words(self, name: str, problem: Problem) -> None:
        said = str(problem)
        if len(said) > LONGEST_MESSAGE or said.encode(errors="ignore").decode() != said:
            self._wrong("unreadable", name, said[:200])

    def _judge_cost(self, name: str, seconds: float) -> None:
        self.peak = max(self.peak, peak())
        if seconds > SLOWEST:
            self._wrong("slow", name, f"{seconds:.1f} s")
        if peak() > MOST_MEMORY:
            self._wrong("large", name, f"{peak() // 1024} MB")

    def _judge_refused(self, name: str) -> None:
        if self._changed():
            self._wrong("half", name, "refused, and the record changed")
            self._start_over()

    def _judge_accepted(self, name: str, merged: object) -> None:
        try:
            self._judge_taken_in(name, merged)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is what was looked for
            self._wrong("lost", name, f"what was taken in cannot be read: {error!r}"[:200])
        crowded = len(self.record.lines()) > CROWDED or self.file.stat().st_size > LARGE
        if crowded or self.tally.wrong:
            self._start_over()
        self._look()

    def _judge_taken_in(self, name: str, merged: object) -> None:
        assert isinstance(merged, Merged)
        lines = self.record.lines()
        if merged == Merged() and self._changed():
            self._wrong("half", name, "said to change nothing, and changed the record")
        if len(lines) != self.count + merged.added + merged.kept_both:
            self._wrong("lost", name, f"{merged} of {self.count} made {len(lines)}")
        if not names_in(self.file.read_bytes()) <= {line.entry.id for line in lines}:
            self._wrong("lost", name, "an entry of the file is not there")
        whole = archive.encoded(lines)
        self.file.write_bytes(whole)
        if archive.import_(self.record, self.file) != Merged():
            self._wrong("lost", name, "its own export is news to it")
        empty(self.mirror)
        archive.import_(self.mirror, self.file)
        if archive.encoded(self.mirror.lines()) != whole:
            self._wrong("lost", name, "the export reads back to other bytes")

    def _wrong(self, what: str, name: str, detail: str) -> None:
        kept = self.file.with_name(f"{what}-{self.tally.tried}.json")
        if self.file.exists() and self.file.stat().st_size < 1024 * 1024:
            kept.write_bytes(self.file.read_bytes())
        self.tally.fault(what, f"{name} ({kept.name}): {detail}")

    def _fill(self) -> None:
        fill(self.record)
        entry = self.record.add(check_in("first"))
        self.record.change(entry.id, check_in("second"))
        self.record.remove(self.record.add(check_in("gone")).id)

    def _start_over(self) -> None:
        empty(self.record)
        self.record.merge(self.base)
        self._look()

    def _look(self) -> None:
        """Remember what the record holds now."""
        self.print = fingerprint(self.record)
        self.count = len(self.record.lines())
        self.writes = connection(self.record).total_changes

    def _changed(self) -> bool:
        """Tell whether the record holds anything else now, or is about to."""
        if connection(self.record).in_transaction:
            return True
        # Where nothing was written, not even to be rolled back, all the rows are the same.
        written = connection(self.record).total_changes != self.writes
        return written and fingerprint(self.record) != self.print


def files(
    count: int, seed: int, good: list[bytes], monsters: Sequence[str]
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Give what makes the files to try, by name: monsters, then made-up and mutated archives."""
    yield from ((name, MONSTERS[name]) for name in monsters)
    left = count - len(monsters)
    random = Random(seed)
    for batch in range(0, left // 8, BATCH):
        for content in made_up(min(BATCH, left // 8 - batch), random.randrange(2**32)):
            yield "made up", partial(bytes, content)
    for _number in range(left - left // 8):
        yield "mutated", partial(mutated, random, good)


def made_up(count: int, seed: int) -> list[bytes]:
    """Let Hypothesis make up that many archives."""
    made: list[bytes] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=max(1, count),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(structures())
    def keep(content: bytes) -> None:
        made.append(content)

    keep()
    return made[:count]


def fingerprint(diary: Diary) -> bytes:
    """Give a digest of every row of every table, of the index of words too."""
    digest = hashlib.sha256()
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    for (table,) in rows(diary, tables):
        digest.update(repr(rows(diary, f'SELECT * FROM "{table!s}"')).encode())
    return digest.digest()


def empty(diary: Diary) -> None:
    """Take every entry out of a record, with its history and words."""
    database = database_of(diary)
    with database.write():
        for kind in ("checklist_run", "note", *archive_form.KIND_OF):
            database.tables.table(kind).delete_where()
        database.tables.table("history").delete_where()
        database.tables.table("search").delete_where()


def names_in(content: bytes) -> set[str]:
    """Give the names of the entries in a file, as a careless reader finds them."""
    entries: Mapping[str, Any] = json.loads(content)["entries"]
    return {entry["id"] for kind in entries.values() for entry in kind}


def rows(diary: Diary, sql: str) -> list[Row]:
    return database_of(diary).rows(sql)


def database_of(diary: Diary) -> Database:
    return diary._database


def connection(diary: Diary) -> Any:
    return database_of(diary)._connection


def peak() -> int:
    """Give the most memory this process had since ``reset_peak``, in kilobytes; 0 if unknown."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0])


def reset_peak() -> None:
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


# ---- importers: ours, and others without a protection that the trial must find out


def unchecked(diary: Diary, path: Path) -> Merged:
    """Take in whatever fits the types, as the plain parser reads it."""
    try:
        plain = json.loads(path.read_bytes())
        read = msgspec.convert(plain, archive_form.Archive)
    except (ValueError, RecursionError) as error:
        raise _refusal() from error
    kept = [entry for kind in archive_form.KIND_OF for entry in getattr(read.entries, kind)]
    return diary.merge([Line(archive._entry(entry)) for entry in kept])


def piecemeal(diary: Diary, path: Path) -> Merged:
    """Check as ours does, and write entry by entry instead of all or none."""
    try:
        lines, _places = archive.decoded(path.read_bytes(), START)
        done = [diary.merge([line]) for line in lines]
    except (Fault, Unmergeable) as error:
        raise _refusal() from error
    return Merged(
        added=sum(one.added for one in done),
        updated=sum(one.updated for one in done),
        kept_both=sum(one.kept_both for one in done),
    )


def forgetful(diary: Diary, path: Path) -> Merged:
    """Check as ours does, and leave the last entry out."""
    try:
        lines, _places = archive.decoded(path.read_bytes(), START)
        return diary.merge(lines[:-1])
    except (Fault, Unmergeable) as error:
        raise _refusal() from error


def endless(diary: Diary, path: Path) -> Merged:
    """Look for the end of the file, for ever."""
    while path.exists():
        diary.lines()
    return Merged()


def _refusal() -> Problem:
    return Problem(happened="It is refused.", safe="Nothing changed.", next_step="Try another.")


IMPORTERS: dict[str, Importer] = {
    "ours": archive.import_,
    "unchecked": unchecked,
    "piecemeal": piecemeal,
    "forgetful": forgetful,
    "endless": endless,
}


def main(count: int, seed: int, folder: Path, importer: str) -> tuple[Outcome, int]:
    """Try the files, in this process."""
    trial = Trial(folder, IMPORTERS[importer])
    whole = archive.encoded(trial.base)
    # Its own, a part of that, and one of another diary, all news to the record.
    good = [whole, archive.encoded(trial.base[:3]), whole.replace(b'"n0000', b'"s0000')]
    monsters = list(MONSTERS)[:count] if importer == "ours" else ["lists, 45 MB"][:count]
    for name, make in files(count, seed, good, monsters):
        trial.try_(name, make)
    trial.close()
    return trial.tally.outcome(), trial.peak // 1024


if __name__ == "__main__":
    _count, _seed, _folder, _importer = sys.argv[1:]
    found = main(int(_count), int(_seed), Path(_folder), _importer)
    sys.stdout.buffer.write(msgspec.json.encode(found))
