# SPDX-License-Identifier: Apache-2.0
"""What follows from the patient's own trackers: each local day's answer, and what it rests on.

A day belongs to the patient's own clock at the time of the check-in, wherever they travelled and
whenever they wrote it down. Check-ins of a session day count like any other here: a tracker is no
measure of mood, and what it is for only the patient knows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from statistics import fmean

from msgspec import Struct

from companion.domain.moment import day_of, days_between, entered_late
from companion.domain.records import (
    CheckIn,
    Entry,
    MissingDay,
    Tracked,
    Tracker,
    TrackerKind,
    Version,
)

TOP = 10
"""The highest answer of a 0–10 tracker."""


class Source(StrEnum):
    """Where a day's value comes from: told, or what the patient said a day without an answer means."""

    ANSWERED = "answered"
    NONE = "none"
    SAME = "same"


class TrackedDay(Struct, frozen=True, kw_only=True):
    """What a tracker says of one local day.

    It rests on ``n`` answers of that day, none where ``source`` is a rule. ``number`` is their
    mean, ``yes`` whether any of them was, ``words`` the last of them; only the one of the
    tracker's kind is told. ``since`` is the day of the answer that is carried on. ``late`` is
    whether all of it was entered more than two days later.
    """

    day: date
    n: int
    source: Source
    number: float | None = None
    yes: bool | None = None
    words: str = ""
    since: date | None = None
    late: bool = False


class Pause(Struct, frozen=True, kw_only=True):
    """A stretch in which a tracker was stopped: from ``first`` up to the day before ``until``."""

    first: date
    until: date


class TrackedFigures(Struct, frozen=True, kw_only=True):
    """Figures of a stretch of days: ``n`` days with a value, and how many of them were answered.

    ``none`` and ``same`` count the days whose value comes from the rule alone. ``mean`` is the mean
    of the days' numbers, None for other kinds; ``yes_days`` are the days with a yes.
    """

    n: int
    answered: int
    none: int
    same: int
    mean: float | None = None
    yes_days: int | None = None


class _Answer(Struct, frozen=True):
    """One answer, when it was for, and whether it was entered late."""

    at: datetime
    told: Tracked
    late: bool


def is_asked(tracker: Tracker) -> bool:
    """Tell whether check-ins still ask for a tracker."""
    return tracker.stopped is None


def fits(kind: TrackerKind, answer: Tracked) -> bool:
    """Tell whether an answer is of a tracker's kind, as one brought by an import may not be."""
    match kind:
        case TrackerKind.SCALE:
            number = answer.number
            return number is not None and 0 <= number <= TOP and float(number).is_integer()
        case TrackerKind.NUMBER:
            return answer.number is not None
        case TrackerKind.YES_NO:
            return answer.yes is not None
        case TrackerKind.WORDS:
            return bool(answer.words.strip())


def pauses(tracker: Entry[Tracker], versions: Iterable[Version]) -> tuple[Pause, ...]:
    """Give when a tracker was stopped and later went on again, from its earlier versions.

    A stop that still lasts is none of them: the tracker itself tells of that one.
    """
    found = []
    first: date | None = None
    until: date | None = None
    for version in sorted(versions, key=lambda each: each.revision):
        stopped = version.record.stopped if isinstance(version.record, Tracker) else None
        if stopped is not None:
            # What a version said held until it was changed, at ``version.at``.
            first, until = first or stopped, day_of(version.at)
        elif first is not None and until is not None:
            found.append(Pause(first=first, until=until))
            first = until = None
    if first is not None and until is not None and is_asked(tracker.record):
        found.append(Pause(first=first, until=until))
    return tuple(pause for pause in found if pause.first < pause.until)


