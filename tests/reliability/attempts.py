# SPDX-License-Identifier: Apache-2.0
"""A short day with a diary that takes every Problem calmly, and says how each deed ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from companion.problem import Problem
from companion.storage import diary, lock, troubles
from companion.storage.database import Database
from companion.storage.diary import Diary
from tests.reliability import writer
from tests.reliability.forking import Say

DEEDS = 5
SITTINGS = 2
ERRORS_IGNORED = "errors ignored"

_honest_write = Database.write


def attempt(say: Say, folder: str, seed: int, protection: str = "") -> None:
    """Open or begin a diary, do a few things, close it; and the same once more."""
    if protection == ERRORS_IGNORED:
        setattr(Database, "write", _whatever_happens)  # noqa: B010 -- a method in its place
    random = Random(seed)
    for _ in range(SITTINGS):
        _calmly(say, lambda: _one_sitting(say, Path(folder), random))


def _one_sitting(say: Say, folder: Path, random: Random) -> None:
    with lock.take(folder):
        book = diary.open_or_create(folder, writer.now)
        say({"opened": True})
        try:
            for _ in range(DEEDS):
                _calmly(say, lambda: _one_deed(say, book, random))
        finally:
            book.close()
        say({"closed": True})


def _one_deed(say: Say, book: Diary, random: Random) -> None:
    # Made anew each time: after a Problem nobody knows what is there without looking.
    writer.Patient(book, random, say).do_something()


@contextmanager
def _whatever_happens(database: Database) -> Iterator[None]:
    """Write, and say nothing when that failed: a control that must be found out."""
    with suppress(Exception), _honest_write(database):
        yield


def _calmly(say: Say, deed: Callable[[], None]) -> None:
    try:
        deed()
    except Problem as problem:
        unknown = problem.happened == troubles.uncertain().happened
        say({"problem": str(problem), "unknown": unknown})
