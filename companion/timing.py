# SPDX-License-Identifier: Apache-2.0
"""Whose time an item's time is, in words: the clinic's, the patient's own, or as it ships."""

from companion.content import Content
from companion.domain.checklist import Step
from companion.domain.item import Item
from companion.domain.records import Anchor, WalkedItem, Whose
from companion.language import _, ngettext

HOUR = 60


def rule_words(content: Content, step: Step) -> str:
    """Give the rule of a step as it stands beside its time; empty where it has none.

    Where the clinic's time asks for less than the one that ships, both are told, in the words
    that the item has for its own.
    """
    if step.kept is not None:
        return step.kept.rule
    shipped = content.item_words(step).rule
    if step.rule is None or not _has_time(step):
        return shipped
    own = _("{time}, {whose}").format(time=distance(step.item), whose=whose_words(step.rule.whose))
    usual = shipped.partition(";")[0]
    if not step.is_looser or not usual:
        return own
    return _("{own}; the usual rule is {usual}").format(own=own, usual=usual)


def brief_rule(content: Content, step: Step) -> str:
    """Give the rule of a step in short, for a list of clock times; the walk says it in full."""
    is_counted_from_start = step.item.anchor is Anchor.START and step.item.minutes
    if step.kept is None and step.rule is not None and _has_time(step) and is_counted_from_start:
        time = duration(abs(step.item.minutes or 0))
        return _("{time}, {whose}").format(time=time, whose=whose_words(step.rule.whose))
    return rule_words(content, step).partition(";")[0]


def whose_words(whose: Whose) -> str:
    """Give whose rule it is."""
    return {Whose.CLINIC: _("your clinic"), Whose.OWN: _("your own time")}[whose]


def distance(item: Item) -> str:
    """Give how far an item is from what it hangs on: "8 h before the start"."""
    if item.minutes is None:
        return ""
    time = duration(abs(item.minutes))
    if item.minutes == 0:
        return {
            Anchor.START: _("at the start"),
            Anchor.LEAVING: _("when you leave home"),
            Anchor.END: _("at the end"),
            None: "",
        }[item.anchor]
    before = item.minutes < 0
    words = {
        Anchor.START: _("{time} before the start") if before else _("{time} after the start"),
        Anchor.LEAVING: _("{time} before leaving") if before else _("{time} after leaving"),
        Anchor.END: _("{time} before the end") if before else _("{time} after the end"),
        None: "{time}",
    }[item.anchor]
    return words.format(time=time)


def duration(minutes: int) -> str:
    """Give a length of time: "8 h", "30 min", "1 h 30 min"."""
    hours, rest = divmod(minutes, HOUR)
    if not rest and hours:
        return _("{hours} h").format(hours=hours)
    if not hours:
        return _("{minutes} min").format(minutes=rest)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def day_words(day: int) -> str:
    """Give a day counted from that of the session: "2 days before the session"."""
    if day == 0:
        return _("on the session day")
    if day == -1:
        return _("the day before the session")
    if day == 1:
        return _("the day after the session")
    text = (
        ngettext("{n} day before the session", "{n} days before the session", -day)
        if day < 0
        else ngettext("{n} day after the session", "{n} days after the session", day)
    )
    return text.format(n=abs(day))


def frozen_item(content: Content, step: Step) -> WalkedItem:
    """Give a step as it is to be kept with the session that begins."""
    item = step.item
    return WalkedItem(
        item=item.id,
        label=content.item_words(step).label,
        day=item.day,
        minutes=item.minutes,
        anchor=item.anchor,
        must=item.must,
        whose=step.whose,
        rule=rule_words(content, step),
    )


def _has_time(step: Step) -> bool:
    return step.rule is not None and step.rule.minutes is not None
