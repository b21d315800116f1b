# SPDX-License-Identifier: Apache-2.0
"""What the tests of the log share: the page, what its rows say, and a diary with each kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from companion.domain.moment import Plan
from companion.domain.records import (
    Appointment,
    CheckIn,
    Grade,
    ItemAnswer,
    Medicine,
    Note,
    Question,
    Response,
    Route,
    Session,
    SessionState,
    SideEffect,
)
from companion.ui.pages.log import LogPage
from companion.ui.widgets.entry_row import EntryRow
from tests.ui.gestures import bring_up

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.context import Context

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

D = TypeVar("D", bound=QDialog)


ShowPage = Callable[[], LogPage]


def shown(qtbot: QtBot, context: Context) -> LogPage:
    """Show the log; it reads again when the diary changes, as in the window."""
    page = LogPage(context)
    qtbot.addWidget(page)
    context.changed.connect(page.refresh)
    page.resize(900, 700)
    bring_up(qtbot, page)
    page.refresh()
    return page


def lines(page: LogPage) -> list[str]:
    return [made.words.line for made in page.rows]


def press(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def side_button(made: EntryRow, words: str) -> QPushButton:
    return next(one for one in made.findChildren(QPushButton) if one.text() == words)


def labels(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel))


def with_dialog(kind: type[D], act: list[object], do: object) -> None:
    """Do something to the dialog that comes up next, however long that takes."""
    look = QTimer(QApplication.instance())

    def now() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            return
        look.stop()
        act.append(dialog)
        assert callable(do)
        try:
            do(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    look.timeout.connect(now)
    look.start(10)


def choose(qtbot: QtBot, page: LogPage, made: EntryRow, words: str) -> None:
    """Press an entry of a row's menu."""
    press(qtbot, side_button(made, "⋯"))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    action = next(each for each in menu.actions() if each.text() == words)
    menu.close()
    action.trigger()


def one_of_each(diary: Diary) -> None:
    diary.add(CheckIn(at=NOW + timedelta(minutes=1), mood=6, anxiety=3, sleep_hours=7.5))
    diary.add(CheckIn(at=NOW - timedelta(days=1), hard_day=True))
    diary.add(
        Session(
            plan=Plan(at=datetime(2026, 11, 19, 14), zone="Europe/Dublin"),
            state=SessionState.HELD,
            start=datetime(2026, 11, 19, 14, 8, tzinfo=UTC),
            route=Route.IV,
        )
    )
    diary.add(SideEffect(effect="headache", grade=Grade.MILD, start=NOW - timedelta(hours=1)))
    diary.add(Medicine(name="Sertraline", dose="100 mg"))
    diary.add(Question(at=NOW - timedelta(hours=2), words="Can I fly to Lisbon?"))
    diary.add(Note(at=NOW - timedelta(hours=3), words="Rain on the canal"))
    diary.add(
        Appointment(
            plan=Plan(at=datetime(2026, 11, 24, 11, 15), zone="Europe/Dublin"), with_whom="Dr B"
        )
    )


def answered(context: Context, value: int) -> Response:
    instrument = context.content.instruments["phq-9"]
    answers = tuple(ItemAnswer(item=item.id, value=value) for item in instrument.items)
    at = NOW - timedelta(hours=4)
    return Response(instrument="phq-9", started=at, finished=at, answers=answers)
