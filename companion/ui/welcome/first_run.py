# SPDX-License-Identifier: Apache-2.0
"""When the first run is shown, where in it the person is, and when it is over.

Where they are is kept beside the drafts: it is no part of the record, and it outlives a crash.
"""

from contextlib import suppress
from enum import StrEnum

from msgspec.structs import replace

from companion.problem import Problem
from companion.ui.context import Context

DRAFT = "welcome"
"""The draft's name; what it holds is the step."""


class At(StrEnum):
    """Where in the first run a person is: at one of its three steps, or at what ends it.

    ``REST`` stands in the place of what is left once a day was told to be hard.
    """

    COUNTRY = "country"
    FEELING = "feeling"
    SESSION = "session"
    PROTECT = "protect"
    REST = "rest"


STEPS = (At.COUNTRY, At.FEELING, At.SESSION)


def is_due(context: Context) -> bool:
    """Tell whether to begin with it: in a new diary, or where it was left halfway."""
    if context.preferences.welcomed or context.session_under_way is not None:
        return False
    return context.diary.draft(DRAFT) is not None or not context.diary.timeline(limit=1).entries


def where(context: Context) -> At:
    """Give the step to go on with."""
    kept = (context.diary.draft(DRAFT) or b"").decode(errors="replace")
    return At(kept) if kept in set(At) else At.COUNTRY


def remember(context: Context, at: At) -> None:
    """Keep where the person is."""
    # On a full disk only the way back is longer: it begins at the first step again.
    with suppress(Problem):
        context.diary.keep_draft(DRAFT, at.encode())


def finish(context: Context) -> None:
    """Take the first run to be over; it is not shown again."""
    context.keep(replace(context.preferences, welcomed=True))
    with suppress(Problem):
        context.diary.drop_draft(DRAFT)
