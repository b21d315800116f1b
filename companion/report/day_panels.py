# SPDX-License-Identifier: Apache-2.0
"""The panels that are shown on request: daily measures, own trackers, and figures of sessions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache, partial
from math import ceil, floor

from companion.domain.course import peak
from companion.domain.daily import DayValue, Measure
from companion.domain.medicine import changes_within
from companion.domain.records import Entry, Medicine, Person, Session, Tracked, Tracker, TrackerKind
from companion.domain.session_record import day_of_session
from companion.domain.tracker import TOP, Source, TrackedDay
from companion.language import _
from companion.report.shapes import Event, EventKind, Limit, Panel, Point
from companion.report.wording import Wording, sentence

ARROW = "→"
LONGEST_SLEEP = 12
Numbered = tuple[int, Entry[Session]]


def measure_name(measure: Measure) -> str:
    """Give a daily measure's name, for a button and a title."""
    return {
        Measure.ANXIETY: _("Anxiety"),
        Measure.ENERGY: _("Energy"),
        Measure.PAIN: _("Pain"),
        Measure.SLEEP: _("Sleep"),
    }[measure]


def measure_words(measure: Measure, value: float, wording: Wording) -> str:
    """Say a daily measure in the middle of a line: "anxiety 4", "slept 7 h"."""
    text = {
        Measure.ANXIETY: _("anxiety {n}"),
        Measure.ENERGY: _("energy {n}"),
        Measure.PAIN: _("pain {n}"),
        Measure.SLEEP: _("slept {n} h"),
    }[measure]
    return text.format(n=wording.number(value))


def measure_panel(measure: Measure, values: Sequence[DayValue], wording: Wording) -> Panel:
    """Give the panel of a daily measure; days entered late are hollow."""
    title = {
        Measure.ANXIETY: _("Anxiety (0–10), lower is better"),
        Measure.ENERGY: _("Energy (0–10), higher is better"),
        Measure.PAIN: _("Pain (0–10), lower is better"),
        Measure.SLEEP: _("Sleep (hours)"),
    }[measure]
    high = 10
    if measure is Measure.SLEEP:
        high = max([LONGEST_SLEEP, *(ceil(one.mean) for one in values)])
    told = cache(partial(measure_words, measure, wording=wording))
    points = tuple(
        Point(day=one.day, value=one.mean, hollow=one.late, words=told(one.mean)) for one in values
    )
    return Panel(
        title=title, low=0, high=high, points=points, role="accent",
        ticks=(0, high / 2, high), daily=True,
    )  # fmt: skip


def tracker_value(kind: TrackerKind, day: TrackedDay | Tracked, unit: str, wording: Wording) -> str:
    """Give an answer, or what a tracker says of a day: "4", "yes", "2 km", or the words."""
    if kind is TrackerKind.YES_NO:
        return _("yes") if day.yes else _("no")
    if kind is TrackerKind.WORDS:
        return " ".join(day.words.split())
    number = wording.number(day.number or 0)
    return f"{number} {unit}".strip() if kind is TrackerKind.NUMBER else number


def tracker_panel(tracker: Tracker, days: Sequence[TrackedDay], wording: Wording) -> Panel:
    """Give the panel of an own tracker that has numbers, or yes and no.

    A day whose value comes from the patient's own rule is hollow, like one that was entered late,
    and its words say so.
    """
    points = []
    for day in days:
        value = float(day.yes or 0) if tracker.kind is TrackerKind.YES_NO else day.number or 0.0
        told = tracker_value(tracker.kind, day, tracker.unit, wording)
        by_rule = day.source is not Source.ANSWERED
        text = _("{name}: {value} (not answered)") if by_rule else _("{name}: {value}")
        words = text.format(name=tracker.name, value=told)
        points.append(Point(day=day.day, value=value, hollow=day.late or by_rule, words=words))
    low, high, ticks, names = _reach(tracker, [point.value for point in points])
    ends = {TrackerKind.SCALE: _("{name} (0–10)"), TrackerKind.YES_NO: _("{name} (yes or no)")}
    title = ends.get(tracker.kind, "{name} ({unit})" if tracker.unit.strip() else "{name}")
    return Panel(
        title=title.format(name=tracker.name, unit=tracker.unit), low=low, high=high,
        points=tuple(points), role="accent", ticks=ticks, tick_words=names, daily=True,
    )  # fmt: skip


