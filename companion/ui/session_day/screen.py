# SPDX-License-Identifier: Apache-2.0
"""How the session-day screen is laid out: what scrolls, and below it help, always in sight."""

from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from companion.language import _
from companion.ui.context import Context
from companion.ui.session_day import wording
from companion.ui.session_day.before import Beginning
from companion.ui.session_day.head import Head
from companion.ui.session_day.panel import Panel
from companion.ui.session_day.sitter_line import FOLDS_BELOW, SitterLine
from companion.ui.session_day.strip import Strip
from companion.ui.session_day.tile import HelpTile, Tapped
from companion.ui.session_day.tiles import Tiles
from companion.ui.widgets.basics import clear, key_hint, label, row, scaled


class Over(QWidget):
    """Where there is nothing to tap any more: the way to Today."""

    def __init__(self) -> None:
        super().__init__()
        self.to_today = Tapped(_("To Today"), "dayMain")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(label(_("There is nothing more to tap here."), "dayLine"))
        column.addLayout(row(self.to_today, 1))
        column.addStretch(1)


class Place(Enum):
    """Where the sitter's check stands."""

    IN_HEAD = auto()
    BELOW_TILES = auto()
    ABOVE_HELP = auto()


class Screen(QWidget):
    """The parts in their places. Where room is short it is ``compact``.

    The sitter's check stands just above help, where nothing scrolls, as long as it is due; where
    room is short also before, if it takes but a line there.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.compact = False
        self._context = context
        self._runs = self._has_panel = False
        self.head = Head()
        self.sitter = SitterLine(context)
        self.beginning = Beginning()
        self.tiles = Tiles()
        self.over = Over()
        self.help = HelpTile(wording.emergency(context))
        self.strip = Strip()
        self.away = Tapped(_("Leave this screen"))
        self._away_key = key_hint("Esc")
        self._limit = label("", "dayLine")
        self._limit_frame = QFrame()
        self._limit_frame.setProperty("role", "warnCard")
        around = QVBoxLayout(self._limit_frame)
        around.setContentsMargins(20, 12, 20, 12)
        around.addWidget(self._limit)
        self._panel_place = QVBoxLayout()
        below = row(self.strip, self.away, self._away_key, spacing=12)
        below.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(self._scrolled(), 1)
        self._above_help = QVBoxLayout()
        layout.addLayout(self._above_help)
        layout.addWidget(self.help)
        layout.addLayout(below)
        self._place = Place.IN_HEAD
        self.head.put_below(self.sitter)
        context.sitter.ticked.connect(self._on_sitter)

    def put_panel(self, panel: Panel) -> None:
        """Put a panel in the place of the tiles."""
        self._panel_place.addWidget(panel)
        panel.show()  # at once, so that it can take the focus
        self.area.verticalScrollBar().setValue(0)

    def take_panel_away(self) -> None:
        """Give the tiles their place back."""
        clear(self._panel_place)

    def show_control(self, control: QWidget) -> None:
        """Scroll to a control."""
        self.area.ensureWidgetVisible(control)

    def show_limit(self, line: str) -> None:
        """Take the line about the clinic's limit; an empty one is none."""
        self._limit.setText(line)

    def show_beside(self, *, runs: bool, has_panel: bool) -> None:
        """Show what stands beside the tiles; beside a panel where there is room for both."""
        self._runs, self._has_panel = runs, has_panel
        has_room = not (has_panel and self.compact)
        self._show_sitter()
        self._limit_frame.setVisible(bool(self._limit.text()) and has_room)
        self._away_key.setVisible(not has_panel)

    def make_compact(self, compact: bool) -> None:
        """Take less room, or the usual one again."""
        self.compact = compact
        self.head.make_compact(compact)
        self.tiles.make_compact(compact)
        self._show_sitter()

    def _on_sitter(self) -> None:
        """Bring the check in sight when it falls due; only then does it say so and ring."""
        self._show_sitter()
        self.sitter.refresh()

    def _show_sitter(self) -> None:
        """Put the sitter's check in its place; one that is due also beside a panel."""
        is_due = self._context.sitter.is_due
        if is_due or (self.compact and self.width() >= scaled(FOLDS_BELOW)):
            place = Place.ABOVE_HELP
        else:
            place = Place.BELOW_TILES if self.compact else Place.IN_HEAD
        self.head.make_short(self.compact and place is Place.ABOVE_HELP and self._runs)
        if place is not self._place:
            self._place = place
            self._move_sitter()
        self.sitter.setVisible(self._runs and (is_due or not (self.compact and self._has_panel)))
        # Last, as it rings only where it is in sight.
        self.sitter.make_low(place is Place.ABOVE_HELP, small=self.compact)

    def _move_sitter(self) -> None:
        """Move the sitter's check to its place; the control that has the focus keeps it."""
        focused = QApplication.focusWidget()
        match self._place:
            case Place.IN_HEAD:
                self.head.put_below(self.sitter)
            case Place.BELOW_TILES:
                self._column.insertWidget(self._column.count() - 1, self.sitter)
            case Place.ABOVE_HELP:
                self._above_help.addWidget(self.sitter)
        if focused is not None and self.sitter.isAncestorOf(focused):
            self.sitter.show()
            focused.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the sitter's check anew: what fits depends on the width."""
        super().resizeEvent(event)
        self._show_sitter()

    def _scrolled(self) -> QScrollArea:
        sheet = QWidget()
        sheet.setObjectName("page")
        self._column = QVBoxLayout(sheet)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(14)
        self._column.addWidget(self.head)
        self._column.addWidget(self._limit_frame)
        # The large controls take most of what height there is.
        for part in (self.beginning, self.tiles, self.over):
            self._column.addWidget(part, 2)
        self._column.addLayout(self._panel_place, 2)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the keyboard
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidget(sheet)
        # It takes what height is left, so that help below it is always in sight.
        self.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        return self.area
