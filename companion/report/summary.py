# SPDX-License-Identifier: Apache-2.0
"""From the record to what the report says: ready sentences, tables and one figure."""

from datetime import datetime

from msgspec.structs import replace

from companion.content import Content
from companion.domain import course as figures
from companion.domain.records import Snapshot
from companion.language import _
from companion.report import (
    appendix,
    care,
    closing,
    effects,
    facts,
    head,
    panels,
    pressures,
    scales,
    sessions,
    stayed_up,
    trackers,
    visits,
    watched,
)
from companion.report.chart_words import words
from companion.report.day_panels import medicine_events
from companion.report.paragraph import paragraph
from companion.report.parts import (
    Course,
    Figure,
    Options,
    Paper,
    Phrase,
    Section,
    Summary,
    Tile,
)
from companion.report.periods import since_last_appointment, whole_treatment
from companion.report.scope import Scope, anything, scope_of
from companion.report.shapes import Event, EventKind
from companion.report.shortening import shortened
from companion.report.wording import length, sentence

__all__ = [
    "Options", "Paper", "Section", "Summary", "plain_text", "since_last_appointment", "summarise",
    "whole_treatment",
]  # fmt: skip

MOST_PANELS = 4
LONGEST_EVENT = 60
"""So many letters of a medicine's change stand in the chart."""


def summarise(snapshot: Snapshot, content: Content, options: Options, now: datetime) -> Summary:
    """Say what the record shows over a period. Counts are the period's, scales the course's."""
    return summary_of(scope_of(snapshot, content, options, now), snapshot)


def summary_of(scope: Scope, whole: Snapshot) -> Summary:
    """Say the same of a scope; ``whole`` is the record before anything was left out of it."""
    content, options, now = scope.content, scope.options, scope.now
    found = scales.courses(scope)
    weeks = figures.weekly_means(scope.period_moods)
    series = stayed_up.series(scope)
    stayed = stayed_up.by_session(series)
    period = scope.wording.period(options.first, options.last)
    told_length = length((options.last - options.first).days + 1)
    text = _("{period} ({length})")
    return Summary(
        language=content.language,
        name=_("Patient summary"),
        made=now.date(),
        numbering=_("Page {n} of {all}"),
        title=_("Ketamine therapy: patient summary"),
        period=sentence(text.format(period=period, length=told_length)),
        recorded=_("recorded by the patient at home"),
        running=head.running(scope, period),
        identity=head.identity(scope),
        paragraph=paragraph(found, scope),
        tiles=_tiles(found, scope),
        alerts=_alerts(scope),
        asks=visits.asks(scope),
        course=_course(found, weeks, scope),
        facts=facts.lines(series, scope),
        facts_title=_("Safety, function and medicines"),
        decided=(_("Decided today:"), _("Next PHQ-9:")),
        closing=closing.closing(scope, whole),
        definitions=closing.definitions(found, scope, series),
        sessions=sessions.table(stayed, scope),
        effects=effects.tables(scope),
        asides=tuple(one for one in (care.preparation(scope), care.medicines(scope)) if one),
        further=(
            *effects.not_all_on_page_one(scope),
            *watched.in_full(scope),
            *visits.in_full(scope),
            *trackers.table(scope),
            *scales.measured_elsewhere(scope),
        ),
        appendix=(
            *sessions.long_table(stayed, scope),
            *scales.all_scores(found, scope),
            *appendix.weeks_table(weeks, scope),
            *appendix.days_table(scope),
            *appendix.answers_tables(scope),
            *appendix.readings_table(scope),
            *appendix.notes_table(scope),
        ),
        footer=closing.footer(scope),
    )


def plain_text(summary: Summary) -> str:
    """Give page one's words as plain text, to be copied into a message or a chart note.

    The line below the chart stays away: it says how to read what is drawn there.
    """
    lines = [summary.title, f"{summary.period}, {summary.recorded}", *summary.identity, ""]
    lines += [summary.paragraph, "", *(_tile_words(one) for one in summary.tiles)]
    course = summary.course
    if course and course.scores:
        heads = [column.words for column in course.scores.columns]
        for row in course.scores.rows:
            cells = ("".join(run.words for run in each) for each in row)
            named = [f"{head}: {words}" for head, words in zip(heads, cells, strict=True) if words]
            lines.append("; ".join(named))
    weeks = (course.weeks,) if course and course.weeks else ()
    lines += [
        f"{phrase.lead} {phrase.words}"
        for phrase in (*summary.alerts, *summary.asks, *weeks, *summary.facts)
    ]
    lines += ["", *summary.closing, *summary.definitions, summary.footer]
    return "\n".join(lines).strip() + "\n"


