# SPDX-License-Identifier: Apache-2.0
"""Which articles make a list to read: for before the first session, and for who stays by."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from companion.domain.article import Article


class Preset(StrEnum):
    """Lists that can be taken with one press."""

    FIRST_SESSION = "first_session"
    SITTER = "sitter"
    EVERYTHING = "everything"


FIXED: Mapping[Preset, tuple[str, ...]] = {
    Preset.FIRST_SESSION: (
        "what-it-is",
        "ways-it-is-given",
        "from-consultation-to-maintenance",
        "a-session",
        "the-person-with-you",
        "side-effects",
        "medicines-that-matter",
        "rights-and-rules",
    ),
    Preset.SITTER: (
        "who-does-what",
        "a-session",
        "the-person-with-you",
        "side-effects",
    ),
}
"""The ids of those lists that do not hold every article."""


def chosen(preset: Preset, articles: Iterable[Article]) -> frozenset[str]:
    """Give the ids of the articles of a list, as far as they are there."""
    wanted = FIXED.get(preset)
    return frozenset(one.id for one in articles if wanted is None or one.id in wanted)
