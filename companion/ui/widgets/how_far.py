# SPDX-License-Identifier: Apache-2.0
"""How far one is, in words and as a line that fills."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from companion.language import _
from companion.ui.widgets.basics import label


def how_far_words(number: int, count: int) -> str:
    """Give "2 of 9"."""
    return _("{number} of {count}").format(number=number, count=count)


def how_far(number: int, count: int) -> QWidget:
    """Give the words, and beside them the line."""
    whole = QWidget()
    line = QHBoxLayout(whole)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(16)
    words = how_far_words(number, count)
    line.addWidget(label(words, "secondary", wrap=False))
    bar = QProgressBar()
    bar.setRange(0, count)
    bar.setValue(number)
    bar.setTextVisible(False)
    bar.setAccessibleName(words)
    line.addWidget(bar, 1)
    return whole
