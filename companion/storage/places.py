# SPDX-License-Identifier: Apache-2.0
"""Where entries lie in time: those of some days, the newest, and the newest that hold words."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple, cast

import msgspec

from companion.storage.database import Database, Row, Value

DAY = 86_400
"""Seconds."""

EPOCH = date(1970, 1, 1)

FEW = 500
"""Up to so many entries are looked up by name; of more, the newest are soon met among all."""

STRIDE = 500
"""Entries that are looked at together on the way back in time."""

FOUND = """SELECT json_group_array(content.c0)
FROM search CROSS JOIN search_content AS content ON content.id = search.rowid
WHERE search MATCH ?"""
"""The names of all entries that a query finds, as one text.

They are read where the search table keeps them: through itself it takes three times as long, and
most of what was ever written holds a word that begins with the first letter typed.
"""


class Place(NamedTuple):
    """When an entry was (UTC seconds), its name, and its table."""

    instant: int
    entry_id: str
    table: str


Before = tuple[int, str]
"""An instant and a name: what lies before it in the order of time is meant."""


def of_days(first: date | None, last: date | None) -> tuple[str, list[Value]]:
    """Give the condition for what is not in the bin and lies in these days, and its values.

    A local day lies within a day of the same day by UTC. With that the index by time finds the
    place, in the order that is wanted.
    """
    where = "deleted_at IS NULL"
    parameters: list[Value] = []
    if first is not None:
        where += " AND instant >= ? AND day >= ?"
        parameters += [_instant(first) - DAY, first.isoformat()]
    if last is not None:
        where += " AND instant < ? AND day <= ?"
        parameters += [_instant(last) + 2 * DAY, last.isoformat()]
    return where, parameters


def _instant(day: date) -> int:
    """Give when a day begins by UTC, in seconds."""
    return (day - EPOCH).days * DAY


def newest(
    database: Database,
    tables: Sequence[str],
    query: str | None,
    before: Before | None,
    limit: int,
) -> list[Place]:
    """Give the places of the newest entries in some tables, without the bin.

    Where there is a ``query``, of those that the search table finds for it.
    """
    if query is None:
        return list(map(Place._make, _newest(database, tables, before, limit)))
    ((told,),) = database.rows(FOUND, [query])
    names = msgspec.json.decode(cast(str, told), type=set[str])
    if len(names) <= FEW:
        return list(map(Place._make, _newest(database, tables, before, limit, names)))
    found: list[Place] = []
    while len(found) < limit:
        passed = _newest(database, tables, before, STRIDE)
        found += (Place._make(row) for row in passed if row[1] in names)
        if len(passed) < STRIDE:
            break
        before = Place._make(passed[-1])[:2]
    return found[:limit]


def _newest(
    database: Database,
    tables: Sequence[str],
    before: Before | None,
    limit: int,
    names: Collection[str] | None = None,
) -> list[Row]:
    """Give the rows of places: most of them are passed by where words are sought."""
    where, parameters = "deleted_at IS NULL", list[Value]()
    if names is not None:
        where += " AND id IN (SELECT value FROM json_each(?))"
        parameters.append(json.dumps(list(names)))
    if before is not None:
        where += " AND (instant, id) < (?, ?)"
        parameters += before
    each = (
        f"SELECT instant, id, '{table}' FROM {table} WHERE {where}"  # noqa: S608 -- names of ours
        for table in tables
    )
    return database.rows(
        f"{' UNION ALL '.join(each)} ORDER BY instant DESC, id DESC LIMIT ?",
        [*parameters * len(tables), limit],
    )
