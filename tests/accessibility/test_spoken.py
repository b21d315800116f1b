# SPDX-License-Identifier: Apache-2.0
"""What a screen reader is told of our own widgets, asked of Qt itself."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from companion import app
from companion.preferences import Appearance
from companion.report.chart import layout
from companion.report.shapes import Chart, Panel, Point
from companion.report.wording import Wording
from companion.ui import chart, spoken
from companion.ui.theme import Theme
from companion.ui.widgets.basics import button, label, rule
from companion.ui.widgets.drop_down import DropDown
from companion.ui.widgets.fields import ToggleField, WordsField
from companion.ui.widgets.scale import Scale

Role = QAccessible.Role


@pytest.fixture(autouse=True)
def _listening(qapp: QApplication) -> None:
    app.application()


def told(widget: QWidget) -> tuple[QAccessible.Role, str]:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.role(), found.text(QAccessible.Text.Name)


@pytest.mark.parametrize(
    ("make", "role", "name"),
    [
        (lambda: label("Mood", "heading"), Role.Heading, "Mood"),
        (lambda: label("Monday", "strong", heads=True), Role.Heading, "Monday"),
        (rule, Role.Separator, ""),
        (lambda: Scale("Mood", "low", "high"), Role.Grouping, "Mood, not answered"),
        (lambda: Scale("Mood", "low", "high").buttons[6], Role.RadioButton, "Mood: 6 of 10"),
        (lambda: ToggleField("Hard day").box, Role.CheckBox, "Hard day"),
        (lambda: button("R && D", kind=spoken.FoldButton), Role.Button, "R & D"),
        (lambda: button("Today", kind=spoken.PageButton), Role.PageTab, "Today"),
    ],
)
def test_each_kind_has_its_role_and_name(
    make: Callable[[], QWidget], role: QAccessible.Role, name: str
) -> None:
    widget = make()
    assert told(widget) == (role, name)


def test_what_is_chosen_and_what_is_unfolded_is_said() -> None:
    fold = button("More", kind=spoken.FoldButton)
    state = QAccessible.queryAccessibleInterface(fold).state()
    assert (state.expandable, state.expanded, state.collapsed) == (1, 0, 1)
    fold.setChecked(True)
    state = QAccessible.queryAccessibleInterface(fold).state()
    assert (state.expanded, state.collapsed) == (1, 0)
    scale = Scale("Mood", "low", "high")
    scale.set_value(6)
    chosen = [QAccessible.queryAccessibleInterface(each).state().checked for each in scale.buttons]
    assert chosen == [number == 6 for number in range(11)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("kind", [spoken.Button, spoken.FoldButton, spoken.PageButton])
def test_what_acts_is_pressed_by_enter_as_by_the_space_bar(
    kind: type[spoken.Button], key: Qt.Key
) -> None:
    pressed: list[bool] = []
    made = button("Save", kind=kind)
    made.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(made, key)
    assert len(pressed) == 1
    held = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", autorep=True)
    QApplication.sendEvent(made, held)
    assert len(pressed) == 1


def test_a_list_that_drops_down_is_told_with_what_is_chosen() -> None:
    box = DropDown()
    box.setAccessibleName("Country")
    box.addItems(["Ireland", "Spain"])
    box.setCurrentIndex(1)
    found = QAccessible.queryAccessibleInterface(box)
    assert found.role() is Role.ComboBox
    assert found.text(QAccessible.Text.Name).startswith("Country")
    assert found.text(QAccessible.Text.Value) == "Spain"


def test_words_beside_an_editor_lead_to_it() -> None:
    field = WordsField("Who drives you")
    (words,) = (each for each in field.findChildren(QLabel) if each.buddy() is not None)
    assert (words.text(), words.buddy()) == ("Who drives you", field.edit)


def test_a_day_of_a_chart_is_spoken_when_the_arrows_come_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(chart, "announce", lambda _speaker, sentence: heard.append(sentence))
    first = date(2026, 11, 1)
    points = tuple(
        Point(day=first + timedelta(days=day), value=day, words=f"Mood {day}") for day in (3, 5)
    )
    panel = Panel(title="Mood", low=0, high=10, points=points, role="accent", daily=True)

    def lay_out(width: float, height: float, text: float) -> Chart:
        last = first + timedelta(days=6)
        return layout([panel], (), (), first, last, width, height, text=text, wording=Wording())

    view = chart.ChartView(Theme(Appearance.LIGHT, 100), 120)
    view.resize(400, 160)
    view.show_chart(lay_out, "Mood on 2 of 7 days")
    assert told(view) == (Role.Chart, "Mood on 2 of 7 days")
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right):
        QTest.keyClick(view, key)
    assert ["Mood 3" in heard[0], "Mood 5" in heard[-1], len(heard)] == [True, True, 2]
