# SPDX-License-Identifier: Apache-2.0
"""The points of a chart: daily ones joined from day to day, scores with their values."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from companion.report.chart_frame import Frame, Place, Shape, moved, tick_words
from companion.report.placing import Room, extent
from companion.report.shapes import Align, Form, Label, Line, Mark, Panel, Point

THIN_ABOVE = 2.0
"""More daily points than this on one point of width, and only lowest and highest are drawn."""


def draw_daily(panel: Panel, frame: Frame, text: float) -> Iterator[Shape]:
    """Draw daily points: a line through neighbouring days, a dot for a lone one."""
    thin = frame.days / max(frame.right - frame.left, 1) > THIN_ABOVE
    every = frame.places(panel.points)
    # Between a yes and a no there is nothing in between, so no line leads from one to the other.
    runs = _alone(panel.points) if panel.tick_words else _runs(panel.points)
    taken = set[Place]()
    for run in runs:
        places = every[run]
        if thin and len(places) > 1:
            places = list(_thinned(places))
        if len(places) > 1:
            yield Line(points=tuple(places), role=panel.role, width=text * (0.13 if thin else 0.19))
        else:
            x, y = places[0]
            if (round(x), y) in taken:
                continue
            taken.add((round(x), y))
            yield Mark(
                x=x, y=y, role=panel.role, form=Form.DOT, size=text * (0.16 if thin else 0.44)
            )
    previous = -10.0
    for point, (x, y) in zip(panel.points, every, strict=True):
        if point.hollow and x - previous >= 3:
            yield Mark(x=x, y=y, role=panel.role, form=Form.HOLLOW, size=text * 0.5)
            previous = x


def _alone(points: Sequence[Point]) -> Iterator[slice]:
    """Give where each point stands, but for those entered late."""
    return (slice(at, at + 1) for at, point in enumerate(points) if not point.hollow)


def _runs(points: Sequence[Point]) -> Iterator[slice]:
    """Give where the points stand whose days follow each other."""
    days = [point.day.toordinal() for point in points]
    start = 0
    for at, (earlier, later) in enumerate(pairwise(days), 1):
        if later != earlier + 1:
            yield slice(start, at)
            start = at
    if days:
        yield slice(start, len(days))


def _thinned(places: Iterable[Place]) -> Iterator[Place]:
    """Keep the lowest and the highest of the places that share one point of width."""
    shared = -1
    lowest = highest = None
    for place in places:
        x, y = place
        column = int(x)
        if lowest is None or highest is None or column != shared:
            yield from _both(lowest, highest)
            shared, lowest, highest = column, place, place
        elif y < lowest[1]:
            lowest = place
        elif y > highest[1]:
            highest = place
    yield from _both(lowest, highest)


def _both(lowest: Place | None, highest: Place | None) -> Iterator[Place]:
    """Give both places in the order of time, once where they are the same."""
    return iter(sorted({place for place in (lowest, highest) if place is not None}))


def draw_scores(panel: Panel, frame: Frame, room: Room, text: float) -> Iterator[Shape]:
    """Draw scores: squares joined by a thin line, with values where they fit."""
    places = frame.places(panel.points)
    if panel.before:
        yield from _befores(panel, frame, text)
    elif len(places) > 1:
        yield Line(points=tuple(places), role=panel.role, width=text * 0.11)
    crowded = len(places) * 6 > frame.right - frame.left
    size = text * (0.24 if crowded else 0.56)
    for point, (x, y) in zip(panel.points, places, strict=True):
        form = Form.HOLLOW if point.hollow else Form.SQUARE
        yield Mark(x=x, y=y, role=panel.role, form=form, size=size)
        room.block((x - size / 2, y - size / 2, x + size / 2, y + size / 2))
    if panel.show_values and not crowded:
        _values(panel, places, frame.right, room, text)


def _befores(panel: Panel, frame: Frame, text: float) -> Iterator[Shape]:
    """Draw where each value came from: a dot, joined upright to the square of its day."""
    afters = {point.day: point.value for point in panel.points}
    for point in panel.before:
        x, y = frame.x(point.day), frame.y(point.value)
        after = afters.get(point.day)
        if after is not None and after != point.value:
            yield Line(points=((x, y), (x, frame.y(after))), role=panel.role, width=text * 0.11)
        yield Mark(x=x, y=y, role=panel.role, form=Form.DOT, size=text * 0.5)


def _values(panel: Panel, places: Sequence[Place], edge: float, room: Room, text: float) -> None:
    """Write values beside their squares: last, first, lowest and highest before the others."""
    count = len(places)
    heights = [y for _, y in places]
    chief = (
        [count - 1, 0, heights.index(max(heights)), heights.index(min(heights))] if count else []
    )
    roomy = count * text * 3.4 < edge - min((x for x, _y in places), default=0)
    for place in dict.fromkeys((*chief, *(range(count) if roomy else ()))):
        x, y = places[place]
        words = panel.points[place].figure or tick_words(panel.points[place].value)
        after = places[place + 1][1] if place + 1 < count else y
        above, below = y - text * 0.85, y + text * 0.85
        right = Label(x=x + 4.5, y=above, words=words, role="ink", size=text, weight=600)
        left = moved(right, x - 4.5, above, Align.RIGHT)
        under = moved(right, x + 4.5, below, Align.LEFT)
        falling = after >= y
        last_try = moved(right, x - 4.5, below, Align.RIGHT)
        tries = (right, left, under, last_try) if falling else (left, under, right, last_try)
        room.take(*(label for label in tries if extent(label)[2] <= edge + 1))
