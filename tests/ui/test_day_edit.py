# SPDX-License-Identifier: Apache-2.0
"""A day typed by the keyboard is the day that was meant, or the field says why it is none."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from companion.language import use
from companion.ui.widgets.day_edit import DayEdit
from companion.ui.widgets.moments import ClockEdit, DayField, MomentField
from tests.ui.gestures import CTRL, bring_up

NOVEMBER = date(2026, 11, 27)
Key = Qt.Key


class Place(QWidget):
    """A line, a day, and a line, to go to and fro by the Tab key."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.after = QLineEdit(), QLineEdit()
        self.field = DayField("Day", today=NOVEMBER)
        self.edited: list[None] = []
        self.field.edited.connect(lambda: self.edited.append(None))
        layout = QVBoxLayout(self)
        for each in (self.before, self.field, self.after):
            layout.addWidget(each)

    @property
    def edit(self) -> DayEdit:
        return self.field.edit

    def told(self) -> str:
        """Give the sentence that stands at the field."""
        shown = [one.text() for one in self.field.findChildren(QLabel) if one.isVisible()]
        return " ".join(words for words in shown if words != "Day")


@pytest.fixture
def place(qtbot: QtBot, context: object) -> Place:
    del context  # what the look of the window comes with
    made = Place()
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    made.before.setFocus()
    qtbot.keyClick(made.before, Key.Key_Tab)
    assert made.edit.hasFocus()
    return made


@pytest.fixture
def spanish() -> Iterator[None]:
    use("es")
    QLocale.setDefault(QLocale("es_ES"))
    yield
    use("en")


def chosen(place: Place) -> str:
    return place.edit.lineEdit().selectedText()


# ---- coming to it


def test_one_comes_to_the_day_and_goes_on_past_the_whole_field(qtbot: QtBot, place: Place) -> None:
    assert chosen(place) == "27"
    qtbot.keyClick(place.edit, Key.Key_Tab)
    assert place.after.hasFocus()
    qtbot.keyClick(place.after, Key.Key_Backtab)
    assert place.edit.hasFocus()
    assert chosen(place) == "27"
    qtbot.keyClick(place.edit, Key.Key_Backtab)
    assert place.before.hasFocus()
    assert place.field.value() == NOVEMBER
    assert place.edited == []


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        ((Key.Key_Up,), date(2026, 11, 28)),
        ((Key.Key_Down, Key.Key_Down), date(2026, 11, 25)),
        ((Key.Key_Right, Key.Key_Up), date(2026, 12, 27)),
        ((Key.Key_Right, Key.Key_Right, Key.Key_Down), date(2025, 11, 27)),
        ((Key.Key_5, Key.Key_Up), date(2026, 11, 6)),
    ],
)
def test_the_arrows_step_the_part_they_stand_on(
    qtbot: QtBot, place: Place, keys: tuple[Qt.Key, ...], day: date
) -> None:
    for key in keys:
        qtbot.keyClick(place.edit, key)
    assert place.field.value() == day
    assert place.edit.words is None


# ---- typing


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("30", date(2026, 11, 30)),
        ("3.12", date(2026, 12, 3)),
        ("27.12.", date(2026, 12, 27)),
        ("28/11/2027", date(2027, 11, 28)),
        ("28 Dec", date(2026, 12, 28)),
        ("2026-12-01", date(2026, 12, 1)),
        ("301227", date(2027, 12, 30)),
    ],
)
def test_a_day_that_is_typed_is_meant(qtbot: QtBot, place: Place, typed: str, day: date) -> None:
    qtbot.keyClicks(place.edit, typed)
    assert place.edit.text() == typed
    assert place.field.value() == day
    assert place.edited
    qtbot.keyClick(place.edit, Key.Key_Tab)
    assert place.edit.text() == place.edit.locale().toString(place.edit.date(), "ddd d MMM yyyy")
    assert place.field.value() == day
    assert place.told() == ""


@pytest.mark.parametrize(
    ("rights", "typed", "day"),
    [
        (0, "3", date(2026, 11, 3)),
        (1, "12", date(2026, 12, 27)),
        (1, "dec 27", date(2027, 12, 27)),
        (2, "27", date(2027, 11, 27)),
        (2, "2028", date(2028, 11, 27)),
    ],
)
def test_to_type_in_a_part_is_to_type_it_and_what_follows_anew(
    qtbot: QtBot, place: Place, rights: int, typed: str, day: date
) -> None:
    for _press in range(rights):
        qtbot.keyClick(place.edit, Key.Key_Right)
    qtbot.keyClicks(place.edit, typed)
    qtbot.keyClick(place.edit, Key.Key_Return)
    assert place.field.value() == day
    assert place.edit.words is None


def test_a_part_written_anew_letter_by_letter(qtbot: QtBot, place: Place) -> None:
    qtbot.keyClick(place.edit, Key.Key_End)
    place.edit.lineEdit().deselect()
    place.edit.lineEdit().setCursorPosition(len("Fri 27 Nov 2026"))
    qtbot.keyClick(place.edit, Key.Key_Backspace)
    qtbot.keyClicks(place.edit, "7")
    qtbot.keyClick(place.edit, Key.Key_Tab)
    assert place.edit.text() == "Sat 27 Nov 2027"


