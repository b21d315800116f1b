# SPDX-License-Identifier: Apache-2.0
"""The sessions in the report: plan and done, doses, blood pressure, how they felt."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from companion.domain import course
from companion.domain.course import SessionFigures, Spacing
from companion.domain.records import (
    DoseUnit,
    Entry,
    Route,
    Session,
    SessionState,
    Tone,
)
from companion.domain.session_record import How, how_entered
from companion.language import _, ngettext
from companion.report import pressures
from companion.report.parts import (
    Cell,
    Column,
    Section,
    Table,
    Tile,
    cell,
    without_empty,
)
from companion.report.scope import Scope, began
from companion.report.wording import DASH, SPACE, listed

MOST_ROWS = 24
"""So many sessions stand on page two; a longer table comes after what belongs there."""
MOST_DOSES = 4
"""So many routes, each with its doses, stand in the summary."""


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
    unknown = sum(one.entry.record.dose_unknown for one in held)
    if unknown:
        words = _("dose not known in {n}").format(n=unknown)
        told = f"{told}; {words}" if told else words
    return f"{count} ({told})" if told else count


def tile(scope: Scope) -> Tile:
    """Give sessions held of those planned, their spacing, and the next."""
    figures, planned = _plan(scope), _planned(scope)
    held, whole = figures.held, len(course_sessions(scope))
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


def table(stayed: Mapping[int, str], scope: Scope) -> Table | None:
    """Give every session of the period, unless there are too many for page two."""
    held = scope.period_sessions if scope.has(Section.SESSIONS) else ()
    return _table(held, stayed, scope) if 0 < len(held) <= MOST_ROWS else None


def long_table(stayed: Mapping[int, str], scope: Scope) -> tuple[Table, ...]:
    """Give every session of the period where they are too many for page two: they stand once."""
    held = scope.period_sessions if scope.has(Section.SESSIONS) else ()
    return (_table(held, stayed, scope),) if len(held) > MOST_ROWS else ()


def _table(held: Sequence[SessionFigures], stayed: Mapping[int, str], scope: Scope) -> Table:
    columns = (
        Column("#"),
        Column(_("Date")),
        Column(_("Route and dose"), 1),
        Column(_("BP before · peak · leaving")),
        Column(_("Intensity, tone")),
        Column(_("Diss. / sed.")),
        Column(_("Ready, min")),
        Column(_("Mood before → after"), 0.7),
        Column(_("Stayed up (n days)"), 1.15),
        Column(_("Entered")),
    )
    rows = tuple(_row(one, stayed.get(one.number, ""), scope) for one in held)
    whole = Table(title=_("Sessions"), columns=columns, rows=rows, note=_legend(held, scope))
    return without_empty(whole, keep=2)


def _legend(held: Sequence[SessionFigures], scope: Scope) -> str:
    """Say what the sign at a blood pressure means, and where the general guide is from."""
    if not any(one.peak for one in held):
        return ""
    if pressures.ceiling(scope).is_clinics:
        return _("{sign} and bold: above the clinic’s ceiling.").format(sign=pressures.SIGN)
    return _(
        "140/90 is the general guide before a dose in the esketamine nasal spray label; "
        "the clinic’s own ceiling was not told."
    )


def _row(one: SessionFigures, stayed: str, scope: Scope) -> tuple[Cell, ...]:
    session, number = one.entry.record, scope.wording.number
    numbers = (session.dissociation, session.sedation)
    felt = [] if session.intensity is None else [str(session.intensity)]
    felt += [tone_name(session.tone)] if session.tone else []
    known = any(value is not None for value in numbers)
    scored = " / ".join(DASH if value is None else str(value) for value in numbers)
    after = one.mood_after
    mood = ""
    if scope.has(Section.COURSE) and (one.mood_before is not None or after is not None):
        before = DASH if one.mood_before is None else number(one.mood_before)
        told = f"{number(after.mean)} ({after.n})" if after else DASH
        mood = f"{before} → {told}"
    return (
        cell(str(one.number)),
        cell(scope.wording.day(began(one.entry))),
        cell(_dose(session, scope)),
        pressures.cells(one, scope),
        cell(", ".join(felt)),
        cell(scored if known else ""),
        cell(_minutes(session)),
        cell(mood),
        cell(stayed),
        cell(_entered(session)),
    )


def _entered(session: Session) -> str:
    """Say whether a session was told as it happened, later that day, or on a later day."""
    found = how_entered(session)
    if found is None:
        return ""
    if found.how is How.LATER:
        return _("{n} d later").format(n=found.days).replace(" d", f"{SPACE}d")
    return _("live") if found.how is How.LIVE else _("same day")


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


def _minutes(session: Session) -> str:
    """Give the time from start to feeling ready to leave."""
    if session.ready is None or session.start is None:
        return ""
    return str(round((session.ready - session.start).total_seconds() / 60))


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
    with_dose = {one.route for one in sessions if one.dose_unit}
    telling = [one for one in sessions if one.dose_unit or one.route not in with_dose]
    ordered = sorted(telling, key=lambda one: (one.route or "", one.dose_unit or ""))
    for (route, unit), group in groupby(ordered, key=lambda one: (one.route, one.dose_unit)):
        doses = sorted({one.dose for one in group if one.dose is not None})
        write = _mg if unit is DoseUnit.MG else _per_kg
        told = ""
        if doses and unit:
            low, high = write(doses[0], scope), write(doses[-1], scope)
            told = low if low == high else _("{low} to {high}").format(low=low, high=high)
        parts.append(", ".join(word for word in (route_name(route), told) if word))
    return listed((part for part in parts if part), MOST_DOSES, between="; ")


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


def course_sessions(scope: Scope) -> Sequence[SessionFigures]:
    """Give the sessions held in the present course."""
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
    return len(course_sessions(scope)) + len(ahead) if ahead else None


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
