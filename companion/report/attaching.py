# SPDX-License-Identifier: Apache-2.0
"""Putting the structured copy into a PDF that was set with a stand-in for it.

So the pages can be set while the copy is still being made, and a copy of many megabytes does not go
through Typst. The file is as if it had been set with it: one object is another, and the table of
where the objects lie says so. It knows the form that Typst writes, and refuses any other.
"""

import re
import zlib

from msgspec import Struct

STAND_IN = "{}"
"""What is attached while the pages are set."""

LEAD = b"<</Length 2/Type/EmbeddedFile"
EMBEDDED = re.compile(
    rb"<</Length 2/Type/EmbeddedFile(?P<kind>/Subtype/[^/]+)"
    rb"/Params<</Size 2(?P<more>/ModDate\([^)]*\))>>>>\nstream\n{}\nendstream"
)
TABLE = re.compile(rb"xref\n0 (\d+)\n")
STARTS = re.compile(rb"startxref\n(\d+)\n%%EOF\s*$")
LINE = 20
"""The bytes that a line of the table of objects has."""
DIGITS = 10


class Packed(Struct, frozen=True):
    """The copy as it lies in the file, and how many bytes it has."""

    body: bytes
    size: int


def packed(copy: bytes) -> Packed:
    """Pack the copy: of many megabytes that takes a while, and needs nothing of the pages."""
    return Packed(zlib.compress(copy), len(copy))


def with_copy(document: bytes, copy: Packed) -> bytes:
    """Give a PDF that carries the copy where it carried the stand-in."""
    place = EMBEDDED.match(document, document.rfind(LEAD))
    starts = STARTS.search(document, len(document) - 64)
    if place is None or starts is None:
        raise RuntimeError("the PDF does not carry the stand-in as expected")
    start, end, table_at = place.start(), place.end(), int(starts[1])
    body = (
        b"<</Length %d/Type/EmbeddedFile/Filter/FlateDecode%b/Params<</Size %d%b>>>>\n"
        b"stream\n%b\nendstream"
        % (len(copy.body), place["kind"], copy.size, place["more"], copy.body)
    )
    moved = len(body) - (end - start)
    return b"".join((
        document[:start], body, document[end:table_at],
        _moved_table(document, table_at, start, moved),
        b"startxref\n%d\n%%%%EOF" % (table_at + moved),
    ))  # fmt: skip


def _moved_table(document: bytes, table_at: int, after: int, moved: int) -> bytes:
    """Give the table of objects, and the trailer, with what lies after a place moved on."""
    head = TABLE.match(document, table_at)
    if head is None:
        raise RuntimeError("the PDF has no table of objects")
    first, count = head.end(), int(head[1])
    end = first + count * LINE
    lines = [document[at : at + LINE] for at in range(first, end, LINE)]
    lines = [_moved(line, moved) if int(line[:DIGITS]) > after else line for line in lines]
    trailer = document[end : document.rindex(b"startxref")]
    return b"".join((head.group(), *lines, trailer))


def _moved(line: bytes, moved: int) -> bytes:
    return b"%010d" % (int(line[:DIGITS]) + moved) + line[DIGITS:]
