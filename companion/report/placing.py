# SPDX-License-Identifier: Apache-2.0
"""Where words fit on a chart: their size by an average glyph, and no two on one another."""

from collections.abc import Iterable

from companion.report.shapes import Align, Label

GLYPH = 0.58
WIDE_GLYPH = 1.05
LINE_HEIGHT = 1.1
BESIDE = 1.5
"""Least room between words on one line."""
Extent = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def text_width(words: str, size: float) -> float:
    """Estimate how wide words are; a little too wide rather than too narrow."""
    return sum(WIDE_GLYPH if ord(glyph) > 0x2E7F else GLYPH for glyph in words) * size


def extent(label: Label) -> Extent:
    """Give the room a label takes."""
    width, half = text_width(label.words, label.size), label.size * LINE_HEIGHT / 2
    left = label.x
    if label.align is Align.CENTER:
        left -= width / 2
    elif label.align is Align.RIGHT:
        left -= width
    return left, label.y - half, left + width, label.y + half


class Room:
    """The room still free for words on a plane."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self._height = width, height
        self._taken: list[Extent] = []
        self._shunned: list[Extent] = []
        self.labels: list[Label] = []

    def take(self, *tries: Label) -> bool:
        """Place the first of the tries that fits, off the shunned places if one does."""
        fitting = [label for label in tries if self._fits(extent(label))]
        clear = [label for label in fitting if not overlaps(extent(label), self._shunned)]
        for label in (clear or fitting)[:1]:
            self._taken.append(extent(label))
            self.labels.append(label)
        return bool(fitting)

    def block(self, taken: Extent) -> None:
        """Keep words away from a place."""
        self._taken.append(taken)

    def shun(self, place: Extent) -> None:
        """Keep words away from a place where there is another one for them."""
        self._shunned.append(place)

    def _fits(self, wanted: Extent) -> bool:
        left, top, right, bottom = wanted
        inside = left >= 0 and top >= 0 and right <= self.width and bottom <= self._height
        return inside and not overlaps(wanted, self._taken)


def overlaps(wanted: Extent, taken: Iterable[Extent]) -> bool:
    """Tell whether a place touches one of those taken."""
    left, top, right, bottom = wanted
    left, right = left - BESIDE, right + BESIDE
    return any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
        for other in taken
    )
