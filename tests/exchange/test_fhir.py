# SPDX-License-Identifier: Apache-2.0
"""The FHIR document: its shape by the rules of R4, the codes that may go out, and its values."""

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from companion.domain.records import (
    CheckIn,
    Concomitant,
    DoseChange,
    Intake,
    Medicine,
    OutsideScore,
    Reading,
    ReadingTime,
    Route,
    Schedule,
    Snapshot,
    Sought,
)
from companion.exchange.fhir.questionnaires import leaves, questionnaire
from companion.report.care import days_noted
from companion.report.parts import Options, Section
from companion.report.scope import scope_of
from tests.exchange.bundles import (
    ALL,
    USUAL,
    WHOLE,
    Json,
    bundle,
    codes,
    made,
    observations,
    resources,
    section,
    walk,
)
from tests.report.records import (
    CONTENT,
    FIRST,
    LAST,
    NOW,
    SESSION_DAYS,
    appointment,
    at,
    course,
    effect,
    entry,
    held,
    long_course,
    note,
    person,
    question,
    response,
)

FULL_READING = Reading(
    when=ReadingTime.BEFORE, systolic=128, diastolic=82, pulse=71, oxygen=97, at=at(FIRST, 12)
)
NASTY = 'a<b & "c"\x00\x0b\u2028<script/> عربى 你好 🧑‍🏫'


def nasty() -> Snapshot:
    """Give a record whose words are hard to write down, or not there at all."""
    return Snapshot(
        person=person(name=NASTY, prescriber=" \t ", clinic="\x00", clinic_phone="", born=None),
        medicines=(entry(Medicine(name="\x07 ", dose=" ")), entry(Medicine(name=NASTY))),
        questions=(question(" \n "), question(NASTY)),
        notes=(note("\x00"), note(NASTY, key="other")),
        side_effects=(effect(None, at(FIRST, 13), 2, own=NASTY), effect("gone", at(LAST), None)),
        sessions=(held(FIRST, ("120/80",) * 3, route=None, dose=None, dose_unit=None),),
        outside_scores=(entry(OutsideScore(at=at(FIRST), scale=" ", total=3)),),
        responses=(response(FIRST, 0, 1, done=False),),
    )


DOCUMENTS = {
    "usual": (course, USUAL),
    "whole": (course, WHOLE),
    "no section": (course, Options(first=FIRST, last=LAST, sections=frozenset())),
    "nothing recorded": (Snapshot, WHOLE),
    "one day": (course, Options(first=LAST, last=LAST, sections=ALL)),
    "400 days": (
        lambda: long_course(LAST - timedelta(399), 400, 14),
        Options(first=LAST - timedelta(399), last=LAST),
    ),
    "nasty": (nasty, replace(WHOLE, notes=frozenset({"note", "other"}))),
}


@pytest.fixture(scope="module", params=[*DOCUMENTS, "pseudonymous"])
def document(request: pytest.FixtureRequest) -> Json:
    pseudonymous = request.param == "pseudonymous"
    snapshot, options = DOCUMENTS["whole" if pseudonymous else request.param]
    return bundle(snapshot(), options, pseudonymous=pseudonymous)


