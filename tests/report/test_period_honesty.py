# SPDX-License-Identifier: Apache-2.0
"""A period tells its own days and what was chosen, whatever else the record holds, in any order."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from companion.domain.moment import Plan
from companion.domain.records import (
    Appointment,
    CheckIn,
    DoseUnit,
    Entry,
    Grade,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Question,
    Reading,
    ReadingTime,
    Route,
    Session,
    SessionState,
    SideEffect,
    Snapshot,
)
from companion.report.parts import Options, Section, Summary
from companion.report.summary import plain_text, summarise
from tests.report.diary import CONTENT, filled, on, plan

FIRST, LAST = date(2026, 9, 7), date(2026, 10, 4)
NOW = on(LAST + timedelta(days=50), time(18))
EVERYTHING = frozenset(Section)
OPTIONS = Options(first=FIRST, last=LAST, sections=EVERYTHING)
CANARY = "Qoxavuz"
DATED = (
    "check_ins", "sessions", "side_effects", "responses", "questions", "notes", "appointments",
    "intakes", "outside_scores",
)  # fmt: skip

Fields = dict[str, tuple[Entry, ...]]  # type: ignore[type-arg]


def kept(key: str, record: object, day: date) -> Entry:  # type: ignore[type-arg]
    return Entry(id=key, revision=1, created_at=on(day, time(20)), record=record)


def at(day: date, place: int = 0) -> datetime:
    return on(day, time(8)) + timedelta(minutes=place)


def session(day: date, dose: float = 40) -> Session:
    top = Reading(when=ReadingTime.FORTY_MINUTES, systolic=120 + day.day, diastolic=80)
    return Session(
        plan=plan(day, time(12)), state=SessionState.HELD, route=Route.IV, dose=dose,
        dose_unit=DoseUnit.MG, start=on(day, time(12)), end=on(day, time(13)), readings=(top,),
    )  # fmt: skip


def effect(
    day: date, key: str | None = "nausea", own: str = "", hours: int | None = 5
) -> SideEffect:
    start = on(day, time(13))
    end = None if hours is None else start + timedelta(hours=hours)
    return SideEffect(effect=key, own_name=own, grade=Grade.MODERATE, start=start, end=end)


DAYS = st.integers(-20, (LAST - FIRST).days).map(lambda place: FIRST + timedelta(days=place))


def some(most: int) -> st.SearchStrategy[list[date]]:
    return st.lists(DAYS, max_size=most, unique=True).map(sorted)


@st.composite
def records(draw: st.DrawFn) -> Snapshot:
    """Give a small record of days up to the period's end, each kind in the order it happened."""
    moods = [(day, draw(st.integers(0, 10) | st.none())) for day in draw(some(9))]
    scores = [(day, draw(st.integers(0, 24)), draw(st.integers(0, 3))) for day in draw(some(4))]
    medicine = Medicine(name="Sertraline", dose="50 mg", started=date(2026, 9, 20))
    return Snapshot(
        check_ins=tuple(
            kept(f"c{day}", CheckIn(at=at(day), mood=mood, hard_day=mood is None), day)
            for day, mood in moods
        ),
        sessions=tuple(kept(f"s{day}", session(day), day) for day in draw(some(3))),
        side_effects=tuple(
            kept(f"e{day}", effect(day, draw(st.sampled_from(("nausea", "tired")))), day)
            for day in draw(some(4))
        ),
        responses=tuple(
            kept(f"r{day}", filled("phq-9", day, total + item_9, item_9), day)
            for day, total, item_9 in scores
        ),
        medicines=(kept("medicine", medicine, FIRST),),
        questions=tuple(
            kept(f"q{day}", Question(at=at(day), words=f"What of {day}?"), day)
            for day in draw(some(2))
        ),
        intakes=tuple(
            kept(
                f"i{day}",
                Intake(
                    medicine_id="medicine", name="Sertraline", at=at(day), taken=day.day % 3 > 0
                ),
                day,
            )
            for day in draw(some(4))
        ),
        appointments=tuple(
            kept(f"a{day}", Appointment(plan=plan(day, time(9)), decided="To go on."), day)
            for day in draw(some(2))
        ),
        outside_scores=tuple(
            kept(f"o{day}", OutsideScore(at=at(day), scale="MADRS", total=day.day), day)
            for day in draw(some(2))
        ),
    )


