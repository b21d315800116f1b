# SPDX-License-Identifier: Apache-2.0
"""From the record to what the report says: ready sentences, tables and one figure."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from companion.content import Content
from companion.domain import course as figures
from companion.domain.records import Appointment, Person, Record, Snapshot, moment_of
from companion.language import _
from companion.report import appendix, care, closing, effects, panels, scales, sessions
from companion.report.chart_words import words
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
from companion.report.scope import Scope, scope_of
from companion.report.wording import length

__all__ = [
    "Options", "Paper", "Section", "Summary", "plain_text", "since_last_appointment", "summarise",
    "whole_treatment",
]  # fmt: skip

MOST_PANELS = 4
SHORT_LINE = 46


def summarise(snapshot: Snapshot, content: Content, options: Options, now: datetime) -> Summary:
    """Say what the record shows over a period. Counts are the period's, scales the course's."""
    scope = scope_of(snapshot, content, options, now)
    found = scales.courses(scope)
    weeks = figures.weekly_means(scope.period_moods)
    has_sessions = scope.has(Section.SESSIONS)
    period = scope.wording.period(options.first, options.last)
    told_length = length((options.last - options.first).days + 1)
    text = _("{period} ({length})")
    return Summary(
        language=content.language,
        name=_("Patient summary"),
        title=_("Ketamine therapy: patient summary"),
        period=text.format(period=period, length=told_length),
        recorded=_("recorded by the patient at home"),
        running=_running(scope, period),
        identity=_identity(scope),
        paragraph=_paragraph(found, scope),
        tiles=_tiles(found, scope),
        alerts=_alerts(scope),
        asks=care.asks(scope),
        course=_course(found, weeks, scope),
        sessions=sessions.table(scope) if has_sessions else None,
        effects=effects.table(scope),
        asides=tuple(one for one in (care.preparation(scope), care.medicines(scope)) if one),
        decided=(_("Decided:"), _("Next PHQ-9:")) if _anything(scope) else (),
        closing=closing.closing(scope, snapshot),
        definitions=closing.definitions(found, scope),
        appendix=(
            *(sessions.full_table(scope) if has_sessions else ()),
            *scales.all_scores(found, scope),
            *scales.measured_elsewhere(scope),
            *appendix.weeks_table(weeks, scope),
            *appendix.days_table(scope),
            *appendix.answers_tables(scope),
            *appendix.notes_table(scope),
        ),
        footer=closing.footer(scope),
    )


def plain_text(summary: Summary) -> str:
    """Give page one's words as plain text, to be copied into a message or a chart."""
    lines = [summary.title, summary.period, *summary.identity, "", summary.paragraph]
    phrases = [*summary.alerts, *([summary.asks] if summary.asks else [])]
    lines += [f"{phrase.lead} {phrase.words}" for phrase in phrases]
    lines += ["", *summary.closing, summary.footer]
    return "\n".join(lines).strip() + "\n"


def since_last_appointment(snapshot: Snapshot, now: datetime) -> tuple[date, date] | None:
    """Give the period since the last appointment, today included; None where there was none."""
    past = [entry.record.plan.moment() for entry in snapshot.appointments]
    last = max((at for at in past if at.date() < now.date()), default=None)
    return (last.date(), now.date()) if last else None


def whole_treatment(snapshot: Snapshot, now: datetime) -> tuple[date, date]:
    """Give the period from two weeks before the course, or from the first entry, to today."""
    marked = snapshot.person.record.treatment_started if snapshot.person else None
    start = figures.course_start(snapshot.sessions, marked)
    if start is not None:
        return min(start - timedelta(days=14), now.date()), now.date()
    moments = (moment_of(record) for record in _told(snapshot))
    days = [moment.date() for moment in moments if moment is not None]
    return min([*days, now.date()]), now.date()


def _running(scope: Scope, period: str) -> str:
    """Give the line at the head of the later pages: who, and which period."""
    person = scope.snapshot.person
    told = [person.record.name.strip()] if person and scope.has(Section.PERSON) else []
    if person and person.record.born and scope.has(Section.PERSON):
        told.append(_born(person.record, scope))
    return " · ".join(part for part in (*told, period) if part)


def _identity(scope: Scope) -> tuple[str, ...]:
    """Give who the patient is and who the report is for, as far as it was told."""
    entry = scope.snapshot.person
    person = entry.record if entry and scope.has(Section.PERSON) else Person()
    appointment = _appointment(scope)
    text = _("for {name}").format(name=person.prescriber.strip()) if person.prescriber else ""
    lines = [
        person.name.strip(),
        _born(person, scope) if person.born else "",
        ", ".join(part for part in (text, appointment) if part),
        *_about(person),
    ]
    return tuple(line for line in lines if line)


