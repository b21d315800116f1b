# SPDX-License-Identifier: Apache-2.0
"""The way to a week on paper, for days away from the computer."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.records import Tracker
from companion.language import _
from companion.ui.context import Context
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import button, label, row

if TYPE_CHECKING:
    from companion.ui.saving import Saving


class WeekSheetOffer(QWidget):
    """Saves a blank week to fill in by hand, and answers in place."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._saves: Saving | None = None
        self.press = button(_("Blank week sheet (PDF) …"), "outline")
        self.press.clicked.connect(self.save)
        self.answer = AnswerLine()
        about = _("Seven days to fill in by hand, for when you are away from the computer.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row(self.press, 1))
        layout.addWidget(label(about, "small"))
        layout.addWidget(self.answer)

    @property
    def _saving(self) -> "Saving":
        """What saves the sheet, from when somebody asks for it."""
        if self._saves is None:
            from companion.ui.saving import Saving

            self._saves = Saving(self, self.answer)
        return self._saves

    def save(self) -> None:
        """Ask where, and write the sheet there with the trackers a check-in asks for now."""
        from companion.report.week_sheet import FILE_NAME, week_sheet, write

        context = self._context
        sheet = week_sheet(
            context.diary.entries(Tracker),
            context.person,
            context.country,
            context.content.language,
        )
        self._saving.save_pdf(_("Save the sheet"), FILE_NAME, partial(write, sheet))
