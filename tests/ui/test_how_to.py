# SPDX-License-Identifier: Apache-2.0
"""Help with the app: where the data is, another computer, trouble, its limits, and every key."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from companion.storage.diary import Diary
from companion.ui import shortcuts
from companion.ui.context import Context
from companion.ui.dialogs.keys import KeysDialog
from companion.ui.main_window import MainWindow
from companion.ui.making_pages import page_names
from companion.ui.pages.how_to import HowToPage
from companion.ui.pages.log import LogPage
from companion.ui.pages.settings import SettingsPage
from companion.ui.side import navigation
from tests.ui.conftest import RecordingWays
from tests.ui.gestures import (
    button_of,
    open_page,
    planned,
    press,
    press_words,
    read,
    with_dialog,
)


@pytest.fixture
def page(qtbot: QtBot, context: Context, tmp_path: Path) -> HowToPage:
    context.data_folder = tmp_path / "Companion"
    made = HowToPage(context)
    made.resize(900, 700)
    qtbot.addWidget(made)
    made.show()
    made.complete()
    return made


# --- where the data is ----------------------------------------------------------------------------


def test_it_shows_the_real_places_of_this_diary(page: HowToPage, tmp_path: Path) -> None:
    shown = {name: Path(edit.text()) for name, edit in page.places.paths.items()}
    assert shown["Your diary"] == tmp_path / "Companion"
    assert (shown["Your diary"] / "record.db").is_file()
    assert shown["Backups"] == tmp_path / "Companion" / "backups"
    assert shown["Choices"] == tmp_path / "preferences.json"
    assert all(edit.isReadOnly() for edit in page.places.paths.values())


def test_a_path_is_copied_and_its_folder_opened(
    qtbot: QtBot, page: HowToPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    answers = iter((True, False))

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return next(answers)

    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(open_url))
    press(qtbot, button_of(page, "Copy the path: Your diary"))
    assert QGuiApplication.clipboard().text() == str(tmp_path / "Companion")
    assert page.places.answer.text() == "The path is copied."
    press(qtbot, button_of(page, "Open the folder: Choices"))
    assert opened == [str(tmp_path)]
    assert page.places.answer.text().startswith("The folder opens")
    press(qtbot, button_of(page, "Open the folder: Your diary"))
    assert opened[1:] == [str(tmp_path / "Companion")]
    assert "could not be opened" in page.places.answer.text()


# --- what leads on --------------------------------------------------------------------------------


def test_each_step_leads_to_where_it_is_done(
    qtbot: QtBot, page: HowToPage, ways: RecordingWays
) -> None:
    for words in ("To export and import", "To the check", "To the log", "Get help now"):
        press(qtbot, button_of(page, words))
    backups = [one for one in page.findChildren(QAbstractButton) if one.text() == "To the backups"]
    for one in backups:
        press(qtbot, one)
    assert len(backups) == 2
    assert ways.pages == [
        ("settings", "diary"), ("settings", "check"), ("log", ""), ("help", ""),
        ("settings", "backups"), ("settings", "backups"),
    ]  # fmt: skip


def test_settings_lead_there_and_the_steps_back_to_their_card(
    qtbot: QtBot, window: MainWindow
) -> None:
    settings = open_page(window, "settings", SettingsPage)
    press_words(qtbot, settings, "How to use Companion")
    page = window._turning.pages["how_to"]
    page.complete()
    assert "It cannot alert anyone, and nobody reads along. To be heard, please call." in read(page)
    press_words(qtbot, page, "To the check")
    assert window.page is settings
    assert settings.check.check.hasFocus()


def test_everything_focusable_has_a_name(page: HowToPage) -> None:
    for each in page.findChildren(QWidget):
        if each.focusPolicy() is Qt.FocusPolicy.NoFocus or not each.isVisibleTo(page):
            continue
        text = each.text() if isinstance(each, QAbstractButton) else ""
        assert each.accessibleName() or text, each


# --- the keys -------------------------------------------------------------------------------------

ENTER = {"Ctrl+Enter": "Ctrl+Return", "Enter": "Return"}
"""The second key with that name, which does the same."""


def on_sheet() -> set[str]:
    """Give every key of the sheet, those of a range one by one."""
    found: set[str] = set()
    for part in (shortcuts.everywhere(), *shortcuts.of_pages()):
        for each in part.keys:
            found |= {QKeySequence(keys).toString() for keys in each.keys}
            if each.is_range:
                before, first, last = each.keys[0][:-1], each.keys[0][-1], each.keys[1][-1]
                found |= {f"{before}{number}" for number in range(int(first), int(last) + 1)}
    return found


def taken(place: QWidget) -> set[str]:
    """Give every key that the window and its pages answer to."""
    found = {one.key().toString() for one in place.findChildren(QShortcut)}
    return {ENTER.get(keys, keys) for keys in found}


def test_every_key_of_every_page_is_on_the_sheet(window: MainWindow, diary: Diary) -> None:
    session = planned(diary, "2026-11-23 10:30")
    arguments = {"session": session.id, "questionnaire": "phq-9"}
    keys = set()
    for name in page_names():
        if name not in ("session_day", "welcome"):
            window.open_page(name, arguments.get(name, ""))
            keys |= taken(window)
    window.open_page("session_day", session.id)
    keys |= taken(window)
    assert len(keys) > 25
    assert keys - on_sheet() == set()


def test_the_windows_own_keys_are_those_of_the_sheet(window: MainWindow) -> None:
    own = {one.key().toString() for one in window.findChildren(QShortcut) if one.parent() is window}
    pages = [shortcuts.page_keys(number) for number, _page in enumerate(navigation(), 1)]
    one_each = (shortcuts.SETTINGS, shortcuts.UNDO, shortcuts.LOCK, shortcuts.CLOSE)
    told = {*pages, *one_each, *shortcuts.HELP, *shortcuts.SHEET}
    assert own == told


@pytest.mark.parametrize(
    "keys", [("?", Qt.KeyboardModifier.NoModifier), ("/", Qt.KeyboardModifier.ControlModifier)]
)
def test_a_key_opens_the_sheet_anywhere_but_where_words_are_typed(
    qtbot: QtBot, window: MainWindow, keys: tuple[str, Qt.KeyboardModifier]
) -> None:
    key, modifier = keys
    said: list[str] = []
    page = open_page(window, "log", LogPage)
    page.search.setFocus()
    qtbot.keyClicks(page.search, "how?")
    assert page.search.text() == "how?"
    came = with_dialog(KeysDialog, lambda dialog: said.append(read(dialog)))
    window.setFocus()
    qtbot.keyClick(window, key, modifier)
    qtbot.waitUntil(lambda: bool(came))
    assert "Undo the last entry, or typing inside a field" in said[0]
    assert "Not up to it today" in said[0]


def test_the_sheet_scrolls_by_key(qtbot: QtBot, window: MainWindow) -> None:
    dialog = KeysDialog(window.context, window)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    bar = dialog._area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(dialog, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    qtbot.keyClick(dialog, Qt.Key.Key_Home)
    assert bar.value() == 0
