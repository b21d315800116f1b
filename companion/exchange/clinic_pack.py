# SPDX-License-Identifier: Apache-2.0
"""The clinic pack: one file in which a clinic hands out its own times, limits and items.

It is JSON in UTF-8 and holds plain text alone; ``resources/schema/clinic-pack-1.json`` is its JSON
Schema. A pack adds to what ships. It cannot leave out what has to last, and it cannot put other
words in the place of ours. Nothing in it counts before the patient has seen it and chosen.
"""

import codecs
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from unicodedata import category, normalize

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import asdict, replace

from companion.content import Content
from companion.domain.checklist import steps_on_their_own
from companion.domain.item import Checklist, Item, Strength
from companion.domain.records import OWN_ITEM, Anchor, Entry, Person, Rule, RuleSet, Whose
from companion.domain.tailoring import in_order
from companion.exchange import refused_files, strict_json
from companion.exchange.strict_json import Fault, misfit, parsed, texts, visible
from companion.language import _
from companion.problem import Problem
from companion.storage.diary import Diary

FORMAT = "companion-clinic-pack"
VERSION = 1
SCHEMA = "clinic-pack-1.json"
LARGEST = 256 * 1024
"""Bytes; a hundred rules of the greatest length are 90 thousand."""
BINDING = (Strength.LABEL, Strength.GUIDELINE)
"""Whose rules weigh more than what one clinic is used to."""

Name = Annotated[str, Meta(pattern="^[0-9A-Za-z_-]{1,64}$")]
Phone = Annotated[str, Meta(max_length=40)]


class PressureLimit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The blood pressure in mmHg above which the clinic wants to be asked before a session."""

    systolic: Annotated[int, Meta(ge=80, le=260)]
    diastolic: Annotated[int, Meta(ge=40, le=160)]


class PackRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one item is to be.

    ``item`` is an item of Companion, or a name of the clinic's own for a new one, which needs a
    ``question``. ``checklist`` limits the rule to one checklist; without it, the rule is for each
    that has the item, a new item for each session. ``says`` is shown as the clinic's own word.
    ``minutes`` count from the ``anchor``, ``day`` counts from the day of the session; negative is
    before. ``must`` is whether it has to be in place before going, ``off`` leaves the item out,
    and ``after`` is the item it stands behind, empty for the first place.
    """

    item: Name
    checklist: Name | None = None
    question: Annotated[str, Meta(max_length=160)] = ""
    says: Annotated[str, Meta(max_length=600)] = ""
    day: Annotated[int, Meta(ge=-60, le=60)] | None = None
    minutes: Annotated[int, Meta(ge=-10080, le=10080)] | None = None
    anchor: Anchor | None = None
    must: bool | None = None
    off: bool = False
    after: Annotated[str, Meta(pattern="^[0-9A-Za-z_-]{0,64}$")] | None = None


class PackFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file. A pack with the ``id`` of an earlier one takes its place."""

    format: Literal["companion-clinic-pack"]
    version: Literal[1]
    schema: Literal["clinic-pack-1.json"]
    id: Name
    clinic: Annotated[str, Meta(min_length=1, max_length=80)]
    issued: date
    phone: Phone = ""
    phone_after_hours: Phone = ""
    pressure_limit: PressureLimit | None = None
    rules: Annotated[tuple[PackRule, ...], Meta(max_length=100)] = ()


class Pack(Struct, frozen=True, kw_only=True):
    """A pack that can be taken in: its rules, and what it offers for the patient's own details."""

    rule_set: RuleSet
    phone: str = ""
    phone_after_hours: str = ""
    pressure_limit: PressureLimit | None = None


class Detail(StrEnum):
    """What a pack may offer for the patient's own details."""

    PHONE = "phone"
    PHONE_AFTER_HOURS = "phone_after_hours"
    PRESSURE_LIMIT = "pressure_limit"


