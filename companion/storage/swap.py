# SPDX-License-Identifier: Apache-2.0
"""Putting another record in the place of the present one, so that a kill leaves the one or the other.

The new record waits as ``record.db.next`` and its key file as ``record.keys.next``. Renaming the
record is the one moment that decides: while ``record.db.next`` is there, nothing happened; once it
is gone and ``record.keys.next`` is there, all happened but the tidying up.
"""

import os
from pathlib import Path

from companion.language import _
from companion.paths import sync_folder, unwritable, write_atomically
from companion.problem import Problem
from companion.storage import vault

RECORD = vault.RECORD
WAITING = "record.db.next"
LOG = f"{RECORD}-wal"
SHARED = f"{RECORD}-shm"
LOG_ASIDE = "record.db-wal.previous"


def swap_in(folder: Path, new_record: Path, key_file_bytes: bytes) -> None:
    """Make a complete record, somewhere in the same folder, the record, with its key file.

    No connection to the present record may be open; a log beside it goes with it. Raises Problem
    where this cannot be done; the present record is then as it was, unless the Problem says that
    the change was made and only the tidying up was not.
    """
    try:
        settle(folder)
        _sync(new_record)
        new_record.replace(folder / WAITING)
        sync_folder(folder)
        write_atomically(folder / vault.NEXT, key_file_bytes)
        # A log would be taken for the new record's. It comes back when the next step is not reached.
        if (folder / LOG).exists():
            (folder / LOG).replace(folder / LOG_ASIDE)
        (folder / SHARED).unlink(missing_ok=True)
        sync_folder(folder)
        (folder / WAITING).replace(folder / RECORD)
    except OSError as error:
        raise unwritable(folder / RECORD, error) from error
    try:
        sync_folder(folder)
        settle(folder)
    except (OSError, Problem) as error:
        raise _unsettled() from error


def _unsettled() -> Problem:
    return Problem(
        happened=_("The disk reported an error at the very end of the change."),
        safe=_("The diary is changed and whole."),
        next_step=_("Close Companion and start it again; it then tidies up what is left."),
    )


def settle(folder: Path) -> None:
    """End a swap that was cut short: undo it where the record was not renamed, else finish it.

    To be called before a record is opened or its keys are read. Raises Problem or OSError.
    """
    waiting, keys, log = folder / WAITING, folder / vault.NEXT, folder / LOG_ASIDE
    if waiting.exists():
        if log.exists() and not (folder / LOG).exists():
            log.replace(folder / LOG)
        keys.unlink(missing_ok=True)
        sync_folder(folder)
        waiting.unlink()
        sync_folder(folder)
    elif keys.exists():
        log.unlink(missing_ok=True)
        write_atomically(folder / vault.COPY, keys.read_bytes())
        keys.replace(folder / vault.KEYS)
        sync_folder(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
