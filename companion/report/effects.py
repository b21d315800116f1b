# SPDX-License-Identifier: Apache-2.0
"""The side effects in the report: each one's burden, and thoughts of suicide by their dates."""

from collections.abc import Sequence
from datetime import datetime

from companion.domain import course, tolerability
from companion.domain.course import EffectBurden
from companion.domain.effect_end import ended_by
from companion.domain.records import Entry, Grade, SideEffect, Sought
from companion.domain.safety import Panel
from companion.domain.tolerability import Told
from companion.language import _, ngettext
from companion.report.asking import asked, none_words
from companion.report.parts import (
    Cell,
    Column,
    Phrase,
    Run,
    Section,
    Table,
    Tile,
    cell,
    without_empty,
)
from companion.report.scope import Scope
from companion.report.shortening import isolated, on_one_line, shortened
from companion.report.wording import DASH, duration, durations, listed, lowered, spans

MOST_ROWS = 20
LONGEST_NAME = 60
"""So many letters of an own name stand on page one."""
EPISODES_TOLD = 4
"""So many thoughts of suicide, and so many times of emergency care, are told by day on page one."""
NUMBERS_TOLD = 8
"""More sessions than this are counted instead of named."""


def grade_name(grade: Grade) -> str:
    """Give a grade's word."""
    names = {
        Grade.MILD: _("mild"),
        Grade.MODERATE: _("moderate"),
        Grade.SEVERE: _("severe"),
    }
    return names[grade]


def entries(scope: Scope) -> tuple[Entry[SideEffect], ...]:
    """Give the side effects that were there in the period."""
    return scope.effects_there if scope.has(Section.SIDE_EFFECTS) else ()


def burdens(scope: Scope) -> tuple[EffectBurden, ...]:
    """Give each side effect's burden over the period."""
    return course.burden(entries(scope), scope.snapshot.sessions)


def tile(scope: Scope) -> Tile:
    """Give the side effects still there."""
    found = burdens(scope)
    still = [one for one in found if one.still_since is not None]
    ended = len(found) - len(still)
    lines, faint = [], []
    if still:
        graded = _("{effect} {grade}")
        lines.append(
            listed(graded.format(effect=_name(one, scope), grade=_still(one)) for one in still)
        )
        since = [one.still_since for one in still if one.still_since is not None]
        one_day = min(since).date() == max(since).date()
        text = _("since {day}") if one_day else _("the first since {day}")
        faint.append(text.format(day=scope.wording.day(min(since))))
    if ended:
        text = (
            ngettext("{n} other ended", "{n} others ended", ended)
            if still
            else ngettext("{n} recorded, ended", "{n} recorded, all ended", ended)
        )
        (faint if still else lines).append(text.format(n=ended))
    about = asked(scope)
    if not found:
        lines.append(none_words(about))
    return Tile(
        title=_("Side effects still there"),
        figure=str(len(still)) if about.is_known else DASH,
        lines=tuple(lines),
        faint=(", ".join(faint),) if faint else (),
        role="ochre",
    )


def sentence(scope: Scope) -> str:
    """Say which side effects are still there."""
    found = burdens(scope)
    still = [f"{_name(one, scope)} ({_still(one)})" for one in found if one.still_since]
    if still:
        return _("Still there: {effects}.").format(effects=listed(still))
    if found:
        return _("No side effect still there.")
    about = asked(scope)
    if about.told is Told.NOT_ASKED:
        return _("No side effects recorded (not asked).")
    text = ngettext(
        "No side effects recorded (asked {n} time).",
        "No side effects recorded (asked {n} times).",
        about.often,
    )
    return text.format(n=about.often)


def tables(scope: Scope) -> tuple[Table, ...]:
    """Give the side effects that began within 24 hours of a session, and apart from them others."""
    acute: list[Entry[SideEffect]] = []
    other: list[Entry[SideEffect]] = []
    held = course.held_sessions(scope.snapshot.sessions)
    for entry in entries(scope):
        before = course.session_before(entry.record.start, held)
        (other if before is None else acute).append(entry)
    titles = [
        (_("Side effects that began within 24 h of a session"), acute),
        (_("Side effects between sessions"), other),
    ]
    if not scope.has(Section.SESSIONS):
        titles = [(_("Side effects"), [*acute, *other])]
    return tuple(_table(title, kept, scope) for title, kept in titles if kept)


def _table(title: str, kept: Sequence[Entry[SideEffect]], scope: Scope) -> Table:
    """Give each side effect: when, how often, how bad, how long, and how it is now."""
    found = course.burden(kept, scope.snapshot.sessions)
    columns = (
        Column(_("Effect"), 1.5), Column(_("When"), 1), Column(_("Times")), Column(_("Worst")),
        Column(_("Lasted")), Column(_("Now")),
    )  # fmt: skip
    rows = tuple(_row(one, scope) for one in found[:MOST_ROWS])
    note = ""
    if len(found) > MOST_ROWS:
        note = _("The first {shown} of {n}: those still there, then the most frequent.")
        note = note.format(shown=MOST_ROWS, n=len(found))
    return without_empty(Table(title=title, columns=columns, rows=rows, note=note), keep=1)


def suicide_alerts(scope: Scope) -> tuple[Phrase, ...]:
    """Give the thoughts of suicide recorded as a side effect, the latest with day and grade."""
    return tuple(
        Phrase(clinical_name(effect, "", scope), _thoughts_words(found, scope))
        for effect, found in _suicidal(scope).items()
    )