def told(snapshot: Snapshot, options: Options = OPTIONS) -> Summary:
    return summarise(snapshot, CONTENT, options, NOW)


def fields(snapshot: Snapshot) -> Fields:
    return {name: getattr(snapshot, name) for name in DATED}


quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip


@quick
@given(records(), st.integers(0, 99))
def test_the_order_of_the_entries_does_not_matter(snapshot: Snapshot, seed: int) -> None:
    draw = Random(seed)
    shuffled = {
        name: tuple(draw.sample(entries, len(entries)))
        for name, entries in fields(snapshot).items()
    }
    assert told(replace(snapshot, **shuffled)) == told(snapshot)


def after(day: date) -> Fields:
    """Give one entry of each kind that happened on a day."""
    moment = on(day, time(7))
    started = Medicine(name=CANARY, started=day)
    cancelled = Session(plan=plan(day, time(15)), route=Route.IM, state=SessionState.CANCELLED)
    return {
        "check_ins": (kept("x1", CheckIn(at=moment, mood=0, words=CANARY), day),),
        "sessions": (
            kept("x2", session(day, 77), day), kept("x3", cancelled, day),
        ),
        "side_effects": (kept("x4", effect(day, None, CANARY, None), day),),
        "responses": (kept("x5", filled("phq-9", day, 27, 3, 3), day),
                      kept("x6", filled("gad-7", day, 21), day)),
        "questions": (kept("x7", Question(at=moment, words=CANARY), day),),
        "notes": (kept("x8", Note(at=moment, words=CANARY), day),),
        "medicines": (kept("x9", started, day),),
        "intakes": (
            kept("x10", Intake(medicine_id="medicine", name="Sertraline", at=moment, taken=False),
                 day),
        ),
        "outside_scores": (kept("x11", OutsideScore(at=moment, scale=CANARY, total=3), day),),
    }  # fmt: skip


@quick
@given(records(), st.integers(1, 40), st.sampled_from(sorted(after(LAST))))
def test_what_came_after_the_period_changes_nothing(
    snapshot: Snapshot, later: int, kind: str
) -> None:
    added = after(LAST + timedelta(days=later))[kind]
    whole = replace(snapshot, **{kind: (*getattr(snapshot, kind), *added)})
    assert told(whole) == told(snapshot)


def long_before(day: date) -> Fields:
    """Give entries of a day before the period that do not bear on it."""
    return {
        "side_effects": (kept("y1", effect(day, None, CANARY, 3), day),),
        "notes": (kept("y2", Note(at=at(day), words=CANARY), day),),
        "outside_scores": (kept("y3", OutsideScore(at=at(day), scale=CANARY, total=3), day),),
        "questions": (kept("y4", Question(at=at(day), words=CANARY, answered=True), day),),
        "intakes": (
            kept("y5", Intake(medicine_id="medicine", name="Sertraline", at=at(day), taken=True),
                 day),
        ),
    }  # fmt: skip


@quick
@given(records(), st.integers(2, 200), st.sampled_from(sorted(long_before(FIRST))))
def test_what_was_over_before_the_period_changes_nothing(
    snapshot: Snapshot, earlier: int, kind: str
) -> None:
    added = long_before(FIRST - timedelta(days=earlier))[kind]
    whole = replace(snapshot, **{kind: (*added, *getattr(snapshot, kind))})
    assert told(whole) == told(snapshot)


