# SPDX-License-Identifier: Apache-2.0
"""What marks days on a chart across its panels: sessions, changes of medicines, limits."""

from collections.abc import Iterator, Sequence

from companion.report.chart_frame import Frame, Place, Shape, moved
from companion.report.placing import Room
from companion.report.shapes import (
    Align,
    Event,
    EventKind,
    Form,
    Label,
    Line,
    Mark,
    Marker,
    Panel,
)

CROWDED = 5.0
"""Less room than this between two sessions, and they become ticks under the panels."""


def draw_markers(
    markers: Sequence[Marker], frames: Sequence[Frame], room: Room, text: float
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


def draw_limit(panel: Panel, frame: Frame, room: Room, text: float) -> Iterator[Line]:
    """Draw a panel's limit across it, with its word where there is room.

    Where the word would cross a session's line it stands at the end of the title's row, with the
    dashes before it.
    """
    limit = panel.limit
    if limit is None or not panel.low <= limit.value <= panel.high:
        return
    y, size = frame.y(limit.value), text * 0.85
    yield Line(points=((frame.left, y), (frame.right, y)), role=panel.role, width=0.9, dash=True)
    ends = ((frame.right - text * 0.4, Align.RIGHT), (frame.left + text * 0.4, Align.LEFT))
    room.take(
        *(
            Label(x=x, y=place, words=limit.words, role="ink2", size=size, align=align)
            for x, align in ends
            for place in (y + text * 0.65, y - text * 0.65)
        ),
        Label(
            x=frame.right, y=frame.top - text * 1.1, words=f"– – {limit.words}", role="ink2",
            size=size, align=Align.RIGHT,
        ),
    )  # fmt: skip


def draw_events(events: Sequence[Event], frame: Frame, room: Room, text: float) -> Iterator[Line]:
    """Draw each event's form, and its words where they fit: told apart without colour.

    A form that would lie on the one before is left out; its words can still be read on its day.
    """
    y, reach = frame.bottom + text * 3.1, text * 0.42
    taken = -text * 9
    kept = []
    for event in events:
        x = frame.x(event.day)
        if x - taken < reach * 2.4:
            continue
        taken = x
        kept.append((event, x))
        yield Line(points=_form(event.kind, x, y, reach), role="ink2", width=text * 0.12)
        room.block((x - reach, y - reach, x + reach, y + reach))
    for event, x in kept:
        beside = Label(x=x + reach * 2, y=y, words=event.words, role="ink2", size=text * 0.85)
        room.take(beside, moved(beside, x - reach * 2, y, Align.RIGHT))


def _form(kind: EventKind, x: float, y: float, reach: float) -> tuple[Place, ...]:
    """Give a closed form: a point up for a start, a diamond for a change, a point down for an end."""
    up, down, left, right = (x, y - reach), (x, y + reach), (x - reach, y), (x + reach, y)
    if kind is EventKind.CHANGED:
        return up, right, down, left, up
    low = y + reach if kind is EventKind.STARTED else y - reach
    tip = up if kind is EventKind.STARTED else down
    return tip, (x + reach, low), (x - reach, low), tip
