# SPDX-License-Identifier: Apache-2.0
"""Who the document is about, who wrote it down, and who it is for."""

from collections.abc import Iterator
from uuid import uuid5

import companion
from companion.domain.records import Person
from companion.exchange.fhir.draft import NAMES, Chapter, Draft, Part, words
from companion.exchange.fhir.terms import PROBLEMS, TERMINOLOGY, Json, absent, coding, concept
from companion.language import _
from companion.report.parts import Section

URI = "urn:ietf:rfc:3986"


def patient(draft: Draft) -> Part:
    """Give the patient; what is not told, or not to be told, says so.

    The identifier is the same in every document with the patient's name, so that two of them can
    be put together. In one without the name it is another each time.
    """
    person = told(draft)
    entry = draft.scope.snapshot.person
    withheld = draft.pseudonymous or not draft.scope.has(Section.PERSON)
    reason = "masked" if withheld else "unknown"
    lasting = str(uuid5(NAMES, f"Patient {entry.id}")) if entry and not withheld else ""
    name = words(person.name)
    resource: Json = {
        "resourceType": "Patient",
        "identifier": [{"system": URI, "value": f"urn:uuid:{lasting or draft.name('identity')}"}],
        "name": [{"text": name} if name else absent(reason)],
    }
    if person.born:
        resource["birthDate"] = person.born.isoformat()
    else:
        resource["_birthDate"] = absent(reason)
    return draft.part(resource)


def told(draft: Draft) -> Person:
    """Give what the document may tell of the person."""
    entry = draft.scope.snapshot.person
    if entry is None or not draft.scope.has(Section.PERSON):
        return Person()
    person = entry.record
    return Person(indication=person.indication) if draft.pseudonymous else person


def device(draft: Draft) -> Part:
    """Give the app that wrote it down."""
    return draft.part(
        {
            "resourceType": "Device",
            "deviceName": [{"name": "Companion", "type": "user-friendly-name"}],
            "version": [{"value": companion.__version__}],
        }
    )


def chapters(draft: Draft) -> Iterator[Chapter]:
    """Give the person's sections: prescriber and clinic, and what the treatment is for."""
    title = _("Person, prescriber and clinic")
    parts = tuple(_around(draft))
    if parts:
        yield Chapter(title=title, parts=parts)
    elif draft.pseudonymous or not draft.scope.has(Section.PERSON):
        yield Chapter(title=title, empty="withheld")
    indication = words(told(draft).indication)
    if indication:
        problem = draft.part(
            {
                "resourceType": "Condition",
                "verificationStatus": {
                    "coding": [coding(f"{TERMINOLOGY}/condition-ver-status", "unconfirmed")]
                },
                "code": concept(indication),
                "subject": draft.patient,
                "asserter": draft.patient,
            },
            what=_("What the treatment is for"),
            told=indication,
        )
        yield Chapter(title=_("Problems, as told by the patient"), code=PROBLEMS, parts=(problem,))


def _around(draft: Draft) -> Iterator[Part]:
    person = told(draft)
    prescriber, clinic = words(person.prescriber), words(person.clinic)
    phone = words(person.clinic_phone)
    if prescriber:
        resource: Json = {"resourceType": "Practitioner", "name": [{"text": prescriber}]}
        yield draft.part(resource, what=_("Prescriber"), told=prescriber)
    if clinic or phone:
        # An organization needs a name or an identifier.
        name = clinic or _("clinic")
        resource = {"resourceType": "Organization", "name": name}
        if phone:
            resource["telecom"] = [{"system": "phone", "value": phone}]
        yield draft.part(resource, what=_("Clinic"), told=f"{name} {phone}".strip())