@pytest.mark.usefixtures("spanish")
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("30", date(2026, 11, 30)),
        ("5/6/2027", date(2027, 6, 5)),
        ("27 de ago", date(2026, 8, 27)),
        ("3 mar", date(2026, 3, 3)),
    ],
)
def test_the_day_is_typed_in_the_language_of_the_window(
    qtbot: QtBot, place: Place, typed: str, day: date
) -> None:
    assert place.edit.text() == "vie 27 nov 2026"
    qtbot.keyClicks(place.edit, typed)
    qtbot.keyClick(place.edit, Key.Key_Tab)
    assert place.field.value() == day


def test_a_day_that_was_copied_is_pasted_whole(qtbot: QtBot, place: Place) -> None:
    QGuiApplication.clipboard().setText("28/12/2027\n")
    qtbot.keyClick(place.edit, Key.Key_Right)
    qtbot.keyClick(place.edit, Key.Key_V, CTRL)
    qtbot.keyClick(place.edit, Key.Key_Tab)
    assert place.field.value() == date(2027, 12, 28)


def test_the_menu_of_the_field_pastes_the_same_way(qtbot: QtBot, place: Place) -> None:
    QGuiApplication.clipboard().setText("2027-12-28")
    at = QPoint(4, 4)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, place.edit.mapToGlobal(at))
    QApplication.sendEvent(place.edit, asked)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    pasting = menu.findChild(QAction, "edit-paste")
    assert isinstance(pasting, QAction)
    pasting.trigger()
    menu.close()
    assert place.field.value() == date(2027, 12, 28)


# ---- refusing


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/2/2026", "There is no such day in the calendar."),
        ("tomorrow", "This needs a date, like 27 November 2026."),
        ("28/11/54", "Please write the year with four digits."),
    ],
)
def test_what_is_no_day_stays_and_the_field_says_why(
    qtbot: QtBot, place: Place, typed: str, sentence: str
) -> None:
    qtbot.keyClicks(place.edit, typed)
    assert place.told() == ""
    qtbot.keyClick(place.edit, Key.Key_Tab)
    assert place.after.hasFocus()
    assert (place.edit.text(), place.told()) == (typed, sentence)
    assert place.edit.property("faulty") is True
    assert place.edit.accessibleDescription() == sentence
    with pytest.raises(ValueError, match=sentence):
        place.field.value()
    assert place.field.raw() == typed
    qtbot.keyClick(place.after, Key.Key_Backtab)
    assert place.edit.text() == typed
    qtbot.keyClicks(place.edit, "28")
    qtbot.keyClick(place.edit, Key.Key_Tab)
    assert (place.edit.text(), place.told()) == ("Sat 28 Nov 2026", "")
    assert place.edit.property("faulty") is False


@pytest.mark.parametrize("key", [Key.Key_Up, Key.Key_Return])
def test_neither_an_arrow_nor_enter_puts_another_day_there(
    qtbot: QtBot, place: Place, key: Qt.Key
) -> None:
    qtbot.keyClicks(place.edit, "31")
    qtbot.keyClick(place.edit, key)
    assert (place.edit.text(), place.told()) == ("31", "There is no such day in the calendar.")


def test_where_the_month_comes_first_a_day_in_digits_alone_may_be_two(
    qtbot: QtBot, context: object
) -> None:
    del context
    QLocale.setDefault(QLocale("en_US"))
    place = Place()
    qtbot.addWidget(place)
    bring_up(qtbot, place)
    place.edit.setFocus()
    qtbot.keyClicks(place.edit, "11/12")
    qtbot.keyClick(place.edit, Key.Key_Tab)
    assert place.told() == (
        "This could be 12 November 2026 or 11 December 2026. Please write the month as a word."
    )


def test_a_day_that_is_taken_out_is_not_put_back_silently(qtbot: QtBot, place: Place) -> None:
    qtbot.keyClick(place.edit, Key.Key_A, CTRL)
    qtbot.keyClick(place.edit, Key.Key_Delete)
    qtbot.keyClick(place.edit, Key.Key_Tab)
    assert (place.edit.text(), place.told()) == ("", "This needs a date, like 27 November 2026.")


