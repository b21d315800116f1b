# SPDX-License-Identifier: Apache-2.0
"""Parts where there is little room, and where one reads from the right."""

from collections.abc import Iterator
from datetime import date

import pytest
from PIL import Image, ImageChops, ImageStat
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QTransform
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QDateEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from companion.ui.context import Context
from companion.ui.help.call_row import BigNumber
from companion.ui.line_icon import POINTING
from companion.ui.widgets.basics import Flow, beside, button, label
from companion.ui.widgets.entry_row import EntryRow, RowLook, RowWords
from companion.ui.widgets.fold import Fold
from companion.ui.widgets.moments import DayField
from companion.ui.widgets.scale import Scale

LONG = "What the passphrase protects, and what it does not protect"


@pytest.fixture
def turned(qapp: QApplication) -> Iterator[None]:
    """Read from the right, as Hebrew is."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def shown(qtbot: QtBot, widget: QWidget, width: int, height: int = 200) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    QApplication.processEvents()
    return widget


def ink(widget: QWidget) -> tuple[QRect, QImage]:
    """Give where something is painted on a widget, and what."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = image.pixel(0, 0)
    places = [
        QPoint(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixel(x, y) != ground
    ]
    left, right = min(p.x() for p in places), max(p.x() for p in places)
    top, bottom = min(p.y() for p in places), max(p.y() for p in places)
    place = QRect(QPoint(left, top), QPoint(right, bottom))
    return place, image.copy(place)


def apart(image: QImage, other: QImage) -> float:
    """Give how far two things that are painted are apart, of 255, wherever in a pixel they begin."""
    size = image.size().expandedTo(other.size())
    greys = []
    for each in (image, other):
        grey = each.scaled(size).convertToFormat(QImage.Format.Format_Grayscale8)
        lines = bytes(grey.constBits())
        whole = Image.frombuffer(
            "L", (size.width(), size.height()), lines, "raw", "L", grey.bytesPerLine(), 1
        )
        greys.append(whole.reduce(4))
    return ImageStat.Stat(ImageChops.difference(*greys)).mean[0]


def flow_of(*words: str) -> tuple[QWidget, list[QWidget]]:
    whole = QWidget()
    flow = Flow()
    whole.setLayout(flow)
    parts: list[QWidget] = [button(each) for each in words]
    for part in parts:
        flow.addWidget(part)
    return whole, parts


# --- little room ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("context")
def test_what_stands_beside_each_other_goes_below_where_there_is_no_room(qtbot: QtBot) -> None:
    first, second = button("Save the check-in of today"), label("Ctrl+Return", wrap=False)
    whole = beside(first, second)
    shown(qtbot, whole, 600)
    assert first.y() < second.geometry().center().y() < first.geometry().bottom()
    whole.resize(whole.minimumSizeHint().width(), 200)
    # The window manager has a say in it, and may first answer to how it came up.
    qtbot.waitUntil(lambda: second.y() > first.geometry().bottom())


@pytest.mark.usefixtures("context")
def test_the_parts_of_a_line_stand_at_one_height(qtbot: QtBot) -> None:
    press, said = button("One"), label("4 of 20 done", wrap=False)
    whole = QWidget()
    flow = Flow()
    whole.setLayout(flow)
    for part in (press, said):
        flow.addWidget(part)
    shown(qtbot, whole, 400)
    assert press.height() > said.height()
    assert abs(press.geometry().center().y() - said.geometry().center().y()) <= 1


def test_a_fold_takes_more_lines_where_there_is_no_room(qtbot: QtBot, context: Context) -> None:
    fold = Fold(LONG, context.theme)
    shown(qtbot, fold, 700)
    one_line = fold.press.height()
    fold.resize(160, 300)
    qtbot.waitUntil(lambda: fold.press.height() > one_line)
    assert fold.press.width() <= 160
    assert fold.press.text() == fold.press.accessibleName() == LONG
    fold.resize(700, 300)
    qtbot.waitUntil(lambda: fold.press.height() == one_line)


# --- from the right -------------------------------------------------------------------------------


@pytest.mark.usefixtures("context", "turned")
def test_lines_begin_at_the_right(qtbot: QtBot) -> None:
    whole, parts = flow_of("One", "Two", "Three")
    shown(qtbot, whole, 400)
    assert parts[0].geometry().right() == whole.rect().right()
    assert [part.x() for part in parts] == sorted((part.x() for part in parts), reverse=True)


def test_the_arrows_of_a_scale_go_the_way_its_numbers_do(
    qtbot: QtBot, context: Context, turned: None
) -> None:
    del context, turned
    scale = Scale("Mood", "very low", "very good")
    shown(qtbot, scale, 700)
    assert scale.buttons[0].x() > scale.buttons[1].x()
    scale.set_value(5)
    qtbot.keyClick(scale, Qt.Key.Key_Left)
    assert scale.value == 6
    qtbot.keyClick(scale, Qt.Key.Key_Right)
    assert scale.value == 5


def test_the_figures_of_a_number_to_call_stay_in_their_order(
    qapp: QApplication, qtbot: QtBot, context: Context
) -> None:
    number = shown(qtbot, BigNumber("116 123", "danger", context.theme), 500, 60)
    place, image = ink(number)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        other_place, other_image = ink(number)
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    swapped = ink(shown(qtbot, BigNumber("123 116", "danger", context.theme), 500, 60))[1]
    assert apart(other_image, image) < apart(other_image, swapped) / 2
    assert place.left() < 10
    assert other_place.right() > number.width() - 10


def test_a_row_of_the_log_is_turned_round(qtbot: QtBot, context: Context) -> None:
    look = RowLook(context.theme)
    row = EntryRow(RowWords(time="10:00", line="Note"), context.theme.icon("check"), look)
    more = row.add_side("more", "More")
    shown(qtbot, row, 500)
    assert more.geometry().right() > 480
    assert ink(row)[0].left() < 20
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    row.resize(501, row.height())
    assert more.x() < 20
    more.hide()
    assert ink(row)[0].right() > 480


@pytest.mark.parametrize("name", ["arrow-left", "check"])
def test_what_points_on_points_the_other_way(
    qapp: QApplication, context: Context, name: str
) -> None:
    size = context.theme.icon_size

    def drawn() -> QImage:
        return context.theme.icon(name).pixmap(size).toImage()

    before = drawn()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        after = drawn()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    turns = name in POINTING
    mirrored = before.transformed(QTransform().scale(-1, 1))
    assert (apart(after, mirrored) < 4) is turns
    room = size.width() - size.height()
    rest = QRect(0, 0, size.height(), size.height())
    if not turns:
        assert after.copy(rest.translated(room, 0)) == before.copy(rest)


# --- a month --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("context")
def test_no_day_of_a_month_stands_out_and_its_ways_can_be_seen(qtbot: QtBot) -> None:
    field = DayField("Day", today=date(2026, 11, 23))
    qtbot.addWidget(field)
    edit = field.findChild(QDateEdit)
    assert edit is not None
    month = edit.calendarWidget()
    days = [month.weekdayTextFormat(day) for day in Qt.DayOfWeek]
    assert len({each.foreground().color().name() for each in days}) == 1
    assert month.verticalHeaderFormat() is QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
    ways = [month.findChild(QToolButton, f"qt_calendar_{name}month") for name in ("prev", "next")]
    signs = [way.text() for way in ways if way is not None]
    assert signs == ["‹", "›"]
