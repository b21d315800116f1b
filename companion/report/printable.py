# SPDX-License-Identifier: Apache-2.0
"""Make any text printable: what the bundled fonts cannot show is written as its number.

A tagged PDF refuses a character without a glyph, and a report must never fail because of what was
typed. The record itself keeps every character; only paper gets the stand-in.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from companion.shipped import resource_path

LONGEST_WORD, STEP = 24, 12
"""A longer word gets places to break so many letters apart, so that it stays in its column."""
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f\u20e3") | {chr(c) for c in range(0x1F3FB, 0x1F400)}
"""What melts with the character before it, besides combining marks."""
BREAKS = frozenset("\n\x0b\x0c\x85\u2028\u2029")
LONG_WORDS = re.compile(rf"[!-,.0-~¡-ɏͰ-ӿ]{{{LONGEST_WORD + 1},}}")
BREAK_HERE = "\u200b"
ISOLATES = str.maketrans("", "", "\u2068\u2069")
"""They keep what is written from right to left apart; where all is Latin there is nothing to."""
REFUSED = frozenset("\x00\ufeff")
"""Refused in a tagged PDF, though a font maps them."""


def printable(text: str) -> tuple[str, int]:
    """Give a text that the report's fonts can show, and how many characters were replaced."""
    text = LONG_WORDS.sub(_breakable, text)
    if text.isascii() and text.isprintable():
        return text, 0
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    parts, replaced = [], 0
    for cluster in _clusters(text):
        shown, count = _shown(cluster)
        parts.append(shown)
        replaced += count
    return "".join(parts), replaced


def _breakable(word: re.Match[str]) -> str:
    letters = word.group()
    steps = range(0, len(letters), STEP)
    return BREAK_HERE.join(letters[start : start + STEP] for start in steps)


def plain(text: str) -> tuple[str, int]:
    """Give a text of Latin letters only: the last resort when the fonts still refuse one."""
    parts = [
        character if " " <= character <= "~" or character in "\n·–−×→≥<°" else _number(character)
        for character in text.translate(ISOLATES)
    ]
    return "".join(parts), sum(len(part) > 1 for part in parts)


def _clusters(text: str) -> Iterator[str]:
    """Split a text into what is shaped together: a character and the marks that follow it."""
    cluster = ""
    for character in text:
        if cluster and (_follows(character) or cluster[-1] == "\u200d"):
            cluster += character
        else:
            if cluster:
                yield cluster
            cluster = character
    if cluster:
        yield cluster


def _follows(character: str) -> bool:
    return character in JOINERS or unicodedata.category(character).startswith("M")


@lru_cache(maxsize=4096)  # a page may be set many times, in ever fewer words
def _shown(cluster: str) -> tuple[str, int]:
    if cluster in BREAKS:
        return "\n", 0
    if cluster == "\t":
        return " ", 0
    if _one_font(cluster):
        return cluster, 0
    if len(cluster) == 1:
        return _number(cluster), 1
    parts = [_shown(character) for character in cluster if character not in JOINERS]
    return "".join(shown for shown, _ in parts), max(1, sum(count for _, count in parts))


def _one_font(cluster: str) -> bool:
    if any(character in REFUSED or _control(character) for character in cluster):
        return False
    if _follows(cluster[0]) or (_marked(cluster) and not cluster[0].isalnum()):
        return False
    return any(all(ord(one) in font for one in cluster) for font in _fonts())


def _marked(cluster: str) -> bool:
    return any(unicodedata.category(one).startswith("M") and one not in JOINERS for one in cluster)


def _control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn")


def _number(character: str) -> str:
    return f"[U+{ord(character):04X}]"


@cache
def _fonts() -> tuple[frozenset[int], ...]:
    data = json.loads(resource_path("fonts", "coverage.json").read_text(encoding="utf-8"))
    return tuple(
        frozenset(codepoint for first, last in ranges for codepoint in range(first, last + 1))
        for ranges in data.values()
    )
