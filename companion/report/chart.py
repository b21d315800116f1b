# SPDX-License-Identifier: Apache-2.0
"""One chart for screen and paper: panels on one time axis, laid out as plain shapes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from msgspec.structs import replace

from companion.report import axis
from companion.report.chart_frame import Frame, Place, Shape, tick_words
from companion.report.chart_hits import Notes, Told, gather
from companion.report.chart_marks import draw_events, draw_limit, draw_markers
from companion.report.chart_points import draw_daily, draw_scores
from companion.report.chart_words import words
from companion.report.placing import Room, text_width
from companion.report.shapes import (
    Align,
    Band,
    Box,
    Chart,
    Event,
    Form,
    Hit,
    Label,
    Limit,
    Line,
    Mark,
    Marker,
    Panel,
    Point,
    Shade,
)
from companion.report.wording import Wording

__all__ = [
    "Align", "Band", "Box", "Chart", "Event", "Form", "Hit", "Label", "Limit", "Line", "Mark",
    "Marker", "Notes", "Panel", "Point", "Shade", "layout", "words",
]  # fmt: skip

TITLE_ROW = 2.05
"""The height of a panel's title, in heights of its letters."""
EVENT_ROW = 1.5
"""The height of the row of events, in heights of its letters."""
DAILY_SHARE = 1.25
"""How much higher a panel of daily points is than one of scores."""
YES_NO_SHARE = 0.4
"""And how high one of yes and no is."""


def layout(  # noqa: PLR0917 (the plane is described in one order everywhere)
    panels: Sequence[Panel],
    markers: Sequence[Marker],
    shades: Sequence[Shade],
    first: date,
    last: date,
    width: float,
    height: float,
    *,
    wording: Wording,
    text: float = 7.5,
    events: Sequence[Event] = (),
    notes: Notes | None = None,
) -> Chart:
    """Lay panels out below one another on one time axis from first to last day.

    Words never lie on one another: what does not fit is left out, and stands in ``words``.
    ``events`` are marked below the sessions; ``notes`` are what else is read on a day.
    """
    panels = [_within(panel, first, last) for panel in panels]
    events = sorted((one for one in events if first <= one.day <= last), key=lambda one: one.day)
    every, markers = markers, [marker for marker in markers if first <= marker.day <= last]
    frames = _frames(panels, (first, last), (width, height), text, below=_below(events, text))
    room = Room(width, height)
    back: list[Shape] = []
    front: list[Shape] = []
    for panel, frame in zip(panels, frames, strict=True):
        back += _shaded(shades, frame, first, last)
        back += _scale(panel, frame, room, text)
    lines = draw_markers(markers, frames, room, text)
    if frames:
        _axis(frames[-1], last, room, text, wording, frames[-1].bottom + _below(events, text))
        lines += draw_events(events, frames[-1], room, text)
    for panel, frame in zip(panels, frames, strict=True):
        front += (
            draw_daily(panel, frame, text) if panel.daily else draw_scores(panel, frame, room, text)
        )
        front += draw_limit(panel, frame, room, text)
    if frames:
        _shade_words(shades, panels[0], frames[0], room, text)
    shapes = (*back, *lines, *front, *room.labels)
    told = Told(markers=markers, events=events, notes=notes, every=every, first=first, last=last)
    return Chart(
        width=width, height=height, shapes=shapes, gather=partial(gather, panels, frames, told)
    )


def _within(panel: Panel, first: date, last: date) -> Panel:
    return replace(
        panel,
        points=_ordered(panel.points, first, last),
        before=_ordered(panel.before, first, last),
    )


def _ordered(points: Iterable[Point], first: date, last: date) -> tuple[Point, ...]:
    inside = (point for point in points if first <= point.day <= last)
    return tuple(sorted(inside, key=lambda point: point.day))


def _below(events: Sequence[Event], text: float) -> float:
    """Give the height of what stands below the panels: sessions, events and days."""
    return text * (3.7 + (EVENT_ROW if events else 0))


def _frames(
    panels: Sequence[Panel], days: tuple[date, date], size: Place, text: float, *, below: float
) -> list[Frame]:
    (first, last), (width, height) = days, size
    title = text * TITLE_ROW
    ticks = [words for panel in panels for words in _ticks(panel).values()]
    left = max((text_width(tick, text) for tick in ticks), default=0) + text * 0.8
    bands = [band.words for panel in panels for band in panel.bands]
    right = width - max((text_width(word, text * 0.85) for word in bands), default=0) - text * 0.8
    shares = [_share(panel) for panel in panels]
    free = height - below - title * len(panels) - text * 0.6 * max(len(panels) - 1, 0)
    frames, top = [], title
    for panel, share in zip(panels, shares, strict=True):
        bottom = top + max(free, text) * share / sum(shares)
        frames.append(
            Frame(
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


def _share(panel: Panel) -> float:
    """Give how high a panel is beside the others; yes and no need little."""
    if panel.tick_words:
        return YES_NO_SHARE
    return DAILY_SHARE if panel.daily else 1.0


def _shaded(shades: Iterable[Shade], frame: Frame, first: date, last: date) -> Iterator[Box]:
    half = (frame.right - frame.left) / frame.days / 2
    for shade in shades:
        start, end = max(shade.first, first), min(shade.last, last)
        if start <= end:
            x = frame.x(start) - half
            wide = frame.x(end) + half - x
            high = frame.bottom - frame.top
            yield Box(x=x, y=frame.top, width=wide, height=high, role="bg")


def _scale(panel: Panel, frame: Frame, room: Room, text: float) -> Iterator[Shape]:
    """Draw a panel's title, ticks and bands."""
    title = Label(
        x=0, y=frame.top - text * 1.3, words=panel.title, role="ink2", size=text, weight=600
    )
    room.take(title, replace(title, words=panel.title.partition(" (")[0]))
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
    for tick, told in _ticks(panel).items():
        yield _across(frame, frame.y(tick))
        room.take(
            Label(
                x=frame.left - text * 0.5,
                y=frame.y(tick),
                words=told,
                role="ink2",
                size=text,
                align=Align.RIGHT,
            )
        )


def _across(frame: Frame, y: float) -> Line:
    return Line(points=((frame.left, y), (frame.right, y)), role="line", width=0.6)


def _ticks(panel: Panel) -> dict[float, str]:
    told = panel.tick_words or tuple(tick_words(tick) for tick in panel.ticks)
    return dict(zip(panel.ticks, told, strict=True))


def _axis(  # noqa: PLR0917 (what every part of the chart is handed, and where its row ends)
    frame: Frame, last: date, room: Room, text: float, wording: Wording, end: float
) -> None:
    """Write the days along the bottom."""
    y = end - text * 0.7
    wide = frame.right - frame.left
    for day, label in axis.ticks(frame.first, last, wide, text, wording):
        half = text_width(label, text) / 2
        x = min(max(frame.x(day), half), room.width - half)
        room.take(Label(x=x, y=y, words=label, role="ink2", size=text, align=Align.CENTER))


def _shade_words(
    shades: Iterable[Shade], panel: Panel, frame: Frame, room: Room, text: float
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
