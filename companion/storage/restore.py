# SPDX-License-Identifier: Apache-2.0
"""Going back to a backup: what it would change, and doing it without losing the present."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from companion.domain.records import Record
from companion.paths import private_folder, unwritable
from companion.problem import Problem
from companion.stopping import Progress, stage, unwatched
from companion.storage import backup_troubles, vault
from companion.storage.backup import make, pause_thinning
from companion.storage.copies import (
    KEYS,
    PARTIAL,
    RECORD,
    Backup,
    Reason,
    copied,
    name_of,
    refuse_untold,
)
from companion.storage.database import Database
from companion.storage.mapping import TABLES
from companion.storage.opening import Access, connect
from companion.storage.swap import LOG, settle, swap_in
from companion.storage.verifying import reading, verify

ASIDE = "before-restore"
WRITING = f"{RECORD}{PARTIAL}restore"


class Difference(Struct, frozen=True):
    """How a backup differs from the present; entries in the bin are left out on both sides.

    ``now`` is None where there is no present record that can be read. ``first`` and ``last`` are
    the days of what is only on one side or says something else; None where there is nothing.
    """

    then: Mapping[type[Record], int]
    now: Mapping[type[Record], int] | None
    only_now: int = 0
    only_then: int = 0
    changed: int = 0
    first: date | None = None
    last: date | None = None


class Restored(Struct, frozen=True):
    """What was restored, and where the earlier present is.

    ``kept`` is the backup that was made of it; where it could not be opened, its files lie in the
    diary's folder as ``aside``. Both are empty where there was nothing.
    """

    backup: Backup
    kept: Backup | None = None
    aside: tuple[Path, ...] = ()


class _Seen(Struct, frozen=True):
    """One entry as far as two records are compared: its version and its local day."""

    version: tuple[object, object]
    day: date


def compare(present: Access | None, backup: Backup, keys: vault.Keys) -> Difference:
    """Give how a backup differs from the present. Raises Problem where one cannot be read."""
    refuse_untold(backup)
    with reading(backup.record, keys) as copy:
        then = _seen(copy)
    if present is None:
        return Difference(then=_counts(then), now=None)
    database = connect(present, read_only=True)
    try:
        with database.read():
            now = _seen(database)
    finally:
        database.abandon()
    return _difference(then, now)


def restore(
    folder: Path,
    backup: Backup,
    keys: vault.Keys,
    now: datetime,
    *,
    present: Access | None = None,
    progress: Progress = unwatched,
) -> Restored:
    """Put a backup in the place of the record, and keep what was there.

    ``keys`` open the backup. ``present`` is access to the record that is there, None where there is
    none or it cannot be opened; every connection to it is closed. Where the backup has the same key
    as the present, the present key file stays, with its passphrase; otherwise the backup's own
    comes with it. Older backups are not thinned until ``backup.resume_thinning``.

    Raises Problem where the backup fails its checks or there is no room; nothing was changed then,
    nor where the progress raises, but that there may be one more backup.
    """
    refuse_untold(backup)
    if verify(backup, keys, stage(progress, 0, 3)):
        raise backup_troubles.damaged_backup()
    private_folder(folder)
    try:
        settle(folder)
        # Before anything else, because a backup of the present could thin the very one we want.
        pause_thinning(folder)
        key_file = _key_file(backup, keys, present)
        kept, aside = _keep_present(folder, now, present, stage(progress, 1, 3))
        swap_in(folder, _copied_in(folder, backup, stage(progress, 2, 3)), key_file)
    except OSError as error:
        raise unwritable(folder / RECORD, error) from error
    return Restored(backup, kept, aside)


def _key_file(backup: Backup, keys: vault.Keys, present: Access | None) -> bytes:
    if present is not None and present.keys == keys:
        vault.read(present.folder)
        return (present.folder / KEYS).read_bytes()
    return (backup.folder / KEYS).read_bytes()


def _keep_present(
    folder: Path, now: datetime, present: Access | None, progress: Progress
) -> tuple[Backup | None, tuple[Path, ...]]:
    """Make a backup of the present; where that cannot be, copy its files to names of their own."""
    if present is not None:
        with suppress(Problem):
            return make(present, now, Reason.BEFORE_RESTORE, progress=progress), ()
    return None, tuple(_put_aside(folder, name_of(now)))


def _put_aside(folder: Path, moment: str) -> list[Path]:
    """Copy the files of a record that cannot be opened, so that it is there until it is replaced."""
    kept = []
    names = {
        RECORD: f"{RECORD}.{ASIDE}-{moment}",
        LOG: f"{RECORD}.{ASIDE}-{moment}-wal",
        KEYS: f"{KEYS}.{ASIDE}-{moment}",
        vault.COPY: f"{vault.COPY}.{ASIDE}-{moment}",
    }
    for name, other in names.items():
        source, target = folder / name, folder / other
        if source.is_file() and source.stat().st_size and not target.exists():
            _refuse_without_room(folder, source)
            copied(source, target)
            kept.append(target)
    return kept


def _copied_in(folder: Path, backup: Backup, progress: Progress) -> Path:
    """Copy the record of a backup into the folder of the diary, and hold it against its manifest."""
    new = folder / WRITING
    new.unlink(missing_ok=True)
    _refuse_without_room(folder, backup.record)
    try:
        sound = copied(backup.record, new, progress) == refuse_untold(backup).sha256
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    if not sound:
        new.unlink()
        raise backup_troubles.damaged_backup()
    return new


def _refuse_without_room(folder: Path, source: Path) -> None:
    if shutil.disk_usage(folder).free < source.stat().st_size:
        raise backup_troubles.no_room()


def _seen(database: Database) -> dict[type[Record], dict[str, _Seen]]:
    """Give every entry outside the bin, by kind and name. A kind newer than the record has none."""
    tables = {str(row[0]) for row in database.rows("SELECT name FROM sqlite_schema")}
    return {
        kind: {
            str(name): _Seen((revision, edited), date.fromisoformat(str(day)))
            for name, revision, edited, day in database.rows(
                f"SELECT id, revision, edited_at, day FROM {table}"  # noqa: S608 -- names of ours
                " WHERE deleted_at IS NULL"
            )
        }
        if table in tables
        else {}
        for table, kind in TABLES.items()
    }


def _counts(seen: Mapping[type[Record], Mapping[str, _Seen]]) -> dict[type[Record], int]:
    return {kind: len(entries) for kind, entries in seen.items()}


def _difference(
    then: Mapping[type[Record], Mapping[str, _Seen]],
    now: Mapping[type[Record], Mapping[str, _Seen]],
) -> Difference:
    before = {name: one for entries in then.values() for name, one in entries.items()}
    after = {name: one for entries in now.values() for name, one in entries.items()}
    only_now, only_then = after.keys() - before.keys(), before.keys() - after.keys()
    changed = {
        name for name in before.keys() & after.keys() if before[name].version != after[name].version
    }
    days = [after[name].day for name in only_now | changed]
    days += [before[name].day for name in only_then | changed]
    return Difference(
        then=_counts(then),
        now=_counts(now),
        only_now=len(only_now),
        only_then=len(only_then),
        changed=len(changed),
        first=min(days, default=None),
        last=max(days, default=None),
    )
