# SPDX-License-Identifier: Apache-2.0
"""Shows a laid-out chart and reads any of its days by pointer or arrow keys."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer
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
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.report.shapes import Chart, Hit
from companion.report.wording import sentence
from companion.ui.chart_painter import ChartPainter, Shape, in_bands
from companion.ui.dates import weekday_date
from companion.ui.spoken import announce
from companion.ui.theme import Theme
from companion.ui.widgets.focus_ring import FocusRing

GATHER_AFTER = 250
"""Milliseconds after a chart was last painted anew until its days are gathered."""
MANY, BAND = 2000, 240
"""Of more shapes than this only so many pixels of height are painted, as they come into sight."""
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
        self._laid_out: Chart | None = None
        self._hit: Hit | None = None
        self._summary = ""
        self._high = BAND
        self._shapes: dict[int, list[Shape]] = {}
        """What reaches into each band of that height."""
        self._bands: dict[int, QPixmap] = {}
        """The shapes as they were painted last, so that reading a day paints only its box."""
        self._idle = QTimer(self, singleShot=True, interval=GATHER_AFTER)
        self._idle.timeout.connect(self._gather)
        self.setMinimumHeight(theme.scaled(height))
        self.setMinimumWidth(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ring = FocusRing(self, theme)

    def show_chart(self, layout: Layout, summary: str) -> None:
        """Show a chart, laid out anew for every width."""
        self._layout = layout
        self._summary = summary
        self._read(None)
        self.setAccessibleName(summary)
        self._forget()

    @property
    def chart(self) -> Chart | None:
        """The chart laid out for the size it has, once it is asked for or painted."""
        if self._laid_out is None and self._layout is not None and self.width() > 0:
            text = float(self._theme.scaled(12))
            self._laid_out = self._layout(float(self.width()), float(self.height()), text)
        return self._laid_out

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
        """Lay out for the new size; the day that is read stays the same."""
        super().resizeEvent(event)
        read = self._hit.day if self._hit is not None else None
        self._forget()
        if read is not None and self.chart is not None:
            place = self.chart.hits.place(read)
            self._hit = None if place is None else self.chart.hits[place]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the day under the pointer."""
        hits = self.chart.hits if self.chart is not None else ()
        if not hits:
            return
        nearest = hits.nearest(event.position().x())
        if self._hit is None or hits.place(self._hit.day) != nearest:
            self._read(hits[nearest])

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
        hits = self.chart.hits if self.chart is not None else ()
        if not hits:
            super().keyPressEvent(event)
            return
        place = hits.place(self._hit.day) if self._hit is not None else None
        if place is None:
            place = len(hits)
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
        """Paint the shapes, and the box of the day being read."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.chart is not None:
            for top, picture in self._painted(self.chart, event.rect()):
                painter.drawPixmap(0, top, picture)
        if self._hit is not None:
            self._paint_reading(painter, self._hit)
        painter.end()

    def _forget(self) -> None:
        """Lay out anew and paint anew, once that is looked at."""
        self._laid_out = None
        self._bands.clear()
        self.update()

    def _gather(self) -> None:
        """Have the days at hand before one is pointed at."""
        if self.chart is not None:
            _ = self.chart.hits

    def _painted(self, chart: Chart, seen: QRect) -> Iterator[tuple[int, QPixmap]]:
        """Give the shapes painted as far as is seen, from last time where nothing changed."""
        ratio = self.devicePixelRatio()
        if any(picture.devicePixelRatio() != ratio for picture in self._bands.values()):
            self._bands.clear()
        if not self._bands:
            self._high = BAND if len(chart.shapes) > MANY else max(self.height(), 1)
            self._shapes = in_bands(chart.shapes, self._high)
            self._idle.start()
        for band in range(seen.top() // self._high, seen.bottom() // self._high + 1):
            if band not in self._bands:
                self._bands[band] = self._paint_band(band, ratio)
            yield band * self._high, self._bands[band]

    def _paint_band(self, band: int, ratio: float) -> QPixmap:
        picture = QPixmap(QSize(self.width(), self._high) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.translate(0, -band * self._high)
        ChartPainter(painter, self._theme).paint(self._shapes.get(band, ()))
        painter.end()
        return picture

    def _day_words(self, hit: Hit) -> str:
        """Give the day, with its year where the chart shows more than one."""
        said = weekday_date(hit.day)
        if self.chart is not None and self.chart.hits.years > 1:
            return f"{said} {hit.day.year}"
        return said

    def _read(self, hit: Hit | None) -> None:
        if hit == self._hit:
            return
        self._hit = hit
        self.setAccessibleDescription(self.reading)
        self.update()

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
