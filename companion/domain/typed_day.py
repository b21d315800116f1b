# SPDX-License-Identifier: Apache-2.0
"""A day as a person types it: taken where it can mean one day only, never guessed.

What is left out is that of the day shown before: "30" is another day of its month, "30/12" one of
its year. The digits may be those of any script.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from enum import Enum, auto

from msgspec import Struct

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""Beyond these a year is mistyped."""

NEAR = 20
"""Years from the day shown within which two digits are enough for a year."""

_PARTS = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"[\s.,/\-\u2010-\u2014\u200e\u200f]*")
_SHORTEST = 3
"""Letters that name a month or a day of the week."""

_LONGEST = 80
"""Characters beyond which it is no day that was pasted."""

_ORDINALS = frozenset(("st", "nd", "rd", "th"))


class Why(Enum):
    """Why what was typed is not one day."""

    NO_DAY = auto()
    NOT_IN_CALENDAR = auto()
    TWO_DAYS = auto()
    SHORT_YEAR = auto()


class NotOneDay(ValueError):
    """What was typed is no day, or leaves open which one; ``instead`` are those it may mean."""

    def __init__(self, why: Why, instead: tuple[date, ...] = ()) -> None:
        super().__init__(why.name)
        self.why = why
        self.instead = instead


class Calendar(Struct, frozen=True):
    """How a language writes days.

    ``order`` is that of its dates in digits, as "dmy". Each month and each day of the week, from
    Monday on, has several names. ``fillers`` are words that stand between.
    """

    order: str
    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[tuple[str, ...], ...]
    fillers: tuple[str, ...] = ()


def read_day(typed: str, calendar: Calendar, shown: date) -> date:
    """Give the day that was typed over the day shown. Raises NotOneDay.

    Only where a language begins with the day are digits read in one order alone. Elsewhere they may
    be meant as the field shows them, the day first, so that the two orders have to agree.
    """
    parts = list(_parts(typed, calendar))
    digits = [part for part in parts if part.isdecimal()]
    month, weekday = _named(parts, calendar)
    found = {_day(told, shown) for told in _ways(digits, month, calendar.order)}
    days = sorted(day for day in found if day is not None)
    if not days:
        raise NotOneDay(Why.NOT_IN_CALENDAR)
    if len(days) > 1:
        raise NotOneDay(Why.TWO_DAYS, tuple(days))
    # The one shown before may still stand there, where only the rest was written anew.
    if weekday is not None and weekday not in (days[0].weekday(), shown.weekday()):
        raise NotOneDay(Why.NO_DAY)
    return days[0]


def _parts(typed: str, calendar: Calendar) -> Iterator[str]:
    """Give the digits and words of what was typed, plain; raises NotOneDay for any other sign."""
    text = _plain(typed[: _LONGEST + 1])
    if (
        len(text) > _LONGEST
        or not text[:1].isalnum()
        or not _BETWEEN.fullmatch(_PARTS.sub("", text))
    ):
        raise NotOneDay(Why.NO_DAY)
    fillers = {_plain(word) for word in calendar.fillers} | _ORDINALS
    for part in _PARTS.findall(text):
        if part not in fillers:
            yield str(int(part)).zfill(len(part)) if part.isdecimal() else part


def _plain(words: str) -> str:
    """Give words without accents and in small letters, since both are left out in typing."""
    apart = unicodedata.normalize("NFKD", words.strip().casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _named(parts: Sequence[str], calendar: Calendar) -> tuple[int | None, int | None]:
    """Give the month and the day of the week that are told by name, each None where it is not."""
    words = [part for part in parts if not part.isdecimal()]
    as_month = [_place(word, calendar.months) for word in words]
    as_weekday = [_place(word, calendar.weekdays) for word in words]
    match as_month, as_weekday:
        case [], []:
            return None, None
        case [None], [int(weekday)]:
            return None, weekday
        case [int(month)], [None]:
            return month + 1, None
        case [int(month)], [int()] if parts[0] not in words:
            return month + 1, None
        case [_, int(month)], [int(weekday), _]:
            return month + 1, weekday
        case [int(month), _], [_, int(weekday)]:
            return month + 1, weekday
    raise NotOneDay(Why.NO_DAY)


def _place(word: str, names: Iterable[Iterable[str]]) -> int | None:
    """Give the place of the one thing that a word names, be it cut short."""
    found = [at for at, known in enumerate(names) if any(_names(word, name) for name in known)]
    return found[0] if len(found) == 1 else None


def _names(word: str, name: str) -> bool:
    whole = _plain(name).rstrip(".")
    return word == whole or (len(word) >= _SHORTEST and whole.startswith(word))


def _ways(digits: Sequence[str], month: int | None, order: str) -> Iterator[dict[str, str]]:
    """Give each way to read digits: what stands for day, month and year; raises NotOneDay."""
    lengths = [len(each) for each in digits]
    if month is not None:
        match lengths:
            case [1 | 2] | [1 | 2, 2 | 4]:
                yield {"m": str(month), **dict(zip("dy", digits, strict=False))}
                return
            case [4, 1 | 2]:
                yield {"m": str(month), **dict(zip("yd", digits, strict=True))}
                return
        raise NotOneDay(Why.NO_DAY)
    match lengths:
        case [1 | 2]:
            yield {"d": digits[0]}
        case [1 | 2, 1 | 2] | [1 | 2, 1 | 2, 2 | 4]:
            for way in dict.fromkeys(("dmy", order)):
                without = way.replace("y", "")
                told = way if lengths[2:] == [2] else f"{without}y"
                yield dict(zip(told, digits, strict=False))
        case [4, 1 | 2, 1 | 2]:
            yield dict(zip("ymd", digits, strict=True))
        case [4 | 6 | 8]:
            yield from _ways(_cut(digits[0]), None, order)
        case _:
            raise NotOneDay(Why.NO_DAY)


def _cut(row: str) -> tuple[str, ...]:
    """Give a row of digits as day and month, and year. One alone may be a year: it is not taken."""
    if len(row) == 8 and FIRST_YEAR <= int(row[:4]) <= LAST_YEAR and int(row[2:4]) > 12:
        return row[:4], row[4:6], row[6:]
    if len(row) == 8 and not FIRST_YEAR <= int(row[4:]) <= LAST_YEAR:
        return row[:4], row[4:6], row[6:]
    if len(row) == 4 and FIRST_YEAR <= int(row) <= LAST_YEAR:
        raise NotOneDay(Why.NO_DAY)
    return tuple(part for part in (row[:2], row[2:4], row[4:]) if part)


def _day(told: dict[str, str], shown: date) -> date | None:
    """Give the day of what was told, the rest being that of the day shown; None for no day."""
    year = _year(told["y"], shown) if "y" in told else shown.year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    with suppress(ValueError):
        return date(year, int(told.get("m", shown.month)), int(told["d"]))
    return None


def _year(digits: str, shown: date) -> int:
    """Give a year; one of two digits is the one near the day shown."""
    if len(digits) == 4:
        return int(digits)
    century = shown.year - shown.year % 100
    for year in (century + shift + int(digits) for shift in (-100, 0, 100)):
        if abs(year - shown.year) <= NEAR:
            return year
    raise NotOneDay(Why.SHORT_YEAR)