def tracked_days(
    tracker: Entry[Tracker],
    check_ins: Iterable[Entry[CheckIn]],
    first: date,
    last: date,
    paused: Iterable[Pause] = (),
) -> tuple[TrackedDay, ...]:
    """Give what a tracker says of each local day from first to last; a missing day is left out.

    An answered day is told by its answers. On any other day the patient's own rule holds. MISSING
    leaves the day out. NONE means 0, no or nothing to note, and only where that day has a check-in
    with a number for the mood: a day without any is not known, and one the person was not up to
    tells nothing of anything. SAME carries on the last answer, with or without a check-in, and says
    since when; where a day has several, the last one.

    A rule holds from the day the tracker was made, or its first answer where that was earlier, to
    the day before it was stopped, and not while it was ``paused`` (see ``pauses``). What lies
    before ``first`` is looked at too, so that an answer is carried into the stretch.
    """
    entries = tuple(check_ins)
    answers = _by_day(tracker, entries)
    told = {day_of(entry.record.at) for entry in entries if entry.record.mood is not None}
    holds = _Stretch(tracker, min(answers, default=None), tuple(paused))
    found = []
    carried: _Answer | None = None
    earlier = sorted(day for day in answers if day < first)
    if earlier:
        carried = answers[earlier[-1]][-1]
    for day in days_between(first, last):
        if todays := answers.get(day):
            carried = todays[-1]
            found.append(_answered(tracker.record.kind, day, todays))
            continue
        if carried is not None and holds.breaks(day_of(carried.at), day):
            carried = None
        if holds.on(day):
            found.extend(_by_rule(tracker.record, day, carried, checked_in=day in told))
    return tuple(found)


def figures(kind: TrackerKind, days: Sequence[TrackedDay]) -> TrackedFigures:
    """Give the figures of a stretch of tracked days, each with what it rests on."""
    sources = [day.source for day in days]
    numbers = [day.number for day in days if day.number is not None]
    return TrackedFigures(
        n=len(days),
        answered=sources.count(Source.ANSWERED),
        none=sources.count(Source.NONE),
        same=sources.count(Source.SAME),
        mean=fmean(numbers) if numbers else None,
        yes_days=sum(bool(day.yes) for day in days) if kind is TrackerKind.YES_NO else None,
    )


class _Stretch:
    """The days on which a tracker's rule for days without an answer holds."""

    def __init__(
        self, tracker: Entry[Tracker], first_answer: date | None, paused: tuple[Pause, ...]
    ) -> None:
        made = day_of(tracker.created_at)
        self._first = min(made, first_answer) if first_answer else made
        self._stopped = tracker.record.stopped
        self._paused = paused

    def on(self, day: date) -> bool:
        """Tell whether the rule holds on a day."""
        begun = self._first <= day and (self._stopped is None or day < self._stopped)
        return begun and not any(pause.first <= day < pause.until for pause in self._paused)

    def breaks(self, since: date, day: date) -> bool:
        """Tell whether a pause lies between an answer and a day, so that it is not carried over."""
        return any(since < pause.until <= day for pause in self._paused)


def _by_day(
    tracker: Entry[Tracker], entries: Iterable[Entry[CheckIn]]
) -> Mapping[date, list[_Answer]]:
    """Give the answers of each day that has one, in the order they were for."""
    found: dict[date, list[_Answer]] = defaultdict(list)
    answered = [entry for entry in entries if entry.record.tracked]
    for entry in sorted(answered, key=lambda each: each.record.at):
        check_in = entry.record
        for told in check_in.tracked:
            if told.tracker == tracker.id and fits(tracker.record.kind, told):
                late = entered_late(check_in.at, entry.created_at)
                found[day_of(check_in.at)].append(_Answer(check_in.at, told, late))
    return found


def _answered(kind: TrackerKind, day: date, answers: Sequence[_Answer]) -> TrackedDay:
    told = [answer.told for answer in answers]
    numbers = [one.number for one in told if one.number is not None]
    number, yes, words = None, None, ""
    match kind:
        case TrackerKind.SCALE | TrackerKind.NUMBER:
            number = fmean(numbers)
        case TrackerKind.YES_NO:
            yes = any(one.yes for one in told)
        case TrackerKind.WORDS:
            words = told[-1].words
    return TrackedDay(
        day=day,
        n=len(told),
        source=Source.ANSWERED,
        number=number,
        yes=yes,
        words=words,
        late=all(answer.late for answer in answers),
    )


def _by_rule(
    tracker: Tracker, day: date, carried: _Answer | None, *, checked_in: bool
) -> Iterator[TrackedDay]:
    """Give the day by the patient's rule, or nothing where it stays missing."""
    if tracker.missing is MissingDay.NONE and checked_in:
        is_number = tracker.kind in (TrackerKind.SCALE, TrackerKind.NUMBER)
        yield TrackedDay(
            day=day,
            n=0,
            source=Source.NONE,
            number=0.0 if is_number else None,
            yes=False if tracker.kind is TrackerKind.YES_NO else None,
        )
    if tracker.missing is MissingDay.SAME and carried is not None:
        told = carried.told
        yield TrackedDay(
            day=day,
            n=0,
            source=Source.SAME,
            number=told.number,
            yes=told.yes,
            words=told.words,
            since=day_of(carried.at),
        )
