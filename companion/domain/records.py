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


class Anchor(StrEnum):
    """What an item's clock time is counted from."""

    START = "start"
    LEAVING = "leaving"
    END = "end"


class Whose(StrEnum):
    """Who wants a rule: the patient's own clinic, or the patient."""

    CLINIC = "clinic"
    OWN = "own"


class Schedule(StrEnum):
    """How a medicine is taken."""

    SCHEDULED = "scheduled"
    AS_NEEDED = "as_needed"


class Said(StrEnum):
    """What a person tapped on the session day instead of typing."""

    OK = "ok"
    FRIGHTENED = "frightened"


class Sought(StrEnum):
    """Whom a person turned to because of a side effect.

    ``CLINIC``: the clinic or a doctor. ``EMERGENCY``: emergency care or a hospital.
    """

    NOBODY = "nobody"
    CLINIC = "clinic"
    EMERGENCY = "emergency"


class TrackerKind(StrEnum):
    """How an own tracker is answered: 0–10, yes or no, a number with a unit, or words."""

    SCALE = "scale"
    YES_NO = "yes_no"
    NUMBER = "number"
    WORDS = "words"


class MissingDay(StrEnum):
    """What a day without an answer means for an own tracker, as the patient chose.

    ``MISSING``: it is not known. ``NONE``: where there is a check-in that day, it was 0 or no.
    ``SAME``: it was as last answered.
    """

    MISSING = "missing"
    NONE = "none"
    SAME = "same"


class Tracker(Struct, frozen=True, kw_only=True):
    """Something of the patient's own to note with the check-ins, until it is ``stopped``."""

    name: str
    kind: TrackerKind
    unit: str = ""
    missing: MissingDay = MissingDay.MISSING
    stopped: date | None = None


class Tracked(Struct, frozen=True, kw_only=True):
    """One answer to an own tracker, by the tracker's id; one of the three is told."""

    tracker: str
    number: Annotated[float, Meta(ge=-1_000_000, le=1_000_000)] | None = None
    yes: bool | None = None
    words: str = ""


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
    tracked: tuple[Tracked, ...] = ()
    words: str = ""


class Reading(Struct, frozen=True, kw_only=True):
    """Vital signs at one time: mmHg, beats a minute, percent oxygen saturation."""

    when: ReadingTime
    at: Moment | None = None
    systolic: Annotated[int, Meta(ge=40, le=300)] | None = None
    diastolic: Annotated[int, Meta(ge=20, le=200)] | None = None
    pulse: Annotated[int, Meta(ge=20, le=250)] | None = None
    oxygen: Annotated[int, Meta(ge=50, le=100)] | None = None


class SitterCheck(Struct, frozen=True, kw_only=True):
    """One look of the person who stays: when it was due, when it was answered, and how.

    ``well`` is True for "all yes" and False for "no"; None, without ``answered``, is "not
    checked", which is neither.
    """

    due: Moment
    answered: Moment | None = None
    well: bool | None = None


class Concomitant(Struct, frozen=True, kw_only=True):
    """Whether a medicine of note was taken in the 24 hours before a session.

    ``name`` is what it was called then, and ``of_note`` the kind that it is of.
    """

    medicine_id: str | None = None
    name: str
    of_note: str
    taken: bool


