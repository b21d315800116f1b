# SPDX-License-Identifier: Apache-2.0
"""What a walk is made into is saved under the name that was chosen, and over nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from companion.storage.diary import Diary
from companion.ui import file_dialogs
from companion.ui.main_window import MainWindow
from companion.ui.pages.prepare import PreparePage
from tests.ui.gestures import open_page, planned, press, read


@pytest.fixture
def page(window: MainWindow, diary: Diary) -> PreparePage:
    planned(diary, "2026-11-26 14:00")
    return open_page(window, "prepare", PreparePage)


@pytest.fixture
def choose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Give what chooses a file to save to by its name, as the person would in the dialog."""

    def choose(name: str) -> Path:
        chosen = tmp_path / "saved" / name
        chosen.parent.mkdir(exist_ok=True)
        monkeypatch.setattr(file_dialogs, "ask_where_to_save", lambda *_asked: chosen)
        return chosen

    return choose


@pytest.mark.parametrize(
    ("chosen", "saved"),
    [
        ("sheet.pdf", "sheet.pdf"),
        ("sheet.PDF", "sheet.PDF"),
        ("sheet", "sheet.pdf"),
        ("for the 3.10", "for the 3.10.pdf"),
        ("notes.txt", "notes.txt.pdf"),
    ],
)
def test_a_name_gets_the_suffix_it_lacks_and_loses_nothing(
    qtbot: QtBot, page: PreparePage, choose: Callable[[str], Path], chosen: str, saved: str
) -> None:
    folder = choose(chosen).parent
    press(qtbot, page.ways.sitter)
    qtbot.waitUntil(lambda: f"Saved as “{saved}”." in read(page.ways), timeout=20_000)
    assert [path.name for path in folder.iterdir()] == [saved]


def test_a_file_that_the_dialog_did_not_ask_about_is_not_replaced(
    qtbot: QtBot, page: PreparePage, choose: Callable[[str], Path]
) -> None:
    there = choose("notes").with_name("notes.pdf")
    there.write_text("of somebody")
    press(qtbot, page.ways.sitter)
    assert "“notes.pdf” is there already. Choose another name." in read(page.ways)
    assert there.read_text() == "of somebody"
    choose("notes.pdf")
    press(qtbot, page.ways.sitter)
    qtbot.waitUntil(lambda: "Saved as “notes.pdf”." in read(page.ways), timeout=20_000)
    assert there.read_bytes().startswith(b"%PDF")
