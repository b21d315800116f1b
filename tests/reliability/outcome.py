# SPDX-License-Identifier: Apache-2.0
"""What a reliability harness gives back: how often it tried, what it counted, what went wrong.

Every harness is a module with ``run(count, seed, folder) -> Outcome``: it tries ``count`` times in
an empty ``folder`` of its own, and the same seed tries the same things.
"""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

MOST_WRONG = 20
"""How many of the things that went wrong are kept in words; all of them are counted."""


class Outcome(Struct, frozen=True):
    """The figures of a run. ``tried`` is in units of ``what``; ``wrong`` is empty when all held."""

    what: str
    tried: int = 0
    figures: Mapping[str, int] = {}
    wrong: tuple[str, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        """Give both as one: what was counted is added up."""
        figures = dict(self.figures)
        for name, value in other.figures.items():
            figures[name] = figures.get(name, 0) + value
        wrong = (*self.wrong, *other.wrong)[:MOST_WRONG]
        return Outcome(self.what, self.tried + other.tried, figures, wrong)

    def line(self) -> str:
        """Say it in one line."""
        counts = ", ".join(f"{value:,} {name}" for name, value in self.figures.items())
        return f"{self.tried:,} {self.what}: {counts}"


class Tally:
    """An outcome in the making."""

    def __init__(self, what: str, *names: str) -> None:
        self.what = what
        self.tried = 0
        self.figures: Counter[str] = Counter(dict.fromkeys(names, 0))
        self.wrong: list[str] = []

    def count(self, name: str, by: int = 1) -> None:
        """Count something that is neither right nor wrong."""
        self.figures[name] += by

    def fault(self, name: str, detail: str, by: int = 1) -> None:
        """Count something that must never happen, and keep how it did."""
        self.figures[name] += by
        if by and len(self.wrong) < MOST_WRONG:
            self.wrong.append(f"{name}: {detail}")

    def outcome(self) -> Outcome:
        """Give what was counted."""
        return Outcome(self.what, self.tried, dict(self.figures), tuple(self.wrong))
