# SPDX-License-Identifier: Apache-2.0
"""Days and numbers as the window's charts write them, by what Qt knows of the language."""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QDate, QLocale

from companion.numbers import exact
from companion.report.wording import MINUS, Wording

GROUPED_FROM = 1000
"""Numbers from here on may be divided into groups, which the report's wording knows."""


class ScreenWording(Wording, frozen=True, kw_only=True):
    """Writes as the report does, without Babel, which takes longer to load than a chart to draw."""

    def written(self, day: date, pattern: str) -> str:
        """Write a day by a pattern of the Unicode LDML; Qt has another letter for the year."""
        return QLocale().toString(QDate(day.year, day.month, day.day), _of_qt(pattern))

    def number(self, value: float, places: int = 1) -> str:
        """Write a number with at most so many decimal places, and a real minus sign."""
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places))
        if abs(rounded) >= GROUPED_FROM:
            return super().number(value, places)
        return exact(float(rounded)).replace("-", MINUS)


def _of_qt(pattern: str) -> str:
    """Give a pattern as Qt reads it; what stands in quotation marks is as it is."""
    parts = pattern.split("'")
    parts[::2] = [part.replace("y", "yyyy") for part in parts[::2]]
    return "'".join(parts)
