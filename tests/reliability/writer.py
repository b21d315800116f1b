# SPDX-License-Identifier: Apache-2.0
"""A patient who never rests: writes through the real storage, and says what was called saved.

What it writes is sealed: each record holds a digest of itself, so that half of one is seen. What
it says after each deed is one line with every entry that the deed touched: name, revision, digest
and whether it is in the bin.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from companion.domain.moment import Plan, fixed
from companion.domain.records import (
    Answer,
    CheckIn,
    ChecklistRun,
    Choice,
    Note,
    Reading,
    ReadingTime,
    Record,
    Session,
)
from companion.storage import database, diary, lock, mapping
from companion.storage.database import Database
from companion.storage.diary import Action, Diary
from tests.reliability.forking import Say

SEAL = re.compile(rb"seal:[0-9a-f]{16}")
BIG = 300_000
"""Characters of a big note: more than the log holds before it is carried over."""
FORM = "check-in"

NO_FULL = "no full sync"
LATE_COMMITS = "late commits"


def now() -> datetime:
    """Give the moment, as the app does."""
    return fixed(datetime.now().astimezone())


def sealed(make: Callable[[str], Record]) -> Record:
    """Give a record that holds a digest of itself, made from the words for the seal."""
    body = mapping.body_of(mapping.canonical(make("seal:")))
    return make(f"seal:{hashlib.sha256(body).hexdigest()[:16]}")


def is_whole(body: bytes) -> bool:
    """Tell whether the text of a record or draft is all that was sealed."""
    found = SEAL.search(body)
    if found is None:
        return False
    bare = body[: found.start()] + b"seal:" + body[found.end() :]
    return found[0][5:].decode() == hashlib.sha256(bare).hexdigest()[:16]


def digest(record: Record) -> str:
    """Give what stands for a record's whole text."""
    return hashlib.sha256(mapping.body_of(record)).hexdigest()[:24]


@contextmanager
def lax_log(protection: str) -> Iterator[None]:
    """Take the sync of every commit away, where the control asks for that."""
    settings = database._SETTINGS
    if protection == NO_FULL:
        lax = (
            setting.replace("synchronous = FULL", "synchronous = NORMAL") for setting in settings
        )
        database._SETTINGS = tuple(lax)  # type: ignore[assignment]
    try:
        yield
    finally:
        database._SETTINGS = settings


class LateCommits:
    """A database that answers at once and commits every eighth time: a control to be found out."""

    def __init__(self, real: Database) -> None:
        self._real = real
        self._count = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    @contextmanager
    def write(self) -> Iterator[None]:
        if not self._real._connection.in_transaction:
            self._real._connection.execute("BEGIN IMMEDIATE")
        yield
        self._count += 1
        if self._count % 8 == 0:
            self._real._connection.execute("COMMIT")

    def checkpoint(self) -> None:
        """Leave the log alone, which cannot be emptied before the commit."""

    def close(self) -> None:
        if self._real._connection.in_transaction:
            self._real._connection.execute("COMMIT")
        self._real.close()


