# SPDX-License-Identifier: Apache-2.0
"""Dates, numbers and lists in the report's language.

Babel is imported where it writes the first of them: the window's charts do without.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from companion.language import _, current, ngettext

if TYPE_CHECKING:
    from babel.core import Locale

MINUS = "\u2212"
SPACE = "\u00a0"
DASH = "\u2013"
TOLD_WEEKS = 104
ANY = 1_000_000
"""As many letters as there are."""
GROUPED_FROM = {"es": 10_000}
"""Languages that leave numbers below this undivided (CLDR's minimum grouping)."""


class Wording(Struct, frozen=True, kw_only=True):
    """How days and numbers are written. ``year`` goes without saying; others are written out."""

    locale: str = msgspec.field(default_factory=current)
    year: int | None = None

    def day(self, moment: date) -> str:
        """Write a day: "14 Oct", with its year unless that goes without saying."""
        return self._unbroken(moment, "d MMM" if moment.year == self.year else "d MMM y")

    def whole_day(self, moment: date) -> str:
        """Write a day with its year: "14 Mar 1988"."""
        return self._unbroken(moment, "d MMM y")

    def period(self, first: date, last: date) -> str:
        """Write a period: "12 October to 23 November 2026"."""
        if first.year != last.year:
            begins = _("d MMMM y")
        elif first.month != last.month:
            begins = _("d MMMM")
        else:
            # Translators: the first day of a period within one month; the month may go unsaid
            begins = _("d' 'MMMM")
        start = self.written(first, begins)
        end = self.written(last, _("d MMMM y"))
        return end if first == last else _("{first} to {last}").format(first=start, last=end)

    def written(self, day: date, pattern: str) -> str:
        """Write a day by a pattern of the Unicode LDML, such as "d MMM y"."""
        return _written(day, pattern, self.locale)

    def number(self, value: float, places: int = 1) -> str:
        """Write a number with at most so many decimal places, and a real minus sign."""
        return _number(value, places, self.locale)

    def percent_lower(self, percent: float) -> str:
        """Write a change from baseline: −57 % when it is lower, +10 % when it is higher."""
        sign = MINUS if percent > 0 else "+"
        return f"{sign}{self.number(abs(percent), 0)}{SPACE}%" if round(percent) else f"0{SPACE}%"

    def _unbroken(self, moment: date, pattern: str) -> str:
        day = moment.date() if isinstance(moment, datetime) else moment
        return self.written(day, pattern).replace(" ", SPACE)


def length(days: int) -> str:
    """Tell how long a period is: days up to 20, then weeks, then years."""
    if days <= 20:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    weeks = round(days / 7)
    if weeks <= TOLD_WEEKS:
        return ngettext("{n} week", "{n} weeks", weeks).format(n=weeks)
    years = round(days / 365.25)
    return ngettext("about {n} year", "about {n} years", years).format(n=years)


def duration(lasted: timedelta) -> str:
    """Tell how long something lasted: minutes, hours, days or weeks."""
    value, unit = _rounded(lasted)
    return _with_unit(str(value), value, unit)


def durations(shortest: timedelta, longest: timedelta) -> str:
    """Tell a range of durations: "2–5 h", or "40 min–2 days" where the units differ."""
    (low, unit), (high, other) = _rounded(shortest), _rounded(longest)
    if unit != other:
        return f"{duration(shortest)}{DASH}{duration(longest)}"
    return duration(longest) if low == high else _with_unit(f"{low}{DASH}{high}", high, unit)


def spans(numbers: Sequence[int]) -> str:
    """Write sorted numbers, neighbours drawn together: "1, 2, 4", "1–3"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = []
    for run in runs:
        parts += [f"{run[0]}{DASH}{run[-1]}"] if len(run) > 2 else [str(one) for one in run]
    return ", ".join(parts)


def listed(
    parts: Iterable[str],
    most: int = 3,
    *,
    beyond: int = 0,
    letters: int = ANY,
    between: str = ", ",
) -> str:
    """Write a list, and how many more there are when it is too long.

    It is cut where it has more parts than ``most`` and one, or than fit in so many letters: of long
    parts there are fewer, yet one at least. ``beyond`` are so many that were not even worded.
    """
    worded = list(parts)
    count = len(worded) + beyond
    kept = count if count <= most + 1 else most
    while kept > 1 and sum(map(len, worded[:kept])) > letters:
        kept -= 1
    if kept == count:
        return between.join(worded)
    return between.join([*worded[:kept], _("{n} more").format(n=count - kept)])


def sentence(text: str) -> str:
    """Give a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def lowered(term: str) -> str:
    """Give a term for the middle of a sentence; an abbreviation keeps its capitals."""
    return term if term[1:2].isupper() else term[:1].lower() + term[1:]


@cache
def _number(value: float, places: int, locale: str) -> str:
    from babel.numbers import format_decimal

    pattern = "#,##0." + "#" * places if places else "#,##0"
    grouped = abs(value) >= GROUPED_FROM.get(locale, 0)
    return format_decimal(value, pattern, locale, group_separator=grouped).replace("-", MINUS)


@cache
def _written(day: date, pattern: str, locale: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, _locale(locale))


@cache
def _locale(name: str) -> "Locale":
    from babel.core import Locale

    return Locale.parse(name)


def _rounded(lasted: timedelta) -> tuple[int, str]:
    minutes = round(lasted.total_seconds() / 60)
    if minutes < 90:
        return max(minutes, 0), "min"
    if minutes < 36 * 60:
        return round(minutes / 60), "h"
    days = round(minutes / 1440)
    return (days, "d") if days < 21 else (round(days / 7), "w")


def _with_unit(words: str, count: int, unit: str) -> str:
    if unit == "min":
        return _("{n} min").format(n=words).replace(" ", SPACE)
    if unit == "h":
        return _("{n} h").format(n=words).replace(" ", SPACE)
    if unit == "d":
        return ngettext("{n} day", "{n} days", count).format(n=words).replace(" ", SPACE)
    return ngettext("{n} week", "{n} weeks", count).format(n=words).replace(" ", SPACE)
