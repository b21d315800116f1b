# SPDX-License-Identifier: Apache-2.0
"""The clinic's and the patient's own rules change exactly what they speak of."""

import pytest
from msgspec.structs import replace

from companion.domain.checklist import answered, frozen, steps, thawed
from companion.domain.item import Checklist, DayPart, Item, Strength, Walk
from companion.domain.records import (
    Anchor,
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Route,
    Rule,
    RuleSet,
    Session,
    WalkedItem,
    Whose,
)
from companion.domain.tailoring import (
    brought_back,
    in_force,
    left_out,
    tailored,
    together,
    without,
)
from tests.domain.making import at, plan

MEAL = Item(
    id="meal",
    strength=Strength.LABEL,
    sources=("L1",),
    minutes=-120,
    anchor=Anchor.START,
    must=True,
)
RIDE = Item(id="ride", strength=Strength.OURS, day=-7, must=True, lasting=True)
EVENING = Item(id="evening", strength=Strength.OURS, day=0, part=DayPart.EVENING)
TOLD = Item(id="told", strength=Strength.OURS, anchor=Anchor.START)
WATCHED = Item(
    id="watched", strength=Strength.LABEL, sources=("L1",), minutes=120, anchor=Anchor.START
)
ITEMS = (RIDE, MEAL, TOLD, WATCHED, EVENING)
SESSION = Session(plan=plan("2026-06-10 14:00"))


def walk(*items: Item, **more: object) -> Checklist:
    fields = {"id": "spray", "walk": Walk.SESSION, "routes": (Route.ESKETAMINE,), **more}
    return Checklist(clinician_review="none", item=items or ITEMS, **fields)  # type: ignore[arg-type]


def rule(item: str = "meal", whose: Whose = Whose.CLINIC, **more: object) -> Rule:
    return Rule(item=item, whose=whose, **more)  # type: ignore[arg-type]


def names(*rules: Rule, checklist: Checklist | None = None) -> list[str]:
    return [one.item.id for one in tailored(checklist or walk(), rules)]


def item_of(name: str, *rules: Rule) -> Item:
    return next(one.item for one in tailored(walk(), rules) if one.item.id == name)


def test_without_rules_a_checklist_is_as_it_ships() -> None:
    found = tailored(walk(), ())
    assert tuple(one.item for one in found) == ITEMS
    assert all(one.shipped is one.item and one.rule is None for one in found)


def test_the_clinics_time_takes_the_place_of_the_one_that_ships() -> None:
    changed = item_of("meal", rule(minutes=-480, anchor=Anchor.LEAVING))
    assert (changed.minutes, changed.anchor, changed.must) == (-480, Anchor.LEAVING, True)
    assert (changed.strength, changed.sources) == (MEAL.strength, MEAL.sources)
    others = list(tailored(walk(), [rule(minutes=-480, anchor=Anchor.START)]))
    assert [one.item for one in others if one.item.id != "meal"] == [
        one for one in ITEMS if one.id != "meal"
    ]


def test_a_day_takes_the_place_of_a_clock_time_and_the_other_way_round() -> None:
    assert item_of("meal", rule(day=-1)).day == -1
    assert item_of("meal", rule(day=-1)).anchor is None
    timed = item_of("evening", rule("evening", minutes=60, anchor=Anchor.END))
    assert (timed.day, timed.part, timed.minutes, timed.anchor) == (None, None, 60, Anchor.END)


def test_words_alone_leave_the_time() -> None:
    assert item_of("meal", rule(says="Coffee is fine.")) == MEAL


def test_what_must_be_in_place_can_be_said() -> None:
    assert not item_of("meal", rule(must=False)).must
    assert item_of("evening", rule("evening", must=True)).must


def test_an_item_can_be_left_out_but_for_those_that_last() -> None:
    assert "meal" not in names(rule(off=True))
    assert "ride" in names(rule("ride", off=True))


def test_a_rule_for_another_checklist_or_item_does_nothing() -> None:
    assert names(rule(off=True, checklist="iv")) == [item.id for item in ITEMS]
    assert names(rule("unknown", off=True)) == [item.id for item in ITEMS]
    assert "meal" not in names(rule(off=True, checklist="spray"))


