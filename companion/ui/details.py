# SPDX-License-Identifier: Apache-2.0
"""What an entry says beyond its one line, each thing on a line of its own; only what was told."""

from collections.abc import Iterator

from companion.content import Content
from companion.domain.records import (
    Appointment,
    CheckIn,
    Concomitant,
    DoseChange,
    Medicine,
    Question,
    Reading,
    Record,
    Session,
    SessionState,
    SideEffect,
)
from companion.language import _
from companion.numbers import amount
from companion.ui import words
from companion.ui.dates import clock, day_and_clock, full_date


def more_of(record: Record, content: Content) -> Iterator[str]:
    """Give what the line of an entry leaves out, besides the words typed into it."""
    match record:
        case CheckIn():
            yield from _check_in(record)
        case Session():
            yield from _session(record)
        case SideEffect():
            yield from _side_effect(record)
        case Question(to_raise=int() as place) if not record.answered:
            yield _("To raise at the next visit, number {n}").format(n=place)
        case Medicine():
            yield from _medicine(record, content)


def told_words(record: Record) -> Iterator[str]:
    """Give the words typed into a record with several fields for them, each with its field."""
    for name, told in _fields_of_words(record):
        if told.strip():
            text = _("{name}: “{words}”") if name else _("“{words}”")
            yield text.format(name=name, words=told.strip())


def _fields_of_words(record: Record) -> tuple[tuple[str, str], ...]:
    match record:
        case Session():
            return (
                (_("Your intention, before"), record.intention),
                (_("Afterwards"), record.reflection),
                (_("For therapy"), record.for_therapy),
            )
        case Question():
            return ("", record.words), (_("The answer"), record.answer)
        case Appointment():
            return ("", record.words), (_("What was decided"), record.decided)
        case _:
            return ()


def _side_effect(record: SideEffect) -> Iterator[str]:
    if record.asked_at is not None:
        yield _("Last asked {when}").format(when=day_and_clock(record.asked_at))
    if record.sought is not None:
        yield _("Turned to: {whom}").format(whom=words.sought(record.sought))


def _check_in(record: CheckIn) -> Iterator[str]:
    if record.energy is not None:
        yield _("Energy {value}").format(value=record.energy)
    if record.pain is not None:
        yield _("Pain {value}").format(value=record.pain)


def _medicine(record: Medicine, content: Content) -> Iterator[str]:
    if record.of_note is not None:
        kind = content.medicine_of_note_words.get(record.of_note)
        name = kind.name if kind else record.of_note
        yield _("Kind: {kind}").format(kind=name or _("none of those that teams ask about"))
    if record.changes:
        first = (record.dose.strip(), record.taken_when.strip())
        told = [part for part in first if part]
        if record.schedule:
            told.append(words.schedule(record.schedule))
        if told:
            yield _("As first taken: {way}").format(way=_(", ").join(told))
    for change in record.changes:
        yield _change(change)


def _change(change: DoseChange) -> str:
    told = [part for part in (change.dose.strip(), change.taken_when.strip()) if part]
    if change.schedule:
        told.append(words.schedule(change.schedule))
    way = _(", ").join(told) or _("dose not told")
    return _("From {day}: {way}").format(day=full_date(change.since), way=way)


def _session(record: Session) -> Iterator[str]:
    told = (
        (_("Planned for {n}"), _planned(record)),
        (_("Arrive {n} min before"), record.arrive_before),
        (_("The way there takes {n} min"), record.travel),
        (_("Plan moved {n} times"), record.moves or None),
        (_("Weight {n} kg"), record.weight_kg),
        (_("Dose not known"), record.dose_unknown or None),
        (_("Mood right before {n}"), record.mood_before),
        (_("Mood right after {n}"), record.mood_after),
        (_("Feeling detached {n}"), record.dissociation),
        (_("Sleepy {n}"), record.sedation),
        (_("Intensity {n}"), record.intensity),
        (_("Place: {n}"), record.place.strip() or None),
        (_("Who was there: {n}"), record.companion.strip() or None),
        (_("Ended {n}"), day_and_clock(record.end) if record.end else None),
        (_("Ready to leave {n}"), day_and_clock(record.ready) if record.ready else None),
        (_("Start noted {n}"), day_and_clock(record.recorded) if record.recorded else None),
        (_("It felt {n}"), words.tone(record.tone) if record.tone else None),
    )
    for sentence, value in told:
        if value is not None:
            yield sentence.format(n=amount(value) if isinstance(value, float) else value)
    yield from map(_taken, record.taken)
    yield from map(_reading, record.readings)
    for check in record.checks:
        yield _("Sitter’s check, {told}").format(told=words.sitter_check(check))


def _planned(record: Session) -> str | None:
    """Give the plan where the start is what the entry stands under."""
    if record.start is None or record.state is SessionState.PLANNED:
        return None
    return day_and_clock(record.plan.at)


def _taken(medicine: Concomitant) -> str:
    sentence = _("{medicine}: taken") if medicine.taken else _("{medicine}: not taken")
    return sentence.format(medicine=medicine.name.strip())


def _reading(reading: Reading) -> str:
    told = []
    if reading.systolic is not None:
        told.append(_("{high} over {low}").format(high=reading.systolic, low=reading.diastolic))
    if reading.pulse is not None:
        told.append(_("pulse {value}").format(value=reading.pulse))
    if reading.oxygen is not None:
        told.append(_("oxygen {value} %").format(value=reading.oxygen))
    name = words.reading_time(reading.when)
    if reading.at is not None:
        name = _("{when}, {time}").format(when=name, time=clock(reading.at))
    return _("{when}: {readings}").format(when=name, readings=_(", ").join(told))
