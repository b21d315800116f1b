# SPDX-License-Identifier: Apache-2.0
"""The names of resources: UUIDs of version 5, made from the time, the pseudonym and the words."""

from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from companion.exchange.fhir.draft import NAMES, begun
from companion.report.parts import Options
from companion.report.scope import scope_of
from tests.report.records import CONTENT, FIRST, LAST, NOW, course

SCOPE = scope_of(course(), CONTENT, Options(first=FIRST, last=LAST), NOW)


@pytest.mark.parametrize("pseudonymous", [True, False])
@pytest.mark.parametrize("words", [(), ("Patient",), ("Observation", "mood", "Zoë é")])
def test_a_name_is_what_the_standard_library_makes(
    pseudonymous: bool, words: tuple[str, ...]
) -> None:
    made = begun(SCOPE, pseudonymous=pseudonymous).name(*words)
    expected = uuid5(NAMES, " ".join((NOW.isoformat(), str(pseudonymous), *words)))
    assert made == str(expected)
    assert UUID(made).version == 5


def test_another_time_or_a_pseudonym_is_another_name() -> None:
    later = replace(SCOPE, now=NOW.replace(minute=1))
    drafts = [begun(SCOPE, pseudonymous=one) for one in (True, False)]
    drafts.append(begun(later, pseudonymous=False))
    assert len({one.name("Patient") for one in drafts}) == len(drafts)
    assert all(one.patient == {"reference": f"urn:uuid:{one.name('Patient')}"} for one in drafts)
