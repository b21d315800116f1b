# SPDX-License-Identifier: Apache-2.0
"""How one item of a checklist is to be: the clinic's time and words, its place, or left out."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import uuid4

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from companion.domain import faults
from companion.domain.faults import Impossible
from companion.domain.item import Checklist
from companion.domain.records import OWN_ITEM, Anchor, Entry, Record, Rule, RuleSet, Whose
from companion.domain.tailoring import in_force, in_order, tailored, together, without
from companion.language import _
from companion.timing import HOUR, day_words, distance, whose_words
from companion.ui import words
from companion.ui.context import Context
from companion.ui.forms.form import Form, FormDialog
from companion.ui.walk.walking import rules
from companion.ui.widgets.basics import label, row
from companion.ui.widgets.fields import (
    ChoiceField,
    NumberField,
    PickField,
    ToggleField,
    Unreadable,
    WordsField,
)
from companion.ui.widgets.heard import HeardLine

USUAL, FIRST = "usual", "first"
_PLACES: Mapping[str, str | None] = {USUAL: None, FIRST: ""}
"""What a rule says for these two places; every other place is the item it stands behind."""

FIELDS = {"anchor": "when"}
"""Fields of a rule that have another name in the form."""


class _When(NamedTuple):
    """A way to hang an item: from an anchor, before or after it."""

    anchor: Anchor
    sign: int


WHENS: Mapping[str, _When] = {
    "before_start": _When(Anchor.START, -1),
    "after_start": _When(Anchor.START, 1),
    "before_leaving": _When(Anchor.LEAVING, -1),
    "after_end": _When(Anchor.END, 1),
}
DAYS = (-7, -3, -2, -1, 0, 1, 2, 3, 7)

LONGEST = 7 * 24 * HOUR
"""Minutes that a rule can reach before or after what it is counted from."""


def own_rules(context: Context, item: str = "") -> Entry[RuleSet] | None:
    """Give the patient's own list of rules that counts for an item.

    Where a merge brought a second list, it is the last that has the item, or else the last.
    """
    own = [entry for entry in in_order(context.diary.entries(RuleSet)) if not entry.record.pack]
    having = [entry for entry in own if any(rule.item == item for rule in entry.record.rules)]
    return next(reversed(having or own), None)


class LengthField(NumberField):
    """A whole number of hours or minutes, from 0 to the most there can be."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__(name, whole=True)
        self._most = most

    def value(self) -> float | None:
        """Give the number, or None when the field is empty; raises Unreadable outside its range."""
        number = super().value()
        if number is not None and not 0 <= number <= self._most:
            beyond = faults.Fault("", faults.Rule.OUT_OF_RANGE, 0, self._most)
            raise Unreadable(words.fault(beyond))
        return number


