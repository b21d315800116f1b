# SPDX-License-Identifier: Apache-2.0
"""What is told also where there is nothing: side effects, use outside the plan, emergency care.

"None reported (asked n times)", "not asked" and "left out" are three different answers.
"""

from companion.domain import course, tolerability
from companion.domain.records import Answer, Entry, SideEffect
from companion.domain.tolerability import Told
from companion.language import _, ngettext
from companion.report.asking import asked, none_words
from companion.report.effects import clinical_name, entries, grade_name
from companion.report.parts import Phrase, Section
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
MOST_TOLD = 4


def phrases(scope: Scope) -> tuple[Phrase, ...]:
    """Give the lines that are always there: the bladder, use outside the plan, emergency care.

    Emergency care that was sought stands with the warnings instead.
    """
    if not scope.has(Section.SIDE_EFFECTS):
        return ()
    none = () if _serious_events(scope) else (_serious(scope),)
    return _urinary(scope), _outside_plan(scope), *none


def alerts(scope: Scope) -> tuple[Phrase, ...]:
    """Give the emergency care that was sought for a side effect."""
    if not scope.has(Section.SIDE_EFFECTS) or not _serious_events(scope):
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


def _outside_plan(scope: Scope) -> Phrase:
    found = tolerability.outside_plan(scope.snapshot.runs, (scope.first, scope.last))
    parts = [_answer(one, scope) for one in found.noted]
    parts += [
        _("wants to talk about it ({day})").format(day=scope.wording.day(one.at))
        for one in found.to_ask
    ]
    told = listed(parts, MOST_TOLD) if parts else _("none reported")
    often = ngettext("asked {n} time", "asked {n} times", found.asked).format(n=found.asked)
    words = f"{told} ({often})." if found.asked else _("not asked.")
    noted = [one.record for one in entries(scope) if one.record.effect == "craving"]
    if noted:
        days = ", ".join(_when(one, scope) for one in noted[-MOST_TOLD:])
        text = _("Craving or such use noted as a side effect: {days}.")
        words += " " + text.format(days=days)
    return Phrase(_("Use outside the plan:"), words)


def _answer(one: Answer, scope: Scope) -> str:
    words = isolated(shortened(on_one_line(one.words), TOLD))
    day = scope.wording.day(one.at)
    return f"“{words}” ({day})" if words else _("noted on {day}").format(day=day)


def _serious(scope: Scope) -> Phrase:
    found = _serious_events(scope)
    lead = _("Emergency care or hospital for a side effect:")
    if not found:
        return Phrase(lead, _("none recorded."))
    names = [f"{_name(one.record, scope)} ({_when(one.record, scope)})" for one in found]
    return Phrase(lead, listed(names, MOST_TOLD) + ".")


def _serious_events(scope: Scope) -> tuple[Entry[SideEffect], ...]:
    return tolerability.serious_events(entries(scope), (scope.first, scope.last))


def _name(record: SideEffect, scope: Scope) -> str:
    name = on_one_line(clinical_name(record.effect, record.own_name, scope))
    return isolated(shortened(lowered(name) if record.effect else name, TOLD))


def _when(record: SideEffect, scope: Scope) -> str:
    return f"{scope.wording.day(record.start)}, {grade_name(record.grade)}"
