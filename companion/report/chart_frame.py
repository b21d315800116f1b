# SPDX-License-Identifier: Apache-2.0
"""Where a panel of a chart stands on the plane, and the way there from days and values."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from companion.numbers import amount
from companion.report.shapes import Align, Box, Label, Line, Mark, Point

Place = tuple[float, float]
Shape = Line | Box | Mark | Label


class Frame(Struct, frozen=True, kw_only=True):
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
        """Give the place of a day, the middle of its stretch."""
        share = ((day - self.first).days + 0.5) / self.days
        return round(self.left + share * (self.right - self.left), 2)

    def y(self, value: float) -> float:
        """Give the height of a value; what lies beyond the scale stands at its end."""
        held = min(max(value, self.low), self.high)
        share = (held - self.low) / (self.high - self.low)
        return round(self.bottom - share * (self.bottom - self.top), 2)

    def places(self, points: Iterable[Point]) -> list[Place]:
        """Give the places of many points at once: ten years have thousands."""
        start, days = self.first.toordinal() - 0.5, self.days
        left, wide = self.left, self.right - self.left
        heights: dict[float, float] = {}
        found = []
        for point in points:
            height = heights.get(point.value)
            if height is None:
                height = heights[point.value] = self.y(point.value)
            x = left + (point.day.toordinal() - start) / days * wide
            found.append((round(x, 2), height))
        return found


def moved(label: Label, x: float, y: float, align: Align) -> Label:
    """Give the same words at another place."""
    return Label(
        x=x, y=y, words=label.words, role=label.role, size=label.size, align=align,
        weight=label.weight,
    )  # fmt: skip


def tick_words(value: float) -> str:
    """Write a value of a scale."""
    return amount(value)
