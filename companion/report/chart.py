# SPDX-License-Identifier: Apache-2.0
"""One chart for screen and paper: panels on one time axis, laid out as plain shapes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from companion.report import axis
from companion.report.chart_words import words
from companion.report.placing import Room, extent, text_width
from companion.report.shapes import (
    Align,
    Band,
    Box,
    Chart,
    Form,
    Hit,
    Label,
    Line,
    Mark,
    Marker,
    Panel,
    Point,
    Shade,
)

__all__ = [
    "Align", "Band", "Box", "Chart", "Form", "Hit", "Label", "Line", "Mark", "Marker", "Panel",
    "Point", "Shade", "layout", "words",
]  # fmt: skip

ONE_DAY = timedelta(days=1)
CROWDED = 5.0
"""Less room than this between two sessions, and they become ticks under the panels."""
THIN_ABOVE = 2.0
"""More daily points than this on one point of width, and only lowest and highest are drawn."""
TITLE_ROW = 2.05
"""The height of a panel's title, in heights of its letters."""
DAILY_SHARE = 1.25
"""How much higher a panel of daily points is than one of scores."""

Place = tuple[float, float]
Shape = Line | Box | Mark | Label


class _Frame(Struct, frozen=True, kw_only=True):
    """Where one panel stands, and the way from days and values to the plane."""

    left: float
    right: float
    top: float
    bottom: float
    first: date
    days: int
    low: float
    high: float

    def x(self, day: date) -> float:
        share = ((day - self.first).days + 0.5) / self.days
        return round(self.left + share * (self.right - self.left), 2)

    def y(self, value: float) -> float:
        held = min(max(value, self.low), self.high)
        share = (held - self.low) / (self.high - self.low)
        return round(self.bottom - share * (self.bottom - self.top), 2)


def layout(  # noqa: PLR0917 (the plane is described in one order everywhere)
    panels: Sequence[Panel],
    markers: Sequence[Marker],
    shades: Sequence[Shade],
    first: date,
    last: date,
    width: float,
    height: float,
    *,
    text: float = 7.5,
    locale: str = "en",
) -> Chart:
    """Lay panels out below one another on one time axis from first to last day.

    Words never lie on one another: what does not fit is left out, and stands in ``words``.
    """
    panels = [_within(panel, first, last) for panel in panels]
    markers = [marker for marker in markers if first <= marker.day <= last]
    frames = _frames(panels, (first, last), (width, height), text)
    room = Room(width, height)
    back: list[Shape] = []
    front: list[Shape] = []
    for panel, frame in zip(panels, frames, strict=True):
        back += _shaded(shades, frame, first, last)
        back += _scale(panel, frame, room, text)
    lines = _markers(markers, frames, room, text)
    _axis(frames[-1], last, room, text, locale) if frames else None
    for panel, frame in zip(panels, frames, strict=True):
        front += _daily(panel, frame, text) if panel.daily else _scores(panel, frame, room, text)
    if frames:
        _shade_words(shades, panels[0], frames[0], room, text)
    shapes = (*back, *lines, *front, *room.labels)
    return Chart(width=width, height=height, shapes=shapes, hits=_hits(panels, markers, frames))


def _within(panel: Panel, first: date, last: date) -> Panel:
    points = tuple(point for point in panel.points if first <= point.day <= last)
    ordered = tuple(sorted(points, key=lambda point: point.day))
    return Panel(
        title=panel.title, low=panel.low, high=panel.high, points=ordered, role=panel.role,
        bands=panel.bands, ticks=panel.ticks, show_values=panel.show_values, daily=panel.daily,
    )  # fmt: skip


def _frames(
    panels: Sequence[Panel], days: tuple[date, date], size: Place, text: float
) -> list[_Frame]:
    (first, last), (width, height) = days, size
    title, below = text * TITLE_ROW, text * 3.7
    ticks = [_tick_words(tick) for panel in panels for tick in panel.ticks]
    left = max((text_width(tick, text) for tick in ticks), default=0) + text * 0.8
    bands = [band.words for panel in panels for band in panel.bands]
    right = width - max((text_width(word, text * 0.85) for word in bands), default=0) - text * 0.8
    shares = [DAILY_SHARE if panel.daily else 1.0 for panel in panels]
    free = height - below - title * len(panels) - text * 0.6 * max(len(panels) - 1, 0)
    frames, top = [], title
    for panel, share in zip(panels, shares, strict=True):
        bottom = top + max(free, text) * share / sum(shares)
        frames.append(
            _Frame(
                left=left,
                right=max(right, left + text),
                top=top,
                bottom=bottom,
                first=first,
                days=(last - first).days + 1,
                low=panel.low,
                high=panel.high,
            )
        )
        top = bottom + text * 0.6 + title
    return frames