def _about(person: Person) -> tuple[str, ...]:
    """Give what it is for and the clinic, on one line where that is short."""
    both = (_indication(person), _clinic(person))
    joined = "; ".join(part for part in both if part)
    return (joined,) if len(joined) <= SHORT_LINE else both


def _indication(person: Person) -> str:
    words = person.indication.strip()
    return _("{words}, told by patient").format(words=words) if words else ""


def _clinic(person: Person) -> str:
    name, phone = person.clinic.strip(), person.clinic_phone.strip()
    return f"{name or _('clinic')} {phone}".strip() if name or phone else ""


def _born(person: Person, scope: Scope) -> str:
    return _("born {day}").format(day=scope.wording.whole_day(person.born)) if person.born else ""


def _appointment(scope: Scope) -> str:
    """Tell the next appointment, else the last one."""
    ahead = [entry.record for entry in scope.snapshot.appointments]
    coming = [one for one in ahead if one.plan.moment() >= scope.now]
    if coming:
        nearest = min(coming, key=_plan_moment)
        return _("appointment {day}").format(day=scope.wording.day(nearest.plan.day))
    last = scales.last_appointment(scope)
    return _("last appointment {day}").format(day=scope.wording.day(last)) if last else ""


def _plan_moment(appointment: Appointment) -> datetime:
    return appointment.plan.moment()


def _paragraph(found: tuple[scales.Found, ...], scope: Scope) -> str:
    """Say the period in about sixty words."""
    if not _anything(scope):
        nothing = _("Nothing was recorded in this period.")
        return " ".join((nothing, *scales.sentences(found, scope)))
    said: list[str] = []
    if scope.has(Section.SESSIONS):
        said.append(f"{_lead(scope)} {sessions.sentence(scope)}.")
    said += scales.sentences(found, scope)
    top = sessions.highest(scope) if scope.has(Section.SESSIONS) else None
    if top:
        bp = sessions.pressure(top[1])
        said.append(_("Highest blood pressure {bp}.").format(bp=bp))
    if scope.has(Section.SIDE_EFFECTS):
        said.append(effects.sentence(scope))
    said.append(care.change_sentence(scope))
    if scope.has(Section.COURSE):
        text = _("Mood on {n} of {days} days.")
        said.append(text.format(n=len(scope.period_moods), days=scope.days))
    return " ".join(part for part in said if part)


def _lead(scope: Scope) -> str:
    first = scope.wording.day(scope.first)
    if scope.options.last >= scope.now.date():
        return _("Since {first}:").format(first=first)
    last = scope.wording.day(scope.last)
    return _("{first} to {last}:").format(first=first, last=last)


def _anything(scope: Scope) -> bool:
    return bool(scope.period_sessions) or any(
        scope.within(record) for record in _told(scope.snapshot)
    )


def _told(snapshot: Snapshot) -> Iterator[Record]:
    """Give what the patient told of days: check-ins, questionnaires, side effects."""
    yield from (entry.record for entry in snapshot.check_ins)
    yield from (entry.record for entry in snapshot.responses)
    yield from (entry.record for entry in snapshot.side_effects)


def _tiles(found: tuple[scales.Found, ...], scope: Scope) -> tuple[Tile, ...]:
    tiles = [scales.tile(instrument, one, scope) for instrument, one in found]
    if not _anything(scope):
        return tuple(tiles)
    if scope.has(Section.SESSIONS):
        tiles.append(sessions.tile(scope))
    if scope.has(Section.SIDE_EFFECTS):
        tiles.append(effects.tile(scope))
    return tuple(tiles)


def _alerts(scope: Scope) -> tuple[Phrase, ...]:
    found = [*scales.item_9_alerts(scope), *effects.suicide_alerts(scope)]
    if scope.has(Section.SESSIONS):
        pressure = sessions.pressure_alert(scope)
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
    marks = panels.markers(held)
    shades = panels.before_treatment(held, first, scope.marked)
    shades = tuple(shade for shade in shades if shade.first <= last)
    told = words(shown, marks, shades, first, last, locale=scope.content.language)
    return Figure(
        panels=tuple(shown), markers=marks, shades=shades, first=first, last=last, words=told
    )


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
    return " ".join(parts)
