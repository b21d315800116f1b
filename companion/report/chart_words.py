# SPDX-License-Identifier: Apache-2.0
"""A chart in words, with its numbers: for screen readers, and beside the picture."""

from collections.abc import Sequence
from datetime import date
from statistics import fmean

from msgspec.structs import replace

from companion.language import _, ngettext
from companion.report.shapes import Event, Marker, Panel, Point, Shade
from companion.report.wording import Wording, sentence

ALL_TOLD = 12
"""So many values are told one by one; of more, the first, the last and the ends."""


def words(
    panels: Sequence[Panel],
    markers: Sequence[Marker],
    shades: Sequence[Shade],
    first: date,
    last: date,
    *,
    wording: Wording,
    events: Sequence[Event] = (),
) -> str:
    """Say what a chart shows: each panel with its numbers, the sessions, the shaded stretches."""
    told = spoken(panels, markers, shades, first, last, wording=wording, events=events)
    return " ".join((wording.period(first, last) + ".", *told))


def spoken(
    panels: Sequence[Panel],
    markers: Sequence[Marker],
    shades: Sequence[Shade],
    first: date,
    last: date,
    *,
    wording: Wording,
    events: Sequence[Event] = (),
) -> tuple[str, ...]:
    """Say each part of a chart in a text of its own: panels, sessions, events, shaded stretches."""
    wording = replace(wording, year=last.year if first.year == last.year else None)
    parts = [_daily(panel, first, last, wording) for panel in panels if panel.daily]
    parts += [_scores(panel, first, last, wording) for panel in panels if not panel.daily]
    parts.append(_sessions([one for one in markers if first <= one.day <= last], wording))
    for shade in shades:
        text = _("{words}: {first} to {last}.")
        start, end = wording.day(shade.first), wording.day(shade.last)
        parts.append(text.format(words=sentence(shade.words), first=start, last=end))
    parts.append(_events([one for one in events if first <= one.day <= last], wording))
    return tuple(part for part in parts if part)


def _daily(panel: Panel, first: date, last: date, wording: Wording) -> str:
    points = [point for point in panel.points if first <= point.day <= last]
    days = (last - first).days + 1
    if not points:
        return _("{title}: nothing recorded.").format(title=panel.title)
    if panel.tick_words:
        return _yes_or_no(panel.title, points, days)
    low = min(points, key=lambda point: point.value)
    high = max(points, key=lambda point: point.value)
    text = _(
        "{title}: recorded on {n} of {days} days, {missing} missing; mean {mean}, "
        "lowest {low} ({low_day}), highest {high} ({high_day})."
    )
    return text.format(
        title=panel.title,
        n=len(points),
        days=days,
        missing=days - len(points),
        mean=wording.number(fmean(point.value for point in points)),
        low=wording.number(low.value),
        low_day=wording.day(low.day),
        high=wording.number(high.value),
        high_day=wording.day(high.day),
    )


def _yes_or_no(title: str, points: Sequence[Point], days: int) -> str:
    yes = sum(point.value > 0 for point in points)
    text = _("{title}: yes on {yes} of {n} days recorded, {missing} missing.")
    return text.format(title=title, yes=yes, n=len(points), missing=days - len(points))


def _scores(panel: Panel, first: date, last: date, wording: Wording) -> str:
    after = {point.day for point in panel.points}
    alone = [point for point in panel.before if point.day not in after]
    points = [point for point in (*panel.points, *alone) if first <= point.day <= last]
    points.sort(key=lambda point: point.day)
    if not points:
        return _("{title}: nothing recorded.").format(title=panel.title)
    if len(points) <= ALL_TOLD:
        told = ", ".join(_told(point, wording) for point in points)
        return _("{title}: {values}.").format(title=panel.title, values=told)
    low = min(points, key=lambda point: point.value)
    high = max(points, key=lambda point: point.value)
    text = _("{title}: {n} values; first {first}, lowest {low}, highest {high}, last {last}.")
    return text.format(
        title=panel.title,
        n=len(points),
        first=_told(points[0], wording),
        low=_told(low, wording),
        high=_told(high, wording),
        last=_told(points[-1], wording),
    )


def _told(point: Point, wording: Wording) -> str:
    text = _("{value} on {day}")
    return text.format(
        value=point.figure or wording.number(point.value), day=wording.day(point.day)
    )


def _events(events: Sequence[Event], wording: Wording) -> str:
    if not events:
        return ""
    if len(events) > ALL_TOLD:
        text = ngettext(
            "{n} medicine change, {first} to {last}.",
            "{n} medicine changes, {first} to {last}.",
            len(events),
        )
        first, last = wording.day(events[0].day), wording.day(events[-1].day)
        return text.format(n=len(events), first=first, last=last)
    text = _("{what} on {day}")
    told = "; ".join(text.format(what=one.words, day=wording.day(one.day)) for one in events)
    return _("Medicines: {changes}.").format(changes=told)


def _sessions(markers: Sequence[Marker], wording: Wording) -> str:
    if not markers:
        return ""
    if len(markers) > ALL_TOLD:
        text = ngettext(
            "{n} session, {first} to {last}.", "{n} sessions, {first} to {last}.", len(markers)
        )
        first, last = wording.day(markers[0].day), wording.day(markers[-1].day)
        return text.format(n=len(markers), first=first, last=last)
    text = _("session {n} on {day}")
    told = ", ".join(text.format(n=one.number, day=wording.day(one.day)) for one in markers)
    return sentence(told) + "."
