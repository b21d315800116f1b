# SPDX-License-Identifier: Apache-2.0
"""What several pages say of a session and of the steps that lead to it."""

from collections.abc import Sequence
from datetime import datetime

from companion.domain.checklist import Step
from companion.domain.course import Held
from companion.domain.records import Entry, Session
from companion.language import _
from companion.ui import dates
from companion.ui.context import Context


def session_title(context: Context, entry: Entry[Session]) -> str:
    """Give "Session 5 of 6", or "Session 5" where no number was planned."""
    held = context.diary.held_sessions()
    return title_among(held, entry, context.person.planned_sessions)


def title_among(
    held: Sequence[Held | Entry[Session]], entry: Entry[Session], planned: int | None
) -> str:
    """Give a session's title by its place among those ``held``, and how many were planned."""
    ids = [each.id for each in held]
    number = ids.index(entry.id) + 1 if entry.id in ids else len(held) + 1
    if planned and number <= planned:
        return _("Session {n} of {all}").format(n=number, all=planned)
    return _("Session {n}").format(n=number)


def step_time(step: Step, now: datetime) -> str:
    """Give a step's time: "Now", "Wed 25", or "Thu 06:00"."""
    if step.at is not None:
        return f"{dates.short_weekday(step.day)} {dates.clock(step.at)}"
    if step.day <= now.date():
        return _("Now")
    return f"{dates.short_weekday(step.day)} {step.day.day}"
