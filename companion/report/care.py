# SPDX-License-Identifier: Apache-2.0
"""Preparation, medicines and the patient's questions in the report."""

from collections.abc import Iterable, Mapping
from datetime import date

from companion.domain import course
from companion.domain.checklist import Phase, Step, steps
from companion.domain.item import Walk
from companion.domain.records import Choice, Entry, Medicine, Schedule, Whose
from companion.domain.safety import to_ask
from companion.domain.sitter import counts
from companion.domain.tailoring import in_force
from companion.domain.walks import is_of
from companion.language import _, ngettext
from companion.report.parts import Aside, Phrase, Section
from companion.report.scope import Scope
from companion.report.wording import SPACE, spans
from companion.timing import rule_words

RIDE_HOME = "ride_home"
"""The item that is always told: whether someone took the patient home."""

Numbered = tuple[int, tuple[Step, ...]]


def preparation(scope: Scope) -> Aside | None:
    """Give the checklist items met before the period's sessions."""
    walks = _walks(scope) if scope.has(Section.PREPARATION) else ()
    total = course.preparation(walk for _number, walk in walks)
    if not total.sessions:
        return None
    text = ngettext(
        "{met} of {applicable} items met before {n} session.",
        "{met} of {applicable} items met before {n} sessions.",
        total.sessions,
    )
    lines = [text.format(met=total.met, applicable=total.applicable, n=total.sessions)]
    told = (_items(walks, scope), *_excused(walks, scope), _clinics(walks, scope), _looks(scope))
    lines += [line for line in told if line]
    return Aside(title=_("Preparation"), lines=tuple(lines))


def medicines(scope: Scope) -> Aside | None:
    """Give the medicines, what was started or stopped in the period, and allergies."""
    if not scope.has(Section.MEDICINES):
        return None
    current = [one for one in scope.snapshot.medicines if not _stopped(one, scope)]
    person, lines = scope.snapshot.person, []
    if person and person.record.allergies.strip():
        text = _("Allergies, told by the patient: {words}")
        lines.append(text.format(words=person.record.allergies.strip()))
    lines += [_medicine(entry.record, scope) for entry in current]
    if scope.snapshot.medicines:
        lines.append(changes(scope))
    return Aside(title=_("Medicines"), lines=tuple(lines)) if lines else None


def changes(scope: Scope) -> str:
    """Say which medicines were started or stopped in the period."""
    entries = scope.snapshot.medicines
    started = [_dated(one.record.name, one.record.started, scope) for one in entries]
    stopped = [_dated(one.record.name, one.record.stopped, scope) for one in entries]
    parts = []
    if any(started):
        names = ", ".join(word for word in started if word)
        parts.append(_("Started: {names}.").format(names=names))
    if any(stopped):
        names = ", ".join(word for word in stopped if word)
        parts.append(_("Stopped: {names}.").format(names=names))
    return " ".join(parts) or _("Started or stopped in this period: none.")


def change_sentence(scope: Scope) -> str:
    """Say the medicine changes in a few words for the summary."""
    if not scope.has(Section.MEDICINES) or not scope.snapshot.medicines:
        return ""
    told = changes(scope)
    if any(_changed(entry, scope) for entry in scope.snapshot.medicines):
        return told
    return _("Medicine changes: none.")


def asks(scope: Scope) -> Phrase | None:
    """Give the patient's open questions, numbered."""
    if not scope.has(Section.QUESTIONS):
        return None
    first = to_ask(scope.snapshot.questions, scope.content.suicide_items)
    asked = [one.record.words for one in first]
    told = [f"{number}.{SPACE}{' '.join(words.split())}" for number, words in enumerate(asked, 1)]
    return Phrase(_("The patient asks."), " ".join(told)) if told else None


def _walks(scope: Scope) -> tuple[Numbered, ...]:
    checklists = scope.content.checklists
    rules = in_force(scope.snapshot.rule_sets)
    runs = {
        entry.record.session_id: entry.record
        for entry in scope.snapshot.runs
        if is_of(entry.record, Walk.SESSION, checklists)
    }
    found = []
    for one in scope.period_sessions:
        run = runs.get(one.entry.id)
        checklist = checklists.get(run.checklist) if run else None
        if run and checklist:
            walked = steps(checklist, one.entry.record, run, rules)
            before = tuple(step for step in walked if step.phase is not Phase.AFTERWARDS)
            found.append((one.number, before))
    return tuple(found)


