# SPDX-License-Identifier: Apache-2.0
"""The look in one place: tokens from resources/theme.toml as palette, style sheet and icons."""

import tomllib
from collections.abc import Mapping
from functools import cache
from string import Template
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from companion.content import resource_path
from companion.preferences import Appearance

FAMILIES = ("Inter", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji")


class Theme:
    """Colours by token name, and sizes in pixels at the chosen text size (percent)."""

    def __init__(self, appearance: Appearance, text_size: int) -> None:
        tokens = _tokens()
        self.dark = appearance is Appearance.DARK or (
            appearance is Appearance.SYSTEM and _system_is_dark()
        )
        self.colours: Mapping[str, str] = tokens["dark" if self.dark else "light"]
        self._sizes: Mapping[str, int] = tokens["size"]
        self.text_size = text_size
        self._icons: dict[tuple[str, str], QIcon] = {}

    def colour(self, token: str) -> QColor:
        """Give a token's colour."""
        return QColor(self.colours[token])

    def size(self, token: str) -> int:
        """Give a size of the theme in pixels at the chosen text size."""
        return self.scaled(self._sizes[token])

    def scaled(self, pixels: float) -> int:
        """Give a length in pixels at the chosen text size."""
        return round(pixels * self.text_size / 100)

    def font(self, token: str = "body", weight: int = 400) -> QFont:
        """Give the font of a size token in a weight."""
        font = QFont(list(FAMILIES))
        font.setPixelSize(self.size(token))
        font.setWeight(QFont.Weight(weight))
        return font

    def apply(self, app: QApplication) -> None:
        """Give the whole app this look; one it has already costs nothing."""
        sheet = self._style_sheet()
        if app.styleSheet() == sheet:
            return
        app.setFont(self.font())
        app.setPalette(self._palette())
        app.setStyleSheet(sheet)

    def icon(self, name: str, token: str = "ink2") -> QIcon:
        """Give a line icon tinted with a token's colour, sharp at any screen density."""
        icon = self._icons.get((name, token))
        if icon is None:
            icon = self._icons[name, token] = QIcon()
            for ratio in (1, 2, 3):
                icon.addPixmap(self._pixmap(name, token, self.scaled(20), ratio))
        return icon

    @property
    def icon_size(self) -> QSize:
        """The size of an icon beside its word."""
        side = self.scaled(20)
        return QSize(side, side)

    def _pixmap(self, name: str, token: str, side: int, ratio: int) -> QPixmap:
        text = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
        drawing = QSvgRenderer(
            QByteArray(text.replace("currentColor", self.colours[token]).encode())
        )
        pixmap = QPixmap(side * ratio, side * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        drawing.render(painter, QRectF(0, 0, side * ratio, side * ratio))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "bg",
            QPalette.ColorRole.WindowText: "ink",
            QPalette.ColorRole.Base: "surface",
            QPalette.ColorRole.AlternateBase: "bg",
            QPalette.ColorRole.Text: "ink",
            QPalette.ColorRole.PlaceholderText: "ink2",
            QPalette.ColorRole.Button: "surface",
            QPalette.ColorRole.ButtonText: "ink",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "onAccent",
            QPalette.ColorRole.ToolTipBase: "surface",
            QPalette.ColorRole.ToolTipText: "ink",
            QPalette.ColorRole.Link: "accent",
        }
        for role, token in roles.items():
            palette.setColor(role, self.colour(token))
        return palette

    def _style_sheet(self) -> str:
        text = resource_path("window.qss").read_text(encoding="utf-8")
        sizes = {name: f"{self.size(name)}px" for name in self._sizes}
        check = resource_path(
            "icons", f"check-on-{'dark' if self.dark else 'light'}.svg"
        ).as_posix()
        chevron = resource_path(
            "icons", f"chevron-on-{'dark' if self.dark else 'light'}.svg"
        ).as_posix()
        # A focused edge is one pixel thicker; the padding gives that pixel back.
        inner = f"{self.scaled(6) - 1}px {self.scaled(12) - 1}px"
        steps = {f"s{step}": f"{self.scaled(step)}px" for step in (2, 4, 6, 8, 10, 12, 14, 16, 20)}
        return Template(text).substitute(
            self.colours, **sizes, **steps, check=check, chevron=chevron, inner=inner
        )


def load_fonts() -> None:
    """Make the bundled fonts known to Qt."""
    for path in sorted(resource_path("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


@cache
def _tokens() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resource_path("theme.toml").read_text(encoding="utf-8"))


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
