# SPDX-License-Identifier: Apache-2.0
"""JSON taken strictly: no key twice, no number out of range, no half characters, nothing deep.

Whatever the bytes are, the answer is a plain value or a Fault. What it takes to find that out
grows with their number and with nothing else.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from inspect import cleandoc
from itertools import accumulate
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

import msgspec
from msgspec import Struct

from companion.language import _
from companion.problem import Problem

DEEPEST = 20
LARGEST_NUMBER = 2**63 - 1
LONGEST = 10_000_000
"""Characters of one text: some five thousand printed pages."""
LONGEST_REASON = 120
"""Characters; a reason names what stands in the file, which can be of any length."""


class Fault(Exception):
    """Something wrong with a file, and the place."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}")
        self.place = place
        self.what = what


def read(path: Path, largest: int) -> bytes:
    """Read a file of at most so many bytes.

    Raises Problem where it cannot be read, and Fault where it is larger.
    """
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        raise unreadable(path) from error
    if len(content) > largest:
        raise Fault("$", _("too large"))
    return content


def unreadable(path: Path) -> Problem:
    """Give the problem of a file that cannot be read."""
    return Problem(
        happened=_("“{name}” cannot be read.").format(name=path.name),
        safe=_("Nothing was changed."),
        next_step=_("Look whether the file is there and you may read it."),
    )


def parsed(content: bytes) -> object:
    """Parse JSON in UTF-8. Raises Fault with the place."""
    if _depth(content) > DEEPEST:
        raise too_deep()
    try:
        plain: object = json.loads(
            content.decode(),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:
        place = _("line {line}, character {character}")
        raise Fault(
            place.format(line=error.lineno, character=error.colno), unreadable_from_here()
        ) from error
    except UnicodeDecodeError as error:
        raise not_text() from error
    if may_hold_too_long(content) or _HALF_ESCAPED.search(content):
        for place, text in texts(plain, "$"):
            _refuse_unkept(place, text)
    return plain


def texts(given: object, place: str) -> Iterator[tuple[str, str]]:
    """Give every text in a plain value with its place, the names of fields among them."""
    match given:
        case dict():
            for name, value in given.items():
                inner = f"{place}.{shown(name)}"
                yield inner, name
                yield from texts(value, inner)
        case list():
            for position, one in enumerate(given):
                yield from texts(one, f"{place}[{position}]")
        case str():
            yield place, given


def may_hold_too_long(content: bytes) -> bool:
    """Tell whether JSON may hold a text that is too long; where this says no, it holds none."""
    start = 0
    while len(content) - start > LONGEST:
        quote = content.rfind(b'"', start, start + LONGEST)
        if quote < 0 or content[quote - 1 : quote] == b"\\":
            return True
        start = quote + 1
    return False


def misfit(error: msgspec.ValidationError) -> Fault:
    """Give the fault of a value that does not fit its type."""
    what, _at, place = str(error).partition(" - at `")
    return _in_plain_words(Fault(place.rstrip("`") or "$", what[:LONGEST_REASON]))


def schema(kind: type[Struct], title: str) -> bytes:
    """Give the JSON Schema (2020-12) of a file, which allows no field that is not in it."""
    (outer,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for part in parts.values():
        if "properties" in part:
            part["additionalProperties"] = False
        if "description" in part:
            part["description"] = cleandoc(part["description"])
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **outer,
        "$defs": {name: parts[name] for name in sorted(parts)},
    }
    return json.dumps(whole, indent=1, ensure_ascii=False).encode() + b"\n"


def unreadable_from_here() -> str:
    """Say of a file that it breaks off, or that it is no JSON from some place on."""
    return _("it cannot be read from there on")


def not_text() -> Fault:
    """Give the fault of bytes that are no UTF-8."""
    return Fault("$", _("not UTF-8 text"))


def too_deep() -> Fault:
    """Give the fault of brackets inside brackets beyond measure."""
    return Fault("$", _("nested too deep"))


def marks(content: bytes) -> int:
    """Count the marks that begin something in JSON, those inside of texts too."""
    return sum(content.count(mark) for mark in (b'"', b",", b"[", b"{"))


def visible(text: str) -> str:
    """Give a text from a file in such a way that all of it can be seen."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def shown(text: str) -> str:
    """Give the beginning of a text that may hold anything, fit to be shown."""
    return text[:40].encode(errors="replace").decode()


def _depth(content: bytes) -> int:
    """Give how deep the brackets nest, without parsing."""
    bare = _STRING.sub(b"", content).translate(None, delete=_NO_BRACKETS)
    return max(accumulate(1 if byte in b"[{" else -1 for byte in bare), default=0)


_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A string, or all that follows where one is not closed, so that no text is looked at twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counts = Counter(name for name, _value in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise Fault(f"“{shown(twice)}”", _("there twice"))
    return found


def _no_number(text: str) -> NoReturn:
    raise Fault(text, _("not a number"))


def _float(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise Fault(text[:20], _("out of range"))
    return number


def _int(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > LARGEST_NUMBER:
        raise Fault(text[:20], _("out of range"))
    return int(text)


def _refuse_unkept(place: str, text: str) -> None:
    """Raise Fault for a text that cannot be kept: too long, or with half a character."""
    if len(text) > LONGEST:
        raise Fault(place, _("too long a text"))
    if not text.isascii() and _HALF.search(text):
        raise Fault(place, _("half of a broken character"))


_HALF = re.compile("[\ud800-\udfff]")
_HALF_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")
"""UTF-8 holds no half characters, so that one can only come by such an escape."""


def _in_plain_words(fault: Fault) -> Fault:
    """Give a fault that msgspec found in words for someone who may not know it."""
    unknown = re.match(r"Object contains unknown field `(.*?)`?$", fault.what, re.DOTALL)
    if unknown:
        return Fault(f"{fault.place}.{unknown[1]}", _("this field is not known"))
    for pattern, words in (
        (r"Object missing required field `(\w+)`", _("“{}” is missing")),
        (r"Expected `\w+` of length <= (\d+)", _("it is longer than {}")),
        (r"Expected `\w+` of length >= ", _("it is empty")),
        (r"Expected `(?:int|float)` <= (\S+)", _("it is more than {}")),
        (r"Expected `(?:int|float)` >= (\S+)", _("it is less than {}")),
        (r"Expected `str` matching ", _("only letters from a to z, digits, - and _ can be in it")),
        (r"Expected `(.+?)`, got `(.+?)`", _("it should be {}, and is {}")),
        (r"Expected `datetime` with a timezone", _("its time zone is missing")),
        (r"Invalid RFC3339 ", _("there is no such date or time")),
        (r"Invalid enum value (.*)", _("{} is not known")),
    ):
        found = re.match(pattern, fault.what, re.DOTALL)
        if found:
            return Fault(fault.place, words.format(*found.groups()))
    return fault
