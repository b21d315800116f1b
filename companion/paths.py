# SPDX-License-Identifier: Apache-2.0
"""Where things are kept, and writing a file so that it is whole or not there."""

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import appdirs
from msgspec import Struct

from companion.language import _
from companion.problem import Problem

FOLDER = "Companion"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class Places(Struct, frozen=True, kw_only=True):
    """Where this person's things are: the record's folder, preferences.json, the log's folder."""

    data: Path
    preferences: Path
    log: Path


def places(data_dir: Path | None = None) -> Places:
    """Give the places of this system, or all of them inside ``data_dir`` where one is named."""
    if data_dir is not None:
        folder = data_dir.expanduser().absolute()
        return Places(data=folder, preferences=folder / "preferences.json", log=folder / "log")
    return Places(
        data=Path(appdirs.user_data_dir(FOLDER, appauthor=False)),
        preferences=Path(appdirs.user_config_dir(FOLDER, appauthor=False)) / "preferences.json",
        log=Path(appdirs.user_log_dir(FOLDER, appauthor=False)),
    )


def private_folder(folder: Path) -> None:
    """Make a folder that only this user can enter; leave it as it is where it is there.

    Raises Problem when it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that only this user can read: beside its target, synced, then renamed.

    Raises Problem when it cannot be written; what was at ``path`` before is then untouched.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".companion-", suffix=".part")
    except OSError as error:
        raise unwritable(path, error) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Make the content of a file last through a power cut."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut, where the system has a way to."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unwritable(path: Path, error: OSError) -> Problem:
    """Give the problem of a path that could not be written."""
    if error.errno in FULL:
        happened = _("There is no room left on the disk to write “{name}”.")
        next_step = _("Free some space, or choose another place, and try again.")
    elif error.errno in FORBIDDEN:
        happened = _("Companion is not allowed to write “{name}” there.")
        next_step = _("Choose another folder, or allow writing in this one.")
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        happened = _("The folder for “{name}” is not there.")
        next_step = _("Choose a folder that exists.")
    else:
        happened = _("“{name}” could not be written.")
        next_step = _("Choose another place and try again.")
    return Problem(
        happened=happened.format(name=path.name),
        safe=_("Your diary is unchanged."),
        next_step=next_step,
    )
