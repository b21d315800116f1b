# SPDX-License-Identifier: Apache-2.0
"""What the pages do not show is not in the FHIR document either: a canary in every field.

The record is filled by walking the types of its fields, so that a field that is added later has
its canary too. It must not go out unless it is named here with the sections it belongs to.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import inspect
from msgspec.structs import replace

from companion.domain.records import (
    KINDS,
    Appointment,
    CheckIn,
    ChecklistRun,
    Choice,
    Entry,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Record,
    Response,
    RuleSet,
    SafetyPlan,
    Session,
    SessionState,
    SideEffect,
    Snapshot,
    Tracker,
)
from companion.report.parts import Options, Section
from tests.exchange.bundles import ALL, Json, bundle, codes, made, resources
from tests.report.records import at

DAY = date(2026, 11, 20)
MOMENT = at(DAY, 10)
BORN = date(1961, 5, 4)
ONE_EACH: dict[type[Record], str] = {
    CheckIn: "check_ins", Session: "sessions", ChecklistRun: "runs", SideEffect: "side_effects",
    Response: "responses", Medicine: "medicines", Question: "questions", Note: "notes",
    Appointment: "appointments", Person: "person", RuleSet: "rule_sets", Tracker: "trackers",
    Intake: "intakes", OutsideScore: "outside_scores", SafetyPlan: "safety_plan",
}  # fmt: skip
"""Where a snapshot keeps each kind."""
NAMED: dict[str, object] = {
    "zone": "Europe/Dublin", "instrument": "phq-9", "checklist": "iv", "session_id": "id-Session",
    "medicine_id": "id-Medicine", "tracker": "id-Tracker", "effect": None, "from_item": None,
    "state": SessionState.HELD, "stopped": None, "born": BORN, "treatment_started": DAY,
    "end": MOMENT + timedelta(hours=1), "since": DAY - timedelta(days=1),
}  # fmt: skip
"""Fields that lead to another entry or have to fit others; none of them is words."""
FITTING: dict[str, object] = {
    "Medicine.started": DAY - timedelta(days=2), "Response.answers.item": "/44260-8",
    "Question.answered": False, "ChecklistRun.answers.item": "ride_home",
    "ChecklistRun.answers.choice": Choice.NOT_APPLICABLE,
    "ChecklistRun.walked.item": "ride_home", "ChecklistRun.walked.day": None,
    "ChecklistRun.walked.minutes": -60, "CheckIn.tracked.number": 3.0,
}  # fmt: skip
"""The same, each at its place."""

SHOWN: dict[str, frozenset[Section]] = {
    "Person.name": frozenset({Section.PERSON}),
    "Person.indication": frozenset({Section.PERSON}),
    "Person.prescriber": frozenset({Section.PERSON}),
    "Person.clinic": frozenset({Section.PERSON}),
    "Person.clinic_phone": frozenset({Section.PERSON}),
    "Person.allergies": frozenset({Section.MEDICINES}),
    "SideEffect.own_name": frozenset({Section.SIDE_EFFECTS}),
    "Session.taken.name": frozenset({Section.SESSIONS, Section.MEDICINES}),
    "ChecklistRun.answers.reason": frozenset({Section.PREPARATION}),
    "Medicine.name": frozenset({Section.MEDICINES}),
    "Medicine.dose": frozenset({Section.MEDICINES}),
    "Medicine.taken_when": frozenset({Section.MEDICINES}),
    "Medicine.changes.dose": frozenset({Section.MEDICINES}),
    "Medicine.changes.taken_when": frozenset({Section.MEDICINES}),
    "Question.words": frozenset({Section.QUESTIONS}),
    "Appointment.decided": frozenset({Section.QUESTIONS}),
    "Appointment.with_whom": frozenset({Section.QUESTIONS}),
    "Note.words": frozenset({Section.NOTES}),
    "Tracker.name": frozenset({Section.COURSE}),
    "Tracker.unit": frozenset({Section.COURSE}),
    "OutsideScore.scale": frozenset({Section.COURSE}),
    "OutsideScore.by_whom": frozenset({Section.COURSE}),
}
"""Every field of typed words that may go out, with the sections that all have to be chosen."""
NAMES = {
    "Person.name", "Person.prescriber", "Person.clinic", "Person.clinic_phone",
    "Appointment.with_whom", "OutsideScore.by_whom",
}  # fmt: skip
OPTIONS = Options(
    first=DAY - timedelta(days=5), last=DAY, sections=ALL, notes=frozenset({"id-Note"})
)


def filled(of: inspect.Type, path: str) -> Any:
    """Give a value of a type; words say where they stand."""
    name = path.rpartition(".")[2]
    if path in FITTING or name in NAMED:
        return FITTING[path] if path in FITTING else NAMED[name]
    if isinstance(of, inspect.UnionType):
        told = (one for one in of.types if not isinstance(one, inspect.NoneType))
        return filled(next(told), path)
    if isinstance(of, inspect.StructType):
        return of.cls(**{one.name: filled(one.type, f"{path}.{one.name}") for one in of.fields})
    if isinstance(of, inspect.VarTupleType):
        return (filled(of.item_type, path),)
    return f"canary <{path}>" if isinstance(of, inspect.StrType) else without_words(of)


def without_words(of: inspect.Type) -> object:
    """Give a value of a type that holds no words; a type that is not known here is an error."""
    value: object
    match of:
        case inspect.BoolType():
            value = True
        case inspect.IntType(ge=least) | inspect.FloatType(ge=least):
            value = (least or 0) + 1
        case inspect.DateTimeType(tz=with_zone):
            value = MOMENT if with_zone else MOMENT.replace(tzinfo=None)
        case inspect.DateType():
            value = DAY
        case inspect.EnumType(cls=kind):
            value = next(iter(kind))
    return value


def record(kind: type[Record]) -> Record:
    found = filled(inspect.type_info(kind), kind.__name__)
    assert isinstance(found, kind)
    return found


def whole() -> Snapshot:
    """Give a record with one entry of every kind, and a canary in every field of words."""
    told: dict[str, object] = {}
    for kind, name in ONE_EACH.items():
        one: Entry[Record] = Entry(
            id=f"id-{kind.__name__}", revision=1, created_at=MOMENT, record=record(kind)
        )
        told[name] = one if kind in (Person, SafetyPlan) else (one,)
    return Snapshot(**told)  # type: ignore[arg-type]


def canaries(text: str) -> set[str]:
    """Give the fields whose words are in a document, in JSON or in its narrative."""
    return set(re.findall(r"canary (?:<|&lt;)([A-Za-z_.]+)(?:>|&gt;)", text))


def found_in(options: Options, snapshot: Snapshot | None = None, *, names: bool = True) -> set[str]:
    return canaries(made(snapshot or whole(), options, pseudonymous=not names).decode())


def allowed(sections: Iterable[Section]) -> set[str]:
    return {field for field, needed in SHOWN.items() if needed <= set(sections)}


def test_every_kind_of_record_is_in_the_record() -> None:
    assert set(ONE_EACH) == set(KINDS)
    fields = canaries(msgspec.json.encode(whole()).decode())
    assert set(SHOWN) <= fields
    assert {"CheckIn.words", "Session.reflection", "SafetyPlan.better_day"} <= fields
    # Question.words and others like it are not all there is: most words never go out.
    assert len(fields) > 2 * len(SHOWN)


def test_with_every_section_those_words_go_out_that_the_pages_show() -> None:
    assert found_in(OPTIONS) == set(SHOWN)


@pytest.mark.parametrize("section", list(Section))
def test_no_words_of_a_section_that_is_off_go_out(section: Section) -> None:
    sections = ALL - {section}
    assert found_in(replace(OPTIONS, sections=sections)) == allowed(sections)


@pytest.mark.parametrize("section", list(Section))
def test_no_words_but_those_of_the_one_section_go_out(section: Section) -> None:
    found = found_in(replace(OPTIONS, sections=frozenset({section})))
    assert found == allowed({section})


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_an_entry_that_was_left_out_goes_out(kind: type[Record]) -> None:
    left_out = frozenset({f"id-{kind.__name__}"})
    found = found_in(replace(OPTIONS, left_out=left_out))
    gone = {field for field in SHOWN if field.startswith(f"{kind.__name__}.")}
    if kind is CheckIn:
        gone |= {"Tracker.name", "Tracker.unit"}
    if kind is Medicine:
        gone.add("Session.taken.name")
    if kind is Session:
        gone |= {field for field in SHOWN if field.startswith("ChecklistRun.")}
    assert found == set(SHOWN) - gone


def test_nothing_from_after_the_period_goes_out() -> None:
    before = replace(OPTIONS, first=date(2026, 1, 1), last=date(2026, 1, 31))
    lasting = {field for field in SHOWN if field.startswith("Person.")} | {"Note.words"}
    assert found_in(before) == lasting


def test_what_was_over_before_the_period_stays_out() -> None:
    later = replace(OPTIONS, first=DAY + timedelta(days=1), last=DAY + timedelta(days=3))
    of_the_time = ("SideEffect.", "Session.", "ChecklistRun.", "OutsideScore.", "Tracker.")
    gone = {field for field in SHOWN if field.startswith(of_the_time)}
    assert found_in(later) == set(SHOWN) - gone


def test_a_note_that_was_not_chosen_stays_out() -> None:
    assert "Note.words" not in found_in(replace(OPTIONS, notes=frozenset()))


def test_without_names_none_goes_out() -> None:
    assert found_in(OPTIONS, names=False) == set(SHOWN) - NAMES
    text = made(whole(), OPTIONS, pseudonymous=True).decode()
    assert "1961" not in text
    assert BORN.isoformat() in made(whole(), OPTIONS).decode()


def told(document: Json) -> set[str]:
    """Give what kinds of values a document tells of."""
    kinds = {one["resourceType"] for one in resources(document)}
    observed = resources(document, "Observation")
    return kinds | {code for one in observed for code in codes(one["code"])}


VALUES = {
    Section.COURSE: {"44260-8", "mood-of-day", "mood", "Questionnaire", "QuestionnaireResponse"},
    Section.SESSIONS: {"85354-9", "8867-4", "59408-5", "intensity", "tone", "sedation"},
    Section.SIDE_EFFECTS: {"75325-1"},
    Section.QUESTIONS: {"to-raise", "decided"},
    Section.NOTES: {"note"},
    Section.ANSWERS: {"mood", "anxiety", "energy", "pain", "sleep", "8867-4", "59408-5"},
    Section.PERSON: {"Practitioner", "Organization", "Condition"},
}


@pytest.mark.parametrize("section", VALUES)
def test_no_value_of_a_section_that_is_off_goes_out(section: Section) -> None:
    # A mood in the middle of a session day is no daily mood: one of the day before is.
    snapshot = whole()
    (day,) = snapshot.check_ins
    earlier = replace(day, record=replace(day.record, at=MOMENT - timedelta(days=2)))
    snapshot = replace(snapshot, check_ins=(earlier,))
    assert VALUES[section] <= told(bundle(snapshot, OPTIONS))
    off = replace(OPTIONS, sections=ALL - {section})
    assert not VALUES[section] & told(bundle(snapshot, off))


def test_a_session_that_was_left_out_has_no_value_in_it() -> None:
    off = bundle(whole(), replace(OPTIONS, left_out=frozenset({"id-Session"})))
    assert not VALUES[Section.SESSIONS] & told(off)
    assert "effectiveDateTime" not in str(resources(off, "MedicationStatement"))


def test_clock_time_weight_and_the_other_person_of_a_session_stay_out() -> None:
    text = made(whole(), replace(OPTIONS, sections=frozenset({Section.SESSIONS}))).decode()
    assert not re.search(r"kg\"", text.replace('mg/kg"', ""))
    assert MOMENT.isoformat() not in text
