# SPDX-License-Identifier: Apache-2.0
"""The form for one item of a checklist says what is in force, and what is saved in it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from companion.domain.checklist import steps
from companion.domain.records import Anchor, Route, Rule, RuleSet, Session, Whose
from companion.domain.tailoring import in_force
from companion.timing import rule_words
from companion.ui.forms.form import FormDialog
from companion.ui.forms.rule import RuleForm, own_rules
from companion.ui.walk.item_card import ItemCard
from tests.domain.making import plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from companion.domain.checklist import Step
    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from tests.ui.conftest import Clock, RecordingWays

    Open = Callable[..., FormDialog]

SESSION = Session(plan=plan("2026-11-26 14:00"), route=Route.IV)
CHECKLIST, MEAL, BAG = "iv", "last_meal_iv", "bag_packed"
PACK_MEAL = Rule(
    item=MEAL, whose=Whose.CLINIC, minutes=-480, anchor=Anchor.START, says="No milk", must=False
)
DOG = Rule(item="bring_dog", whose=Whose.CLINIC, question="Bring the dog?", must=True)
CAT = Rule(item="own-cat", whose=Whose.OWN, checklist=CHECKLIST, question="Cat fed?")


def pack(*rules: Rule) -> RuleSet:
    return RuleSet(pack="riverside", clinic="Riverside", rules=rules)


def meal(minutes: int, **more: Any) -> Rule:
    return Rule(item=MEAL, whose=Whose.OWN, minutes=minutes, anchor=Anchor.START, **more)


@pytest.fixture
def open_form(qtbot: QtBot, context: Context) -> Open:
    """Give how the form on an item is opened, and what is typed into it there."""
    parent = QWidget()
    qtbot.addWidget(parent)

    def opened(item: str = "", **typed: Any) -> FormDialog:
        form = RuleForm(context, CHECKLIST, item)
        dialog = FormDialog(form, own_rules(context, item), parent)
        for key, value in typed.items():
            form.fields[key].set_raw(value)
        form.edited.emit()
        return dialog

    return opened


def shown(dialog: FormDialog) -> dict[str, Any]:
    """Give what stands in the fields; numbers as text."""
    return dict(dialog.form.raw())


def told(dialog: FormDialog) -> str:
    """Give all the form says, with the sentences at its fields."""
    return "\n".join(each.text() for each in dialog.form.findChildren(QLabel))


def walked(context: Context, diary: Diary) -> dict[str, Step]:
    """Give the steps of the walk under the rules in force, by item."""
    rules = in_force(diary.entries(RuleSet))
    found = steps(context.content.checklists[CHECKLIST], SESSION, None, rules)
    return {step.item.id: step for step in found}


def own(diary: Diary) -> list[tuple[Rule, ...]]:
    return [entry.record.rules for entry in diary.entries(RuleSet) if not entry.record.pack]


class TestLength:
    @pytest.mark.parametrize(
        ("way", "anchor"),
        [
            ("before_start", Anchor.START),
            ("after_start", Anchor.START),
            ("before_leaving", Anchor.LEAVING),
            ("after_end", Anchor.END),
        ],
    )
    def test_nothing_before_or_after_is_a_time_and_can_be_changed(
        self, open_form: Open, diary: Diary, way: str, anchor: Anchor
    ) -> None:
        open_form(BAG, whose="clinic", minutes="0", when=way).save()
        ((rule,),) = own(diary)
        assert (rule.minutes, rule.anchor) == (0, anchor)
        again = open_form(BAG)
        assert shown(again)["minutes"] == "0"
        again.form.fields["minutes"].set_raw("5")
        again.save()
        ((rule,),) = own(diary)
        assert (abs(rule.minutes or 0), rule.anchor) == (5, anchor)

    @pytest.mark.parametrize(
        ("field", "typed", "most"),
        [
            ("hours", "-8", 168),
            ("hours", "169", 168),
            ("minutes", "-1", 10080),
            ("minutes", "10081", 10080),
        ],
    )
    def test_a_length_below_nothing_or_beyond_a_week_is_refused(
        self, open_form: Open, diary: Diary, field: str, typed: str, most: int
    ) -> None:
        dialog = open_form(MEAL, whose="clinic", when="before_start", **{field: typed})
        dialog.save()
        assert dialog.form.first_faulty() is dialog.form.fields[field]
        assert f"This needs a number from 0 to {most}." in told(dialog)
        assert own(diary) == []

    def test_both_together_are_a_week_at_most(self, open_form: Open, diary: Diary) -> None:
        dialog = open_form(MEAL, whose="own", when="before_start", hours="168", minutes="1")
        dialog.save()
        assert "This needs a number from 0 to 10080." in told(dialog)
        assert own(diary) == []

    @pytest.mark.parametrize(("minutes", "anchor"), [(30, Anchor.LEAVING), (-30, Anchor.END)])
    def test_a_time_that_came_in_a_file_and_cannot_be_chosen_here_is_asked_for(
        self, open_form: Open, diary: Diary, minutes: int, anchor: Anchor
    ) -> None:
        diary.add(RuleSet(rules=(Rule(item=BAG, whose=Whose.OWN, minutes=minutes, anchor=anchor),)))
        dialog = open_form(BAG)
        assert (shown(dialog)["minutes"], shown(dialog)["when"]) == ("30", None)
        dialog.save()
        assert dialog.form.first_faulty() is dialog.form.fields["when"]


class TestInForce:
    def test_without_a_pack_it_says_what_ships(self, open_form: Open) -> None:
        assert "In the app it is 6 h before the start." in told(open_form(MEAL))
        assert "It has no clock time in the app." in told(open_form(BAG))

    def test_a_time_from_a_pack_is_said_and_stays_where_none_is_given(
        self, open_form: Open, diary: Diary, context: Context
    ) -> None:
        diary.add(pack(PACK_MEAL))
        dialog = open_form(MEAL, whose="own", says="Ask about tea")
        wanted = "In force now: 8 h before the start (your clinic). Leave this empty to keep that."
        assert wanted in told(dialog)
        dialog.save()
        assert own(diary) == [(Rule(item=MEAL, whose=Whose.OWN, says="Ask about tea"),)]
        assert walked(context, diary)[MEAL].item.minutes == -480
        open_form(MEAL, hours="10", when="before_start").save()
        assert walked(context, diary)[MEAL].item.minutes == -600
        with_own = open_form(MEAL)
        assert "Without a time here it is 8 h before the start (your clinic)." in told(with_own)
        assert "In force now" not in told(with_own)

    def test_a_day_from_a_pack_is_said(self, open_form: Open, diary: Diary) -> None:
        diary.add(pack(Rule(item=MEAL, whose=Whose.CLINIC, day=-1)))
        assert "In force now: the day before the session (your clinic)." in told(open_form(MEAL))

    @pytest.mark.parametrize("clinics", [True, False])
    def test_whether_it_must_be_starts_from_the_clinics_and_can_be_set_either_way(
        self, open_form: Open, diary: Diary, context: Context, *, clinics: bool
    ) -> None:
        diary.add(pack(Rule(item=MEAL, whose=Whose.CLINIC, must=clinics)))
        assert shown(open_form(MEAL))["must"] is clinics
        open_form(MEAL, whose="own", must=not clinics).save()
        assert walked(context, diary)[MEAL].item.must is not clinics
        assert shown(open_form(MEAL))["must"] is not clinics
        open_form(MEAL, must=clinics).save()
        assert walked(context, diary)[MEAL].item.must is clinics
        assert own(diary) == [()]


class TestWhose:
    def card(self, context: Context, qtbot: QtBot, step: Step) -> str:
        card = ItemCard(context)
        qtbot.addWidget(card)
        card.show_step(step, place="", draft="", is_open=True)
        return "\n".join(each.text() for each in card.findChildren(QLabel))

    def test_an_own_note_leaves_the_time_with_the_clinic(
        self, qtbot: QtBot, open_form: Open, diary: Diary, context: Context
    ) -> None:
        diary.add(pack(PACK_MEAL))
        open_form(MEAL, whose="own", says="Ask about tea").save()
        step = walked(context, diary)[MEAL]
        assert rule_words(context.content, step).startswith("8 h before the start, your clinic")
        assert "Your note: Ask about tea" in self.card(context, qtbot, step)

    def test_an_own_time_leaves_the_words_with_the_clinic(
        self, qtbot: QtBot, open_form: Open, diary: Diary, context: Context
    ) -> None:
        diary.add(pack(PACK_MEAL))
        open_form(MEAL, whose="own", hours="10", when="before_start").save()
        step = walked(context, diary)[MEAL]
        assert rule_words(context.content, step).startswith("10 h before the start, your own time")
        assert "Your clinic: No milk" in self.card(context, qtbot, step)


class TestClinicsOwnItem:
    def test_its_question_is_shown_and_is_not_copied(
        self, open_form: Open, diary: Diary, context: Context
    ) -> None:
        diary.add(pack(DOG))
        dialog = open_form("bring_dog", whose="own", says="The blue lead")
        assert dialog.form.title == shown(dialog)["question"] == "Bring the dog?"
        dialog.save()
        ((rule,),) = own(diary)
        assert (rule.question, rule.says) == ("", "The blue lead")
        step = walked(context, diary)["bring_dog"]
        assert step.rule is not None
        assert (step.rule.question, step.item.must) == ("Bring the dog?", True)

    def test_saving_it_unchanged_adds_no_rule(self, open_form: Open, diary: Diary) -> None:
        diary.add(pack(DOG))
        open_form("bring_dog", whose="own").save()
        assert own(diary) == [()]

    def test_another_question_counts_and_stands_above(
        self, open_form: Open, diary: Diary, context: Context
    ) -> None:
        diary.add(pack(DOG))
        open_form("bring_dog", whose="own", question="Bring Rex?").save()
        step = walked(context, diary)["bring_dog"]
        assert context.content.item_words(step).question == "Bring Rex?"
        assert open_form("bring_dog").form.title == "Bring Rex?"

    @pytest.mark.parametrize("says", ["", "The blue lead"])
    def test_it_can_be_taken_out(
        self, open_form: Open, diary: Diary, context: Context, says: str
    ) -> None:
        diary.add(pack(DOG))
        if says:
            open_form("bring_dog", whose="own", says=says).save()
        open_form("bring_dog", whose="clinic", off=True).save()
        off = Rule(item="bring_dog", whose=Whose.OWN, checklist=CHECKLIST, off=True)
        assert own(diary) == [(off,)]
        assert "bring_dog" not in walked(context, diary)


class TestTwoListsOfOnesOwn:
    """A merge brings a second list of own rules."""

    @pytest.fixture
    def lists(self, diary: Diary, clock: Clock) -> tuple[str, str]:
        first = diary.add(RuleSet(rules=(meal(-300, must=False), CAT)))
        clock.advance(minutes=1)
        second = diary.add(RuleSet(rules=(meal(-400), CAT)))
        clock.advance(minutes=1)
        return first.id, second.id

    def test_what_is_in_force_is_shown_and_what_is_saved_counts(
        self, open_form: Open, diary: Diary, context: Context, lists: tuple[str, str]
    ) -> None:
        dialog = open_form(MEAL)
        assert (shown(dialog)["hours"], shown(dialog)["minutes"]) == ("6", "40")
        assert shown(dialog)["must"] is False
        dialog.form.fields["hours"].set_raw("8")
        dialog.form.fields["minutes"].set_raw(None)
        dialog.save()
        assert dialog.kept is not None
        assert dialog.kept.id == lists[1]
        assert walked(context, diary)[MEAL].item.minutes == -480
        assert own(diary) == [(CAT,), (CAT, meal(-480, must=False))]

    def test_the_list_that_was_saved_last_is_the_one(
        self, open_form: Open, diary: Diary, clock: Clock, lists: tuple[str, str]
    ) -> None:
        diary.change(lists[0], RuleSet(rules=(meal(-500), CAT)))
        dialog = open_form(MEAL, hours="9", minutes="0")
        assert dialog.entry is not None
        assert dialog.entry.id == lists[0]

    def test_a_list_that_alone_has_the_item_keeps_it(
        self, open_form: Open, diary: Diary, clock: Clock, lists: tuple[str, str]
    ) -> None:
        bag = Rule(item=BAG, whose=Whose.OWN, day=-1)
        diary.change(lists[0], RuleSet(rules=(bag,)))
        clock.advance(minutes=1)
        diary.change(lists[1], RuleSet(rules=(meal(-200),)))
        dialog = open_form(BAG, day="-2")
        dialog.save()
        assert diary.get(RuleSet, lists[0]).record.rules[0].day == -2

    def test_an_emptied_time_does_not_come_back_from_the_other(
        self, open_form: Open, diary: Diary, context: Context, lists: tuple[str, str]
    ) -> None:
        open_form(MEAL, hours=None, minutes=None, when=None).save()
        shipped = walked(context, diary)[MEAL].shipped
        assert shipped is not None
        assert walked(context, diary)[MEAL].item.minutes == shipped.minutes

    def test_an_own_item_is_taken_out_of_both(
        self, open_form: Open, diary: Diary, context: Context, lists: tuple[str, str]
    ) -> None:
        assert "own-cat" in walked(context, diary)
        open_form("own-cat", off=True).save()
        assert "own-cat" not in walked(context, diary)
        assert own(diary) == [(meal(-300, must=False),), (meal(-400),)]

    def test_what_is_refused_changes_neither(
        self, open_form: Open, diary: Diary, lists: tuple[str, str]
    ) -> None:
        before = own(diary)
        dialog = open_form(MEAL, day="-1")
        dialog.save()
        assert "Give a day or a clock time, not both." in told(dialog)
        assert own(diary) == before


class TestDraft:
    def test_it_is_there_again_after_another_item_made_the_first_rules(
        self, open_form: Open, diary: Diary
    ) -> None:
        open_form(BAG, says="Take the letter").reject()
        open_form("ride_home", whose="own", says="y").save()
        again = open_form(BAG)
        assert shown(again)["says"] == "Take the letter"
        again.form.fields["whose"].set_raw("clinic")
        again.save()
        assert shown(open_form(BAG))["whose"] == "clinic"
        assert diary.draft(again.form.draft_name) is None

    def test_each_item_has_its_own(self, open_form: Open) -> None:
        open_form(BAG, says="Take the letter").reject()
        assert shown(open_form("ride_home"))["says"] == ""


def test_whose_rule_it_is_has_to_be_said(open_form: Open, ways: RecordingWays) -> None:
    dialog = open_form(BAG, says="Take the letter")
    assert shown(dialog)["whose"] is None
    dialog.save()
    assert dialog.form.first_faulty() is dialog.form.fields["whose"]
    assert ways.saved == []


@pytest.mark.parametrize(("item", "offered"), [(BAG, True), (MEAL, False), ("ride_home", False)])
def test_only_what_need_not_be_in_place_can_be_left_out(
    open_form: Open, item: str, *, offered: bool
) -> None:
    assert ("off" in open_form(item).form.fields) is offered
