# SPDX-License-Identifier: Apache-2.0
"""The way to a day long ago: nothing is chosen at first, and one press leads back to the newest."""

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QWidget

from companion.language import _
from companion.ui.context import Context
from companion.ui.dates import to_python_date
from companion.ui.widgets.basics import button, row, scaled
from companion.ui.widgets.month import let_point_at_a_day


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
        self.edit = QDateEdit()
        let_point_at_a_day(self.edit)
        self.edit.setDisplayFormat("ddd d MMM yyyy")
        self.edit.setMinimumWidth(scaled(185))
        self.edit.setAccessibleName(_("Show from this day back"))
        self.back = button(_("Back to the newest"), "quiet")
        line = row(self.press, self.edit, self.back)
        self.setLayout(line)
        self._show(chosen=False)
        self.press.clicked.connect(self._begin)
        self.back.clicked.connect(self._end)
        self.edit.dateChanged.connect(lambda _day: self.changed.emit())

    @property
    def day(self) -> date | None:
        """The day from which is shown, None where it begins with the newest."""
        return None if self.edit.isHidden() else to_python_date(self.edit.date())

    def let_go(self) -> None:
        """Begin with the newest again, without a word."""
        self._show(chosen=False)

    def _begin(self) -> None:
        today = self._context.now().date()
        self.edit.blockSignals(True)
        self.edit.setMaximumDate(QDate(today.year, today.month, today.day))
        self.edit.setDate(self.edit.maximumDate())
        self.edit.blockSignals(False)
        self._show(chosen=True)
        self.edit.setFocus(Qt.FocusReason.TabFocusReason)
        self.edit.setSelectedSection(QDateEdit.Section.DaySection)
        self.changed.emit()

    def _end(self) -> None:
        self._show(chosen=False)
        self.press.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show(self, *, chosen: bool) -> None:
        self.press.setVisible(not chosen)
        self.edit.setVisible(chosen)
        self.back.setVisible(chosen)
