# SPDX-License-Identifier: Apache-2.0
"""Whatever the zone, the clock change and the rules: times count real minutes, no item is lost."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise, product
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from msgspec.structs import replace

from companion.content import Content
from companion.domain import checklist
from companion.domain.checklist import Phase, Step
from companion.domain.item import Checklist, Item, Strength, Walk
from companion.domain.moment import Plan, fixed
from companion.domain.records import (
    Anchor,
    Answer,
    ChecklistRun,
    Choice,
    Rule,
    Session,
    WalkedItem,
    Whose,
)

many = settings(derandomize=True, max_examples=150, deadline=None, database=None)

ZONES = sorted(available_timezones())
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 3, 2, tzinfo=UTC)
DAY = 24 * 60
SHIPPED = [one for one in Content().checklists.values() if one.belongs_to_session]
WHEN = datetime(2026, 1, 1, tzinfo=UTC)

Time = dict[str, Any]
"""When an item is: ``minutes`` and ``anchor``, or ``day``, or nothing."""


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


# --- what is tried --------------------------------------------------------------------------------


@cache
def changes() -> Mapping[str, tuple[tuple[datetime, timedelta], ...]]:
    """Give the moments at which the clocks of each zone change, with the offset until then."""
    days = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
    found = {}
    for zone in map(ZoneInfo, ZONES):
        offsets = [day.astimezone(zone).utcoffset() for day in days]
        found[zone.key] = tuple(
            (change_between(zone, *those), before)
            for those, (before, after) in zip(pairwise(days), pairwise(offsets), strict=True)
            if before is not None and before != after
        )
    return {zone: moments for zone, moments in found.items() if moments}


def change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find the minute from which a zone has another offset."""
    old = before.astimezone(zone).utcoffset()
    while after - before > minutes(1):
        middle = before + minutes((after - before) // minutes(2))
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


@st.composite
def plans(draw: DrawFn) -> Plan:
    """Give a plan in any zone, every other time around a change of its clocks.

    The wall clock is that from before the change, so that times which are skipped come up as well.
    """
    if draw(st.booleans()):
        at = draw(st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)))
        return Plan(at=at.replace(second=0, microsecond=0), zone=draw(st.sampled_from(ZONES)))
    zone = draw(st.sampled_from(sorted(changes())))
    moment, offset = draw(st.sampled_from(changes()[zone]))
    away = draw(st.integers(-120, 120) | st.integers(-2 * DAY, 2 * DAY))
    return Plan(at=(moment + offset + minutes(away)).replace(tzinfo=None), zone=zone)


@st.composite
def sessions(draw: DrawFn) -> Session:
    """Give a session that is planned, has begun or is over, with or without a known way there."""
    session = Session(
        plan=draw(plans()),
        arrive_before=draw(st.integers(0, 480)),
        travel=draw(st.none() | st.integers(0, 1440)),
    )
    late, length = draw(st.tuples(st.integers(-60, 240), st.integers(0, 480)))
    start = checklist.shifted(session.plan, late)
    end = fixed(start.astimezone(UTC) + minutes(length))
    begun, over = replace(session, start=start), replace(session, start=start, end=end)
    return draw(st.sampled_from([session, begun, over, replace(over, ready=end + minutes(20))]))


def clocks(anchors: Iterable[Anchor] = Anchor) -> SearchStrategy[Time]:
    """Give when an item is by the clock."""
    counted = st.integers(-10080, 10080) | st.integers(-600, 600)
    return st.fixed_dictionaries({"anchor": st.sampled_from([*anchors]), "minutes": counted})


def days() -> SearchStrategy[Time]:
    """Give which day an item is for."""
    return st.fixed_dictionaries({"day": st.integers(-60, 60)})


def walks(times: SearchStrategy[Time]) -> SearchStrategy[Checklist]:
    """Give a checklist of a few items at such times."""
    return st.lists(times, min_size=2, max_size=8).map(
        lambda found: Checklist(
            id="any",
            walk=Walk.SESSION,
            clinician_review="none",
            item=tuple(
                Item(id=f"i{number}", strength=Strength.OURS, **more)
                for number, more in enumerate(found)
            ),
        )
    )


