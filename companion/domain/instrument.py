# SPDX-License-Identifier: Apache-2.0
"""Questionnaires: items, scoring, severity bands, what counts as a change, and when one is due.

A total is an int where it is a sum of points, and a float with one decimal place where it is their
mean. ``figure`` is the one way to write it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from companion.domain.records import (
    Entry,
    InstrumentSchedule,
    ItemAnswer,
    Response,
    Session,
    SessionState,
)

SESSION_NEAR = timedelta(days=3)
WITHIN_BEFORE_SESSION = timedelta(hours=24)
NEXT_MORNING = timedelta(hours=4)
"""The next morning begins at 04:00 of the day after."""
RESUME_WITHIN = timedelta(hours=24)
"""An unfinished questionnaire older than this is left in the record and a new one begun."""


class Method(StrEnum):
    """How the points of the items make the total."""

    SUM = "sum"
    MEAN = "mean"


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

    @property
    def ends_only(self) -> bool:
        """Whether words stand at its two ends alone, and between them nothing but numbers."""
        inner = self.options[1:-1]
        return bool(inner) and all(option.text == str(option.value) for option in inner)


class Group(Struct, frozen=True, kw_only=True):
    """Items that belong together, under the letter their authors gave them."""

    id: str
    items: tuple[str, ...]


class GroupScore(Struct, frozen=True, kw_only=True):
    """The points of a group of items, and the most there can be."""

    group: Group
    total: int
    maximum: int


class Band(Struct, frozen=True, kw_only=True):
    """A severity band from ``low`` to ``high`` points, both included."""

    id: str
    low: int
    high: int


class Instrument(Struct, frozen=True, kw_only=True):
    """A questionnaire and its published rules.

    ``due_days`` is after how many days it is offered again, None where only when asked for. The
    minimal important change is told in points (``change``) or in percent (``change_percent``).
    ``response_percent``, ``response_minimum_baseline`` and ``remission_below`` are None where no
    verified definition exists. ``suicide_item`` names the item that opens the help panel when
    answered above 0; ``gentle_item`` one beside which it stands whom to talk to. ``language`` is that
    of the questions, which are shown only as they were published.
    """

    id: str
    name: str
    stem: str
    copyright: str
    items: tuple[InstrumentItem, ...]
    bands: tuple[Band, ...]
    minimum: int
    maximum: int
    due_days: int | None
    minutes: int
    instruction: str = ""
    method: Method = Method.SUM
    change: int | None = None
    change_percent: int | None = None
    response_percent: int | None = None
    response_minimum_baseline: int | None = None
    remission_below: int | None = None
    suicide_item: str | None = None
    gentle_item: str | None = None
    groups: tuple[Group, ...] = ()
    sources: tuple[str, ...] = ()
    language: str = "en"

    @property
    def scored_items(self) -> tuple[InstrumentItem, ...]:
        """The items that make the total."""
        return tuple(item for item in self.items if item.scored)


def score(instrument: Instrument, answers: Iterable[ItemAnswer]) -> float | None:
    """Give the total, or None unless every scored item is answered.

    No rule for missing items was found in the sources, so none is made up. A mean is rounded to
    one decimal place, and a half up.
    """
    values = {answer.item: answer.value for answer in answers}
    scored = [values.get(item.id) for item in instrument.scored_items]
    known = [value for value in scored if value is not None]
    if len(known) != len(scored):
        return None
    return _mean(known) if instrument.method is Method.MEAN else sum(known)


def _mean(values: list[int]) -> float:
    """Give the mean in tenths, worked out in whole numbers, so that it is the same everywhere."""
    count = len(values)
    return (20 * sum(values) + count) // (2 * count) / 10


def figure(total: float) -> str:
    """Write a total, or the difference of two: a mean keeps its decimal place also where it is 0."""
    return str(total) if isinstance(total, int) else f"{total:.1f}"


def difference(total: float, other: float) -> float:
    """Give how much a total lies above another, without what floats leave behind."""
    apart = total - other
    return apart if isinstance(apart, int) else round(apart, 1)


def count_of(total: float) -> int:
    """Give the whole number that tells a language which form of a noun follows the total."""
    return total if isinstance(total, int) else 2


def worsened(instrument: Instrument, before: float, after: float) -> bool:
    """Tell whether a total rose by at least the minimal important change.

    A percentage of a total of 0 is none, and neither is there a change where none is known.
    """
    if instrument.change is not None:
        return difference(after, before) >= instrument.change
    if instrument.change_percent is not None and before > 0:
        risen = difference(after, before) / before * 100
        return round(risen, 6) >= instrument.change_percent
    return False


def group_scores(instrument: Instrument, answers: Iterable[ItemAnswer]) -> tuple[GroupScore, ...]:
    """Give the sum of each group of items that is answered in full. Nothing follows from it."""
    values = {answer.item: answer.value for answer in answers}
    most = {item.id: max(option.value for option in item.options) for item in instrument.items}
    return tuple(
        GroupScore(
            group=group,
            total=sum(values[item] for item in group.items),
            maximum=sum(most[item] for item in group.items),
        )
        for group in instrument.groups
        if all(item in values for item in group.items)
    )


def band(instrument: Instrument, total: float) -> Band | None:
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
) -> tuple[tuple[Response, float], ...]:
    """Give the finished, fully answered responses of an instrument with their totals."""
    found = []
    for entry in responses:
        response = entry.record
        if response.instrument != instrument.id or not response.finished:
            continue
        total = score(instrument, response.answers)
        if total is not None:
            found.append((response, total))
    return tuple(sorted(found, key=lambda pair: pair[0].finished or pair[0].started))


def begun(
    instrument: Instrument, responses: Iterable[Entry[Response]], now: datetime
) -> Entry[Response] | None:
    """Give the response that was last touched, where it is not finished and begun lately."""
    own = [entry for entry in responses if entry.record.instrument == instrument.id]
    newest = max(own, key=lambda entry: last_touched(entry.record), default=None)
    if newest is None or newest.record.finished is not None:
        return None
    return newest if now - newest.record.started <= RESUME_WITHIN else None


def last_touched(response: Response) -> datetime:
    """Give when a response was finished, or else begun."""
    return response.finished or response.started


def interval(instrument: Instrument, schedules: Iterable[InstrumentSchedule]) -> int | None:
    """Give after how many days to offer one again; None where only when it is asked for.

    What the patient wants comes before the instrument's own; there, 0 is never.
    """
    wanted = {one.instrument: one.every_days for one in schedules}
    return wanted.get(instrument.id, instrument.due_days) or None


def as_wanted(instrument: Instrument, schedules: Iterable[InstrumentSchedule]) -> Instrument:
    """Give an instrument that is due as often as the patient wants it to be."""
    return replace(instrument, due_days=interval(instrument, schedules))


def is_due(
    instrument: Instrument,
    responses: Iterable[Entry[Response]],
    sessions: Iterable[Entry[Session]],
    now: datetime,
    schedules: Iterable[InstrumentSchedule] = (),
) -> bool:
    """Tell whether to offer a questionnaire now.

    It is due when its ``interval`` has passed since the last complete one (or there is none);
    one without an interval never is. If a session follows within three days, it waits for the 24
    hours before that session. It is never offered from a session's start until the next morning.
    """
    every = interval(instrument, schedules)
    if every is None:
        return False
    kept = tuple(sessions)
    if resting(kept, now):
        return False
    plans = [entry.record for entry in kept if entry.record.state is not SessionState.CANCELLED]
    done = completed(instrument, responses)
    last = done[-1][0].finished if done else None
    if last is not None and (now.date() - last.date()).days < every:
        return False
    ahead = [
        session.plan.moment() - now
        for session in plans
        if session.state is SessionState.PLANNED and session.plan.moment() > now
    ]
    if ahead and min(ahead) <= SESSION_NEAR:
        return min(ahead) <= WITHIN_BEFORE_SESSION
    return True


def resting(sessions: Iterable[Entry[Session]], now: datetime) -> bool:
    """Tell whether it is the time from a session's start until the next morning."""
    return any(
        in_session_rest(entry.record, now)
        for entry in sessions
        if entry.record.state is not SessionState.CANCELLED
    )


def in_session_rest(session: Session, moment: datetime) -> bool:
    """Tell whether a moment lies between a session's start and the next morning (04:00)."""
    start, end = rest_of(session)
    return start <= moment < end


def rest_of(session: Session) -> tuple[datetime, datetime]:
    """Give a session's start and the next morning (04:00), when its rest is over."""
    return rest_after(session.start or session.plan.moment())


def rest_after(start: datetime) -> tuple[datetime, datetime]:
    """Give the rest of a session by its start: from then until the next morning (04:00)."""
    midnight = start.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    return start, midnight + NEXT_MORNING
