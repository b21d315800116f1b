# SPDX-License-Identifier: Apache-2.0
"""A typed day is the one day it can mean, or it is refused."""

from datetime import date

import pytest

from companion.domain.typed_day import Calendar, NotOneDay, Why, read_day

SHOWN = date(2026, 11, 24)  # a Tuesday, "mar" in Spanish, where March is "mar" too

ENGLISH = Calendar(
    order="dmy",
    months=(
        ("January", "Jan"),
        ("February", "Feb"),
        ("March", "Mar"),
        ("April", "Apr"),
        ("May", "May"),
        ("June", "Jun"),
        ("July", "Jul"),
        ("August", "Aug"),
        ("September", "Sept"),
        ("October", "Oct"),
        ("November", "Nov"),
        ("December", "Dec"),
    ),
    weekdays=(
        ("Monday", "Mon"),
        ("Tuesday", "Tue"),
        ("Wednesday", "Wed"),
        ("Thursday", "Thu"),
        ("Friday", "Fri"),
        ("Saturday", "Sat"),
        ("Sunday", "Sun"),
    ),
)
SPANISH = Calendar(
    order="dmy",
    months=(
        ("enero", "ene"),
        ("febrero", "feb"),
        ("marzo", "mar"),
        ("abril", "abr"),
        ("mayo", "may"),
        ("junio", "jun"),
        ("julio", "jul"),
        ("agosto", "ago"),
        ("septiembre", "sept"),
        ("octubre", "oct"),
        ("noviembre", "nov"),
        ("diciembre", "dic"),
    ),
    weekdays=(
        ("lunes", "lun"),
        ("martes", "mar"),
        ("miércoles", "mié"),
        ("jueves", "jue"),
        ("viernes", "vie"),
        ("sábado", "sáb"),
        ("domingo", "dom"),
    ),
    fillers=("de",),
)
AMERICAN = Calendar(order="mdy", months=ENGLISH.months, weekdays=ENGLISH.weekdays)
YEAR_FIRST = Calendar(order="ymd", months=ENGLISH.months, weekdays=ENGLISH.weekdays)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("30", date(2026, 11, 30)),
        ("5", date(2026, 11, 5)),
        ("27.11.", date(2026, 11, 27)),
        ("27/12", date(2026, 12, 27)),
        ("5/6", date(2026, 6, 5)),
        ("27.11.2026", date(2026, 11, 27)),
        ("27/11/2026", date(2026, 11, 27)),
        (" 27 - 11 - 2027 ", date(2027, 11, 27)),
        ("1 2 27", date(2027, 2, 1)),
        ("2026-11-27", date(2026, 11, 27)),
        ("2027/1/2", date(2027, 1, 2)),
        ("3012", date(2026, 12, 30)),
        ("271126", date(2026, 11, 27)),
        ("27112027", date(2027, 11, 27)),
        ("20112011", date(2011, 11, 20)),
        ("20261127", date(2026, 11, 27)),
        ("20101112", date(2010, 11, 12)),
        ("27 Nov", date(2026, 11, 27)),
        ("27nov26", date(2026, 11, 27)),
        ("Nov 27, 2027", date(2027, 11, 27)),
        ("2027 Nov 3", date(2027, 11, 3)),
        ("1st September 2027", date(2027, 9, 1)),
        ("3 sep.", date(2026, 9, 3)),
        ("Fri 27 Nov 2026", date(2026, 11, 27)),
        ("Friday 27", date(2026, 11, 27)),
        ("Tue 25 Nov 2026", date(2026, 11, 25)),
        ("29 Feb 2028", date(2028, 2, 29)),
        ("٢٧/١١/٢٠٢٦", date(2026, 11, 27)),
    ],
)
def test_a_day_is_read_as_it_is_written(typed: str, day: date) -> None:
    assert read_day(typed, ENGLISH, SHOWN) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("27 nov 2027", date(2027, 11, 27)),
        ("27 de noviembre de 2027", date(2027, 11, 27)),
        ("Sabado 28 nov", date(2026, 11, 28)),
        ("5 mar", date(2026, 3, 5)),
        ("mar 24 nov 2026", date(2026, 11, 24)),
        ("mar 3 mar 2026", date(2026, 3, 3)),
    ],
)
def test_in_another_language_too(typed: str, day: date) -> None:
    assert read_day(typed, SPANISH, SHOWN) == day


