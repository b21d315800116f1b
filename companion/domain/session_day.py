# SPDX-License-Identifier: Apache-2.0
"""The session day: from the start until home or ready to leave, and what is noted meanwhile.

When blood pressure is taken follows the form for monitoring esketamine: before, about 40 minutes
after the start, and before leaving.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from companion.domain.effect_end import with_end
from companion.domain.moment import fixed
from companion.domain.records import (
    Entry,
    Grade,
    Note,
    Person,
    Reading,
    ReadingTime,
    Route,
    Session,
    SessionState,
    SideEffect,
)

LONGEST = timedelta(hours=8)
"""After so long a session counts as over, also when nobody said so."""

FORTY = timedelta(minutes=40)
"""When the reading after the start is due, about."""

FROM, UNTIL = timedelta(minutes=25), timedelta(minutes=60)
"""The first reading this long after the start is the one at about 40 minutes."""

SICK = "nausea"
"""The effect of the catalogue that feeling sick is."""

HOME_ROUTES = frozenset({Route.ORAL, Route.SUBLINGUAL})
"""Ways to take the medicine that are taken at home, where nobody leaves afterwards."""


class Phase(StrEnum):
    """How far a session is."""

    BEFORE = "before"
    MEDICINE = "medicine"
    REST = "rest"
    DONE = "done"


class Due(Struct, frozen=True):
    """The next reading: which it is, and about when; None where no clock time is known."""

    when: ReadingTime
    at: datetime | None = None


class Happening(Struct, frozen=True):
    """Something of a session and its moment. ``passed`` is the end of a side effect."""

    at: datetime
    what: Note | SideEffect | Reading
    passed: bool = False


def under_way(sessions: Iterable[Entry[Session]], now: datetime) -> Entry[Session] | None:
    """Give the session that is under way at ``now``, the last begun where there are two.

    It is one with a start that lies behind by at most eight hours, not cancelled, and without the
    moment of being home or ready to leave.
    """
    begun = [
        (entry.record.start, entry)
        for entry in sessions
        if entry.record.start is not None
        and entry.record.ready is None
        and entry.record.state is not SessionState.CANCELLED
        and entry.record.start <= now < entry.record.start + LONGEST
    ]
    return max(begun, key=lambda each: each[0])[1] if begun else None


def at_hand(session: Session, now: datetime, before: timedelta) -> bool:
    """Tell whether a planned session may begin now: its arrival came, or it is that near.

    Eight hours after its plan it is not at hand any more.
    """
    if session.state is not SessionState.PLANNED or session.start is not None:
        return False
    planned = session.plan.moment()
    ahead = max(before, timedelta(minutes=session.arrive_before))
    return planned - ahead <= now < planned + LONGEST


# ---- its phases


def phase(session: Session, now: datetime) -> Phase:
    """Give how far a session is; it ends with being ready, not with the medicine."""
    if session.state is SessionState.CANCELLED or session.ready is not None:
        return Phase.DONE
    if session.start is None:
        return Phase.BEFORE
    if now >= session.start + LONGEST:
        return Phase.DONE
    return Phase.MEDICINE if session.end is None else Phase.REST


def is_at_home(session: Session) -> bool:
    """Tell whether nobody leaves after it, as the medicine is one that is taken at home."""
    return session.route in HOME_ROUTES


def begun(session: Session, now: datetime, *, ago: timedelta = timedelta()) -> Session:
    """Give a session whose medicine starts now, or started some minutes ago.

    A reading that was taken after that start is none from before it, whatever it was taken for.
    """
    start = fixed(now - ago)
    readings = tuple(
        replace(each, when=ReadingTime.OTHER)
        if each.when is ReadingTime.BEFORE and each.at is not None and each.at > start
        else each
        for each in session.readings
    )
    return replace(
        session,
        state=SessionState.HELD,
        start=start,
        recorded=session.recorded or fixed(now),
        readings=readings,
    )


def finished(session: Session, now: datetime) -> Session:
    """Give a session whose medicine is finished; rest follows."""
    return replace(session, end=fixed(now))


def ended(session: Session, now: datetime) -> Session:
    """Give a session from which the person is ready to leave, or home."""
    return replace(session, ready=fixed(now))


# ---- readings


def next_reading(session: Session, now: datetime) -> Due | None:
    """Give the next reading of the three that is not yet taken; None when there is none to come.

    One at about 40 minutes that was not taken by 60 is not asked for any more.
    """
    taken = {reading.when for reading in session.readings}
    if session.start is None:
        return Due(ReadingTime.BEFORE) if ReadingTime.BEFORE not in taken else None
    if ReadingTime.FORTY_MINUTES not in taken and now <= session.start + UNTIL:
        return Due(ReadingTime.FORTY_MINUTES, session.start + FORTY)
    return Due(ReadingTime.LEAVING) if ReadingTime.LEAVING not in taken else None


def reading_time(session: Session, at: datetime, *, leaving: bool = False) -> ReadingTime:
    """Give which reading one is that is taken now; ``leaving`` is the step before leaving."""
    if leaving:
        return ReadingTime.LEAVING
    if session.start is None or at < session.start:
        return ReadingTime.BEFORE
    has_forty = any(each.when is ReadingTime.FORTY_MINUTES for each in session.readings)
    if not has_forty and FROM <= at - session.start <= UNTIL:
        return ReadingTime.FORTY_MINUTES
    return ReadingTime.OTHER


def with_reading(session: Session, reading: Reading) -> Session:
    """Give a session with one more reading.

    There is one before and one before leaving: the last taken. An earlier one stays, as another.
    """
    kept = tuple(
        replace(each, when=ReadingTime.OTHER) if each.when is reading.when else each
        for each in session.readings
    )
    return replace(session, readings=(*kept, reading))


def last_reading(session: Session) -> Reading | None:
    """Give the last blood pressure whose time is known; of two at once the one entered last."""
    last: Reading | None = None
    for each in session.readings:
        if each.at is None or each.systolic is None:
            continue
        if last is None or last.at is None or each.at >= last.at:
            last = each
    return last


def is_above_limit(reading: Reading, person: Person) -> bool:
    """Tell whether a reading lies above the limit that the clinic gave; never without one."""
    over = (
        (reading.systolic, person.systolic_limit),
        (reading.diastolic, person.diastolic_limit),
    )
    return any(
        number is not None and limit is not None and number > limit for number, limit in over
    )


# ---- feeling sick


def open_sickness(
    effects: Iterable[Entry[SideEffect]], session_id: str
) -> Entry[SideEffect] | None:
    """Give the nausea of a session that has not passed, the last begun where there are two."""
    found = [
        entry
        for entry in effects
        if entry.record.effect == SICK
        and entry.record.session_id == session_id
        and entry.record.end is None
    ]
    return max(found, key=lambda entry: entry.record.start, default=None)


def sick(before: SideEffect | None, grade: Grade, session_id: str, now: datetime) -> SideEffect:
    """Give the nausea after a tap: a new one, or the open one at its worst so far, still there."""
    if before is None:
        return SideEffect(effect=SICK, grade=grade, start=fixed(now), session_id=session_id)
    worst = max(before.grade, grade, key=list(Grade).index)
    return replace(before, grade=worst, asked_at=fixed(now))


def passed(effect: SideEffect, now: datetime) -> SideEffect:
    """Give a side effect that has passed now."""
    return with_end(effect, now)


# ---- what was noted


def happenings(
    session: Session, notes: Iterable[Entry[Note]], effects: Iterable[Entry[SideEffect]]
) -> tuple[Happening, ...]:
    """Give the notes, side effects and readings of a session that have a moment, newest first.

    ``notes`` and ``effects`` are those of the session. Where two have the same moment, the one
    that was entered last comes first.
    """
    readings = reversed(session.readings)  # what comes first stays first
    found = [(Happening(each.at, each), each.at) for each in readings if each.at]
    found.extend((Happening(note.record.at, note.record), note.created_at) for note in notes)
    for entry in effects:
        effect = entry.record
        if effect.end is not None:
            found.append((Happening(effect.end, effect, passed=True), effect.end))
        found.append((Happening(effect.start, effect), entry.created_at))
    found.sort(key=lambda pair: (pair[0].at, pair[1]), reverse=True)
    return tuple(happening for happening, _entered in found)
