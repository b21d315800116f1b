# SPDX-License-Identifier: Apache-2.0
"""What each column of the CSV tables means: the table of columns that goes with them."""

from collections.abc import Mapping

from msgspec import Struct

from companion.domain.records import (
    Answer,
    Appointment,
    CheckIn,
    ChecklistRun,
    Concomitant,
    DoseChange,
    InstrumentSchedule,
    Intake,
    ItemAnswer,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Reading,
    Response,
    Rule,
    RuleSet,
    SafetyPlan,
    Session,
    SideEffect,
    SitterCheck,
    Tracked,
    Tracker,
    WalkedItem,
)
from companion.language import _

NAMES: Mapping[type[Struct], str] = {
    CheckIn: "check_ins",
    Tracker: "trackers",
    Tracked: "tracked",
    Session: "sessions",
    Reading: "readings",
    SitterCheck: "sitter_checks",
    Concomitant: "concomitants",
    ChecklistRun: "checklist_runs",
    WalkedItem: "checklist_items",
    Answer: "checklist_answers",
    SideEffect: "side_effects",
    Response: "questionnaires",
    ItemAnswer: "answers",
    OutsideScore: "scores_elsewhere",
    Medicine: "medicines",
    DoseChange: "dose_changes",
    Intake: "intakes",
    Question: "questions",
    Note: "notes",
    Appointment: "appointments",
    Person: "person",
    InstrumentSchedule: "questionnaire_schedules",
    SafetyPlan: "safety_plan",
    RuleSet: "rule_sets",
    Rule: "rules",
}
"""The table of each kind of record, and of each kind of part of one."""


class Meaning(Struct, frozen=True):
    """What a field means, its unit in words, and what its column's name ends with for it."""

    words: str
    unit: str = ""
    ending: str = ""


Meanings = Mapping[str, Meaning]


def meanings() -> Mapping[str, Meanings]:
    """Give what every field means, by table and by the field's name in the record."""
    return {
        **_of_days(),
        **_of_sessions(),
        **_of_checklists(),
        **_of_scales(),
        **_of_medicines(),
        **_of_words(),
        **_of_person(),
        **_of_rules(),
    }


def of_entries() -> Meanings:
    """Give what the columns mean that every kind of entry has."""
    return {
        "id": Meaning(_("Name of the entry; other tables point to it")),
        "revision": Meaning(_("How often it was written, 1 when it was never changed")),
        "created_at": Meaning(_("When it was written down")),
        "edited_at": Meaning(_("When it was last changed")),
    }


def of_parts(owner: str) -> Meanings:
    """Give what the columns mean that every part of an entry has."""
    return {
        "owner": Meaning(_("The id of its row in {table}").format(table=f"{owner}.csv")),
        "position": Meaning(_("Its place among the others of that row, from 1")),
    }


def _scale(words: str) -> Meaning:
    return Meaning(words, _("0 to 10"), "_0_10")


def _minutes(words: str) -> Meaning:
    return Meaning(words, _("minutes"), "_min")


def _of_days() -> Mapping[str, Meanings]:
    return {
        "check_ins": {
            "at": Meaning(_("The time it tells of")),
            "mood": _scale(_("Mood; higher is better")),
            "hard_day": Meaning(_("“Not up to it today” was chosen: a day without a number")),
            "anxiety": _scale(_("Anxiety; higher is more")),
            "energy": _scale(_("Energy; higher is more")),
            "pain": _scale(_("Pain; higher is more")),
            "sleep_hours": Meaning(_("Sleep in the night before"), _("hours")),
            "words": Meaning(_("Words typed with it")),
        },
        "trackers": {
            "name": Meaning(_("What is tracked, in the patient’s words")),
            "kind": Meaning(_("How it is answered")),
            "unit": Meaning(_("Its unit, as the patient wrote it")),
            "missing": Meaning(_("What a day without an answer means, as the patient chose")),
            "stopped": Meaning(_("The day from which it is not asked any more")),
        },
        "tracked": {
            "tracker": Meaning(_("The id of the tracker in trackers.csv")),
            "number": Meaning(_("The number given"), _("as the tracker says")),
            "yes": Meaning(_("The answer yes or no")),
            "words": Meaning(_("The words given")),
        },
        "side_effects": {
            "effect": Meaning(_("Its key in Companion’s list")),
            "own_name": Meaning(_("Its name in the patient’s words, where it is not in the list")),
            "grade": Meaning(_("How strong it was at its worst")),
            "start": Meaning(_("When it began")),
            "end": Meaning(
                _(
                    "When it was gone; empty where no end was noted. Where it is the same as "
                    "asked_at, all that is known is that it had ended by then"
                )
            ),
            "asked_at": Meaning(_("When the patient was last asked whether it is still there")),
            "session_id": Meaning(_("The id of the session it came with, in sessions.csv")),
            "sought": Meaning(_("Whom the patient turned to because of it")),
            "words": Meaning(_("Words typed with it")),
        },
    }


