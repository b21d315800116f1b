# SPDX-License-Identifier: Apache-2.0
"""Write resources/fonts/coverage.json: which characters the bundled fonts can show.

Run `python packaging/font_coverage.py` after a font was added or changed. Standard library only.
"""

import json
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
COVERAGE = FONTS / "coverage.json"


def ranges(codepoints: Iterable[int]) -> list[list[int]]:
    """Give codepoints as sorted [first, last] pairs."""
    found: list[list[int]] = []
    for codepoint in sorted(codepoints):
        if found and codepoint == found[-1][1] + 1:
            found[-1][1] = codepoint
        else:
            found.append([codepoint, codepoint])
    return found


def coverage(folder: Path = FONTS) -> dict[str, list[list[int]]]:
    """Give the characters of each font file; what a family's weights do not share is left out."""
    families: dict[str, set[int]] = {}
    for path in sorted(folder.glob("*.ttf")):
        codepoints = set(_codepoints(path.read_bytes()))
        family = path.stem.split("-")[0]
        families[family] = families.get(family, codepoints) & codepoints
    return {family: ranges(found) for family, found in families.items()}


def _codepoints(font: bytes) -> Iterator[int]:
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 4 + 8 * number + 4)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 4:
            yield from _segments(font, start + offset)
        elif form == 12:
            yield from _groups(font, start + offset)


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        found, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if found == tag:
            return int(offset)
    raise ValueError(f"the font has no {tag.decode()} table")


def _segments(font: bytes, start: int) -> Iterator[int]:
    """Read a format 4 table: segments of the first 65,536 characters."""
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    rest = start + 16 + 2 * count
    starts = struct.unpack_from(f">{count}H", font, rest)
    deltas = struct.unpack_from(f">{count}H", font, rest + 2 * count)
    offsets = struct.unpack_from(f">{count}H", font, rest + 4 * count)
    for segment in range(count):
        for codepoint in range(starts[segment], ends[segment] + 1):
            glyph = codepoint
            if offsets[segment]:
                place = rest + 4 * count + 2 * segment + offsets[segment]
                place += 2 * (codepoint - starts[segment])
                (glyph,) = struct.unpack_from(">H", font, place)
                if glyph == 0:
                    continue
            if (glyph + deltas[segment]) % 65536 and codepoint != 0xFFFF:
                yield codepoint


def _groups(font: bytes, start: int) -> Iterator[int]:
    """Read a format 12 table: groups of any characters."""
    (count,) = struct.unpack_from(">I", font, start + 12)
    for number in range(count):
        first, last, glyph = struct.unpack_from(">III", font, start + 16 + 12 * number)
        yield from (codepoint for codepoint in range(first, last + 1) if glyph + codepoint - first)


def main() -> None:
    """Write the file."""
    COVERAGE.write_text(json.dumps(coverage(), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
