# SPDX-License-Identifier: Apache-2.0
"""Signs to look through at a glance: one to a line, the short ones in two columns."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.ui.theme import Theme
from companion.ui.widgets.basics import Columns, Whole, label

SHORT = 40
"""Letters of a sign that stands in a column; a longer one takes the whole width, below them."""
FOLDS_BELOW = 300
"""Pixels at the usual text size under which the columns stand one below the other."""
APART = 4
"""Pixels between two signs, so that a line that wraps is not taken for two."""


class SignList(Whole):
    """Signs in their order, down the one column and then the other; the long ones come last.

    ``lead`` stands close above them.
    """

    def __init__(self, lead: str, signs: Sequence[str], theme: Theme) -> None:
        super().__init__()
        short = [each for each in signs if len(each) <= SHORT]
        half = (len(short) + 1) // 2
        columns = [(_below(part), 1) for part in (short[:half], short[half:]) if part]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(APART)
        whole.addWidget(label(lead))
        whole.addWidget(Columns(columns, narrow=theme.scaled(FOLDS_BELOW)))
        for each in signs:
            if len(each) > SHORT:
                whole.addWidget(label(each))


def _below(signs: Sequence[str]) -> QWidget:
    column = Whole()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(APART)
    for each in signs:
        layout.addWidget(label(each))
    layout.addStretch(1)
    return column
