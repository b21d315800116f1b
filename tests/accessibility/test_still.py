# SPDX-License-Identifier: Apache-2.0
"""Nothing on the screen moves of itself, so there is no motion that anybody would have to switch off."""

import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from companion import app

ROOT = Path(__file__).resolve().parents[2]
MOVES = re.compile(
    r"Q\w*Animation|QTimeLine|QScroller|QMovie|QSplashScreen|setAnimated|setRange\(0, 0\)"
)
"""What moves in Qt: animations, films, and a bar that does not know how far it is."""


def test_no_part_of_the_program_moves() -> None:
    files = sorted((ROOT / "companion").rglob("*.py"))
    moving = {
        path.relative_to(ROOT).as_posix(): found
        for path in files
        if (found := MOVES.findall(path.read_text(encoding="utf-8")))
    }
    assert len(files) > 100
    assert moving == {}


def test_menus_and_lists_open_at_once(qapp: QApplication) -> None:
    app.application()
    assert [one for one in Qt.UIEffect if qapp.isEffectEnabled(one)] == []