class Change(Struct, frozen=True, kw_only=True):
    """What one rule of a pack does.

    ``position`` is the rule's place in the pack, and ``walks`` are the checklists where it does
    something. ``before`` is the item as it ships, None for a new one; ``after`` is the item as the
    clinic wants it, None where it is left out; both are of the walk where the item weighs most.
    ``asks_less`` is whether the clinic's time asks for less than the one that ships.
    """

    position: int
    rule: Rule
    walks: tuple[str, ...] = ()
    before: Item | None = None
    after: Item | None = None
    asks_less: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it does anything here; if not, it is about what this version does not have."""
        return bool(self.walks)

    @property
    def drops_must(self) -> bool:
        """Whether it no longer has to be in place before going."""
        return bool(self.before and self.before.must) and not (self.after and self.after.must)

    @property
    def is_looser(self) -> bool:
        """Whether it asks for less than what ships: in its time, in its weight, or not at all."""
        left_out = self.before is not None and self.after is None
        binding = self.before is not None and self.before.strength in BINDING
        return self.asks_less or self.drops_must or (left_out and binding)

    @property
    def is_looser_than_a_binding_rule(self) -> bool:
        """Whether what it asks less than is a label's or a guideline's rule."""
        return self.is_looser and self.before is not None and self.before.strength in BINDING


def read(path: Path, content: Content) -> Pack:
    """Read a pack and check all of it, against the items of the content too.

    Raises Problem with the place of the first fault in the file.
    """
    file = None
    try:
        file = strict_json.read(path, LARGEST)
        return _pack(file, content)
    except Fault as fault:
        if file is not None and not refused_files.is_of(file, FORMAT):
            raise refused_files.not_a_list(path, file) from fault
        raise Problem(
            happened=_("“{name}” cannot be used. {place}: {what}.").format(
                name=visible(path.name), place=visible(fault.place), what=visible(fault.what)
            ),
            safe=_("Nothing was changed."),
            next_step=_("Ask your clinic for a new file."),
        ) from fault


def preview(pack: Pack, checklists: Iterable[Checklist]) -> tuple[Change, ...]:
    """Give what each rule of a pack would do, in the pack's order, seen from what ships."""
    walks = tuple(checklists)
    return tuple(
        _change(position, rule, walks) for position, rule in enumerate(pack.rule_set.rules)
    )


def accept(diary: Diary, pack: Pack, chosen: Collection[int]) -> Entry[RuleSet]:
    """Take in the rules at the chosen positions; they replace those of the same pack.

    Two that were taken in from it, as on two devices, become one again.
    """
    rules = tuple(pack.rule_set.rules[position] for position in sorted(set(chosen)))
    rule_set = replace(pack.rule_set, rules=rules)
    earlier = _accepted(diary, pack)
    if not earlier:
        return diary.add(rule_set)
    for double in earlier[:-1]:
        diary.remove(double.id)
    return diary.change(earlier[-1].id, rule_set)


def accepted(diary: Diary, pack: Pack) -> Entry[RuleSet] | None:
    """Give what was taken in from the same pack before, the last; None if nothing was."""
    return next(reversed(_accepted(diary, pack)), None)


def _accepted(diary: Diary, pack: Pack) -> tuple[Entry[RuleSet], ...]:
    entries = in_order(diary.entries(RuleSet))
    return tuple(entry for entry in entries if entry.record.pack == pack.rule_set.pack)


def details(pack: Pack) -> tuple[Detail, ...]:
    """Give what a pack offers for the patient's own details."""
    return tuple(detail for detail in Detail if getattr(pack, detail))


def with_details(person: Person, pack: Pack, chosen: Collection[Detail]) -> Person:
    """Give the patient's details with what was chosen from a pack."""
    if Detail.PHONE in chosen:
        person = replace(person, clinic_phone=pack.phone)
    if Detail.PHONE_AFTER_HOURS in chosen:
        person = replace(person, clinic_phone_after_hours=pack.phone_after_hours)
    if Detail.PRESSURE_LIMIT in chosen and pack.pressure_limit is not None:
        limit = pack.pressure_limit
        person = replace(person, systolic_limit=limit.systolic, diastolic_limit=limit.diastolic)
    return person


def schema() -> bytes:
    """Give the JSON Schema (2020-12) of a pack, as it is in the resources folder."""
    return strict_json.schema(PackFile, f"Companion clinic pack, version {VERSION}")


# ---- what a rule does


def _change(position: int, rule: Rule, checklists: Iterable[Checklist]) -> Change:
    met = [each for each in (_met(rule, one) for one in checklists) if each is not None]
    if not met:
        return Change(position=position, rule=rule)
    weightiest = min(met, key=_lightness)
    return Change(
        position=position,
        rule=rule,
        walks=tuple(each.walk for each in met),
        before=weightiest.before,
        after=weightiest.after,
        asks_less=any(each.asks_less for each in met),
    )


class _Met(Struct, frozen=True):
    """What a rule does on one checklist."""

    walk: str
    before: Item | None
    after: Item | None
    asks_less: bool = False


def _lightness(met: _Met) -> tuple[int, bool]:
    """Order by whose rule an item is; a label that is said to be another route's comes first."""
    if met.before is None:
        return 0, False
    return list(Strength).index(met.before.strength), met.before.route_of_source is None


def _met(rule: Rule, checklist: Checklist) -> _Met | None:
    """Give what a rule does on a checklist, None where it does nothing."""
    shipped = next((item for item in checklist.item if item.id == rule.item), None)
    walked = steps_on_their_own(checklist, date.min, None, (rule,))
    step = next((step for step in walked if step.item.id == rule.item), None)
    if step is None:
        return _Met(checklist.id, shipped, None) if shipped is not None else None
    if step.rule is None:
        return None
    return _Met(checklist.id, step.shipped, step.item, step.is_looser)


# ---- reading