def test_it_is_a_document_by_the_rules_of_bundles(document: Json) -> None:
    assert document["type"] == "document"
    assert document["identifier"]["system"] == "urn:ietf:rfc:3986"  # bdl-9
    assert document["identifier"]["value"].startswith("urn:uuid:")
    assert document["timestamp"] == "2026-11-23T18:00:00+00:00"  # bdl-10
    urls = [one["fullUrl"] for one in document["entry"]]
    assert len(urls) == len(set(urls))  # bdl-7
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", x) for x in urls)
    assert document["entry"][0]["resource"]["resourceType"] == "Composition"  # bdl-11
    names = [one["id"] for one in resources(document)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", name) for name in names)


def test_every_reference_leads_to_a_resource_and_each_is_reached(document: Json) -> None:
    by_url = {one["fullUrl"]: one["resource"] for one in document["entry"]}
    reached, ahead = set(), [document["entry"][0]["fullUrl"]]
    while ahead:
        url = ahead.pop()
        if url not in reached:
            reached.add(url)
            ahead += [value for key, value in walk(by_url[url]) if key == "reference"]
    assert reached == set(by_url)


def test_sections_have_words_and_a_reason_only_where_they_are_empty(document: Json) -> None:
    head = document["entry"][0]["resource"]
    assert codes(head["type"]) == ["51855-5"]
    for one in head["section"]:
        assert one["text"]["div"]  # cmp-1
        assert not ("entry" in one and "emptyReason" in one)  # cmp-2
        assert "entry" in one or "emptyReason" in one or one["text"]["status"] == "generated"


def test_narratives_are_xhtml_of_plain_elements(document: Json) -> None:
    divs = [value for key, value in walk(document) if key == "div"]
    assert divs
    for div in divs:
        root = ET.fromstring(div)
        names = {one.tag.removeprefix("{http://www.w3.org/1999/xhtml}") for one in root.iter()}
        assert names <= {"div", "p", "br", "table", "thead", "tbody", "tr", "th", "td"}
        assert "".join(root.itertext()).strip()


def test_nothing_in_it_is_empty(document: Json) -> None:
    for key, value in walk(document):
        assert value is not None, key
        assert value not in ("", [], {}), key
        if isinstance(value, str):
            assert value.strip(), key
            assert not re.search(r"[\x00-\x08\x0b-\x1f]", value), key


DAY = r"\d{4}-\d{2}-\d{2}"
MOMENT = rf"{DAY}T\d{{2}}:\d{{2}}:\d{{2}}(Z|[+-]\d{{2}}:\d{{2}})"


def test_moments_have_their_offset_and_days_are_whole(document: Json) -> None:
    names = {"effectiveDateTime", "date", "start", "end", "authored", "timestamp", "birthDate"}
    found = [value for key, value in walk(document) if key in names and isinstance(value, str)]
    assert found
    assert [one for one in found if not re.fullmatch(rf"{DAY}|{MOMENT}", one)] == []


LOINC = {
    "51855-5", "10160-0", "11450-4", "8716-3", "48765-2", "18776-5", "74465-6", "81338-6",
    "85354-9", "8480-6", "8462-4", "8867-4", "2708-6", "59408-5", "75325-1", "64750-3",
    # PHQ-9, PHQ-2, GAD-7 and GAD-2: panels, items, totals, answers; the panel of PCL-5
    "44249-1", "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5",
    "44253-3", "44260-8", "44261-6", "69722-7", "55757-9", "55758-7",
    "69737-5", "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7",
    "70274-6", "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9", "LA6572-7", "LA6573-5", "LA6575-0",
    "LA6574-3", "101697-1",
}  # fmt: skip
SNOMED = {
    "404640003", "422587007", "422400008", "271782001", "25064002", "24184005", "80313002",
    "48694002", "111516008", "44077006", "91019004", "271801002", "7011001", "286933003",
    "84229001", "162397003", "271594007", "267036007", "162116003", "366979004", "6471006",
    # mild, moderate, severe; IV, SC, oral
    "255604002", "6736007", "24484000", "47625008", "34206005", "26643006",
}  # fmt: skip
SYSTEMS = {
    "http://loinc.org": LOINC,
    "http://snomed.info/sct": SNOMED,
    "http://www.whocc.no/atc": {"N06AX27"},
}


def wrong_codes(document: Json) -> list[tuple[str, str]]:
    found = [
        (value["system"], value["code"])
        for _key, value in walk(document)
        if isinstance(value, dict) and {"system", "code"} <= set(value) and "unit" not in value
    ]
    ours = ("urn:companion:", "http://terminology.hl7.org/CodeSystem/")
    return [
        (system, code)
        for system, code in found
        if not system.startswith(ours) and code not in SYSTEMS.get(system, ())
    ]


def test_no_code_goes_out_that_was_not_confirmed(document: Json) -> None:
    assert wrong_codes(document) == []


def test_no_code_of_any_effect_route_or_questionnaire_is_an_unconfirmed_one() -> None:
    found = bundle(
        Snapshot(
            side_effects=tuple(effect(key, at(FIRST, 13), 1) for key in CONTENT.effects),
            sessions=tuple(held(FIRST, route=one) for one in Route),
            responses=tuple(response(FIRST, 0, instrument=key) for key in CONTENT.instruments),
        ),
        WHOLE,
    )
    assert wrong_codes(found) == []
    assert len(resources(found, "Questionnaire")) == len(CONTENT.instruments)
    routes = [one["dosage"][0]["route"] for one in resources(found, "MedicationStatement")]
    assert sum(bool(codes(one)) for one in routes) == 3
    assert all(one["text"] for one in routes)


def test_units_are_those_of_ucum(document: Json) -> None:
    allowed = {"{score}": "score", "mm[Hg]": "mmHg", "/min": "/min", "%": "%", "h": "h",
               "min": "min", "mg": "mg", "mg/kg": "mg/kg"}  # fmt: skip
    for _key, value in walk(document):
        if isinstance(value, dict) and "unit" in value:
            assert value["system"] == "http://unitsofmeasure.org"
            assert allowed[value["code"]] == value["unit"]
            assert isinstance(value["value"], int | float)


def test_blood_pressure_has_both_parts_in_their_unit(document: Json) -> None:
    for one in observations(document, "85354-9"):
        assert one["category"][0]["coding"][0]["code"] == "vital-signs"
        assert one["meta"]["profile"] == ["http://hl7.org/fhir/StructureDefinition/bp"]
        assert [codes(part["code"]) for part in one["component"]] == [["8480-6"], ["8462-4"]]
        assert all(
            part.get("dataAbsentReason") or part["valueQuantity"]["code"] == "mm[Hg]"
            for part in one["component"]
        )


def test_the_same_scope_gives_the_same_bytes() -> None:
    snapshot = course()
    assert made(snapshot, WHOLE) == made(snapshot, WHOLE)
    assert made(snapshot, WHOLE) != made(snapshot, WHOLE, pseudonymous=True)


def values(document: Json, code: str) -> list[Any]:
    return [one["valueQuantity"]["value"] for one in observations(document, code)]


def points(document: Json, code: str) -> list[Any]:
    return [
        one["valueCodeableConcept"]["coding"][0]["extension"][0]["valueDecimal"]
        for one in observations(document, code)
    ]


def test_scores_item_9_and_moods_are_what_was_recorded() -> None:
    found = bundle(course())
    assert values(found, "44261-6") == [21, 17, 13, 9]
    assert points(found, "44260-8") == [2, 1, 1, 0]
    assert values(found, "70274-6") == [15, 8]
    assert len(observations(found, "mood-of-day")) == 39
    assert points(found, "44250-9") == []
    first = observations(found, "44261-6")[0]
    assert first["effectiveDateTime"] == "2026-10-14"
    assert first["interpretation"][0]["text"] == "severe"
    source = next(one["resource"] for one in found["entry"]
                  if one["fullUrl"] == first["derivedFrom"][0]["reference"])  # fmt: skip
    assert source["questionnaire"] == "urn:companion:questionnaire:phq-9|1.2.0"
    assert source["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert {one["linkId"] for one in source["item"]} == {"/44260-8", "/44261-6"}


def test_every_answer_goes_out_where_that_was_chosen() -> None:
    found = bundle(course(), WHOLE)
    first = resources(found, "QuestionnaireResponse")[0]
    assert "meta" not in first
    answers = [
        one["answer"][0]["valueCoding"] for one in first["item"] if one["linkId"] != "/44261-6"
    ]
    assert sum(one["extension"][0]["valueDecimal"] for one in answers) == 21
    panel = observations(found, "44249-1")[0]
    assert len(panel["hasMember"]) == 10
    assert len(observations(found, "mood")) == 40


def test_the_questionnaire_is_the_file_itself() -> None:
    for one in resources(bundle(course()), "Questionnaire"):
        assert one == questionnaire(one["id"])
    for key, instrument in CONTENT.instruments.items():
        asked = [one["linkId"] for one in leaves(questionnaire(key)["item"])]
        assert {item.id for item in instrument.items} <= set(asked)


def test_an_earlier_score_goes_out_only_where_the_pages_tell_it() -> None:
    days = [date(2026, 9, 1), date(2026, 9, 20), date(2026, 10, 20), date(2026, 11, 20)]
    scores = tuple(response(day, 20 - place) for place, day in enumerate(days))
    options = Options(first=date(2026, 11, 1), last=LAST)
    snapshot = replace(course(), responses=scores, appointments=())
    assert values(bundle(snapshot, options), "44261-6") == [18, 17]
    shown = replace(snapshot, appointments=(appointment(date(2026, 9, 25)),))
    assert values(bundle(shown, options), "44261-6") == [18, 17]
    many = tuple(response(FIRST + timedelta(place), 10 + place) for place in range(8))
    assert len(values(bundle(replace(snapshot, responses=many), options), "44261-6")) == 8


def test_an_unfinished_questionnaire_tells_item_9_and_no_total() -> None:
    found = bundle(replace(course(), responses=(response(FIRST, 2, 2, done=False),)))
    assert points(found, "44260-8") == [2]
    assert values(found, "44261-6") == []
    assert resources(found, "QuestionnaireResponse")[0]["status"] == "stopped"


def test_a_session_is_a_dose_as_told_with_what_the_table_shows() -> None:
    found = bundle(course())
    doses = [one for one in resources(found, "MedicationStatement") if "effectiveDateTime" in one]
    assert [one["effectiveDateTime"] for one in doses] == [day.isoformat() for day in SESSION_DAYS]
    assert {one["status"] for one in doses} == {"completed"}
    dosage = doses[0]["dosage"][0]
    assert dosage["text"] == "40 mg (0.5 mg/kg)"
    assert dosage["doseAndRate"][0]["doseQuantity"]["value"] == 40
    assert codes(dosage["route"]) == ["47625008"]
    assert values(found, "intensity") == [6, 6, 6, 3]
    assert values(found, "ready") == [130] * 4
    pressures = [
        [part["valueQuantity"]["value"] for part in one["component"]]
        for one in observations(found, "85354-9")
    ]
    assert pressures[3:6] == [[132, 84], [158, 96], [136, 86]]


def test_pulse_and_oxygen_go_out_with_every_answer_alone() -> None:
    session = held(FIRST)
    measured = replace(session, record=replace(session.record, readings=(FULL_READING,)))
    snapshot = Snapshot(sessions=(measured,))
    assert observations(bundle(snapshot), "8867-4") == []
    found = bundle(snapshot, WHOLE)
    assert values(found, "8867-4") == [71]
    (oxygen,) = observations(found, "2708-6")
    assert codes(oxygen["code"]) == ["59408-5", "2708-6"]
    assert oxygen["valueQuantity"] == {
        "value": 97, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%",
    }  # fmt: skip
    assert oxygen["effectiveDateTime"] == "2026-10-12T12:00:00+00:00"


def test_a_side_effect_is_a_symptom_with_its_severity() -> None:
    kept = replace(effect("nausea", at(FIRST, 13), 2), record=replace(
        effect("nausea", at(FIRST, 13), 2).record, sought=Sought.EMERGENCY))  # fmt: skip
    found = bundle(Snapshot(side_effects=(kept, effect(None, at(LAST), None, own="Odd"))))
    nausea, odd = observations(found, "75325-1")
    assert codes(nausea["valueCodeableConcept"]) == ["422587007"]
    assert nausea["effectivePeriod"] == {
        "start": "2026-10-12T13:00:00+00:00", "end": "2026-10-12T15:00:00+00:00",
    }  # fmt: skip
    severity = nausea["component"][0]
    assert codes(severity["code"]) == ["64750-3"]
    assert codes(severity["valueCodeableConcept"]) == ["255604002"]
    assert nausea["note"][0]["text"] == "Emergency care was sought."
    assert odd["valueCodeableConcept"] == {"text": "Odd"}
    assert "end" not in odd["effectivePeriod"]
    assert "profile" not in nausea.get("meta", {})


def test_an_end_that_nobody_told_is_not_sent_as_one() -> None:
    """Nor is it left out, which would say that it goes on."""
    kept = effect("nausea", at(FIRST, 13), None)
    kept = replace(kept, record=replace(kept.record, end=at(LAST), asked_at=at(LAST)))
    found = bundle(Snapshot(side_effects=(kept,)))
    (nausea,) = observations(found, "75325-1")
    (unknown,) = nausea["effectivePeriod"]["_end"]["extension"]
    assert unknown["valueCode"] == "unknown"
    assert set(nausea["effectivePeriod"]) == {"start", "_end"}


@pytest.mark.parametrize("schedule", [*Schedule, None])
def test_what_was_taken_is_said_as_on_the_pages(schedule: Schedule | None) -> None:
    medicine = entry(Medicine(name="One", schedule=schedule))
    taken = entry(Intake(medicine_id=medicine.id, name="One", at=at(LAST), taken=True))
    snapshot = Snapshot(medicines=(medicine,), intakes=(taken,))
    (found,) = resources(bundle(snapshot), "MedicationStatement")
    said = days_noted(medicine, scope_of(snapshot, CONTENT, USUAL, NOW))
    assert "Taken" in said
    assert found["note"] == [{"text": said}]


def test_medicines_tell_how_they_are_taken_and_what_changed() -> None:
    change = DoseChange(since=date(2026, 11, 1), dose="150 mg", schedule=Schedule.SCHEDULED)
    medicines = (
        Medicine(name="One", dose="100 mg", schedule=Schedule.SCHEDULED, started=date(2025, 3, 3),
                 changes=(change,)),
        Medicine(name="Two", dose="1 mg", started=date(2025, 1, 1), stopped=date(2026, 11, 2)),
        Medicine(name="Three", stopped=date(2026, 1, 1)),
    )  # fmt: skip
    taken = (Concomitant(name="Four", of_note="benzodiazepine", taken=False),)
    found = bundle(
        Snapshot(
            medicines=tuple(entry(one) for one in medicines),
            sessions=(held(FIRST, taken=taken),),
        )
    )
    told = {one["medicationCodeableConcept"]["text"]: one
            for one in resources(found, "MedicationStatement")}  # fmt: skip
    assert set(told) == {"One", "Two", "Four", "Ketamine"}
    assert [one["text"] for one in told["One"]["dosage"]] == [
        "100 mg, regularly", "150 mg, regularly",
    ]  # fmt: skip
    assert told["One"]["dosage"][0]["timing"]["repeat"]["boundsPeriod"] == {
        "start": "2025-03-03", "end": "2026-10-31",
    }  # fmt: skip
    assert told["Two"]["status"] == "stopped"
    assert told["Two"]["effectivePeriod"] == {"end": "2026-11-02"}
    assert "dosage" not in told["Two"]
    assert told["Four"]["status"] == "not-taken"


def test_what_is_left_out_and_what_is_not_recorded_are_told_apart() -> None:
    off = bundle(course(), Options(first=FIRST, last=LAST, sections=ALL - {Section.SESSIONS}))
    assert codes(section(off, "Sessions")["emptyReason"]) == ["withheld"]
    empty = bundle(Snapshot())
    assert codes(section(empty, "Sessions")["emptyReason"]) == ["unavailable"]
    assert "not the same as none" in section(empty, "Sessions")["text"]["div"]


def test_visits_tell_their_day_and_the_plan_its_sessions() -> None:
    found = bundle(course())
    days = [one["requestedPeriod"][0]["start"] for one in resources(found, "Appointment")]
    assert days == ["2026-11-24", "2026-11-26"]
    (plan,) = resources(found, "CarePlan")
    assert plan["activity"][0]["detail"]["scheduledTiming"]["repeat"]["count"] == 6


def test_without_names_it_says_that_they_are_masked() -> None:
    (patient,) = resources(bundle(course(), WHOLE, pseudonymous=True), "Patient")
    absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    masked = {"extension": [{"url": absent, "valueCode": "masked"}]}
    assert patient["name"] == [masked]
    assert patient["_birthDate"] == masked
    assert "birthDate" not in patient
    (named,) = resources(bundle(course()), "Patient")
    assert named["name"] == [{"text": "Alex Rivera"}]
    assert named["birthDate"] == "1988-03-14"
    assert named["identifier"] != patient["identifier"]


def test_a_hard_day_has_no_number_and_says_why() -> None:
    day = entry(CheckIn(at=at(LAST), hard_day=True))
    (found,) = observations(bundle(Snapshot(check_ins=(day,)), WHOLE), "mood")
    assert "valueQuantity" not in found
    assert found["dataAbsentReason"]["text"] == "hard day, no number"