def _items(walks: Iterable[Numbered], scope: Scope) -> str:
    """Say the ride home, and what was not met every time though it must be in place."""
    walks = tuple(walks)
    labels = _labels(walks, scope)
    musts = {step.item.id for _number, walk in walks for step in walk if step.item.must}
    counts = course.items_met(walk for _number, walk in walks)
    told = []
    for item, (met, applicable) in counts.items():
        if item == RIDE_HOME or (item in musts and met < applicable):
            text = _("{item} {met} of {applicable}")
            told.append(text.format(item=labels[item], met=met, applicable=applicable))
    return "; ".join(told) + "." if told else ""


def _excused(walks: Iterable[Numbered], scope: Scope) -> Iterable[str]:
    """Say which musts were answered "doesn't apply", and why."""
    walks, reasons = tuple(walks), dict[str, dict[str, list[int]]]()
    labels = _labels(walks, scope)
    for number, walk in walks:
        for step in walk:
            answer = step.answer
            if step.item.must and answer and answer.choice is Choice.NOT_APPLICABLE:
                reason = answer.reason.strip().rstrip(".") or _("no reason given")
                by_reason = reasons.setdefault(step.item.id, {})
                by_reason.setdefault(reason, []).append(number)
    for item, by_reason in reasons.items():
        text = _("{item}: “doesn’t apply” ({reasons}).")
        told = "; ".join(
            ngettext(
                "session {numbers}: {reason}", "sessions {numbers}: {reason}", len(numbers)
            ).format(numbers=spans(numbers), reason=reason)
            for reason, numbers in by_reason.items()
        )
        yield text.format(item=labels[item], reasons=told)


def _clinics(walks: Iterable[Numbered], scope: Scope) -> str:
    """Say which times were the patient's own clinic's, as they were when the sessions began."""
    times = {
        scope.content.item_words(step).label: rule_words(scope.content, step)
        for _number, walk in walks
        for step in walk
        if step.whose is Whose.CLINIC and step.item.anchor is not None
    }
    told = "; ".join(f"{item}: {rule}" for item, rule in times.items())
    return _("Times given as the clinic’s: {times}.").format(times=told) if told else ""


def _looks(scope: Scope) -> str:
    """Say what came of the looks of whoever stayed during the sessions."""
    checks = [check for one in scope.period_sessions for check in one.entry.record.checks]
    if not checks:
        return ""
    found = counts(checks)
    text = _("Sitter’s checks: {well} all yes, {unwell} no, {open} not checked.")
    return text.format(well=found.well, unwell=found.unwell, open=found.not_checked)


def _labels(walks: Iterable[Numbered], scope: Scope) -> Mapping[str, str]:
    """Give the name of each item; an item that is no longer in the app has the name it had."""
    return {
        step.item.id: scope.content.item_words(step).label
        for _number, walk in walks
        for step in walk
    }


def _medicine(record: Medicine, scope: Scope) -> str:
    """Say a medicine: name, dose, schedule and since when."""
    kinds = {Schedule.SCHEDULED: _("regularly"), Schedule.AS_NEEDED: _("as needed")}
    parts = [" ".join(word for word in (record.name, record.dose) if word)]
    parts += [kinds[record.schedule]] if record.schedule else []
    if record.started:
        parts.append(_("since {day}").format(day=scope.wording.whole_day(record.started)))
    return ", ".join(parts) + "."


def _stopped(entry: Entry[Medicine], scope: Scope) -> bool:
    stopped = entry.record.stopped
    return stopped is not None and stopped <= scope.last


def _changed(entry: Entry[Medicine], scope: Scope) -> bool:
    days = (entry.record.started, entry.record.stopped)
    return any(day is not None and scope.first <= day <= scope.last for day in days)


def _dated(name: str, day: date | None, scope: Scope) -> str:
    if day is not None and scope.first <= day <= scope.last:
        return f"{name} ({scope.wording.day(day)})"
    return ""
