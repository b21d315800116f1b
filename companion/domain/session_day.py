# SPDX-License-Identifier: Apache-2.0
"""Whether a session is under way: from its start until home or ready to leave."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from companion.domain.records import Entry, Session, SessionState

LONGEST = timedelta(hours=8)
"""After so long a session counts as over, also when nobody said so."""


def under_way(sessions: Iterable[Entry[Session]], now: datetime) -> Entry[Session] | None:
    """Give the session that is under way at ``now``, the last begun where there are two.

    It is one with a start that lies behind by at most eight hours, not cancelled, and without the
    moment of being home or ready to leave.
    """
    begun = [
        (entry.record.start, entry)
        for entry in sessions
        if entry.record.start is not None
        and entry.record.ready is None
        and entry.record.state is not SessionState.CANCELLED
        and entry.record.start <= now < entry.record.start + LONGEST
    ]
    return max(begun, key=lambda each: each[0])[1] if begun else None
