# SPDX-License-Identifier: Apache-2.0
"""The patient's diary: add, change, remove, restore, look back, search, and undo."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct

from companion.domain import faults
from companion.domain.moment import fixed
from companion.domain.records import (
    KINDS,
    ChecklistRun,
    Entry,
    Note,
    Record,
    Session,
    Version,
)
from companion.problem import Problem
from companion.stopping import Progress, stage, unwatched
from companion.storage import backup, mapping, opening
from companion.storage.ballast import Ballast
from companion.storage.copies import Reason
from companion.storage.database import Database
from companion.storage.diary_reading import DiaryReading, NotThere
from companion.storage.findings import Finding, findings
from companion.storage.ids import ids
from companion.storage.mapping import RecordT
from companion.storage.merge import Merged, Merging, carry_out, make_ready, plan
from companion.storage.opening import Access, Looked
from companion.storage.store import Line

BIN_DAYS = 90
CHILDREN: dict[type[Record], tuple[type[ChecklistRun] | type[Note], ...]] = {
    Session: (ChecklistRun, Note)
}
"""Kinds that go into the bin with their session, and come back with it."""

Listener = Callable[[type[Record]], None]


class Action(StrEnum):
    """What a write did."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"
    RESTORE = "restore"


class Undone(Struct, frozen=True):
    """A write that was taken back, and the entry as it is now."""

    action: Action
    entry: Entry[Record]


class _Step(Struct, frozen=True):
    """A write, and what to go back to where it was a change."""

    action: Action
    entry_id: str
    earlier: Record | None = None


