# SPDX-License-Identifier: Apache-2.0
"""What a person does on the page of a session, and what they are told there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from companion.domain.records import (
    ReadingTime,
    Session,
)
from companion.ui.pages.session import SessionPage
from tests.ui.gestures import (
    type_into,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.forms.session import SessionForm


def form(page: SessionPage) -> SessionForm:
    assert page.form is not None
    return page.form


def fill(qtbot: QtBot, page: SessionPage, **words: str) -> None:
    for key, typed in words.items():
        type_into(qtbot, form(page).fields[key].control(), typed)


def reading(qtbot: QtBot, page: SessionPage, when: ReadingTime, **numbers: str) -> None:
    for name, typed in numbers.items():
        type_into(qtbot, form(page).readings.edit(when, name), typed)


def saved(page: SessionPage, diary: Diary) -> Session:
    """Give what the record says once the pause after typing is over."""
    page._timer.timeout.emit()
    return diary.get(Session, page._id).record


def fault(page: SessionPage, key: str) -> str:
    QApplication.processEvents()
    label = form(page).fields[key]._fault
    return label.text() if label.isVisible() else ""