def pressure_panel(held: Iterable[Numbered], person: Person) -> Panel:
    """Give the highest blood pressure of each session, with the clinic's own limit where told."""
    points, lows = [], []
    for _number, entry in held:
        reading = peak(entry.record.readings)
        if reading is None or reading.systolic is None:
            continue
        told = f"{reading.systolic}/{reading.diastolic or '–'}"
        day = day_of_session(entry.record)
        points.append(Point(day=day, value=reading.systolic, figure=told))
        lows.append(reading.systolic)
    limit = None
    if person.systolic_limit is not None:
        text = _("your clinic’s limit: {n}").format(n=person.systolic_limit)
        limit = Limit(value=person.systolic_limit, words=text)
        lows.append(person.systolic_limit)
    low, high = _tens(lows, 100, 160)
    return Panel(
        title=_("Highest blood pressure at each session (mmHg)"), low=low, high=high,
        points=tuple(points), role="session", ticks=(low, high), show_values=True, limit=limit,
    )  # fmt: skip


def pulse_panel(held: Iterable[Numbered]) -> Panel:
    """Give the highest pulse of each session."""
    points = []
    for _number, entry in held:
        beats = [one.pulse for one in entry.record.readings if one.pulse is not None]
        if beats:
            points.append(Point(day=day_of_session(entry.record), value=max(beats)))
    low, high = _tens([point.value for point in points], 50, 120)
    return Panel(
        title=_("Highest pulse at each session (beats a minute)"), low=low, high=high,
        points=tuple(points), role="session", ticks=(low, high), show_values=True,
    )  # fmt: skip


def around_panel(held: Iterable[Numbered]) -> Panel:
    """Give the mood right before each session, and right after it."""
    before, after = [], []
    for _number, entry in held:
        early, late = entry.record.mood_before, entry.record.mood_after
        day = day_of_session(entry.record)
        if early is not None:
            figure = _("before {n}").format(n=early)
            before.append(Point(day=day, value=early, figure=figure))
        if late is not None:
            told = _("after {n}").format(n=late) if early is None else f"{early} {ARROW} {late}"
            after.append(Point(day=day, value=late, figure=told))
    return Panel(
        title=_("Mood around sessions (0–10): dot before, square after"), low=0, high=10,
        points=tuple(after), before=tuple(before), role="session", ticks=(0, 5, 10),
    )  # fmt: skip


def session_words(session: Session) -> tuple[str, ...]:
    """Say the figures of a session, each in a text of its own; what was not told is left out."""
    parts = []
    reading = peak(session.readings)
    if reading is not None:
        told = f"{reading.systolic}/{reading.diastolic or '–'}"
        parts.append(_("highest blood pressure {bp}").format(bp=told))
    beats = [one.pulse for one in session.readings if one.pulse is not None]
    if beats:
        parts.append(_("highest pulse {beats}").format(beats=max(beats)))
    if session.mood_before is not None:
        parts.append(_("mood {mood} right before").format(mood=session.mood_before))
    if session.mood_after is not None:
        parts.append(_("mood {mood} right after").format(mood=session.mood_after))
    return tuple(parts)


def medicine_events(
    medicines: Iterable[Entry[Medicine]], first: date, last: date
) -> tuple[Event, ...]:
    """Give when a medicine was started, changed or stopped within a period, in order."""
    found = [event for entry in medicines for event in _events(entry.record, first, last)]
    return tuple(sorted(found, key=lambda one: (one.day, one.words)))


def _events(medicine: Medicine, first: date, last: date) -> Iterator[Event]:
    name = " ".join(medicine.name.split())
    if medicine.started is not None and first <= medicine.started <= last:
        words = _("{medicine} started").format(medicine=name)
        yield Event(day=medicine.started, kind=EventKind.STARTED, words=words)
    for change in changes_within(medicine, first, last):
        text = _("{medicine} changed")
        dose = " ".join(change.after.dose.split())
        if dose and dose != " ".join(change.before.dose.split()):
            text = _("{medicine} changed to {dose}")
        words = text.format(medicine=name, dose=dose)
        yield Event(day=change.after.since, kind=EventKind.CHANGED, words=words)
    if medicine.stopped is not None and first <= medicine.stopped <= last:
        words = _("{medicine} stopped").format(medicine=name)
        yield Event(day=medicine.stopped, kind=EventKind.STOPPED, words=words)


def _reach(
    tracker: Tracker, values: Sequence[float]
) -> tuple[float, float, tuple[float, ...], tuple[str, ...]]:
    """Give the lowest and highest of a tracker's scale, its ticks, and their words."""
    match tracker.kind:
        case TrackerKind.SCALE:
            return 0, TOP, (0, TOP / 2, TOP), ()
        case TrackerKind.YES_NO:
            return 0, 1, (0, 1), (sentence(_("no")), sentence(_("yes")))
        case _:
            low, high = min([0.0, *values]), max([1.0, *values])
            return low, float(ceil(high)), (low, float(ceil(high))), ()


def _tens(values: Sequence[float], low: int, high: int) -> tuple[int, int]:
    """Give round ends that hold all values, at least from low to high."""
    return (
        floor(min([low, *values]) / 10) * 10,
        ceil(max([high, *values]) / 10) * 10,
    )
