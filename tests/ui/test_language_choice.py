# SPDX-License-Identifier: Apache-2.0
"""Choosing a language: everything is said in it at once, half-done things stay, and it lasts."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from companion import language, preferences
from companion.domain.records import CheckIn
from companion.ui import languages
from companion.ui.main_window import MainWindow
from companion.ui.pages.settings import SettingsPage
from companion.ui.settings.look import LIKE_THE_SYSTEM
from tests.ui.conftest import Clock


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication) -> Iterator[None]:
    yield
    languages.speak(qapp, "en")


def choose(qtbot: QtBot, window: MainWindow, code: str) -> SettingsPage:
    """Choose a language in the settings and give the page that is shown then."""
    window.open_page("settings")
    page = cast(SettingsPage, window._turning.pages["settings"])
    qtbot.mouseClick(page.look.language.buttons[code], Qt.MouseButton.LeftButton)
    return cast(SettingsPage, window._turning.pages["settings"])


def side(window: MainWindow) -> list[str]:
    """Give what stands at the side."""
    return [made.text() for made in window._side.buttons.values()]


def test_a_language_is_spoken_at_once_everywhere(qtbot: QtBot, window: MainWindow) -> None:
    window.open_page("today")
    page = choose(qtbot, window, "es")
    assert page.title.text() == "Ajustes"
    assert page.look.language.buttons["es"].isChecked()
    assert page.look.language.buttons["es"].hasFocus()
    assert {"Hoy", "Preparar", "Registro", "Evolución", "Informe"} <= set(side(window))
    assert window._saved.undo.text() == "Deshacer"
    assert window.context.content.language == "es"
    window.open_page("today")
    assert window._turning.pages["today"].title.text() == "Lunes 23 de noviembre"
    assert language.current() == "es"


def test_qt_says_its_own_words_in_it_too(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, "es")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Cancelar"
    choose(qtbot, window, "en")
    other = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(other)
    assert other.button(QDialogButtonBox.StandardButton.Cancel).text() == "Cancel"


def test_it_lasts_and_the_system_can_be_followed_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    choose(qtbot, window, "es")
    kept = next(tmp_path.rglob("preferences.json"))
    assert preferences.read(kept).language == "es"
    page = choose(qtbot, window, LIKE_THE_SYSTEM)
    assert preferences.read(kept).language is None
    assert page.title.text() == "Settings"
    # Not the system's own: one that says nothing of a language is spoken to in English.
    assert QLocale().language() == QLocale.Language.English


def test_what_is_answered_is_answered_in_it(qtbot: QtBot, window: MainWindow, clock: Clock) -> None:
    choose(qtbot, window, "es")
    window.context.save(CheckIn(at=clock(), mood=4), "")
    assert window._saved.answer.text() == "Guardado a las 10:00"
    window.undo()
    assert window._saved.answer.text() == "Deshecho."


def test_help_speaks_it(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, "es")
    window.context.keep(replace(window.context.preferences, country="ES"))
    window.open_page("help")
    words = [each.text() for each in window._turning.pages["help"].findChildren(QLabel)]
    assert "Pedir ayuda ya" in words
    assert "Pedir ayuda ya" in side(window)
    assert set(window.context.content.flag_words.values()) & set(words)


@pytest.mark.parametrize("code", ["en", "es"])
def test_a_language_is_called_by_its_own_name(code: str) -> None:
    assert languages.native_name(code) == {"en": "English", "es": "Español"}[code]


def test_each_language_can_be_chosen(qtbot: QtBot, window: MainWindow) -> None:
    page = choose(qtbot, window, "en")
    buttons = page.look.language.buttons
    assert list(buttons) == [LIKE_THE_SYSTEM, *language.available()]
