# SPDX-License-Identifier: Apache-2.0
"""The sessions: the dose as told by the patient, blood pressure, and how it was.

The pages tell a session's day and not its clock time, and so does the document.
"""

from collections.abc import Iterator
from datetime import date

from companion.domain import course
from companion.domain.course import SessionFigures
from companion.domain.records import DoseUnit, Reading, ReadingTime, Route, Session
from companion.exchange.fhir import terms
from companion.exchange.fhir.draft import Chapter, Draft, Part, reference, words
from companion.exchange.fhir.terms import Json, concept, own, quantity
from companion.language import _
from companion.report.parts import Section
from companion.report.scope import began
from companion.report.sessions import route_name, tone_name

SHOWN = (ReadingTime.BEFORE, ReadingTime.LEAVING)
"""The readings that the pages show beside the peak."""


def chapters(draft: Draft) -> Iterator[Chapter]:
    """Give the sections of the sessions and of their vital signs."""
    title, held = _("Sessions"), draft.scope.period_sessions
    if not draft.scope.has(Section.SESSIONS):
        yield Chapter(title=title, empty="withheld")
        return
    parts = tuple(part for one in held for part in _session(one, draft))
    yield Chapter(title=title, parts=parts, empty="" if parts else "unavailable")
    signs = tuple(part for one in held for part in _vital_signs(one, draft))
    if signs:
        title = _("Vital signs at the sessions")
        yield Chapter(title=title, code=terms.VITAL_SIGNS, parts=signs)


def dose_part(one: SessionFigures, draft: Draft) -> Part:
    """Give what was given in a session, as told by the patient."""
    session = one.entry.record
    text = _dose(session, draft)
    medication, number = _medication(session.route), _("Session {n}").format(n=one.number)
    note = [number, *([_("Entered more than two days late.")] if one.entered_later else [])]
    resource: Json = {
        "resourceType": "MedicationStatement",
        "status": "completed",
        "medicationCodeableConcept": medication,
        "subject": draft.patient,
        "effectiveDateTime": began(one.entry).date().isoformat(),
        "informationSource": draft.patient,
        "note": [{"text": " · ".join(note)}],
    }
    dosage = _dosage(session, text)
    if dosage:
        resource["dosage"] = [dosage]
    told = ", ".join(each for each in (medication["text"], route_name(session.route), text) if each)
    when = draft.day(began(one.entry).date())
    return draft.part(resource, one.entry.id, when=when, what=number, told=told)


def _session(one: SessionFigures, draft: Draft) -> Iterator[Part]:
    session, day = one.entry.record, began(one.entry).date()
    dose = dose_part(one, draft)
    yield dose
    whole = [reference(dose.name)]
    ratings = (
        ("intensity", _("Intensity of the experience (0–10)"), session.intensity),
        ("dissociation", _("Dissociation (0–10)"), session.dissociation),
        ("sedation", _("Sedation (0–10)"), session.sedation),
    )
    for key, text, value in ratings:
        if value is not None:
            yield draft.observation(
                own(key, text), key, one.entry.id, at=day, told=str(value), partOf=whole,
                valueQuantity=quantity(value, terms.SCORE),
            )  # fmt: skip
    if session.tone:
        name = tone_name(session.tone)
        yield draft.observation(
            own("tone", _("How the experience felt")), "tone", one.entry.id, at=day, told=name,
            partOf=whole, valueCodeableConcept=own(f"tone-{session.tone.value}", name),
        )  # fmt: skip
    if session.ready is not None and session.start is not None:
        minutes = round((session.ready - session.start).total_seconds() / 60)
        yield draft.observation(
            own("ready", _("Minutes from the start until ready to leave")), "ready", one.entry.id,
            at=day, told=f"{minutes} min", partOf=whole,
            valueQuantity=quantity(minutes, terms.MINUTES),
        )  # fmt: skip


