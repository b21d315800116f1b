# SPDX-License-Identifier: Apache-2.0
"""What an entry says, in words: one line for the log, and every detail for its history."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from companion.content import Content
from companion.domain.instrument import band, score, value_of
from companion.domain.moment import entered_late
from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Medicine,
    Note,
    Question,
    Reading,
    Record,
    Response,
    Session,
    SessionState,
    SideEffect,
    moment_of,
)
from companion.domain.safety import Reply, Tier, reply_to_answer, reply_to_effect
from companion.language import _
from companion.ui import words
from companion.ui.dates import clock, day_and_clock, full_date

ICONS: Mapping[type[Record], str] = {
    CheckIn: "smile",
    Session: "syringe",
    SideEffect: "activity",
    Response: "clipboard-list",
    Medicine: "pill",
    Question: "message-circle-question-mark",
    Note: "notebook-pen",
    Appointment: "stethoscope",
}


class Wording:
    """Puts entries into words; ``numbers`` are those of the held sessions by their id."""

    def __init__(self, content: Content, numbers: Mapping[str, int]) -> None:
        self._content = content
        self._numbers = numbers

    def line(self, entry: Entry[Record]) -> str:
        """Give an entry as one plain line."""
        return " · ".join(self._line_parts(entry))

    def _line_parts(self, entry: Entry[Record]) -> Iterator[str]:
        match entry.record:
            case CheckIn() as record:
                yield from _check_in(record)
            case Session() as record:
                yield from self._session(record, self._numbers.get(entry.id))
            case SideEffect() as record:
                yield from self._side_effect(record)
            case Response() as record:
                yield self.response(record)
            case Medicine() as record:
                yield from _medicine(record)
            case Question() as record:
                yield _("Question for the doctor")
                if record.answered:
                    yield _("answered")
            case Note():
                yield _("Note")
            case Appointment() as record:
                name = record.with_whom.strip()
                yield _("Appointment with {name}").format(name=name) if name else _("Appointment")

    def response(self, record: Response) -> str:
        """Give a questionnaire's score and band, or how far it was answered."""
        instrument = self._content.instruments.get(record.instrument)
        if instrument is None:
            return record.instrument
        total = score(instrument, record.answers)
        if total is None or record.finished is None:
            return _("{name} · not finished").format(name=instrument.name)
        found = band(instrument, total)
        bands = self._content.instrument_words[instrument.id].bands
        severity = bands.get(found.id, found.id) if found else ""
        return _("{name} · {total} of {maximum}, {band}").format(
            name=instrument.name, total=total, maximum=instrument.maximum, band=severity
        )

    def details(self, entry: Entry[Record]) -> tuple[str, ...]:
        """Give everything an entry says, one line each; only what was told."""
        record = entry.record
        told = [self.line(entry)]
        moment = moment_of(record)
        if moment is not None:
            told.append(day_and_clock(moment))
        match record:
            case CheckIn():
                told += _more_of_check_in(record)
            case Session():
                told += _more_of_session(record)
            case Response():
                told += [
                    _("{question}: {answer}").format(question=question, answer=answer)
                    for question, answer in self.answers(record)
                ]
        typed = words_of(record)
        if typed:
            told.append(_("“{words}”").format(words=typed))
        return tuple(told)

    def answers(self, record: Response) -> Iterator[tuple[str, str]]:
        """Give each question of a questionnaire with its answer, in its order."""
        instrument = self._content.instruments.get(record.instrument)
        for item in instrument.items if instrument else ():
            value = value_of(record, item.id)
            texts = {option.value: option.text for option in item.options}
            yield item.text, _("not answered") if value is None else texts.get(value, str(value))

    def reply(self, record: Record, now: datetime) -> Reply | None:
        """Give the fixed reply to an entry, or None."""
        match record:
            case SideEffect(effect=str() as key):
                effect = self._content.effects.get(key)
                gone = record.end is not None
                return reply_to_effect(effect, record.start, now, gone=gone) if effect else None
            case Response():
                instrument = self._content.instruments.get(record.instrument)
                item = instrument.suicide_item if instrument else None
                if instrument is None or item is None:
                    return None
                return reply_to_answer(instrument, item, value_of(record, item) or 0)
            case _:
                return None

    def _session(self, record: Session, number: int | None) -> Iterator[str]:
        name = _("Session {number}").format(number=number) if number else _("Session")
        if record.state is SessionState.HELD:
            yield name
        else:
            yield _("{session}, {state}").format(session=name, state=words.state(record.state))
        if record.route:
            yield words.route(record.route)
        if record.dose is not None and record.dose_unit:
            unit = words.dose_unit(record.dose_unit)
            yield _("{dose} {unit}").format(dose=f"{record.dose:g}", unit=unit)

    def _side_effect(self, record: SideEffect) -> Iterator[str]:
        name = self._content.effect_name(record.effect, record.own_name)
        yield _("{name}, {grade}").format(name=name, grade=words.grade(record.grade))
        if record.end is None:
            yield _("still there when last asked") if record.asked_at else _("no end noted")
        elif record.end.date() == record.start.date():
            yield _("until {time}").format(time=clock(record.end))
        else:
            yield _("until {day}").format(day=day_and_clock(record.end))


