# SPDX-License-Identifier: Apache-2.0
"""The long operations that a kill may cut off, and what the diary is before and after each."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from companion.paths import places
from companion.problem import Problem
from companion.storage import diary, erase, opening, vault
from companion.storage.copies import Backup, backups, key_file
from companion.storage.database import Database
from companion.storage.store import Store
from companion.storage.verifying import verify
from tests.reliability import long_work as work
from tests.reliability import writer
from tests.reliability.forking import Say

NO_TRANSACTION = "no transaction"
WORDS = (work.OLD_WORDS, work.NEW_WORDS)


class Operation(Struct, frozen=True):
    """What is there before, and what is done to it.

    ``stages`` is how many steps it takes that are each kept whole; ``alone`` says that each entry
    is a step.
    """

    prepare: Callable[[Path], None]
    run: Callable[[Path, int], None]
    stages: int = 1
    alone: bool = False


OPERATIONS = {
    "migration": Operation(work.with_many_notes, work.migrate, stages=len(work.LATER_STEPS)),
    "import": Operation(work.two_diaries, work.take_in),
    "emptying the bin": Operation(work.with_full_bin, work.empty_bin, alone=True),
    "first run": Operation(work.with_nothing, work.begin_first),
    "backup": Operation(work.with_backup, work.back_up),
    "restore": Operation(work.with_backup, work.go_back),
    "deleting everything": Operation(work.with_backup, work.delete_everything),
    "first passphrase": Operation(work.with_backup, work.give_passphrase),
    "change of passphrase": Operation(work.with_passphrase, work.change_passphrase),
}


# --- what the children do -------------------------------------------------------------------------


def prepare(say: Say, name: str, folder: str) -> None:
    """Make the diary that an operation begins from."""
    OPERATIONS[name].prepare(Path(folder))
    say("prepared")


def run(say: Say, name: str, folder: str, stage: int, protection: str = "") -> None:
    """Do an operation, or its first stages."""
    if protection == NO_TRANSACTION:
        setattr(Database, "write", _each_by_itself)  # noqa: B010 -- a method in its place
    OPERATIONS[name].run(Path(folder), stage)
    say("done")


@contextmanager
def _each_by_itself(_database: Database) -> Iterator[None]:
    """Let every statement be a transaction of its own: a control that must be found out."""
    yield


def look(say: Say, name: str, folder: str) -> None:
    """Say what is there, and then what is wrong with it once the next start has opened it."""
    home = Path(folder) / work.DIARY
    work.spare_the_processor()
    work.know_later_steps(len(work.LATER_STEPS) if name == "migration" else 0)
    erase.finish_if_begun(places(home))
    state = _state(name, home)
    findings = _sick_backups(home)
    access = None if _has_none(home) else _access(home)[0]
    diary.open_or_create(home, writer.now, access=access).close()
    findings += [f"{finding.test} {finding.detail}" for finding in diary.check(home, access)]
    say({"state": state, "findings": findings})


def _state(name: str, home: Path) -> dict[str, Any]:
    """Give what is there, without changing it: all of it in one digest, and each entry's own."""
    if _has_none(home):
        return {"whole": "", "lines": {}}
    access, by_words = _access(home)
    database = opening.connect(access)
    try:
        lines = {
            line.entry.id: hashlib.sha256(msgspec.json.encode(line)).hexdigest()
            for line in Store(database).lines()
        }
        schema = database.rows("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
        steps = database.rows("SELECT migration_set, name FROM _sqlite_migrations ORDER BY name")
        drafts = database.rows("SELECT form, body FROM draft ORDER BY form")
        copies = len(backups(home)) if name == "backup" else None
        whole = repr((sorted(lines.items()), schema, steps, drafts, copies, by_words)).encode()
        return {"whole": hashlib.sha256(whole).hexdigest(), "lines": lines}
    finally:
        database.abandon()


def _has_none(home: Path) -> bool:
    return opening.is_new(home) or opening.is_half_made(home)


def _access(home: Path) -> tuple[opening.Access, str]:
    """Give access to a diary, and the passphrase that gave it; none where none is needed."""
    with suppress(vault.Locked):
        return opening.access(home), ""
    for words in WORDS:
        with suppress(Problem):
            return opening.access(home, vault.Passphrase(words)), words
    raise AssertionError("no passphrase opens it")


def _keys(backup: Backup) -> vault.Keys:
    """Give the keys of a backup, by whichever passphrase opens it."""
    file = key_file(backup)
    with suppress(vault.Locked):
        return vault.unlock(file)
    for words in WORDS:
        with suppress(Problem):
            return vault.unlock(file, vault.Passphrase(words))
    raise AssertionError("no passphrase opens a backup")


def _sick_backups(home: Path) -> list[str]:
    """Give what is wrong with the backups that count as such, each with its own keys."""
    if not (home / opening.BACKUPS).is_dir():
        return []
    return [f"backup: {fault}" for one in backups(home) for fault in verify(one, _keys(one))]
