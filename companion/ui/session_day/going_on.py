# SPDX-License-Identifier: Apache-2.0
"""The way back into a session that goes on, after the app was closed, locked or killed.

That the session-day screen was shown is kept beside the drafts: it is no part of the record.
"""

from contextlib import suppress

from companion.problem import Problem
from companion.ui.context import Context

SHOWN = "session_day"
"""The draft's name; what it holds is the session's id."""


def remember(context: Context, session_id: str) -> None:
    """Keep that the screen of this session is shown."""
    body = session_id.encode()
    # On a full disk only the way back is longer: over Today, which offers it.
    with suppress(Problem):
        if context.diary.draft(SHOWN) != body:
            context.diary.keep_draft(SHOWN, body)


def forget(context: Context) -> None:
    """Take the person to have left the screen."""
    if context.is_locked:
        return
    with suppress(Problem):
        if context.diary.draft(SHOWN) is not None:
            context.diary.drop_draft(SHOWN)


def first_page(context: Context) -> tuple[str, str]:
    """Give the page to begin with: Today, or the screen of a session that was not left."""
    running = context.session_under_way
    if running is not None and context.diary.draft(SHOWN) == running.id.encode():
        return "session_day", running.id
    return "today", ""
