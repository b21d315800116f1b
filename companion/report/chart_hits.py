# SPDX-License-Identifier: Apache-2.0
"""What is read on each day of a chart, by pointer or arrow keys."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from companion.language import ngettext
from companion.report.chart_frame import Frame
from companion.report.shapes import Event, Hit, Marker, Panel

Notes = Callable[[], Mapping[date, Sequence[str]]]
"""What else is read on each day; asked for when a day is first read."""


class Told(Struct, frozen=True, kw_only=True):
    """What is read on a day beside its points; ``every`` marker, also those outside the period."""

    markers: Sequence[Marker]
    events: Sequence[Event]
    notes: Notes | None
    every: Sequence[Marker]
    first: date
    last: date


def gather(panels: Sequence[Panel], frames: Sequence[Frame], told: Told) -> tuple[Hit, ...]:
    """Gather what was recorded on each day, in time order."""
    if not frames:
        return ()
    said: dict[date, list[str]] = defaultdict(list)
    heights: dict[date, list[float]] = defaultdict(list)
    for panel, frame in zip(panels, frames, strict=True):
        for point in (*panel.points, *panel.before):
            said[point.day].append(point.words)
            heights[point.day].append(frame.y(point.value))
    for day, words_of_day in (told.notes() if told.notes else {}).items():
        if told.first <= day <= told.last:
            said[day] += words_of_day
    marked: tuple[Marker | Event, ...] = (*told.markers, *told.events)
    for one in marked:
        said[one.day].append(one.words)
    sessions = sorted((marker.day, marker.number) for marker in told.every)
    days = [day for day, _number in sessions]
    found = []
    for day in sorted(said):
        x = frames[0].x(day)
        found.append(
            Hit(
                x=x,
                day=day,
                words=tuple(dict.fromkeys(word for word in said[day] if word)),
                places=tuple((x, y) for y in heights.get(day, ())),
                after=_after(day, days, sessions),
            )
        )
    return tuple(found)


def _after(day: date, days: Sequence[date], sessions: Sequence[tuple[date, int]]) -> str:
    """Tell how long after the last session a day was; nothing for the day of one itself."""
    place = bisect_right(days, day) - 1
    if place < 0 or days[place] == day:
        return ""
    gone = (day - days[place]).days
    text = ngettext("{days} day after session {n}", "{days} days after session {n}", gone)
    return text.format(days=gone, n=sessions[place][1])
