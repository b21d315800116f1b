# SPDX-License-Identifier: Apache-2.0
"""A backup as one file, for another disk or another computer, and back.

The file is a zip, not compressed, of exactly three files: record.db, record.keys, manifest.json.
What comes back may have been made by anyone, so nothing in it is believed before it was looked at.
"""

import os
import re
import stat
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from companion.paths import private_folder, sync_folder, unwritable
from companion.problem import Problem
from companion.stopping import Progress, stage, unwatched
from companion.storage import backup_troubles, copies
from companion.storage.copies import (
    FILES,
    KEYS,
    MANIFEST,
    PIECE,
    RECORD,
    Backup,
    Manifest,
    digest,
    digest_of,
    name_of,
    pieces,
    refuse_untold,
)

SUFFIX = ".companion-backup"
KEPT = 10
"""How many of a diary's backups stay in a second place."""
MOST = {RECORD: 2**31, KEYS: 2**16, MANIFEST: 2**20}
"""The most bytes that each of the three may have."""

_WRITING = ".companion-backup-"
_OURS = re.compile(r"companion-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z(-\d+)?\.companion-backup")
_END = struct.Struct("<4s4H2IH")
"""How a zip ends: mark, disk, disk, entries, entries, bytes of the list, its place, comment."""
_LONGEST_LIST = 1024

_Broken = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    struct.error,
    KeyError,
)


def copy_to(backup: Backup, place: Path, progress: Progress = unwatched) -> Path:
    """Copy a backup into a second place as one file, read it back, and keep the last ten there.

    Only this diary's backups are counted and removed. Gives the file. Raises Problem where the
    place is not there or cannot be written, or where what was written does not read back.
    """
    manifest = refuse_untold(backup)
    if not os.path.isdir(place):  # noqa: PTH112 -- says no where we may not even look
        raise backup_troubles.place_missing(place.name or str(place))
    try:
        for left in place.glob(f"{_WRITING}*"):
            left.unlink(missing_ok=True)
        target = _free_name(place, manifest)
        if not target.exists():
            write(backup, target, progress)
        _thin(place, target, manifest)
    except OSError as error:
        raise unwritable(place, error) from error
    return target


def write(backup: Backup, target: Path, progress: Progress = unwatched) -> None:
    """Write a backup as one file: beside its target, synced, read back, then renamed.

    Raises Problem when it cannot be written or does not read back; then nothing of it is there, nor
    where the progress raises.
    """
    manifest = refuse_untold(backup)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=_WRITING)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                _write_zip(backup, file, stage(progress, 0, 2))
                file.flush()
                os.fsync(file.fileno())
            if not _reads_back(part, backup, manifest, stage(progress, 1, 2)):
                raise backup_troubles.second_unverified(target.name)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        # Some sticks and network places cannot sync a folder; the file itself is synced.
        with suppress(OSError):
            sync_folder(target.parent)
    except OSError as error:
        raise unwritable(target, error) from error


def unpack(file: Path, into: Path, progress: Progress = unwatched) -> Backup:
    """Unpack a backup file into a new private folder; what is there is then still to be verified.

    Raises Problem where it cannot be read, or is not exactly what ``write`` writes.
    """
    private_folder(into)
    try:
        with _opened(file) as archive:
            for number, entry in enumerate(archive.infolist()):
                told = stage(progress, number, len(FILES))
                _unpack_one(archive, entry, into / entry.filename, told)
        sync_folder(into)
    except OSError as error:
        raise unwritable(into, error) from error
    backup = copies.read(into)
    if backup.manifest is None and backup.trouble != "from a newer version":
        raise backup_troubles.not_a_backup(file.name)
    refuse_untold(backup)
    return backup


def manifest_in(file: Path) -> Manifest | None:
    """Give the manifest in a backup file; None where it is none of ours."""
    try:
        with _opened(file) as archive, archive.open(MANIFEST) as packed:
            content = packed.read(MOST[MANIFEST])
            return msgspec.json.decode(content, type=Manifest)
    except (OSError, Problem, msgspec.DecodeError, UnicodeDecodeError, RecursionError, *_Broken):
        return None


