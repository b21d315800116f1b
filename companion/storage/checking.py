# SPDX-License-Identifier: Apache-2.0
"""A look at everything: the key files, the record inside and out, and every backup."""

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from companion.problem import Problem
from companion.storage import copies, diary, opening, vault
from companion.storage.copies import Backup
from companion.storage.findings import Area, Finding, file_findings, key_findings
from companion.storage.opening import Access
from companion.storage.verifying import verify

Progress = Callable[[int, int], object]
"""Told which of how many backups is looked at."""


class Checked(Struct, frozen=True):
    """What a check found. ``backups`` were looked at; ``apart`` have a passphrase of their own."""

    findings: tuple[Finding, ...]
    backups: int
    apart: int


def check_closed(folder: Path, secret: vault.Secret | None, progress: Progress) -> Checked:
    """Look at everything in a folder in which nothing is open. Raises Problem where it stays shut.

    The head and the log of the record are looked at too, which an open diary is writing.
    """
    keys = key_findings(folder)
    access = opening.access(folder, secret)
    around = file_findings(folder, access.keys)
    return _checked(access, (*keys, *around), progress)


def check_open(access: Access, progress: Progress) -> Checked:
    """Look at everything, on connections of its own, while the diary is open."""
    keys = key_findings(access.folder)
    vault.read(access.folder)
    return _checked(access, keys, progress)


def _checked(access: Access, found: tuple[Finding, ...], progress: Progress) -> Checked:
    inside = diary.check(access.folder, access)
    backups = copies.backups(access.folder)
    opened = [(backup, keys) for backup in backups if (keys := _keys_of(backup, access))]
    wrong = tuple(_wrong(opened, progress))
    return Checked((*found, *inside, *wrong), len(opened), len(backups) - len(opened))


def _wrong(opened: list[tuple[Backup, vault.Keys]], progress: Progress) -> Iterator[Finding]:
    for done, (backup, keys) in enumerate(opened, 1):
        progress(done, len(opened))
        if verify(backup, keys):
            yield Finding(Area.BACKUPS, backup.folder.name)


def _keys_of(backup: Backup, access: Access) -> vault.Keys | None:
    """Give what opens a backup; None where that is a passphrase of its own."""
    try:
        file = copies.key_file(backup)
        return access.keys if file.salt == access.keys.salt else vault.unlock(file)
    except vault.Locked:
        return None
    except Problem:
        # A backup without a sound key file is found to be damaged with any keys.
        return access.keys
