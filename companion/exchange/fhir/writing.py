# SPDX-License-Identifier: Apache-2.0
"""Put the document together: the composition first, then what its sections refer to."""

import msgspec
from msgspec.structs import replace

from companion.exchange.fhir import (
    days,
    effects,
    medicines,
    person,
    questionnaires,
    sessions,
    terms,
    visits,
)
from companion.exchange.fhir.draft import (
    Chapter,
    Draft,
    Part,
    begun,
    narrative,
    paragraphs,
    reference,
    written,
)
from companion.exchange.fhir.terms import Json, coding, concept
from companion.language import _
from companion.report.scope import Scope
from companion.stopping import Progress, unwatched, watched

KINDS_OF_CHAPTERS = (person, questionnaires, days, sessions, effects, medicines, visits)


def document(scope: Scope, *, pseudonymous: bool = False, progress: Progress = unwatched) -> bytes:
    """Give the FHIR document Bundle of a report as JSON (UTF-8), the same for the same scope."""
    draft = begun(_without_left_out(scope), pseudonymous=pseudonymous)
    about = (person.patient(draft), person.device(draft))
    chapters = tuple(
        chapter
        for kind in watched(KINDS_OF_CHAPTERS, progress, every=1)
        for chapter in kind.chapters(draft)
    )
    head = _composition(chapters, about, draft)
    parts = (head, *about, *(part for chapter in chapters for part in chapter.parts))
    name = draft.name("Bundle")
    bundle: Json = {
        "resourceType": "Bundle",
        "id": name,
        "identifier": {"system": person.URI, "value": f"urn:uuid:{name}"},
        "type": "document",
        "timestamp": written(scope.now),
        "entry": [
            {"fullUrl": f"urn:uuid:{part.name}", "resource": part.resource} for part in parts
        ],
    }
    return msgspec.json.encode(bundle)


def _without_left_out(scope: Scope) -> Scope:
    """Give the scope without the walks and notes that were left out one by one."""
    out, snapshot = scope.options.left_out, scope.snapshot
    runs = tuple(entry for entry in snapshot.runs if entry.id not in out)
    notes = tuple(entry for entry in snapshot.notes if entry.id not in out)
    return replace(scope, snapshot=replace(snapshot, runs=runs, notes=notes))


def _composition(chapters: tuple[Chapter, ...], about: tuple[Part, ...], draft: Draft) -> Part:
    scope = draft.scope
    return draft.part(
        {
            "resourceType": "Composition",
            "language": scope.content.language,
            "text": {"status": "additional", "div": paragraphs(_said(draft))},
            "status": "final",
            "type": concept("", coding(terms.LOINC, terms.PATIENT_NOTE)),
            "subject": draft.patient,
            "date": written(scope.now),
            "author": [reference(one.name) for one in about],
            "title": _("Ketamine therapy: patient summary"),
            "event": [
                {"period": {"start": scope.first.isoformat(), "end": scope.last.isoformat()}}
            ],
            "section": [_section(chapter) for chapter in chapters],
        }
    )


def _said(draft: Draft) -> tuple[str, ...]:
    """Say what the document is, and what it does not know."""
    scope = draft.scope
    left_out = _("Single entries were left out by the patient’s choice.")
    return (
        _("Recorded by the patient at home, {period}.").format(
            period=scope.wording.period(scope.options.first, scope.options.last)
        ),
        _("Self-reported. Not a diagnosis. Not monitored."),
        _("0 on a question about suicide does not exclude risk; not assessed by a clinician here."),
        *((left_out,) if scope.options.left_out else ()),
        *terms.NOTICES,
    )


def _section(chapter: Chapter) -> Json:
    codings = [coding(terms.LOINC, chapter.code)] if chapter.code else []
    section: Json = {"title": chapter.title, "code": concept(chapter.title, *codings)}
    if chapter.empty:
        reasons = {
            "withheld": _("Not included by the patient’s choice."),
            "unavailable": _("Nothing recorded, which is not the same as none."),
        }
        lines = Chapter(title=chapter.title, lines=(reasons[chapter.empty],))
        system = f"{terms.TERMINOLOGY}/list-empty-reason"
        reason = {"coding": [coding(system, chapter.empty)]}
        return section | {"text": narrative(lines), "emptyReason": reason}
    section["text"] = narrative(chapter)
    if chapter.parts:
        section["entry"] = [reference(part.name) for part in chapter.parts]
    return section
