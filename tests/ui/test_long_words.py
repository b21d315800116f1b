# SPDX-License-Identifier: Apache-2.0
"""Whatever was typed, nothing grows wider than its place: there is no scrolling sideways."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from companion.ui.making_pages import page_names
from companion.ui.pages.page import Page
from companion.ui.pages.prepare import PreparePage
from companion.ui.widgets.basics import (
    PIECE,
    Columns,
    breakable,
    button,
    label,
    shortened,
    unmarked,
)
from tests.accessibility.dialogs import ALL
from tests.ui import long_words

if TYPE_CHECKING:
    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow

WORD = "W" * long_words.LETTERS
SENTENCE = "what was typed here, " * (long_words.LETTERS // 21)
LEAST = (1024, 700)


def settle() -> None:
    """Let everything be laid out that is laid out only once something else has its place."""
    for _round in range(4):
        QApplication.processEvents()


def pages(window: MainWindow, session: str) -> Iterator[tuple[str, Page]]:
    """Open every page, one after the other."""
    for name in page_names():
        window.open_page(name, session if name in ("session", "session_day") else "")
        window.page.complete()
        settle()
        yield name, window.page


def steps(window: MainWindow, walk: str) -> Iterator[tuple[str, Page]]:
    """Open the steps of a walk in which something was typed, and the end."""
    window.open_page("prepare", walk)
    page = window.page
    assert isinstance(page, PreparePage)
    answers = [screen[0].answer for screen in page._screens]
    typed = [at for at, answer in enumerate(answers) if answer and (answer.words or answer.reason)]
    for at in (*typed[:6], len(page._screens)):
        page._go(at)
        settle()
        yield f"{walk} {at}", page


def wide(whole: QWidget, name: str) -> Iterator[str]:
    """Give what is wider than its place, and what is cut off."""
    areas = [whole] if isinstance(whole, QScrollArea) else whole.findChildren(QScrollArea)
    for area in areas:
        sheet, room = area.widget(), area.viewport().width()
        if sheet is not None and area.isVisible() and sheet.width() > room:
            yield f"{name}: {sheet.width()} > {room}"
    for part in whole.findChildren(QWidget):
        if not part.isVisible() or not isinstance(part, QAbstractButton | QLabel):
            continue
        in_one_line = not isinstance(part, QLabel) or not part.wordWrap()
        if in_one_line and part.text() and part.width() < part.minimumSizeHint().width():
            yield f"{name}: {part.text()[:40]!r} {part.width()}"


@pytest.mark.parametrize(
    ("words", "text_size"),
    [(WORD, 150), (WORD, 200), (SENTENCE, 150)],
    ids=["a word", "a word, at its largest", "a sentence"],
)
def test_no_page_is_wider_than_its_place(
    window: MainWindow, diary: Diary, content: Content, words: str, text_size: int
) -> None:
    session = long_words.fill(diary, content, words)
    window.context.keep(replace(window.context.preferences, text_size=text_size, country="IE"))
    window.resize(*LEAST)
    QApplication.processEvents()
    found = [each for name, page in pages(window, session) for each in wide(page, name)]
    if text_size == 150:
        for walk in ("session", "consultation"):
            found += [each for name, page in steps(window, walk) for each in wide(page, name)]
    assert found == []


def test_no_dialog_is_wider_than_the_screen(
    window: MainWindow, diary: Diary, content: Content, tmp_path: Path
) -> None:
    long_words.fill(diary, content, WORD)
    window.context.keep(replace(window.context.preferences, text_size=150, country="IE"))
    window.resize(*LEAST)
    found = []
    for name, show in ALL.items():
        folder = tmp_path / name.replace(" ", "_")
        folder.mkdir()
        dialog = show(window, folder)
        dialog.show()
        settle()
        if dialog.width() > LEAST[0]:
            found.append(f"{name}: {dialog.width()}")
        found += wide(dialog, name)
        dialog.close()
    assert found == []


def test_words_are_told_and_copied_as_they_were_typed(qapp: QApplication) -> None:
    """Where they are broken to be shown, nothing of that is in their name nor on the clipboard."""
    shown = label(WORD, wrap=False)
    assert shown.minimumSizeHint().width() < 200
    assert (shown.text(), shown.accessibleName()) == (WORD, WORD)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
    shown.setSelection(0, len(QLabel.text(shown)))
    press_copy = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    shown.keyPressEvent(press_copy)
    assert QApplication.clipboard().text() == WORD
    shown.setText("short")
    assert (shown.text(), shown.accessibleName(), shown.wordWrap()) == ("short", "", False)


def test_a_name_of_its_own_stays_and_what_belongs_together_is_not_parted(
    qapp: QApplication,
) -> None:
    shown = label("short")
    shown.setAccessibleName("Named")
    shown.setText(WORD)
    shown.setText("short again")
    assert shown.accessibleName() == "Named"
    family = "👩\u200d👩\u200d👧"
    parts = breakable("e\u0301" * 20 + family * 9 + "👍🏽").split("\u200b")
    assert max(map(len, parts)) <= PIECE * len(family)
    assert not any(part[0] in "\u0301\u200d🏽" for part in parts)
    assert breakable(breakable(WORD)) == breakable(WORD)
    for word in ("สวัสดีครับ", "क्षिक्षिक्षि", "מַרְגִּישׁ"):
        cut = breakable(word * 9).split("\u200b")
        assert len(cut) > 3
        assert not any(unicodedata.category(part[0]).startswith("M") for part in cut)


def test_a_button_tells_how_a_long_text_begins_and_is_named_by_all_of_it(
    context: Context,
) -> None:
    made = button(unmarked(f"{WORD} & more"))
    assert len(made.text()) < 30
    assert made.text().endswith("…")
    assert made.accessibleName() == f"{WORD} & more"
    assert shortened("It is on your list for the doctor") == "It is on your list for the doctor"


def test_columns_fold_when_their_words_grow(qtbot: QtBot, context: Context) -> None:
    """The width of the whole is the same: only what stands in it is another."""
    first, second, place = button("a"), button("b"), QWidget()
    qtbot.addWidget(place)
    whole = Columns([(first, 1), (second, 1)], narrow=0)
    whole.setParent(place)
    whole.resize(300, 200)
    place.show()
    settle()
    assert first.y() == second.y()
    first.setText("What is new since last time")
    second.setText("Medicines they ask about")
    settle()
    assert whole.width() == 300
    assert first.y() < second.y()
    assert first.width() >= first.minimumSizeHint().width()
