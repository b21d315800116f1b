# SPDX-License-Identifier: Apache-2.0
"""Which medicines a team asks about before a session: the kind that a typed name is of."""

import unicodedata
from collections.abc import Iterable

from msgspec import Struct

from companion.domain.records import Medicine


class KindOfNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of medicine that teams ask about, with the names it is known by.

    ``names`` are substances and ``brands`` the names on common boxes. ``sources`` say why it is
    of note.
    """

    id: str
    sources: tuple[str, ...]
    names: tuple[str, ...]
    brands: tuple[str, ...] = ()


def of_note(name: str, kinds: Iterable[KindOfNote]) -> str | None:
    """Give the kind that a medicine's typed name is of, None where it is of none that is known.

    Only whole words count, never parts of one: "Lamotrigine 100" is lamotrigine, "lamo" is
    nothing. Capitals, accents, brackets, digits and signs between the words do not matter. Where
    names of two kinds stand in it, the one that comes first counts.
    """
    typed = _words(name)
    known = {_words(each): kind.id for kind in kinds for each in (*kind.names, *kind.brands)}
    longest = max(map(len, known), default=0)
    for place in range(len(typed)):
        for length in range(longest, 0, -1):
            kind = known.get(typed[place : place + length])
            if kind is not None:
                return kind
    return None


def kind_of(medicine: Medicine, kinds: Iterable[KindOfNote]) -> str | None:
    """Give the kind a medicine is of: as the patient told, else as its name says.

    What the patient told wins, an empty word for "none of these" too.
    """
    if medicine.of_note is not None:
        return medicine.of_note or None
    return of_note(medicine.name, kinds)


def _words(text: str) -> tuple[str, ...]:
    """Give the words of a name as they are compared: runs of letters, without case and accents."""
    apart = unicodedata.normalize("NFKD", text)
    # Accents stand apart now; what has no width would otherwise cut a word in two.
    bare = "".join(each for each in apart if unicodedata.category(each) not in ("Mn", "Cf"))
    return tuple("".join(each if each.isalpha() else " " for each in bare).casefold().split())