shipped = st.sampled_from(SHIPPED)
any_walk = shipped | walks(clocks() | days())


@st.composite
def runs(draw: DrawFn, walk: Checklist) -> ChecklistRun:
    """Give a walk with some of its items answered."""
    choices = draw(
        st.dictionaries(st.sampled_from([one.id for one in walk.item]), st.sampled_from(Choice))
    )
    answers = tuple(Answer(item=item, choice=choice, at=WHEN) for item, choice in choices.items())
    return ChecklistRun(session_id="s", checklist=walk.id, answers=answers)


@st.composite
def rules(draw: DrawFn, walk: Checklist) -> tuple[Rule, ...]:
    """Give rules of all sorts on items of a walk and on its own ones, no two on one item."""
    known = [one.id for one in walk.item]
    names = [*known, "own1", "own2", "own3"]
    items = draw(st.lists(st.sampled_from(names), max_size=6, unique=True))
    return tuple(
        Rule(
            item=item,
            whose=draw(st.sampled_from(Whose)),
            checklist=draw(st.sampled_from(["", walk.id])) if item in known else walk.id,
            question="" if item in known else f"{item}?",
            must=draw(st.none() | st.booleans()),
            after=draw(st.none() | st.sampled_from([*names, "", "nowhere"])),
            **draw(clocks() | days() | st.just({})),
        )
        for item in items
    )


def ids(steps: Iterable[Step]) -> list[str]:
    return [step.item.id for step in steps]


def start_of(session: Session) -> datetime:
    """Give when a session began, or is to begin."""
    return session.start or session.plan.moment()


def in_time_order(moments: Iterable[datetime]) -> bool:
    return all(one.astimezone(UTC) <= other.astimezone(UTC) for one, other in pairwise(moments))


def test_the_changes_of_the_clocks_are_found() -> None:
    spring, autumn = changes()["Europe/Dublin"][:2]
    assert spring == (datetime(2026, 3, 29, 1, tzinfo=UTC), timedelta(0))
    assert autumn == (datetime(2026, 10, 25, 1, tzinfo=UTC), timedelta(hours=1))
    assert changes()["Australia/Lord_Howe"][0][0] == datetime(2026, 4, 4, 15, tzinfo=UTC)
    assert "Asia/Kolkata" not in changes()


# --- clock times ----------------------------------------------------------------------------------


@many
@given(session=sessions(), walk=walks(clocks()))
def test_a_clock_time_is_its_real_minutes_from_its_anchor(
    session: Session, walk: Checklist
) -> None:
    anchors = {
        Anchor.START: start_of(session),
        Anchor.LEAVING: checklist.leaving(session),
        Anchor.END: checklist.ending(session),
    }
    for step in checklist.steps(walk, session, None):
        assert step.item.anchor is not None
        origin = anchors[step.item.anchor]
        if step.item.anchor is Anchor.START and (step.item.minutes or 0) <= 0:
            origin = session.plan.moment()
        if origin is None:
            assert (step.at, step.day) == (None, session.plan.day)
        else:
            assert step.at is not None
            assert step.at - origin == minutes(step.item.minutes or 0)


@many
@given(session=sessions(), walk=walks(clocks()))
def test_the_clock_shown_is_that_of_the_zone_at_that_moment(
    session: Session, walk: Checklist
) -> None:
    zone = ZoneInfo(session.plan.zone)
    for step in checklist.steps(walk, session, None):
        if step.at is not None:
            there = step.at.astimezone(UTC).astimezone(zone)
            assert step.at.replace(tzinfo=None) == there.replace(tzinfo=None)
            assert step.at.utcoffset() == there.utcoffset()
            assert step.day == there.date()


