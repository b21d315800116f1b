# SPDX-License-Identifier: Apache-2.0
"""What the resources of one document share: their names, their patient, and words made safe."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha1
from html import escape
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from companion.exchange.fhir.terms import SCORE, Json, category, quantity
from companion.language import _
from companion.report.scope import Scope
from companion.report.wording import SPACE

NAMES = UUID("b7f0a2a4-53c5-4f0e-8a4c-0d6a6f3f6a11")
"""What the names of resources are made from."""
MARKED, MARKS = 0xF000 << 64 | 0xC000 << 48, 5 << 76 | 0x8000 << 48
"""The bits of a name that tell how it was made, and what they are here: a UUID of version 5."""
XHTML = "http://www.w3.org/1999/xhtml"
REFUSED = frozenset(("Cc", "Cs", "Cn"))
"""Categories of characters that JSON, XML or FHIR has no place for."""


class Part(Struct, frozen=True, kw_only=True):
    """A resource under its name, and what the narrative says of it: when, what, and how much.

    The resource is written already: tens of thousands are held at ten years.
    """

    name: str
    resource: msgspec.Raw
    when: str = ""
    what: str = ""
    told: str = ""


class Chapter(Struct, frozen=True, kw_only=True):
    """A section of the document: its parts and further lines, or the reason why it is empty."""

    title: str
    code: str = ""
    parts: tuple[Part, ...] = ()
    lines: tuple[str, ...] = ()
    empty: str = ""


class Draft(Struct, frozen=True, kw_only=True):
    """The report's scope, whether names stay out, and what follows from both.

    ``lead`` is what all names are made from, and ``patient`` the reference to the patient.
    """

    scope: Scope
    pseudonymous: bool
    lead: Any
    patient: Json

    def name(self, *words: str) -> str:
        """Give the name of something in this document: the same for the same words and time."""
        return _name(self.lead, words)

    def part(
        self, resource: Json, *words: str, when: str = "", what: str = "", told: str = ""
    ) -> Part:
        """Give a resource its name; ``words`` tell it from every other of its kind."""
        kind = str(resource["resourceType"])
        name = self.name(kind, *words)
        whole = {"resourceType": kind, "id": name} | resource
        return Part(name=name, resource=as_json(whole), when=when, what=what, told=told)

    def observation(
        self,
        code: Json,
        *words: str,
        at: date | None = None,
        kind: str = "survey",
        note: str = "",
        told: str = "",
        **rest: Any,
    ) -> Part:
        """Give an observation that the patient made; ``rest`` are its further elements."""
        resource = {
            "resourceType": "Observation",
            "status": "final",
            "category": [category(kind)],
            "code": code,
            "subject": self.patient,
            **({"effectiveDateTime": written(at)} if at else {}),
            "performer": [self.patient],
            **rest,
            **({"note": [{"text": note}]} if note else {}),
        }
        what = code.get("text", "")
        details = "; ".join(each for each in (told, note) if each)
        return self.part(resource, *words, when=self.day(at), what=what, told=details)

    def measured(
        self, code: Json, value: float, unit: str, *words: str, at: date | None, note: str = ""
    ) -> Part:
        """Give an observation that is a number with its unit."""
        found = quantity(value, unit)
        unit_told = "" if unit == SCORE else f" {found['unit']}"
        told = self.scope.wording.number(value) + unit_told
        return self.observation(code, *words, at=at, note=note, told=told, valueQuantity=found)

    def day(self, at: date | None) -> str:
        """Write a day for the narrative."""
        return self.scope.wording.whole_day(at) if at else ""


def begun(scope: Scope, *, pseudonymous: bool) -> Draft:
    """Give the draft of a document."""
    # As ``uuid5`` does it, which begins anew for each of tens of thousands of names.
    lead = sha1(NAMES.bytes, usedforsecurity=False)
    lead.update(f"{scope.now.isoformat()} {pseudonymous}".encode())
    patient = reference(_name(lead, ("Patient",)))
    return Draft(scope=scope, pseudonymous=pseudonymous, lead=lead, patient=patient)


def _name(lead: Any, words: Iterable[str]) -> str:
    found = lead.copy()
    found.update(" ".join(("", *words)).encode())
    value = int.from_bytes(found.digest()[:16]) & ~MARKED | MARKS
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def as_json(resource: Json) -> msgspec.Raw:
    """Write a resource as it will stand in the document."""
    return msgspec.Raw(msgspec.json.encode(resource))


def written(at: date) -> str:
    """Write a moment with its offset, or a day."""
    return at.isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()


def reference(name: str) -> Json:
    """Refer to a resource of this document."""
    return {"reference": f"urn:uuid:{name}"}


def words(text: str) -> str:
    """Give typed words as FHIR can hold them: no control characters, nothing around them."""
    # A day's parts are held together by spaces that are not printable.
    if text.replace(SPACE, " ").isprintable():
        return text.strip()
    lines = "\n".join(text.splitlines())
    return "".join(
        letter
        for letter in lines
        if letter in "\n\t" or unicodedata.category(letter) not in REFUSED
    ).strip()


def narrative(chapter: Chapter) -> Json:
    """Give a section's words as XHTML, made from what is in it."""
    inner = "".join(f"<p>{_html(line)}</p>" for line in chapter.lines)
    if any(part.what for part in chapter.parts):
        heads = (_("When"), _("What"), _("As told by the patient"))
        rows = [
            _row("td", (part.when, part.what, part.told)) for part in chapter.parts if part.what
        ]
        head, body = _row("th", heads), "".join(rows)
        inner += f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"
    return {"status": "generated", "div": div(inner or f"<p>{_html(chapter.title)}</p>")}


def div(inner: str) -> str:
    """Give XHTML as a resource holds it."""
    return f'<div xmlns="{XHTML}">{inner}</div>'


def paragraphs(lines: Iterable[str]) -> str:
    """Give lines as paragraphs."""
    return div("".join(f"<p>{_html(line)}</p>" for line in lines))


def _row(tag: str, cells: Iterable[str]) -> str:
    inner = "".join(f"<{tag}>{_html(each)}</{tag}>" for each in cells)
    return f"<tr>{inner}</tr>"


def _html(text: str) -> str:
    return escape(words(text)).replace("\n", "<br/>")
