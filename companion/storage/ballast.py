# SPDX-License-Identifier: Apache-2.0
"""A file that is worth nothing but its room: given back when the disk is full.

On a full disk SQLite can read and nothing else, since even to delete it first has to write. With
the ballast gone there is room to delete, to empty the log, and to close.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from companion.storage.surroundings import free_space

BALLAST = "ballast"
SIZE = 2 * 1024 * 1024
AMPLE = 16 * SIZE
"""Free bytes without which the room is better left to the diary."""
PIECE = 64 * 1024


class Ballast:
    """The ballast of a data folder. None of its methods raises: it is a help, never a need."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / BALLAST

    @property
    def there(self) -> bool:
        """Tell whether there is something to release."""
        with suppress(OSError):
            return self._path.stat().st_size >= SIZE
        return False

    def lay(self) -> bool:
        """Lay the ballast where there is ample space; tell whether it is there now."""
        if self.there:
            return True
        try:
            if free_space(self._path.parent) < AMPLE:
                return False
            _fill(self._path)
        except OSError:
            self.release()
        return self.there

    def release(self) -> bool:
        """Give the room back to the disk; tell whether there was any to give."""
        try:
            # Some file systems need room to take a name away, but none to shorten a file.
            size = self._path.stat().st_size
            os.truncate(self._path, 0)
            self._path.unlink()
        except OSError:
            return False
        return size > 0


def _fill(path: Path) -> None:
    """Write what no file system can store in less room."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        for _piece in range(SIZE // PIECE):
            file.write(secrets.token_bytes(PIECE))
        file.flush()
        os.fsync(file.fileno())