@many
@given(session=sessions(), walk=any_walk)
def test_nothing_lands_after_what_depends_on_it(session: Session, walk: Checklist) -> None:
    """What hangs on one anchor comes in the order of its minutes, whole days by their day.

    Before the start that anchor is the plan, and after it the start as it was.
    """
    steps = checklist.steps(walk, session, None)
    for anchor, after in product(Anchor, (False, True)):
        hung = [step for step in steps if step.item.anchor is anchor and step.at]
        hung = [step for step in hung if ((step.item.minutes or 0) > 0) is after]
        hung.sort(key=lambda step: step.item.minutes or 0)
        assert in_time_order(step.at for step in hung if step.at)
    for step in steps:
        if step.item.day is not None:
            assert step.at is None
            begun = session.start if step.item.day > 0 else None
            counted_from = begun.date() if begun else session.plan.day
            assert step.day - counted_from == timedelta(days=step.item.day)


@many
@given(session=sessions(), way=st.integers(0, 1440))
def test_leaving_the_way_and_the_time_to_arrive_add_up_to_the_start(
    session: Session, way: int
) -> None:
    session = replace(session, travel=way)
    start, leaving = session.plan.moment(), checklist.leaving(session)
    assert leaving is not None
    assert leaving + minutes(way) == checklist.arrival(session)
    assert checklist.arrival(session) + minutes(session.arrive_before) == start
    assert in_time_order([leaving, checklist.arrival(session), start])


@many
@given(session=sessions(), walk=shipped, own=st.none() | st.integers(-1440, -1))
def test_the_last_meal_is_that_many_real_minutes_before_the_start(
    session: Session, walk: Checklist, own: int | None
) -> None:
    for item in walk.item:
        if not item.id.startswith(("last_meal", "last_drink")):
            continue
        rule = Rule(item=item.id, whose=Whose.CLINIC, minutes=own, anchor=Anchor.START)
        found = checklist.steps(walk, session, None, [rule] if own else [])
        (step,) = [one for one in found if one.item.id == item.id]
        wanted = own or item.minutes
        if wanted is None:
            assert step.asks_for_time
            continue
        assert wanted < 0
        assert step.at is not None
        start = session.plan.moment()
        assert start.timestamp() - step.at.timestamp() == -60 * wanted


@many
@given(session=sessions(), walk=walks(clocks([Anchor.START])))
def test_afterwards_is_what_comes_after_the_start(session: Session, walk: Checklist) -> None:
    for step in checklist.steps(walk, session, None):
        assert step.at is not None
        assert (step.phase is Phase.AFTERWARDS) == ((step.item.minutes or 0) > 0)
        if step.phase is Phase.DAY_BEFORE:
            assert session.plan.day - step.day == timedelta(days=1)


# --- a session that moves -------------------------------------------------------------------------


@many
@given(session=sessions(), other=plans(), walk=any_walk, data=st.data())
def test_a_moved_session_loses_no_item_and_no_answer(
    session: Session, other: Plan, walk: Checklist, data: st.DataObject
) -> None:
    run, own = data.draw(runs(walk)), data.draw(rules(walk))
    moved = replace(session, plan=other, moves=session.moves + 1)
    before = checklist.steps(walk, session, run, own)
    after = checklist.steps(walk, moved, run, own)
    assert [(step.item, step.answer, step.rule) for step in after] == [
        (step.item, step.answer, step.rule) for step in before
    ]
    given_answers = {answer.item: answer for answer in run.answers}
    assert {step.item.id: step.answer for step in after if step.answer} == given_answers
    there_and_back = replace(moved, plan=session.plan, moves=session.moves)
    assert checklist.steps(walk, there_and_back, run, own) == before


# --- what comes next ------------------------------------------------------------------------------


