# SPDX-License-Identifier: Apache-2.0
"""The blank week is saved from where a person fills in earlier days, and beside the other files."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from companion.domain.records import Tracker, TrackerKind
from companion.storage.diary import Diary
from companion.ui import file_dialogs
from companion.ui.cards.week_sheet import WeekSheetOffer
from companion.ui.main_window import MainWindow
from companion.ui.pages.catch_up import CatchUpPage
from companion.ui.pages.page import Page
from companion.ui.pages.report import ReportPage
from tests.ui.gestures import open_page, press, press_words, read


def offer_in(page: Page) -> WeekSheetOffer:
    (offer,) = page.findChildren(WeekSheetOffer)
    return offer


def test_a_week_with_the_trackers_of_now_is_saved_where_it_was_asked(
    qtbot: QtBot, window: MainWindow, diary: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary.add(Tracker(name="Time outside", kind=TrackerKind.NUMBER, unit="min"))
    asked: list[object] = []

    def ask(_parent: object, title: str, path: Path, _kind: str) -> Path:
        asked.extend((title, path.name))
        return tmp_path / "week"

    monkeypatch.setattr(file_dialogs, "ask_where_to_save", ask)
    page = open_page(window, "catch_up", CatchUpPage)
    press(qtbot, offer_in(page).press)
    qtbot.waitUntil(lambda: "Saved as “week.pdf”." in read(page), timeout=20_000)
    assert asked == ["Save the sheet", "companion-week.pdf"]
    (sheet,) = PdfReader(io.BytesIO((tmp_path / "week.pdf").read_bytes())).pages
    assert "Time outside" in sheet.extract_text()
    assert read(page).count("Blank week sheet") == 1


def test_it_stands_beside_the_other_files_and_nothing_is_saved_where_the_dialog_is_left(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(window, "report", ReportPage)
    page.others.open()
    monkeypatch.setattr(file_dialogs, "ask_where_to_save", lambda *_asked: None)
    before = set(tmp_path.rglob("*.pdf"))
    press_words(qtbot, page.others, "Blank week sheet (PDF) …")
    assert "Saved as" not in read(page.others)
    assert set(tmp_path.rglob("*.pdf")) == before
