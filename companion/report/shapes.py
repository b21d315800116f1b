# SPDX-License-Identifier: Apache-2.0
"""The plain shapes a chart is made of, in points on a plane: x to the right, y down.

Roles are names of the theme's tokens, never colours. A label's ``y`` is the middle of its line.
Those that come by the thousand hold nothing but values, so the collector need not look at them.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import overload

from msgspec import Struct


class Form(StrEnum):
    """How a mark is drawn: filled round, filled square, or round with an empty middle."""

    DOT = "dot"
    SQUARE = "square"
    HOLLOW = "hollow"


class Align(StrEnum):
    """Which part of a label stands at its x."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Line(Struct, frozen=True, kw_only=True, gc=False):
    """A line through at least two points."""

    points: tuple[tuple[float, float], ...]
    role: str
    width: float
    dash: bool = False


class Box(Struct, frozen=True, kw_only=True, gc=False):
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    role: str


class Mark(Struct, frozen=True, kw_only=True, gc=False):
    """A mark around its middle; ``size`` is its width."""

    x: float
    y: float
    role: str
    form: Form
    size: float


class Label(Struct, frozen=True, kw_only=True, gc=False):
    """Words on one line."""

    x: float
    y: float
    words: str
    role: str
    size: float
    align: Align = Align.LEFT
    weight: int = 400


class Point(Struct, frozen=True, kw_only=True, gc=False):
    """One value of a day; ``hollow`` for one entered late. ``words`` say it in full.

    ``figure`` is how the value is written where its number alone does not tell, as "142/88".
    """

    day: date
    value: float
    hollow: bool = False
    words: str = ""
    figure: str = ""


class Band(Struct, frozen=True, kw_only=True):
    """A severity band from ``low`` to ``high``, both included, with its word."""

    low: float
    high: float
    words: str


class Limit(Struct, frozen=True, kw_only=True):
    """A limit that matters, drawn as a dashed line across a panel, with its word."""

    value: float
    words: str


class Panel(Struct, frozen=True, kw_only=True):
    """One measure on its own scale.

    ``daily`` points are joined from day to day only: a missing day breaks the line. Others are
    squares joined by a thin line, with their values if ``show_values``. Where there are points
    ``before``, each is a dot, joined upright to the square of its day, and no line joins the days.
    ``tick_words`` stand beside the ticks instead of their numbers.
    """

    title: str
    low: float
    high: float
    points: tuple[Point, ...]
    role: str
    bands: tuple[Band, ...] = ()
    ticks: tuple[float, ...] = ()
    show_values: bool = False
    daily: bool = False
    limit: Limit | None = None
    tick_words: tuple[str, ...] = ()
    before: tuple[Point, ...] = ()


class Marker(Struct, frozen=True, kw_only=True):
    """A session: a dashed line through every panel, with its number below."""

    day: date
    number: int
    words: str = ""


class EventKind(StrEnum):
    """What happened to a medicine; each has a form of its own."""

    STARTED = "started"
    CHANGED = "changed"
    STOPPED = "stopped"


class Event(Struct, frozen=True, kw_only=True):
    """Something that began, changed or ended on a day, marked below the panels with its words."""

    day: date
    kind: EventKind
    words: str


class Shade(Struct, frozen=True, kw_only=True):
    """A shaded stretch of days, such as "before treatment"."""

    first: date
    last: date
    words: str


class Hit(Struct, frozen=True, kw_only=True, gc=False):
    """A day to read by pointer or arrow keys: where it is, and what was recorded on it.

    ``after`` tells how long after which session it was.
    """

    x: float
    day: date
    words: tuple[str, ...]
    places: tuple[tuple[float, float], ...]
    after: str = ""


class Hits(Sequence[Hit]):
    """The days of a chart that can be read, in time order; each is put into words when asked for."""

    def __init__(
        self, days: Sequence[date], x: Callable[[date], float], read: Callable[[date], Hit]
    ) -> None:
        self._days, self._x, self._read = days, x, read

    def __len__(self) -> int:
        """Give how many days there are."""
        return len(self._days)

    @overload
    def __getitem__(self, place: int) -> Hit: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Hit]: ...

    def __getitem__(self, place: int | slice) -> Hit | Sequence[Hit]:
        """Give one day, or several."""
        if isinstance(place, slice):
            return [self._read(day) for day in self._days[place]]
        return self._read(self._days[place])

    @property
    def years(self) -> int:
        """How many years they lie in, from the first to the last."""
        return self._days[-1].year - self._days[0].year + 1 if self._days else 0

    def place(self, day: date) -> int | None:
        """Give the place of a day among them; None where it is not one of them."""
        found = bisect_left(self._days, day)
        return found if found < len(self) and self._days[found] == day else None

    def nearest(self, x: float) -> int:
        """Give where the day nearest to a place on the plane stands among them."""
        found = bisect_left(self._days, x, key=self._x)
        near = range(max(found - 1, 0), min(found + 1, len(self)))
        return min(near, key=lambda each: abs(self._x(self._days[each]) - x))


class Chart(Struct, frozen=True, kw_only=True, dict=True):
    """A laid-out chart: shapes in painting order, and hits in time order.

    Hits are gathered when they are first asked for: on paper nobody points at a day.
    """

    width: float
    height: float
    shapes: tuple[Line | Box | Mark | Label, ...]
    gather: Callable[[], Hits]

    @cached_property
    def hits(self) -> Hits:
        """The days to read."""
        return self.gather()
