# SPDX-License-Identifier: Apache-2.0
"""Making a backup: copied, checked as it lies there, and only then called one.

A backup is written under a name that nothing counts on, opened with the same key, looked through,
and renamed. Older ones are thinned after that, so that there is always a copy that was checked.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Lock

import msgspec

from companion import __version__
from companion.paths import private_folder, sync_folder, unwritable, write_atomically
from companion.problem import Problem
from companion.stopping import Progress, stage, unwatched
from companion.storage import backup_file, backup_troubles, retention, vault
from companion.storage.copies import (
    FORMAT,
    KEYS,
    MANIFEST,
    PARTIAL,
    RECORD,
    Backup,
    Manifest,
    Reason,
    backups,
    digest,
    name_of,
    newest,
    read,
)
from companion.storage.database import PAGE, Database
from companion.storage.figures import Figures, figures, fingerprint, rows
from companion.storage.opening import BACKUPS, Access, connect
from companion.storage.verifying import reading, verify

PAUSED = ".thinning-paused"
REPLACED = f"{PARTIAL}old-"
"""How the name begins of a backup whose new state is about to take its place."""
MARGIN = 8 * 1024 * 1024
"""Bytes that stay free on the disk when a backup is made."""
TRIES = 2
"""How often a copy is made while others write, before they have to wait for it."""

one_at_a_time = Lock()
"""Held by whatever changes what lies in the folder of backups."""


def make(
    access: Access,
    now: datetime,
    reason: Reason,
    *,
    into: Path | None = None,
    progress: Progress = unwatched,
) -> Backup:
    """Make a backup of a record, checked, and then thin the older ones.

    It opens a connection of its own, so it may run in another thread while the diary is open.
    ``into`` is a second place, which gets the backup as one file; that comes last, so a Problem
    from there means that the backup in the diary's own folder is made. Raises Problem where there
    is no room, or where the copy fails its checks; the earlier backups are all there then, as they
    are where the progress raises.
    """
    here = progress if into is None else stage(progress, 0, 2)
    with one_at_a_time:
        home = access.folder / BACKUPS
        private_folder(home)
        settle_leftovers(home)
        _refuse_without_room(access.folder)
        try:
            backup = _made(access, now, reason, home, here)
        except OSError as error:
            raise unwritable(home, error) from error
        _thin(access.folder, backup, now)
    if into is not None:
        backup_file.copy_to(backup, into, stage(progress, 1, 2))
    return backup


def make_if_due(
    access: Access, now: datetime, reason: Reason, *, into: Path | None = None
) -> Backup | None:
    """Make a backup where the schedule asks for one. Raises as ``make`` does."""
    last = newest(access.folder)
    changed = last is None or changed_since(access, last)
    if not retention.due(now, last, reason, changed=changed):
        return None
    return make(access, now, reason, into=into)


def give_out(access: Access, now: datetime, target: Path, progress: Progress = unwatched) -> Backup:
    """Make a backup, and write it to the one file that the person chose. Raises Problem."""
    backup = make(access, now, Reason.ASKED, progress=stage(progress, 0, 2))
    backup_file.write(backup, target, stage(progress, 1, 2))
    return backup


def changed_since(access: Access, backup: Backup) -> bool:
    """Tell whether a record differs from what it was when a backup was made.

    Takes some milliseconds at ten years of entries.
    """
    if backup.manifest is None:
        return True
    database = connect(access, read_only=True)
    try:
        return fingerprint(database) != backup.manifest.fingerprint
    finally:
        database.abandon()


def pause_thinning(folder: Path) -> None:
    """Let every backup of a folder stay until ``resume_thinning``. Raises Problem."""
    # Where there is none yet, a folder with only this in it would look like one that lost a record.
    if (folder / BACKUPS).is_dir():
        write_atomically(folder / BACKUPS / PAUSED, b"")


def resume_thinning(folder: Path) -> None:
    """Let older backups be thinned again; for the start of the app."""
    with suppress(OSError):
        (folder / BACKUPS / PAUSED).unlink(missing_ok=True)


def _made(access: Access, now: datetime, reason: Reason, home: Path, progress: Progress) -> Backup:
    """Write a backup under a name of no meaning, check it, and give it its own."""
    copying, checking = stage(progress, 0, 2), stage(progress, 1, 2)
    part = home / f"{PARTIAL}{secrets.token_hex(4)}"
    part.mkdir(mode=0o700)
    try:
        _copy_keys(access, part)
        counted = _copy_record(access, part / RECORD, copying)
        found = _found(access, part)
        manifest = _manifest(access, part, now, reason, found)
        write_atomically(part / MANIFEST, _encoded(manifest))
        if found.rows != counted or verify(read(part), access.keys, checking):
            raise backup_troubles.unverified()
        return _named(part, home, manifest)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _copy_record(access: Access, target: Path, progress: Progress) -> dict[str, int]:
    """Copy a record, its log included; give the rows in each table at the time of the copy."""
    database = connect(access)
    try:
        with suppress(Problem):
            database.checkpoint()
        for _ in range(TRIES):
            before = database.rows("PRAGMA data_version")
            counted = copy_record(database, target, progress)
            if database.rows("PRAGMA data_version") == before:
                return counted
            progress = partial(_at_the_end, progress)
        with _held_still(access):
            return copy_record(database, target, progress)
    finally:
        database.abandon()


def _at_the_end(progress: Progress, _done: int, _of: int) -> None:
    """Tell of what is done once more: it was told of before, and may only be stopped."""
    progress(1, 1)


def copy_record(
    database: Database, target: Path, progress: Progress, keys: vault.Keys | None = None
) -> dict[str, int]:
    """Write a copy of an open record, its log included; give the rows in each table before that.

    With ``keys`` it is encrypted under them. What lay at the target is gone; what of the copy is
    there when this raises is left to the caller.
    """
    # VACUUM INTO fills an empty file, and leaves it as private as it is.
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    # A key of its own is a part of the address, in SQLCipher's way.
    to = f"{target.absolute().as_uri()}?key=x'{keys.raw}'" if keys is not None else str(target)
    counted = rows(database)
    of = database.pages_in_use * PAGE

    def look() -> None:
        progress(min(target.stat().st_size, of), of)

    look()
    with database.interruptible(look):
        database.rows("VACUUM INTO ?", [to])
    return counted


@contextmanager
def _held_still(access: Access) -> Iterator[None]:
    """Let every writer wait while the block runs: a record that never rests would go uncounted."""
    other = connect(access)
    try:
        with other.write():
            yield
    finally:
        other.abandon()


def _copy_keys(access: Access, partial: Path) -> None:
    """Copy the key file byte for byte, the one that belongs to the record."""
    vault.read(access.folder)
    write_atomically(partial / KEYS, (access.folder / KEYS).read_bytes())


def _found(access: Access, partial: Path) -> Figures:
    try:
        with reading(partial / RECORD, access.keys) as database:
            return figures(database)
    except Problem as error:
        raise backup_troubles.unverified() from error


def _manifest(
    access: Access, partial: Path, now: datetime, reason: Reason, found: Figures
) -> Manifest:
    earlier = [one.manifest.number for one in backups(access.folder) if one.manifest]
    return Manifest(
        format=FORMAT,
        app=__version__,
        made_at=now.astimezone(UTC).replace(microsecond=0),
        number=max(earlier, default=0) + 1,
        # That there was a session is told by nothing outside the record.
        reason=Reason.CHANGES if reason is Reason.SESSION else reason,
        diary=found.diary,
        steps=found.steps,
        rows=sum(found.rows.values()),
        entries=sum(found.entries.values()),
        fingerprint=found.fingerprint,
        size=(partial / RECORD).stat().st_size,
        sha256=digest(partial / RECORD),
    )


def _encoded(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def _named(partial: Path, home: Path, manifest: Manifest) -> Backup:
    """Give a checked backup its name, for good."""
    name = name_of(manifest.made_at)
    final = home / name
    count = 1
    while final.exists():
        count += 1
        final = home / f"{name}-{count}"
    sync_folder(partial)
    partial.rename(final)
    sync_folder(home)
    return Backup(final, manifest)


def _thin(folder: Path, made: Backup, now: datetime) -> None:
    """Remove the backups that may go, now that one was made and checked."""
    if (folder / BACKUPS / PAUSED).exists():
        return
    for backup in retention.gone(backups(folder), made, now):
        # Renamed first: a kill halfway leaves no folder that looks like a backup.
        going = backup.folder.with_name(f"{PARTIAL}{backup.folder.name}")
        with suppress(OSError):
            backup.folder.rename(going)
            shutil.rmtree(going, ignore_errors=True)


def settle_leftovers(home: Path) -> None:
    """Make good what a kill left in the folder of backups; ``one_at_a_time`` is held.

    A backup that was being replaced is put back where its new state did not take its place.
    """
    for earlier in home.glob(f"{REPLACED}*"):
        place = home / earlier.name.removeprefix(REPLACED)
        if not place.exists():
            earlier.rename(place)
    for path in home.glob(f"{PARTIAL}*"):
        shutil.rmtree(path, ignore_errors=True)


def _refuse_without_room(folder: Path) -> None:
    paths = [folder / name for name in (RECORD, f"{RECORD}-wal")]
    need = sum(path.stat().st_size for path in paths if path.exists())
    if shutil.disk_usage(folder).free < need + MARGIN:
        raise backup_troubles.no_room()
