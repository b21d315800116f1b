# SPDX-License-Identifier: Apache-2.0
"""The times of one session as an iCalendar file (RFC 5545), so that a phone reminds of them.

A phone's calendar is often shared, synced and read from a lock screen. So nothing in the file says
what it is about, unless the patient asks for plain titles; even the names of events are digests.

Clock times are UTC instants. An event in a named zone is only right where the reader has that zone
under that name with the rules we know, or trusts a table of rules in the file; an instant means
the same everywhere, the hour that comes twice included, and the phone shows it on its own clock.
Whole days are dates, without a zone.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from msgspec import Struct

from companion.domain.checklist import Step, ending
from companion.domain.moment import Plan
from companion.domain.records import Entry, Session
from companion.language import _
from companion.paths import write_atomically

if TYPE_CHECKING:
    import icalendar

PRODUCT = "-//Companion//EN"
NAMES = UUID("5d0e0b52-7c1f-4e6b-9a3d-2f8c64a1b790")
"""What names of events are made from; another one would double all that was ever imported."""

LEAVE_HOME = "leave_home"
TO_GET_READY = timedelta(minutes=30)
"""How long before leaving home the first alarm is."""
AT_ONCE = timedelta(0)
MORNING = timedelta(hours=9)
"""When the alarm of a whole day is, from its midnight on the reader's clock."""
EVENING = time(18)
"""When the alarm on the day before a session is."""
SAME_DAY = timedelta(hours=2)
"""How long before a session its last alarm is."""

Words = Callable[[Step], str]
"""Gives the words a step has on the timeline."""


class Titles(StrEnum):
    """What the titles of events give away."""

    NEUTRAL = "neutral"
    PLAIN = "plain"


class Event(Struct, frozen=True, kw_only=True):
    """What one event says.

    ``item`` is the item it reminds of, None for the session itself. ``at`` is a UTC instant, or a
    date for the whole day, and ``until`` a later instant where the end is about known. ``alarms``
    count from ``at``, or from the midnight a whole day begins with; negative is before.
    """

    item: str | None = None
    title: str
    at: datetime | date
    until: datetime | None = None
    alarms: tuple[timedelta, ...]


def events(
    steps: Iterable[Step],
    session: Session,
    words: Words,
    titles: Titles = Titles.NEUTRAL,
    *,
    now: datetime,
) -> tuple[Event, ...]:
    """Give what to be reminded of at the moment ``now``: the session, then its steps in their order.

    What is settled is left out, and so is what had its clock time already. A step without a clock
    time is for its whole day, and while it is open never for a day that is over. ``words`` are
    asked for with plain titles only.
    """
    ahead = (step for step in steps if not step.settled and (step.at is None or step.at >= now))
    return (_of_session(session, titles), *(_of_step(step, words, titles, now) for step in ahead))


def encoded(
    entry: Entry[Session],
    steps: Iterable[Step],
    words: Words,
    *,
    now: datetime,
    titles: Titles = Titles.NEUTRAL,
) -> bytes:
    """Give the file for a session in the diary, as it is at the moment ``now``.

    Each event keeps its name for as long as the session and the item have theirs, and counts the
    session's revisions: a later file changes what an earlier one brought, and doubles nothing.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "PUBLISH")
    for event in events(steps, entry.record, words, titles, now=now):
        calendar.add_component(_component(event, entry, now))
    content = calendar.to_ical()
    assert isinstance(content, bytes)
    return content


def export(
    entry: Entry[Session],
    steps: Iterable[Step],
    words: Words,
    path: Path,
    *,
    now: datetime,
    titles: Titles = Titles.NEUTRAL,
) -> None:
    """Write the file for a session. Raises Problem, and leaves nothing, when it cannot."""
    write_atomically(path, encoded(entry, steps, words, now=now, titles=titles))


def _of_session(session: Session, titles: Titles) -> Event:
    start, end = session.plan.moment(), ending(session)
    the_day_before = datetime.combine(session.plan.day - timedelta(days=1), EVENING)
    evening = Plan(at=the_day_before, zone=session.plan.zone).moment()
    return Event(
        title=_("Session") if titles is Titles.PLAIN else _("Appointment"),
        at=start.astimezone(UTC),
        until=end.astimezone(UTC) if end > start else None,
        alarms=(evening - start, -SAME_DAY),
    )


def _of_step(step: Step, words: Words, titles: Titles, now: datetime) -> Event:
    return Event(
        item=step.item.id,
        title=_title(step, words, titles),
        at=step.at.astimezone(UTC) if step.at else max(step.day, now.date()),
        alarms=tuple(_alarms(step)),
    )


def _title(step: Step, words: Words, titles: Titles) -> str:
    told = _text(words(step)) if titles is Titles.PLAIN else ""
    return told if told.strip() else _("Reminder")


def _alarms(step: Step) -> Iterator[timedelta]:
    if step.at is None:
        yield MORNING
        return
    if step.item.id == LEAVE_HOME:
        yield -TO_GET_READY
    yield AT_ONCE


def _text(words: str) -> str:
    """Give words as the format can hold them: line feeds between lines, no control characters.

    Line ends of every kind count, so that no reader takes what follows one for a line of the file.
    """
    lines = "\n".join(words.splitlines())
    return "".join(
        letter for letter in lines if letter in "\n\t" or unicodedata.category(letter) != "Cc"
    )


def _component(event: Event, entry: Entry[Session], now: datetime) -> "icalendar.Event":
    """Give an event with its alarms in the library's form.

    Alarms are counted from their event because many readers pass over those at a fixed time; from
    a UTC instant a day is always 24 hours.
    """
    import icalendar

    return icalendar.Event.new(
        uid=uuid5(NAMES, f"{entry.id} {event.item or ''}"),
        sequence=entry.revision,
        stamp=now,
        start=event.at,
        end=event.until,
        summary=event.title,
        classification=icalendar.CLASS.PRIVATE,
        transparency=icalendar.TRANSP.TRANSPARENT if event.item else icalendar.TRANSP.OPAQUE,
        subcomponents=[icalendar.Alarm.new_display(event.title, each) for each in event.alarms],
    )
