# SPDX-License-Identifier: Apache-2.0
"""What the list of entries is made of: the heading of a day and the row of an entry, used again."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.records import Entry, Record
from companion.domain.safety import Reply
from companion.language import _
from companion.ui.widgets.basics import Flow, label, rule
from companion.ui.widgets.entry_row import EntryRow, RowLook, RowWords

if TYPE_CHECKING:
    from companion.ui.widgets.reply import ReplyPanel

BETWEEN = 2
"""Pixels between what stands in the list."""

ABOVE_RULE = 4
"""And so many more between the last row of a day and the line below it."""


class LogRow(EntryRow):
    """A row for an entry that is there, with a button for what can be done with it.

    One without a reply is used again for another entry: to say something else takes far less time
    than to make a row.
    """

    def __init__(
        self,
        entry: Entry[Record],
        reply: Reply | None,
        words: RowWords,
        icon: QIcon,
        look: RowLook,
    ) -> None:
        super().__init__(words, icon, look)
        self.entry = entry
        self.reply = reply
        self.call: QPushButton | None = None
        self.panel: ReplyPanel | None = None
        """Whom to call, while it is shown below."""
        if reply is not None:
            name = _("Whom to call: {entry}").format(entry=words.line)
            self.call = self.add_side(_("Whom to call"), name)
        self.more = self.add_side("⋯", self._name_of_more())
        self.more.setToolTip(_("Edit, history, delete"))
        self.menu_wanted.connect(self.more.click)

    def show_entry(self, entry: Entry[Record], words: RowWords, icon: QIcon) -> None:
        """Show another entry, or the same one as it is now."""
        is_same = words == self.words and type(entry.record) is type(self.entry.record)
        self.entry = entry
        if not is_same:
            self.say(words, icon)
            self.more.setAccessibleName(self._name_of_more())

    def _name_of_more(self) -> str:
        return _("Edit, history, delete: {entry}").format(entry=self.words.told)


class DayHead(QWidget):
    """The heading of a day, with a line above it where there is a day above. Used again, too."""

    def __init__(self, *, first: bool) -> None:
        super().__init__()
        self.first = first
        self._day = label("", "strong", wrap=False, heads=True)
        self._when = label("", "secondary", wrap=False)
        line = Flow(spacing=8)
        line.addWidget(self._day)
        line.addWidget(self._when)
        held = QVBoxLayout()
        held.addLayout(line)
        held.setContentsMargins(10, 10, 10, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        if not first:
            layout.addSpacing(ABOVE_RULE)
            layout.addWidget(rule())
        layout.addLayout(held)

    def polish(self) -> None:
        """Take the look on before it comes into sight."""
        for part in (self, *self.findChildren(QWidget)):
            part.ensurePolished()

    def say(self, day: str, when: str) -> None:
        """Say which day it is; how far it is away is said of one that is near."""
        self._day.setText(day)
        self._when.setText(when)
        self._when.setVisible(bool(when))
