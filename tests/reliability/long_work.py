# SPDX-License-Identifier: Apache-2.0
"""What takes long enough to be cut off by a kill: what is there before, and then the work itself.

Each work gets the folder and how many of its stages to do.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import msgspec

from companion.domain.records import Note
from companion.exchange import archive
from companion.paths import places
from companion.storage import (
    backup,
    diary,
    erase,
    migrations,
    opening,
    protection,
    recovery,
    restore,
    sealing,
    vault,
)
from companion.storage.copies import Reason, backups
from companion.storage.diary import BIN_DAYS, Diary
from tests.reliability import writer

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

MANY = 40
DIARY = "diary"
INCOMING = "incoming.json"
OLD_WORDS, NEW_WORDS = "the old passphrase", "the new passphrase"


def _begin(folder: Path, now: Callable[[], datetime] = writer.now) -> Diary:
    folder.mkdir(parents=True, exist_ok=True)
    return diary.create(folder / DIARY, now)


def _note(random: Random) -> Note:
    at, words = writer.now(), random.randbytes(random.randrange(600)).hex()
    record = writer.sealed(lambda seal: Note(at=at, words=f"{seal} {words}"))
    assert isinstance(record, Note)
    return record


def _fill(book: Diary, count: int, seed: int = 1) -> None:
    random = Random(seed)
    patient = writer.Patient(book, random, lambda _said: None)
    for _ in range(count):
        patient.do_something()


# --- migration ------------------------------------------------------------------------------------


def with_many_notes(folder: Path) -> None:
    book = _begin(folder)
    _fill(book, MANY)
    book.close()


def _add_column(tables: "Tables") -> None:
    tables.execute("ALTER TABLE check_in ADD COLUMN later TEXT")
    tables.execute("UPDATE check_in SET later = words")


def _rewrite_table(tables: "Tables") -> None:
    tables.table("note").transform(types={"day": str}, defaults={"words": ""})


def _index_again(tables: "Tables") -> None:
    tables.execute("CREATE TABLE later (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT")
    tables.execute("INSERT INTO later SELECT entry_id || '/' || revision, body FROM history")
    tables.execute("CREATE INDEX later_body ON later (body)")


LATER_STEPS = (_add_column, _rewrite_table, _index_again)
"""Steps that no version has: what a later one may do to the tables."""


def know_later_steps(count: int) -> None:
    for step in LATER_STEPS[:count]:
        migrations.migrations()(step)
    migrations.STEPS = (*migrations.STEPS, *LATER_STEPS[:count])  # type: ignore[assignment]


def migrate(folder: Path, stage: int) -> None:
    know_later_steps(stage)
    diary.open_(folder / DIARY, writer.now).close()


# --- import ---------------------------------------------------------------------------------------


def two_diaries(folder: Path) -> None:
    other = _begin(folder / "other")
    _fill(other, 3 * MANY, seed=2)
    archive.export(other, folder / INCOMING)
    other.close()
    book = _begin(folder)
    _fill(book, 40)
    book.close()


def take_in(folder: Path, _stage: int) -> None:
    book = diary.open_(folder / DIARY, writer.now)
    archive.import_(book, folder / INCOMING)
    book.close()


# --- the bin --------------------------------------------------------------------------------------


def with_full_bin(folder: Path) -> None:
    long_ago = writer.now() - timedelta(days=BIN_DAYS + 10)
    random = Random(1)
    book = _begin(folder, lambda: long_ago)
    names = [book.add(msgspec.structs.replace(_note(random), at=long_ago)).id for _ in range(50)]
    for name in names[:30]:
        book.remove(name)
    book.close()


def empty_bin(folder: Path, _stage: int) -> None:
    diary.open_(folder / DIARY, writer.now).close()


# --- the first run --------------------------------------------------------------------------------


def with_nothing(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def begin_first(folder: Path, _stage: int) -> None:
    book = diary.open_or_create(folder / DIARY, writer.now, lambda: "the-same-device")
    book.close()


# --- backups --------------------------------------------------------------------------------------


def with_backup(folder: Path) -> None:
    book = _begin(folder)
    _fill(book, MANY)
    backup.make(book.access, writer.now(), Reason.ASKED)
    _fill(book, MANY // 4, seed=2)
    book.close()


def back_up(folder: Path, _stage: int) -> None:
    backup.make(opening.access(folder / DIARY), writer.now(), Reason.ASKED)


def go_back(folder: Path, _stage: int) -> None:
    home = folder / DIARY
    access = opening.access(home)
    # The oldest, because a restoring that was cut off may have made another.
    oldest = backups(home)[-1]
    restore.restore(home, oldest, access.keys, writer.now(), present=access)


# --- deleting everything --------------------------------------------------------------------------


def delete_everything(folder: Path, _stage: int) -> None:
    erase.erase(places(folder / DIARY))


# --- the passphrase -------------------------------------------------------------------------------


def spare_the_processor() -> None:
    """Let a seal cost little: these kills are about files, not about guessing."""
    sealing.TARGET = 0
    sealing.LEAST = sealing.Cost(memory_kib=1024, iterations=1, lanes=4)


def give_passphrase(folder: Path, _stage: int) -> None:
    spare_the_processor()
    access = opening.access(folder / DIARY)
    code = recovery.new_code()
    protection.protect(access, OLD_WORDS, code, writer.now(), lambda _done, _of: None)


def with_passphrase(folder: Path) -> None:
    with_backup(folder)
    give_passphrase(folder, 1)


def change_passphrase(folder: Path, _stage: int) -> None:
    spare_the_processor()
    access = opening.access(folder / DIARY, vault.Passphrase(OLD_WORDS))
    protection.change_passphrase(access, NEW_WORDS)