def test_an_own_item_stands_at_the_end_for_the_session_day() -> None:
    own = rule("own-1", Whose.OWN, question="Is the cat fed?")
    assert names(own) == [*(item.id for item in ITEMS), "own-1"]
    assert item_of("own-1", own).day == 0
    timed = rule("own-1", Whose.OWN, question="Cat?", minutes=-30, anchor=Anchor.LEAVING)
    assert item_of("own-1", timed).anchor is Anchor.LEAVING
    alone = walk(Item(id="a", strength=Strength.OURS, group="you"), walk=Walk.MAINTENANCE)
    assert names(own, checklist=alone) == ["a"]
    here = rule("own-1", Whose.OWN, question="Cat?", checklist="spray")
    assert names(here, checklist=alone) == ["a", "own-1"]
    (_first, added) = tailored(alone, [here])
    assert (added.item.hangs, added.item.group) == (False, "you")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("", ["watched", "ride", "meal", "told", "evening"]),
        ("ride", ["ride", "watched", "meal", "told", "evening"]),
        ("evening", ["ride", "meal", "told", "evening", "watched"]),
        ("gone", ["ride", "meal", "told", "evening", "watched"]),
        ("watched", ["ride", "meal", "told", "evening", "watched"]),
        (None, ["ride", "meal", "told", "watched", "evening"]),
    ],
)
def test_an_item_stands_where_it_was_put(after: str | None, expected: list[str]) -> None:
    assert names(rule("watched", says="x", after=after)) == expected


def test_two_items_behind_each_other_are_both_there_once() -> None:
    found = names(rule("meal", after="told"), rule("told", after="meal"))
    assert sorted(found) == sorted(item.id for item in ITEMS)


def test_several_behind_one_item_keep_their_order_and_chains_hold() -> None:
    own = [rule(f"own-{name}", Whose.OWN, question="?", after="ride") for name in "abc"]
    assert names(*own)[:4] == ["ride", "own-a", "own-b", "own-c"]
    last = rule("own-d", Whose.OWN, question="?", after="own-b")
    assert names(last, *own)[:5] == ["ride", "own-a", "own-b", "own-d", "own-c"]


def test_what_only_the_clinic_said_stays_the_clinics() -> None:
    clinic = rule(minutes=-480, anchor=Anchor.START)
    own = rule(whose=Whose.OWN, must=False)
    (found,) = [one for one in tailored(walk(), [clinic, own]) if one.item.id == "meal"]
    assert found.rule is not None
    assert found.rule.whose is Whose.CLINIC
    assert "meal" not in names(rule(off=True), own)


def test_the_later_rule_counts_field_by_field() -> None:
    earlier = rule(minutes=-480, anchor=Anchor.START, says="Pack", must=False, after="")
    later = rule(whose=Whose.OWN, says="Own")
    (found,) = [one for one in tailored(walk(), [earlier, later]) if one.item.id == "meal"]
    assert (found.item.minutes, found.item.must) == (-480, False)
    assert found.rule is not None
    assert (found.rule.says, found.rule.after) == ("Own", "")
    assert (found.rule.whose, found.words_whose) == (Whose.CLINIC, Whose.OWN)


def entry(name: str, pack: str, *rules: Rule, edited: str = "") -> Entry[RuleSet]:
    record = RuleSet(pack=pack, rules=rules)
    made, last = at("2026-06-01 09:00"), at(edited) if edited else None
    return Entry(id=name, revision=1, created_at=made, edited_at=last, record=record)


def test_the_patients_own_rules_come_after_those_of_packs() -> None:
    own, pack = rule("own"), rule("pack")
    assert in_force([entry("a", "", own), entry("b", "lakeside", pack)]) == (pack, own)
    assert in_force([]) == ()


def test_of_two_lists_the_one_saved_last_counts() -> None:
    first = entry("a", "", rule("first"), edited="2026-06-03 09:00")
    second = entry("b", "", rule("second"), edited="2026-06-02 09:00")
    untouched = entry("c", "", rule("untouched"))
    pack = entry("d", "lakeside", rule("pack"), edited="2026-06-09 09:00")
    found = [one.item for one in in_force([first, second, untouched, pack])]
    assert found == ["pack", "untouched", "second", "first"]


def test_an_item_is_taken_from_the_rules_of_one_checklist() -> None:
    here, everywhere = rule(checklist="spray"), rule(off=True)
    elsewhere, other = rule(checklist="iv"), rule("ride", must=False)
    left = without(RuleSet(rules=(here, everywhere, elsewhere, other)), walk(), "meal")
    assert left == RuleSet(rules=(elsewhere, other))


def test_what_rules_want_of_one_item_is_one_rule() -> None:
    timed, said = rule(day=-1), rule(whose=Whose.OWN, says="Tea")
    assert together(walk(), [timed, said, rule("ride", off=True)], "meal") == replace(
        timed, says="Tea"
    )
    assert together(walk(), [rule(off=True, checklist="iv")], "meal") is None


