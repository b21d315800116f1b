# SPDX-License-Identifier: Apache-2.0
"""The look in one place: tokens from resources/theme.toml as palette, style sheet and icons."""

import tomllib
from collections.abc import Mapping
from functools import cache
from string import Template
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from companion.preferences import Appearance, Contrast
from companion.shipped import resource_path
from companion.ui.line_icon import LineIcon

FAMILIES = ("Inter", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji")

ICON, AFTER_ICON = 20, 4
"""The side of an icon in pixels at the usual text size, and the room it keeps to its word."""


class Theme:
    """Colours by token name, and sizes in pixels at the chosen text size (percent)."""

    def __init__(
        self, appearance: Appearance, text_size: int, contrast: Contrast = Contrast.SYSTEM
    ) -> None:
        tokens = _tokens()
        self.dark = appearance is Appearance.DARK or (
            appearance is Appearance.SYSTEM and _system_is_dark()
        )
        self.high = contrast is Contrast.HIGH or (
            contrast is Contrast.SYSTEM and _system_wants_contrast()
        )
        kind = "dark" if self.dark else "light"
        # What stands out strongly replaces the usual tokens, as far as it differs from them.
        strong = tokens[f"{kind}.high"] if self.high else {}
        self.colours: Mapping[str, str] = {**tokens[kind], **strong}
        self._sizes: Mapping[str, int] = tokens["size"]
        self.text_size = text_size
        self._icons: dict[tuple[str, str, bool], QIcon] = {}

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
        # Qt takes one sheet off and puts another on in half the time in which it changes one.
        app.setStyleSheet("")
        app.setFont(self.font())
        app.setPalette(self._palette())
        app.setStyleSheet(sheet)

    def put_on(self, part: QWidget) -> None:
        """Give a part, and what is in it, this look where the app has another."""
        sheet = self._style_sheet()
        app = QApplication.instance()
        if isinstance(app, QApplication) and app.styleSheet() != sheet:
            part.setPalette(self._palette())
            part.setStyleSheet(sheet)
        else:
            take_off(part)

    def icon(self, name: str, token: str = "ink2") -> QIcon:
        """Give a line icon tinted with a token's colour, sharp at any screen density.

        What points on or back does so in the direction in which the language is read.
        """
        turned = QGuiApplication.isRightToLeft()
        icon = self._icons.get((name, token, turned))
        if icon is None:
            drawing = LineIcon(
                name,
                self.colours[token],
                side=self.scaled(ICON),
                beside=self.scaled(AFTER_ICON),
                turned=turned,
            )
            icon = self._icons[name, token, turned] = QIcon(drawing)
        return icon

    @property
    def icon_size(self) -> QSize:
        """The size of an icon beside its word, with the room between them."""
        side = self.scaled(ICON)
        return QSize(side + self.scaled(AFTER_ICON), side)

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
        focused = {f"f{step}": f"{self.scaled(step) - 1}px" for step in (8, 10, 14, 16, 20)}
        # The way around keeps in sight with large words too: its buttons grow less than they do.
        nav = f"{max(self._sizes['target'], self.scaled(24) + 8)}px"
        return Template(text).substitute(
            self.colours,
            **sizes,
            **steps,
            **focused,
            **self._marks(),
            check=check,
            chevron=chevron,
            inner=inner,
            nav=nav,
        )

    def _marks(self) -> Mapping[str, str]:
        """Give the sizes of the box of a tick and of the ring around the dot of a choice."""
        box, ring = self.scaled(18), self.scaled(6)
        sizes = {
            "box": box,
            "boxInner": box - 2,
            "round": (box + 2) // 2,
            "ring": ring,
            "dot": box + 2 - 2 * ring,
        }
        return {name: f"{size}px" for name, size in sizes.items()}


def take_off(part: QWidget) -> None:
    """Give a part the app's own look again."""
    if part.styleSheet():
        part.setStyleSheet("")
        part.setPalette(QPalette())


def load_fonts() -> None:
    """Make the bundled fonts known to Qt."""
    for path in sorted(resource_path("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


@cache
def _tokens() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resource_path("theme.toml").read_text(encoding="utf-8"))


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _system_wants_contrast() -> bool:
    # Held by a name meanwhile: what it gives is gone for Python with it.
    hints = QGuiApplication.styleHints()
    return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
