# SPDX-License-Identifier: Apache-2.0
"""Diaries to damage: closed ones, and ones as kills and power cuts leave them."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from random import Random

import msgspec
from msgspec import Struct

from companion.domain.records import Entry, ItemAnswer, Note, Record, Response, Version
from companion.storage import diary
from companion.storage.backup import make as make_backup
from companion.storage.copies import Reason
from companion.storage.diary import Diary
from companion.storage.ids import new_id
from companion.storage.store import Line
from tests.storage.samples import Clock, at, begin, check_in, fill, full_session

ENTRIES = 500


class State(Struct, frozen=True):
    """A diary's folder as it was at one time, and everything it held."""

    folder: Path
    lines: Mapping[str, Line]
    whole: bytes


class Diaries:
    """Diaries to damage: closed ones, and ones as kills and power cuts leave them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = Random(seed)
        self.folder = folder
        made = folder / "made"
        made.mkdir(parents=True)
        clock = Clock()
        book = begin(made, clock)
        fill(book)
        self._fill(book, clock)
        book.keep_draft("note", b"draft " * 40)
        make_backup(book.access, clock(), Reason.ASKED)
        self._save(book, 10)
        closing = _lines(book), everything(book)
        book.close()
        self.closed = [self._kept(made, "closed", *closing)]
        self.crashed: list[State] = []
        book = diary.open_(made, clock)
        for number in range(4):
            self._save(book, (3, 10, 20, 9)[number])
            now = _lines(book), everything(book)
            state = self._kept(made, f"killed-{number}", *now)
            self.crashed.append(state)
            bare = self._kept(made, f"power-{number}", *now)
            (bare.folder / "record.db-shm").unlink()
            self.crashed.append(bare)
        book.close()

    def _fill(self, book: Diary, clock: Clock) -> None:
        entries: list[Entry[Record]] = []
        versions: list[Version] = []
        for number in range(ENTRIES):
            entry = _entry(number, clock, self.random)
            entries.append(entry)
            versions += (
                Version(
                    entry_id=entry.id,
                    revision=revision,
                    parent=revision - 1 or None,
                    device="elsewhere",
                    at=entry.created_at,
                    record=entry.record,
                )
                for revision in range(1, entry.revision)
            )
        with book._database.write():
            book._store.insert(entries)
            book._store.keep(versions)

    def _save(self, book: Diary, count: int) -> None:
        names = [entry.id for entry in book.entries(Note)]
        for number in range(count):
            book.add(check_in(f"saved {self.random.random()} " * 20))
            if number % 3 == 0:
                words = f"changed {self.random.random()}"
                book.change(self.random.choice(names), Note(at=at(9), words=words))

    def _kept(self, made: Path, name: str, lines: Mapping[str, Line], whole: bytes) -> State:
        shutil.copytree(made, self.folder / name)
        return State(self.folder / name, lines, whole)


def _entry(number: int, clock: Clock, random: Random) -> Entry[Record]:
    words = f"{number} " + " ".join(f"{random.getrandbits(40):x}" for _ in range(60))
    made: tuple[Record, ...] = (
        check_in(words),
        Note(at=at(9), words=words),
        msgspec.structs.replace(full_session(), reflection=words),
        Response(
            instrument="phq-9",
            started=at(9),
            answers=tuple(ItemAnswer(item=f"/{item}", value=item % 4) for item in range(9)),
        ),
    )
    # Long words now and then, so that some rows go on over pages of their own.
    long = Note(at=at(10), words=words * 12)
    moment = clock()
    return Entry(
        id=new_id(moment, random.randbytes(10)),
        revision=1 + number % 4 // 2,
        created_at=moment,
        deleted_at=moment if number % 25 == 0 else None,
        record=long if number % 40 == 0 else made[(0, 0, 0, 1, 1, 2, 3, 1)[number % 8]],
    )


def everything(book: Diary) -> bytes:
    """Give all that a diary holds as one digest."""
    lines = sorted(book.lines(), key=lambda line: line.entry.id)
    held = msgspec.json.encode([lines, book.draft("note")])
    return hashlib.sha256(held).digest()


def _lines(book: Diary) -> dict[str, Line]:
    return {line.entry.id: line for line in book.lines()}
