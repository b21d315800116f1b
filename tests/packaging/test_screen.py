# SPDX-License-Identifier: Apache-2.0
"""The screen that the window tests run on behaves like a real one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

PLUGINS = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"

needs_x11 = pytest.mark.skipif(
    os.environ.get("QT_QPA_PLATFORM") != "xcb" or not shutil.which("xdotool"),
    reason="only on the X11 screen that `dev.py test` starts",
)


@needs_x11
def test_a_window_gets_the_keyboard_and_what_is_typed(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    line.activateWindow()
    qtbot.waitUntil(line.hasFocus)
    subprocess.run(["xdotool", "type", "Sunday 9 am"], check=True)
    qtbot.waitUntil(lambda: line.text() == "Sunday 9 am")


@needs_x11
def test_the_screen_has_the_size_the_tests_count_on(qapp: QApplication) -> None:
    assert qapp.primaryScreen().size().toTuple() == (1600, 1200)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux libraries")
@pytest.mark.parametrize("plugin", ["xcb", "wayland", "offscreen"])
def test_nothing_is_missing_that_qt_loads_from_the_system(plugin: str) -> None:
    command = ["ldd", str(PLUGINS / f"libq{plugin}.so")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "not found" not in answer.stdout