class Diary(DiaryReading):
    """An open record.

    Every method that writes is one transaction: when it returns, what it wrote is on the disk;
    when it raises, nothing of it is there, except where the Problem says that nobody knows.
    Methods raise Problem for what the user can mend and Impossible for records that cannot be.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        access: Access,
    ) -> None:
        super().__init__(database)
        self.access = access
        self.now = now
        self._new_id = new_id
        self._device = self._store.device()
        self.interrupted = database.interrupted
        """Whether the power went during the last save before this opening, which may be missing."""
        self._steps: list[_Step] = []
        self._listeners: list[Listener] = []

    def add(self, record: RecordT, *, draft: str = "") -> Entry[RecordT]:
        """Add a new entry; the draft of the form that it was typed into goes as it comes."""
        faults.check(record, self.now())
        entry = Entry(
            id=self._new_id(),
            revision=1,
            created_at=self._moment(),
            record=mapping.canonical(record),
        )
        with self._database.write():
            self._store.insert([entry])
            self._forget_draft(draft)
        self._done(_Step(Action.ADD, entry.id), _kinds(record))
        return entry

    def change(self, entry_id: str, record: RecordT, *, draft: str = "") -> Entry[RecordT]:
        """Change an entry; what it said before goes into the history, and a form's draft goes.

        Writes nothing where it already says this. Raises NotThere for an entry in the bin.
        """
        faults.check(record, self.now())
        earlier = self.get(type(record), entry_id)
        changed = self._change(earlier, record, draft)
        if changed is not earlier:
            self._done(_Step(Action.CHANGE, entry_id, earlier.record), _kinds(record))
        else:
            self.drop_draft(draft)
        return changed

    def follow(
        self, kind: type[RecordT], entry_id: str, change: Callable[[RecordT], RecordT]
    ) -> Entry[RecordT]:
        """Change an entry because another write calls for it, or someone else than the patient.

        It is no step to undo, and what was changed before can be undone without it: ``change``
        makes the record from the present one, and what each earlier change of this entry would go
        back to from what it was. Raises NotThere for an entry in the bin.
        """
        present = self.get(kind, entry_id)
        record = change(present.record)
        faults.check(record, self.now())
        steps = [_followed(step, present, change) for step in self._steps]
        changed = self._change(present, record)
        self._steps = steps
        if changed is not present:
            self._announce(_kinds(record))
        return changed

    def remove(self, entry_id: str) -> None:
        """Put an entry into the bin, a session with its checklists and notes."""
        kinds = self._bin(self._there(entry_id))
        self._done(_Step(Action.REMOVE, entry_id), kinds)

    def restore(self, entry_id: str) -> None:
        """Take an entry out of the bin, a session with what went there with it."""
        kinds = self._unbin(self._binned(entry_id))
        self._done(_Step(Action.RESTORE, entry_id), kinds)

    def revert(self, entry_id: str, revision: int) -> Entry[Record]:
        """Make an earlier version the present one, as a change of its own."""
        for version in self._store.versions(entry_id):
            if version.revision == revision:
                reverted: Entry[Record] = self.change(entry_id, version.record)
                return reverted
        raise NotThere(f"{entry_id}: no revision {revision}")

    @property
    def last_step(self) -> str | None:
        """The write that ``undo`` would take back, by its place and its entry; None if none."""
        return f"{len(self._steps)}:{self._steps[-1].entry_id}" if self._steps else None

    def undo(self) -> Undone | None:
        """Take back the last write made here that was not yet taken back; None if there is none."""
        if not self._steps:
            return None
        step = self._steps[-1]
        match step.action:
            case Action.ADD | Action.RESTORE:
                kinds = self._bin(self._there(step.entry_id))
            case Action.REMOVE:
                kinds = self._unbin(self._binned(step.entry_id))
            case Action.CHANGE:
                assert step.earlier is not None
                kinds = _kinds(step.earlier)
                self._change(self.get(type(step.earlier), step.entry_id), step.earlier)
        self._steps.pop()
        self._announce(kinds)
        return Undone(step.action, self._found(step.entry_id))

    def merge(self, lines: Sequence[Line], progress: Progress = unwatched) -> Merged:
        """Take in entries that were written elsewhere; what was done before can't be undone then.

        The records have to be checked already. Raises Unmergeable, and then writes nothing; so it
        is where the progress raises.
        """
        state = self.state
        ready = make_ready(self.merging(lines, stage(progress, 0, 3)), stage(progress, 1, 3))
        with self._database.write():
            # What takes long is done before, so that nobody else waits for it to write.
            if self.state != state:
                ready = make_ready(plan(self._store.lines(), lines))
            merged = carry_out(self._store, ready, stage(progress, 2, 3))
        self.took_in(merged)
        return merged

    def took_in(self, merged: Merged) -> None:
        """Take notice of what was merged, here or through another connection to this diary."""
        if merged.kinds:
            self._steps.clear()
            self._announce(merged.kinds)

    def merging(self, lines: Sequence[Line], progress: Progress = unwatched) -> Merging:
        """Give what ``merge`` would do with these entries. Writes nothing; raises as it does."""
        return plan(self.lines(stage(progress, 0, 2)), lines, stage(progress, 1, 2))

    def keep_draft(self, form: str, body: bytes) -> None:
        """Keep what is typed into a form and not yet saved; one draft a form."""
        if self.draft(form) == body:
            return
        with self._database.write():
            self._database.run(
                """INSERT INTO draft (form, body, at) VALUES (?, ?, ?)
                ON CONFLICT (form) DO UPDATE SET body = excluded.body, at = excluded.at""",
                [form, body, self._moment().isoformat()],
            )

    def drop_draft(self, form: str) -> None:
        """Forget the draft of a form, if there is one."""
        if self.draft(form) is None:
            return
        with self._database.write():
            self._forget_draft(form)

    def on_change(self, listener: Listener) -> None:
        """Call a listener with the kind of record after each write that changed one."""
        self._listeners.append(listener)

    def purge(self) -> int:
        """Delete for good what has been in the bin for 90 days, history too; give how many.

        A session stays for as long as something that is not gone belongs to it.
        """
        limit = self.now() - timedelta(days=BIN_DAYS)
        old = [(kind, name) for kind, name, at in self._store.binned() if at < limit]
        gone = 0
        # Children before their sessions, so that each leaves with its own history.
        for kind, name in sorted(old, key=lambda one: KINDS.index(one[0]), reverse=True):
            entry = self.get(kind, name)
            if not self._children(entry, "1"):
                with self._database.write():
                    self._store.delete(entry)
                gone += 1
        return gone

    def refuse_sick(self) -> None:
        """Wait for the look with which this was opened, where it goes on; raise what it finds.

        Raises Problem where the record may not be believed: then nothing of it may be shown.
        """
        self._database.before_writing()

    def close(self) -> None:
        """Close the record and leave it as one file."""
        self._database.close()

    def _forget_draft(self, form: str) -> None:
        self._database.run("DELETE FROM draft WHERE form = ?", [form])

    def _change(self, earlier: Entry[RecordT], record: RecordT, draft: str = "") -> Entry[RecordT]:
        """Write a new revision; give the earlier entry itself where it says the same already."""
        if earlier.deleted_at is not None:
            raise NotThere(f"{earlier.id} is in the bin")
        record = mapping.canonical(record)
        # Not by ==: 14:00+02:00 and 12:00Z are equal to Python and different to the patient.
        if mapping.body_of(record) == mapping.body_of(earlier.record):
            return earlier
        moment = self._moment()
        changed = msgspec.structs.replace(earlier, record=record, edited_at=moment)
        with self._database.write():
            self._forget_draft(draft)
            return self._supersede(earlier, changed, moment)

    def _supersede(
        self, earlier: Entry[RecordT], later: Entry[RecordT], moment: datetime
    ) -> Entry[RecordT]:
        """Write an entry as the next revision of another, which goes into the history."""
        version = Version(
            entry_id=earlier.id,
            revision=earlier.revision,
            parent=earlier.revision - 1 or None,
            device=self._device,
            at=moment,
            record=earlier.record,
        )
        later = msgspec.structs.replace(later, revision=earlier.revision + 1)
        self._store.keep([version])
        self._store.update(later)
        return later

    def _bin(self, entry: Entry[Record]) -> set[type[Record]]:
        going = [entry, *self._children(entry, "deleted_at IS NULL")]
        moment = self._moment()
        return self._mark(going, moment, deleted_at=moment)

    def _unbin(self, entry: Entry[Record]) -> set[type[Record]]:
        along = self._children(entry, "deleted_at IS NOT NULL")
        returning = [entry, *(child for child in along if child.deleted_at == entry.deleted_at)]
        return self._mark(returning, self._moment(), deleted_at=None)

    def _mark(
        self, entries: Sequence[Entry[Record]], moment: datetime, *, deleted_at: datetime | None
    ) -> set[type[Record]]:
        with self._database.write():
            for entry in entries:
                marked = msgspec.structs.replace(entry, deleted_at=deleted_at)
                self._supersede(entry, marked, moment)
        return {type(entry.record) for entry in entries}

    def _children(self, entry: Entry[Record], where: str) -> list[Entry[Record]]:
        """Give the checklists and notes of a session that meet a condition."""
        return [
            child
            for kind in CHILDREN.get(type(entry.record), ())
            for child in self._store.entries(kind, f"session_id = ? AND {where}", [entry.id])
        ]

    def _there(self, entry_id: str) -> Entry[Record]:
        entry = self._found(entry_id)
        if entry.deleted_at is not None:
            raise NotThere(f"{entry_id} is in the bin")
        return entry

    def _binned(self, entry_id: str) -> Entry[Record]:
        entry = self._found(entry_id)
        if entry.deleted_at is None:
            raise NotThere(f"{entry_id} is not in the bin")
        return entry

    def _moment(self) -> datetime:
        return fixed(self.now())

    def _done(self, step: _Step, kinds: set[type[Record]]) -> None:
        self._steps.append(step)
        self._announce(kinds)

    def _announce(self, kinds: Iterable[type[Record]]) -> None:
        """Tell what changed, after the commit."""
        changed = [kind for kind in KINDS if kind in kinds]
        if Session in changed:
            # The session is safe in the log already; this only shortens the log.
            with suppress(Problem):
                self._database.checkpoint()
        for kind in changed:
            for listener in self._listeners:
                listener(kind)


def create(
    folder: Path, now: Callable[[], datetime], new_id: Callable[[], str] | None = None
) -> Diary:
    """Begin a diary in a folder that has none. Raises Problem where there is one."""
    source = new_id or ids(now)
    opening.create(folder, source())
    return open_(folder, now, source)


def open_(
    folder: Path,
    now: Callable[[], datetime],
    new_id: Callable[[], str] | None = None,
    *,
    access: Access | None = None,
    looked: Looked | None = None,
) -> Diary:
    """Open the diary of a folder, and empty its bin of what is 90 days old.

    ``access`` is needed where there is a passphrase. ``looked`` is a look at the record that was
    taken before, or goes on: then no write comes before its end. Raises Problem where there is no
    diary, or where it cannot be opened or believed. The caller holds the folder by ``lock.take``.
    """
    granted = access or opening.access(folder)
    database = opening.open_(granted, partial(_keep_before_migration, granted, now), looked)
    try:
        diary = Diary(database, now, new_id or ids(now), granted)
        ballast = Ballast(folder)
        ballast.lay()
        database.when_full = ballast.release
        # On a full disk nothing can be deleted, and the diary must open all the same.
        with suppress(Problem):
            diary.purge()
    except BaseException:
        database.abandon()
        raise
    return diary


def open_or_create(
    folder: Path,
    now: Callable[[], datetime],
    new_id: Callable[[], str] | None = None,
    *,
    access: Access | None = None,
    looked: Looked | None = None,
) -> Diary:
    """Open the diary of a folder, or begin one where there has never been one."""
    if opening.is_new(folder) or opening.is_half_made(folder):
        return create(folder, now, new_id)
    return open_(folder, now, new_id, access=access, looked=looked)


def open_for_reading(access: Access, now: Callable[[], datetime]) -> Diary:
    """Open a second connection to a diary that is open, for a long read in another thread."""
    return Diary(opening.connect(access, read_only=True), now, ids(now), access)


def merge_aside(
    access: Access,
    now: Callable[[], datetime],
    lines: Sequence[Line],
    progress: Progress = unwatched,
) -> Merged:
    """Merge entries into a diary that is open, by a connection of its own, in another thread.

    The open diary is to be told by ``took_in``. Raises as ``merge`` does.
    """
    with opening.aside(access) as database:
        database.when_full = Ballast(access.folder).release
        return Diary(database, now, ids(now), access).merge(lines, progress)


def check(folder: Path, access: Access | None = None) -> tuple[Finding, ...]:
    """Look at everything in a diary; give what is wrong with it, nothing when it is sound.

    Raises Problem where it cannot be opened at all.
    """
    database = opening.connect(access or opening.access(folder))
    try:
        return findings(database)
    finally:
        database.close()


def _keep_before_migration(access: Access, now: Callable[[], datetime]) -> None:
    backup.make(access, now(), Reason.BEFORE_MIGRATION)


def _followed(step: _Step, entry: Entry[RecordT], change: Callable[[RecordT], RecordT]) -> _Step:
    """Give a step that goes back to what an entry was with a change that came since."""
    if step.action is not Action.CHANGE or step.entry_id != entry.id:
        return step
    earlier = change(cast(RecordT, step.earlier))
    return msgspec.structs.replace(step, earlier=earlier)


def _kinds(record: Record) -> set[type[Record]]:
    return {type(record)}
