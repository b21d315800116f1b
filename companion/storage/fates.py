# SPDX-License-Identifier: Apache-2.0
"""Which state of each entry a salvage keeps, where it was found, and how the result says so."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec import Struct

from companion.domain.records import KINDS, ChecklistRun, Entry, Note, Record, Session, Version
from companion.storage.remains import Remains

_NEVER = datetime.min.replace(tzinfo=UTC)


class Origin(StrEnum):
    """Where an entry was found.

    ``RECORD``: in the damaged record, as last saved. ``HISTORY``: there, but only an earlier
    version. ``BACKUP``: in a backup. ``MISSING``: nowhere; only its name is known.
    """

    RECORD = "record"
    HISTORY = "history"
    BACKUP = "backup"
    MISSING = "missing"


class Fate(Struct, frozen=True, kw_only=True):
    """What became of one entry; never its words.

    ``kind`` is None where nothing tells it. ``backup`` names the source of an entry from a backup.
    ``whole`` is False where a part of it may be missing, or its session is. ``perhaps_deleted``
    marks one that a backup holds and the damaged record neither names nor surely lacks.
    """

    entry_id: str
    kind: type[Record] | None
    origin: Origin
    backup: str = ""
    whole: bool = True
    whole_history: bool = True
    perhaps_deleted: bool = False


class _Found(Struct, frozen=True, kw_only=True):
    """One state of an entry and where it was found; ``trust`` decides between equal revisions."""

    entry: Entry[Record]
    origin: Origin
    backup: str = ""
    whole: bool = True
    trust: int


class Choice:
    """Which state of each entry goes into the new record, and from where."""

    def __init__(self, damaged: Remains, backups: Mapping[str, Remains]) -> None:
        self.damaged = damaged
        self._backups = backups
        self._latest = max(map(_written, damaged.entries.values()), default=_NEVER)
        names = dict.fromkeys(sorted(damaged.known))
        for remains in backups.values():
            names |= dict.fromkeys(sorted(remains.entries))
        best = {name: self._best(name) for name in names if not self._is_gone(name)}
        sessions = {
            name
            for name, found in best.items()
            if found and isinstance(found.entry.record, Session)
        }
        linked = {name: _linked(found, sessions) for name, found in best.items()}
        self.found = {name: found for name, found in linked.items() if found is not None}
        self.fates = tuple(self._fate(name, found) for name, found in linked.items())

    def entries(self) -> list[Entry[Record]]:
        """Give the entries for the new record, sessions before what belongs to them."""
        order = {kind: place for place, kind in enumerate(KINDS)}
        entries = [found.entry for found in self.found.values()]
        return sorted(entries, key=lambda entry: (order[type(entry.record)], entry.id))

    def versions(self, entry: Entry[Record]) -> list[Version]:
        """Give the history of an entry, from wherever it is found."""
        everywhere = (*reversed([*self._backups.values()]), self.damaged)
        found: dict[int, Version] = {}
        for remains in everywhere:
            found |= remains.versions.get(entry.id, {})
            # What a backup holds as the entry itself may be a version that the damage took.
            found |= self._superseded(entry, remains, found)
        return [found[revision] for revision in sorted(found) if revision < entry.revision]

    def device(self) -> str | None:
        """Give the name of this copy of the record, where one is found."""
        everywhere = (self.damaged, *self._backups.values())
        return next((remains.device for remains in everywhere if remains.device), None)

    def _is_gone(self, name: str) -> bool:
        """Tell whether an entry that only a backup holds was surely deleted since."""
        if name in self.damaged.known:
            return False
        holders = (remains.entries.get(name) for remains in self._backups.values())
        held = [entry for entry in holders if entry is not None]
        # One that is later than anything in the record cannot have been deleted in it since.
        return all(
            type(entry.record) in self.damaged.listed and entry.created_at <= self._latest
            for entry in held
        )

    def _best(self, name: str) -> _Found | None:
        return max(self._states(name), key=_weight, default=None)

    def _states(self, name: str) -> Iterator[_Found]:
        own = self.damaged.entries.get(name)
        if own is not None:
            whole = name not in self.damaged.partial or self._is_confirmed(own)
            yield _Found(entry=own, origin=Origin.RECORD, whole=whole, trust=2)
        known = [own] if own is not None else []
        for backup, remains in self._backups.items():
            if held := remains.entries.get(name):
                known.append(held)
                whole = name not in remains.partial
                yield _Found(entry=held, origin=Origin.BACKUP, backup=backup, whole=whole, trust=1)
        past = self.damaged.versions.get(name, {})
        if past:
            yield _Found(entry=_revived(past, known), origin=Origin.HISTORY, trust=0)

    def _is_confirmed(self, own: Entry[Record]) -> bool:
        """Tell whether a backup says the same of an entry, with all its parts."""
        return any(
            remains.entries.get(own.id) == own and own.id not in remains.partial
            for remains in self._backups.values()
        )

    def _superseded(
        self, entry: Entry[Record], remains: Remains, found: Mapping[int, Version]
    ) -> dict[int, Version]:
        earlier = remains.entries.get(entry.id)
        if earlier is None or earlier.revision >= entry.revision or earlier.revision in found:
            return {}
        version = Version(
            entry_id=entry.id,
            revision=earlier.revision,
            parent=earlier.revision - 1 or None,
            device=remains.device or self.device() or "",
            at=entry.edited_at or entry.created_at,
            record=earlier.record,
        )
        return {earlier.revision: version}

    def _fate(self, name: str, found: _Found | None) -> Fate:
        if found is None:
            kind = self.damaged.known.get(name)
            return Fate(
                entry_id=name,
                kind=kind,
                origin=Origin.MISSING,
                whole=False,
                whole_history=False,
            )
        return Fate(
            entry_id=name,
            kind=type(found.entry.record),
            origin=found.origin,
            backup=found.backup,
            whole=found.whole,
            whole_history=self._has_whole_history(found.entry),
            perhaps_deleted=name not in self.damaged.known,
        )

    def _recorded(self, name: str) -> set[int]:
        """Give which earlier versions of an entry stand in a history as such."""
        everywhere = (self.damaged, *self._backups.values())
        return {revision for remains in everywhere for revision in remains.versions.get(name, {})}

    def _has_whole_history(self, entry: Entry[Record]) -> bool:
        past = self.damaged.past
        named = past.get(entry.id, frozenset()) if past is not None else None
        due = range(1, entry.revision) if named is None else named
        # What a backup's entry says of an earlier version is its words, not when it was changed.
        there = self._recorded(entry.id)
        return all(revision in there for revision in due if revision < entry.revision)


def _written(entry: Entry[Record]) -> datetime:
    return entry.edited_at or entry.created_at


def _weight(found: _Found) -> tuple[int, bool, int]:
    return (found.entry.revision, found.whole, found.trust)


def _revived(past: Mapping[int, Version], known: Sequence[Entry[Record]]) -> Entry[Record]:
    """Give the last earlier version as the entry it was.

    When it was begun is told by an older state of it, else by its name, which holds the moment.
    """
    last = past[max(past)]
    first = past[min(past)]
    before = past.get(last.revision - 1)
    return Entry(
        id=last.entry_id,
        revision=last.revision,
        created_at=known[0].created_at if known else _begun(last.entry_id) or first.at,
        edited_at=before.at if before else None,
        record=last.record,
    )


def _begun(name: str) -> datetime | None:
    """Give the moment in the name of an entry; None where it is not of our making."""
    try:
        number = UUID(name)
    except ValueError:
        return None
    if number.version != 7:
        return None
    return datetime.fromtimestamp((number.int >> 80) / 1000, UTC)


def _linked(found: _Found | None, sessions: set[str]) -> _Found | None:
    """Give what can be kept of an entry whose session is lost: a note without it, no checklist."""
    record = found.entry.record if found else None
    if found is None or not isinstance(record, ChecklistRun | Note):
        return found
    if record.session_id is None or record.session_id in sessions:
        return found
    if isinstance(record, ChecklistRun):
        return None
    alone = msgspec.structs.replace(record, session_id=None)
    entry: Entry[Record] = msgspec.structs.replace(found.entry, record=alone)
    return msgspec.structs.replace(found, entry=entry, whole=False)
