# SPDX-License-Identifier: Apache-2.0
"""One process for each data folder, by a lock that the system frees when its holder ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from companion.language import _
from companion.paths import private_folder, unwritable
from companion.problem import Problem
from companion.storage import troubles

LOCK = "record.lock"
RAISE = "raise"


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


def ask_to_raise(folder: Path) -> None:
    """Ask the process that holds the folder to show its window, by a file it watches for.

    Raises Problem when the folder cannot be written.
    """
    try:
        (folder / RAISE).touch(mode=0o600)
    except OSError as error:
        raise unwritable(folder / RAISE, error) from error


def asked_to_raise(folder: Path) -> bool:
    """Tell whether another start asked for the window, and clear the asking."""
    try:
        (folder / RAISE).unlink()
    except FileNotFoundError:
        return False
    return True
