# SPDX-License-Identifier: Apache-2.0
"""What the log reads of the diary besides its rows."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from companion.domain.catching_up import LOOKS_BACK, missed_days
from companion.domain.course import session_days
from companion.domain.moment import day_of
from companion.domain.records import CheckIn, Entry, Record, Tracker
from companion.storage.diary_reading import Cursor
from companion.ui.context import Context
from companion.ui.entries import Wording

BEGINS_LAST = timedelta(hours=12)
"""How much later than by UTC a day begins where it begins last on Earth."""


def wording(context: Context, binned: Iterable[Entry[Record]]) -> Wording:
    """Give how entries are worded, with the names of trackers, those in the bin too."""
    diary = context.diary
    sessions = diary.held_sessions()
    numbers = {held.id: number for number, held in enumerate(sessions, 1)}
    trackers = {
        entry.id: entry.record.name.strip()
        for entry in (*binned, *diary.entries(Tracker))
        if isinstance(entry.record, Tracker)
    }
    return Wording(context.content, numbers, trackers, session_days(one.began for one in sessions))


def before(day: date, later: timedelta = timedelta(0)) -> Cursor:
    """Give the place in the timeline before a day begins by UTC, or so much later."""
    begins = datetime.combine(day, time.min, UTC) + later
    return Cursor(int(begins.timestamp()), "")


def end_of(day: date) -> Cursor:
    """Give a place in the timeline that is after a day wherever it was lived."""
    return before(day + timedelta(days=1), BEGINS_LAST)


def read_missed_days(context: Context) -> tuple[date, ...]:
    """Give the days to catch up on, the newest first.

    Of what lies further back one check-in is read: it says that there was a diary already.
    """
    diary, today = context.diary, day_of(context.now())
    first = today - timedelta(days=LOOKS_BACK)
    known = diary.latest(CheckIn, before=first)
    return missed_days((*known, *diary.entries(CheckIn, first=first)), today)
