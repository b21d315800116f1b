# SPDX-License-Identifier: Apache-2.0
"""What a phone's camera reads so that the phone dials: pure text, nothing is called from here."""

import re

FEWEST_DIGITS, MOST_DIGITS = 2, 15
"""From the shortest number for emergencies to the longest that the world's numbering plan has."""

_A_NUMBER = re.compile(r"\+?[\d \u00a0().\-‐‑–]+")
"""Without a stroke, which often stands between two numbers: better no code than a wrong one."""

_TRUNK = re.compile(r"\(0\)")


def to_dial(number: str) -> str:
    """Give what makes a phone dial a number; nothing where what is written is not one alone.

    A "(0)" behind a country's code is dialled at home only, and left out.
    """
    written = number.strip()
    digits = _digits(written)
    if not _A_NUMBER.fullmatch(written) or not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return ""
    if written.startswith("+"):
        return f"tel:+{_digits(_TRUNK.sub('', written))}"
    return f"tel:{digits}"


def to_text(number: str) -> str:
    """Give what makes a phone begin a text message to a number; nothing where it is none."""
    dialled = to_dial(number)
    return dialled.replace("tel:", "sms:", 1)


def _digits(text: str) -> str:
    """Give the digits of a text, those of other scripts as the usual ones."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())
