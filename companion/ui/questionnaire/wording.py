# SPDX-License-Identifier: Apache-2.0
"""How often a questionnaire is offered and when it was filled in, in words."""

from datetime import date

from companion.language import _, ngettext
from companion.ui.dates import full_date, short_date, when


def every(days: int | None) -> str:
    """Tell how often one is offered: "every two weeks", "every 10 days", "only when you ask"."""
    if days is None:
        return _("only when you ask")
    usual = {
        1: _("every day"),
        7: _("every week"),
        14: _("every two weeks"),
        28: _("every four weeks"),
    }
    return usual.get(days) or _("every {n} days").format(n=days)


def minutes(count: int) -> str:
    """Tell about how long one takes."""
    return ngettext("about {n} minute", "about {n} minutes", count).format(n=count)


def last_filled_in(day: date | None, today: date) -> str:
    """Tell when one was last filled in: "last on 9 Nov, 14 days ago"."""
    if day is None:
        return _("not filled in yet")
    named = short_date(day) if day.year == today.year else full_date(day)
    return _("last on {day}, {when}").format(day=named, when=when(day, today))
