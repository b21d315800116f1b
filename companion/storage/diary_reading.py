# SPDX-License-Identifier: Apache-2.0
"""Looking back in a diary: its entries by day, by what they belong to, by words, and their history."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast

import msgspec
from msgspec import Struct

from companion.domain.course import Held
from companion.domain.moment import Moment
from companion.domain.records import (
    KINDS,
    Appointment,
    CheckIn,
    ChecklistRun,
    Entry,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Record,
    Response,
    RuleSet,
    SafetyPlan,
    Session,
    SessionState,
    SideEffect,
    Snapshot,
    Tracker,
    Version,
)
from companion.stopping import Progress, unwatched
from companion.storage import mapping, search
from companion.storage.database import Database
from companion.storage.mapping import RecordT, table_of
from companion.storage.places import newest, of_days
from companion.storage.store import Line, Store

LOG_KINDS = tuple(
    kind for kind in KINDS if kind not in (ChecklistRun, Person, RuleSet, Tracker, SafetyPlan)
)
"""Kinds that tell of something that happened or is planned."""


class NotThere(LookupError):
    """An entry that is asked for and is not there: a mistake of the program."""


class Cursor(Struct, frozen=True):
    """A place in the timeline: the last entry of a page, by instant (UTC seconds) and name."""

    instant: int
    entry_id: str


class Page(Struct, frozen=True):
    """Part of the timeline, the newest first; ``next`` leads on, None at the end."""

    entries: tuple[Entry[Record], ...]
    next: Cursor | None


class DiaryReading:
    """What can be asked of an open record. Nothing here writes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._store = Store(database)

    @property
    def state(self) -> tuple[int, int]:
        """Equal for as long as nothing was written: what was read in the same state still holds."""
        return self._database.state

    def get(self, kind: type[RecordT], entry_id: str) -> Entry[RecordT]:
        """Give an entry, in the bin or not. Raises NotThere."""
        found = self._store.entries(kind, "id = ?", [entry_id])
        if not found:
            raise NotThere(entry_id)
        return found[0]

    def entries(
        self, kind: type[RecordT], *, first: date | None = None, last: date | None = None
    ) -> tuple[Entry[RecordT], ...]:
        """Give the entries of a kind from one local day to another, both included, by time.

        An entry without a moment of its own lies at the time it was made. The bin stays out.
        """
        return self._store.entries(kind, *of_days(first, last))

    def latest(
        self, kind: type[RecordT], *, before: date | None = None, limit: int = 1
    ) -> tuple[Entry[RecordT], ...]:
        """Give the last entries of a kind, by time as ``entries`` does, without the bin.

        ``before`` leaves out that local day and what comes after it.
        """
        last = None if before is None else before - timedelta(days=1)
        return self._store.latest(kind, *of_days(None, last), limit=limit)

    def first_day(self, kind: type[Record]) -> date | None:
        """Give the first local day with an entry of a kind, without the bin; None if none has."""
        return next(iter(self._store.days(kind, *of_days(None, None), limit=1)), None)

    def days_of(
        self, kind: type[Record], *, first: date | None = None, last: date | None = None
    ) -> tuple[date, ...]:
        """Give the local days with an entry of a kind, each once, in order, without the bin."""
        return self._store.days(kind, *of_days(first, last))

    def count(
        self, kind: type[Record], *, first: date | None = None, last: date | None = None
    ) -> int:
        """Count the entries of a kind as ``entries`` gives them, without reading them."""
        return self._store.count(kind, *of_days(first, last))

    def belonging(self, kind: type[RecordT], session_id: str) -> tuple[Entry[RecordT], ...]:
        """Give the walks, notes or side effects that belong to a session, without the bin."""
        return self._store.entries(kind, "deleted_at IS NULL AND session_id = ?", [session_id])

    def held_sessions(self) -> tuple[Held, ...]:
        """Give the sessions that were held, in their order, without the bin."""
        rows = self._database.rows(
            """SELECT id, start FROM session
            WHERE deleted_at IS NULL AND state = ? ORDER BY instant, id""",
            [SessionState.HELD],
        )
        return tuple(Held(str(name), msgspec.convert(start, Moment)) for name, start in rows)

    def first_session(self) -> Entry[Session] | None:
        """Give the first session that was held, without the bin; None where none was."""
        where = """id = (
            SELECT id FROM session WHERE deleted_at IS NULL AND state = ?
            ORDER BY instant, id LIMIT 1
        )"""
        return next(iter(self._store.entries(Session, where, [SessionState.HELD])), None)

    def planned_sessions(self) -> tuple[Entry[Session], ...]:
        """Give the sessions that are planned still, also those whose time went by, by time."""
        where = "deleted_at IS NULL AND state = ?"
        return self._store.entries(Session, where, [SessionState.PLANNED])

    def lasting_effects(self) -> tuple[Entry[SideEffect], ...]:
        """Give the side effects that have no end, by time, without the bin."""
        return self._store.entries(SideEffect, 'deleted_at IS NULL AND "end" IS NULL')

    def walks_alone(self, checklist: str) -> tuple[Entry[ChecklistRun], ...]:
        """Give the walks through a checklist that were begun on their own, without the bin."""
        where = "deleted_at IS NULL AND begun IS NOT NULL AND checklist = ?"
        return self._store.entries(ChecklistRun, where, [checklist])

    def is_tracked(self, tracker_id: str) -> bool:
        """Tell whether any check-in answers a tracker, be it in the bin."""
        return bool(
            self._database.rows("SELECT 1 FROM tracked WHERE tracker = ? LIMIT 1", [tracker_id])
        )

    def unsettled(self, checklists: Collection[str]) -> tuple[Entry[ChecklistRun], ...]:
        """Give the runs of these checklists that are frozen though their session has not begun.

        And those that are not, though it has.
        """
        where = """deleted_at IS NULL AND checklist IN (SELECT value FROM json_each(?))
            AND (frozen_at IS NULL) = (
                SELECT start IS NOT NULL AND state <> 'cancelled' FROM session
                WHERE session.id = session_id
            )"""
        return self._store.entries(ChecklistRun, where, [json.dumps(sorted(checklists))])

    def person(self) -> Entry[Person] | None:
        """Give the patient's own details; where a merge brought a second, what was last written."""
        return max(self.entries(Person), key=_last_written, default=None)

    def safety_plan(self) -> Entry[SafetyPlan] | None:
        """Give the patient's safety plan; where there is a second, what was last written."""
        return max(self.entries(SafetyPlan), key=_last_written, default=None)

    def history(self, entry_id: str) -> tuple[Version, ...]:
        """Give the earlier versions of an entry, the oldest first.

        A version that only went into the bin or came back, and says the same, is left out.
        """
        versions = self._store.versions(entry_id)
        if not versions:
            return ()
        later = [*(version.record for version in versions[1:]), self._found(entry_id).record]
        return tuple(
            version
            for version, after in zip(versions, later, strict=True)
            if mapping.body_of(version.record) != mapping.body_of(after)
        )

    def bin(self) -> tuple[Entry[Record], ...]:
        """Give what is in the bin, the last removed first; children are with their session."""
        kinds = {kind for kind, _name, _at in self._store.binned()}
        found = [
            entry
            for kind in KINDS
            if kind in kinds
            for entry in self._store.entries(kind, "deleted_at IS NOT NULL", order="deleted_at")
        ]
        sessions = {
            entry.id: entry.deleted_at for entry in found if isinstance(entry.record, Session)
        }
        own = [entry for entry in found if not _went_along(entry, sessions)]
        return tuple(sorted(own, key=_deleted, reverse=True))

    def timeline(
        self,
        *,
        kinds: Collection[type[Record]] | None = None,
        words: str = "",
        before: Cursor | None = None,
        limit: int = 50,
    ) -> Page:
        """Give a page of entries, the newest first, after ``before``.

        ``kinds`` are LOG_KINDS unless named. Where ``words`` are typed, only entries
        that hold all of them, each by its beginning. Planned moments are included.
        """
        chosen = LOG_KINDS if kinds is None else [kind for kind in KINDS if kind in kinds]
        if not chosen:
            return Page((), None)
        start = None if before is None else (before.instant, before.entry_id)
        tables = [table_of(kind) for kind in chosen]
        places = newest(self._database, tables, search.query(words), start, limit)
        found: dict[str, Entry[Record]] = {}
        for kind, table in zip(chosen, tables, strict=True):
            names = [place.entry_id for place in places if place.table == table]
            found |= {entry.id: entry for entry in self._named(kind, names)}
        entries = tuple(found[place.entry_id] for place in places)
        last = places[-1] if len(places) == limit else None
        return Page(entries, Cursor(last.instant, last.entry_id) if last else None)

    def snapshot(self) -> Snapshot:
        """Give the whole record as it is at one time, without the bin."""
        with self._database.read():
            return Snapshot(
                check_ins=self.entries(CheckIn),
                sessions=self.entries(Session),
                runs=self.entries(ChecklistRun),
                side_effects=self.entries(SideEffect),
                responses=self.entries(Response),
                medicines=self.entries(Medicine),
                questions=self.entries(Question),
                notes=self.entries(Note),
                appointments=self.entries(Appointment),
                person=self.person(),
                rule_sets=self.entries(RuleSet),
                trackers=self.entries(Tracker),
                intakes=self.entries(Intake),
                outside_scores=self.entries(OutsideScore),
                safety_plan=self.safety_plan(),
            )

    def lines(self, progress: Progress = unwatched) -> tuple[Line, ...]:
        """Give everything: every entry with its history, the bin included."""
        with self._database.read():
            return tuple(self._store.lines(progress))

    def draft(self, form: str) -> bytes | None:
        """Give the draft of a form."""
        rows = self._database.rows("SELECT body FROM draft WHERE form = ?", [form])
        return cast(bytes, rows[0][0]) if rows else None

    def _named(self, kind: type[Record], names: Sequence[str]) -> tuple[Entry[Record], ...]:
        if not names:
            return ()
        where = "id IN (SELECT value FROM json_each(?))"
        return self._store.entries(kind, where, [json.dumps(names)])

    def _found(self, entry_id: str) -> Entry[Record]:
        entry = self._store.find(entry_id)
        if entry is None:
            raise NotThere(entry_id)
        return entry


def _last_written(entry: Entry[Record]) -> datetime:
    return entry.edited_at or entry.created_at


def _deleted(entry: Entry[Record]) -> datetime:
    assert entry.deleted_at is not None
    return entry.deleted_at


def _went_along(entry: Entry[Record], sessions: Mapping[str, datetime | None]) -> bool:
    """Tell whether an entry went into the bin with its session."""
    if not isinstance(entry.record, ChecklistRun | Note) or entry.record.session_id is None:
        return False
    return sessions.get(entry.record.session_id) == entry.deleted_at