def _pack(content: bytes, shipped: Content) -> Pack:
    """Give the pack that a file holds. Raises Fault."""
    plain = parsed(content.removeprefix(codecs.BOM_UTF8))
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise Fault("$.format", _("it is not a file that a clinic made for Companion"))
    _refuse_newer(plain.get("version"))
    for place, text in texts(plain, "$"):
        _refuse_text(place, text)
    try:
        file = msgspec.convert(plain, PackFile)
    except msgspec.ValidationError as error:
        raise misfit(error) from error
    _refuse_file(file)
    _refuse_rules(file.rules, shipped)
    return Pack(
        rule_set=RuleSet(
            pack=file.id,
            clinic=file.clinic,
            issued=file.issued,
            rules=tuple(_rule(each) for each in file.rules),
        ),
        phone=file.phone.strip(),
        phone_after_hours=file.phone_after_hours.strip(),
        pressure_limit=file.pressure_limit,
    )


def _rule(given: PackRule) -> Rule:
    fields = asdict(given) | {"checklist": given.checklist or ""}
    return Rule(whose=Whose.CLINIC, **fields)


def _refuse_newer(version: object) -> None:
    if isinstance(version, int) and version > VERSION:
        raise Problem(
            happened=_("This file was written for a newer version of Companion."),
            safe=_("Nothing was changed."),
            next_step=_("Install the newest version to use it."),
        )


def _refuse_file(file: PackFile) -> None:
    if not file.clinic.strip():
        raise Fault("$.clinic", _("it is empty"))
    limit = file.pressure_limit
    if limit is not None and limit.diastolic >= limit.systolic:
        raise Fault("$.pressure_limit", _("the systolic limit is the higher one"))


def _refuse_rules(rules: Iterable[PackRule], content: Content) -> None:
    items = _items(content)
    seen: dict[str, set[str | None]] = {}
    for position, rule in enumerate(rules):
        place = f"$.rules[{position}]"
        others = seen.setdefault(rule.item, set())
        if rule.checklist in others or None in others or (others and rule.checklist is None):
            raise Fault(f"{place}.item", _("there is a rule for this item already"))
        if rule.item in content.suicide_items or rule.item.startswith(OWN_ITEM):
            raise Fault(f"{place}.item", _("this name is needed by Companion itself"))
        others.add(rule.checklist)
        _refuse_time(rule, place)
        _refuse_item(rule, place, items)


def _items(content: Content) -> Mapping[str, Item]:
    """Give every item that ships by its id; one that lasts on any checklist lasts."""
    found: dict[str, Item] = {}
    for item in (item for checklist in content.checklists.values() for item in checklist.item):
        if item.id not in found or item.lasting:
            found[item.id] = item
    return found


def _refuse_time(rule: PackRule, place: str) -> None:
    if (rule.minutes is None) != (rule.anchor is None):
        raise Fault(f"{place}.anchor", _("minutes and an anchor belong together"))
    if rule.minutes is not None and rule.day is not None:
        raise Fault(f"{place}.day", _("it is a day or a clock time, not both"))


def _refuse_item(rule: PackRule, place: str, items: Mapping[str, Item]) -> None:
    shipped = items.get(rule.item)
    if rule.question and not rule.question.strip():
        raise Fault(f"{place}.question", _("it is empty"))
    if shipped is None:
        if rule.question and rule.off:
            raise Fault(f"{place}.off", _("a new item cannot be left out"))
        return
    if rule.question:
        raise Fault(f"{place}.question", _("an item of Companion keeps its own question"))
    if rule.off and shipped.lasting:
        raise Fault(f"{place}.off", _("this item is for your safety and cannot be left out"))
    if replace(rule, checklist=None) == PackRule(item=rule.item):
        raise Fault(place, _("it changes nothing"))


# ---- text


def _refuse_text(place: str, text: str) -> None:
    """Raise Fault for what is not plain, visible text."""
    for character in text:
        if _is_hidden(character):
            code = f"U+{ord(character):04X}"
            raise Fault(place, _("it has the hidden character {code} in it").format(code=code))
    bare = normalize("NFKC", text.translate(dict.fromkeys(map(ord, _JOINERS))))
    if _LINK.search(bare):
        raise Fault(place, _("it has a link in it, and may hold plain text only"))
    if _MARKUP.search(bare):
        raise Fault(place, _("it has markup in it, and may hold plain text only"))


def _is_hidden(character: str) -> bool:
    """Tell whether a character cannot be seen but may change how others are seen."""
    if character in _JOINERS:
        return False
    if character in _FILLERS or character >= _PLANE_OF_TAGS:
        return True
    return category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


_JOINERS = "\u200c\u200d"
"""Not seen, but needed to write Persian and Hindi, and in some emoji."""
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
"""Letters by their category, and yet there is nothing to see."""
_PLANE_OF_TAGS = "\U000e0000"
"""From here on there are tags, selectors and private characters, none of which can be seen."""
_LINK = re.compile(
    r"://|\bwww\.\S|\b(?:https?|ftp|file|mailto|tel|sms|data|javascript):\S", re.IGNORECASE
)
_MARKUP = re.compile(r"<\s*[^\s\d<=-]|\]\(|\]\[")
"""A tag, but not "< 5"; and the middle of a link in Markdown."""