def _of_sessions() -> Mapping[str, Meanings]:
    return {
        "sessions": {
            "plan": Meaning(_("The time it was planned for")),
            "state": Meaning(_("Where it stands")),
            "moves": Meaning(_("How often its plan was moved")),
            "route": Meaning(_("How the medicine was given")),
            "arrive_before": _minutes(_("How long before the start to arrive")),
            "travel": _minutes(_("How long the way there takes")),
            "dose": Meaning(_("The dose"), _("the column dose_unit")),
            "dose_unit": Meaning(_("The unit of the dose; mg_per_kg is per kg of body weight")),
            "dose_unknown": Meaning(_("The patient said that they do not know the dose")),
            "weight_kg": Meaning(_("Body weight used for the dose"), _("kg")),
            "start": Meaning(_("When it began")),
            "end": Meaning(_("When the medicine stopped")),
            "ready": Meaning(_("When the patient was home or ready to leave")),
            "recorded": Meaning(_("When its start was first noted")),
            "place": Meaning(_("Where it was")),
            "companion": Meaning(_("Who was there")),
            "mood_before": _scale(_("Mood right before; higher is better")),
            "mood_after": _scale(_("Mood right after; higher is better")),
            "dissociation": _scale(_("Feeling detached; higher is more")),
            "sedation": _scale(_("Sleepiness; higher is more")),
            "intensity": _scale(_("How strong the experience was")),
            "tone": Meaning(_("How the experience felt")),
            "intention": Meaning(_("What the patient wrote before it")),
            "reflection": Meaning(_("What the patient wrote after it")),
            "for_therapy": Meaning(_("What the patient noted for therapy")),
        },
        "readings": {
            "when": Meaning(_("At which point of the session")),
            "at": Meaning(_("When it was taken")),
            "systolic": Meaning(_("Blood pressure, the higher number"), _("mmHg"), "_mmhg"),
            "diastolic": Meaning(_("Blood pressure, the lower number"), _("mmHg"), "_mmhg"),
            "pulse": Meaning(_("Pulse"), _("beats a minute"), "_per_min"),
            "oxygen": Meaning(_("Oxygen in the blood"), _("percent"), "_percent"),
        },
        "sitter_checks": {
            "due": Meaning(_("When the person who stayed was to look")),
            "answered": Meaning(_("When they answered; empty is “not checked”")),
            "well": Meaning(_("Whether all was well; empty is “not checked”")),
        },
        "concomitants": {
            "medicine_id": Meaning(_("The id of the medicine in medicines.csv, if it is there")),
            "name": Meaning(_("What it was called then")),
            "of_note": Meaning(_("The kind of medicine it is, by its key")),
            "taken": Meaning(_("Whether it was taken in the 24 hours before the session")),
        },
    }


def _of_checklists() -> Mapping[str, Meanings]:
    return {
        "checklist_runs": {
            "session_id": Meaning(_("The id of its session in sessions.csv, where it has one")),
            "checklist": Meaning(_("Which checklist it was, by its key")),
            "begun": Meaning(_("When it was begun, where it stands on its own")),
            "frozen_at": Meaning(_("When its session began; its items did not change after that")),
        },
        "checklist_items": {
            "item": Meaning(_("The item, by its key")),
            "label": Meaning(_("The item in words, as it was shown")),
            "day": Meaning(
                _("The day it was for, from the day of the session; negative is before"),
                _("days"),
                "_days",
            ),
            "minutes": Meaning(
                _("Its time, from what the column anchor says; negative is before"),
                _("minutes"),
                "_min",
            ),
            "anchor": Meaning(_("What its time is counted from")),
            "must": Meaning(_("Whether it had to be in place")),
            "whose": Meaning(_("Whose time it was; empty where it was Companion’s usual one")),
            "rule": Meaning(_("The rule in words, as it was shown")),
        },
        "checklist_answers": {
            "item": Meaning(_("The item that was answered, by its key")),
            "choice": Meaning(_("The answer; the last one of an item counts")),
            "at": Meaning(_("When it was answered")),
            "words": Meaning(_("Words typed with it")),
            "reason": Meaning(_("Why it does not apply")),
        },
    }


def _of_scales() -> Mapping[str, Meanings]:
    return {
        "questionnaires": {
            "instrument": Meaning(_("Which questionnaire, by its key")),
            "started": Meaning(_("When it was begun")),
            "finished": Meaning(_("When it was finished; empty where it was not")),
            "total": Meaning(
                _("Its score; empty unless it is finished and whole"), _("points"), "_points"
            ),
            "maximum": Meaning(_("The most there can be"), _("points"), "_points"),
            "band": Meaning(_("The named range the score is in, by its key")),
            "since_session": Meaning(
                _("Days since the last session that was held; empty before the first"),
                _("days"),
                "_days",
            ),
        },
        "answers": {
            "instrument": Meaning(_("Which questionnaire, by its key")),
            "item": Meaning(_("Which question, by its link id")),
            "question": Meaning(_("The question in words")),
            "value": Meaning(_("The answer"), _("points"), "_points"),
            "answer": Meaning(_("The answer in words")),
        },
        "scores_elsewhere": {
            "at": Meaning(_("When it was measured")),
            "scale": Meaning(_("The name of the scale, as the patient wrote it")),
            "total": Meaning(_("The score"), _("points"), "_points"),
            "by_whom": Meaning(_("Who measured it")),
            "words": Meaning(_("Words typed with it")),
        },
    }


