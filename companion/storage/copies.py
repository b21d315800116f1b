# SPDX-License-Identifier: Apache-2.0
"""The backups of a diary: where they lie, and what each says of itself.

A backup is a folder of three files: the record, its key file and a manifest. Its name is the time
in UTC at which it was made, and nothing else.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from companion import __version__
from companion.domain.moment import Moment
from companion.problem import Problem
from companion.releases import parted
from companion.stopping import Progress, unwatched
from companion.storage import backup_troubles, steps, vault
from companion.storage.opening import BACKUPS

RECORD = vault.RECORD
KEYS = vault.KEYS
MANIFEST = "manifest.json"
FILES = (MANIFEST, KEYS, RECORD)
FORMAT = 1
NAME = "%Y-%m-%dT%H-%M-%SZ"
PARTIAL = ".partial-"
"""How the name of a backup begins while it is being written or removed; no one counts on these."""
PIECE = 1024 * 1024

_NAMED = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z)(-\d+)?")


class Reason(StrEnum):
    """Why a backup was made."""

    SESSION = "session"
    LOCK = "lock"
    EXIT = "exit"
    CHANGES = "changes"
    """Something changed, and half an hour went by."""
    BEFORE_MIGRATION = "before_migration"
    BEFORE_IMPORT = "before_import"
    BEFORE_RESTORE = "before_restore"
    BEFORE_PASSPHRASE = "before_passphrase"
    BEFORE_BULK_DELETE = "before_bulk_delete"
    NEW_VERSION = "new_version"
    ASKED = "asked"


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup says of itself.

    It can be read without the key, so it holds no words, and nothing of what kind the entries are
    or of when sessions were. ``number`` counts the backups of a folder, so that their order does
    not depend on the clock. ``rows`` are those of all tables together, ``entries`` of all kinds
    without the bin; ``size`` and ``sha256`` are of the record's file. ``diary`` tells the backups
    of one diary from another's in a shared place.
    """

    format: int
    app: str
    made_at: Moment
    number: int
    reason: Reason
    diary: str
    steps: tuple[str, ...]
    rows: int
    entries: int
    fingerprint: str
    size: int
    sha256: str


class Backup(Struct, frozen=True):
    """A backup in a folder of its own. ``manifest`` is None where it cannot be read.

    ``trouble`` says in a word or two what can be seen to be wrong without the key; empty is well.
    """

    folder: Path
    manifest: Manifest | None
    trouble: str = ""

    @property
    def record(self) -> Path:
        """The copy of the record."""
        return self.folder / RECORD

    @property
    def made_at(self) -> datetime | None:
        """When it was made, in UTC; None where neither manifest nor name tells."""
        return self.manifest.made_at if self.manifest else _time_in(self.folder.name)

    @property
    def size(self) -> int:
        """The bytes of the record's copy as it lies there; 0 where there is none."""
        return _size(self.record) or 0


def backups(folder: Path) -> tuple[Backup, ...]:
    """Give the backups of a diary's folder, the newest first, what cannot be read at the end.

    Raises Problem where they may not be looked at.
    """
    found = [read(path) for path in _folders(folder / BACKUPS)]
    return tuple(sorted(found, key=_order, reverse=True))


def newest(folder: Path) -> Backup | None:
    """Give the newest backup in which nothing is seen to be wrong."""
    return next((backup for backup in backups(folder) if not backup.trouble), None)


def newest_app(folder: Path) -> str:
    """Give the version that made the newest backup of a folder, where it is newer than this one."""
    found = backups(folder)
    return _newer_app(found[0]) if found else ""


def read(folder: Path) -> Backup:
    """Give the backup in a folder, by its manifest."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError:
        return Backup(folder, None, "no manifest")
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Backup(folder, None, "from a newer version" if _newer(content) else "no manifest")
    if manifest.format != FORMAT:
        return Backup(folder, None, "from a newer version")
    if not set(manifest.steps) <= set(steps.NAMES):
        return Backup(folder, manifest, "from a newer version")
    size = _size(folder / RECORD)
    if size is None:
        return Backup(folder, manifest, "no record")
    return Backup(folder, manifest, "" if size == manifest.size else "cut short")


def key_file(backup: Backup) -> vault.KeyFile:
    """Give the key file of a backup; nothing is mended there. Raises Problem without a sound one.

    ``vault.unlock`` makes the keys of it.
    """
    found = vault.read_file(backup.folder / KEYS)
    if isinstance(found, vault.Read):
        return found.file
    if found is vault.Unusable.NEWER:
        raise backup_troubles.newer_backup()
    raise backup_troubles.damaged_backup()


def refuse_untold(backup: Backup) -> Manifest:
    """Give the manifest of a backup. Raises Problem where something is seen to be wrong."""
    if backup.trouble == "from a newer version":
        raise backup_troubles.newer_backup(_newer_app(backup))
    if backup.trouble or backup.manifest is None:
        raise backup_troubles.damaged_backup()
    return backup.manifest


def name_of(moment: datetime) -> str:
    """Give the name of what is made at a moment: the time in UTC."""
    return moment.astimezone(UTC).strftime(NAME)


def digest(path: Path, progress: Progress = unwatched) -> str:
    """Give the SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return digest_of(file, path.stat().st_size, progress)


def digest_of(file: IO[bytes], size: int, progress: Progress = unwatched) -> str:
    """Give the SHA-256 of an open file of some size, as hexadecimal digits."""
    found = hashlib.sha256()
    for piece in pieces(file, size, progress):
        found.update(piece)
    return found.hexdigest()


def pieces(file: IO[bytes], size: int, progress: Progress = unwatched) -> Iterator[bytes]:
    """Read a file of some size piece by piece, to its end."""
    done = 0
    progress(done, size)
    while piece := file.read(PIECE):
        yield piece
        done += len(piece)
        progress(done, size)


def copied(source: Path, target: Path, progress: Progress = unwatched) -> str:
    """Copy a file to a new one that only this user can read, synced; give its SHA-256."""
    found = hashlib.sha256()
    handle = os.open(
        target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
    )
    with os.fdopen(handle, "wb") as out, source.open("rb") as file:
        for piece in pieces(file, source.stat().st_size, progress):
            found.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return found.hexdigest()


def _folders(home: Path) -> Iterable[Path]:
    try:
        return [path for path in home.iterdir() if path.is_dir() and path.name[0] != "."]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Problem(
            happened=backup_troubles.no_file(BACKUPS).happened,
            safe=backup_troubles.all_kept(),
            next_step=backup_troubles.no_room().next_step,
        ) from error


def _order(backup: Backup) -> tuple[bool, int, float, str]:
    """Order by the count of backups, and by the clock where two have the same number."""
    number = backup.manifest.number if backup.manifest else 0
    made_at = backup.made_at
    seconds = made_at.timestamp() if made_at else 0.0
    return (backup.manifest is not None, number, seconds, backup.folder.name)


def _time_in(name: str) -> datetime | None:
    found = _NAMED.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _newer_app(backup: Backup) -> str:
    """Give the version that made a backup where it is newer than this one; else nothing."""
    app = backup.manifest.app if backup.manifest else ""
    return app if parted(app) > parted(__version__) else ""


def _newer(content: bytes) -> bool:
    class Marked(Struct):
        format: int

    try:
        return msgspec.json.decode(content, type=Marked).format > FORMAT
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None
