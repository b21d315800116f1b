# SPDX-License-Identifier: Apache-2.0
"""Checklists: items hung on a session's plan, their clock times, answers and readiness."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from companion.domain.item import Checklist, Item
from companion.domain.moment import Plan, fixed
from companion.domain.records import (
    Anchor,
    Answer,
    ChecklistRun,
    Choice,
    Rule,
    Session,
    WalkedItem,
    Whose,
)
from companion.domain.tailoring import Tailored, as_it_was, tailored

USUAL_LENGTH = timedelta(hours=2, minutes=30)
"""Assumed time from start to leaving where no end is known yet; only shown as "about"."""


class Phase(StrEnum):
    """Where an item stands in time, seen from the session."""

    THIS_WEEK = "this_week"
    DAY_BEFORE = "day_before"
    SESSION_DAY = "session_day"
    AFTERWARDS = "afterwards"
    ANY_TIME = "any_time"


class Step(Struct, frozen=True, kw_only=True):
    """An item with its place in time and the answer that counts.

    ``at`` is the clock time in the plan's zone; None for a whole-day item, for a time counted from
    leaving home while the way there is not known, and for one that only the clinic can tell.
    ``rule`` is the clinic's or the patient's own rule that changed the item, ``words_whose`` whose
    the words are that it says, ``shipped`` the item as it ships, None for an own one, and ``kept``
    the item as it was frozen with its session.
    """

    item: Item
    day: date
    at: datetime | None
    phase: Phase
    answer: Answer | None
    rule: Rule | None = None
    words_whose: Whose | None = None
    shipped: Item | None = None
    kept: WalkedItem | None = None

    @property
    def whose(self) -> Whose | None:
        """Whose time it has, or whose item it is; None where it is timed as it ships."""
        if self.kept is not None:
            return self.kept.whose
        if self.rule is None:
            return None
        has_time = self.rule.minutes is not None or self.rule.day is not None
        return self.rule.whose if has_time or self.shipped is None else None

    @property
    def asks_for_time(self) -> bool:
        """Whether its time is still to be told by the clinic."""
        return self.item.anchor is not None and self.item.minutes is None

    @property
    def is_looser(self) -> bool:
        """Whether the clinic's or own time asks for less than the one that ships.

        Before the start that is a later time, after it an earlier one, or a day on which the
        time that ships may have gone by already. Times counted from elsewhere cannot be compared
        and count as looser.
        """
        ships, now = self.shipped, self.item
        if self.whose is None or ships is None or ships.minutes is None:
            return False
        before = ships.minutes <= 0
        if now.minutes is None:
            return now.day is not None and (now.day >= 0 if before else now.day <= 0)
        if ships.anchor is not now.anchor:
            return True
        return now.minutes > ships.minutes if before else now.minutes < ships.minutes

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


def steps(
    checklist: Checklist,
    session: Session,
    run: ChecklistRun | None,
    rules: Iterable[Rule] = (),
) -> tuple[Step, ...]:
    """Give every item of a checklist with its time and answer, in walking order.

    A walk that was frozen when its session began is given as it was then, whatever the rules are
    now.
    """
    answers = last_answers(run.answers if run else ())
    if run is not None and run.frozen_at is not None:
        return tuple(_step(each, session, answers) for each in as_it_was(checklist, run.walked))
    return tuple(_step(each, session, answers) for each in tailored(checklist, rules))


def steps_on_their_own(
    checklist: Checklist, begun: date, run: ChecklistRun | None, rules: Iterable[Rule] = ()
) -> tuple[Step, ...]:
    """Give every item of a checklist that belongs to no session, begun on some day."""
    answers = last_answers(run.answers if run else ())
    return tuple(
        Step(
            item=each.item,
            day=begun,
            at=None,
            phase=Phase.ANY_TIME,
            answer=answers.get(each.item.id),
            rule=each.rule,
            words_whose=each.words_whose,
            shipped=each.shipped,
        )
        for each in tailored(checklist, rules)
    )


def last_answers(answers: Iterable[Answer]) -> Mapping[str, Answer]:
    """Give the answer that counts for each item: the last one given."""
    return {answer.item: answer for answer in answers}


def answered(run: ChecklistRun, answer: Answer) -> ChecklistRun:
    """Give the run with one more answer; an earlier answer to the same item is replaced."""
    others = tuple(given for given in run.answers if given.item != answer.item)
    # A walk that goes on is no longer the one that was frozen once.
    walked = run.walked if run.frozen_at is not None else ()
    return replace(run, walked=walked, answers=(*others, answer))


def frozen(run: ChecklistRun, walked: Iterable[WalkedItem], at: datetime) -> ChecklistRun:
    """Give the run as it is kept from the moment its session began.

    A run that was let go of only while the start was corrected is as it was before.
    """
    return replace(run, frozen_at=fixed(at), walked=run.walked or tuple(walked))


def thawed(run: ChecklistRun) -> ChecklistRun:
    """Give the run as it is when its session did not begin after all, or its start is corrected."""
    return replace(run, frozen_at=None)


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
    """Tell whether a step's time is over.

    What is for the week before stays open until the day. What counts from the end stays open until
    its day is over: its clock time says from when on it is for.
    """
    if step.at is not None and step.item.anchor is not Anchor.END:
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


def _step(each: Tailored, session: Session, answers: Mapping[str, Answer]) -> Step:
    item = each.item
    at = _clock_time(item, session)
    day = at.date() if at else _day(item, session)
    return Step(
        item=item,
        day=day,
        at=at,
        phase=_phase(item, at, day, session),
        answer=answers.get(item.id),
        rule=each.rule,
        words_whose=each.words_whose,
        shipped=each.shipped,
        kept=each.kept,
    )


def _day(item: Item, session: Session) -> date:
    """Give the day of an item without a clock time; what comes after counts from the day it was."""
    days = item.day or 0
    began = session.start.date() if session.start is not None and days > 0 else session.plan.day
    return began + timedelta(days=days)


def _clock_time(item: Item, session: Session) -> datetime | None:
    if item.minutes is None:
        return None
    match item.anchor:
        case Anchor.START:
            return _from_start(session, item.minutes)
        case Anchor.LEAVING:
            if session.travel is None:
                return None
            way = session.arrive_before + session.travel
            return shifted(session.plan, item.minutes - way)
        case Anchor.END:
            after = timedelta(minutes=item.minutes)
            return _on_clock(session.plan, ending(session) + after)
        case None:
            return None


def _from_start(session: Session, minutes: int) -> datetime:
    """Give a time around the start; what comes after counts from when it was, once that is known."""
    if minutes > 0 and session.start is not None:
        return _on_clock(session.plan, session.start + timedelta(minutes=minutes))
    return shifted(session.plan, minutes)


def _phase(item: Item, at: datetime | None, day: date, session: Session) -> Phase:
    if item.anchor is Anchor.END or (item.day or 0) > 0:
        return Phase.AFTERWARDS
    if item.anchor is Anchor.START and (item.minutes or 0) > 0:
        return Phase.AFTERWARDS
    if at is not None and at > session.plan.moment():
        return Phase.AFTERWARDS
    if day >= session.plan.day:
        return Phase.SESSION_DAY
    return Phase.DAY_BEFORE if session.plan.day - day == timedelta(days=1) else Phase.THIS_WEEK
