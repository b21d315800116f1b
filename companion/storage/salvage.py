# SPDX-License-Identifier: Apache-2.0
"""Saving what a damaged record holds into a new one, with its gaps filled from backups.

The damaged record is read as bytes and never opened, written or deleted. The salvaged one is made
complete under another name, checked, and left as ``record.db.salvaged``; ``adopt`` puts it in place
and keeps the damaged one as ``record.db.damaged-<UTC time>``.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from companion.domain.records import Record
from companion.language import _
from companion.paths import sync_folder, unwritable
from companion.problem import Problem
from companion.stopping import EVERY, Progress, stage, unwatched
from companion.storage import troubles, vault
from companion.storage.copies import name_of
from companion.storage.database import Database, connect, make
from companion.storage.fates import Choice, Fate, Origin
from companion.storage.findings import findings
from companion.storage.ids import ids
from companion.storage.migrations import migrate
from companion.storage.opening import RECORD
from companion.storage.pages import read_pages
from companion.storage.remains import Remains, read_remains
from companion.storage.store import Store
from companion.storage.swap import swap_in
from companion.storage.vault import Keys

SALVAGED = f"{RECORD}.salvaged"
DAMAGED = f"{RECORD}.damaged-"

_UNFINISHED = f"{RECORD}.salvaging"
_BESIDE = ("", "-wal", "-shm")


class Source(Struct, frozen=True):
    """A verified backup to fill gaps from: its name as the result gives it, its record, its keys."""

    name: str
    record: Path
    keys: Keys


class Salvage(Struct, frozen=True):
    """What a salvage came to. ``record`` is the new file; ``fates`` name every known entry once."""

    record: Path
    fates: tuple[Fate, ...]
    drafts: int

    def of(self, origin: Origin) -> tuple[Fate, ...]:
        """Give the entries of one origin."""
        return tuple(fate for fate in self.fates if fate.origin is origin)

    def counts(self) -> Mapping[tuple[type[Record] | None, Origin], int]:
        """Give how many entries of each kind came from where."""
        return Counter((fate.kind, fate.origin) for fate in self.fates)


def salvage(
    folder: Path,
    keys: Keys,
    now: Callable[[], datetime],
    sources: Sequence[Source] = (),
    *,
    progress: Progress = unwatched,
) -> Salvage:
    """Make ``record.db.salvaged`` from a damaged record, and from ``sources``, the newest first.

    The latest state of each entry is taken, wherever it is found. The caller holds the folder and
    has no connection open. Raises Problem where the damaged record may not be read or the new one
    cannot be written; then nothing is left of it, nor where the progress raises.
    """
    damaged = _read(folder / RECORD, keys, stage(progress, 0, 10, many=3))
    copies = stage(progress, 3, 10, many=3)
    backups = {
        source.name: _read(source.record, source.keys, stage(copies, number, len(sources)))
        for number, source in enumerate(sources)
    }
    copies(1, 1)
    chosen = Choice(damaged, backups)
    target = folder / _UNFINISHED
    try:
        _remove(target)
        _write(target, keys, chosen, ids(now), stage(progress, 6, 10, many=3))
        _verify(target, keys, stage(progress, 9, 10))
        target.replace(folder / SALVAGED)
        sync_folder(folder)
    except OSError as error:
        raise unwritable(folder / SALVAGED, error) from error
    finally:
        _remove(target)
    return Salvage(folder / SALVAGED, chosen.fates, len(damaged.drafts))


def adopt(folder: Path, now: Callable[[], datetime]) -> Path:
    """Put the salvaged record in place; give the name under which the damaged one is kept.

    A kill leaves the old record or the new one, once ``swap.settle`` was called. Raises Problem
    where a file cannot be renamed.
    """
    vault.read(folder)
    kept = _free_name(folder, now)
    try:
        for ending in _BESIDE:
            _keep(folder / f"{RECORD}{ending}", Path(f"{kept}{ending}"))
        sync_folder(folder)
        key_file = (folder / vault.KEYS).read_bytes()
    except OSError as error:
        raise unwritable(folder / RECORD, error) from error
    swap_in(folder, folder / SALVAGED, key_file)
    return kept


def _read(record: Path, keys: Keys, progress: Progress) -> Remains:
    progress(0, 1)
    try:
        return read_remains(read_pages(record, keys), progress)
    except FileNotFoundError as error:
        raise troubles.record_missing() from error
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise troubles.disk_error() from error


def _write(
    target: Path, keys: Keys, chosen: Choice, new_id: Callable[[], str], progress: Progress
) -> None:
    database = make(target, keys)
    try:
        migrate(database)
        _write_small(database, chosen, new_id)
        store = Store(database)
        entries = chosen.entries()
        for start in range(0, len(entries), EVERY):
            progress(start, len(entries))
            part = entries[start : start + EVERY]
            with database.write():
                store.insert(part)
                store.keep(version for entry in part for version in chosen.versions(entry))
    finally:
        database.close()


def _write_small(database: Database, chosen: Choice, new_id: Callable[[], str]) -> None:
    with database.write():
        device = chosen.device() or new_id()
        database.tables.table("device").insert({"one": 1, "id": device})
        database.tables.table("draft").insert_all(
            {"form": draft.form, "body": draft.body, "at": draft.at}
            for draft in chosen.damaged.drafts
        )


def _verify(target: Path, keys: Keys, progress: Progress) -> None:
    database = connect(target, keys)
    try:
        progress(0, 1)
        with database.interruptible(lambda: progress(0, 1)):
            found = findings(database)
        progress(1, 1)
    finally:
        database.close()
    if found:
        raise Problem(
            happened=_("The rebuilt diary did not come out whole, so it was not kept."),
            safe=_("The damaged file was not touched, and no backup was."),
            next_step=_("Check the disk and try again, or restore a backup."),
        )


def _free_name(folder: Path, now: Callable[[], datetime]) -> Path:
    """Give a name for the damaged record that no file has yet."""
    name = f"{DAMAGED}{name_of(now())}"
    count = 1
    kept = folder / name
    while kept.exists():
        count += 1
        kept = folder / f"{name}-{count}"
    return kept


def _keep(path: Path, name: Path) -> None:
    """Give a file a second name, or copy it where the disk knows no second names."""
    if not path.exists():
        return
    try:
        os.link(path, name)
    except OSError:
        shutil.copy2(path, name)
        with name.open("r+b") as file:
            os.fsync(file.fileno())


def _remove(record: Path) -> None:
    for ending in _BESIDE:
        Path(f"{record}{ending}").unlink(missing_ok=True)