def _tile_words(one: Tile) -> str:
    words = f"{one.title}: {one.figure}."
    for more in (*one.lines, *one.faint):
        words += f" {more}" if words.endswith(".") else f"; {more}"
    return words


def _tiles(found: tuple[scales.Found, ...], scope: Scope) -> tuple[Tile, ...]:
    tiles = [scales.tile(instrument, one, scope) for instrument, one in found]
    if not anything(scope):
        return tuple(tiles)
    tiles += scales.unanswered(found, scope)
    if scope.has(Section.SESSIONS):
        tiles.append(sessions.tile(scope))
    if scope.has(Section.SIDE_EFFECTS):
        tiles.append(effects.tile(scope))
    return tuple(tiles)


def _alerts(scope: Scope) -> tuple[Phrase, ...]:
    found = [*scales.item_9_alerts(scope), *effects.suicide_alerts(scope), *watched.alerts(scope)]
    if scope.has(Section.SESSIONS):
        pressure = pressures.alert(scope)
        found += [pressure] if pressure else []
    return tuple(found)


def _course(found: tuple[scales.Found, ...], weeks: appendix.Weeks, scope: Scope) -> Course | None:
    """Give the chart and the figures around it; None where the period has nothing to draw."""
    if not scope.has(Section.COURSE):
        return None
    figure = _figure(found, scope)
    scores = scales.score_table(found, scope)
    if figure is None and scores is None:
        return None
    return Course(
        title=_("Course"),
        figure=figure,
        note=_note(scope) if figure else "",
        scores=scores,
        weeks=appendix.weeks_line(weeks, scope),
    )


def _figure(found: tuple[scales.Found, ...], scope: Scope) -> Figure | None:
    first, last = scope.first, scope.last
    shown = [panels.mood_panel(scope.period_moods, scope.wording)] if scope.period_moods else []
    for instrument, one in found:
        scores = panels.in_period(one, first, last)
        if scores:
            names = scope.content.instrument_words[instrument.id]
            shown.append(panels.scale_panel(instrument, names, scores))
    if not shown:
        return None
    shown = shown[:MOST_PANELS]
    held = scope.held if scope.has(Section.SESSIONS) else ()
    marks = panels.markers((one.number, figures.began(one.entry.record).date()) for one in held)
    shades = panels.before_treatment(held, first, scope.marked)
    shades = tuple(shade for shade in shades if shade.first <= last)
    events = _events(scope)
    spoken = words(shown, marks, shades, first, last, wording=scope.wording, events=events)
    return Figure(
        panels=tuple(shown), markers=marks, shades=shades, first=first, last=last, words=spoken,
        events=events,
    )  # fmt: skip


def _events(scope: Scope) -> tuple[Event, ...]:
    """Give the changes of medicines in the period, if medicines are printed."""
    if not scope.has(Section.MEDICINES):
        return ()
    found = medicine_events(scope.snapshot.medicines, scope.first, scope.last)
    return tuple(replace(one, words=shortened(one.words, LONGEST_EVENT)) for one in found)


def _note(scope: Scope) -> str:
    parts = []
    if scope.period_moods:
        missing = figures.missing_days(scope.period_moods, scope.first, scope.last)
        text = _("Mood: one point a day, as recorded; days without an entry: {n}.")
        parts.append(text.format(n=missing))
    if any(mood.late for mood in scope.period_moods):
        parts.append(_("Hollow: entered more than two days late."))
    if scope.has(Section.SESSIONS) and scope.period_sessions:
        parts.append(_("Numbered lines: sessions."))
    kinds = {one.kind for one in _events(scope)}
    forms = {
        EventKind.STARTED: _("started (point up)"),
        EventKind.CHANGED: _("changed (diamond)"),
        EventKind.STOPPED: _("stopped (point down)"),
    }
    if kinds:
        told = ", ".join(form for kind, form in forms.items() if kind in kinds)
        parts.append(_("Below: medicine {forms}.").format(forms=told))
    return " ".join(parts)
