# SPDX-License-Identifier: Apache-2.0
"""What closes the report: what is not in it, what was entered late, what the words mean."""

from collections.abc import Iterable

from companion.domain import course
from companion.domain.course import ScaleCourse
from companion.domain.instrument import Instrument
from companion.domain.moment import entered_late
from companion.domain.records import Entry, Record, Snapshot, moment_of
from companion.language import _, ngettext
from companion.report.care import recorded_days
from companion.report.parts import Section
from companion.report.scope import Scope
from companion.report.wording import SPACE

NOT_REVIEWED = "none"


def closing(scope: Scope, whole: Snapshot) -> tuple[str, ...]:
    """Give the closing lines; ``whole`` is the record before anything was left out."""
    lines = [_not_included(scope, whole), _not_recorded(scope), _late(scope), _hard(scope)]
    return tuple(line for line in lines if line)


def definitions(found: tuple[tuple[Instrument, ScaleCourse], ...], scope: Scope) -> tuple[str, ...]:
    """Give the definitions of the words and figures that the report uses."""
    lines = [_scale_definitions(found)] if found else []
    if scope.has(Section.COURSE) and scope.period_moods:
        lines.append(
            _(
                "Mood 0–10, the mean of a day’s check-ins; from a session’s start to the next "
                "morning they are left out, and a missing day is never filled in."
            )
        )
    if scope.has(Section.SESSIONS) and scope.period_sessions:
        lines.append(
            _(
                "Intensity, dissociation, sedation: 0–10, by the patient. Ready: minutes from the "
                "start. Mood before → after: the day before (else the last of the 3 days before), "
                "and the mean of days 1–3 after (number of days). Other causes of change are not "
                "excluded."
            )
        )
    medicines = recorded_days(scope)
    return tuple([*lines, medicines] if medicines else lines)


def footer(scope: Scope) -> str:
    """Give the line at the foot of every page."""
    made = _("Self-reported, made {date}.").format(date=scope.wording.whole_day(scope.now))
    parts = [made, _("Not a diagnosis. Not monitored.")]
    checklists = scope.content.checklists.values()
    if any(one.clinician_review == NOT_REVIEWED for one in checklists):
        parts.append(_("Content not yet reviewed by a clinician."))
    return " ".join(parts)


def _scale_definitions(found: tuple[tuple[Instrument, ScaleCourse], ...]) -> str:
    parts = [_("Baseline: the last complete questionnaire before the course’s first session.")]
    for instrument, _one in found:
        if instrument.response_percent and instrument.response_minimum_baseline:
            text = _(
                "{name}: response is at least {percent} % below a baseline of {minimum} or more, "
                "remission below {limit} (NCQA/HEDIS)."
            )
            parts.append(
                text.format(
                    name=instrument.name,
                    percent=instrument.response_percent,
                    minimum=instrument.response_minimum_baseline,
                    limit=instrument.remission_below,
                )
            )
    changes = [f"{one.name} {change}" for one, _course in found if (change := _change(one))]
    if changes:
        text = _(
            "Worse, or risen since its best: by at least the minimal important change ({changes})."
        )
        parts.append(text.format(changes=", ".join(changes)))
    return " ".join(parts)


def _change(instrument: Instrument) -> str:
    """Write the minimal important change in points or percent, empty where none is known."""
    if instrument.change is not None:
        return str(instrument.change)
    percent = instrument.change_percent
    return "" if percent is None else f"{percent}{SPACE}%"


def _not_included(scope: Scope, whole: Snapshot) -> str:
    """Say what the patient left out, sections and single entries."""
    names = {
        Section.PERSON: _("name and personal details"),
        Section.COURSE: _("questionnaires with item 9, and daily mood"),
        Section.SESSIONS: _("sessions"),
        Section.SIDE_EFFECTS: _("side effects"),
        Section.PREPARATION: _("preparation"),
        Section.MEDICINES: _("medicines"),
        Section.QUESTIONS: _("questions"),
    }
    left = [name for section, name in names.items() if not scope.has(section)]
    left += _single(scope, whole)
    notes = [one for one in whole.notes if one.record.words and scope.within(one.record)]
    if any(one.id not in scope.options.notes for one in notes) or (
        notes and not scope.has(Section.NOTES)
    ):
        some = scope.has(Section.NOTES) and any(one.id in scope.options.notes for one in notes)
        left.append(_("some notes") if some else _("notes"))
    if not left:
        return ""
    return _("Not included by the patient’s choice: {names}.").format(names=", ".join(left))


