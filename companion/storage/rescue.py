# SPDX-License-Identifier: Apache-2.0
"""What can be done about a record that does not open, and about one that opens only in part.

A damaged record is salvaged with its newest sound backup; a lost key file is taken from a backup
that has one of the same record; a backup is restored. What is there is kept under another name
first. Nothing here opens a damaged record: it is read as bytes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from companion.domain.records import KINDS, ChecklistRun, Entry, Note, Record, Session, Version
from companion.paths import unwritable
from companion.problem import Problem
from companion.stopping import Progress, stage, unwatched
from companion.storage import examination, troubles, vault
from companion.storage.copies import Backup, backups, copied, key_file, name_of
from companion.storage.examination import Examination, Outcome, examine, refuse_sick
from companion.storage.opening import Access
from companion.storage.pages import read_pages, salt_of
from companion.storage.remains import Remains, read_remains
from companion.storage.restore import ASIDE, Restored, restore
from companion.storage.salvage import SALVAGED, Salvage, Source, salvage
from companion.storage.store import Line
from companion.storage.swap import settle
from companion.storage.vault import RECORD, Keys, Secret
from companion.storage.verifying import verify


class Trouble(StrEnum):
    """What keeps a record from opening, as far as it decides what can be done about it."""

    DAMAGED = "damaged"
    RECORD_MISSING = "record_missing"
    RECORD_EMPTY = "record_empty"
    NOT_OURS = "not_ours"
    KEYS_MISSING = "keys_missing"
    KEYS_DAMAGED = "keys_damaged"
    OTHER = "other"
    """The disk, the rights, another program or a newer version: nothing in the diary's folder."""


class Rescue(Struct, frozen=True):
    """What a look at a damaged record came to.

    ``salvage`` is None where the record is sound after all, and where not one page can be read.
    ``backup`` is the one that gaps were filled from; None where there is no sound one.
    """

    examination: Examination
    salvage: Salvage | None = None
    backup: Backup | None = None


class LeftOut(Struct, frozen=True):
    """An entry that cannot be read: its kind, None where nothing tells it, and its name."""

    kind: type[Record] | None
    entry_id: str


