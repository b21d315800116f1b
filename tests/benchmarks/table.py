# SPDX-License-Identifier: Apache-2.0
"""The rows of the table: what was measured, beside what, what is asked of it, and whether it is met."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

Unit = Literal["ms", "s", "MiB"]
NONE = "–"
WITHOUT = "without"
"""What a row with a passphrase stands beside."""


class Row(Struct, frozen=True, kw_only=True):
    """A figure of the app, in seconds or bytes, and the floor or peer of the same run.

    ``most_ratio`` is the goal beside the floor, to which ``spare`` is added; ``most`` is a goal as a
    figure, ``least`` a figure under which it must not be either. Any of them may be missing.
    ``note`` says what has to be known to read it, also why something was not measured.
    """

    name: str
    group: str
    what: str
    app: float | None
    floor: float | None = None
    floor_is: str = ""
    unit: Unit = "ms"
    most_ratio: float | None = None
    spare: float = 0.0
    most: float | None = None
    least: float | None = None
    note: str = ""
    runs: int = 1

    @property
    def ratio(self) -> float | None:
        """How many times the floor it is."""
        if self.app is None or not self.floor:
            return None
        return self.app / self.floor

    @property
    def met(self) -> bool | None:
        """Whether every goal is met; None where there is none, or nothing was measured."""
        if self.app is None:
            return None
        said = list(self._goals(self.app))
        return all(said) if said else None

    def _goals(self, app: float) -> Iterable[bool]:
        if self.most_ratio is not None and self.floor is not None:
            yield app <= self.most_ratio * self.floor + self.spare
        if self.most is not None:
            yield app <= self.most
        if self.least is not None:
            yield app >= self.least

    @property
    def goal(self) -> str:
        """The goals in words."""
        parts = []
        if self.most_ratio is not None:
            spare = f" + {shown(self.spare, self.unit)}" if self.spare else ""
            parts.append(f"≤ {self.most_ratio:.2f} ×{spare}")
        if self.least is not None and self.most is not None:
            parts.append(f"{shown(self.least, self.unit)} – {shown(self.most, self.unit)}")
        elif self.most is not None:
            parts.append(f"≤ {shown(self.most, self.unit)}")
        return ", ".join(parts) or NONE


def with_passphrase(row: Row, app: float) -> Row:
    """Give the row of the same with a passphrase, beside without: all is encrypted either way."""
    return Row(
        name=f"{row.name}-passphrase",
        group=row.group,
        what="The same with a passphrase",
        app=app,
        floor=row.app,
        floor_is=WITHOUT,
        unit=row.unit,
        runs=row.runs,
    )


HEAD = ("What", "Companion", "Floor or peer", "Ratio", "Goal", "Met")
WORDS: Mapping[bool | None, str] = {True: "yes", False: "no", None: NONE}


def median(values: Iterable[float]) -> float:
    """Give the median: what one run in two stays under."""
    return statistics.median(values)


def shown(value: float, unit: Unit) -> str:
    """Write a figure as it is read: 1,234 ms, 12.3 ms, 1.23 s, 123 MiB."""
    if unit == "MiB":
        mebibytes = value / 2**20
        return f"{mebibytes:,.0f} MiB" if mebibytes >= 10 else f"{mebibytes:.1f} MiB"
    if unit == "s":
        return f"{value:.2f} s"
    milliseconds = value * 1000
    if milliseconds >= 100 or milliseconds == round(milliseconds):
        return f"{milliseconds:,.0f} ms"
    return f"{milliseconds:.1f} ms"


def cells(row: Row) -> tuple[str, ...]:
    """Give a row's words, in the order of the head."""
    floor = NONE if row.floor is None else f"{shown(row.floor, row.unit)} ({row.floor_is})"
    return (
        row.what,
        NONE if row.app is None else shown(row.app, row.unit),
        floor,
        NONE if row.ratio is None else f"{row.ratio:.2f} ×",
        row.goal,
        WORDS[row.met],
    )


def as_text(rows: Sequence[Row]) -> str:
    """Write the table for a terminal, and below it what has to be known of its rows."""
    return aligned([HEAD, *(cells(row) for row in rows)]) + _notes(rows, "  ")


def as_markdown(rows: Sequence[Row]) -> str:
    """Write the table as it stands in the README."""
    lines = [_line(HEAD), _line(("---", "---:", "---", "---:", "---", "---"))]
    lines += [_line(cells(row)) for row in rows]
    return "\n".join(lines) + "\n"


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Write lines of words in columns."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        + "\n"
        for line in lines
    )


def _line(words: Iterable[str]) -> str:
    return f"| {' | '.join(words)} |"


def _notes(rows: Sequence[Row], before: str) -> str:
    told = [f"{before}{row.what}: {row.note}\n" for row in rows if row.note]
    return "\n" + "".join(told) if told else ""


def verdict(rows: Sequence[Row]) -> str:
    """Say in one line how many goals are met, and which are not."""
    asked = [row for row in rows if row.met is not None]
    missed = [row.name for row in asked if not row.met]
    told = f"{len(asked) - len(missed)} of {len(asked)} goals met"
    return f"{told}; not met: {', '.join(missed)}." if missed else f"{told}."