@pytest.mark.parametrize(
    ("rules", "time", "words"),
    [
        ([rule(day=-1, says="x"), rule(whose=Whose.OWN, says="y")], Whose.CLINIC, Whose.OWN),
        ([rule(day=-1, says="x"), rule(whose=Whose.OWN, day=-2)], Whose.OWN, Whose.CLINIC),
        ([rule(day=-1), rule(whose=Whose.OWN, must=False)], Whose.CLINIC, None),
        ([rule(says="x")], None, Whose.CLINIC),
        ([rule(must=False)], None, None),
    ],
)
def test_whose_time_and_whose_words_it_is_are_two_things(
    rules: list[Rule], time: Whose | None, words: Whose | None
) -> None:
    (step,) = [one for one in steps(walk(), SESSION, None, rules) if one.item.id == "meal"]
    assert (step.whose, step.words_whose) == (time, words)


# --- times and their looseness --------------------------------------------------------------------


def looser(*rules: Rule) -> list[str]:
    return [one.item.id for one in steps(walk(), SESSION, None, rules) if one.is_looser]


@pytest.mark.parametrize(
    ("item", "minutes", "expected"),
    [
        ("meal", -60, True),
        ("meal", -120, False),
        ("meal", -480, False),
        ("watched", 60, True),
        ("watched", 180, False),
    ],
)
def test_a_time_that_asks_for_less_is_told_apart(item: str, minutes: int, expected: bool) -> None:
    assert bool(looser(rule(item, minutes=minutes, anchor=Anchor.START))) is expected


def test_a_time_of_another_kind_cannot_be_compared_and_counts_as_looser() -> None:
    assert looser(rule(minutes=-480, anchor=Anchor.LEAVING)) == ["meal"]


def test_a_time_only_the_clinic_can_tell_is_asked_for_until_it_is_told() -> None:
    (before,) = [one for one in steps(walk(), SESSION, None) if one.item.id == "told"]
    assert before.asks_for_time
    assert before.at is None
    assert before.day == SESSION.plan.day
    told = rule("told", minutes=-90, anchor=Anchor.START)
    (after,) = [one for one in steps(walk(), SESSION, None, [told]) if one.item.id == "told"]
    assert not after.asks_for_time
    assert after.at == at("2026-06-10 12:30")


# --- frozen with the session ----------------------------------------------------------------------

KEPT = (
    WalkedItem(item="meal", label="Last meal", minutes=-480, anchor=Anchor.START, must=True),
    WalkedItem(item="gone", label="An item of then", day=-7, whose=Whose.CLINIC, rule="as told"),
)


def test_a_frozen_walk_is_as_it_was_whatever_the_rules_are_now() -> None:
    given = Answer(item="gone", choice=Choice.YES, at=at("2026-06-09 10:00"))
    run = ChecklistRun(session_id="s", checklist="spray", answers=(given,))
    began = at("2026-06-10 14:08")
    found = steps(walk(), SESSION, frozen(run, KEPT, began), [rule(off=True)])
    assert [one.item.id for one in found] == ["meal", "gone"]
    assert found[0].at == at("2026-06-10 06:00")
    assert found[1].answer == given
    assert found[1].whose is Whose.CLINIC
    assert found[1].kept == KEPT[1]
    assert found[0].shipped == MEAL


def test_a_corrected_start_keeps_the_walk_as_it_was_and_a_walk_that_goes_on_does_not() -> None:
    run = ChecklistRun(session_id="s", checklist="spray")
    began, corrected = at("2026-06-10 14:08"), at("2026-06-10 14:18")
    other = (WalkedItem(item="other", label="Of later"),)
    let_go = thawed(frozen(run, KEPT, began))
    assert let_go.frozen_at is None
    assert [one.item.id for one in steps(walk(), SESSION, let_go)] == [one.id for one in ITEMS]
    again = frozen(let_go, other, corrected)
    assert (again.walked, again.frozen_at) == (KEPT, corrected)
    on = answered(let_go, Answer(item="meal", choice=Choice.YES, at=began))
    assert frozen(on, other, corrected).walked == other
    kept = answered(again, Answer(item="meal", choice=Choice.YES, at=corrected))
    assert kept.walked == KEPT


def test_what_is_left_out_can_be_brought_back_a_packs_own_item_too() -> None:
    pack = rule("socks", question="Warm socks?", must=True)
    out = (rule("meal", Whose.OWN, off=True), rule("socks", Whose.OWN, off=True))
    found = left_out(walk(), [pack, rule("ride", off=True), *out])
    assert [(one.item, one.question) for one in found] == [("socks", "Warm socks?"), ("meal", "")]
    back = brought_back(RuleSet(rules=(*out, rule("meal", says="No milk", off=True))), "meal")
    assert [(one.item, one.off, one.says) for one in back.rules] == [
        ("socks", True, ""),
        ("meal", False, "No milk"),
    ]
