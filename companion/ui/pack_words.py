# SPDX-License-Identifier: Apache-2.0
"""What a clinic pack would change, in words: from which time to which, and where it asks less."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from companion.content import Content
from companion.domain.item import Checklist, Item, Strength, Walk
from companion.domain.records import Person, RuleSet
from companion.exchange.clinic_pack import Change, Detail, Pack, PressureLimit
from companion.language import _
from companion.timing import day_words, distance, duration
from companion.ui import dates, words

GUIDE = PressureLimit(systolic=140, diastolic=90)
"""The general guide in the label of the esketamine nasal spray."""


class Said(NamedTuple):
    """What stands beside a tick: a title, what changes, a caution, and for which walks it is."""

    title: str
    lines: tuple[str, ...]
    caution: str = ""
    walks: str = ""

    @property
    def spoken(self) -> str:
        """All of it, for a screen reader."""
        return "\n".join(
            each for each in (self.title, *self.lines, self.caution, self.walks) if each
        )


def change(change: Change, content: Content) -> Said:
    """Say what one rule does."""
    return Said(
        _title(change, content),
        _lines(change),
        _caution(change, content),
        _walks(change, content),
    )


def detail(detail: Detail, pack: Pack, person: Person) -> Said:
    """Say what a pack offers for the patient's own details, and what stands there now."""
    if detail is Detail.PRESSURE_LIMIT:
        assert pack.pressure_limit is not None
        return _limit(pack.pressure_limit, person)
    offered, present = {
        Detail.PHONE: (pack.phone, person.clinic_phone),
        Detail.PHONE_AFTER_HOURS: (pack.phone_after_hours, person.clinic_phone_after_hours),
    }[detail]
    title = {
        Detail.PHONE: _("Clinic’s phone: {phone}"),
        Detail.PHONE_AFTER_HOURS: _("Clinic’s phone out of hours: {phone}"),
    }[detail]
    return Said(title.format(phone=offered), _instead_of(present))


def replaced(earlier: RuleSet, given: RuleSet) -> str:
    """Say which pack this one takes the place of."""
    if earlier.issued is None or given.issued is None:
        return _("It replaces the file of {clinic}.").format(clinic=earlier.clinic)
    day = dates.full_date(earlier.issued)
    if earlier.issued > given.issued:
        sentence = _("Take care: it would replace a newer file, that of {clinic} from {day}.")
    else:
        sentence = _("It replaces the file of {clinic} from {day}.")
    return sentence.format(clinic=earlier.clinic, day=day)


def unknown(changes: Sequence[Change]) -> str:
    """Say what this version does not know; nothing where it knows everything."""
    names = _(", ").join(dict.fromkeys(each.rule.item for each in changes if not each.is_known))
    return _("Not known here, left out: {names}").format(names=names) if names else ""


# ---- a rule


def _title(change: Change, content: Content) -> str:
    if change.before is None:
        return _("New: {question}").format(question=change.rule.question)
    name = content.items[change.before.id].label
    return name if change.after is not None else _("Left out: {item}").format(item=name)


def _lines(change: Change) -> tuple[str, ...]:
    lines = [*_times(change)]
    before, after = change.before, change.after
    if after is not None and after.must and not (before and before.must):
        lines.append(_("It has to be in place before the session."))
    if before is not None and after is not None and change.rule.after is not None:
        lines.append(_("It moves to another place in the list."))
    if after is not None and change.rule.says:
        lines.append(_("Your clinic says: “{words}”").format(words=change.rule.says))
    if before == after and not lines:
        lines.append(_("It stays as it is."))
    return tuple(lines)


def _times(change: Change) -> tuple[str, ...]:
    """Say the time before and after where it differs; that of a new item where it has one."""
    if change.after is None:
        return ()
    now = time(change.after)
    if change.before is None:
        return (_("When: {time}").format(time=now),) if now else ()
    usual = time(change.before)
    if usual == now:
        return ()
    return (
        _("Usual time: {time}").format(time=usual),
        _("Your clinic’s time: {time}").format(time=now),
    )


def _walks(change: Change, content: Content) -> str:
    sessions = {each.id for each in content.checklists.values() if each.walk is Walk.SESSION}
    if set(change.walks) == sessions:
        return _("For: each session")
    names = [_walk(content.checklists[walk]) for walk in change.walks]
    return _("For: {walks}").format(walks=_(", ").join(names))


def _walk(checklist: Checklist) -> str:
    if checklist.walk is Walk.SESSION and checklist.routes:
        return _(", ").join(words.route(route) for route in checklist.routes)
    return words.walk(checklist.walk)


# ---- where it asks for less


def _caution(change: Change, content: Content) -> str:
    """Say what the stricter rule is that a looser one would take the place of."""
    if change.before is None or not change.is_looser:
        return ""
    said = []
    if change.after is None and change.is_looser_than_a_binding_rule:
        said.append(_asks(change.before, _("this")))
    if change.asks_less:
        said.append(_stricter_time(change.before, content))
    if change.drops_must:
        said.append(_("Until now it had to be in place before the session."))
    return " ".join(each for each in said if each)


def _stricter_time(item: Item, content: Content) -> str:
    """Say how long the rule is that ships; not every time that an item has is one."""
    rule = content.items[item.id].rule
    time = duration(abs(item.minutes or 0))
    told = re.search(rf"\b{re.escape(time)}\b", rule) is not None
    if told and item.strength is Strength.LABEL and item.route_of_source is None:
        return _asks(item, _("at least {time}").format(time=time))
    return "" if item.strength is Strength.OURS else _("Usual rule: {rule}.").format(rule=rule)


def _asks(item: Item, what: str) -> str:
    if item.strength is Strength.GUIDELINE:
        return _("A guideline asks for {what}.").format(what=what)
    if item.route_of_source is not None:
        return _("The label of the esketamine nasal spray asks for {what}.").format(what=what)
    return _("The label asks for {what}.").format(what=what)


# ---- a detail


def _limit(limit: PressureLimit, person: Person) -> Said:
    title = _("Blood pressure limit: {pressure}").format(pressure=_pressure(limit))
    present = ""
    if person.systolic_limit is not None and person.diastolic_limit is not None:
        present = _pressure(
            PressureLimit(systolic=person.systolic_limit, diastolic=person.diastolic_limit)
        )
    above = limit.systolic > GUIDE.systolic or limit.diastolic > GUIDE.diastolic
    guide = _("The label of the esketamine nasal spray gives {pressure} as a general guide.")
    return Said(
        title,
        _instead_of(present),
        guide.format(pressure=_pressure(GUIDE)) if above else "",
    )


def _pressure(limit: PressureLimit) -> str:
    return _("{systolic} over {diastolic}").format(
        systolic=limit.systolic, diastolic=limit.diastolic
    )


def _instead_of(present: str) -> tuple[str, ...]:
    return (_("Now: {value}").format(value=present),) if present else ()


# ---- times


def time(item: Item) -> str:
    """Say when an item is for, seen from its session; nothing where it hangs on no time."""
    if item.day is not None:
        return day_words(item.day)
    if item.anchor is not None and item.minutes is None:
        return _("as your clinic told you")
    return distance(item)
