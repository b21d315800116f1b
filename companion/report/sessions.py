# SPDX-License-Identifier: Apache-2.0
"""The sessions in the report: plan and done, doses, blood pressure, how they felt."""

from collections.abc import Sequence
from itertools import groupby

from companion.domain import course
from companion.domain.course import SessionFigures, Spacing
from companion.domain.records import (
    DoseUnit,
    Entry,
    Reading,
    ReadingTime,
    Route,
    Session,
    SessionState,
    Tone,
)
from companion.language import _, ngettext
from companion.report.parts import (
    Cell,
    Column,
    Phrase,
    Run,
    Table,
    Tile,
    cell,
    without_empty,
)
from companion.report.scope import Scope, began
from companion.report.wording import DASH, SPACE

ON_PAGE_ONE = 12
LATEST_SHOWN = 8


def route_name(route: Route | None) -> str:
    """Give a route's name for the doctor."""
    names = {
        Route.IV: _("IV"),
        Route.IM: _("IM"),
        Route.SC: _("SC"),
        Route.ESKETAMINE: _("esketamine nasal spray"),
        Route.NASAL_KETAMINE: _("ketamine nasal spray"),
        Route.ORAL: _("oral"),
        Route.SUBLINGUAL: _("sublingual"),
    }
    return names[route] if route else ""


def sentence(scope: Scope) -> str:
    """Say the period's sessions: "4 sessions (IV, 0.5 mg/kg)"."""
    held = scope.period_sessions
    if not held:
        return _("no session recorded")
    count = ngettext("{n} session", "{n} sessions", len(held)).format(n=len(held))
    told = _doses_told([one.entry.record for one in held], scope)
    return f"{count} ({told})" if told else count


def tile(scope: Scope) -> Tile:
    """Give sessions held of those planned, their spacing, and the next."""
    figures, planned = _plan(scope), _planned(scope)
    held, whole = figures.held, len(_course_sessions(scope))
    text = _("{held} of {planned}")
    only_period = held == whole
    of_plan = only_period and planned is not None and planned > held
    lines = [_spacing_words(figures), _changes(figures)]
    if not only_period:
        lines.append(_course_words(whole, planned))
    faint = (
        [_("next {day}").format(day=scope.wording.day(began(figures.next)))]
        if (figures.next)
        else []
    )
    return Tile(
        title=_("Sessions held"),
        figure=text.format(held=held, planned=planned) if of_plan else str(held),
        lines=(", ".join(line for line in lines if line),),
        faint=tuple(faint),
        role="session",
    )


def table(scope: Scope) -> Table | None:
    """Give the sessions of the period; the latest ones where there are many."""
    held = scope.period_sessions
    if not held:
        return None
    if len(held) <= ON_PAGE_ONE:
        return _table(_("Sessions"), held, "", scope)
    note = _("Latest {shown} of {n}; all of them on the pages that follow.")
    note = note.format(shown=LATEST_SHOWN, n=len(held))
    return _table(_("Sessions"), held[-LATEST_SHOWN:], note, scope)


def full_table(scope: Scope) -> tuple[Table, ...]:
    """Give every session of the period, where page one shows only the latest."""
    held = scope.period_sessions
    if len(held) <= ON_PAGE_ONE:
        return ()
    return (_table(_("All sessions of the period"), held, "", scope),)


def highest(scope: Scope) -> tuple[SessionFigures, Reading] | None:
    """Give the session and the reading with the period's highest systolic pressure."""
    peaks = [(one, one.peak) for one in scope.period_sessions if one.peak]
    return max(peaks, key=lambda pair: pair[1].systolic or 0, default=None)


def pressure(reading: Reading | None) -> str:
    """Write a blood pressure: 158/96; a part not measured is a dash."""
    if reading is None or reading.systolic is None:
        return DASH
    return f"{reading.systolic}/{reading.diastolic or DASH}"


def pressure_alert(scope: Scope) -> Phrase | None:
    """Give the highest blood pressure with its time and session."""
    found = highest(scope)
    if found is None:
        return None
    one, reading = found
    texts = {
        ReadingTime.BEFORE: _("{bp} before session {n}."),
        ReadingTime.FORTY_MINUTES: _("{bp} at 40 min in session {n}."),
        ReadingTime.LEAVING: _("{bp} before leaving session {n}."),
        ReadingTime.OTHER: _("{bp} in session {n}."),
    }
    words = texts[reading.when].format(bp=pressure(reading), n=one.number)
    return Phrase(_("Highest blood pressure"), words)


def _table(title: str, held: Sequence[SessionFigures], note: str, scope: Scope) -> Table:
    columns = (
        Column("#"),
        Column(_("Date")),
        Column(_("Route and dose"), 1),
        Column(_("BP before / peak / leaving")),
        Column(_("Intensity, tone")),
        Column(_("Dissoc. / sed.")),
        Column(_("Ready")),
        Column(_("Mood before → after")),
    )
    top = highest(scope)
    rows = tuple(_row(one, top[0].number if top else 0, scope) for one in held)
    return without_empty(Table(title=title, columns=columns, rows=rows, note=note), keep=2)


def _row(one: SessionFigures, top: int, scope: Scope) -> tuple[Cell, ...]:
    session, number = one.entry.record, scope.wording.number
    numbers = (session.dissociation, session.sedation)
    felt = [] if session.intensity is None else [str(session.intensity)]
    felt += [tone_name(session.tone)] if session.tone else []
    known = any(value is not None for value in numbers)
    scored = " / ".join(DASH if value is None else str(value) for value in numbers)
    after = one.mood_after
    mood = ""
    if one.mood_before is not None or after is not None:
        before = DASH if one.mood_before is None else number(one.mood_before)
        told = f"{number(after.mean)} ({after.n})" if after else DASH
        mood = f"{before} → {told}"
    return (
        cell(str(one.number)),
        cell(scope.wording.day(began(one.entry))),
        cell(_dose(session, scope)),
        _pressures(one, strong=one.number == top),
        cell(", ".join(felt)),
        cell(scored if known else ""),
        cell(_minutes(session)),
        cell(mood),
    )