class Readable(Struct, frozen=True):
    """What of a record can be read, and what cannot; ``versions`` counts earlier versions lost."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...] = ()
    versions: int = 0


def trouble_of(problem: Problem) -> Trouble:
    """Give what a problem at opening means. It is known by its own sentence."""
    known = {made().happened: trouble for trouble, made in _TROUBLES.items()}
    return known.get(problem.happened, Trouble.OTHER)


def keys_of(folder: Path, secret: Secret | None = None) -> Keys:
    """Give the keys of a folder's record without a look at the record.

    Takes most of a second with a secret. Raises Locked where one is needed, WrongSecret, and
    Problem without a key file that can be believed.
    """
    try:
        settle(folder)
    except OSError as error:
        raise unwritable(folder / RECORD, error) from error
    return vault.unlock(vault.read(folder), secret)


def keys_of_backup(backup: Backup, keys: Keys | None, secret: Secret | None = None) -> Keys:
    """Give the keys of a backup: those at hand where it has the same, else by its own key file.

    Raises Locked where it takes a passphrase of its own, and Problem without a sound key file.
    """
    file = key_file(backup)
    if keys is not None and file.salt == keys.salt:
        return keys
    return vault.unlock(file, secret)


def rescue(
    folder: Path,
    keys: Keys,
    now: Callable[[], datetime],
    *,
    always: bool = False,
    progress: Progress = unwatched,
) -> Rescue:
    """Look what is wrong with a record, and salvage what there is to ``record.db.salvaged``.

    One that is sound after all is salvaged only where ``always`` is set. Nothing is left where the
    progress raises. Raises Problem.
    """
    examination.clear(folder)
    progress(0, 10)
    found = examine(folder, keys)
    progress(1, 10)
    if found.outcome is Outcome.NOTHING or (found.opens and not always):
        return Rescue(found)
    backup, sources = _newest_sound(folder, keys, stage(progress, 1, 10))
    salvaged = salvage(folder, keys, now, sources, progress=stage(progress, 2, 10, many=8))
    return Rescue(found, salvaged, backup)


def discard(folder: Path) -> None:
    """Remove a salvaged record that is not wanted. Raises Problem where it cannot be removed."""
    try:
        (folder / SALVAGED).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(folder / SALVAGED, error) from error


def fitting_key_file(folder: Path) -> Backup | None:
    """Give the newest backup whose key file is the record's, where the record's own is not.

    They belong together where they name the salt that the record begins with. None where the key
    file at hand fits, and where no backup has a fitting one.
    """
    try:
        salt = salt_of(folder / RECORD)
    except OSError:
        return None
    present = [vault.read_file(folder / name) for name in (vault.KEYS, vault.COPY)]
    if any(isinstance(one, vault.Read) and one.file.salt == salt for one in present):
        return None
    for backup in backups(folder):
        with suppress(Problem):
            if key_file(backup).salt == salt:
                return backup
    return None


def take_key_file(folder: Path, backup: Backup, now: datetime) -> tuple[Path, ...]:
    """Make the key file of a backup the record's; give where what was there is kept.

    Raises Problem where it cannot be read or written.
    """
    file = key_file(backup)
    kept = []
    try:
        for name in (vault.KEYS, vault.COPY):
            source, aside = folder / name, folder / f"{name}.{ASIDE}-{name_of(now)}"
            if source.is_file() and source.stat().st_size and not aside.exists():
                copied(source, aside)
                kept.append(aside)
    except OSError as error:
        raise unwritable(folder / vault.KEYS, error) from error
    vault.write(folder, file)
    return tuple(kept)


def go_back(
    folder: Path, backup: Backup, keys: Keys, now: datetime, at_hand: Keys | None = None
) -> Restored:
    """Restore a backup, ``keys`` being its own, in a folder whose record may be damaged.

    ``at_hand`` are the keys of the record that is there, where they are known. It is opened for a
    backup of it only where it is sound; any other is copied as it is. The key file stays where it
    is of the same keys, and with it the present passphrase. Raises Problem.
    """
    present = None
    with suppress(Problem):
        file = vault.read(folder)
        present = file if file.salt == keys.salt else None
    done = restore(folder, backup, keys, now, present=_sound(folder, at_hand or keys))
    if present is not None:
        vault.write(folder, present)
    return done


def readable_lines(folder: Path, keys: Keys) -> Readable:
    """Read what can be read of a record, entry by entry; one that cannot be is named, not fatal.

    The record is read as bytes, so that it may be of an older version, and nothing is written.
    Raises Problem where it cannot be read at all.
    """
    with _translated():
        pages = read_pages(folder / RECORD, keys)
    if not pages.count:
        raise troubles.record_empty()
    if len(pages.bad) == pages.count:
        raise troubles.damaged()
    return _readable(read_remains(pages))


def made_on(entry_id: str, zone: tzinfo) -> date | None:
    """Give the day on which an entry was begun, which its name holds; None where it does not."""
    try:
        name = UUID(entry_id)
    except ValueError:
        return None
    if name.version != 7:
        return None
    return datetime.fromtimestamp((name.int >> 80) / 1000, zone).date()


_TROUBLES: dict[Trouble, Callable[[], Problem]] = {
    Trouble.DAMAGED: troubles.damaged,
    Trouble.RECORD_MISSING: troubles.record_missing,
    Trouble.RECORD_EMPTY: troubles.record_empty,
    Trouble.NOT_OURS: troubles.not_ours,
    Trouble.KEYS_MISSING: troubles.keys_missing,
    Trouble.KEYS_DAMAGED: troubles.keys_damaged,
}


def _newest_sound(
    folder: Path, keys: Keys, progress: Progress
) -> tuple[Backup | None, tuple[Source, ...]]:
    """Give the newest backup that passes its checks, and what a salvage takes of it.

    Only that one: what an older one has beyond it was deleted before it was made.
    """
    found = backups(folder)
    for number, backup in enumerate(found):
        with suppress(Problem):
            own = keys_of_backup(backup, keys)
            if not verify(backup, own, stage(progress, number, len(found))):
                return backup, (Source(backup.folder.name, backup.record, own),)
    return None, ()


def _sound(folder: Path, keys: Keys) -> Access | None:
    """Give access to the record that is there, where it is whole and these are its keys."""
    try:
        if not (folder / RECORD).is_file() or salt_of(folder / RECORD) != keys.salt:
            return None
        refuse_sick(folder, keys)
    except (Problem, OSError):
        return None
    return Access(folder, keys)


def _readable(remains: Remains) -> Readable:
    kept = {entry.id: entry for entry in remains.entries.values()}
    sessions = {name for name, entry in kept.items() if isinstance(entry.record, Session)}
    linked = {name: _linked(entry, sessions) for name, entry in kept.items()}
    order = {kind: place for place, kind in enumerate(KINDS)}
    entries = [entry for entry in linked.values() if entry is not None]
    entries.sort(key=lambda entry: (order[type(entry.record)], entry.id))
    there = {entry.id for entry in entries}
    lines = tuple(Line(entry, _past(remains, entry)) for entry in entries)
    left_out = tuple(
        LeftOut(kind, name) for name, kind in sorted(remains.known.items()) if name not in there
    )
    due = (remains.past or {}).items()
    lost = sum(
        len(revisions - remains.versions.get(name, {}).keys())
        for name, revisions in due
        if name in there
    )
    return Readable(lines, left_out, lost)


def _past(remains: Remains, entry: Entry[Record]) -> tuple[Version, ...]:
    versions = remains.versions.get(entry.id, {})
    return tuple(versions[number] for number in sorted(versions) if number < entry.revision)


def _linked(entry: Entry[Record], sessions: set[str]) -> Entry[Record] | None:
    """Give an entry as it can stand without a session that is left out; None where it cannot."""
    record = entry.record
    if not isinstance(record, ChecklistRun | Note):
        return entry
    if record.session_id is None or record.session_id in sessions:
        return entry
    if isinstance(record, ChecklistRun):
        return None
    return msgspec.structs.replace(entry, record=msgspec.structs.replace(record, session_id=None))


@contextmanager
def _translated() -> Iterator[None]:
    """Put into words why a record may not be read."""
    try:
        yield
    except FileNotFoundError as error:
        raise troubles.record_missing() from error
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise troubles.disk_error() from error
