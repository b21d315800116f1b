# SPDX-License-Identifier: Apache-2.0
"""What all pages have in common: a scrolled sheet with a title, read again when shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from companion.domain.records import Record
from companion.language import _
from companion.storage.diary import Undone
from companion.ui.context import Context
from companion.ui.widgets.basics import Columns, Flow, label, row

WIDE_HEAD = 640
"""Narrower than this at the usual text size, and a wide head's part stands below the title."""


class Page(QScrollArea):
    """One page. It holds no state that the record has: ``refresh`` reads what it shows.

    ``shows`` are the kinds of record whose change makes it read again.
    """

    shows: tuple[type[Record], ...] = ()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sheet = QWidget()
        sheet.setObjectName("page")
        self.body = QVBoxLayout(sheet)
        self.body.setContentsMargins(34, 26, 34, 20)
        self.body.setSpacing(18)
        self.setWidget(sheet)
        self.title = label("", "title")
        self.subtitle = label("", "secondary")
        self.head_actions = Flow(spacing=8)

    def add_head(self, title: str) -> None:
        """Put the title, the line below it and the page's actions at the top."""
        self.title.setText(title)
        self.setAccessibleName(title)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        head = row(spacing=16)
        head.addLayout(words, 1)
        head.addLayout(self.head_actions)
        self.body.addLayout(head)

    def add_wide_head(self, title: str, beside: QWidget) -> None:
        """Put the title and the line below it beside a part, or above it where it is narrow."""
        self.title.setText(title)
        self.setAccessibleName(title)
        told = QWidget()
        lines = QVBoxLayout(told)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(self.title)
        lines.addWidget(self.subtitle)
        lines.addStretch(1)
        wide = self.context.theme.scaled(WIDE_HEAD)
        self.body.addWidget(Columns([(told, 1), (beside, 0)], narrow=wide))

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