SAID: dict[str, tuple[Callable[[date], object], str]] = {
    "side_effects": (lambda day: effect(day, None, CANARY, None), "1 side effect"),
    "medicines": (lambda _day: Medicine(name=CANARY, dose="5 mg"), "1 medicine"),
    "questions": (lambda day: Question(at=at(day, 3), words=CANARY), "1 question"),
    "outside_scores": (
        lambda day: OutsideScore(at=at(day), scale=CANARY, total=3), "1 outside score",
    ),
    "sessions": (lambda day: session(day, 9876), "1 session"),
    "responses": (lambda day: filled("gad-7", day, 17), "1 questionnaire"),
    "check_ins": (lambda day: CheckIn(at=at(day), mood=10), "1 check-in"),
    "appointments": (
        lambda day: Appointment(plan=plan(day, time(10)), decided=CANARY), "1 visit",
    ),
}  # fmt: skip
"""Each kind that can be left out: an entry whose words are found, and how the report says so."""

LEAVES = {
    "sessions": "9,876",
    "responses": "GAD-7",
    "check_ins": "Mood on 1 of",
}
"""What is looked for where an entry has no words of its own."""


def everything(summary: Summary) -> str:
    whole = f"{msgspec.json.encode(summary).decode()} {plain_text(summary)}"
    return whole.replace("\u00a0", " ")


@pytest.mark.parametrize("kind", SAID)
def test_what_is_left_out_is_left_out_everywhere_and_said(kind: str) -> None:
    make, says = SAID[kind]
    day = date(2026, 10, 1)
    other = {"medicines": (kept("usual", Medicine(name="Sertraline"), day),)}
    canary = kept("canary", make(day), day)
    snapshot = Snapshot(**other | {kind: (*other.get(kind, ()), canary)})
    looked_for = LEAVES.get(kind, CANARY)
    assert looked_for in everything(told(snapshot))
    left = told(snapshot, replace(OPTIONS, left_out=frozenset({"canary"})))
    assert looked_for not in everything(left)
    choice = next(line for line in left.closing if line.startswith("Not included by the patient"))
    assert says in choice
    assert choice in plain_text(left)


@quick
@given(records(), st.data())
def test_a_left_out_entry_is_as_if_it_had_never_been(
    snapshot: Snapshot, data: st.DataObject
) -> None:
    """But for the line that says so, and for sessions: they go on being counted in the numbers."""
    kinds = [name for name in DATED if getattr(snapshot, name) and name != "sessions"]
    if not kinds:
        return
    kind = data.draw(st.sampled_from(kinds))
    gone = data.draw(st.sampled_from(getattr(snapshot, kind)))
    rest = tuple(one for one in getattr(snapshot, kind) if one is not gone)
    left = told(snapshot, replace(OPTIONS, left_out=frozenset({gone.id})))
    never = told(replace(snapshot, **{kind: rest}))
    said = [line for line in left.closing if not line.startswith("Not included")]
    assert replace(left, closing=tuple(said)) == never
    assert len(said) == len(left.closing) - 1


def test_a_note_goes_with_the_report_only_when_it_was_chosen() -> None:
    day = date(2026, 10, 1)
    snapshot = Snapshot(notes=(kept("canary", Note(at=at(day), words=CANARY), day),))
    assert CANARY in everything(told(snapshot, replace(OPTIONS, notes=frozenset({"canary"}))))
    summary = told(snapshot)
    assert CANARY not in everything(summary)
    assert "Not included by the patient’s choice: notes." in summary.closing


def test_a_plan_ahead_is_told_though_it_lies_after_the_period() -> None:
    """What comes next is no entry of a later day: it is what the period's end looked forward to."""
    day = LAST + timedelta(days=60)
    ahead = Session(plan=Plan(at=datetime.combine(day, time(12)), zone="Europe/Dublin"))
    held = kept("held", session(LAST), LAST)
    snapshot = Snapshot(sessions=(held, kept("ahead", ahead, LAST)))
    assert "3 Dec" in everything(told(snapshot))
