# SPDX-License-Identifier: Apache-2.0
"""Paints a laid-out chart and reads any of its days by pointer or arrow keys."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.report.shapes import Align, Box, Chart, Form, Hit, Label, Line, Mark
from companion.report.wording import sentence
from companion.ui.dates import weekday_date
from companion.ui.spoken import announce
from companion.ui.theme import Theme

GATHER_AFTER = 250
"""Milliseconds after the last change of a chart until its days are gathered."""
READING_WIDTH = 300
"""How wide the box of a day's words gets, in pixels at the usual text size, before they wrap."""

Layout = Callable[[float, float, float], Chart]
"""Lays a chart out in a width, a height and a text size, all in pixels."""


class ChartView(QWidget):
    """Shows one chart. ``summary`` is what it says, with its numbers, for a screen reader."""

    spoken_as = QAccessible.Role.Chart

    def __init__(self, theme: Theme, height: int) -> None:
        super().__init__()
        self._theme = theme
        self._layout: Layout | None = None
        self._chart: Chart | None = None
        self._hit: Hit | None = None
        self._summary = ""
        self._picture: QPixmap | None = None
        """The shapes as they were painted last, so that reading a day paints only its box."""
        self._idle = QTimer(self, singleShot=True, interval=GATHER_AFTER)
        self._idle.timeout.connect(self._gather)
        self.setMinimumHeight(theme.scaled(height))
        self.setMinimumWidth(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_chart(self, layout: Layout, summary: str) -> None:
        """Show a chart, laid out anew for every width."""
        self._layout = layout
        self._summary = summary
        self._read(None)
        self.setAccessibleName(summary)
        self._lay_out()

    @property
    def reading(self) -> str:
        """What stands in the box of the day being read; empty when none is."""
        if self._hit is None:
            return ""
        said = sentence(" · ".join(self._hit.words))
        lines = (self._day_words(self._hit), said, self._hit.after)
        return "\n".join(line for line in lines if line)

    def sizeHint(self) -> QSize:
        """Ask for a calm width."""
        return QSize(420, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size."""
        super().resizeEvent(event)
        self._lay_out()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the day under the pointer."""
        if self._chart is None or not self._chart.hits:
            return
        self._read(_nearest(self._chart.hits, event.position().x()))

    def leaveEvent(self, event: object) -> None:
        """Stop reading, unless the arrow keys do."""
        if not self.hasFocus():
            self._read(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop reading."""
        super().focusOutEvent(event)
        self._read(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read day by day with the arrows, the ends with Home and End."""
        hits = self._chart.hits if self._chart else ()
        if not hits:
            super().keyPressEvent(event)
            return
        place = hits.index(self._hit) if self._hit in hits else len(hits)
        match event.key():
            case Qt.Key.Key_Left:
                place = max(0, place - 1)
            case Qt.Key.Key_Right:
                place = min(len(hits) - 1, place + 1)
            case Qt.Key.Key_Home:
                place = 0
            case Qt.Key.Key_End:
                place = len(hits) - 1
            case Qt.Key.Key_Escape if self._hit is not None:
                self._read(None)
                return
            case _:
                super().keyPressEvent(event)
                return
        self._read(hits[place])
        announce(self, self.reading)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shapes, the box of the day being read, and the focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._chart is not None:
            painter.drawPixmap(0, 0, self._painted(self._chart))
        if self._hit is not None:
            self._paint_reading(painter, self._hit)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()

    def _lay_out(self) -> None:
        if self._layout is not None and self.width() > 0:
            text = float(self._theme.scaled(12))
            self._chart = self._layout(float(self.width()), float(self.height()), text)
            if self._hit is not None:
                read = self._hit.day
                self._hit = next((hit for hit in self._chart.hits if hit.day == read), None)
            self._picture = None
            self._idle.start()
            self.update()

    def _gather(self) -> None:
        """Have the days at hand before one is pointed at; ten years take a moment."""
        if self._chart is not None:
            _ = self._chart.hits

    def _painted(self, chart: Chart) -> QPixmap:
        """Give the shapes painted, from last time where nothing changed."""
        ratio = self.devicePixelRatio()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for shape in chart.shapes:
                self._paint(painter, shape)
            painter.end()
        return self._picture

    def _day_words(self, hit: Hit) -> str:
        """Give the day, with its year where the chart shows more than one."""
        hits = self._chart.hits if self._chart else ()
        said = weekday_date(hit.day)
        if hits and hits[0].day.year != hits[-1].day.year:
            return f"{said} {hit.day.year}"
        return said

    def _read(self, hit: Hit | None) -> None:
        if hit == self._hit:
            return
        self._hit = hit
        self.setAccessibleDescription(self.reading)
        self.update()

    def _paint(self, painter: QPainter, shape: Line | Box | Mark | Label) -> None:
        match shape:
            case Line():
                self._paint_line(painter, shape)
            case Box():
                colour = self._theme.colour(shape.role)
                painter.fillRect(QRectF(shape.x, shape.y, shape.width, shape.height), colour)
            case Mark():
                self._paint_mark(painter, shape)
            case Label():
                self._paint_label(painter, shape)

    def _paint_line(self, painter: QPainter, line: Line) -> None:
        pen = QPen(self._theme.colour(line.role), line.width)
        if line.dash:
            pen.setDashPattern([3, 3])
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if line.dash else Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line.points]))

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        colour = self._theme.colour(mark.role)
        half = mark.size / 2
        place = QRectF(mark.x - half, mark.y - half, mark.size, mark.size)
        painter.setPen(QPen(colour, 1.5) if mark.form is Form.HOLLOW else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("surface") if mark.form is Form.HOLLOW else colour)
        if mark.form is Form.SQUARE:
            painter.drawRect(place)
        else:
            painter.drawEllipse(place)

    def _paint_label(self, painter: QPainter, label: Label) -> None:
        font = self._theme.font("secondary", label.weight)
        font.setPixelSize(max(1, round(label.size)))
        painter.setFont(font)
        painter.setPen(self._theme.colour(label.role))
        width = QFontMetricsF(font).horizontalAdvance(label.words)
        left = {Align.LEFT: 0.0, Align.CENTER: width / 2, Align.RIGHT: width}[label.align]
        place = QRectF(label.x - left, label.y - label.size, width + 2, label.size * 2)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), label.words)

    def _paint_reading(self, painter: QPainter, hit: Hit) -> None:
        for x, y in hit.places:
            painter.setPen(QPen(self._theme.colour("surface"), 2))
            painter.setBrush(self._theme.colour("ink"))
            painter.drawEllipse(QPointF(x, y), 5, 5)
        day, *others = self.reading.split("\n")
        bold = QFontMetricsF(self._theme.font("secondary", 600))
        plain = QFontMetricsF(self._theme.font("secondary"))
        most = min(self._theme.scaled(READING_WIDTH), self.width() - 40)
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        room = QRectF(0, 0, most, 10_000)
        sizes = [plain.boundingRect(room, flags, line) for line in others]
        width = max([bold.horizontalAdvance(day), *(one.width() for one in sizes)]) + 26
        height = bold.height() + sum(one.height() for one in sizes) + 18
        x = hit.x + 12 if hit.x + 12 + width < self.width() else hit.x - 12 - width
        place = QRectF(max(0.0, x), 8, width, height)
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.setBrush(QColor(self._theme.colour("surface")))
        painter.drawRoundedRect(place, 6, 6)
        top = place.top() + 8
        lines = zip((day, *others), (bold.height(), *(one.height() for one in sizes)), strict=True)
        for number, (line, high) in enumerate(lines):
            painter.setFont(self._theme.font("secondary", 400 if number else 600))
            painter.setPen(self._theme.colour("ink2" if number else "ink"))
            painter.drawText(QRectF(place.left() + 12, top, width - 24, high + 2), flags, line)
            top += high


def _nearest(hits: Sequence[Hit], x: float) -> Hit:
    """Give the day nearest to a place; hits stand in time order, which is that of their places."""
    place = bisect_left(hits, x, key=lambda hit: hit.x)
    return min(hits[max(place - 1, 0) : place + 1], key=lambda hit: abs(hit.x - x))
