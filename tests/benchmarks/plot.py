# SPDX-License-Identifier: Apache-2.0
"""How a figure grows with the record, drawn as an SVG that reads on light and on dark."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from msgspec import Struct

from tests.benchmarks.table import Unit, shown

SIZE = (560, 300)
SMALL = (276, 176)
AROUND = (64, 52, 34, 40)
"""Room at the left, above, at the right and below what is drawn."""
OURS, FLOOR, GOAL, INK, LINE = "#3d7f9d", "#8a8f98", "#c0392b", "#7a808a", "#9aa0a8"
"""Colours that stand out from white and from near black alike."""
YEAR = 365


class Growth(Struct, frozen=True):
    """A figure by the days of the record, in seconds or bytes, and the floor beside it."""

    name: str
    title: str
    unit: Unit
    app: Mapping[int, float]
    floor: Mapping[int, float] | None = None
    floor_is: str = ""
    most: float | None = None


class Frame(NamedTuple):
    """Where on the picture a number of days and a figure are; days as equal steps of a factor."""

    size: tuple[int, int]
    days: tuple[int, int]
    top: float

    def x(self, days: int) -> float:
        """Give the place of a number of days from the left."""
        left, _above, right, _below = AROUND
        first, last = (math.log(one) for one in self.days)
        share = (math.log(days) - first) / ((last - first) or 1)
        return left + share * (self.size[0] - left - right)

    def y(self, value: float) -> float:
        """Give the place of a figure from above."""
        _left, above, _right, below = AROUND
        height = self.size[1] - above - below
        return above + height * (1 - value / self.top)


def svg(growth: Growth, size: tuple[int, int] = SIZE) -> str:
    """Draw one figure's growth."""
    return _document(size, "".join(_drawn(growth, size)), growth.title)


def overview(growths: Sequence[Growth], columns: int = 3) -> str:
    """Draw several side by side, small."""
    width, height = SMALL
    rows = math.ceil(len(growths) / columns)
    parts = (
        f'<g transform="translate({number % columns * width} {number // columns * height})">'
        f"{''.join(_drawn(one, SMALL))}</g>"
        for number, one in enumerate(growths)
    )
    whole = (width * min(columns, len(growths)), height * rows)
    told = "; ".join(f"{one.title}: {_range(one)}" for one in growths)
    return _document(whole, "".join(parts), told)


def _range(growth: Growth) -> str:
    first, last = min(growth.app), max(growth.app)
    values = (shown(growth.app[day], growth.unit) for day in (first, last))
    return f"{' to '.join(values)} from {length(first)} to {length(last)}"


def length(days: int) -> str:
    """Write so many days as a length of time."""
    years = round(days / YEAR)
    if years < 1:
        return f"{days} days"
    return f"{years} year{'s' if years > 1 else ''}"


def ceiling(value: float) -> float:
    """Give the next round figure: 1, 2 or 5 with noughts."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if value <= step * power * (1 + 1e-9))


def _drawn(growth: Growth, size: tuple[int, int]) -> Iterator[str]:
    small = size != SIZE
    values = [*growth.app.values(), *(growth.floor or {}).values()]
    values += [growth.most] if growth.most is not None else []
    scale = 2**20 if growth.unit == "MiB" else 0.001 if growth.unit == "ms" else 1.0
    top = ceiling(max(values) / scale) * scale
    frame = Frame(size, (min(growth.app), max(growth.app)), top)
    text = 10 if small else 12
    yield _words(16, 24, growth.title, text + 1, weight="600")
    for share in (0.0, 0.5, 1.0):
        value = top * share
        yield _rule(frame, value)
        yield _words(AROUND[0] - 7, frame.y(value) + 4, shown(value, growth.unit), text, "end")
    for days in sorted(growth.app):
        words = length(days).replace(" years", " y").replace(" year", " y").replace(" days", " d")
        yield _words(frame.x(days), size[1] - 18, words if small else length(days), text, "middle")
    if growth.most is not None:
        yield _curve(frame, dict.fromkeys(growth.app, growth.most), GOAL, dashed=True)
    if growth.floor:
        yield _curve(frame, growth.floor, FLOOR)
    yield _curve(frame, growth.app, OURS, dots=True)
    if not small:
        yield from _key(growth, text)


def _key(growth: Growth, text: int) -> Iterator[str]:
    """Say below the title which line is which."""
    said = [("Companion", OURS)]
    said += [(growth.floor_is, FLOOR)] if growth.floor else []
    said += [("goal", GOAL)] if growth.most is not None else []
    place = 16.0
    for words, colour in said:
        yield f'<rect x="{place:.0f}" y="34" width="14" height="3" fill="{colour}"/>'
        yield _words(place + 19, 40, words, text - 1)
        place += 36 + 6.2 * len(words)


def _curve(
    frame: Frame,
    values: Mapping[int, float],
    colour: str,
    *,
    dots: bool = False,
    dashed: bool = False,
) -> str:
    places = [(frame.x(days), frame.y(value)) for days, value in sorted(values.items())]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    line = f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    circles = (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
    return line + ("".join(circles) if dots else "")


def _rule(frame: Frame, value: float) -> str:
    left, _above, right, _below = AROUND
    return (
        f'<line x1="{left}" x2="{frame.size[0] - right}" y1="{frame.y(value):.1f}" '
        f'y2="{frame.y(value):.1f}" stroke="{LINE}" stroke-width="1" stroke-opacity="0.5"/>'
    )


def _words(
    x: float, y: float, words: str, size: int, anchor: str = "start", *, weight: str = "400"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
        f'font-weight="{weight}" fill="{INK}">{escape(words)}</text>'
    )


def _document(size: tuple[int, int], inside: str, told: str) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="Inter, system-ui, sans-serif" '
        f'role="img"><title>{escape(told)}</title>{inside}</svg>\n'
    )