def _write_zip(backup: Backup, file: IO[bytes], progress: Progress) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for number, name in enumerate(FILES):
            source = backup.folder / name
            told = stage(progress, number, len(FILES))
            entry = zipfile.ZipInfo(name)
            entry.file_size = source.stat().st_size
            entry.external_attr = (stat.S_IFREG | 0o600) << 16
            with source.open("rb") as plain, archive.open(entry, "w") as packed:
                for piece in pieces(plain, entry.file_size, told):
                    packed.write(piece)


def _reads_back(part: Path, backup: Backup, manifest: Manifest, progress: Progress) -> bool:
    """Tell whether a file that was written holds the backup, and the backup what it says."""
    with _opened(part) as archive:
        for number, name in enumerate(FILES):
            there, here = (stage(progress, 2 * number + side, 2 * len(FILES)) for side in (0, 1))
            with archive.open(name) as packed:
                found = digest_of(packed, archive.getinfo(name).file_size, there)
            if found != digest(backup.folder / name, here):
                return False
    # The record is the last of the files.
    return found == manifest.sha256


def _free_name(place: Path, manifest: Manifest) -> Path:
    """Give the file's name: free, or that of this same backup."""
    stem = f"companion-{name_of(manifest.made_at)}"
    target = place / f"{stem}{SUFFIX}"
    count = 1
    while target.exists() and manifest_in(target) != manifest:
        count += 1
        target = place / f"{stem}-{count}{SUFFIX}"
    return target


def _thin(place: Path, made: Path, manifest: Manifest) -> None:
    """Remove the older backups of this diary beyond the last ten; never the one just made."""
    found: list[tuple[int, str, Path]] = []
    for path in place.iterdir():
        if path != made and _OURS.fullmatch(path.name):
            other = manifest_in(path)
            if other is not None and other.diary == manifest.diary:
                found.append((other.number, path.name, path))
    for _, _, path in sorted(found, reverse=True)[KEPT - 1 :]:
        with suppress(OSError):
            path.unlink()


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup file whose list was looked at, for as long as the block runs."""
    try:
        source = file.open("rb")
    except OSError as error:
        raise backup_troubles.no_file(file.name) from error
    with source:
        try:
            _refuse_strange_end(source)
            with zipfile.ZipFile(source) as archive:
                _refuse_strange_list(archive)
                yield archive
        except _Broken as error:
            raise backup_troubles.not_a_backup(file.name) from error


def _refuse_strange_end(source: IO[bytes]) -> None:
    """Look at the end of a zip before its list is read, since that may be of any length."""
    size = source.seek(0, os.SEEK_END)
    if size < _END.size:
        raise zipfile.BadZipFile("too short")
    source.seek(size - _END.size)
    mark, _, _, here, entries, length, place, comment = _END.unpack(source.read(_END.size))
    if mark != b"PK\5\6" or comment or not here == entries == len(FILES):
        raise zipfile.BadZipFile("not the end of one of ours")
    if length > _LONGEST_LIST or place + length + _END.size != size:
        raise zipfile.BadZipFile("a list of another length")


def _refuse_strange_list(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if sorted(entry.filename for entry in entries) != sorted(FILES):
        raise zipfile.BadZipFile("other files")
    for entry in entries:
        plain = entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if not plain or kind not in (0, stat.S_IFREG) or entry.is_dir():
            raise zipfile.BadZipFile("not a plain file")
        if entry.file_size != entry.compress_size or entry.file_size > MOST[entry.filename]:
            raise zipfile.BadZipFile("of another size")


def _unpack_one(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, progress: Progress
) -> None:
    """Write one file of the three, of the bytes that were declared and no more."""
    handle = os.open(
        target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
    )
    left = entry.file_size
    with os.fdopen(handle, "wb") as out, archive.open(entry) as packed:
        progress(0, entry.file_size)
        while piece := _piece(packed, archive):
            left -= len(piece)
            progress(entry.file_size - left, entry.file_size)
            if left < 0:
                raise zipfile.BadZipFile("more than was declared")
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    if left:
        raise zipfile.BadZipFile("less than was declared")


def _piece(packed: IO[bytes], archive: zipfile.ZipFile) -> bytes:
    """Read on; a medium that fails is not to be told as a folder that cannot be written."""
    try:
        return packed.read(PIECE)
    except OSError as error:
        raise backup_troubles.no_file(Path(archive.filename or "").name) from error
