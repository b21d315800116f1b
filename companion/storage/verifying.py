# SPDX-License-Identifier: Apache-2.0
"""Looking whether a backup can be believed, without changing a byte of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from companion.problem import Problem
from companion.stopping import Progress, stage, unwatched
from companion.storage import troubles
from companion.storage.copies import Backup, Manifest, digest, key_file
from companion.storage.database import APPLICATION_ID, Database, damaged_pages, translated
from companion.storage.figures import rows
from companion.storage.steps import refuse_newer
from companion.storage.vault import SALT, Keys

MOST = 5
"""How many of the same kind of fault are told one by one."""


def verify(backup: Backup, keys: Keys, progress: Progress = unwatched) -> tuple[str, ...]:
    """Give what is wrong with a backup, nothing when it is sound; never a patient's words.

    Every byte is compared with the manifest, every page authenticated, every table looked through
    and counted. What lies there is not changed, so it may be on a medium that cannot be written.
    """
    if backup.trouble or backup.manifest is None:
        return (backup.trouble or "no manifest",)
    try:
        files, record = stage(progress, 0, 2), stage(progress, 1, 2)
        wrong = tuple(_of_the_files(backup, backup.manifest, keys, files))
        return wrong or tuple(_of_the_record(backup.record, backup.manifest, keys, record))
    except Problem as problem:
        return (problem.happened,)
    except OSError as error:
        return (f"cannot be read: {error.strerror}",)


@contextmanager
def reading(record: Path, keys: Keys) -> Iterator[Database]:
    """Open a record that nobody writes, for as long as the block runs; no byte of it changes.

    Raises Problem where it cannot be opened or believed.
    """
    with translated():
        uri = f"{record.absolute().as_uri()}?mode=ro&immutable=1"
        connection = driver.connect(uri, uri=True, isolation_level=None)
        try:
            for setting in _SETTINGS:
                connection.execute(f"PRAGMA {setting}").fetchall()
            connection.execute(f"PRAGMA key = {keys.pragma}")
            if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                raise troubles.not_ours()
            yield Database(connection)
        finally:
            connection.close()


_SETTINGS = (
    "cipher_log = off",
    "cipher_log_level = NONE",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "temp_store = MEMORY",
)


def _of_the_files(
    backup: Backup, manifest: Manifest, keys: Keys, progress: Progress
) -> Iterator[str]:
    if digest(backup.record, progress) != manifest.sha256:
        yield "record.db is not what was written"
    with backup.record.open("rb") as file:
        start = file.read(SALT)
    if not start == key_file(backup).salt == keys.salt:
        yield "record.keys belongs to another record"


def _of_the_record(
    record: Path, manifest: Manifest, keys: Keys, progress: Progress
) -> Iterator[str]:
    with reading(record, keys) as database:
        refuse_newer(database)
        progress(0, 3)
        pages = damaged_pages(database)
        progress(1, 3)
        yield from pages[:MOST]
        if pages:
            # What lies on damaged pages cannot be read.
            return
        with database.interruptible(partial(progress, 1, 3)):
            looked = database.rows(f"PRAGMA integrity_check({MOST})")
        for row in looked:
            if row != ("ok",):
                yield str(row[0])
        progress(2, 3)
        for table, row_id, target, _ in database.rows("PRAGMA foreign_key_check")[:MOST]:
            yield f"{table!s} {row_id!s} -> {target!s}"
        yield from _strangers(database)
        # Not the fingerprint: what it is made of may change from version to version.
        if sum(rows(database).values()) != manifest.rows:
            yield "holds another number of rows than it says"
        progress(3, 3)


def _strangers(database: Database) -> Iterator[str]:
    """Name what is in the schema and not ours: a record has no triggers and no views."""
    found = database.rows(
        "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')"
        " OR (sql LIKE 'CREATE VIRTUAL%' AND name <> 'search')"
    )
    for kind, name in found[:MOST]:
        yield f"a {kind!s} of another program: {name!s}"