@many
@given(
    session=sessions(),
    walk=any_walk,
    away=st.integers(-14 * DAY, 2 * DAY) | st.integers(-600, 600),
    data=st.data(),
)
def test_what_comes_next_comes_in_the_order_of_its_moments(
    session: Session, walk: Checklist, away: int, data: st.DataObject
) -> None:
    steps = checklist.steps(walk, session, data.draw(runs(walk)))
    now = checklist.shifted(session.plan, away)
    found = checklist.upcoming(data.draw(st.permutations(steps)), now)
    assert in_time_order(step.at for step in found if step.at)
    gone = [step for step in found if step.at and step.at < now]
    assert all(step.item.anchor is Anchor.END and step.day >= now.date() for step in gone)
    assert in_time_order(
        datetime.combine(max(step.day, now.date()), datetime.min.time(), UTC) for step in found
    )
    left_out = [step for step in steps if step not in found]
    assert sorted(ids([*found, *left_out])) == sorted(ids(steps))
    assert all(step.settled or checklist.is_past(step, now) for step in left_out)
    assert not any(step.settled or checklist.is_past(step, now) for step in found)


# --- rules ----------------------------------------------------------------------------------------


@many
@given(session=sessions(), walk=any_walk, time=clocks() | days(), data=st.data())
def test_a_clinics_time_moves_its_item_and_nothing_else(
    session: Session, walk: Checklist, time: Time, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(walk.item))
    rule = Rule(item=item.id, whose=Whose.CLINIC, **time)
    before = checklist.steps(walk, session, None)
    after = checklist.steps(walk, session, None, [rule])
    assert ids(after) == ids(before)
    assert [step for step in after if step.item.id != item.id] == [
        step for step in before if step.item.id != item.id
    ]
    (changed,) = [step for step in after if step.item.id == item.id]
    assert (changed.rule, changed.shipped, changed.whose) == (rule, item, Whose.CLINIC)
    told = (changed.item.day, changed.item.minutes, changed.item.anchor)
    assert told == (rule.day, rule.minutes, rule.anchor)
    alone = Checklist(id=walk.id, walk=walk.walk, clinician_review="none", item=(changed.item,))
    (same,) = checklist.steps(alone, session, None)
    assert (changed.at, changed.day, changed.phase) == (same.at, same.day, same.phase)


@many
@given(session=sessions(), walk=any_walk, time=clocks() | days(), data=st.data())
def test_a_later_rule_leaves_what_it_does_not_speak_of(
    session: Session, walk: Checklist, time: Time, data: st.DataObject
) -> None:
    later = data.draw(clocks() | days() | st.just(Time()))
    must = data.draw(st.none() | st.booleans())
    item = data.draw(st.sampled_from(walk.item))
    clinics = Rule(item=item.id, whose=Whose.CLINIC, must=not item.must, **time)
    own = Rule(item=item.id, whose=Whose.OWN, must=must, **later)
    both = Rule(
        item=item.id,
        whose=Whose.OWN if later else Whose.CLINIC,
        must=not item.must if must is None else must,
        **(later or time),
    )
    assert checklist.steps(walk, session, None, [clinics, own]) == checklist.steps(
        walk, session, None, [both]
    )


@many
@given(session=sessions(), walk=any_walk, data=st.data())
def test_a_time_and_words_each_belong_to_the_last_who_gave_them(
    session: Session, walk: Checklist, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(walk.item))
    times, says = clocks() | days() | st.just(Time()), st.sampled_from(["", "Tea is fine"])
    given_rules = [
        (whose, data.draw(times), data.draw(says))
        for whose in data.draw(st.lists(st.sampled_from(Whose), max_size=4))
    ]
    own = [Rule(item=item.id, whose=who, says=told, **time) for who, time, told in given_rules]
    found = checklist.steps(walk, session, None, own)
    (step,) = [one for one in found if one.item.id == item.id]
    timing = [who for who, time, _told in given_rules if time]
    telling = [who for who, _time, told in given_rules if told]
    assert step.whose == (timing[-1] if timing else None)
    assert step.words_whose == (telling[-1] if telling else None)


@many
@given(session=sessions(), walk=any_walk, data=st.data())
def test_a_rule_that_leaves_an_item_out_takes_that_one_unless_it_lasts(
    session: Session, walk: Checklist, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(walk.item))
    rule = Rule(item=item.id, whose=Whose.CLINIC, off=True)
    left = ids(checklist.steps(walk, session, None, [rule]))
    usual = [one.id for one in walk.item]
    assert left == [one for one in usual if item.lasting or one != item.id]