def words_of(record: Record) -> str:
    """Give the words typed into an entry, in one piece."""
    match record:
        case CheckIn() | SideEffect() | Medicine() | Question() | Note() | Appointment():
            return record.words.strip()
        case Session():
            typed = (record.intention.strip(), record.reflection.strip())
            return " — ".join(each for each in typed if each)
        case _:
            return ""


def listed(reply: Reply) -> str:
    """Give the short line that stands beside a red flag."""
    return {
        Tier.EMERGENCY: _("On the list: call emergency services"),
        Tier.CLINIC_TODAY: _("On the list: call the clinic today"),
        Tier.NEXT_VISIT: _("On the list: tell the clinic at your next visit, or sooner"),
    }[reply.tier]


def is_urgent(reply: Reply) -> bool:
    """Tell whether a reply says to call at once."""
    return reply.tier is Tier.EMERGENCY or reply.panel is not None


def day_of_entry(entry: Entry[Record]) -> date:
    """Give the day an entry stands under: of what it tells, else of when it was written."""
    return (moment_of(entry.record) or entry.created_at).date()


def time_of_entry(entry: Entry[Record]) -> str:
    """Give the time of day an entry tells of, empty where it has none."""
    moment = moment_of(entry.record)
    return clock(moment) if moment else ""


def is_late(entry: Entry[Record]) -> bool:
    """Tell whether an entry was written more than two days after what it tells of."""
    moment = moment_of(entry.record)
    return moment is not None and entered_late(moment, entry.created_at)


def _check_in(record: CheckIn) -> Iterator[str]:
    if record.hard_day:
        yield _("Hard day, no number")
    if record.mood is not None:
        yield _("Mood {value}").format(value=record.mood)
    if record.anxiety is not None:
        yield _("anxiety {value}").format(value=record.anxiety)
    if record.sleep_hours is not None:
        yield _("slept {hours} h").format(hours=f"{record.sleep_hours:g}")


def _more_of_check_in(record: CheckIn) -> Iterator[str]:
    if record.energy is not None:
        yield _("Energy {value}").format(value=record.energy)
    if record.pain is not None:
        yield _("Pain {value}").format(value=record.pain)


def _medicine(record: Medicine) -> Iterator[str]:
    yield _(", ").join(part for part in (record.name.strip(), record.dose.strip()) if part)
    if record.schedule:
        yield words.schedule(record.schedule)
    if record.started:
        yield _("since {day}").format(day=full_date(record.started))
    if record.stopped:
        yield _("stopped {day}").format(day=full_date(record.stopped))


def _more_of_session(record: Session) -> Iterator[str]:
    told = (
        (_("Arrive {n} min before"), record.arrive_before),
        (_("The way there takes {n} min"), record.travel),
        (_("Plan moved {n} times"), record.moves or None),
        (_("Weight {n} kg"), record.weight_kg),
        (_("Feeling detached {n}"), record.dissociation),
        (_("Sleepy {n}"), record.sedation),
        (_("Intensity {n}"), record.intensity),
        (_("Place: {n}"), record.place or None),
        (_("Who was there: {n}"), record.companion or None),
        (_("Ended {n}"), day_and_clock(record.end) if record.end else None),
        (_("Ready to leave {n}"), day_and_clock(record.ready) if record.ready else None),
        (_("It felt {n}"), words.tone(record.tone) if record.tone else None),
    )
    for sentence, value in told:
        if value is not None:
            yield sentence.format(n=f"{value:g}" if isinstance(value, float) else value)
    for reading in record.readings:
        yield _reading(reading)


def _reading(reading: Reading) -> str:
    told = []
    if reading.systolic is not None:
        told.append(_("{high} over {low}").format(high=reading.systolic, low=reading.diastolic))
    if reading.pulse is not None:
        told.append(_("pulse {value}").format(value=reading.pulse))
    if reading.oxygen is not None:
        told.append(_("oxygen {value} %").format(value=reading.oxygen))
    name = words.reading_time(reading.when)
    return _("{when}: {readings}").format(when=name, readings=_(", ").join(told))
