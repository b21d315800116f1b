# SPDX-License-Identifier: Apache-2.0
"""Questionnaires: items, scoring, severity bands and when one is due."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from companion.domain.records import (
    Entry,
    ItemAnswer,
    Response,
    Session,
    SessionState,
)

SESSION_NEAR = timedelta(days=3)
WITHIN_BEFORE_SESSION = timedelta(hours=24)
NEXT_MORNING = timedelta(hours=4)
"""The next morning begins at 04:00 of the day after."""


class Option(Struct, frozen=True, kw_only=True):
    """One answer to choose: its points and its verbatim words."""

    value: int
    text: str


class InstrumentItem(Struct, frozen=True, kw_only=True):
    """One question with its verbatim text; ``scored`` tells whether it counts in the total."""

    id: str
    text: str
    options: tuple[Option, ...]
    scored: bool


class Band(Struct, frozen=True, kw_only=True):
    """A severity band from ``low`` to ``high`` points, both included."""

    id: str
    low: int
    high: int


class Instrument(Struct, frozen=True, kw_only=True):
    """A questionnaire and its published rules.

    ``change`` is the minimal important change in points. ``response_percent``,
    ``response_minimum_baseline`` and ``remission_below`` are None where no verified definition
    exists. ``suicide_item`` names the item that opens the help panel when answered above 0.
    """

    id: str
    name: str
    stem: str
    copyright: str
    items: tuple[InstrumentItem, ...]
    bands: tuple[Band, ...]
    minimum: int
    maximum: int
    due_days: int
    minutes: int
    change: int | None = None
    response_percent: int | None = None
    response_minimum_baseline: int | None = None
    remission_below: int | None = None
    suicide_item: str | None = None

    @property
    def scored_items(self) -> tuple[InstrumentItem, ...]:
        """The items that make the total."""
        return tuple(item for item in self.items if item.scored)


def score(instrument: Instrument, answers: Iterable[ItemAnswer]) -> int | None:
    """Give the total, or None unless every scored item is answered.

    No rule for missing items was found in the sources, so none is made up.
    """
    values = {answer.item: answer.value for answer in answers}
    scored = [values.get(item.id) for item in instrument.scored_items]
    known = [value for value in scored if value is not None]
    return sum(known) if len(known) == len(scored) else None


def band(instrument: Instrument, total: int) -> Band | None:
    """Give the severity band of a total."""
    return next((band for band in instrument.bands if band.low <= total <= band.high), None)


def value_of(response: Response, item: str) -> int | None:
    """Give the points of one item, or None when it was not answered."""
    return {answer.item: answer.value for answer in response.answers}.get(item)


def with_answer(response: Response, item: str, value: int) -> Response:
    """Give the response with one item answered; an earlier answer to it is replaced."""
    others = tuple(answer for answer in response.answers if answer.item != item)
    return Response(
        instrument=response.instrument,
        started=response.started,
        finished=response.finished,
        answers=(*others, ItemAnswer(item=item, value=value)),
    )


def completed(
    instrument: Instrument, responses: Iterable[Entry[Response]]
) -> tuple[tuple[Response, int], ...]:
    """Give the finished, fully answered responses of an instrument with their totals."""
    found = []
    for entry in responses:
        response = entry.record
        total = score(instrument, response.answers)
        if response.instrument == instrument.id and response.finished and total is not None:
            found.append((response, total))
    return tuple(sorted(found, key=lambda pair: pair[0].finished or pair[0].started))


def is_due(
    instrument: Instrument,
    responses: Iterable[Entry[Response]],
    sessions: Iterable[Entry[Session]],
    now: datetime,
) -> bool:
    """Tell whether to offer a questionnaire now.

    It is due when ``due_days`` have passed since the last complete one (or there is none). If a
    session follows within three days, it waits for the 24 hours before that session. It is
    never offered from a session's start until the next morning.
    """
    plans = [entry.record for entry in sessions if entry.record.state is not SessionState.CANCELLED]
    if any(in_session_rest(session, now) for session in plans):
        return False
    done = completed(instrument, responses)
    last = done[-1][0].finished if done else None
    if last is not None and (now.date() - last.date()).days < instrument.due_days:
        return False
    ahead = [
        session.plan.moment() - now
        for session in plans
        if session.state is SessionState.PLANNED and session.plan.moment() > now
    ]
    if ahead and min(ahead) <= SESSION_NEAR:
        return min(ahead) <= WITHIN_BEFORE_SESSION
    return True


def in_session_rest(session: Session, moment: datetime) -> bool:
    """Tell whether a moment lies between a session's start and the next morning (04:00)."""
    start = session.start or session.plan.moment()
    if moment < start:
        return False
    midnight = start.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    return moment < midnight + NEXT_MORNING
