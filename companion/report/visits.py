# SPDX-License-Identifier: Apache-2.0
"""What the patient brings to the visit, and what was decided at the last one."""

from collections.abc import Sequence

from companion.domain.records import Appointment, Entry, Question
from companion.domain.safety import to_ask
from companion.domain.visit import raised
from companion.language import _
from companion.report.parts import Column, Phrase, Section, Table, cell
from companion.report.scope import Scope
from companion.report.shortening import isolated, on_one_line, shortened
from companion.report.wording import SPACE

TOLD = 170
"""So many letters of a question or a decision stand on page one."""
OTHERS_TOLD = 3
IN_SUMMARY = 60


def to_raise(scope: Scope) -> tuple[Entry[Question], ...]:
    """Give the things to raise at the visit, by their places."""
    return raised(_open(scope))


def asks(scope: Scope) -> tuple[Phrase, ...]:
    """Give what to raise, then the other open questions: those about suicide first."""
    raised, others = to_raise(scope), _others(scope)
    told = []
    if raised:
        told.append(Phrase(_("To raise at this visit."), _numbered(raised)))
    if others:
        lead = _("The patient also asks.") if raised else _("The patient asks.")
        words, more = _numbered(others[:OTHERS_TOLD]), len(others) - OTHERS_TOLD
        if more > 0:
            words += " " + _("And {n} more on the pages that follow.").format(n=more)
        told.append(Phrase(lead, words))
    return tuple(told)


def sentence(scope: Scope) -> str:
    """Say in a few words what the patient asks."""
    every = (*to_raise(scope), *_others(scope))
    if not every:
        return ""
    words = isolated(shortened(on_one_line(every[0].record.words), IN_SUMMARY))
    if len(every) == 1:
        return _("Asks: “{words}”").format(words=words)
    return _("Asks: “{words}” and {n} more.").format(words=words, n=len(every) - 1)


def decided_before(scope: Scope) -> Phrase | None:
    """Give what was decided at the last visit, in the patient's words."""
    visit = last_decided(scope)
    if visit is None:
        return None
    day = scope.wording.day(visit.plan.day)
    whom = isolated(shortened(on_one_line(visit.with_whom), IN_SUMMARY))
    lead = _("Decided on {day} ({whom}), as told.") if whom else _("Decided on {day}, as told.")
    words = isolated(shortened(on_one_line(visit.decided), TOLD))
    return Phrase(lead.format(day=day, whom=whom), words)


def last_decided(scope: Scope) -> Appointment | None:
    """Give the last visit before now of which it was told what was decided."""
    if not scope.has(Section.QUESTIONS):
        return None
    visits = [one.record for one in scope.snapshot.appointments if one.record.decided.strip()]
    past = [one for one in visits if one.plan.moment() < scope.now and one.plan.day <= scope.last]
    return max(past, key=lambda one: one.plan.moment(), default=None)


def in_full(scope: Scope) -> tuple[Table, ...]:
    """Give every question and decision in full, where page one had to shorten or to leave out."""
    raised, others, visit = to_raise(scope), _others(scope), last_decided(scope)
    every = [on_one_line(one.record.words) for one in (*raised, *others)]
    decided = on_one_line(visit.decided) if visit else ""
    long = any(len(words) > TOLD for words in (*every, decided))
    if not long and len(others) <= OTHERS_TOLD:
        return ()
    rows = [(cell(str(place)), cell(words)) for place, words in enumerate(every, 1)]
    if visit:
        rows.append((cell(scope.wording.day(visit.plan.day)), cell(decided)))
    columns = (Column(_("No. or day")), Column(_("Question, or what was decided"), 1))
    title = _("Questions and decisions in full")
    return (Table(title=title, columns=columns, rows=tuple(rows)),)


def _open(scope: Scope) -> tuple[Entry[Question], ...]:
    if not scope.has(Section.QUESTIONS):
        return ()
    return to_ask(scope.snapshot.questions, scope.content.suicide_items)


def _others(scope: Scope) -> tuple[Entry[Question], ...]:
    return tuple(one for one in _open(scope) if one.record.to_raise is None)


def _numbered(questions: Sequence[Entry[Question]]) -> str:
    words = (isolated(shortened(on_one_line(one.record.words), TOLD)) for one in questions)
    return " ".join(f"{number}.{SPACE}{told}" for number, told in enumerate(words, 1))
