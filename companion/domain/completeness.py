# SPDX-License-Identifier: Apache-2.0
"""How complete the record of a period is: days with and without data, and when it was told."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from companion.domain.course import SessionFigures, held_sessions
from companion.domain.moment import day_of
from companion.domain.records import Snapshot
from companion.domain.session_record import How, day_of_session, how_entered


class DataDays(Struct, frozen=True, kw_only=True):
    """The days of a period: all, those with data, and those without any."""

    days: int
    with_data: int

    @property
    def without(self) -> int:
        """The days of which nothing is known."""
        return self.days - self.with_data


class EnteredCounts(Struct, frozen=True, kw_only=True):
    """How many sessions were told as they happened, later that day, later, or it is not known."""

    live: int
    same_day: int
    later: int
    unknown: int

    @property
    def n(self) -> int:
        """All sessions that were counted."""
        return self.live + self.same_day + self.later + self.unknown


def data_days(snapshot: Snapshot, first: date, last: date) -> DataDays:
    """Count the days from first to last, both included, of which something is known.

    That is a check-in (a hard day without a number too), a session that was held, the start or the
    end of a side effect or the day one was asked about again, a finished questionnaire or a total
    from elsewhere, a medicine that was taken or missed, or a note. A day counts by the patient's
    clock and whenever it was told. What is planned, asked or listed tells nothing of a day.
    """
    days = {day for day in _days(snapshot) if first <= day <= last}
    return DataDays(days=max(0, (last - first).days + 1), with_data=len(days))


def entered_counts(figures: Iterable[SessionFigures]) -> EnteredCounts:
    """Count the held sessions by when they were told: up to 30 minutes after the start is live."""
    entered = (how_entered(one.entry.record) for one in figures)
    counts = Counter(each.how if each else None for each in entered)
    return EnteredCounts(
        live=counts[How.LIVE],
        same_day=counts[How.SAME_DAY],
        later=counts[How.LATER],
        unknown=counts[None],
    )


def _days(snapshot: Snapshot) -> Iterable[date]:
    for moment in _moments(snapshot):
        if moment is not None:
            yield day_of(moment)
    for session in held_sessions(snapshot.sessions):
        yield day_of_session(session.record)


def _moments(snapshot: Snapshot) -> Iterable[datetime | None]:
    for check_in in snapshot.check_ins:
        yield check_in.record.at
    for effect in snapshot.side_effects:
        yield from (effect.record.start, effect.record.end, effect.record.asked_at)
    for response in snapshot.responses:
        yield response.record.finished
    for score in snapshot.outside_scores:
        yield score.record.at
    for intake in snapshot.intakes:
        yield intake.record.at
    for note in snapshot.notes:
        yield note.record.at
