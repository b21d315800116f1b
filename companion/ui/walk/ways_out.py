# SPDX-License-Identifier: Apache-2.0
"""What can be done with a walk besides answering it: an own item, a sheet to print, a calendar."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.checklist import Phase
from companion.domain.item import Walk
from companion.domain.records import Medicine, Question
from companion.domain.safety import to_ask
from companion.language import _
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.walk.walking import Walking, bring_back, missing_items, of_session
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import button, clear, unmarked

if TYPE_CHECKING:
    from companion.ui.saving import Saving


class WaysOut(QWidget):
    """Stands under the list of steps. Signal: ``own_item_asked``."""

    own_item_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._walking: Walking | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self.own = self._way(_("Add an item of your own"), "plus")
        self.checklist = self._way(_("Print the checklist"), "printer")
        self.sitter = self._way(_("Sheet for whoever stays with you"), "printer")
        self.consultation = self._way(_("Sheet for the consultation"), "printer")
        self.calendar = self._way(_("Times for your calendar"), "calendar")
        self.answer = AnswerLine()
        self._saves: Saving | None = None
        self._layout.addWidget(self.answer)
        self._missing = QVBoxLayout()
        self._missing.setSpacing(6)
        self._layout.insertLayout(1, self._missing)
        self.own.clicked.connect(self.own_item_asked.emit)
        self.checklist.clicked.connect(self._save_checklist)
        self.sitter.clicked.connect(self._save_sitter_sheet)
        self.consultation.clicked.connect(self._save_consultation_sheet)
        self.calendar.clicked.connect(self._save_calendar)

    def show_walking(self, walking: Walking) -> None:
        """Offer what this walk can be made into."""
        walk = walking.checklist.walk
        if self._walking is not None and self._walking.checklist is not walking.checklist:
            self.answer.say("")
        self._walking = walking
        before = walk is Walk.SESSION
        self.own.setVisible(not (before and walking.is_frozen))
        self.checklist.setVisible(before)
        self.sitter.setVisible(before)
        self.calendar.setVisible(before and not walking.is_frozen)
        self.consultation.setVisible(walk is Walk.CONSULTATION)
        self._show_missing(walking)

    def _show_missing(self, walking: Walking) -> None:
        """Offer each item that was left out, so that nothing is out of reach."""
        clear(self._missing)
        for item, name in missing_items(self._context, walking).items():
            words = _("Bring back: {item}").format(item=name)
            made = button(unmarked(words), "plain", name=words)
            made.setIcon(self._context.theme.icon("undo-2", "accent"))
            made.clicked.connect(partial(self._bring_back, item))
            self._missing.addWidget(made)

    # ---- slots

    @property
    def _saving(self) -> "Saving":
        """What saves the files, from when somebody asks for one."""
        if self._saves is None:
            from companion.ui.saving import Saving

            self._saves = Saving(self, self.answer)
        return self._saves

    def _bring_back(self, item: str) -> None:
        try:
            bring_back(self._context, item)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)

    def _save_checklist(self) -> None:
        from companion.report.checklist_sheet import FILE_NAME, checklist_sheet, write

        assert self._walking is not None
        assert self._walking.session is not None
        sheet = checklist_sheet(
            self._walking.session.record,
            self._walking.steps,
            self._context.person,
            self._context.country,
            self._context.content,
            now=self._context.now(),
        )
        self._saving.save_pdf(_("Save the checklist"), FILE_NAME, partial(write, sheet))

    def _save_sitter_sheet(self) -> None:
        from companion.report.sitter_sheet import FILE_NAME, sitter_sheet, write

        assert self._walking is not None
        assert self._walking.session is not None
        after = of_session(self._context, self._walking.session, Walk.AFTERWARDS)
        before = [step for step in self._walking.steps if step.phase is not Phase.AFTERWARDS]
        sheet = sitter_sheet(
            self._walking.session.record,
            (*before, *(after.steps if after is not None else ())),
            self._context.person,
            self._context.country,
            self._context.content,
            now=self._context.now(),
        )
        self._saving.save_pdf(_("Save the sheet"), FILE_NAME, partial(write, sheet))

    def _save_consultation_sheet(self) -> None:
        from companion.report.consultation_sheet import FILE_NAME, consultation_sheet, write
        from companion.report.parts import Paper

        assert self._walking is not None
        context = self._context
        questions = to_ask(context.diary.entries(Question), context.content.suicide_items)
        sheet = consultation_sheet(
            self._walking.steps,
            context.content.item_words,
            context.content.groups,
            person=context.person,
            medicines=[entry.record for entry in context.diary.entries(Medicine)],
            questions=[entry.record for entry in questions],
            paper=Paper(context.country.paper),
            language=context.content.language,
            now=context.now(),
        )
        self._saving.save_pdf(_("Save the sheet"), FILE_NAME, partial(write, sheet))

    def _save_calendar(self) -> None:
        from companion.exchange.calendar import export
        from companion.ui.dialogs.calendar import CalendarDialog

        assert self._walking is not None
        assert self._walking.session is not None
        titles = CalendarDialog.ask(self._context, self.window())
        if titles is None:
            return
        content = self._context.content
        write = partial(
            export,
            self._walking.session,
            self._walking.steps,
            lambda step: content.item_words(step).timeline,
            now=self._context.now(),
            titles=titles,
        )
        kind = _("Calendar (*.ics)")
        self._saving.save(_("Save the times"), _("companion-times.ics"), kind, write)

    def _way(self, said: str, icon: str) -> QPushButton:
        made = button(said, "plain")
        made.setIcon(self._context.theme.icon(icon, "accent"))
        self._layout.addWidget(made)
        return made