class Patient:
    """Someone who does one random thing after another in a diary."""

    def __init__(self, book: Diary, random: Random, say: Say) -> None:
        self._book = book
        self._random = random
        self._say = say
        self._there: list[str] = []
        self._gone: list[str] = []
        self._families: dict[str, list[str]] = {}
        self._draft = 0
        for line in book.lines():
            self._remember(line.entry.id, line.entry.record, gone=bool(line.entry.deleted_at))
        draft = book.draft(FORM)
        if draft is not None:
            self._draft = json.loads(draft)["number"]

    def do_something(self) -> None:
        """Do one thing, and say what was saved."""
        deeds = (
            (self.add, 30),
            (self.change, 20),
            (self.add_session, 8),
            (self.remove, 8),
            (self.restore, 6),
            (self.undo, 8),
            (self.keep_draft, 15),
            (self.drop_draft, 3),
            (self.add_big_note, 2),
        )
        choices, weights = zip(*deeds, strict=True)
        self._random.choices(choices, weights)[0]()

    def add(self) -> None:
        record = self._check_in() if self._random.random() < 0.7 else self._note()
        self._added(record)

    def add_big_note(self) -> None:
        self._added(self._note(length=self._random.randrange(BIG // 10, BIG)))

    def add_session(self) -> None:
        """Add a session, and then its checklist and its notes, each a deed of its own."""
        parent = self._added(self._session())
        self._added(self._run(parent))
        for _ in range(self._random.randrange(3)):
            self._added(self._note(session_id=parent))

    def change(self) -> None:
        if not self._there:
            return
        name = self._random.choice(self._there)
        old = self._book._found(name).record
        match old:
            case CheckIn():
                new: Record = self._check_in()
            case Note():
                new = self._note(session_id=old.session_id)
            case Session():
                new = self._session()
            case ChecklistRun():
                new = self._run(old.session_id or "")
            case _:
                return
        self._book.change(name, new)
        self._acknowledge([name])

    def remove(self) -> None:
        tops = [name for name in self._there if name not in self._children()]
        if tops:
            name = self._random.choice(tops)
            self._book.remove(name)
            self._acknowledge([name, *self._families.get(name, ())])

    def restore(self) -> None:
        tops = [name for name in self._gone if name not in self._children()]
        if tops:
            name = self._random.choice(tops)
            self._book.restore(name)
            self._acknowledge([name, *self._families.get(name, ())])

    def undo(self) -> None:
        steps = self._book._steps
        if steps and steps[-1].action is Action.ADD and steps[-1].entry_id in self._children():
            return  # it would part a family, which is right and cannot be told from torn
        undone = self._book.undo()
        if undone is not None:
            name = undone.entry.id
            self._acknowledge([name, *self._families.get(name, ())])

    def keep_draft(self) -> None:
        number = self._draft + 1
        self._book.keep_draft(FORM, draft(number, self._text(2000)))
        self._draft = number
        self._say({"draft": number})

    def drop_draft(self) -> None:
        self._say({"dropping": True})
        self._book.drop_draft(FORM)
        self._say({"dropped": True})

    def _added(self, record: Record) -> str:
        self._say({"adding": digest(mapping.canonical(record))})
        entry = self._book.add(record)
        self._remember(entry.id, entry.record, gone=False)
        self._say({"saved": [[entry.id, 1, digest(entry.record), False]]})
        return entry.id

    def _acknowledge(self, names: list[str]) -> None:
        saved = []
        for name in names:
            entry = self._book._found(name)
            gone = entry.deleted_at is not None
            self._move(name, gone=gone)
            saved.append([name, entry.revision, digest(entry.record), gone])
        self._say({"saved": saved})

    def _remember(self, name: str, record: Record, *, gone: bool) -> None:
        self._move(name, gone=gone)
        if isinstance(record, ChecklistRun | Note) and record.session_id is not None:
            family = self._families.setdefault(record.session_id, [])
            if name not in family:
                family.append(name)

    def _move(self, name: str, *, gone: bool) -> None:
        for names in (self._there, self._gone):
            if name in names:
                names.remove(name)
        (self._gone if gone else self._there).append(name)

    def _children(self) -> set[str]:
        return {name for family in self._families.values() for name in family}

    def _text(self, most: int) -> str:
        count = self._random.randrange(most)
        return self._random.randbytes(count // 2).hex()

    def _check_in(self) -> Record:
        at, mood = now(), self._random.randrange(11)
        words = self._text(1500)
        return sealed(lambda seal: CheckIn(at=at, mood=mood, words=f"{seal} {words}"))

    def _note(self, session_id: str | None = None, length: int = 400) -> Record:
        at, words = now(), self._random.randbytes(length // 2).hex()
        return sealed(lambda seal: Note(at=at, words=f"{seal} {words}", session_id=session_id))

    def _session(self) -> Record:
        plan = Plan(at=datetime(2026, 6, 1, 14), zone="Europe/Dublin")
        place, count = self._text(60), self._random.randrange(1, 5)
        readings = tuple(
            Reading(when=ReadingTime.OTHER, pulse=60 + number, oxygen=97) for number in range(count)
        )
        return sealed(
            lambda seal: Session(plan=plan, place=place, readings=readings, reflection=seal)
        )

    def _run(self, session_id: str) -> Record:
        at = now() - timedelta(minutes=1)
        items = [f"item-{number}" for number in range(self._random.randrange(2, 12))]
        return sealed(
            lambda seal: ChecklistRun(
                session_id=session_id,
                checklist="iv",
                answers=tuple(
                    Answer(item=item, choice=Choice.YES, at=at, words=seal if not place else "")
                    for place, item in enumerate(items)
                ),
            )
        )


def draft(number: int, words: str) -> bytes:
    """Give a sealed draft of a form."""
    bare = json.dumps({"number": number, "words": words, "seal": "seal:"}).encode()
    mark = hashlib.sha256(bare).hexdigest()[:16]
    return bare.replace(b'"seal:"', f'"seal:{mark}"'.encode())


def write(
    say: Say,
    folder: str,
    seed: int,
    *,
    protection: str = "",
    deeds: int = 10**9,
    reopen: float = 0.04,
) -> None:
    """Begin or open a diary and do one thing after another, closing and opening it at times."""
    random = Random(seed)
    left = deeds
    with lax_log(protection), lock.take(Path(folder)):
        while left > 0:
            book = diary.open_or_create(Path(folder), now)
            if protection == LATE_COMMITS:
                book._database = LateCommits(book._database)  # type: ignore[assignment]
            say({"opened": True})
            patient = Patient(book, random, say)
            while left > 0:
                left -= 1
                patient.do_something()
                if random.random() < reopen:
                    break
            book.close()
            say({"closed": True})
