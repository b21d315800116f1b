# SPDX-License-Identifier: Apache-2.0
"""The side effects, in the shape of a symptom that the patient tells of."""

from collections.abc import Iterator

from companion.domain.effect_end import ended_by
from companion.domain.records import Entry, SideEffect, Sought
from companion.exchange.fhir import terms
from companion.exchange.fhir.draft import Chapter, Draft, Part, words, written
from companion.exchange.fhir.terms import Json, concept
from companion.language import _
from companion.report.effects import clinical_name, entries, grade_name
from companion.report.parts import Section


def chapters(draft: Draft) -> Iterator[Chapter]:
    """Give the section of the side effects that were there in the period."""
    title = _("Side effects")
    if not draft.scope.has(Section.SIDE_EFFECTS):
        yield Chapter(title=title, empty="withheld")
        return
    parts = tuple(_symptom(entry, draft) for entry in entries(draft.scope))
    yield Chapter(title=title, parts=parts, empty="" if parts else "unavailable")


def _symptom(entry: Entry[SideEffect], draft: Draft) -> Part:
    record = entry.record
    name = words(clinical_name(record.effect, record.own_name, draft.scope))
    found = draft.scope.content.effects.get(record.effect or "")
    codings = [terms.coding(terms.SNOMED, found.snomed)] if found and found.snomed else []
    grade = grade_name(record.grade)
    period: Json = {"start": written(record.start)}
    state = _("not marked as ended")
    if record.end is not None:
        if ended_by(record) is None:
            period["end"] = written(record.end)
            state = _("ended {day}").format(day=draft.day(record.end))
        else:
            # Without this it would be read as going on.
            period["_end"] = terms.absent("unknown")
            state = _("ended by {day}").format(day=draft.day(record.end))
    note = _("Emergency care was sought.") if record.sought is Sought.EMERGENCY else ""
    resource: Json = {
        "resourceType": "Observation",
        "status": "final",
        "category": [terms.category("survey"), concept(_("Symptom"))],
        "code": concept(_("Symptom"), terms.coding(terms.LOINC, terms.SYMPTOM)),
        "subject": draft.patient,
        "effectivePeriod": period,
        "performer": [draft.patient],
        "valueCodeableConcept": concept(name or _("not named"), *codings),
        **({"note": [{"text": note}]} if note else {}),
        "component": [
            {
                "code": concept(_("Severity"), terms.coding(terms.LOINC, terms.SEVERITY)),
                "valueCodeableConcept": concept(
                    grade, terms.coding(terms.SNOMED, terms.GRADES[record.grade])
                ),
            }
        ],
    }
    told = "; ".join(each for each in (grade, state, note) if each)
    when, what = draft.day(record.start), name or _("not named")
    return draft.part(resource, entry.id, when=when, what=what, told=told)
