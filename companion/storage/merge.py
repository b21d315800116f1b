# SPDX-License-Identifier: Apache-2.0
"""Merging entries that were written elsewhere: a descendant wins, otherwise both are kept.

What a merge does is planned first, without writing, and then carried out as planned: what can be
looked at beforehand is what is done.

Merging the same entries again changes nothing, and two records that merged each other's entries
say the same: which of two rivals keeps the name is decided by what they are, not by where.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from companion.domain.records import ChecklistRun, Entry, Note, Record, Session, Version
from companion.stopping import EVERY, Progress, stage, unwatched, watched
from companion.storage import mapping
from companion.storage.ids import copy_id
from companion.storage.store import Line, Rows, Store, rows_of, rows_of_versions


class Merged(Struct, frozen=True, kw_only=True):
    """What a merge did: how many entries came new, were brought up to date, or were kept twice."""

    added: int = 0
    updated: int = 0
    kept_both: int = 0
    kinds: frozenset[type[Record]] = frozenset()


class Reason(StrEnum):
    """Why an entry cannot be merged."""

    OTHER_KIND = "other_kind"
    NO_SESSION = "no_session"


class Unmergeable(ValueError):
    """An entry that cannot be taken in. Nothing was written."""

    def __init__(self, entry_id: str, reason: Reason) -> None:
        super().__init__(f"{entry_id}: {reason}")
        self.entry_id = entry_id
        self.reason = reason


class Update(Struct, frozen=True, kw_only=True):
    """An entry that is brought up to date: the line that is here, and what stands in its place.

    ``missing`` are the versions that its history gains; it is written anew where it is a rival's.
    """

    before: Line
    after: Line
    missing: tuple[Version, ...]
    anew: bool = False


class Rival(Struct, frozen=True, kw_only=True):
    """Two versions of one entry, of which neither went on from the other: both are kept.

    ``kept`` keeps the name, and ``copy`` gets one of its own.
    """

    kept: Line
    copy: Line


class Merging(Struct, frozen=True, kw_only=True):
    """What a merge will do. ``shared`` is how many of the entries are here by name already."""

    added: tuple[Line, ...] = ()
    updates: tuple[Update, ...] = ()
    rivals: tuple[Rival, ...] = ()
    shared: int = 0

    @property
    def newer(self) -> tuple[Update, ...]:
        """The updates without those in which a rival takes the name: there, both are kept."""
        names = {rival.kept.entry.id for rival in self.rivals}
        return tuple(update for update in self.updates if update.after.entry.id not in names)

    @property
    def done(self) -> Merged:
        """What the merge did, once it is carried out."""
        touched = (
            *self.added,
            *(update.after for update in self.updates),
            *(rival.copy for rival in self.rivals),
        )
        return Merged(
            added=len(self.added),
            updated=len(self.updates),
            kept_both=len(self.rivals),
            kinds=frozenset(type(line.entry.record) for line in touched),
        )


class _Tally:
    """What is decided so far."""

    def __init__(self) -> None:
        self.added: list[Line] = []
        self.updates: list[Update] = []
        self.rivals: list[Rival] = []


class Ready(Struct, frozen=True):
    """A merge of which nothing is left to do but to write: every row of what is new is made."""

    merging: Merging
    rows: tuple[Rows, ...]


def plan(
    present: Iterable[Line], incoming: Sequence[Line], progress: Progress = unwatched
) -> Merging:
    """Give what taking lines in will do to those that are here. Raises Unmergeable."""
    here = {line.entry.id: line for line in present}
    _refuse_impossible(here, incoming)
    shared = sum(line.entry.id in here for line in incoming)
    tally = _Tally()
    # What is new comes first: it may be a copy that was kept elsewhere of what loses here.
    for theirs in incoming:
        if theirs.entry.id not in here:
            here[theirs.entry.id] = theirs
            tally.added.append(theirs)
    for theirs in watched(incoming, progress):
        ours = here[theirs.entry.id]
        if ours is theirs:
            continue
        if not _same(ours, theirs) and not _descends(ours, theirs):
            _settle(ours, theirs, here, tally)
    return Merging(
        added=tuple(tally.added),
        updates=tuple(tally.updates),
        rivals=tuple(tally.rivals),
        shared=shared,
    )


def make_ready(merging: Merging, progress: Progress = unwatched) -> Ready:
    """Make what a merge will write. It takes as long again as the writing, and holds up nobody."""
    new = [*merging.added, *(rival.copy for rival in merging.rivals)]
    rows = (
        *rows_of((line.entry for line in new), progress),
        rows_of_versions(version for line in new for version in line.past),
    )
    return Ready(merging, rows)


def carry_out(store: Store, ready: Ready, progress: Progress = unwatched) -> Merged:
    """Do what was planned, inside the ``write`` block."""
    updating, adding = stage(progress, 0, 2), stage(progress, 1, 2)
    store.update_all(_with_history(store, ready.merging.updates, updating))
    done, of = 0, sum(len(each.rows) for each in ready.rows)
    for each in ready.rows:
        for start in range(0, len(each.rows), EVERY):
            adding(done, of)
            piece = each.rows[start : start + EVERY]
            store.write(each._replace(rows=piece))
            done += len(piece)
    progress(1, 1)
    return ready.merging.done


def _with_history(
    store: Store, updates: Sequence[Update], progress: Progress
) -> Iterator[Entry[Record]]:
    """Write what the history of each entry gains, and give the entry."""
    for update in watched(updates, progress):
        if update.anew:
            store.forget_versions(update.after.entry.id)
        store.keep(update.missing)
        yield update.after.entry


def _refuse_impossible(here: Mapping[str, Line], incoming: Iterable[Line]) -> None:
    known = {line.entry.id: type(line.entry.record) for line in here.values()}
    lines = list(incoming)
    sessions = {entry_id for entry_id, kind in known.items() if kind is Session} | {
        line.entry.id for line in lines if isinstance(line.entry.record, Session)
    }
    for line in lines:
        record = line.entry.record
        if known.get(line.entry.id, type(record)) is not type(record):
            raise Unmergeable(line.entry.id, Reason.OTHER_KIND)
        session_id = record.session_id if isinstance(record, ChecklistRun | Note) else None
        if session_id is not None and session_id not in sessions:
            raise Unmergeable(line.entry.id, Reason.NO_SESSION)


def _settle(ours: Line, theirs: Line, here: dict[str, Line], tally: _Tally) -> None:
    """Decide what two different lines of one entry come to."""
    if _descends(theirs, ours):
        known = {version.revision for version in ours.past}
        missing = tuple(version for version in theirs.past if version.revision not in known)
        tally.updates.append(Update(before=ours, after=theirs, missing=missing))
        return
    winner, loser = sorted((ours, theirs), key=_weight, reverse=True)
    copy = _copied(loser)
    while copy.entry.id in here and not _holds(here[copy.entry.id], copy):
        copy = _copied(copy)
    if copy.entry.id not in here and not _covered(loser, winner):
        here[copy.entry.id] = copy
        tally.rivals.append(Rival(kept=winner, copy=copy))
    if winner is theirs:
        update = Update(before=ours, after=theirs, missing=theirs.past, anew=True)
        tally.updates.append(update)


def _same(one: Line, other: Line) -> bool:
    """Tell whether two lines have come to the same: revision, words, and in the bin or not."""
    return (
        one.entry.revision == other.entry.revision
        and (one.entry.deleted_at is None) == (other.entry.deleted_at is None)
        and _body(one) == _body(other)
    )


def _descends(later: Line, earlier: Line) -> bool:
    """Tell whether one line went on from where the other stands."""
    body = _body(earlier)
    return any(
        version.revision == earlier.entry.revision and mapping.body_of(version.record) == body
        for version in later.past
    )


def _holds(kept: Line, copy: Line) -> bool:
    """Tell whether the entry that has a copy's name is that copy, or went on from it."""
    return _same(kept, copy) or _descends(kept, copy)


def _covered(loser: Line, winner: Line) -> bool:
    """Tell whether nothing would be lost without a copy of the loser."""
    said = {_body(winner), *(mapping.body_of(version.record) for version in winner.past)}
    says = {_body(loser), *(mapping.body_of(version.record) for version in loser.past)}
    gone = loser.entry.deleted_at is not None
    return says <= said and (gone or _body(loser) == _body(winner))


def _weight(line: Line) -> tuple[bool, int, float, bytes]:
    """Order rivals for a name: what is not in the bin, then more edits, then the later edit."""
    entry = line.entry
    edited = entry.edited_at or entry.created_at
    return (entry.deleted_at is None, entry.revision, edited.timestamp(), _body(line))


def _copied(line: Line) -> Line:
    """Give a line under a name of its own, the same name each time."""
    entry = line.entry
    name = copy_id(entry.created_at, entry.id.encode(), str(entry.revision).encode(), _body(line))
    renamed: Entry[Record] = msgspec.structs.replace(entry, id=name)
    past = tuple(msgspec.structs.replace(version, entry_id=name) for version in line.past)
    return Line(renamed, past)


def _body(line: Line) -> bytes:
    return mapping.body_of(line.entry.record)
