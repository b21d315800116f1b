# SPDX-License-Identifier: Apache-2.0
"""The way to a day long ago: nothing is chosen at first, and one press leads back to the newest."""

from datetime import date
from functools import cached_property

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.language import _
from companion.ui.context import Context
from companion.ui.dates import to_python_date
from companion.ui.widgets.basics import button, label, restyle, row
from companion.ui.widgets.day_edit import DayEdit


class DayJump(QWidget):
    """A button that turns into a day to set.

    Signal: ``changed`` whenever another day was set, or none any more.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.press = button(_("Go to a day"))
        self.press.setIcon(context.theme.icon("calendar"))
        self.press.setIconSize(context.theme.icon_size)
        self.back = button(_("Back to the newest"), "quiet")
        self._line = row(self.press, self.back)
        self._fault = label("", "fault")
        self._fault.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._line)
        layout.addWidget(self._fault)
        self._is_chosen = False
        self._show(chosen=False)
        self.press.clicked.connect(self._begin)
        self.back.clicked.connect(self._end)

    @property
    def day(self) -> date | None:
        """The day from which is shown, None where it begins with the newest."""
        return to_python_date(self.edit.date()) if self._is_chosen else None

    @cached_property
    def edit(self) -> DayEdit:
        """Where the day is set. It is made when one is first wanted."""
        made = DayEdit(_("Show from this day back"), self._context.now().date())
        made.dateChanged.connect(lambda _day: self.changed.emit())
        made.left.connect(lambda: self._tell(made.why_refused()))
        self._line.insertWidget(1, made)
        # As they are read, and as the Tab key goes.
        made.stackUnder(self.back)
        self.setTabOrder(self.press, made)
        return made

    def let_go(self) -> None:
        """Begin with the newest again, without a word."""
        self._show(chosen=False)

    def _begin(self) -> None:
        today = self._context.now().date()
        self.edit.blockSignals(True)
        self.edit.setMaximumDate(QDate(today.year, today.month, today.day))
        self.edit.show_day(today)
        self.edit.blockSignals(False)
        self._show(chosen=True)
        self.edit.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    def _end(self) -> None:
        self._show(chosen=False)
        self.press.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show(self, *, chosen: bool) -> None:
        self.press.setVisible(not chosen)
        if chosen or self._is_chosen:
            self.edit.setVisible(chosen)
        self.back.setVisible(chosen)
        self._is_chosen = chosen
        if not chosen:
            self._tell("")

    def _tell(self, refused: str) -> None:
        """Say why what was typed is no day to go to; an empty sentence takes that back."""
        if refused == self._fault.text():
            return
        self._fault.setText(refused)
        self._fault.setVisible(bool(refused))
        restyle(self.edit, faulty=bool(refused))
        self.edit.setAccessibleDescription(refused)
