# SPDX-License-Identifier: Apache-2.0
"""Checklists: items hung on a session's plan, their clock times, answers and readiness."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from companion.domain.moment import Plan, fixed
from companion.domain.records import Answer, ChecklistRun, Choice, Route, Session

USUAL_LENGTH = timedelta(hours=2, minutes=30)
"""Assumed time from start to leaving where no end is known yet; only shown as "about"."""


class Anchor(StrEnum):
    """What an item's clock time is counted from."""

    START = "start"
    LEAVING = "leaving"
    END = "end"


class Strength(StrEnum):
    """Whose rule an item is."""

    LABEL = "label"
    GUIDELINE = "guideline"
    CUSTOM = "custom"
    TRIAL = "trial"
    OURS = "ours"


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to have in place. It hangs on a day or on a clock time, never on both.

    ``day`` counts days from the session day; ``minutes`` counts from ``anchor``; negative is
    before. ``must`` marks what has to be in place before going.
    """

    id: str
    strength: Strength
    day: int | None = None
    minutes: int | None = None
    anchor: Anchor | None = None
    must: bool = False
    field: str | None = None
    route_of_source: Route | None = None
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.day is None) == (self.minutes is None):
            raise ValueError(f"{self.id}: give either day or minutes")
        if (self.minutes is None) != (self.anchor is None):
            raise ValueError(f"{self.id}: minutes and anchor go together")
        if not self.sources and self.strength is not Strength.OURS:
            raise ValueError(f"{self.id}: a rule of others needs its source")


class Checklist(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The items of one walk, in walking order, and the routes it is for."""

    id: str
    routes: tuple[Route, ...]
    clinician_review: str
    item: tuple[Item, ...]


class Phase(StrEnum):
    """Where an item stands in time, seen from the session."""

    THIS_WEEK = "this_week"
    DAY_BEFORE = "day_before"
    SESSION_DAY = "session_day"
    AFTERWARDS = "afterwards"


class Step(Struct, frozen=True, kw_only=True):
    """An item with its place in time and the answer that counts.

    ``at`` is the clock time in the plan's zone; None for a whole-day item, and for a time
    counted from leaving home while the way there is not known.
    """

    item: Item
    day: date
    at: datetime | None
    phase: Phase
    answer: Answer | None

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do: yes, or doesn't apply."""
        return self.answer is not None and self.answer.choice in (
            Choice.YES,
            Choice.NOT_APPLICABLE,
        )


class Readiness(Struct, frozen=True, kw_only=True):
    """How many of the items due before the session are met, of those that apply.

    ``open_musts`` are the items still open that must be in place before going.
    """

    met: int
    applicable: int
    open_musts: tuple[Item, ...]


def steps(checklist: Checklist, session: Session, run: ChecklistRun | None) -> tuple[Step, ...]:
    """Give every item of a checklist with its time and answer, in walking order."""
    answers = last_answers(run.answers if run else ())
    return tuple(_step(item, session, answers) for item in checklist.item)


def last_answers(answers: Iterable[Answer]) -> Mapping[str, Answer]:
    """Give the answer that counts for each item: the last one given."""
    return {answer.item: answer for answer in answers}


def answered(run: ChecklistRun, answer: Answer) -> ChecklistRun:
    """Give the run with one more answer; an earlier answer to the same item is replaced."""
    others = tuple(given for given in run.answers if given.item != answer.item)
    return ChecklistRun(
        session_id=run.session_id, checklist=run.checklist, answers=(*others, answer)
    )


def unanswered(run: ChecklistRun, item: str) -> ChecklistRun:
    """Give the run without its answer to an item."""
    left = tuple(given for given in run.answers if given.item != item)
    return ChecklistRun(session_id=run.session_id, checklist=run.checklist, answers=left)


def readiness(walked: Iterable[Step]) -> Readiness:
    """Count what is met of what applies before the session; afterwards items stay out."""
    before = [step for step in walked if step.phase is not Phase.AFTERWARDS]
    applicable = [
        step
        for step in before
        if step.answer is None or step.answer.choice is not Choice.NOT_APPLICABLE
    ]
    met = [step for step in applicable if step.answer and step.answer.choice is Choice.YES]
    open_musts = tuple(step.item for step in before if step.item.must and not step.settled)
    return Readiness(met=len(met), applicable=len(applicable), open_musts=open_musts)


def arrival(session: Session) -> datetime:
    """Give when to arrive, in the plan's zone."""
    return shifted(session.plan, -session.arrive_before)


def leaving(session: Session) -> datetime | None:
    """Give when to leave home; None while the way there (``travel`` minutes) is not known."""
    if session.travel is None:
        return None
    return shifted(session.plan, -session.arrive_before - session.travel)


def ending(session: Session) -> datetime:
    """Give when the session ended, or about when it will: two and a half hours after its start."""
    if session.ready or session.end:
        return session.ready or session.end or session.plan.moment()
    return _on_clock(session.plan, (session.start or session.plan.moment()) + USUAL_LENGTH)


def home_about(session: Session) -> datetime:
    """Give about when the patient is home again: the ending, and the way if it is known."""
    end = ending(session)
    return end + timedelta(minutes=session.travel or 0)


def upcoming(walked: Iterable[Step], now: datetime) -> tuple[Step, ...]:
    """Give the steps still to do in time order: what is open now first, then what comes."""
    waiting = [step for step in walked if not step.settled and not is_past(step, now)]
    return tuple(sorted(waiting, key=lambda step: _place_in_time(step, now)))


def is_past(step: Step, now: datetime) -> bool:
    """Tell whether a step's time is over; what is for the week before stays open until the day."""
    if step.at is not None:
        return step.at < now
    return step.phase is not Phase.THIS_WEEK and step.day < now.date()


def _place_in_time(step: Step, now: datetime) -> tuple[date, bool, float]:
    clock = step.at.timestamp() if step.at else 0.0
    return max(step.day, now.date()), step.at is not None, clock


def shifted(plan: Plan, minutes: int) -> datetime:
    """Give the moment some minutes of real time from a plan, on the clock of its zone."""
    return _on_clock(plan, plan.moment() + timedelta(minutes=minutes))


def _on_clock(plan: Plan, moment: datetime) -> datetime:
    return fixed(moment.astimezone(ZoneInfo(plan.zone)))


def _step(item: Item, session: Session, answers: Mapping[str, Answer]) -> Step:
    at = _clock_time(item, session)
    day = at.date() if at else session.plan.day + timedelta(days=item.day or 0)
    return Step(
        item=item, day=day, at=at, phase=_phase(item, day, session), answer=answers.get(item.id)
    )


def _clock_time(item: Item, session: Session) -> datetime | None:
    match item.anchor:
        case Anchor.START:
            return shifted(session.plan, item.minutes or 0)
        case Anchor.LEAVING:
            if session.travel is None:
                return None
            way = session.arrive_before + session.travel
            return shifted(session.plan, (item.minutes or 0) - way)
        case Anchor.END:
            after = timedelta(minutes=item.minutes or 0)
            return _on_clock(session.plan, ending(session) + after)
        case None:
            return None


def _phase(item: Item, day: date, session: Session) -> Phase:
    if item.anchor is Anchor.END or (item.day or 0) > 0:
        return Phase.AFTERWARDS
    if item.anchor is Anchor.START and (item.minutes or 0) > 0:
        return Phase.AFTERWARDS
    if day >= session.plan.day:
        return Phase.SESSION_DAY
    return Phase.DAY_BEFORE if session.plan.day - day == timedelta(days=1) else Phase.THIS_WEEK
