# SPDX-License-Identifier: Apache-2.0
"""Tables as the template takes them: plain words where they are plain, and what long ones measure.

Typst lays each cell of a table out several times, to find how wide its column and how high its row
is. In a long table most cells are alike but for their digits. Where each is one of a few such
shapes, the template measures those alone and knows the rest.
"""

from collections.abc import Callable

from msgspec import Struct, structs

from companion.report.parts import Cell, Run, Table

LONG = 40
"""A table with so many rows is measured by its shapes."""
MOST_SHAPES = 80
"""So many shapes a column of a long table has at most; with more it is set as any other."""
WIDEST_DIGIT = "4"
DIGITS = str.maketrans("0123456789", WIDEST_DIGIT * 10)

Words = str | list[Run]
Show = Callable[[str], str]


class Set(Struct, frozen=True, kw_only=True):
    """A table ready to be set. ``shapes`` are those of each column; none for a short table."""

    title: str
    columns: tuple[dict[str, object], ...]
    rows: list[list[Words]]
    note: str
    shapes: list[list[Words]] | None = None


def to_set(table: Table, show: Show) -> Set:
    """Give a table with every word as ``show`` makes it."""
    rows = [[_words(cell, show) for cell in row] for row in table.rows]
    return Set(
        title=show(table.title),
        columns=tuple({"words": show(one.words), "share": one.share} for one in table.columns),
        rows=rows,
        note=show(table.note),
        shapes=_shapes(rows, len(table.columns)) if len(rows) >= LONG else None,
    )


def _words(cell: Cell, show: Show) -> Words:
    if len(cell) == 1 and not cell[0].strong and not cell[0].faint:
        return show(cell[0].words)
    return [structs.replace(run, words=show(run.words)) for run in cell]


def _shapes(rows: list[list[Words]], columns: int) -> list[list[Words]] | None:
    """Give the shapes of each column; None where one has many, as typed words have."""
    found: list[dict[object, Words]] = [{} for _column in range(columns)]
    for row in rows:
        for shapes, words in zip(found, row, strict=True):
            if isinstance(words, str):
                shape: Words = words.translate(DIGITS)
                key: object = shape
            else:
                shape = [structs.replace(run, words=run.words.translate(DIGITS)) for run in words]
                key = tuple(shape)
            shapes.setdefault(key, shape)
            if len(shapes) > MOST_SHAPES:
                return None
    return [list(shapes.values()) for shapes in found]
