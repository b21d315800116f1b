# SPDX-License-Identifier: Apache-2.0
"""The diagnostic report in the window: seen whole, shortened, and only then saved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from companion.domain.records import CheckIn, Person
from companion.ui.context import Context
from companion.ui.dialogs import diagnosis
from companion.ui.dialogs.diagnosis import Diagnosis


@pytest.fixture
def dialog(qtbot: QtBot, context: Context) -> Iterator[Diagnosis]:
    context.diary.add(Person(name="Alexandra Canary", clinic="Canary House"))
    context.diary.add(CheckIn(at=context.now(), mood=3, words="a canary sang"))
    parent = QWidget()
    qtbot.addWidget(parent)
    made = Diagnosis(context, parent)
    made.show()
    # Not returned: the window it belongs to would be gone with this function.
    yield made
    parent.close()


def save(qtbot: QtBot, dialog: Diagnosis) -> None:
    button = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Save …")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_shows_all_and_nothing_of_the_diary(dialog: Diagnosis) -> None:
    text = dialog.text.toPlainText()
    assert "PySide6" in text
    assert "record.db" in text
    assert "anary" not in text
    assert str(Path.home()) not in text
    assert not dialog.text.isReadOnly()


def test_what_is_saved_is_what_was_left_standing(
    qtbot: QtBot, dialog: Diagnosis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.txt"
    monkeypatch.setattr(diagnosis, "ask_where_to_save", lambda *_: target)
    dialog.text.setPlainText("only this")
    save(qtbot, dialog)
    assert target.read_text() == "only this"
    assert "Saved as" in dialog.answer.text()


def test_nothing_is_written_without_a_place_and_a_bad_place_is_told(
    qtbot: QtBot, dialog: Diagnosis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr(diagnosis, "ask_where_to_save", lambda *_: None)
    save(qtbot, dialog)
    assert sorted(tmp_path.rglob("*")) == before
    monkeypatch.setattr(diagnosis, "ask_where_to_save", lambda *_: tmp_path / "no" / "x.txt")
    save(qtbot, dialog)
    assert "is not there" in dialog.answer.text()
