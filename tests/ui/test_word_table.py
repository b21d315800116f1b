# SPDX-License-Identifier: Apache-2.0
"""A table of words is as high as its rows, with room for the bar below where there is one."""

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from companion.ui.main_window import MainWindow
from companion.ui.trends.word_table import WordModel, WordTable

COLUMNS = ("Effect", "Times", "Worst", "Lasted", "Now")
ENOUGH = 40
"""So often at most a table may find its height in a window of one size."""


class Counted(WordTable):
    """Counts how often it looks for its height."""

    fits = 0

    def _fit(self) -> None:
        self.fits += 1
        assert self.fits <= ENOUGH, "it never comes to rest"
        super()._fit()


@pytest.mark.parametrize("rows", [6, 60])
def test_it_comes_to_rest_at_every_width(qtbot: QtBot, window: MainWindow, rows: int) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    table = Counted(window.context.theme, "Side effects")
    layout = QVBoxLayout(place)
    layout.addWidget(table)
    layout.addStretch(1)
    table.show_model(WordModel(COLUMNS, range(rows), _words), most_rows=10)
    place.show()
    bars = set()
    for width in range(300, 640):
        table.fits = 0
        place.resize(width, 600)
        QApplication.processEvents()
        bar = table.horizontalScrollBar()
        bars.add(bar.isVisible())
        assert bar.isVisible() == (table.horizontalHeader().length() > table.viewport().width())
        assert table.verticalScrollBar().isVisible() == (rows > 10)
        if rows <= 10:
            seen, last = table.viewport().rect(), table.model().index(rows - 1, 0)
            assert seen.bottom() >= table.visualRect(last).bottom(), "the last row is in sight"
    assert bars == {True, False}


def _words(row: int, column: int) -> str:
    return ("A side effect of a long name", "1 day", "severe", "two days", "ended")[column]