@many
@given(session=sessions(), walk=any_walk, data=st.data())
def test_an_item_that_is_put_behind_another_stands_right_there(
    session: Session, walk: Checklist, data: st.DataObject
) -> None:
    usual = [one.id for one in walk.item]
    item = data.draw(st.sampled_from([*usual, "own"]))
    others = [one for one in usual if one != item]
    after = data.draw(st.sampled_from(["", *others]))
    question = "" if item in usual else "Fed the cat?"
    rule = Rule(item=item, whose=Whose.OWN, checklist=walk.id, question=question, after=after)
    found = ids(checklist.steps(walk, session, None, [rule]))
    place = others.index(after) + 1 if after else 0
    assert found == [*others[:place], item, *others[place:]]


@many
@given(session=sessions(), walk=any_walk, data=st.data())
def test_rules_double_no_item_and_lose_none(
    session: Session, walk: Checklist, data: st.DataObject
) -> None:
    own = data.draw(rules(walk))
    found = ids(checklist.steps(walk, session, None, own))
    usual = [one.id for one in walk.item]
    assert sorted(found) == sorted({*usual, *(rule.item for rule in own)})
    put = {rule.item for rule in own if rule.after is not None}
    assert [one for one in found if one in usual and one not in put] == [
        one for one in usual if one not in put
    ]


@many
@given(session=sessions(), walk=any_walk, data=st.data())
def test_rules_of_another_walk_change_nothing(
    session: Session, walk: Checklist, data: st.DataObject
) -> None:
    others = [replace(rule, checklist="other") for rule in data.draw(rules(walk))]
    assert checklist.steps(walk, session, None, others) == checklist.steps(walk, session, None)


# --- a walk that is kept --------------------------------------------------------------------------


def walked(step: Step) -> WalkedItem:
    """Give a step as it is kept with its session."""
    return WalkedItem(
        item=step.item.id,
        label=f"{step.item.id} as it was",
        day=step.item.day,
        minutes=step.item.minutes,
        anchor=step.item.anchor,
        must=step.item.must,
        whose=step.whose,
    )


@many
@given(session=sessions(), walk=any_walk, data=st.data())
def test_a_walk_that_was_kept_stays_whatever_the_rules_are_afterwards(
    session: Session, walk: Checklist, data: st.DataObject
) -> None:
    run, then, later = data.draw(runs(walk)), data.draw(rules(walk)), data.draw(rules(walk))
    before = checklist.steps(walk, session, run, then)
    kept = checklist.frozen(run, map(walked, before), WHEN)
    after = checklist.steps(walk, session, kept, later)
    assert after == checklist.steps(walk, session, kept)
    assert list(map(told, after)) == list(map(told, before))
    assert [step.kept for step in after] == [walked(step) for step in before]
    assert checklist.readiness(after).met == checklist.readiness(before).met
    assert replace(checklist.thawed(kept), walked=()) == run
    assert checklist.steps(walk, session, checklist.thawed(kept), then) == before


def told(step: Step) -> tuple[object, ...]:
    """Give what a kept walk must go on telling of a step."""
    item = step.item
    return (
        *(item.id, item.day, item.minutes, item.anchor, item.must),
        *(step.at, step.day, step.phase, step.answer, step.whose),
    )


@many
@given(session=sessions(), other=plans(), walk=any_walk, data=st.data())
def test_a_walk_that_was_kept_has_its_items_when_the_checklist_has_others(
    session: Session, other: Plan, walk: Checklist, data: st.DataObject
) -> None:
    before = checklist.steps(walk, session, None, data.draw(rules(walk)))
    kept = checklist.frozen(data.draw(runs(walk)), map(walked, before), WHEN)
    newer = replace(walk, item=tuple(data.draw(st.permutations(walk.item)))[:1])
    after = checklist.steps(newer, replace(session, plan=other), kept)
    assert ids(after) == ids(before)
    assert [step.item.minutes for step in after] == [step.item.minutes for step in before]