def test_the_wheel_belongs_to_the_page(place: Place) -> None:
    middle = QPointF(place.edit.rect().center())
    turned = QWheelEvent(
        middle,
        QPointF(place.edit.mapToGlobal(middle.toPoint())),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(place.edit, turned)
    assert place.field.value() == NOVEMBER
    assert not turned.isAccepted()


# ---- keeping


@pytest.mark.parametrize(
    ("typed", "raw", "shown"),
    [("30", "2026-11-30", "Mon 30 Nov 2026"), ("31 nov", "31 nov", "31 nov")],
)
def test_what_is_half_typed_is_put_back(
    qtbot: QtBot, place: Place, typed: str, raw: str, shown: str
) -> None:
    qtbot.keyClicks(place.edit, typed)
    assert place.field.raw() == raw
    assert place.edit.text() == typed
    again = DayField("Day", today=NOVEMBER)
    qtbot.addWidget(again)
    again.set_raw(raw)
    bring_up(qtbot, again)
    assert again.edit.text() == shown


def test_a_day_with_a_time_keeps_both_and_says_at_the_day_why_it_is_none(qtbot: QtBot) -> None:
    fields = [MomentField("When", zone=lambda: "Europe/Dublin", today=NOVEMBER) for _ in range(2)]
    field, again = fields
    for each in fields:
        qtbot.addWidget(each)
    bring_up(qtbot, field)
    field.day.edit.setFocus()
    qtbot.keyClicks(field.day.edit, "31 nov")
    qtbot.keyClick(field.day.edit, Key.Key_Tab)
    assert field.clock.hasFocus()
    qtbot.keyClicks(field.clock, "14:00")
    shown = [one.text() for one in field.findChildren(QLabel) if one.isVisible()]
    assert shown == ["When", "There is no such day in the calendar."]
    assert field.at_fault() is field.day.edit
    again.set_raw(field.raw())
    assert (again.day.edit.text(), again.clock.text()) == ("31 nov", "14:00")
    again.day.edit.setFocus()
    again.set_raw("2026-11-30 14:00")
    assert again.wall_clock() is not None
    assert field.refused
    with pytest.raises(ValueError, match="no such day"):
        field.wall_clock()


def test_clearing_a_day_takes_what_was_typed_with_it(qtbot: QtBot) -> None:
    field = DayField("Day", optional=True, today=NOVEMBER)
    qtbot.addWidget(field)
    bring_up(qtbot, field)
    assert field.value() is None
    qtbot.mouseClick(field.control(), Qt.MouseButton.LeftButton)
    assert field.edit.hasFocus()
    qtbot.keyClicks(field.edit, "31")
    qtbot.keyClick(field.edit, Key.Key_Tab)
    assert field.refused
    qtbot.mouseClick(field._unset, Qt.MouseButton.LeftButton)
    assert (field.value(), field.refused) == (None, False)
    qtbot.mouseClick(field.control(), Qt.MouseButton.LeftButton)
    assert field.value() == NOVEMBER


def test_ctrl_z_undoes_typing_and_brings_the_day_back(qtbot: QtBot, place: Place) -> None:
    qtbot.keyClick(place.edit, Key.Key_Right)
    qtbot.keyClicks(place.edit, "12")
    for _press in range(5):
        qtbot.keyClick(place.edit, Key.Key_Z, CTRL)
    assert place.edit.words is None
    assert place.field.value() == NOVEMBER
    qtbot.keyClick(place.edit, Key.Key_Up)
    assert place.field.value() == date(2026, 12, 27)
    qtbot.keyClick(place.edit, Key.Key_Z, CTRL)
    assert place.field.value() == NOVEMBER


@pytest.mark.parametrize("typed", ["", "12"])
def test_ctrl_z_goes_to_the_window_only_where_nothing_was_set(
    qtbot: QtBot, place: Place, typed: str
) -> None:
    undone: list[None] = []
    QShortcut(QKeySequence("Ctrl+Z"), place, lambda: undone.append(None))
    qtbot.keyClick(place.edit, Key.Key_Z, CTRL)
    assert len(undone) == 1
    qtbot.keyClicks(place.edit, typed)
    qtbot.keyClick(place.edit, Key.Key_Up)
    qtbot.keyClick(place.edit, Key.Key_Return)
    assert place.field.value() != NOVEMBER
    for _press in range(3):
        qtbot.keyClick(place.edit, Key.Key_Z, CTRL)
        assert place.field.value() == NOVEMBER
    assert len(undone) == 1
    qtbot.keyClick(place.edit, Key.Key_Tab)
    qtbot.keyClick(place.after, Key.Key_Backtab)
    qtbot.keyClick(place.edit, Key.Key_Z, CTRL)
    assert len(undone) == 2


def test_typing_that_was_undone_comes_back(qtbot: QtBot, place: Place) -> None:
    qtbot.keyClicks(place.edit, "30")
    qtbot.keyClick(place.edit, Key.Key_Z, CTRL)
    assert place.edit.text() == "Fri 27 Nov 2026"
    qtbot.keyClick(place.edit, Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert place.field.value() == date(2026, 11, 30)


def test_a_step_of_the_clock_is_undone(qtbot: QtBot) -> None:
    clock = ClockEdit("Time")
    qtbot.addWidget(clock)
    bring_up(qtbot, clock)
    qtbot.keyClicks(clock, "9")
    qtbot.keyClick(clock, Key.Key_Up)
    assert clock.text() == "09:05"
    qtbot.keyClick(clock, Key.Key_Z, CTRL)
    assert clock.text() == "9"


def test_a_sign_that_begins_no_day_types_nothing(qtbot: QtBot, place: Place) -> None:
    qtbot.keyClicks(place.edit, " ./")
    assert place.edit.text() == "Fri 27 Nov 2026"
