# SPDX-License-Identifier: Apache-2.0
"""The period in some sixty words, made from the figures: what a chart note can hold."""

from companion.domain import course
from companion.language import _, ngettext
from companion.report import care, effects, pressures, scales, sessions, visits
from companion.report.parts import Section
from companion.report.scope import Scope, anything


def paragraph(found: tuple[scales.Found, ...], scope: Scope) -> str:
    """Say the period in about sixty words; worsening as plainly as response."""
    if not anything(scope):
        nothing = _("Nothing was recorded in this period.")
        return " ".join((nothing, *scales.sentences(found, scope)))
    said: list[str] = []
    if scope.has(Section.SESSIONS):
        said.append(f"{_lead(scope)} {sessions.sentence(scope)}.")
    said += scales.sentences(found, scope)
    if scope.has(Section.SESSIONS):
        said.append(pressures.sentence(scope))
    if scope.has(Section.SIDE_EFFECTS):
        said.append(effects.sentence(scope))
    said.append(care.change_sentence(scope))
    if scope.has(Section.COURSE):
        said += _mood(scope)
    said.append(visits.sentence(scope))
    return " ".join(part for part in said if part)


def _mood(scope: Scope) -> list[str]:
    """Say on how many days mood was recorded, and beside it how many were too hard for a number.

    Days without a mood are seldom the good ones, so the two are read together.
    """
    text = _("Mood on {n} of {days} days.")
    told = [text.format(n=len(scope.period_moods), days=scope.days)]
    days = course.hard_days(scope.snapshot.check_ins, scope.moods)
    hard = sum(scope.first <= day <= scope.last for day in days)
    if hard:
        text = ngettext("{n} hard day without a number.", "{n} hard days without a number.", hard)
        told.append(text.format(n=hard))
    return told


def _lead(scope: Scope) -> str:
    first = scope.wording.day(scope.first)
    if scope.options.last >= scope.now.date():
        return _("Since {first}:").format(first=first)
    last = scope.wording.day(scope.last)
    return _("{first} to {last}:").format(first=first, last=last)