def _vital_signs(one: SessionFigures, draft: Draft) -> Iterator[Part]:
    """Give the readings the pages show; each with pulse and oxygen where every answer is chosen."""
    whole = draft.scope.has(Section.ANSWERS)
    readings = one.entry.record.readings
    chosen = {id(one.peak)} if one.peak else set()
    for when in SHOWN:
        chosen |= {id(each) for each in [x for x in readings if x.when is when][:1]}
    for place, reading in enumerate(readings):
        if not (whole or (one.peak is not None and id(reading) in chosen)):
            continue
        at = reading.at if whole and reading.at else began(one.entry).date()
        key = (one.entry.id, str(place))
        note = " · ".join((_("Session {n}").format(n=one.number), _time_name(reading.when)))
        if reading.systolic is not None or (whole and reading.diastolic is not None):
            yield _pressure(reading, *key, at=at, note=note, draft=draft)
        if whole and reading.pulse is not None:
            yield _sign(
                "heartrate", _("Pulse"), (terms.PULSE,), reading.pulse, terms.PER_MINUTE, *key,
                at=at, note=note, draft=draft,
            )  # fmt: skip
        if whole and reading.oxygen is not None:
            yield _sign(
                "oxygensat", _("Oxygen saturation"), (terms.OXYGEN_BY_PULSE, terms.OXYGEN),
                reading.oxygen, terms.PERCENT, *key, at=at, note=note, draft=draft,
            )  # fmt: skip


def _pressure(reading: Reading, *key: str, at: date, note: str, draft: Draft) -> Part:
    parts = (
        (terms.SYSTOLIC, _("Systolic"), reading.systolic),
        (terms.DIASTOLIC, _("Diastolic"), reading.diastolic),
    )
    return draft.observation(
        concept(_("Blood pressure"), terms.coding(terms.LOINC, terms.BLOOD_PRESSURE)),
        "bp", *key, at=at, note=note, kind="vital-signs",
        told=f"{reading.systolic or '–'}/{reading.diastolic or '–'} mmHg",
        meta={"profile": [f"{terms.STRUCTURE}/bp"]},
        component=[
            {"code": concept(text, terms.coding(terms.LOINC, code))}
            | (_not_told() if value is None else {"valueQuantity": quantity(value, terms.PRESSURE)})
            for code, text, value in parts
        ],
    )  # fmt: skip


def _sign(
    profile: str, text: str, codes: tuple[str, ...], value: int, unit: str, *key: str,
    at: date, note: str, draft: Draft,
) -> Part:  # fmt: skip
    return draft.observation(
        concept(text, *(terms.coding(terms.LOINC, code) for code in codes)),
        profile, *key, at=at, note=note, kind="vital-signs",
        told=f"{value} {terms.UNITS[unit]}",
        meta={"profile": [f"{terms.STRUCTURE}/{profile}"]},
        valueQuantity=quantity(value, unit),
    )  # fmt: skip


def _not_told() -> Json:
    reason = terms.coding(f"{terms.TERMINOLOGY}/data-absent-reason", "unknown")
    return {"dataAbsentReason": {"coding": [reason]}}


def _medication(route: Route | None) -> Json:
    if route is Route.ESKETAMINE:
        return concept(_("Esketamine"), terms.coding(terms.ATC, terms.ESKETAMINE))
    return concept(_("Ketamine") if route else _("Ketamine or esketamine"))


def _dosage(session: Session, text: str) -> Json:
    dosage: Json = {"text": text} if text else {}
    if session.route:
        code = terms.ROUTES.get(session.route)
        codings = [terms.coding(terms.SNOMED, code)] if code else []
        dosage["route"] = concept(route_name(session.route), *codings)
    if session.dose is not None and session.dose_unit is not None and not session.dose_unknown:
        units = {DoseUnit.MG: terms.MILLIGRAM, DoseUnit.MG_PER_KG: terms.PER_KILOGRAM}
        given = quantity(session.dose, units[session.dose_unit])
        dosage["doseAndRate"] = [{"doseQuantity": given}]
    return dosage


def _dose(session: Session, draft: Draft) -> str:
    """Write a dose as it was told, and what it is by weight, or without."""
    if session.dose_unknown:
        return _("dose not known to the patient")
    number = draft.scope.wording.number
    mg, per_kg = course.both_doses(session)
    told = [f"{number(mg, 1 if mg < 10 else 0)} mg"] if mg is not None else []
    told += [f"{number(per_kg, 2)} mg/kg"] if per_kg is not None else []
    if session.dose_unit is DoseUnit.MG_PER_KG:
        told.reverse()
    return words(f"{told[0]} ({told[1]})" if len(told) == 2 else "".join(told))


def _time_name(when: ReadingTime) -> str:
    names = {
        ReadingTime.BEFORE: _("before"),
        ReadingTime.FORTY_MINUTES: _("40 minutes after the start"),
        ReadingTime.LEAVING: _("before leaving"),
        ReadingTime.OTHER: _("at another time"),
    }
    return names[when]
