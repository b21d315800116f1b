# SPDX-License-Identifier: Apache-2.0
"""Preparation, medicines and the patient's questions in the report."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from companion.domain import course
from companion.domain.checklist import Phase, Step, steps
from companion.domain.item import Walk
from companion.domain.medicine import (
    adherence,
    as_taken,
    changes_within,
    is_stopped,
    taken_as_needed,
)
from companion.domain.records import Anchor, Choice, DoseChange, Entry, Medicine, Schedule, Whose
from companion.domain.sitter import counts
from companion.domain.tailoring import in_force
from companion.domain.walks import is_of
from companion.language import _, ngettext
from companion.report.parts import Aside, Section
from companion.report.scope import Scope
from companion.report.shortening import isolated, on_one_line, shortened
from companion.report.wording import ANY, listed, spans
from companion.timing import distance

RIDE_HOME = "ride_home"
"""The item that is always told: whether someone took the patient home."""

ON_PAGE_ONE = 5
"""So many medicines, and so many changes of a kind, stand on page one."""
LETTERS_ON_PAGE_ONE, LETTERS_IN_SUMMARY = 260, 120
"""So many letters the names and doses of such a list take there, and in the summary."""
EVERY = 1_000
LONGEST_NAME = 60

EARLIEST = date.min + timedelta(days=1)
"""The first day that has one before it."""

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
    """Give the medicines as taken at the period's end, what changed in it, and allergies."""
    if not scope.has(Section.MEDICINES):
        return None
    current = [one for one in scope.snapshot.medicines if not is_stopped(one.record, scope.last)]
    person, lines = scope.snapshot.person, []
    if person and person.record.allergies.strip():
        text = _("Allergies, told by the patient: {words}")
        lines.append(text.format(words=isolated(person.record.allergies.strip())))
    lines += [_medicine(entry, scope) for entry in current]
    if scope.snapshot.medicines:
        lines.append(changes(scope))
    if scope.has(Section.SESSIONS):
        lines += _of_note(scope)
    return Aside(title=_("Medicines"), lines=tuple(lines)) if lines else None


def changes(scope: Scope, *, most: int = EVERY, letters: int = ANY) -> str:
    """Say which medicines were started, changed or stopped in the period, so many of each."""
    entries = scope.snapshot.medicines
    started = [_dated(one.record.name, one.record.started, scope) for one in entries]
    stopped = [_dated(one.record.name, one.record.stopped, scope) for one in entries]
    changed = [told for one in entries for told in _changes(one.record, scope)]
    parts = []
    if any(started):
        names = listed((word for word in started if word), most, letters=letters)
        parts.append(_("Started: {names}.").format(names=names))
    if changed:
        told = listed(changed, most, letters=letters)
        parts.append(_("Changed: {changes}.").format(changes=told))
    if any(stopped):
        names = listed((word for word in stopped if word), most, letters=letters)
        parts.append(_("Stopped: {names}.").format(names=names))
    return " ".join(parts) or _("Started, changed or stopped in this period: none.")


def current(scope: Scope) -> str:
    """Say in short the medicines taken at the period's end, each with the days noted."""
    kept = [one for one in scope.snapshot.medicines if not is_stopped(one.record, scope.last)]
    worded = kept[: ON_PAGE_ONE + 1]
    return listed(
        _in_short(worded, scope), ON_PAGE_ONE, beyond=len(kept) - len(worded),
        letters=LETTERS_ON_PAGE_ONE, between="; ",
    )  # fmt: skip


def _in_short(kept: Sequence[Entry[Medicine]], scope: Scope) -> Iterator[str]:
    for entry in kept:
        present = as_taken(entry.record, scope.last)
        name = (_short(word) for word in (entry.record.name, present.dose))
        parts = [" ".join(word for word in name if word)]
        if present.schedule is Schedule.AS_NEEDED:
            parts.append(_("as needed"))
        noted = adherence(entry, scope.during.intakes, scope.first, scope.last)
        needed = taken_as_needed(entry, scope.during.intakes, scope.first, scope.last)
        if noted.recorded:
            text = _("taken on {taken} of {recorded} recorded days")
            parts.append(text.format(taken=noted.taken, recorded=noted.recorded))
        elif needed.times:
            text = ngettext("taken {n} time", "taken {n} times", needed.times)
            parts.append(text.format(n=needed.times))
        yield ", ".join(parts)


def _of_note(scope: Scope) -> Iterator[str]:
    """Say which medicines of note were taken in the 24 hours before which sessions, and which not."""
    told: dict[str, dict[bool, list[int]]] = {}
    for one in scope.period_sessions:
        for medicine in one.entry.record.taken:
            if medicine.medicine_id not in scope.options.left_out:
                answers = told.setdefault(medicine.name.strip(), {True: [], False: []})
                answers[medicine.taken].append(one.number)
    texts = ((True, _("taken: #{numbers}")), (False, _("not taken: #{numbers}")))
    for name, answers in told.items():
        parts = [
            text.format(numbers=spans(answers[taken])) for taken, text in texts if answers[taken]
        ]
        line = _("{name} in the 24 h before a session, {told}.")
        yield line.format(name=isolated(name), told="; ".join(parts))


def recorded_days(scope: Scope) -> str:
    """Say what the days are that the medicines' figures rest on; empty where there are none."""
    if not (scope.has(Section.MEDICINES) and scope.during.intakes):
        return ""
    return _(
        "Medicines: a recorded day has this medicine noted as taken or missed, the last note of "
        "the day counting; where it is taken as needed, any medicine noted. Other days are not "
        "counted."
    )


