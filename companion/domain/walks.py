# SPDX-License-Identifier: Apache-2.0
"""Walks over time: which one is going on, what is as it was last time, and when one is due."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from companion.domain.checklist import Phase, Step, last_answers
from companion.domain.item import Checklist, Walk
from companion.domain.records import (
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Session,
    SessionState,
    WalkedItem,
)

MONTH = timedelta(days=28)
"""After so long the monthly questions are asked again (clinical facts 3c: "ask monthly")."""

_SETTLED = (Choice.YES, Choice.NOT_APPLICABLE)


def is_of(run: ChecklistRun, walk: Walk, checklists: Mapping[str, Checklist]) -> bool:
    """Tell whether a run is of a walk; one of a checklist that is gone is of none."""
    checklist = checklists.get(run.checklist)
    return checklist is not None and checklist.walk is walk


def going_on(
    runs: Iterable[Entry[ChecklistRun]], walk: Walk, checklist: str, now: datetime
) -> Entry[ChecklistRun] | None:
    """Give the walk on its own that answers belong to now; None where a new one is to be begun.

    There is one consultation; the monthly questions begin anew when their month is over.
    """
    begun = [
        (run.record.begun, run)
        for run in runs
        if run.record.checklist == checklist and run.record.begun is not None
    ]
    latest = max(begun, key=lambda each: each[0], default=None)
    if latest is None or (walk is Walk.MAINTENANCE and now - latest[0] >= MONTH):
        return None
    return latest[1]


def monthly_due(
    sessions: Iterable[Entry[Session]], runs: Iterable[Entry[ChecklistRun]], now: datetime
) -> bool:
    """Tell whether the monthly questions are due: a month after the first session or the last time.

    Before the first session was held they are not asked.
    """
    held = [
        entry.record.start
        for entry in sessions
        if entry.record.state is SessionState.HELD and entry.record.start is not None
    ]
    asked = [
        run.record.begun
        for run in runs
        if run.record.checklist == Walk.MAINTENANCE and run.record.begun is not None
    ]
    since = max(asked, default=min(held, default=None))
    return bool(held) and since is not None and now - since >= MONTH


def same_as_last_time(
    walked: Sequence[Step], previous: ChecklistRun | None, apart: Iterable[str] = ()
) -> tuple[Step, ...]:
    """Give the steps that can be confirmed together, as they were settled last time.

    Not what hangs on a time of its session, what is asked each time, what was answered otherwise
    since, or what the clinic or the patient wants otherwise since; nor those that are to be gone
    through ``apart``.
    """
    last = last_answers(previous.answers if previous else ())
    walked_then = {item.item: item for item in (previous.walked if previous else ())}
    alone = set(apart)
    return tuple(
        step
        for step in walked
        if step.phase in (Phase.THIS_WEEK, Phase.DAY_BEFORE)
        and not (step.item.anchor or step.item.each_time or step.item.lasting)
        and step.item.id not in alone
        and _is_as_it_was(step, last)
        and _is_ruled_as_then(step, walked_then.get(step.item.id))
    )


def repeated(same: Iterable[Step], previous: ChecklistRun, at: datetime) -> tuple[Answer, ...]:
    """Give last time's answers to these steps, given again now."""
    last = last_answers(previous.answers)
    return tuple(
        Answer(
            item=step.item.id,
            choice=last[step.item.id].choice,
            at=at,
            words=last[step.item.id].words,
            reason=last[step.item.id].reason,
        )
        for step in same
    )


def _is_as_it_was(step: Step, last: Mapping[str, Answer]) -> bool:
    before = last.get(step.item.id)
    if before is None or before.choice not in _SETTLED:
        return False
    given = step.answer
    return given is None or (given.choice, given.words) == (before.choice, before.words)


def _is_ruled_as_then(step: Step, then: WalkedItem | None) -> bool:
    """Tell whether no rule came, went or changed since the walk before.

    Words of a rule are not kept with a walk, so what has any is gone through by itself.
    """
    if step.words_whose is not None:
        return False
    if then is None:
        return step.rule is None
    now = (step.whose, step.item.day, step.item.must)
    return now == (then.whose, then.day, then.must)
