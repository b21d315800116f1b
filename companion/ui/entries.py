# SPDX-License-Identifier: Apache-2.0
"""What an entry says, in words: one line for the log, and every detail for its history."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from companion.content import Content
from companion.domain.effect_end import ended_by
from companion.domain.instrument import band, score, value_of
from companion.domain.medicine import as_taken
from companion.domain.moment import entered_late
from companion.domain.records import (
    Appointment,
    CheckIn,
    ChecklistRun,
    Entry,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Record,
    Response,
    RuleSet,
    SafetyPlan,
    Session,
    SessionState,
    SideEffect,
    Sought,
    Tracked,
    Tracker,
    moment_of,
)
from companion.domain.safety import Reply, Tier, reply_to_answer, reply_to_effect
from companion.language import _
from companion.numbers import amount, figure
from companion.ui import words
from companion.ui.dates import clock, day_and_clock, full_date
from companion.ui.details import more_of, told_words

ICONS: Mapping[type[Record], str] = {
    CheckIn: "smile",
    Session: "syringe",
    SideEffect: "activity",
    Response: "clipboard-list",
    Medicine: "pill",
    Question: "message-circle-question-mark",
    Note: "notebook-pen",
    Appointment: "stethoscope",
    Intake: "pill",
    OutsideScore: "clipboard-list",
}


class Wording:
    """Puts entries into words.

    ``numbers`` are those of the held sessions by their id, ``trackers`` the names of the patient's
    own trackers by theirs; ``is_on_session_day`` tells that of the moment of a check-in.
    """

    def __init__(
        self,
        content: Content,
        numbers: Mapping[str, int],
        trackers: Mapping[str, str] | None = None,
        is_on_session_day: Callable[[datetime], bool] = lambda _at: False,
    ) -> None:
        self._content = content
        self._numbers = numbers
        self._trackers = trackers or {}
        self._is_on_session_day = is_on_session_day

    def line(self, entry: Entry[Record]) -> str:
        """Give an entry as one plain line."""
        return " · ".join(self._line_parts(entry))

    def _line_parts(self, entry: Entry[Record]) -> Iterator[str]:
        match entry.record:
            case CheckIn() as record:
                yield from _check_in(record)
                if self._is_on_session_day(record.at):
                    yield _("session day")
            case Session() as record:
                yield from self._session(record, self._numbers.get(entry.id))
            case SideEffect() as record:
                yield from self._side_effect(record)
            case Response() as record:
                yield self.response(record)
            case OutsideScore() as record:
                yield from _outside_score(record)
            case Medicine() as record:
                yield from _medicine(record)
            case Intake() as record:
                yield _intake(record)
            case record:
                yield from self._of_words(record)

    def _of_words(self, record: Record) -> Iterator[str]:
        """Give the line of what is words, and of what stands in the log only in its bin."""
        match record:
            case Question():
                yield _("Question for the doctor")
                if record.answered:
                    yield _("answered")
                elif record.to_raise is not None:
                    yield _("to raise at the next visit")
            case Note():
                yield words.said(record.said) if record.said else _("Note")
                yield from self._of_session(record.session_id)
            case Appointment():
                name = record.with_whom.strip()
                yield _("Appointment with {name}").format(name=name) if name else _("Appointment")
            case ChecklistRun():
                yield _("A walk through a checklist")
                yield from self._of_session(record.session_id)
            case Tracker():
                yield _("Own tracker: {name}").format(name=record.name.strip())
            case _:
                yield _standing(record)

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
        told = _("{name} · {total} of {maximum}").format(
            name=instrument.name, total=figure(total), maximum=instrument.maximum
        )
        return _(", ").join(part for part in (told, severity) if part)

    def details(self, entry: Entry[Record]) -> tuple[str, ...]:
        """Give everything an entry says, one line each; only what was told."""
        record = entry.record
        told = [self.line(entry)]
        moment = moment_of(record)
        if moment is not None:
            told.append(day_and_clock(moment))
        told += more_of(record, self._content)
        match record:
            case CheckIn():
                told += map(self._tracked, record.tracked)
            case Response():
                told += [
                    _("{question}: {answer}").format(question=question, answer=answer)
                    for question, answer in self.answers(record)
                ]
        named = tuple(told_words(record))
        typed = words_of(record)
        if named:
            told += named
        elif typed:
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

    def _tracked(self, answer: Tracked) -> str:
        told = answer.words.strip()
        if answer.yes is not None:
            told = _("yes") if answer.yes else _("no")
        elif answer.number is not None:
            told = amount(answer.number)
        name = self._trackers.get(answer.tracker, _("Own tracker"))
        return _("{question}: {answer}").format(question=name, answer=told)

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
            yield _("{dose} {unit}").format(dose=amount(record.dose), unit=unit)

    def _of_session(self, session_id: str | None) -> Iterator[str]:
        """Give the session that something belongs to, where it was held."""
        number = self._numbers.get(session_id or "")
        if number is not None:
            yield _("session {number}").format(number=number)

    def _side_effect(self, record: SideEffect) -> Iterator[str]:
        name = self._content.effect_name(record.effect, record.own_name)
        yield _("{name}, {grade}").format(name=name, grade=words.grade(record.grade))
        if record.end is None:
            yield _("still there when last asked") if record.asked_at else _("no end noted")
        elif ended_by(record) is not None:
            yield _("ended by {day}").format(day=day_and_clock(record.end))
        elif record.end.date() == record.start.date():
            yield _("until {time}").format(time=clock(record.end))
        else:
            yield _("until {day}").format(day=day_and_clock(record.end))
        if record.sought is not None and record.sought is not Sought.NOBODY:
            yield _("turned to {whom}").format(whom=words.sought(record.sought))
        yield from self._of_session(record.session_id)


def _standing(record: Record) -> str:
    """Give what there is one of, without what it says."""
    names = {
        SafetyPlan: _("Your safety plan"),
        RuleSet: _("Your clinic’s or your own rules"),
        Person: _("About you"),
    }
    return names[type(record)]


def words_of(record: Record) -> str:
    """Give the words typed into an entry, in one piece."""
    match record:
        case CheckIn() | SideEffect() | Medicine() | Note() | OutsideScore():
            return record.words.strip()
        case Question():
            return _in_one_piece(record.words, record.answer)
        case Appointment():
            return _in_one_piece(record.words, record.decided)
        case Session():
            return _in_one_piece(record.intention, record.reflection, record.for_therapy)
        case _:
            return ""


def _in_one_piece(*told: str) -> str:
    return " — ".join(each for each in map(str.strip, told) if each)


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
        yield _("slept {hours} h").format(hours=amount(record.sleep_hours))


def _medicine(record: Medicine) -> Iterator[str]:
    last = as_taken(record, date.max)
    told = (record.name.strip(), last.dose.strip(), last.taken_when.strip())
    yield _(", ").join(part for part in told if part)
    if last.schedule:
        yield words.schedule(last.schedule)
    if record.changes:
        yield _("changed {day}").format(day=full_date(last.since))
    if record.started:
        yield _("since {day}").format(day=full_date(record.started))
    if record.stopped:
        yield _("stopped {day}").format(day=full_date(record.stopped))


def _intake(record: Intake) -> str:
    told = _(", ").join(part for part in (record.name.strip(), record.dose.strip()) if part)
    sentence = _("Taken: {medicine}") if record.taken else _("Missed: {medicine}")
    return sentence.format(medicine=told)


def _outside_score(record: OutsideScore) -> Iterator[str]:
    yield _("{scale} · {total}").format(scale=record.scale.strip(), total=amount(record.total))
    yield _("measured elsewhere")
    if record.by_whom.strip():
        yield record.by_whom.strip()
