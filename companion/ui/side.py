# SPDX-License-Identifier: Apache-2.0
"""The way around, at the window's leading edge: the pages, the lock, and help."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from companion.language import _
from companion.ui import shortcuts
from companion.ui.context import Context
from companion.ui.spoken import PageButton, PageList
from companion.ui.widgets.basics import button, key_hint, label, row

WIDTH, EDGE, LINE = 204, 14, 1
"""Pixels: the width at the usual text size where no word needs more, the room at both edges, and
the line towards the page."""

BELONGS_TO = {
    "session": "log",
    "medicines": "log",
    "catch_up": "today",
    "questionnaire": "today",
    "visit": "today",
    "how_to": "settings",
    "about": "settings",
}
"""Pages that have no way of their own here, and the page under which each of them is found."""


def navigation() -> tuple[tuple[str, str, str], ...]:
    """Give the pages of the side: name, words and icon, in the order of their keys."""
    return (
        ("today", _("Today"), "sun"),
        ("prepare", _("Prepare"), "list-checks"),
        ("log", _("Log"), "notebook-pen"),
        ("trends", _("Trends"), "chart-line"),
        ("report", _("Report"), "file-text"),
        ("learn", _("Learn"), "book-open"),
    )


class Side(PageList):
    """A way to each page, in one language and one look: with another of these it is made anew."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.buttons: dict[str, QPushButton] = {}
        self._icons: dict[str, str] = {}
        self.setProperty("role", "side")
        self.setProperty("turned", self.layoutDirection() is Qt.LayoutDirection.RightToLeft)
        self.setAccessibleName(_("Pages"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(EDGE, 20, EDGE, 20)
        self._layout.setSpacing(6)
        name = label("Companion", "heading")
        name.setContentsMargins(12, 4, 12, 14)
        self._layout.addWidget(name)
        for number, (page, words, icon) in enumerate(navigation(), 1):
            self._add_page(page, words, icon, shortcuts.page_keys(number))
        self._layout.addStretch(1)
        self._add_page("settings", _("Settings"), "settings", shortcuts.SETTINGS)
        self.lock = self._build_lock()
        self._layout.addWidget(self.lock)
        self._show_lock()
        help_now = self._add_way("help", _("Get help now"), "danger", shortcuts.HELP[0])
        help_now.setIcon(context.theme.icon("life-buoy", "danger"))
        self.setFixedWidth(self._width())
        context.protection_changed.connect(self._show_lock)

    def mark(self, page: str) -> None:
        """Mark the way to the page that is shown, or to the one under which it is found."""
        shown = BELONGS_TO.get(page, page)
        for name, made in self.buttons.items():
            chosen = name == shown
            made.setChecked(chosen)
            if name in self._icons:
                colour = "accent" if chosen else "ink2"
                made.setIcon(self._context.theme.icon(self._icons[name], colour))

    def _show_lock(self) -> None:
        self.lock.setVisible(self._context.is_protected)

    # ---- building

    def _add_page(self, page: str, words: str, icon: str, keys: str) -> None:
        made = self._add_way(page, words, "nav", keys)
        made.setIcon(self._context.theme.icon(icon))
        self._icons[page] = icon

    def _add_way(self, page: str, words: str, role: str, keys: str) -> QPushButton:
        made = button(words, role, kind=PageButton)
        made.setCheckable(True)
        made.setIconSize(self._context.theme.icon_size)
        made.setToolTip(shortcuts.native(keys))
        made.clicked.connect(lambda: self._context.ways.open_page(page))
        self.buttons[page] = made
        self._layout.addWidget(made)
        return made

    def _build_lock(self) -> QPushButton:
        """Give the way to lock with its keys, which is there where the diary has a passphrase."""
        made = button(_("Lock"), "nav")
        made.setIcon(self._context.theme.icon("lock"))
        made.setIconSize(self._context.theme.icon_size)
        hint, edge = key_hint(shortcuts.LOCK), self._context.theme.scaled(10)
        inside = row(1, hint)
        inside.setContentsMargins(0, 0, edge, 0)
        made.setLayout(inside)
        made.setToolTip(hint.text())
        for part in (made, hint):
            part.ensurePolished()
        words = made.fontMetrics().horizontalAdvance(made.text()) + made.iconSize().width()
        room = self._context.theme.scaled(WIDTH) - 2 * EDGE - 3 * edge
        # Where the words are long in another language, the keys stand in the tip alone.
        hint.setVisible(words + hint.sizeHint().width() <= room)
        made.clicked.connect(self._context.lock_asked)
        return made

    def _width(self) -> int:
        """Give the width: that of the longest words where they need more than the usual one."""
        for made in self.buttons.values():
            made.ensurePolished()
        widest = max(made.sizeHint().width() for made in self.buttons.values())
        return max(self._context.theme.scaled(WIDTH), widest + 2 * EDGE + LINE)
