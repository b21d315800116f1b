# SPDX-License-Identifier: Apache-2.0
"""What is read on each day of a chart, by pointer or arrow keys."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from companion.language import ngettext
from companion.report.chart_frame import Frame
from companion.report.shapes import Event, Hit, Hits, Marker, Panel, Point

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


def gather(panels: Sequence[Panel], frames: Sequence[Frame], told: Told) -> Hits:
    """Gather the days on which something was recorded."""
    points: dict[date, list[tuple[Frame, Point]]] = defaultdict(list)
    for panel, frame in zip(panels, frames, strict=True):
        for point in (*panel.points, *panel.before):
            points[point.day].append((frame, point))
    marked: dict[date, list[str]] = defaultdict(list)
    marks: tuple[Marker | Event, ...] = (*told.markers, *told.events)
    for one in marks:
        marked[one.day].append(one.words)
    notes = told.notes() if told.notes else {}
    noted = (day for day in notes if told.first <= day <= told.last)
    sessions = sorted((marker.day, marker.number) for marker in told.every)
    days = [day for day, _number in sessions]

    def x(day: date) -> float:
        return frames[0].x(day)

    def read(day: date) -> Hit:
        drawn = points.get(day, ())
        said = (*(point.words for _f, point in drawn), *notes.get(day, ()), *marked.get(day, ()))
        return Hit(
            x=x(day),
            day=day,
            words=tuple(dict.fromkeys(word for word in said if word)),
            places=tuple((x(day), frame.y(point.value)) for frame, point in drawn),
            after=_after(day, days, sessions),
        )

    return Hits(sorted({*points, *noted, *marked}) if frames else (), x, read)


def _after(day: date, days: Sequence[date], sessions: Sequence[tuple[date, int]]) -> str:
    """Tell how long after the last session a day was; nothing for the day of one itself."""
    place = bisect_right(days, day) - 1
    if place < 0 or days[place] == day:
        return ""
    gone = (day - days[place]).days
    text = ngettext("{days} day after session {n}", "{days} days after session {n}", gone)
    return text.format(days=gone, n=sessions[place][1])