class RuleForm(Form):
    """Changes one item of a walk, or makes one.

    What is left empty stays as it is without a rule of the patient's own: as it ships, or as a
    clinic pack has it.
    """

    draft_is_of_entry = False

    def __init__(self, context: Context, checklist: str, item: str = "") -> None:
        self.made_with = {"checklist": checklist, "item": item}
        self._checklist: Checklist = context.content.checklists[checklist]
        self._is_new = not item
        self._item = item or f"{OWN_ITEM}{uuid4().hex}"
        self._shipped = next((one for one in self._checklist.item if one.id == item), None)
        self._set = RuleSet()
        self._read_rules(context)
        self.draft_name = f"rule:{checklist}:{item}"
        self.title = self._title(context)
        self.saved = _("Checklist changed")
        super().__init__(context)

    @classmethod
    def ask_about(cls, context: Context, parent: QWidget, checklist: str, item: str = "") -> bool:
        """Ask how an item is to be, or for a new one; tell whether anything was saved."""
        form = cls(context, checklist, item)
        return FormDialog.ask(form, parent, own_rules(context, item)) is not None

    def _read_rules(self, context: Context) -> None:
        """Read what is the patient's own rule here, and how the item would be without it."""
        lists = context.diary.entries(RuleSet)
        own = in_force(one for one in lists if not one.record.pack)
        packs = in_force(one for one in lists if one.record.pack)
        self._mine = together(self._checklist, own, self._item)
        walked = tailored(self._checklist, packs)
        self._without = next((one for one in walked if one.item.id == self._item), None)

    def _title(self, context: Context) -> str:
        shipped = context.content.items.get(self._item)
        if shipped is not None:
            return shipped.label
        if self._without is None:
            return _("Your own item")
        return (self._mine.question if self._mine else "") or self._question_without

    @property
    def _question_without(self) -> str:
        rule = self._without.rule if self._without is not None else None
        return rule.question if rule is not None else ""

    @property
    def _must_without(self) -> bool:
        return self._without is not None and self._without.item.must

    def _build(self) -> None:
        if self._shipped is None:
            asked = self.add("question", WordsField(_("What to ask, such as: Is the cat fed?")))
            asked.set_raw(self._question_without)
        whose = [(Whose.CLINIC.value, _("My clinic’s")), (Whose.OWN.value, _("My own"))]
        self.add("whose", ChoiceField(_("Whose rule is this?"), whose, needed=True))
        if self._checklist.belongs_to_session:
            self._build_time()
        self.add("says", WordsField(_("What your clinic says, or a note of your own"), lines=3))
        self.body.addWidget(HeardLine(self.context))
        if self._checklist.belongs_to_session:
            must = self.add("must", ToggleField(_("Must be in place before the session")))
            must.set_raw(self._must_without)
        self.add("place", PickField(_("Its place in the list"), self._places()))
        if self._shipped is None and not self._is_new:
            self.add("off", ToggleField(_("Take this item out again")))
        elif self._shipped is not None and not (self._shipped.lasting or self._shipped.must):
            # What must be in place is answered with "doesn't apply", which asks why and is printed.
            self.add("off", ToggleField(_("Leave this item out of my checklists")))

    def _build_time(self) -> None:
        self.body.addWidget(label(self._time_told(), "secondary"))
        self.fields["hours"] = LengthField(_("Hours"), LONGEST // HOUR)
        self.fields["minutes"] = LengthField(_("Minutes"), LONGEST)
        length = row(self.fields["hours"], self.fields["minutes"], spacing=16)
        length.addStretch(1)
        self.body.addLayout(length)
        whens = [
            ("before_start", _("before the start")),
            ("after_start", _("after the start")),
            ("before_leaving", _("before leaving home")),
            ("after_end", _("after the end")),
        ]
        self.add("when", ChoiceField(_("Counted from"), whens))
        days = [("", _("as above"))] + [(str(day), day_words(day)) for day in DAYS]
        self.add("day", PickField(_("Or on a day, without a clock time"), days))

    def _time_told(self) -> str:
        """Say which time counts where the patient gives none here."""
        clinics = self._without.rule if self._without is not None else None
        if self._without is not None and clinics is not None and _has_time(clinics):
            day = self._without.item.day
            time = distance(self._without.item) if day is None else day_words(day)
            text = _("In force now: {time} ({whose}). Leave this empty to keep that.")
            if self._mine is not None and _has_time(self._mine):
                text = _("Without a time here it is {time} ({whose}).")
            return text.format(time=time, whose=whose_words(clinics.whose))
        ships = distance(self._shipped) if self._shipped is not None else ""
        if ships:
            return _("In the app it is {time}. Leave this empty to keep that.").format(time=ships)
        return _("It has no clock time in the app. Leave this empty to keep it so.")

    def make(self) -> RuleSet:
        """Give the patient's rules with this one among them; an empty one is left out."""
        others = without(self._set, self._checklist, self._item).rules
        rule = self._rule()
        return replace(self._set, rules=(*others, rule) if rule is not None else others)

    def keep(
        self, record: Record, entry: Entry[Record] | None, *, draft: str = ""
    ) -> Entry[Record]:
        """Save the rules, so that no other list of the patient's own speaks of this item.

        Raises Impossible and Problem as saving does.
        """
        faults.check(record, self.context.now())
        for other in self.context.diary.entries(RuleSet):
            if not other.record.pack and (entry is None or other.id != entry.id):
                left = without(other.record, self._checklist, self._item)
                self.context.diary.change(other.id, left)
        return super().keep(record, entry, draft=draft)

    def show_record(self, record: Record) -> None:
        """Show the patient's own rule on this item; the list is where it is to be kept."""
        assert isinstance(record, RuleSet)
        self._set = record
        rule = self._mine
        if rule is None:
            return
        shown: dict[str, str | bool | int | None] = {
            "question": rule.question or self._question_without,
            "says": rule.says,
            "whose": rule.whose.value,
            "off": rule.off,
            "place": {None: USUAL, "": FIRST}.get(rule.after, rule.after),
        }
        if rule.must is not None:
            shown["must"] = rule.must
        if rule.minutes is not None:
            hours, minutes = divmod(abs(rule.minutes), HOUR)
            shown |= {"hours": hours or None, "minutes": minutes or (0 if not hours else None)}
            ways = (
                key
                for key, when in WHENS.items()
                if when.anchor is rule.anchor and when.sign * rule.minutes >= 0
            )
            # None for a way that came in a file and cannot be chosen here, as "after leaving".
            shown["when"] = next(ways, None)
        if rule.day is not None:
            shown["day"] = str(rule.day)
        for key, value in shown.items():
            if key in self.fields:
                self.fields[key].set_raw(value)

    def show_faults(self, impossible: Impossible) -> str:
        """Say each fault at the field of this rule; those of other rules as one sentence."""
        others = without(self._set, self._checklist, self._item).rules
        own = f"rules.{len(others)}."
        found = []
        for fault in impossible.faults:
            name = fault.field.removeprefix(own)
            # The field has no sign: before or after is chosen beside it.
            low = 0 if fault.low is not None and name == "minutes" else fault.low
            found.append(replace(fault, field=FIELDS.get(name, name), low=low))
        return super().show_faults(Impossible(tuple(found)))

    def _rule(self) -> Rule | None:
        """Give the rule, None where it changes nothing or takes an own item out again.

        An item that the clinic added is taken out by a rule that says so.
        """
        value = {key: field.value() for key, field in self.fields.items()}
        off, must = bool(value.get("off")), value.get("must")
        blank = Rule(
            item=self._item,
            whose=Whose.OWN,
            checklist="" if self._shipped is not None else self._checklist.id,
        )
        if off and self._shipped is None:
            return replace(blank, off=True) if self._without is not None else None
        question = str(value.get("question", "")).strip()
        rule = replace(
            blank,
            whose=Whose(value["whose"]),
            question=question if question != self._question_without else "",
            says=value["says"],
            must=must if must is not None and must != self._must_without else None,
            off=off,
            after=_PLACES.get(value["place"], value["place"]),
        )
        rule = self._timed(rule, value)
        changes = replace(rule, whose=Whose.OWN) != blank
        return rule if changes or self._item.startswith(OWN_ITEM) else None

    def _timed(self, rule: Rule, value: Mapping[str, Any]) -> Rule:
        hours, minutes = value.get("hours"), value.get("minutes")
        if value.get("day"):
            rule = replace(rule, day=int(value["day"]))
        if hours is None and minutes is None:
            return rule
        when = WHENS.get(value["when"] or "")
        length = int(hours or 0) * HOUR + int(minutes or 0)
        if when is None:
            return replace(rule, minutes=length)
        return replace(rule, minutes=when.sign * length, anchor=when.anchor)

    def _places(self) -> list[tuple[str, str]]:
        """Give where the item can stand: its usual place, first, or behind any other."""
        walked = tailored(self._checklist, rules(self.context))
        items = self.context.content.items
        own = {one.item.id: one.rule.question for one in walked if one.rule and one.rule.question}
        behind = [
            (one.item.id, items[one.item.id].label if one.item.id in items else own[one.item.id])
            for one in walked
            if one.item.id != self._item
        ]
        return [
            (USUAL, _("In its usual place") if self._shipped else _("At the end")),
            (FIRST, _("First")),
            *((item, _("After: {item}").format(item=name)) for item, name in behind),
        ]


def _has_time(rule: Rule) -> bool:
    return rule.minutes is not None or rule.day is not None
