# SPDX-License-Identifier: Apache-2.0
"""Files that call themselves archives: made up from the types, mutated from good ones, monstrous.

What is made up follows the type hints of the archive, so that a new kind or field is tried too.
"""

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from companion.exchange import archive_form
from companion.exchange.archive_form import Archive

Plain = dict[str, Any]

NAMES = ("n000001", "n000002", "n000003", "n000012", "t1", "Z_-", "a")
"""Few, so that entries of all kinds, links and versions meet under one name."""
MOMENTS = (
    "2026-06-01T09:00:00+05:45",
    "2026-05-31T23:59:59.999999-12:00",
    "2026-06-01T03:15:00Z",
    "2026-01-01T00:00:00+14:00",
    "1999-12-31T23:00:00Z",
    "0001-01-01T00:00:00+14:00",
)
WALL_CLOCKS = (
    "2026-06-08T14:00:00",
    "2026-03-29T01:30:00",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59",
)
ZONES = (
    "Europe/Dublin",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "UTC",
    "localtime",
    "../etc/passwd",
)
HOSTILE: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10,
    2**31,
    2**53 + 1,
    2**63 - 1,
    2**63,
    -(2**63),
    -(2**63) - 1,
    10**400,
    -0.0,
    1.5,
    5e-324,
    1e308,
    1e19,
    float("nan"),
    float("-inf"),
    "",
    " ",
    "\0",
    "a\0b",
    "a\n",
    "\ud800",
    "\udfff\ud83d",
    "\ufeff\u202e\u2028",
    "🙂" * 5,
    "x" * 5000,
    "' OR 1=1; DROP TABLE note --",
    "2026-02-30T00:00:00Z",
    "2026-06-01T24:00:00Z",
    "2026-06-01T23:59:60Z",
    "2026-06-01T09:00:00+24:00",
    "2026-06-01",
    "0000-00-00",
    "2026-06-01T09:00:00",
    "9999-12-31T23:59:59-12:00",
    "99999-01-01T00:00:00Z",
    [],
    [[]],
    [None],
    {},
    {"": {}},
    {"at": "2026-06-01T09:00:00Z"},
)
RAW: tuple[bytes, ...] = (
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"9" * 4301,
    b"-" + b"9" * 30,
    b"0x10",
    b"'x'",
    b"1.",
)
RAW += (b'"\\ud800"', b'"\\u0000"', b'"\\x"', b'"\t"', b"[" * 30 + b"]" * 30, b"/**/1", b"")


# ---- made up


def structures() -> st.SearchStrategy[bytes]:
    """Give archives in the shape of the types, now and then with something wild in a field."""
    kinds = {field.name: field for field in _fields(Archive)}
    outer = st.fixed_dictionaries(
        {
            "format": st.just(archive_form.FORMAT),
            "version": _mostly(st.just(archive_form.VERSION)),
            "schema": st.just(archive_form.SCHEMA),
            "entries": _value(kinds["entries"].type, "entries"),
            "history": st.one_of(st.just({}), _value(kinds["history"].type, "history")),
        }
    )
    return outer.map(lambda plain: json.dumps(plain).encode())


def _value(of: inspect.Type, name: str) -> st.SearchStrategy[Any]:
    """Give values of a type; ``name`` is the field they are for."""
    match of:
        case inspect.StructType(fields=fields):
            needed = {f.encode_name: _value(f.type, f.encode_name) for f in fields if f.required}
            free = {f.encode_name: _value(f.type, f.encode_name) for f in fields if not f.required}
            return st.fixed_dictionaries(needed, optional=free)
        case inspect.VarTupleType(item_type=item):
            return st.lists(_value(item, name), max_size=2)
        case inspect.UnionType(types=types):
            return st.one_of([_value(one, name) for one in types])
        case _:
            return _mostly(_leaf(of, name))


def _leaf(of: inspect.Type, name: str) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911
    match of:
        case inspect.NoneType():
            return st.none()
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType(ge=low, le=high):
            top = 3 if name in ("revision", "parent") else high
            return st.integers(low, min(top or 9, 400))
        case inspect.FloatType(le=high):
            return st.floats(0.25, high)
        case inspect.EnumType(cls=kind):
            return st.sampled_from([member.value for member in kind])
        case inspect.DateTimeType(tz=tz):
            return st.sampled_from(WALL_CLOCKS if tz is False else MOMENTS)
        case inspect.DateType():
            return st.dates().map(str)
        case inspect.StrType() if name in ("id", "entry_id", "session_id"):
            return st.sampled_from(NAMES)
        case inspect.StrType() if name == "zone":
            return st.sampled_from(ZONES)
        case inspect.StrType():
            return (
                st.sampled_from(["x", "Grüße 🙂 مرحبا", "two words\0", "\u2028", '"\\{['])
                | st.text()
            )
    raise TypeError(of)


