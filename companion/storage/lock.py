# SPDX-License-Identifier: Apache-2.0
"""One process for each data folder, by a lock that the system frees when its holder ends."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from msgspec import Struct

from companion.language import _
from companion.paths import private_folder, unwritable, write_atomically
from companion.problem import Problem
from companion.storage import troubles

LOCK = "record.lock"
RAISE = "raise"
HEARD = "raise.heard"
A_LOOK = 0.05
"""Seconds between two looks at whether an asking was heard."""
FRESH = 60
"""Seconds after which an asking that nobody heard counts no more: who asked has gone on."""


class Asking(Struct, frozen=True):
    """What another start asked for: the window, and in it a file where one was named."""

    file: Path | None = None


class InUse(Problem):
    """Another process holds the data folder."""


@contextmanager
def take(folder: Path) -> Iterator[None]:
    """Hold a data folder alone for as long as the block runs; make the folder if need be.

    Raises Problem at once when another process holds it, or when it cannot be written.
    """
    private_folder(folder)
    lock = FileLock(folder / LOCK, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise in_use() from error
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise unwritable(folder / LOCK, error) from error
    try:
        yield
    finally:
        lock.release()


def in_use() -> InUse:
    """Give the problem of a folder that another process holds."""
    return InUse(
        happened=_("This diary is already open in another Companion window or command."),
        safe=_("Nothing was changed."),
        next_step=_("Use the window that is open, or close it and try again."),
    )


def ask_to_raise(folder: Path, file: Path | None = None) -> None:
    """Ask the process that holds the folder to show its window, by a file it watches for.

    The file names the one that is to be opened there, if any. Only this user can read it, and it
    is gone as soon as it was heard. Raises Problem when the folder cannot be written.
    """
    write_atomically(folder / RAISE, os.fsencode(file) if file is not None else b"")


def is_heard(folder: Path, patience: float) -> bool:
    """Wait until an asking was heard; False once nobody is left to hear it.

    Who holds the folder may be closing, or a command without a window. After ``patience`` seconds
    it counts as heard: somebody is there, and busy.
    """
    end = time.monotonic() + patience
    while (folder / RAISE).exists() and time.monotonic() < end:
        if _is_free(folder):
            # Heard at the very last moment, perhaps.
            return not (folder / RAISE).exists()
        time.sleep(A_LOOK)
    return True


def _is_free(folder: Path) -> bool:
    with suppress(Problem), take(folder):
        return True
    return False


def asked_to_raise(folder: Path) -> Asking | None:
    """Give what another start asked for, and clear the asking; None where nobody asked."""
    taken = folder / HEARD
    try:
        # Under a name of its own first: one more start may ask while this one is read.
        (folder / RAISE).replace(taken)
        asked_at, named = taken.stat().st_mtime, taken.read_bytes()
    except OSError:
        return None
    finally:
        with suppress(OSError):
            taken.unlink(missing_ok=True)
    if time.time() - asked_at > FRESH:
        return None
    return Asking(Path(os.fsdecode(named)) if named else None)
