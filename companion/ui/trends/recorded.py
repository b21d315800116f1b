# SPDX-License-Identifier: Apache-2.0
"""Everything that was recorded in a period, a line each: for the table, and to read any day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from companion.domain.moment import day_of
from companion.domain.records import TrackerKind
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
from companion.report.panels import mood_words, score_value, score_words
from companion.report.wording import Wording, sentence
from companion.ui import words
from companion.ui.context import Context
from companion.ui.trends.course_read import CourseRead

LONGEST_SAID = 80
"""Longer words of an own tracker are cut where a day is read; the table has them whole."""


class Recorded(NamedTuple):
    """One line: its day, what it is, its value, and both as read in the middle of a line."""

    day: date
    what: str
    value: str
    said: str


def recorded(
    read: CourseRead, context: Context, first: date, last: date, wording: Wording
) -> tuple[Recorded, ...]:
    """Give the lines of a period, the newest day first; what belongs to one day stays together."""
    parts = (
        _moods(read, wording),
        _measures(read, wording),
        _tracked(read, wording),
        _scores(read, context),
        _sessions(read),
        _effects(read, context),
        _medicines(read, first, last),
    )
    lines = [line for part in parts for line in part if first <= line.day <= last]
    return tuple(sorted(lines, key=lambda line: line.day, reverse=True))


def by_day(lines: tuple[Recorded, ...]) -> Mapping[date, tuple[str, ...]]:
    """Give what is read on each day."""
    found: dict[date, list[str]] = defaultdict(list)
    for line in lines:
        if line.said:
            found[line.day].append(line.said)
    return {day: tuple(said) for day, said in found.items()}


def _moods(read: CourseRead, wording: Wording) -> Iterator[Recorded]:
    for mood in read.moods:
        number = wording.number(mood.mean)
        value = _("{mood} (entered later)").format(mood=number) if mood.late else number
        yield Recorded(mood.day, _("Mood"), value, mood_words(mood, wording))
    for day in read.hard_days:
        yield Recorded(day, _("Mood"), _("hard day, no number"), _("hard day, no number"))


def _measures(read: CourseRead, wording: Wording) -> Iterator[Recorded]:
    for measure, values in read.measures.items():
        name = measure_name(measure)
        for one in values:
            said = measure_words(measure, one.mean, wording)
            yield Recorded(one.day, name, said.partition(" ")[2], said)


def _tracked(read: CourseRead, wording: Wording) -> Iterator[Recorded]:
    """Give each answer to an own tracker; what only a rule says is no record."""
    trackers = {entry.id: entry.record for entry in read.trackers}
    for entry in read.check_ins:
        for answer in entry.record.tracked:
            tracker = trackers.get(answer.tracker)
            if tracker is None or not fits(tracker.kind, answer):
                continue
            value = tracker_value(tracker.kind, answer, tracker.unit, wording)
            said = value
            if tracker.kind is TrackerKind.WORDS and len(value) > LONGEST_SAID:
                said = value[:LONGEST_SAID].rstrip() + "…"
            told = _("{name}: {value}").format(name=tracker.name, value=said)
            yield Recorded(day_of(entry.record.at), tracker.name, value, told)


def _scores(read: CourseRead, context: Context) -> Iterator[Recorded]:
    for instrument, scale in read.scales:
        names = context.content.instrument_words[instrument.id]
        for score in scale.scores:
            value = score_value(instrument, names, score)
            said = score_words(instrument, names, score)
            yield Recorded(score.at.date(), names.short, value, said)


def _sessions(read: CourseRead) -> Iterator[Recorded]:
    """Give each session in the table line by line, and all of it in one where a day is read."""
    for number, entry in read.held:
        session, day = entry.record, day_of_session(entry.record)
        name = _("Session {n}").format(n=number)
        parts = session_words(session)
        told = _("{session}: {figures}").format(session=name, figures=", ".join(parts))
        route = words.route(session.route) if session.route else _("held")
        yield Recorded(day, name, route, told if parts else name)
        for part in parts:
            yield Recorded(day, name, part, "")


def _effects(read: CourseRead, context: Context) -> Iterator[Recorded]:
    for entry in read.side_effects:
        effect = entry.record
        name = context.content.effect_name(effect.effect, effect.own_name)
        grade = words.grade(effect.grade)
        value = _("{effect}, {grade}").format(effect=name, grade=grade)
        said = _("side effect: {effect}, {grade}").format(effect=name, grade=grade)
        yield Recorded(day_of(effect.start), _("Side effect"), value, said)


def _medicines(read: CourseRead, first: date, last: date) -> Iterator[Recorded]:
    for event in medicine_events(read.medicines, first, last):
        yield Recorded(event.day, _("Medicine"), sentence(event.words), "")
