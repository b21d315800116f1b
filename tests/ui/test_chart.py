# SPDX-License-Identifier: Apache-2.0
"""The chart on screen: read by pointer and by arrows, and said in words."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil, sin
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.report.chart import layout
from companion.report.shapes import Chart, Line, Panel, Point
from companion.report.wording import Wording
from companion.ui import chart as chart_module
from companion.ui.chart import ChartView
from companion.ui.chart_painter import LONG, ChartPainter
from companion.ui.widgets.focus_ring import GAP
from tests.ui.gestures import bring_up

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.ui.context import Context

FIRST = date(2026, 11, 1)
DAYS = (0, 1, 2, 6, 7, 12)
"""Days with a value; a gap before the 6th and before the 12th."""


def panel() -> Panel:
    points = tuple(
        Point(day=FIRST + timedelta(days=day), value=day % 10, words=f"Mood {day % 10}")
        for day in DAYS
    )
    return Panel(
        title="Mood", low=0, high=10, points=points, role="accent", ticks=(0, 10), daily=True
    )


def lay_out(width: float, height: float, text: float) -> Chart:
    last = FIRST + timedelta(days=13)
    return layout([panel()], (), (), FIRST, last, width, height, text=text, wording=Wording())


@pytest.fixture
def view(qtbot: QtBot, context: Context) -> ChartView:
    made = ChartView(context.theme, 160)
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show_chart(lay_out, "Mood on 6 of 14 days")
    bring_up(qtbot, made)
    made.setFocus()
    return made


def chart(view: ChartView) -> Chart:
    assert view.chart is not None
    return view.chart


def test_a_missing_day_breaks_the_line(view: ChartView) -> None:
    places = {hit.places[0][0]: hit.day for hit in chart(view).hits}
    lines = [
        shape for shape in chart(view).shapes if isinstance(shape, Line) and shape.role == "accent"
    ]
    joined = [[places[x] for x, _y in line.points] for line in lines]
    assert [[(day - FIRST).days for day in days] for days in joined] == [[0, 1, 2], [6, 7]]


def test_arrows_home_and_end_read_day_by_day(qtbot: QtBot, view: ChartView) -> None:
    assert view.reading == ""
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.reading == "Fri 13 Nov\nMood 2"
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.reading == "Sun 8 Nov\nMood 7"
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.reading == "Fri 13 Nov\nMood 2"
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.reading == "Sun 1 Nov\nMood 0"
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.reading == "Fri 13 Nov\nMood 2"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.reading == ""


def test_the_pointer_reads_the_nearest_day(qtbot: QtBot, view: ChartView) -> None:
    for hit in chart(view).hits:
        qtbot.mouseMove(view, QPoint(round(hit.x) + 2, 50))
        qtbot.waitUntil(lambda day=hit.day: view._hit is not None and view._hit.day == day)  # type: ignore[misc]


def test_the_day_stays_read_when_the_width_changes(qtbot: QtBot, view: ChartView) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Home)
    view.resize(420, 200)
    assert view.reading == "Sun 1 Nov\nMood 0"
    assert view._hit in chart(view).hits
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.reading == "Mon 2 Nov\nMood 1"


def test_the_ring_of_the_keyboard_stands_around_the_picture(qtbot: QtBot, context: Context) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    view, beside = ChartView(context.theme, 160), QPushButton("Beside")
    layout = QVBoxLayout(place)
    layout.setContentsMargins(20, 20, 20, 20)
    layout.addWidget(view)
    layout.addWidget(beside)
    with qtbot.waitActive(place):
        place.show()
        place.activateWindow()
    ring = view._ring
    beside.setFocus()
    qtbot.waitUntil(lambda: not ring.isVisible())
    view.setFocus()
    qtbot.waitUntil(ring.isVisible)
    assert ring.geometry() == view.geometry().adjusted(-GAP, -GAP, GAP, GAP)
    place.resize(place.width() + 100, place.height())
    qtbot.waitUntil(lambda: ring.width() == view.width() + 2 * GAP)
    beside.setFocus()
    qtbot.waitUntil(lambda: not ring.isVisible())


def test_reading_ends_with_the_focus(qtbot: QtBot, view: ChartView) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Home)
    view.clearFocus()
    assert view.reading == ""


def test_its_words_are_its_name(view: ChartView) -> None:
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.text(QAccessible.Text.Name) == "Mood on 6 of 14 days"


def test_the_box_of_the_day_is_painted(qtbot: QtBot, view: ChartView) -> None:
    without = view.grab().toImage()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.grab().toImage() != without
    hit = chart(view).hits[0]
    x, y = hit.places[0]
    ratio = view.devicePixelRatio()
    painted = view.grab().toImage().pixelColor(round(x * ratio), round(y * ratio))
    assert painted == QColor(view._theme.colours["ink"])


def test_without_a_day_keys_do_no_harm(qtbot: QtBot, context: Context) -> None:
    view = ChartView(context.theme, 160)
    qtbot.addWidget(view)
    view.show()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.mouseMove(view, QPoint(20, 20))
    assert view.reading == ""


def test_of_many_shapes_only_what_is_seen_is_painted_and_looks_the_same(
    view: ChartView, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = view.grab().toImage()
    monkeypatch.setattr(chart_module, "MANY", 0)
    monkeypatch.setattr(chart_module, "BAND", 30)
    view.show_chart(lay_out, "Mood on 6 of 14 days")
    seen = QPixmap(view.size())
    view.render(seen, QPoint(), QRegion(0, 40, view.width(), 20))
    assert list(view._bands) == [1]
    assert view.grab().toImage() == whole
    assert sorted(view._bands) == list(range(ceil(view.height() / 30)))


def test_a_long_line_is_painted_whole_in_its_pieces(context: Context) -> None:
    points = tuple((float(x), 40 + 30 * sin(x / 9)) for x in range(5, 395))
    assert len(points) > LONG
    line = Line(points=points, role="ink", width=3)

    def painted(*lines: Line) -> QImage:
        picture = QImage(400, 80, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        ChartPainter(painter, context.theme).paint(lines)
        painter.end()
        return picture

    whole = painted(line)
    for x, y in points:
        assert whole.pixelColor(int(x), int(y)).lightness() < 128
    short = painted(Line(points=points[:100], role="ink", width=3))
    assert short.pixelColor(int(points[200][0]), int(points[200][1])).lightness() > 200
