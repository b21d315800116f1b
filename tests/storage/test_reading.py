# SPDX-License-Identifier: Apache-2.0
"""Whatever an entry may hold comes back from its tables as it was, and nothing else does."""

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from companion.domain.records import KINDS, CheckIn, Entry, Note, Record
from companion.storage import mapping
from companion.storage.diary import Diary
from companion.storage.findings import Area, Finding, findings
from companion.storage.mapping import LARGEST
from tests.storage.samples import at, begin, check_in, fill

EVERY_CONTROL = "".join(map(chr, [*range(32), *range(127, 160)])) + "\u2028\u2029\ufeff\ufffe\uffff"
TEXTS = ("", EVERY_CONTROL, "null", '{"a": 1}', "1.0", "\\u0041\\", '"', "'; --", "🙂👩‍🚀" * 3)
ZONES = ("Europe/Dublin", "Asia/Kathmandu", "UTC")
OFFSETS = (-12 * 60, 0, 5 * 60 + 45, 14 * 60)
FLOATS = (5e-324, 1e-308, 0.1 + 0.2, 1 / 3, 1e22, 123456789.123456789, math.nextafter(1, 2), 7.0)


def values(of: inspect.Type, name: str) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911, PLR0912
    """Give values of a type, those at its edges often; ``name`` is the field they are for."""
    match of:
        case inspect.UnionType(types=types):
            return st.one_of([values(one, name) for one in types])
        case inspect.VarTupleType(item_type=item):
            return st.lists(values(item, name), max_size=3).map(tuple)
        case inspect.StructType(cls=kind):
            return records(kind)
        case inspect.NoneType():
            return st.none()
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType(ge=least, le=most):
            first, last = -LARGEST if least is None else least, LARGEST if most is None else most
            return st.sampled_from([first, last]) | st.integers(first, last)
        case inspect.FloatType(ge=least, gt=above, le=most):
            low, high = (least if above is None else above), most
            assert low is not None
            assert high is not None
            within = [number for number in (*FLOATS, low, high) if low < number <= high]
            return st.sampled_from(within) | st.floats(low, high, exclude_min=above is not None)
        case inspect.EnumType(cls=kind):
            return st.sampled_from(list(kind))
        case inspect.DateTimeType(tz=tz):
            return moments() if tz else walls()
        case inspect.DateType():
            return st.dates(date(1900, 1, 1), date(2100, 1, 1))
        case inspect.StrType() if name == "zone":
            return st.sampled_from(ZONES)
        case inspect.StrType() if name == "session_id":
            return st.nothing()  # there is no session here
        case inspect.StrType():
            return st.sampled_from(TEXTS) | st.text(max_size=20)
    raise TypeError(of)


def walls() -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))


def moments() -> st.SearchStrategy[datetime]:
    offsets = st.sampled_from([timezone(timedelta(minutes=offset)) for offset in OFFSETS])
    return st.datetimes(
        datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=offsets | st.just(UTC)
    )


def records(kind: type[Any]) -> st.SearchStrategy[Any]:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    fields: Mapping[str, Any] = {
        field.name: values(field.type, field.name) for field in found.fields
    }
    return st.builds(kind, **fields)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diary]:
    made = begin(tmp_path_factory.mktemp("any") / "data")
    yield made
    made.close()


_names = count(1)
once = settings(
    derandomize=True,
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("kind", KINDS)
@once
@given(data=st.data())
def test_whatever_a_record_may_hold_comes_back(
    book: Diary, kind: type[Record], data: st.DataObject
) -> None:
    made = data.draw(st.lists(records(kind), min_size=1, max_size=4))
    entries = [
        Entry(
            id=f"{next(_names):09}",
            revision=data.draw(st.sampled_from([1, 2, LARGEST])),
            created_at=data.draw(moments()),
            edited_at=data.draw(st.none() | moments()),
            deleted_at=data.draw(st.none() | moments()),
            record=mapping.canonical(record),
        )
        for record in made
    ]
    with book._database.write():
        book._store.insert(entries)
    read = book._store.entries(kind, "id >= ?", [entries[0].id], order="id")
    # As bytes, for which 0.1 + 0.2 is not 0.3, one offset not another, and no not nought.
    assert msgspec.json.encode(read) == msgspec.json.encode(entries)
    assert read == tuple(entries)


def test_a_text_of_a_million_characters_comes_back(tmp_path: Path) -> None:
    made = begin(tmp_path / "data")
    words = (EVERY_CONTROL + 'é\\"🙂') * (1_000_000 // (len(EVERY_CONTROL) + 4))
    entry = made.add(Note(at=at(9), words=words))
    assert made.get(Note, entry.id).record.words == words
    made.close()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("check_in", "at", "yesterday"),
        ("check_in", "mood", 11),
        ("check_in", "sleep_hours", 9e999),
        ("check_in", "created_at", ""),
        ("session", "plan_at", "2026-13-01T00:00:00"),
        ("session", "route", "by post"),
        ("tracked", "number", -9e999),
    ],
)
def test_a_row_that_is_no_entry_is_found_by_its_name_alone(
    tmp_path: Path, table: str, column: str, value: str | float
) -> None:
    made = begin(tmp_path / "data")
    fill(made)
    other = made.add(check_in("sound"))
    name = "parent_id" if table == "tracked" else "id"
    ((bad,),) = made._database.rows(f"SELECT {name} FROM {table} LIMIT 1")
    made._database.rows("PRAGMA ignore_check_constraints = ON")
    with made._database.write():
        made._database.run(f"UPDATE {table} SET {column} = ? WHERE {name} = ?", [value, bad])
    kind = "session" if table == "session" else "check_in"
    assert Finding(Area.ENTRIES, f"{kind} {bad!s}") in findings(made._database)
    with pytest.raises(msgspec.DecodeError):
        made.entries(mapping.TABLES[kind])
    assert made.get(CheckIn, other.id) == other
    made.close()
