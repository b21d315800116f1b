# SPDX-License-Identifier: Apache-2.0
"""A number as a person types it: taken where it can mean one thing only, never guessed.

Both a point and a comma stand before decimal places. So "1,000" is a thousand to one person and
one to another, and neither is taken. The digits may be those of any script.
"""

import re
from math import isfinite

_DIGIT = re.compile(r"\d")
_SIGNS = str.maketrans({"\u2212": "-", "\u066b": "."})
"""The minus sign, and the mark before decimal places that goes with Arabic digits."""

_PLAIN = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)")
_TWO_WAYS = re.compile(r"([+-]?[1-9]\d{0,2})[.,](\d{3})")
_GROUPED = re.compile(
    r"([+-]?[1-9]\d{0,2})((?P<gap>[\s'\u2019\u066c.,])\d{3}(?:(?P=gap)\d{3})*)([.,]\d+)?"
)
"""Thousands set apart by one and the same sign, "1 000" or "1,000,000", with a last part or none."""


class NotOneNumber(ValueError):
    """What was typed is no number, or leaves open which one is meant.

    ``instead`` are those it may mean, as digits with a point: none, one, or two to choose from.
    """

    def __init__(self, instead: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(instead))
        self.instead = instead


def read_number(typed: str, *, whole: bool = False) -> float | None:
    """Give the number that was typed, None where nothing was.

    Raises NotOneNumber for what is none, or no ``whole`` one where that is needed, and for thousands
    that are set apart from the rest.
    """
    text = _DIGIT.sub(lambda digit: str(int(digit[0])), typed.strip()).translate(_SIGNS)
    if not text:
        return None
    instead = _instead(text, whole=whole)
    if instead or not _PLAIN.fullmatch(text):
        raise NotOneNumber(instead)
    plain = text.replace(",", ".")
    number = float(plain)
    if not isfinite(number) or (whole and "." in plain):
        raise NotOneNumber
    return int(plain) if whole else number


def _instead(text: str, *, whole: bool) -> tuple[str, ...]:
    """Give what a number with thousands set apart may mean; nothing for any other text."""
    if two_ways := _TWO_WAYS.fullmatch(text):
        before, after = two_ways.groups()
        if whole:
            return (before + after, before) if after == "000" else (before + after,)
        return before + after, f"{before}.{_places(after)}"
    grouped = _GROUPED.fullmatch(text)
    if grouped is None:
        return ()
    before, groups, gap, last = grouped.groups()
    if last is not None and (whole or last[0] == gap):
        return ()
    return (before + groups.replace(gap, "") + (last or "").replace(",", "."),)


def _places(three: str) -> str:
    """Give three decimal places as another number of them, so that they are taken as such."""
    fewer = three.rstrip("0")
    return f"{three}0" if fewer == three else fewer or "0"
