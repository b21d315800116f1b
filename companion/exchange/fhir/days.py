# SPDX-License-Identifier: Apache-2.0
"""The days: mood day by day, own trackers, and every check-in where every answer was chosen."""

from collections.abc import Iterator

from companion.domain.moment import entered_late
from companion.domain.records import CheckIn, Entry
from companion.exchange.fhir import terms
from companion.exchange.fhir.draft import Chapter, Draft, Part, words
from companion.exchange.fhir.terms import own
from companion.language import _
from companion.report import trackers
from companion.report.parts import Section


def chapters(draft: Draft) -> Iterator[Chapter]:
    """Give the sections of daily mood, of the patient's own trackers and of the check-ins.

    Mood has no confirmed code of its own; what it is stands in words.
    """
    title, scope = _("Daily mood"), draft.scope
    if not scope.has(Section.COURSE):
        yield Chapter(title=title, empty="withheld")
        return
    moods = tuple(_moods(draft))
    yield Chapter(title=title, parts=moods, empty="" if moods else "unavailable")
    tracked = tuple(_tracked(draft))
    if tracked:
        yield Chapter(title=_("What the patient tracks"), parts=tracked)
    if scope.has(Section.ANSWERS):
        kept = sorted(scope.snapshot.check_ins, key=lambda entry: entry.record.at)
        parts = tuple(
            part for entry in kept if scope.within(entry.record) for part in _answers(entry, draft)
        )
        if parts:
            yield Chapter(title=_("Every check-in"), parts=parts)


def _moods(draft: Draft) -> Iterator[Part]:
    code = own("mood-of-day", _("Mood of the day, mean of its check-ins (0–10, higher is better)"))
    for mood in draft.scope.period_moods:
        late = _("Entered more than two days late.") if mood.late else ""
        day = mood.day.isoformat()
        yield draft.measured(
            code, round(mood.mean, 1), terms.SCORE, "mood", day, at=mood.day, note=late
        )


def _tracked(draft: Draft) -> Iterator[Part]:
    """Give each tracker as the pages tell it: what is tracked, and how, is the patient's own."""
    for one in trackers.told(draft.scope)[: trackers.MOST_ROWS]:
        figure = words(one.figure)
        note = _("Days answered: {answered}. A day without an answer: {rule}.")
        yield draft.observation(
            own("tracker", words(one.name)),
            "tracker",
            one.id,
            at=draft.scope.last,
            note=note.format(answered=one.answered, rule=one.rule),
            told=figure,
            valueString=figure,
        )


def _answers(entry: Entry[CheckIn], draft: Draft) -> Iterator[Part]:
    record = entry.record
    late = entered_late(record.at, entry.created_at)
    note = _("Entered more than two days late.") if late else ""
    values = (
        ("mood", _("Mood (0–10, higher is better)"), record.mood, terms.SCORE),
        ("anxiety", _("Anxiety (0–10)"), record.anxiety, terms.SCORE),
        ("energy", _("Energy (0–10)"), record.energy, terms.SCORE),
        ("pain", _("Pain (0–10)"), record.pain, terms.SCORE),
        ("sleep", _("Hours of sleep"), record.sleep_hours, terms.HOURS),
    )
    for key, text, value, unit in values:
        if value is not None:
            code = own(key, text)
            yield draft.measured(code, value, unit, key, entry.id, at=record.at, note=note)
    if record.hard_day and record.mood is None:
        reason = terms.coding(f"{terms.TERMINOLOGY}/data-absent-reason", "asked-declined")
        text = _("hard day, no number")
        yield draft.observation(
            own("mood", _("Mood (0–10, higher is better)")), "mood", entry.id, at=record.at,
            note=note, told=text, dataAbsentReason={"coding": [reason], "text": text},
        )  # fmt: skip
