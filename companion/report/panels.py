# SPDX-License-Identifier: Apache-2.0
"""From the record to the panels of a chart, the same for screen and paper."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache, partial

from companion.content import InstrumentWords
from companion.domain.course import DayMood, ScaleCourse, Scored, SessionFigures
from companion.domain.instrument import Instrument, band
from companion.domain.records import moment_of
from companion.language import _, ngettext
from companion.numbers import figure
from companion.report.shapes import Band, Limit, Marker, Panel, Point, Shade
from companion.report.wording import Wording


def mood_panel(moods: Iterable[DayMood], wording: Wording) -> Panel:
    """Give the panel of daily moods, 0 to 10; days entered late are hollow."""
    said = cache(partial(_mood_words, wording=wording))
    points = tuple(
        Point(
            day=mood.day, value=mood.mean, hollow=mood.late, words=said(mood.mean, late=mood.late)
        )
        for mood in moods
    )
    return Panel(
        title=_("Mood (0–10), higher is better"), low=0, high=10, points=points, role="accent",
        ticks=(0, 5, 10), daily=True,
    )  # fmt: skip


def mood_words(mood: DayMood, wording: Wording) -> str:
    """Say the mood of a day, and whether it was entered late."""
    return _mood_words(mood.mean, late=mood.late, wording=wording)


def _mood_words(mean: float, *, late: bool, wording: Wording) -> str:
    text = _("Mood {mood} (entered later)") if late else _("Mood {mood}")
    return text.format(mood=wording.number(mean))


def scale_panel(
    instrument: Instrument,
    words: InstrumentWords,
    scores: Iterable[Scored],
    *,
    clinical: bool = True,
) -> Panel:
    """Give the panel of a questionnaire with its severity bands; lower is drawn lower.

    The remission limit is drawn where the instrument has one; ``clinical`` names it so, as on
    paper. Scores are whole there, so the line lies between the last within and the first above.
    """
    title = _("{name} ({low}–{high}), lower is better")
    bands = tuple(
        Band(low=one.low, high=one.high, words=words.bands.get(one.id, one.id))
        for one in instrument.bands
    )
    scores = tuple(scores)
    told = {score.total: score for score in scores}
    said = {total: score_words(instrument, words, score) for total, score in told.items()}
    points = tuple(
        Point(day=score.at.date(), value=score.total, words=said[score.total]) for score in scores
    )
    return Panel(
        title=title.format(name=words.short, low=instrument.minimum, high=instrument.maximum),
        low=instrument.minimum, high=instrument.maximum, points=points, role="ochre", bands=bands,
        ticks=(instrument.minimum, instrument.maximum), show_values=True,
        limit=_limit(instrument, clinical=clinical),
    )  # fmt: skip


def markers(held: Iterable[tuple[int, date]]) -> tuple[Marker, ...]:
    """Give a marker for each session held: its number, and the day on which it began."""
    said = _("Session {n}")
    return tuple(
        Marker(day=day, number=number, words=said.format(n=number)) for number, day in held
    )


def before_treatment(
    held: Sequence[SessionFigures], first: date, marked: date | None = None
) -> tuple[Shade, ...]:
    """Give the shaded stretch before the first session; none where treatment began earlier."""
    moment = moment_of(held[0].entry.record) if held else None
    if moment is None:
        return ()
    return before_from(min(moment.date(), marked) if marked else moment.date(), first)


def before_from(start: date | None, first: date) -> tuple[Shade, ...]:
    """Give the shaded stretch before the day on which treatment began."""
    if start is None or start <= first:
        return ()
    return (Shade(first=first, last=start - timedelta(days=1), words=_("before treatment")),)


def in_period(course: ScaleCourse, first: date, last: date) -> tuple[Scored, ...]:
    """Give the scores of a period."""
    return tuple(score for score in course.scores if first <= score.at.date() <= last)


def after_session(days: int | None) -> str:
    """Tell how long after the last session something was: "4 days after a session"."""
    if days is None:
        return ""
    if days == 0:
        return _("on a session day")
    return ngettext("{n} day after a session", "{n} days after a session", days).format(n=days)


def score_words(instrument: Instrument, words: InstrumentWords, score: Scored) -> str:
    """Say a score and its band: "PHQ-9 9, mild"."""
    return f"{words.short} {score_value(instrument, words, score)}"


def score_value(instrument: Instrument, words: InstrumentWords, score: Scored) -> str:
    """Give a score and its band without the questionnaire's name: "9, mild"."""
    found = band(instrument, score.total)
    name = words.bands.get(found.id, found.id) if found else ""
    return ", ".join(part for part in (figure(score.total), name) if part)


def _limit(instrument: Instrument, *, clinical: bool) -> Limit | None:
    if instrument.remission_below is None:
        return None
    text = _("remission: below {n}") if clinical else _("below {n}")
    value = instrument.remission_below - 0.5
    return Limit(value=value, words=text.format(n=instrument.remission_below))
