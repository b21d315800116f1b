# SPDX-License-Identifier: Apache-2.0
"""A chart in words, with its numbers: for screen readers, and beside the picture."""

from collections.abc import Sequence
from datetime import date
from statistics import fmean

from companion.language import _, ngettext
from companion.report.shapes import Marker, Panel, Point, Shade
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
    locale: str = "en",
) -> str:
    """Say what a chart shows: each panel with its numbers, the sessions, the shaded stretches."""
    wording = Wording(locale=locale, year=last.year if first.year == last.year else None)
    parts = [_daily(panel, first, last, wording) for panel in panels if panel.daily]
    parts += [_scores(panel, first, last, wording) for panel in panels if not panel.daily]
    parts.append(_sessions([one for one in markers if first <= one.day <= last], wording))
    for shade in shades:
        text = _("{words}: {first} to {last}.")
        start, end = wording.day(shade.first), wording.day(shade.last)
        parts.append(text.format(words=shade.words, first=start, last=end))
    told = (wording.period(first, last) + ".", *parts)
    return " ".join(part for part in told if part)


def _daily(panel: Panel, first: date, last: date, wording: Wording) -> str:
    points = [point for point in panel.points if first <= point.day <= last]
    days = (last - first).days + 1
    if not points:
        return _("{title}: nothing recorded.").format(title=panel.title)
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


def _scores(panel: Panel, first: date, last: date, wording: Wording) -> str:
    points = [point for point in panel.points if first <= point.day <= last]
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
    return text.format(value=wording.number(point.value), day=wording.day(point.day))


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