def _of_medicines() -> Mapping[str, Meanings]:
    way = {
        "dose": Meaning(_("The dose in the patient’s words")),
        "taken_when": Meaning(_("When it is taken, in the patient’s words")),
        "schedule": Meaning(_("Whether it is taken regularly or when needed")),
    }
    return {
        "medicines": {
            "name": Meaning(_("What it is called")),
            **way,
            "started": Meaning(_("The first day it was taken")),
            "stopped": Meaning(_("The day it was stopped")),
            "of_note": Meaning(_("The kind of medicine it is, by its key")),
            "words": Meaning(_("Words typed with it")),
        },
        "dose_changes": {
            "since": Meaning(_("The day from which it was taken this way")),
            **way,
        },
        "intakes": {
            "medicine_id": Meaning(_("The id of the medicine in medicines.csv")),
            "name": Meaning(_("What it was called then")),
            "dose": Meaning(_("Its dose then")),
            "at": Meaning(_("When it was taken, or was due and was missed")),
            "taken": Meaning(_("Whether it was taken")),
        },
    }


def _of_words() -> Mapping[str, Meanings]:
    return {
        "questions": {
            "at": Meaning(_("When it was noted")),
            "words": Meaning(_("The question")),
            "from_item": Meaning(_("The checklist item it came from, by its key")),
            "to_raise": Meaning(_("Whether it is to be raised at the next visit")),
            "answered": Meaning(_("Whether it was answered")),
            "answer": Meaning(_("What the answer was")),
        },
        "notes": {
            "at": Meaning(_("The time it tells of")),
            "said": Meaning(_("What was tapped on the day of a session instead of typing")),
            "words": Meaning(_("The note")),
            "session_id": Meaning(_("The id of its session in sessions.csv, where it has one")),
        },
        "appointments": {
            "plan": Meaning(_("The time it is planned for")),
            "with_whom": Meaning(_("With whom it is")),
            "words": Meaning(_("Words typed with it")),
            "decided": Meaning(_("What was decided there, in the patient’s words")),
        },
    }


def _of_person() -> Mapping[str, Meanings]:
    return {
        "person": {
            "name": Meaning(_("The patient’s name")),
            "born": Meaning(_("Date of birth")),
            "indication": Meaning(_("What the treatment is for, in the patient’s words")),
            "prescriber": Meaning(_("Who prescribes it")),
            "clinic": Meaning(_("The clinic")),
            "clinic_phone": Meaning(_("The clinic’s number")),
            "clinic_phone_after_hours": Meaning(_("The clinic’s number outside its hours")),
            "person_name": Meaning(_("Whom to call")),
            "person_phone": Meaning(_("Their number")),
            "allergies": Meaning(_("Allergies, in the patient’s words")),
            "planned_sessions": Meaning(_("How many sessions are planned")),
            "treatment_started": Meaning(_("The first day of the treatment")),
            "systolic_limit": Meaning(
                _("The clinic’s limit for the higher blood pressure number"), _("mmHg"), "_mmhg"
            ),
            "diastolic_limit": Meaning(
                _("The clinic’s limit for the lower blood pressure number"), _("mmHg"), "_mmhg"
            ),
        },
        "questionnaire_schedules": {
            "instrument": Meaning(_("Which questionnaire, by its key")),
            "every_days": Meaning(_("How often it is offered; 0 is never"), _("days")),
        },
        "safety_plan": {
            "warning_signs": Meaning(_("Warning signs")),
            "by_myself": Meaning(_("What the patient can do alone")),
            "distraction": Meaning(_("People and places that take the mind off it")),
            "people_to_ask": Meaning(_("People to ask for help")),
            "professionals": Meaning(_("Clinics and people whose work it is to help")),
            "surroundings": Meaning(_("How to make the surroundings safe")),
            "better_day": Meaning(_("Words from a better day")),
        },
    }


def _of_rules() -> Mapping[str, Meanings]:
    return {
        "rule_sets": {
            "pack": Meaning(_("The name of the clinic’s file; empty for the patient’s own rules")),
            "clinic": Meaning(_("Who handed it out")),
            "issued": Meaning(_("The date it carries")),
        },
        "rules": {
            "item": Meaning(_("The checklist item it is about, by its key")),
            "whose": Meaning(_("Who wants it")),
            "checklist": Meaning(_("The checklist it is for; empty is each that has the item")),
            "question": Meaning(_("The question of an item that is new")),
            "says": Meaning(_("What it says, in words")),
            "day": Meaning(
                _("The day, from the day of the session; negative is before"), _("days"), "_days"
            ),
            "minutes": Meaning(
                _("The time, from what the column anchor says; negative is before"),
                _("minutes"),
                "_min",
            ),
            "anchor": Meaning(_("What the time is counted from")),
            "must": Meaning(_("Whether it has to be in place")),
            "off": Meaning(_("Whether the item is left out")),
            "after": Meaning(_("The item it stands behind, by its key")),
        },
    }
