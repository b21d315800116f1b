# SPDX-License-Identifier: Apache-2.0
"""Codes that a phone's camera reads, for screen and paper alike."""

from companion.content import Line
from companion.domain.dialling import to_dial

QUIET_ZONE = 4
"""Modules of white that the standard asks for around a code."""


def of_line(line: Line) -> str:
    """Give what a crisis line's code holds: its number to dial, else the address it is found at."""
    if line.dial:
        return to_dial(line.dial)
    return f"https://{line.number}" if line.number and line.number == line.operator else ""


def modules(text: str) -> tuple[bytes, ...]:
    """Give the rows of a text's code with its quiet zone, a 1 for each dark module."""
    import segno

    made = segno.make(text, micro=False, error="m")
    return tuple(bytes(row) for row in made.matrix_iter(border=QUIET_ZONE))


def runs(text: str) -> tuple[tuple[int, int, int], ...]:
    """Give a code as strokes: column, row and length of each run of dark modules."""
    found = []
    for y, row in enumerate(modules(text)):
        start = None
        for x, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                found.append((start, y, x - start))
                start = None
    return tuple(found)
