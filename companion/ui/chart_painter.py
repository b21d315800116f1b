# SPDX-License-Identifier: Apache-2.0
"""Paints the shapes of a chart; what many of them share is made once."""

from collections import defaultdict
from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from companion.report.shapes import Align, Box, Form, Label, Line, Mark
from companion.ui.theme import Theme

Shape = Line | Box | Mark | Label
LONG, PIECE = 64, 16
"""A line of more points than this is painted in pieces of so many."""


class ChartPainter:
    """Paints shapes one after another with a painter, which is left as the last one needed it."""

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter = painter
        self._theme = theme
        self._colours: dict[str, QColor] = {}
        self._style: tuple[object, ...] = ()
        """What the pen and the brush are set for: ten years have thousands of shapes in a row."""

    def paint(self, shapes: Iterable[Shape]) -> None:
        """Paint shapes in their order."""
        for shape in shapes:
            match shape:
                case Line():
                    self._line(shape)
                case Mark():
                    self._mark(shape)
                case Box():
                    place = QRectF(shape.x, shape.y, shape.width, shape.height)
                    self._painter.fillRect(place, self._colour(shape.role))
                case Label():
                    self._label(shape)

    def _line(self, line: Line) -> None:
        style = (Line, line.role, line.width, line.dash)
        if style != self._style:
            self._style = style
            pen = QPen(self._colour(line.role), line.width)
            if line.dash:
                pen.setDashPattern([3, 3])
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap if line.dash else Qt.PenCapStyle.RoundCap)
            self._painter.setPen(pen)
        if len(line.points) == 2:
            self._painter.drawLine(QLineF(*line.points[0], *line.points[1]))
            return
        points = [QPointF(x, y) for x, y in line.points]
        # Qt takes four times as long for a line of hundreds of points as for its pieces.
        step = PIECE if len(points) > LONG and not line.dash else len(points)
        for start in range(0, len(points) - 1, step):
            self._painter.drawPolyline(points[start : start + step + 1])

    def _mark(self, mark: Mark) -> None:
        style = (Mark, mark.role, mark.form)
        if style != self._style:
            self._style = style
            colour, is_hollow = self._colour(mark.role), mark.form is Form.HOLLOW
            self._painter.setPen(QPen(colour, 1.5) if is_hollow else Qt.PenStyle.NoPen)
            self._painter.setBrush(self._colour("surface") if is_hollow else colour)
        half = mark.size / 2
        place = QRectF(mark.x - half, mark.y - half, mark.size, mark.size)
        if mark.form is Form.SQUARE:
            self._painter.drawRect(place)
        else:
            self._painter.drawEllipse(place)

    def _label(self, label: Label) -> None:
        self._style = ()
        font = self._theme.font("secondary", label.weight)
        font.setPixelSize(max(1, round(label.size)))
        self._painter.setFont(font)
        self._painter.setPen(self._colour(label.role))
        width = QFontMetricsF(font).horizontalAdvance(label.words)
        left = {Align.LEFT: 0.0, Align.CENTER: width / 2, Align.RIGHT: width}[label.align]
        place = QRectF(label.x - left, label.y - label.size, width + 2, label.size * 2)
        self._painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), label.words)

    def _colour(self, token: str) -> QColor:
        if token not in self._colours:
            self._colours[token] = self._theme.colour(token)
        return self._colours[token]


def in_bands(shapes: Iterable[Shape], high: int) -> dict[int, list[Shape]]:
    """Give the shapes that reach into each band of a height, by its number from above, in order."""
    bands: defaultdict[int, list[Shape]] = defaultdict(list)
    for shape in shapes:
        top, bottom = _heights(shape)
        for band in range(int(top // high), int(bottom // high) + 1):
            bands[band].append(shape)
    return bands


def _heights(shape: Shape) -> tuple[float, float]:
    """Give heights between which all of a shape lies, its edges and the tails of letters too."""
    match shape:
        case Mark():
            return shape.y - shape.size - 1, shape.y + shape.size + 1
        case Line():
            heights = [y for _x, y in shape.points]
            return min(heights) - shape.width, max(heights) + shape.width
        case Box():
            return shape.y, shape.y + shape.height
        case Label():
            return shape.y - 2 * shape.size, shape.y + 2 * shape.size
