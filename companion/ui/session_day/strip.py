# SPDX-License-Identifier: Apache-2.0
"""What was noted so far, in one line, the newest first."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from companion.language import _
from companion.ui.widgets.basics import clear, label, scaled

GAP = 32
AROUND = 22


class Strip(QFrame):
    """Shows as many things as fit; a screen reader is told all of them."""

    spoken_as = QAccessible.Role.Grouping

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("Noted so far, newest first"))
        self._said: Sequence[str] = ()
        self._labels: list[QLabel] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(AROUND, 0, AROUND, 0)
        self._line.setSpacing(GAP)
        self.setFixedHeight(scaled(54))

    def show_said(self, said: Sequence[str]) -> None:
        """Show what was noted, the newest first."""
        if said == self._said and self._labels:
            return
        self._said = said
        clear(self._line)
        shown = said or (_("What you note appears here."),)
        self._labels = [_line(each) if said else label(each, "daySmall") for each in shown]
        for made in self._labels:
            self._line.addWidget(made, 0 if said else 1)
        if said:
            self._line.addStretch(1)
        self.setAccessibleDescription("; ".join(said))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Let it shrink to part of the newest."""
        return QSize(scaled(120), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 2 * AROUND
        for place, made in enumerate(self._labels):
            made.ensurePolished()
            metrics = made.fontMetrics()
            if self._said and place == 0:
                # The newest is always there, as far as there is room for it.
                made.setText(
                    metrics.elidedText(self._said[0], Qt.TextElideMode.ElideRight, room - 2)
                )
            needed = metrics.horizontalAdvance(made.text()) + 2
            made.setVisible(place == 0 or needed <= room)
            if place == 0:
                made.setMaximumWidth(max(0, room))
            room -= needed + GAP if place == 0 or needed <= room else room


def _line(said: str) -> QLabel:
    """Give what was noted in one line, which ends in dots where it is too long."""
    made = QLabel(said)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", "daySmall")
    return made
