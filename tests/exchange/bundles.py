# SPDX-License-Identifier: Apache-2.0
"""FHIR documents to look into: made from small records, read back as plain JSON."""

import json
from collections.abc import Iterator
from typing import Any

from companion.domain.records import Snapshot
from companion.exchange.fhir import document
from companion.report.parts import Options, Section
from companion.report.scope import scope_of
from tests.report.records import CONTENT, FIRST, LAST, NOW

Json = dict[str, Any]
ALL = frozenset(Section)
WHOLE = Options(first=FIRST, last=LAST, sections=ALL, notes=frozenset({"note"}))
USUAL = Options(first=FIRST, last=LAST)


def made(snapshot: Snapshot, options: Options = USUAL, *, pseudonymous: bool = False) -> bytes:
    return document(scope_of(snapshot, CONTENT, options, NOW), pseudonymous=pseudonymous)


def bundle(snapshot: Snapshot, options: Options = USUAL, *, pseudonymous: bool = False) -> Json:
    found = json.loads(made(snapshot, options, pseudonymous=pseudonymous))
    assert isinstance(found, dict)
    return found


def resources(document: Json, kind: str = "") -> list[Json]:
    all_of_them = [entry["resource"] for entry in document["entry"]]
    return [one for one in all_of_them if kind in ("", one["resourceType"])]


def observations(document: Json, code: str) -> list[Json]:
    return [one for one in resources(document, "Observation") if code in codes(one["code"])]


def codes(concept: Json) -> list[str]:
    return [coding["code"] for coding in concept.get("coding", ())]


def section(document: Json, title: str) -> Json:
    (found,) = (
        one for one in resources(document, "Composition")[0]["section"] if one["title"] == title
    )
    assert isinstance(found, dict)
    return found


def walk(value: object, key: str = "") -> Iterator[tuple[str, Any]]:
    """Give every value of a tree, each with the key it stands under."""
    yield key, value
    if isinstance(value, dict):
        for name, one in value.items():
            yield from walk(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from walk(one, key)
