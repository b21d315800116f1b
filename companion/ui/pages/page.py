# SPDX-License-Identifier: Apache-2.0
"""What all pages have in common: a scrolled sheet with a title, read again when shown."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from companion.domain.records import Record
from companion.language import _
from companion.storage.diary import Undone
from companion.ui.context import Context
from companion.ui.widgets.basics import Columns, Flow, Label, Whole, label

SIDE, TOP, BOTTOM = 34, 26, 20
"""The room around what a page shows, in pixels."""
NARROW, NARROW_SIDE = 400, 16
"""Pixels at the usual text size under which a page leaves less room at its sides, and how much."""
LEAST_TITLE = 210
"""So much room the title has beside the actions, in pixels at the usual text size."""
WIDE_HEAD = 640
"""Narrower than this at the usual text size, and a wide head's part stands below the title."""


class Subtitle(Label):
    """The line below a title, which takes no room while it is empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "secondary")

    def setText(self, words: str) -> None:
        """Take the words; on its own, a widget that is shown would be a window."""
        super().setText(words)
        if self.parentWidget() is not None:
            self.setVisible(bool(words))


class Page(QScrollArea):
    """One page. It holds no state that the record has: ``refresh`` reads what it shows.

    ``shows`` are the kinds of record whose change makes it read again.
    """

    shows: tuple[type[Record], ...] = ()
    spoken_as = QAccessible.Role.Grouping

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sheet = Whole()
        sheet.setObjectName("page")
        self.body = QVBoxLayout(sheet)
        self.body.setContentsMargins(SIDE, TOP, SIDE, BOTTOM)
        self.body.setSpacing(18)
        self.setWidget(sheet)
        self.title = label("", "title")
        self.subtitle = Subtitle()
        self.head_actions = Flow(spacing=8)

    def add_head(self, title: str) -> None:
        """Put the title, the line below it and the page's actions at the top."""
        self.title.setText(title)
        self.setAccessibleName(title)
        actions = QWidget()
        self.head_actions.setContentsMargins(0, 0, 0, 0)
        actions.setLayout(self.head_actions)
        # Below the title where large words leave no room beside it.
        self.body.addWidget(Columns([(self._title_lines(), 1), (actions, 0)], narrow=0))

    def add_wide_head(self, title: str, beside: QWidget) -> None:
        """Put the title and the line below it beside a part, or above it where it is narrow."""
        self.title.setText(title)
        self.setAccessibleName(title)
        wide = self.context.theme.scaled(WIDE_HEAD)
        self.body.addWidget(Columns([(self._title_lines(), 1), (beside, 0)], narrow=wide))

    def _title_lines(self) -> QWidget:
        """Give the title with the line below it."""
        told = QWidget()
        told.setMinimumWidth(self.context.theme.scaled(LEAST_TITLE))
        lines = QVBoxLayout(told)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(self.title)
        lines.addWidget(self.subtitle)
        self.subtitle.setText(self.subtitle.text())
        lines.addStretch(1)
        return told

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words as much room as there can be where there is little."""
        super().resizeEvent(event)
        is_wide = event.size().width() > self.context.theme.scaled(NARROW)
        side = SIDE if is_wide else NARROW_SIDE
        self.body.setContentsMargins(side, TOP, side, BOTTOM)

    def event(self, event: QEvent) -> bool:
        """Lay nothing out for a style that comes before the page is in sight: it is done then."""
        if event.type() is QEvent.Type.StyleChange and not self.isVisible():
            return super(QScrollArea, self).event(event)
        return super().event(event)

    @property
    def spoken_name(self) -> str:
        """What a page is called that has no other name: by its title."""
        return self.title.text()

    @property
    def whereabouts(self) -> str:
        """The argument that leads back to what is shown now; empty for the one it was opened with."""
        return ""

    @property
    def shows_notices(self) -> bool:
        """Whether the window's notices stand above it."""
        return True

    def show_answer(self, sentence: str, *, undo: bool) -> bool:
        """Show the answer to what was done; False where the window is to show it below."""
        del sentence, undo
        return False

    def undo(self) -> Undone | None:
        """Take the last write back; None where there is nothing to undo. Raises Problem."""
        return self.context.diary.undo()

    def once_shown(self, act: Callable[[], object], part: QWidget | None = None) -> None:
        """Do something once the page is laid out and stands where the window puts it.

        The window goes to its top after it has shown it, or to where it was before. Nothing is done
        where the ``part`` it is about is gone by then.
        """
        about = part or self
        QTimer.singleShot(0, about, lambda: QTimer.singleShot(0, about, act))

    def complete(self) -> None:
        """Make what is not made yet, for whoever wants all of it at once."""

    def come_down(self, down: int) -> None:
        """Scroll to where the page was left before; it has just been shown."""
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(down))

    def show_argument(self, argument: str) -> None:
        """Take what to show: the id of an entry, of an instrument, of a section."""

    def refresh(self) -> None:
        """Read again what the page shows."""
        raise NotImplementedError

    def leave(self) -> None:
        """Keep what is half done before another page is shown."""


def unknown_entry() -> str:
    """Give the sentence for an entry that is not there any more."""
    return _("This entry is not here any more. It may be in the bin.")
