# SPDX-License-Identifier: Apache-2.0
"""The walk a page shows, read from the diary, and how its answers are kept."""

from collections.abc import Iterable, Sequence
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from msgspec.structs import replace

from companion.domain import checklist as checklists
from companion.domain.checklist import Step
from companion.domain.faults import Impossible
from companion.domain.item import Checklist, Walk
from companion.domain.records import (
    Answer,
    ChecklistRun,
    Entry,
    Rule,
    RuleSet,
    Session,
    SessionState,
)
from companion.domain.tailoring import brought_back, in_force, left_out
from companion.domain.walks import going_on, is_of
from companion.language import _
from companion.logbook import log
from companion.problem import Problem
from companion.timing import frozen_item
from companion.ui.context import Context


class Walking(NamedTuple):
    """A walk as far as it was gone through: its steps, and the run its answers are kept in.

    ``session`` is None for a walk on its own.
    """

    checklist: Checklist
    session: Entry[Session] | None
    run: Entry[ChecklistRun] | None
    steps: tuple[Step, ...]

    @property
    def is_frozen(self) -> bool:
        """Whether its session began, from when on it is kept as it was."""
        if self.checklist.walk is not Walk.SESSION or self.session is None:
            return False
        return self.session.record.start is not None or (
            self.run is not None and self.run.record.frozen_at is not None
        )


def rules(context: Context) -> tuple[Rule, ...]:
    """Give the clinic's and the patient's own rules that are in force."""
    return in_force(context.diary.entries(RuleSet))


def missing_items(context: Context, walking: Walking) -> dict[str, str]:
    """Give the names of the items that are left out of a walk now; none of one that is frozen."""
    if walking.is_frozen:
        return {}
    items = context.content.items
    return {
        rule.item: items[rule.item].label if rule.item in items else rule.question
        for rule in left_out(walking.checklist, rules(context))
    }


def run_for(
    context: Context, session: Entry[Session], walk: Walk = Walk.SESSION
) -> Entry[ChecklistRun] | None:
    """Give a session's run of a walk, if it was begun."""
    known = context.content.checklists
    return next(
        (
            run
            for run in context.diary.belonging(ChecklistRun, session.id)
            if is_of(run.record, walk, known)
        ),
        None,
    )


def of_session(
    context: Context, session: Entry[Session], walk: Walk = Walk.SESSION
) -> Walking | None:
    """Give a session's walk; None where it is not said how the medicine is given.

    One that was frozen stays that of the route it was walked for.
    """
    run = run_for(context, session, walk)
    record = run.record if run else None
    chosen = context.content.checklist_for(session.record.route, walk)
    if record is not None and record.frozen_at is not None:
        chosen = context.content.checklists[record.checklist]
    elif walk is Walk.SESSION and session.record.route is None:
        chosen = None
    if chosen is None:
        return None
    return Walking(
        checklist=chosen,
        session=session,
        run=run,
        steps=checklists.steps(chosen, session.record, record, rules(context)),
    )


def on_its_own(context: Context, walk: Walk) -> Walking:
    """Give a walk that belongs to no session, as far as it goes now."""
    chosen = context.content.checklist_for(None, walk)
    assert chosen is not None, f"no checklist for {walk}"
    now = context.now()
    run = going_on(context.diary.walks_alone(chosen.id), walk, chosen.id, now)
    begun = run.record.begun if run is not None and run.record.begun is not None else now
    record = run.record if run else None
    return Walking(
        checklist=chosen,
        session=None,
        run=run,
        steps=checklists.steps_on_their_own(chosen, begun.date(), record, rules(context)),
    )


def previous_run(
    context: Context, walking: Walking, sessions: Sequence[Entry[Session]]
) -> ChecklistRun | None:
    """Give a walk's run for the last of the sessions before its own that was held."""
    assert walking.session is not None
    planned = walking.session.record.plan.moment()
    held = [
        (entry.record.plan.moment(), entry)
        for entry in sessions
        if entry.record.state is SessionState.HELD
    ]
    before = [(moment, entry) for moment, entry in held if moment < planned]
    for _moment, entry in sorted(before, key=itemgetter(0), reverse=True):
        for run in context.diary.belonging(ChecklistRun, entry.id):
            if run.record.checklist == walking.checklist.id:
                return run.record
    return None


def keep(context: Context, walking: Walking, answers: Iterable[Answer], *, draft: str = "") -> None:
    """Keep answers in the walk's run, which the first of them begins; one change, one undo.

    What was typed for one of them is no ``draft`` any more. Raises Impossible and Problem as saving does.
    """
    record = walking.run.record if walking.run is not None else _new_run(context, walking)
    record = replace(record, checklist=walking.checklist.id)
    for answer in answers:
        record = checklists.answered(record, answer)
    context.save(record, "", walking.run, draft=draft)


def bring_back(context: Context, item: str) -> None:
    """Put an item that was left out on the checklists again. Raises Problem."""
    for entry in context.diary.entries(RuleSet):
        changed = brought_back(entry.record, item)
        if changed != entry.record:
            context.save(changed, _("Checklist changed"), entry)


def settle(context: Context) -> None:
    """Freeze the walk of each session that began, and let go of one that did not after all.

    What cannot be kept, as under a clock that was put back, waits for the next change.
    """
    try:
        _settle(context)
    except (Impossible, Problem) as error:
        log.warning("a walk was not settled: %s", type(error).__name__)


def _settle(context: Context) -> None:
    known = context.content.checklists
    walked_before = [key for key, one in known.items() if one.walk is Walk.SESSION]
    for run in context.diary.unsettled(walked_before):
        if run.record.frozen_at is not None:
            context.diary.follow(ChecklistRun, run.id, checklists.thawed)
            continue
        session = context.diary.get(Session, run.record.session_id or "").record
        steps = checklists.steps(known[run.record.checklist], session, run.record, rules(context))
        kept = tuple(frozen_item(context.content, step) for step in steps)
        began = session.start or context.now()
        freeze = partial(checklists.frozen, walked=kept, at=began)
        context.diary.follow(ChecklistRun, run.id, freeze)


def _new_run(context: Context, walking: Walking) -> ChecklistRun:
    return ChecklistRun(
        session_id=walking.session.id if walking.session is not None else None,
        checklist=walking.checklist.id,
        begun=context.now() if walking.session is None else None,
    )
