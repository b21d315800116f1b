# SPDX-License-Identifier: Apache-2.0
"""Entries out of their tables: SQLite puts each together as JSON, which is decoded in one go.

That is several times faster than to gather the rows of an entry and of its parts here, and both
are as they were at one time. Every number comes back as it was kept: SQLite writes it with as many
digits as tell it from the next.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.json import Decoder

from companion.domain.records import KINDS, Entry
from companion.storage.mapping import ENTRY_COLUMNS, Column, RecordT, shape_of

Members = dict[str, Any]
"""The SQL of each member of a JSON object, or the members of an object in it."""


def expression(kind: type[Struct]) -> str:
    """Give the SQL of an entry as JSON, for a query on the table of its kind."""
    return _expression(kind)


def decoder(kind: type[RecordT]) -> Decoder[Entry[RecordT]]:
    """Give what makes an entry of a kind from its JSON, and refuses what no such entry can be."""
    return Decoder(Entry[kind])  # type: ignore[valid-type]


def get_ready() -> None:
    """Make what entries of each kind are read by, which takes a while the first time."""
    for kind in KINDS:
        expression(kind)
        decoder(kind)


@cache
def _expression(kind: type[Struct]) -> str:
    shape = shape_of(kind)
    record = _members(shape.columns)
    for part in shape.parts:
        record[part.field] = f"""(
            SELECT json_group_array({_object(_members(part.columns))} ORDER BY position)
            FROM {part.table} WHERE parent_id = {shape.table}.id
        )"""  # noqa: S608 -- names of ours
    return _object({**{name: f'"{name}"' for name in ENTRY_COLUMNS}, "record": record})


def _members(columns: Iterable[Column]) -> Members:
    found: Members = {}
    for column in columns:
        target = found
        for step in column.way[:-1]:
            target = target.setdefault(step, {})
        target[column.way[-1]] = _truth(column) if column.yes_or_no else f'"{column.name}"'
    return found


def _truth(column: Column) -> str:
    """Give the SQL of a yes or no, for which SQLite has 1 and 0."""
    return f"""json(iif("{column.name}", 'true', iif("{column.name}" IS NULL, 'null', 'false')))"""


def _object(members: Members) -> str:
    pairs = (
        f"'{name}', {_object(value) if isinstance(value, dict) else value}"
        for name, value in members.items()
    )
    return f"json_object({', '.join(pairs)})"
