# SPDX-License-Identifier: Apache-2.0
"""The lines of page one that are no figures: what changed, what is told of, what was asked."""

from companion.domain.durability import SeriesFigures
from companion.language import _
from companion.report import care, scales, stayed_up, visits, watched
from companion.report.parts import Phrase, Section
from companion.report.scope import Scope, anything
from companion.report.shortening import isolated, on_one_line, shortened

TOLD = 150
"""So many letters of the allergies stand on page one; the rest stands with the medicines."""


def lines(series: tuple[SeriesFigures, ...], scope: Scope) -> tuple[Phrase, ...]:
    """Give the lines below the chart, each with its bold lead."""
    found: list[Phrase] = []
    if anything(scope):
        found += scales.function(scope)
        found += stayed_up.phrases(series, [one.number for one in scope.period_sessions])
        found += watched.phrases(scope)
    if scope.has(Section.MEDICINES):
        found += _medicines(scope)
    decided = visits.decided_before(scope)
    return (*found, decided) if decided else tuple(found)


def _medicines(scope: Scope) -> list[Phrase]:
    found = []
    if scope.snapshot.medicines:
        now, more = care.current(scope), ""
        if now:
            more = " " + _("Now: {names}.").format(names=now)
        changed = care.changes(scope, most=care.ON_PAGE_ONE, letters=care.LETTERS_ON_PAGE_ONE)
        found.append(Phrase(_("Medicines."), changed + more))
    person = scope.snapshot.person
    allergies = on_one_line(person.record.allergies) if person else ""
    if allergies:
        found.append(Phrase(_("Allergies, as told."), isolated(shortened(allergies, TOLD))))
    return found