def _single(scope: Scope, whole: Snapshot) -> list[str]:
    """Count the single entries left out, of the sections that are printed."""
    told = []
    for section, entries, one, many in (
        (Section.COURSE, whole.check_ins, _("{n} check-in"), _("{n} check-ins")),
        (Section.COURSE, whole.responses, _("{n} questionnaire"), _("{n} questionnaires")),
        (Section.COURSE, whole.outside_scores, _("{n} outside score"), _("{n} outside scores")),
        (Section.SESSIONS, whole.sessions, _("{n} session"), _("{n} sessions")),
        (Section.SIDE_EFFECTS, whole.side_effects, _("{n} side effect"), _("{n} side effects")),
        (Section.MEDICINES, whole.medicines, _("{n} medicine"), _("{n} medicines")),
        (Section.MEDICINES, whole.intakes, _("{n} intake"), _("{n} intakes")),
        (Section.QUESTIONS, whole.questions, _("{n} question"), _("{n} questions")),
    ):
        count = sum(entry.id in scope.options.left_out for entry in entries)
        if count and scope.has(section):
            told.append((one if count == 1 else many).format(n=count))
    return told


def _not_recorded(scope: Scope) -> str:
    """Say which of the chosen sections have nothing, since none of them has an empty heading."""
    empty = []
    if scope.has(Section.COURSE):
        if not scope.period_moods:
            empty.append(_("daily mood"))
        if not any(scope.within(entry.record) for entry in scope.snapshot.responses):
            empty.append(_("questionnaires"))
    if scope.has(Section.SESSIONS) and not scope.period_sessions:
        empty.append(_("sessions"))
    if scope.has(Section.SIDE_EFFECTS) and not scope.snapshot.side_effects:
        empty.append(_("side effects"))
    if scope.has(Section.MEDICINES) and not scope.snapshot.medicines:
        empty.append(_("medicines"))
    if not empty:
        return ""
    text = _("Nothing recorded (which is not the same as none): {names}.")
    return text.format(names=", ".join(empty))


def _late(scope: Scope) -> str:
    """Say how much was entered more than two days after it happened."""
    parts = []
    moods = scope.period_moods if scope.has(Section.COURSE) else ()
    late = sum(mood.late for mood in moods)
    if late:
        text = _("{n} of {all} mood days (hollow)")
        parts.append(text.format(n=late, all=len(moods)))
    if scope.has(Section.SESSIONS):
        sessions = scope.period_sessions
        late = sum(one.entered_later for one in sessions)
        if late:
            parts.append(_("{n} of {all} sessions").format(n=late, all=len(sessions)))
    if scope.has(Section.SIDE_EFFECTS):
        effects = [one for one in scope.snapshot.side_effects if scope.within(one.record)]
        late = _count_late(effects)
        if late:
            parts.append(_("{n} of {all} side effects").format(n=late, all=len(effects)))
    if not parts:
        return ""
    text = _("Entered more than two days late: {parts}.")
    return text.format(parts=", ".join(parts))


def _count_late(entries: Iterable[Entry[Record]]) -> int:
    found = ((moment_of(entry.record), entry.created_at) for entry in entries)
    return sum(at is not None and entered_late(at, entered) for at, entered in found)


def _hard(scope: Scope) -> str:
    if not scope.has(Section.COURSE):
        return ""
    days = course.hard_days(scope.snapshot.check_ins, scope.moods)
    hard = sum(scope.first <= day <= scope.last for day in days)
    text = ngettext("{n} hard day without a number.", "{n} hard days without a number.", hard)
    return text.format(n=hard) if hard else ""
