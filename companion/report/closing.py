# SPDX-License-Identifier: Apache-2.0
"""What closes the report: what is not in it, what was entered late, what the words mean."""

from collections.abc import Iterable

from companion.domain.completeness import data_days, entered_counts
from companion.domain.course import ScaleCourse
from companion.domain.durability import Blank, SeriesFigures
from companion.domain.instrument import Instrument
from companion.domain.moment import entered_late
from companion.domain.records import Entry, Record, Snapshot, moment_of
from companion.language import _
from companion.report import effects, pressures
from companion.report.care import recorded_days
from companion.report.parts import Section
from companion.report.scope import Scope, printed
from companion.report.wording import SPACE

NOT_REVIEWED = "none"
NO_CLEAR = Blank.NO_CLEAR_IMPROVEMENT


def closing(scope: Scope, whole: Snapshot) -> tuple[str, ...]:
    """Give the closing lines; ``whole`` is the record before anything was left out."""
    lines = [
        _not_included(scope, whole), _not_recorded(scope), _days(scope), _late(scope),
        _not_known(),
    ]  # fmt: skip
    return tuple(line for line in lines if line)


def _days(scope: Scope) -> str:
    """Say of how many days anything is known, and of how many nothing."""
    found = data_days(printed(scope), scope.first, scope.last)
    text = _("Days with any entry: {n} of {days}; without: {without}.")
    return text.format(n=found.with_data, days=found.days, without=found.without)


def _not_known() -> str:
    return _(
        "This report does not know: what the clinic saw or measured unless the patient wrote it "
        "down, diagnoses, laboratory and urine tests, other records, and whatever was not written "
        "down."
    )


def definitions(
    found: tuple[tuple[Instrument, ScaleCourse], ...],
    scope: Scope,
    series: tuple[SeriesFigures, ...] = (),
) -> tuple[str, ...]:
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
    if any(one.days is not None or one.blank is NO_CLEAR for one in series):
        lines.append(_stayed_up())
    lines += _sources(scope)
    medicines = recorded_days(scope)
    return tuple([*lines, medicines] if medicines else lines)


def _stayed_up() -> str:
    return _(
        "Days mood stayed up: days until a falling step fit to daily mood (isotonic regression) "
        "first lies at or below baseline plus half of the gain. Baseline: mean of the 14 days "
        "before a series, 5 or more recorded; gain: mean of days 1–3 after it, 2 or more recorded, "
        "less baseline; no clear improvement below 1 point or twice its standard error. “At least”: "
        "cut short by the next session or the end. Sessions fewer than 5 days apart are one series. "
        "Median after Kaplan and Meier. It describes past weeks and predicts nothing."
    )


def _sources(scope: Scope) -> list[str]:
    """Name where the general guide for blood pressure is from, where it is used."""
    if not scope.has(Section.SESSIONS):
        return []
    found = pressures.over_the_period(scope)
    if found.ceiling.is_clinics or not found.n:
        return []
    limit = pressures.limit_words(found.ceiling)
    text = _("{limit}: the guide before a dose in {source}; no limit for other routes or later.")
    source = scope.content.sources[found.ceiling.sources[0]].title
    return [text.format(limit=limit, source=source)]


def footer(scope: Scope) -> str:
    """Give the line at the foot of every page."""
    made = _("Self-reported, made {date}.").format(date=scope.wording.whole_day(scope.now))
    parts = [made, _("Not a diagnosis. Not monitored."), _("Not certified as a medical device.")]
    checklists = scope.content.checklists.values()
    if any(one.clinician_review == NOT_REVIEWED for one in checklists):
        parts.append(_("Content not yet reviewed by a clinician."))
    if scope.options.attached:
        parts.append(_("Structured copy (FHIR R4) attached."))
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
        Section.QUESTIONS: _("questions, and what was decided"),
    }
    left = [name for section, name in names.items() if not scope.has(section)]
    left += _single(scope, whole)
    notes = [one for one in whole.notes if one.record.words and scope.within(one.record)]
    kept = {one.id for one in scope.snapshot.notes} if scope.has(Section.NOTES) else set()
    if any(one.id not in kept for one in notes):
        some = any(one.id in kept for one in notes)
        left.append(_("some notes") if some else _("notes"))
    if not left:
        return ""
    return _("Not included by the patient’s choice: {names}.").format(names=", ".join(left))


