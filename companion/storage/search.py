# SPDX-License-Identifier: Apache-2.0
"""Words as the search table takes them, and what a user types as a query that cannot break it."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec
from msgspec import Struct

from companion.domain.records import Record

TOKENS = "unicode61 remove_diacritics 2 categories 'L* M* N* Co So'"
"""How the table cuts text: letters, marks, digits and symbols such as emoji make words."""

KEYS = {
    "session_id",
    "checklist",
    "item",
    "effect",
    "instrument",
    "from_item",
    "zone",
    "medicine_id",
    "tracker",
    "of_note",
}
"""Text fields that hold a key of ours, not the patient's words."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Characters of scripts that put no spaces between words."""


def words_of(record: Record) -> str:
    """Give all the patient's words in a record, as the search table keeps them."""
    return "\n".join(spaced(text) for text in _texts(record) if text)


def query(typed: str) -> str | None:
    """Give the query for what was typed: entries holding every word, by its beginning.

    None where nothing was typed.
    """
    words = typed.encode(errors="replace").decode().replace("\0", " ").split()
    phrases = (spaced(word).replace('"', '""') for word in words)
    return " ".join(f'"{phrase}"*' for phrase in phrases) or None


def spaced(text: str) -> str:
    """Put spaces around each character of a script that has none, so that each is a word."""
    return _UNSPACED.sub(lambda found: f" {found.group()} ", text)


def _texts(record: Struct) -> Iterator[str]:
    for field in _text_fields(type(record)):
        value = getattr(record, field)
        if isinstance(value, tuple):
            for part in value:
                yield from _texts(part)
        else:
            yield value


@cache
def _text_fields(kind: type[Struct]) -> tuple[str, ...]:
    """Give the fields that hold words, or parts that may hold words."""
    fields = msgspec.structs.fields(kind)
    return tuple(
        field.name
        for field in fields
        if field.name not in KEYS
        and (field.type is str or getattr(field.type, "__origin__", None) is tuple)
    )
