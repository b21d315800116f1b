# SPDX-License-Identifier: Apache-2.0
"""What a person does in the window, what they read there, and small records to fill a diary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from companion.domain.moment import Plan
from companion.domain.records import (
    CheckIn,
    Entry,
    ItemAnswer,
    Response,
    Route,
    Session,
    SessionState,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow
    from companion.ui.pages.page import Page

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ZONE = "Europe/Dublin"
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier

PageT = TypeVar("PageT", bound="Page")


def bring_up(qtbot: QtBot, window: QWidget) -> None:
    """Show a window and wait until it has the keyboard."""
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def press(qtbot: QtBot, widget: QWidget) -> None:
    """Click a widget that can be seen and pressed."""
    QApplication.processEvents()
    assert widget.isVisible()
    assert widget.isEnabled()
    # A box takes a press on its sign and words alone, which its middle may lie beyond.
    at_sign = isinstance(widget, QCheckBox | QRadioButton)
    place = QPoint(8, widget.height() // 2) if at_sign else widget.rect().center()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)


def press_words(qtbot: QtBot, place: QWidget, words: str) -> None:
    """Click the one button of these words or of this accessible name."""
    press(qtbot, button_of(place, words))


def button_of(place: QWidget, words: str) -> QAbstractButton:
    """Give the one visible button of these words or of this accessible name."""
    QApplication.processEvents()
    found = [
        one
        for one in place.findChildren(QAbstractButton)
        if one.isVisible() and words in (one.text(), one.accessibleName())
    ]
    assert len(found) == 1, f"{words}: {[one.text() for one in buttons(place)]}"
    return found[0]


def buttons(place: QWidget) -> list[QPushButton]:
    """Give the buttons that can be seen."""
    return [one for one in place.findChildren(QPushButton) if one.isVisible()]


def read(place: QWidget) -> str:
    """Give all words that can be seen, one label or button a line."""
    QApplication.processEvents()
    parts = [
        one for one in place.findChildren(QWidget) if isinstance(one, QLabel | QAbstractButton)
    ]
    return "\n".join(one.text() for one in parts if one.isVisible() and one.text())


def type_into(qtbot: QtBot, edit: QWidget, words: str) -> None:
    """Type over what stands in a field."""
    QApplication.processEvents()
    assert isinstance(edit, QLineEdit | QPlainTextEdit)
    assert edit.isVisible()
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, words)


def press_key(
    qtbot: QtBot, key: str | Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a key where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifier)


def open_page(window: MainWindow, name: str, kind: type[PageT], argument: str = "") -> PageT:
    """Open a page of the window and give it, with what else comes right after."""
    window.open_page(name, argument)
    page = window._turning.pages[name]
    assert isinstance(page, kind)
    page.complete()
    return page


LOOK_FOR_A_DIALOG = "looks for a dialog"
"""The name of what waits for a dialog; a test that ends lets none wait for another test's."""


def with_dialog(kind: type[QDialog], act: Callable[[Any], None]) -> list[QDialog]:
    """Do something in the dialog that comes up next; the list holds it once it came."""
    came: list[QDialog] = []
    look = QTimer(QApplication.instance())
    look.setObjectName(LOOK_FOR_A_DIALOG)

    def now() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            return
        look.stop()
        came.append(dialog)
        try:
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    look.timeout.connect(now)
    look.start(20)
    return came


def plan(text: str) -> Plan:
    """Give a plan at "2026-11-26 14:00" in Dublin."""
    return Plan(at=datetime.fromisoformat(text), zone=ZONE)


def planned(diary: Diary, text: str, route: Route | None = Route.IV) -> Entry[Session]:
    """Plan a session."""
    return diary.add(Session(plan=plan(text), route=route))


def held(diary: Diary, text: str) -> Entry[Session]:
    """Record a session that was held."""
    start = plan(text).moment()
    state = SessionState.HELD
    return diary.add(Session(plan=plan(text), route=Route.IV, state=state, start=start))


def moods(diary: Diary, values: dict[int, int]) -> None:
    """Record moods by how many days ago they were."""
    for days, mood in values.items():
        diary.add(CheckIn(at=NOW - timedelta(days=days), mood=mood))


def questionnaire(content: Content, key: str, value: int, days_ago: int) -> Response:
    """Give a finished questionnaire with the same value for each item."""
    at = NOW - timedelta(days=days_ago)
    items = content.instruments[key].items
    answers = tuple(ItemAnswer(item=item.id, value=value) for item in items)
    return Response(instrument=key, started=at, finished=at, answers=answers)
