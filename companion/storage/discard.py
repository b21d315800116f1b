# SPDX-License-Identifier: Apache-2.0
"""Taking back a diary that was begun a moment ago and came to nothing."""

from contextlib import suppress
from pathlib import Path

from companion.storage import vault
from companion.storage.ballast import BALLAST
from companion.storage.opening import NEW_RECORD, RECORD

OWN_FILES = (
    *(RECORD, f"{RECORD}-wal", f"{RECORD}-shm", NEW_RECORD),
    *(vault.KEYS, vault.COPY, BALLAST),
)


def discard(folder: Path) -> None:
    """Remove the closed diary of a folder. Only for whoever began it and knows that it is new."""
    for name in OWN_FILES:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
