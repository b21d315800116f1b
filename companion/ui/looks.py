# SPDX-License-Identifier: Apache-2.0
"""What ties the sitter's timer to its session: its end, and the looks that are written there."""

from msgspec.structs import replace

from companion.domain.records import Entry, Session, SitterCheck
from companion.domain.sitter import watched_until
from companion.language import _
from companion.problem import Problem
from companion.storage.diary_reading import NotThere
from companion.ui.context import Context


def watch_over(context: Context) -> None:
    """Let the timer go on for as long as its session is under way.

    While locked it keeps to what was known of the session before.
    """
    if context.is_locked or not context.sitter.runs:
        return
    entry = _session(context, context.sitter.session_id)
    until = watched_until(entry.record) if entry is not None else None
    if until is None:
        context.sitter.end()
    else:
        context.sitter.go_on_until(until)


def keep_looks(context: Context) -> None:
    """Write the looks that wait into their session.

    While locked, on a full disk, or without that session they go on waiting.
    """
    if context.is_locked:
        return
    for session_id, checks in context.sitter.take().items():
        if _session(context, session_id) is None:
            context.sitter.give_back(session_id, checks)
            _say_missing(context, session_id)
            continue
        context.sitter.missing.discard(session_id)
        _keep(context, session_id, checks)


def _keep(context: Context, session_id: str, checks: tuple[SitterCheck, ...]) -> None:
    def with_looks(session: Session) -> Session:
        return replace(session, checks=(*session.checks, *checks))

    try:
        context.diary.follow(Session, session_id, with_looks)
    except Problem as problem:
        context.sitter.give_back(session_id, checks)
        context.ways.say(str(problem))


def _say_missing(context: Context, session_id: str) -> None:
    if session_id in context.sitter.missing:
        return
    context.sitter.missing.add(session_id)
    context.ways.say(
        _(
            "The sitter’s last looks are not written down yet: their session is not here. It may "
            "be in the bin. They wait until it is back, and are lost if you close Companion before."
        )
    )


def _session(context: Context, session_id: str) -> Entry[Session] | None:
    """Give a session; None where it is gone or in the bin."""
    try:
        entry = context.diary.get(Session, session_id)
    except NotThere:
        return None
    return entry if entry.deleted_at is None else None
