# SPDX-License-Identifier: Apache-2.0
"""The card with what the patient wants otherwise on the checklists: own items, and changed ones."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.course import next_session
from companion.domain.item import Checklist, Walk
from companion.domain.records import OWN_ITEM, Rule, RuleSet, Session
from companion.domain.tailoring import in_order
from companion.language import _
from companion.ui import words
from companion.ui.context import Context
from companion.ui.forms.rule import RuleForm
from companion.ui.settings.card import SettingsCard
from companion.ui.walk.walk_choice import ORDER
from companion.ui.widgets.basics import button, clear, flow, label
from companion.ui.widgets.drop_down import DropDown


class _Own(NamedTuple):
    """A rule of the patient's own, and a checklist that has its item."""

    rule: Rule
    checklist: Checklist


class OwnItemsCard(SettingsCard):
    """Each item of one's own, and each that was changed or left out, with the way to change it."""

    rests_on_more = False

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Your own checklist items"))
        self.add(
            label(
                _(
                    "Things of your own to think of before a session, after it, or each month. "
                    "What you have changed on a checklist stands here too."
                ),
                "secondary",
            )
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self.add(self._rows)
        self.choice = DropDown()
        self.choice.setAccessibleName(_("Which checklist"))
        self.choice.setPlaceholderText(_("Which checklist?"))
        for one in _in_order(context):
            self.choice.addItem(_named(one), one.id)
        self.choice.setCurrentIndex(self.choice.findData(self._next_checklist()))
        self.choice.take_little_room()
        self.add_one = button(_("Add an item …"), "outline")
        self.add_one.clicked.connect(self.ask_new)
        self.add(self.choice)
        self.add(flow(self.add_one))
        self.add(self.answer)
        self.fill()

    def refresh(self) -> None:
        """Show what there is."""
        clear(self._rows)
        for own in self._own():
            self._rows.addWidget(self._row(own))

    def first(self) -> QWidget:
        """Give the choice of a checklist."""
        return self.choice

    def ask_new(self) -> None:
        """Open the form for a new item of the chosen checklist."""
        checklist = self.choice.currentData()
        if checklist is None:
            self.answer.say(_("Choose a checklist first."))
            self.choice.setFocus()
            return
        self.answer.say("")
        RuleForm.ask_about(self.context, self.window(), checklist)

    def _own(self) -> Iterator[_Own]:
        """Give what the patient's own lists say, each item once as it counts now."""
        found: dict[tuple[str, str], Rule] = {}
        for entry in in_order(self.context.diary.entries(RuleSet)):
            if not entry.record.pack:
                found |= {(rule.checklist, rule.item): rule for rule in entry.record.rules}
        checklists = _in_order(self.context)
        for rule in found.values():
            having = (
                one
                for one in checklists
                if one.id == rule.checklist
                or (not rule.checklist and any(each.id == rule.item for each in one.item))
            )
            checklist = next(having, None)
            if checklist is not None:
                yield _Own(rule, checklist)

    def _row(self, own: _Own) -> QWidget:
        shipped = self.context.content.items.get(own.rule.item)
        name = shipped.label if shipped is not None else own.rule.question.strip()
        whole = QWidget()
        lines = QVBoxLayout(whole)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(label(name, "strong"))
        lines.addWidget(label(_told(own), "secondary"))
        change = button(_("Change"), "plain", name=_("Change: {name}").format(name=name))
        change.clicked.connect(
            lambda: RuleForm.ask_about(self.context, self.window(), own.checklist.id, own.rule.item)
        )
        lines.addLayout(flow(change))
        return whole

    def _next_checklist(self) -> str:
        """Give the checklist of the next session; empty where there is none to go by."""
        now = self.context.now()
        # Its local day may be another one where it is planned in another time zone.
        sessions = self.context.diary.entries(Session, first=(now - timedelta(days=2)).date())
        planned = next_session(sessions, now)
        if planned is None or planned.record.route is None:
            return ""
        found = self.context.content.checklist_for(planned.record.route)
        return found.id if found is not None else ""


def _in_order(context: Context) -> list[Checklist]:
    found = context.content.checklists.values()
    return sorted(found, key=lambda one: (ORDER.index(one.walk), one.id))


def _named(checklist: Checklist) -> str:
    """Give a checklist's name; one of many for a session with how the medicine is given."""
    name = words.walk(checklist.walk)
    if checklist.walk is not Walk.SESSION or not checklist.routes:
        return name
    routes = _(", ").join(words.route(route) for route in checklist.routes)
    return _("{checklist}: {how}").format(checklist=name, how=routes)


def _told(own: _Own) -> str:
    """Say where it stands and what is otherwise about it, in a line."""
    if own.rule.item.startswith(OWN_ITEM):
        return _named(own.checklist)
    what = _("left out") if own.rule.off else _("changed by you")
    if not own.rule.checklist:
        return what
    return _("{checklist} · {what}").format(checklist=_named(own.checklist), what=what)
