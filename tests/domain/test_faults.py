# SPDX-License-Identifier: Apache-2.0
"""What cannot be true of a record is refused at its field, and nothing else is."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from companion.domain.faults import CLOCK_TOLERANCE, Fault, Impossible, Rule, check, faults, limits
from companion.domain.records import (
    KINDS,
    Anchor,
    Answer,
    Appointment,
    CheckIn,
    ChecklistRun,
    Choice,
    Concomitant,
    DoseChange,
    DoseUnit,
    Grade,
    InstrumentSchedule,
    Intake,
    ItemAnswer,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Reading,
    ReadingTime,
    Record,
    Response,
    RuleSet,
    SafetyPlan,
    Said,
    Session,
    SessionState,
    SideEffect,
    SitterCheck,
    Tracked,
    Tracker,
    TrackerKind,
    WalkedItem,
    Whose,
)
from companion.domain.records import Rule as DomainRule
from tests.domain.making import at, plan

NOW = at("2026-06-01 14:00")
EARLIER = at("2026-06-01 09:00")
LATER = at("2026-06-01 15:00")
JUST_AHEAD = NOW + timedelta(minutes=5)
TOO_FAR_AHEAD = JUST_AHEAD + timedelta(seconds=1)

GOOD: dict[type[Record], Record] = {
    CheckIn: CheckIn(at=EARLIER, mood=5),
    Session: Session(plan=plan("2026-06-01 09:00"), state=SessionState.HELD, start=EARLIER),
    ChecklistRun: ChecklistRun(
        session_id="s",
        checklist="iv",
        answers=(Answer(item="ride_home", choice=Choice.YES, at=EARLIER),),
    ),
    SideEffect: SideEffect(effect="nausea", grade=Grade.MILD, start=EARLIER),
    Response: Response(
        instrument="phq-9", started=EARLIER, answers=(ItemAnswer(item="/44250-9", value=0),)
    ),
    Medicine: Medicine(name="Sertraline"),
    Question: Question(at=EARLIER, words="May I drive?"),
    Note: Note(at=EARLIER, words="Slept well."),
    Appointment: Appointment(plan=plan("2026-07-01 10:00")),
    Person: Person(),
    RuleSet: RuleSet(rules=(DomainRule(item="ride_home", whose=Whose.CLINIC, day=-7),)),
    Tracker: Tracker(name="Time at work", kind=TrackerKind.NUMBER, unit="hours"),
    Intake: Intake(medicine_id="m", name="Sertraline", at=EARLIER, taken=False),
    OutsideScore: OutsideScore(at=EARLIER, scale="MADRS", total=21.5),
    SafetyPlan: SafetyPlan(),
}

# The range of every number field: lowest, highest, and whether the lowest itself is out.
RANGES: dict[type[Struct], dict[str, tuple[float, float | None, bool]]] = {
    CheckIn: {
        "mood": (0, 10, False),
        "anxiety": (0, 10, False),
        "energy": (0, 10, False),
        "pain": (0, 10, False),
        "sleep_hours": (0, 24, False),
    },
    Reading: {
        "systolic": (40, 300, False),
        "diastolic": (20, 200, False),
        "pulse": (20, 250, False),
        "oxygen": (50, 100, False),
    },
    Session: {
        "moves": (0, None, False),
        "arrive_before": (0, 480, False),
        "travel": (0, 1440, False),
        "dose": (0, 10000, True),
        "weight_kg": (0, 500, True),
        "mood_before": (0, 10, False),
        "mood_after": (0, 10, False),
        "dissociation": (0, 10, False),
        "sedation": (0, 10, False),
        "intensity": (0, 10, False),
    },
    ItemAnswer: {"value": (0, None, False)},
    Question: {"to_raise": (1, 3, False)},
    Person: {
        "planned_sessions": (1, 200, False),
        "systolic_limit": (80, 260, False),
        "diastolic_limit": (40, 160, False),
    },
    DomainRule: {"day": (-60, 60, False), "minutes": (-10080, 10080, False)},
    OutsideScore: {"total": (0, 1000, False)},
    Tracked: {"number": (-1_000_000, 1_000_000, False)},
    InstrumentSchedule: {"every_days": (0, 365, False)},
}
OUTSIDE = [
    (kind, field, value, (low, high, above))
    for kind, fields in RANGES.items()
    for field, (low, high, above) in fields.items()
    for value in (low if above else low - 1, low - 0.5, high and high + 1)
    if value is not None
]
NEVER_NONE = ("moves", "arrive_before", "value", "total", "number", "every_days")
INSIDE = [
    (kind, field, value)
    for kind, fields in RANGES.items()
    for field, (low, high, above) in fields.items()
    for value in (low + 0.5 if above else low, high, None)
    if value is not None or field not in NEVER_NONE
]


def with_value(kind: type[Struct], field: str, value: object) -> tuple[Record, str]:
    """Give a record of which only one number is in question, and the name its fault carries."""
    if kind is Reading:
        # a pair in which the other number is as far away as it may be
        numbers: dict[str, Any] = {"systolic": 300, "diastolic": 20, field: value}
        if value is None and field in ("systolic", "diastolic"):
            numbers = {}
        reading = Reading(when=ReadingTime.BEFORE, **numbers)
        return _replace(GOOD[Session], readings=(reading,)), f"readings.before.{field}"
    if kind is Person and field.endswith("_limit"):
        limits: dict[str, Any] = {"systolic_limit": 260, "diastolic_limit": 40, field: value}
        return Person(**limits) if value is not None else Person(), field
    if kind is DomainRule:
        anchor = Anchor.START if field == "minutes" else None
        rule = DomainRule(item="ride_home", whose=Whose.CLINIC, anchor=anchor, **{field: value})  # type: ignore[arg-type]
        return RuleSet(rules=(rule,)), f"rules.0.{field}"
    if kind is ItemAnswer:
        answer = ItemAnswer(item="/44250-9", value=value)  # type: ignore[arg-type]
        return _replace(GOOD[Response], answers=(answer,)), "answers"
    parts: dict[type[Struct], tuple[Callable[[Any], Record], str]] = {
        Tracked: (
            lambda it: CheckIn(at=EARLIER, mood=5, tracked=(Tracked(tracker="t", number=it),)),
            "tracked.t",
        ),
        InstrumentSchedule: (
            lambda it: Person(schedules=(InstrumentSchedule(instrument="peg", every_days=it),)),
            "schedules",
        ),
    }
    if kind in parts:
        make, name = parts[kind]
        return make(value), name
    more: dict[str, object] = {"dose_unit": DoseUnit.MG} if field == "dose" else {}
    if kind is CheckIn:
        more["hard_day"] = field == "mood" and value is None
    return _replace(GOOD[kind], **{field: value}, **more), field  # type: ignore[index]


def _replace(record: Record, **fields: object) -> Record:
    return msgspec.structs.replace(record, **fields)


def broken(record: Record, now: datetime = NOW) -> list[tuple[str, Rule]]:
    return [(fault.field, fault.rule) for fault in faults(record, now)]


def test_there_is_a_good_record_of_every_kind() -> None:
    assert set(GOOD) == set(KINDS)


@pytest.mark.parametrize("record", GOOD.values(), ids=lambda record: type(record).__name__)
def test_a_good_record_has_no_fault(record: Record) -> None:
    assert broken(record) == []
    check(record, NOW)


@pytest.mark.parametrize("kind", [*KINDS, *RANGES, Answer, Concomitant, DoseChange])
def test_every_range_is_known_to_these_tests(kind: type[Struct]) -> None:
    assert limits(kind) == RANGES.get(kind, {})


@pytest.mark.parametrize(("kind", "field", "value", "limit"), OUTSIDE)
def test_outside_its_range_a_number_is_refused(
    kind: type[Struct], field: str, value: float, limit: tuple[float, float | None, bool]
) -> None:
    record, name = with_value(kind, field, value)
    assert list(faults(record, NOW)) == [Fault(name, Rule.OUT_OF_RANGE, *limit)]


@pytest.mark.parametrize(("kind", "field", "value"), INSIDE)
def test_at_the_ends_of_its_range_a_number_is_good(
    kind: type[Struct], field: str, value: float | None
) -> None:
    record, _ = with_value(kind, field, value)
    assert broken(record) == []


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (CheckIn, "sleep_hours"),
        (Session, "dose"),
        (Session, "weight_kg"),
        (Tracked, "number"),
        (OutsideScore, "total"),
    ],
)
def test_what_is_not_a_number_is_refused(kind: type[Struct], field: str) -> None:
    record, name = with_value(kind, field, float("nan"))
    assert broken(record) == [(name, Rule.OUT_OF_RANGE)]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (CheckIn, "at"),
        (SideEffect, "start"),
        (Response, "started"),
        (Question, "at"),
        (Note, "at"),
        (Session, "start"),
        (Session, "ready"),
        (Session, "recorded"),
        (Intake, "at"),
        (OutsideScore, "at"),
    ],
)
def test_what_happened_is_not_in_the_future(kind: type[Record], field: str) -> None:
    assert timedelta(minutes=5) == CLOCK_TOLERANCE
    assert broken(_replace(GOOD[kind], **{field: JUST_AHEAD})) == []
    ahead = _replace(GOOD[kind], **{field: TOO_FAR_AHEAD})
    assert broken(ahead) == [(field, Rule.IN_THE_FUTURE)]


@pytest.mark.parametrize(
    ("kind", "field"), [(SideEffect, "end"), (Response, "finished"), (Session, "end")]
)
def test_an_end_is_neither_in_the_future_nor_before_its_start(
    kind: type[Record], field: str
) -> None:
    for good in (EARLIER, NOW, JUST_AHEAD):
        assert broken(_replace(GOOD[kind], **{field: good})) == []
    ahead = _replace(GOOD[kind], **{field: TOO_FAR_AHEAD})
    assert broken(ahead) == [(field, Rule.IN_THE_FUTURE)]
    before = _replace(GOOD[kind], **{field: EARLIER - timedelta(seconds=1)})
    assert broken(before) == [(field, Rule.END_BEFORE_START)]


def test_ready_does_not_come_before_the_start() -> None:
    assert broken(_replace(GOOD[Session], ready=EARLIER)) == []
    before = _replace(GOOD[Session], ready=EARLIER - timedelta(minutes=1))
    assert broken(before) == [("ready", Rule.END_BEFORE_START)]


def test_order_and_future_go_by_the_moment_not_by_the_clock() -> None:
    """13:30 at +04:00 is earlier than 12:00 at +01:00; 16:00 at +04:00 is now no future."""
    end = at("2026-06-01 13:30", 4)
    turned = SideEffect(effect="nausea", grade=Grade.MILD, start=at("2026-06-01 12:00"), end=end)
    assert broken(turned) == [("end", Rule.END_BEFORE_START)]
    assert broken(CheckIn(at=at("2026-06-01 16:00", 4), mood=3)) == []


def test_an_answer_and_a_reading_are_not_in_the_future() -> None:
    answer = Answer(item="ride_home", choice=Choice.YES, at=TOO_FAR_AHEAD)
    run = _replace(GOOD[ChecklistRun], answers=(answer,))
    assert broken(run) == [("answers", Rule.IN_THE_FUTURE)]
    reading = Reading(when=ReadingTime.LEAVING, at=TOO_FAR_AHEAD, pulse=70)
    session = _replace(GOOD[Session], readings=(reading,))
    assert broken(session) == [("readings.leaving.at", Rule.IN_THE_FUTURE)]


def test_plans_may_lie_in_the_future() -> None:
    assert broken(Session(plan=plan("2027-01-01 10:00"))) == []
    assert broken(Appointment(plan=plan("2027-01-01 10:00"))) == []


def test_a_birth_date_is_not_in_the_future() -> None:
    assert broken(Person(born=NOW.date())) == []
    assert broken(Person(born=date(2026, 6, 2))) == [("born", Rule.IN_THE_FUTURE)]


def test_a_check_in_has_a_number_or_is_a_hard_day_never_both() -> None:
    assert broken(CheckIn(at=EARLIER, hard_day=True)) == []
    assert broken(CheckIn(at=EARLIER, mood=0)) == []
    assert broken(CheckIn(at=EARLIER, anxiety=3, words="No idea")) == [("mood", Rule.EMPTY)]
    both = CheckIn(at=EARLIER, mood=0, hard_day=True)
    assert broken(both) == [("mood", Rule.NUMBER_AND_HARD_DAY)]


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_what_has_to_be_said_is_not_blank(blank: str) -> None:
    assert broken(Medicine(name=blank)) == [("name", Rule.EMPTY)]
    assert broken(Question(at=EARLIER, words=blank)) == [("words", Rule.EMPTY)]
    assert broken(Note(at=EARLIER, words=blank)) == [("words", Rule.EMPTY)]
    assert broken(_replace(GOOD[Tracker], name=blank)) == [("name", Rule.EMPTY)]
    assert broken(_replace(GOOD[Intake], name=blank)) == [("name", Rule.EMPTY)]
    assert broken(_replace(GOOD[OutsideScore], scale=blank)) == [("scale", Rule.EMPTY)]
    unnamed = Concomitant(name=blank, of_note="opioid", taken=True)
    assert broken(_replace(GOOD[Session], taken=(unnamed,))) == [("taken", Rule.EMPTY)]
    nameless = SideEffect(effect=None, own_name=blank, grade=Grade.MILD, start=EARLIER)
    assert broken(nameless) == [("effect", Rule.EMPTY)]
    own = SideEffect(effect=None, own_name="Tight jaw", grade=Grade.MILD, start=EARLIER)
    assert broken(own) == []


def test_a_medicine_is_not_stopped_before_it_was_started() -> None:
    day = date(2026, 5, 1)
    assert broken(Medicine(name="A", started=day, stopped=day)) == []
    assert broken(Medicine(name="A", stopped=day)) == []
    turned = Medicine(name="A", started=day, stopped=date(2026, 4, 30))
    assert broken(turned) == [("stopped", Rule.END_BEFORE_START)]


@pytest.mark.parametrize("said", Said)
def test_what_was_tapped_needs_no_words(said: Said) -> None:
    assert broken(Note(at=EARLIER, said=said)) == []
    assert broken(Note(at=TOO_FAR_AHEAD, said=said)) == [("at", Rule.IN_THE_FUTURE)]


@pytest.mark.parametrize(
    ("told", "rules"),
    [
        ({"number": -0.5}, []),
        ({"number": 0}, []),
        ({"yes": False}, []),
        ({"words": "in the garden"}, []),
        ({}, [Rule.EMPTY]),
        ({"words": " \n"}, [Rule.EMPTY]),
        ({"number": 0, "yes": False}, [Rule.EMPTY]),
        ({"yes": True, "words": "a little"}, [Rule.EMPTY]),
        ({"number": 1, "yes": True, "words": "all"}, [Rule.EMPTY]),
    ],
)
def test_an_answer_to_an_own_tracker_tells_one_thing(
    told: dict[str, Any], rules: list[Rule]
) -> None:
    good = Tracked(tracker="before", yes=True)
    record = _replace(GOOD[CheckIn], tracked=(good, Tracked(tracker="t", **told)))
    assert broken(record) == [("tracked.t", rule) for rule in rules]


@pytest.mark.parametrize("kind", TrackerKind)
def test_a_unit_goes_with_a_number_only(kind: TrackerKind) -> None:
    number = kind is TrackerKind.NUMBER
    tracker = Tracker(name="Work", kind=kind, unit="hours")
    assert broken(tracker) == ([] if number else [("unit", Rule.NOT_IN_ORDER)])
    assert broken(_replace(tracker, unit="")) == []


@pytest.mark.parametrize(
    ("started", "changes", "stopped", "expected"),
    [
        (None, [3], None, []),
        (1, [1, 3], 3, []),
        (1, [3, 3], None, [("changes", Rule.NOT_IN_ORDER)]),
        (1, [], 3, []),
        (2, [1], None, [("changes", Rule.NOT_IN_ORDER)]),
        (1, [3, 2], None, [("changes", Rule.NOT_IN_ORDER)]),
        (None, [3], 2, [("changes", Rule.NOT_IN_ORDER)]),
        (4, [4], 3, [("stopped", Rule.END_BEFORE_START), ("changes", Rule.NOT_IN_ORDER)]),
    ],
)
def test_changes_of_a_dose_follow_each_other(
    started: int | None,
    changes: list[int],
    stopped: int | None,
    expected: list[tuple[str, Rule]],
) -> None:
    medicine = Medicine(
        name="Sertraline",
        started=date(2026, 5, started) if started else None,
        changes=tuple(DoseChange(since=date(2026, 5, day), dose="50 mg") for day in changes),
        stopped=date(2026, 5, stopped) if stopped else None,
    )
    assert broken(medicine) == expected


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd"])
def test_a_plan_names_a_zone_that_exists(zone: str) -> None:
    where = plan("2026-07-01 10:00", zone)
    assert broken(Session(plan=where)) == [("plan", Rule.UNKNOWN_ZONE)]
    assert broken(Appointment(plan=where)) == [("plan", Rule.UNKNOWN_ZONE)]


def test_a_held_session_has_its_start() -> None:
    when = plan("2026-06-01 09:00")
    assert broken(Session(plan=when, state=SessionState.HELD)) == [("start", Rule.EMPTY)]
    for state in (SessionState.PLANNED, SessionState.CANCELLED):
        assert broken(Session(plan=when, state=state)) == []


def test_a_dose_has_its_unit() -> None:
    assert broken(_replace(GOOD[Session], dose=40.0)) == [("dose_unit", Rule.EMPTY)]
    assert broken(_replace(GOOD[Session], dose=0.5, dose_unit=DoseUnit.MG_PER_KG)) == []
    assert broken(_replace(GOOD[Session], dose_unit=DoseUnit.MG)) == []


def test_a_dose_is_told_or_not_known_never_both() -> None:
    assert broken(_replace(GOOD[Session], dose_unknown=True)) == []
    assert broken(_replace(GOOD[Session], dose_unknown=True, dose_unit=DoseUnit.MG)) == []
    both = _replace(GOOD[Session], dose=40.0, dose_unit=DoseUnit.MG, dose_unknown=True)
    assert broken(both) == [("dose", Rule.NUMBER_AND_UNKNOWN)]


@pytest.mark.parametrize(
    ("systolic", "diastolic", "rule"),
    [
        (120, 80, None),
        (81, 80, None),
        (80, 80, Rule.DIASTOLIC_NOT_BELOW),
        (80, 120, Rule.DIASTOLIC_NOT_BELOW),
        (120, None, Rule.PAIR_INCOMPLETE),
        (None, 80, Rule.PAIR_INCOMPLETE),
        (None, None, None),
    ],
)
def test_blood_pressure_is_a_pair_with_the_higher_first(
    systolic: int | None, diastolic: int | None, rule: Rule | None
) -> None:
    reading = Reading(when=ReadingTime.FORTY_MINUTES, systolic=systolic, diastolic=diastolic)
    session = _replace(GOOD[Session], readings=(reading,))
    assert broken(session) == ([("readings.forty_minutes", rule)] if rule else [])


def test_every_fault_of_a_record_is_told_at_once() -> None:
    session = Session(
        plan=plan("2026-06-01 09:00", "Nowhere"),
        state=SessionState.HELD,
        dose=20000,
        intensity=11,
        readings=(Reading(when=ReadingTime.BEFORE, systolic=120, oxygen=20),),
    )
    with pytest.raises(Impossible) as refused:
        check(session, NOW)
    told = {(fault.field, fault.rule) for fault in refused.value.faults}
    assert told == {
        ("dose", Rule.OUT_OF_RANGE),
        ("intensity", Rule.OUT_OF_RANGE),
        ("plan", Rule.UNKNOWN_ZONE),
        ("start", Rule.EMPTY),
        ("dose_unit", Rule.EMPTY),
        ("readings.before", Rule.PAIR_INCOMPLETE),
        ("readings.before.oxygen", Rule.OUT_OF_RANGE),
    }
    assert "intensity: out_of_range" in str(refused.value)


def test_what_is_no_record_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="Fault"):
        list(faults(Fault("a", Rule.EMPTY), NOW))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (DomainRule(item=" ", whose=Whose.OWN), ("rules.0.item", Rule.EMPTY)),
        (
            DomainRule(item="ride_home", whose=Whose.OWN, minutes=-60),
            ("rules.0.anchor", Rule.EMPTY),
        ),
        (
            DomainRule(item="ride_home", whose=Whose.OWN, day=0, minutes=-60, anchor=Anchor.START),
            ("rules.0.day", Rule.DAY_AND_CLOCK),
        ),
    ],
)
def test_a_rule_is_about_an_item_and_has_one_time(
    rule: DomainRule, expected: tuple[str, Rule]
) -> None:
    assert broken(RuleSet(rules=(rule,))) == [expected]


def test_a_walked_item_hangs_as_an_item_does() -> None:
    """What nobody could print as it was, is not taken in either."""
    walked = (
        WalkedItem(item="fasting", label="Last meal", minutes=-480),
        WalkedItem(item="ride", label="Ride home", day=-1, anchor=Anchor.START),
        WalkedItem(item="rest", label="Rest", minutes=60, anchor=Anchor.END),
    )
    run = _replace(GOOD[ChecklistRun], walked=walked, frozen_at=EARLIER)
    assert broken(run) == [
        ("walked.0.anchor", Rule.EMPTY),
        ("walked.1.day", Rule.DAY_AND_CLOCK),
    ]


def test_a_walk_belongs_to_a_session_or_says_when_it_was_begun() -> None:
    assert broken(ChecklistRun(checklist="maintenance")) == [("begun", Rule.EMPTY)]
    assert broken(ChecklistRun(checklist="maintenance", begun=EARLIER)) == []
    assert broken(ChecklistRun(checklist="maintenance", begun=LATER)) == [
        ("begun", Rule.IN_THE_FUTURE)
    ]


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (SitterCheck(due=LATER), []),
        (SitterCheck(due=EARLIER, answered=EARLIER, well=False), []),
        (SitterCheck(due=EARLIER, well=True), [("checks", Rule.PAIR_INCOMPLETE)]),
        (SitterCheck(due=EARLIER, answered=EARLIER), [("checks", Rule.PAIR_INCOMPLETE)]),
        (
            SitterCheck(due=EARLIER, answered=LATER, well=True),
            [("checks", Rule.IN_THE_FUTURE)],
        ),
    ],
)
def test_a_look_was_answered_and_how_or_not_checked(
    look: SitterCheck, expected: list[tuple[str, Rule]]
) -> None:
    assert broken(_replace(GOOD[Session], checks=(look,))) == expected


@pytest.mark.parametrize(
    ("person", "rule"),
    [
        (Person(systolic_limit=150), Rule.PAIR_INCOMPLETE),
        (Person(diastolic_limit=90), Rule.PAIR_INCOMPLETE),
        (Person(systolic_limit=90, diastolic_limit=90), Rule.DIASTOLIC_NOT_BELOW),
    ],
)
def test_a_limit_for_blood_pressure_has_two_numbers(person: Person, rule: Rule) -> None:
    assert broken(person) == [("systolic_limit", rule)]