@pytest.mark.parametrize(
    ("typed", "calendar", "day"),
    [
        ("11/27/2026", AMERICAN, date(2026, 11, 27)),
        ("27/11/2026", AMERICAN, date(2026, 11, 27)),
        ("11/11", AMERICAN, date(2026, 11, 11)),
        ("27", AMERICAN, date(2026, 11, 27)),
        ("2026-11-12", AMERICAN, date(2026, 11, 12)),
        ("Nov 12", AMERICAN, date(2026, 11, 12)),
        ("2026-11-12", YEAR_FIRST, date(2026, 11, 12)),
        ("31-11-26", YEAR_FIRST, date(2031, 11, 26)),
    ],
)
def test_where_the_month_comes_first_both_orders_have_to_agree(
    typed: str, calendar: Calendar, day: date
) -> None:
    assert read_day(typed, calendar, SHOWN) == day


@pytest.mark.parametrize(
    ("typed", "calendar", "instead"),
    [
        ("11/12/2026", AMERICAN, (date(2026, 11, 12), date(2026, 12, 11))),
        ("1112", AMERICAN, (date(2026, 11, 12), date(2026, 12, 11))),
        ("26-11-27", YEAR_FIRST, (date(2026, 11, 27), date(2027, 11, 26))),
    ],
)
def test_what_can_be_two_days_is_neither(
    typed: str, calendar: Calendar, instead: tuple[date, ...]
) -> None:
    with pytest.raises(NotOneDay) as refused:
        read_day(typed, calendar, SHOWN)
    assert (refused.value.why, refused.value.instead) == (Why.TWO_DAYS, instead)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/2/2026", Why.NOT_IN_CALENDAR),
        ("31", Why.NOT_IN_CALENDAR),
        ("0", Why.NOT_IN_CALENDAR),
        ("12/27/2026", Why.NOT_IN_CALENDAR),
        ("29 Feb 2026", Why.NOT_IN_CALENDAR),
        ("27/11/0226", Why.NOT_IN_CALENDAR),
        ("27/11/54", Why.SHORT_YEAR),
        ("27/11/226", Why.NO_DAY),
        ("27/11/20266", Why.NO_DAY),
        ("", Why.NO_DAY),
        ("   ", Why.NO_DAY),
        ("-5", Why.NO_DAY),
        ("5:30", Why.NO_DAY),
        ("27/11/2026 14:00", Why.NO_DAY),
        ("11/2026", Why.NO_DAY),
        ("2026", Why.NO_DAY),
        ("Nov", Why.NO_DAY),
        ("Nov 2026", Why.NO_DAY),
        ("Nov Dec 3", Why.NO_DAY),
        ("tomorrow", Why.NO_DAY),
        ("Fri", Why.NO_DAY),
        ("Mon 27 Nov", Why.NO_DAY),
        ("ju 5", Why.NO_DAY),
        ("27112", Why.NO_DAY),
        ("1" * 5000, Why.NO_DAY),
    ],
)
def test_what_is_no_day_is_refused(typed: str, why: Why) -> None:
    with pytest.raises(NotOneDay) as refused:
        read_day(typed, ENGLISH, SHOWN)
    assert refused.value.why is why


@pytest.mark.parametrize("typed", ["mar 5", "mar 24  2026"])
def test_a_word_that_is_a_month_and_a_day_of_the_week_is_not_guessed(typed: str) -> None:
    with pytest.raises(NotOneDay):
        read_day(typed, SPANISH, SHOWN)


def test_two_digits_are_the_year_near_the_day_shown() -> None:
    assert read_day("12/3/54", ENGLISH, date(1960, 1, 1)) == date(1954, 3, 12)
    assert read_day("12/3/99", ENGLISH, date(2003, 1, 1)) == date(1999, 3, 12)
    assert read_day("12/3/01", ENGLISH, date(1995, 1, 1)) == date(2001, 3, 12)