class Session(Struct, frozen=True, kw_only=True):
    """One treatment session: its plan, and what was recorded of it.

    ``moves`` counts how often the plan was moved; the earlier plans stand in the history.
    ``arrive_before`` and ``travel`` are minutes. ``recorded`` is when its start was first told.
    ``mood_before`` and ``mood_after`` are how the person felt right before and right after.
    """

    plan: Plan
    state: SessionState = SessionState.PLANNED
    moves: Annotated[int, Meta(ge=0)] = 0
    route: Route | None = None
    arrive_before: Annotated[int, Meta(ge=0, le=480)] = 30
    travel: Annotated[int, Meta(ge=0, le=1440)] | None = None
    dose: Annotated[float, Meta(gt=0, le=10000)] | None = None
    dose_unit: DoseUnit | None = None
    dose_unknown: bool = False
    weight_kg: Annotated[float, Meta(gt=0, le=500)] | None = None
    start: Moment | None = None
    end: Moment | None = None
    ready: Moment | None = None
    recorded: Moment | None = None
    place: str = ""
    companion: str = ""
    readings: tuple[Reading, ...] = ()
    checks: tuple[SitterCheck, ...] = ()
    taken: tuple[Concomitant, ...] = ()
    mood_before: Scale | None = None
    mood_after: Scale | None = None
    dissociation: Scale | None = None
    sedation: Scale | None = None
    intensity: Scale | None = None
    tone: Tone | None = None
    intention: str = ""
    reflection: str = ""
    for_therapy: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """One checklist answer, when it was given, and the small field's words."""

    item: str
    choice: Choice
    at: Moment
    words: str = ""
    reason: str = ""


class WalkedItem(Struct, frozen=True, kw_only=True):
    """An item as it was when its session began: its words, its time, and whose rule that was.

    ``day`` and ``minutes`` as in the checklist; ``whose`` is whose time it was, None where it was
    timed as it ships. ``rule`` is the rule in words, as it was shown.
    """

    item: str
    label: str
    day: int | None = None
    minutes: int | None = None
    anchor: Anchor | None = None
    must: bool = False
    whose: Whose | None = None
    rule: str = ""


class ChecklistRun(Struct, frozen=True, kw_only=True):
    """One walk through a checklist, for a session or on its own; the last answer counts.

    A walk on its own has the moment it was ``begun``. ``frozen_at`` is when the session began:
    from then on ``walked`` says which items there were, whatever changes later.
    """

    session_id: str | None = None
    checklist: str
    begun: Moment | None = None
    frozen_at: Moment | None = None
    walked: tuple[WalkedItem, ...] = ()
    answers: tuple[Answer, ...] = ()


OWN_ITEM = "own-"
"""What the names of the patient's own items begin with."""


class Rule(Struct, frozen=True, kw_only=True):
    """How an item of the checklists is to be, where the clinic or the patient wants it otherwise.

    ``item`` is an item that ships with the app, or a name of its own for one that does not, which
    then needs a ``question``. ``checklist`` limits the rule to one walk; empty means each that has
    the item. A field that is None or empty leaves the item as it was. ``minutes`` count from
    ``anchor`` and ``day`` from the session day; negative is before. ``off`` leaves the item out.
    ``after`` is the item it stands behind, empty for the first place, None for its usual one.
    """

    item: str
    whose: Whose
    checklist: str = ""
    question: str = ""
    says: str = ""
    day: Annotated[int, Meta(ge=-60, le=60)] | None = None
    minutes: Annotated[int, Meta(ge=-10080, le=10080)] | None = None
    anchor: Anchor | None = None
    must: bool | None = None
    off: bool = False
    after: str | None = None


class RuleSet(Struct, frozen=True, kw_only=True):
    """Rules that belong together: the patient's own, without a name, or those of a clinic pack.

    ``pack`` and ``issued`` are the pack's own name and the date it carries; ``clinic`` is who
    handed it out.
    """

    pack: str = ""
    clinic: str = ""
    issued: date | None = None
    rules: tuple[Rule, ...] = ()


class SideEffect(Struct, frozen=True, kw_only=True):
    """An unwanted effect: from the catalogue by key, or in the patient's own name.

    ``grade`` is how strong it was at its worst so far. No ``end`` means it was still there when last asked (``asked_at``).
    """

    effect: str | None = None
    own_name: str = ""
    grade: Grade
    start: Moment
    end: Moment | None = None
    asked_at: Moment | None = None
    session_id: str | None = None
    sought: Sought | None = None
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


class OutsideScore(Struct, frozen=True, kw_only=True):
    """The total of a questionnaire that was measured elsewhere, under the scale's own name."""

    at: Moment
    scale: str
    total: Annotated[float, Meta(ge=0, le=1000)]
    by_whom: str = ""
    words: str = ""


