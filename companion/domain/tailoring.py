# SPDX-License-Identifier: Apache-2.0
"""Checklists as the patient's clinic, or the patient, wants them: other times, own items, order."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from companion.domain.item import Checklist, Item, Strength, Walk
from companion.domain.records import Entry, Rule, RuleSet, WalkedItem, Whose


class Tailored(Struct, frozen=True, kw_only=True):
    """An item as it is to be walked, with what made it so. Fields as in Step."""

    item: Item
    rule: Rule | None = None
    words_whose: Whose | None = None
    shipped: Item | None = None
    kept: WalkedItem | None = None


def in_order(rule_sets: Iterable[Entry[RuleSet]]) -> tuple[Entry[RuleSet], ...]:
    """Give lists of rules in the order they count: packs first, and what was saved last, last."""

    def place(entry: Entry[RuleSet]) -> tuple[bool, datetime, str]:
        return not entry.record.pack, entry.edited_at or entry.created_at, entry.id

    return tuple(sorted(rule_sets, key=place))


def in_force(rule_sets: Iterable[Entry[RuleSet]]) -> tuple[Rule, ...]:
    """Give all rules, those of clinic packs first, so that the patient's own word counts last."""
    return tuple(rule for entry in in_order(rule_sets) for rule in entry.record.rules)


def without(rule_set: RuleSet, checklist: Checklist, item: str) -> RuleSet:
    """Give the rules without those that speak of an item on a checklist."""
    left = (rule for rule in rule_set.rules if rule.item != item or not _is_for(rule, checklist))
    return replace(rule_set, rules=tuple(left))


def together(checklist: Checklist, rules: Iterable[Rule], item: str) -> Rule | None:
    """Give what rules want of one item of a checklist, as one rule; None where none wants any."""
    about = [rule for rule in rules if rule.item == item and _is_for(rule, checklist)]
    return reduce(_over, about) if about else None


def left_out(checklist: Checklist, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give the rules by which items of a checklist are left out, one an item."""
    lasting = {item.id for item in checklist.item if item.lasting}
    wanted = _by_item(checklist, rules)
    return tuple(rule for rule in wanted.values() if rule.off and rule.item not in lasting)


def brought_back(rule_set: RuleSet, item: str) -> RuleSet:
    """Give the rules without those that leave an item out; what else they say of it stays."""
    kept = (replace(rule, off=False) if rule.item == item else rule for rule in rule_set.rules)
    return replace(rule_set, rules=tuple(rule for rule in kept if not _is_empty(rule)))


def _is_empty(rule: Rule) -> bool:
    return rule == Rule(item=rule.item, whose=rule.whose, checklist=rule.checklist)


def tailored(checklist: Checklist, rules: Iterable[Rule]) -> tuple[Tailored, ...]:
    """Give the items of a checklist as the rules want them, in walking order.

    Where two rules speak of one item, the later one counts, field by field. A rule about an item
    that this checklist does not have does nothing, unless it brings a question of its own.
    """
    rules = tuple(rules)
    wanted = _by_item(checklist, rules)
    words = {rule.item: rule.whose for rule in rules if rule.says and _is_for(rule, checklist)}
    shipped = {item.id: item for item in checklist.item}
    found = [
        Tailored(
            item=_changed(item, wanted.get(item.id)),
            rule=wanted.get(item.id),
            words_whose=words.get(item.id),
            shipped=item,
        )
        for item in checklist.item
    ]
    found += [
        Tailored(item=_own(checklist, rule), rule=rule, words_whose=words.get(rule.item))
        for rule in wanted.values()
        if rule.item not in shipped
    ]
    shown = [one for one in found if one.rule is None or not one.rule.off or one.item.lasting]
    return tuple(_in_place(shown))


def _by_item(checklist: Checklist, rules: Iterable[Rule]) -> dict[str, Rule]:
    shipped = {item.id for item in checklist.item}
    wanted: dict[str, Rule] = {}
    for rule in rules:
        if not _is_for(rule, checklist):
            continue
        if rule.item in wanted:
            wanted[rule.item] = _over(wanted[rule.item], rule)
        elif rule.item in shipped or rule.question:
            wanted[rule.item] = rule
    return wanted


def _is_for(rule: Rule, checklist: Checklist) -> bool:
    if rule.checklist:
        return rule.checklist == checklist.id
    return checklist.walk is Walk.SESSION or any(item.id == rule.item for item in checklist.item)


def _over(earlier: Rule, later: Rule) -> Rule:
    """Put one rule over another on the same item; whose it is follows the time, not the words."""
    has_time = later.minutes is not None or later.day is not None
    timed = later if has_time else earlier
    return replace(
        later,
        whose=later.whose if has_time else earlier.whose,
        off=later.off or earlier.off,
        question=later.question or earlier.question,
        says=later.says or earlier.says,
        day=timed.day,
        minutes=timed.minutes,
        anchor=timed.anchor,
        must=later.must if later.must is not None else earlier.must,
        after=later.after if later.after is not None else earlier.after,
    )


def _changed(item: Item, rule: Rule | None) -> Item:
    if rule is None:
        return item
    if rule.must is not None:
        item = replace(item, must=rule.must)
    if rule.minutes is not None:
        return replace(item, day=None, part=None, minutes=rule.minutes, anchor=rule.anchor)
    if rule.day is not None:
        return replace(item, day=rule.day, minutes=None, anchor=None)
    return item


def _own(checklist: Checklist, rule: Rule) -> Item:
    """Give an item that does not ship; without a time of its own it is for the session day."""
    item = Item(id=rule.item, strength=Strength.OURS, group=checklist.item[-1].group)
    if checklist.belongs_to_session:
        item = replace(item, day=0)
    return _changed(item, rule)


def _in_place(found: list[Tailored]) -> list[Tailored]:
    """Put each item behind the one it is to stand behind, several in the order they came.

    What is to stand behind an item that is not there, or behind itself in the end, comes last.
    """
    behind: dict[str, list[Tailored]] = defaultdict(list)
    usual = []
    for one in found:
        after = one.rule.after if one.rule is not None else None
        if after is None:
            usual.append(one)
        else:
            behind[after].append(one)
    placed: dict[str, Tailored] = {}
    waiting = [*behind[""], *usual]
    while waiting:
        one = waiting.pop(0)
        placed[one.item.id] = one
        waiting[:0] = behind[one.item.id]
    return [*placed.values(), *(one for one in found if one.item.id not in placed)]


def as_it_was(checklist: Checklist, walked: Iterable[WalkedItem]) -> tuple[Tailored, ...]:
    """Give the items of a walk as they were frozen with their session."""
    shipped = {item.id: item for item in checklist.item}
    return tuple(
        Tailored(
            item=replace(
                shipped.get(kept.item, Item(id=kept.item, strength=Strength.OURS)),
                day=kept.day,
                part=None,
                minutes=kept.minutes,
                anchor=kept.anchor,
                must=kept.must,
            ),
            shipped=shipped.get(kept.item),
            kept=kept,
        )
        for kept in walked
    )