def _single(scope: Scope, whole: Snapshot) -> list[str]:
    """Count the single entries left out, of the sections that are printed."""
    told = []
    left_out = scope.options.left_out
    for section, entries, one, many in (
        (Section.COURSE, whole.check_ins, _("{n} check-in"), _("{n} check-ins")),
        (Section.COURSE, whole.responses, _("{n} questionnaire"), _("{n} questionnaires")),
        (Section.COURSE, whole.outside_scores, _("{n} outside score"), _("{n} outside scores")),
        (Section.SESSIONS, whole.sessions, _("{n} session"), _("{n} sessions")),
        (Section.SIDE_EFFECTS, whole.side_effects, _("{n} side effect"), _("{n} side effects")),
        (Section.SIDE_EFFECTS, whole.runs, _("{n} checklist"), _("{n} checklists")),
        (Section.MEDICINES, whole.medicines, _("{n} medicine"), _("{n} medicines")),
        (Section.MEDICINES, whole.intakes, _("{n} intake"), _("{n} intakes")),
        (Section.QUESTIONS, whole.questions, _("{n} question"), _("{n} questions")),
        (Section.QUESTIONS, whole.appointments, _("{n} visit"), _("{n} visits")),
        (Section.COURSE, whole.trackers, _("{n} tracker"), _("{n} trackers")),
    ):
        count = sum(entry.id in left_out for entry in entries) if left_out else 0
        if count and scope.has(section):
            told.append((one if count == 1 else many).format(n=count))
    return told


def _not_recorded(scope: Scope) -> str:
    """Say which of the chosen sections have nothing, since none of them has an empty heading."""
    empty = []
    if scope.has(Section.COURSE):
        if not scope.period_moods:
            empty.append(_("daily mood"))
        if not scope.during.responses:
            empty.append(_("questionnaires"))
    if scope.has(Section.SESSIONS) and not scope.period_sessions:
        empty.append(_("sessions"))
    if scope.has(Section.SIDE_EFFECTS) and not effects.entries(scope):
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
        text = _("{n} of {all} mood days")
        parts.append(text.format(n=late, all=len(moods)))
    if scope.has(Section.SESSIONS):
        sessions = scope.period_sessions
        late = sum(one.entered_later for one in sessions)
        if late:
            parts.append(_("{n} of {all} sessions").format(n=late, all=len(sessions)))
    if scope.has(Section.SIDE_EFFECTS):
        told = scope.during.side_effects
        late = _count_late(told)
        if late:
            parts.append(_("{n} of {all} side effects").format(n=late, all=len(told)))
    when = _told_when(scope)
    if not parts:
        return when
    text = _("Entered more than two days late: {parts}.")
    return " ".join(part for part in (text.format(parts=", ".join(parts)), when) if part)


def _told_when(scope: Scope) -> str:
    """Say how many sessions were told as they happened, later that day, or on a later day."""
    if not scope.has(Section.SESSIONS):
        return ""
    found = entered_counts(scope.period_sessions)
    if found.n == found.unknown:
        return ""
    parts = [
        text.format(n=n)
        for text, n in (
            (_("{n} live"), found.live), (_("{n} the same day"), found.same_day),
            (_("{n} later"), found.later), (_("{n} not known"), found.unknown),
        )
        if n
    ]  # fmt: skip
    return _("Sessions entered: {parts}.").format(parts=", ".join(parts))


def _count_late(entries: Iterable[Entry[Record]]) -> int:
    found = ((moment_of(entry.record), entry.created_at) for entry in entries)
    return sum(at is not None and entered_late(at, entered) for at, entered in found)
