# SPDX-License-Identifier: Apache-2.0
"""A typed name is of a kind when it holds one of its names as whole words, and never by a guess."""

import pytest

from companion.domain.medicine_of_note import KindOfNote, kind_of, of_note
from companion.domain.records import Medicine

KINDS = (
    KindOfNote(id="calming", sources=("L1",), names=("lorazepam",), brands=("Ativan",)),
    KindOfNote(id="pain", sources=("L1",), names=("codeine", "co-codamol")),
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("lorazepam", "calming"),
        ("LORAZEPAM", "calming"),
        ("Lorazépam", "calming"),
        ("Lorazepam 1", "calming"),
        ("lorazepam1mg", "calming"),
        ("Lorazepam (Ativan)", "calming"),
        ("Something (ATIVAN®) at night", "calming"),
        ("ativan/lorazepam", "calming"),
        ("lora\u200bzepam", "calming"),
        ("Co-codamol 30/500", "pain"),
        ("co codamol", "pain"),
        ("codeine, then lorazepam", "pain"),
        ("lorazepam, then codeine", "calming"),
    ],
)
def test_whole_words_count_however_they_are_written(name: str, kind: str) -> None:
    assert of_note(name, KINDS) == kind


@pytest.mark.parametrize(
    "name",
    ["", "   ", "lora", "lorazepa", "lorazepamol", "prelorazepam", "codamol", "co", "codein", "🙂"],
)
def test_parts_of_words_are_no_guess(name: str) -> None:
    assert of_note(name, KINDS) is None


def test_nothing_is_of_note_where_no_kind_is_known() -> None:
    assert of_note("lorazepam", ()) is None


@pytest.mark.parametrize(
    ("name", "told", "kind"),
    [
        ("lorazepam", None, "calming"),
        ("my night tablet", None, None),
        ("my night tablet", "calming", "calming"),
        ("lorazepam", "pain", "pain"),
        ("lorazepam", "of_a_newer_version", "of_a_newer_version"),
        ("lorazepam", "", None),
    ],
)
def test_what_the_patient_told_wins(name: str, told: str | None, kind: str | None) -> None:
    assert kind_of(Medicine(name=name, of_note=told), KINDS) == kind
