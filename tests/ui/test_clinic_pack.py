# SPDX-License-Identifier: Apache-2.0
"""The preview of a clinic pack: all of it as plain words, and only what stays ticked is taken."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.domain.item import Item, Strength
from companion.domain.records import Anchor, Person, Route, Rule, Whose
from companion.exchange import clinic_pack
from companion.exchange.clinic_pack import Change, Detail, Pack
from companion.ui import pack_words
from companion.ui.context import Context
from companion.ui.dialogs.clinic_pack import ChoiceRow, Chosen, ClinicPackDialog
from companion.ui.dialogs.dialog import LEAST
from tests.exchange.packs import Plain, example, item, written
from tests.ui.gestures import press, press_words, read, with_dialog

USED = (0, 1, 2, 3)
"""The rules of the example that are about something here."""
Show = Callable[..., ClinicPackDialog]


def pack_of(context: Context, folder: Path, plain: Plain) -> Pack:
    return clinic_pack.read(written(plain, folder), context.content)


@pytest.fixture
def show(qtbot: QtBot, context: Context, tmp_path: Path) -> Iterator[Show]:
    """Give a way to show a pack, changed in some of its fields, before a window of some width."""
    parents = []

    def shown(width: int = 1100, **changed: object) -> ClinicPackDialog:
        parent = QWidget()
        qtbot.addWidget(parent)
        parent.resize(width, 700)
        parents.append(parent)
        dialog = ClinicPackDialog(context, pack_of(context, tmp_path, example() | changed), parent)
        with qtbot.waitExposed(dialog):
            dialog.show()
        QApplication.processEvents()
        return dialog

    yield shown
    for parent in parents:
        parent.close()


def ticks(dialog: ClinicPackDialog) -> dict[int, bool]:
    return {position: row.box.isChecked() for position, row in dialog.rules.items()}


def labels(place: QWidget) -> list[QLabel]:
    return [one for one in place.findChildren(QLabel) if one.isVisible()]


# ---- what it shows


def test_each_change_is_told_from_what_to_what(show: Show) -> None:
    dialog = show()
    meal = read(dialog.rules[0])
    assert meal.splitlines() == [
        "Last meal",
        "Usual time: 6 h before the start",
        "Your clinic’s time: 8 h before the start",
        "Your clinic says: “Nothing to eat after breakfast. لا طعام بعد ذلك.”",
        "For: IV infusion",
    ]
    assert "Left out: Intention (optional)" in read(dialog.rules[2])
    assert read(dialog.rules[3]).splitlines() == [
        "New: Do you have warm socks with you?",
        "When: the day before the session",
        "Your clinic says: “Our rooms are cool.”",
        "For: each session",
    ]
    assert "Made on 1 November 2026" in read(dialog)


def test_all_is_ticked_but_what_asks_for_less_than_the_label(show: Show) -> None:
    dialog = show()
    assert ticks(dialog) == {0: True, 1: False, 2: True, 3: True}
    assert "The label asks for at least 2 h." in read(dialog.rules[1])
    assert "label asks" not in read(dialog.rules[0])


def test_what_is_not_known_here_is_told_without_a_tick(show: Show) -> None:
    dialog = show()
    assert tuple(dialog.rules) == USED
    assert "Not known here, left out: laser_room" in read(dialog)


def test_words_are_shown_as_they_are(show: Show) -> None:
    clinic = "Hope & Sons “Ltd” 'n' \"Co\" &amp; &lt;"
    says = "A & B, &Tea, 5 < 6 &nbsp; **now** {clinic} %s"
    rule = {"item": "own", "question": "Tea & &toast?", "says": says}
    dialog = show(clinic=clinic, rules=[rule])
    assert f"From {clinic}" in read(dialog)
    assert f"Your clinic says: “{says}”" in read(dialog)
    assert "New: Tea & &toast?" in read(dialog)
    assert {one.textFormat() for one in labels(dialog)} == {Qt.TextFormat.PlainText}
    assert not any(box.text() for box in dialog.findChildren(QCheckBox))


def test_the_title_of_the_window_names_no_one(show: Show) -> None:
    assert show().windowTitle() == "A file from your clinic"


def test_a_screen_reader_hears_all_that_stands_there(show: Show) -> None:
    dialog = show()
    for row in (*dialog.rules.values(), *dialog.details.values()):
        assert row.box.accessibleName().splitlines() == read(row).splitlines()
    assert "Riverside “Hope & Co”" in dialog.accessibleDescription()
    assert "Nothing changes until then." in dialog.accessibleDescription()


def test_a_pack_that_takes_the_place_of_another_says_so(
    show: Show, context: Context, tmp_path: Path
) -> None:
    assert "replace" not in read(show())
    clinic_pack.accept(context.diary, pack_of(context, tmp_path, example()), (0,))
    later = read(show(issued="2026-12-01", clinic="Other"))
    assert "It replaces the file of Riverside “Hope & Co” from 1 November 2026." in later
    assert "Take care: it would replace a newer file" in read(show(issued="2026-10-31"))


def test_a_pack_with_nothing_for_this_version_can_only_be_left(show: Show) -> None:
    bare = {"phone": "  ", "phone_after_hours": "", "pressure_limit": None}
    dialog = show(rules=[{"item": "laser_room"}], **bare)
    assert "nothing in it that this version can use" in read(dialog)
    assert "Use these" not in read(dialog)
    assert "Cancel" in read(dialog)


# ---- the person's own details


def test_details_are_offered_without_a_tick_beside_what_there_is_now(
    show: Show, context: Context
) -> None:
    context.diary.add(Person(clinic_phone="01 999", systolic_limit=140, diastolic_limit=90))
    dialog = show()
    assert set(dialog.details) == set(Detail)
    assert dialog.chosen.details == ()
    assert read(dialog.details[Detail.PHONE]).splitlines() == [
        "Clinic’s phone: 01 234 5678",
        "Now: 01 999",
    ]
    assert "Now" not in read(dialog.details[Detail.PHONE_AFTER_HOURS])
    limit = read(dialog.details[Detail.PRESSURE_LIMIT]).splitlines()
    assert limit[:2] == ["Blood pressure limit: 150 over 95", "Now: 140 over 90"]
    assert limit[2].endswith("gives 140 over 90 as a general guide.")


def test_a_limit_within_the_guide_needs_no_caution(show: Show) -> None:
    dialog = show(pressure_limit={"systolic": 140, "diastolic": 90})
    row = read(dialog.details[Detail.PRESSURE_LIMIT])
    assert row == "Blood pressure limit: 140 over 90"


def test_what_a_pack_does_not_bring_is_not_offered(show: Show) -> None:
    dialog = show(phone="", pressure_limit=None)
    assert tuple(dialog.details) == (Detail.PHONE_AFTER_HOURS,)


# ---- choosing


def ask(
    qtbot: QtBot, context: Context, folder: Path, act: Callable[[Any], None]
) -> tuple[Chosen | None, list[Any]]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1100, 700)
    came = with_dialog(ClinicPackDialog, act)
    found = ClinicPackDialog.ask(context, pack_of(context, folder, example()), parent)
    assert len(came) == 1
    return found, came


def test_it_gives_what_stayed_ticked(qtbot: QtBot, context: Context, tmp_path: Path) -> None:
    def choose(dialog: ClinicPackDialog) -> None:
        press(qtbot, dialog.rules[2].box)
        dialog.details[Detail.PHONE].box.setChecked(True)
        press_words(qtbot, dialog, "Use these")

    found, _came = ask(qtbot, context, tmp_path, choose)
    assert found == Chosen(rules=(0, 3), details=(Detail.PHONE,))


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, None])
def test_leaving_it_gives_nothing(
    qtbot: QtBot, context: Context, tmp_path: Path, key: Qt.Key | None
) -> None:
    def leave(dialog: ClinicPackDialog) -> None:
        if key is None:
            press_words(qtbot, dialog, "Cancel")
        else:
            qtbot.keyClick(dialog, key)

    found, _came = ask(qtbot, context, tmp_path, leave)
    assert found is None


def test_it_works_by_keys_alone(qtbot: QtBot, context: Context, tmp_path: Path) -> None:
    def by_keys(dialog: ClinicPackDialog) -> None:
        seen = []
        for _each in range(4 + len(Detail)):
            box = dialog.focusWidget()
            assert isinstance(box, QCheckBox)
            seen.append(box)
            qtbot.keyClick(box, Qt.Key.Key_Tab)
        rows = (*dialog.rules.values(), *dialog.details.values())
        assert seen == [row.box for row in rows]
        qtbot.keyClick(seen[1], Qt.Key.Key_Space)
        qtbot.keyClick(seen[0], Qt.Key.Key_Return)
        assert dialog.isVisible()
        use = dialog.focusWidget()
        assert use is not None
        qtbot.keyClick(use, Qt.Key.Key_Space)

    found, _came = ask(qtbot, context, tmp_path, by_keys)
    assert found == Chosen(rules=USED, details=())


def test_with_nothing_ticked_it_stays_and_says_why(qtbot: QtBot, show: Show) -> None:
    dialog = show()
    for row in dialog.rules.values():
        row.box.setChecked(False)
    press_words(qtbot, dialog, "Use these")
    assert dialog.isVisible()
    assert dialog.answer.text() == "Tick at least one, or choose Cancel."
    dialog.details[Detail.PHONE].box.setChecked(True)
    assert not dialog.answer.text()
    press_words(qtbot, dialog, "Use these")
    assert not dialog.isVisible()
    assert dialog.chosen == Chosen(rules=(), details=(Detail.PHONE,))


def test_a_click_on_the_words_ticks_too(qtbot: QtBot, show: Show) -> None:
    row = show().rules[0]
    words = next(one for one in labels(row) if one.text() == "Last meal")
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton)
    assert not row.box.isChecked()
    qtbot.mouseClick(words, Qt.MouseButton.RightButton)
    assert not row.box.isChecked()
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton)
    assert row.box.isChecked()


# ---- room


def many(count: int, **more: object) -> list[Plain]:
    return [{"item": f"own_{number}", "question": "A question?", **more} for number in range(count)]


def is_in_view(dialog: ClinicPackDialog, widget: QWidget) -> bool:
    view = dialog._area.viewport()
    place = widget.rect().translated(widget.mapTo(view, QPoint(0, 0)))
    return view.rect().contains(place)


def test_a_long_list_scrolls_and_follows_the_focus(qtbot: QtBot, show: Show) -> None:
    dialog = show(rules=many(100, says="Some words."))
    assert dialog.height() < dialog.screen().availableGeometry().height()
    assert dialog._area.verticalScrollBar().maximum() > 0
    assert dialog._area.verticalScrollBar().value() == 0
    for row in list(dialog.rules.values())[:30]:
        assert dialog.focusWidget() is row.box
        assert is_in_view(dialog, row)
        qtbot.keyClick(row.box, Qt.Key.Key_Tab)


@pytest.mark.parametrize("size", [100, 150])
@pytest.mark.parametrize("letters", ["W" * 160, "Donaudampfschifffahrt " * 7, "مرحبا " * 26])
def test_no_words_are_cut_off(
    qapp: QApplication, context: Context, show: Show, size: int, letters: str
) -> None:
    context.keep(replace(context.preferences, text_size=size))
    context.theme.apply(qapp)
    rule = {"item": "own", "question": letters, "says": letters * 3, "minutes": -95}
    rule["anchor"] = "leaving"
    dialog = show(LEAST, clinic=letters[:80], rules=[rule, *example()["rules"][:2]])
    view = dialog._area.viewport()
    assert dialog.width() == LEAST
    assert dialog._inner.width() == view.width()
    for one in labels(dialog):
        assert one.heightForWidth(one.width()) <= one.height(), one.text()
        assert one.minimumSizeHint().width() <= one.width(), one.text()
    assert all(not row.box.text() for row in dialog.findChildren(ChoiceRow))


def test_it_opens_where_the_file_begins(
    qapp: QApplication, context: Context, show: Show, tmp_path: Path
) -> None:
    clinic_pack.accept(context.diary, pack_of(context, tmp_path, example()), (0,))
    context.keep(replace(context.preferences, text_size=150))
    context.theme.apply(qapp)
    dialog = show(560)
    assert dialog.focusWidget() is dialog.rules[0].box
    assert dialog._area.verticalScrollBar().maximum() > 0
    assert dialog._area.verticalScrollBar().value() == 0


# ---- the words


@pytest.mark.parametrize(
    ("hung", "said"),
    [
        ({"day": -7}, "7 days before the session"),
        ({"day": -1}, "the day before the session"),
        ({"day": 0}, "on the session day"),
        ({"day": 1}, "the day after the session"),
        ({"day": 2}, "2 days after the session"),
        ({"minutes": -10, "anchor": Anchor.LEAVING}, "10 min before leaving"),
        ({"minutes": 0, "anchor": Anchor.LEAVING}, "when you leave home"),
        ({"minutes": 120, "anchor": Anchor.START}, "2 h after the start"),
        ({"minutes": 30, "anchor": Anchor.END}, "30 min after the end"),
        ({"anchor": Anchor.START}, "as your clinic told you"),
        ({}, ""),
    ],
)
def test_when_an_item_is_for(hung: dict[str, Any], said: str) -> None:
    assert pack_words.time(Item(id="x", strength=Strength.OURS, **hung)) == said


def caution(content: Content, before: Item, **more: Any) -> str:
    """Give the caution at a rule that makes an item as ``more`` says, or leaves it out."""
    after = replace(before, **more) if more else None
    rule = Rule(item=before.id, whose=Whose.CLINIC)
    change = Change(
        position=0,
        rule=rule,
        walks=("iv",),
        before=before,
        after=after,
        asks_less=bool({"minutes", "day"} & set(more)),
    )
    return pack_words.change(change, content).caution


def test_a_caution_says_whose_stricter_rule_it_is(content: Content) -> None:
    hung = {"minutes": -120, "anchor": Anchor.START}
    label = item("last_meal_esketamine", Strength.LABEL, **hung)
    assert caution(content, label, minutes=-60) == "The label asks for at least 2 h."
    assert caution(content, label) == "The label asks for this."
    borrowed = replace(label, route_of_source=Route.ESKETAMINE)
    spray = "The label of the esketamine nasal spray asks for this."
    assert caution(content, borrowed) == spray
    guideline = item("last_meal_esketamine", Strength.GUIDELINE, **hung)
    assert caution(content, guideline) == "A guideline asks for this."
    custom = item("last_meal_iv", Strength.CUSTOM, minutes=-360, anchor=Anchor.START)
    usual = content.items["last_meal_iv"].rule
    assert caution(content, custom, minutes=-60) == f"Usual rule: {usual}."
    ours = item("agreed_signal", minutes=-10, anchor=Anchor.START)
    assert caution(content, ours, minutes=-5) == ""


@pytest.mark.parametrize("key", ["no_driving", "checked_in"])
def test_no_label_is_said_to_ask_for_a_time_that_is_not_its_own(content: Content, key: str) -> None:
    """Some items are from the label, while the time at which they are asked is not."""
    shipped = next(
        one for each in content.checklists.values() for one in each.item if one.id == key
    )
    assert shipped.strength is Strength.LABEL
    assert shipped.minutes is not None
    said = caution(content, shipped, minutes=shipped.minutes // 2)
    assert said == f"Usual rule: {content.items[key].rule}."


def test_an_item_that_need_no_longer_be_in_place_says_so(content: Content) -> None:
    ride = item("ride_home", Strength.LABEL, must=True)
    dropped = "Until now it had to be in place before the session."
    assert caution(content, ride, must=False) == dropped
    assert caution(content, ride) == f"The label asks for this. {dropped}"
    assert caution(content, replace(ride, must=False), must=True) == ""