def _shaded(shades: Iterable[Shade], frame: _Frame, first: date, last: date) -> Iterator[Box]:
    half = (frame.right - frame.left) / frame.days / 2
    for shade in shades:
        start, end = max(shade.first, first), min(shade.last, last)
        if start <= end:
            x = frame.x(start) - half
            wide = frame.x(end) + half - x
            high = frame.bottom - frame.top
            yield Box(x=x, y=frame.top, width=wide, height=high, role="bg")


def _scale(panel: Panel, frame: _Frame, room: Room, text: float) -> Iterator[Shape]:
    """Draw a panel's title, ticks and bands."""
    room.take(
        Label(x=0, y=frame.top - text * 1.3, words=panel.title, role="ink2", size=text, weight=600)
    )
    for place, band in enumerate(sorted(panel.bands, key=lambda band: band.low)):
        top, bottom = frame.y(band.high + 0.5), frame.y(band.low - 0.5)
        if place == 0:
            wide = frame.right - frame.left
            high = bottom - top
            yield Box(x=frame.left, y=top, width=wide, height=high, role="accentSoft")
        else:
            yield _across(frame, bottom)
        size, middle = text * 0.85, (top + bottom) / 2
        room.take(
            Label(x=frame.right + text * 0.6, y=middle, words=band.words, role="ink2", size=size)
        )
    for tick in panel.ticks:
        yield _across(frame, frame.y(tick))
        room.take(
            Label(
                x=frame.left - text * 0.5,
                y=frame.y(tick),
                words=_tick_words(tick),
                role="ink2",
                size=text,
                align=Align.RIGHT,
            )
        )


def _across(frame: _Frame, y: float) -> Line:
    return Line(points=((frame.left, y), (frame.right, y)), role="line", width=0.6)


def _tick_words(value: float) -> str:
    return f"{value:g}"


def _markers(
    markers: Sequence[Marker], frames: Sequence[_Frame], room: Room, text: float
) -> list[Shape]:
    """Draw the sessions: dashed lines, or ticks when there are many; numbers where they fit."""
    if not markers or not frames:
        return []
    frame, shapes = frames[-1], list[Shape]()
    bottom, disc = frame.bottom, text * 1.7
    crowded = (frame.right - frame.left) / len(markers) < CROWDED
    for marker in markers:
        x = frame.x(marker.day)
        for each in () if crowded else frames:
            room.shun((x, each.top, x, each.bottom))
            ends = ((x, each.top), (x, each.bottom))
            shapes.append(Line(points=ends, role="session", width=0.8, dash=True))
        ends = ((x, bottom), (x, bottom + text * 0.5))
        shapes.append(Line(points=ends, role="session", width=0.8))
    y = bottom + text * 0.5 + disc / 2
    taken: list[float] = []
    for marker in (markers[-1], *markers[:-1]):
        x = frame.x(marker.day)
        if any(abs(x - other) < disc * (1.5 if crowded else 1.1) for other in taken):
            continue
        taken.append(x)
        size = text * 0.9 if marker.number < 100 else text * 0.72
        shapes.append(Mark(x=x, y=y, role="session", form=Form.DOT, size=disc))
        room.take(
            Label(
                x=x,
                y=y,
                words=str(marker.number),
                role="onAccent",
                size=size,
                align=Align.CENTER,
                weight=600,
            )
        )
    return shapes


def _axis(frame: _Frame, last: date, room: Room, text: float, locale: str) -> None:
    """Write the days along the bottom."""
    y = frame.bottom + text * 3
    wide = frame.right - frame.left
    for day, label in axis.ticks(frame.first, last, wide, text, locale):
        half = text_width(label, text) / 2
        x = min(max(frame.x(day), half), room.width - half)
        room.take(Label(x=x, y=y, words=label, role="ink2", size=text, align=Align.CENTER))


def _daily(panel: Panel, frame: _Frame, text: float) -> Iterator[Shape]:
    """Draw daily points: a line through neighbouring days, a dot for a lone one."""
    thin = frame.days / max(frame.right - frame.left, 1) > THIN_ABOVE
    for run in _runs(panel.points):
        places = [(frame.x(point.day), frame.y(point.value)) for point in run]
        if thin:
            places = list(_thinned(places))
        if len(places) > 1:
            yield Line(points=tuple(places), role=panel.role, width=text * (0.13 if thin else 0.19))
        else:
            x, y = places[0]
            yield Mark(
                x=x, y=y, role=panel.role, form=Form.DOT, size=text * (0.16 if thin else 0.44)
            )
    previous = -10.0
    for point in panel.points:
        x = frame.x(point.day)
        if point.hollow and x - previous >= 3:
            y = frame.y(point.value)
            yield Mark(x=x, y=y, role=panel.role, form=Form.HOLLOW, size=text * 0.5)
            previous = x


