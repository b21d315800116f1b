# SPDX-License-Identifier: Apache-2.0
"""The kinds of medicine that teams ask about: each has words, sources and names of its own."""

import pytest

from companion.content import Content
from companion.domain.medicine_of_note import KindOfNote, of_note

CONTENT = Content("en")
KINDS = tuple(CONTENT.medicines_of_note.values())
EXPECTED = {
    "benzodiazepine",
    "sedative_hypnotic",
    "psychostimulant",
    "mao_inhibitor",
    "opioid",
    "lamotrigine",
    "naltrexone",
    "glp1_receptor_agonist",
}
NAMES = [
    pytest.param(kind.id, name, id=name) for kind in KINDS for name in (*kind.names, *kind.brands)
]


def test_these_kinds_are_there() -> None:
    assert set(CONTENT.medicines_of_note) == EXPECTED
    assert list(CONTENT.medicines_of_note) == [kind.id for kind in KINDS]


def test_every_kind_has_its_words_and_no_other_has() -> None:
    assert set(CONTENT.medicine_of_note_words) == EXPECTED
    for words in CONTENT.medicine_of_note_words.values():
        assert words.name.strip()
        assert words.why.count(".") == 1
        assert words.why.endswith(".")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_kind_has_sources_that_exist(kind: KindOfNote) -> None:
    assert kind.sources
    assert set(kind.sources) <= set(CONTENT.sources)


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_a_name_matches_its_own_kind_alone(kind: str, name: str) -> None:
    assert of_note(name, KINDS) == kind
    assert of_note(f"{name.upper()} 10 mg (box)", KINDS) == kind
    assert of_note(name, [each for each in KINDS if each.id != kind]) is None


def test_no_name_is_given_twice() -> None:
    names = [name.casefold() for kind in KINDS for name in (*kind.names, *kind.brands)]
    assert len(names) == len(set(names)) > 80


@pytest.mark.parametrize(
    "name",
    [
        *("Sertraline 100 mg", "Escitalopram", "Lithium carbonate", "Bupropion XL", "Quetiapine"),
        *("Levothyroxine", "Metformin", "Ramipril", "Omeprazole", "Ketamine", "Spravato"),
        *("Levetiracetam", "Naloxone", "Pregabalin", "Melatonin", "Vitamin D", "St John’s wort"),
    ],
)
def test_what_is_of_no_such_kind_matches_nothing(name: str) -> None:
    assert of_note(name, KINDS) is None