class DoseChange(Struct, frozen=True, kw_only=True):
    """How a medicine is taken from a local date on, instead of as before."""

    since: date
    dose: str = ""
    taken_when: str = ""
    schedule: Schedule | None = None


class Medicine(Struct, frozen=True, kw_only=True):
    """A medicine as the patient takes it, in the patient's words, with local dates.

    ``dose``, ``taken_when`` and ``schedule`` are how it was taken first; ``changes`` are what came
    after, by date. ``of_note`` is the kind it is of, where the patient told that.
    """

    name: str
    dose: str = ""
    taken_when: str = ""
    schedule: Schedule | None = None
    started: date | None = None
    stopped: date | None = None
    of_note: str | None = None
    changes: tuple[DoseChange, ...] = ()
    words: str = ""


class Intake(Struct, frozen=True, kw_only=True):
    """A medicine that was taken, or that was due and was missed.

    ``name`` and ``dose`` are the medicine's as they were then.
    """

    medicine_id: str
    name: str
    dose: str = ""
    at: Moment
    taken: bool


class Question(Struct, frozen=True, kw_only=True):
    """Something to ask the doctor or the clinic; ``from_item`` names a checklist item.

    ``to_raise`` is its place among the three things to raise at the next visit. ``answer`` is what
    was answered, in the patient's words.
    """

    at: Moment
    words: str
    from_item: str | None = None
    to_raise: Annotated[int, Meta(ge=1, le=3)] | None = None
    answered: bool = False
    answer: str = ""


class Note(Struct, frozen=True, kw_only=True):
    """Free words, or what was tapped on a session day; words leave the diary only when chosen."""

    at: Moment
    said: Said | None = None
    words: str = ""
    session_id: str | None = None


class Appointment(Struct, frozen=True, kw_only=True):
    """A visit to the psychiatrist or clinic; ``decided`` is what was decided there."""

    plan: Plan
    with_whom: str = ""
    words: str = ""
    decided: str = ""


class InstrumentSchedule(Struct, frozen=True, kw_only=True):
    """How often the patient wants a questionnaire to be offered, in days; 0 is never."""

    instrument: str
    every_days: Annotated[int, Meta(ge=0, le=365)]


class SafetyPlan(Struct, frozen=True, kw_only=True):
    """The patient's own safety plan in six steps, and words from a better day."""

    warning_signs: str = ""
    by_myself: str = ""
    distraction: str = ""
    people_to_ask: str = ""
    professionals: str = ""
    surroundings: str = ""
    better_day: str = ""


class Person(Struct, frozen=True, kw_only=True):
    """The patient's own details; every one is optional and only what they choose to tell.

    ``systolic_limit`` and ``diastolic_limit`` are the clinic's own ceiling, in mmHg.
    """

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
    systolic_limit: Annotated[int, Meta(ge=80, le=260)] | None = None
    diastolic_limit: Annotated[int, Meta(ge=40, le=160)] | None = None
    schedules: tuple[InstrumentSchedule, ...] = ()


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
    | RuleSet
    | Tracker
    | Intake
    | OutsideScore
    | SafetyPlan
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
    RuleSet,
    Tracker,
    Intake,
    OutsideScore,
    SafetyPlan,
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
    rule_sets: tuple[Entry[RuleSet], ...] = ()
    trackers: tuple[Entry[Tracker], ...] = ()
    intakes: tuple[Entry[Intake], ...] = ()
    outside_scores: tuple[Entry[OutsideScore], ...] = ()
    safety_plan: Entry[SafetyPlan] | None = None


def moment_of(record: Record) -> datetime | None:
    """Give when what a record tells of happened or is planned; None where it has no moment."""
    match record:
        case CheckIn() | Question() | Note() | Intake() | OutsideScore():
            return record.at
        case Session():
            return record.start or record.plan.moment()
        case SideEffect(start=moment) | ChecklistRun(begun=moment):
            return moment
        case Response():
            return record.finished or record.started
        case Appointment():
            return record.plan.moment()
        case Medicine() | Person() | RuleSet() | Tracker() | SafetyPlan():
            return None
