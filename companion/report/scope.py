# SPDX-License-Identifier: Apache-2.0
"""What a report looks at: the record up to the period's end, without what is left out."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from msgspec import Struct

from companion.content import Content
from companion.domain import course
from companion.domain.records import (
    Entry,
    Record,
    Session,
    SessionState,
    Snapshot,
    moment_of,
)
from companion.report.parts import Options, Section
from companion.report.wording import Wording

K = TypeVar("K", bound=Record)


class Scope(Struct, frozen=True, kw_only=True):
    """The record a report is made from, and the figures its sections share.

    ``snapshot`` ends with the period (plans and appointments ahead stay). ``held`` are the
    sessions held until then that are not left out, numbered among all; ``moods`` all daily moods
    until then; ``period_…`` those of the period. Figures are worked out from all sessions, so that leaving one out moves no
    baseline.
    """

    snapshot: Snapshot
    content: Content
    options: Options
    now: datetime
    wording: Wording
    moods: tuple[course.DayMood, ...]
    held: tuple[course.SessionFigures, ...]
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
        period_moods=tuple(mood for mood in moods if first <= mood.day <= last),
        period_sessions=tuple(one for one in held if first <= began(one.entry).date() <= last),
    )


def began(entry: Entry[Session]) -> datetime:
    """Give when a session began, or was to begin."""
    return entry.record.start or entry.record.plan.moment()


def _cut(snapshot: Snapshot, options: Options) -> Snapshot:
    left_out, last = options.left_out, options.last
    sessions = tuple(
        entry
        for entry in snapshot.sessions
        if entry.record.state is SessionState.PLANNED or began(entry).date() <= last
    )
    known = {entry.id for entry in sessions} - left_out
    person = snapshot.person
    return Snapshot(
        check_ins=_until(snapshot.check_ins, left_out, last),
        sessions=sessions,
        runs=tuple(one for one in snapshot.runs if one.record.session_id in known),
        side_effects=_until(snapshot.side_effects, left_out, last),
        responses=_until(snapshot.responses, left_out, last),
        medicines=tuple(
            entry
            for entry in _kept(snapshot.medicines, left_out)
            if entry.record.started is None or entry.record.started <= last
        ),
        questions=_until(snapshot.questions, left_out, last),
        notes=tuple(entry for entry in snapshot.notes if entry.id in options.notes),
        appointments=_kept(snapshot.appointments, left_out),
        intakes=_until(snapshot.intakes, left_out, last),
        outside_scores=_until(snapshot.outside_scores, left_out, last),
        person=person if person and person.id not in left_out else None,
    )


def _kept(entries: Iterable[Entry[K]], left_out: frozenset[str]) -> tuple[Entry[K], ...]:
    return tuple(entry for entry in entries if entry.id not in left_out)


def _until(
    entries: Iterable[Entry[K]], left_out: frozenset[str], last: date
) -> tuple[Entry[K], ...]:
    found = []
    for entry in _kept(entries, left_out):
        moment = moment_of(entry.record)
        if moment is not None and moment.date() <= last:
            found.append(entry)
    return tuple(found)
