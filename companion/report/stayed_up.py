# SPDX-License-Identifier: Apache-2.0
"""How many days mood stayed above half of its gain: each series, and the median over them."""

from collections.abc import Collection, Mapping

from companion.domain import course, durability
from companion.domain.durability import Blank, MedianDays, SeriesFigures
from companion.language import _, ngettext
from companion.report.parts import Phrase, Section
from companion.report.scope import Scope
from companion.report.sessions import course_sessions, route_name
from companion.report.wording import SPACE, spans

SERIES_TOLD = 6
"""So many series are told one by one on page one."""


def series(scope: Scope) -> tuple[SeriesFigures, ...]:
    """Give the series of the present course, worked out from every session and every mood."""
    if not (scope.has(Section.SESSIONS) and scope.has(Section.COURSE)):
        return ()
    every = course.session_figures(scope.snapshot.sessions, scope.moods)
    numbers = {one.number for one in course_sessions(scope)}
    found = durability.stayed_up(every, scope.moods)
    return tuple(one for one in found if numbers.issuperset(one.sessions))


def by_session(found: tuple[SeriesFigures, ...]) -> Mapping[int, str]:
    """Give the words for each session's row: a series is told in that of its last session."""
    told: dict[int, str] = {}
    for one in found:
        for number in one.sessions:
            told[number] = _("with #{n}").format(n=one.sessions[-1])
        told[one.sessions[-1]] = _with_n(one)
    return told


def phrases(found: tuple[SeriesFigures, ...], in_period: Collection[int]) -> tuple[Phrase, ...]:
    """Give the line of page one; nothing before the first session.

    ``in_period`` are the numbers of the period's sessions: the series are the course's, which is
    said where the course has others than these.
    """
    if not found:
        return ()
    every = {number for one in found for number in one.sessions}
    lead = _("Days mood stayed up.")
    if not every.issubset(in_period):
        lead = _("Days mood stayed up, in the course.")
    each = _one_by_one(found) if len(found) <= SERIES_TOLD else _counted(found)
    told = " ".join(part for part in (f"{each}.", _median(found)) if part)
    return (Phrase(lead, told),)


def _one_by_one(found: tuple[SeriesFigures, ...]) -> str:
    """Say each series by its sessions: those with the same words together, yet told apart."""
    told: dict[str, list[str]] = {}
    days = [days_words(one) for one in found]
    for one, words in zip(found, days, strict=True):
        each = one.days is not None and days.count(words) > 1
        key = _("{days} each").format(days=words) if each else words
        told.setdefault(key, []).append(f"#{spans(one.sessions)}")
    return "; ".join(f"{' · '.join(series)}: {words}" for words, series in told.items())


def _counted(found: tuple[SeriesFigures, ...]) -> str:
    with_days = [one for one in found if one.days is not None]
    unclear = sum(one.blank is Blank.NO_CLEAR_IMPROVEMENT for one in found)
    text = _(
        "{all} series: {days} with a number of days, {unclear} with no clear improvement, "
        "{few} with not enough days"
    )
    few = len(found) - len(with_days) - unclear
    return text.format(all=len(found), days=len(with_days), unclear=unclear, few=few)


def _median(found: tuple[SeriesFigures, ...]) -> str:
    median = durability.median_days(found)
    if median is None:
        return ""
    told = [_("Median {words}.").format(words=_median_words(median))]
    text = _("{route}: {words}.")
    told += [
        text.format(route=route_name(route), words=_median_words(one))
        for route, one in durability.median_days_by_route(found).items()
    ]
    return " ".join(told)


def _median_words(median: MedianDays) -> str:
    if median.reached:
        text = ngettext(
            "{days} day (n = {n} series, {cut} of them “at least”)",
            "{days} days (n = {n} series, {cut} of them “at least”)",
            median.days,
        )
    else:
        text = ngettext(
            "at least {days} day (n = {n} series, {cut} of them “at least”)",
            "at least {days} days (n = {n} series, {cut} of them “at least”)",
            median.days,
        )
    return text.format(days=median.days, n=median.n, cut=median.censored)


def days_words(one: SeriesFigures) -> str:
    """Say how long mood stayed up after a series, or why that is not known."""
    if one.days is None:
        unclear = one.blank is Blank.NO_CLEAR_IMPROVEMENT
        return _("no clear improvement") if unclear else _("not enough days")
    text = _("at least {n} d") if one.censored else _("{n} d")
    return text.format(n=one.days).replace(" d", f"{SPACE}d")


def _with_n(one: SeriesFigures) -> str:
    return f"{days_words(one)}{SPACE}({one.recorded})"
