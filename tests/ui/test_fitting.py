# SPDX-License-Identifier: Apache-2.0
"""A window as large as what it shows: it scrolls only what does not fit, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from companion.ui.fitting import Fitting
from companion.ui.widgets.basics import Flow
from tests.ui.gestures import bring_up

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.ui.context import Context

PARTS, WIDTH, HEIGHT, GAP = 3, 120, 200, 10
WHOLE = PARTS * WIDTH + (PARTS - 1) * GAP


class Parts(Fitting):
    """Shows parts that stand in one line where they have all the width, and in two otherwise."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent, WHOLE)
        flow = Flow(GAP)
        self._inner.setLayout(flow)
        for _part in range(PARTS):
            part = QFrame()
            part.setFixedSize(WIDTH, HEIGHT)
            flow.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    @property
    def bar_is_there(self) -> bool:
        return self._area.verticalScrollBar().isVisible()


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def parts(qtbot: QtBot, context: Context, parent: QWidget) -> Parts:
    made = Parts(context, parent)
    bring_up(qtbot, made)
    return made


def test_it_comes_up_as_high_as_it_needs_to_be(parts: Parts) -> None:
    assert (parts.width(), parts.height()) == (WHOLE, HEIGHT)
    assert not parts.bar_is_there


def test_a_bar_that_was_needed_on_the_way_goes_again(parts: Parts) -> None:
    """It would take the width with which the parts stand in one line, and so be needed."""
    for height, needed in ((HEIGHT - 20, True), (HEIGHT, False), (HEIGHT - 1, True)):
        parts.resize(WHOLE, height)
        QApplication.processEvents()
        assert parts.bar_is_there is needed
    parts._area.verticalScrollBar().setValue(1000)
    last = parts._inner.findChildren(QFrame)[-1]
    assert parts._area.rect().contains(last.mapTo(parts._area, last.rect().bottomRight()))
