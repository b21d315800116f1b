# SPDX-License-Identifier: Apache-2.0
"""The recovery code: 160 random bits as eight groups a person can write down and type again.

Each group is four characters of Crockford's base 32 and a fifth that checks them. The checks are
counted in the field of 32 elements, so that a wrong character, two swapped ones, or two swapped
groups never pass.
"""

import re
import secrets
from functools import reduce

from companion.language import _, ngettext
from companion.problem import Problem

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 8
DATA = 4
LENGTH = DATA + 1
READ_AS = str.maketrans("OIL", "011")
"""Letters that no code holds, and the digits they are taken for when someone reads them so."""

_MODULUS = 0b100101
"""x⁵ + x² + 1, under which x is a generator of the field."""


class Mistyped(Problem):
    """A recovery code with a mistake in it; the sentence names the group."""


def new_code() -> str:
    """Draw a new code, written as it is shown: ``7KQ4M-…`` eight times."""
    drawn = [[secrets.randbelow(32) for _ in range(DATA)] for _ in range(GROUPS)]
    groups = [[*digits, _check(digits, place)] for place, digits in enumerate(drawn)]
    return "-".join("".join(ALPHABET[digit] for digit in group) for group in groups)


def read(typed: str) -> bytes:
    """Give the 20 bytes that a code stands for, however it was spaced or cased.

    Raises Mistyped, which names the groups that cannot be right.
    """
    groups = _groups(typed)
    wrong = [place for place, group in enumerate(groups) if not _sound(group, place)]
    if wrong:
        raise _mistyped([place + 1 for place in wrong])
    digits = [ALPHABET.index(character) for group in groups for character in group[:DATA]]
    return reduce(lambda number, digit: number << 5 | digit, digits, 0).to_bytes(20)


def _groups(typed: str) -> list[str]:
    """Cut what was typed into eight groups. Raises Mistyped where it has too much or too little."""
    parts = re.findall(r"[^\W_]+", typed.upper().translate(READ_AS))
    if len(parts) == GROUPS:
        return parts
    characters = "".join(parts)
    if len(characters) != GROUPS * LENGTH:
        raise _wrong_length(len(characters))
    return [characters[start : start + LENGTH] for start in range(0, len(characters), LENGTH)]


def _sound(group: str, place: int) -> bool:
    if len(group) != LENGTH or not set(group) <= set(ALPHABET):
        return False
    *digits, check = (ALPHABET.index(character) for character in group)
    return check == _check(digits, place)


def _check(digits: list[int], place: int) -> int:
    """Give the digit that checks a group: a sum weighted by powers of x, and the group's place."""
    total = place
    for power, digit in enumerate(digits, 1):
        for _step in range(power):
            digit = _times_x(digit)  # noqa: PLW2901 -- the same digit, one power further
        total ^= digit
    return total


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _MODULUS if doubled & 0b100000 else doubled


def _mistyped(places: list[int]) -> Mistyped:
    words = ngettext(
        "There is a mistake in group {places} of the recovery code.",
        "There are mistakes in groups {places} of the recovery code.",
        len(places),
    )
    return Mistyped(
        happened=words.format(places=", ".join(map(str, places))),
        safe=_("Nothing was changed."),
        next_step=_("Compare it with your printed code, one character at a time."),
    )


def _wrong_length(count: int) -> Mistyped:
    words = ngettext(
        "{count} character was typed; a recovery code has 40, in 8 groups of 5.",
        "{count} characters were typed; a recovery code has 40, in 8 groups of 5.",
        count,
    )
    return Mistyped(
        happened=words.format(count=count),
        safe=_("Nothing was changed."),
        next_step=_("Type all eight groups. Spaces and dashes do not matter."),
    )
