# SPDX-License-Identifier: Apache-2.0
"""The whole checklist before an infusion, by keyboard alone: light, in the dark, at twice the size."""

from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from companion import preferences
from companion.content import Content
from companion.domain.records import ChecklistRun, Choice, Route, Session
from companion.preferences import Appearance, Preferences
from companion.storage.diary import Diary
from tests.e2e.conftest import Open
from tests.e2e.person import Person, named, needs_screen, place, read, shown
from tests.ui.gestures import plan

pytestmark = needs_screen

LOOKS = (
    pytest.param(Appearance.LIGHT, 100, id="light"),
    pytest.param(Appearance.DARK, 100, id="dark"),
    pytest.param(Appearance.LIGHT, 200, id="twice the size"),
)
SHORT = "The bus goes at five."


@pytest.mark.parametrize(("appearance", "text_size"), LOOKS)
def test_it_is_walked_to_its_end_by_keys_alone(
    *,
    qtbot: QtBot,
    diary: Diary,
    open_window: Open,
    pictures: Path,
    tmp_path: Path,
    appearance: Appearance,
    text_size: int,
) -> None:
    chosen = replace(Preferences(), appearance=appearance, text_size=text_size, country="IE")
    preferences.write(tmp_path / "preferences.json", chosen)
    diary.add(Session(plan=plan("2026-11-26 14:00"), route=Route.IV, travel=20))
    items = [item.id for item in Content().checklists["iv"].item]
    person = Person(open_window(diary), pictures)
    name = f"walk-{appearance.value}-{text_size}"

    def story() -> None:
        person.keys("alt+2")
        for number, item in enumerate(items, 1):
            person.see(f"item {number}", partial(_standing_at, number, len(items)))
            person.see("all of its width", _nothing_cut_off)
            if item in ("whats_new", "ride_home", "last_meal_iv"):
                person.photograph(f"{name}-{item}")
            match item:
                case "ride_home":
                    person.keys("4", "Right")
                case "diabetes_plan":
                    person.keys("3")
                    person.see("the reason", _at_the_reason)
                    person.type(SHORT)
                    person.keys("Tab", "space")
                case _:
                    person.keys("1")
        person.read("in place")
        person.read("1 thing to ask is on your list for the clinic.")
        person.photograph(f"{name}-end")
        person.keys("Left")
        person.see("the last item again", partial(_standing_at, len(items), len(items)))

    person.live(qtbot, story, seconds=90)
    (run,) = diary.entries(ChecklistRun)
    given = {answer.item: answer for answer in run.record.answers}
    assert list(given) == items
    assert given.pop("ride_home").choice is Choice.ASK
    excused = given.pop("diabetes_plan")
    assert (excused.choice, excused.reason) == (Choice.NOT_APPLICABLE, SHORT)
    assert {answer.choice for answer in given.values()} == {Choice.YES}


def _standing_at(number: int, count: int) -> bool:
    return any(words.startswith(f"{number} of {count}") for words in read(place()))


def _nothing_cut_off() -> bool:
    """Tell whether the page is no wider than what can be seen of it, and each word in its label."""
    areas = [one for one in shown(place()) if isinstance(one, QScrollArea)]
    wide = [area for area in areas if _inner(area).width() > area.viewport().width()]
    cut = [
        one
        for one in shown(place())
        if isinstance(one, QLabel) and one.isVisible() and one.text() and _is_cut(one)
    ]
    return bool(areas) and not wide and not cut


def _inner(area: QScrollArea) -> QWidget:
    inner = area.widget()
    assert inner is not None
    return inner


def _is_cut(label: QLabel) -> bool:
    needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
    return label.height() < needed


def _at_the_reason() -> bool:
    field = named("Why doesn’t it apply? This is printed for your doctor.")
    return field is not None and any(one.hasFocus() for one in shown(place()))
