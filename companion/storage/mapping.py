# SPDX-License-Identifier: Apache-2.0
"""Records as rows and back, driven by the type hints of the record alone.

A kind's table has a column for each field, with a plan's two fields as ``plan_at`` and
``plan_zone``; a tuple of parts has a table of its own, one row a part.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import Struct

from companion.domain.records import KINDS, Record
from companion.storage import troubles
from companion.storage.database import Value

RecordT = TypeVar("RecordT", bound=Record)
Plain = dict[str, Any]
"""A record as JSON has it: text, numbers, lists and dictionaries."""

LARGEST = 2**63 - 1

ENTRY_COLUMNS = ("id", "revision", "created_at", "edited_at", "deleted_at")
"""The columns that the table of every kind has for the entry itself."""


class Column(Struct, frozen=True):
    """One column, the way to its value in a plain record, and whether that is a yes or no."""

    name: str
    way: tuple[str, ...]
    yes_or_no: bool


class Parts(Struct, frozen=True):
    """A field that holds parts, and the table they are in."""

    field: str
    table: str
    columns: tuple[Column, ...]


class Shape(Struct, frozen=True):
    """How a kind of record lies in tables."""

    table: str
    columns: tuple[Column, ...]
    parts: tuple[Parts, ...]


def table_of(kind: type[Struct]) -> str:
    """Give the table's name of a kind: CheckIn is in check_in."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


TABLES: Mapping[str, type[Record]] = {table_of(kind): kind for kind in KINDS}


def shape_of(kind: type[Struct]) -> Shape:
    """Give how a kind of record lies in tables."""
    return _shape(kind)


@cache
def _shape(kind: type[Struct]) -> Shape:
    columns: list[Column] = []
    parts: list[Parts] = []
    for field in msgspec.structs.fields(kind):
        hint = _bare(field.type)
        if get_origin(hint) is tuple:
            part = get_args(hint)[0]
            parts.append(Parts(field.name, table_of(part), shape_of(part).columns))
        elif isinstance(hint, type) and issubclass(hint, Struct):
            columns += (
                Column(f"{field.name}_{inner.name}", (field.name, *inner.way), inner.yes_or_no)
                for inner in shape_of(hint).columns
            )
        else:
            columns.append(Column(field.name, (field.name,), hint is bool))
    return Shape(table_of(kind), tuple(columns), tuple(parts))


def plain(record: Struct) -> Plain:
    """Give a record as JSON has it, checked: what this gives can be kept without loss.

    Raises Problem for half a character or a number too large to keep, and msgspec's
    ValidationError for a record whose types are wrong, which is a mistake of the program.
    """
    found: Plain = _checked(msgspec.to_builtins(record))
    return found


def canonical(record: RecordT) -> RecordT:
    """Give a record as it will be read back. Raises as ``plain`` does."""
    return msgspec.convert(plain(record), type(record))


def body_of(record: Record) -> bytes:
    """Give a record as JSON; two records are the same when this is."""
    return msgspec.json.encode(record)


def values(columns: Sequence[Column], source: Plain) -> dict[str, Value]:
    """Give the columns' values in a plain record, or in one part."""
    return {column.name: _at(source, column.way) for column in columns}


def gathered(columns: Sequence[Column], row: Sequence[Value]) -> Plain:
    """Give the plain record, or part, that a row holds."""
    found: Plain = {}
    for column, value in zip(columns, row, strict=True):
        target = found
        for step in column.way[:-1]:
            target = target.setdefault(step, {})
        is_truth = column.yes_or_no and value is not None
        target[column.way[-1]] = bool(value) if is_truth else value
    return found


def _bare(hint: object) -> object:
    """Give a type without its limits and without None."""
    if get_origin(hint) is UnionType or str(get_origin(hint)) == "typing.Union":
        hint = next(part for part in get_args(hint) if part is not type(None))
    return get_args(hint)[0] if hasattr(hint, "__metadata__") else hint


def _at(source: Plain, way: tuple[str, ...]) -> Value:
    found: Any = source
    for step in way:
        found = found[step]
    value: Value = found
    return value


def _checked(value: Any) -> Any:
    """Give a plain value as it can be kept, unchanged but for minus nought."""
    kind = type(value)
    if kind is str:
        if not value.isascii():
            _check_text(value)
    elif kind is int:
        if abs(value) > LARGEST:
            raise troubles.too_large()
    elif kind is dict:
        return {key: _checked(inner) for key, inner in value.items()}
    elif kind is list or kind is tuple:
        return [_checked(inner) for inner in value]
    elif kind is float:
        if not math.isfinite(value):
            raise troubles.too_large()
        return value + 0.0  # minus nought, which a table would give back as nought
    return value


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise troubles.broken_text() from error