def not_all_on_page_one(scope: Scope) -> tuple[Table, ...]:
    """Give every thought of suicide and all emergency care, where page one tells the latest only."""
    thoughts = _suicidal(scope)
    serious = {entry.id: entry for entry in serious_events(scope)}
    if max([len(serious), *map(len, thoughts.values())]) <= EPISODES_TOLD:
        return ()
    every = serious | {entry.id: entry for found in thoughts.values() for entry in found}
    ordered = sorted(every.values(), key=_start)
    columns = (
        Column(_("Day")), Column(_("Effect"), 1.5), Column(_("Severity")), Column(_("Now"), 1),
        Column(_("Remark"), 1.2),
    )  # fmt: skip
    rows = tuple(_episode_row(entry.record, scope) for entry in ordered)
    title = _("Thoughts of suicide and emergency care, each by its day")
    return (without_empty(Table(title=title, columns=columns, rows=rows), keep=1),)


def serious_events(scope: Scope) -> tuple[Entry[SideEffect], ...]:
    """Give the side effects for which emergency care or a hospital was sought, by their start."""
    return tolerability.serious_events(entries(scope), (scope.first, scope.last))


def clinical_name(effect: str | None, own_name: str, scope: Scope) -> str:
    """Give the doctor's term for a side effect; an own name stays as it was typed."""
    words = scope.content.effect_words.get(effect or "")
    return words.clinical if words else scope.content.effect_name(effect, own_name)


def _name(one: EffectBurden, scope: Scope) -> str:
    name = clinical_name(one.effect, one.own_name, scope)
    return lowered(name) if one.effect else isolated(shortened(on_one_line(name), LONGEST_NAME))


def _still(one: EffectBurden) -> str:
    return grade_name(one.still_grade) if one.still_grade else ""


def _suicidal(scope: Scope) -> dict[str, list[Entry[SideEffect]]]:
    """Give the thoughts of suicide by the effect they were recorded as, each by its start."""
    effects = scope.content.effects
    dangerous = {key for key, effect in effects.items() if effect.panel is Panel.SUICIDE}
    found: dict[str, list[Entry[SideEffect]]] = {}
    for entry in sorted(entries(scope), key=_start):
        if entry.record.effect in dangerous:
            found.setdefault(entry.record.effect, []).append(entry)
    return found


def _start(entry: Entry[SideEffect]) -> datetime:
    return entry.record.start


def _thoughts_words(found: Sequence[Entry[SideEffect]], scope: Scope) -> str:
    """Say each with its day; of many the latest, how many there were, and how bad the worst was."""
    days = " · ".join(_episode(entry.record, scope) for entry in found[-EPISODES_TOLD:])
    if len(found) <= EPISODES_TOLD:
        return _("recorded: {days}.").format(days=days)
    worst = grade_name(max((entry.record.grade for entry in found), key=course.GRADES.index))
    text = _("recorded {all} times, worst {grade}, latest {n}: {days}.")
    told = text.format(all=len(found), grade=worst, n=EPISODES_TOLD, days=days)
    return f"{told} {further_on()}"


def further_on() -> str:
    """Say where the others are."""
    return _("All are on the pages that follow.")


def _episode(record: SideEffect, scope: Scope) -> str:
    day = scope.wording.day(record.start)
    return f"{day} ({grade_name(record.grade)}, {_state(record, scope)})"


def _state(record: SideEffect, scope: Scope) -> str:
    if record.end is None:
        return _("not marked as ended")
    if record.end.date() == record.start.date():
        return _("ended the same day")
    text = _("ended {day}") if ended_by(record) is None else _("ended by {day}")
    return text.format(day=scope.wording.day(record.end))


def _episode_row(record: SideEffect, scope: Scope) -> tuple[Cell, ...]:
    sought = record.sought is Sought.EMERGENCY
    return (
        cell(scope.wording.day(record.start)),
        cell(on_one_line(clinical_name(record.effect, record.own_name, scope))),
        cell(grade_name(record.grade)),
        cell(_state(record, scope)),
        cell(_("Emergency care was sought.") if sought else ""),
    )


def _row(one: EffectBurden, scope: Scope) -> tuple[Cell, ...]:
    return (
        _named(one, scope),
        cell(_when(one) if scope.has(Section.SESSIONS) else ""),
        cell(str(one.times)),
        cell(grade_name(one.worst)),
        cell(_lasted(one)),
        cell(_now(one, scope)),
    )


def _lasted(one: EffectBurden) -> str:
    """Say how long: of those whose end was given, and the most of those only told to be gone."""
    known = (
        durations(one.shortest, one.longest)
        if one.shortest is not None and one.longest is not None
        else ""
    )
    if one.at_most is None:
        return known or DASH
    if not known:
        return _("at most {time}").format(time=duration(one.at_most))
    text = ngettext(
        "{known}; {n} other at most {time}",
        "{known}; {n} others at most {time}",
        one.end_not_given,
    )
    return text.format(known=known, n=one.end_not_given, time=duration(one.at_most))


def _named(one: EffectBurden, scope: Scope) -> Cell:
    plain = scope.content.effect_name(one.effect, one.own_name)
    clinical = clinical_name(one.effect, one.own_name, scope)
    if plain.casefold() == clinical.casefold():
        return cell(plain)
    return Run(plain), Run(f" [{clinical}]", faint=True)


def _when(one: EffectBurden) -> str:
    return _near(one.sessions) if one.sessions else ""


def _near(numbers: Sequence[int]) -> str:
    if len(numbers) > NUMBERS_TOLD:
        return ngettext("{n} session", "{n} sessions", len(numbers)).format(n=len(numbers))
    text = ngettext("session {numbers}", "sessions {numbers}", len(numbers))
    return text.format(numbers=spans(numbers))


def _now(one: EffectBurden, scope: Scope) -> str:
    if one.still_since is None:
        return _("ended")
    text = _("{grade} since {day}")
    return text.format(grade=_still(one), day=scope.wording.day(one.still_since))
