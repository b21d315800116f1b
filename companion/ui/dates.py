# SPDX-License-Identifier: Apache-2.0
"""Dates and times as the screen says them, in the language's own way."""

from datetime import date, datetime, time

from PySide6.QtCore import QDate, QLocale

from companion.language import _, ngettext


def weekday_date(day: date) -> str:
    """Give a day as "Thu 26 Nov"."""
    return QLocale().toString(_qdate(day), "ddd d MMM")


def long_date(day: date) -> str:
    """Give a day as "Monday 23 November"."""
    return QLocale().toString(_qdate(day), _("dddd d MMMM"))


def day_heading(day: date) -> str:
    """Give a day as a heading, "Monday 23 November"."""
    return begun(long_date(day))


def begun(words: str) -> str:
    """Give words as they begin a line: with a capital letter also where days are written small."""
    return words[:1].upper() + words[1:]


def short_date(day: date) -> str:
    """Give a day as "26 Nov"."""
    return QLocale().toString(_qdate(day), "d MMM")


def full_date(day: date) -> str:
    """Give a day as "26 November 2026"."""
    return QLocale().toString(_qdate(day), _("d MMMM yyyy"))


def weekday(day: date) -> str:
    """Give a day's name, "Thursday"."""
    return QLocale().toString(_qdate(day), "dddd")


def short_weekday(day: date) -> str:
    """Give a day's short name, "Thu"."""
    return QLocale().toString(_qdate(day), "ddd")


def clock(moment: datetime | time) -> str:
    """Give the time of day on the patient's clock, "14:00"."""
    return f"{moment:%H:%M}"


def day_and_clock(moment: datetime) -> str:
    """Give "Thu 26 Nov, 14:00"."""
    return _("{day}, {time}").format(day=weekday_date(moment.date()), time=clock(moment))


def when(day: date, today: date) -> str:
    """Give how far a day is: "today", "tomorrow", "in 3 days", "2 days ago"."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in {n} day", "in {n} days", days).format(n=days)
    return ngettext("{n} day ago", "{n} days ago", -days).format(n=-days)


def to_python_date(day: QDate) -> date:
    """Give a Qt date as a plain one."""
    return date(day.year(), day.month(), day.day())


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
