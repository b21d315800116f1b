# SPDX-License-Identifier: Apache-2.0
"""What to say on Today about keeping the diary and being reminded, and when to be quiet about it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from companion.domain.course import next_session
from companion.domain.records import Entry, Session
from companion.domain.session_day import under_way
from companion.language import _
from companion.preferences import Preferences
from companion.storage import copies
from companion.storage.surroundings import low_space_words
from companion.ui.context import Context

SOON = timedelta(days=3)
LATER = timedelta(days=90)
SETTLED = timedelta(days=14)
"""How long a diary is kept before a second place for its backups is spoken of."""


class Word(Struct, frozen=True):
    """A sentence, the words on the button to the settings, and the card of theirs it leads to.

    ``put_off`` are the preferences after “Not now”; None where there is nothing to put off.
    """

    sentence: str
    way: str
    place: str
    put_off: Preferences | None = None


def words_on_keeping(
    context: Context,
    entries_since: date | None,
    sessions: Sequence[Entry[Session]],
    at_home: Callable[[], str | None],
) -> Iterator[Word]:
    """Give what to say today; ``entries_since`` is the day of the first entry.

    ``at_home`` gives the warning where the diary's folder is no good home for it. Nothing but a full
    disk is spoken of while a session is under way.
    """
    folder = context.diary.access.folder
    low = low_space_words(folder)
    if low is not None:
        yield Word(low, _("See"), "backups")
    now = context.now()
    if under_way(sessions, now) is not None or entries_since is None:
        return
    warning = at_home()
    if warning is not None:
        yield Word(warning, _("See"), "backups")
    today, chosen = now.date(), context.preferences
    if not context.is_protected and entries_since < today and _is_time(chosen.protect_after, today):
        yield Word(
            _("Only your computer account keeps this diary private. Protect it with a passphrase?"),
            _("Protect it"),
            "protection",
            replace(chosen, protect_after=_next(chosen.protect_after, today)),
        )
    yield from _second_place(context, entries_since, today)
    if next_session(sessions, now) is not None:
        yield from _reminders(context, today)


def _reminders(context: Context, today: date) -> Iterator[Word]:
    """Offer to remind of what leads to a session that is planned."""
    chosen = context.preferences
    if not chosen.remind and _is_time(chosen.remind_after, today):
        yield Word(
            _("Companion can remind you on this computer, without a word about you."),
            _("See"),
            "reminders",
            replace(chosen, remind_after=today + LATER),
        )


def _second_place(context: Context, entries_since: date, today: date) -> Iterator[Word]:
    chosen = context.preferences
    kept = copies.newest(context.diary.access.folder) is not None
    settled = kept and today - entries_since >= SETTLED
    if chosen.second_place is None and settled and _is_time(chosen.second_place_after, today):
        yield Word(
            _("Your backups are on this disk only, and would be lost with it."),
            _("Choose a place"),
            "backups",
            replace(chosen, second_place_after=_next(chosen.second_place_after, today)),
        )


def _is_time(after: date | None, today: date) -> bool:
    return after is None or today >= after


def _next(after: date | None, today: date) -> date:
    """Give when to speak of it again: soon the first time, and then hardly any more."""
    return today + (SOON if after is None else LATER)
