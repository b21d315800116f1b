# SPDX-License-Identifier: Apache-2.0
"""What is copied is marked for history tools and taken back, unless something else came after."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from companion.ui import clipboard

WORDS = "seven groups and an eighth"
SOON = 60


@pytest.fixture
def board(qapp: QApplication) -> Iterator[QClipboard]:
    found = QGuiApplication.clipboard()
    found.clear()
    yield found
    clipboard.take_back()
    found.clear()


def test_what_is_copied_can_be_pasted_and_is_marked(board: QClipboard) -> None:
    clipboard.copy_private(WORDS)
    assert board.text() == WORDS
    marked = board.mimeData()
    assert marked.text() == WORDS
    assert bytes(marked.data("x-kde-passwordManagerHint").data()) == b"secret"


def test_other_systems_have_marks_of_their_own(
    board: QClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    clipboard.copy_private(WORDS)
    formats = board.mimeData().formats()
    for name in (
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    ):
        assert f'application/x-qt-windows-mime;value="{name}"' in formats


def test_it_is_taken_back_after_a_while(qtbot: QtBot, board: QClipboard) -> None:
    assert clipboard.CLEARED_AFTER == 30_000
    clipboard.copy_private(WORDS, cleared_after=SOON)
    qtbot.waitUntil(lambda: board.text() == "", timeout=2000)


def test_what_was_copied_since_stays(qtbot: QtBot, board: QClipboard) -> None:
    clipboard.copy_private(WORDS, cleared_after=SOON)
    board.setText("a shopping list")
    qtbot.wait(3 * SOON)
    assert board.text() == "a shopping list"


def test_a_second_copy_has_its_own_time(qtbot: QtBot, board: QClipboard) -> None:
    clipboard.copy_private(WORDS, cleared_after=SOON)
    clipboard.copy_private(WORDS)
    qtbot.wait(3 * SOON)
    assert board.text() == WORDS


def test_locking_and_closing_take_it_back_at_once(qtbot: QtBot, board: QClipboard) -> None:
    clipboard.copy_private(WORDS)
    clipboard.take_back()
    assert board.text() == ""
    board.setText("a shopping list")
    clipboard.take_back()
    assert board.text() == "a shopping list"


def test_half_a_character_can_be_copied_too(board: QClipboard) -> None:
    clipboard.copy_private("a\ud800b")
    clipboard.take_back()


def test_without_it_what_was_copied_stays(qtbot: QtBot, board: QClipboard) -> None:
    board.setText(WORDS)
    qtbot.wait(3 * SOON)
    assert board.text() == WORDS
    assert not board.mimeData().hasFormat("x-kde-passwordManagerHint")