def tone_name(tone: Tone) -> str:
    """Give a tone's word."""
    names = {
        Tone.CALM: _("calm"),
        Tone.FRIGHTENING: _("frightening"),
        Tone.SAD: _("sad"),
        Tone.JOYFUL: _("joyful"),
        Tone.EMPTY: _("empty"),
    }
    return names[tone]


def _pressures(one: SessionFigures, *, strong: bool) -> Cell:
    """Give blood pressure before, at its peak and before leaving; the period's highest bold."""
    readings = one.entry.record.readings
    if one.peak is None:
        return cell("")
    before = next((each for each in readings if each.when is ReadingTime.BEFORE), None)
    leaving = next((each for each in readings if each.when is ReadingTime.LEAVING), None)
    return (
        Run(f"{pressure(before)} · "),
        Run(pressure(one.peak), strong=strong),
        Run(f" · {pressure(leaving)}"),
    )


def _minutes(session: Session) -> str:
    """Give the time from start to feeling ready to leave."""
    if session.ready is None or session.start is None:
        return ""
    minutes = round((session.ready - session.start).total_seconds() / 60)
    return _("{n} min").format(n=minutes).replace(" ", SPACE)


def _dose(session: Session, scope: Scope) -> str:
    mg, per_kg = course.both_doses(session)
    told = [_mg(mg, scope)] if mg is not None else []
    told += [_per_kg(per_kg, scope)] if per_kg is not None else []
    if session.dose_unit is DoseUnit.MG_PER_KG:
        told.reverse()
    words = f"{told[0]} ({told[1]})" if len(told) == 2 else "".join(told)
    if session.dose_unknown:
        words = _("dose not known to the patient")
    return " ".join(part for part in (route_name(session.route), words) if part)


def _mg(dose: float, scope: Scope) -> str:
    return f"{scope.wording.number(dose, 1 if dose < 10 else 0)}{SPACE}mg"


def _per_kg(dose: float, scope: Scope) -> str:
    return f"{scope.wording.number(dose, 2)}{SPACE}mg/kg"


def _doses_told(sessions: Sequence[Session], scope: Scope) -> str:
    """Say the routes, each with its range of doses: "IV, 0.5 to 0.7 mg/kg; IM, 50 mg"."""
    parts = []
    ordered = sorted(sessions, key=lambda one: (one.route or "", one.dose_unit or ""))
    for (route, unit), group in groupby(ordered, key=lambda one: (one.route, one.dose_unit)):
        doses = sorted({one.dose for one in group if one.dose is not None})
        write = _mg if unit is DoseUnit.MG else _per_kg
        told = ""
        if doses and unit:
            low, high = write(doses[0], scope), write(doses[-1], scope)
            told = low if low == high else _("{low} to {high}").format(low=low, high=high)
        parts.append(", ".join(word for word in (route_name(route), told) if word))
    return "; ".join(part for part in parts if part)


def _plan(scope: Scope) -> Spacing:
    held = {one.entry.id for one in scope.period_sessions}
    chosen = [
        entry
        for entry in scope.snapshot.sessions
        if entry.id in held or (entry.id not in scope.options.left_out and _open(entry, scope))
    ]
    return course.spacing(chosen, scope.now)


def _open(entry: Entry[Session], scope: Scope) -> bool:
    """Tell whether a session that was not held concerns the period."""
    if entry.record.state is SessionState.CANCELLED:
        return scope.within(entry.record)
    return entry.record.state is SessionState.PLANNED and entry.record.plan.day >= scope.first


def _course_sessions(scope: Scope) -> Sequence[SessionFigures]:
    start = course.course_start(scope.snapshot.sessions, scope.marked)
    return [one for one in scope.held if start is None or began(one.entry).date() >= start]


def _planned(scope: Scope) -> int | None:
    """Give how many sessions the course is to have: as told, else held and planned ahead."""
    person = scope.snapshot.person
    if person and person.record.planned_sessions:
        return person.record.planned_sessions
    ahead = [
        entry
        for entry in scope.snapshot.sessions
        if entry.record.state is SessionState.PLANNED and entry.record.plan.day >= scope.now.date()
    ]
    return len(_course_sessions(scope)) + len(ahead) if ahead else None


def _course_words(held: int, planned: int | None) -> str:
    if planned is not None and planned > held:
        return _("{held} of {planned} in the course").format(held=held, planned=planned)
    return _("{held} in the course").format(held=held)


def _spacing_words(figures: Spacing) -> str:
    if not figures.gaps:
        return ""
    low, high = min(figures.gaps), max(figures.gaps)
    if low == high:
        return ngettext("every day", "every {n} days", low).format(n=low)
    text = _("every {low} or {high} days") if high - low == 1 else _("every {low} to {high} days")
    return text.format(low=low, high=high)


def _changes(figures: Spacing) -> str:
    cancelled = (
        _("{n} cancelled").format(n=figures.cancelled) if figures.cancelled else _("none cancelled")
    )
    if not figures.moves:
        return cancelled
    moved = ngettext("{n} move", "{n} moves", figures.moves).format(n=figures.moves)
    return f"{cancelled}, {moved}"
