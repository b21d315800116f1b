# SPDX-License-Identifier: Apache-2.0
"""SQLite's trees of pages, read so that a lost page costs only what lies on it.

A tree is walked from its root where the way is whole. Leaves that no way leads to any more, because
a page above them is lost, are read by themselves; whose they are is told by their rows. SQLite's
file format documentation describes every number here.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

from companion.stopping import Progress, unwatched
from companion.storage.database import Row, Value
from companion.storage.pages import USABLE, Page, Pages

INDEX_BRANCH, TABLE_BRANCH, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
LARGEST_LEAF = USABLE - 35
LARGEST_KEY = (USABLE - 12) * 64 // 255 - 23
SMALLEST = (USABLE - 12) * 32 // 255 - 23
PIECE = 100
"""Pages that are read between two looks at whether to go on."""
_FIRST_HEADER = 100
_WIDTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""How many bytes a value of each kind of number takes."""


class Unreadable(ValueError):
    """A row whose bytes are not all there, or make no sense."""


class Tree(Struct, frozen=True):
    """The rows of a table or index. ``whole`` tells that none can be missing."""

    rows: tuple[Row, ...]
    whole: bool


class Named(Struct, frozen=True):
    """An object of the schema: what it is, its name, its table, where it begins, how it was made."""

    kind: str
    name: str
    table: str
    root: int
    sql: str


class Forest:
    """Every tree of a record."""

    def __init__(self, pages: Pages, progress: Progress = unwatched) -> None:
        self._pages = pages
        self._progress = progress
        self._reached: set[int] = set()
        schema = self._walk(1, is_table=True)
        self.schema = tuple(_named(row) for row in schema.rows)
        self.trees = {
            named.name: self._walk(named.root, is_table=named.kind == "table")
            for named in self.schema
            if named.root
        }

    def strays(self) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """Give the rows, and the index keys, on sound pages that no tree leads to any more."""
        rows: list[Row] = []
        keys: list[Row] = []
        for number in range(2, self._pages.count + 1):
            page = None if number in self._reached else self._pages.page(number)
            if page is not None and page.content[0] == TABLE_LEAF:
                rows += self._rows(page, is_table=True)[0]
            elif page is not None and page.content[0] in (INDEX_LEAF, INDEX_BRANCH):
                keys += self._rows(page, is_table=False)[0]
        return tuple(rows), tuple(keys)

    def _walk(self, root: int, *, is_table: bool) -> Tree:
        rows: list[Row] = []
        whole = True
        waiting = [root]
        kinds = (TABLE_BRANCH, TABLE_LEAF) if is_table else (INDEX_BRANCH, INDEX_LEAF)
        while waiting:
            page = self._pages.page(waiting.pop())
            if page is None or page.number in self._reached or _kind(page) not in kinds:
                whole = False
                continue
            self._reached.add(page.number)
            if len(self._reached) % PIECE == 0:
                self._progress(len(self._reached), self._pages.count)
            waiting += _children(page)
            found, all_read = self._rows(page, is_table=is_table)
            rows += found
            whole = whole and all_read
        return Tree(tuple(rows), whole)

    def _rows(self, page: Page, *, is_table: bool) -> tuple[list[Row], bool]:
        """Give the rows of a page that can be read, and whether that is all of them."""
        if _kind(page) == TABLE_BRANCH:
            return [], True
        found: list[Row] = []
        cells = list(_cells(page))
        for cell in cells:
            try:
                found.append(self._row(page, cell, is_table=is_table))
            except (Unreadable, IndexError, struct.error, UnicodeDecodeError):
                continue
        return found, len(found) == len(cells)

    def _row(self, page: Page, cell: int, *, is_table: bool) -> Row:
        content = page.content
        position = cell + (4 if _kind(page) == INDEX_BRANCH else 0)
        length, position = _number(content, position)
        if is_table:
            _, position = _number(content, position)
        largest = LARGEST_LEAF if is_table else LARGEST_KEY
        if length <= largest:
            return _values(content[position : position + length])
        local = SMALLEST + (length - SMALLEST) % (USABLE - 4)
        local = local if local <= largest else SMALLEST
        end = position + local
        (rest,) = struct.unpack_from(">I", content, end)
        return _values(content[position:end] + self._overflow(rest, length - local))

    def _overflow(self, number: int, length: int) -> bytes:
        """Give the rest of a row that did not fit on its page."""
        parts = []
        while length > 0:
            page = self._pages.page(number)
            if page is None:
                raise Unreadable(number)
            part = page.content[4 : 4 + min(length, USABLE - 4)]
            parts.append(part)
            length -= len(part)
            number = int.from_bytes(page.content[:4])
        return b"".join(parts)


def _named(row: Row) -> Named:
    kind, name, table, root, sql = row
    return Named(str(kind), str(name), str(table), int(root or 0), str(sql or ""))


def _kind(page: Page) -> int:
    return page.content[_header(page)]


def _header(page: Page) -> int:
    return _FIRST_HEADER if page.number == 1 else 0


def _cells(page: Page) -> Iterator[int]:
    """Give where the cells of a page begin."""
    header = _header(page)
    (count,) = struct.unpack_from(">H", page.content, header + 3)
    start = header + (12 if _kind(page) in (INDEX_BRANCH, TABLE_BRANCH) else 8)
    yield from struct.unpack_from(f">{count}H", page.content, start)


def _children(page: Page) -> list[int]:
    """Give the pages below a page; none below a leaf."""
    if _kind(page) in (INDEX_LEAF, TABLE_LEAF):
        return []
    ways = (*_cells(page), _header(page) + 8)
    return [int.from_bytes(page.content[way : way + 4]) for way in ways]


def _number(content: bytes, position: int) -> tuple[int, int]:
    """Read a number of one to nine bytes; give it and where it ends."""
    value = 0
    for step in range(8):
        byte = content[position + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position + step + 1
    return value << 8 | content[position + 8], position + 9


def _values(payload: bytes) -> Row:
    """Give the values of a row."""
    header, position = _number(payload, 0)
    kinds = []
    while position < header:
        kind, position = _number(payload, position)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        width = _WIDTHS[kind] if kind < len(_WIDTHS) else (kind - 12) // 2
        part = payload[position : position + width]
        if len(part) != width or kind in (10, 11):
            raise Unreadable(kind)
        values.append(_value(kind, part))
        position += width
    return tuple(values)


def _value(kind: int, part: bytes) -> Value:
    if kind == 0:
        return None
    if kind == 7:
        (real,) = struct.unpack(">d", part)
        return float(real)
    if kind < 10:
        return int.from_bytes(part, signed=True) if part else kind - 8
    return part if kind % 2 == 0 else part.decode()