def _runs(points: Sequence[Point]) -> Iterator[list[Point]]:
    run: list[Point] = []
    for point in points:
        if run and point.day - run[-1].day != ONE_DAY:
            yield run
            run = []
        run.append(point)
    if run:
        yield run


def _thinned(places: Iterable[Place]) -> Iterator[Place]:
    """Keep the lowest and the highest of the places that share one point of width."""
    column: list[Place] = []
    for place in places:
        if column and int(place[0]) != int(column[0][0]):
            yield from _ends(column)
            column = []
        column.append(place)
    yield from _ends(column)


def _ends(column: Sequence[Place]) -> list[Place]:
    lowest, highest = min(column, key=lambda one: one[1]), max(column, key=lambda one: one[1])
    return sorted({lowest, highest})


def _scores(panel: Panel, frame: _Frame, room: Room, text: float) -> Iterator[Shape]:
    """Draw scores: squares joined by a thin line, with values where they fit."""
    places = [(frame.x(point.day), frame.y(point.value)) for point in panel.points]
    if len(places) > 1:
        yield Line(points=tuple(places), role=panel.role, width=text * 0.11)
    crowded = len(places) * 6 > frame.right - frame.left
    size = text * (0.24 if crowded else 0.56)
    for point, (x, y) in zip(panel.points, places, strict=True):
        form = Form.HOLLOW if point.hollow else Form.SQUARE
        yield Mark(x=x, y=y, role=panel.role, form=form, size=size)
        room.block((x - size / 2, y - size / 2, x + size / 2, y + size / 2))
    if panel.show_values and not crowded:
        _values(panel, places, frame.right, room, text)


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
        words = _tick_words(panel.points[place].value)
        after = places[place + 1][1] if place + 1 < count else y
        above, below = y - text * 0.85, y + text * 0.85
        right = Label(x=x + 4.5, y=above, words=words, role="ink", size=text, weight=600)
        left = _moved(right, x - 4.5, above, Align.RIGHT)
        under = _moved(right, x + 4.5, below, Align.LEFT)
        falling = after >= y
        last_try = _moved(right, x - 4.5, below, Align.RIGHT)
        tries = (right, left, under, last_try) if falling else (left, under, right, last_try)
        room.take(*(label for label in tries if extent(label)[2] <= edge + 1))


def _moved(label: Label, x: float, y: float, align: Align) -> Label:
    return Label(
        x=x, y=y, words=label.words, role=label.role, size=label.size, align=align,
        weight=label.weight,
    )  # fmt: skip


def _shade_words(
    shades: Iterable[Shade], panel: Panel, frame: _Frame, room: Room, text: float
) -> None:
    """Name the shaded stretches where there is room: on top unless the points are there."""
    half = (frame.right - frame.left) / frame.days / 2
    for shade in shades:
        start = max(shade.first, frame.first)
        left = frame.x(start) - half + text * 0.4
        end = frame.x(shade.last) + half
        if left + text_width(shade.words, text * 0.92) > min(end, frame.right):
            continue
        inside = [point.value for point in panel.points if start <= point.day <= shade.last]
        high = bool(inside) and max(inside) > panel.low + (panel.high - panel.low) * 0.7
        y = frame.bottom - text * 0.9 if high else frame.top + text * 0.9
        room.take(Label(x=left, y=y, words=shade.words, role="ink2", size=text * 0.92))


def _hits(
    panels: Sequence[Panel], markers: Sequence[Marker], frames: Sequence[_Frame]
) -> tuple[Hit, ...]:
    """Gather what was recorded on each day, in time order."""
    if not frames:
        return ()
    said: dict[date, list[str]] = {}
    places: dict[date, list[Place]] = {}
    for panel, frame in zip(panels, frames, strict=True):
        for point in panel.points:
            said.setdefault(point.day, []).append(point.words)
            places.setdefault(point.day, []).append((frame.x(point.day), frame.y(point.value)))
    for marker in markers:
        said.setdefault(marker.day, []).append(marker.words)
    return tuple(
        Hit(
            x=frames[0].x(day),
            day=day,
            words=tuple(word for word in said[day] if word),
            places=tuple(places.get(day, ())),
        )
        for day in sorted(said)
    )
