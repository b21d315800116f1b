# SPDX-License-Identifier: Apache-2.0
"""What the patient records. A record holds what was said; an entry is its life in the diary."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Struct

from companion.domain.moment import Moment, Plan

Scale = Annotated[int, Meta(ge=0, le=10)]


class Route(StrEnum):
    """How the medicine is given."""

    IV = "iv"
    IM = "im"
    SC = "sc"
    ESKETAMINE = "intranasal_esketamine"
    NASAL_KETAMINE = "intranasal_ketamine"
    ORAL = "oral"
    SUBLINGUAL = "sublingual"


class DoseUnit(StrEnum):
    """The unit a dose was told in; mg/kg is per kilogram of body weight."""

    MG = "mg"
    MG_PER_KG = "mg_per_kg"


class SessionState(StrEnum):
    """Where a session stands. A move is a change of plan, not a state."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class ReadingTime(StrEnum):
    """When vital signs were taken, on the timing of the esketamine monitoring form."""

    BEFORE = "before"
    FORTY_MINUTES = "forty_minutes"
    LEAVING = "leaving"
    OTHER = "other"


class Tone(StrEnum):
    """How the experience felt, in the patient's word."""

    CALM = "calm"
    FRIGHTENING = "frightening"
    SAD = "sad"
    JOYFUL = "joyful"
    EMPTY = "empty"


class Grade(StrEnum):
    """Own wording of severity: noticed it; it got in the way; could not do things."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Choice(StrEnum):
    """An answer to a checklist item."""

    YES = "yes"
    NOT_YET = "not_yet"
    NOT_APPLICABLE = "not_applicable"
    ASK = "ask"


class Schedule(StrEnum):
    """How a medicine is taken."""

    SCHEDULED = "scheduled"
    AS_NEEDED = "as_needed"


class CheckIn(Struct, frozen=True, kw_only=True):
    """How a day was. Scales run 0–10; anything untouched is None, which is not zero.

    ``hard_day`` is "not up to it today": the day is kept, without a number.
    """

    at: Moment
    mood: Scale | None = None
    hard_day: bool = False
    anxiety: Scale | None = None
    energy: Scale | None = None
    pain: Scale | None = None
    sleep_hours: Annotated[float, Meta(ge=0, le=24)] | None = None
    words: str = ""


class Reading(Struct, frozen=True, kw_only=True):
    """Vital signs at one time: mmHg, beats a minute, percent oxygen saturation."""

    when: ReadingTime
    at: Moment | None = None
    systolic: Annotated[int, Meta(ge=40, le=300)] | None = None
    diastolic: Annotated[int, Meta(ge=20, le=200)] | None = None
    pulse: Annotated[int, Meta(ge=20, le=250)] | None = None
    oxygen: Annotated[int, Meta(ge=50, le=100)] | None = None


class Session(Struct, frozen=True, kw_only=True):
    """One treatment session: its plan, and what was recorded of it.

    ``moves`` counts how often the plan was moved; the earlier plans stand in the history.
    ``arrive_before`` and ``travel`` are minutes.
    """

    plan: Plan
    state: SessionState = SessionState.PLANNED
    moves: Annotated[int, Meta(ge=0)] = 0
    route: Route | None = None
    arrive_before: Annotated[int, Meta(ge=0, le=480)] = 30
    travel: Annotated[int, Meta(ge=0, le=1440)] | None = None
    dose: Annotated[float, Meta(gt=0, le=10000)] | None = None
    dose_unit: DoseUnit | None = None
    weight_kg: Annotated[float, Meta(gt=0, le=500)] | None = None
    start: Moment | None = None
    end: Moment | None = None
    ready: Moment | None = None
    place: str = ""
    companion: str = ""
    readings: tuple[Reading, ...] = ()
    dissociation: Scale | None = None
    sedation: Scale | None = None
    intensity: Scale | None = None
    tone: Tone | None = None
    intention: str = ""
    reflection: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """One checklist answer, when it was given, and the small field's words."""

    item: str
    choice: Choice
    at: Moment
    words: str = ""
    reason: str = ""


class ChecklistRun(Struct, frozen=True, kw_only=True):
    """One walk through a checklist for one session; the last answer to each item counts."""

    session_id: str
    checklist: str
    answers: tuple[Answer, ...] = ()


