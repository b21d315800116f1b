# SPDX-License-Identifier: Apache-2.0
"""The month that drops down from a date, in the app's hand."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QToolButton

WEEKEND = (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday)


def let_point_at_a_day(edit: QDateEdit) -> None:
    """Let a date be chosen from a month too: no day stands out, and no week has a number."""
    edit.setCalendarPopup(True)
    month = QCalendarWidget(edit)
    edit.setCalendarWidget(month)
    month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    for day in WEEKEND:
        month.setWeekdayTextFormat(day, QTextCharFormat())
    turned = edit.layoutDirection() is Qt.LayoutDirection.RightToLeft
    for name, sign in (("prev", "›" if turned else "‹"), ("next", "‹" if turned else "›")):
        made = month.findChild(QToolButton, f"qt_calendar_{name}month")
        if isinstance(made, QToolButton):
            # Its own sign is black in the dark too.
            made.setIcon(QIcon())
            made.setText(sign)
