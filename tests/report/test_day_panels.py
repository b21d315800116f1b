# SPDX-License-Identifier: Apache-2.0
"""The panels on request: values with their words, rules hollow, sessions' figures, medicines."""

from datetime import UTC, date, datetime

from companion.domain.daily import DayValue, Measure
from companion.domain.moment import Plan
from companion.domain.records import (
    DoseChange,
    Entry,
    Medicine,
    Person,
    Reading,
    ReadingTime,
    Session,
    SessionState,
    Tracker,
    TrackerKind,
)
from companion.domain.tracker import Source, TrackedDay
from companion.report import day_panels
from companion.report.shapes import EventKind, Limit
from companion.report.wording import Wording

AT = datetime(2026, 11, 5, 14, 0, tzinfo=UTC)
DAY = AT.date()
WORDING = Wording(year=2026)


def session(number: int, **told: object) -> tuple[int, Entry[Session]]:
    plan = Plan(at=AT.replace(tzinfo=None, day=5 + number), zone="UTC")
    record = Session(plan=plan, state=SessionState.HELD, **told)  # type: ignore[arg-type]
    return number, Entry(id=str(number), revision=1, created_at=AT, record=record)


def reading(systolic: int | None, diastolic: int | None, pulse: int | None) -> Reading:
    return Reading(
        when=ReadingTime.BEFORE, at=AT, systolic=systolic, diastolic=diastolic, pulse=pulse
    )


def test_sleep_reaches_as_far_as_it_was_told() -> None:
    values = [DayValue(day=DAY, mean=14.5, n=1, late=True)]
    panel = day_panels.measure_panel(Measure.SLEEP, values, WORDING)
    assert (panel.low, panel.high) == (0, 15)
    assert panel.points[0].hollow
    assert panel.points[0].words == "slept 14.5 h"
    assert day_panels.measure_panel(Measure.SLEEP, [], WORDING).high == 12


def test_what_only_a_rule_says_is_hollow_and_says_so() -> None:
    tracker = Tracker(name="Walked", kind=TrackerKind.YES_NO)
    days = [
        TrackedDay(day=DAY, n=1, source=Source.ANSWERED, yes=True),
        TrackedDay(day=date(2026, 11, 6), n=0, source=Source.NONE, yes=False),
    ]
    panel = day_panels.tracker_panel(tracker, days, WORDING)
    assert [point.words for point in panel.points] == ["Walked: yes", "Walked: no (not answered)"]
    assert [point.hollow for point in panel.points] == [False, True]
    assert panel.tick_words == ("No", "Yes")


def test_a_number_has_its_unit_and_may_lie_below_zero() -> None:
    tracker = Tracker(name="Balance", kind=TrackerKind.NUMBER, unit="kg")
    days = [TrackedDay(day=DAY, n=1, source=Source.ANSWERED, number=-2.5)]
    panel = day_panels.tracker_panel(tracker, days, WORDING)
    assert panel.title == "Balance (kg)"
    assert (panel.low, panel.high) == (-2.5, 1)
    assert panel.points[0].words == "Balance: −2.5 kg"


def test_the_highest_pressure_and_pulse_of_each_session() -> None:
    readings = (reading(128, 80, 70), reading(171, 95, None), reading(None, None, 101))
    held = [session(1, readings=readings), session(2, readings=(reading(None, None, 64),))]
    panel = day_panels.pressure_panel(held, Person(systolic_limit=180))
    assert [(point.value, point.figure) for point in panel.points] == [(171, "171/95")]
    assert panel.limit == Limit(value=180, words="your clinic’s limit: 180")
    assert (panel.low, panel.high) == (100, 180)
    assert day_panels.pressure_panel(held, Person()).limit is None
    assert [point.value for point in day_panels.pulse_panel(held).points] == [101, 64]


def test_mood_around_a_session_in_any_half() -> None:
    held = [session(1, mood_before=3, mood_after=6), session(2, mood_before=0),
            session(3, mood_after=5), session(4)]  # fmt: skip
    panel = day_panels.around_panel(held)
    assert [point.figure for point in panel.points] == ["3 → 6", "after 5"]
    assert [point.figure for point in panel.before] == ["before 3", "before 0"]


def test_what_a_session_tells_in_words() -> None:
    told = session(1, readings=(reading(150, 90, 88),), mood_before=0)[1].record
    assert day_panels.session_words(told) == (
        "highest blood pressure 150/90", "highest pulse 88", "mood 0 right before",
    )  # fmt: skip
    assert day_panels.session_words(session(2)[1].record) == ()


def test_medicines_started_changed_and_stopped_within_the_period() -> None:
    changes = (
        DoseChange(since=date(2026, 11, 3), dose="100 mg"),
        DoseChange(since=date(2026, 11, 4), dose="100 mg", taken_when="at night"),
    )
    record = Medicine(
        name="Lithium  carbonate", dose="50 mg", started=date(2026, 11, 1),
        stopped=date(2026, 11, 9), changes=changes,
    )  # fmt: skip
    entry = Entry(id="m", revision=1, created_at=AT, record=record)
    events = day_panels.medicine_events([entry], date(2026, 11, 1), date(2026, 11, 9))
    assert [(event.day.day, event.kind, event.words) for event in events] == [
        (1, EventKind.STARTED, "Lithium carbonate started"),
        (3, EventKind.CHANGED, "Lithium carbonate changed to 100 mg"),
        (4, EventKind.CHANGED, "Lithium carbonate changed"),
        (9, EventKind.STOPPED, "Lithium carbonate stopped"),
    ]
    inside = day_panels.medicine_events([entry], date(2026, 11, 2), date(2026, 11, 8))
    assert len(inside) == 2
