# SPDX-License-Identifier: Apache-2.0
"""What is told also where there is nothing: side effects, use outside the plan, emergency care.

"None reported (asked n times)", "not asked" and "left out" are three different answers.
"""

from collections.abc import Sequence

from companion.domain import course, tolerability
from companion.domain.records import Answer, Choice, SideEffect
from companion.domain.tolerability import OutsidePlan, Told
from companion.language import _, ngettext
from companion.report.asking import asked, none_words
from companion.report.effects import (
    EPISODES_TOLD,
    clinical_name,
    entries,
    further_on,
    grade_name,
    serious_events,
)
from companion.report.parts import Column, Phrase, Section, Table, cell
from companion.report.scope import Scope
from companion.report.shortening import isolated, on_one_line, shortened
from companion.report.wording import listed, lowered

URINARY = frozenset(
    (
        "urinary_freq", "urinary_urgency", "painful_urination", "bladder_pain", "blood_urine",
        "cannot_pass_urine",
    )
)  # fmt: skip
"""What the monthly walk asks about the bladder."""
TOLD = 90
"""So many letters of what was written stand on page one."""
MOST_TOLD = EPISODES_TOLD


def phrases(scope: Scope) -> tuple[Phrase, ...]:
    """Give the lines that are always there: the bladder, use outside the plan, emergency care.

    Emergency care that was sought stands with the warnings instead.
    """
    if not scope.has(Section.SIDE_EFFECTS):
        return ()
    none = () if serious_events(scope) else (_serious(scope),)
    return _urinary(scope), _outside_plan(scope), *none


def alerts(scope: Scope) -> tuple[Phrase, ...]:
    """Give the emergency care that was sought for a side effect."""
    if not scope.has(Section.SIDE_EFFECTS) or not serious_events(scope):
        return ()
    return (_serious(scope),)


def _urinary(scope: Scope) -> Phrase:
    found = asked(scope, URINARY)
    lead = _("Urinary symptoms:")
    if found.told is not Told.REPORTED:
        return Phrase(lead, none_words(found) + ".")
    burdens = [one for one in course.burden(entries(scope), ()) if one.effect in URINARY]
    names = [
        f"{lowered(clinical_name(one.effect, '', scope))} ({grade_name(one.worst)})"
        for one in burdens
    ]
    return Phrase(lead, listed(names, MOST_TOLD) + ".")


def in_full(scope: Scope) -> tuple[Table, ...]:
    """Give every answer about use outside the plan, where page one tells the latest only."""
    answers = _told_of_outside(scope) if scope.has(Section.SIDE_EFFECTS) else ()
    if len(answers) <= MOST_TOLD:
        return ()
    rows = tuple(
        (cell(scope.wording.day(one.at)), cell(_whole_answer(one, scope))) for one in answers
    )
    columns = (Column(_("Day")), Column(_("As told by the patient"), 1))
    return (Table(title=_("Use outside the plan, each answer"), columns=columns, rows=rows),)


def _outside_plan(scope: Scope) -> Phrase:
    found, answers = _outside(scope), _told_of_outside(scope)
    told = _latest([_answer(one, scope) for one in answers]) if answers else _("none reported")
    often = ngettext("asked {n} time", "asked {n} times", found.asked).format(n=found.asked)
    words = f"{told} ({often})." if found.asked else _("not asked.")
    if len(answers) > MOST_TOLD:
        words += " " + further_on()
    craved = (one.record for one in entries(scope) if one.record.effect == "craving")
    noted = sorted(craved, key=lambda one: one.start)
    if noted:
        days = _latest([_when(one, scope) for one in noted], " · ")
        text = _("Craving or such use noted as a side effect: {days}.")
        words += " " + text.format(days=days)
    return Phrase(_("Use outside the plan:"), words)


def _outside(scope: Scope) -> OutsidePlan:
    return tolerability.outside_plan(scope.snapshot.runs, (scope.first, scope.last))


def _told_of_outside(scope: Scope) -> Sequence[Answer]:
    """Give the answers that are no plain no, in order."""
    found = _outside(scope)
    return sorted((*found.noted, *found.to_ask), key=lambda one: one.at)


def _latest(parts: Sequence[str], between: str = ", ") -> str:
    """Say all of them, or the latest of them and how many there are."""
    told = between.join(parts[-MOST_TOLD:])
    if len(parts) <= MOST_TOLD:
        return told
    return _("latest {n} of {all}: {told}").format(n=MOST_TOLD, all=len(parts), told=told)


def _answer(one: Answer, scope: Scope) -> str:
    words = isolated(shortened(on_one_line(one.words), TOLD))
    day = scope.wording.day(one.at)
    if one.choice is Choice.ASK:
        return _("wants to talk about it ({day})").format(day=day)
    return f"“{words}” ({day})" if words else _("noted on {day}").format(day=day)


def _whole_answer(one: Answer, scope: Scope) -> str:
    """Give an answer with all that was written; who wants to talk about it is told so too."""
    words = on_one_line(one.words)
    if one.choice is Choice.ASK:
        return " · ".join(part for part in (_answer(one, scope), words) if part)
    return words or _answer(one, scope)


def _serious(scope: Scope) -> Phrase:
    found = serious_events(scope)
    lead = _("Emergency care or hospital for a side effect:")
    if not found:
        return Phrase(lead, _("none recorded."))
    told = _latest([f"{_name(one.record, scope)} ({_when(one.record, scope)})" for one in found])
    return Phrase(lead, f"{told}. {further_on()}" if len(found) > MOST_TOLD else f"{told}.")


def _name(record: SideEffect, scope: Scope) -> str:
    name = on_one_line(clinical_name(record.effect, record.own_name, scope))
    return isolated(shortened(lowered(name) if record.effect else name, TOLD))


def _when(record: SideEffect, scope: Scope) -> str:
    return f"{scope.wording.day(record.start)}, {grade_name(record.grade)}"
