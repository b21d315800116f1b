# SPDX-License-Identifier: Apache-2.0
"""Finding, making and opening the record of a folder, without ever writing over one.

A first run makes ``record.db.new`` complete, then writes the keys, then renames the record into
place. So a folder with keys and ``record.db.new`` but no ``record.db`` is a first run that was cut
short, in which nothing was written yet; keys without either mean that a record was lost.
"""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from companion.paths import private_folder, sync_folder, unwritable
from companion.problem import Problem
from companion.storage import troubles, vault
from companion.storage.database import Database, make, refuse_foreign
from companion.storage.database import connect as connect_file
from companion.storage.examination import refuse_sick
from companion.storage.migrations import is_outdated, migrate, refuse_newer
from companion.storage.swap import settle

RECORD = vault.RECORD
NEW_RECORD = "record.db.new"
BACKUPS = "backups"


class Access(Struct, frozen=True):
    """What it takes to open one more connection to a record: its folder and its keys."""

    folder: Path
    keys: vault.Keys


def access(folder: Path, secret: vault.Secret | None = None) -> Access:
    """Give access to the record of a folder, by a secret where it has a passphrase.

    Takes most of a second with a secret. Raises Problem where there is no record or no key, Locked
    where a secret is needed, WrongSecret where it is the wrong one.
    """
    _settle(folder)
    if is_new(folder) or is_half_made(folder):
        raise troubles.no_diary()
    refuse_foreign(folder / RECORD)
    return Access(folder, vault.unlock(vault.read(folder), secret))


def is_new(folder: Path) -> bool:
    """Tell whether a folder never held a diary: no record, no keys, no backups."""
    names = (RECORD, f"{RECORD}-wal", vault.KEYS, vault.COPY)
    return not any(_there(folder / name) for name in names) and not _has_backups(folder)


def is_half_made(folder: Path) -> bool:
    """Tell whether a first run in a folder was cut short between its keys and its record."""
    keys = _there(folder / vault.KEYS) or _there(folder / vault.COPY)
    made = _there(folder / NEW_RECORD) and not _there(folder / RECORD)
    return keys and made and not _has_backups(folder)


def create(folder: Path, device: str) -> None:
    """Make the record of a folder, or complete one that was cut short. ``device`` names this copy.

    Raises Problem where the folder holds a diary, or cannot be written.
    """
    private_folder(folder)
    begins = is_new(folder)
    if not begins and not is_half_made(folder):
        raise troubles.already_there()
    try:
        if begins:
            keys = vault.new_keys()
            _make(folder, keys, device)
            vault.write(folder, vault.open_file(keys))
        (folder / NEW_RECORD).rename(folder / RECORD)
        sync_folder(folder)
    except OSError as error:
        raise unwritable(folder / RECORD, error) from error


def open_(access: Access, before_migration: Callable[[], None] = lambda: None) -> Database:
    """Open a record for the app's own connection, brought up to date.

    ``before_migration`` is called where an older version wrote it, before anything is changed.
    Raises Problem where it cannot be opened, believed or written.
    """
    refuse_foreign(access.folder / RECORD)
    # Before SQLite opens it, which would carry over what it takes of a broken log.
    interrupted = refuse_sick(access.folder, access.keys)
    database = connect(access)
    database.interrupted = interrupted
    try:
        database.check_writable()
        if is_outdated(database):
            before_migration()
            migrate(database)
    except BaseException:
        database.abandon()
        raise
    return database


def connect(access: Access, *, read_only: bool = False) -> Database:
    """Open a connection to a record of a version that is known here."""
    path = access.folder / RECORD
    refuse_foreign(path)
    database = connect_file(path, access.keys, read_only=read_only)
    try:
        refuse_newer(database)
    except troubles.Newer as error:
        database.abandon()
        raise troubles.newer(_newer_version(access.folder)) from error
    except BaseException:
        database.abandon()
        raise
    return database


def _newer_version(folder: Path) -> str:
    """Give the version that wrote a record that is newer, as its newest backup says; else nothing."""
    # Imported late: what tells the backups apart builds on this module.
    from companion.storage.copies import newest_app

    try:
        return newest_app(folder)
    except Problem:
        return ""


def _settle(folder: Path) -> None:
    """End a change to another record that was cut short. Raises Problem."""
    try:
        settle(folder)
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise unwritable(folder / RECORD, error) from error


def _make(folder: Path, keys: vault.Keys, device: str) -> None:
    """Make a complete record under a name that nothing opens."""
    for name in (NEW_RECORD, f"{NEW_RECORD}-wal", f"{NEW_RECORD}-shm"):
        (folder / name).unlink(missing_ok=True)
    database = make(folder / NEW_RECORD, keys)
    try:
        migrate(database)
        with database.write():
            database.tables.table("device").insert({"one": 1, "id": device})
        # Closing would pass over a failure here, and the log does not come along when it is renamed.
        database.checkpoint(truncate=True)
    finally:
        database.close()


def _has_backups(folder: Path) -> bool:
    return _there(folder / BACKUPS) and any((folder / BACKUPS).glob(f"*/{RECORD}"))


def _there(path: Path) -> bool:
    """Tell whether there is a file. Raises Problem where we may not even look."""
    try:
        return path.exists()
    except PermissionError as error:
        raise troubles.read_only() from error
