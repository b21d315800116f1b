# SPDX-License-Identifier: Apache-2.0
"""JSON taken strictly: no key twice, no number out of range, no half characters, nothing deep.

Whatever the bytes are, the answer is a plain value or a Fault. What it takes to find that out
grows with their number and with nothing else.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from math import isfinite
from typing import Any, NoReturn

from companion.language import _

DEEPEST = 20
LARGEST_NUMBER = 2**63 - 1
LONGEST = 10_000_000
"""Characters of one text: some five thousand printed pages."""


class Fault(Exception):
    """Something wrong with a file, and the place."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}")
        self.place = place
        self.what = what


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
        raise Fault(f"{error.lineno}:{error.colno}", error.msg) from error
    except UnicodeDecodeError as error:
        raise not_text() from error
    if len(content) > LONGEST or _HALF_ESCAPED.search(content):
        for place, what in _bad_texts(plain, "$"):
            raise Fault(place, what)
    return plain


def not_text() -> Fault:
    """Give the fault of bytes that are no UTF-8."""
    return Fault("$", _("not UTF-8 text"))


def too_deep() -> Fault:
    """Give the fault of brackets inside brackets beyond measure."""
    return Fault("$", _("nested too deep"))


def marks(content: bytes) -> int:
    """Count the marks that begin something in JSON, those inside of texts too."""
    return sum(content.count(mark) for mark in (b'"', b",", b"[", b"{"))


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


def _bad_texts(given: object, place: str) -> Iterator[tuple[str, str]]:
    """Give the places of texts that cannot be kept: too long, or with half a character."""
    match given:
        case dict():
            for name, value in given.items():
                inner = f"{place}.{shown(name)}"
                yield from _bad_texts(name, inner)
                yield from _bad_texts(value, inner)
        case list():
            for position, one in enumerate(given):
                yield from _bad_texts(one, f"{place}[{position}]")
        case str() if len(given) > LONGEST:
            yield place, _("too long a text")
        case str() if not given.isascii() and _HALF.search(given):
            yield place, _("half of a broken character")


_HALF = re.compile("[\ud800-\udfff]")
_HALF_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")
"""UTF-8 holds no half characters, so that one can only come by such an escape."""
