# SPDX-License-Identifier: Apache-2.0
"""Blood pressure in the report: the highest, and what lies above the clinic's own ceiling.

Where the clinic's ceiling is not known, readings above 140/90 are counted in a note: the general
guide of the esketamine label before a dose. It is no judgement on any reading.
"""

from companion.domain import tolerability
from companion.domain.course import SessionFigures
from companion.domain.records import Reading, ReadingTime
from companion.domain.tolerability import Ceiling, Pressures, is_above
from companion.language import _, ngettext
from companion.report.parts import Cell, Phrase, Run, cell
from companion.report.scope import Scope
from companion.report.wording import DASH, SPACE

SIGN = "↑"
"""Marks a reading above the clinic's ceiling, also where bold letters are hard to tell."""


def over_the_period(scope: Scope) -> Pressures:
    """Give the period's pressures against the ceiling."""
    person = scope.snapshot.person
    return tolerability.pressures(scope.period_sessions, person.record if person else None)


def ceiling(scope: Scope) -> Ceiling:
    """Give the clinic's ceiling, else the general guide."""
    person = scope.snapshot.person
    return tolerability.ceiling(person.record if person else None)


def limit_words(limit: Ceiling) -> str:
    """Write a ceiling as a blood pressure; a part that the clinic did not give is a dash."""
    return f"{limit.systolic or DASH}/{limit.diastolic or DASH}"


def written(reading: Reading | None) -> str:
    """Write a blood pressure: 158/96; a part not measured is a dash."""
    if reading is None or reading.systolic is None:
        return DASH
    return f"{reading.systolic}/{reading.diastolic or DASH}"


def sentence(scope: Scope) -> str:
    """Say the highest blood pressure, and whether it is above the clinic's ceiling."""
    found = over_the_period(scope)
    if found.highest is None:
        return ""
    words = written(found.highest)
    if not found.ceiling.is_clinics:
        return _("Highest BP {bp}.").format(bp=words)
    text = _("Highest BP {bp} (clinic’s ceiling {limit}).")
    if is_above(found.highest, found.ceiling):
        text = _("Highest BP {bp}, above the clinic’s {limit}.")
    return text.format(bp=words, limit=limit_words(found.ceiling))


def alert(scope: Scope) -> Phrase | None:
    """Give the highest blood pressure with its time, its session, and the ceiling."""
    found = over_the_period(scope)
    if found.highest is None:
        return None
    texts = {
        ReadingTime.BEFORE: _("{bp} before session {n}."),
        ReadingTime.FORTY_MINUTES: _("{bp} at 40 min in session {n}."),
        ReadingTime.LEAVING: _("{bp} before leaving session {n}."),
        ReadingTime.OTHER: _("{bp} in session {n}."),
    }
    words = texts[found.highest.when].format(bp=written(found.highest), n=found.highest_in)
    return Phrase(_("Highest blood pressure"), f"{words} {note(found)}")


def cells(one: SessionFigures, scope: Scope) -> Cell:
    """Give the pressures before, at the peak and before leaving; those above the ceiling bold."""
    if one.peak is None:
        return cell("")
    readings, limit = one.entry.record.readings, ceiling(scope)
    before = next((each for each in readings if each.when is ReadingTime.BEFORE), None)
    leaving = next((each for each in readings if each.when is ReadingTime.LEAVING), None)
    runs: list[Run] = []
    for reading in (before, one.peak, leaving):
        runs += [Run(" · ")] if runs else []
        above = reading is not None and limit.is_clinics and is_above(reading, limit)
        sign = f"{SPACE}{SIGN}" if above else ""
        runs.append(Run(f"{written(reading)}{sign}", strong=above))
    return tuple(runs)


def note(found: Pressures) -> str:
    """Say in how many of the measured sessions a reading was above the ceiling, or above 140/90."""
    if not found.n:
        return ""
    text = _clinics_note(found) if found.ceiling.is_clinics else _guide_note(found)
    return text.format(limit=limit_words(found.ceiling), above=len(found.above), n=found.n)


def _guide_note(found: Pressures) -> str:
    if found.n < found.sessions:
        return ngettext(
            "Clinic’s ceiling not told; a reading above {limit} in {above} of {n} session with a "
            "reading.",
            "Clinic’s ceiling not told; a reading above {limit} in {above} of {n} sessions with a "
            "reading.",
            found.n,
        )
    return ngettext(
        "Clinic’s ceiling not told; a reading above {limit} in {above} of {n} session.",
        "Clinic’s ceiling not told; a reading above {limit} in {above} of {n} sessions.",
        found.n,
    )


def _clinics_note(found: Pressures) -> str:
    if found.n < found.sessions:
        return ngettext(
            "Above the clinic’s ceiling {limit}, as told, in {above} of {n} session with a reading.",
            "Above the clinic’s ceiling {limit}, as told, in {above} of {n} sessions with a reading.",
            found.n,
        )
    return ngettext(
        "Above the clinic’s ceiling {limit}, as told, in {above} of {n} session.",
        "Above the clinic’s ceiling {limit}, as told, in {above} of {n} sessions.",
        found.n,
    )
