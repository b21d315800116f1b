# SPDX-License-Identifier: Apache-2.0
"""What a report looks at: the record up to the period's end, without what is left out."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeVar

from msgspec import Struct

from companion.content import Content
from companion.domain import course
from companion.domain.records import (
    ChecklistRun,
    Entry,
    Record,
    Session,
    SideEffect,
    Snapshot,
    moment_of,
)
from companion.report.parts import Options, Section
from companion.report.periods import told
from companion.report.wording import Wording

K = TypeVar("K", bound=Record)
When = Callable[[Any], datetime | None]
_AT: When = attrgetter("record.at")
_START: When = attrgetter("record.start")


class Scope(Struct, frozen=True, kw_only=True):
    """The record a report is made from, and the figures its sections share.

    ``snapshot`` ends with the period (plans and appointments ahead stay). ``held`` are the
    sessions held until then that are not left out, numbered among all; ``moods`` all daily moods
    until then; ``period_…`` those of the period, and ``during`` what the patient told of its days;
    ``effects_there`` are the side effects that were there in it, whenever they began.
    Figures are worked out from all sessions, so that leaving one out moves no baseline.
    """

    snapshot: Snapshot
    content: Content
    options: Options
    now: datetime
    wording: Wording
    moods: tuple[course.DayMood, ...]
    held: tuple[course.SessionFigures, ...]
    during: Snapshot
    effects_there: tuple[Entry[SideEffect], ...]
    period_moods: tuple[course.DayMood, ...]
    period_sessions: tuple[course.SessionFigures, ...]

    @property
    def first(self) -> date:
        """The first day of the period."""
        return self.options.first

    @property
    def last(self) -> date:
        """The last day of the period that has come yet."""
        return max(self.first, min(self.options.last, self.now.date()))

    @property
    def days(self) -> int:
        """How many days the period has so far."""
        return (self.last - self.first).days + 1

    @property
    def marked(self) -> date | None:
        """The day treatment started, if it was told."""
        person = self.snapshot.person
        return person.record.treatment_started if person else None

    def has(self, section: Section) -> bool:
        """Tell whether a section is to be printed."""
        return section in self.options.sections

    def within(self, record: Record) -> bool:
        """Tell whether what a record tells of happened in the period."""
        moment = moment_of(record)
        return moment is not None and self.first <= moment.date() <= self.last

    def since(self, moment: datetime) -> course.SessionFigures | None:
        """Give the last session that began before a moment, if sessions are printed."""
        if not self.has(Section.SESSIONS):
            return None
        before = [one for one in self.held if began(one.entry) <= moment]
        return before[-1] if before else None


def scope_of(snapshot: Snapshot, content: Content, options: Options, now: datetime) -> Scope:
    """Cut a snapshot to what a report looks at."""
    cut = _cut(snapshot, options)
    moods = course.daily_moods(cut.check_ins, cut.sessions)
    year = options.last.year if options.first.year == options.last.year else None
    held = tuple(
        one
        for one in course.session_figures(cut.sessions, moods)
        if one.entry.id not in options.left_out
    )
    first, last = options.first, min(options.last, now.date())
    return Scope(
        snapshot=cut,
        content=content,
        options=options,
        now=now,
        wording=Wording(locale=content.language, year=year),
        moods=moods,
        held=held,
        during=_between(cut, first, max(first, last)),
        effects_there=tuple(
            entry
            for entry in cut.side_effects
            if entry.record.end is None or entry.record.end.date() >= first
        ),
        period_moods=tuple(mood for mood in moods if first <= mood.day <= last),
        period_sessions=tuple(one for one in held if first <= began(one.entry).date() <= last),
    )


def began(entry: Entry[Session]) -> datetime:
    """Give when a session began, or was to begin."""
    return entry.record.start or entry.record.plan.moment()


def printed(scope: Scope) -> Snapshot:
    """Give the record of those sections alone that are printed, to count its days."""
    one, during, none = scope.snapshot, scope.during, Snapshot()
    course, effects = scope.has(Section.COURSE), scope.has(Section.SIDE_EFFECTS)
    held = {figures.entry.id for figures in scope.held} if scope.has(Section.SESSIONS) else set()
    return Snapshot(
        check_ins=during.check_ins if course else none.check_ins,
        responses=during.responses if course else none.responses,
        outside_scores=one.outside_scores if course else none.outside_scores,
        sessions=tuple(entry for entry in one.sessions if entry.id in held),
        side_effects=one.side_effects if effects else none.side_effects,
        intakes=during.intakes if scope.has(Section.MEDICINES) else none.intakes,
        notes=one.notes if scope.has(Section.NOTES) else none.notes,
    )


def anything(scope: Scope) -> bool:
    """Tell whether the period has anything that the patient told of its days."""
    return bool(scope.period_sessions) or any(True for _record in told(scope.during))


def _cut(snapshot: Snapshot, options: Options) -> Snapshot:
    left_out, last = options.left_out, options.last
    sessions = course.until(snapshot.sessions, last)
    known = {entry.id for entry in sessions} - left_out
    person = snapshot.person
    return Snapshot(
        check_ins=_until(snapshot.check_ins, left_out, last, _AT),
        sessions=sessions,
        runs=tuple(one for one in _kept(snapshot.runs, left_out) if _is_walked(one, known, last)),
        side_effects=_until(snapshot.side_effects, left_out, last, _START),
        responses=_until(snapshot.responses, left_out, last, _moment),
        medicines=tuple(
            entry
            for entry in _kept(snapshot.medicines, left_out)
            if entry.record.started is None or entry.record.started <= last
        ),
        questions=_until(snapshot.questions, left_out, last, _AT),
        notes=tuple(one for one in _kept(snapshot.notes, left_out) if one.id in options.notes),
        appointments=_kept(snapshot.appointments, left_out),
        trackers=_kept(snapshot.trackers, left_out),
        intakes=_until(snapshot.intakes, left_out, last, _AT),
        outside_scores=_until(snapshot.outside_scores, left_out, last, _AT),
        person=person if person and person.id not in left_out else None,
    )


def _is_walked(entry: Entry[ChecklistRun], sessions: Collection[str], last: date) -> bool:
    """Tell whether a walk is one for these sessions, or on its own and begun by a day."""
    run = entry.record
    if run.session_id is not None:
        return run.session_id in sessions
    begun = run.begun or entry.created_at
    return begun.date() <= last


def _between(cut: Snapshot, first: date, last: date) -> Snapshot:
    """Give what was told of the days from first to last, by its own moment."""
    return Snapshot(
        check_ins=_from(cut.check_ins, first, last, _AT),
        side_effects=_from(cut.side_effects, first, last, _START),
        responses=_from(cut.responses, first, last, _moment),
        intakes=_from(cut.intakes, first, last, _AT),
    )


def _moment(entry: Entry[Record]) -> datetime | None:
    return moment_of(entry.record)


def _kept(entries: Iterable[Entry[K]], left_out: frozenset[str]) -> tuple[Entry[K], ...]:
    if not left_out:
        return tuple(entries)
    return tuple(entry for entry in entries if entry.id not in left_out)


def _until(
    entries: Iterable[Entry[K]], left_out: frozenset[str], last: date, when: When
) -> tuple[Entry[K], ...]:
    return _from(_kept(entries, left_out), date.min, last, when)


def _from(entries: Iterable[Entry[K]], first: date, last: date, when: When) -> tuple[Entry[K], ...]:
    return tuple([
        entry
        for entry in entries
        if (moment := when(entry)) is not None and first <= moment.date() <= last
    ])  # fmt: skip
