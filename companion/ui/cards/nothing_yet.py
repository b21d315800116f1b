# SPDX-License-Identifier: Apache-2.0
"""Stands above the report's pages as long as there is nothing to put on them."""

from companion.domain.records import (
    Appointment,
    CheckIn,
    ChecklistRun,
    Medicine,
    Note,
    OutsideScore,
    Question,
    Response,
    Session,
    SideEffect,
)
from companion.language import _
from companion.storage.diary import Diary
from companion.ui.context import Context
from companion.ui.widgets.basics import Card, button, label, row

TOLD = (
    CheckIn, Session, SideEffect, Response, Medicine, Question, Note, Appointment, ChecklistRun,
    OutsideScore,
)  # fmt: skip
"""The kinds of record that the report tells of."""


class NothingYet(Card):
    """Says what the pages will hold, and leads to what fills them."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Nothing to report yet"))
        self.add(
            label(
                _(
                    "Your mood, sessions, side effects and questions come together here, on pages "
                    "for your doctor."
                )
            )
        )
        go = button(_("Check in today"), "primary")
        go.clicked.connect(lambda: context.ways.open_page("today"))
        self.add(row(go, 1))

    def show_for(self, diary: Diary) -> None:
        """Stand there where nothing was recorded that the report tells of."""
        self.setVisible(not any(diary.count(kind) for kind in TOLD))
