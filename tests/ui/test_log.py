# SPDX-License-Identifier: Apache-2.0
"""The log: what was recorded, found again, edited, looked back at, and brought back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

import pytest
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
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import FormDialog
from companion.ui.pages.log import ROWS, LogPage
from companion.ui.widgets.entry_row import EntryRow
from companion.ui.widgets.looking_back import HistoryDialog, ResponseDialog
from companion.ui.widgets.reply import ReplyPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock, RecordingWays

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

D = TypeVar("D", bound=QDialog)


class ShowPage(Protocol):
    def __call__(self) -> LogPage: ...


@pytest.fixture
def show(qtbot: QtBot, context: Context) -> ShowPage:
    """Give a way to show the log; it reads again when the diary changes, as in the window."""

    def showing() -> LogPage:
        page = LogPage(context)
        qtbot.addWidget(page)
        context.changed.connect(page.refresh)
        page.resize(900, 700)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.refresh()
        return page

    return showing


def lines(page: LogPage) -> list[str]:
    return [made.words.line for made in page.rows]


def press(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def side_button(made: EntryRow, words: str) -> QPushButton:
    return next(one for one in made.findChildren(QPushButton) if one.text() == words)


def labels(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel))


def with_dialog(kind: type[D], act: list[object], do: object) -> None:
    """Do something to the dialog that comes up next."""

    def now() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        act.append(dialog)
        assert callable(do)
        do(dialog)
        if dialog.isVisible():
            dialog.reject()

    QTimer.singleShot(50, now)


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


def test_empty_it_says_what_will_be_here_and_offers_one_action(
    qtbot: QtBot, show: ShowPage
) -> None:
    page = show()
    assert "will appear here" in labels(page)
    opened: list[object] = []
    with_dialog(FormDialog, opened, lambda dialog: None)
    press(qtbot, next(one for one in page.findChildren(QPushButton) if "check-in" in one.text()))
    dialog = opened[0]
    assert isinstance(dialog, FormDialog)
    assert isinstance(dialog.form, CheckInForm)


def test_everything_by_day_the_newest_first(show: ShowPage, diary: Diary) -> None:
    one_of_each(diary)
    page = show()
    assert lines(page) == [
        "Appointment with Dr B",
        "Mood 6 · anxiety 3 · slept 7.5 h",
        "Sertraline, 100 mg",
        "Headache, mild · no end noted",
        "Question for the doctor",
        "Note",
        "Hard day, no number",
        "Session 1 · IV infusion",
    ]
    for heading in ("Tuesday 24 November", "Monday 23 November", "Thursday 19 November"):
        assert heading in labels(page)
    assert page.subtitle.text() == "8 entries"
    assert "10:01" in page.rows[1].accessibleName()


def test_what_was_written_later_says_so(show: ShowPage, diary: Diary) -> None:
    diary.add(CheckIn(at=NOW - timedelta(days=5), mood=4))
    diary.add(CheckIn(at=NOW - timedelta(days=1), mood=5))
    page = show()
    assert [made.words.mark for made in page.rows] == ["", "entered later"]
    assert "entered later" in page.rows[1].accessibleName()


def test_search_as_you_type(qtbot: QtBot, show: ShowPage, diary: Diary) -> None:
    one_of_each(diary)
    page = show()
    qtbot.keyClicks(page.search, "lisb")
    qtbot.waitUntil(lambda: lines(page) == ["Question for the doctor"])
    assert page.subtitle.text() == "1 entry found"
    qtbot.keyClicks(page.search, "zz")
    qtbot.waitUntil(lambda: lines(page) == [])
    assert "Nothing was found" in labels(page)
    press(qtbot, next(b for b in page.findChildren(QPushButton) if b.text() == "Show everything"))
    assert len(page.rows) == 8


def test_filter_by_kind(qtbot: QtBot, show: ShowPage, diary: Diary, context: Context) -> None:
    one_of_each(diary)
    diary.add(answered(context, 1))
    page = show()
    counts = {}
    for key, made in page.filter.buttons.items():
        press(qtbot, made)
        counts[key] = len(page.rows)
    assert counts == {
        "everything": 9,
        "check_ins": 2,
        "sessions": 1,
        "side_effects": 1,
        "questionnaires": 1,
        "medicines": 1,
        "notes": 2,
        "appointments": 1,
    }
    press(qtbot, page.filter.buttons["appointments"])
    assert page.filter.value == "everything"
    assert len(page.rows) == 9


def test_a_page_at_a_time(qtbot: QtBot, show: ShowPage, diary: Diary) -> None:
    for hours in range(ROWS + 5):
        diary.add(Note(at=NOW - timedelta(hours=hours), words=f"note {hours}"))
    page = show()
    assert len(page.rows) == ROWS
    press(qtbot, page.more)
    assert len(page.rows) == ROWS + 5
    assert not page.more.isVisible()
    qtbot.waitUntil(page.rows[ROWS].hasFocus)
    page.refresh()
    assert len(page.rows) == ROWS + 5


def test_a_row_opens_its_form_and_the_change_is_shown(
    qtbot: QtBot, show: ShowPage, diary: Diary
) -> None:
    entry = diary.add(CheckIn(at=NOW, mood=3))
    page = show()
    opened: list[object] = []

    def edit(dialog: FormDialog) -> None:
        assert isinstance(dialog.form, CheckInForm)
        press(qtbot, dialog.form.mood.scale.buttons[8])
        press(qtbot, next(b for b in dialog.findChildren(QPushButton) if b.text() == "Save"))

    with_dialog(FormDialog, opened, edit)
    page.rows[0].setFocus()
    qtbot.keyClick(page.rows[0], Qt.Key.Key_Return)
    assert diary.get(CheckIn, entry.id).record.mood == 8
    assert lines(page) == ["Mood 8"]
    qtbot.waitUntil(lambda: page.focusWidget() is page.rows[0])


def test_a_session_opens_its_page(
    qtbot: QtBot, show: ShowPage, diary: Diary, ways: RecordingWays
) -> None:
    one_of_each(diary)
    page = show()
    press(qtbot, page.rows[-1])
    assert ways.pages == [("session", diary.entries(Session)[0].id)]


def test_a_questionnaire_is_shown_to_read(
    qtbot: QtBot, show: ShowPage, diary: Diary, context: Context
) -> None:
    diary.add(answered(context, 2))
    page = show()
    assert lines(page)[0].startswith("PHQ-9 · 18 of 27, ")
    opened: list[object] = []
    told: list[str] = []

    def read(dialog: ResponseDialog) -> None:
        told.append(labels(dialog))
        told.extend(panel.accessibleName() for panel in dialog.findChildren(ReplyPanel))
        press(qtbot, next(b for b in dialog.findChildren(QPushButton) if "my list" in b.text()))

    with_dialog(ResponseDialog, opened, read)
    press(qtbot, page.rows[0])
    item = context.content.instruments["phq-9"].items[0]
    assert item.text in told[0]
    assert item.options[2].text in told[0]
    assert told[1]
    assert "PHQ-9" in diary.entries(Question)[0].record.words


def test_delete_and_undo_and_bin(
    qtbot: QtBot, show: ShowPage, diary: Diary, ways: RecordingWays
) -> None:
    diary.add(Note(at=NOW, words="one"))
    diary.add(Note(at=NOW - timedelta(hours=1), words="two"))
    page = show()
    assert page.bin.isHidden()
    choose(qtbot, page, page.rows[0], "Delete")
    assert ways.saved == ["Moved to the bin"]
    assert [made.words.words for made in page.rows] == ["two"]
    assert diary.undo() is not None
    assert len(page.rows) == 2
    page.rows[1].setFocus()
    qtbot.keyClick(page.rows[1], Qt.Key.Key_Delete)
    assert page.bin.text() == "Bin (1)"
    press(qtbot, page.bin)
    assert page.title.text() == "Bin"
    press(qtbot, side_button(page.rows[0], "Restore"))
    assert page.title.text() == "Log"
    assert [made.words.words for made in page.rows] == ["one", "two"]
    assert ways.saved[-1] == "Back in the log"


def test_history_brings_a_version_back(
    qtbot: QtBot, show: ShowPage, diary: Diary, clock: Clock, ways: RecordingWays
) -> None:
    entry = diary.add(CheckIn(at=NOW, mood=3, words="first"))
    clock.advance(minutes=20)
    diary.change(entry.id, CheckIn(at=NOW, mood=4, words="second"))
    page = show()
    opened: list[object] = []
    told: list[str] = []

    def back(dialog: HistoryDialog) -> None:
        told.append(labels(dialog))
        button = next(b for b in dialog.findChildren(QPushButton) if "Bring" in b.text())
        assert "10:20" in button.accessibleName()
        press(qtbot, button)

    with_dialog(HistoryDialog, opened, back)
    choose(qtbot, page, page.rows[0], "History")
    for words in ("Mood 4", "“second”", "Until Mon 23 Nov, 10:20", "Mood 3", "“first”"):
        assert words in told[0]
    assert diary.get(CheckIn, entry.id).record == CheckIn(at=NOW, mood=3, words="first")
    assert lines(page) == ["Mood 3"]
    assert ways.saved == ["The earlier version is back"]


def test_a_red_flag_stands_beside_its_entry(qtbot: QtBot, show: ShowPage, diary: Diary) -> None:
    diary.add(SideEffect(effect="blood_urine", grade=Grade.MILD, start=NOW))
    page = show()
    made = page.rows[0]
    assert made.words.flag == "On the list: call the clinic today"
    call = side_button(made, "Whom to call")
    press(qtbot, call)
    (panel,) = page.findChildren(ReplyPanel)
    assert panel.isVisible()
    press(qtbot, call)
    qtbot.waitUntil(lambda: not page.findChildren(ReplyPanel))


def test_arrows_walk_the_rows(qtbot: QtBot, show: ShowPage, diary: Diary) -> None:
    one_of_each(diary)
    page = show()
    page.rows[0].setFocus()
    qtbot.keyClick(page.rows[0], Qt.Key.Key_Down)
    qtbot.waitUntil(page.rows[1].hasFocus)
    qtbot.keyClick(page.rows[1], Qt.Key.Key_Up)
    qtbot.keyClick(page.rows[0], Qt.Key.Key_Up)
    qtbot.waitUntil(page.rows[0].hasFocus)


def test_each_kind_can_be_added(qtbot: QtBot, show: ShowPage) -> None:
    page = show()
    titles = []
    for action in page.add.menu().actions():
        opened: list[object] = []
        with_dialog(FormDialog, opened, lambda dialog: titles.append(dialog.windowTitle()))
        action.trigger()
    assert titles == [
        "Check-in for another time",
        "Side effect",
        "Plan a session",
        "Medicine",
        "Question for the doctor",
        "Note",
        "Appointment",
    ]


def test_a_session_that_lies_behind_opens_to_be_recorded(
    qtbot: QtBot, show: ShowPage, diary: Diary, ways: RecordingWays
) -> None:
    page = show()
    opened: list[object] = []

    def fill(dialog: FormDialog) -> None:
        dialog.form.fields["plan"].set_raw(f"{date(2026, 11, 19)} 14:00")
        dialog.save()

    with_dialog(FormDialog, opened, fill)
    page.add.menu().actions()[2].trigger()
    assert ways.pages == [("session", diary.entries(Session)[0].id)]


def test_in_the_window_a_delete_can_be_undone_by_key(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    diary.add(Note(at=NOW, words="one"))
    window.open_page("log")
    page = window._pages["log"]
    assert isinstance(page, LogPage)
    page.rows[0].setFocus()
    qtbot.keyClick(page.rows[0], Qt.Key.Key_Delete)
    assert page.rows == []
    assert "Moved to the bin" in window._answer.text()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [made.words.words for made in page.rows] == ["one"]