def change_sentence(scope: Scope) -> str:
    """Say the medicine changes in a few words for the summary."""
    if not scope.has(Section.MEDICINES) or not scope.snapshot.medicines:
        return ""
    told = changes(scope, most=2, letters=LETTERS_IN_SUMMARY)
    if any(_changed(entry, scope) for entry in scope.snapshot.medicines):
        return told
    return _("Medicine changes: none.")


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
    walks, times = tuple(walks), defaultdict[str, dict[str, list[int]]](dict)
    labels = _labels(walks, scope)
    for number, walk in walks:
        for step in walk:
            if step.whose is Whose.CLINIC and (time := _time(step, scope)):
                times[step.item.id].setdefault(time, []).append(number)
    told = "; ".join(f"{labels[item]}: {_by_session(numbers)}" for item, numbers in times.items())
    return _("Times given as the clinic’s: {times}.").format(times=told) if told else ""


def _time(step: Step, scope: Scope) -> str:
    """Word an item's time from its parts, for the doctor, and the usual rule where that is stricter.

    The words that are kept with a walk were the patient's, in the language of that day.
    """
    item = step.item
    if item.anchor is None or item.minutes is None:
        return ""
    leaves = item.anchor is Anchor.LEAVING and item.minutes == 0
    time = _("on leaving home") if leaves else distance(item)
    usual = scope.content.item_words(step).rule.partition(";")[0]
    if not step.is_looser or not usual:
        return time
    return _("{time} (the usual rule: {usual})").format(time=time, usual=usual)


def _by_session(times: Mapping[str, Sequence[int]]) -> str:
    """Say an item's time, or each of them with its sessions where it was not always the same."""
    if len(times) == 1:
        return next(iter(times))
    return ", ".join(f"{time} (#{spans(numbers)})" for time, numbers in times.items())


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


def _medicine(entry: Entry[Medicine], scope: Scope) -> str:
    """Say a medicine: how it is taken at the period's end, since when, and what was before."""
    record, present = entry.record, as_taken(entry.record, scope.last)
    kinds = {Schedule.SCHEDULED: _("regularly"), Schedule.AS_NEEDED: _("as needed")}
    parts = [" ".join(isolated(word) for word in (record.name, present.dose) if word)]
    parts += [isolated(present.taken_when.strip())] if present.taken_when.strip() else []
    parts += [kinds[present.schedule]] if present.schedule else []
    if record.started:
        parts.append(_("since {day}").format(day=scope.wording.whole_day(record.started)))
    told = (", ".join(parts) + ".", _earlier(record, scope), days_noted(entry, scope))
    return " ".join(part for part in told if part)


def _earlier(record: Medicine, scope: Scope) -> str:
    """Say the earlier doses with the last day of each, the latest first."""
    past = changes_within(record, EARLIEST, scope.last)
    text = _("{how} until {day}")
    told = [
        text.format(
            how=_way(change.before, change.after),
            day=scope.wording.whole_day(change.after.since - timedelta(days=1)),
        )
        for change in reversed(past)
    ]
    return _("Before: {doses}.").format(doses=listed(told)) if told else ""


def days_noted(entry: Entry[Medicine], scope: Scope) -> str:
    """Say what was recorded of it in the period: nothing where nothing was."""
    intakes, told = scope.during.intakes, []
    found = adherence(entry, intakes, scope.first, scope.last)
    if found.recorded:
        text = ngettext(
            "Taken on {taken} of {recorded} recorded day.",
            "Taken on {taken} of {recorded} recorded days.",
            found.recorded,
        )
        told.append(text.format(taken=found.taken, recorded=found.recorded))
    needed = taken_as_needed(entry, intakes, scope.first, scope.last)
    if needed.times:
        text = ngettext(
            "Taken {n} time when not regular, on {days} of {recorded} recorded days.",
            "Taken {n} times when not regular, on {days} of {recorded} recorded days.",
            needed.times,
        )
        if as_taken(entry.record, scope.last).schedule is not Schedule.SCHEDULED:
            text = ngettext(
                "Taken {n} time, on {days} of {recorded} recorded days.",
                "Taken {n} times, on {days} of {recorded} recorded days.",
                needed.times,
            )
        told.append(text.format(n=needed.times, days=needed.days, recorded=needed.recorded))
    return " ".join(told)


def _changes(record: Medicine, scope: Scope) -> Iterable[str]:
    """Say each change of how a medicine is taken in the period."""
    text = _("{name} {before} → {after} ({day})")
    for change in changes_within(record, scope.first, scope.last):
        yield text.format(
            name=_short(record.name),
            before=_way(change.before, change.after),
            after=_way(change.after, change.before),
            day=scope.wording.day(change.after.since),
        )


def _way(way: DoseChange, other: DoseChange) -> str:
    """Say how it was taken, as far as that differs from how it was taken else."""
    kinds = {Schedule.SCHEDULED: _("regularly"), Schedule.AS_NEEDED: _("as needed")}
    pairs = ((way.dose, other.dose), (way.taken_when, other.taken_when))
    told = [mine.strip() for mine, theirs in pairs if mine != theirs]
    if way.schedule is not None and way.schedule is not other.schedule:
        told.append(kinds[way.schedule])
    return _short(" ".join(part for part in told if part)) or _("not told")


def _changed(entry: Entry[Medicine], scope: Scope) -> bool:
    record = entry.record
    days = (record.started, record.stopped, *(change.since for change in record.changes))
    return any(day is not None and scope.first <= day <= scope.last for day in days)


def _dated(name: str, day: date | None, scope: Scope) -> str:
    if day is not None and scope.first <= day <= scope.last:
        return f"{_short(name)} ({scope.wording.day(day)})"
    return ""


def _short(words: str) -> str:
    return isolated(shortened(on_one_line(words), LONGEST_NAME))