def _mostly(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of([good] * 60 + [st.sampled_from(HOSTILE)])


def _fields(kind: type[msgspec.Struct]) -> Sequence[inspect.Field]:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    return found.fields


# ---- mutated


def mutated(random: Random, good: Sequence[bytes]) -> bytes:
    """Give one of the good archives with one to three things about it changed."""
    plain = json.loads(random.choice(good))
    for _time in range(random.choice((1, 1, 1, 2, 3))):
        random.choice(_CHANGES)(random, plain)
    content = json.dumps(plain, indent=random.choice((None, 1))).encode()
    return random.choice(_SPOILS)(random, content) if random.random() < 0.4 else content


def _places(plain: Any) -> list[tuple[Any, Any]]:
    """Give every place in a plain value: what holds it, and the key or position there."""
    found: list[tuple[Any, Any]] = []
    todo = [plain]
    while todo:
        holder = todo.pop()
        inner = list(holder.items() if isinstance(holder, dict) else enumerate(holder))
        found += ((holder, key) for key, _value in inner)
        todo += (value for _key, value in inner if isinstance(value, dict | list))
    return found


def _replace(random: Random, plain: Plain) -> None:
    holder, key = random.choice(_places(plain))
    holder[key] = random.choice(HOSTILE)


def _drop(random: Random, plain: Plain) -> None:
    holder, key = random.choice(_places(plain))
    del holder[key]


def _swap(random: Random, plain: Plain) -> None:
    places = _places(plain)
    (one, key), (other, other_key) = random.choice(places), random.choice(places)
    one[key] = json.loads(json.dumps(other[other_key]))


def _add(random: Random, plain: Plain) -> None:
    holder, key = random.choice(_places(plain))
    if isinstance(holder, list):
        holder.insert(key, random.choice((holder[key], *HOSTILE)))
    else:
        holder[random.choice(("more", "", "id", "record", "\ud800", "__class__"))] = holder[key]


def _rename(random: Random, plain: Plain) -> None:
    """Give an entry, a link or a version the name of another."""
    named = [
        (holder, key)
        for holder, key in _places(plain)
        if key in ("id", "entry_id", "session_id") and isinstance(holder, dict)
    ]
    if named:
        holder, key = random.choice(named)
        other, other_key = random.choice(named)
        holder[key] = random.choice((other[other_key], *NAMES))


def _edit(random: Random, plain: Plain) -> None:
    """Say something else under the same name, as another copy of the diary would."""
    worded = [
        (holder, key)
        for holder, key in _places(plain)
        if key in ("words", "revision", "mood") and isinstance(holder, dict)
    ]
    if worded:
        holder, key = random.choice(worded)
        holder[key] = random.choice(("other words", 7)) if key == "words" else random.randrange(9)


def _age(random: Random, plain: Plain) -> None:
    plain["version"] = random.choice((0, 2, 1.0, "1", 10**9, True))


_CHANGES: tuple[Callable[[Random, Plain], None], ...] = (
    _replace,
    _replace,
    _drop,
    _swap,
    _add,
    _rename,
    _edit,
    _edit,
    _age,
)


def _flip(random: Random, content: bytes) -> bytes:
    spoilt = bytearray(content)
    for _time in range(random.randint(1, 4)):
        spoilt[random.randrange(len(spoilt))] ^= 1 << random.randrange(8)
    return bytes(spoilt)


def _cut(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content))]


def _splice(random: Random, content: bytes) -> bytes:
    place, start = random.randrange(len(content)), random.randrange(len(content))
    return content[:place] + content[start : start + random.randrange(400)] + content[place:]


def _put_raw(random: Random, content: bytes) -> bytes:
    """Put what is no JSON, or barely, in the place of a value."""
    colons = [place for place, byte in enumerate(content) if byte == ord(":")]
    place = random.choice(colons or [0]) + 1
    end = content.find(b",", place)
    return content[:place] + random.choice(RAW) + content[max(place, end) :]


def _say_twice(random: Random, content: bytes) -> bytes:
    key = random.choice((b'"id"', b'"record"', b'"format"', b'"entries"', b'"words"'))
    return content.replace(key, key + b": 1, " + key, 1)


def _recode(random: Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "surrogatepass")
    return text.encode(random.choice(("utf-16", "utf-32", "utf-8-sig", "latin-1")), "replace")


_SPOILS: tuple[Callable[[Random, bytes], bytes], ...] = (
    _flip,
    _cut,
    _splice,
    _put_raw,
    _say_twice,
    _recode,
)
