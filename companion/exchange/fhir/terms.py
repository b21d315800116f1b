# SPDX-License-Identifier: Apache-2.0
"""The codes that may go out: each was seen in two independent sources, or is our own."""

from typing import Any

from companion.domain.records import Grade, Route

Json = dict[str, Any]

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
ATC = "http://www.whocc.no/atc"
OWN = "urn:companion:code"
"""The system of our own codes; each has its words beside it."""
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
STRUCTURE = "http://hl7.org/fhir/StructureDefinition"
ABSENT = f"{STRUCTURE}/data-absent-reason"
ORDINAL = f"{STRUCTURE}/ordinalValue"

PATIENT_NOTE = "51855-5"
MEDICATIONS, PROBLEMS, VITAL_SIGNS = "10160-0", "11450-4", "8716-3"
ALLERGIES, PLAN_OF_CARE, ANSWERS, STORY = "48765-2", "18776-5", "74465-6", "81338-6"
BLOOD_PRESSURE, SYSTOLIC, DIASTOLIC = "85354-9", "8480-6", "8462-4"
PULSE, OXYGEN, OXYGEN_BY_PULSE = "8867-4", "2708-6", "59408-5"
SYMPTOM, SEVERITY = "75325-1", "64750-3"

ESKETAMINE = "N06AX27"
ROUTES = {Route.IV: "47625008", Route.SC: "34206005", Route.ORAL: "26643006"}
"""The routes whose SNOMED CT code two sources agree on."""
GRADES = {Grade.MILD: "255604002", Grade.MODERATE: "6736007", Grade.SEVERE: "24484000"}

SCORE, PRESSURE, PER_MINUTE, PERCENT = "{score}", "mm[Hg]", "/min", "%"
HOURS, MINUTES, MILLIGRAM, PER_KILOGRAM = "h", "min", "mg", "mg/kg"
UNITS = {
    SCORE: "score", PRESSURE: "mmHg", PER_MINUTE: "/min", PERCENT: "%",
    HOURS: "h", MINUTES: "min", MILLIGRAM: "mg", PER_KILOGRAM: "mg/kg",
}  # fmt: skip
"""The units that are used, each as UCUM writes it and as people do."""

NOTICES = (
    (
        "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief "
        "Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and "
        "is available at no cost under the license at http://loinc.org/license. LOINC® is a registered "
        "United States trademark of Regenstrief Institute, Inc."
    ),
    (
        "This material includes SNOMED Clinical Terms® (SNOMED CT®) which is used by permission of "
        "SNOMED International. All rights reserved. SNOMED CT® was originally created by The College of "
        "American Pathologists. “SNOMED” and “CT” are registered trademarks of SNOMED International."
    ),
)
"""What has to stand wherever codes of these two are: not to be translated."""


def coding(system: str, code: str) -> Json:
    """Give a code of a system."""
    return {"system": system, "code": code}


def concept(text: str, *codings: Json) -> Json:
    """Give what is meant in words, and by code where there is one."""
    return ({"coding": list(codings)} if codings else {}) | ({"text": text} if text else {})


def own(code: str, text: str) -> Json:
    """Give a concept of our own."""
    return concept(text, coding(OWN, code))


def quantity(value: float, unit: str) -> Json:
    """Give a measured value with its UCUM unit."""
    told = int(value) if float(value).is_integer() else value
    return {"value": told, "unit": UNITS[unit], "system": UCUM, "code": unit}


def category(code: str) -> Json:
    """Give a category of observations."""
    return {"coding": [coding(f"{TERMINOLOGY}/observation-category", code)]}


def absent(reason: str) -> Json:
    """Give the extension that says why a value is not there."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}
