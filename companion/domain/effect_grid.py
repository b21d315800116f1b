# SPDX-License-Identifier: Apache-2.0
"""Which side effects came with which session: a grade, "no", and "not asked" kept apart."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from companion.domain.course import GRADES, held_sessions, session_before
from companion.domain.records import ChecklistRun, Entry, Grade, Session, SideEffect
from companion.domain.tolerability import looked


class Without(StrEnum):
    """Why there is no grade: asked, and it was not named; or never asked."""

    NO = "no"
    NOT_ASKED = "not_asked"


class EffectRow(Struct, frozen=True, kw_only=True):
    """One side effect over the sessions: its worst grade in each, or why there is none."""

    effect: str | None
    own_name: str
    cells: tuple[Grade | Without, ...]


class EffectGrid(Struct, frozen=True, kw_only=True):
    """Side effects by session: the sessions' numbers, and the most frequent effect first.

    ``asked`` tells for each session whether the person was asked after it.
    """

    sessions: tuple[int, ...]
    asked: tuple[bool, ...]
    rows: tuple[EffectRow, ...]


def effect_grid(
    side_effects: Iterable[Entry[SideEffect]],
    sessions: Iterable[Entry[Session]],
    runs: Iterable[Entry[ChecklistRun]],
    asking: Collection[str],
    numbers: Collection[int],
) -> EffectGrid:
    """Give the side effects around the held sessions of these numbers.

    A side effect belongs to the session it was noted with, else to the one that began within the
    24 hours before it. A session was asked about where a walk for it has an answer, other than
    "not yet", to one of the ``asking`` items: an effect that is not named there is "no". Without
    such an answer, an effect that is not named is "not asked".
    """
    held = held_sessions(sessions)
    names = {entry.id: number for number, entry in enumerate(held, 1)}
    found: dict[tuple[str | None, str], dict[int, Grade]] = defaultdict(dict)
    for entry in side_effects:
        record = entry.record
        number = names.get(record.session_id or "") or session_before(record.start, held)
        if number is None or number not in numbers:
            continue
        grades = found[record.effect, "" if record.effect else record.own_name.strip()]
        grades[number] = max(grades.get(number, record.grade), record.grade, key=GRADES.index)
    asked = _asked(runs, names, asking)
    columns = tuple(sorted(number for number in names.values() if number in numbers))
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0][0] or "~", pair[0][1]))
    return EffectGrid(
        sessions=columns,
        asked=tuple(number in asked for number in columns),
        rows=tuple(
            EffectRow(effect=effect, own_name=name, cells=_cells(grades, columns, asked))
            for (effect, name), grades in ordered
        ),
    )


def _cells(
    grades: Mapping[int, Grade], columns: Sequence[int], asked: Collection[int]
) -> tuple[Grade | Without, ...]:
    return tuple(
        grades.get(number, Without.NO if number in asked else Without.NOT_ASKED)
        for number in columns
    )


def _asked(
    runs: Iterable[Entry[ChecklistRun]], names: Mapping[str, int], asking: Collection[str]
) -> set[int]:
    """Give the numbers of the sessions for which one of the items was last answered so."""
    found = set()
    for entry in runs:
        number = names.get(entry.record.session_id or "")
        if number is not None and any(looked(entry.record, asking)):
            found.add(number)
    return found
