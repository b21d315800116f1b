# SPDX-License-Identifier: Apache-2.0
"""Everything that was recorded in a period, a line each: for the table, and to read any day."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from companion.domain.daily import DayValue, Measure
from companion.domain.moment import day_of
from companion.domain.records import CheckIn, Entry, Grade, Tracked, Tracker, TrackerKind
from companion.domain.session_record import day_of_session
from companion.domain.tracker import fits
from companion.language import _
from companion.report.day_panels import (
    measure_name,
    measure_words,
    medicine_events,
    session_words,
    tracker_value,
)
from companion.report.panels import in_period, mood_words, score_value, score_words
from companion.report.wording import Wording, sentence
from companion.ui import words
from companion.ui.context import Context
from companion.ui.trends.course_read import CourseRead, moods_within

LONGEST_SAID = 80
"""Longer words of an own tracker are cut where a day is read; the table has them whole."""


class Recorded(NamedTuple):
    """One line: its day, what it is, its value, and both as read in the middle of a line."""

    day: date
    what: str
    value: str
    said: str


class DayNotes(Mapping[date, tuple[str, ...]]):
    """What is read on each day of a period; a day's lines are made when it is read."""

    def __init__(
        self, read: CourseRead, context: Context, first: date, last: date, wording: Wording
    ) -> None:
        self._read, self._context, self._wording = read, context, wording
        self._days = _days_said(read, first, last)

    def __iter__(self) -> Iterator[date]:
        """Give the days, in no order."""
        return iter(self._days)

    def __len__(self) -> int:
        """Give how many days there are."""
        return len(self._days)

    def __getitem__(self, day: date) -> tuple[str, ...]:
        """Give what is read on a day."""
        if day not in self._days:
            raise KeyError(day)
        lines = recorded(self._read, self._context, day, day, self._wording)
        return tuple(line.said for line in lines if line.said)


def recorded(
    read: CourseRead, context: Context, first: date, last: date, wording: Wording
) -> tuple[Recorded, ...]:
    """Give the lines of a period, the newest day first; what belongs to one day stays together."""
    parts = (
        _moods(read, first, last, wording),
        _measures(read, first, last, wording),
        _tracked(read, first, last, wording),
        _scores(read, context, first, last),
        _sessions(read, first, last),
        _effects(read, context, first, last),
        _medicines(read, first, last),
    )
    lines = [line for part in parts for line in part]
    lines.sort(key=lambda line: line.day, reverse=True)
    return tuple(lines)


def _days_said(read: CourseRead, first: date, last: date) -> Collection[date]:
    """Give the days of a period of which a line is read."""
    days = {mood.day for mood in read.moods}
    days.update(read.hard_days)
    days.update(score.at.date() for _instrument, scale in read.scales for score in scale.scores)
    days.update(day_of_session(entry.record) for _number, entry in read.held)
    days.update(read.effect_days(first, last))
    # Most days have a mood, so that the rest of what was told of them need not be looked at.
    others = [day for day in read.by_day if day not in days]
    for measure in read.measures:
        days.update(value.day for value in read.values_on(measure, others))
    days.update(day_of(entry.record.at) for entry, *_told in _answers(read, others))
    return {day for day in days if first <= day <= last}


def _moods(read: CourseRead, first: date, last: date, wording: Wording) -> Iterator[Recorded]:
    what, hard = _("Mood"), _("hard day, no number")
    told: dict[tuple[float, bool], tuple[str, str]] = {}
    for mood in moods_within(read.moods, first, last):
        if (mood.mean, mood.late) not in told:
            number = wording.number(mood.mean)
            value = _("{mood} (entered later)").format(mood=number) if mood.late else number
            told[mood.mean, mood.late] = value, mood_words(mood, wording)
        yield Recorded(mood.day, what, *told[mood.mean, mood.late])
    for day in read.hard_days:
        if first <= day <= last:
            yield Recorded(day, what, hard, hard)


def _measures(read: CourseRead, first: date, last: date, wording: Wording) -> Iterator[Recorded]:
    for measure in read.measures:
        name = measure_name(measure)
        told = cache(partial(measure_words, measure, wording=wording))
        for one in _values(read, measure, first, last):
            said = told(one.mean)
            yield Recorded(one.day, name, said.partition(" ")[2], said)


def _values(read: CourseRead, measure: Measure, first: date, last: date) -> Iterator[DayValue]:
    values = read.values_on(measure, [first]) if first == last else read.values(measure)
    return (one for one in values if first <= one.day <= last)


def _tracked(read: CourseRead, first: date, last: date, wording: Wording) -> Iterator[Recorded]:
    """Give each answer to an own tracker; what only a rule says is no record."""
    days = [first] if first == last else [day for day in read.by_day if first <= day <= last]
    for entry, tracker, answer in _answers(read, days):
        value = tracker_value(tracker.kind, answer, tracker.unit, wording)
        said = value
        if tracker.kind is TrackerKind.WORDS and len(value) > LONGEST_SAID:
            said = value[:LONGEST_SAID].rstrip() + "…"
        told = _("{name}: {value}").format(name=tracker.name, value=said)
        yield Recorded(day_of(entry.record.at), tracker.name, value, told)


def _answers(
    read: CourseRead, days: Collection[date]
) -> Iterator[tuple[Entry[CheckIn], Tracker, Tracked]]:
    """Give the answers to own trackers on some days, with the check-in they stand in."""
    trackers = {entry.id: entry.record for entry in read.trackers}
    for day in days:
        for entry in read.by_day.get(day, ()):
            for answer in entry.record.tracked:
                tracker = trackers.get(answer.tracker)
                if tracker is not None and fits(tracker.kind, answer):
                    yield entry, tracker, answer


def _scores(read: CourseRead, context: Context, first: date, last: date) -> Iterator[Recorded]:
    for instrument, scale in read.scales:
        names = context.content.instrument_words[instrument.id]
        told: dict[float, tuple[str, str]] = {}
        for score in in_period(scale, first, last):
            if score.total not in told:
                value = score_value(instrument, names, score)
                told[score.total] = value, score_words(instrument, names, score)
            yield Recorded(score.at.date(), names.short, *told[score.total])


def _sessions(read: CourseRead, first: date, last: date) -> Iterator[Recorded]:
    """Give each session in the table line by line, and all of it in one where a day is read."""
    for number, entry in read.held:
        session, day = entry.record, day_of_session(entry.record)
        if not first <= day <= last:
            continue
        name = _("Session {n}").format(n=number)
        parts = session_words(session)
        told = _("{session}: {figures}").format(session=name, figures=", ".join(parts))
        route = words.route(session.route) if session.route else _("held")
        yield Recorded(day, name, route, told if parts else name)
        for part in parts:
            yield Recorded(day, name, part, "")


def _effects(read: CourseRead, context: Context, first: date, last: date) -> Iterator[Recorded]:
    what = _("Side effect")

    @cache
    def told(effect: str | None, own_name: str, grade: Grade) -> tuple[str, str]:
        name, strong = context.content.effect_name(effect, own_name), words.grade(grade)
        value = _("{effect}, {grade}").format(effect=name, grade=strong)
        return value, _("side effect: {effect}, {grade}").format(effect=name, grade=strong)

    for entry in read.effects(first, last):
        one = entry.record
        yield Recorded(day_of(one.start), what, *told(one.effect, one.own_name, one.grade))


def _medicines(read: CourseRead, first: date, last: date) -> Iterator[Recorded]:
    for event in medicine_events(read.medicines, first, last):
        yield Recorded(event.day, _("Medicine"), sentence(event.words), "")
