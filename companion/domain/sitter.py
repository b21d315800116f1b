# SPDX-License-Identifier: Apache-2.0
"""The looks of whoever stays with the person: one every 15 minutes, answered or not checked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from companion.domain.moment import fixed
from companion.domain.records import Session, SessionState, SitterCheck
from companion.domain.session_day import LONGEST

EVERY = timedelta(minutes=15)
"""Time from one look to the next; a suggestion of ours, which no source sets."""


class Watch(Struct, frozen=True):
    """A watch that goes on: when the next look is due, and until when it goes on at most."""

    due: datetime
    until: datetime

    @property
    def given_up(self) -> datetime:
        """When the look counts as not checked: when the next one would be due."""
        return self.due + EVERY


class Counts(Struct, frozen=True):
    """How many looks were answered "all yes" and "no", and how many were not checked."""

    well: int
    unwell: int
    not_checked: int


def watched_until(session: Session) -> datetime | None:
    """Give until when a session is watched over: ready, or eight hours after its start.

    None for one that has not begun, or was cancelled.
    """
    if session.start is None or session.state is SessionState.CANCELLED:
        return None
    longest = session.start + LONGEST
    return min(session.ready or longest, longest)


def begin(now: datetime) -> Watch:
    """Begin the watch over a session that is under way, which no later than this is over."""
    return Watch(due=now + EVERY, until=now + LONGEST)


def answer(watch: Watch, now: datetime, *, well: bool) -> tuple[SitterCheck, Watch]:
    """Answer the look that is due, or the next one early; the next is due 15 minutes from now."""
    check = SitterCheck(due=fixed(watch.due), answered=fixed(now), well=well)
    return check, Watch(due=now + EVERY, until=watch.until)


def missed(watch: Watch, now: datetime) -> tuple[tuple[SitterCheck, ...], Watch]:
    """Give the looks whose time is over unanswered, and the watch as it goes on.

    None of them lies after the end of the session, however late it is now.
    """
    found = []
    while watch.given_up <= min(now, watch.until):
        found.append(SitterCheck(due=fixed(watch.due)))
        watch = Watch(due=watch.given_up, until=watch.until)
    return tuple(found), watch


def left_open(watch: Watch, now: datetime) -> tuple[SitterCheck, ...]:
    """Give what a watch that ends leaves behind: the looks that were due and not answered."""
    found, watch = missed(watch, now)
    is_due = watch.due <= min(now, watch.until)
    return (*found, SitterCheck(due=fixed(watch.due))) if is_due else found


def counts(checks: Iterable[SitterCheck]) -> Counts:
    """Count looks by their answer; one that was not checked is neither well nor unwell."""
    answers = [check.well for check in checks]
    return Counts(
        well=answers.count(True), unwell=answers.count(False), not_checked=answers.count(None)
    )
