# SPDX-License-Identifier: Apache-2.0
"""Finding a side effect by what a person types: words in any order, accents and slips forgiven."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from unicodedata import combining, normalize

SHORT = 2
"""Words of so few letters are left out, as "in" and "my", where longer ones were typed."""

SLIPS = 0.8
"""How alike a mistyped word has to be: "siezure" for "seizure", not "ear" for "hear"."""

SLIPS_FROM = 5
"""Shorter words are too much like too many others."""

MOST = 200
"""Letters of what was typed that are looked at: who pastes a page is not looking for a name."""

Texts = Mapping[str, Sequence[str]]


def words_in(text: str) -> tuple[str, ...]:
    """Give the words of a text as they are compared: small, without accents and apostrophes."""
    parted = normalize("NFKD", text.casefold())
    plain = "".join(each for each in parted if not combining(each) and each not in "'’‘`")
    return tuple("".join(each if each.isalnum() else " " for each in plain).split())


def wanted(typed: str) -> tuple[str, ...]:
    """Give the words that were typed and tell something."""
    words = words_in(typed[:MOST])
    return tuple(word for word in words if len(word) > SHORT) or words


def has(texts: Iterable[str], typed: str) -> bool:
    """Tell whether texts together hold every word that was typed, each by its beginning.

    Nothing typed is held by all, and what has no letters by none.
    """
    words = wanted(typed)
    if not words:
        return not typed.strip()
    found = {word for text in texts for word in words_in(text)}
    return all(any(word.startswith(begun) for word in found) for begun in words)


def holding(texts: Texts, typed: str) -> tuple[str, ...]:
    """Give the keys whose texts hold every word that was typed; all of them for nothing typed."""
    return tuple(key for key, own in texts.items() if has(own, typed))


def near(texts: Texts, typed: str) -> tuple[str, ...]:
    """Give the keys that could be meant where none holds every word: those that hold most.

    What stands nowhere is left out, and what is mistyped is taken for the word it is most like.
    """
    known = {word for own in texts.values() for text in own for word in words_in(text)}
    left = tuple(_recognised(wanted(typed), known))
    held = {key: sum(has(own, word) for word in left) for key, own in texts.items()}
    most = max(held.values(), default=0)
    return tuple(key for key, count in held.items() if count == most > 0)


def _recognised(typed: Iterable[str], known: set[str]) -> Iterator[str]:
    for word in typed:
        if any(each.startswith(word) for each in known):
            yield word
        elif len(word) >= SLIPS_FROM:
            yield from get_close_matches(word, sorted(known), n=1, cutoff=SLIPS)
