# SPDX-License-Identifier: Apache-2.0
"""The medicines as the patient told them, and what was noted of them in the period."""

from collections.abc import Iterator
from datetime import date, timedelta

from companion.domain.medicine import as_taken, changes_within, is_stopped
from companion.domain.records import DoseChange, Entry, Medicine, Schedule
from companion.exchange.fhir import terms
from companion.exchange.fhir.draft import Chapter, Draft, Part, words
from companion.exchange.fhir.terms import Json, concept
from companion.language import _
from companion.report import care
from companion.report.parts import Section
from companion.report.scope import began

ALWAYS = date.min + timedelta(days=1)
"""The first day that has one before it."""


def chapters(draft: Draft) -> Iterator[Chapter]:
    """Give the sections of the medicines and of the allergies."""
    title, scope = _("Medicines"), draft.scope
    if not scope.has(Section.MEDICINES):
        yield Chapter(title=title, code=terms.MEDICATIONS, empty="withheld")
        return
    parts = (*_medicines(draft), *_before_sessions(draft))
    empty = "" if parts else "unavailable"
    yield Chapter(title=title, code=terms.MEDICATIONS, parts=parts, empty=empty)
    allergies = words(scope.snapshot.person.record.allergies) if scope.snapshot.person else ""
    if allergies:
        # Free words, which may say that there are none: no allergy is claimed from them.
        title = _("Allergies, as told by the patient")
        yield Chapter(title=title, code=terms.ALLERGIES, lines=(allergies,))


def _medicines(draft: Draft) -> Iterator[Part]:
    first, last = draft.scope.first, draft.scope.last
    for entry in draft.scope.snapshot.medicines:
        stopped = entry.record.stopped
        if not is_stopped(entry.record, last):
            yield _present(entry, draft)
        elif stopped is not None and stopped >= first:
            yield _stopped(entry, stopped, draft)


def _present(entry: Entry[Medicine], draft: Draft) -> Part:
    """Give a medicine that is taken at the period's end, with how it was taken before."""
    record, last = entry.record, draft.scope.last
    ways = [
        _dosage(change.before, until=change.after.since - timedelta(days=1))
        for change in changes_within(record, ALWAYS, last)
    ]
    ways.append(_dosage(as_taken(record, last)))
    period = {"start": record.started.isoformat()} if record.started else {}
    note = care.days_noted(entry, draft.scope)
    return _statement(entry, draft, status="active", period=period, ways=ways, note=note)


def _stopped(entry: Entry[Medicine], stopped: date, draft: Draft) -> Part:
    """Give a medicine that was stopped in the period: the pages tell that and what changed."""
    record, first, last = entry.record, draft.scope.first, draft.scope.last
    period = {"end": stopped.isoformat()}
    if record.started is not None and record.started >= first:
        period = {"start": record.started.isoformat()} | period
    changes = changes_within(record, first, last)
    ways = [
        _dosage(change.before, until=change.after.since - timedelta(days=1)) for change in changes
    ]
    ways += [_dosage(change.after) for change in changes[-1:]]
    return _statement(entry, draft, status="stopped", period=period, ways=ways)


def _statement(
    entry: Entry[Medicine],
    draft: Draft,
    *,
    status: str,
    period: Json,
    ways: list[Json],
    note: str = "",
) -> Part:
    dosages = [way for way in ways if way]
    name = words(entry.record.name) or _("not named")
    resource: Json = {
        "resourceType": "MedicationStatement",
        "status": status,
        "medicationCodeableConcept": concept(name),
        "subject": draft.patient,
        **({"effectivePeriod": period} if period else {}),
        "informationSource": draft.patient,
        **({"note": [{"text": note}]} if note else {}),
        **({"dosage": _numbered(dosages)} if dosages else {}),
    }
    states = {"active": _("taken"), "stopped": _("stopped")}
    days = " – ".join(
        draft.day(date.fromisoformat(period[end])) for end in ("start", "end") if end in period
    )
    told = [states[status], *(way["text"] for way in dosages[-1:] if "text" in way), note]
    return draft.part(
        resource, entry.id, when=days, what=name, told="; ".join(each for each in told if each)
    )


def _numbered(dosages: list[Json]) -> list[Json]:
    return [{"sequence": place} | way for place, way in enumerate(dosages, 1)]


def _dosage(way: DoseChange, until: date | None = None) -> Json:
    """Give one way of taking it, with the days of it as far as they were told."""
    kinds = {Schedule.SCHEDULED: _("regularly"), Schedule.AS_NEEDED: _("as needed")}
    told = [words(way.dose), words(way.taken_when), kinds[way.schedule] if way.schedule else ""]
    text = ", ".join(each for each in told if each)
    found: Json = {"text": text} if text else {}
    bounds = {"start": way.since.isoformat()} if way.since > date.min else {}
    if until:
        bounds["end"] = until.isoformat()
    if bounds:
        found["timing"] = {"repeat": {"boundsPeriod": bounds}}
    if way.schedule:
        found["asNeededBoolean"] = way.schedule is Schedule.AS_NEEDED
    return found


def _before_sessions(draft: Draft) -> Iterator[Part]:
    """Give the medicines of note that were taken in the 24 hours before a session, or were not."""
    if not draft.scope.has(Section.SESSIONS):
        return
    for one in draft.scope.period_sessions:
        day = began(one.entry).date()
        for place, medicine in enumerate(one.entry.record.taken):
            if medicine.medicine_id in draft.scope.options.left_out:
                continue
            text = _("In the 24 h before session {n}: taken.")
            if not medicine.taken:
                text = _("In the 24 h before session {n}: not taken.")
            name, note = words(medicine.name) or _("not named"), text.format(n=one.number)
            resource: Json = {
                "resourceType": "MedicationStatement",
                "status": "completed" if medicine.taken else "not-taken",
                "medicationCodeableConcept": concept(name),
                "subject": draft.patient,
                "effectiveDateTime": day.isoformat(),
                "informationSource": draft.patient,
                "note": [{"text": note}],
            }
            key = ("before", one.entry.id, str(place))
            yield draft.part(resource, *key, when=draft.day(day), what=name, told=note)
