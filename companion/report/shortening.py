# SPDX-License-Identifier: Apache-2.0
"""Texts of any length for a page of one length."""

import unicodedata

from companion.report.printable import JOINERS

NEAR = 24
"""The end of a word is looked for so many letters before the place to cut."""
JOINER = "\u200d"
RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"


def on_one_line(text: str) -> str:
    """Give a text without line breaks; a dot stands where one was."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return " · ".join(line for line in lines if line)


def shortened(text: str, most: int, ending: str = "…") -> str:
    """Give a text of at most so many letters, and the ending where it was cut.

    It is cut between words where one ends near that place, and never between a letter and what
    is shaped with it.
    """
    if len(text) <= most:
        return text
    place = text.rfind(" ", max(1, most - NEAR), most + 1)
    if place < 0:
        place = most
        while place > 1 and (_goes_with_the_one_before(text[place]) or text[place - 1] == JOINER):
            place -= 1
    return text[:place].rstrip() + ending


def isolated(text: str) -> str:
    """Give a text that is put into a sentence: one written from right to left stays for itself.

    Else the number or the dose beside it would be drawn on its other side.
    """
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text):
        return f"{ISOLATE}{text}{END_OF_ISOLATE}"
    return text


def _goes_with_the_one_before(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter).startswith("M")