class SideEffect(Struct, frozen=True, kw_only=True):
    """An unwanted effect: from the catalogue by key, or in the patient's own name.

    No ``end`` means it was still there when last asked (``asked_at``).
    """

    effect: str | None = None
    own_name: str = ""
    grade: Grade
    start: Moment
    end: Moment | None = None
    asked_at: Moment | None = None
    session_id: str | None = None
    words: str = ""


class ItemAnswer(Struct, frozen=True, kw_only=True):
    """The points chosen for one questionnaire item, by its link id."""

    item: str
    value: Annotated[int, Meta(ge=0)]


class Response(Struct, frozen=True, kw_only=True):
    """A questionnaire as far as it was answered; only a finished one is scored."""

    instrument: str
    started: Moment
    finished: Moment | None = None
    answers: tuple[ItemAnswer, ...] = ()


class Medicine(Struct, frozen=True, kw_only=True):
    """A medicine as the patient takes it, in the patient's words, with local dates."""

    name: str
    dose: str = ""
    schedule: Schedule | None = None
    started: date | None = None
    stopped: date | None = None
    words: str = ""


class Question(Struct, frozen=True, kw_only=True):
    """Something to ask the doctor or the clinic; ``from_item`` names a checklist item."""

    at: Moment
    words: str
    from_item: str | None = None
    answered: bool = False


class Note(Struct, frozen=True, kw_only=True):
    """Free words; they leave the diary only when chosen one by one."""

    at: Moment
    words: str
    session_id: str | None = None


class Appointment(Struct, frozen=True, kw_only=True):
    """A visit to the psychiatrist or clinic."""

    plan: Plan
    with_whom: str = ""
    words: str = ""


class Person(Struct, frozen=True, kw_only=True):
    """The patient's own details; every one is optional and only what they choose to tell."""

    name: str = ""
    born: date | None = None
    indication: str = ""
    prescriber: str = ""
    clinic: str = ""
    clinic_phone: str = ""
    clinic_phone_after_hours: str = ""
    person_name: str = ""
    person_phone: str = ""
    allergies: str = ""
    planned_sessions: Annotated[int, Meta(ge=1, le=200)] | None = None
    treatment_started: date | None = None


Record = (
    CheckIn
    | Session
    | ChecklistRun
    | SideEffect
    | Response
    | Medicine
    | Question
    | Note
    | Appointment
    | Person
)

KINDS: tuple[type[Record], ...] = (
    CheckIn,
    Session,
    ChecklistRun,
    SideEffect,
    Response,
    Medicine,
    Question,
    Note,
    Appointment,
    Person,
)

R_co = TypeVar("R_co", covariant=True)


class Entry(Struct, Generic[R_co], frozen=True, kw_only=True):
    """A record as the diary keeps it. ``revision`` counts from 1; a bin date means deleted."""

    id: str
    revision: int
    created_at: Moment
    edited_at: Moment | None = None
    deleted_at: Moment | None = None
    record: R_co


class Version(Struct, frozen=True, kw_only=True):
    """An earlier version of an entry: what it said until ``at``."""

    entry_id: str
    revision: int
    parent: int | None
    device: str
    at: Moment
    record: Record


class Snapshot(Struct, frozen=True, kw_only=True):
    """The whole record at one time, without the bin, each kind in the order it happened."""

    check_ins: tuple[Entry[CheckIn], ...] = ()
    sessions: tuple[Entry[Session], ...] = ()
    runs: tuple[Entry[ChecklistRun], ...] = ()
    side_effects: tuple[Entry[SideEffect], ...] = ()
    responses: tuple[Entry[Response], ...] = ()
    medicines: tuple[Entry[Medicine], ...] = ()
    questions: tuple[Entry[Question], ...] = ()
    notes: tuple[Entry[Note], ...] = ()
    appointments: tuple[Entry[Appointment], ...] = ()
    person: Entry[Person] | None = None


def moment_of(record: Record) -> datetime | None:
    """Give when what a record tells of happened or is planned; None where it has no moment."""
    match record:
        case CheckIn() | Question() | Note():
            return record.at
        case Session():
            return record.start or record.plan.moment()
        case SideEffect():
            return record.start
        case Response():
            return record.finished or record.started
        case Appointment():
            return record.plan.moment()
        case ChecklistRun() | Medicine() | Person():
            return None
